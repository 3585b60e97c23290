"""The engine starts with these modules, so they must not bring heavy libraries along."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import app.protocols

HEAVY = ("numpy", "pydantic", "aioice", "asyncio", "dns", "ssl", "app.network")


def test_importing_all_protocols_brings_nothing_heavy() -> None:
    folder = Path(app.protocols.__file__).parent
    names = [f"app.protocols.{path.stem}" for path in folder.glob("*.py")]
    code = f"import sys, importlib; [importlib.import_module(name) for name in {names!r}]; print(*sys.modules)"
    root = Path(app.__file__).parents[1]
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root)
    loaded = set(done.stdout.split())
    assert "app.protocols.sip" in loaded
    assert not loaded & set(HEAVY)
