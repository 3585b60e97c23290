"""The card's contents: one scrolling place a page, built on the first visit, and one for the sheet over them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget, QWidget

from app.ui.pages import build_page
from app.ui.pages.page import Page
from app.wizard.catalogue import ScreenId

if TYPE_CHECKING:
    from app.ui.sheet import Sheet

_THIN: Final = """
QScrollBar { background: transparent; margin: 0; border: 0; }
QScrollBar:vertical { width: 10px; }
QScrollBar:horizontal { height: 10px; }
QScrollBar::handle { background: palette(mid); border-radius: 4px; min-height: 40px; min-width: 40px; margin: 1px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
"""


class PageStack(QStackedWidget):
    """``pressed`` carries what any page says."""

    pressed = Signal(str)
    said = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._pages: dict[ScreenId, tuple[Page, QScrollArea]] = {}
        self._sheet: tuple[Sheet, QScrollArea] | None = None

    def page(self, screen: ScreenId) -> Page:
        """The page of *screen*."""
        if screen not in self._pages:
            page = build_page(screen)
            page.pressed.connect(self.pressed)
            page.said.connect(self.said)
            self._pages[screen] = (page, self._place(page))
        return self._pages[screen][0]

    def show_page(self, screen: ScreenId) -> None:
        """Put the page of *screen* up."""
        self.page(screen)
        self.setCurrentWidget(self._pages[screen][1])

    def forget_pages(self) -> None:
        """The language changed: every page is built anew when it is next shown."""
        areas = [area for _, area in (*self._pages.values(), *filter(None, [self._sheet]))]
        self._pages.clear()
        self._sheet = None
        for area in areas:
            self.removeWidget(area)
            area.hide()
            area.deleteLater()

    def to_top(self, screen: ScreenId) -> None:
        """Scroll to where the page begins."""
        self._pages[screen][1].verticalScrollBar().setValue(0)

    @property
    def sheet(self) -> Sheet:
        """The sheet; it is not up until :meth:`show_sheet`."""
        if self._sheet is None:
            from app.ui.sheet import Sheet

            sheet = Sheet()
            self._sheet = (sheet, self._place(sheet))
        return self._sheet[0]

    def show_sheet(self) -> None:
        """Lay the sheet over the page."""
        self.sheet.show()
        assert self._sheet is not None
        self.setCurrentWidget(self._sheet[1])

    @property
    def sheet_is_up(self) -> bool:
        """Whether the sheet lies over a page."""
        return self._sheet is not None and self.currentWidget() is self._sheet[1]

    def _place(self, page: QWidget) -> QScrollArea:
        """*page* in the card, with a scroll bar only for what large text makes too long."""
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setStyleSheet(_THIN)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(page)
        page.setAutoFillBackground(False)
        area.viewport().setAutoFillBackground(False)
        self.addWidget(area)
        return area
