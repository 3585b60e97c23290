"""``check`` with a real engine process whose probes are made for tests: output, files, exit codes."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from app.commands import profile_file
from app.commands.check import _said
from app.commands.live import Live
from app.commands.summary import summary
from app.engine.journal import Journal
from app.model.errors import UserError
from tests.unit.commands.conftest import Callmend
from tests.unit.engine.rehearsal import SECRET


def _session(text: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(text)
    assert document["schema"] == "callmend.session/1"
    return document


def test_prints_result_and_places(callmend: Callmend, profile: Path, tmp_path: Path) -> None:
    said = callmend("check", profile, "--plan", "dns", "--out", tmp_path / "out")
    assert said.code == 0
    assert "Internet names  Works (sure)" in said.out
    assert "Words for support: one two three four" in said.out
    assert f"Report: {tmp_path}/out/report.html" in said.out
    assert f"Session: {tmp_path}/out/session.json" in said.out
    assert "Internet names: Looking up the phone service" in said.err
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "journal.jsonl",
        "report.html",
        "session.json",
    ]


def test_json_alone_on_standard_output(callmend: Callmend, profile: Path) -> None:
    said = callmend("check", profile, "--plan", "dns", "--json", "-")
    run = _session(said.out)["runs"][0]
    assert [verdict["answer"] for verdict in run["diagnosis"]["verdicts"]] == ["yes"]
    assert "Words for support" in said.err
    assert SECRET not in said.out + said.err


def test_json_to_a_file(callmend: Callmend, profile: Path, tmp_path: Path) -> None:
    said = callmend("check", profile, "--plan", "dns", "--json", tmp_path / "mine.json")
    assert _session((tmp_path / "mine.json").read_text())["runs"]
    assert "Internet names" in said.out


def test_default_folder_is_this_users_and_new_each_time(callmend: Callmend, profile: Path, tmp_path: Path) -> None:
    for _ in range(2):
        callmend("check", profile, "--plan", "dns")
    assert len(list((tmp_path / "state").glob("*/session.json"))) == 2


def test_same_folder_again_keeps_the_earlier_session(callmend: Callmend, profile: Path, tmp_path: Path) -> None:
    first = callmend("check", profile, "--plan", "dns", "--out", tmp_path / "out", "--json", "-")
    second = callmend("check", profile, "--plan", "dns", "--out", tmp_path / "out", "--json", "-")
    (earlier,) = (tmp_path / "out" / "earlier").iterdir()
    assert _session((earlier / "session.json").read_text()) == _session(first.out)
    assert _session((tmp_path / "out" / "session.json").read_text()) == _session(second.out)
    assert len(_session(second.out)["runs"]) == 1


def test_a_folder_in_use_is_refused_and_left_alone(callmend: Callmend, profile: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    journal = Journal(out / "journal.jsonl")
    journal.append(b"{}\n")
    said = callmend("check", profile, "--plan", "dns", "--out", out)
    assert (said.code, said.out) == (2, "")
    assert said.err == f"callmend: Another check is running in {out}. Let it end, or choose another folder.\n"
    assert [path.name for path in out.iterdir()] == ["journal.jsonl"]
    journal.close()
    assert callmend("check", profile, "--plan", "dns", "--out", out).code == 0


def test_without_a_terminal_the_end_of_a_step_is_told_by_its_answer() -> None:
    stream = io.StringIO()
    live = Live(["hear"], stream)
    for step in ("listening", "done"):
        live.progress({"question": "hear", "step": step, "fraction": 1.0})
    live.verdict({"question": "hear", "answer": "yes"})
    assert stream.getvalue() == "You hear: Listening to the far end\nYou hear: Works\n"


def test_compared_with_an_earlier_session_even_in_the_same_folder(
    callmend: Callmend, profile: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    callmend("check", profile, "--plan", "dns", "--out", out)
    arguments = ("--plan", "dns,internet", "--out", out, "--compare", out / "session.json")
    said = callmend("check", profile, *arguments)
    assert "Compared with the earlier check:" in said.out
    assert "Internet: Not tested, now: Works" in said.out
    rows = _session((out / "session.json").read_text())["comparison"]["questions"]
    assert {row["question"]: row["change"] for row in rows} == {"internet": "cannot_tell", "dns": "same"}


def test_nothing_measured_is_exit_code_3(callmend: Callmend, profile: Path) -> None:
    said = callmend("check", profile, "--plan", "sip_alg")
    assert said.code == 3
    assert "Could not tell" in said.out


def test_engine_that_dies_is_said_and_its_observations_are_used(
    callmend: Callmend, profile: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    said = callmend("check", profile, "--plan", "dns,inbound", "--out", out, "--json", "-")
    assert said.code == 3
    assert f"observations in {out}" in said.err
    assert "Traceback" not in said.err
    assert {"dns", "inbound"} == {item["question"] for item in _session(said.out)["runs"][0]["diagnosis"]["verdicts"]}
    (note,) = out.glob("crash-*.txt")
    assert "Fatal Python error" in note.read_text()
    assert SECRET not in note.read_text()


def test_bug_in_a_probe_is_one_calm_line(callmend: Callmend, profile: Path) -> None:
    said = callmend("check", profile, "--plan", "dns,presence")
    assert "The test itself failed." in said.out
    assert said.err.count("A part of the program failed") == 1
    assert "Traceback" not in said.err


@pytest.mark.skipif(sys.platform != "linux", reason="needs /dev/full")
def test_full_disk_still_prints_everything(callmend: Callmend, profile: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "journal.jsonl").symlink_to("/dev/full")
    (folder / "session.json").mkdir()
    said = callmend("check", profile, "--plan", "dns", "--out", folder, "--json", "-")
    assert said.code == 3
    assert "is full" in said.err
    assert _session(said.out)["runs"][0]["diagnosis"]["verdicts"][0]["answer"] == "yes"


def test_json_target_that_cannot_be_is_said_before_anything_is_measured(
    callmend: Callmend, profile: Path, tmp_path: Path
) -> None:
    said = callmend(
        "check", profile, "--plan", "dns", "--out", tmp_path / "out", "--json", tmp_path / "none" / "x.json"
    )
    assert (said.code, said.out, said.err.count("\n")) == (2, "", 1)
    assert not (tmp_path / "out").exists()


def test_json_target_that_is_a_folder_is_named(callmend: Callmend, profile: Path, tmp_path: Path) -> None:
    said = callmend("check", profile, "--plan", "dns", "--json", tmp_path)
    assert (said.code, said.out) == (2, "")
    assert said.err == f"callmend: {tmp_path} is a folder. Give the name of a file in it.\n"


def test_one_line_for_a_place_that_takes_nothing() -> None:
    refused = [UserError("folder_read_only", place="a"), UserError("folder_unusable", place="a", problem="gone")]
    other = UserError("internal_error", note="n")
    (first, second) = _said([*refused, other])
    assert "Nothing can be written to a" in first
    assert second.endswith("n")


def test_no_fault_is_said_without_a_guess_and_with_its_limits() -> None:
    def first(confidence: str) -> str:
        finding = {"id": "no_fault_found", "confidence": confidence, "details": {}}
        run = {"diagnosis": {"findings": [finding], "verdicts": []}}
        return summary({"runs": [run], "not_tested": []})[0]

    assert first("likely") == "We found no fault."
    assert first("possible") == "Not every test was run. In those that were: We found no fault."


def _without_password(tmp_path: Path) -> Path:
    path = tmp_path / "mine.toml"
    path.write_text('[account]\ndomain = "sip.example.invalid"\nusername = "100"\n')
    return path


def test_password_that_is_not_in_the_file_is_asked_for(
    callmend: Callmend, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    prompts: list[str] = []

    def typed(prompt: str) -> str:
        prompts.append(prompt)
        return SECRET

    monkeypatch.setattr(profile_file, "_ask_on_terminal", lambda: typed)
    path = _without_password(tmp_path)
    said = callmend("check", path, "--plan", "dns,registration")
    assert prompts == ["Password for 100@sip.example.invalid: "]
    assert SECRET not in said.out + said.err
    assert callmend("check", path, "--plan", "dns").code == 0
    assert len(prompts) == 1  # a look at the network needs none


def test_ctrl_c_at_the_password_prompt_ends_it(
    callmend: Callmend, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(prompt: str) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr(profile_file, "_ask_on_terminal", lambda: interrupted)
    said = callmend("check", _without_password(tmp_path))
    assert (said.code, said.out, said.err) == (3, "", "callmend: Stopped. Nothing was measured.\n")


def _cli(profile: Path, out: Path, plan: str, *more: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.unit.commands.rehearsed", "check", str(profile), "--plan", plan]
    return subprocess.Popen(
        [*command, "--out", str(out), *more],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def _wait_for(stream: Any, part: str) -> None:
    for line in stream:
        if part in line:
            return
    pytest.fail(f"never said {part!r}")


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_ctrl_c_stops_saves_and_says_so(profile: Path, tmp_path: Path) -> None:
    process = _cli(profile, tmp_path / "out", "dns,nat")  # the second never ends
    _wait_for(process.stderr, "Internet names: Works")
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does
    out, err = process.communicate(timeout=60)
    assert process.returncode == 3
    assert "Stopped" in out
    assert "Internet names  Works" in out
    assert "Traceback" not in err
    run = _session((tmp_path / "out" / "session.json").read_text())["runs"][0]
    assert "stopped" in {item.get("mark") for item in run["observations"]}


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_a_stopped_check_goes_on_with_what_has_no_answer(profile: Path, tmp_path: Path) -> None:
    process = _cli(profile, tmp_path / "out", "dns,nat")
    _wait_for(process.stderr, "Internet names: Works")
    os.killpg(process.pid, signal.SIGINT)
    process.communicate(timeout=60)
    again = _cli(profile, tmp_path / "out", "dns,internet", "--resume")
    out, err = again.communicate(timeout=60)
    assert (again.returncode, "Traceback" in err) == (0, False)
    assert "Internet names: Looking" not in err  # it was answered before
    assert "Internet names  Works" in out
    (run,) = _session((tmp_path / "out" / "session.json").read_text())["runs"]
    marks = [item["mark"] for item in run["observations"] if item["kind"] == "run.mark"]
    assert marks == ["started", "stopped", "finished", "resumed", "finished"]
    answers = {verdict["question"]: verdict["answer"] for verdict in run["diagnosis"]["verdicts"]}
    assert answers["dns"] == answers["internet"] == "yes"
    assert not (tmp_path / "out" / "earlier").exists()


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_impatient_ctrl_c_loses_nothing(profile: Path, tmp_path: Path) -> None:
    process = _cli(profile, tmp_path / "out", "dns,nat")
    _wait_for(process.stderr, "Internet names: Works")
    for _ in range(20):
        os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 3
    assert "Internet names  Works" in out
    assert "Nothing was measured" not in err
    assert "Traceback" not in err
    assert "Task was destroyed" not in err


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_killed_command_line_leaves_no_engine_and_keeps_the_journal(profile: Path, tmp_path: Path) -> None:
    process = _cli(profile, tmp_path / "out", "dns,nat")
    _wait_for(process.stderr, "Internet names: Works")
    process.kill()
    process.communicate(timeout=60)
    _wait_until_let_go(tmp_path / "out" / "journal.jsonl")
    assert _session((tmp_path / "out" / "session.json").read_text())["runs"]


def _wait_until_let_go(journal: Path) -> None:
    """The engine holds its journal's lock until it is gone."""
    import fcntl

    with journal.open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)


@pytest.mark.skipif(os.name != "posix", reason="pipes")
def test_reader_that_leaves_early_is_no_error(profile: Path, tmp_path: Path) -> None:
    process = _cli(profile, tmp_path / "out", "dns")
    assert process.stdout is not None
    process.stdout.close()
    process.stdout = None
    _, err = process.communicate(timeout=60)
    assert "Traceback" not in err
    assert "Error" not in err
    assert (tmp_path / "out" / "session.json").exists()


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_terminal_gets_a_bar_that_is_taken_away() -> None:
    terminal = _Terminal()
    live = Live(["dns", "sip_alg"], terminal)
    live.progress({"question": "dns", "step": "looking_up", "fraction": 0.5, "remaining_s": 3.2})
    assert "25 % Internet names: Looking up the phone" in terminal.getvalue()
    live.progress({"question": "dns", "step": "done", "fraction": 0.6, "remaining_s": 3, "total_remaining_s": 150})
    assert terminal.getvalue().endswith(" 25 % Internet names: Done, 2 min 30 s left")  # it never goes back
    live.verdict({"question": "dns", "answer": "yes"})
    live.clear()
    assert terminal.getvalue().endswith("Internet names: Works\n\r\x1b[K")
