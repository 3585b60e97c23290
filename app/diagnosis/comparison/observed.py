"""The comparison applied to what a run observed: exchanges, ICMP quotes and stored bindings.

For the rules of :mod:`app.diagnosis.sip_alg`. It tells what changed and which family signs that shows; whether that is
believed is their decision, for only they see the controls. The signs of all suspected observations together go to
:func:`app.diagnosis.comparison.family_of`, along with signs that were measured some other way.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.diagnosis.comparison.bindings import compare_bindings
from app.diagnosis.comparison.change import Change
from app.diagnosis.comparison.message import compare_beginning, read_message
from app.diagnosis.comparison.scene import Scene, look_at
from app.diagnosis.comparison.signs import SignId, signs_of
from app.diagnosis.comparison.via import journey_of
from app.model.endpoint import Endpoint
from app.model.facts import IcmpQuote, SipExchange
from app.protocols.sip import SipMessage


@dataclass(frozen=True, slots=True)
class Told:
    """Changes, each once, and the signs of a family that they show."""

    changes: tuple[Change, ...] = ()
    signs: frozenset[SignId] = frozenset()

    @property
    def proving(self) -> tuple[Change, ...]:
        """The changes that only a box on the way makes."""
        return tuple(change for change in self.changes if change.proves)


def together(told: Iterable[Told]) -> Told:
    """Several observations of one way as one."""
    parts = tuple(told)
    changes = dict.fromkeys(change for part in parts for change in part.changes)
    return Told(tuple(changes), frozenset[SignId]().union(*(part.signs for part in parts)))


def told_by_exchange(exchange: SipExchange) -> Told:
    """What the replies to a request tell about its way; a reply that is no answer to it tells nothing."""
    request = read_message(_bytes(exchange.sent))
    server = _host(exchange.remote)
    looks = [(reply, look_at(request, read_message(_bytes(reply.raw)), server=server)) for reply in exchange.replies]
    answers = [(reply, scene) for reply, scene in looks if scene.relation == "reply"]
    told = together(_of_scene(scene) for _, scene in answers)
    redirected = any(_at_via_port(request, exchange, reply.arrived_at) for reply, _ in answers)
    return Told(told.changes, told.signs | {"reply_at_via_port"}) if redirected else told


def told_by_quote(quote: IcmpQuote) -> Told:
    """What the quoted beginning of a request tells about the way to the hop that quoted it."""
    if not quote.quoted:
        return Told()
    sent, quoted = _bytes(quote.sent), _bytes(quote.quoted)
    before, after = read_message(sent), read_message(quoted)
    changes = compare_beginning(sent, quoted)
    return _of_scene(Scene(before, after, "copy", changes, journey_of(before, after)))


def told_by_bindings(exchanges: Sequence[SipExchange]) -> Told:
    """What a registrar had stored, read from another port, against what was registered (RFC 3261 section 10.2.3)."""
    registers = [(one, read_message(_bytes(one.sent))) for one in exchanges if one.method == "REGISTER"]
    stored = [(one, request) for one, request in registers if request.all("contact") and _success(one) is not None]
    if not stored:
        return Told()
    written, request = stored[0]
    after = registers[[one for one, _ in registers].index(written) + 1 :]
    for exchange, fetch in after:
        listing = _success(exchange)
        if listing is not None and not fetch.all("contact") and exchange.local != written.local:
            own = {_host(written.local) or ""}
            changes = compare_bindings(request.all("contact"), listing.all("contact"), own=own)
            return _of_scene(Scene(request, listing, "other_sending", changes, journey_of(request, listing)))
    return Told()


def _of_scene(scene: Scene) -> Told:
    return Told(scene.changes, signs_of(scene) if any(change.proves for change in scene.changes) else frozenset())


def _at_via_port(request: SipMessage, exchange: SipExchange, arrived_at: str) -> bool:
    """Whether a reply arrived at the port that Via names although the request came from another one."""
    via, source, place = request.top_via, _endpoint(exchange.local), _endpoint(arrived_at)
    if via is None or via.port is None or source is None or place is None:
        return False
    return place.port == via.port != source.port


def _success(exchange: SipExchange) -> SipMessage | None:
    replies = (read_message(_bytes(reply.raw)) for reply in exchange.replies)
    return next((reply for reply in replies if reply.status is not None and 200 <= reply.status < 300), None)


def _bytes(text: str) -> bytes:
    return text.encode("latin-1", "replace")


def _host(text: str) -> str | None:
    found = _endpoint(text)
    return found.host if found else None


def _endpoint(text: str) -> Endpoint | None:
    try:
        return Endpoint.parse(text)
    except ValueError:
        return None
