"""Everything slow that would stall the event loop happens before the first datagram: a stall looks like a slow line."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from contextlib import suppress
from importlib import import_module
from typing import Final

from app.engine.plan import PHONE_LANE
from app.probes.context import ProbeContext

_ALWAYS: Final = ("app.diagnosis",)
_STUN: Final = ("aioice.stun",)
_SIGNING_IN: Final = ("app.softphone.phone", "app.softphone.account", "app.softphone.signing_in")
_CALLS: Final = (*_SIGNING_IN, "app.softphone.calling", "app.softphone.scripts", "app.softphone.analysis")
USED_BY: Final[dict[str, tuple[str, ...]]] = {
    "network_look": ("app.network.dns_records",),
    "router_look": ("dns.resolver", "defusedxml.ElementTree", "ssl"),
    "sound_check": ("app.softphone.microphone", "app.softphone.playing", "miniaudio"),
    "registration": _SIGNING_IN,
    "listen": _CALLS,
    "speak": _CALLS,
    "keypad": (*_CALLS, "app.softphone.keypad_script"),
    "long_call": (*_CALLS, "app.softphone.hold_script"),
    "ways_out": (*_CALLS, "app.softphone.kept_script", "app.softphone.relay.relay", "app.network.tls_look", "psutil"),
}


def load_common(*, stun: bool) -> None:
    """Load what every check uses, and what every STUN request does."""
    _load((*_ALWAYS, *(_STUN if stun else ())))


async def warm_up(modules: Collection[str], context: ProbeContext) -> None:
    """Load what the probe *modules* will use, and start the softphone where one of them does.

    What fails here fails again in the probe itself, which knows what to say about it.
    """
    load_common(stun=bool(context.profile.stun))
    for name in modules:
        _load(USED_BY.get(name, ()))
    if PHONE_LANE & set(modules):
        with suppress(Exception):
            await context.phone()


def _load(names: Iterable[str]) -> None:
    for name in names:
        with suppress(Exception):
            import_module(name)
