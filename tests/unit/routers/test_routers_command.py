"""``callmend routers list|show|check``."""

from __future__ import annotations

import argparse

import pytest

from app.commands import routers
from app.model.errors import UserError
from app.words import text


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    routers.add_arguments(parser)
    return routers.run(parser.parse_args(words))


def test_list_names_every_guide_and_counts(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("list") == 0
    lines = capsys.readouterr().out.splitlines()
    assert any(line.startswith("netgear-nighthawk ") for line in lines)
    assert f"{len(lines) - 1} guides" in lines[-1]


def test_list_searches(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("list", "fritz") == 0
    assert "avm-fritzbox" in capsys.readouterr().out


def test_show_prints_the_steps(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("show", "asus-asuswrt") == 0
    assert "Set SIP Passthrough to Disable. Then press Apply." in capsys.readouterr().out


def test_show_of_an_unknown_guide_says_what_is_near() -> None:
    with pytest.raises(UserError) as caught:
        run("show", "netgear")
    assert "netgear-nighthawk" in str(caught.value.values["near"])
    assert "netgear-nighthawk" in text("errors", caught.value.text_id, "text", **caught.value.values)


def test_check_is_silent_about_good_guides(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("check") == 0
    assert "no mistakes" in capsys.readouterr().out
