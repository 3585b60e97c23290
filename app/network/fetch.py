"""Fetches one file over HTTPS from the address a provider named: no redirect elsewhere, a bound on bytes and time."""

from __future__ import annotations

import urllib.error
import urllib.parse
import urllib.request
from typing import Final

from app.network.tls import client_context

PATIENCE_S: Final = 20.0


class FetchError(Exception):
    """It could not be fetched; ``reason`` is one of a few words."""

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


def fetch(address: str, most: int, *, authorities: str = "") -> bytes:
    """The bytes at *address*, at most *most* of them; raises :class:`FetchError`."""
    if not address.startswith("https://"):
        raise FetchError("not_https")
    secure = urllib.request.HTTPSHandler(context=client_context(authorities=authorities))
    opener = urllib.request.build_opener(secure, _SameHostOnly)
    try:
        with opener.open(address, timeout=PATIENCE_S) as answer:
            data: bytes = answer.read(most + 1)
    except urllib.error.HTTPError as error:
        raise FetchError(f"status_{error.code}") from None
    except (OSError, ValueError, urllib.error.URLError) as error:
        raise FetchError(str(getattr(error, "reason", error))[:200]) from None
    if len(data) > most:
        raise FetchError("too_large")
    return data
