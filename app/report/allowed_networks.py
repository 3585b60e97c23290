"""The part of the allow-list that concerns facts of the network itself (see :mod:`app.report.allowed`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Final, Literal

from app.model.facts import (
    Fact,
    FirewallState,
    GatewayOutside,
    MappingHeld,
    NatTrial,
    NetworkAddress,
    NetworkHop,
    PortReach,
    SizedMessage,
    VoiceLeg,
    WebLook,
)

Treatment = Literal["value", "text", "sip", "replies", "headers"]
"""``value``: numbers, names of closed lists, machine addresses; ``text``: words from anywhere; ``sip``: a message;
``headers``: packed RTP headers, see :mod:`app.model.header_rows`."""
_KINDS: Final[tuple[type[Fact], ...]] = (
    MappingHeld,
    NatTrial,
    GatewayOutside,
    NetworkHop,
    NetworkAddress,
    PortReach,
    SizedMessage,
    FirewallState,
    VoiceLeg,
    WebLook,
)
_WORDS: Final = frozenset({"name", "detail", "source", "leads_to"})
"""Fields that hold words of this computer or of the network; all others are numbers, addresses or closed lists."""
_TEXT: Final[Mapping[str, Treatment]] = dict.fromkeys(_WORDS, "text")

NETWORK_FIELDS: Final[Mapping[str, Mapping[str, Treatment]]] = {
    kind.kind: {field.name: _TEXT.get(field.name, "value") for field in fields(kind)} for kind in _KINDS
}
