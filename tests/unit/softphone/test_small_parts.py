"""Levels, names of devices, quiet file descriptors, guarded callbacks, background threads."""

from __future__ import annotations

import asyncio
import logging
import os
import threading
from pathlib import Path

import pytest

from app.softphone.background import in_background
from app.softphone.devices import DeviceList, has_sound_card, is_real, list_devices
from app.softphone.guard import guarded
from app.softphone.levels import SILENCE_DBFS, bridge_dbfs
from app.softphone.playing import notes
from app.softphone.quiet import silenced


@pytest.mark.parametrize(("percent", "dbfs"), [(0, SILENCE_DBFS), (-1, SILENCE_DBFS), (32, -15.7), (100, 0.9)])
def test_the_bridges_level_in_decibels(percent: int, dbfs: float) -> None:
    assert bridge_dbfs(percent) == pytest.approx(dbfs, abs=0.5)


def test_a_louder_bridge_is_never_told_as_quieter() -> None:
    levels = [bridge_dbfs(percent) for percent in range(101)]
    assert levels == sorted(levels)


@pytest.mark.parametrize(
    "name", ["Monitor of Speaker", "Dummy Output", "Discard all samples (playback) or generate zero samples", ""]
)
def test_what_sound_systems_list_although_it_is_no_device(name: str) -> None:
    assert not is_real(name)


def test_real_devices_are_real() -> None:
    assert is_real("Headset of the Monitor")
    assert is_real("Built-in Audio Analog Stereo")


def test_sound_cards_are_counted_as_the_kernel_lists_them(tmp_path: Path) -> None:
    cards = tmp_path / "cards"
    assert not has_sound_card(cards)
    cards.write_text("--- no soundcards ---\n")
    assert not has_sound_card(cards)
    cards.write_text(" 0 [PCH            ]: HDA-Intel - HDA Intel PCH\n")
    assert has_sound_card(cards)


def test_no_sound_system_is_not_the_same_as_no_device() -> None:
    assert DeviceList(None).fact().outcome == "no_sound_system"
    assert DeviceList("any").fact().outcome == "none"


async def test_without_a_sound_server_the_list_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PULSE_SERVER", f"unix:{tmp_path / 'nobody'}")
    monkeypatch.setattr("app.softphone.devices._SOUND_CARDS", tmp_path / "no-cards")
    assert (await list_devices()).fact().outcome == "no_sound_system"


def test_the_notes_are_sound_that_starts_and_ends_softly() -> None:
    samples = notes()
    assert 3000 < max(samples) <= 6000
    assert samples[0] == samples[-1] == 0 or abs(samples[-1]) < 50


def test_a_silenced_descriptor_speaks_again_afterwards(capfd: pytest.CaptureFixture[str]) -> None:
    os.write(1, b"before ")
    with silenced(1):
        os.write(1, b"noise ")
    os.write(1, b"after")
    assert capfd.readouterr().out == "before after"


def test_a_closed_descriptor_is_left_alone() -> None:
    spare = os.dup(1)
    os.close(spare)
    with silenced(spare):
        pass
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(spare)


def test_a_callback_that_fails_is_logged_and_nothing_passes_on(caplog: pytest.LogCaptureFixture) -> None:
    @guarded
    def something(prm: object) -> None:
        raise ValueError("inside")

    with caplog.at_level(logging.ERROR):
        something(None)
    assert "something" in caplog.text
    assert "inside" in caplog.text


async def test_background_work_gives_its_result_or_its_error() -> None:
    assert await in_background(threading.get_ident, 5) != threading.get_ident()

    def fail() -> None:
        raise OSError("no")

    with pytest.raises(OSError, match="no"):
        await in_background(fail, 5)


async def test_background_work_that_hangs_is_left_behind() -> None:
    release = threading.Event()
    with pytest.raises(TimeoutError):
        await in_background(release.wait, 0.01)
    release.set()
    await asyncio.sleep(0)
