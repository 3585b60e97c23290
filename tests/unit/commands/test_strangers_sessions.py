"""A session file from anyone: it is judged and rendered, or refused in one clear line; never a fault of the program."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app.commands import entry
from app.commands.diagnose import judged_again
from app.commands.report import rendered
from app.commands.summary import summary
from app.engine.reading import read_session
from app.model.codec import session_to_json
from app.model.errors import UserError

ROOT = Path(__file__).parents[3]
Diagnose = Callable[[Path], tuple[int, str, str]]
RECORDED = sorted((ROOT / "tests/recorded").glob("*.json"))
ODD: tuple[Any, ...] = (
    None, "", [], {}, 0, -1, 1e308, float("nan"), float("-inf"), 10**30, True, ["a"], {"a": [{}]}, "\ud800\0<b>\u202e",
)  # fmt: skip
TRIALS = 200
REGISTRATION = {
    "id": "o1", "kind": "registration", "at_s": 0.1, "server": "example.com", "transport": "udp",
    "outcome": "registered", "status": 200, "phrase": "OK", "challenges": 1, "elapsed_s": 0.2,
}  # fmt: skip


@pytest.fixture
def diagnose(capsys: pytest.CaptureFixture[str]) -> Callable[[Path], tuple[int, str, str]]:
    """The command, with today's rules: code, output, complaint."""

    def run(path: Path) -> tuple[int, str, str]:
        code = entry.main(["diagnose", str(path)])
        return (code, *capsys.readouterr())

    return run


def _file(*observations: Any, **more: Any) -> dict[str, Any]:
    runs = [{"label": "before", "observations": list(observations)}]
    return {"schema": "callmend.session/1", "program": {"name": "x", "version": "1"}, "runs": runs, **more}


def _one_of_each_kind() -> dict[str, dict[str, Any]]:
    documents = (json.loads(path.read_text(encoding="utf-8")) for path in RECORDED)
    found: dict[str, dict[str, Any]] = {}
    for document in documents:
        for one in document["runs"][-1]["observations"]:
            found.setdefault(one["kind"], one)
    return found


def _spoilt() -> Iterator[dict[str, Any]]:
    """Observations of every kind with one field gone, or holding what does not belong there."""
    dice = random.Random(11)
    kinds = list(_one_of_each_kind().values())
    for _ in range(TRIALS):
        one = dict(dice.choice(kinds))
        name = dice.choice([field for field in one if field != "kind"])
        value = dice.choice(("gone", *ODD))
        if value == "gone":
            del one[name]
        else:
            one[name] = value
        yield one


def _refusal(path: Path) -> UserError | None:
    """Why the file cannot be read; ``None`` where it was judged and rendered."""
    try:
        made = judged_again(read_session(path))
    except UserError as error:
        return error
    summary(session_to_json(made))
    for name in ("html", "text", "json", "pcapng"):
        assert rendered(name, made)
    return None


def test_a_spoilt_observation_is_judged_or_refused(tmp_path: Path) -> None:
    path, refused = tmp_path / "odd.json", 0
    for one in _spoilt():
        path.write_text(json.dumps(_file(one)), encoding="utf-8")
        error = _refusal(path)
        if error is not None:
            refused += 1
            assert error.text_id == "session_malformed"
            assert one["kind"] in str(error.values["where"])
    assert TRIALS / 10 < refused < TRIALS


@pytest.mark.parametrize(
    "more",
    [
        {"comparison": {"table": [1, {"cells": 5, "question": None}], "runs": "x", "questions": [{"question": "a"}]}},
        {"router": {"name": {"a": [1, [2]]}, "candidates": 5}},
        {"profile": {"provider": {"a": 1}, "ticket": [1], "support_phone": 5, "practice": []}},
        {"code": None, "not_tested": None},
        {"tomorrow": 1},
    ],
)
def test_odd_parts_that_are_only_shown_are_shown_or_left_out(diagnose: Diagnose, tmp_path: Path, more: Any) -> None:
    path = tmp_path / "odd.json"
    path.write_text(json.dumps(_file(REGISTRATION, **more)), encoding="utf-8")
    assert diagnose(path)[0] == 0
    assert rendered("html", read_session(path))


@pytest.mark.parametrize(
    ("data", "part"),
    [
        (_file({**REGISTRATION, "at_s": float("nan")}), "o1, registration: at_s"),
        (_file({**REGISTRATION, "status": "many"}), "o1, registration: status"),
        (_file({name: value for name, value in REGISTRATION.items() if name != "phrase"}), "o1, registration: phrase"),
        (_file({name: value for name, value in REGISTRATION.items() if name != "id"}), "registration: id"),
        (_file(REGISTRATION, not_tested=5), "not_tested"),
        (_file(REGISTRATION, code="x"), "SpokenCode"),
        (gzip.compress(b"{}", mtime=0), "not a session file"),
        (b"", "not a session file"),
        (b'{"schema": "callmend.session/1", "router": ' + b'{"a":' * 100_000, "not a session file"),
    ],
)
def test_what_cannot_be_read_is_one_line_that_names_the_place(
    diagnose: Diagnose, tmp_path: Path, data: Any, part: str
) -> None:
    path = tmp_path / "odd.json"
    path.write_bytes(data if isinstance(data, bytes) else json.dumps(data).encode())
    code, _, complaint = diagnose(path)
    assert code == 2
    assert part in complaint
    assert complaint.count("\n") == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_minimal_file_written_by_hand_is_judged(diagnose: Diagnose, tmp_path: Path, encoding: str) -> None:
    """The design's own fields and nothing else, in whatever form an editor saves text."""
    path = tmp_path / "mine.json"
    path.write_text(json.dumps(_file({**REGISTRATION, "remark": "by hand"})), encoding=encoding)
    code, said, complaint = diagnose(path)
    assert (code, complaint) == (0, "")
    assert "Signing in" in said
