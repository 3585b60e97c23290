"""The parts of a build that need no build: icons, numbers, notices, sizes, checksums."""

from __future__ import annotations

import hashlib
import io
import json
import struct
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from app.version import VERSION
from build.package import icons, identity, notices, places, size, sums
from build.windows import runtime

PNG = b"\x89PNG\r\n\x1a\n"


def test_the_icon_is_drawn_at_every_size() -> None:
    image = QImage.fromData(icons.png(places.ROOT / icons.SOURCE, 48))
    assert (image.width(), image.height()) == (48, 48)
    colours = {image.pixel(x, y) for x in range(48) for y in range(48)}
    assert len(colours) > 20
    assert image.pixelColor(0, 0).alpha() == 0  # round corners


def test_an_ico_file_leads_to_each_picture() -> None:
    data = icons.ico({16: PNG + b"small", 256: PNG + b"large"})
    reserved, kind, count = struct.unpack_from("<HHH", data)
    assert (reserved, kind, count) == (0, 1, 2)
    widths = []
    for entry in range(count):
        width, *_, length, place = struct.unpack_from("<BBBBHHII", data, 6 + 16 * entry)
        widths.append(width)
        assert data[place : place + length].startswith(PNG)
    assert widths == [16, 0]  # 0 stands for 256


def test_an_icns_file_is_as_long_as_it_says() -> None:
    data = icons.icns({128: PNG, 256: PNG + b"x"})
    assert data[:4] == b"icns"
    assert struct.unpack(">I", data[4:8])[0] == len(data)
    assert data[8:12] == b"ic07"


@pytest.mark.parametrize(
    ("version", "numbers"), [("0.1.0", (0, 1, 0, 0)), ("2.10.3-rc1", (2, 10, 3, 0)), ("1.2.3.4+x", (1, 2, 3, 4))]
)
def test_windows_gets_four_numbers(version: str, numbers: tuple[int, ...]) -> None:
    assert identity.version_numbers(version) == numbers


def test_every_library_of_the_lock_is_named_with_its_licence() -> None:
    found = notices.parts()
    assert {part.name.lower().replace("_", "-") for part in found} == {
        name.lower().replace("_", "-") for name, _ in notices.locked()
    }
    text = notices.notices(found)
    for part in found:
        assert f"{part.name} {part.version}: " in text
        assert part.licence
    assert "LGPL-3.0" in text


def test_the_bill_of_materials_is_read_by_machines() -> None:
    bill = json.loads(notices.bill(notices.parts()))
    assert bill["bomFormat"] == "CycloneDX"
    assert bill["metadata"]["component"]["version"] == VERSION
    names = {component["name"]: component.get("purl", "") for component in bill["components"]}
    assert names["numpy"].startswith("pkg:pypi/numpy@")
    assert "python" in names


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("_internal/PySide6/Qt/lib/libQt6Core.so.6", "Qt"),
        ("_internal/numpy.libs/libscipy_openblas64_.so", "numpy"),
        ("_internal/pjsua2/_pjsua2.so", "softphone"),
        ("_internal/resources/texts/screens.toml", "resources"),
        ("_internal/resources/translations/de.po", "translations"),
        ("callmend", "the program and pure Python"),
        ("_internal/libssl.so.3", "Python and OpenSSL"),
        ("_internal/psutil/x.so", "other"),
    ],
)
def test_every_file_belongs_to_a_part(name: str, part: str) -> None:
    assert size.part_of(name) == part


def test_the_size_report_adds_up(tmp_path: Path) -> None:
    (tmp_path / "PySide6").mkdir()
    (tmp_path / "PySide6" / "a.so").write_bytes(bytes(3_000_000))
    (tmp_path / "callmend").write_bytes(bytes(1_000_000))
    (tmp_path / "link").symlink_to("callmend")
    lines = size.report(tmp_path)
    assert lines[0].split() == ["3.0", "MB", "Qt"]
    assert lines[-1].split()[:5] == ["4.0", "MB", "all", "2", "files"]


def test_checksums_are_those_that_sha256sum_reads(tmp_path: Path) -> None:
    (tmp_path / "one").write_bytes(b"1")
    (tmp_path / "two").write_bytes(b"2")
    sums.write(tmp_path)
    lines = sums.write(tmp_path).read_text().splitlines()  # a second time: the list does not list itself
    assert lines == [f"{hashlib.sha256(text).hexdigest()}  {name}" for name, text in (("one", b"1"), ("two", b"2"))]


def test_a_lock_file_is_read_as_windows_would() -> None:
    lock = io.StringIO()
    lock.write("psutil==7 \\\n    --hash=sha256:aa\n")
    lock.write("pefile==1 ; sys_platform == 'win32' \\\n    --hash=sha256:bb \\\n    --hash=sha256:cc\n")
    lock.write("atheris==3 ; platform_system == 'Linux' \\\n    --hash=sha256:dd\n")
    entries = runtime.for_windows(lock.getvalue())
    assert entries.splitlines()[0] == "psutil==7 \\"
    assert "pefile==1 \\\n    --hash=sha256:bb \\\n    --hash=sha256:cc" in entries
    assert "atheris" not in entries
    assert ";" not in entries
