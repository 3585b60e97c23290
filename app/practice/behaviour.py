"""What a simulated router and a far end can be told to do: plain data, read from the catalogue of scenarios."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from app.model.facts import Direction

PacketKind = Literal["sip", "rtp", "event", "rtcp", "stun", "other"]
"""``event`` is RTP that carries pressed keys (RFC 4733); ``rtp`` is all other sound."""
PathName = Literal["watched", "any"]
"""``watched``: only what belongs to the account's usual way in, where an ALG would look."""


@dataclass(frozen=True, slots=True)
class AlgRules:
    """The fields that an ALG changes, by names of :mod:`app.practice.rewriting`.

    ``via_port``: replies go to the port that the top Via names, and the server's own address in a request gets that
    port too (the Linux helper's way with certain phones).
    """

    outbound: tuple[str, ...] = ()
    replies: tuple[str, ...] = ()
    inbound: tuple[str, ...] = ()
    via_port: bool = False


@dataclass(frozen=True, slots=True)
class DropRule:
    """Packets that do not pass. The first *after* of each kind and flow still do."""

    what: tuple[PacketKind, ...]
    direction: Direction
    path: PathName = "any"
    after: int = 0


@dataclass(frozen=True, slots=True)
class RouterBehaviour:
    """A router that translates addresses, and what else it does."""

    alg: AlgRules | None = None
    alg_transports: tuple[str, ...] = ("udp",)
    drops: tuple[DropRule, ...] = ()


@dataclass(frozen=True, slots=True)
class FarEndBehaviour:
    """The phone service. ``silent``: it never answers anything but STUN."""

    silent: bool = False
