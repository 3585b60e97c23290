"""Delivery of a report in a process of its own, for the window: one request on standard input, one answer."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any


def run_hidden(arguments: list[str]) -> int:
    """Read one JSON object, act, print one JSON object; a mistake is an answer with ``error`` and its values."""
    from app.delivery.sending import act
    from app.engine.files import storage_trouble
    from app.engine.reading import read_session
    from app.model.errors import UserError

    request = json.loads(sys.stdin.read())
    try:
        answer = _record(request) if request.get("do") == "voice" else act(request, read_session)
    except UserError as error:
        answer = {"error": error.text_id, "values": dict(error.values)}
    except OSError as error:
        trouble = storage_trouble(error, Path(str(request.get("folder", ""))))
        answer = {"error": trouble.text_id, "values": dict(trouble.values)}
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()
    return 0


def _record(request: dict[str, Any]) -> dict[str, Any]:
    """A voice sample for the session in ``folder``: made only here, because the person ticked it just now."""
    import asyncio

    from app.engine.files import write_atomically
    from app.model.choices import VOICE
    from app.softphone.devices import DeviceChoice
    from app.softphone.voice_sample import voice_sample

    sample = asyncio.run(voice_sample(DeviceChoice(input=str(request.get("microphone") or ""))))
    if sample:
        write_atomically(Path(str(request["folder"])) / VOICE, sample)
    return {"voice": "kept" if sample else "nothing"}
