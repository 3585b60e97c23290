"""The handbook's own decoder reads every code as the program does, and its pictures are those of the window."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any, cast

import pytest
from PySide6.QtQml import QJSEngine, QJSValue
from PySide6.QtWidgets import QApplication

from app.commands.entry import main
from app.handbook.content import decoder
from app.model.errors import UserError
from app.report.code import _check, decode
from app.report.code_words import code_words
from app.ui.pages import PAGES
from app.words import resource_path


@pytest.fixture(scope="module")
def engine(qapp: QApplication) -> QJSEngine:
    engine = QJSEngine()
    evaluated(engine, resource_path("handbook/handbook.js").read_text(encoding="utf-8"))
    return engine


def evaluated(engine: QJSEngine, script: str) -> str:
    answer = cast("QJSValue", engine.evaluate(script))  # the stubs speak of another form
    assert not answer.isError(), answer.toString()
    return answer.toString()


def by_script(engine: QJSEngine, typed: str) -> Any:
    return json.loads(evaluated(engine, f"JSON.stringify(decode({json.dumps(typed)}, {json.dumps(decoder())}))"))


def by_program(typed: str) -> object:
    problems = {"code_length": "length", "code_word": "unknown", "code_check": "misheard", "code_digits": "digits"}
    try:
        return {"states": list(decode(typed).values())}
    except UserError as error:
        return {"problem": problems[error.text_id]}


def test_the_script_reads_codes_as_the_program_does(engine: QJSEngine) -> None:
    random, kinds = Random(5), set()
    for _ in range(60):
        data = bytes(random.randrange(256) for _ in range(3))
        coded = data + bytes([_check(data) ^ random.choice((0, 0, 0, 7))])
        words = [code_words()[value] for value in coded]
        words[0] = random.choice((words[0], words[0].upper(), words[0][:-1], words[0] + "x", "zzzz"))
        number = f"{int.from_bytes(coded, 'big'):010}"
        for typed in (
            " ".join(words),
            "-".join(words[: random.choice((3, 4))]),
            number,
            number[:4] + " " + number[4:9],
        ):
            told = by_script(engine, typed)
            told.pop("word", None)
            assert told == by_program(typed), typed
            kinds.add(str(told.get("problem")))
    assert kinds == {"None", "length", "unknown", "misheard", "digits"}


def test_the_command_writes_a_page_with_a_picture_of_every_page(
    application: QApplication, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(["handbook", "--out", str(tmp_path / "new"), "--only", "en"]) == 0
    page = (tmp_path / "new" / "index.html").read_text(encoding="utf-8")
    assert capfd.readouterr().out.strip() == str(tmp_path / "new" / "index.html")
    assert page.count('<img src="data:image/webp;base64,') == len(PAGES)
    assert len(page) < 6_000_000


def test_a_folder_that_cannot_be_written_is_told(application: QApplication, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert main(["handbook", "--out", str(tmp_path / "file" / "below"), "--only", "en"]) == 2
