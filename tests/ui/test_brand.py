"""The window in a provider's clothes: title, logo, colour, support number, from a folder beside the program."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.driver import brand as module
from app.ui.host import Host
from app.ui.main import _beginning, _LateConnect
from app.ui.widgets.logo import HEIGHT, WIDEST, Logo
from app.ui.window import Window
from tests.package.test_brand import PROFILE, SVG


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv(module.VARIABLE, str(tmp_path))
    (tmp_path / "brand.toml").write_text('name = "Bright check"\n', encoding="utf-8")
    (tmp_path / "profile.callmend").write_text(PROFILE, encoding="utf-8")
    module.brand.cache_clear()
    yield tmp_path
    module.brand.cache_clear()


def test_the_window_is_the_providers(folder: Path, application: QApplication) -> None:
    (folder / "logo.svg").write_text(SVG.replace("0 0 9 9", "0 0 900 100"), encoding="utf-8")
    start, complaint = _beginning(None, None)
    window = Window(Host(_LateConnect(), start))
    assert complaint is None
    assert window.windowTitle().endswith(" - Bright check")
    assert window.host.provider.support_phone == "0800 123 4567"
    assert window.host.provider.accent == "#8A1C5A"
    assert window.bottom._logo.is_there
    assert window.bottom._logo.accessibleName() == "Bright Telecom"
    window.deleteLater()


def test_a_logo_is_never_larger_than_its_place(folder: Path, application: QApplication) -> None:
    for box in ("0 0 9000 100", "0 0 100 9000", "0 0 1 1"):
        (folder / "logo.svg").write_text(SVG.replace("0 0 9 9", box), encoding="utf-8")
        module.brand.cache_clear()
        size = Logo().sizeHint()
        assert size.width() <= WIDEST
        assert size.height() <= HEIGHT


def test_a_damaged_logo_is_left_out(folder: Path, application: QApplication) -> None:
    (folder / "logo.png").write_bytes(b"not a picture")
    module.brand.cache_clear()
    assert not Logo().is_there
