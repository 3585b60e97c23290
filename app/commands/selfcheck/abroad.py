"""What depends most on the system: a call over TLS, which the telephone library lacks on Windows, and sound devices."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import Final

from app.commands.selfcheck.running import BrokenError, Check
from app.model.json import JsonObject
from app.model.names import Question
from app.words import text

VERSION: Final = "TLSv1.3"
QUESTIONS: Final[tuple[Question, ...]] = ("registration", "hear", "speak")


def checks(folder: Path) -> list[Check]:
    """A call with its session in *folder*, and the devices."""

    async def call() -> str:
        return await secure_call(folder / "tls")

    return [
        Check(text("selftest", "names", "secure_call"), call),
        Check(text("selftest", "names", "sound_devices"), sound_devices),
    ]


async def secure_call(folder: Path) -> str:
    """Sign in at a test line of our own over TLS and call it; both ends must tell that all went well."""
    from app.practice.world import CERTIFICATES, PASSWORD, USERNAME
    from app.testline.config import BUILT_IN_REALM, TestLineConfig, TlsIdentity
    from app.testline.server import TestLine
    from app.words.resources import resource_path

    certificates = resource_path(CERTIFICATES)
    identity = TlsIdentity(certificates / "good.pem", certificates / "server.key")
    async with TestLine(TestLineConfig(tls_ports=(0,), tls=identity)) as line:
        account: JsonObject = {"domain": BUILT_IN_REALM, "username": USERNAME, "password": PASSWORD}
        profile: JsonObject = {
            "account": {**account, "proxy": str(line.tls[0]), "transport": "tls"},
            "numbers": {"echo": "echo"},
            "tls": {"authorities": (certificates / "authority.pem").read_text(encoding="ascii")},
        }
        answers = await _answers(folder, profile)
        versions, endings = {version for version, _ in line.secured}, [record.ended_by for record in line.records]
    if set(answers.values()) != {"yes"}:
        raise BrokenError(", ".join(f"{question} {answer}" for question, answer in answers.items()))
    if versions != {VERSION} or endings != ["caller"]:
        raise BrokenError(f"{', '.join(sorted(versions))}; the far end says that the call ended by {endings}")
    return f"{VERSION}, sound both ways, goodbye arrived"


async def _answers(folder: Path, profile: JsonObject) -> dict[str, str]:
    from app.commands.conversation import Order, check, engine_lost
    from app.commands.live import Live
    from app.driver.client import EngineClient

    client = EngineClient()
    try:
        order = Order(folder, profile, None, QUESTIONS, None)
        outcome = await check(client, order, Live(QUESTIONS, StringIO()))
    finally:
        await client.close()
    if outcome.lost is not None:
        raise engine_lost(outcome.lost)
    verdicts = {one["question"]: str(one["answer"]) for one in outcome.diagnosis.get("verdicts", ())}
    return {question: verdicts.get(question, "not judged") for question in QUESTIONS}


async def sound_devices() -> str:
    """What the system tells of its loudspeakers and microphones; a computer without any is no fault of ours."""
    from app.softphone.devices import list_devices

    found = await list_devices()
    if found.backend is None:
        return "no sound system answers here"
    return f"{found.backend.name}, {len(found.outputs)} to hear, {len(found.inputs)} to speak"
