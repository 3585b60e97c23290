"""Reads and writes translation files: gettext's PO, the form that every translator's editor knows.

One entry holds where the sentence stands (``msgctxt``: section and id), its English words (``msgid``) and the
translation (``msgstr``). Qt's ``.ts`` would need Qt to be read, and the engine, the report and the command line speak
too, and none of them may load Qt.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

_ENTRY: Final = re.compile(
    r'(?P<flags>(?:^#[,|].*\n)*)^msgctxt "(?P<id>.*)"\nmsgid "(?P<source>.*)"\nmsgstr "(?P<target>.*)"$', re.MULTILINE
)
_ESCAPED: Final = re.compile(r"\\(.)")
_FUZZY: Final = re.compile(r"^#,.*\bfuzzy\b", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Entry:
    """One sentence: its *id* such as ``screens.11.title``, the English *source* it was translated from, and *target*.

    *stale*: English has changed since; the translation waits for a person and is not used.
    """

    id: str
    source: str
    target: str
    stale: bool = False


def parse(content: str) -> Iterator[Entry]:
    """The entries of a file; long strings that an editor has folded over several lines are joined."""
    for found in _ENTRY.finditer(content.replace('"\n"', "")):
        stale = bool(_FUZZY.search(found["flags"]))
        place, source, target = (_ESCAPED.sub(r"\1", found[name]) for name in ("id", "source", "target"))
        yield Entry(place, source, target, stale)


def written(entries: Iterable[Entry], code: str) -> str:
    """The text of a file."""
    return "\n".join([_HEAD.format(code=code.replace("-", "_")), *(_written(entry) for entry in entries)])


_HEAD: Final = """\
# Sentences of resources/texts in another language. Made and checked by: python3 -m build.translations
msgid ""
msgstr ""
"Language: {code}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"""


def _written(entry: Entry) -> str:
    flag = "#, fuzzy\n" if entry.stale else ""
    strings = (entry.id, entry.source, entry.target)
    place, source, target = (text.replace("\\", "\\\\").replace('"', '\\"') for text in strings)
    return f'{flag}msgctxt "{place}"\nmsgid "{source}"\nmsgstr "{target}"\n'
