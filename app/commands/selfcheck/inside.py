"""Whether everything the program reads is inside, and can be read."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Final

from app.commands.selfcheck import parts
from app.commands.selfcheck.libraries import libraries
from app.commands.selfcheck.running import BrokenError, Check, plain
from app.words import entries, resource_path, text
from app.words.resources import built_in_root

_SECTIONS: Final = (
    *("errors", "findings", "questions", "reasons", "report", "routers", "screens", "selftest", "steps", "terminal"),
    "window",
)
_CODE_WORDS: Final = 256
_KEY_DIGITS: Final = 64
_FEWEST_CERTIFICATES: Final = 50
"""A store of public authorities holds more than a hundred; an empty one means that no server can be trusted."""


def checks() -> list[Check]:
    """One for each kind of data."""
    own = [plain(text("selftest", "names", "files"), parts.own_files)] if parts.are_listed() else []
    return [*own, *(plain(text("selftest", "names", name), partial(_look, name)) for name in _LOOKS)]


def _look(name: str) -> str:
    parts.must_be_whole(name)
    return _LOOKS[name]()


def texts() -> str:
    """Every section that the program cannot do without, and that all of them are in order."""
    missing = [name for name in _SECTIONS if not entries(name)]
    if missing:
        raise BrokenError(f"missing: {', '.join(missing)}")
    files = _files("texts", "*.toml")
    return f"{sum(_leaves(entries(file.stem)) for file in files)} texts in {len(files)} files"


def _leaves(value: object) -> int:
    return sum(map(_leaves, value.values())) if isinstance(value, Mapping) else 1


def pictures() -> str:
    """Every picture that a screen names."""
    from app.wizard.catalogue import catalogue

    wanted = {screen.picture for screen in catalogue().values()}
    missing = [name for name in sorted(wanted) if not resource_path(f"pictures/{name}.svg").is_file()]
    if missing:
        raise BrokenError(f"missing: {', '.join(missing)}")
    return f"{len(_files('pictures', '*.svg'))} pictures"


def sounds() -> str:
    """Every recording, decoded."""
    from app.testline.sounds import read_mu_law

    files = _files("sounds", "*.wav")
    for file in files:
        read_mu_law(file.read_bytes())
    return f"{len(files)} recordings"


def letters() -> str:
    """The typeface."""
    files = _files("fonts", "*.otf")
    if any(file.read_bytes()[:4] != b"OTTO" for file in files):
        raise BrokenError("a font file is damaged")
    return f"{len(files)} weights"


def guides() -> str:
    """Every guide, by the rules that their authors check them by."""
    from app.routers.check import check_folder
    from app.routers.known import known_routers

    found, problems = check_folder()
    if problems:
        raise BrokenError(f"{len(problems)} problems, such as {problems[0].guide}: {problems[0].text}")
    if not found or not known_routers():
        raise BrokenError("none")
    return f"{len(found)} guides"


def code_words() -> str:
    """The list that the spoken code is made from."""
    from app.report.code_words import code_words as listed

    if len(set(listed())) != _CODE_WORDS:
        raise BrokenError(f"{len(set(listed()))} words, not {_CODE_WORDS}")
    return f"{_CODE_WORDS} words"


def translations() -> str:
    """The file of every language but the source, read."""
    from app.words.languages import LANGUAGES, SOURCE
    from app.words.po import parse

    codes = [language.code for language in LANGUAGES if language.code != SOURCE]
    files = {code: resource_path(f"translations/{code}.po") for code in codes}
    missing = [code for code, file in files.items() if not file.is_file()]
    if missing:
        raise BrokenError(f"missing: {', '.join(missing)}")
    counts = [sum(bool(entry.target) for entry in parse(file.read_text(encoding="utf-8"))) for file in files.values()]
    return f"{len(codes) + 1} languages, {min(counts)} to {max(counts)} sentences translated"


def certificates() -> str:
    """Authorities to check servers by: those inside, and those that this computer gives."""
    from app.network.tls import bundled_authorities, client_context

    inside = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    inside.load_verify_locations(cafile=bundled_authorities())
    for context in (inside, client_context()):
        if len(context.get_ca_certs()) < _FEWEST_CERTIFICATES:
            raise BrokenError(f"only {len(context.get_ca_certs())} authorities are known")
    return f"{len(inside.get_ca_certs())} authorities, {ssl.OPENSSL_VERSION}"


def content() -> str:
    """Which guides and words are in use, and whether a newer pack could be told from a stranger's."""
    from app.words.content import DEVELOPMENT_KEY, KEY_FILE, SERIAL_FILE, built_in, installed, installed_folder

    root, place = built_in_root(), installed_folder()
    key, serial = built_in(KEY_FILE, root), built_in(SERIAL_FILE, root)
    if len(key) != _KEY_DIGITS or not serial.isdigit():
        raise BrokenError("the key or the number of the built-in content is missing")
    newer = installed(place, root) if place is not None else None
    in_use = f"pack {newer.serial}" if newer else f"built-in {serial}"
    return f"{in_use}, {'a development build: no pack can be signed for it' if key == DEVELOPMENT_KEY else 'own key'}"


def _files(folder: str, pattern: str) -> list[Path]:
    found = sorted(resource_path(folder).glob(pattern))
    if not found:
        raise BrokenError("none")
    return found


_LOOKS: Final[dict[str, Callable[[], str]]] = {
    "libraries": libraries,
    "texts": texts,
    "pictures": pictures,
    "sounds": sounds,
    "letters": letters,
    "guides": guides,
    "code_words": code_words,
    "translations": translations,
    "certificates": certificates,
    "content": content,
}
