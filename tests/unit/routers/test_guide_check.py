"""Each rule of ``callmend routers check`` bites."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.routers.check import check_folder, check_guides
from app.routers.guide import Guide

Make = Callable[..., Guide]
TICK = {"kind": "tick", "label": "SIP ALG", "to": "off"}
COMMAND = {"kind": "command", "expert": True, "commands": ["undo nat alg sip"]}


def test_a_good_guide_has_no_problem(make: Make) -> None:
    assert check_guides([make()]) == ()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"id": "Maker Box"}, "small letters"),
        ({"brand": " "}, "brand and family"),
        ({"look": "no-such-look"}, "does not exist"),
        ({"next_try": ["nobody"]}, "next_try 'nobody'"),
        ({"kind": "locked"}, "needs a way out"),
        ({"kind": "locked"}, "must not change anything"),
        ({"feature": []}, "own name"),
        ({"step": [{"kind": "menu", "path": ["A"]}]}, "step that changes something"),
        ({"confidence": "unconfirmed"}, "sure = false"),
        ({"confidence": "unconfirmed"}, "is a lead"),
        ({"sources": []}, "sources are missing"),
        ({"sources": ["S12"]}, "is a code"),
        ({"step": [{**TICK, "words": "This is unconfirmed."}]}, "speaks of doubt"),
        ({"step": [{**TICK, "label": "Disable SIP ALG", "to": "on"}]}, "must be marked inverted"),
        ({"step": [{**TICK, "label": "Disable SIP ALG"}]}, "turns the feature on"),
        ({"step": [{**TICK, "also": [["Disable SIP", "on"]]}]}, "must be marked inverted"),
        ({"step": [{**TICK, "to": "maybe"}]}, "must be on or off"),
        ({"step": [{"kind": "choice", "label": "SIP", "to": "Off", "options": ["On"]}]}, "not among the options"),
        ({"step": [{"kind": "table", "row": "sip", "press": "X", "rows": [["ftp"]]}]}, "not in the table"),
        ({"step": [{**COMMAND, "expert": False}]}, "for an expert"),
        ({"step": [{**COMMAND, "commands": ["delete <number>"]}]}, "<number> is not explained"),
        ({"step": [{**COMMAND, "fill": [["number", "the list"]]}]}, "is not used"),
        ({"undo": {"way": "commands"}}, "no commands"),
        ({"undo": {"way": "nothing"}}, "there must be an undo"),
        ({"verify": {"commands": ["show version"]}}, "what to expect"),
        ({"restart": {"need": "required"}}, "no step restarts"),
        ({"login": "The default password is on the back."}, "looks like a password"),
        ({"login": "Sign in with admin/1234."}, "looks like a password"),
        ({"notes": ["The password is secret99."]}, "looks like a password"),
    ],
)
def test_a_rule_bites(make: Make, changes: dict[str, Any], words: str) -> None:
    texts = [problem.text for problem in check_guides([make(**changes)])]
    assert any(words in text for text in texts), texts


def test_a_lead_that_only_looks_is_welcome(make: Make) -> None:
    known = [make(id="way-out-tls", kind="way_out")]
    step = {"kind": "look", "label": "SIP ALG", "path": ["Advanced"], "to": "off"}
    lead = make(
        kind="lead", confidence="unconfirmed", sources=[], step=[step], undo={"way": "nothing"}, way_out=["tls"]
    )
    assert [problem for problem in check_guides([lead, *known]) if problem.guide == lead.id] == []


def test_an_id_twice_is_a_problem(make: Make) -> None:
    assert any("twice" in problem.text for problem in check_guides([make(), make()]))


def test_a_folder_is_checked_file_by_file(tmp_path: Path) -> None:
    (tmp_path / "broken.toml").write_text("id = ", encoding="utf-8")
    (tmp_path / "strange.toml").write_bytes(b"\xff\xfe\x00")
    guides, problems = check_folder(tmp_path)
    assert guides == ()
    assert {problem.guide for problem in problems} == {"broken", "strange"}


def test_the_file_is_named_like_the_id(tmp_path: Path, good_text: str) -> None:
    (tmp_path / "other.toml").write_text(good_text, encoding="utf-8")
    _, problems = check_folder(tmp_path)
    assert any("must be the file's name" in problem.text for problem in problems)
