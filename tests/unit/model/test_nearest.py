"""Asking back with the name that was most likely meant."""

from __future__ import annotations

from app.model.nearest import FEW, nearest

WAYS = ("modem", "cable", "wifi")


def test_a_slip_is_asked_back() -> None:
    assert nearest("modm", WAYS) == "modem"


def test_where_nothing_is_alike_a_few_names_are_all_told() -> None:
    assert nearest("foo", WAYS) == "modem, cable, wifi"


def test_of_many_the_three_least_unlike_are_told() -> None:
    many = [f"alg-kind-{number}" for number in range(FEW + 1)]
    assert len(nearest("zzz", many).split(", ")) == 3
