"""Sessions for report tests, built from observations like a real one."""

from __future__ import annotations

from collections.abc import Sequence

from app.diagnosis import diagnose
from app.diagnosis.figures import figures_of
from app.engine.reading import completed
from app.model.facts import (
    Fact,
    NotRun,
    PersonSaid,
    RunMark,
    SipMessage,
)
from app.model.session import NotTested, Run, Session, Timings
from app.report.code import spoken_code
from tests.unit.diagnosis.observed import (
    OWN,
    control,
    exchange,
    healthy_call,
    inbound,
    loop,
    observe,
    outbound,
    registered,
    sound,
    stun,
)
from tests.unit.diagnosis.observed import ended as call_ended

REGISTER = (
    "REGISTER sip:example.com SIP/2.0\r\n"
    "Via: SIP/2.0/UDP 192.168.1.10:5062;rport;branch=z9hG4bKx\r\n"
    'From: "Rosalind Marsh" <sip:+493012345678@example.com>;tag=a\r\n'
    "To: Rosalind Marsh <sip:rmarsh77@example.com>\r\n"
    "Call-ID: abc@192.168.1.10\r\nCSeq: 2 REGISTER\r\n"
    'Authorization: Digest username="rmarsh77", realm="example.com", nonce="n0nce-canary", uri="sip:example.com", '
    'response="re5ponse-canary", cnonce="cn0nce-canary", qop=auth, nc=00000001\r\n'
    "X-Billing: canary-header-value\r\nContent-Type: application/sdp\r\nContent-Length: 1\r\n\r\n"
    "v=0\r\no=rmarsh77 1 1 IN IP4 192.168.1.10\r\ns=Rosalinds call\r\nc=IN IP4 192.168.1.10\r\nt=0 0\r\n"
    "m=audio 4000 RTP/SAVP 0\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:crypto-canary\r\na=rtpmap:0 PCMU/8000\r\n"
)
CLEAN = (exchange(), control())
REWRITTEN = (exchange(OWN.host, rport=OWN.port), control())
DEAF = (
    *(sound(0), loop(0), inbound(0), outbound(), inbound(90, far_end=True), outbound(190, far_end=True)),
    call_ended(),
)
BROKEN: tuple[Fact, ...] = (
    RunMark("started"),
    NotRun("dns", "address_given"),
    stun(),
    registered(),
    SipMessage("outbound", "198.51.100.20:5060", "udp", REGISTER),
    SipMessage("inbound", "198.51.100.20:5060", "udp", "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 192.168.1.10:5062\r\n\r\n"),
    *REWRITTEN,
    *DEAF,
    PersonSaid("hear", "none"),
    RunMark("finished"),
)
MENDED: tuple[Fact, ...] = (RunMark("started"), stun(), registered(), *CLEAN, *healthy_call(), RunMark("finished"))


def run(*facts: Fact, label: str = "before", started: str = "2026-11-20T10:42:05.120Z") -> Run:
    """A run whose diagnosis is today's."""
    observations = tuple(observe(*facts))
    timings = Timings(0.3, 0.4, 13.6)
    diagnosis = diagnose(observations)
    figures = figures_of(observations, diagnosis)
    return Run(label, started, "2026-11-20T10:42:19Z", timings, observations, diagnosis, figures)


def session(*runs: Run, profile: dict[str, object] | None = None, not_tested: Sequence[NotTested] = ()) -> Session:
    """A session of *runs*."""
    known = {"provider": "Bright Telecom", "support_phone": "0800 555 0100", **(profile or {})}
    made = Session(
        "2026-11-20-104205-abcd",
        "CallMend",
        "0.1.0",
        known,  # type: ignore[arg-type]
        runs,
        code=spoken_code(runs[-1].diagnosis) if runs else None,
        not_tested=tuple(not_tested) or (NotTested("inbound", "no_testline"), NotTested("presence", "not_in_plan")),
    )
    return completed(made)


def broken() -> Session:
    """The router rewrites, and nothing can be heard."""
    return session(run(*BROKEN))


def mended() -> Session:
    """The same before, and a second run after the setting was turned off."""
    return session(run(*BROKEN), run(*MENDED, label="after", started="2026-11-20T10:58:00Z"))
