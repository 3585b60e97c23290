"""A Kamailio of the distribution with digest authentication, configured by the test, without a database."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.model.endpoint import Endpoint
from app.model.facts import SipExchange
from app.model.profile import Account
from app.model.secret import Secret
from app.network.udp import open_udp
from app.probes.alg.attempt import Attempt
from app.probes.alg.channel import UdpChannel
from app.probes.alg.paths import Path as Way
from app.probes.alg.requests import options
from app.probes.alg.signed import Registrar
from app.probes.alg.udp_attempt import run_udp
from app.testline.config import TestLineConfig
from app.testline.server import TestLine
from tests.servers.running import standing

DOMAIN: Final = "provider.example"
PASSWORDS: Final = {"100": "mend-100", "200": "mend-200"}
MISSING: Final = None if shutil.which("kamailio") else "kamailio is not installed"
TLS_MODULES: Final = tuple(Path("/usr/lib").glob("*/kamailio/modules/tls.so"))
CERTIFICATES: Final = Path(__file__).parents[2] / "resources" / "practice" / "tls"
TLS: Final = f"""
enable_tls=yes
loadmodule "tls.so"
modparam("tls", "tls_method", "TLSv1.2+")
modparam("tls", "certificate", "{CERTIFICATES}/good.pem")
modparam("tls", "private_key", "{CERTIFICATES}/server.key")
"""
START_S: Final = 60.0

CONFIG: Final = """
debug=1
log_stderror=yes
children=1
tcp_children=1
auto_aliases=no
%(listen)s
alias="%(domain)s"

%(tls)sloadmodule "tm.so"
loadmodule "sl.so"
loadmodule "rr.so"
loadmodule "pv.so"
loadmodule "maxfwd.so"
loadmodule "usrloc.so"
loadmodule "registrar.so"
loadmodule "siputils.so"
loadmodule "textops.so"
loadmodule "htable.so"
loadmodule "auth.so"
loadmodule "nathelper.so"

modparam("rr", "append_fromtag", 1)
modparam("htable", "htable", "passwords=>size=4;")
modparam("registrar", "max_contacts", 10)
modparam("registrar", "min_expires", 10)
%(modules)s
event_route[htable:mod-init] {
%(passwords)s
}

request_route {
    if (!mf_process_maxfwd_header("10")) {
        sl_send_reply("483", "Too Many Hops");
        exit;
    }
%(guard)s    force_rport();
%(repair)s
    if (is_method("CANCEL")) {
        if (t_check_trans()) t_relay();
        exit;
    }
    if (has_totag()) {
        route(WITHIN);
        exit;
    }
    if (is_method("OPTIONS") && $rU == $null) {
        sl_send_reply("200", "Alive");
        exit;
    }
    if (is_method("REGISTER")) {
%(signing_in)s
        if (!pv_www_authenticate("%(domain)s", "$sht(passwords=>$fU)", "0")) {
            www_challenge("%(domain)s", "0");
            exit;
        }
        save("location");
        exit;
    }
    if (is_method("INVITE")) {
        if (!pv_proxy_authenticate("%(domain)s", "$sht(passwords=>$fU)", "0")) {
            proxy_challenge("%(domain)s", "0");
            exit;
        }
        consume_credentials();
        record_route();
%(calling)s
        if (!lookup("location")) {
            sl_send_reply("404", "Nobody Here");
            exit;
        }
    }
    t_relay();
}

route[WITHIN] {
    if (loose_route()) {
        handle_ruri_alias();
        t_relay();
        return;
    }
    if (is_method("ACK")) {
        if (t_check_trans()) t_relay();
        return;
    }
    sl_send_reply("404", "No Such Dialog");
}
"""
REPAIRS: Final = {
    "none": "",
    "alias": '    if (is_method("INVITE")) add_contact_alias();\n    if (is_method("REGISTER")) fix_nated_register();',
    "contact": '    if (is_method("REGISTER|INVITE")) fix_nated_contact();',
}
"""What the server itself does for clients behind a NAT: nothing, side notes, or a Contact written anew."""


@dataclass(frozen=True, slots=True)
class Extras:
    """Lines of configuration beyond the usual: each is put where its name says."""

    modules: str = ""
    """Modules and their parameters, and routes of our own."""
    signing_in: str = ""
    """Before any REGISTER is looked at."""
    calling: str = ""
    """Once a caller has proven who they are."""
    guard: str = ""
    """Before anything is looked at."""


def antiflood(most: int = 16) -> Extras:
    """The guard of the distribution's own ``kamailio.cfg`` (WITH_ANTIFLOOD): who sends *most* requests within two
    seconds is not heard for five minutes."""
    modules = _GUARD.replace("16", str(most))
    return Extras(modules=modules, guard=_GUARDING)


_GUARD: Final = """
loadmodule "pike.so"
loadmodule "xlog.so"
modparam("pike", "sampling_time_unit", 2)
modparam("pike", "reqs_density_per_unit", 16)
modparam("pike", "remove_latency", 4)
modparam("htable", "htable", "ipban=>size=8;autoexpire=300;")
"""
_GUARDING: Final = """
    if ($sht(ipban=>$si) != $null) {
        xlog("L_ALERT", "BANNED $rm $si:$sp\n");
        exit;
    }
    if (!pike_check_req()) {
        xlog("L_ALERT", "FLOOD $rm $si:$sp\n");
        $sht(ipban=>$si) = 1;
        exit;
    }
"""


@dataclass(frozen=True, slots=True)
class Kamailio:
    """A running server."""

    server: Endpoint
    others: tuple[Endpoint, ...]

    def account(self, user: str = "100", password: str | None = None) -> Account:
        """An account of this server; *password* replaces the right one."""
        secret = Secret(PASSWORDS[user] if password is None else password)
        return Account(DOMAIN, user, password=secret, proxy=str(self.server))


def configuration(
    listen: Sequence[str], repair: str = "none", extras: Extras = Extras(), certificate: str = "good"
) -> str:
    """The text of ``kamailio.cfg`` for sockets such as ``udp:127.0.0.1:5060`` or ``tls:127.0.0.1:5061``."""
    secure = any(socket.startswith("tls:") for socket in listen)
    passwords = "\n".join(f'    $sht(passwords=>{user}) = "{password}";' for user, password in PASSWORDS.items())
    sockets = "\n".join(f"listen={socket}" for socket in listen)
    return CONFIG % {
        "listen": sockets,
        "domain": DOMAIN,
        "passwords": passwords,
        "repair": REPAIRS[repair],
        "tls": TLS.replace("good.pem", f"{certificate}.pem") if secure else "",
        "modules": extras.modules,
        "signing_in": extras.signing_in,
        "calling": extras.calling,
        "guard": extras.guard,
    }


@contextmanager
def kamailio(
    folder: Path,
    server: Endpoint,
    *,
    others: Sequence[Endpoint] = (),
    secure: Endpoint | None = None,
    repair: str = "none",
    namespace: str = "",
    extras: Extras = Extras(),
    certificate: str = "good",
) -> Iterator[Kamailio]:
    """Run a server on UDP and TCP of *server*, UDP of *others* and TLS of *secure*, in a *namespace* when named."""
    sockets = [f"udp:{server}", f"tcp:{server}", *(f"udp:{other}" for other in others)]
    sockets += [f"tls:{secure}"] if secure else []
    file = folder / "kamailio.cfg"
    file.write_text(configuration(sockets, repair, extras, certificate), "utf-8")
    command = ["kamailio", "-DD", "-E", "-m", "32", "-M", "4", "-w", str(folder), "-Y", str(folder), "-f", str(file)]
    with standing(folder / "kamailio.log", command, namespace):
        yield Kamailio(server, tuple(others))


async def until_alive(server: Endpoint) -> SipExchange:
    """Ask until the server answers; fails after :data:`START_S` seconds."""
    clock = asyncio.get_running_loop().time
    end = clock() + START_S
    while clock() < end:
        attempt = Attempt("start", Way("control", "udp", *server), "OPTIONS", options(Account(DOMAIN)), server)
        await run_udp(attempt, server)
        if attempt.outcome == "answered":
            return attempt.fact()
    raise AssertionError(f"{server} does not answer")


@asynccontextmanager
async def echo_as_200(server: Kamailio, host: str) -> AsyncIterator[TestLine]:
    """The echo number of a test line on *host*, signed in at *server* as account 200: whom account 100 can call."""
    config = TestLineConfig(listen=host, stun_port=None, trusted=frozenset({server.server.host}))
    async with TestLine(config) as line, await open_udp(Endpoint(host, 0)) as sock:
        registrar = Registrar(server.account("200"), Way("control", "udp", *server.server), server.server, "start")
        answer = await registrar.register(UdpChannel(sock), [f"<sip:echo@{line.udp[0]}>"], 300)
        assert answer is not None
        assert answer.status == 200, answer.start_line
        yield line
