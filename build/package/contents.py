"""What goes into the packaged program and what stays out, by rule: a new module or picture needs no entry."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]

DATA_FOLDERS: Final = ("resources",)
"""Every file below these that the program reads; what people read who work on it stays out."""
NOT_DATA: Final = frozenset({".md", ".py", ".ts"})

HIDDEN: Final = (
    "pjsua2.pjsua2",
    "aioice.stun",
    "dns.resolver",
    "defusedxml.ElementTree",
    "miniaudio",
    "_miniaudio",
    "_cffi_backend",
    "psutil",
)
"""Imported by name at run time, where nothing in our own packages says so."""

_QT_NEEDED: Final = frozenset({"QtCore", "QtGui", "QtWidgets", "QtSvg"})
_EXCLUDED: Final = (
    *("tkinter", "unittest", "doctest", "pydoc", "pdb", "lib2to3", "distutils", "ensurepip"),
    *("setuptools", "pkg_resources", "pip", "pytest", "_pytest", "hypothesis", "mypy", "atheris"),
    *("numpy.f2py", "numpy.testing", "numpy.tests", "numpy.distutils", "numpy._pyinstaller"),
    *("numpy.random", "numpy.polynomial"),
    *("pydantic.v1", "pydantic.mypy"),
)

_QT_PLUGINS: Final = r"""
    platforms/[^/]*(xcb|wayland|offscreen|windows|cocoa)\.
  | platformthemes/[^/]*(xdgdesktopportal)\.
  | platforminputcontexts/[^/]*(compose|ibus)
  | tls/[^/]*(openssl|schannel|securetransport)
  | wayland-shell-integration/[^/]*xdg-shell
  | wayland-decoration-client/[^/]*bradient
  | (styles|iconengines|printsupport|accessible)/
  | imageformats/[^/]*(svg|jpeg|ico)\.
"""
"""The plug-ins that a program of plain widgets loads: pictures on screen, keyboards, the system's styles and icons."""

_UNWANTED: Final = re.compile(
    rf"""
      /Qt/qml/
    | /plugins/(?!{_QT_PLUGINS})
    | (lib)?Qt6?(Qml|Quick|Pdf|VirtualKeyboard|Labs|Designer|Help|Sql|Test|ShaderTools|EglF|WlShellIntegration
                |OpenGLWidgets|UiTools|Multimedia)[^/]*$
    | /opengl32sw\.dll$                                   # a software renderer; widgets are painted without any
    | numpy/.*/tests/
    """,
    re.VERBOSE | re.IGNORECASE,
)

_BROUGHT: Final = re.compile(
    r"^lib(python3\.\d+|ssl|crypto|ffi|lzma|bz2|uuid|xcb-(cursor|icccm|image|keysyms|randr|render-util|shape|util|xkb)"
    r"|xkbcommon|xkbcommon-x11)\.so"
)
"""Linux: the libraries of the building system that go in, because not every desktop has them, or not these. All others
are the desktop's own, and must fit its drivers and settings: a program that brings its own C++ library cannot load a
newer graphics driver, and one that brings its own font library misreads the fonts."""


def is_left_to_linux(name: str, kind: str) -> bool:
    """Whether a desktop has this library. Those of wheels lie in folders of their own, with links to them."""
    return kind == "BINARY" and "/" not in name and ".so" in name and not _BROUGHT.match(name)


def wanted(name: str) -> bool:
    """Whether a collected file goes in; *name* is its place in the packaged program, with any kind of slash."""
    return not _UNWANTED.search("/" + name.replace("\\", "/"))


def data_files(root: Path = ROOT) -> list[tuple[str, str]]:
    """Our own data as pairs of file and folder inside the program."""
    found = (path for folder in DATA_FOLDERS for path in sorted((root / folder).rglob("*")))
    return [(str(path), str(path.parent.relative_to(root))) for path in found if is_data(path)]


def is_data(path: Path) -> bool:
    """Whether the program reads this file."""
    return path.is_file() and path.suffix not in NOT_DATA and not path.name.startswith(".")


def qt_modules(root: Path = ROOT) -> frozenset[str]:
    """The Qt modules that our window imports, and those without which there is no window."""
    sources = (path.read_text(encoding="utf-8") for path in (root / "app").rglob("*.py"))
    return _QT_NEEDED | {name for text in sources for name in re.findall(r"PySide6\.(Qt\w+)", text)}


def excluded(qt_available: Iterable[str], root: Path = ROOT) -> list[str]:
    """Modules that stay out although something that we use could import them; *qt_available* are all of PySide6."""
    return [*_EXCLUDED, *(f"PySide6.{name}" for name in sorted(set(qt_available) - qt_modules(root)))]


def lean(entries: Iterable[tuple[str, str, str]], *, linux: bool, root: Path = ROOT) -> list[tuple[str, str, str]]:
    """The entries of one of PyInstaller's tables of contents that go in."""
    absent = _absent_parts(root)
    chosen = [entry for entry in entries if wanted(entry[0]) and not absent.search(entry[0].replace("\\", "/"))]
    return [(name, file, kind) for name, file, kind in chosen if not (linux and is_left_to_linux(name, kind))]


def _absent_parts(root: Path) -> re.Pattern[str]:
    """Libraries of Qt modules that nothing imports, and Qt's words in languages that we do not speak."""
    modules = "|".join({"Network", "PrintSupport"} - {name.removeprefix("Qt") for name in qt_modules(root)}) or "(?!)"
    spoken = "|".join(languages(root)) or "(?!)"
    return re.compile(
        rf"Qt6?({modules})(\.|$)[^/]*$|/plugins/printsupport/|PySide6/.*translations/(?!qtbase_({spoken})\.qm$)"
    )


def languages(root: Path = ROOT) -> list[str]:
    """The languages of the program besides English, as Qt names them."""
    return sorted(path.stem.replace("-", "_") for path in (root / "resources" / "translations").glob("*.po"))
