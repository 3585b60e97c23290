"""The whole view: one object that HTML and text render, and that nothing but a template reads."""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.model.diagnosis import Diagnosis
from app.model.session import SCHEMA, Run, Session, Timings
from app.report.redaction import Redactor
from app.report.view import evidence, ladders, page_one, results, tried
from app.report.view.compared import Compared, compared
from app.report.view.run import RunView, run_views
from app.report.view.times import day_and_time
from app.report.view.words import say
from app.report.visible import visible


@dataclass(frozen=True, slots=True)
class ReportView:
    """Everything a report shows."""

    provider: str
    date: str
    ticket: str
    practice: bool
    phone: str
    program: str
    session: str
    schema: str
    started: str
    finished: str
    headline: page_one.Headline
    findings: tuple[page_one.Headline, ...]
    tiles: tuple[page_one.Tile, ...]
    places: tuple[page_one.PlaceView, ...]
    call: ladders.CallLadder | None
    tests: tuple[results.TestRow, ...]
    compared: Compared
    runs: tuple[RunView, ...]
    tried: tuple[tried.Deed, ...]
    skipped: tuple[evidence.Skipped, ...]
    router: tuple[tuple[str, str], ...]
    hidden: tuple[tuple[str, int], ...]


def build_view(session: Session) -> ReportView:
    """Word, shorten and arrange *session*; its last run is what page one speaks of."""
    if not session.runs:
        session = replace(session, runs=(Run("", "", None, Timings(), (), Diagnosis()),))
    redactor = Redactor()
    run = session.runs[-1]
    diagnosis = run.diagnosis
    headlines = page_one.headlines(diagnosis, redactor)
    runs = run_views(session, redactor)
    return ReportView(
        provider=_of_profile(session, "provider"),
        date=day_and_time(run.started),
        ticket=_of_profile(session, "ticket"),
        practice=bool(session.profile.get("practice")),
        phone=_of_profile(session, "support_phone"),
        program=visible(f"{session.program_name} {session.program_version}", 60),
        session=visible(session.id, 80),
        schema=SCHEMA,
        started=day_and_time(run.started),
        finished=day_and_time(run.finished) or say("report", "word", "not_finished"),
        headline=headlines[0],
        findings=headlines[1:],
        tiles=page_one.tiles(session),
        places=page_one.path_picture(run.figures),
        call=None if runs[0].arrows else ladders.leading(runs[0].calls),
        tests=results.test_rows(session, redactor),
        compared=compared(session, redactor),
        runs=runs,
        tried=tried.deeds(session.runs, redactor),
        skipped=evidence.skipped(session),
        router=_router(session, redactor),
        hidden=evidence.hidden_counts(redactor),  # asked last: by now the gate has seen everything
    )


def _of_profile(session: Session, name: str) -> str:
    """What the provider's own profile says, such as its name and telephone number: public, so not shortened."""
    return visible(str(session.profile.get(name) or ""), 80)


def _router(session: Session, redactor: Redactor) -> tuple[tuple[str, str], ...]:
    router = dict(session.router or {})
    if router.get("confidence") == "likely":
        router.pop("candidates", None)
    shown = results.shown_details(router, redactor)
    rows = ((name.replace("_", " "), _joined(value)) for name, value in shown.items())
    return tuple((name, value) for name, value in rows if value)


def _joined(value: object) -> str:
    """A value in one line; of a list of records, their names; of a box, what it says of itself."""
    if isinstance(value, dict):
        return ", ".join(str(value[name]) for name in ("name", "maker", "model", "address") if value.get(name))
    if isinstance(value, list):
        return ", ".join(str(item.get("name", "")) if isinstance(item, dict) else str(item) for item in value)
    return "" if value is None else str(value)
