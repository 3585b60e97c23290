"""``binding_readback`` behind a real router: what registrars keep, what the ALG makes of it, and that nothing stays."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app.model.endpoint import Endpoint
from app.model.facts import SipExchange
from app.model.names import Transport
from app.model.profile import Account
from app.model.secret import Secret
from app.network.udp import open_udp
from app.probes.alg.binding_readback import BindingReadback
from app.probes.alg.canaries import other_bindings, stored_canaries
from app.probes.alg.channel import UdpChannel
from app.probes.alg.paths import Path as Way
from app.probes.alg.signed import Registrar
from app.protocols.sip import SipMessage, parse_message
from app.protocols.sip_build import build_response
from app.testline.config import BUILT_IN_REALM, Limits, TestLineConfig
from app.testline.server import TestLine
from tests.lab.far_end import Reply, far_end
from tests.lab.namespaces import run_async, serving
from tests.lab.topology import ROUTER_WAN, SERVER, Lab, lab
from tests.servers.kamailio import DOMAIN, MISSING, kamailio, until_alive

SIP = Endpoint(SERVER, 5060)
PASSWORD = "mend-100"
PHONE = "sip:100@192.168.1.77:5060"
ROOT = Path(__file__).parents[2]
ALG = pytest.mark.parametrize("alg", [(), ("udp", "tcp")], ids=["off", "on"])
REGISTRARS = pytest.mark.parametrize("kind", ["test line", "kamailio"])


def account(domain: str = BUILT_IN_REALM) -> Account:
    return Account(domain, "100", password=Secret(PASSWORD), proxy=str(SIP))


@contextmanager
def registrar(net: Lab, kind: str, folder: Path, limits: Limits | None = None) -> Iterator[Account]:
    """A registrar at the far end, and the account there."""
    if kind == "kamailio":
        if MISSING:
            pytest.skip(MISSING)
        with kamailio(folder, SIP, namespace=net.server):
            run_async(net.server, lambda: until_alive(SIP))
            yield account(DOMAIN)
        return
    config = TestLineConfig(SERVER, udp_ports=(5060,), tcp_ports=(5060,), limits=limits or Limits())
    with serving(net.server, lambda: TestLine(config)):
        yield account()


def way(transport: Transport = "udp") -> Way:
    return Way("suspected", transport, *SIP)


def readback(net: Lab, of: Account, transport: Transport = "udp", *, signed_in: bool = False) -> list[SipExchange]:
    """Every exchange of one measurement."""
    probe = BindingReadback(of, way(transport), SIP, signed_in)
    run_async(net.client, probe.run)
    return [fact for fact in probe.facts() if isinstance(fact, SipExchange)]


def registered(net: Lab, of: Account, contacts: Sequence[str] = (), expires: int | None = None) -> SipMessage:
    """What the registrar lists to one who asks it without a router in between."""

    async def ask() -> SipMessage | None:
        async with await open_udp(towards=SIP) as sock:
            return await Registrar(of, way(), SIP, "test").register(UdpChannel(sock), contacts, expires)

    answer = run_async(net.server, ask)
    assert answer is not None
    assert answer.status == 200
    return answer


@dataclass(frozen=True)
class Stored:
    """The canaries of one measurement: as they were registered, and as the other port read them."""

    sent: dict[str, str]
    read: dict[str, str]


def stored(facts: Sequence[SipExchange]) -> Stored:
    sent: dict[str, str] = {}
    read: dict[str, str] = {}
    storing = (fact for fact in facts if "-canary-" in fact.sent and "Expires: 0" not in fact.sent)
    writer = next((fact.local for fact in storing), "")
    for fact in facts:
        request = parse_message(fact.sent.encode("latin-1"))
        if fact.local == writer and request.get("expires") != "0":
            sent |= _by_label(request)
        elif fact.local != writer and not request.all("contact") and fact.replies:
            read |= _by_label(_reply(fact))
    return Stored(sent, read)


def _by_label(message: SipMessage) -> dict[str, str]:
    places = (contact.strip("<>").partition("@") for contact in stored_canaries(message))
    return {user.rpartition("-")[2]: place for user, _, place in places}


def _reply(fact: SipExchange) -> SipMessage:
    return parse_message(fact.replies[-1].raw.encode("latin-1"))


def _status(fact: SipExchange) -> int | None:
    return _reply(fact).status if fact.replies else None


@ALG
@REGISTRARS
@pytest.mark.parametrize("transport", ["udp", "tcp"])
def test_only_our_addresses_are_changed_and_only_by_the_alg(
    alg: tuple[str, ...], kind: str, transport: Transport, tmp_path: Path
) -> None:
    with lab(alg=alg) as net, registrar(net, kind, tmp_path) as of:
        facts = readback(net, of, transport)
        left = registered(net, of)
    found = stored(facts)
    assert set(found.sent) == {"own", "port", "name"}
    assert found.read["name"] == found.sent["name"] == "canary.invalid"
    for label in ("own", "port"):
        host, port = Endpoint.parse(found.sent[label])
        assert found.read[label] == (f"{ROUTER_WAN}:{port}" if alg else f"{host}:{port}")
    assert left.all("contact") == ()


@REGISTRARS
def test_credentials_stay_out_of_the_record(kind: str, tmp_path: Path) -> None:
    with lab() as net, registrar(net, kind, tmp_path) as of:
        facts = readback(net, of)
    text = json.dumps([fact.sent + "".join(reply.raw for reply in fact.replies) for fact in facts])
    assert "Authorization: Digest" in text
    assert PASSWORD not in text
    assert text.count("response=") == text.count('response=\\"hidden\\"')
    assert text.count("cnonce=") == text.count('cnonce=\\"hidden\\"')


@REGISTRARS
def test_stop_takes_the_canaries_away(kind: str, tmp_path: Path) -> None:
    with lab(alg=("udp",)) as net, registrar(net, kind, tmp_path) as of:
        probe = BindingReadback(of, way(), SIP)
        run_async(net.client, lambda: _stopped_once_stored(probe))
        stopped = [fact for fact in probe.facts() if isinstance(fact, SipExchange)]
        left = registered(net, of)
    assert any("canary" in fact.sent and "Expires: 60" in fact.sent for fact in stopped)
    assert left.all("contact") == ()


async def _stopped_once_stored(probe: BindingReadback) -> None:
    """Cancel as Ctrl+C does, at the moment when the registrar has said that it keeps them."""
    ask, stored_now = probe._registrar.register, asyncio.Event()

    async def register(*args: Any) -> SipMessage | None:
        answer = await ask(*args)
        if len(args) == 3 and args[2] and answer is not None and answer.status == 200:
            stored_now.set()
            await asyncio.Event().wait()
        return answer

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Registrar, "register", lambda self, *args: register(*args))
        task = asyncio.create_task(probe.run())
        await stored_now.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task


KILLED = """
import asyncio, os, signal, sys
from app.model.endpoint import Endpoint
from app.model.profile import Account
from app.model.secret import Secret
from app.probes.alg.binding_readback import BindingReadback
from app.probes.alg.paths import Path
from app.probes.alg.signed import Registrar

ask = Registrar.register

async def register(self, flow, contacts, expires=None):
    answer = await ask(self, flow, contacts, expires)
    if contacts and expires:
        os.kill(os.getpid(), signal.SIGKILL)
    return answer

Registrar.register = register
domain, password, host, port = sys.argv[1:]
server = Endpoint(host, int(port))
account = Account(domain, "100", password=Secret(password), proxy=str(server))
asyncio.run(BindingReadback(account, Path("suspected", "udp", *server), server).run())
"""


@ALG
@REGISTRARS
def test_what_a_killed_run_left_behind_expires_and_goes_with_the_next_run(
    alg: tuple[str, ...], kind: str, tmp_path: Path
) -> None:
    with lab(alg=alg) as net, registrar(net, kind, tmp_path) as of:
        killed = subprocess.run(
            ["ip", "netns", "exec", net.client, sys.executable, "-c", KILLED, of.domain, PASSWORD, *map(str, SIP)],
            cwd=ROOT,
            env=dict(os.environ),
            timeout=120,
            check=False,
        )
        after_the_kill = registered(net, of)
        facts = readback(net, of)
        left = registered(net, of)
    assert killed.returncode == -signal.SIGKILL
    assert len(stored_canaries(after_the_kill)) == 3
    lives = [int(contact.partition("expires=")[2].partition(";")[0]) for contact in after_the_kill.all("contact")]
    assert max(lives) <= 60
    assert len(stored(facts).sent) == 3
    assert left.all("contact") == ()


def test_a_registrar_that_wants_longer_lives_gets_them(tmp_path: Path) -> None:
    with lab(alg=("udp",)) as net, registrar(net, "test line", tmp_path, Limits(min_expires_s=120)) as of:
        facts = readback(net, of)
        left = registered(net, of)
    assert 423 in {_status(fact) for fact in facts}
    assert stored(facts).read["own"].startswith(ROUTER_WAN)
    assert left.all("contact") == ()


def test_a_registrar_that_wants_an_hour_gets_nothing(tmp_path: Path) -> None:
    with lab(alg=("udp",)) as net, registrar(net, "test line", tmp_path, Limits(min_expires_s=3600)) as of:
        facts = readback(net, of)
        left = registered(net, of)
    assert stored(facts).read == {}
    assert left.all("contact") == ()


@ALG
def test_a_registrar_of_one_contact_gets_them_one_by_one(alg: tuple[str, ...], tmp_path: Path) -> None:
    with lab(alg=alg) as net, registrar(net, "test line", tmp_path, Limits(bindings_per_user=1)) as of:
        facts = readback(net, of)
        left = registered(net, of)
    found = stored(facts)
    assert set(found.read) == {"own", "port", "name"}
    assert (found.read["own"] != found.sent["own"]) is bool(alg)
    assert found.read["name"] == "canary.invalid"
    assert left.all("contact") == ()


@REGISTRARS
def test_a_lone_phone_is_never_put_at_risk(kind: str, tmp_path: Path) -> None:
    """One binding may be all that the registrar keeps: a canary would cost somebody their incoming calls."""
    with lab(alg=("udp",)) as net, registrar(net, kind, tmp_path) as of:
        registered(net, of, [f"<{PHONE}>"], 300)
        facts = readback(net, of)
        left = registered(net, of)
    assert not any("canary" in fact.sent for fact in facts)
    assert len(other_bindings(left)) == 1


@REGISTRARS
def test_phones_beside_the_canaries_stay(kind: str, tmp_path: Path) -> None:
    phones = [f"<{PHONE}>", "<sip:100@192.168.1.78:5060>"]
    with lab(alg=("udp",)) as net, registrar(net, kind, tmp_path) as of:
        registered(net, of, phones, 300)
        facts = readback(net, of)
        left = registered(net, of)
    assert stored(facts).read["own"].startswith(ROUTER_WAN)
    assert [contact.partition(";")[0] for contact in left.all("contact")] == phones


class OneContact:
    """A registrar that keeps the Contact it heard last and throws the others out, as some do."""

    def __init__(self, kept: str = "") -> None:
        self.kept = kept

    def __call__(self, request: SipMessage, source: Endpoint) -> Iterable[bytes]:
        for contact in request.all("contact"):
            if request.get("expires") != "0":
                self.kept = f"{contact};expires=300"
            elif self.kept.startswith(contact):
                self.kept = ""
        extra = [("Contact", self.kept)] if self.kept else []
        return [build_response(request, 200, "OK", source=source, to_tag="far", extra=extra)]


@pytest.mark.parametrize("signed_in", [False, True])
def test_what_a_registrar_threw_out_is_put_back(signed_in: bool) -> None:
    """Only our own softphone's binding is ever at stake, and it comes back."""
    far = OneContact(f"<{PHONE}>;expires=300")
    with lab() as net, serving(net.server, _listening(far)):
        facts = readback(net, account(), signed_in=signed_in)
    assert bool(stored(facts).read) is signed_in
    assert far.kept == f"<{PHONE}>;expires=300"


def _listening(reply: Reply) -> Callable[[], Any]:
    return lambda: far_end(reply, udp=(5060,), stun=None)


def test_a_mute_registrar_is_asked_once_and_keeps_nothing() -> None:
    def mute_for_register(request: SipMessage, source: Endpoint) -> Iterable[bytes]:
        return [] if request.method == "REGISTER" else [build_response(request, 200, "OK", source=source)]

    with lab() as net, serving(net.server, _listening(mute_for_register)) as server:
        facts = readback(net, account())
    assert [fact.outcome for fact in facts] == ["silent"]
    assert not any(b"canary" in arrival.raw for arrival in server.arrivals)
