"""A server that lies in one header, as it pleases and as often as it pleases: it never makes a verdict "yes"."""

from __future__ import annotations

import re

import pytest

from app.diagnosis import diagnose
from tests.unit.diagnosis.observed import observe
from tests.unit.diagnosis.sip_alg_networks import Edit, Measurement, Network, Server
from tests.unit.diagnosis.test_sip_alg_innocents import NETWORKS, UDP, replaced, swapped

OWN = "192.168.1.10"
MANY_PORTS = "v=0\r\nc=IN IP4 192.168.1.10\r\nm=audio 4 x\r\n"


def chained(*edits: Edit) -> Edit:
    def all_of(text: str) -> str:
        for edit in edits:
            text = edit(text)
        return text

    return all_of


LIES: dict[str, Edit] = {
    "our address in Via": swapped(r"(Via: \S+ )[\d.]+", rf"\g<1>{OWN}"),
    "a second router's address in Via": swapped(r"(Via: \S+ )[\d.]+", r"\g<1>192.168.178.20"),
    "our address in Via and in received": chained(
        swapped(r"(Via: \S+ )[\d.]+", rf"\g<1>{OWN}"), swapped(r"received=[\d.]+", f"received={OWN}")
    ),
    "our address in received": swapped(r"received=[\d.]+", f"received={OWN}"),
    "our address and port in received and rport": swapped(
        r"received=[\d.]+;rport=\d+", f"received={OWN};rport=5060"
    ),
    "another port in rport": swapped(r"rport=\d+", "rport=5060"),
    "no word of our source": swapped(r";received=[\d.]+", ""),
    "another port in Via": swapped(r"(Via: \S+ [\d.]+):\d+", r"\1:5999"),
    "our address in From": replaced("From: <sip:100@example.com>", f"From: <sip:100@{OWN}>"),
    "our address in Call-ID": swapped(r"Call-ID: \S+", f"Call-ID: {OWN}"),
    "another CSeq": swapped(r"CSeq: \d+", "CSeq: 9"),
    "our outside address in Contact": replaced(
        "Content-Length", "Contact: <sip:100@203.0.113.7:5060>\r\nContent-Length"
    ),
    "our stored Contacts led to our router": lambda text: re.sub(
        rf"(Contact: <sip:callmend-canary-\S+@){re.escape(OWN)}", r"\g<1>203.0.113.7", text
    ),
    "a description of sound": replaced(
        "Content-Length: 0\r\n\r\n",
        f"Content-Type: application/sdp\r\nContent-Length: {len(MANY_PORTS)}\r\n\r\n{MANY_PORTS}",
    ),
}  # fmt: skip
PLACES = ("plain", "other ports outside", "no STUN", "two routers", "a carrier's pool of addresses")
WHERE: dict[str, Network] = {name: NETWORKS[name] for name in PLACES}


@pytest.mark.parametrize("network", WHERE.values(), ids=WHERE)
@pytest.mark.parametrize("way", [UDP, "all"])
@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
def test_one_header_alone_convinces_nobody(lie: Edit, way: str, network: Network) -> None:
    diagnosis = diagnose(observe(*Measurement(network, Server(edits={way: lie})).facts()))
    verdict = diagnosis.verdict("sip_alg")
    assert verdict is not None
    assert verdict.answer != "yes", verdict
