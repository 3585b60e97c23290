"""What Qt's writer cannot do: the outline of bookmarks. pypdf adds it, and the attached files."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any, Final

from app.paper.sheet import CSS_DPI, Bookmark

POINTS: Final = 72.0


def with_outline(pdf: io.BytesIO, marks: Sequence[Bookmark], files: Mapping[str, bytes]) -> bytes:
    """*pdf* with *marks* as its outline, shown when it is opened, and with *files* inside."""
    from pypdf import PdfReader, PdfWriter
    from pypdf.generic import Fit

    writer = PdfWriter(clone_from=PdfReader(pdf))
    above: dict[int, Any] = {}
    for mark in marks:
        height = float(writer.pages[mark.page].mediabox.height)
        place = Fit.fit_horizontally(top=height - mark.y * POINTS / CSS_DPI + 8)
        parent = next((above[level] for level in range(mark.level - 1, 0, -1) if level in above), None)
        above[mark.level] = writer.add_outline_item(
            title=mark.title, page_number=mark.page, parent=parent, is_open=mark.level < 2, fit=place
        )
        for level in [one for one in above if one > mark.level]:
            del above[level]
    for name, data in files.items():
        writer.add_attachment(name, data)
    writer.page_mode = "/UseOutlines"
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
