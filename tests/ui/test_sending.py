"""Screens 71 to 74: nothing leaves before Send, what was left out is told, every way ends somewhere."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QGuiApplication

from app.model.choices import VOICE
from app.model.profile import Account, Profile, Provider
from app.ui import actions
from app.ui.delivery import _running, outbox, send_waiting
from app.wizard.answers import Answers
from tests.ui.conftest import Chair
from tests.ui.sitting import PATIENCE_S, Sitting

UPLOAD = Provider("Bright Telecom", "0800 1", "help@example.com", upload="https://example.com/in")


def _asked(home: Path) -> list[dict[str, Any]]:
    log = home / "post.jsonl"
    return [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []


async def _to_the_report(person: Sitting, provider: Provider | None = None) -> None:
    """A sitting whose session is saved, at screen 71."""
    if provider is not None:
        profile = Profile(Account("127.0.0.1", "100"), provider)
        person.host.journey = replace(person.host.journey, answers=Answers(profile=profile))
    person.host.folder = str(person.host.folder or "/nonexistent/session")
    person.host._saved = True
    person.host.known = replace(person.host.known, report="/nonexistent/session/report.html")
    person.host.press("report_now", person.host.journey.answers)
    await person.sees("71")


def test_what_is_ticked_and_typed_is_what_is_packed_and_nothing_is_sent(chair: Chair, tmp_path: Path) -> None:
    async def scenario(person: Sitting) -> None:
        await _to_the_report(person)
        page: Any = person.window.page
        page.ticks["network_details"].setChecked(False)
        page.fields["ticket"].edit.setText("48213")
        page.fields["notes"].edit.setText("Since Monday")
        person.enter()
        await person.sees("72")

    chair(scenario)
    (asked,) = _asked(tmp_path)
    assert asked["do"] == "pack"
    assert asked["choices"] == {
        "network_details": False, "my_notes": True, "program_log": False, "voice_sample": False,
        "notes": "Since Monday", "ticket": "48213",
    }  # fmt: skip


def test_a_voice_is_recorded_when_the_person_ticks_it_and_not_before(chair: Chair, tmp_path: Path) -> None:
    session = tmp_path / "session"
    session.mkdir()
    (session / VOICE).write_bytes(b"RIFF")

    async def scenario(person: Sitting) -> None:
        person.host.folder = str(session)
        await _to_the_report(person)
        page: Any = person.window.page
        tick = page.ticks["voice_sample"]
        assert tick.isVisible()
        assert not tick.isChecked()
        assert _asked(tmp_path) == []
        tick.setChecked(True)
        assert page.told.text().startswith("Please say a few words now.")
        await person.until(lambda: page.told.text().startswith("Your voice is with the report."))
        tick.setChecked(False)
        assert not (session / VOICE).exists()  # taken away again, it is gone
        person.enter()
        await person.sees("72")

    chair(scenario)
    asked = _asked(tmp_path)
    assert [one["do"] for one in asked] == ["voice", "pack"]
    assert asked[0]["folder"] == str(session)
    assert asked[1]["choices"]["voice_sample"] is False


def test_without_a_voice_the_tick_goes_again_and_says_why(
    chair: Chair, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CALLMEND_POST", json.dumps({"voice": {"voice": "nothing"}}))

    async def scenario(person: Sitting) -> None:
        person.host.folder = str(tmp_path)
        await _to_the_report(person)
        page: Any = person.window.page
        page.ticks["voice_sample"].setChecked(True)
        await person.until(lambda: page.told.text().startswith("We could not hear you."))
        assert not page.ticks["voice_sample"].isChecked()

    chair(scenario)


def test_send_opens_the_mail_window_and_the_person_says_whether_it_came(chair: Chair, tmp_path: Path) -> None:
    async def scenario(person: Sitting) -> None:
        await _to_the_report(person)
        person.enter()
        await person.sees("72")
        assert "help@example.com" in person.window.page.to.text()  # type: ignore[attr-defined]
        person.enter()
        await person.sees("72q")
        person.window.page.pressed.emit("no")
        assert person.screen == "73"

    chair(scenario)
    assert [one["do"] for one in _asked(tmp_path)] == ["pack", "mail"]


@pytest.mark.parametrize(("answer", "screen"), [("yes", "74"), ("no_files", "73"), ("no", "73")])
def test_a_window_without_the_files_is_no_mail_that_was_sent(chair: Chair, answer: str, screen: str) -> None:
    async def scenario(person: Sitting) -> None:
        await _to_the_report(person)
        person.enter()
        await person.sees("72")
        person.enter()
        await person.sees("72q")
        person.window.page.pressed.emit(answer)
        assert person.screen == screen

    chair(scenario)


@pytest.mark.parametrize(("opens", "said"), [(True, "Does it look like"), (False, "No e-mail program opened it.")])
def test_the_draft_is_opened_as_a_file_and_the_person_told_what_to_press(
    chair: Chair, monkeypatch: pytest.MonkeyPatch, *, opens: bool, said: str
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(actions, "open_url", lambda url: opened.append(url.fileName()) or opens)  # type: ignore[func-returns-value]

    async def scenario(person: Sitting) -> None:
        await _to_the_report(person)
        person.enter()
        await person.sees("72")
        person.window.page.pressed.emit("web_mail")
        await person.sees("73")
        page: Any = person.window.page
        page.pressed.emit("open_draft")
        await person.until(lambda: page.told.text().startswith(said))
        assert person.screen == "73"

    chair(scenario)
    assert opened == ["phone-check.eml"]


def test_without_a_mail_program_it_goes_by_hand(chair: Chair, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CALLMEND_POST", json.dumps({"mail": {"opened": "missing"}}))

    async def scenario(person: Sitting) -> None:
        await _to_the_report(person)
        person.enter()
        await person.sees("72")
        person.enter()
        await person.sees("73")
        page: Any = person.window.page
        for event, part in (("copy_address", "help@example.com"), ("copy_summary", "The summary.")):
            page.pressed.emit(event)
            assert part in QGuiApplication.clipboard().text()
        page.pressed.emit("copy_file")
        (url,) = QGuiApplication.clipboard().mimeData().urls()
        assert url.fileName() == "phone-check.pdf"
        assert person.screen == "73"

    chair(scenario)


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"outcome": "received", "receipt": "R-4711"}, "R-4711"),
        ({"outcome": "received", "receipt": ""}, "It is with support."),
        ({"outcome": "offline", "receipt": ""}, "There is no way out right now."),
    ],
)
def test_an_upload_ends_with_its_receipt_or_a_promise(
    chair: Chair, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, told: dict[str, str], said: str
) -> None:
    monkeypatch.setenv("CALLMEND_POST", json.dumps({"upload": told}))

    async def scenario(person: Sitting) -> None:
        await _to_the_report(person, UPLOAD)
        person.enter()
        await person.sees("72b")
        person.enter()
        await person.sees("74")
        page: Any = person.window.page
        assert said in f"{page.what.text()} {page.receipt.text()}"

    chair(scenario)
    asked = _asked(tmp_path)
    assert [one["do"] for one in asked] == ["pack", "upload"]
    assert asked[1]["address"] == "https://example.com/in"
    assert asked[1]["outbox"] == outbox()


def test_a_refused_upload_says_so_and_stays(chair: Chair, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CALLMEND_POST", json.dumps({"upload": {"outcome": "refused", "status": 413}}))

    async def scenario(person: Sitting) -> None:
        await _to_the_report(person, UPLOAD)
        person.enter()
        await person.sees("72b")
        person.enter()
        page: Any = person.window.page
        await person.until(lambda: "413" in page.told.text())
        assert person.screen == "72b"

    chair(scenario)


def test_a_full_disk_is_said_and_the_way_goes_on(chair: Chair, monkeypatch: pytest.MonkeyPatch) -> None:
    trouble = {"error": "disk_full", "values": {"place": "/there"}}
    monkeypatch.setenv("CALLMEND_POST", json.dumps({"pack": trouble}))

    async def scenario(person: Sitting) -> None:
        await _to_the_report(person)
        person.enter()
        page: Any = person.window.page
        await person.until(lambda: "/there" in page.told.text())
        person.enter()
        assert person.screen == "72"

    chair(scenario)


def _ends_of(start: Callable[[], None]) -> list[asyncio.Event]:
    """Set when a process of delivery that *start* begins has ended and told."""
    before = set(_running)
    start()
    ends = []
    for one in _running - before:
        ended = asyncio.Event()
        assert one._process is not None
        one._process.finished.connect(ended.set)
        ends.append(ended)
    return ends


@pytest.mark.parametrize(
    ("results", "said"),
    [
        ([{"outcome": "received", "receipt": "R-9"}], "read them this number: R-9"),
        ([{"outcome": "received", "receipt": ""}], "It is with support."),
        ([{"outcome": "offline", "receipt": ""}], ""),
    ],
)
def test_what_waited_is_sent_at_the_next_start_and_its_number_told(
    chair: Chair, monkeypatch: pytest.MonkeyPatch, results: list[dict[str, str]], said: str
) -> None:
    monkeypatch.setenv("CALLMEND_POST", json.dumps({"waiting": {"results": results}}))

    async def scenario(person: Sitting) -> None:
        place = Path(outbox()) / "id"
        place.mkdir(parents=True)
        (place / "parcel.json").write_text("{}")
        (ended,) = _ends_of(lambda: send_waiting(person.window.tell))
        await asyncio.wait_for(ended.wait(), PATIENCE_S)
        assert person.host.notice.endswith(said)
        assert bool(person.host.notice) is bool(said)

    chair(scenario)
