"""How long and how much memory the report of a 40-minute session takes, and how large the files are."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
MINUTES = 40
FORMATS = ("html", "pdf", "text", "json", "eml", "pcapng")


def long_session(folder: Path) -> Path:
    """A recorded session, its call held for 40 minutes and its messages repeated as that long a sitting would."""
    data: dict[str, Any] = json.loads((ROOT / "tests/recorded/practice-linux-alg.json").read_text(encoding="utf-8"))
    run = data["runs"][0]
    seconds = MINUTES * 60
    timeline = {
        "kind": "media.timeline", "purpose": "hold", "interval_s": 1.0, "received": [50] * seconds,
        "sent": [50] * seconds, "heard_dbfs": [-20.0] * seconds, "quiet_from_s": None, "quiet_to_s": None, "pace": 1.0,
    }  # fmt: skip
    repeated = [one for one in run["observations"] if one["kind"] != "run.mark"] * 12
    new = [{**one, "id": f"x{number}", "at_s": number * 1.0} for number, one in enumerate([timeline, *repeated])]
    run["observations"] += new
    path = folder / "session.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    return path


def report() -> dict[str, object]:
    """Seconds, peak memory in MB and size in KB of each format, each in a process of its own."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        session = long_session(folder)
        made = {form: _one(session, form, folder / f"report.{form}") for form in FORMATS}
        return {"minutes": MINUTES, "session_kb": session.stat().st_size // 1024, **made}


def _one(session: Path, form: str, out: Path) -> dict[str, float]:
    code = (
        "import resource, sys\nfrom app.commands.entry import main\n"
        f"code = main(['report', {str(session)!r}, '--format', {form!r}, '--out', {str(out)!r}])\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)\nsys.exit(code)"
    )
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    seconds = time.perf_counter() - started
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    return {
        "s": round(seconds, 2),
        "mb": round(int(done.stdout.split()[-1]) / unit, 1),
        "kb": round(out.stat().st_size / 1024),
    }
