"""Delivery of a report in a process of its own, for the window: one request on standard input, one answer."""

from __future__ import annotations

import json
import sys


def run_hidden(arguments: list[str]) -> int:
    """Read one JSON object, act, print one JSON object; a mistake is an answer with ``error`` and its values."""
    from app.delivery.sending import act
    from app.engine.files import storage_trouble
    from app.engine.reading import read_session
    from app.model.errors import UserError

    request = json.loads(sys.stdin.read())
    try:
        answer = act(request, read_session)
    except UserError as error:
        answer = {"error": error.text_id, "values": dict(error.values)}
    except OSError as error:
        from pathlib import Path

        trouble = storage_trouble(error, Path(str(request.get("folder", ""))))
        answer = {"error": trouble.text_id, "values": dict(trouble.values)}
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()
    return 0
