"""The result of a check in plain words: verdict, findings, what to do, the spoken code, where the report lies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from app.commands.speech import printable
from app.model.names import QUESTIONS
from app.words import finding_text, has_text, text


def summary(document: Mapping[str, Any]) -> list[str]:
    """The lines for a session document."""
    run = document["runs"][-1]
    diagnosis = run["diagnosis"]
    said = {verdict["question"] for verdict in diagnosis["verdicts"]}
    gaps = [item for item in document["not_tested"] if item["question"] not in said]
    lines = [*_findings(diagnosis), "", *_verdicts(diagnosis["verdicts"]), *_untested(gaps)]
    lines += [*_router(document.get("router")), *_compared(document.get("comparison")), *_code(document.get("code"))]
    return [printable(line).rstrip() for line in lines]


def _findings(diagnosis: Mapping[str, Any]) -> Iterator[str]:
    for position, finding in enumerate(diagnosis["findings"]):
        if position:
            yield ""
        values = finding["details"]
        name = finding["id"]
        yield f"{_lead(finding)}{finding_text(name, 'title', values)}"
        for part in ("effect", "action"):
            if has_text("findings", name, part):
                yield f"  {finding_text(name, part, values)}"


def _lead(finding: Mapping[str, Any]) -> str:
    """How sure a fault is; where none was found, how much was looked at."""
    if finding["id"] == "no_fault_found":
        return "" if finding["confidence"] != "possible" else f"{text('terminal', 'in_part', 'text')} "
    return f"{text('confidence', finding['confidence'], 'lead')} "


def _verdicts(verdicts: list[dict[str, Any]]) -> Iterator[str]:
    names = [text("questions", verdict["question"], "name") for verdict in verdicts]
    width = max(map(len, names), default=0)
    for name, verdict in zip(names, verdicts, strict=True):
        yield f"{name:<{width}}  {text('questions', verdict['question'], verdict['answer'])}{_why(verdict)}"


def _why(verdict: Mapping[str, Any]) -> str:
    reason = verdict["reason"]
    if reason == "not_run":
        return f": {text('not_run', str(verdict['details'].get('not_run')), 'text')}"
    if verdict["answer"] != "cannot_tell":
        return f" ({text('confidence', verdict['confidence'], 'word')})"
    known = has_text("reasons", reason, "text")
    return f": {text('reasons', reason, 'text', **verdict['details'])}" if known else ""


def _untested(items: list[dict[str, Any]]) -> Iterator[str]:
    asked = [item for item in items if item["reason"] not in {"not_in_plan", "not_asked"}]
    for item in asked:
        yield f"{text('questions', item['question'], 'name')}: {text('not_run', item['reason'], 'text')}"


def _router(router: Mapping[str, Any] | None) -> Iterator[str]:
    if router and router.get("confidence") == "likely":
        yield ""
        yield text("terminal", "router", "text", name=router.get("name"), id=router.get("id"))


def _code(code: Mapping[str, Any] | None) -> Iterator[str]:
    if code:
        yield ""
        yield text("terminal", "code", "text", words=" ".join(code["words"]), digits=code["digits"])


def _compared(comparison: Mapping[str, Any] | None) -> Iterator[str]:
    if not comparison:
        return
    yield ""
    yield text("terminal", "compared", "text")
    changed = [row for row in _rows(comparison.get("questions")) if row["before"] != row["after"]]
    for row in changed:
        name = text("questions", row["question"], "name")
        change = text("terminal", row["change"], "text")
        was, now = (_answer(row["question"], row[side]) for side in ("before", "after"))
        yield "  " + text("terminal", "changed", "text", name=name, before=was, after=now, change=change)
    if not changed:
        yield "  " + text("terminal", "unchanged", "text")


def _rows(found: object) -> list[Mapping[str, Any]]:
    """Those rows of a comparison, which may come from anyone's file, that we have words for."""
    rows = [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []
    return [row for row in rows if row.get("question") in QUESTIONS and _is_told(row)]


def _is_told(row: Mapping[str, Any]) -> bool:
    answers = all(row.get(side) in (None, "yes", "no", "cannot_tell") for side in ("before", "after"))
    return answers and row.get("change") in ("better", "worse", "same", "cannot_tell")


def _answer(question: str, answer: str | None) -> str:
    return text("questions", question, answer) if answer else text("terminal", "not_asked", "text")
