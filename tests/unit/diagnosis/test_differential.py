"""Silence on the usual way beside an answer elsewhere: told as that, never as blocked; and what was not run."""

from __future__ import annotations

from app.diagnosis import diagnose
from app.model.diagnosis import Verdict
from app.model.endpoint import Endpoint
from app.model.facts import Fact, IcmpQuote
from tests.unit.diagnosis.observed import SERVER, control, observe, unanswered
from tests.unit.diagnosis.test_signals import CLEAN, REWRITTEN


def judge(*facts: Fact) -> Verdict:
    verdict = diagnose(observe(*facts)).verdict("sip_alg")
    assert verdict is not None
    return verdict


def test_ways_that_answer_are_told_beside_the_silence() -> None:
    verdict = judge(unanswered(), control(), control(transport="tls", port=5061), control(transport="tcp", port=5060))
    assert (verdict.answer, verdict.reason) == ("cannot_tell", "no_answer")
    assert verdict.details["signals"] == ["port_differential", "transport_differential"]
    assert verdict.details["answered_on"] == ["udp:5070", "tls:5061", "tcp:5060"]


def test_other_silences_tell_nothing_of_other_ways() -> None:
    assert "signals" not in judge(unanswered()).details
    assert "signals" not in judge(unanswered("refused"), control()).details
    stranger = unanswered(server=Endpoint("192.0.2.99", 5060))
    assert "signals" not in judge(stranger, control()).details  # another server is no comparison


def test_what_this_system_cannot_show_is_told_with_the_reason() -> None:
    not_here = IcmpQuote("ttl_quote", "suspected", "udp:5060", 0, "", str(SERVER), "", None, None, "unsupported")
    told = [{"signal": "ttl_quote", "reason": "no_quotes_on_this_system"}]
    for facts, answer in ((CLEAN, "no"), (REWRITTEN, "yes"), ([unanswered()], "cannot_tell")):
        verdict = judge(*facts, not_here)
        assert (verdict.answer, verdict.details["signals_not_run"]) == (answer, told)
        assert "signals_not_run" not in judge(*facts).details
