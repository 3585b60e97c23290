"""Make ``resources/routers/recognition`` from the guides: ``python3 -m build.recognition [OUI.CSV]`` at the top.

OUI.CSV is the IEEE's public list of address blocks, as Debian's package ``ieee-data`` installs it. Without it only
``known.json`` is made. Only makers that a guide names are kept.
"""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path
from textwrap import wrap
from typing import Final

from app.routers.catalogue import catalogue
from app.routers.known import KNOWN_FILE, MAKERS_FILE, known_data, known_routers
from app.words import resource_path
from build.dev.say import say

USUAL_LIST: Final = Path("/usr/share/ieee-data/oui.csv")
_HEAD: Final = """\
# Makers of network cards in routers: blocks of hardware addresses (IEEE MA-L, the first three octets) by maker.
# Made by build/recognition.py from the IEEE's public list (Debian package ieee-data); do not edit.

"""


def known_text() -> str:
    """One family a line."""
    lines = [json.dumps(item, ensure_ascii=False) for item in known_data(catalogue().values())]
    return "[\n" + ",\n".join(lines) + "\n]\n"


def makers_text(rows: list[dict[str, str]], wanted: set[str]) -> str:
    """The blocks of every maker whose name begins with one of *wanted*."""
    begins = tuple(name.casefold() for name in wanted)
    blocks: dict[str, list[str]] = {}
    for row in rows:
        maker = row["Organization Name"].strip()
        if maker.casefold().startswith(begins):
            blocks.setdefault(maker, []).append(row["Assignment"].upper())
    found = tuple(name.casefold() for name in blocks)
    for name in sorted(wanted):
        if not any(maker.startswith(name.casefold()) for maker in found):
            say(f"not in the list: {name}")
    return _HEAD + "\n".join(_entry(maker, blocks[maker]) for maker in sorted(blocks, key=str.casefold))


def _entry(maker: str, blocks: list[str]) -> str:
    lines = wrap(" ".join(sorted(set(blocks))), 112)
    return f'{json.dumps(maker, ensure_ascii=False)} = """\n' + "\n".join(lines) + '\n"""\n'


def main(arguments: list[str]) -> int:
    """Write the files."""
    resource_path(KNOWN_FILE).write_text(known_text(), encoding="utf-8")
    source = Path(arguments[0]) if arguments else USUAL_LIST
    if not source.exists():
        say(f"{source} is not there: makers.toml stays as it is")
        return 0
    with source.open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    known_routers.cache_clear()
    wanted = {maker for router in known_routers() for maker in router.recognise.makers}
    resource_path(MAKERS_FILE).write_text(makers_text(rows, wanted), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
