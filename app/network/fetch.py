"""Fetches one file over HTTPS from the address a provider named: no redirect elsewhere, a bound on bytes and time."""

from __future__ import annotations

import ssl
import time
import urllib.error
import urllib.parse
import urllib.request
from http.client import HTTPException, HTTPResponse
from typing import Final

from app.network.tls import client_context

PATIENCE_S: Final = 20.0
"""For each answer of the server."""
WHOLE_PATIENCE_S: Final = 180.0
"""For the whole file: a server that sends a byte now and then holds nobody for longer."""
_CHUNK: Final = 65_536


REASONS: Final = ("not_https", "redirect", "too_large", "too_slow", "authorities")


class FetchError(Exception):
    """It could not be fetched; ``reason`` is of :data:`REASONS`, ``status_`` and a number, or the system's words."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class _SameHostOnly(urllib.request.HTTPRedirectHandler):
    """A redirect that leaves the named host would be somebody else's address."""

    def redirect_request(self, req, fp, code, msg, headers, newurl):  # type: ignore[no-untyped-def]
        if not _same_place(req.full_url, newurl):
            raise FetchError("redirect")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _same_place(one: str, other: str) -> bool:
    first, second = urllib.parse.urlsplit(one), urllib.parse.urlsplit(other)
    return (first.scheme, first.netloc) == (second.scheme, second.netloc)


def fetch(address: str, most: int, *, authorities: str = "", whole_s: float = WHOLE_PATIENCE_S) -> bytes:
    """The bytes at *address*, at most *most* of them and within *whole_s*; raises :class:`FetchError`.

    *authorities* are more signers to trust, as PEM text.
    """
    if not address.startswith("https://"):
        raise FetchError("not_https")
    try:
        context = client_context(authorities=authorities)
    except ssl.SSLError:
        raise FetchError("authorities") from None
    secure = urllib.request.HTTPSHandler(context=context)
    opener = urllib.request.build_opener(secure, _SameHostOnly)
    try:
        with opener.open(address, timeout=PATIENCE_S) as answer:
            return _read(answer, most, time.monotonic() + whole_s)
    except urllib.error.HTTPError as error:
        raise FetchError(f"status_{error.code}") from None
    except (OSError, ValueError, HTTPException) as error:
        raise FetchError(str(getattr(error, "reason", error))[:200] or type(error).__name__) from None


def _read(answer: HTTPResponse, most: int, until: float) -> bytes:
    data = bytearray()
    while chunk := answer.read1(_CHUNK):
        data += chunk
        if len(data) > most:
            raise FetchError("too_large")
        if time.monotonic() > until:
            raise FetchError("too_slow")
    return bytes(data)
