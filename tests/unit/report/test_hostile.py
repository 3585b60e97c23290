"""Text from the network does nothing in a report, whatever it holds."""

from __future__ import annotations

import re

import pytest

from app.model.diagnosis import Diagnosis, Finding, Verdict
from app.model.facts import (
    AudioDevices,
    CallResult,
    Fact,
    Registration,
    SipExchange,
    SipMessage,
    SipReply,
    Unknown,
)
from app.model.session import Run, Session, SpokenCode, Timings
from app.report.html import render_html
from app.report.text import MOST_LINES, render_text
from tests.unit.diagnosis.observed import observe
from tests.unit.report.sessions import session
from tests.unit.report.test_html import Page

HOSTILE = {
    "script": "<script>alert(1)</script>",
    "event": '"><img src=x onerror=alert(1)>',
    "attribute": "' onmouseover='alert(1)",
    "style": "</style><script>x</script>",
    "svg": "</svg><svg onload=alert(1)>",
    "title": "</title><script>x</script>",
    "comment": "--><script>x</script><!--",
    "template": "{{ 7 * 7 }}{% for x in y %}",
    "entity": "&lt;script&gt;&#60;script&#62;",
    "link": "javascript:alert(1)",
    "formula": '=HYPERLINK("http://example.net")',
    "nul": "a\x00b\x00<script>",
    "bidi": "\u202egnp.exe\u2066<script>",
    "escape": "\x1b[31mred\x1b]0;title\x07",
    "lines": "one\r\ntwo\u2028three\x0bfour\x85five",
    "surrogate": "\ud800\udfff",
    "huge": "A" * 2_000_000,
    "deep": "<" * 100_000,
    "placeholder": "{title} {missing} {0} {a.b}",
    "private": "\ufeff\u200d\ue000\U000f0000",
}


def _facts(text: str) -> tuple[Fact, ...]:
    latin = text.encode("utf-8", "replace").decode("latin-1")
    reply = SipReply(1.0, text, text, f"SIP/2.0 200 {latin}\r\nVia: {latin}\r\nServer: {latin}\r\n\r\nv=0\r\no={latin}")
    return (
        SipMessage("inbound", text, text, f"{latin}\r\nFrom: {latin}\r\n{latin}: {latin}\r\n\r\n{latin}"),
        SipExchange(text, "suspected", text, "udp", text, text, text, f"OPTIONS {latin}", (reply,), "answered", 1, 1.0),
        Registration(text, "udp", "refused", 401, text, 2, 0.1),
        AudioDevices((text,), (text,), "found"),
        CallResult(text, "connected", 200, text, 0.1, 1.0, "us", text),
        Unknown(text[:50], text),
    )


def _session(text: str) -> Session:
    changed = {"field": text, "meaning": text, "before": text, "after": text, "direction": "reply", "path": text}
    details = {"changed": [changed], "signals": [text], "paths": [text], "family": text, "phrase": text, "status": text}
    diagnosis = Diagnosis(
        (
            Verdict("sip_alg", "yes", "certain", text[:50], ("o2",), details),  # type: ignore[arg-type]
            Verdict("registration", "no", "certain", "refused", (text[:50],), details),  # type: ignore[arg-type]
        ),
        (Finding("call_drops_no_ack", "critical", "certain", (), {"seconds": text}),),
        "call_drops_no_ack",
    )
    run = Run(text, text, text, Timings(None, None, 1.0), tuple(observe(*_facts(text))), diagnosis)
    made = session(run, profile={"provider": text, "ticket": text, "support_phone": text, "practice": text})
    row = {"question": text, "before": text, "after": "x", "change": text}
    return Session(
        text,
        text,
        text,
        made.profile,
        (run,),
        {"questions": [row, text, None]},  # type: ignore[list-item]
        {"model": text, text[:20]: text},
        SpokenCode((text[:40], "a", "b", "c"), text[:20]),
        made.not_tested,
    )


@pytest.fixture(params=HOSTILE, name="text")
def hostile_text(request: pytest.FixtureRequest) -> str:
    return HOSTILE[request.param]


def test_nothing_in_the_page_acts(text: str) -> None:
    html = render_html(_session(text))
    html.encode("utf-8")
    page = Page(html)
    assert not {tag for tag, _ in page.tags} & {"script", "img", "iframe", "object", "link"}
    assert not [one for _, one in page.tags if any(name.startswith("on") for name in one)]
    assert all((one.get("href") or "#").startswith("#") for _, one in page.tags)
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f\u2028-\u202e\u2066-\u2069\ufeff]", html)
    assert ("{{ 7 * 7 }}" in page.text) == ("{{ 7 * 7 }}" in text)


def test_a_huge_text_makes_no_huge_page(text: str) -> None:
    assert len(render_html(_session(text))) < 400_000


def test_the_plain_text_stays_plain_and_short(text: str) -> None:
    lines = render_text(_session(text)).splitlines()
    assert len(lines) <= MOST_LINES
    assert all(len(line) <= 100 for line in lines)
    assert not [char for line in lines for char in line if ord(char) < 32 or ord(char) == 127]
