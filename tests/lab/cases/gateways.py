"""What answers UPnP, NAT-PMP and PCP on the lab's router: the daemon that most home routers have.

It refuses to stand behind another NAT, as its makers think of port forwarding; there a voice of ours says the address.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tests.lab.namespaces import serving
from tests.lab.topology import Lab
from tests.lab.voice import voice
from tests.servers.running import standing

SETTINGS: Final = """ext_ifname=wan0
listening_ip=lan0
http_port=5555
enable_upnp=yes
enable_natpmp=yes
uuid=8aa1a0c4-5d65-4c7c-9b3a-9f3b5c7d1e00
"""
_NOT_PUBLIC: Final = (ipaddress.ip_network("10.0.0.0/8"), ipaddress.ip_network("100.64.0.0/10"))


@contextmanager
def gateway(net: Lab, folder: Path, outside: str) -> Iterator[None]:
    """The router names *outside* as its own address."""
    if any(ipaddress.ip_address(outside) in one for one in _NOT_PUBLIC):
        with serving(net.router, lambda: voice(outside)):
            yield
        return
    settings = folder / "miniupnpd.conf"
    settings.write_text(f"{SETTINGS}ext_ip={outside}\n", "ascii")
    command = ["miniupnpd", "-d", "-f", str(settings), "-P", str(folder / "miniupnpd.pid")]
    with standing(folder / "miniupnpd.log", command, net.router):
        yield
