"""A call held for 150 s, 16 and 33 minutes in virtual time: its sound second by second, and a drop at 15:32."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Sequence
from pathlib import Path
from typing import cast

import pytest

from app.diagnosis import diagnose
from app.engine.plan import LONG, hold_s_of, questions_of
from app.model.facts import CallCourse, CallResult, Fact, MediaTimeline, SipMessage
from app.model.profile import Account, Profile
from app.probes.context import ProbeContext
from app.probes.long_call import HOLD_S, LIMIT_S, plan_of
from app.protocols.sip import parse_message
from app.softphone.face import Conversation
from app.softphone.hold_script import HoldScript
from app.softphone.ladder import LadderEntry
from app.softphone.stream_look import StreamLook, StreamMark
from app.softphone.waiting import now
from tests.unit.diagnosis.observed import observe
from tests.virtual_time import virtual_time

PACKETS = 50
"""A second, each way."""
HALF_AN_HOUR = "Session-Expires: 1800;refresher=uas\r\n"
GIVES_UP_S = 932.0
"""RFC 4028 section 10: the far end asks after half of its session, and gives up 32 s later."""


class SteadyCall:
    """A far end that plays music and, where told so, hangs up; nothing of pjsip."""

    purpose = "hold"

    def __init__(self, ends_at_s: float | None = None) -> None:
        self.ended, self.facts = asyncio.Event(), list[Fact]()
        self._began = self._since = now()
        self._ends_at_s, self._sent, self._sending = ends_at_s, 0.0, True
        self._entries: list[LadderEntry] = [self._entry("SIP/2.0 200 OK\r\nCSeq: 1 INVITE\r\n" + HALF_AN_HOUR)]
        if ends_at_s is not None:
            asyncio.get_running_loop().call_later(ends_at_s, self._hang_up)

    def _entry(self, text: str) -> LadderEntry:
        raw = f"{text}Call-ID: held\r\n\r\n".encode()
        return LadderEntry(SipMessage("inbound", "", "udp", raw.decode()), parse_message(raw), now())

    def _hang_up(self) -> None:
        self._entries.append(self._entry("BYE sip:us SIP/2.0\r\nCSeq: 2 BYE\r\n"))
        self.ended.set()

    def record(self, fact: Fact) -> None:
        self.facts.append(fact)

    def ladder(self) -> Sequence[LadderEntry]:
        return tuple(self._entries)

    def hold_sound(self, play: Path) -> None:
        """Music of ours."""

    def drop_held_sound(self) -> None:
        """No more of it."""

    async def send_sound(self, sending: bool) -> bool:
        self._count()
        self._sending = sending
        return True

    async def follow(self) -> bool:
        return False

    def _count(self) -> None:
        self._sent += PACKETS * (now() - self._since) * self._sending
        self._since = now()

    def stream_look(self) -> StreamLook:
        self._count()
        sent = round(self._sent)
        return StreamLook(round(PACKETS * (now() - self._began)), 0, "", "", 1.0, StreamMark(sent, 160 * sent, 0, 0))

    def heard_dbfs(self) -> float:
        return -20.0

    async def pause(self, seconds: float) -> bool:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self.ended.wait()
        return not self.ended.is_set()


async def held(folder: Path, hold_s: float | None, ends_at_s: float | None = None) -> tuple[bool, SteadyCall]:
    context = ProbeContext(Profile(Account("provider.example", "100")), hold_s=hold_s)
    script = HoldScript(folder, "hold", plan_of(context, "hold"), lambda: "192.168.1.10")
    call = SteadyCall(ends_at_s)
    stood = await script.talk(cast(Conversation, call))
    script.after(cast(Conversation, call))
    return stood, call


def timeline_of(call: SteadyCall) -> MediaTimeline:
    return next(fact for fact in call.facts if isinstance(fact, MediaTimeline))


@pytest.mark.parametrize("plan", [None, *LONG])
@virtual_time
async def test_the_whole_plan_is_held_and_counted_second_by_second(plan: str | None, tmp_path: Path) -> None:
    seconds = (hold_s_of(plan) if plan else None) or HOLD_S
    stood, call = await held(tmp_path, hold_s_of(plan) if plan else None)
    timeline = timeline_of(call)
    assert stood
    assert len(timeline.received) == len(timeline.sent) == seconds
    assert set(timeline.received) == {PACKETS}
    assert (timeline.quiet_from_s, timeline.quiet_to_s) == (60, 105)
    assert sum(timeline.sent[62:104]) == 0
    assert set(timeline.sent[107:]) == {PACKETS}
    assert seconds < LIMIT_S


@pytest.mark.parametrize("plan", LONG)
@virtual_time
async def test_a_session_that_nobody_renewed_is_named_at_fifteen_minutes_and_a_half(plan: str, tmp_path: Path) -> None:
    stood, call = await held(tmp_path, hold_s_of(plan), GIVES_UP_S)
    assert not stood
    assert len(timeline_of(call).received) in {931, 932}
    assert next(fact for fact in call.facts if isinstance(fact, CallCourse)).session_expires_s == 1800
    result = CallResult("hold", "dropped", 200, "OK", 0.1, GIVES_UP_S, "far_end", "")
    diagnosis = diagnose(observe(*call.facts, result))
    assert diagnosis.primary == "call_drops_session_timer"
    verdict = diagnosis.verdict("long_call")
    assert verdict is not None
    assert (verdict.answer, verdict.details["seconds"]) == ("no", 932)


@pytest.mark.parametrize(("plan", "minutes"), [("long_call_16min", 16), ("long_call_33min", 33)])
def test_the_plans_are_asked_for_by_name(plan: str, minutes: int) -> None:
    assert questions_of(plan) == ("long_call",)
    assert questions_of(f"quick,{plan}")[-1] == "long_call"
    assert hold_s_of(f"quick, {plan}") == minutes * 60
    assert hold_s_of("full") is None


def test_the_longest_of_several_is_held() -> None:
    assert hold_s_of("long_call_33min,long_call_16min") == 33 * 60
