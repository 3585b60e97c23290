"""What the owner is told about the router, when the router is real: yes, no, or cannot tell, and never a false yes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest

from app.model.endpoint import Endpoint
from app.model.facts import Fact
from app.model.profile import Profile
from app.protocols.sip import SipMessage
from app.protocols.sip_build import build_response
from tests.lab.far_end import Reply, answer_ok, say_nothing
from tests.lab.judging import judged, verdict_on
from tests.lab.test_received_private import PROFILE, measure
from tests.lab.topology import CLIENT, SERVER, lab

NO_CONTROLS = replace(PROFILE, alternatives=(), stun=())


def lies_on_udp(request: SipMessage, source: Endpoint) -> Iterable[bytes]:
    """A liar in one header of one transport, so that TCP contradicts it."""
    via = request.top_via
    lies = via is not None and via.transport.upper() == "UDP"
    return says_private(request, source) if lies else answer_ok(request, source)


def without_received(request: SipMessage, source: Endpoint) -> Iterable[bytes]:
    """A server that never says whom it saw."""
    return [build_response(request, 200, "OK", source=None)]


def names_itself(request: SipMessage, source: Endpoint) -> Iterable[bytes]:
    """A server that writes its own address into ``received``, as some do."""
    return [build_response(request, 200, "OK", source=Endpoint(SERVER, 5060))]


def says_private(request: SipMessage, source: Endpoint) -> Iterable[bytes]:
    """A liar: it writes our address, read from our own Via, on every port and transport."""
    via = request.top_via
    return [build_response(request, 200, "OK", source=Endpoint(via.host, via.port or 5060) if via else source)]


def lies_where_via_is_the_source(request: SipMessage, source: Endpoint) -> Iterable[bytes]:
    """A liar that knows our trick: it names our own address only to requests whose Via names their true port."""
    via = request.top_via
    plain = via is not None and via.port == source.port
    return says_private(request, source) if plain else answer_ok(request, source)


CASES = {
    "no ALG": ((), {}, answer_ok, PROFILE, "no"),
    "ALG": (("udp",), {}, answer_ok, PROFILE, "yes"),
    "ALG on UDP and TCP": (("udp", "tcp"), {}, answer_ok, PROFILE, "yes"),
    "ALG on TCP only": (("tcp",), {}, answer_ok, PROFILE, "no"),
    "no ALG, no controls": ((), {}, answer_ok, NO_CONTROLS, "no"),
    "ALG, no controls but TCP": (("udp",), {}, answer_ok, NO_CONTROLS, "yes"),
    "two routers, no ALG": ((), {"double_nat": True}, answer_ok, PROFILE, "no"),
    "a server that does not say whom it saw": ((), {}, without_received, PROFILE, "cannot_tell"),
    "a server that names itself": ((), {}, names_itself, PROFILE, "no"),
}


@pytest.mark.parametrize("name", CASES)
def test_the_answer_about_the_router(name: str) -> None:
    alg, network, reply, profile, answer = CASES[name]
    facts = measured(alg, network, reply, profile)
    verdict = verdict_on("sip_alg", facts)
    assert verdict.answer == answer, verdict
    if answer == "yes":
        assert verdict.because
        assert judged(facts).primary == "sip_alg_present_harmless"


def measured(alg: tuple[str, ...], network: dict[str, bool], reply: Reply, profile: Profile) -> list[Fact]:
    with lab(alg=alg, double_nat=network.get("double_nat", False)) as net:
        return measure(net, reply, profile)[0]


def test_a_proof_with_controls_is_certain_and_says_what_was_changed() -> None:
    verdict = verdict_on("sip_alg", measured(("udp",), {}, answer_ok, PROFILE))
    assert verdict.confidence == "certain"
    changed = verdict.details["changed"]
    assert isinstance(changed, list)
    assert {"via"} <= {str(change["field"]) for change in changed if isinstance(change, dict)}
    assert any(change.get("after") == CLIENT for change in changed if isinstance(change, dict))


def test_an_alg_on_both_transports_shows_itself_where_via_is_not_ours() -> None:
    """Nothing to compare but the path itself: no STUN, no other port, and TCP looks the same."""
    verdict = verdict_on("sip_alg", measured(("udp", "tcp"), {}, answer_ok, NO_CONTROLS))
    assert (verdict.answer, verdict.confidence) == ("yes", "certain")
    signals = verdict.details["signals"]
    assert isinstance(signals, list)
    assert {"received_private", "via_port"} <= set(signals)


def test_an_alg_behind_a_second_router_is_told_by_the_hop_that_quotes_it() -> None:
    """The second router hides the trace in received; what a router beyond quotes still shows it."""
    verdict = verdict_on("sip_alg", measured(("udp",), {"double_nat": True}, answer_ok, PROFILE))
    assert verdict.answer == "yes"
    assert verdict.details["signals"] == ["via_port", "ttl_quote"]
    assert str(verdict.details["where"]).startswith("hop 1")


def test_silence_proves_nothing() -> None:
    verdict = verdict_on("sip_alg", measured((), {}, say_nothing, PROFILE))
    assert verdict.answer == "cannot_tell"


def test_a_silent_server_cannot_hide_what_a_router_quotes() -> None:
    """The proof does not come from the server: the message died on its way there."""
    verdict = verdict_on("sip_alg", measured(("udp",), {}, say_nothing, PROFILE))
    assert (verdict.answer, verdict.details["signals"]) == ("yes", ["ttl_quote"])


def test_a_server_that_lies_in_one_header_convinces_nobody() -> None:
    verdict = verdict_on("sip_alg", measured((), {}, lies_on_udp, PROFILE))
    assert (verdict.answer, verdict.reason) == ("cannot_tell", "evidence_disagrees")


def test_a_server_that_lies_only_where_via_is_ours_convinces_nobody() -> None:
    verdict = verdict_on("sip_alg", measured((), {}, lies_where_via_is_the_source, NO_CONTROLS))
    assert verdict.answer == "cannot_tell", verdict


def test_a_server_that_lies_on_every_path_convinces_nobody() -> None:
    verdict = verdict_on("sip_alg", measured((), {}, says_private, PROFILE))
    assert verdict.answer == "cannot_tell"


def test_a_switch_in_the_middle_shows_at_once_because_each_request_has_a_fresh_port() -> None:
    with lab() as net:
        clean, _ = measure(net)
        net.set_alg("udp")
        changed, _ = measure(net, after=clean)
        net.set_alg()
        clean_again, _ = measure(net, after=[*clean, *changed])
    answers = [verdict_on("sip_alg", facts).answer for facts in (clean, changed, clean_again)]
    assert answers == ["no", "yes", "no"]


def test_a_connection_from_before_the_switch_is_told_from_the_setting() -> None:
    """Port 5060 keeps its old connection; fresh ports show that the setting is off (peers 5.3, K10)."""
    with lab(alg=("udp",)) as net:
        before, _ = measure(net)
        net.set_alg()
        diagnosis = judged(measure(net, after=before)[0])
    verdict = diagnosis.verdict("sip_alg")
    assert verdict is not None
    assert (verdict.answer, verdict.reason) == ("no", "only_old_connections")
    assert diagnosis.primary == "sip_alg_still_on_old_connections"


def test_the_box_that_did_it_is_named_each_time() -> None:
    where = {}
    for name, inner, outer in (("inner", ("udp",), ()), ("outer", (), ("udp",)), ("both", ("udp",), ("udp",))):
        with lab(alg=inner, outer_alg=outer, double_nat=True) as net:
            verdict = verdict_on("sip_alg", measure(net)[0])
            where[name] = (verdict.answer, verdict.confidence, str(verdict.details["where"]).partition(" (")[0])
    assert where == {name: ("yes", "certain", f"hop {2 if name == 'outer' else 1}") for name in where}


def test_every_change_is_told_once() -> None:
    changed = verdict_on("sip_alg", measured(("udp",), {}, answer_ok, PROFILE)).details["changed"]
    assert isinstance(changed, list)
    told = [(one["field"], one["meaning"], one["direction"]) for one in changed if isinstance(one, dict)]
    assert len(told) == len(set(told))
    assert {("via", "via_address", "request"), ("contact", "contact_address", "request")} <= set(told)
