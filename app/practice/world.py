"""A whole practice world: the far end, the simulated router before it, and the profile that leads into it."""

from __future__ import annotations

from contextlib import AsyncExitStack
from typing import Any, Final, Self

from app.model.endpoint import Endpoint
from app.model.json import JsonObject
from app.model.stage import Stage
from app.network.tcp import TcpStream
from app.network.tcp_listen import TcpListener, listen_tcp
from app.network.udp import UdpSocket, open_udp
from app.practice.behaviour import Names
from app.practice.forwarding import LOOPBACK
from app.practice.gateway import PracticeGateway
from app.practice.holding import faster, paced, paced_router
from app.practice.portal import PracticePortal
from app.practice.router import SimulatedRouter
from app.practice.scenarios import Scenario
from app.testline.config import BUILT_IN_NUMBERS, BUILT_IN_REALM, TestLineConfig, TlsIdentity
from app.testline.server import TestLine
from app.words.resources import resource_path

USERNAME: Final = "100"
PASSWORD: Final = "mend-100"
CERTIFICATES: Final = "practice/tls"
BRIEF_S: Final = 0.8
"""Of a greeting: enough to be recognised as sound."""


class PracticeWorld:
    """Runs while its block runs; ``profile`` holds the sections of a profile. *brief*: nobody listens to greetings.

    ``stage`` is what it sets up beside them.
    """

    def __init__(self, scenario: Scenario, *, brief: bool = False) -> None:
        self._scenario, self._brief = scenario, brief
        router = paced_router(scenario.router, scenario.pace)
        self._router = SimulatedRouter(router, scenario.far_end.manners, scenario.pace)
        boxes = self._router.translations
        answers = scenario.router.gateway and boxes
        self._gateway = PracticeGateway(boxes[0].outside, self._router.home) if answers else None
        self._line: TestLine | None = None
        self._mute: UdpSocket | None = None
        self._mute_stream: TcpListener | None = None
        self._around = AsyncExitStack()
        self._watched = Endpoint(LOOPBACK, 0)
        self.profile: JsonObject = {}
        self.stage = Stage()

    @property
    def sent(self) -> int:
        """Signalling packets that left for the far end: datagrams, and messages of streams."""
        return self._router.sent.total()

    @property
    def gateway(self) -> Endpoint | None:
        """The simulated router's own door, where it answers questions about itself."""
        return None if self._gateway is None else self._gateway.local

    async def __aenter__(self) -> Self:
        usual = TestLineConfig(
            udp_ports=(0, 0), tcp_ports=(0,), tls_ports=(0,), tls=_identity(self._scenario), view=self._router,
            sign_in=self._scenario.far_end.sign_in,
            bindings_last_s=faster(self._scenario.far_end.bindings_last_s, self._scenario.pace),
            announces_s=self._scenario.far_end.announces_s,
            greeting_s=BRIEF_S if self._brief else None,
        )  # fmt: skip
        line = TestLine(paced(usual, self._scenario.far_end.hold, self._scenario.pace))
        self._line = await line.__aenter__()
        try:
            if self._gateway is not None:
                await self._gateway.__aenter__()
            self.profile = await self._open(line)
            self.stage = await self._set_up()
        except BaseException:
            await self.__aexit__()
            raise
        return self

    async def turn(self, label: str) -> None:
        """The run *label* begins: the computer is connected as the scenario has it there, or as in the first run."""
        one = self._scenario
        if one.otherwise:
            self._router.become(paced_router(one.otherwise.get(label, one.router), one.pace))

    async def _set_up(self) -> Stage:
        """What stands beside the way to the phone service."""
        one = self._scenario
        resolver = nobody = None
        if one.router.names:
            resolver = await self._name_server(one.router.names)
        if one.router.other_names:
            self.profile["dns"] = {"servers": [str(await self._name_server(one.router.other_names))]}
        if one.router.portal:
            nobody = (await self._around.enter_async_context(PracticePortal(one.router.portal))).local
        return Stage(
            one.pace, self.gateway, one.computer, one.happens, resolver, nobody, one.hold_s, one.router.forgets
        )

    async def _name_server(self, manner: Names) -> Endpoint:
        from app.practice.name_server import PracticeNameServer

        return (await self._around.enter_async_context(PracticeNameServer(manner, self._watched.port))).local

    async def __aexit__(self, *_: object) -> None:
        await self._around.aclose()
        if self._gateway is not None:
            await self._gateway.__aexit__()
        await self._router.close()
        if self._mute is not None:
            self._mute.close()
        if self._mute_stream is not None:
            await self._mute_stream.close()
        if self._line is not None:
            await self._line.__aexit__(None, None, None)

    async def _open(self, line: TestLine) -> JsonObject:
        if self._scenario.far_end.silent:
            self._mute = await open_udp(Endpoint(LOOPBACK, 0))
            watched = await self._router.open_paths(self._mute.local, None, watched=True)
            other = await self._router.open_paths(self._mute.local, None, watched=False)
        else:
            watched = await self._router.open_paths(line.udp[0], line.tcp[0], watched=True)
            other = await self._router.open_paths(line.udp[1], None, watched=False)
        if line.knocking is not None:
            self._router.open_plain(line.knocking)
        secure = await self._router.open_tls(await self._secure_server(line))
        stun = [str(self._router.open_plain(door)) for door in (line.stun, line.stun_other_port) if door][:1]
        self._watched = watched
        return profile_of(self._scenario, watched, other, secure, stun)

    async def _secure_server(self, line: TestLine) -> Endpoint:
        if not self._scenario.far_end.silent:
            return line.tls[0]
        self._mute_stream = await listen_tcp(Endpoint(LOOPBACK, 0), _say_nothing)
        return self._mute_stream.local


async def _say_nothing(stream: TcpStream) -> None:
    while await stream.receive():
        continue


def _identity(scenario: Scenario) -> TlsIdentity:
    folder = resource_path(CERTIFICATES)
    return TlsIdentity(folder / f"{scenario.far_end.certificate}.pem", folder / "server.key", scenario.far_end.old_tls)


def _way_in(scenario: Scenario, watched: Endpoint, secure: Endpoint) -> Endpoint:
    if scenario.router.names:
        from app.practice.name_server import NAME

        return Endpoint(NAME.rstrip("."), watched.port)
    return secure if scenario.account.get("transport") == "tls" else watched


def profile_of(scenario: Scenario, watched: Endpoint, other: Endpoint, secure: Endpoint, stun: list[str]) -> JsonObject:
    """The sections that a provider would hand out for this world."""
    account: dict[str, Any] = {
        "domain": BUILT_IN_REALM,
        "username": USERNAME,
        "password": PASSWORD,
        "proxy": str(_way_in(scenario, watched, secure)),
        "transport": "udp",
    }
    return {
        "provider": {"name": "CallMend practice"},
        "account": {**account, **scenario.account},
        "numbers": {name: getattr(BUILT_IN_NUMBERS, name) for name in BUILT_IN_NUMBERS.__dataclass_fields__},
        "testline": {"host": watched.host, "ports": [watched.port, other.port]},
        "stun": {"servers": list(stun)},
        "alternatives": {
            "paths": [
                {"transport": "udp", "port": other.port, "host": other.host},
                {"transport": "tls", "port": secure.port, "host": secure.host},
            ]
        },
        "tls": {"authorities": resource_path(f"{CERTIFICATES}/authority.pem").read_text(encoding="ascii")},
    }
