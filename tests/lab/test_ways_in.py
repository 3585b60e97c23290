"""Who may send to the client unasked: the helper opens ways in for calls and for sound, a plain router none."""

from __future__ import annotations

import asyncio
import fcntl
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest

from app.model.endpoint import Endpoint
from app.model.profile import Account
from app.network.udp import UdpSocket, open_udp
from app.probes.alg.invite import invite
from app.probes.alg.requests import options
from app.protocols.sip import parse_message
from app.protocols.sip_build import build_request, build_response
from tests.lab.namespaces import run_async, serving
from tests.lab.topology import CLIENT, ROUTER_WAN, SECOND_SERVER, SERVER, lab

PORT = 5062
MEDIA = 4000
MARKER = b"that was all"
SOUND = b"\x80\x00" + bytes(170)
ALG = pytest.mark.parametrize("alg", [("udp",), ()], ids=["on", "off"])
PARAMETERS = Path("/sys/module/nf_conntrack_sip/parameters")
ACCOUNT = Account("provider.example", "100")


@asynccontextmanager
async def caller(stranger: Endpoint, to: int, text: bytes) -> AsyncIterator[None]:
    """A far end that answers, has *stranger* send *text* to our outside address and port *to*, and then says so."""
    async with await open_udp(Endpoint(SERVER, 5060)) as sip, await open_udp(stranger) as other:

        async def serve() -> None:
            while True:
                got = await sip.receive()
                assert got is not None
                request = parse_message(got.data)
                if request.method in {"REGISTER", "INVITE"}:
                    sip.send(_granted(got.data, got.source), got.source)
                    other.send(text, Endpoint(ROUTER_WAN, to))
                    sip.send(MARKER, got.source)

        task = asyncio.create_task(serve())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


def _granted(data: bytes, source: Endpoint) -> bytes:
    request = parse_message(data)
    status, phrase = (200, "OK") if request.method == "REGISTER" else (183, "Session Progress")
    extra = [("Contact", f"{contact};expires=60") for contact in request.all("contact")]
    return build_response(request, status, phrase, source=source, to_tag="far", extra=extra)


async def _until_marker(sock: UdpSocket) -> list[bytes]:
    heard = []
    while (got := await sock.receive(30.0)) is not None and got.data != MARKER:
        heard.append(got.data)
    return heard


async def _register() -> list[bytes]:
    async with await open_udp(Endpoint(CLIENT, PORT)) as sock:
        request = build_request(
            "REGISTER",
            "sip:provider.example",
            via=f"SIP/2.0/UDP {sock.local};rport;branch=z9hG4bK1",
            from_="<sip:100@provider.example>;tag=1",
            to="<sip:100@provider.example>",
            call_id="1",
            cseq=1,
            contact=f"<sip:100@{sock.local}>",
            extra=[("Expires", "60")],
        )
        sock.send(request, Endpoint(SERVER, 5060))
        return [one for one in await _until_marker(sock) if one.startswith(b"OPTIONS")]


async def _invite() -> list[bytes]:
    async with await open_udp(Endpoint(CLIENT, PORT)) as sock, await open_udp(Endpoint(CLIENT, MEDIA)) as media:
        sock.send(invite(ACCOUNT, "echo", MEDIA)(sock.local, "udp"), Endpoint(SERVER, 5060))
        await _until_marker(sock)
        got = await media.receive(0.02)  # it was sent before the marker, over the same wires
        return [got.data] if got else []


@ALG
@pytest.mark.parametrize("host", [SERVER, SECOND_SERVER], ids=["registrar", "stranger"])
def test_after_signing_in_the_registrar_reaches_us_from_any_port(alg: tuple[str, ...], host: str) -> None:
    question = options(ACCOUNT)(Endpoint(host, 5090), "udp")
    with lab(alg=alg) as net, serving(net.server, lambda: caller(Endpoint(host, 5090), PORT, question)):
        heard = run_async(net.client, _register)
    assert bool(heard) is (bool(alg) and host == SERVER)


@contextmanager
def parameter(name: str, value: str) -> Iterator[None]:
    """A setting of the kernel's helper; it is one for the whole machine, so those who change it take turns."""
    with Path("/run/callmend-lab.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        usual = (PARAMETERS / name).read_text("ascii").strip()
        (PARAMETERS / name).write_text(value, "ascii")
        try:
            yield
        finally:
            (PARAMETERS / name).write_text(usual, "ascii")


@ALG
@pytest.mark.parametrize("host", [SERVER, SECOND_SERVER], ids=["signalling peer", "media server"])
@pytest.mark.parametrize("direct_media", ["1", "0"])
def test_sound_that_comes_before_ours(alg: tuple[str, ...], host: str, direct_media: str) -> None:
    """With ``sip_direct_media`` only the signalling peer is let in, without it anybody; a plain router lets none in."""
    with (
        parameter("sip_direct_media", direct_media),
        lab(alg=alg) as net,
        serving(net.server, lambda: caller(Endpoint(host, 7000), MEDIA, SOUND)),
    ):
        heard = run_async(net.client, _invite)
    assert bool(heard) is (bool(alg) and (host == SERVER or direct_media == "0"))
