"""Stands for the delivery process: notes what it was asked and answers at once; it sends and opens nothing."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

ANSWERS: dict[str, dict[str, object]] = {
    "pack": {},
    "voice": {"voice": "kept"},
    "draft": {"draft": "/nonexistent/phone-check.eml"},
    "mail": {"opened": "perhaps"},
    "upload": {"outcome": "received", "receipt": "R-4711", "status": 201},
    "waiting": {"results": []},
}


def main() -> None:
    """One request, one answer; ``CALLMEND_POST`` holds answers in place of the usual ones."""
    request = json.loads(sys.stdin.read())
    home = Path(os.environ["CALLMEND_HOME"])
    with (home / "post.jsonl").open("a", encoding="utf-8") as log:
        log.write(json.dumps(request) + "\n")
    folder = Path(str(request.get("folder") or home))
    told: dict[str, object] = {"files": [str(folder / "phone-check.pdf")], "size": 300_000, "subject": "Phone check"}
    told |= {"address": "help@example.com", "body": "The summary."}
    answers = ANSWERS | json.loads(os.environ.get("CALLMEND_POST", "{}"))
    sys.stdout.write(json.dumps(told | answers[request["do"]]) + "\n")


if __name__ == "__main__":
    main()
