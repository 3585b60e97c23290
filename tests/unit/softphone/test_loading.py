"""The heavy libraries are loaded when a call begins, not when the program starts."""

from __future__ import annotations

import subprocess
import sys

LIGHT = (
    "import sys, app.softphone.phone, app.softphone.face, app.softphone.scripts, app.softphone.devices; "
    "import app.probes.registration, app.probes.listen, app.probes.speak, app.probes.keypad, app.probes.sound_check; "
    "print(sorted({'pjsua2', 'numpy', 'miniaudio'} & set(sys.modules)))"
)


def test_nothing_heavy_is_loaded_before_it_is_needed() -> None:
    done = subprocess.run([sys.executable, "-c", LIGHT], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
