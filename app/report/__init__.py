"""Redaction at one gate; renderings of the session; the spoken code."""
