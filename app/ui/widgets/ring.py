"""The countdown: one ring that fills and never starts again, with the time left in its middle."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QProgressBar, QSizePolicy

from app.ui.look import look
from app.ui.say import say


class Ring(QProgressBar):
    """Determinate; at most 97 % before the end, "almost done" when the estimate was too short."""

    def __init__(self) -> None:
        super().__init__()
        self.setRange(0, 100)
        self.setTextVisible(False)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._seconds = 0
        self.show_time(0.0, None)

    def show_time(self, fraction: float, remaining_s: float | None) -> None:
        """*fraction* done, and the seconds left; ``None`` when nobody knows."""
        self._seconds = max(0, round(remaining_s)) if remaining_s is not None else 0
        self.setValue(min(97, round(fraction * 100)))
        known = say("window", "wait", "remaining", seconds=self._seconds)
        self.setAccessibleName(known if self._seconds else say("window", "wait", "almost"))
        self.update()

    def restyle(self) -> None:
        """Take over a changed text size."""
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(look.px(76), look.px(76))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = look.px(7)
        area = QRectF(self.rect()).adjusted(width, width, -width, -width)
        rest = 1 if look.theme.stark else width  # what is left would else look as done as the rest
        painter.setPen(QPen(QColor(look.theme.line), rest))
        painter.drawEllipse(area)
        painter.setPen(QPen(QColor(look.theme.accent), width, c=Qt.PenCapStyle.RoundCap))
        painter.drawArc(area, 90 * 16, -round(self.value() * 3.6 * 16))
        self._paint_words(painter, area)

    def _paint_almost(self, painter: QPainter, area: QRectF) -> None:
        small = look.font("small")
        small.setPixelSize(round(small.pixelSize() * 0.75))
        painter.setPen(QColor(look.theme.quiet))
        painter.setFont(small)
        flags = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)
        edge = area.width() * 0.14
        painter.drawText(area.adjusted(edge, edge, -edge, -edge), flags, say("window", "wait", "almost"))

    def _paint_words(self, painter: QPainter, area: QRectF) -> None:
        if not self._seconds:
            self._paint_almost(painter, area)
            return
        clock, small = look.font("clock"), look.font("small")
        small.setPixelSize(round(small.pixelSize() * 0.75))
        high, low = QFontMetrics(clock).height(), QFontMetrics(small).height()
        top = area.center().y() - (high + low) / 2 + 2
        painter.setPen(QColor(look.theme.text))
        painter.setFont(clock)
        minutes, seconds = divmod(self._seconds, 60)
        centre = Qt.AlignmentFlag.AlignCenter
        painter.drawText(QRectF(area.x(), top, area.width(), high), centre, f"{minutes}:{seconds:02}")
        painter.setPen(QColor(look.theme.quiet))
        painter.setFont(small)
        words = QRectF(area.x(), top + high - 3, area.width(), low)
        painter.drawText(words, centre, say("window", "wait", "left"))
