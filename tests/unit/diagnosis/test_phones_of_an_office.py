"""Calls from phone to phone, and news for lamps: what proves a fault, and what is the phone service's own choice."""

from __future__ import annotations

from typing import Any

import pytest

from app.diagnosis import diagnose
from app.model.diagnosis import Verdict
from app.model.facts import ExtensionCall, Fact, InboundTrial, PresenceTrial, StunBinding
from app.model.names import Question
from tests.unit.diagnosis.observed import observe
from tests.unit.diagnosis.test_inbound import trials


def call(*, same_media_port: bool = False, **more: Any) -> ExtensionCall:
    fields: dict[str, Any] = {
        "same_media_port": same_media_port, "by_testline": True, "caller": "192.168.1.10:1", "called": "192.168.1.10:2",
        "signed_in": True, "dialled": "100", "arrived": True, "status": 200, "phrase": "OK", "confirmed": True,
        "packets_to_called": 50, "packets_to_caller": 50, "packets_sent": 50, "address_told": "198.51.100.20:30000",
        "heard_from": "198.51.100.20:30000",
    }  # fmt: skip
    return ExtensionCall(**{**fields, **more})


def news(package: Any = "dialog", wanted_bytes: int | None = None, notices: int = 3, **more: Any) -> PresenceTrial:
    fields: dict[str, Any] = {
        "package": package, "local": "192.168.1.10:3", "wanted_bytes": wanted_bytes, "outcome": "accepted",
        "status": 200, "notices": notices, "largest_bytes": (wanted_bytes or 600) if notices else 0,
        "first_after_s": 0.01 if notices else None, "versions": tuple(range(notices)), "strange": 0, "waited_s": 8.0,
    }  # fmt: skip
    return PresenceTrial(**{**fields, **more})


def verdict(question: Question, *facts: Fact) -> Verdict:
    told = diagnose(observe(*facts)).verdict(question)
    assert told is not None
    return told


def found(*facts: Fact) -> set[str]:
    return {one.id for one in diagnose(observe(*facts)).findings}


def test_phones_that_hear_each_other() -> None:
    told = verdict("extension_call", call(), call(same_media_port=True, packets_sent=0))
    assert (told.answer, told.reason) == ("yes", "phones_talk")
    assert not found(call())


@pytest.mark.parametrize(
    ("more", "answer", "reason"),
    [
        ({"arrived": False, "confirmed": False, "status": 480}, "no", "other_phone_never_rang"),
        ({"arrived": False, "confirmed": False, "status": None}, "no", "other_phone_never_rang"),
        ({"arrived": False, "confirmed": False, "status": 200}, "cannot_tell", "somebody_else_answered"),
        (
            {"arrived": False, "confirmed": False, "status": 404, "by_testline": False},
            "cannot_tell",
            "number_not_led_to_phones",
        ),
        ({"confirmed": False, "status": None}, "no", "answer_never_arrives"),
        ({"confirmed": False, "status": 200}, "no", "no_ack_incoming"),
        ({"packets_to_called": 0}, "no", "phones_hear_nothing"),
        ({"packets_sent": 0}, "cannot_tell", "nothing_sent"),
        ({"signed_in": False, "status": 401}, "cannot_tell", "not_signed_in"),
    ],
)
def test_each_end_of_a_call_from_phone_to_phone(more: dict[str, Any], answer: str, reason: str) -> None:
    told = verdict("extension_call", call(**more))
    assert (told.answer, told.reason) == (answer, reason)
    assert ("extension_call_fails" in found(call(**more))) == (answer == "no")


def test_sound_sent_to_our_own_outside_address_needs_a_hairpin() -> None:
    mapped = StunBinding("192.0.2.3:3478", "192.168.1.10:4", "203.0.113.7:40000", "answered", 9.0)
    silent = call(address_told="203.0.113.7:31000", packets_to_called=0, packets_to_caller=0, by_testline=False)
    assert verdict("extension_call", mapped, silent).reason == "no_way_back_in"
    assert verdict("extension_call", silent).reason == "phones_hear_nothing"  # whose address it is, nobody knows


def test_only_the_shared_port_is_to_blame_when_the_other_call_worked() -> None:
    lost = call(same_media_port=True, arrived=True, confirmed=False, status=None)
    assert verdict("extension_call", call(), lost).reason == "same_sound_port_clashes"
    assert verdict("extension_call", call(packets_to_caller=0), lost).reason == "phones_hear_nothing"


def test_calls_that_never_come_in_explain_those_from_phone_to_phone() -> None:
    never: list[InboundTrial] = [one for one in trials(0.0, keep_alive_helps=False) if isinstance(one, InboundTrial)]
    assert found(*never, call(arrived=False, confirmed=False, status=480)) == {"inbound_calls_lost"}


def test_news_that_arrive_in_every_size() -> None:
    told = verdict("presence", news(), news("message-summary", versions=()), news(wanted_bytes=2500))
    assert (told.answer, told.details["largest"]) == ("yes", 2500)


def test_news_that_never_come_though_the_service_took_the_wish() -> None:
    facts = [news(notices=0), news("message-summary", notices=0)]
    assert verdict("presence", *facts).reason == "news_never_came"
    assert found(*facts) == {"presence_lost"}


def test_one_package_without_news_is_the_services_way() -> None:
    facts = [news(notices=0), news("message-summary", versions=())]
    assert verdict("presence", *facts).answer == "cannot_tell"
    assert not found(*facts)


def test_only_large_news_missing() -> None:
    facts = [news(), news(wanted_bytes=2500, notices=0)]
    told = verdict("presence", *facts)
    assert (told.reason, told.details["size"], told.details["came"]) == ("large_news_never_came", 2500, 600)
    assert found(*facts) == {"presence_lost", "large_messages_lost"}


def test_refused_wishes_say_nothing_about_the_network() -> None:
    facts = [news(outcome="refused", status=489, notices=0), news("message-summary", outcome="refused", notices=0)]
    assert verdict("presence", *facts).reason == "subscriptions_refused"
    assert verdict("presence", news(outcome="silent", status=None, notices=0)).reason == "no_answer"
    assert not found(*facts)


def test_news_of_another_phone_and_news_out_of_order() -> None:
    assert verdict("presence", news(strange=1)).reason == "news_of_another_phone"
    assert verdict("presence", news(versions=(0, 2))).reason == "news_out_of_order"
    assert verdict("presence", news(versions=(0, 0))).reason == "news_out_of_order"
