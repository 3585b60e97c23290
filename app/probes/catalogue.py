"""Which module measures for which question. Modules are imported on first use: the command line stays quick."""

from __future__ import annotations

from importlib import import_module
from typing import Final, cast

from app.model.names import Question
from app.probes.context import Probe

PROBES: Final[dict[Question, str]] = {
    "internet": "network_look",
    "dns": "network_look",
    "nat": "nat_look",
    "local_firewall": "doors_look",
    "audio_devices": "sound_check",
    "registration": "registration",
    "sip_alg": "sip_alg",
    "hear": "listen",
    "speak": "speak",
    "keypad": "keypad",
    "long_call": "long_call",
    "quality": "quality",
    "inbound": "inbound",
    "extension_call": "extension",
    "presence": "presence",
    "tls_path": "ways_out",
    "other_port_path": "ways_out",
}
"""Questions in the order of a check; those that share a module are measured together."""

COMPANIONS: Final[dict[Question, tuple[str, ...]]] = {
    "internet": ("router_look", "portal_look"),
    "nat": ("router_look",),
    "long_call": ("nat_lifetime",),
}
"""Probes that answer no question themselves, and go along with those that do: they help with the fix."""


def probe_for(question: Question) -> Probe | None:
    """The module that measures for *question*, or ``None`` when none does yet."""
    name = PROBES.get(question)
    return None if name is None else cast(Probe, import_module(f"app.probes.{name}"))


def probes_for(questions: tuple[Question, ...]) -> tuple[tuple[str, tuple[Question, ...]], ...]:
    """Group *questions* by the module that measures for them, in catalogue order; unknown ones are left out."""
    groups: dict[str, list[Question]] = {}
    for question in PROBES:
        if question in questions:
            groups.setdefault(PROBES[question], []).append(question)
    return tuple((name, tuple(asked)) for name, asked in groups.items())


def companions_for(questions: tuple[Question, ...]) -> dict[str, Probe]:
    """The probes that go along with *questions*, by name."""
    names = dict.fromkeys(name for question in questions for name in COMPANIONS.get(question, ()))
    return {name: cast(Probe, import_module(f"app.probes.{name}")) for name in names}
