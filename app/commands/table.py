"""The sub-commands in the order in which ``--help`` lists them."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Final

SUMMARIES: Final[dict[str, str]] = {
    "check": "test the line without a window",
    "explain": "what happened to a SIP message on its way",
    "diagnose": "judge recorded observations by today's rules",
    "report": "turn a session file into a report",
    "decode": "read the four spoken words, or their ten digits",
    "testline": "run the far end that calls are tested against",
    "routers": "the router guides",
    "scenarios": "the practice scenarios",
    "content": "newer router guides and words, from a file or the provider",
    "handbook": "write the handbook for support agents",
    "selftest": "let the installed program check itself",
}
HIDDEN: Final = ("engine", "practice-world", "post", "content-from-window")
"""Our own child processes; no user starts them."""
_ELSEWHERE: Final = {"content-from-window": "content"}


def module_name(command: str) -> str:
    """The module of a sub-command."""
    return f"app.commands.{_ELSEWHERE.get(command, command).replace('-', '_')}"


def exists(command: str) -> bool:
    """Whether this version has *command*; what does not exist yet is not listed."""
    return find_spec(module_name(command)) is not None


def listed() -> dict[str, str]:
    """The commands to show, with their summaries."""
    return {name: summary for name, summary in SUMMARIES.items() if exists(name)}
