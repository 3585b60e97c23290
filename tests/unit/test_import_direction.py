"""The rooms and who may see whom (design, section 4). A new arrow is a decision, not an accident."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

APP = Path(__file__).parents[2] / "app"

MAY_SEE: dict[str, set[str]] = {
    "model": set(),
    "words": {"model"},
    "protocols": {"model"},
    "network": {"model", "protocols"},
    "softphone": {"model", "protocols", "network"},
    "probes": {"model", "protocols", "network", "softphone"},
    "diagnosis": {"model", "protocols"},
    "routers": {"model", "network", "words"},
    "report": {"model", "words"},
    "paper": {"model", "words", "report"},
    "delivery": {"model", "words", "report", "paper"},
    "testline": {"model", "words", "protocols", "network"},
    "practice": {"model", "words", "protocols", "network", "testline"},
    "driver": {"model"},
    "engine": {
        "model",
        "driver",
        "protocols",
        "network",
        "softphone",
        "probes",
        "diagnosis",
        "routers",
        "report",
        "practice",
    },
    "wizard": {"model", "words"},
    "handbook": {"model", "words", "wizard", "routers", "report"},
    "ui": {"model", "words", "wizard", "routers", "report", "driver", "delivery"},
}
MAY_SEE["commands"] = set(MAY_SEE)
ONLY_IMPORTERS = {
    "pjsua2": {"softphone"},
    "PySide6": {"ui", "paper"},
    "qasync": {"ui"},
    "socket": {"network"},
    "miniaudio": {"softphone"},
}


def _imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def _room(path: Path) -> str:
    parts = path.relative_to(APP).parts
    return parts[0] if len(parts) > 1 else ""


MODULES = sorted(APP.rglob("*.py"))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(APP)))
def test_a_room_sees_only_the_rooms_below_it(path: Path) -> None:
    room = _room(path)
    if not room or path.parent == APP:
        return
    seen = {name.split(".")[1] for name in _imports(path) if name.startswith("app.") and name.count(".") >= 1}
    rooms = seen & set(MAY_SEE)
    assert rooms - {room} <= MAY_SEE[room]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(APP)))
def test_a_library_has_one_importing_room(path: Path) -> None:
    for name in _imports(path):
        owners = ONLY_IMPORTERS.get(name.split(".")[0])
        assert owners is None or _room(path) in owners, f"{name} belongs to app/{owners}"


def test_every_room_is_in_the_table() -> None:
    rooms = {path.name for path in APP.iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert rooms == set(MAY_SEE)


def test_the_commands_start_the_window_paint_its_screens_and_know_nothing_else_of_it() -> None:
    seen = {name for path in (APP / "commands").rglob("*.py") for name in _imports(path) if name.startswith("app.ui")}
    allowed = {
        "app.ui.main.run",
        "app.ui.painting.paint_all",
        "app.ui.painting.secure_requests",
        "app.ui.thumbnails.Painter",
    }
    assert seen <= allowed | {name.rpartition(".")[0] for name in allowed}
