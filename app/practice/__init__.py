"""Simulated routers between the engine and the test line, on loopback."""
