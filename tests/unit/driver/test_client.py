"""The client against children that are no engine at all: it must outlive whatever they do."""

from __future__ import annotations

import asyncio
import sys

import pytest

from app.driver.client import EngineClient
from app.driver.launch import ROOT, child_command
from app.driver.process import ENGINE_LOST, EngineProcess, Event

HELLO = '{"v":1,"event":"hello","program":"x","version":"1"}'


def _child(code: str) -> list[str]:
    return [sys.executable, "-c", code]


async def _events(code: str) -> list[Event]:
    client = EngineClient(_child(code))
    try:
        return [event async for event in client.events()]
    finally:
        await client.close()


async def test_unreadable_events_are_passed_over() -> None:
    events = await _events(f"print('what?'); print('{{}}'); print('{HELLO}')")
    assert [event.name for event in events] == ["hello", ENGINE_LOST]


async def test_end_at_once_is_told_as_lost() -> None:
    (lost,) = await _events("import sys; sys.exit(7)")
    assert lost.fields == {"folder": "", "observations": 0, "exit_status": 7, "last_words": ""}


async def test_last_words_are_kept_short() -> None:
    (lost,) = await _events("import sys; [print(n, 'x' * 1000, file=sys.stderr) for n in range(500)]")
    words = str(lost.fields["last_words"])
    assert words.count("\n") < 200
    assert len(words) < 70_000


async def test_closed_is_the_last_event() -> None:
    events = await _events("""print('{"v":1,"event":"closed","session":""}')""")
    assert [event.name for event in events] == ["closed"]


async def test_sending_to_the_dead_raises_nothing() -> None:
    client = EngineClient(_child("pass"))
    assert (await client.event()).name == ENGINE_LOST
    client.send("stop")
    await client.close()


async def test_child_that_ignores_the_end_of_its_input_is_ended() -> None:
    client = EngineClient(_child(f"import time; print('{HELLO}', flush=True); time.sleep(1000)"))
    assert (await client.event()).name == "hello"
    await client.close(patience_s=0.1)
    assert (await client.event()).name == ENGINE_LOST


async def test_events_before_the_loop_listens_are_kept() -> None:
    client = await asyncio.to_thread(EngineClient, _child(f"print('{HELLO}')"))
    assert await asyncio.to_thread(client.process.join, 120)
    assert [event.name async for event in client.events()] == ["hello", ENGINE_LOST]
    await client.close()


def test_without_any_event_loop() -> None:
    seen: list[Event] = []
    process = EngineProcess(seen.append, _child(f"print('{HELLO}')"))
    assert process.join(120)
    assert [event.name for event in seen] == ["hello", ENGINE_LOST]


def test_command_in_a_checkout_and_frozen(monkeypatch: pytest.MonkeyPatch) -> None:
    assert child_command("engine") == [sys.executable, "-m", "app", "engine"]
    assert (ROOT / "app" / "__main__.py").exists()
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert child_command("engine") == [sys.executable, "engine"]
