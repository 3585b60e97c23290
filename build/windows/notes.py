"""What a proof sees, step by step, in its log; what does not hold is counted at the end."""

from __future__ import annotations

from pathlib import Path

from build.linux.prove import NotProvenError


class Notes:
    """The log of one proof in *folder*, where its pictures and files lie too."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.log = folder / "log.txt"
        self._wrong: list[str] = []

    def must(self, holds: object, what: str) -> None:
        """Write down whether *what* holds."""
        self.note(f"{'yes' if holds else 'NO'}: {what}")
        if not holds:
            self._wrong.append(what)

    def note(self, words: str) -> None:
        """Write *words* down."""
        with self.log.open("a", encoding="utf-8") as log:
            log.write(words.rstrip() + "\n")

    def conclude(self) -> None:
        """Raise :class:`NotProvenError` when something did not hold."""
        if self._wrong:
            raise NotProvenError("; ".join(self._wrong))
