"""Turns a setup code into the settings behind it: one request to the provider's own address, over HTTPS only.

Qt's client is used because it waits on the window's own loop; it is imported when a code is sent, not before.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, QUrl
from PySide6.QtNetwork import QNetworkAccessManager, QNetworkReply, QNetworkRequest

from app.ui.setup_file import MOST_BYTES
from app.version import NAME, VERSION

PATIENCE_MS: Final = 15_000
_NOT_KNOWN: Final = frozenset({400, 403, 404, 410})

Took = Callable[[bytes], None]
"""The settings as they came."""
Failed = Callable[[str], None]
"""The id of a sentence in the word list ``window.code_page``."""


class CodeFetch(QObject):
    """At most one request at a time."""

    def __init__(self, took: Took, failed: Failed) -> None:
        super().__init__()
        self._took, self._failed = took, failed
        self._manager = QNetworkAccessManager(self)
        self._manager.setTransferTimeout(PATIENCE_MS)
        self._reply: QNetworkReply | None = None

    def start(self, address: str, code: str) -> None:
        """Ask *address*, which holds ``{code}``."""
        self.cancel()
        request = QNetworkRequest(QUrl(address.replace("{code}", code)))
        request.setRawHeader(b"User-Agent", f"{NAME}/{VERSION}".encode())
        # A redirect could send the code elsewhere: it is followed on the same host only.
        policy = QNetworkRequest.RedirectPolicy.SameOriginRedirectPolicy
        request.setAttribute(QNetworkRequest.Attribute.RedirectPolicyAttribute, policy)
        self._reply = self._manager.get(request)
        self._reply.downloadProgress.connect(self._watch_size)
        self._reply.finished.connect(self._finished)

    def cancel(self) -> None:
        """Nothing that still comes is told."""
        reply, self._reply = self._reply, None
        if reply is not None:
            reply.abort()
            reply.deleteLater()

    def _watch_size(self, received: int, _total: int) -> None:
        if received > MOST_BYTES and self._reply is not None:
            self.cancel()
            self._failed("unreadable")

    def _finished(self) -> None:
        reply, self._reply = self._reply, None
        if reply is None:
            return
        status = reply.attribute(QNetworkRequest.Attribute.HttpStatusCodeAttribute)
        data, error = bytes(reply.readAll().data()), reply.error()
        reply.deleteLater()
        if error == QNetworkReply.NetworkError.NoError and status == 200:
            self._took(data)
        else:
            self._failed("unknown" if status in _NOT_KNOWN else "not_reached")
