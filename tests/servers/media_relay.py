"""rtpengine of the distribution, in user space, and the Kamailio lines that put it between two phones.

When it misses sound for its time-out it tells Kamailio (XML-RPC), and Kamailio says goodbye to both, with a Reason.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from app.model.endpoint import Endpoint
from tests.servers.kamailio import Extras
from tests.servers.running import standing

MISSING: Final = None if shutil.which("rtpengine") else "rtpengine-daemon is not installed"
CONTROL: Final = Endpoint("127.0.0.1", 2223)
TELL: Final = Endpoint("127.0.0.1", 8080)
PORTS: Final = (49152, 50150)
REASON: Final = 'SIP;cause=480;text="Media timeout"'
MODULES: Final = f"""
tcp_accept_no_cl=yes
listen=tcp:{TELL}
loadmodule "dialog.so"
loadmodule "rtpengine.so"
loadmodule "xhttp.so"
modparam("rtpengine", "rtpengine_sock", "udp:{CONTROL}")

onreply_route[MEDIA] {{
    if (has_body("application/sdp")) rtpengine_answer("replace-origin replace-session-connection");
}}

event_route[xhttp:request] {{
    $var(call) = $(rb{{re.subst,/.*<string>([^<]+)<.string>.*/\\1/s}});
    if (dlg_get("$var(call)", "", "")) dlg_bye("all");
    xhttp_reply("200", "OK", "text/xml",
        "<?xml version='1.0'?><methodResponse><params><param><value>OK</value></param></params></methodResponse>");
}}

event_route[tm:local-request] {{
    if (is_method("BYE")) append_hf("Reason: {REASON.replace('"', chr(92) + '"')}\\r\\n");
}}
"""
OFFER: Final = """
        dlg_manage();
        if (has_body("application/sdp")) rtpengine_offer("replace-origin replace-session-connection");
        t_on_reply("MEDIA");
"""


def with_media_relay(calling: str) -> Extras:
    """Kamailio's extras; *calling* says where calls go."""
    return Extras(MODULES, "", OFFER + calling)


@contextmanager
def rtpengine(folder: Path, host: str, silence_s: int, namespace: str) -> Iterator[None]:
    """Relay sound on *host* in *namespace*; a call without any for *silence_s* seconds is told to Kamailio."""
    command = [
        "rtpengine", "--foreground", "--log-stderr", "--table=-1", f"--interface={host}", f"--listen-ng={CONTROL}",
        f"--port-min={PORTS[0]}", f"--port-max={PORTS[1]}", f"--timeout={silence_s}", "--num-threads=2",
        f"--b2b-url=http://{TELL}/", "--xmlrpc-format=1", f"--pidfile={folder / 'rtpengine.pid'}", "--config-file=none",
    ]  # fmt: skip
    with standing(folder / "rtpengine.log", command, namespace):
        yield
