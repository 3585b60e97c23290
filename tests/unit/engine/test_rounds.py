"""What sleep or another network spoiled is asked again, and nothing else is. In virtual time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence

import pytest

from app.engine import runner
from app.engine.rounds import BACK_LIMIT_S, MOST_ROUNDS, Rounds
from app.engine.runner import Listener
from app.model.facts import Fact, PersonSaid, RunMark
from app.model.names import Question
from app.model.profile import Account, Profile
from app.network.surroundings import Surroundings
from app.probes.context import ProbeContext
from tests.unit.engine.rehearsal import Measure, RehearsedCatalogue
from tests.virtual_time import virtual_time

HOME, ELSEWHERE = "192.168.1.10", "10.0.0.7"
LONG_S = 20.0


class _Day:
    """One check, and what happens around it at which second."""

    def __init__(self, **at: tuple[float, str | None]) -> None:
        self.loop = asyncio.get_running_loop()
        self.start = self.loop.time()
        self.address: str | None = HOME
        self.asleep_s = 0.0
        self.facts: list[Fact] = []
        self.begun: list[Question] = []
        self.repeated: list[tuple[Question, ...]] = []
        self.steps: list[str] = []
        for seconds, address in at.values():
            self.loop.call_later(seconds, self.move, address)

    def move(self, address: str | None) -> None:
        self.address = address

    def sleep(self, seconds: float) -> None:
        self.asleep_s += seconds

    def probe(self, question: Question, seconds: float) -> Measure:
        async def measure(context: ProbeContext) -> AsyncIterator[Fact]:
            self.begun.append(question)
            await asyncio.sleep(seconds)
            yield PersonSaid(question, self.address or "nowhere")

        return measure

    async def check(self, *questions: Question) -> None:
        times = {"dns": 1.0, "nat": LONG_S, "audio_devices": 1.0, "registration": 5.0, "speak": LONG_S}
        catalogue = RehearsedCatalogue(**{name: self.probe(name, times[name]) for name in questions})
        around = Surroundings(lambda: self.address, self.loop.time, lambda: self.loop.time() + self.asleep_s)
        listener = Listener(
            self.facts.append,
            lambda question, step, *_: self.steps.append(step),
            lambda questions: None,
            _no_trouble,
            _no_trouble,
        )
        context = ProbeContext(Profile(Account("192.0.2.9", username="100")))
        await Rounds(catalogue, context, listener, around).measure(questions, self.again)

    def again(self, questions: Sequence[Question]) -> None:
        self.repeated.append(tuple(questions))

    @property
    def marks(self) -> list[tuple[str, str]]:
        return [(fact.mark, fact.detail) for fact in self.facts if isinstance(fact, RunMark)]

    @property
    def took_s(self) -> float:
        return self.loop.time() - self.start


def _no_trouble(error: BaseException) -> None:
    raise error


@pytest.fixture(autouse=True)
def no_softphone(monkeypatch: pytest.MonkeyPatch) -> None:
    async def warm_up(modules: object, context: object) -> None: ...

    monkeypatch.setattr(runner, "warm_up", warm_up)


@virtual_time
async def test_a_quiet_day_has_one_round() -> None:
    day = _Day()
    await day.check("dns", "nat")
    assert (day.begun, day.repeated, day.marks) == (["dns", "nat"], [], [])
    assert day.took_s == LONG_S


@virtual_time
async def test_another_network_spoils_what_was_told_of_the_old_one_too() -> None:
    day = _Day(moved=(10.0, ELSEWHERE))
    await day.check("dns", "nat", "audio_devices")
    assert day.marks == [("network_changed", f"{HOME} -> {ELSEWHERE}")]
    assert day.repeated == [("dns", "nat")]  # the sound devices are the same
    last = {fact.question: fact.answer for fact in day.facts if isinstance(fact, PersonSaid)}
    assert last == {"dns": ELSEWHERE, "nat": ELSEWHERE, "audio_devices": HOME}


@virtual_time
async def test_what_had_not_begun_is_not_asked_twice() -> None:
    day = _Day(moved=(2.0, ELSEWHERE))
    await day.check("registration", "speak")  # one lane: speaking waits for signing in
    assert day.repeated == [("registration",)]
    assert day.begun == ["registration", "speak", "registration"]


@virtual_time
async def test_a_router_that_restarts_is_waited_for() -> None:
    day = _Day(gone=(5.0, None), back=(95.0, HOME))
    await day.check("dns", "nat")
    assert day.repeated == [("nat",)]  # dns was complete before, and the network is the same
    assert "waiting_for_network" in day.steps
    assert 95.0 <= day.took_s - LONG_S <= 97.0
    assert [detail for _, detail in day.marks] == [f"{HOME} -> None", f"None -> {HOME}"]


@virtual_time
async def test_a_network_that_stays_away_is_measured_as_it_is() -> None:
    day = _Day(gone=(5.0, None))
    await day.check("nat")
    assert day.repeated == [("nat",)]
    assert day.took_s <= 2 * LONG_S + BACK_LIMIT_S + 2
    assert [fact.answer for fact in day.facts if isinstance(fact, PersonSaid)] == ["nowhere", "nowhere"]


@virtual_time
async def test_back_in_another_network() -> None:
    day = _Day(gone=(10.0, None), back=(40.0, ELSEWHERE))
    await day.check("dns", "nat")
    assert day.repeated == [("dns", "nat")]


@virtual_time
async def test_sleep_spoils_what_was_in_flight_only() -> None:
    day = _Day()
    day.loop.call_later(10.0, day.sleep, 1800.0)
    await day.check("dns", "nat")
    assert day.marks == [("slept", "1800 s")]
    assert day.repeated == [("nat",)]


@virtual_time
async def test_a_network_that_changes_all_the_time_ends_in_bounded_time() -> None:
    moves = {f"at{second}": (float(second), f"10.0.0.{second}") for second in range(5, 200, 10)}
    day = _Day(**moves)
    await day.check("nat")
    assert len(day.begun) == MOST_ROUNDS
    assert day.took_s <= MOST_ROUNDS * (LONG_S + 2)


@virtual_time
async def test_a_probe_that_noticed_it_first_is_not_contradicted() -> None:
    day = _Day()

    async def notices(context: ProbeContext) -> AsyncIterator[Fact]:
        day.begun.append("long_call")
        await asyncio.sleep(5.0)
        if len(day.begun) == 1:
            day.sleep(900.0)
            yield RunMark("slept", "900 s")
        await asyncio.sleep(5.0)
        yield PersonSaid("long_call", "yes")

    around = Surroundings(lambda: HOME, day.loop.time, lambda: day.loop.time() + day.asleep_s)
    listener = Listener(day.facts.append, lambda *_: None, lambda _: None, _no_trouble, _no_trouble)
    context = ProbeContext(Profile(Account("192.0.2.9", username="100")))
    rounds = Rounds(RehearsedCatalogue(long_call=notices), context, listener, around)
    await rounds.measure(("long_call",), day.again)
    assert day.marks == [("slept", "900 s")]
    assert day.repeated == [("long_call",)]


@virtual_time
async def test_stopped_between_rounds_it_stops_at_once() -> None:
    day = _Day(gone=(5.0, None))
    task = asyncio.create_task(day.check("nat"))
    await asyncio.sleep(LONG_S + 30.0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert day.took_s == LONG_S + 30.0
