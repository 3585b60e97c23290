from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from app.diagnosis.evidence import Evidence
from app.diagnosis.rules import diagnose
from app.diagnosis.sip_alg.forged_answer import readings
from app.model.facts import NetworkHop, Observation, SipExchange, SipReply
from tests.unit.diagnosis.observed import observe

LOCAL = "192.168.1.10:40000"


def exchange(method: str, path: str, role: str, status: int, rtt_ms: float | None) -> SipExchange:
    lines = [
        f"Via: SIP/2.0/UDP {LOCAL};branch=z9hG4bK{method}{path};rport",
        "From: <sip:100@provider.example>;tag=a",
        "To: <sip:100@provider.example>",
        f"Call-ID: {method}{path}",
        f"CSeq: 1 {method}",
        "Content-Length: 0",
    ]
    told = "\r\n".join(lines) + "\r\n\r\n"
    remote = f"198.51.100.20:{path.split(':')[1]}"
    reply = SipReply(rtt_ms or 0.0, remote, LOCAL, f"SIP/2.0 {status} Said\r\n{told}")
    values: dict[str, Any] = {
        "signal": "received_private",
        "role": role,
        "path": path,
        "transport": path.split(":")[0],
        "method": method,
        "local": LOCAL,
        "remote": remote,
        "sent": f"{method} sip:provider.example SIP/2.0\r\n{told}",
        "replies": (reply,),
        "outcome": "answered",
        "attempts": 1,
        "rtt_ms": rtt_ms,
    }
    return SipExchange(**values)


def asked(status: int = 500, rtt_ms: float | None = 2.0, control: int = 401, far_ms: float = 40.0) -> list[SipExchange]:
    return [
        exchange("OPTIONS", "udp:5060", "suspected", 200, far_ms),
        exchange("OPTIONS", "tcp:5060", "control", 200, far_ms + 3),
        exchange("REGISTER", "tcp:5060", "control", control, far_ms + 2),
        exchange("REGISTER", "udp:5060", "suspected", status, rtt_ms),
    ]


def said(exchanges: Sequence[SipExchange]) -> list[str]:
    seen = [Observation(f"o{number}", 0.1, fact) for number, fact in enumerate(exchanges)]
    return [reading.says for reading in readings(Evidence(seen))]


def test_an_error_sooner_than_possible_is_not_the_servers() -> None:
    assert said(asked()) == ["rewritten"]


def test_one_slow_sample_among_soon_ones_does_not_hide_it() -> None:
    assert said([*asked(rtt_ms=39.0), exchange("REGISTER", "udp:5060", "suspected", 500, 1.5)]) == ["rewritten"]


@pytest.mark.parametrize(
    "exchanges",
    [
        asked(control=500),  # the server is as quick, and as broken, elsewhere
        asked(status=403, rtt_ms=30.0),  # a refusal after a whole way there and back
        asked(status=403, rtt_ms=None),
        asked(status=401, control=200),  # a question for a password is no refusal
        asked(rtt_ms=0.4, far_ms=1.0, status=403),  # a server in the same room
        [one for one in asked() if one.role == "suspected"],  # nothing to compare with
        asked(status=403, rtt_ms=2.0)[2:],  # too few to know how far the server is
    ],
)
def test_nothing_is_said_without_proof(exchanges: Sequence[SipExchange]) -> None:
    assert said(exchanges) == []


def test_an_error_where_a_control_is_challenged_stays_unclear() -> None:
    assert said(asked(rtt_ms=40.0)) == ["unclear"]


def test_an_error_whose_time_is_not_known_stays_unclear_and_is_never_an_all_clear() -> None:
    assert said(asked(rtt_ms=None)) == ["unclear"]


@pytest.mark.parametrize(
    ("hop_ms", "box"),
    [
        (None, ["carrier"]),
        (0.4, ["carrier"]),  # the answer took five times as long as our own router
        (1.5, ["router"]),
    ],
)
def test_it_is_laid_at_the_routers_door_only_where_it_came_as_quickly_as_the_routers_own(
    hop_ms: float | None, box: list[str]
) -> None:
    hop = NetworkHop("198.51.100.20", 1, "192.168.1.1", "passed", hop_ms)
    told = diagnose(observe(hop, *asked())).verdict("sip_alg")
    assert told is not None
    assert (told.answer, told.details["boxes"]) == ("yes", box)
