"""Commands offered for copying: known forms only, nothing that could take a business off the internet."""

from __future__ import annotations

import pytest

from app.routers.check_commands import command_problems


@pytest.mark.parametrize(
    "command",
    [
        "write erase",
        "reload",
        "execute factoryreset",
        "rm -rf /",
        "nvram erase",
        "nvram commit; reboot",
        "show x && reboot",
        "/ip firewall filter remove 0",
        "/system reset-configuration",
        "set system conntrack modules ftp disable",
        "delete 12",
        "no ip nat inside source list 1",
        "undo nat alg all",
        " commit",
        "commit ",
        "com\u2011mit",
        "show version # look",
        "configure\nreload",
        "",
        "curl http://x",
        "passwd root",
        "diagnose sys session clear all",
    ],
)
def test_refused(command: str) -> None:
    assert list(command_problems([command]))


@pytest.mark.parametrize(
    "commands",
    [
        ["/ip firewall service-port disable sip"],
        ["configure", "set security alg sip disable", "commit"],
        ["config system settings", "set sip-expectation disable", "end"],
        ["diagnose sys session filter dport 5060", "diagnose sys session clear"],
        ["configure", "set system conntrack modules sip disable", "commit", "save", "exit"],
    ],
)
def test_allowed(commands: list[str]) -> None:
    assert list(command_problems(commands)) == []


def test_sessions_are_never_cleared_without_a_filter() -> None:
    assert "sessions are cleared without a filter" in list(command_problems(["diagnose sys session clear"]))


def test_a_placeholder_must_be_explained() -> None:
    assert list(command_problems(["delete <number>"]))
    assert list(command_problems(["delete <number>"], [("number", "from the list")])) == []
