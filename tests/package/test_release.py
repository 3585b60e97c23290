"""What a release must have, how long a start may take, and whether two builds are the same."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from app.words.content import DEVELOPMENT_KEY, KEY_FILE, built_in
from build.content import new_key
from build.dev import system
from build.dev.say import SetupError
from build.package import again, parts, places, release, start


def test_a_release_with_nobodys_key_stops_before_anything_is_built() -> None:
    """As the workflow calls it: one line, and nothing below dist."""
    if built_in(KEY_FILE, places.ROOT / "resources") != DEVELOPMENT_KEY:
        pytest.skip("this checkout has a key of its own")
    done = subprocess.run(
        [sys.executable, "-m", "build.package", "folder"],
        cwd=places.ROOT,
        env={"PATH": "/usr/bin:/bin", release.VARIABLE: "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 3
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert "content key" in done.stderr


@pytest.mark.parametrize("key", ["", "not hexadecimal", DEVELOPMENT_KEY])
def test_no_key_and_the_development_key_are_refused(key: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(release.VARIABLE, "1")
    (tmp_path / KEY_FILE).parent.mkdir()
    (tmp_path / KEY_FILE).write_text(key, encoding="ascii")
    with pytest.raises(SetupError, match=r"build\.content key"):
        release.must_be_ready(tmp_path)
    monkeypatch.delenv(release.VARIABLE)
    release.must_be_ready(tmp_path)


def test_a_key_of_ones_own_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(release.VARIABLE, "1")
    (tmp_path / KEY_FILE).parent.mkdir()
    new_key(tmp_path / "secret", tmp_path / KEY_FILE)
    release.must_be_ready(tmp_path)


def test_a_slow_start_is_told() -> None:
    assert start.report([0.7, 0.9, 3.0]).startswith("first screen after 0.90 s (0.70 to 3.00 s, 3 starts")
    start.must_be_quick([0.7, 0.9, 3.0])
    with pytest.raises(start.TooSlowError, match=r"1\.2"):
        start.must_be_quick([1.3])


def test_two_folders_are_compared_file_by_file(tmp_path: Path) -> None:
    for name in ("one", "other"):
        (tmp_path / name / "deep").mkdir(parents=True)
        (tmp_path / name / "deep" / "same").write_text("same", encoding="utf-8")
        (tmp_path / name / "changed").write_text(name, encoding="utf-8")
    (tmp_path / "one" / "only here").touch()
    assert again.trees_differ(tmp_path / "one", tmp_path / "other") == ["changed", "only here"]
    assert again.trees_differ(tmp_path / "one", tmp_path / "one") == []


def test_every_file_is_listed_by_its_checksum(tmp_path: Path) -> None:
    (tmp_path / "_internal" / "deep").mkdir(parents=True)
    (tmp_path / "_internal" / "deep" / "b").write_bytes(b"b")
    (tmp_path / "_internal" / "a").write_bytes(b"a")
    parts.write(tmp_path)
    listed = parts.write(tmp_path)  # the list does not list itself
    done = subprocess.run(
        ["sha256sum", "--check", listed.name], cwd=listed.parent, capture_output=True, text=True, check=False
    )
    assert done.stdout.splitlines() == ["a: OK", "deep/b: OK"]


def test_a_machine_of_one_build_installs_what_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    monkeypatch.setattr("shutil.which", lambda name, **_: f"/usr/bin/{name}")
    monkeypatch.delenv("CI", raising=False)
    assert system._rights() is None
    monkeypatch.setenv("CI", "true")
    assert system._rights() == ["sudo"]
    monkeypatch.setattr("os.geteuid", lambda: 0)
    assert system._rights() == []
