"""Makes the data of Qt's Unicode library small: 31 MB of names in 800 languages, of which Qt asks for few.

Qt has its own data for dates, numbers and names; of ICU's it uses collation, time zones and the tables without which
the library does not start. ICU looks an item up by name and falls back to the root language, so what is left out is
simply not found. The format of the data: ICU User Guide, "ICU Data", and ``ucmndata.h``.
"""

from __future__ import annotations

import re
import struct
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

_MAGIC: Final = (0xDA, 0x27)
_KIND: Final = b"CmnD"
_ALIGNMENT: Final = 16
_TREES: Final = frozenset({"brkitr", "curr", "lang", "rbnf", "region", "translit", "unit", "zone"})
"""Folders of the data that hold what Qt never asks for."""
_TABLES: Final = frozenset({"unames.icu", "confusables.cfu", "cnvalias.icu"})
"""Names of characters, look-alikes, names of encodings: nothing in Qt looks them up."""
_LANGUAGE: Final = re.compile(r"(?:coll/)?([a-z]{2,3})(?:_\w+)?\.res")
_ALWAYS_SPOKEN: Final = frozenset({"en", "root"})
_NOT_LANGUAGES: Final = frozenset({"pool.res", "root.res", "res_index.res"})


def items_of(data: bytes) -> dict[str, bytes]:
    """The items of a package by name; raises ``ValueError`` for anything that is not one of this byte order."""
    header, *magic = struct.unpack_from("<HBB", data)
    if tuple(magic) != _MAGIC or data[12:16] != _KIND or data[8]:
        raise ValueError("not a package of ICU data")
    (count,) = struct.unpack_from("<I", data, header)
    table = [struct.unpack_from("<II", data, header + 4 + 8 * index) for index in range(count)]
    ends = [*(place for _, place in table[1:]), len(data) - header]
    names = [data[header + name : data.index(b"\0", header + name)].decode("ascii") for name, _ in table]
    places = [place for _, place in table]
    return {
        name: data[header + start : header + end]
        for name, start, end in zip(names, places, ends, strict=True)
    }  # fmt: skip


def package_of(items: Mapping[str, bytes], like: bytes) -> bytes:
    """A package of *items* with the header of the package *like*."""
    header = like[: struct.unpack_from("<H", like)[0]]
    names = sorted(items)
    spelled = b"".join(name.encode("ascii") + b"\0" for name in names)
    start = _aligned(4 + 8 * len(names) + len(spelled))
    table, place, body = [], start, bytearray()
    name_at = 4 + 8 * len(names)
    for name in names:
        table.append(struct.pack("<II", name_at, place))
        name_at += len(name) + 1
        item = items[name] + bytes(_aligned(len(items[name])) - len(items[name]))
        body += item
        place += len(item)
    head = struct.pack("<I", len(names)) + b"".join(table) + spelled
    return header + head + bytes(start - len(head)) + bytes(body)


def _aligned(size: int) -> int:
    return -(-size // _ALIGNMENT) * _ALIGNMENT


def is_needed(name: str, spoken: frozenset[str]) -> bool:
    """Whether the item *name* stays, for a program in the languages *spoken*."""
    item = name.split("/", 1)[1]
    folder = item.split("/")[0] if "/" in item else ""
    if item.endswith(".cnv") or folder in _TREES or item in _TABLES:
        return False
    language = _LANGUAGE.fullmatch(item)
    return language is None or item.split("/")[-1] in _NOT_LANGUAGES or language[1] in spoken | _ALWAYS_SPOKEN


def trim(library: Path, spoken: frozenset[str]) -> None:
    """Replace the data library by one that holds only what is needed. Needs a C compiler."""
    version = library.name.rpartition(".")[2]
    whole = _symbol(library, f"icudt{version}_dat")
    kept = {name: data for name, data in items_of(whole).items() if is_needed(name, spoken)}
    _link(package_of(kept, whole), library, f"icudt{version}_dat")


def _symbol(library: Path, name: str) -> bytes:
    """The bytes that *name* stands for; the library's read-only part lies in the file as it will in memory."""
    table = subprocess.run(["readelf", "-Ws", str(library)], capture_output=True, text=True, check=True).stdout
    row = next(line.split() for line in table.splitlines() if line.endswith(f" {name}"))
    place, size = int(row[1], 16), int(row[2], 0)
    return library.read_bytes()[place : place + size]


def _link(data: bytes, library: Path, symbol: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        raw, source = Path(folder) / "data", Path(folder) / "data.s"
        raw.write_bytes(data)
        source.write_text(
            f'.section .rodata\n.balign 16\n.globl {symbol}\n.type {symbol}, @object\n{symbol}:\n.incbin "{raw}"\n'
            f'.size {symbol}, . - {symbol}\n.section .note.GNU-stack,"",@progbits\n',
            encoding="ascii",
        )
        link = ["gcc", "-shared", "-nostdlib", "-s", f"-Wl,-soname,{library.name},-z,noexecstack,--build-id=none"]
        subprocess.run([*link, "-o", str(library), str(source)], check=True)
