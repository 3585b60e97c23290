"""Checks practice scenarios many at a time, each in two processes: that of the engine and that of the world."""
