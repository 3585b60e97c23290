"""The drawings of the HTML report for paper: the same macros, with colours that need no style sheet of a browser."""

from __future__ import annotations

import re
from functools import cache
from typing import Any, Final

from PySide6.QtCore import QByteArray
from PySide6.QtSvg import QSvgRenderer

from app.paper.ink import ACCENT, LINE, QUIET, STATES, TEXT, TILE, TONES
from app.report.html import environment

_SVG: Final = re.compile(r"<svg\b[^>]*>.*?</svg>", re.DOTALL)
_FONT: Final = "font-family:Inter"


def drawing(name: str, *arguments: Any, **named: Any) -> QSvgRenderer | None:
    """The first drawing of a macro of ``pictures.html.j2``; ``None`` when it has none."""
    found = _SVG.search(str(getattr(_macros(), name)(*arguments, **named)))
    return _renderer(found[0]) if found else None


@cache
def state_sign(state: str) -> QSvgRenderer:
    """The sign in the pill of a test."""
    ink = TONES[STATES[state]][0]
    style = f"fill:none;stroke:{ink};stroke-width:2.4;stroke-linecap:round;stroke-linejoin:round"
    svg = str(_macros().state(state)).replace("<path", f'<path style="{style}"')
    return QSvgRenderer(QByteArray(svg.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"').encode()))


@cache
def _macros() -> Any:
    return environment().get_template("pictures.html.j2").module


def _renderer(svg: str) -> QSvgRenderer:
    opened = svg.index(">") + 1
    head = svg[:opened].replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"')
    return QSvgRenderer(QByteArray(f"{head}<style>{_STYLE}</style>{svg[opened:]}".encode()))


def _tones() -> str:
    rules = []
    for tone, (ink, ground) in TONES.items():
        rules += [
            f".{tone} .disc{{fill:{ground};stroke:{ink};stroke-width:2}}",
            f".{tone} .drawing{{fill:none;stroke:{ink};stroke-width:3;stroke-linecap:round;stroke-linejoin:round}}",
            f".{tone} .mark circle{{fill:{ink}}}",
            f"line.{tone}{{stroke:{ink};stroke-width:4;stroke-linecap:round}}",
        ]
    return "".join(rules)


_STYLE: Final = (
    f"text{{fill:{TEXT};{_FONT};font-size:13px;text-anchor:middle}}"
    + _tones()
    + ".mark path{stroke:#FFFFFF;stroke-width:3;fill:none;stroke-linecap:round}"
    + "line.broken,line.unknown,line.look{stroke-dasharray:1 10}"
    + ".here{font-weight:700}"
    + f".life{{stroke:{LINE};stroke-width:2}}.arrow{{stroke:{TEXT};stroke-width:2}}.tip{{fill:{TEXT}}}"
    + f".changed .arrow{{stroke:{TONES['broken'][0]}}}.changed .tip{{fill:{TONES['broken'][0]}}}"
    + f".changed text{{fill:{TONES['broken'][0]};font-weight:700}}"
    + f".head{{fill:{QUIET};font-size:13px}}.when{{fill:{QUIET};font-size:11px}}"
    + f".grid{{stroke:{LINE};stroke-width:1}}.series{{fill:none;stroke:{ACCENT};stroke-width:1.4}}"
    + f".shade{{fill:{TILE}}}.burst{{fill:{ACCENT}}}"
    + ".name{text-anchor:start;font-size:12px}"
    + f".scale{{fill:{QUIET};font-size:11px;text-anchor:end}}.tick{{fill:{QUIET};font-size:11px}}"
    + f".address{{font-size:11px}}.note{{font-size:11px;fill:{QUIET}}}"
)
"""The drawings' part of ``report.css`` in plain colours: Qt's SVG knows neither variables nor media queries."""
