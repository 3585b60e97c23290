"""The packaged program itself, built from this source: it checks itself, is lean, and knows what it needs.

The proof in clean Debian roots and under Wine takes longer: ``python3 dev.py package prove``.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.commands.selfcheck.alive import SCENARIOS
from build.linux import deb, needs
from build.package import freeze, size

pytestmark = [
    pytest.mark.packaged,
    pytest.mark.softphone,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the workflow builds and checks the other systems"),
    pytest.mark.skipif(
        any(shutil.which(name) is None for name in ("gcc", "chrpath", "readelf")),
        reason="needs gcc, chrpath and binutils: python3 dev.py test installs them",
    ),
]
LIMIT_S = 600


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The packaged program."""
    pytest.importorskip("PyInstaller", reason="PyInstaller is not installed: python3 dev.py test installs it")
    place = tmp_path_factory.mktemp("packaged")
    return freeze.freeze(place / "program", place / "work")


@pytest.fixture
def surroundings(tmp_path: Path) -> dict[str, str]:
    """No Python, no checkout, nothing but the program: what a customer has."""
    kept = {name: value for name, value in os.environ.items() if name in ("LANG", "DISPLAY")}
    return {**kept, "PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "CALLMEND_HOME": str(tmp_path)}


@pytest.fixture(scope="module")
def told(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """What the whole self-test said."""
    home = str(tmp_path_factory.mktemp("home"))
    done = subprocess.run(
        [str(folder / "callmend"), "selftest"],
        env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": home, "CALLMEND_HOME": home},
        cwd="/",
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert done.stderr == ""
    return done.stdout


def test_it_checks_itself(told: str) -> None:
    for scenario in SCENARIOS:
        assert f"ok: practice {scenario}: " in told
    assert re.search(r"^ok: screens: \d+ painted", told, re.MULTILINE)


def test_its_own_files_are_as_they_were_built(told: str) -> None:
    assert re.search(r"^ok: program files: \d{3,} files as they were built", told, re.MULTILINE)


DAMAGES = {
    "words": "resources/texts/findings.toml",
    "pictures": "resources/pictures/*.svg",
    "sounds": "resources/sounds/*.wav",
    "letters": "resources/fonts/*.otf",
    "router guides": "resources/routers/*.toml",
    "spoken words": "resources/texts/code_words.txt",
    "translations": "resources/translations/pl.po",
    "certificates": "certifi/cacert.pem",
    "content packs": "resources/content/public-key.txt",
}


@contextmanager
def damaged(folder: Path, patterns: Iterable[str], damage: Callable[[Path], object]) -> Iterator[list[str]]:
    """The last file of each of *patterns* damaged, and mended afterwards; yields their names."""
    files = [sorted((folder / "_internal").glob(pattern))[-1] for pattern in patterns]
    whole = {file: file.read_bytes() for file in files}
    try:
        for file in files:
            damage(file)
        yield [file.name for file in files]
    finally:
        for file, data in whole.items():
            file.write_bytes(data)


def cut(file: Path) -> None:
    """A third of it stays."""
    data = file.read_bytes()
    file.write_bytes(data[: len(data) // 3])


def failed(folder: Path, surroundings: dict[str, str]) -> tuple[int, dict[str, str], str]:
    """Exit code, what each failed line said, and everything that was said."""
    done = subprocess.run(
        [str(folder / "callmend"), "selftest", "--inside"],
        env=surroundings, cwd="/", capture_output=True, text=True, timeout=LIMIT_S, check=False,
    )  # fmt: skip
    found = re.findall(r"^FAILED: ([^:]+): (.*)", done.stdout, re.MULTILINE)
    return done.returncode, dict(found), done.stdout + done.stderr


@pytest.mark.parametrize("damage", [Path.unlink, cut])
def test_what_is_gone_or_changed_fails_its_own_line(
    damage: Callable[[Path], object], folder: Path, surroundings: dict[str, str]
) -> None:
    with damaged(folder, DAMAGES.values(), damage) as names:
        code, lines, everything = failed(folder, surroundings)
    assert code == 1
    assert "Traceback" not in everything
    assert list(lines) == ["program files", *DAMAGES]
    for name, line in zip(names, DAMAGES, strict=True):
        assert name in lines[line] or line == "content packs", line
    assert failed(folder, surroundings)[:2] == (0, {})  # whole again


def test_a_library_that_ends_the_process_is_told(folder: Path, surroundings: dict[str, str]) -> None:
    """Half of OpenSSL: whoever touches the other half is gone."""
    with damaged(folder, ["libcrypto.so.3"], cut):
        code, _, everything = failed(folder, surroundings)
    assert code == 1
    assert "FAILED: program files: " in everything
    assert "Traceback" not in everything


@pytest.mark.parametrize("library", ["pjsua2/_pjsua2*.so", "PySide6/Qt/lib/libQt6Svg.so.6"])
def test_a_damaged_library_is_named_and_nothing_is_started_with_it(
    library: str, folder: Path, surroundings: dict[str, str]
) -> None:
    with damaged(folder, [library], cut) as names:
        code, lines, everything = failed(folder, surroundings)
    assert code == 1
    assert list(lines) == ["program files"]
    assert names[0] in lines["program files"]
    assert "NOT RUN: everything else" in everything
    assert "Traceback" not in everything


def test_its_first_screen_comes_up(folder: Path, surroundings: dict[str, str]) -> None:
    extra = {"QT_QPA_PLATFORM": "offscreen", "CALLMEND_BENCH": "first_paint"}
    done = subprocess.run(
        [str(folder / "callmend")], env={**surroundings, **extra}, capture_output=True, timeout=60, check=True
    )
    assert json.loads(done.stdout)["first_paint_ms"] > 0
    assert done.stderr == b""


def test_programs_that_it_starts_find_the_systems_libraries() -> None:
    """The loader's own search path must not reach a browser or a mail program that we start."""
    hook = (Path(__file__).parents[2] / "build" / "package" / "at_start.py").read_text(encoding="utf-8")
    for before, after in ((None, None), ("/opt/lib", "/opt/lib")):
        given = {"LD_LIBRARY_PATH": "/our/own"} | ({"LD_LIBRARY_PATH_ORIG": before} if before else {})
        done = subprocess.run(
            [sys.executable, "-c", f"{hook}\nprint(os.environ.get('LD_LIBRARY_PATH'))"],
            env=given,
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout.strip() == str(after)


def test_it_is_lean(folder: Path) -> None:
    files = size.files_of(folder)
    assert sum(weight for _, weight in files) <= size.MOST_INSTALLED
    unwanted = re.compile(r"Qt6(Qml|Quick|Pdf|VirtualKeyboard|Multimedia)|/qml/|numpy/.*tests/|opengl32sw|\.po~")
    assert [name for name, _ in files if unwanted.search(name)] == []


def test_no_link_in_it_leads_nowhere(folder: Path) -> None:
    assert [path for path in folder.rglob("*") if path.is_symlink() and not path.exists()] == []


def test_it_names_no_folder_of_the_computer_that_built_it(folder: Path) -> None:
    for file in needs.binaries(folder):
        listed = subprocess.run(["readelf", "-d", str(file)], capture_output=True, text=True, check=True).stdout
        assert not re.search(r"(RPATH|RUNPATH).*\[/", listed), file


def test_the_debian_package_has_everything_in_its_place(folder: Path, tmp_path: Path) -> None:
    if shutil.which("dpkg-deb") is None:
        pytest.skip("dpkg-deb is not installed")
    package = deb.build(folder, tmp_path / "callmend.deb", "none")
    listed = subprocess.run(["dpkg-deb", "-c", str(package)], capture_output=True, text=True, check=True).stdout
    for place in (
        "./usr/bin/callmend -> ../lib/callmend/callmend",
        "./usr/share/applications/callmend.desktop",
        "./usr/share/mime/packages/callmend.xml",
        "./usr/share/man/man1/callmend.1.gz",
        "./usr/share/icons/hicolor/scalable/apps/callmend.svg",
        "./usr/share/doc/callmend/copyright",
        "./usr/lib/callmend/_internal/notices/THIRD-PARTY-NOTICES.txt",
        "./usr/lib/callmend/_internal/notices/LICENSE",
    ):
        assert place in listed, place
    assert not re.search(r"^.{10} (?!root/root)", listed, re.MULTILINE)
    assert re.findall(r"^(-\S{9}) .*/callmend/callmend$", listed, re.MULTILINE) == ["-rwxr-xr-x"]
    control = subprocess.run(["dpkg-deb", "-f", str(package), "Depends"], capture_output=True, text=True, check=True)
    assert "libegl1" in control.stdout
