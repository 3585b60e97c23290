"""The engine's access to the rules: imported on first use, so that the engine is ready for commands at once."""

from __future__ import annotations

from collections.abc import Sequence

from app.engine.record import RunRecord
from app.model.clues import Clues
from app.model.diagnosis import Diagnosis
from app.model.facts import Observation
from app.model.figures import Figures
from app.model.json import JsonObject
from app.model.session import Session, SpokenCode


def judge(observations: Sequence[Observation]) -> Diagnosis:
    """Today's rules over *observations*."""
    from app.diagnosis import diagnose

    return diagnose(observations)


def figures_of(observations: Sequence[Observation], diagnosis: Diagnosis) -> Figures:
    """What is worked out of *observations* and *diagnosis* for whoever reads the report."""
    from app.diagnosis.figures import figures_of as worked_out

    return worked_out(observations, diagnosis)


def code_of(diagnosis: Diagnosis) -> SpokenCode:
    """The four words that carry *diagnosis*."""
    from app.report.code import spoken_code

    return spoken_code(diagnosis)


def speak(language: str) -> None:
    """Write reports from now on in *language*, as BCP 47 names it."""
    from app.report.language import speak_as

    speak_as(language)


def report_of(session: Session) -> str:
    """The HTML report."""
    from app.report.html import render_html

    return render_html(session)


def comparison_of(session: Session, earlier: Session | None) -> JsonObject | None:
    """The last run beside the last of an *earlier* session, or all of its own beside each other."""
    from app.report.compared_runs import compare_sessions

    return compare_sessions(session, earlier)


def clues() -> Clues:
    """What to look for at the router."""
    from app.routers.known import clues

    return clues()


def router_of(runs: Sequence[RunRecord]) -> JsonObject | None:
    """Which router it is, by the latest run that looked; ``None`` when none did or nothing was seen."""
    for run in reversed(runs):
        facts = [item.fact for item in run.observations]
        if any(fact.kind.startswith("gateway.") for fact in facts):
            from app.routers.verdict import router_of

            return router_of(facts, run.diagnosis)
    return None
