"""The access point of the Wi-Fi: what the driver says, and nothing where there is none."""

from __future__ import annotations

import struct

from app.network.access_point import access_point_of, read_access_point


def told(point: str) -> bytes:
    """What the driver of Linux writes into its answer (``struct iwreq``)."""
    return struct.pack("16sH14s", b"wlan0", 1, bytes.fromhex(point.replace(":", "")))


def test_the_driver_names_it() -> None:
    assert read_access_point(told("02:11:22:33:44:55")) == "02:11:22:33:44:55"


def test_while_it_looks_for_one_there_is_none() -> None:
    for nowhere in ("00:00:00:00:00:00", "ff:ff:ff:ff:ff:ff", "44:44:44:44:44:44"):
        assert read_access_point(told(nowhere)) is None


def test_a_computer_on_its_own_has_none() -> None:
    assert access_point_of("127.0.0.1") is None
    assert access_point_of("203.0.113.250") is None
    assert access_point_of(None) is None
