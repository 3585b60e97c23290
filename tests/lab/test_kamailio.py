"""Kamailio behind a real router: the program as a whole, in the client's namespace, with the ALG off and on."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app.model.endpoint import Endpoint
from app.model.facts import Fact
from app.model.profile import Alternative, Profile
from app.probes import sip_alg
from app.probes.context import ProbeContext
from tests.lab.judging import judged, verdict_on
from tests.lab.namespaces import run_async, serving
from tests.lab.topology import SECOND_SERVER, SERVER, Lab, lab
from tests.servers.kamailio import DOMAIN, MISSING, Kamailio, antiflood, echo_as_200, kamailio, until_alive

SIP, OTHER = Endpoint(SERVER, 5060), Endpoint(SERVER, 5070)
ALG = pytest.mark.parametrize("alg", [(), ("udp",)], ids=["off", "on"])
ROOT = Path(__file__).parents[2]
LIMIT_S = 180.0
WITH_HELPER = {"sip_alg_present_harmless", "sip_alg_drops_messages"}
"""The helper swallows a second call with the same port for sound, unless the server, which stands next door here, has
refused the first one before the second came by. Both are so."""
pytestmark = [
    pytest.mark.softphone,
    pytest.mark.skipif(MISSING is not None, reason=str(MISSING)),
]


@dataclass(frozen=True)
class Office:
    """An office behind its router, and the provider's server."""

    net: Lab
    server: Kamailio
    folder: Path

    def check(self, plan: str, password: str = "mend-100") -> tuple[int, dict[str, Any]]:
        """``callmend check`` on the office's computer; its exit code and the first run's diagnosis."""
        profile = self.folder / "profile.toml"
        profile.write_text(
            f'[account]\ndomain = "{DOMAIN}"\nusername = "100"\npassword = "{password}"\nproxy = "{SIP}"\n'
            f'[numbers]\necho = "200"\n[alternatives]\npaths = [{{ transport = "udp", port = {OTHER.port} }}]\n',
            "utf-8",
        )
        file = self.folder / "session.json"
        command = [sys.executable, "-m", "app", "check", str(profile), "--plan", plan, "--json", str(file)]
        done = subprocess.run(
            ["ip", "netns", "exec", self.net.client, *command, "--out", str(self.folder / "out")],
            capture_output=True,
            text=True,
            timeout=LIMIT_S,
            check=False,
            cwd=ROOT,
            env={**os.environ, "HOME": str(self.folder), "XDG_STATE_HOME": str(self.folder)},
        )
        assert file.exists(), done.stderr
        diagnosis: dict[str, Any] = json.loads(file.read_text("utf-8"))["runs"][0]["diagnosis"]
        return done.returncode, diagnosis


def answers(diagnosis: dict[str, Any], *questions: str) -> list[str | None]:
    given = {verdict["question"]: verdict["answer"] for verdict in diagnosis["verdicts"]}
    return [given.get(question) for question in questions]


@contextmanager
def office(folder: Path, alg: tuple[str, ...]) -> Iterator[Office]:
    with lab(alg=alg) as net, kamailio(folder, SIP, others=[OTHER], namespace=net.server) as server:
        run_async(net.server, lambda: until_alive(SIP))
        yield Office(net, server, folder)


@ALG
def test_raw_probes_read_kamailios_answers(alg: tuple[str, ...], tmp_path: Path) -> None:
    with office(tmp_path, alg) as place:
        profile = Profile(place.server.account(), alternatives=(Alternative("udp", OTHER.port),))

        async def measure() -> list[Fact]:
            return [fact async for fact in sip_alg.measure(ProbeContext(profile))]

        facts = run_async(place.net.client, measure)
    verdict = verdict_on("sip_alg", facts)
    assert verdict.answer == ("yes" if alg else "no")
    assert judged(facts).primary == ("sip_alg_present_harmless" if alg else "no_fault_found")


@ALG
def test_signing_in_and_calling_through_the_router(alg: tuple[str, ...], tmp_path: Path) -> None:
    with office(tmp_path, alg) as place, serving(place.net.server, lambda: echo_as_200(place.server, SECOND_SERVER)):
        exit_code, diagnosis = place.check("registration,sip_alg,hear,speak")
    assert answers(diagnosis, "registration", "hear", "speak") == ["yes", "yes", "yes"]
    assert answers(diagnosis, "sip_alg") == ["yes" if alg else "no"]
    assert diagnosis["primary"] in (WITH_HELPER if alg else {"no_fault_found"})
    assert exit_code == (1 if alg else 0)


def test_a_check_is_no_flood_to_a_guard(tmp_path: Path) -> None:
    """Whoever is taken for one is not heard for five minutes, with all the phones of the office."""
    with lab() as net, kamailio(tmp_path, SIP, others=[OTHER], namespace=net.server, extras=antiflood()) as server:
        run_async(net.server, lambda: until_alive(SIP))
        place = Office(net, server, tmp_path)
        with serving(net.server, lambda: echo_as_200(server, SECOND_SERVER)):
            _, diagnosis = place.check("registration,sip_alg,hear,speak")
        assert answers(diagnosis, "registration", "sip_alg", "hear", "speak") == ["yes", "no", "yes", "yes"]
        log = tmp_path / "kamailio.log"
        assert "FLOOD" not in log.read_text("utf-8")
        run_async(net.client, lambda: all_at_once(place))
        assert "FLOOD" in log.read_text("utf-8")  # it does keep watch


def test_a_service_that_hears_us_no_more_is_not_taken_for_a_block(tmp_path: Path) -> None:
    """Neither the router nor large messages are blamed for what a guard does that bears less than the usual one."""
    with lab() as net, kamailio(tmp_path, SIP, namespace=net.server, extras=antiflood(4)) as server:
        run_async(net.server, lambda: until_alive(SIP))
        _, diagnosis = Office(net, server, tmp_path).check("local_firewall,registration,sip_alg")
    assert "FLOOD" in (tmp_path / "kamailio.log").read_text("utf-8")
    assert [finding["id"] for finding in diagnosis["findings"]] == ["provider_unreachable"]


async def all_at_once(place: Office) -> list[Fact]:
    """The same without turns."""
    profile = Profile(place.server.account(), alternatives=(Alternative("udp", OTHER.port),))
    return [fact async for fact in sip_alg.measure(ProbeContext(profile))]


def test_a_wrong_password_is_no_fault_of_the_router(tmp_path: Path) -> None:
    with office(tmp_path, ("udp",)) as place:
        _, diagnosis = place.check("registration,sip_alg", password="wrong")
    assert diagnosis["primary"] == "credentials_refused"
    assert answers(diagnosis, "registration", "sip_alg") == ["no", "yes"]
