"""The practice world, as a child process of the engine."""

from __future__ import annotations


def run_hidden(arguments: list[str]) -> int:
    """Let the world of the scenario stand until standard input closes."""
    from app.practice.process import main

    return main(arguments[0] if arguments else "")
