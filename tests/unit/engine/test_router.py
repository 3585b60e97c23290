"""The router's name on its way through the whole engine: asked beside the rest, kept, told, and never in the way."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import pytest

from app.commands.summary import summary
from app.engine import judgement, runner
from app.engine.record import RunRecord
from app.engine.runner import Listener, Runner
from app.model.codec import session_from_json
from app.model.facts import Fact, GatewayHardware, GatewayPage, NotRun, Observation, PersonSaid
from app.model.profile import Account, Profile
from app.probes import catalogue
from app.probes.context import ProbeContext
from app.probes.router_look import Doors
from app.report.html import render_html
from tests.gateways import engine as engine_beside
from tests.gateways.catalogue import TOLD
from tests.gateways.simulated import standing
from tests.unit.engine.hall import Hall, hall
from tests.unit.engine.rehearsal import RehearsedCatalogue, document_of
from tests.unit.probes.servers import honest, udp_server


async def _checked(folder: Path, *questions: str) -> tuple[dict[str, Any], list[str]]:
    async with udp_server(honest) as server, standing(TOLD[1]) as gateway, _beside(gateway.doors) as room:
        room.open(folder, profile={"account": {"domain": str(server)}})
        await room.measure(*questions)
        room.send("close")
        return document_of(await room.until("closed")), gateway.asked


def _beside(doors: Doors) -> AbstractAsyncContextManager[Hall]:
    return hall(engine_beside.command(doors))


async def test_session_names_the_router(tmp_path: Path) -> None:
    document, _ = await _checked(tmp_path, "nat")
    assert document["router"]["id"] == "netgear-nighthawk"
    assert document["router"]["confidence"] == "likely"
    assert {"upnp_model", "server"} <= set(document["router"]["signals"])
    assert document["router"]["candidates"][0]["id"] == "netgear-nighthawk"
    (line,) = [line for line in summary(document) if line.startswith("Your router")]
    assert line.startswith("Your router: we think it is a Netgear (")
    assert "callmend routers show netgear-nighthawk" in line
    session = session_from_json(document)
    assert session.router == document["router"]
    assert "Netgear (Nighthawk" in render_html(session)


async def test_the_router_is_left_alone_when_only_the_alg_is_asked_for(tmp_path: Path) -> None:
    document, asked = await _checked(tmp_path, "sip_alg", "dns")
    assert (document["router"], asked) == (None, [])
    assert not [line for line in summary(document) if line.startswith("Your router")]


@pytest.mark.parametrize(
    ("questions", "names"),
    [(("sip_alg",), []), (("dns", "registration"), []), (("nat", "internet"), ["router_look", "portal_look"])],
)
def test_which_questions_it_goes_along_with(questions: Any, names: list[str]) -> None:
    assert list(catalogue.companions_for(questions)) == names


def _run(*facts: Fact) -> RunRecord:
    return RunRecord("x", observations=[Observation(f"o{at}", 0.0, fact) for at, fact in enumerate(facts)])


def test_the_latest_run_that_looked_decides() -> None:
    fritz = _run(
        GatewayHardware("192.0.2.1", "00040E"),
        GatewayPage("192.0.2.1", "http", "/", "answered", 200, "FRITZ!Box 7590"),
    )
    router = judgement.router_of([fritz, _run(PersonSaid("dns", "yes"))])
    assert router is not None
    assert router["id"] == "avm-fritzbox"
    assert judgement.router_of([_run()]) is None


@pytest.fixture
def cold(monkeypatch: pytest.MonkeyPatch) -> None:
    async def warm_up(modules: object, context: object) -> None: ...

    monkeypatch.setattr(runner, "warm_up", warm_up)


@pytest.mark.usefixtures("cold")
async def test_a_companion_runs_beside_the_rest_and_its_failure_costs_nothing() -> None:
    met = asyncio.Barrier(2)
    facts: list[Fact] = []
    bugs: list[BaseException] = []

    async def asks(context: ProbeContext) -> AsyncIterator[Fact]:
        async with asyncio.timeout(30):
            await met.wait()
        yield PersonSaid("nat", "yes")

    async def goes_along(context: ProbeContext) -> AsyncIterator[Fact]:
        context.progress("looking_up", 0.5, None)
        async with asyncio.timeout(30):
            await met.wait()
        yield GatewayHardware("192.0.2.1", "00040E")
        raise RuntimeError("a bug")

    progress: list[object] = []
    listener = Listener(
        facts.append, lambda *news: progress.append(news), lambda done: None, bugs.append, bugs.append
    )  # fmt: skip
    probes = RehearsedCatalogue(nat=asks, companion=goes_along)
    await Runner(probes, ProbeContext(Profile(Account("x"))), listener).measure(("nat",))
    assert {type(fact) for fact in facts} == {PersonSaid, GatewayHardware}
    assert not [fact for fact in facts if isinstance(fact, NotRun)]
    assert ([type(bug) for bug in bugs], progress) == ([RuntimeError], [])
