"""The two processes of one case: one keeps network and far end, the other checks from the office's computer."""

from __future__ import annotations

import ctypes
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final

from app.commands.rehearsing.outcome import Rehearsed, Row, wrongly_accused
from app.commands.rehearsing.pool import Job, in_time
from app.commands.rehearsing.sides import LOOK_S, StandingWorld, check_world
from app.model.endpoint import Endpoint
from app.model.stage import Stage
from app.practice.portal import PracticePortal
from tests.lab.cases.case import Case
from tests.lab.cases.far_ends import far_end
from tests.lab.cases.gateways import gateway
from tests.lab.cases.name_server import SEARCH, name_server
from tests.lab.cases.pieces import ONLY_THE_PORTAL, PORTAL_PORT
from tests.lab.cases.table import CASES
from tests.lab.namespaces import enter, inside, serving
from tests.lab.namespaces import run as tool
from tests.lab.topology import ROUTER_LAN, Lab, lab
from tests.servers import kamailio, media_relay, stun_relay

AT_ONCE: Final = 10
"""They mostly wait."""
_CLONE_NEWNS, _MS_BIND, _MS_REC, _MS_PRIVATE = 0x20000, 4096, 0x4000, 1 << 18


def why_not(case: Case) -> str | None:
    """Why *case* cannot be had here, in words; ``None`` when it can."""
    reasons = {
        "kamailio": kamailio.MISSING,
        "rtpengine": kamailio.MISSING or media_relay.MISSING,
        "sipp": kamailio.MISSING or (None if shutil.which("sipp") else "sipp is not installed"),
    }
    gateway = "miniupnpd is not installed" if case.gateway_says and not shutil.which("miniupnpd") else None
    return reasons.get(case.far_end) or gateway or (stun_relay.MISSING if case.stun == "coturn" else None)


@contextmanager
def standing(case: Case, folder: Path) -> Iterator[dict[str, Any]]:
    """The network of *case* with all that is wrong with it; gives the profile's sections and where to stand."""
    layers: Any = {"double_nat": bool(case.double_nat), "between": case.double_nat or "private"}
    with ExitStack() as stack:
        home, line = case.wires
        net = stack.enter_context(lab(alg=case.alg, outer_alg=case.outer_alg, home=home, line=line, **layers))
        _spoil(net, case)
        if case.portal:
            door = Endpoint(ROUTER_LAN, PORTAL_PORT)
            stack.enter_context(serving(net.router, lambda: PracticePortal(case.portal, door)))
        if case.gateway_says:
            stack.enter_context(gateway(net, folder, case.gateway_says))
        resolver = stack.enter_context(name_server(net, case.resolver))
        sections = stack.enter_context(far_end(net, case, folder))
        yield {
            **sections,
            "stage": Stage(case.pace, computer=case.computer).told(),
            "namespace": net.client,
            "resolver": resolver,
            "wires": net.wires,
        }


def _spoil(net: Lab, case: Case) -> None:
    for number, rule in enumerate(case.rules):
        net.load(rule.table(number), rule.box)
    if case.table:
        net.load(case.table)
    for name, seconds in case.timers.items():
        timer = Path("/proc/sys/net/netfilter", name)
        inside(net.router, partial(timer.write_text, str(seconds), "ascii"))
    if case.portal:
        net.load(ONLY_THE_PORTAL)
    if case.unplugged:
        tool("ip", "-n", net.client, "route", "del", "default")
    if case.shaped:
        tool("ip", "netns", "exec", net.router, "tc", "qdisc", "add", "dev", "wan0", "root", *case.shaped.split())


def keep(name: str, profile: Connection, end: Connection) -> None:
    """Let the case stand until *end* closes; its profile goes into *profile*."""
    with tempfile.TemporaryDirectory(prefix="callmend-lab-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        with standing(CASES[name], Path(folder)) as sections:
            wires = sections.pop("wires")
            profile.send(sections)
            late_s = _lateness_until(end)
    late_s = max(late_s, *(wire.late_s for wire in wires), 0.0)
    profile.send({"cpu_s": time.process_time(), "late_s": late_s})


def _lateness_until(end: Connection) -> float:
    """Wait until *end* closes; how late this process, in which the far end lives too, got round to it at most."""
    late_s = 0.0
    while True:
        due = time.monotonic() + LOOK_S
        if end.poll(LOOK_S):
            return late_s
        late_s = max(late_s, time.monotonic() - due)


def check(name: str, questions: Sequence[str], profile: Connection, result: Connection) -> None:
    """Check the case from the office's computer: this process moves there before it opens anything."""
    sections = profile.recv()
    enter(sections.pop("namespace"))
    _use_resolver(sections.pop("resolver"))
    world = StandingWorld(name, _Told(sections))  # type: ignore[arg-type]
    world.lifetimes = CASES[name].forgets
    check_world(world, questions, result)


class _Told:
    """A profile that was received already."""

    def __init__(self, sections: dict[str, Any]) -> None:
        self._sections = sections

    def recv(self) -> dict[str, Any]:
        return self._sections


def _use_resolver(address: str) -> None:
    """Let this process alone see a ``resolv.conf`` of its own."""
    if not address:
        return
    library = ctypes.CDLL(None, use_errno=True)
    with tempfile.NamedTemporaryFile("w", prefix="callmend-lab-", delete=False) as file:
        file.write(f"nameserver {address}\nsearch {SEARCH}\noptions timeout:1 attempts:1\n")
    Path(file.name).chmod(0o644)
    for done in (
        library.unshare(_CLONE_NEWNS),
        library.mount(b"none", b"/", None, _MS_REC | _MS_PRIVATE, None),
        library.mount(file.name.encode(), b"/etc/resolv.conf", None, _MS_BIND, None),
    ):
        if done:
            raise OSError(ctypes.get_errno(), "resolv.conf")
    Path(file.name).unlink()


def checked(cases: Sequence[Case], at_once: int = AT_ONCE) -> Iterator[Rehearsed]:
    """Check *cases* side by side, again where this computer was too late; results come as they are ready."""
    by_id = {case.id: case for case in cases}
    jobs = [Job(case.id, partial(keep, case.id), case.asked, check) for case in cases]
    return in_time(jobs, at_once, lambda done: all(row.agrees for row in rows(by_id[done.scenario], done)))


def rows(case: Case, done: Rehearsed) -> tuple[Row, ...]:
    """Everything that *case* expects, beside what came."""
    expected = case.also_true if done.primary == case.also_true else case.expected
    found = [Row("primary", expected, done.primary)]
    found += [Row(question, answer, done.answer(question)) for question, answer in case.expected_verdicts.items()]
    found += [Row("ruled out", "", name) for name in done.findings if name in case.ruled_out]
    found += [Row(f"{question}, why", reason, done.reason(question)) for question, reason in case.reasons.items()]
    guilty = case.alg or case.outer_alg
    if case.catalogued is not None and not guilty:
        found += [Row("accused", "", name) for name in wrongly_accused(case.catalogued, done)]
    return tuple(found)
