"""A real mail program at the end of the button: what it sends is what we packed. The others: ``tests.figures.mail``."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from tests.mailers.posting import post
from tests.mailers.programs import PROGRAMS

CLAWS = PROGRAMS[0]
NEEDED = ("Xvfb", "openbox", "dbus-daemon", "xdotool", "xdg-mime")
RECORDED = Path(__file__).parents[1] / "recorded" / "practice-linux-alg.json"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a desktop of Linux")
def test_the_mail_arrives_with_both_files_and_every_line(tmp_path: Path) -> None:
    missing = [name for name in (CLAWS.name, *NEEDED) if shutil.which(name) is None]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}")
    posted = post(CLAWS, tmp_path / "home", RECORDED)
    assert posted.told["opened"] == "perhaps"
    assert len(posted.wanted) == 2
    assert posted.lacks() == []
