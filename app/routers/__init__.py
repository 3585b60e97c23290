"""Recognises the router; loads, checks, words and draws its guides (``resources/routers``, see AUTHORING.md there)."""
