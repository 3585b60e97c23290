"""Bindings of users to Contacts (RFC 3261 section 10.3), kept exactly as they were written."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from app.protocols.sip import SipMessage
from app.protocols.sip_uri import NameAddress, parse_address, parse_number
from app.testline.channel import Channel
from app.testline.config import Limits

MAX_CONTACT: Final = 512
"""Characters of a Contact that is stored."""
_KEPT: Final = ("q", "+sip.instance")
_PLAIN: Final = re.compile(r'[^"\\]{1,128}\Z')


@dataclass(frozen=True, slots=True)
class Binding:
    """One Contact of a user, until ``expires_at`` of the loop's clock, and the way its REGISTER came."""

    uri: str
    params: dict[str, str]
    expires_at: float
    call_id: str
    cseq: int
    channel: Channel


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a REGISTER is not followed."""

    status: int
    phrase: str
    extra: tuple[tuple[str, str], ...] = ()


class Registrar:
    """The bindings of all users; *clock* gives seconds.

    *lasting_s*: a rehearsal of services that drop a phone so long after it signed in, whatever they promised.
    """

    def __init__(self, limits: Limits, clock: Callable[[], float], lasting_s: float | None = None) -> None:
        self._limits, self._clock, self._lasting_s = limits, clock, lasting_s
        self._bindings: dict[str, dict[str, Binding]] = {}

    def bindings(self, user: str) -> tuple[Binding, ...]:
        """What is registered now, in the order of registration."""
        now = self._clock()
        kept = {uri: binding for uri, binding in self._bindings.get(user, {}).items() if binding.expires_at > now}
        self._bindings[user] = kept
        return tuple(kept.values())

    def register(self, user: str, request: SipMessage, channel: Channel) -> Refusal | None:
        """Follow a REGISTER of *user*: add, refresh, remove or, without Contact, nothing. All of it or none."""
        contacts, cseq = request.all("contact"), request.cseq
        if cseq is None:
            return Refusal(400, "CSeq Unreadable")
        bindings = {binding.uri: binding for binding in self.bindings(user)}
        if any(known.call_id == request.call_id and known.cseq >= cseq[0] for known in bindings.values()):
            return Refusal(500, "CSeq Out Of Order") if contacts else None
        if "*" in contacts:
            return self._remove_all(user, request, contacts)
        for contact in map(parse_address, contacts):
            refusal = self._bind(bindings, contact, request, channel)
            if refusal is not None:
                return refusal
        self._bindings[user] = bindings
        return None

    def listed(self, user: str) -> tuple[tuple[str, str], ...]:
        """Contact headers of the answer: each binding with the seconds it has left."""
        now = self._clock()
        return tuple(("Contact", _written(binding, now)) for binding in self.bindings(user))

    def _remove_all(self, user: str, request: SipMessage, contacts: tuple[str, ...]) -> Refusal | None:
        if contacts != ("*",) or parse_number(request.get("expires")) != 0:
            return Refusal(400, "Contact * Needs Expires 0")
        self._bindings[user] = {}
        return None

    def _bind(
        self, bindings: dict[str, Binding], contact: NameAddress, request: SipMessage, channel: Channel
    ) -> Refusal | None:
        expires = self._expires(contact, request)
        if expires == 0:
            bindings.pop(contact.uri_text, None)
            return None
        if expires < self._limits.min_expires_s:
            return Refusal(423, "Interval Too Brief", (("Min-Expires", str(self._limits.min_expires_s)),))
        if contact.uri is None or len(contact.uri_text) > MAX_CONTACT:
            return Refusal(400, "Contact Unreadable")
        if contact.uri_text not in bindings and len(bindings) >= self._limits.bindings_per_user:
            return Refusal(403, "Too Many Contacts")
        number = request.cseq[0] if request.cseq else 0
        params = {name: contact.params[name] for name in _KEPT if _PLAIN.match(contact.params.get(name, '"'))}
        until = self._clock() + (expires if self._lasting_s is None else min(expires, self._lasting_s))
        bindings[contact.uri_text] = Binding(contact.uri_text, params, until, request.call_id, number, channel)
        return None

    def _expires(self, contact: NameAddress, request: SipMessage) -> int:
        """The Contact's own lifetime, else the header's, else and at most ours."""
        stated = contact.params.get("expires", request.get("expires"))
        seconds = parse_number(stated)
        return self._limits.max_expires_s if seconds is None else min(seconds, self._limits.max_expires_s)


def _written(binding: Binding, now: float) -> str:
    params = "".join(f";{name}={value}" for name, value in binding.params.items() if name == "q")
    params += "".join(f';{name}="{value}"' for name, value in binding.params.items() if name != "q")
    return f"<{binding.uri}>{params};expires={max(1, round(binding.expires_at - now))}"
