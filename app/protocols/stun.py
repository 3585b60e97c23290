"""STUN Binding (RFC 8489) with the attributes of RFC 5780, on aioice's codec, which is imported on first use."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from app.model.endpoint import Endpoint

if TYPE_CHECKING:
    from aioice.stun import Message

COOKIE: Final = b"\x21\x12\xa4\x42"
MAX_SIZE: Final = 1280
"""Bytes. A Binding exchange has no reason to be larger."""
CHANGE_IP: Final = 4
CHANGE_PORT: Final = 2
_HEAD: Final = struct.Struct("!HH")
_RESPONSE_PORT: Final = 0x0027
_ROOM: Final = 72
"""Three addresses of IPv6, each with its attribute's head."""


@dataclass(frozen=True, slots=True)
class StunAnswer:
    """A Binding response: where the server saw us, where it sent from, its other address, or its error code."""

    transaction_id: bytes
    mapped: Endpoint | None
    origin: Endpoint | None = None
    other: Endpoint | None = None
    error: int | None = None


@dataclass(frozen=True, slots=True)
class StunRequest:
    """A Binding request: its transaction, and from where RFC 5780 wants the answer."""

    transaction_id: bytes
    change_ip: bool = False
    change_port: bool = False
    response_port: int | None = None
    """Answer to this port of the sender's address, not to the one that asked (RFC 5780 section 7.5)."""


def is_stun(data: bytes) -> bool:
    """Whether a datagram looks like STUN (RFC 8489 section 5), so that others can share its port."""
    return len(data) >= 20 and data[0] < 4 and data[4:8] == COOKIE


def transaction_of(data: bytes) -> bytes:
    """The transaction id that an answer to the request *data* carries."""
    return data[8:20]


def binding_request(
    *, change_ip: bool = False, change_port: bool = False, response_port: int | None = None, roomy: bool = False
) -> bytes:
    """A Binding request with a new transaction id (:func:`transaction_of` reads it).

    *roomy* makes it as large as the fullest answer, for servers that never answer with more than they were asked.
    """
    from aioice.stun import Class, Message, Method

    flags = CHANGE_IP * change_ip | CHANGE_PORT * change_port
    attributes: dict[str, object] = {"CHANGE-REQUEST": flags} if flags else {}
    if roomy:
        attributes["SOFTWARE"] = "CallMend".ljust(_ROOM, ".")
    data = bytes(Message(Method.BINDING, Class.REQUEST, attributes=attributes))
    return data if response_port is None else _with_response_port(data, response_port)


def _with_response_port(data: bytes, port: int) -> bytes:
    """Append the attribute, which the codec does not know: two bytes of port, two of padding."""
    attribute = _HEAD.pack(_RESPONSE_PORT, 2) + struct.pack("!HH", port, 0)
    (length,) = struct.unpack_from("!H", data, 2)
    return data[:2] + struct.pack("!H", length + len(attribute)) + data[4:] + attribute


def parse_binding(data: bytes) -> StunAnswer | None:
    """Read a Binding response or error; ``None`` when *data* is anything else. Never raises."""
    from aioice.stun import Class, Method

    message = _parse(data)
    if message is None or message.message_method != Method.BINDING:
        return None
    if message.message_class not in {Class.RESPONSE, Class.ERROR}:
        return None
    mapped = _endpoint(message, "XOR-MAPPED-ADDRESS") or _endpoint(message, "MAPPED-ADDRESS")
    error = message.error_code if message.message_class == Class.ERROR else None
    origin, other = _endpoint(message, "RESPONSE-ORIGIN"), _endpoint(message, "OTHER-ADDRESS")
    return StunAnswer(message.transaction_id, mapped, origin, other, error)


def parse_binding_request(data: bytes) -> StunRequest | None:
    """Read a Binding request; ``None`` when *data* is anything else. Never raises."""
    from aioice.stun import Class, Method

    message = _parse(data)
    if message is None or (message.message_method, message.message_class) != (Method.BINDING, Class.REQUEST):
        return None
    flags = message.attributes.get("CHANGE-REQUEST", 0)
    change_ip, change_port = bool(flags & CHANGE_IP), bool(flags & CHANGE_PORT)
    return StunRequest(message.transaction_id, change_ip, change_port, _response_port(data))


def _response_port(data: bytes) -> int | None:
    at = 20
    while at + _HEAD.size + 2 <= len(data):
        kind, length = _HEAD.unpack_from(data, at)
        if kind == _RESPONSE_PORT and length >= 2:
            return int.from_bytes(data[at + 4 : at + 6], "big")
        at += _HEAD.size + length + -length % 4
    return None


def binding_response(
    request: StunRequest, mapped: Endpoint, *, origin: Endpoint | None = None, other: Endpoint | None = None
) -> bytes:
    """Answer *request*, seen to come from *mapped*; *origin* and *other* as in RFC 5780 section 7."""
    from aioice.stun import Class, Message, Method

    addresses = {"XOR-MAPPED-ADDRESS": mapped, "RESPONSE-ORIGIN": origin, "OTHER-ADDRESS": other}
    attributes = {name: tuple(address) for name, address in addresses.items() if address is not None}
    return bytes(Message(Method.BINDING, Class.RESPONSE, request.transaction_id, attributes))


def _parse(data: bytes) -> Message | None:
    from aioice.stun import parse_message

    if not is_stun(data) or len(data) > MAX_SIZE:
        return None
    try:
        return parse_message(data)
    except (ValueError, struct.error):
        return None


def _endpoint(message: Message, name: str) -> Endpoint | None:
    value = message.attributes.get(name)
    return Endpoint(*value) if value else None
