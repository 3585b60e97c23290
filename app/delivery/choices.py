"""What the person's choices leave of a session that is sent."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from app.model.choices import Choices
from app.model.session import Run, Session

NETWORK_DETAILS: Final = ("network.", "gateway.", "nat.", "dns.", "icmp.", "firewall.")
"""Kinds of facts about the person's own network, by how they begin."""

MY_NOTES: Final = ("person.said",)
"""What the person answered and wrote."""


def chosen(session: Session, choices: Choices) -> Session:
    """*session* without what was left out; its verdicts stay."""
    profile = {**session.profile, "ticket": choices.ticket.strip()[:60]} if choices.ticket.strip() else session.profile
    kept = replace(session, profile=profile)
    left_out = (() if choices.network_details else NETWORK_DETAILS) + (() if choices.my_notes else MY_NOTES)
    if not left_out:
        return kept
    runs = tuple(_without(run, left_out) for run in kept.runs)
    return replace(kept, runs=runs, router=kept.router if choices.network_details else None)


def _without(run: Run, kinds: tuple[str, ...]) -> Run:
    return replace(run, observations=tuple(one for one in run.observations if not one.fact.kind.startswith(kinds)))


def thinned(session: Session) -> Session:
    """Only the observations that a verdict or finding rests on: for a session too large for a mail."""
    return replace(session, runs=tuple(_thinned(run) for run in session.runs))


def _thinned(run: Run) -> Run:
    diagnosis = run.diagnosis
    needed = {one for verdict in diagnosis.verdicts for one in verdict.because}
    needed |= {one for finding in diagnosis.findings for one in finding.because}
    return replace(run, observations=tuple(one for one in run.observations if one.id in needed))
