"""The workflows: actions pinned by hash, no more rights than needed, nothing of a stranger's run as a command."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from build.package import places

WORKFLOWS = sorted((places.ROOT / ".github" / "workflows").glob("*.yml"))
_USES = re.compile(r"^\s*(?:- )?uses:\s*(\S+)(.*)$", re.MULTILINE)


def test_there_are_workflows() -> None:
    assert WORKFLOWS


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: str(file.name))
def test_every_action_is_pinned_by_hash_and_says_its_version(file: Path) -> None:
    for action, comment in _USES.findall(file.read_text(encoding="utf-8")):
        assert re.fullmatch(r"[\w.-]+/[\w.-]+@[0-9a-f]{40}", action), action
        assert re.search(r"# v\d", comment), action


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: str(file.name))
def test_rights_are_reading_unless_a_job_says_why(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    head, jobs = text.split("\njobs:\n")
    assert "permissions:\n  contents: read\n" in head
    for line in re.findall(r"^.*\bwrite\b.*$", jobs, re.MULTILINE):
        assert re.search(r"contents: write +# ", line), line
    assert "pull_request_target" not in text


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: str(file.name))
def test_no_value_of_a_stranger_stands_inside_a_command(file: Path) -> None:
    """A branch or a title may hold anything: it reaches a script through the environment only."""
    for block in re.findall(r"run: \|\n((?:\s{10,}.*\n|\n)+)", file.read_text(encoding="utf-8")):
        assert "${{" not in block, block


def test_every_system_builds_checks_itself_and_hands_over() -> None:
    text = (places.ROOT / ".github" / "workflows" / "installers.yml").read_text(encoding="utf-8")
    for job in ("linux", "windows", "macos"):
        part = re.split(r"\n  \w+:\n", text.partition(f"\n  {job}:\n")[2])[0]
        assert "dev.py package" in part
        assert "selftest" in part
        assert "upload-artifact" in part
