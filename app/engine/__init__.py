"""Runs a plan of probes, journals the session, speaks JSON lines."""
