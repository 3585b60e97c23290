"""The words of each system's firewall, as its tools print them."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from app.model.facts import FirewallState
from app.network import firewall
from app.network.failures import outcome_of
from app.network.firewall import firewall_states, linux, macos, windows

ENABLED = "Firewall is enabled. (State = 1)"
PROGRAM = r"C:\Program Files\CallMend\callmend.exe"


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("ENABLED=yes\nLOGLEVEL=low\n", "on"),
        ("# ENABLED=yes\nENABLED=no\n", "off"),
        ("LOGLEVEL=low\n", "unknown"),
        ("", "unknown"),
    ],
)
def test_ufw(text: str, state: str) -> None:
    assert linux.ufw_state(text) == state


DROPPING = """table inet filter {
  chain input { type filter hook input priority filter; policy drop;
    ct state established,related accept
  }
  chain output { type filter hook output priority filter; policy accept; }
}"""
STOPPING_OUT = """table ip own {
  chain out {
    type filter hook output priority 0; policy accept;
    udp dport 5060 reject
  }
}"""
FORWARDING = "table ip fw { chain fw { type filter hook forward priority 0; policy drop; udp dport 5060 drop } }"


@pytest.mark.parametrize(
    ("rules", "state", "inbound", "detail"),
    [
        (DROPPING, "on", "blocked", "rules that stop packets: input"),
        (STOPPING_OUT, "on", "allowed", "rules that stop packets: output"),
        (FORWARDING, "off", "allowed", ""),  # what it forwards for others is not about us
        ("", "off", "allowed", ""),
    ],
)
def test_nftables(rules: str, state: str, inbound: str, detail: str) -> None:
    assert linux.nft_state(rules) == FirewallState("nftables", state, inbound, "unknown", detail)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("state", "block_all", "program", "expected"),
    [
        (ENABLED, "block all state set to disabled", "", ("on", "allowed", "unknown")),
        ("Firewall is enabled. (State = 2)", "block all state set to enabled", "", ("on", "blocked", "unknown")),
        ("Firewall is disabled. (State = 0)", "", "", ("off", "allowed", "unknown")),
        (ENABLED, "disabled", "Connection to the application is blocked", ("on", "allowed", "blocked")),
        (ENABLED, "disabled", "Connection to the application is permitted", ("on", "allowed", "allowed")),
        (ENABLED, "disabled", "The application is not part of the firewall", ("on", "allowed", "unknown")),
        ("???", "", "", ("unknown", "unknown", "unknown")),
    ],
)  # fmt: skip
def test_macos(state: str, block_all: str, program: str, expected: tuple[str, str, str]) -> None:
    found = macos.state_of(state, block_all, program)
    assert (found.state, found.inbound, found.program) == expected


RULE = r"v2.30|Action={}|Active={}|Dir=In|Protocol=17|App={}|Name=CallMend|"


@pytest.mark.parametrize(
    ("profile", "rules", "expected"),
    [
        ({"EnableFirewall": 1}, [], ("on", "blocked", "unknown")),
        ({"EnableFirewall": 1, "DefaultInboundAction": 0}, [], ("on", "allowed", "unknown")),
        ({"EnableFirewall": 1, "DefaultInboundAction": 0, "DoNotAllowExceptions": 1}, [], ("on", "blocked", "unknown")),
        ({"EnableFirewall": 0}, [], ("off", "allowed", "unknown")),
        ({}, [], ("unknown", "unknown", "unknown")),
        ({"EnableFirewall": 1}, [RULE.format("Block", "TRUE", PROGRAM.upper())], ("on", "blocked", "blocked")),
        ({"EnableFirewall": 1}, [RULE.format("Allow", "TRUE", PROGRAM)], ("on", "blocked", "allowed")),
        ({"EnableFirewall": 1}, [RULE.format("Block", "FALSE", PROGRAM)], ("on", "blocked", "unknown")),
        ({"EnableFirewall": 1}, [RULE.format("Block", "TRUE", r"C:\other.exe")], ("on", "blocked", "unknown")),
        ({"EnableFirewall": 1}, ["", "|||", "v2|Action"], ("on", "blocked", "unknown")),
    ],
)
def test_windows(profile: dict[str, object], rules: list[str], expected: tuple[str, str, str]) -> None:
    found = windows.state_of("private network", profile, rules, PROGRAM)
    assert (found.state, found.inbound, found.program) == expected


async def test_this_computer_can_be_asked_whatever_it_has() -> None:
    for state in await firewall_states():
        assert state.state in {"on", "off", "unknown"}


def test_a_reader_that_fails_tells_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def broken(program: str) -> list[FirewallState]:
        raise OSError(errno.EIO, "broken")

    monkeypatch.setattr(linux, "read", broken)
    assert firewall._read("callmend") == ()


@pytest.mark.parametrize("number", [errno.EPERM, errno.EACCES])
def test_what_the_own_rules_forbid_has_a_name_of_its_own(number: int) -> None:
    assert outcome_of(OSError(number, "no")) == "forbidden"
