"""Callbacks from C++ must not raise: SWIG prints the traceback and goes on, and the cause is lost."""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable
from typing import Any

_log = logging.getLogger(__name__)


def guarded(callback: Callable[..., None]) -> Callable[..., None]:
    """Wrap a pjsua2 callback: whatever it raises is logged, and the stack goes on."""

    @functools.wraps(callback)
    def safe(*arguments: Any) -> None:
        try:
            callback(*arguments)
        except Exception:  # noqa: BLE001 - nothing may pass into C++, and the traceback is logged
            _log.exception("a softphone callback failed: %s", callback.__qualname__)

    return safe
