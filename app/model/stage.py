"""What a practice world sets up around the computer that is checked, beside the profile that leads into it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Final, Literal, Self, cast, get_args

from app.model.endpoint import Endpoint
from app.model.json import JsonObject

MOST_PACE: Final = 200.0
What = Literal["sleeps", "moves", "roams"]


@dataclass(frozen=True, slots=True)
class Happening:
    """What happens to this computer while a call is held, *at_s* after its begin, in seconds of a real call.

    ``sleeps``: for *for_s*. ``moves``: from then on the address *to* is ours. ``roams``: the Wi-Fi's access point is
    *to* from then on; a ``#`` in *to* is the number of the move. *calls*: in the first so many held calls.
    """

    what: What
    at_s: float
    for_s: float = 0.0
    to: str = ""
    calls: int = 1

    @classmethod
    def read(cls, told: Mapping[str, Any]) -> Self:
        """Raises ``ValueError`` for anything else."""
        if told.get("what") not in get_args(What) or set(told) - {one.name for one in fields(cls)}:
            raise ValueError(f"no happening: {dict(told)}")
        return cls(**told)


@dataclass(frozen=True, slots=True)
class Stage:
    """``pace``: how much faster than life long calls go. ``gateway``: the simulated router's own door.

    ``computer``: what is observed of this computer and its owner, as in a session. ``resolver``: who is asked for names
    in place of the system's name servers. ``nobody``: the door at an address where no web server is. ``hold_s``: how
    long the long call is held where nobody says otherwise, in seconds of a real call. ``forgets``: whether the router
    forgets silent ways in; where it keeps all of them, nobody measures for how long.
    """

    pace: float = 1.0
    gateway: Endpoint | None = None
    computer: tuple[JsonObject, ...] = ()
    happens: tuple[Happening, ...] = ()
    resolver: Endpoint | None = None
    nobody: Endpoint | None = None
    hold_s: float | None = None
    forgets: bool = True

    def told(self) -> JsonObject:
        """As JSON; what is not there is left out."""
        doors = {name: str(door) for name in ("gateway", "resolver", "nobody") if (door := getattr(self, name))}
        return {
            "pace": self.pace,
            **doors,
            "computer": [*self.computer],
            "happens": [{one.name: getattr(event, one.name) for one in fields(event)} for event in self.happens],
            "hold_s": self.hold_s,
            "forgets": self.forgets,
        }

    @classmethod
    def heard(cls, told: object) -> Self:
        """From JSON; whatever cannot be read is as if it had not been told."""
        known: Mapping[str, Any] = told if isinstance(told, dict) else {}
        pace, hold_s = _number(known.get("pace")), _number(known.get("hold_s"))
        return cls(
            pace if pace is not None and 1 <= pace <= MOST_PACE else 1.0,
            _endpoint(known.get("gateway")),
            tuple(cast("list[JsonObject]", _objects(known.get("computer")))),
            _happenings(known.get("happens")),
            _endpoint(known.get("resolver")),
            _endpoint(known.get("nobody")),
            hold_s,
            known.get("forgets") is not False,
        )


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def _endpoint(text: object) -> Endpoint | None:
    try:
        return Endpoint.parse(text) if isinstance(text, str) else None
    except ValueError:
        return None


def _objects(value: object) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _happenings(value: object) -> tuple[Happening, ...]:
    try:
        return tuple(Happening.read(one) for one in _objects(value))
    except (ValueError, TypeError):
        return ()
