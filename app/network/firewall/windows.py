"""Windows: the firewall's own settings and rules in the registry, which every user may read; netsh speaks languages."""

from __future__ import annotations

import ntpath
import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from app.model.facts import FirewallState

POLICY: Final = r"SYSTEM\CurrentControlSet\Services\SharedAccess\Parameters\FirewallPolicy"
PROFILES: Final = {"StandardProfile": "private network", "PublicProfile": "public network", "DomainProfile": "domain"}
MOST_RULES: Final = 20_000
Values = Mapping[str, object]


def read(program: str) -> Iterator[FirewallState]:
    """One record for each kind of network: which of them is in use is not asked."""
    rules = [str(value) for value in _values(rf"{POLICY}\FirewallRules").values()]
    for profile, name in PROFILES.items():
        yield state_of(name, _values(rf"{POLICY}\{profile}"), rules, program)


def state_of(name: str, profile: Values, rules: Iterable[str], program: str) -> FirewallState:
    """From the values of a profile's key and the texts of all rules; an action that is not given means block."""
    enabled = profile.get("EnableFirewall")
    on = enabled == 1
    inbound = profile.get("DefaultInboundAction", 1) == 1 or profile.get("DoNotAllowExceptions") == 1
    actions = {rule["action"] for rule in map(fields_of, rules) if is_about(rule, program)}
    return FirewallState(
        f"Windows, {name}",
        "unknown" if enabled is None else "on" if on else "off",
        "unknown" if enabled is None else "blocked" if on and inbound else "allowed",
        "blocked" if "block" in actions else "allowed" if "allow" in actions else "unknown",
    )


def fields_of(rule: str) -> dict[str, str]:
    """``v2.30|Action=Block|Active=TRUE|Dir=In|App=C:\\...|`` as names and values, in lower case."""
    pairs = (part.partition("=") for part in rule[:4000].split("|"))
    return {name.lower(): value.lower() for name, _, value in pairs if value}


def is_about(rule: Mapping[str, str], program: str) -> bool:
    """Whether an active rule names our program."""
    app = ntpath.normcase(rule.get("app", ""))
    return rule.get("active") == "true" and "action" in rule and app == ntpath.normcase(program).lower()


def _values(key: str) -> dict[str, object]:
    found: dict[str, object] = {}
    if sys.platform == "win32":
        import winreg

        try:
            with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, key) as handle:
                for index in range(MOST_RULES):
                    name, value, _ = winreg.EnumValue(handle, index)
                    found[name] = value
        except OSError:  # also the end of the list
            return found
    return found
