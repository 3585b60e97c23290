"""The sheet of all screens for reviewers: painted without a display, in every look."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from app.ui.contact_sheet import GAP, main
from app.ui.window import LARGEST, SIZE


@pytest.fixture(autouse=True)
def _as_before(application: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CALLMEND_THEME", "light")


@pytest.mark.parametrize(
    ("options", "size"),
    [([], SIZE), (["--theme", "dark"], SIZE), (["--percent", "200"], LARGEST), (["--direction", "rtl"], SIZE)],
)
def test_screens_stand_beside_each_other(
    options: list[str], size: object, tmp_path: Path, application: QApplication
) -> None:
    out = tmp_path / "sheet.png"
    assert main([str(out), "--screens", "11,51,63", "--columns", "2", *options]) == 0
    application.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    width, height = size.toTuple()  # type: ignore[attr-defined]
    sheet = QImage(str(out))
    assert sheet.size().toTuple() == (2 * (width + GAP) + GAP, 2 * (height + GAP) + GAP)
    dark = "dark" in options
    assert (sheet.pixelColor(GAP + 3, GAP + 3).lightness() < 60) == dark


def test_a_screen_without_a_page_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main([str(tmp_path / "sheet.png"), "--screens", "11,15"])
    assert "no page for 15" in capsys.readouterr().err
