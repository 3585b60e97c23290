"""The process's one pjsua2 endpoint, from ``libCreate`` to ``libDestroy``.

pjlib aborts the process when a second endpoint is made or when its objects outlive it, so both ends of its life are
here, and nothing else in the program calls them.
"""

from __future__ import annotations

import contextlib
import gc
import logging
from collections.abc import Callable
from typing import Any, ClassVar, Final

import pjsua2 as pj

from app.model.errors import NOT_TESTED_EXIT, UserError
from app.model.names import Transport
from app.softphone.face import PhoneSettings
from app.softphone.guard import guarded
from app.softphone.leaving import PLAYERS
from app.softphone.quiet import STDOUT, silenced

_log = logging.getLogger(__name__)
_DO_NOT_WAIT: Final = 1  # PJSUA_DESTROY_NO_RX_MSG: 0.01 s instead of 1 s
_LOG_LEVEL: Final = 5  # below it the messages are not logged; consoleLevel gates our writer as well
_TRANSPORTS: Final = {"udp": pj.PJSIP_TRANSPORT_UDP, "tcp": pj.PJSIP_TRANSPORT_TCP}
MAX_CALLS: Final = 4
"""What the wheels are built for; more are asked for in vain."""
MOST_EVENTS: Final = 64
"""In one turn of the loop, so that a flood cannot hold it."""


class _Writer(pj.LogWriter):  # type: ignore[misc]
    def __init__(self, take: Callable[[str], None]) -> None:
        super().__init__()
        self._take = take

    @guarded
    def write(self, entry: Any) -> None:
        self._take(str(entry.msg))


class Stack:
    """Owns the endpoint. One at a time; open and close it in the thread that runs the event loop."""

    _open: ClassVar[bool] = False

    def __init__(self, settings: PhoneSettings, on_log: Callable[[str], None]) -> None:
        self._settings = settings
        self._on_log = on_log
        self._endpoint: Any = None

    def open(self) -> None:
        """Start pjsip with a null sound device and no transport; raises :class:`UserError` when it refuses."""
        if Stack._open:
            raise RuntimeError("a process can have one softphone at a time")
        Stack._open = True
        try:
            self._create()
        except pj.Error as error:
            self.close()
            raise UserError("softphone_start", exit_code=NOT_TESTED_EXIT, reason=error_text(error)) from None

    def _create(self) -> None:
        self._endpoint = pj.Endpoint()
        with silenced(STDOUT):  # it prints before any writer can exist
            self._endpoint.libCreate()
        config = pj.EpConfig()
        _configure(config, self._settings)
        writer = _Writer(self._on_log)
        config.logConfig.writer = writer
        self._endpoint.libInit(config)
        writer.__disown__()  # C++ deletes it in libDestroy; Python must not
        self._endpoint.audDevManager().setNullDev()
        self._endpoint.libStart()
        self._choose_codecs()

    def _choose_codecs(self) -> None:
        for codec in self._endpoint.codecEnum2():
            name = str(codec.codecId)
            wanted = [rank for rank, start in enumerate(self._settings.codecs) if name.startswith(start)]
            self._endpoint.codecSetPriority(name, 250 - wanted[0] if wanted else 0)

    def open_transport(self, transport: Transport, address: str) -> int:
        """Open a fresh port on the IPv4 *address*; returns the transport's id. The wheel has no IPv6 and aborts."""
        config = pj.TransportConfig()
        config.boundAddress = address
        return int(self._endpoint.transportCreate(_TRANSPORTS[transport], config))

    def pump(self) -> None:
        """Let pjsip work off what arrived and what is due; never waits. One call of pjsip's takes one message."""
        if self._endpoint is None:
            return
        try:
            for _ in range(MOST_EVENTS):
                if self._endpoint.libHandleEvents(0) <= 0:
                    return
        except pj.Error as error:
            _log.warning("pjsip: %s", error_text(error))

    def close(self) -> None:
        """Destroy the endpoint. Everything made from it must have been dropped before."""
        endpoint, self._endpoint = self._endpoint, None
        PLAYERS.see_off()
        gc.collect()  # a call or recorder that waits in a reference cycle would abort the process below
        if endpoint is not None:
            with silenced(STDOUT), contextlib.suppress(pj.Error):
                endpoint.libDestroy(_DO_NOT_WAIT)
            del endpoint
        Stack._open = False


def _configure(config: Any, settings: PhoneSettings) -> None:
    agent = config.uaConfig
    agent.threadCnt = 0
    agent.mainThreadOnly = True
    agent.maxCalls = MAX_CALLS
    agent.userAgent = settings.user_agent
    media = config.medConfig
    media.hasIoqueue = True  # RTP runs on a native thread: a busy loop costs nothing
    media.noVad = True  # silence must be sent too, or a one-way test proves nothing
    media.clockRate = media.sndClockRate = 8000  # that of G.711: no resampler between signal and wire
    media.ecTailLen = 0
    config.logConfig.level = config.logConfig.consoleLevel = _LOG_LEVEL
    config.logConfig.msgLogging = 1


def error_text(error: Any) -> str:
    """One line of a ``pj.Error`` (its own text starts with a newline and names source files)."""
    return f"{error.title}: {error.reason}".strip(": ") or "pjsip"
