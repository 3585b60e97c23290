"""A tick box whose words may take several lines."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QCheckBox, QSizePolicy, QWidget

from app.ui.look import look
from app.ui.widgets.button import RING, paint_ring

_GAP = 12


class Tick(QCheckBox):
    """Ticked or not; the words belong to the box."""

    def __init__(self, identity: str, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.field_id = identity
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.restyle()

    def restyle(self) -> None:
        """Take over a changed text size."""
        self.setFont(look.font("body"))
        self.updateGeometry()

    def _box(self) -> int:
        return look.px(24)

    def heightForWidth(self, width: int) -> int:
        room = max(width - self._box() - _GAP - 2 * RING, 40)
        words = QFontMetrics(self.font()).boundingRect(
            QRect(0, 0, room, 10_000), int(Qt.TextFlag.TextWordWrap), self.text()
        )
        return max(words.height(), self._box(), 36) + 2 * RING

    def sizeHint(self) -> QSize:
        return QSize(look.px(320), self.heightForWidth(look.px(320)))

    def minimumSizeHint(self) -> QSize:
        width = look.px(160)
        return QSize(width, self.heightForWidth(max(width, self.width())))

    def hitButton(self, position: QPoint) -> bool:
        """The words can be pressed like the box."""
        return self.rect().contains(position)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        size = self._box()
        box = QRectF(RING, (self.height() - size) / 2, size, size)
        words = QRectF(RING + size + _GAP, 0, self.width() - size - _GAP - 2 * RING, self.height())
        if self.isRightToLeft():
            box.moveRight(self.width() - RING)
            words.moveLeft(RING)
        self._paint_box(painter, box)
        painter.setPen(QColor(look.theme.text))
        painter.setFont(self.font())
        lead = Qt.AlignmentFlag.AlignRight if self.isRightToLeft() else Qt.AlignmentFlag.AlignLeft
        flags = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute | lead
        painter.drawText(words, int(flags), self.text())

    def _paint_box(self, painter: QPainter, box: QRectF) -> None:
        theme = look.theme
        painter.setBrush(QColor(theme.accent if self.isChecked() else theme.card))
        painter.setPen(QPen(QColor(theme.accent if self.isChecked() else theme.quiet), 2))
        painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 6, 6)
        if self.isChecked():
            painter.setPen(QPen(QColor(theme.on_accent), box.width() / 8, c=Qt.PenCapStyle.RoundCap))
            corners = ((0.27, 0.52), (0.44, 0.69), (0.75, 0.34))
            points = [QPointF(box.x() + x * box.width(), box.y() + y * box.height()) for x, y in corners]
            painter.drawPolyline(QPolygonF(points))
        if self.hasFocus():
            paint_ring(painter, box, 6)
