"""What may be a provider's logo: a small picture that does nothing, asks nobody, and can be drawn."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from xml.etree import ElementTree

MOST_BYTES: Final = 200_000
MOST_PIXELS: Final = 2000
"""Of either side of a PNG: it is shown 140 wide at most, on dense displays three times as fine."""
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_SVG: Final = "{http://www.w3.org/2000/svg}"
_ELEMENTS: Final = frozenset(
    {"svg", "g", "defs", "title", "desc", "metadata", "path", "rect", "circle", "ellipse", "line", "polyline"}
    | {"polygon", "text", "tspan", "use", "symbol", "linearGradient", "radialGradient", "stop", "clipPath", "mask"}
    | {"style"}
)
_ELSEWHERE: Final = re.compile(r"url\s*\(\s*[\"']?(?!#)|@import|expression|javascript:|data:", re.IGNORECASE)
_DECLARES: Final = re.compile(r"<!(DOCTYPE|ENTITY)|<\?xml-stylesheet", re.IGNORECASE)


def mistakes(file: Path) -> Iterator[str]:
    """What is wrong with the picture in *file*, one line each."""
    if file.is_symlink():
        yield "it is a link to another file"
        return
    with file.open("rb") as opened:
        data = opened.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        yield f"larger than {MOST_BYTES // 1000} KB"
        return
    yield from _of_svg(data) if file.suffix == ".svg" else _of_png(data)


def _of_svg(data: bytes) -> Iterator[str]:
    try:
        text = data.decode("utf-8-sig")
        if _DECLARES.search(text):
            yield "declarations, entities and style sheets have no place in a logo"
            return
        root = ElementTree.fromstring(text)
    except (UnicodeDecodeError, ElementTree.ParseError, RecursionError, ValueError):
        yield "it is no SVG in UTF-8"
        return
    if root.tag != f"{_SVG}svg":
        yield "it is no SVG picture"
    yield from sorted({wrong for element in root.iter() for wrong in _of_element(element)})


def _of_element(element: ElementTree.Element) -> Iterator[str]:
    space, _, name = str(element.tag).rpartition("}")
    if space == _SVG[:-1] and name not in _ELEMENTS:
        yield f"<{name}> has no place in a logo"
    for key, value in element.attrib.items():
        plain = key.rpartition("}")[2].lower()
        if plain.startswith("on"):
            yield f"{plain} runs a script"
        if (plain in ("href", "src") and not value.startswith("#")) or _ELSEWHERE.search(value):
            yield f"{plain} leads elsewhere"
    if name == "style" and _ELSEWHERE.search(element.text or ""):
        yield "its style leads elsewhere"


def _of_png(data: bytes) -> Iterator[str]:
    if not data.startswith(_PNG) or data[12:16] != b"IHDR" or not _is_whole(data):
        yield "it is no PNG, or a damaged one"
        return
    width, height = struct.unpack_from(">II", data, 16)
    if not 0 < max(width, height) <= MOST_PIXELS:
        yield f"{width} x {height} pixels; at most {MOST_PIXELS} either way"


def _is_whole(data: bytes) -> bool:
    """Whether every block of a PNG is there, with its checksum, to the last."""
    place = len(_PNG)
    while place + 12 <= len(data):
        (length,) = struct.unpack_from(">I", data, place)
        block, end = data[place + 4 : place + 8 + length], place + 12 + length
        if end > len(data) or struct.pack(">I", zlib.crc32(block)) != data[end - 4 : end]:
            return False
        if block[:4] == b"IEND":
            return True
        place = end
    return False
