"""Starts the program's own child processes and speaks the JSON lines with them. Standard library only, no Qt."""
