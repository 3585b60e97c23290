"""A run's observations, sorted by kind, so that a rule asks only for what it reads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar, cast

from app.model.endpoint import Endpoint
from app.model.facts import Fact, NotRun, Observation, Registration
from app.model.names import Question

F = TypeVar("F", bound=Fact)
LEAST_TRIES: Final = 3
"""Transmissions of what is told as unanswered: fewer may all have been lost by chance."""


@dataclass(frozen=True, slots=True)
class Seen(Generic[F]):
    """A fact, the id of the observation that holds it, and its place in the order of the run."""

    id: str
    fact: F
    place: int = 0


class Evidence:
    """Everything that was observed, in the order in which it was observed."""

    def __init__(self, observations: Sequence[Observation]) -> None:
        by_kind: dict[type, list[Seen[Any]]] = defaultdict(list)
        for place, observation in enumerate(observations):
            by_kind[type(observation.fact)].append(Seen(observation.id, observation.fact, place))
        self._by_kind = by_kind
        self.asked: set[type] = set()
        """The kinds of facts that somebody has looked at."""

    def all(self, kind: type[F], where: Callable[[F], bool] = lambda fact: True) -> tuple[Seen[F], ...]:
        """All facts of a kind for which *where* holds."""
        self.asked.add(kind)
        return tuple(seen for seen in cast("list[Seen[F]]", self._by_kind.get(kind, [])) if where(seen.fact))

    def watched(self) -> Evidence:
        """The same observations, of which nobody has looked at any."""
        same = Evidence(())
        same._by_kind = self._by_kind
        return same

    def of(self, kinds: Iterable[type]) -> tuple[tuple[Seen[Any], ...], ...]:
        """All facts of each of *kinds*."""
        return tuple(tuple(self._by_kind.get(kind, ())) for kind in kinds)

    def last(self, kind: type[F], where: Callable[[F], bool] = lambda fact: True) -> Seen[F] | None:
        """The newest of them: a test that was repeated counts as it went last."""
        found = self.all(kind, where)
        return found[-1] if found else None

    def transport_of_account(self) -> str:
        """By which transport the account signs in, as far as that was tried; else an empty text."""
        tried = self.last(Registration)
        return tried.fact.transport if tried is not None else ""

    def not_run(self, question: Question) -> Seen[NotRun] | None:
        """The record that *question* could not be measured."""
        return self.last(NotRun, lambda fact: fact.question == question)


def ids(seen: Iterable[Seen[Any]]) -> tuple[str, ...]:
    """Observation ids in order, each once."""
    return tuple(dict.fromkeys(one.id for one in seen))


def endpoint(text: str | None) -> Endpoint | None:
    """Read an address that a record holds as text; a file may hold anything."""
    try:
        return Endpoint.parse(text) if text else None
    except ValueError:
        return None


def host_of(text: str | None) -> str:
    """The host part of an address, or an empty text."""
    found = endpoint(text)
    return found.host if found else ""
