"""A window that paints as fast as it can, and meanwhile drives the engine through calls: one JSON line at the end."""

from __future__ import annotations

import asyncio
import json
import sys
import threading
import tomllib
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel

from app.driver.client import EngineClient


async def _calls(sections: dict[str, Any], calls: int) -> None:
    with TemporaryDirectory(prefix="callmend-bench-") as folder:
        client = EngineClient()
        client.send(
            "open", folder=folder, profile=sections, practice=None, label="before", interactive=False
        )  # fmt: skip
        for _ in range(calls):
            client.send("measure", questions=["hear"])
            while (event := await client.event()).name != "measured":
                if event.name == "problem":
                    raise SystemExit(json.dumps(event.fields))
        await client.close()


def main(profile: str, calls: str) -> int:
    """Paint until the calls are over."""
    application = QApplication([])
    label = QLabel("busy")
    label.resize(1000, 700)
    label.show()
    failed: list[BaseException] = []
    paints = 0

    def drive() -> None:
        try:
            asyncio.run(_calls(tomllib.loads(Path(profile).read_text()), int(calls)))
        except BaseException as error:  # noqa: BLE001 - told at the end, in the main thread
            failed.append(error)

    driving = threading.Thread(target=drive)
    driving.start()

    def paint() -> None:
        nonlocal paints
        label.setText("busy " * 40 + str(paints))
        label.grab()
        paints += 1
        if not driving.is_alive():
            application.quit()

    timer = QTimer(interval=0)
    timer.timeout.connect(paint)
    timer.start()
    application.exec()
    driving.join()
    sys.stdout.write(json.dumps({"paints": paints}) + "\n")
    if failed:
        sys.stderr.write(repr(failed[0]))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
