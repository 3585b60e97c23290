"""A provider's folder: every mistake is named at once, and a good one becomes what the installers look for."""

from __future__ import annotations

import shutil
import struct
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

import pytest

from build import brand
from build.package import places

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>'
PROFILE = """
[provider]
name = "Bright Telecom"
support_phone = "0800 123 4567"
accent = "#8A1C5A"
upload = "https://intake.example/reports"
[account]
domain = "sip.example"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "bright"
    place.mkdir()
    (place / "brand.toml").write_text('name = "Bright Telecom"\n', encoding="utf-8")
    (place / "profile.callmend").write_text(PROFILE, encoding="utf-8")
    (place / "logo.svg").write_text(SVG, encoding="utf-8")
    (place / "notes.txt").write_text("not for customers")
    return place


def test_a_good_folder_is_packed_for_every_system(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    setup = tmp_path / "callmend-1-windows-setup.exe"
    setup.write_bytes(b"signed")
    monkeypatch.setattr(places, "artefact", lambda ending: tmp_path / f"callmend-1{ending}")
    made = brand.pack(folder, tmp_path / "out")
    assert sorted(path.name for path in made[0].iterdir()) == ["brand.toml", "logo.svg", "profile.callmend"]
    with zipfile.ZipFile(made[1]) as archive:
        assert archive.read(setup.name) == b"signed"  # one signed build serves all
        assert "brand/profile.callmend" in archive.namelist()
    if shutil.which("dpkg-deb"):
        listed = subprocess.run(["dpkg-deb", "-c", str(made[2])], capture_output=True, text=True, check=True).stdout
        assert "./usr/lib/callmend/brand/profile.callmend" in listed
        assert "notes.txt" not in listed


def test_every_mistake_is_named_at_once(folder: Path) -> None:
    (folder / "brand.toml").write_text('name = ""\ncolour = "red"\n', encoding="utf-8")
    text = PROFILE.replace('accent = "#8A1C5A"', 'accent = "red"').replace("https://intake", "http://intake")
    text = text.replace('support_phone = "0800 123 4567"\n', "") + 'username = "100"\npassword = "secret"\n'
    (folder / "profile.callmend").write_text(text, encoding="utf-8")
    (folder / "logo.svg").write_text(SVG.replace("<path", "<script/><path"), encoding="utf-8")
    (folder / "logo.png").write_bytes(b"GIF89a")
    with pytest.raises(brand.BrandError) as caught:
        brand.check(folder)
    mistakes = str(caught.value)
    for word in ("name must be", "colour", "support_phone", "password", "accent", "https://", "logo.svg", "logo.png"):
        assert word in mistakes


@pytest.mark.parametrize(
    "hostile",
    [
        '<path onload="x()"/>',
        '<use href="https://x/"/>',
        '<use xmlns:l="http://www.w3.org/1999/xlink" l:href="file:///etc/passwd"/>',
        "<!ENTITY a 'b'>",
        "<foreignObject/>",
        "<script>x()</script>",
        '<image href="data:image/png;base64,AAAA"/>',
        '<path style="fill:url(http://x/#a)"/>',
        "<style>@import 'http://x/a.css'</style>",
        '<animate attributeName="href"/>',
    ],
)
def test_a_logo_is_a_picture_and_nothing_else(hostile: str, folder: Path) -> None:
    (folder / "logo.svg").write_text(SVG.replace("<path", f"{hostile}<path"), encoding="utf-8")
    with pytest.raises(brand.BrandError, match=r"logo\.svg"):
        brand.check(folder)


def png(width: int, height: int) -> bytes:
    """A PNG of one grey, as small as its size allows."""
    blocks = {
        b"IHDR": struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0),
        b"IDAT": zlib.compress(bytes(min((width + 1) * height, 4000)), 9),
        b"IEND": b"",
    }
    rows = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in blocks.items()
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(rows)


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("logo.svg", SVG.encode("utf-16"), "no SVG in UTF-8"),
        ("logo.svg", b"<html/>", "no SVG picture"),
        ("logo.svg", b"<!DOCTYPE svg [<!ENTITY a 'aaaa'>]>" + SVG.encode(), "declarations"),
        ("logo.svg", SVG.encode() + b" " * 300_000, "larger than"),
        ("logo.png", png(60_000, 60_000), "60000 x 60000"),
        ("logo.png", png(40, 40)[:-20], "damaged"),
        ("logo.png", b"", "no PNG"),
    ],
)
def test_a_picture_that_cannot_be_a_logo_is_told_in_one_line(name: str, data: bytes, words: str, folder: Path) -> None:
    (folder / name).write_bytes(data)
    with pytest.raises(brand.BrandError) as caught:
        brand.check(folder)
    assert len(str(caught.value).splitlines()) == 1
    assert words in str(caught.value)


def test_a_good_png_is_taken(folder: Path) -> None:
    (folder / "logo.png").write_bytes(png(420, 102))
    assert brand.check(folder) == "Bright Telecom"
    assert brand.notes(folder) == []


def test_a_link_takes_no_other_file_into_the_package(folder: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text(SVG, encoding="utf-8")
    (folder / "logo.svg").unlink()
    (folder / "logo.svg").symlink_to(secret)
    with pytest.raises(brand.BrandError, match="a link to another file"):
        brand.check(folder)


@pytest.mark.parametrize(
    "about", [b"\xff\xfe", b"name = [" + b"[" * 5000, b"x" * 300_000, b'name = "a\\nb"', b'name = "' + b"n" * 90 + b'"']
)
def test_an_about_file_that_makes_no_sense_is_told_in_one_line(about: bytes, folder: Path) -> None:
    (folder / "brand.toml").write_bytes(about)
    with pytest.raises(brand.BrandError) as caught:
        brand.check(folder)
    assert len(str(caught.value).splitlines()) == 1


def test_what_could_be_better_is_said_and_keeps_nobody_back(folder: Path) -> None:
    assert brand.notes(folder) == []
    (folder / "logo.svg").unlink()
    text = PROFILE.replace("#8A1C5A", "#FFFFE0").replace('upload = "https://intake.example/reports"\n', "")
    (folder / "profile.callmend").write_text(text, encoding="utf-8")
    assert brand.check(folder)
    lines = brand.notes(folder)
    assert [word in line for word, line in zip(("logo", "#FFFFE0", "upload"), lines, strict=True)] == [True] * 3


def test_an_empty_folder_is_told_and_nothing_is_written(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    script = places.ROOT / "build" / "brand.py"
    done = subprocess.run(
        [sys.executable, str(script), str(tmp_path / "empty")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "brand.toml" in done.stderr
    assert "profile.callmend" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("name", "slug"), [("Bright Telecom", "bright-telecom"), ("A & B", "a-b"), ("Ünï", "n"), ("電話", "provider")]
)
def test_a_name_becomes_a_file_name(name: str, slug: str) -> None:
    assert brand.slug(name) == slug
