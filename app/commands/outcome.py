"""What a diagnosis means for the exit code (design, section 9)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from app.model.errors import NOT_TESTED_EXIT

DONE_EXIT: Final = 0
FAULT_EXIT: Final = 1

FAULTS: Final = frozenset({"critical", "major", "minor"})
UNTESTED: Final = frozenset({"no_internet", "dns_failure", "provider_unreachable", "credentials_refused"})
"""Findings that say why the line could not be tested: bad input, or nobody there. Alone they prove no fault of it."""

SURROUNDINGS: Final = frozenset({"internet", "dns", "nat", "local_firewall", "audio_devices"})
"""Questions about the way to the phone service; answers to them alone say nothing about the phone line."""


def exit_code(diagnosis: Mapping[str, Any], asked: Collection[str]) -> int:
    """0 no fault found, 1 a fault found, 3 nothing proven about what was *asked*."""
    faults = {finding["id"] for finding in diagnosis.get("findings", ()) if finding["severity"] in FAULTS}
    if faults - UNTESTED:
        return FAULT_EXIT
    if faults or not _proven(diagnosis.get("verdicts", ()), asked):
        return NOT_TESTED_EXIT
    return DONE_EXIT


def _proven(verdicts: Sequence[Mapping[str, Any]], asked: Collection[str]) -> bool:
    matter = set(asked) - SURROUNDINGS or set(asked)
    return any(verdict["question"] in matter and verdict["answer"] != "cannot_tell" for verdict in verdicts)
