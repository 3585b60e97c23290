"""Linux: ufw's own setting, firewalld's state, and to root the rules of nftables themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final, Literal

from app.model.facts import FirewallState
from app.network.firewall.tool import said

UFW: Final = Path("/etc/ufw/ufw.conf")
_HOOK: Final = re.compile(r"type filter hook (input|output) [^;]*;\s*policy (accept|drop);([^}]*)\}")
_STOPS: Final = re.compile(r"\b(?:drop|reject)\b")


def read(program: str) -> Iterator[FirewallState]:
    """None of them has rules for programs, only for ports and addresses."""
    if UFW.exists():
        state = ufw_state(UFW.read_text("utf-8", "replace"))
        yield FirewallState("ufw", state, "blocked" if state == "on" else "unknown", "unknown")
    zone = said("firewall-cmd", "--state")
    if zone is not None:
        on = zone.strip() == "running"
        yield FirewallState("firewalld", "on" if on else "off", "blocked" if on else "unknown", "unknown")
    rules = said("nft", "list", "ruleset")
    if rules is not None:
        yield nft_state(rules)


def ufw_state(text: str) -> Literal["on", "off", "unknown"]:
    """From the text of ``ufw.conf``."""
    found = re.search(r"(?m)^\s*ENABLED\s*=\s*(\w+)", text)
    return "unknown" if found is None else "on" if found[1].lower() == "yes" else "off"


def nft_state(rules: str) -> FirewallState:
    """From ``nft list ruleset``: chains that look at what comes in to, or goes out of, this computer."""
    chains = {(hook, policy, bool(_STOPS.search(body))) for hook, policy, body in _HOOK.findall(rules)}
    blocked = any(hook == "input" and policy == "drop" for hook, policy, _ in chains)
    stops = sorted({hook for hook, policy, stopping in chains if stopping or policy == "drop"})
    detail = f"rules that stop packets: {', '.join(stops)}" if stops else ""
    return FirewallState("nftables", "on" if stops else "off", "blocked" if blocked else "allowed", "unknown", detail)
