"""The way of the messages in addresses: this computer, its router, the hops, what the world sees, the service."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.model.addresses import address_kind
from app.model.facts import GatewayOutside, NetworkHop, NetworkInterface, Observation, SipExchange, StunBinding
from app.model.json import JsonObject
from app.model.session import Session
from app.report.redaction import Redactor
from app.report.view.words import say

MOST_HOPS: Final = 3


@dataclass(frozen=True, slots=True)
class Node:
    """One station; ``picture`` is one of the four drawn places."""

    picture: str
    name: str
    address: str
    note: str


def network_path(session: Session, observations: Sequence[Observation], redactor: Redactor) -> tuple[Node, ...]:
    """The stations that were seen, from here to there; none when nothing was."""
    facts = [one.fact for one in observations]
    interface = next((fact for fact in facts if isinstance(fact, NetworkInterface)), None)
    bindings = [fact for fact in facts if isinstance(fact, StunBinding) and fact.mapped]
    outside = [fact for fact in facts if isinstance(fact, GatewayOutside) and fact.outside]
    exchange = next((fact for fact in facts if isinstance(fact, SipExchange)), None)
    nodes: list[Node] = []
    if interface is not None:
        medium = say("report", "medium", interface.medium)
        nodes.append(_node("computer", "computer", interface.address, medium, redactor))
    elif bindings:
        nodes.append(_node("computer", "computer", bindings[0].local, "", redactor))
    if interface is not None and interface.gateway:
        nodes.append(_node("router", "router", interface.gateway, _router_name(session.router), redactor))
    if outside:
        nodes.append(_node("router", "gateway_outside", str(outside[0].outside), outside[0].method, redactor))
    nodes += _hops(facts, redactor)
    if bindings:
        nodes.append(_node("internet", "outside", str(bindings[0].mapped), "", redactor))
    if exchange is not None:
        nodes.append(_node("service", "service", exchange.remote, "", redactor))
    return tuple(nodes) if len(nodes) > 1 else ()


def _hops(facts: Sequence[object], redactor: Redactor) -> list[Node]:
    """The first routers on the way, each once, without the home router itself."""
    hops = {fact.ttl: fact for fact in facts if isinstance(fact, NetworkHop) and fact.address and fact.ttl > 1}
    chosen = [hops[ttl] for ttl in sorted(hops)][:MOST_HOPS]
    return [
        _node("router", "hop", str(hop.address), say("report", "word", "hop", number=hop.ttl), redactor)
        for hop in chosen
    ]


def _node(picture: str, name: str, address: str, note: str, redactor: Redactor) -> Node:
    host = address.rpartition(":")[0] if address.count(":") == 1 else address
    kind = address_kind(host)
    hint = say("report", "address_kind", kind) if kind != "name" else ""
    return Node(
        picture,
        say("report", "station", name),
        redactor.text(address, 60),
        redactor.text(", ".join(filter(None, (hint, note))), 60),
    )


def _router_name(router: JsonObject | None) -> str:
    """What is known of the router, when two signs spoke for it."""
    name = (router or {}).get("name") or (router or {}).get("model")
    return str(name) if isinstance(name, str) and (router or {}).get("confidence") == "likely" else ""
