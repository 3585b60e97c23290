"""Newer guides and words from the provider's own address, fetched beside the window while nothing is measured.

The person has agreed by then that the program may use the network; a download beside a test call would spoil the call,
so it is ended and begun again when the line is free. What comes counts from the next start on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QProcess

from app.model.json import JsonObject
from app.ui.child import begin, new_child, take_away
from app.words.content import installed_folder

if TYPE_CHECKING:
    from app.ui.host import Host


class ContentUpdate(QObject):
    """At most one download a sitting that comes to its end."""

    def __init__(self, host: Host) -> None:
        super().__init__()
        self._host = host
        self._process: QProcess | None = None
        self._over = installed_folder() is None
        host.screen_changed.connect(self.look)

    @property
    def running(self) -> bool:
        """Whether it is being fetched now."""
        return self._process is not None

    def look(self) -> None:
        """Begin, or make room for a measurement."""
        if self._host.journey.measuring:
            self.end()
            return
        source = source_for(self._host)
        if source and not self._over and not self.running:
            self._begin(source)

    def end(self) -> None:
        """Take the process away, whatever it was at: what it had begun is nowhere."""
        process, self._process = self._process, None
        take_away(process)

    def _begin(self, source: JsonObject) -> None:
        self._process = new_child(self._finished, silent=True)
        begin(self._process, "content-from-window", source)

    def _finished(self, *_: object) -> None:
        process, self._process, self._over = self._process, None, True
        if process is not None:
            process.deleteLater()


def source_for(host: Host) -> JsonObject:
    """What the process is told, once the person has agreed; empty for practice and where no address is named."""
    answers = host.journey.answers
    address = host.provider.content
    if answers.practice is not None or not answers.agreed_at or not address.startswith("https://"):
        return {}
    profile = answers.profile or host.start.profile
    return {"address": address, "authorities": profile.authorities if profile else ""}
