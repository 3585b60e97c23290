"""The packaged Windows program calls over TLS 1.3, where its telephone library has no TLS at all, and is not fooled."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any, Final

from app.testline.config import TestLineConfig, TlsIdentity
from app.testline.server import TestLine
from build.practice_certificates import FOLDER, KEY
from build.windows.far_end import check, facts, profile, verdict
from build.windows.notes import Notes
from build.windows.wine import Wine

PLAN: Final = ("registration", "hear", "speak", "keypad", "tls_path")
BAD: Final = {
    "self-signed": "certificate_self_signed",
    "expired": "certificate_expired",
    "wrong-name": "certificate_for_another_name",
    "unknown-issuer": "certificate_of_unknown_issuer",
}
"""Certificates of practice, and the reason that the verdict must give."""


def prove(wine: Wine, program: Path, notes: Notes) -> None:
    """Call with a good certificate, then meet each bad one; *program* is the folder of the packaged program."""
    asyncio.run(_good(wine, program, notes))
    for certificate, reason in BAD.items():
        asyncio.run(_bad(wine, program, notes, certificate, reason))


async def _good(wine: Wine, program: Path, notes: Notes) -> None:
    async with TestLine(_config("good")) as line:
        session = await _check(wine, program, notes, line, "good", PLAN)
        ways, ended = set(line.secured), [(record.number, record.ended_by) for record in line.records]
    notes.note(f"at the server: {ways}; calls ended by: {ended}")
    for question in PLAN:
        notes.must(verdict(session, question)[0] == "yes", f"over TLS: {question} {verdict(session, question)}")
    seen = {look["protocol"] for look in facts(session, "tls.look")}
    notes.must({way[0] for way in ways} == seen == {"TLSv1.3"}, f"both ends tell of TLS 1.3: {ways}, {seen}")
    told = {by for _, by in ended}
    notes.must(len(ended) == 3 and told == {"caller"}, f"the ACK and the BYE of each call arrived: {ended}")
    sent = [one["raw"] for one in facts(session, "sip.message") if one["direction"] == "outbound"]
    methods = {raw.partition(" ")[0] for raw in sent}
    notes.must({"REGISTER", "INVITE", "ACK", "INFO", "BYE"} <= methods, f"all went through the relay: {methods}")
    plain = [raw for raw in sent if "/TCP" in raw or "transport=tcp" in raw.lower() or "/TLS" not in raw]
    notes.must(not plain, f"no message tells of anything but TLS: {plain[:1]}")
    keys = [(one["method"], one["sent"], one["heard"]) for one in facts(session, "keypad.digits")]
    notes.must(keys and all(sent == heard for _, sent, heard in keys), f"every key arrived: {keys}")


async def _bad(wine: Wine, program: Path, notes: Notes, certificate: str, reason: str) -> None:
    async with TestLine(_config(certificate)) as line:
        session = await _check(wine, program, notes, line, certificate, ("registration", "tls_path"))
        signed_in = line.bindings("100")
    for question in ("registration", "tls_path"):
        notes.must(verdict(session, question) == ("no", reason), f"{certificate}: {verdict(session, question)}")
    primary = (session.get("runs") or [{}])[-1].get("diagnosis", {}).get("primary")
    notes.must(primary == "tls_not_trusted", f"{certificate}: {primary}")
    sent = facts(session, "sip.message")
    notes.must(not sent and not signed_in, f"{certificate}: nothing was sent there: {len(sent)}, {signed_in}")


def _config(certificate: str) -> TestLineConfig:
    return TestLineConfig(tls_ports=(0,), tls=TlsIdentity(FOLDER / f"{certificate}.pem", KEY))


async def _check(
    wine: Wine, program: Path, notes: Notes, line: TestLine, name: str, plan: tuple[str, ...]
) -> dict[str, Any]:
    folder = notes.folder / "calls" / name
    sections = profile(line.tls[0], "tls")
    session, told = await asyncio.to_thread(check, wine, program, folder, sections, ",".join(plan))
    notes.note(f"\n$ callmend check, certificate {name}\n{told}")
    return session
