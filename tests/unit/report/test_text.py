"""The 25 lines for a ticket."""

from __future__ import annotations

from app.report.text import MOST_COLUMNS, MOST_LINES, render_text
from tests.unit.report.sessions import broken, mended, session


def test_the_lines_that_matter_are_there() -> None:
    content = render_text(broken())
    lines = content.splitlines()
    assert content.endswith("\n")
    assert len(lines) <= MOST_LINES
    assert max(map(len, lines)) <= MOST_COLUMNS
    assert lines[0] == "Bright Telecom, Phone check, 20 November 2026, 10:42 UTC"
    assert lines[2] == "We think: Your router changes phone messages. This can break calls."
    assert "[!] You hear: No sound arrives - 0 of 90 packets" in lines
    assert any(line.startswith("Code: ") for line in lines)
    assert lines[-1] == "CallMend 0.1.0, Session 2026-11-20-104205-abcd"


def test_before_and_after() -> None:
    lines = render_text(mended()).splitlines()
    assert "Before: You hear: No sound arrives" in lines
    assert "After the change: You hear: Works" in lines


def test_an_empty_session() -> None:
    assert "We could not tell what is wrong." in render_text(session())
