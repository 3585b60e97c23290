"""What ``build/testline`` hands to a provider works, as far as this computer has the programs."""

from __future__ import annotations

import asyncio
import re
import shutil
import subprocess
import tomllib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

import app
from app.model.endpoint import Endpoint
from app.model.errors import UserError
from app.model.secret import Secret
from app.protocols.digest import Challenge, authorization
from app.testline.config import TestLineConfig
from app.testline.config_file import read_config
from app.testline.main import configure
from app.testline.server import TestLine
from tests.places import vacant_place
from tests.unit.testline.phone import SDP, Phone, phone, until_no_call_is_up

TOP = Path(app.__file__).parents[1]
RECIPES = TOP / "build" / "testline"
KAMAILIO = shutil.which("kamailio")
SYSTEMD = shutil.which("systemd-analyze")


def test_the_example_settings_load_and_ask_for_an_account() -> None:
    file = RECIPES / "testline.toml"
    config = read_config(file)
    assert (config.udp_ports, config.tcp_ports, config.stun_port) == ((5060, 5070), (5060, 5070), 3478)
    with pytest.raises(UserError) as caught:
        configure(None, file)
    assert caught.value.text_id == "testline_accounts"
    commented = re.sub(r"^# (?=[a-z\[\"].*)", "", file.read_text(), flags=re.MULTILINE)
    tomllib.loads(commented)


def test_the_locked_versions_are_those_of_the_program() -> None:
    def entries(path: Path) -> dict[str, str]:
        return {
            block.split("==")[0]: block for block in re.findall(r"^[a-z].*?(?=^\S|\Z)", path.read_text(), re.M | re.S)
        }

    whole, ours = entries(TOP / "build" / "requirements.lock"), entries(RECIPES / "requirements.lock")
    assert set(ours) == {"aioice", "dnspython", "ifaddr"}
    assert all(whole[name].split() == block.split() for name, block in ours.items())


def test_the_container_copies_what_exists() -> None:
    for source in re.findall(r"^COPY (\S+) ", (RECIPES / "Containerfile").read_text(), re.M):
        assert (TOP / source).exists(), source


@pytest.mark.skipif(SYSTEMD is None, reason="systemd-analyze is not installed")
def test_systemd_understands_the_unit(tmp_path: Path) -> None:
    text = (RECIPES / "callmend-testline.service").read_text()
    unit = tmp_path / "callmend-testline.service"
    unit.write_text(
        text.replace("/opt/callmend/venv/bin/python", "/bin/true").replace("WorkingDirectory=/opt/callmend", "")
    )
    done = subprocess.run([str(SYSTEMD), "verify", "--man=no", str(unit)], capture_output=True, text=True, check=False)
    complaints = [line for line in done.stderr.splitlines() if unit.name in line]
    assert (done.returncode, complaints) == (0, [])


@asynccontextmanager
async def kamailio(line: TestLine, folder: Path) -> AsyncIterator[Endpoint]:
    """Our recipe with this computer's addresses in it."""
    place = vacant_place()
    text = (RECIPES / "kamailio.cfg").read_text()
    config = folder / "kamailio.cfg"
    settings = text.replace("listen=PROXY", f"listen=udp:{place}").replace("sip:TESTLINE", f"sip:{line.udp[0]}")
    config.write_text(settings.replace('"DOMAIN"', '"testline.invalid"').replace("change-me", "mend-100"))
    arguments = ["-f", str(config), "-DD", "-E", "-Y", str(folder), "-m", "32", "-M", "4"]
    with (folder / "log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(str(KAMAILIO), *arguments, stdout=log, stderr=log)
    try:
        await answering(place)
        yield place
    finally:
        process.terminate()
        await process.wait()


async def answering(place: Endpoint) -> None:
    """Wait until a SIP server answers there."""
    async with phone(place) as probe, asyncio.timeout(60):
        while True:
            await probe.send(probe.build("OPTIONS", f"sip:{place}"))
            if await probe.receive(0.2):
                return


async def call_through(proxy: Phone, number: str) -> None:
    """Call with the proxy's own kind of challenge."""
    uri = f"sip:{number}@testline.invalid"
    proxy.to = f"<{uri}>"
    more: dict[str, Any] = {"contact": proxy.contact, "body": proxy.offer, "content_type": SDP}
    refusal = await proxy.ask("INVITE", uri, **more)
    assert refusal.status == 407
    challenge = Challenge.parse(refusal.get("proxy-authenticate") or "", proxy=True)
    assert challenge is not None
    value = authorization(challenge, method="INVITE", uri=uri, username="100", secret=proxy.password)
    await proxy.send(proxy.build("INVITE", uri, extra=[("Proxy-Authorization", value)], **more))
    while (answer := await proxy.next_message()).status != 200:
        assert answer.status in {100, 180}, answer.start_line
    route = answer.all("record-route")
    proxy.to = answer.get("to") or ""
    proxy.uri = answer.contact.uri_text if answer.contact else ""
    number_of_ack = answer.cseq[0] if answer.cseq else 0
    await proxy.send(proxy.build("ACK", cseq=number_of_ack, extra=[("Route", value) for value in reversed(route)]))
    goodbye = await proxy.ask("BYE", extra=[("Route", value) for value in reversed(route)])
    assert goodbye.status == 200
    assert "PR=0" in (goodbye.get("p-rtp-stat") or "")


@pytest.mark.skipif(KAMAILIO is None, reason="kamailio is not installed (Debian: apt-get install kamailio)")
async def test_calls_through_kamailio_reach_the_test_line(tmp_path: Path) -> None:
    config = TestLineConfig(trusted=frozenset({"127.0.0.1"}), greetings=False)
    async with TestLine(config) as line, kamailio(line, tmp_path) as place, phone(place) as caller:
        await call_through(caller, "listen")
        async with phone(place, password=Secret("mend-100")) as other:
            other.to = "<sip:nobody@testline.invalid>"
            assert (await other.ask("INVITE", "sip:nobody@testline.invalid", body=other.offer)).status == 407
        await until_no_call_is_up(line)
        assert [record.ended_by for record in line.records] == ["caller"]
