"""The engine as a child process, without any event loop: events arrive by a callback from a reader thread.

Works under asyncio, Qt or neither. The engine's death is an event like any other, and says what is safe on disk.
"""

from __future__ import annotations

import subprocess
import threading
from collections import deque
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import IO, Final, NamedTuple

from app.driver.launch import child_command, spawn
from app.driver.lines import CHUNK, LineSplitter, TooLong
from app.driver.workplace import Workplace
from app.model.errors import UserError
from app.model.journal import JOURNAL_NAME, parse_journal
from app.model.json import JsonObject, JsonValue
from app.model.wire import decode, encode

ENGINE_LOST: Final = "engine_lost"
"""The driver's own event: the engine ended without ``closed``.

Fields: ``folder``, ``observations`` (how many are on disk), ``exit_status`` (negative: a signal), ``last_words`` (the
end of its standard error, for a crash note, never evidence).
"""

_LAST_LINES: Final = 200
_LINE_LENGTH: Final = 300


class Event(NamedTuple):
    """One event of the engine, or :data:`ENGINE_LOST`."""

    name: str
    fields: JsonObject


class EngineProcess:
    """Starts the engine at once and calls *on_event* from a thread for every event; the last is ``closed`` or
    :data:`ENGINE_LOST`, never both."""

    def __init__(self, on_event: Callable[[Event], None], command: list[str] | None = None) -> None:
        self._on_event = on_event
        self._workplace = Workplace()
        self._process = self._start(command or child_command("engine"))
        self._folder = ""
        self._closed = False
        self._last_words: deque[str] = deque(maxlen=_LAST_LINES)
        self._sending = threading.Lock()
        self._listener = _thread("engine-stderr", self._listen)
        self._reader = _thread("engine-events", self._read)

    def _start(self, command: list[str]) -> subprocess.Popen[bytes]:
        try:
            return spawn(command, stderr=subprocess.PIPE, environment=self._workplace.environment)
        except OSError:
            self._workplace.clear()
            raise

    @property
    def pid(self) -> int:
        """The child's process id."""
        return self._process.pid

    def send(self, command: str, **fields: JsonValue) -> None:
        """Send one command. To a dead engine nothing is sent, and nothing raised: its death is told as an event."""
        stdin = self._process.stdin
        line = encode("cmd", command, **fields)
        with self._sending:
            if stdin is None or stdin.closed:
                return
            try:
                _write_all(stdin, line)
            except OSError:
                _close(stdin)

    def hang_up(self) -> None:
        """Close its stdin: the engine stops, saves and ends."""
        with self._sending:
            _close(self._process.stdin)

    def kill(self) -> None:
        """End it at once; what it measured stays in the journal."""
        self._process.kill()

    def join(self, timeout: float | None = None) -> bool:
        """Wait until the process is gone and its last event was delivered; ``False`` when the time is up first."""
        self._reader.join(timeout)
        return not self._reader.is_alive()

    def _read(self) -> None:
        splitter = LineSplitter()
        stdout = self._process.stdout
        assert stdout is not None
        while data := stdout.read(CHUNK):
            for line in splitter.feed(data):
                self._deliver(line)
        status = self._process.wait()
        self._listener.join(1.0)
        for pipe in (stdout, self._process.stderr):
            _close(pipe)
        self.hang_up()
        self._workplace.clear()
        if not self._closed:
            self._on_event(self._lost(status))

    def _deliver(self, line: bytes | TooLong) -> None:
        if isinstance(line, TooLong):
            return
        try:
            name, fields = decode("event", line)
        except UserError:
            return  # a newer engine may say more than we know; evidence is in the journal in any case
        if name == "opened":
            self._folder = str(fields["folder"])
        self._closed = self._closed or name == "closed"
        self._on_event(Event(name, fields))

    def _listen(self) -> None:
        stderr = self._process.stderr
        assert stderr is not None
        splitter = LineSplitter(CHUNK)
        while data := stderr.read(CHUNK):
            self._keep(splitter.feed(data))
        self._keep(splitter.feed(b"\n"))

    def _keep(self, lines: Iterable[bytes | TooLong]) -> None:
        whole = (line for line in lines if not isinstance(line, TooLong))
        self._last_words.extend(line[:_LINE_LENGTH].decode("utf-8", "replace") for line in whole if line)

    def _lost(self, status: int) -> Event:
        fields: JsonObject = {
            "folder": self._folder,
            "observations": saved_observations(Path(self._folder)) if self._folder else 0,
            "exit_status": status,
            "last_words": "\n".join(self._last_words),
        }
        return Event(ENGINE_LOST, fields)


def saved_observations(folder: Path) -> int:
    """How many observations the journal in *folder* holds; 0 when there is none to read."""
    try:
        return parse_journal((folder / JOURNAL_NAME).read_bytes()).observation_count
    except OSError:
        return 0


def _thread(name: str, target: Callable[[], None]) -> threading.Thread:
    thread = threading.Thread(target=target, name=name, daemon=True)
    thread.start()
    return thread


def _write_all(pipe: IO[bytes], data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[pipe.write(view) :]


def _close(pipe: IO[bytes] | None) -> None:
    if pipe is not None:
        try:
            pipe.close()
        except OSError:
            return
