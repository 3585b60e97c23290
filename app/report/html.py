"""The report as one HTML file: self-contained, without script, readable by eye, by ear and on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.model.session import Session
from app.report.view import build_view
from app.words import resource_path, spoken, text

if TYPE_CHECKING:
    from jinja2 import Environment


def render_html(session: Session) -> str:
    """The page for *session*. Everything in it is escaped; nothing in it is fetched from anywhere."""
    page = environment().get_template("report.html.j2")
    style = resource_path("report/report.css").read_text(encoding="utf-8")
    return page.render(view=build_view(session), style=style, language=spoken())


def environment() -> Environment:
    """The templates of all drawings and pages. Jinja2 is loaded only when a report is made."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(resource_path("report")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["say"] = lambda *path, **values: text("report", *path, **values)
    return environment
