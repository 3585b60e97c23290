"""The self-test: it passes here, and it fails for everything that it looks for."""

from __future__ import annotations

import asyncio
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from app.commands import entry, selftest
from app.commands.conversation import Outcome
from app.commands.selfcheck import abroad, alive, inside, libraries, running, showing
from app.driver.launch import ROOT
from app.model.errors import UserError
from app.practice.scenarios import catalogue
from app.words import resource_path
from app.words.resources import built_in_root


def test_all_that_must_be_inside_is_inside(capsys: pytest.CaptureFixture[str]) -> None:
    assert entry.main(["selftest", "--watched", "--inside"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(inside.checks()) + 1
    assert all(line.startswith("ok: ") for line in lines[:-1])


@pytest.fixture
def damaged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the program's data that a test may damage."""
    copy = tmp_path / "resources"
    shutil.copytree(resource_path(""), copy)
    monkeypatch.setattr(inside, "resource_path", lambda relative: copy / relative)
    return copy


DAMAGES: list[tuple[Callable[[], str], str]] = [
    (inside.pictures, "pictures/key.svg"),
    (inside.sounds, "sounds"),
    (inside.letters, "fonts"),
    (inside.translations, "translations/de.po"),
]


@pytest.mark.parametrize(("look", "lost"), DAMAGES)
def test_what_is_missing_is_named(look: Callable[[], str], lost: str, damaged: Path) -> None:
    assert look()
    place = damaged / lost
    shutil.rmtree(place) if place.is_dir() else place.unlink()
    with pytest.raises(running.BrokenError):
        look()


def test_a_damaged_font_or_recording_is_seen(damaged: Path) -> None:
    (damaged / "fonts" / "Inter-Bold.otf").write_bytes(b"<html>")
    with pytest.raises(running.BrokenError, match="damaged"):
        inside.letters()
    next((damaged / "sounds").glob("*.wav")).write_bytes(b"RIFF")
    with pytest.raises(ValueError, match="WAV"):
        inside.sounds()


def test_a_missing_section_of_words_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inside, "entries", lambda section: {} if section == "findings" else {"a": "b"})
    with pytest.raises(running.BrokenError, match="findings"):
        inside.texts()


def test_a_computer_that_trusts_nobody_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    bundle = tmp_path / "one.pem"
    bundle.write_text(Path(__file__).parents[2].joinpath("gateways", "certificate.pem").read_text())
    monkeypatch.setattr("app.network.tls.bundled_authorities", lambda: str(bundle))
    with pytest.raises(running.BrokenError, match="authorities"):
        inside.certificates()


def test_a_failing_check_is_one_line_and_an_exit_code(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> str:
        raise RuntimeError("split\nin two")

    monkeypatch.setattr(inside, "checks", lambda: [running.plain("letters", broken)])
    assert entry.main(["selftest", "--watched", "--inside"]) == 1
    first, last = capsys.readouterr().out.splitlines()
    assert first == "FAILED: letters: RuntimeError: split in two"
    assert "1 of 1" in last


async def test_one_failure_does_not_keep_the_others_from_running() -> None:
    async def refused() -> str:
        raise UserError("session_not_json", path="here.json")

    checks = [running.Check("first", refused), running.plain("second", lambda: "there")]
    results = {result.name: result async for result in running.results(checks, 2)}
    assert not results["first"].passed
    assert "here.json" in results["first"].detail
    assert results["second"].passed


async def test_only_so_many_run_side_by_side() -> None:
    now = most = 0

    async def busy() -> str:
        nonlocal now, most
        now += 1
        most = max(most, now)
        await asyncio.sleep(0)
        now -= 1
        return ""

    results = [result async for result in running.results([running.Check(str(n), busy) for n in range(7)], 3)]
    assert len(results) == 7
    assert most == 3


def test_there_are_ten_practice_worlds_and_all_exist() -> None:
    assert len(set(alive.SCENARIOS)) == 10
    assert set(alive.SCENARIOS) <= {one.id for one in catalogue()}
    assert showing.REPORTED in alive.SCENARIOS


async def test_the_test_line_answers() -> None:
    assert await alive.testline() == "SIP/2.0 200 OK"


async def test_the_engine_says_who_it_is() -> None:
    assert (await alive.engine()).startswith("version ")


async def test_a_far_end_that_no_call_reached_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(abroad, "QUESTIONS", ("registration",))
    with pytest.raises(running.BrokenError, match=r"^TLSv1\.3; the far end says that the call ended by \[\]"):
        await abroad.secure_call(tmp_path / "tls")


async def test_a_call_over_tls_that_fails_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.practice.world.PASSWORD", "another")
    with pytest.raises(running.BrokenError, match=r"^registration no"):
        await abroad.secure_call(tmp_path / "tls")


async def test_a_computer_without_sound_is_whole(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PULSE_SERVER", f"unix:{tmp_path}/none")
    assert re.match(r"no sound system|ALSA", await abroad.sound_devices())


async def test_a_world_that_comes_out_otherwise_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    diagnosis = {
        "verdicts": [{"question": "registration", "answer": "yes", "reason": "registered"}],
        "primary": "no_fault_found",
    }

    async def other(*_: object) -> Outcome:
        return Outcome(diagnosis)

    monkeypatch.setattr(alive, "_session_of", other)
    with pytest.raises(running.BrokenError, match=r"primary: expected credentials_refused, got no_fault_found"):
        await alive.practice_check("wrong-password", tmp_path).run()


def test_every_format_of_the_report_is_made(tmp_path: Path) -> None:
    recorded = Path(__file__).parents[2] / "recorded" / "practice-linux-alg.json"
    assert "html" in showing.report(recorded)


def test_a_report_of_another_kind_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    recorded = Path(__file__).parents[2] / "recorded" / "practice-linux-alg.json"
    monkeypatch.setattr("app.commands.report.rendered", lambda name, session: b"nothing of the kind")
    with pytest.raises(running.BrokenError, match="html"):
        showing.report(recorded)


def test_every_library_of_the_program_is_loaded() -> None:
    lines = (built_in_root().parent / "build" / "requirements.in").read_text(encoding="utf-8").splitlines()
    wanted = {re.split(r"[=<>]", line)[0].lower() for line in lines if line and not line.startswith("#")}
    names = {"pyside6-essentials": "pyside6", "pjsua2-python": "pjsua2", "dnspython": "dns", "pynacl": "nacl"}
    loaded = {name.partition(".")[0].lower() for name in libraries.LOADED}
    assert {names.get(one, one) for one in wanted} == loaded


def test_a_library_that_does_not_load_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "miniaudio", None)  # as where a part of it was left out
    with pytest.raises(running.BrokenError, match=r"^miniaudio: "):
        libraries.libraries()


def test_words_that_cannot_be_read_do_not_hide_what_failed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("app.commands.selftest.entries", lambda _: {})
    monkeypatch.setattr("app.commands.selftest.text", lambda *names, **_: " ".join(names))
    selftest._tell(running.Result("names texts", passed=False, detail="missing: selftest", took_s=0.0))
    assert capsys.readouterr().out == "failed: names texts: missing: selftest\n"


@pytest.mark.parametrize(("program", "code", "said"), [("import os; os.abort()", 1, "ended by itself"), ("", 0, "")])
def test_a_self_test_that_dies_is_told(
    program: str, code: int, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As where a library is damaged: the process that does the work is gone without a word."""
    monkeypatch.setattr("app.driver.launch.child_command", lambda *_: [sys.executable, "-c", program])
    assert entry.main(["selftest"]) == code
    assert said in capsys.readouterr().out


def test_the_watching_process_loads_nothing_that_may_be_damaged() -> None:
    program = (
        "import sys; from app.commands import entry; import app.driver.launch as launch;"
        "launch.child_command = lambda *_: [sys.executable, '-c', ''];"
        "code = entry.main(['selftest']);"
        "print(code, sorted({'ssl', '_hashlib', 'asyncio', 'numpy', 'PySide6', 'pydantic'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "0 []\n"
