"""Tell-tale signs of ALG families: what a pair of messages shows that one engine does and others do not.

Sources: facts, science 1.1 to 1.5 and 2.4, peers 5.1 to 5.3. A sign is a question of fact; which family it speaks
for is the table in :mod:`app.diagnosis.comparison.family`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, Literal, get_args

from app.diagnosis.comparison.body import body_text
from app.diagnosis.comparison.kinds import uri_of
from app.diagnosis.comparison.places import find_places, hosts_of
from app.diagnosis.comparison.scene import Scene
from app.diagnosis.comparison.sdp_lines import field_of, sdp_lines
from app.diagnosis.comparison.via import DEFAULT_PORT
from app.model.addresses import is_behind_nat
from app.protocols.sip import SipMessage, parse_via

SeenSign = Literal[
    "via_rewritten",
    "via_kept",
    "via_translated_back",
    "second_via_kept",
    "contact_rewritten",
    "contact_port_added",
    "all_contacts",
    "first_contact_only",
    "identity_rewritten",
    "identity_port_added",
    "bare_address_kept_bare",
    "request_uri_rewritten",
    "forced_port",
    "route_rewritten",
    "route_kept",
    "call_id_rewritten",
    "call_id_kept",
    "others_kept",
    "free_text_rewritten",
    "sdp_rewritten",
    "origin_matches",
    "origin_kept",
    "media_port_even",
    "media_port_siproxd",
    "first_media_only",
    "rtcp_rewritten",
    "rtcp_kept",
    "candidate_rewritten",
    "candidate_kept",
    "trace_line",
    "attribute_added",
    "two_outside_addresses",
    "hidden_proxy",
    "proxy_branch",
    "osip_layout",
    "reordered",
    "lower_case_via_kept",
    "short_or_lower_names_rewritten",
    "received_private",
    "rport_wrong",
    "public_via_in_success",
]
MeasuredSign = Literal[
    "via_restored_in_refusal",
    "reply_at_via_port",
    "reply_follows_via",
    "odd_spelling_kept",
    "odd_spelling_rewritten",
    "same_media_port_dropped",
    "without_cseq_dropped",
    "non_sip_dropped",
    "forged_answer",
    "media_idle_cut",
]
"""Signs that no pair of messages can show; whoever measured them passes them in."""
SignId = SeenSign | MeasuredSign
MEASURED_SIGNS: Final[frozenset[MeasuredSign]] = frozenset(get_args(MeasuredSign))
SIGN_IDS: Final[tuple[SignId, ...]] = (*get_args(SeenSign), *get_args(MeasuredSign))

_OSIP_LENGTH: Final = re.compile(r":[ \t]{2,}\d")
_OSIP_BRANCH: Final = re.compile(r"z9hg4bk[0-9a-f]{32}\Z")
_SIPROXD_PORTS: Final = range(7070, 7090)
"""The media ports of siproxd's default configuration."""

_OUTSIDE_RULES: Final = frozenset(
    ["via", "contact", "from", "to", "route", "record-route", "path", "service-route", "call-id", "content-length"]
)


def signs_of(scene: Scene) -> frozenset[SignId]:
    """All signs that one pair of messages shows."""
    return frozenset(sign for sign, shows in _SIGNS.items() if shows(scene))


def _means(*meanings: str) -> Callable[[Scene], bool]:
    return lambda scene: not scene.meanings.isdisjoint(meanings)


def _changes_field(field: str) -> Callable[[Scene], bool]:
    return lambda scene: any(change.proves and change.field == field for change in scene.changes)


def _keeps(*keys: str) -> Callable[[Scene], bool]:
    """A header of these names still holds an address that gave way elsewhere; only a copy can tell."""
    return lambda scene: (
        scene.relation == "copy"
        and any(scene.replaced & hosts_of(value) for key in keys for value in scene.after.all(key))
    )


def _keeps_line(field: str) -> Callable[[Scene], bool]:
    return lambda scene: any(
        scene.replaced & hosts_of(line) for line in sdp_lines(body_text(scene.after)) if field_of(line) == field
    )


def _via_kept(scene: Scene) -> bool:
    top = scene.after.all("via")[:1]
    return scene.relation == "copy" and bool(top) and bool(scene.replaced & hosts_of(top[0]))


def _second_via_kept(scene: Scene) -> bool:
    lower = scene.after.all("via")[1:] if not scene.journey.added else ()
    return any(scene.replaced & hosts_of(via) for via in lower)


def _via_translated_back(scene: Scene) -> bool:
    sent, back = scene.journey.sent, scene.journey.arrived
    if scene.relation != "reply" or sent is None or back is None:
        return False
    return not is_behind_nat(sent.host) and is_behind_nat(back.host)


def _public_via_in_success(scene: Scene) -> bool:
    sent, back = scene.journey.sent, scene.journey.arrived
    if scene.relation != "reply" or sent is None or back is None or scene.after.status is None:
        return False
    return 100 <= scene.after.status < 300 and is_behind_nat(sent.host) and not is_behind_nat(back.host)


def _contacts(scene: Scene) -> list[bool]:
    """For each Contact that held a replaced address, in order: whether it was rewritten."""
    own = [value for value in scene.before.all("contact") if hosts_of(value) & scene.replaced]
    changed = {change.before for change in scene.changes if change.field == "contact" and change.proves}
    return [value in changed for value in own]


def _all_contacts(scene: Scene) -> bool:
    fates = _contacts(scene)
    return len(fates) > 1 and all(fates)


def _first_contact_only(scene: Scene) -> bool:
    fates = _contacts(scene)
    return len(fates) > 1 and fates[0] and not any(fates[1:])


def _port_added(scene: Scene, *fields: str, moved: bool = False) -> bool:
    """Whether an address without a port got one; with *moved*, another address as well."""
    pairs = [(change.before, change.after) for change in scene.changes if change.proves and change.field in fields]
    for before, after in pairs:
        old, new = find_places(before or ""), find_places(after or "")
        gained = bool(old and new) and old[0].port is None and new[0].port is not None
        if gained and (not moved or old[0].host != new[0].host):
            return True
    return False


def _identity_port_added(scene: Scene) -> bool:
    """The new helper rewrites a bare address only when the sender's port is the default one."""
    sent = scene.journey.sent
    other_port = sent is not None and (sent.port or DEFAULT_PORT) != DEFAULT_PORT
    return other_port and _port_added(scene, "from", "to", moved=True)


def _bare_kept_bare(scene: Scene) -> bool:
    for change in scene.changes:
        if change.proves and change.field in {"contact", "from", "to"}:
            old, new = find_places(change.before or ""), find_places(change.after or "")
            if old and new and old[0].host != new[0].host and old[0].port is None and new[0].port is None:
                return True
    return False


def _forced_port(scene: Scene) -> bool:
    """The Request-URI got the port of our Via (the Linux helper's rule for certain desk phones)."""
    uri, sent = uri_of("request-uri", scene.after.request_uri), scene.journey.sent
    rewritten = "request_uri_port" in scene.meanings
    return rewritten and uri is not None and sent is not None and uri.port == sent.port


def _others_kept(scene: Scene) -> bool:
    others = (header for header in scene.after.headers if header.key not in _OUTSIDE_RULES)
    return scene.relation == "copy" and any(scene.replaced & hosts_of(header.value) for header in others)


def _origin_matches(scene: Scene) -> bool:
    return bool(scene.new_hosts("sdp.o")) and scene.new_hosts("sdp.o") == scene.new_hosts("sdp.c")


def _origin_kept(scene: Scene) -> bool:
    return bool(scene.new_hosts("sdp.c")) and _keeps_line("o")(scene)


def _media_ports(message: SipMessage) -> list[int]:
    lines = (line.split() for line in sdp_lines(body_text(message)) if line.startswith("m="))
    return [
        int(words[1].partition("/")[0]) for words in lines if len(words) > 1 and words[1].partition("/")[0].isdecimal()
    ]


def _media_port_even(scene: Scene) -> bool:
    pairs = zip(_media_ports(scene.before), _media_ports(scene.after), strict=False)
    return any(old % 2 and new == old - 1 for old, new in pairs)


def _media_port_siproxd(scene: Scene) -> bool:
    return "media_port" in scene.meanings and any(port in _SIPROXD_PORTS for port in _media_ports(scene.after))


def _first_media_only(scene: Scene) -> bool:
    old, new = _media_ports(scene.before), _media_ports(scene.after)
    return len(old) == len(new) > 1 and old[0] != new[0] and old[1:] == new[1:]


def _attribute_added(scene: Scene) -> bool:
    added = (change for change in scene.changes if change.before is None and change.meaning == "sdp_text")
    return any(change.field.startswith("sdp.a=") for change in added) and scene.journey.stand == "none"


def _two_outside(scene: Scene) -> bool:
    in_headers = scene.new_hosts("via", "contact", "from")
    in_body = scene.new_hosts("sdp.c")
    return bool(in_headers) and bool(in_body) and not in_headers & in_body


def _proxy_branch(scene: Scene) -> bool:
    vias = [parse_via(value) for value in scene.journey.added]
    return any(via is not None and bool(_OSIP_BRANCH.match(via.branch.lower())) for via in vias)


def _osip_layout(scene: Scene) -> bool:
    """Names and spaces as the osip library writes them, which siproxd is built on."""
    for header in scene.after.headers:
        if header.key == "max-forwards" and header.name == "max-forwards":
            return "Max-Forwards" in [old.name for old in scene.before.headers]
        if header.key == "content-length" and _OSIP_LENGTH.search(header.raw.decode("latin-1")):
            return not any(_OSIP_LENGTH.search(old.raw.decode("latin-1")) for old in scene.before.headers)
    return False


def _reordered(scene: Scene) -> bool:
    return any(change.field == "message" and change.meaning == "order" for change in scene.changes)


def _names(scene: Scene, key: str) -> set[str]:
    return {header.name for header in scene.before.headers if header.key == key}


def _lower_case_via_kept(scene: Scene) -> bool:
    return "via" in _names(scene, "via") and _via_kept(scene)


def _short_or_lower_rewritten(scene: Scene) -> bool:
    fields = {change.field for change in scene.changes if change.proves}
    unusual = {"via": {"via", "VIA", "V"}, "contact": {"contact", "CONTACT", "M"}}
    return any(key in fields and _names(scene, key) & names for key, names in unusual.items())


_SIGNS: Final[dict[SignId, Callable[[Scene], bool]]] = {
    "via_rewritten": lambda scene: scene.relation == "copy" and _means("via_address", "via_port")(scene),
    "via_kept": _via_kept,
    "via_translated_back": _via_translated_back,
    "second_via_kept": _second_via_kept,
    "contact_rewritten": _means("contact_address", "contact_port"),
    "contact_port_added": lambda scene: _port_added(scene, "contact"),
    "all_contacts": _all_contacts,
    "first_contact_only": _first_contact_only,
    "identity_rewritten": _means("identity_address", "identity_port"),
    "identity_port_added": _identity_port_added,
    "bare_address_kept_bare": _bare_kept_bare,
    "request_uri_rewritten": _means("request_uri_address", "request_uri_port"),
    "forced_port": _forced_port,
    "route_rewritten": _means("route_address"),
    "route_kept": _keeps("route", "record-route", "path"),
    "call_id_rewritten": _means("call_id"),
    "call_id_kept": _keeps("call-id"),
    "others_kept": _others_kept,
    "free_text_rewritten": _means("other_address"),
    "sdp_rewritten": _means("media_address", "media_address_ice", "media_port"),
    "origin_matches": _origin_matches,
    "origin_kept": _origin_kept,
    "media_port_even": _media_port_even,
    "media_port_siproxd": _media_port_siproxd,
    "first_media_only": _first_media_only,
    "rtcp_rewritten": _changes_field("sdp.a=rtcp"),
    "rtcp_kept": _keeps_line("a=rtcp"),
    "candidate_rewritten": _changes_field("sdp.a=candidate"),
    "candidate_kept": _keeps_line("a=candidate"),
    "trace_line": _means("trace_line"),
    "attribute_added": _attribute_added,
    "two_outside_addresses": _two_outside,
    "hidden_proxy": _means("via_hidden_proxy"),
    "proxy_branch": _proxy_branch,
    "osip_layout": _osip_layout,
    "reordered": _reordered,
    "lower_case_via_kept": _lower_case_via_kept,
    "short_or_lower_names_rewritten": _short_or_lower_rewritten,
    "received_private": _means("received_private"),
    "rport_wrong": _means("rport_wrong"),
    "public_via_in_success": _public_via_in_success,
}
