"""Which questions a plan asks, and which measurements may run side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from app.model.errors import UserError
from app.model.names import QUESTIONS, Question
from app.model.nearest import nearest
from app.model.profile import Numbers, Profile
from app.probes.alg.turns import IN_TURN_S, WINDOW_S

Plan = tuple[Question, ...]

QUICK: Final[Plan] = (
    "internet",
    "dns",
    "nat",
    "local_firewall",
    "sip_alg",
    "audio_devices",
    "registration",
    "hear",
    "speak",
    "keypad",
)
LONG: Final[dict[str, float]] = {"long_call_16min": 16 * 60.0, "long_call_33min": 33 * 60.0}
"""Plans that hold the long call longer than usual, in seconds: past half of a usual session time and its 32 s grace
(RFC 4028: 15 min 32 s), and past the whole of it."""
PLANS: Final[dict[str, Plan]] = {"quick": QUICK, "full": QUESTIONS, **{name: ("long_call",) for name in LONG}}

SIGNED_IN: Final[frozenset[Question]] = frozenset(
    {"registration", "hear", "speak", "keypad", "long_call", "inbound", "quality", "extension_call", "presence"}
)
"""Questions that need the account's password."""

PHONE_LANE: Final = frozenset({"registration", "listen", "speak", "keypad", "long_call"})
"""Probe modules that share the one softphone: one after the other. All others overlap: their waits are independent."""

ASKING: Final = ("sip_alg", "inbound", "ways_out", "presence", "extension")
"""Probe modules that ask the phone service much."""
APART_S: Final = 3.0
"""So long after one of them the next begins: all at once they are a flood, and the guards of many services then leave
messages unanswered, which would look as if they were lost."""
PHONE_WAITS_S: Final = WINDOW_S
"""So long the softphone lets ``sip_alg`` ask alone."""


def questions_of(plan: str) -> Plan:
    """Read ``quick``, ``full`` or a list of question names with commas; raises :class:`UserError`."""
    names = [name.strip() for name in plan.split(",") if name.strip()]
    if not names:
        raise UserError("plan_empty")
    asked = [question for name in names for question in PLANS.get(name) or (_question(name),)]
    return tuple(dict.fromkeys(asked))


def hold_s_of(plan: str) -> float | None:
    """How long a plan holds the long call; ``None``: as long as usual."""
    asked = {name.strip() for name in plan.split(",")}
    return max((seconds for name, seconds in LONG.items() if name in asked), default=None)


def lifetimes_of(plan: str) -> bool:
    """Whether a plan asks for ``nat`` by its own name: then there is time to see how long silent ways in are kept.

    Beside a held call they are measured anyway.
    """
    asked = {name.strip() for name in plan.split(",")}
    return "nat" in asked and "long_call" not in questions_of(plan)


def _question(name: str) -> Question:
    if name in QUESTIONS:
        return name
    raise UserError("plan_unknown", name=name, nearest=nearest(name, [*PLANS, *QUESTIONS]))


def lanes(modules: Sequence[str]) -> list[list[str]]:
    """Sort probe modules into lanes: those of one lane run in order, lanes run side by side."""
    phone = [name for name in modules if name in PHONE_LANE]
    alone = [[name] for name in modules if name not in PHONE_LANE]
    return [*alone, phone] if phone else alone


def turns_s(modules: Sequence[str], *, guarded: bool) -> dict[str, float]:
    """How long after the first some of *modules* have to begin, in seconds of a real line.

    *guarded*: the phone service may not hear for minutes whoever asks too much at once.
    """
    asking = [name for name in ASKING if name in modules]
    in_turn = guarded and "sip_alg" in asking
    first_s = IN_TURN_S if in_turn else APART_S
    turns = {name: first_s + place * APART_S for place, name in enumerate(asking[1:])}
    return turns | (dict.fromkeys(PHONE_LANE & {*modules}, PHONE_WAITS_S) if in_turn else {})


def missing_need(module: str, needs: frozenset[str], profile: Profile) -> str | None:
    """Why a probe with these *needs* has nothing to do, as an id of the word list ``not_run``; ``None`` when it has."""
    if not profile.account.username and (module in PHONE_LANE or "account" in needs):
        return "no_account"
    return next((reason for need in sorted(needs) if (reason := _lacks(need, profile))), None)


def _lacks(need: str, profile: Profile) -> str | None:
    if need in Numbers.__dataclass_fields__:
        return None if getattr(profile.numbers, need) else _NO_NUMBER.get(need, "no_number")
    if need == "testline":
        return None if profile.testline.host else "no_testline"
    if need == "stun":
        return None if profile.stun else "no_stun_server"
    return None


_NO_NUMBER: Final = {name: f"no_{name}_number" for name in ("echo", "keypad", "listen", "speak")}
