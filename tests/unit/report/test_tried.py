"""What was tried is in the report in the words of the screens, with its time; strange names stay harmless."""

from __future__ import annotations

from app.model.facts import PersonDid
from app.report.html import render_html
from app.report.redaction import Redactor
from app.report.view.tried import deeds
from tests.unit.report.sessions import BROKEN, run, session
from tests.unit.report.test_html import Page


def test_steps_and_fixes_are_told_in_the_words_of_the_buttons() -> None:
    did = (PersonDid("51", "fix", "sip_alg_rewrites"), PersonDid("53", "done", "netgear-nighthawk 3/4"))
    first, second = deeds((run(*BROKEN, *did),), Redactor())
    assert (first.screen, first.pressed, first.detail) == (
        "51 What we found",
        "Show me how to fix it",
        "sip_alg_rewrites",
    )
    assert (second.screen, second.pressed, second.run) == ("53 Follow the steps", "Done", "Before")
    page = Page(render_html(session(run(*BROKEN, *did)))).text
    assert "Everything that was tried" in page
    assert "netgear-nighthawk 3/4" in page


def test_a_screen_of_another_version_shows_its_name() -> None:
    (one,) = deeds((run(PersonDid("99x", "<script>", "a")),), Redactor())
    assert (one.screen, one.pressed) == ("99x", "<script>")
    assert "<script>" not in render_html(session(run(PersonDid("99x", "<script>", "a"))))
