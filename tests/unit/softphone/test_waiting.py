"""Limits of waiting, and what counts as a sign of the other side."""

from __future__ import annotations

import asyncio

from app.model.facts import SipMessage
from app.protocols.sip import parse_message
from app.softphone.dialogue import MAX_KEPT, Dialogue
from app.softphone.ladder import LadderEntry
from app.softphone.waiting import now, wait_for_sign


def entry(text: str, inbound: bool) -> LadderEntry:
    raw = text.replace("\n", "\r\n").encode() + b"\r\n\r\n"
    return LadderEntry(SipMessage("inbound" if inbound else "outbound", "", "udp", ""), parse_message(raw))


INVITE = "INVITE sip:a SIP/2.0\nCall-ID: mine\nCSeq: 1 INVITE"


def reply(status: int, method: str = "INVITE", call_id: str = "mine") -> LadderEntry:
    return entry(f"SIP/2.0 {status} Text\nCall-ID: {call_id}\nCSeq: 1 {method}", True)


async def test_waiting_ends_at_once_when_done() -> None:
    done = asyncio.Event()
    done.set()
    assert await wait_for_sign(done, lambda: 0.0)


async def test_waiting_ends_when_the_deadline_has_passed() -> None:
    start = now()
    assert not await wait_for_sign(asyncio.Event(), lambda: start + 0.01)


async def test_a_sign_moves_the_deadline() -> None:
    done, asked = asyncio.Event(), []

    def deadline() -> float:
        asked.append(now())
        if len(asked) == 3:
            done.set()
        return now() + 0.005

    assert await wait_for_sign(done, deadline)
    assert len(asked) == 3


def test_a_dialogue_follows_the_call_id_of_our_first_request() -> None:
    dialogue = Dialogue("INVITE", lambda: 4.0)
    signs = []
    for message in (reply(200), entry(INVITE, False), reply(180, call_id="another"), reply(180)):
        dialogue.take(message)
        signs.append(dialogue.last_sign)
    assert signs == [None, None, None, 4.0]
    assert dialogue.last_status == (180, "Text")


def test_challenges_and_answers_are_those_that_came() -> None:
    dialogue = Dialogue("INVITE", lambda: 0.0)
    dialogue.take(entry(INVITE, False))
    dialogue.take(reply(407))
    dialogue.take(reply(401))
    assert dialogue.challenges == 2
    assert dialogue.answered_with(407)
    assert not dialogue.answered_with(408)


def test_the_answer_to_bye_is_the_parting_not_the_status_of_the_call() -> None:
    dialogue = Dialogue("INVITE", lambda: 0.0)
    dialogue.take(entry(INVITE, False))
    dialogue.take(reply(200))
    parted_by_answer = dialogue.parted.is_set()
    dialogue.take(reply(481, "BYE"))
    assert (parted_by_answer, dialogue.parted.is_set()) == (False, True)
    assert dialogue.last_status == (200, "Text")


def test_a_flood_does_not_fill_the_memory() -> None:
    dialogue = Dialogue("INVITE", lambda: 0.0)
    dialogue.take(entry(INVITE, False))
    for _ in range(MAX_KEPT + 50):
        dialogue.take(reply(180))
    assert len(dialogue.entries) == MAX_KEPT
    dialogue.take(reply(200, "BYE"))
    assert dialogue.parted.is_set()
