"""The Linux packages: Unicode data, dependencies, manual page, desktop files."""

from __future__ import annotations

import os
import re
import shutil
import struct
import subprocess
import tarfile
import tomllib
import xml.etree.ElementTree as ElementTree
from configparser import ConfigParser
from pathlib import Path

import pytest

from app.commands.table import listed
from build.linux import archive, deb, icu, manpage, needs
from build.package import places

HERE = places.ROOT / "build" / "linux"
SPOKEN = frozenset({"de"})


def package(items: dict[str, bytes]) -> bytes:
    """An empty package with a header, to be filled by the module under test."""
    header = struct.pack("<HBB", 32, 0xDA, 0x27) + struct.pack("<HHBBBB", 20, 0, 0, 0, 2, 0) + b"CmnD" + bytes(16)
    return icu.package_of(items, header + struct.pack("<I", 0))


def test_a_package_comes_back_as_it_was() -> None:
    items = {"icudt73l/root.res": b"r" * 21, "icudt73l/coll/ucadata.icu": b"u" * 16, "icudt73l/de.res": b""}
    data = package(items)
    read = icu.items_of(data)
    assert {name: value.rstrip(b"\0") for name, value in read.items()} == items
    assert list(read) == sorted(items)


@pytest.mark.parametrize("damaged", [b"\x20\0ab" + bytes(40), package({"a/b": b"c"})[:12] + b"XXXX" + bytes(40)])
def test_what_is_no_package_is_refused(damaged: bytes) -> None:
    with pytest.raises(ValueError, match="not a package"):
        icu.items_of(damaged)


@pytest.mark.parametrize(
    ("item", "stays"),
    [
        ("root.res", True),
        ("de_AT.res", True),
        ("en.res", True),
        ("sv.res", False),
        ("coll/root.res", True),
        ("coll/ucadata.icu", True),
        ("coll/zh.res", False),
        ("zoneinfo64.res", True),
        ("pool.res", True),
        ("lang/de.res", False),
        ("lang/pool.res", False),
        ("translit/root.res", False),
        ("unames.icu", False),
        ("translit/any.res", False),
        ("brkitr/burmesedict.dict", False),
        ("ibm-37_P100-1995.cnv", False),
        ("nfkc.nrm", True),
    ],
)
def test_what_qt_asks_for_stays(item: str, stays: bool) -> None:
    assert icu.is_needed(f"icudt73l/{item}", SPOKEN) is stays


@pytest.mark.skipif(shutil.which("gcc") is None, reason="gcc is not installed")
def test_the_library_of_qt_still_works_when_trimmed(tmp_path: Path) -> None:
    """The libraries as Qt's wheel has them, with the data trimmed: names are sorted as German sorts them."""
    import PySide6

    libraries = Path(PySide6.__file__).parent / "Qt" / "lib"
    for name in ("data", "uc", "i18n"):
        shutil.copy(next(libraries.glob(f"libicu{name}.so.*")), tmp_path)
    data = next(tmp_path.glob("libicudata.so.*"))
    whole = data.stat().st_size
    icu.trim(data, SPOKEN)
    assert data.stat().st_size < whole / 4
    version = data.name.rpartition(".")[2]
    program = f"""
import ctypes
for name in ("data", "uc", "i18n"):
    library = ctypes.CDLL("{tmp_path}/libicu" + name + ".so.{version}", mode=ctypes.RTLD_GLOBAL)
status = ctypes.c_int(0)
open_, compare = library.ucol_open_{version}, library.ucol_strcollUTF8_{version}
open_.restype = ctypes.c_void_p
for language in (b"de", b"sv", b""):
    collator = ctypes.c_void_p(open_(language, ctypes.byref(status)))
    order = compare(collator, "\u00e4".encode(), -1, b"b", -1, ctypes.byref(status))
    print(status.value <= 0 and order)
"""
    done = subprocess.run(["python3", "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["-1", "-1", "-1"]


def test_every_library_left_to_the_system_has_its_package(tmp_path: Path) -> None:
    shutil.copy("/bin/true", tmp_path / "program")
    depends, recommends = needs.packages_for(tmp_path)
    assert any(re.fullmatch(r"libc6 \(>= 2\.\d+\)", entry) for entry in depends)
    assert recommends == []


def test_an_unknown_library_stops_the_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(needs, "missing_libraries", lambda folder: {"libodd.so.1", "libz.so.1"})
    with pytest.raises(needs.UnknownLibraryError, match=r"^libodd\.so\.1$"):
        needs.packages_for(tmp_path)


def test_the_manual_page_tells_every_command() -> None:
    page = manpage.page(1_800_000_000)
    for name in listed():
        assert f".B {name}\n" in page
    assert "2027-01-15" in page
    if shutil.which("man"):
        done = subprocess.run(["man", "--warnings", "-l", "-"], input=page, capture_output=True, text=True, check=False)
        assert done.stderr == ""


def test_the_desktop_entry_opens_our_file_types() -> None:
    entry = ConfigParser(interpolation=None)
    entry.optionxform = str  # type: ignore[assignment,method-assign]
    entry.read(HERE / "callmend.desktop", encoding="utf-8")
    types = {node.attrib["type"] for node in ElementTree.parse(HERE / "callmend.xml").getroot()}
    assert set(entry["Desktop Entry"]["MimeType"].strip(";").split(";")) == types
    assert entry["Desktop Entry"]["Exec"] == "callmend %f"


def test_the_icon_has_the_name_that_the_entries_use() -> None:
    assert (places.ROOT / "resources" / "icon" / "callmend.svg").is_file()
    assert tomllib.loads((places.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["name"] == "callmend"


@pytest.mark.skipif(shutil.which("dpkg-deb") is None, reason="dpkg-deb is not installed")
def test_times_rights_and_places_of_the_builder_do_not_show(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A strict umask made packages that nobody else could read, and packages that could not be built at all."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1800000000")
    made: list[tuple[bytes, bytes]] = []
    for number, mask in enumerate((0o022, 0o077)):
        before = os.umask(mask)
        try:
            place = tmp_path / f"builder {number}"
            program = place / "program"
            (program / "_internal").mkdir(parents=True)
            shutil.copyfile("/bin/true", program / "callmend")
            (program / "callmend").chmod(0o777 & ~mask)
            (program / "_internal" / "words.toml").write_text("[a]\n", encoding="ascii")
            os.utime(program / "callmend", (number, number))
            monkeypatch.setattr(places, "artefact", lambda ending, top=place: top / f"callmend{ending}")
            made.append(
                (deb.build(program, place / "one.deb", "gzip").read_bytes(), archive.build(program).read_bytes())
            )
        finally:
            os.umask(before)
    assert made[0][0] == made[1][0]
    assert made[0][1] == made[1][1]
    with tarfile.open(tmp_path / "builder 1" / "callmend-linux-x86_64.tar.xz") as packed:
        assert {member.mode for member in packed if member.isfile()} == {0o755, 0o644}
