"""A long call in practice: the far end's rules for it, in seconds of a real call, at the pace of practice."""

from __future__ import annotations

from dataclasses import replace

from app.practice.behaviour import HoldRules, RouterBehaviour, StallRule
from app.testline.config import HoldManners, TestLineConfig, Timers

LIFE: Timers = Timers()


def paced(config: TestLineConfig, rules: HoldRules, pace: float) -> TestLineConfig:
    """The far end's settings with a hold number that lives *pace* times as fast; headers keep their real numbers."""
    manners = HoldManners(
        quiet_after_s=faster(rules.quiet_after_s, pace),
        silence_s=faster(rules.silence_s, pace),
        session_expires_s=rules.session_expires_s,
        refresh_after_s=rules.session_expires_s / 2 / pace,
        reason=rules.reason,
        pause_every_s=faster(rules.pause_every_s, pace),
        pause_s=rules.pause_s / pace,
        renews=rules.renews,
        spurts_s=tuple(seconds / pace for seconds in rules.spurts_s),
        holds_from_s=faster(rules.holds_from_s, pace),
        holds_to_s=faster(rules.holds_to_s, pace),
        timers=Timers(rules.t1_s / pace, max(LIFE.t2, rules.t1_s) / pace, LIFE.t4 / pace),
    )
    usual = config.limits
    limits = replace(  # where minutes pass in seconds, so do the messages of those minutes
        usual,
        messages_per_second=usual.messages_per_second * pace,
        message_burst=usual.message_burst * pace,
        all_messages_per_second=usual.all_messages_per_second * pace,
    )
    return replace(config, hold=manners, hold_s=rules.lasts_s / pace, pace=pace, limits=limits)


def paced_router(behaviour: RouterBehaviour, pace: float) -> RouterBehaviour:
    """The router with memories and stalls that are as much shorter."""
    return replace(
        behaviour,
        forgets_after_s=faster(behaviour.forgets_after_s, pace),
        forgets_ports_after_s=faster(behaviour.forgets_ports_after_s, pace),
        stalls=tuple(_sooner(rule, pace) for rule in behaviour.stalls),
    )


def _sooner(rule: StallRule, pace: float) -> StallRule:
    return replace(rule, every_s=rule.every_s / pace, for_s=rule.for_s / pace, at_s=faster(rule.at_s, pace))


def faster(seconds: float | None, pace: float) -> float | None:
    """So many seconds of a real call by the clock of practice."""
    return None if seconds is None else seconds / pace
