"""What stays around every screen, always in the same place."""
