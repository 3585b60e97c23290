"""macOS: the application firewall, by Apple's own tool, which anybody may ask."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal

from app.model.facts import FirewallState
from app.network.firewall.tool import said

TOOL: Final = "/usr/libexec/ApplicationFirewall/socketfilterfw"


def read(program: str) -> Iterator[FirewallState]:
    """One record, where the tool answers."""
    state = said(TOOL, "--getglobalstate")
    if state is not None:
        yield state_of(state, said(TOOL, "--getblockall") or "", said(TOOL, "--getappblocked", program) or "")


def state_of(state: str, block_all: str, program: str) -> FirewallState:
    """From what the tool prints; its words have changed, so numbers and short words are looked for."""
    known: Literal["on", "off", "unknown"] = "unknown"
    if "State = 1" in state or "State = 2" in state or "enabled" in state.lower():
        known = "on"
    elif "State = 0" in state or "disabled" in state.lower():
        known = "off"
    told = block_all.lower()
    everything = "enabled" in told or ("block all" in told and "disabled" not in told)
    words = program.lower()
    blocked = "block" in words and "permitted" not in words and "not part" not in words and "allow" not in words
    permitted = "permitted" in words or "allow" in words
    return FirewallState(
        "application firewall",
        known,
        "blocked" if known == "on" and everything else "unknown" if known == "unknown" else "allowed",
        "blocked" if blocked else "allowed" if permitted else "unknown",
    )
