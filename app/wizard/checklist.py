"""What else helps after a fix: the advice of every phone provider, each with what was measured on this line. No Qt."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from app.model.json import JsonValue
from app.model.names import Question
from app.wizard.answers import Known

State = Literal["good", "bad", "unknown"]
"""``unknown``: nothing was measured, so the item is advice only."""

WANTED_S: Final = (120, 300)
"""How long a router should remember a UDP connection: RFC 4787 section 4.3 asks for two minutes, phone providers for
up to five (the five articles agree)."""


@dataclass(frozen=True, slots=True)
class Item:
    """One line; its words are ``checklist.<name>.<state>`` of the word list ``window``."""

    name: str
    state: State
    values: Mapping[str, str]


def checklist(known: Known) -> tuple[Item, ...]:
    """All items, what needs doing first."""
    found = [Item(name, *look(known)) for name, look in _LOOKS.items()]
    return tuple(sorted(found, key=lambda item: _ORDER.index(item.state)))


_ORDER: Final[tuple[State, ...]] = ("bad", "unknown", "good")
_Told = tuple[State, Mapping[str, str]]


def _phones(known: Known) -> _Told:
    """Our own sign-in tells that a fresh one works; the phones on the desk keep their old one until they restart."""
    return ("bad" if known.answer("registration") == "yes" else "unknown"), {}


def _udp_timeout(known: Known) -> _Told:
    lost_s, held_s = _lifetime(known)
    shortest, longest = (str(seconds) for seconds in WANTED_S)
    values = {"from": shortest, "to": longest}
    if lost_s is not None and lost_s <= WANTED_S[0]:
        return "bad", {**values, "measured": str(round(lost_s))}
    if held_s is not None and held_s >= WANTED_S[0]:
        return "good", {**values, "measured": str(round(held_s))}
    return "unknown", values


def _two_routers(known: Known) -> _Told:
    if known.has("double_nat", "carrier_nat"):
        return "bad", {}
    return ("good" if known.answer("nat") is not None else "unknown"), {}


def _way(question: Question) -> Callable[[Known], _Told]:
    def look(known: Known) -> _Told:
        states: dict[str | None, State] = {"yes": "good", "no": "bad"}
        return states.get(known.answer(question), "unknown"), {}

    return look


def _wifi(known: Known) -> _Told:
    return ("bad", {}) if known.has("wifi_quality", "line_quality", "bufferbloat") else ("unknown", {})


_LOOKS: Final[Mapping[str, Callable[[Known], _Told]]] = {
    "phones": _phones,
    "udp_timeout": _udp_timeout,
    "two_routers": _two_routers,
    "encrypted": _way("tls_path"),
    "other_port": _way("other_port_path"),
    "voice_first": _wifi,
    "update": lambda known: ("unknown", {}),
}


def _lifetime(known: Known) -> tuple[float | None, float | None]:
    """The shortest silence after which a conversation's way in was gone, and the longest that it survived."""
    verdict = known.verdicts.get("nat") or known.diagnosis.verdict("nat")
    kinds = verdict.details.get("lifetime") if verdict else None
    found = [kinds[name] for name in ("rtp", "stream") if name in kinds] if isinstance(kinds, dict) else []
    lost = [seconds for one in found if (seconds := _seconds(one, "lost_s")) is not None]
    held = [seconds for one in found if (seconds := _seconds(one, "held_s")) is not None]
    return min(lost, default=None), min(held, default=None)


def _seconds(lifetime: JsonValue, name: str) -> float | None:
    value = lifetime.get(name) if isinstance(lifetime, dict) else None
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None
