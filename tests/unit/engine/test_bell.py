"""The engine lets a call ring, asks the person whether the bell rang, and judges with the answer."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from app.commands.rehearsing.one_clock import OneClockLoop
from app.commands.rehearsing.sides import InnerWorld
from app.engine.server import Server
from app.practice.scenarios import scenario
from app.practice.world import PracticeWorld


class Sitting:
    """One session with a person who answers every question with *value*."""

    def __init__(self, value: str) -> None:
        self.value = value
        self.asked: list[tuple[str, str]] = []
        self.said: list[dict[str, Any]] = []
        self.verdict: dict[str, Any] = {}
        self.lines: asyncio.Queue[Any] = asyncio.Queue()

    def send(self, **command: Any) -> None:
        self.lines.put_nowait(json.dumps({"v": 1, **command}).encode())

    def hear(self, name: str, **fields: Any) -> None:
        if name == "ask":
            self.asked.append((fields["question"], fields["prompt"]))
            self.send(cmd="answer", question=fields["question"], value=self.value)
        elif name == "observation" and fields["observation"]["kind"] == "person.said":
            self.said.append(fields["observation"])
        elif name == "diagnosis":
            self.verdict = next(one for one in fields["diagnosis"]["verdicts"] if one["question"] == "inbound")
            self.lines.put_nowait(None)

    async def sit(self, folder: Path) -> None:
        one = scenario("inbound-healthy")
        async with PracticeWorld(one) as standing:
            world = InnerWorld(one.id, standing)
            self.send(cmd="open", folder=str(folder), profile=None, practice=one.id, label="before")
            self.send(cmd="measure", questions=["inbound"])
            await Server(self.hear, world_of=lambda _: world).serve(self.lines)


@pytest.mark.parametrize(("value", "bell"), [("answer", "rang"), ("never_rang", "not_noticed")])
def test_the_person_is_asked_once_and_heard(tmp_path: Path, value: str, bell: str) -> None:
    sitting = Sitting(value)
    with asyncio.Runner(loop_factory=OneClockLoop) as runner:
        runner.run(sitting.sit(tmp_path / "s"))
    assert sitting.asked == [("inbound", "bell_rings")]
    assert [(one["question"], one["answer"]) for one in sitting.said] == [("inbound", value)]
    assert (sitting.verdict["answer"], sitting.verdict["details"]["bell"]) == ("yes", bell)
    assert sitting.said[0]["id"] in sitting.verdict["because"]
