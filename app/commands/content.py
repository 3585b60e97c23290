"""Newer router guides and words: look at what is installed, or install a signed pack from a file or the provider.

Without options, says which content is in use; with "update", fetches a newer pack from the address in the provider's
profile. A pack that is broken, older, not signed or not fit for this program is refused, and what was there stays.
"""

from __future__ import annotations

import shutil
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from app.commands import speech
from app.model.errors import UserError
from app.words import text

if TYPE_CHECKING:
    from app.commands.packs.provider import Source
    from app.commands.packs.reading import Pack


def add_arguments(parser: ArgumentParser) -> None:
    """Where a pack comes from; there is no third place."""
    parser.add_argument(
        "deed", nargs="?", choices=["update"], help="fetch what is newer from the provider whose program this is"
    )
    source = parser.add_mutually_exclusive_group()
    source.add_argument("--file", metavar="PACK", help="install the pack in this file")
    source.add_argument(
        "--profile", metavar="PROFILE", help="fetch the pack from the address in the provider's profile"
    )
    source.add_argument("--remove", action="store_true", help="go back to the built-in content")


def run(arguments: Namespace) -> int:
    """Do what was asked; raises :class:`UserError`."""
    if arguments.file:
        return install_file(Path(arguments.file))
    if arguments.profile or arguments.deed:
        from app.commands.packs import provider

        update(provider.source_in(Path(arguments.profile)) if arguments.profile else provider.own_source())
    elif arguments.remove:
        shutil.rmtree(_place(), ignore_errors=True)
    return _say()


def install_file(path: Path) -> int:
    """Install the pack in the file *path*, and say so; raises :class:`UserError`."""
    install(_from_file(path))
    return _say()


def _say() -> int:
    from app.words import content
    from app.words.resources import built_in_root

    root, place = built_in_root(), content.installed_folder()
    newer = content.installed(place, root) if place is not None else None
    serial = newer.serial if newer else content.built_in(content.SERIAL_FILE, root)
    speech.result(text("terminal", "content_installed" if newer else "content_built_in", "text", serial=serial))
    return 0


def _from_file(path: Path) -> bytes:
    from app.commands.packs.reading import MOST_PACK
    from app.engine.files import read_bounded

    return read_bounded(path, MOST_PACK)


def run_hidden(_: list[str]) -> int:
    """For the window, in a process of its own: fetch from the source on standard input, unless that was done today.

    Nobody reads what this says: what cannot be fetched now is asked for again at another start.
    """
    from app.commands.packs import provider

    source = provider.source_of(sys.stdin.read(provider.MOST_SOURCE))
    if source is None or not provider.is_due(source, _place()):
        return 0
    update(source)
    provider.note_asked(source, _place())
    return 0


def update(source: Source) -> None:
    """Install what *source* has, unless it is what is here already; raises :class:`UserError`."""
    from app.commands.packs import provider

    try:
        install(provider.fetched(source))
    except UserError as error:
        if error.text_id != "content_older":
            raise


def install(data: bytes) -> None:
    """Check the pack *data* and put it in place in one step; raises :class:`UserError`, and then nothing changed."""
    from app.commands.packs import fitness
    from app.commands.packs.reading import lay_out, read_pack
    from app.words import content
    from app.words.resources import built_in_root

    root, place = built_in_root(), _place()
    pack = read_pack(data, content.built_in(content.KEY_FILE, root))
    _must_be_newer(pack, place, root)
    waiting = place.with_name(f"{place.name}.new")
    shutil.rmtree(waiting, ignore_errors=True)
    try:
        lay_out(pack, waiting)
        wrong = fitness.problems(waiting, root)
        if wrong:
            raise UserError("content_unfit", problem=wrong[0], count=len(wrong))
        _put_in_place(waiting, place)
    except OSError as error:
        from app.engine.files import storage_trouble

        raise storage_trouble(error, place.parent) from None
    finally:
        shutil.rmtree(waiting, ignore_errors=True)


def _place() -> Path:
    from app.words import content

    place = content.installed_folder()
    if place is None:
        raise UserError("content_only_packaged")
    return place


def _must_be_newer(pack: Pack, place: Path, root: Path) -> None:
    from app.words import content

    present = content.installed(place, root)
    newest = max(present.serial if present else 0, int(content.built_in(content.SERIAL_FILE, root) or 0))
    if pack.about.serial <= newest:
        raise UserError("content_older", serial=pack.about.serial, newest=newest)


def _put_in_place(waiting: Path, place: Path) -> None:
    """Two renames: between them, and after a power cut there, the built-in content counts."""
    old = place.with_name(f"{place.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if place.exists():
        place.rename(old)
    waiting.rename(place)
    shutil.rmtree(old, ignore_errors=True)
