"""The one window: frame, pages, keys. It shows what the host says and holds nothing of the session."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QCloseEvent,
    QKeyEvent,
    QKeySequence,
    QPaintEvent,
    QShortcut,
)
from PySide6.QtWidgets import QApplication, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.driver.brand import brand
from app.model.errors import UserError
from app.ui import appearance, delivery, language
from app.ui.frame.bottom_bar import BottomBar
from app.ui.frame.landmark import Landmark
from app.ui.frame.top_bar import TopBar
from app.ui.host import Host
from app.ui.look import SCALES, look
from app.ui.page_stack import PageStack
from app.ui.pages.page import Page
from app.ui.say import say
from app.ui.small_mode import SmallMode
from app.ui.widgets.button import RING
from app.ui.widgets.card import Card
from app.wizard.answers import Answers
from app.wizard.catalogue import Screen, catalogue
from app.wizard.journey import step_of
from app.words import Language, language_of

SIZE: Final = QSize(880, 540)
"""At 100 %: fits a 1366 x 768 laptop scaled to 125 %, with title bar and task bar."""
LARGEST: Final = QSize(1280, 800)
TICK_MS: Final = 250
ANNOUNCE_EVERY: Final = 60
"""Ticks between two announcements of the time left: 15 seconds."""


class Window(QWidget):
    """``left`` when the person closed it, ``first_paint`` when there is something to see."""

    accessible_role = QAccessible.Role.Window
    left = Signal()
    first_paint = Signal()

    def __init__(self, host: Host) -> None:
        super().__init__()
        self.host = host
        self.painted = False
        self._ticks = 0
        self._offered: Answers | None = None
        self._accent = host.provider.accent
        self.top, self.bottom, self.landmark, self.stack = TopBar(), BottomBar(), Landmark(), PageStack()
        self._lay_out()
        self._tick = QTimer(self, interval=TICK_MS)
        self._tick.timeout.connect(self._on_tick)
        self._connect()
        self.resize(SIZE)
        self.setMinimumSize(SIZE)
        self.small = SmallMode(self)
        self.restyle()
        self.show_screen()

    def _lay_out(self) -> None:
        card = Card()
        self._card_room = QVBoxLayout(card)
        self._card_room.addWidget(self.stack)
        middle = QHBoxLayout()
        middle.setSpacing(20)
        middle.setContentsMargins(RING, 0, RING, 0)
        middle.addWidget(self.landmark)
        middle.addWidget(card, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(20 - RING, 6, 20 - RING, 14)
        column.setSpacing(10)
        column.addWidget(self.top)
        column.addLayout(middle, 1)
        column.addWidget(self.bottom)

    def _connect(self) -> None:
        self.top.back.connect(self._go_back)
        self.top.larger.connect(lambda: self._change_scale(+1))
        self.top.smaller.connect(lambda: self._change_scale(-1))
        self.landmark.details.connect(self.show_details)
        self.bottom.pressed.connect(self.press)
        self.stack.pressed.connect(self.press)
        self.stack.said.connect(lambda words: announce(self, words))
        self.host.screen_changed.connect(self.show_screen)
        self.host.scene_changed.connect(self._show_scene)
        self.host.level_changed.connect(self._show_levels)
        self.host.closing.connect(self.close)
        keys: dict[str, Callable[[], object]] = {
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
        return self.stack.page(self.host.journey.screen)

    def show_screen(self) -> None:
        """The screen changed: put up its page, title, number and landmark, and begin at its heading."""
        screen, page = catalogue()[self.host.journey.screen], self.page
        self.small.show_screen(screen.id)
        page.fill_in(self.host.scene)
        self._ticks = 0
        if self.stack.sheet_is_up:  # the person reads the code; the new screen waits beneath it
            self._show_scene()
        else:
            self.stack.show_page(screen.id)
            self._show_scene()
            self.stack.to_top(screen.id)
            self._show_frame(screen)
            page.first_focus().setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self, spoken_line(screen.number, page.heading.text(), page.instruction))
        if screen.kind == "progress":
            self._tick.start()
        else:
            self._tick.stop()

    def _show_frame(self, shown: Screen) -> None:
        """Number, step, landmark and title of *shown*."""
        journey = self.host.journey
        practice = journey.answers.practice is not None
        step = step_of(journey) if shown.id == journey.screen else shown.step
        self.top.show_screen(shown.number, step, can_go_back=journey.can_go_back, practice=practice)
        self.landmark.show_picture(shown.picture)
        self._show_title(shown)

    def _show_title(self, shown: Screen) -> None:
        """The taskbar and a screen reader give the number too."""
        words = self.page.title_of(self.host.scene) if shown.id == self.host.journey.screen else shown.title
        title = say("window", "frame", "title", number=shown.number, title=words)
        worn = brand()
        self.setWindowTitle(f"{title} - {worn.name if worn else say('window', 'frame', 'program')}")

    def _show_scene(self) -> None:
        scene = self.host.scene
        self.page.show_scene(scene)
        if self.stack.sheet_is_up:
            self.bottom.show_presses(self.stack.sheet.presses)
        else:
            self._show_title(catalogue()[self.host.journey.screen])
            self.bottom.show_presses(self.host.presses)
        self.bottom.show_help(scene.provider)
        self._wear(scene.provider.accent)

    def _wear(self, accent: str) -> None:
        """A profile that was opened just now can bring its provider's colour."""
        if accent != self._accent:
            self._accent = accent
            application = QApplication.instance()
            if isinstance(application, QApplication):
                appearance.set_accent(application, accent)

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
        """A button of the bottom row, or an answer on the page."""
        from app.ui import actions

        page = self.page
        if self.stack.sheet_is_up:
            self._press_on_sheet(event)
        elif event == "language":
            self.speak(language_of(page.picked))
        elif event == "answered":
            self.host.answer(page.picked)
        elif event == "small_window":
            self.small.toggle()
            page.first_focus().setFocus(Qt.FocusReason.OtherFocusReason)
        elif event == "open_file":
            actions.ask_for_file(self, self.take_file)
        elif not page.act(event) and not actions.act(event, self.host.scene, self.tell):
            self._press_on(page, event)

    def _press_on(self, page: Page, event: str) -> None:
        main = self.host.presses.main
        missing = page.missing() if main is not None and event == main.id else ""
        if missing:
            announce(self, missing)
        else:
            self.host.press(event, page.changes(self.host.journey.answers))

    def take_file(self, path: Path) -> None:
        """Use the file that the person chose."""
        try:
            self.page.take_file(path)
        except UserError as error:
            self.tell(say("errors", error.text_id, "text", **error.values))

    def tell(self, sentence: str) -> None:
        """Say *sentence* on the present screen."""
        self.host.notice = sentence
        self._show_scene()
        announce(self, sentence)

    def _go_back(self) -> None:
        if not self._close_sheet():
            self.host.go_back()

    # Sheets

    def show_instruction(self) -> None:
        """F1."""
        page = self.page
        self.stack.sheet.show_instruction(page.heading.text(), page.instruction)
        self._put_up_sheet()
        announce(self, page.instruction)

    def show_code(self) -> None:
        """F2: screen 63 over any other."""
        self.stack.sheet.show_code(self.host.known.code)
        self._put_up_sheet()
        self._show_frame(catalogue()["63"])

    def show_details(self) -> None:
        """Ctrl+D."""
        from app.ui.details import fact_lines

        self.stack.sheet.show_facts(fact_lines(self.host.facts), len(self.host.facts))
        self._put_up_sheet()

    def offer(self, offered: Answers) -> None:
        """Another profile was opened while results are here: the person decides."""
        from app.ui.handing_over import called

        self._offered = offered
        self.stack.sheet.show_offer(called(offered))
        self._put_up_sheet()
        announce(self, self.stack.sheet.heading.text())

    def _put_up_sheet(self) -> None:
        self.stack.show_sheet()
        self._show_scene()
        self.stack.sheet.heading.setFocus(Qt.FocusReason.OtherFocusReason)

    def _close_sheet(self) -> bool:
        if not self.stack.sheet_is_up:
            return False
        screen = catalogue()[self.host.journey.screen]
        self.stack.show_page(screen.id)
        self._show_scene()
        self._show_frame(screen)
        self.page.first_focus().setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def _press_on_sheet(self, event: str) -> None:
        self._close_sheet()
        if event == "sheet_take" and self._offered is not None:
            from app.ui.handing_over import take

            take(self, self._offered)
        if event == "sheet_report":
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
        elif self.bottom.main is not None:
            self.bottom.main.click()

    def speak(self, chosen: Language) -> None:
        """Say everything in the language that was *chosen* just now, on this screen too."""
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        language.choose(application, chosen)
        self.stack.forget_pages()
        self.restyle()
        self.show_screen()

    def _change_scale(self, by: int) -> None:
        place = min(range(len(SCALES)), key=lambda index: abs(SCALES[index] - look.scale))
        look.scale = SCALES[min(max(place + by, 0), len(SCALES) - 1)]
        self.restyle()

    def restyle(self) -> None:
        """Take over a changed text size in every widget, and grow the window for large text."""
        for widget in self.findChildren(QWidget):
            if hasattr(widget, "restyle"):
                widget.restyle()
            widget.update()
        self._card_room.setContentsMargins(look.gap(26), look.gap(22), look.gap(14), look.gap(16))
        share = (look.scale - SCALES[0]) / (SCALES[-1] - SCALES[0])
        room = self.screen().availableGeometry().size()
        self.resize((SIZE + (LARGEST - SIZE) * share).boundedTo(room).expandedTo(SIZE))
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

    def come_forward(self) -> None:
        """The program was started a second time: this is the window that the person is looking for."""
        self.setWindowState((self.windowState() & ~Qt.WindowState.WindowMinimized) | Qt.WindowState.WindowActive)
        self.show()
        self.activateWindow()
        self.tell(say("window", "frame", "already_open"))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Nothing is asked: what was measured is kept, and the next start offers to go on."""
        event.accept()
        delivery.stop_all()
        self.left.emit()


def spoken_line(*parts: str) -> str:
    """*parts* as sentences, each with one end."""
    told = (part.strip() for part in parts)
    return " ".join(part if part.endswith((".", "?", "!", "\u061f", ":")) else f"{part}." for part in told if part)


def announce(widget: QWidget, words: str) -> None:
    """Tell a screen reader *words* politely."""
    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, words))
