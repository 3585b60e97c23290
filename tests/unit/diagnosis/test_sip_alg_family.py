"""The family of a device leads to the right guides, and is left open where the signs fit several."""

from __future__ import annotations

import tomllib
from pathlib import Path

from app.diagnosis import diagnose
from app.diagnosis.comparison.family import FAMILY_IDS
from app.diagnosis.sip_alg.family import GUIDES
from app.model.diagnosis import Verdict
from app.model.facts import Fact
from app.words.resources import resource_path
from tests.unit.diagnosis.observed import OUTSIDE, OWN, control, exchange, observe
from tests.unit.diagnosis.test_signals import CLEAN, REWRITTEN, canary, via_port


def judge(*facts: Fact) -> Verdict:
    verdict = diagnose(observe(*facts)).verdict("sip_alg")
    assert verdict is not None
    return verdict


def _known_to_guides() -> set[str]:
    files = Path(resource_path("routers")).glob("*.toml")
    recognised = (tomllib.loads(file.read_text(encoding="utf-8")).get("recognise", {}) for file in files)
    return {family for one in recognised for family in one.get("alg_families", [])}


def test_every_family_of_the_table_is_known_to_a_guide() -> None:
    assert set(GUIDES) <= set(FAMILY_IDS)
    assert {name for names in GUIDES.values() for name in names} <= _known_to_guides()


def test_a_redirected_reply_names_the_linux_helper_and_its_guides() -> None:
    verdict = judge(*REWRITTEN, via_port(arrives_at=5099), via_port("control"))
    assert verdict.details["family"] == "linux_helper"
    assert verdict.details["guide_families"] == ["linux_helper", "mikrotik"]


def test_one_that_leaves_replies_at_the_source_is_no_such_helper() -> None:
    verdict = judge(*REWRITTEN, canary(comes_back=OWN.host), canary("control"), via_port(), via_port("control"))
    assert (verdict.answer, verdict.details["family"], verdict.details["guide_families"]) == ("yes", "unknown", [])


def test_a_port_that_was_forgotten_names_the_gateway_that_forgets_it() -> None:
    verdict = judge(exchange(OWN.host, rport=1025), control(), via_port(), via_port("control"))
    assert verdict.details["family"] == "tmg"


PUT_IN = [(f" {OWN};", f" {OUTSIDE}:{OWN.port};")]
REFUSED = OWN._replace(port=5066)


def test_a_via_that_only_refusals_restore_names_broadcom() -> None:
    refusal = exchange(method="REGISTER", local=REFUSED, replace=[("200 OK", "401 Unauthorized")])
    verdict = judge(exchange(replace=PUT_IN), refusal, *CLEAN[1:])
    assert (verdict.answer, verdict.details["family"]) == ("yes", "broadcom")
