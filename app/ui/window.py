"""The one window: frame, pages, keys. It shows what the host says and holds nothing of the session."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QCloseEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPaintEvent,
    QShortcut,
)
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.model.errors import UserError
from app.ui.frame.bottom_bar import BottomBar
from app.ui.frame.landmark import Landmark
from app.ui.frame.top_bar import TopBar
from app.ui.host import Host
from app.ui.look import SCALES, look
from app.ui.pages import build_page
from app.ui.pages.page import Page
from app.ui.say import say, translated
from app.ui.widgets.button import RING
from app.ui.widgets.card import Card
from app.wizard.catalogue import ScreenId, catalogue

if TYPE_CHECKING:
    from app.ui.sheet import Sheet

SIZE: Final = QSize(880, 540)
"""At 100 %: fits a 1366 x 768 laptop scaled to 125 %, with title bar and task bar."""
LARGEST: Final = QSize(1280, 800)
TICK_MS: Final = 250
ANNOUNCE_EVERY: Final = 60
"""Ticks between two announcements of the time left: 15 seconds."""

_THIN: Final = """
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar::handle:vertical { background: palette(mid); border-radius: 4px; min-height: 40px; margin: 0 1px; }
QScrollBar::add-line, QScrollBar::sub-line { height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
"""


class Window(QWidget):
    """``left`` when the person closed it."""

    left = Signal()
    first_paint = Signal()

    def __init__(self, host: Host) -> None:
        super().__init__()
        self.host = host
        self._pages: dict[ScreenId, tuple[Page, QScrollArea]] = {}
        self._ticks = 0
        self.painted = False
        self.top, self.bottom, self.landmark = TopBar(), BottomBar(), Landmark()
        self._stack, self._layers = QStackedWidget(), QStackedWidget()
        self.sheet: Sheet | None = None
        self._lay_out()
        self._connect()
        self._tick = QTimer(self, interval=TICK_MS)
        self._tick.timeout.connect(self._on_tick)
        self.resize(SIZE)
        self.setMinimumSize(SIZE)
        self.restyle()
        self.show_screen()

    # Building

    def _lay_out(self) -> None:
        card = Card()
        self._card_room = QVBoxLayout(card)
        self._card_room.addWidget(self._stack)
        middle = QHBoxLayout()
        middle.setSpacing(20)
        middle.setContentsMargins(RING, 0, RING, 0)
        middle.addWidget(self.landmark)
        middle.addWidget(card, 1)
        normal = QWidget()
        column = QVBoxLayout(normal)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addLayout(middle, 1)
        column.addWidget(self.bottom)
        self._layers.addWidget(normal)
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(20 - RING, 6, 20 - RING, 14)
        self._outer.setSpacing(8)
        self._outer.addWidget(self.top)
        self._outer.addWidget(self._layers, 1)

    def _connect(self) -> None:
        self.top.back.connect(self._go_back)
        self.top.larger.connect(lambda: self._change_scale(+1))
        self.top.smaller.connect(lambda: self._change_scale(-1))
        self.landmark.details.connect(self.show_details)
        self.bottom.pressed.connect(self.press)
        self.host.screen_changed.connect(self.show_screen)
        self.host.scene_changed.connect(self._show_scene)
        self.host.level_changed.connect(self._show_levels)
        self.host.closing.connect(self.close)
        keys = {
            "Alt+Left": self._go_back,
            "F1": self.show_instruction,
            "F2": self.show_code,
            "Ctrl+D": self.show_details,
            "Escape": self._close_sheet,
            "Ctrl++": lambda: self._change_scale(+1),
            "Ctrl+=": lambda: self._change_scale(+1),
            "Ctrl+-": lambda: self._change_scale(-1),
        }
        for key, act in keys.items():
            QShortcut(QKeySequence(key), self).activated.connect(act)

    # Showing

    @property
    def page(self) -> Page:
        """The page of the present screen, built on its first visit."""
        return self._page_of(self.host.journey.screen)[0]

    def _page_of(self, screen: ScreenId) -> tuple[Page, QScrollArea]:
        if screen not in self._pages:
            page = build_page(screen)
            page.pressed.connect(self._page_pressed)
            area = QScrollArea()
            area.setWidgetResizable(True)
            area.setFrameShape(QFrame.Shape.NoFrame)
            area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            area.verticalScrollBar().setStyleSheet(_THIN)
            area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            area.setWidget(page)
            page.setAutoFillBackground(False)
            area.viewport().setAutoFillBackground(False)
            self._stack.addWidget(area)
            self._pages[screen] = (page, area)
        return self._pages[screen]

    def show_screen(self) -> None:
        """The screen changed: put up its page, title, number and landmark, and begin at its heading."""
        scene, screen = self.host.scene, catalogue()[self.host.journey.screen]
        page, area = self._page_of(screen.id)
        self._close_sheet()
        page.fill_in(scene)
        self._show_scene()
        self._stack.setCurrentWidget(area)
        area.verticalScrollBar().setValue(0)
        self._show_number(screen.number, screen.picture, translated("screens", screen.title))
        page.first_focus().setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self, f"{screen.number}. {page.heading.text()}. {page.instruction}")
        self._ticks = 0
        if screen.kind == "progress":
            self._tick.start()
        else:
            self._tick.stop()

    def _show_number(self, number: str, picture: str, title: str) -> None:
        journey = self.host.journey
        step = catalogue()[journey.screen].step
        self.top.show_screen(
            number, step, can_go_back=journey.can_go_back, practice=journey.answers.practice is not None
        )
        self.landmark.show_picture(picture)
        program = say("window", "frame", "program")
        self.setWindowTitle(f"{say('window', 'frame', 'title', number=number, title=title)} - {program}")

    def _show_scene(self) -> None:
        scene = self.host.scene
        self.page.show_scene(scene)
        self.bottom.show_presses(self.host.presses)
        self.bottom.show_help(scene.provider)

    def _show_levels(self) -> None:
        self.page.level_changed(self.host.scene)

    def _on_tick(self) -> None:
        self.page.show_scene(self.host.scene)
        self._ticks += 1
        ring = getattr(self.page, "ring", None)
        if ring is not None and self._ticks % ANNOUNCE_EVERY == 0:
            announce(self, ring.accessibleName())

    # Pressing

    def press(self, event: str) -> None:
        """A button of the bottom row."""
        page = self.page
        from app.ui import actions

        if event == "open_file":
            actions.ask_for_file(self, self.take_file)
            return
        if actions.act(event, self.host.scene, self._tell):
            return
        main = self.host.presses.main
        if main is not None and event == main.id and page.missing():
            announce(self, page.missing())
            return
        self.host.press(event, page.changes(self.host.journey.answers))

    def _page_pressed(self, event: str) -> None:
        if event == "answered":
            self.host.answer(self.page.picked)
        else:
            self.press(event)

    def take_file(self, path: Path) -> None:
        """Use the file that the person chose."""
        try:
            self.page.take_file(path)
        except UserError as error:
            self._tell(say("errors", error.text_id, "text", **error.values))

    def _tell(self, sentence: str) -> None:
        self.host.notice = sentence
        self._show_scene()
        announce(self, sentence)

    def _go_back(self) -> None:
        if self._close_sheet():
            return
        self.host.go_back()

    # Sheets

    def show_instruction(self) -> None:
        """F1."""
        sheet = self._open_sheet()
        sheet.show_instruction(self.page.heading.text(), self.page.instruction)
        announce(self, self.page.instruction)

    def show_code(self) -> None:
        """F2: screen 63 over any other."""
        screen = catalogue()["63"]
        self._open_sheet().show_code(self.host.known.code)
        self._show_number(screen.number, screen.picture, translated("screens", screen.title))

    def show_details(self) -> None:
        """Ctrl+D."""
        from app.ui.details import fact_lines

        self._open_sheet().show_facts(fact_lines(self.host.facts), len(self.host.facts))

    def _open_sheet(self) -> Sheet:
        if self.sheet is None:
            from app.ui.sheet import Sheet

            self.sheet = Sheet()
            self.sheet.closed.connect(self._close_sheet)
            self.sheet.report.connect(self._report_now)
            self._layers.addWidget(self.sheet)
        self._layers.setCurrentWidget(self.sheet)
        self.sheet.heading.setFocus(Qt.FocusReason.OtherFocusReason)
        return self.sheet

    def _close_sheet(self) -> bool:
        if self._layers.currentIndex() == 0:
            return False
        self._layers.setCurrentIndex(0)
        screen = catalogue()[self.host.journey.screen]
        self._show_number(screen.number, screen.picture, translated("screens", screen.title))
        self.page.first_focus().setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def _report_now(self) -> None:
        self._close_sheet()
        self.host.press("report_now", self.page.changes(self.host.journey.answers))

    # Keys, size, closing

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses what has the focus, else the main button."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter) or event.isAutoRepeat():
            super().keyPressEvent(event)
            return
        focused = QApplication.focusWidget()
        if isinstance(focused, QPushButton) and focused.isVisible():
            focused.click()
        elif self._layers.currentIndex() and self.sheet is not None:
            self.sheet.close_button.click()
        elif self.bottom.main is not None:
            self.bottom.main.click()

    def _change_scale(self, by: int) -> None:
        place = min(range(len(SCALES)), key=lambda index: abs(SCALES[index] - look.scale))
        look.scale = SCALES[min(max(place + by, 0), len(SCALES) - 1)]
        self.restyle()

    def restyle(self) -> None:
        """Take over a changed text size or palette in every widget that is up, and grow the window for large text."""
        for widget in self.findChildren(QWidget):
            if hasattr(widget, "restyle"):
                widget.restyle()
            widget.update()
        side = look.gap(26)
        self._card_room.setContentsMargins(side, look.gap(22), look.gap(14), look.gap(16))
        share = (look.scale - SCALES[0]) / (SCALES[-1] - SCALES[0])
        wanted = SIZE + (LARGEST - SIZE) * share
        room = self.screen().availableGeometry().size() if self.screen() else LARGEST
        self.resize(wanted.boundedTo(room).expandedTo(SIZE))
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        """A new palette reaches every widget that paints with it."""
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.LayoutDirectionChange):
            for widget in self.findChildren(QWidget):
                widget.update()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ground; and the moment at which there is something to see."""
        super().paintEvent(event)
        if not self.painted:
            self.painted = True
            QTimer.singleShot(0, self.first_paint.emit)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Nothing is asked: what was measured is kept, and the next start offers to go on."""
        event.accept()
        self.left.emit()


def announce(widget: QWidget, words: str) -> None:
    """Tell a screen reader *words* politely."""
    if QGuiApplication.instance() is None:
        return
    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, words))
