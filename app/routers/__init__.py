"""Recognises the router; loads and checks the guides."""
