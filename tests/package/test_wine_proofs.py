"""The parts of the proof under Wine that need no Wine; the whole is ``dev.py package prove wine``."""

from __future__ import annotations

import math
import os
import shutil
import subprocess
import tomllib
from array import array
from pathlib import Path

import pytest

from app.model.endpoint import Endpoint
from app.model.profile_toml import profile_from_toml
from build.linux.prove import NotProvenError
from build.linux.walk import END, REPORT
from build.package import places
from build.practice_certificates import FOLDER
from build.windows import apart, calls, far_end, mail, sound
from build.windows.notes import Notes
from build.windows.runtime import COMPILER
from build.windows.wine import Wine, seen_from_windows


def test_a_proof_tells_everything_that_did_not_hold(tmp_path: Path) -> None:
    notes = Notes(tmp_path)
    notes.must(True, "first")
    notes.conclude()
    notes.must("", "second")
    notes.must([], "third")
    with pytest.raises(NotProvenError, match=r"^second; third$"):
        notes.conclude()
    assert notes.log.read_text().splitlines() == ["yes: first", "NO: second", "NO: third"]


def test_the_profile_of_the_far_end_is_one_that_the_program_reads() -> None:
    sections = far_end.profile(Endpoint("127.0.0.1", 5061), "tls")
    text = far_end._toml(sections)
    assert tomllib.loads(text) == sections
    profile = profile_from_toml(text)
    assert (profile.account.transport, profile.account.server_port) == ("tls", 5061)
    assert profile.authorities.startswith("-----BEGIN")


def test_every_bad_certificate_of_the_proof_is_there() -> None:
    assert all((FOLDER / f"{name}.pem").is_file() for name in calls.BAD)


def test_windows_sees_our_files_on_its_drive_z(tmp_path: Path) -> None:
    assert seen_from_windows(tmp_path / "a b") == "Z:" + str(tmp_path / "a b").replace("/", "\\")


def test_what_the_mail_program_wrote_down_is_read(tmp_path: Path) -> None:
    recorder = mail.Recorder(Wine(tmp_path, ":0"), tmp_path)
    assert recorder.received() == {}
    (tmp_path / "received").write_bytes("subject=a=b\0file=Z:\\ä.pdf\0file=two\0".encode())
    assert recorder.received() == {"subject": ["a=b"], "file": ["Z:\\ä.pdf", "two"]}


@pytest.mark.skipif(shutil.which(COMPILER) is None, reason=f"{COMPILER} is not installed")
@pytest.mark.parametrize("options", [[], ["-DONLY_ANSI"]])
def test_the_mail_program_compiles_without_a_warning(options: list[str], tmp_path: Path) -> None:
    source = places.ROOT / "build" / "windows" / "wine" / "mail_program.c"
    command = [COMPILER, "-Wall", "-Werror", "-shared", *options, "-o", str(tmp_path / "mail.dll"), str(source)]
    subprocess.run(command, check=True)


def test_a_note_stands_out_and_its_neighbour_does_not() -> None:
    tone = array("h", (round(3000 * math.sin(2 * math.pi * 659.25 * n / 16_000)) for n in range(16_000)))
    samples = sound._samples(tone.tobytes())
    assert sound._stands_out(samples, 659.25)
    assert not sound._stands_out(samples, 783.99)
    assert not sound._stands_out(sound._samples(b""), 659.25)
    assert (sound._loud(tone.tobytes()), sound._loud(bytes(32_000)), sound._loud(b"")) == (1.0, 0.0, 0.0)


def test_a_proof_has_its_own_network_and_gives_it_back() -> None:
    """Without root it stays where it is."""
    network = Path("/proc/thread-self/ns/net")
    before = network.readlink()
    with apart.own_network():
        assert (network.readlink() != before) == (os.geteuid() == 0)
    assert network.readlink() == before


def test_a_walk_may_end_at_the_report_or_at_the_end() -> None:
    assert set(END) < set(REPORT)


def _stand_in(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> Wine:
    """A Wine whose programs are all *script*."""
    (folder / "wine").write_text(f"#!/bin/sh\n{script}\n")
    (folder / "wine").chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    return Wine(folder, ":0")


def test_a_program_is_given_something_and_heard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wine = _stand_in(tmp_path, monkeypatch, "cat; echo said >&2; exit 3")
    assert wine.run("any.exe", given="given\r\n") == "given\nsaid\n"
    with pytest.raises(subprocess.CalledProcessError):
        wine.run("any.exe", check=True)


def test_whoever_keeps_the_pipe_open_does_not_hold_up_the_proof(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("build.windows.wine._LAST_WORDS_S", 1.0)
    lasting = _stand_in(tmp_path, monkeypatch, f"sleep 60 & echo $! > {tmp_path}/pid; echo done")
    try:
        assert lasting.run("uninstall.exe", timeout=30) == "done\n"
    finally:
        os.kill(int((tmp_path / "pid").read_text()), 9)


def test_a_program_that_does_not_end_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wine = _stand_in(tmp_path, monkeypatch, "exec sleep 60")
    with pytest.raises(subprocess.TimeoutExpired):
        wine.run("any.exe", timeout=0.2)


def test_a_prefix_of_another_recipe_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "bin").mkdir()
    wine = _stand_in(tmp_path / "bin", monkeypatch, "true")
    wine = Wine(tmp_path / "prefix", ":0")
    monkeypatch.setattr(wine, "settle", lambda: None)
    monkeypatch.setattr(wine, "end", lambda: None)
    monkeypatch.setattr("build.windows.wine.c_library.put_in", lambda system: None)
    monkeypatch.setattr("build.windows.wine.COMPILER", "true")
    wine.make()
    kept = wine.prefix / "kept"
    kept.touch()
    wine.make()
    assert kept.exists()
    monkeypatch.setattr("build.windows.wine._OVERRIDES", "another")
    wine.make()
    assert not kept.exists()
