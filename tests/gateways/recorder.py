"""Writes down every address that this process connects or sends to, by the interpreter's own audit events."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_EVENTS = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo", "socket.gethostbyname"})
_listening: list[list[tuple[str, Any]]] = []
_hooked: list[bool] = []


def _hear(event: str, arguments: tuple[Any, ...]) -> None:
    if _listening and event in _EVENTS:
        target = arguments[0] if event.startswith("socket.get") else arguments[1]
        for heard in _listening:
            heard.append((event, target))


@contextmanager
def recorded() -> Iterator[list[tuple[str, Any]]]:
    """Everything meanwhile, as ``(event, address)``."""
    if not _hooked:
        sys.addaudithook(_hear)  # for good: there is no way to take one away
        _hooked.append(True)
    heard: list[tuple[str, Any]] = []
    _listening.append(heard)
    try:
        yield heard
    finally:
        _listening.remove(heard)
