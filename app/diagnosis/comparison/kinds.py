"""What kind of difference lies between two values of the same field: an address, a port, or anything else."""

from __future__ import annotations

from typing import Literal

from app.diagnosis.comparison.places import hosts_of, same_host, substitutions
from app.diagnosis.comparison.spelling import ADDRESS_HEADERS
from app.model.addresses import address_kind
from app.protocols.sip_uri import SipUri, parse_address, parse_uri

Kind = Literal["address", "port", "text"]


def kind_of_value(key: str, before: str, after: str) -> Kind:
    """The kind of difference between two values of header *key* (``request-uri`` included) that are not the same.

    A name in place of an address is a server's routing, not a translation; in a Contact it misleads calls all the same.
    """
    pairs = substitutions(before, after)
    if pairs:
        return "address" if any(old.host != new.host for old, new in pairs) else "port"
    old, new = uri_of(key, before), uri_of(key, after)
    if old is not None and new is not None and old.host and new.host:
        if not same_host(old.host, new.host):
            return "address" if key == "contact" or address_kind(new.host) != "name" else "text"
        if old.port != new.port:
            return "port"
    gone, come = hosts_of(before) - hosts_of(after), hosts_of(after) - hosts_of(before)
    return "address" if gone and come else "text"


def uri_of(key: str, value: str) -> SipUri | None:
    """The SIP URI that a value of header *key* leads to, if it holds a readable one."""
    if key == "request-uri":
        return parse_uri(value)
    return parse_address(value).uri if key in ADDRESS_HEADERS else None
