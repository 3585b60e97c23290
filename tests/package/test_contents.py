"""What goes into the packaged program: everything it reads and imports by name, and none of what it never loads."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from app.engine import warming
from app.ui.pages import PAGES
from build.package import contents

TOP = Path(__file__).parents[2]

WANTED = (
    "PySide6/Qt/plugins/platforms/libqxcb.so",
    "PySide6/Qt/plugins/platforms/libqoffscreen.so",
    "PySide6/plugins/platforms/qwindows.dll",
    "PySide6\\plugins\\styles\\qmodernwindowsstyle.dll",
    "PySide6/Qt/plugins/platforms/libqcocoa.dylib",
    "PySide6/Qt/plugins/imageformats/libqsvg.so",
    "PySide6/Qt/plugins/iconengines/libqsvgicon.so",
    "PySide6/Qt/lib/libQt6Widgets.so.6",
    "PySide6/Qt/plugins/tls/libqopensslbackend.so",
    "PySide6/Qt/translations/qtbase_de.qm",
    "pjsua2/_pjsua2.cpython-311-x86_64-linux-gnu.so",
    "resources/texts/screens.toml",
    "certifi/cacert.pem",
    "resources/translations/de.po",
)
UNWANTED = (
    "PySide6/Qt/qml/QtQuick/libqtquick2plugin.so",
    "PySide6/Qt/lib/libQt6Quick.so.6",
    "PySide6/Qt6Qml.dll",
    "PySide6/Qt/plugins/platforminputcontexts/libqtvirtualkeyboardplugin.so",
    "PySide6/Qt/plugins/imageformats/libqpdf.so",
    "PySide6/plugins/multimedia/ffmpegmediaplugin.dll",
    "PySide6/Qt/plugins/platformthemes/libqgtk3.so",
    "PySide6/opengl32sw.dll",
    "PySide6/Qt/translations/qtbase_fi.qm",
    "PySide6/Qt/translations/assistant_de.qm",
    "numpy/linalg/tests/data.npy",
)


def kept(name: str, *, linux: bool = True) -> bool:
    return bool(contents.lean([(name, "/somewhere", "BINARY")], linux=linux))


@pytest.mark.parametrize("name", WANTED)
def test_what_is_needed_goes_in(name: str) -> None:
    assert kept(name)


@pytest.mark.parametrize("name", UNWANTED)
def test_what_nobody_loads_stays_out(name: str) -> None:
    assert not kept(name)


@pytest.mark.parametrize("name", ["libstdc++.so.6", "libglib-2.0.so.0", "libfontconfig.so.1", "libgtk-3.so.0"])
def test_the_desktops_own_libraries_stay_out_on_linux_only(name: str) -> None:
    assert not kept(name)
    assert kept(name, linux=False)


@pytest.mark.parametrize("name", ["libpython3.11.so.1.0", "libssl.so.3", "libxcb-cursor.so.0", "libffi.so.8"])
def test_what_a_desktop_may_lack_goes_in(name: str) -> None:
    assert kept(name)


def test_every_resource_goes_in_but_the_notes_for_authors() -> None:
    inside = {Path(file).relative_to(TOP) for file, _ in contents.data_files()}
    all_files = {path.relative_to(TOP) for path in (TOP / "resources").rglob("*") if path.is_file()}
    assert {path for path in all_files - inside if path.suffix != ".md"} == set()
    assert {folder for file, folder in contents.data_files() if file.endswith("screens.toml")} == {"resources/texts"}


def test_the_qt_modules_of_the_window_are_found_in_its_source() -> None:
    assert {"QtCore", "QtGui", "QtWidgets", "QtSvg"} <= contents.qt_modules()
    out = contents.excluded({"QtCore", "QtQml", "QtNetwork"})
    assert "PySide6.QtQml" in out
    assert "PySide6.QtCore" not in out


def test_every_module_that_is_imported_by_name_is_found_by_rule() -> None:
    """The packager collects all of ``app``; what else is named in strings must be listed."""
    code = "from PyInstaller.utils.hooks import collect_submodules; print('\\n'.join(collect_submodules('app')))"
    done = subprocess.run([sys.executable, "-c", code], cwd=TOP, capture_output=True, text=True, check=False)
    if "No module named 'PyInstaller'" in done.stderr:
        pytest.skip("PyInstaller is not installed: python3 dev.py package installs it")
    found = set(done.stdout.split())
    named = {name for names in warming.USED_BY.values() for name in names} | set(warming._ALWAYS) | set(warming._STUN)
    pages = {f"app.ui.pages.{place.split('.')[0]}" for place in PAGES.values()}
    assert {name for name in named if name.startswith("app.")} | pages <= found
    assert {name for name in named if not name.startswith("app.")} - set(contents.HIDDEN) <= {"ssl"}
