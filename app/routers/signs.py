"""From what the probe recorded to the signs that recognition compares. Pure: what means nothing is left out here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final, TypeVar

from app.model.diagnosis import Diagnosis
from app.model.facts import Fact, GatewayHardware, GatewayNames, GatewayPage, NetworkInterface, UpnpDevice
from app.routers.known import clues, maker_of
from app.routers.recognise import RouterSigns

_Kind = TypeVar("_Kind")
FIRST_PAGE: Final = "/"
_ASKED: Final = (GatewayPage, UpnpDevice, GatewayHardware)
"""Facts that name the box they are about."""


def boxes_in(facts: Sequence[Fact]) -> tuple[str, str]:
    """Addresses of the box that this computer stands behind, and of the one behind that; empty where none was asked."""
    asked = [fact.address for fact in facts if isinstance(fact, _ASKED)]
    near = _gateway(facts)
    return near, next((address for address in asked if address != near), "")


def signs_of(facts: Sequence[Fact], diagnosis: Diagnosis, box: str | None = None) -> RouterSigns:
    """The signs of *box*, else of the nearest one, in the *facts* of one run; the family of the ALG comes from its
    *diagnosis*."""
    near, outer = boxes_in(facts)
    if box is None or box == near:
        return _signs(_without(facts, outer), diagnosis)
    kept = [fact for fact in facts if isinstance(fact, _ASKED) and fact.address == box]
    return replace(_signs(kept, diagnosis), gateway="")  # where it stands says nothing: its address was given to it


def _without(facts: Sequence[Fact], box: str) -> list[Fact]:
    return [fact for fact in facts if not box or not isinstance(fact, _ASKED) or fact.address != box]


def _signs(facts: Sequence[Fact], diagnosis: Diagnosis) -> RouterSigns:
    pages = [page for page in _of(facts, GatewayPage) if page.outcome == "answered"]
    upnp = next((device for device in _of(facts, UpnpDevice) if device.outcome == "answered"), None)
    hardware = next(iter(_of(facts, GatewayHardware)), None)
    return RouterSigns(
        gateway=_gateway(facts),
        maker=maker_of(hardware.block) if hardware else "",
        upnp_maker=upnp.maker if upnp else "",
        upnp_model=" ".join((upnp.model, upnp.model_number, upnp.description)) if upnp else "",
        title=_lines(page.title for page in pages if page.path == FIRST_PAGE),
        realm=_lines(page.realm for page in pages),
        server=_lines([*(page.server for page in pages), upnp.server if upnp else ""]),
        hosts=tuple(dict.fromkeys(_hosts(facts, pages))),
        certificate=_lines(page.certificate for page in pages),
        pages=tuple((page.path, "\n".join(page.words) or page.digest) for page in _telling(pages)),
        alg_families=_alg_families(diagnosis),
    )


def _of(facts: Iterable[Fact], kind: type[_Kind]) -> list[_Kind]:
    return [fact for fact in facts if isinstance(fact, kind)]


def _lines(texts: Iterable[str]) -> str:
    return "\n".join(dict.fromkeys(text for text in texts if text))


def _gateway(facts: Sequence[Fact]) -> str:
    told = [fact.gateway for fact in _of(facts, NetworkInterface) if fact.gateway]
    told += [fact.address for fact in facts if isinstance(fact, _ASKED)]
    return told[0] if told else ""


def _hosts(facts: Sequence[Fact], pages: Iterable[GatewayPage]) -> Iterable[str]:
    for page in pages:
        yield from page.names
    for hint in _of(facts, GatewayNames):
        yield from hint.names


def _telling(pages: Sequence[GatewayPage]) -> list[GatewayPage]:
    """The pages that mean something.

    Asked for a page that nobody has, an honest server says so. One that answers it all the same would answer any
    address, so that only the words in its answers count, and not those which its every answer has.
    """
    known = set(clues().pages)
    control = next((page for page in pages if page.path not in known and page.path != FIRST_PAGE), None)
    talkative = control is not None and control.status not in (None, 401, 403, 404, 405, 501)
    found = [page for page in pages if page.path == FIRST_PAGE and page.words]
    for page in pages:
        if page.path not in known:
            continue
        own_words = set(page.words) - set(control.words if control else ())
        same = control is not None and (page.status, page.digest) == (control.status, control.digest)
        if not same and (own_words or (page.status == 200 and page.size and not talkative)):
            found.append(page)
    return found


def _alg_families(diagnosis: Diagnosis) -> tuple[str, ...]:
    """The families under the names that guides use; the diagnosis has names of its own."""
    verdict = diagnosis.verdict("sip_alg")
    told = verdict.details.get("guide_families") if verdict is not None and verdict.answer == "yes" else None
    return tuple(name for name in told if isinstance(name, str)) if isinstance(told, list) else ()
