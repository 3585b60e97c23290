"""The window: Qt widgets over the screens of :mod:`app.wizard`, talking to the engine by JSON lines only."""
