"""Which sentence answers "How do we know?" under a finding, and with which values. Pure; the words live elsewhere."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from app.model.diagnosis import Finding
from app.model.json import JsonValue
from app.wizard.answers import Known

_ADDRESS: Final = re.compile(r"(?<![\w.])(\d{1,3}(?:\.\d{1,3}){3})(?![\w.])")
_BY_START: Final[Mapping[str, str]] = {
    "credentials_refused": "credentials_refused",
    "no_sound_inbound": "no_sound_inbound",
    "no_sound_outbound": "no_sound_outbound",
    "provider_unreachable": "provider_unreachable",
    "no_internet": "no_internet",
    "no_fault_found": "no_fault_found",
}


def proof_of(known: Known, finding: Finding) -> tuple[str, dict[str, str]]:
    """The id in the word list ``window.proof`` and its values."""
    if finding.id.startswith("sip_alg"):
        return _of_changed_messages(known)
    if finding.id.startswith("keypad_tones") and known.digits and known.digits[1] is not None:
        return "keypad_tones", {"sent": known.digits[0], "heard": known.digits[1] or "-"}
    if finding.id == "no_fault_found" and not _called(known):
        return "no_fault_without_a_call", {}
    for start, name in _BY_START.items():
        if finding.id.startswith(start):
            return name, {}
    return "other", {"tests": str(max(len(finding.because), 1))}


def _called(known: Known) -> bool:
    """Whether a test call told anything; without a number to call, or with every call left out, none did."""
    return any(known.answer(question) in ("yes", "no") for question in ("hear", "speak"))


def _of_changed_messages(known: Known) -> tuple[str, dict[str, str]]:
    verdict = known.verdicts.get("sip_alg")
    changes = verdict.details.get("changed") if verdict else None
    for change in changes if isinstance(changes, list) else []:
        before, after = _address(change, "before"), _address(change, "after")
        if before and after and before != after:
            return "sip_alg_changed", {"before": before, "after": after}
    return "sip_alg", {}


def _address(change: JsonValue, side: str) -> str:
    text = change.get(side) if isinstance(change, dict) else None
    found = _ADDRESS.search(text) if isinstance(text, str) else None
    return found[1] if found else ""
