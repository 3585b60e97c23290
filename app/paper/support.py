"""The pages for the support engineer, in the order of the HTML report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from app.paper.blocks import WIDTH, Block, Break, MessageLines, Paragraph, Picture, Row, Space, heading, paragraph
from app.paper.drawings import drawing
from app.paper.ink import QUIET, TONES, letters
from app.paper.words import Words
from app.report.view import ReportView
from app.report.view.evidence import Detail, ObservationRow
from app.report.view.messages import Exchange, Line, Rung
from app.report.view.run import RunView
from app.report.view.words import say

MOST_ROWS: Final = 20
"""Observations printed of each subject, for the same reason."""
SMALL: Final = 11.5
MONO: Final = 9.5
MOST_MESSAGES: Final = 8
"""Messages printed in full: the HTML report and the JSON inside hold the others."""
MOST_LADDERS: Final = 8
ABOVE: Final = 14.0
"""Room above a section, unless it begins the page."""
Cells = Sequence[tuple[float, float, str, int, str]]
"""Left edge, width, text, weight, colour."""


def support_pages(view: ReportView, first: Sequence[Block] = ()) -> Iterator[Block]:
    """Everything after page one, beginning with *first*."""
    yield Break()
    yield heading(say("report", "heading", "support"), 1)
    yield from first
    if view.compared.rows:
        yield from _compared(view)
    for run in view.runs:
        yield from _run(run, several=len(view.runs) > 1)
    if view.skipped:
        yield from _section("not_tested")
        yield from _table(("test", "reason"), (0, 180), [(one.name, one.reason) for one in view.skipped])
    yield from _tried(view)
    yield from _section("hidden")
    hidden = [(name, str(count)) for name, count in view.hidden] or [(say("report", "word", "nothing"), "")]
    yield from _table(("what", "count"), (0, 480), hidden)
    yield paragraph(say("report", "word", "kept"), quiet=True, size=SMALL)
    yield Space(8)
    yield from _machine(view)


def _section(name: str) -> Iterator[Block]:
    yield Space(ABOVE)
    yield heading(say("report", "heading", name), 2)


def _tried(view: ReportView) -> Iterator[Block]:
    if len(view.runs) < 2 and not view.tried:
        return
    yield from _section("tried")
    if view.tried:
        deeds = [(one.run, one.time, one.screen, one.pressed, one.detail) for one in view.tried]
        yield from _table(("run", "time", "screen", "pressed", "detail"), (0, 110, 170, 360, 520), deeds)
    names = [one.name for one in reversed(view.runs)]
    rows = [(one.label, one.started, one.finished, one.finding) for one in names]
    yield from _table(("run", "started", "finished", "finding"), (0, 140, 310, 480), rows)


def _machine(view: ReportView) -> Iterator[Block]:
    yield from _section("machine")
    word = {name: say("report", "word", name) for name in ("session", "schema", "started", "finished", "router")}
    rows = [
        (word["session"], view.session),
        (word["schema"], view.schema),
        (word["started"], view.started),
        (word["finished"], view.finished),
        *((f"{word['router']}: {name}", value) for name, value in view.router),
        ("", view.program),
    ]
    yield from _table((), (0, 200), rows)
    yield paragraph(say("report", "word", "inside"), quiet=True, size=SMALL)


def _run(run: RunView, *, several: bool) -> Iterator[Block]:
    if several:
        yield Space(14)
        yield heading(f"{run.name.label}: {run.name.started}", 1)
    yield from _section("details")
    yield from _details(run.details)
    network = drawing("network", run.network, "") if run.network else None
    if network is not None:
        yield from _section("network")
        yield Picture(network)
    if run.changed:
        yield from _section("changed")
        rows = [(one.field, one.before, one.after, one.meaning, f"{one.path} {one.direction}") for one in run.changed]
        edges = (0.0, 90.0, 240.0, 390.0, 590.0)
        yield from _table(("field", "before", "after", "meaning", "path"), edges, rows, struck=2)
    yield from _ladders(run)
    yield from _sound(run)
    if run.timeline:
        yield from _section("timeline")
        yield from _observations(run.timeline)
    yield from _exchanges(run)
    yield from _messages(run)
    for number, group in enumerate(run.groups):
        if not number:
            yield from _section("observations")
        yield heading(group.title, 3)
        yield from _observations(group.rows[:MOST_ROWS])
        yield from _left_out(len(group.rows) - MOST_ROWS)


def _details(details: Sequence[Detail]) -> Iterator[Block]:
    head = _head(("question", "answer", "reason"), (0, 230, 356))
    yield head
    for one in details:
        small, quiet = letters(SMALL), letters(10.5)
        name = Words(
            220,
            (f"{one.name} ", letters(SMALL, 700)),
            (f"({one.question})\u2028", quiet, QUIET),
            (one.asks, quiet, QUIET),
        )
        sure = f" ({one.confidence})" if one.confidence else ""
        answer = Words(118, (one.answer, small), (sure, small, QUIET))
        yield Row(((0, name), (230, answer), (356, _reason(one))), head=head)


def _reason(one: Detail) -> Words:
    small, quiet = letters(SMALL), letters(10.5)
    value = f"\u2028{one.value}" if one.value and one.value != one.reason else ""
    figures = "; ".join(f"{name} {shown}" for name, shown in one.figures)
    limit = f"{say('report', 'word', 'limit')}: {one.limit}" if one.limit else ""
    evidence = f"{say('report', 'word', 'evidence')}: {' '.join(one.because)}" if one.because else ""
    rest = "".join(f"\u2028{part}" for part in (limit, figures, evidence) if part)
    return Words(WIDTH - 356, (f"{one.reason}{value}", small), (rest, quiet, QUIET))


def _compared(view: ReportView) -> Iterator[Block]:
    yield from _section("compared")
    count = len(view.compared.runs)
    step = (WIDTH - 160 - 130) / max(1, count)
    edges = (0.0, *(160 + step * number for number in range(count)), WIDTH - 130)
    names = (
        say("report", "column", "test"),
        *(one.label for one in view.compared.runs),
        say("report", "column", "change"),
    )
    head = _head_words(names, edges)
    yield head
    for one in view.compared.rows:
        tone = {"better": TONES["ok"][0], "worse": TONES["broken"][0]}.get(one.change, QUIET)
        change = Words(124, (one.word, letters(SMALL, 700), tone), (f"\u2028{one.chance}", letters(10.5), QUIET))
        cells = [(edges[0], Words(150, (one.name, letters(SMALL, 700))))]
        cells += [(edges[place + 1], Words(step - 8, (cell, letters(SMALL)))) for place, cell in enumerate(one.cells)]
        yield Row((*cells, (edges[-1], change)), head=head)
    yield Space(12)


def _ladders(run: RunView) -> Iterator[Block]:
    for number, call in enumerate(run.calls[:MOST_LADDERS]):
        if not number:
            yield from _section("ladders")
        picture = drawing("call_ladder", call, f"l{number}")
        if picture is not None:
            yield heading(f"{call.title}   {call.started}", 3)
            yield Picture(picture)
    yield from _left_out(len(run.calls) - MOST_LADDERS)


def _sound(run: RunView) -> Iterator[Block]:
    if not (run.sound or run.charts or run.scores):
        return
    yield from _section("sound")
    if run.sound:
        names = ("call", "way", "sent", "arrived", "lost", "jitter", "heard")
        rows = [
            (f"{one.call} {one.duration}", one.way, one.sent, one.arrived, one.lost, one.jitter, one.heard)
            for one in run.sound
        ]
        yield from _table(names, (0, 170, 250, 315, 385, 440, 530), rows)
    for chart in run.charts:
        yield Space(8)
        yield heading(f"{chart.title} ({chart.id})", 3)
        drawn = drawing("chart", chart, "") if chart.lines else None
        if drawn is not None:
            yield Picture(drawn)
        bars = drawing("histogram", chart, "") if chart.bars else None
        if bars is not None:
            yield paragraph(say("report", "word", "bursts"), quiet=True, size=SMALL, keep=True)
            yield Picture(bars)
    for strip in run.scores:
        yield heading(f"{say('report', 'heading', 'scores')}: {strip.title}", 3)
        yield from _table(("time", "score"), (0, 200), [(one.time, one.value) for one in strip.scores])
        yield paragraph(say("report", "word", "score_bound"), quiet=True, size=SMALL)


def _observations(rows: Sequence[ObservationRow]) -> Iterator[Block]:
    shown = [
        (one.time, f"{one.kind} ({one.id})", ";  ".join(f"{name} {value}" for name, value in one.fields))
        for one in rows
    ]
    yield from _table(("time", "what", "value"), (0, 70, 240), shown)
    yield Space(8)


def _exchanges(run: RunView) -> Iterator[Block]:
    if run.exchanges:
        yield from _section("exchanges")
    proof = [one for one in run.exchanges if _is_proof(one)]
    others = [one for one in run.exchanges if not _is_proof(one)]
    for one in [*proof, *others][:MOST_MESSAGES]:
        yield from _exchange(one)
    yield from _left_out(len(run.exchanges) - MOST_MESSAGES)


def _is_proof(one: Exchange) -> bool:
    return any(line.changed for reply in one.replies for line in reply)


def _exchange(one: Exchange) -> Iterator[Block]:
    about = f"{one.id}, {one.signal}, {one.role}, {one.outcome} {one.delay}"
    title = Words(WIDTH, (f"{one.method} {one.path}   ", letters(SMALL, 700)), (about, letters(10.5), QUIET))
    yield _titled(title)
    replies = [line for reply in one.replies for line in (*reply, Line(""))][:-1]
    came = replies or [Line(say("report", "word", "no_reply"))]
    wide = (WIDTH - 12) / 2
    for number in range(max(len(one.sent), len(came))):
        yield MessageLines(
            [
                (left, wide, _mono(wide, lines[number].text if number < len(lines) else ""), _marked(lines, number))
                for left, lines in ((0.0, one.sent), (wide + 12, came))
            ]
        )
    yield Space(10)


def _marked(lines: Sequence[Line], number: int) -> bool:
    return number < len(lines) and lines[number].changed


def _messages(run: RunView) -> Iterator[Block]:
    if run.ladder:
        yield from _section("messages")
    striking = {step.id for call in run.calls if any(one.marked for one in call.steps) for step in call.steps}
    for one in sorted(run.ladder, key=lambda rung: rung.id not in striking)[:MOST_MESSAGES]:
        yield from _message(one)
    yield from _left_out(len(run.ladder) - MOST_MESSAGES + run.left_out)


def _message(one: Rung) -> Iterator[Block]:
    way = say("report", "direction", "inbound" if one.inbound else "outbound")
    about = f"   {way}, {one.id}, {one.time}, {one.peer}"
    yield _titled(Words(WIDTH, (one.first_line, letters(SMALL, 700)), (about, letters(10.5), QUIET)))
    for line in one.lines:
        yield MessageLines([(0.0, WIDTH, _mono(WIDTH, line.text), line.changed)])
    yield Space(10)


def _left_out(count: int) -> Iterator[Block]:
    if count > 0:
        yield paragraph(say("report", "word", "left_out", count=count), quiet=True, size=SMALL)


def _mono(width: float, text: str) -> Words:
    return Words(width - 16, (text or " ", letters(MONO, mono=True)), foreign=True)


def _titled(words: Words) -> Block:
    return Paragraph(words, 4, keep=True)


def _head(names: Sequence[str], edges: Sequence[float]) -> Row:
    return _head_words([say("report", "column", name) for name in names], edges)


def _head_words(names: Sequence[str], edges: Sequence[float]) -> Row:
    ends = (*edges[1:], WIDTH)
    cells = [
        (left, Words(end - left - 8, (name, letters(10.5, 600), QUIET)))
        for name, left, end in zip(names, edges, ends, strict=True)
    ]
    return Row(cells, keep=True)


def _table(
    names: Sequence[str], edges: Sequence[float], rows: Sequence[Sequence[str]], struck: int | None = None
) -> Iterator[Block]:
    """Rows of plain cells, the first bold; the column *struck* in the ink of what is broken."""
    head = _head(names, edges) if names else None
    if head is not None:
        yield head
    ends = (*edges[1:], WIDTH)
    for row in rows:
        cells = []
        for place, (text, left, end) in enumerate(zip(row, edges, ends, strict=True)):
            ink = TONES["broken"][0] if place == struck else "#13202C"
            cells.append((left, Words(end - left - 8, (text, letters(SMALL, 400 if place else 700), ink))))
        yield Row(cells, head=head)
    yield Space(10)
