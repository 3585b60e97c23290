"""All tests with the state of each: sign, name, and what it says in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from app.ui.say import say
from app.ui.widgets.label import Label
from app.ui.widgets.lines import Sign


class Result(NamedTuple):
    """One line of the list."""

    state: str
    name: str
    words: str


class ResultsList(QWidget):
    """A table with one line a test."""

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._grid_holder = QWidget()
        self._column.addWidget(self._grid_holder)
        self._shown: tuple[Result, ...] = ()

    def show_results(self, results: Sequence[Result]) -> None:
        """Replace all lines; the same ones are left as they are."""
        if tuple(results) == self._shown:
            return
        self._shown = tuple(results)
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(7)
        grid.setColumnStretch(2, 1)
        for index, result in enumerate(results):
            self._add_line(grid, 2 * index, result)
        self._column.replaceWidget(self._grid_holder, holder)
        self._grid_holder.hide()
        self._grid_holder.deleteLater()
        self._grid_holder = holder

    def _add_line(self, grid: QGridLayout, row: int, result: Result) -> None:
        if row:
            line = QFrame()
            line.setFixedHeight(1)
            line.setAutoFillBackground(True)
            line.setBackgroundRole(line.palette().ColorRole.Mid)
            grid.addWidget(line, row, 0, 1, 3)
        sign = Sign(result.state)
        name, words = Label("subheading", result.name), Label("body", result.words)
        name.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeading)
        words.setAccessibleName(say("window", "results", "name", test=result.name, state=result.words))
        grid.addWidget(sign, row + 1, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(name, row + 1, 1)
        grid.addWidget(words, row + 1, 2)
