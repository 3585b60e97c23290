"""Judge recorded observations by today's rules: a session file, or the journal of a check that ended early.

Exit codes as for check.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from dataclasses import replace
from pathlib import Path

from app.model.names import Question
from app.model.session import Run, Session


def add_arguments(parser: ArgumentParser) -> None:
    """A file, and the form of the answer."""
    parser.add_argument("session", metavar="SESSION.json", help="a session file, a journal, or the folder of both")
    parser.add_argument("--json", action="store_true", help="print the session with its new diagnosis as JSON")


def run(arguments: Namespace) -> int:
    """Read, judge, print."""
    from app.commands import speech
    from app.commands.outcome import exit_code
    from app.commands.summary import summary
    from app.engine.reading import read_session
    from app.engine.saving import session_text
    from app.model.codec import session_to_json, to_json

    session = judged_again(read_session(Path(arguments.session)))
    document = session_to_json(session)
    lines = session_text(document).splitlines() if arguments.json else summary(document)
    for line in lines:
        speech.result(line)
    diagnosis = to_json(session.runs[-1].diagnosis)
    assert isinstance(diagnosis, dict)
    return exit_code(diagnosis, _asked(session.runs[-1]))


def judged_again(session: Session) -> Session:
    """*session* with the verdicts, the code and the list of gaps that today's rules give for its observations."""
    from app.engine import judgement
    from app.engine.record import not_tested_in
    from app.model.errors import UserError

    if not session.runs:
        raise UserError("session_malformed", where="runs")
    runs = tuple(_judged(run) for run in session.runs)
    last = runs[-1]
    code = judgement.code_of(last.diagnosis)
    gaps = not_tested_in(last.observations, last.diagnosis)
    again = replace(session, runs=runs, code=code, not_tested=gaps)
    return replace(again, comparison=judgement.comparison_of(again, None) or session.comparison)


def _judged(run: Run) -> Run:
    from app.engine import judgement

    seen = run.observations
    diagnosis = judgement.judge(seen)
    return replace(run, diagnosis=diagnosis, figures=judgement.figures_of(seen, diagnosis))


def _asked(run: Run) -> set[Question]:
    return {verdict.question for verdict in run.diagnosis.verdicts}
