"""Upload to the provider's own address by HTTPS, with a receipt number to read aloud."""

from __future__ import annotations

import http.client
import json
import ssl
import time
from collections.abc import Callable
from typing import Final, Literal
from urllib.parse import urlsplit

from app.delivery.parcel import Parcel
from app.model.errors import UserError
from app.report.visible import visible

TIMEOUT_S: Final = 20.0
WAITS_S: Final = (1.0, 3.0)
"""Between attempts; a line that fails its calls may fail this too."""
MOST_ANSWER: Final = 16 * 1024
_BOUNDARY: Final = "callmend-7d1f3b2a5c"
_RETRY_STATUS: Final = frozenset({408, 425, 429, 500, 502, 503, 504})


class Uploaded:
    """How it ended. ``receipt`` is what support finds it by; ``problem`` names why it did not work."""

    def __init__(self, outcome: Literal["received", "refused", "offline"], receipt: str = "", status: int = 0) -> None:
        self.outcome, self.receipt, self.status = outcome, receipt, status


def upload(
    address: str,
    parcel: Parcel,
    *,
    identity: str,
    context: ssl.SSLContext | None = None,
    wait: Callable[[float], None] = time.sleep,
) -> Uploaded:
    """Send *parcel* once, with retries where no one answered or the server asks for them.

    *identity* is the same in every attempt (``Idempotency-Key``): a server that got it twice knows it is one.
    Raises :class:`UserError` when *address* is no HTTPS address. Nothing follows a redirection elsewhere.
    """
    host, port, path = https_parts(address)
    body = _multipart(parcel)
    for pause in (*WAITS_S, None):
        result = _attempt(host, port, path, body, identity, context)
        if result.outcome != "offline" and result.status not in _RETRY_STATUS:
            return result
        if pause is not None:
            wait(pause)
    return result


def https_parts(address: str) -> tuple[str, int, str]:
    """Host, port and path of an upload address; raises :class:`UserError`."""
    parts = urlsplit(address.strip())
    try:
        port = parts.port or 443
    except ValueError:
        port = 0
    odd = any(ord(char) <= 0x20 or ord(char) > 0x7E for char in address.strip())
    if parts.scheme != "https" or not parts.hostname or not port or odd or parts.username:
        raise UserError("upload_address", address=visible(address, 100))
    return parts.hostname, port, (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _attempt(host: str, port: int, path: str, body: bytes, identity: str, context: ssl.SSLContext | None) -> Uploaded:
    headers = {
        "Content-Type": f"multipart/form-data; boundary={_BOUNDARY}",
        "Idempotency-Key": identity,
        "Accept": "application/json",
    }
    connection = http.client.HTTPSConnection(
        host, port, timeout=TIMEOUT_S, context=context or ssl.create_default_context()
    )
    try:
        connection.request("POST", path, body, headers)
        answer = connection.getresponse()
        content = answer.read(MOST_ANSWER)
    except (OSError, http.client.HTTPException):
        return Uploaded("offline")
    finally:
        connection.close()
    if 200 <= answer.status < 300:
        return Uploaded("received", _receipt(content, answer.headers.get("X-Receipt", "")), answer.status)
    return Uploaded("refused", status=answer.status)


def _receipt(content: bytes, header: str) -> str:
    """``{"receipt": "..."}`` in the answer, or its header ``X-Receipt``; made harmless to show."""
    try:
        found = json.loads(content)
    except ValueError:
        found = {}
    named = found.get("receipt") if isinstance(found, dict) else None
    return visible(str(named or header or ""), 40)


def _multipart(parcel: Parcel) -> bytes:
    """RFC 7578. Names come from our own code only, so nothing needs quoting."""
    parts = [_part('name="subject"', "text/plain; charset=utf-8", parcel.subject.encode())]
    parts.append(_part('name="summary"', "text/plain; charset=utf-8", parcel.body.encode()))
    parts += [_part(f'name="file"; filename="{file.name}"', file.type, file.data) for file in parcel.files]
    return b"".join(parts) + f"--{_BOUNDARY}--\r\n".encode()


def _part(disposition: str, kind: str, data: bytes) -> bytes:
    head = f"--{_BOUNDARY}\r\nContent-Disposition: form-data; {disposition}\r\nContent-Type: {kind}\r\n\r\n"
    return head.encode() + data + b"\r\n"
