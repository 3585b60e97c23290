"""The engine as a child process: its lines, its files, its death."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import stat
import sys
from pathlib import Path

import pytest

from app.driver.process import ENGINE_LOST
from app.engine.reading import read_session
from app.model.journal import parse_journal
from app.model.wire import MAX_LINE
from tests.unit.engine.hall import hall
from tests.unit.engine.rehearsal import PROFILE, SECRET, document_of, journal_of, replace_judgement, text_of, texts_in


async def test_measures_and_closes(tmp_path: Path) -> None:
    async with hall() as it:
        assert (await it.until("hello"))["program"] == "CallMend"
        it.open(tmp_path)
        assert (await it.until("opened")) == {
            "v": 1, "event": "opened", "folder": str(tmp_path), "resumed": False
        }  # fmt: skip
        assert (await it.measure("dns", "sip_alg"))["stopped"] is False
        assert {verdict["verdict"]["question"]: verdict["verdict"]["answer"] for verdict in it.all("verdict")} == {
            "dns": "yes",
            "sip_alg": "cannot_tell",  # this catalogue has no probe for it
        }
        progress = it.all("progress")[0]
        assert (progress["question"], progress["step"], progress["fraction"]) == ("dns", "looking_up", 0.5)
        assert (await it.until("diagnosis"))["code"]["digits"] == "0000000002"
        it.send("close")
        closed = await it.until("closed")
    document = document_of(closed)
    assert document["schema"] == "callmend.session/1"
    run = document["runs"][0]
    assert [item["id"] for item in run["observations"]] == [f"o{number}" for number in range(1, 6)]
    assert run["timings"]["first_verdict_s"] <= run["timings"]["wall_s"]
    assert {"question": "sip_alg", "reason": "no_probe"} in document["not_tested"]
    assert {"question": "hear", "reason": "not_in_plan"} in document["not_tested"]
    assert "<title>" in text_of(closed["report"])
    assert parse_journal(journal_of(tmp_path)).closed


async def test_reads_its_own_session_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with hall() as it:
        it.open(tmp_path)
        await it.measure("dns")
        it.send("close")
        await it.until("closed")
    replace_judgement(monkeypatch.setattr)
    from_file, from_journal = read_session(tmp_path), read_session(tmp_path / "journal.jsonl")
    assert from_file.runs == from_journal.runs
    assert (from_file.id, from_file.profile, from_file.code) == (
        from_journal.id, from_journal.profile, from_journal.code
    )  # fmt: skip


async def test_prints_of_any_library_never_reach_the_lines(tmp_path: Path) -> None:
    async with hall() as it:
        it.open(tmp_path)
        await it.measure("internet")
        assert [item["verdict"]["answer"] for item in it.all("verdict")] == ["yes"]
        it.send("close")
        await it.until("closed")


async def test_unreadable_lines_are_problems_and_nothing_dies(tmp_path: Path) -> None:
    async with hall() as it:
        stdin = it.client.process._process.stdin
        assert stdin is not None
        for line in (b"nonsense", b'{"v":1,"cmd":"dance"}', b'{"v":99,"cmd":"stop"}', b"[" * 100_000, b"\xff\xfe"):
            await asyncio.to_thread(stdin.write, line + b"\n")
            problem = await it.until("problem")
            assert problem["id"] in {"wire_unreadable", "wire_version"}
        it.open(tmp_path)
        await it.until("opened")


async def test_line_without_end_is_refused_and_forgotten(tmp_path: Path) -> None:
    async with hall() as it:
        stdin = it.client.process._process.stdin
        assert stdin is not None

        def flood() -> None:
            for _ in range(MAX_LINE // 65536 + 2):
                stdin.write(b"x" * 65536)
            stdin.write(b"\n")

        await asyncio.to_thread(flood)
        assert (await it.until("problem"))["id"] == "wire_too_long"
        it.open(tmp_path)
        await it.until("opened")


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"profile": {"account": {"domain": ""}}}, "profile_domain_missing"),
        ({"profile": {"account": {"domian": "x"}}}, "profile_unknown_key"),
        ({"profile": None}, "profile_domain_missing"),
        ({"label": 7}, "wire_unreadable"),
        ({"compare": "/nowhere/session.json"}, "file_missing"),
    ],
)
async def test_bad_order_opens_nothing_and_a_better_one_may_follow(
    tmp_path: Path, fields: dict[str, object], problem: str
) -> None:
    async with hall() as it:
        it.open(tmp_path, **fields)  # type: ignore[arg-type]
        assert (await it.until("problem"))["id"] == problem
        assert texts_in(tmp_path) == {}
        it.open(tmp_path)
        await it.until("opened")


async def test_commands_out_of_order_are_problems(tmp_path: Path) -> None:
    async with hall() as it:
        for command in ("stop", "close"):
            it.send(command)
            assert (await it.until("problem"))["id"] == "not_open"
        it.open(tmp_path)
        await it.until("opened")
        it.open(tmp_path)
        assert (await it.until("problem"))["id"] == "already_open"
        it.send("measure", questions=["weather"])
        assert (await it.until("problem"))["id"] == "plan_unknown"
        it.send("measure", questions=["nat"])
        it.send("measure", questions=["dns"])
        assert (await it.until("problem"))["id"] == "engine_busy"


async def test_stop_keeps_what_was_recorded(tmp_path: Path) -> None:
    async with hall() as it:
        it.open(tmp_path)
        it.send("measure", questions=["nat", "quality"])  # one never ends, one will not be cancelled
        while len(it.all("observation")) < 4:
            await it.until("observation")
        it.send("stop")
        assert (await it.until("measured"))["stopped"] is True
        it.send("close")
        await it.until("closed")
    facts = [item["observation"] for item in it.all("observation")]
    assert ("nat", "stopped") in {(fact.get("question"), fact.get("reason")) for fact in facts}
    assert ("quality", "stopped") in {(fact.get("question"), fact.get("reason")) for fact in facts}
    assert "stopped" in {fact.get("mark") for fact in facts}


async def test_bug_in_a_probe_costs_only_its_own_answer(tmp_path: Path) -> None:
    async with hall() as it:
        it.open(tmp_path)
        await it.measure("presence", "dns")
        problem = it.all("problem")[0]
        assert problem["id"] == "internal_error"
        assert {item["verdict"]["question"] for item in it.all("verdict")} == {"presence", "dns"}
    note = text_of(problem["values"]["note"])
    assert "RuntimeError" in note
    assert "rehearsal.py" in note
    assert SECRET not in note


async def test_secret_reaches_no_file_and_no_event(tmp_path: Path) -> None:
    async with hall() as it:
        it.open(tmp_path)
        await it.measure("presence", "dns")
        it.send("close")
        await it.until("closed")
    assert SECRET not in repr(texts_in(tmp_path))
    assert SECRET not in repr(it.seen)


async def test_asks_and_goes_on_with_the_answer(tmp_path: Path) -> None:
    async with hall() as it:
        it.open(tmp_path, interactive=True)
        it.send("measure", questions=["hear"])
        assert (await it.until("ask"))["prompt"] == "heard_count"
        it.send("answer", question="hear", value="all")
        await it.until("measured")
        said = [item["observation"] for item in it.all("observation") if item["observation"]["kind"] == "person.said"]
        assert [item["answer"] for item in said] == ["all", "yes"]


async def test_what_the_person_tried_is_recorded_with_its_time(tmp_path: Path) -> None:
    async with hall() as it:
        it.open(tmp_path)
        await it.measure("dns")
        it.send("did", screen="53", pressed="done", detail="netgear-nighthawk 3/4")
        it.send("close")
        await it.until("closed")
        (did,) = [item["observation"] for item in it.all("observation") if item["observation"]["kind"] == "person.did"]
        assert (did["screen"], did["pressed"], did["detail"]) == ("53", "done", "netgear-nighthawk 3/4")
        assert did["at_s"] > 0


async def test_asks_nobody_when_nobody_is_there(tmp_path: Path) -> None:
    async with hall() as it:
        it.open(tmp_path)
        await it.measure("hear")
        assert it.all("ask") == []


async def test_killed_in_mid_measure_the_journal_is_whole_and_the_client_says_so(tmp_path: Path) -> None:
    async with hall() as it:
        it.open(tmp_path)
        it.send("measure", questions=["dns", "nat"])
        while not any(item["observation"].get("question") == "nat" for item in it.all("observation")):
            await it.until("observation")
        it.client.process.kill()
        lost = await it.until(ENGINE_LOST)
    content = parse_journal(journal_of(tmp_path))
    assert content.damaged == 0
    assert not content.closed
    assert lost["observations"] == content.observation_count >= 4
    assert lost["folder"] == str(tmp_path)
    if os.name == "posix":
        assert lost["exit_status"] == -signal.SIGKILL


async def test_goes_on_in_the_same_folder(tmp_path: Path) -> None:
    async with hall() as it:
        it.open(tmp_path)
        await it.measure("dns")
        it.client.process.kill()
        await it.until(ENGINE_LOST)
    with (tmp_path / "journal.jsonl").open("ab") as file:
        file.write(b'{"entry":"observation","observation":{"id":"o99"')  # what a power cut leaves
    async with hall() as it:
        it.open(tmp_path)
        assert (await it.until("opened"))["resumed"] is True
        diagnosis = await it.until("diagnosis")
        assert [verdict["question"] for verdict in diagnosis["diagnosis"]["verdicts"]] == ["dns"]
        await it.measure("sip_alg")
        it.send("run", label="after")
        await it.measure("dns")
        it.send("close")
        closed = await it.until("closed")
    document = document_of(closed)
    assert [run["label"] for run in document["runs"]] == ["before", "after"]
    ids = [item["id"] for run in document["runs"] for item in run["observations"]]
    assert len(ids) == len(set(ids))
    marks = [item["mark"] for item in document["runs"][0]["observations"] if item["kind"] == "run.mark"]
    assert marks == ["started", "engine_lost", "resumed", "finished"]
    times = [item["at_s"] for item in document["runs"][0]["observations"]]
    assert times == sorted(times)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends a crashed process differently")
async def test_native_abort_leaves_a_trace_for_support(tmp_path: Path) -> None:
    async with hall() as it:
        it.open(tmp_path)
        it.send("measure", questions=["inbound"])
        lost = await it.until(ENGINE_LOST)
    assert lost["exit_status"] == -signal.SIGABRT
    assert "rehearsal.py" in lost["last_words"]
    assert parse_journal(journal_of(tmp_path)).runs[0].observations[-1]["question"] == "inbound"


async def test_end_of_its_input_stops_saves_and_ends(tmp_path: Path) -> None:
    async with hall() as it:
        it.open(tmp_path)
        it.send("measure", questions=["dns", "nat"])
        await it.until("verdict")
        it.client.process.hang_up()
        await it.until(ENGINE_LOST)
    content = parse_journal(journal_of(tmp_path))
    assert not content.closed
    assert content.runs[0].observations[-1]["mark"] == "stopped"
    document = json.loads((tmp_path / "session.json").read_text())
    assert document["runs"][0]["diagnosis"]["verdicts"]


@pytest.mark.skipif(sys.platform == "win32", reason="no such signal")
async def test_polite_end_by_signal_saves_too(tmp_path: Path) -> None:
    async with hall() as it:
        it.open(tmp_path)
        it.send("measure", questions=["dns", "nat"])
        await it.until("verdict")
        os.kill(it.client.process.pid, signal.SIGTERM)
        await it.until(ENGINE_LOST)
    assert (tmp_path / "session.json").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="needs /dev/full")
async def test_full_disk_is_said_once_and_nothing_is_lost(tmp_path: Path) -> None:
    (tmp_path / "journal.jsonl").symlink_to("/dev/full")
    (tmp_path / "session.json").mkdir()  # nor can this be replaced
    async with hall() as it:
        it.open(tmp_path)
        await it.until("opened")
        await it.measure("dns")
        it.send("close")
        closed = await it.until("closed")
    assert it.all("problem")[0]["id"] == "disk_full"
    assert sum(item["id"] == "disk_full" for item in it.all("problem")) == 1
    assert closed["session"] == ""
    kinds = [item["kind"] for item in closed["document"]["runs"][0]["observations"]]
    assert kinds.count("person.said") == 1


async def test_folder_that_cannot_be_made_measures_in_memory(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    async with hall() as it:
        it.open(tmp_path / "file" / "session")
        await it.until("opened")
        await it.measure("dns")
        it.send("close")
        closed = await it.until("closed")
    assert {item["id"] for item in it.all("problem")} == {"folder_unusable"}
    assert closed["document"]["runs"][0]["diagnosis"]["verdicts"][0]["answer"] == "yes"


async def test_two_engines_do_not_share_a_folder(tmp_path: Path) -> None:
    async with hall() as first, hall() as second:
        first.open(tmp_path)
        await first.until("opened")
        second.open(tmp_path)
        assert (await second.until("problem"))["id"] == "session_in_use"


@pytest.mark.skipif(os.name != "posix", reason="modes")
async def test_others_on_this_computer_cannot_read_it(tmp_path: Path) -> None:
    async with hall() as it:
        it.open(tmp_path / "new")
        await it.measure("dns")
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700
    for path in (tmp_path / "new").iterdir():
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path


def test_profile_of_the_tests_holds_a_secret() -> None:
    assert PROFILE["account"]["password"] == SECRET
