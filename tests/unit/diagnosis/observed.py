"""Builds observations as probes would record them, from real SIP text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from app.model.endpoint import Endpoint
from app.model.facts import (
    CallResult,
    DnsLookup,
    Fact,
    MediaFlow,
    Observation,
    Outcome,
    Registration,
    Role,
    SipExchange,
    SipReply,
    SoundHeard,
    SoundLoop,
    StunBinding,
)
from app.model.names import Transport

OWN = Endpoint("192.168.1.10", 5062)
SERVER = Endpoint("198.51.100.20", 5060)
OUTSIDE = "203.0.113.7"


def observe(*facts: Fact) -> list[Observation]:
    """Number facts as the engine does."""
    return [Observation(f"o{number}", number / 10, fact) for number, fact in enumerate(facts, 1)]


def request_text(local: Endpoint, transport: Transport, method: str = "OPTIONS") -> str:
    """A request of ours."""
    return (
        f"{method} sip:example.com SIP/2.0\r\n"
        f"Via: SIP/2.0/{transport.upper()} {local};rport;branch=z9hG4bK{local.port}{transport}\r\n"
        f"From: <sip:100@example.com>;tag=a\r\nTo: <sip:example.com>\r\n"
        f"Call-ID: c{local.port}{transport}\r\nCSeq: 1 {method}\r\nContent-Length: 0\r\n\r\n"
    )


def reply_text(
    request: str, via_suffix: str, *, status: str = "200 OK", replace: Sequence[tuple[str, str]] = ()
) -> str:
    """The answer to *request*, with *via_suffix* such as ``";received=..."`` in place of its ``;rport``."""
    head = request.split("\r\n")[1:]
    text = "\r\n".join([f"SIP/2.0 {status}", *head]).replace(";rport;", f"{via_suffix};", 1)
    for before, after in replace:
        assert before in text
        text = text.replace(before, after)
    return text


def exchange(
    received: str | None = OUTSIDE,
    *,
    role: Role = "suspected",
    transport: Transport = "udp",
    local: Endpoint = OWN,
    server: Endpoint = SERVER,
    rport: int | None = 1025,
    method: str = "OPTIONS",
    replace: Sequence[tuple[str, str]] = (),
    signal: str = "received_private",
) -> SipExchange:
    """An answered exchange whose reply says ``received=`` *received* (``None``: says nothing)."""
    sent = request_text(local, transport, method)
    suffix = (f";received={received}" if received else "") + (f";rport={rport}" if received and rport else "")
    reply = SipReply(20.0, str(server), str(local), reply_text(sent, suffix, replace=replace))
    return _exchange(sent, (reply,), "answered", role, transport, local, server, method, signal)


def unanswered(
    outcome: Outcome = "silent",
    *,
    role: Role = "suspected",
    transport: Transport = "udp",
    local: Endpoint = OWN,
    server: Endpoint = SERVER,
) -> SipExchange:
    """An exchange to which nothing came back."""
    sent = request_text(local, transport)
    return _exchange(sent, (), outcome, role, transport, local, server, "OPTIONS", "received_private")


def _exchange(
    sent: str,
    replies: tuple[SipReply, ...],
    outcome: Outcome,
    role: Role,
    transport: Transport,
    local: Endpoint,
    server: Endpoint,
    method: str,
    signal: str,
) -> SipExchange:
    path = f"{transport}:{server.port}"
    rtt = 20.0 if outcome == "answered" else None
    return SipExchange(
        signal, role, path, transport, method, str(local), str(server), sent, replies, outcome, 4, rtt, 4000.0
    )


def control(received: str | None = OUTSIDE, *, port: int = 5070, transport: Transport = "udp") -> SipExchange:
    """The same question by another way to the same server."""
    return exchange(
        received, role="control", transport=transport, local=OWN._replace(port=5064), server=SERVER._replace(port=port)
    )


def stun(mapped: str | None = OUTSIDE, *, local: str = OWN.host, server: str = "192.0.2.3:3478") -> StunBinding:
    """A Binding answer; ``None``: none came."""
    outcome: Outcome = "answered" if mapped else "silent"
    return StunBinding(
        server, f"{local}:40000", f"{mapped}:40000" if mapped else None, outcome, 15.0 if mapped else None
    )


def lookup(outcome: Outcome = "answered", *, name: str = "sip.example.com", record_type: str = "A") -> DnsLookup:
    """One DNS question."""
    return DnsLookup(name, record_type, outcome, (SERVER.host,) if outcome == "answered" else (), 12.0)


def registered(server: str = "198.51.100.20:5060", transport: Transport = "udp") -> Registration:
    """Signed in after one challenge."""
    return Registration(server, transport, "registered", 200, "OK", 1, 0.3)


def refused(status: int, challenges: int) -> Registration:
    """Signing in was refused."""
    return Registration("198.51.100.20:5060", "udp", "refused", status, "No", challenges, 0.3)


def unregistered() -> Registration:
    """Nothing came back to REGISTER."""
    return Registration("198.51.100.20:5060", "udp", "silent", None, "", 0, 8.0)


def ended(purpose: str = "echo") -> CallResult:
    """A call that was answered and that we ended."""
    return CallResult(purpose, "connected", 200, "OK", 0.2, 4.0, "us", "")


def inbound(packets: int | None = 200, *, purpose: str = "echo", far_end: bool = False) -> MediaFlow:
    """Inbound packets: received by us, or sent as the far end says."""
    counted: Literal["us", "far_end_bye"] = "far_end_bye" if far_end else "us"
    return MediaFlow(purpose, "inbound", counted, packets, 0, 0, 1.0, None, None, None)


def outbound(packets: int | None = 200, *, purpose: str = "echo", far_end: bool = False) -> MediaFlow:
    """Outbound packets: sent by us, or received as the far end says."""
    counted: Literal["us", "far_end_bye"] = "far_end_bye" if far_end else "us"
    return MediaFlow(purpose, "outbound", counted, packets, 0, None, 1.0, None, None, None)


def sound(with_sound: int = 150, *, windows: int = 200, purpose: str = "echo") -> SoundHeard:
    """What arrived, in 20 ms windows."""
    return SoundHeard(purpose, windows, with_sound, -20.0 if with_sound else None, with_sound == 0)


def loop(heard: int = 100, *, windows: int = 100) -> SoundLoop:
    """The known tone, in what came back."""
    return SoundLoop("echo", 1000.0, 1000.0 if heard else None, windows, heard, -20.0 if heard else None, 120.0)


def healthy_call() -> tuple[Fact, ...]:
    """An echo call in which all is well, in the order in which it is recorded."""
    return (
        sound(),
        loop(),
        inbound(),
        outbound(),
        inbound(far_end=True),
        outbound(far_end=True),
        ended(),
    )
