from __future__ import annotations

import pytest

from app.model.endpoint import Endpoint
from app.practice.behaviour import DropRule, PacketKind
from app.practice.shaping import Gate, media_kind
from app.protocols.rtp import RtpPacket, build_rtp
from app.protocols.stun import binding_request

FLOW, OTHER = Endpoint("127.0.0.1", 4000), Endpoint("127.0.0.1", 4002)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (build_rtp(RtpPacket(0, 1, 160, 7, b"\xff" * 160)), "rtp"),
        (build_rtp(RtpPacket(101, 1, 160, 7, b"\x05\x0a\x03\x20")), "event"),
        (build_rtp(RtpPacket(0, 1, 160, 7, b"\xff" * 4)), "rtp"),
        (bytes([0x81, 200]) + b"\0\x06" + bytes(24), "rtcp"),
        (binding_request(), "stun"),
        (b"hello", "other"),
        (b"", "other"),
    ],
    ids=["sound", "keypad event", "short sound", "report", "binding request", "text", "nothing"],
)
def test_kinds_of_packets(data: bytes, kind: PacketKind) -> None:
    assert media_kind(data) == kind


def test_without_rules_all_passes() -> None:
    assert Gate([]).passes("rtp", "inbound", True, FLOW)


def test_a_rule_stops_its_own_kind_and_direction_only() -> None:
    gate = Gate([DropRule(("rtp",), "inbound")])
    assert not gate.passes("rtp", "inbound", False, FLOW)
    assert gate.passes("rtp", "outbound", False, FLOW)
    assert gate.passes("event", "inbound", False, FLOW)


def test_a_rule_for_the_watched_path_leaves_the_others_alone() -> None:
    gate = Gate([DropRule(("rtp",), "inbound", "watched")])
    assert not gate.passes("rtp", "inbound", True, FLOW)
    assert gate.passes("rtp", "inbound", False, FLOW)


def test_the_first_few_of_each_flow_pass() -> None:
    gate = Gate([DropRule(("rtp",), "outbound", after=2)])
    assert [gate.passes("rtp", "outbound", False, FLOW) for _ in range(4)] == [True, True, False, False]
    assert gate.passes("rtp", "outbound", False, OTHER)
