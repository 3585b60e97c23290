"""Hardware addresses, certificates, descriptions, search answers and names."""

from __future__ import annotations

import ssl
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.model.endpoint import Endpoint
from app.network.gateway import hardware
from app.network.gateway.certificate import certificate_hosts, certificate_text
from app.network.gateway.description import Description, read_description
from app.network.gateway.hardware import address_in, block_of, hardware_block
from app.network.gateway.names import known_among, search_domains
from app.network.gateway.ssdp import SsdpAnswer, read_answer
from tests.gateways.simulated import CERTIFICATE, Gateway, description

PROC = """\
IP address       HW type     Flags       HW address            Mask     Device
192.168.1.10     0x1         0x2         02:42:ac:11:00:02     *        eth0
192.168.1.1      0x1         0x2         a4:2b:b0:01:02:03     *        eth0
"""
MACOS = "? (192.168.1.1) at a4:2b:b0:1:2:3 on en0 ifscope [ethernet]\n"


@pytest.mark.parametrize(
    ("address", "block"),
    [
        ("a4:2b:b0:01:02:03", "A42BB0"),
        ("A4-2B-B0-01-02-03", "A42BB0"),
        ("0:4:e:1:2:3", "00040E"),
        ("02:42:ac:11:00:02", None),  # made up by this computer
        ("01:00:5e:00:00:01", None),  # a group
        ("00:00:00:00:00:00", None),  # nobody answered
        ("", None),
        ("a4:2b:b0", None),
    ],
)
def test_blocks(address: str, block: str | None) -> None:
    assert block_of(address) == block


def test_tables_of_neighbours() -> None:
    assert address_in(PROC, "192.168.1.1") == "a4:2b:b0:01:02:03"
    assert address_in(PROC, "192.168.1.100") == ""
    assert address_in(MACOS, "192.168.1.1") == "a4:2b:b0:1:2:3"
    assert address_in("? (192.168.1.1) at (incomplete) on en0", "192.168.1.1") == ""


async def test_the_system_s_table_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = tmp_path / "arp"
    table.write_text(PROC)
    monkeypatch.setattr(hardware, "ARP_TABLE", table)
    monkeypatch.setattr("sys.platform", "linux")
    assert await hardware_block("192.168.1.1") == "A42BB0"
    assert await hardware_block("192.168.1.10") is None
    monkeypatch.setattr(hardware, "ARP_TABLE", tmp_path / "none")
    assert await hardware_block("192.168.1.1") is None


def test_the_names_in_a_certificate() -> None:
    pem = CERTIFICATE.read_text()
    der = ssl.PEM_cert_to_DER_cert(pem[pem.index("-----BEGIN CERTIFICATE") :])
    assert certificate_text(der) == "CN=usg40_ZyXEL, O=ZyXEL"
    assert certificate_hosts(der) == ("fritz.box", "private-name.example", "usg40_ZyXEL")


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from([b"\x06\x03\x55\x04\x03", b"\x06\x03\x55\x1d\x11", b"\x01\x01\xff", b"\x04\x84"])
                | st.binary(max_size=12), max_size=30))  # fmt: skip
def test_any_bytes_pass_for_a_certificate(parts: list[bytes]) -> None:
    der = b"".join(parts)
    assert len(certificate_text(der)) < 8000
    assert len(certificate_hosts(der)) <= 16


def test_a_description_is_read_without_what_names_the_owner() -> None:
    gateway = Gateway("x", "", upnp=("TP-Link", " EX511\n", "2.0", "AX3000"))
    assert read_description(description(gateway).encode()) == Description("TP-Link", "EX511", "2.0", "AX3000")


BOMB = '<!DOCTYPE a [<!ENTITY x "xxxxxxxxxx"><!ENTITY y "&x;&x;&x;&x;&x;&x;">]><root><device>&y;</device></root>'
FOREIGN = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><root><device>&x;</device></root>'


@pytest.mark.parametrize(
    "body",
    [b"", b"<", b"not xml", b"<root/>", BOMB.encode(), FOREIGN.encode(), b"<a>" * 80_000,
     b"<a>" * 80_000 + b"</a>" * 80_000, b'<?xml version="1.0" encoding="zork"?><root/>', b"\xff\xfe\x00"],
)  # fmt: skip
def test_what_is_no_description(body: bytes) -> None:
    assert read_description(body) is None


def test_search_answers() -> None:
    head = b"HTTP/1.1 200 OK\r\nlocation: http://192.0.2.1:5000/d.xml\r\nServer: x\r\n\r\n"
    assert read_answer(head, "192.0.2.1") == SsdpAnswer(Endpoint("192.0.2.1", 5000), "/d.xml", "x")
    assert read_answer(head, "192.0.2.2") is None
    assert read_answer(b"NOTIFY * HTTP/1.1\r\n" + head, "192.0.2.1") is None


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_pass_for_a_search_answer(data: bytes) -> None:
    found = read_answer(b"HTTP/1.1 200 OK\r\nLOCATION: " + data, "192.0.2.1")
    assert found is None or found.door.host == "192.0.2.1"


async def test_only_known_names_of_the_search_domains_are_told() -> None:
    assert known_among(("fritz.box", "smith.example", "home.fritz.box", "evilfritz.box"), ("fritz.box",)) == (
        "fritz.box",
        "home.fritz.box",
    )
    assert all(name == name.casefold() for name in await search_domains())
