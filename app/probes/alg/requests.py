"""Requests that any provider answers and that change nothing there, with our real address in Via and Contact."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from app.model.endpoint import Endpoint
from app.model.names import Transport
from app.model.profile import Account
from app.protocols.sip_build import build_request, new_branch, new_call_id, new_tag, via_value
from app.version import NAME, VERSION

Builder = Callable[[Endpoint, Transport], bytes]
"""From the socket's own address and the transport to the bytes of a fresh request."""
_AGENT: Final = ("User-Agent", f"{NAME}/{VERSION}")


def options(account: Account) -> Builder:
    """OPTIONS to the provider itself (RFC 3261 section 11)."""

    def build(local: Endpoint, transport: Transport) -> bytes:
        domain = domain_of(account)
        user = account.username or "callmend"
        return build_request(
            "OPTIONS",
            f"sip:{domain}",
            via=via_value(transport, local, new_branch()),
            from_=f"<sip:{user}@{domain}>;tag={new_tag()}",
            to=f"<sip:{domain}>",
            call_id=new_call_id(),
            cseq=1,
            contact=contact_value(user, local, transport),
            extra=[("Accept", "application/sdp"), _AGENT],
        )

    return build


def fetch_bindings(account: Account) -> Builder:
    """REGISTER without Contact and credentials: it only asks (RFC 3261 section 10.2.3) and is mostly answered 401."""

    def build(local: Endpoint, transport: Transport) -> bytes:
        domain = domain_of(account)
        address = f"<sip:{account.username}@{domain}>"
        return build_request(
            "REGISTER",
            f"sip:{domain}",
            via=via_value(transport, local, new_branch()),
            from_=f"{address};tag={new_tag()}",
            to=address,
            call_id=new_call_id(),
            cseq=1,
            extra=[_AGENT],
        )

    return build


def requests_for(account: Account) -> tuple[tuple[str, Builder], ...]:
    """Method and builder of each harmless request; without a user name there is nothing to ask bindings for."""
    asked: list[tuple[str, Builder]] = [("OPTIONS", options(account))]
    if account.username:
        asked.append(("REGISTER", fetch_bindings(account)))
    return tuple(asked)


def domain_of(account: Account) -> str:
    """The domain as it stands in a URI: no port, IPv6 in brackets."""
    host = Endpoint.parse(account.domain).host
    return f"[{host}]" if ":" in host else host


def contact_value(user: str, local: Endpoint, transport: Transport) -> str:
    """A Contact with the address and port that the socket really has."""
    suffix = "" if transport == "udp" else f";transport={transport}"
    return f"<sip:{user}@{local}{suffix}>"
