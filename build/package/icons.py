"""The icon in the format of each system, drawn from one SVG at build time: PNG, ICO (Windows), ICNS (macOS)."""

from __future__ import annotations

import os
import struct
from pathlib import Path
from typing import Final

SOURCE: Final = Path("resources") / "icon" / "callmend.svg"
ICO_SIZES: Final = (16, 20, 24, 32, 40, 48, 64, 256)
ICNS_KINDS: Final = {128: b"ic07", 256: b"ic08", 512: b"ic09", 1024: b"ic10", 32: b"ic11", 64: b"ic12"}
"""Apple's name of the picture of each size; the last two are 16 and 32 points on dense displays."""


def png(source: Path, size: int) -> bytes:
    """The picture as PNG, *size* pixels square. Needs no display."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QBuffer, QByteArray, QIODevice
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    QSvgRenderer(str(source)).render(painter)
    painter.end()
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(data.data())


def ico(pictures: dict[int, bytes]) -> bytes:
    """A Windows icon file: a directory of PNG pictures (since Windows Vista)."""
    place = 6 + 16 * len(pictures)
    table, body = b"", b""
    for size, data in sorted(pictures.items()):
        table += struct.pack("<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(data), place + len(body))
        body += data
    return struct.pack("<HHH", 0, 1, len(pictures)) + table + body


def icns(pictures: dict[int, bytes]) -> bytes:
    """A macOS icon file: one block for each picture."""
    blocks = [ICNS_KINDS[size] + struct.pack(">I", len(data) + 8) + data for size, data in sorted(pictures.items())]
    body = b"".join(blocks)
    return b"icns" + struct.pack(">I", len(body) + 8) + body


def write_icons(root: Path, folder: Path) -> None:
    """Write ``callmend.ico`` and ``callmend.icns`` into *folder*."""
    folder.mkdir(parents=True, exist_ok=True)
    source = root / SOURCE
    (folder / "callmend.ico").write_bytes(ico({size: png(source, size) for size in ICO_SIZES}))
    (folder / "callmend.icns").write_bytes(icns({size: png(source, size) for size in ICNS_KINDS}))
