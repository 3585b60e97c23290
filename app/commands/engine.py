"""The engine, as a child process of the window or of ``check``."""

from __future__ import annotations


def run_hidden(arguments: list[str]) -> int:
    """Serve the driver on standard input and output; takes no arguments."""
    from app.engine.process import main

    main()
