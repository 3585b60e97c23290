"""What a probe may use of the run it belongs to. The engine fills it in; a test fills it in by hand."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Protocol

from app.model.clues import Clues
from app.model.endpoint import Endpoint
from app.model.facts import Direction, Fact
from app.model.names import Question
from app.model.profile import Profile
from app.network.happenings import Happenings
from app.softphone.devices import ANY, DeviceChoice

if TYPE_CHECKING:
    from app.probes.alg.turns import Turns
    from app.probes.gateway_outside import OutsideDoors
    from app.softphone.phone import Softphone

Progress = Callable[[str, float, float | None], None]
"""``(step, fraction, remaining_s)``; the step is an id of the word list ``steps``."""
Level = Callable[[Direction, float, int | None], None]
"""``(direction, dbfs, packets)``: how loud it is right now, and the call's packets so far; for live pictures only."""
Ask = Callable[[Question, str], Awaitable[str | None]]
"""``(question, prompt)`` to the person; ``None`` when nobody answers."""


KEEP_ALIVE_S: Final = 15
"""Of the softphone's signalling, in seconds of a real call."""
SHORTEST_KEEP_ALIVE_S: Final = 2
"""By the clock: pjsip shortens each interval by chance, and turns one of a second into none at all."""


def _no_progress(step: str, fraction: float, remaining_s: float | None) -> None:
    """Nobody watches."""


def _no_level(direction: Direction, dbfs: float, packets: int | None) -> None:
    """Nobody watches."""


async def _nobody(question: Question, prompt: str) -> str | None:
    return None


@dataclass(slots=True)
class ProbeContext:
    """One run's surroundings. All its probes share one softphone, started when the first of them asks for it."""

    profile: Profile
    interactive: bool = False
    """Whether a person is there to answer."""
    hold_s: float | None = None
    """How long the long call is held, in seconds of a real call; ``None``: as long as usual."""
    lifetimes: bool = False
    """Whether ``nat`` also takes the minutes that show how long silent ways in are kept."""
    pace: float = 1.0
    """Above 1 in practice only: so many seconds of a real call pass in one."""
    progress: Progress = _no_progress
    level: Level = _no_level
    ask: Ask = _nobody
    clues: Callable[[], Clues] = Clues
    """What to look for at the router; read only when somebody looks."""
    turns: Turns | None = None
    """How fast requests may leave for the provider; ``None``: all at once, as in practice, where nobody counts."""
    earlier: tuple[Fact, ...] = ()
    """What the run before recorded: a question that is repeated from its old port tells a setting from a restart."""
    sound: DeviceChoice = ANY
    """Which loudspeaker and microphone the person wants."""
    gateway: OutsideDoors | None = None
    """Where the gateway can be asked; ``None``: wherever the system's routes lead. Practice has its own."""
    happenings: Happenings = field(default_factory=Happenings)
    """What happens to this computer in practice; in life there is what really happens."""
    asked: tuple[Question, ...] = ()
    """Everything that is measured in this round."""
    forgets: bool = True
    """Whether a silent way in may be forgotten; false where practice knows that its router keeps all of them."""
    nobody: Endpoint | None = None
    """The door at an address where no web server is; ``None``: the usual one. Practice has its own."""
    _phone: Softphone | None = field(default=None, repr=False)
    _starting: asyncio.Lock = field(default_factory=asyncio.Lock, repr=False)

    async def phone(self) -> Softphone:
        """The run's softphone, started. Raises :class:`~app.model.errors.UserError` when it cannot start."""
        if self._phone is None:
            from app.softphone.face import PhoneSettings
            from app.softphone.phone import Softphone

            async with self._starting:  # probes side by side share it
                if self._phone is None:
                    keep_alive_s = max(SHORTEST_KEEP_ALIVE_S, round(KEEP_ALIVE_S / self.pace) + 1)
                    settings = PhoneSettings(keep_alive_s=keep_alive_s)
                    phone = Softphone(settings, on_level=self.level, authorities=self.profile.authorities)
                    await phone.start()
                    self._phone = phone
        return self._phone

    @property
    def signed_in(self) -> bool:
        """Whether this run's softphone is registered with the account's server at this moment."""
        known = self._phone.registration if self._phone is not None else None
        return known is not None and known.outcome == "registered"

    def leftovers(self) -> tuple[Fact, ...]:
        """What the softphone recorded and no probe took, because it was stopped in between."""
        return () if self._phone is None else tuple(self._phone.take_facts())

    def take_leftovers(self) -> list[Fact]:
        """What the softphone recorded and no probe has yielded: a stopped call still tells what it measured."""
        return self._phone.take_facts() if self._phone is not None else []

    async def close(self) -> None:
        """Give the softphone back; the next run starts a new one with fresh ports."""
        phone, self._phone = self._phone, None
        if phone is not None:
            await phone.close()


class Probe(Protocol):
    """The shape of a probe module."""

    ANSWERS: tuple[Question, ...]
    """The questions that its facts help to answer."""
    NEEDS: frozenset[str]
    """Parts of the profile without which it has nothing to do: ``"account"``, ``"echo"``, ``"keypad"`` ..."""
    EXPECTED_S: float
    """Seconds on a healthy line, for the countdown."""

    def measure(self, context: ProbeContext) -> AsyncIterator[Fact]:
        """Yield facts as soon as they exist; ends within a second of being cancelled."""
        ...
