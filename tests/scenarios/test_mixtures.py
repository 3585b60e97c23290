"""Two faults at a time, and one where everything is asked: pairs that were once judged wrongly.

``python3 -m tests.figures.mixtures`` draws more of them.
"""

from __future__ import annotations

import pytest

from app.commands.rehearsing.outcome import Rehearsed
from app.commands.rehearsing.pool import in_time
from tests.figures.mixtures import job, wrong

pytestmark = pytest.mark.softphone

PAIRS = (
    "sound-wrong-payload + alg-breaks-sign-in",
    "alg-carrier + sound-too-late",
    "sound-put-on-hold + inbound-alg-never",
    "line-is-slow + tls-too-old",
    "session-renewed + keypad-wrong-clock",
    "far-end-hangs-up + keypad-renumbered-on-the-way",
    "no-inbound-sound + alg-siproxd",
)
IN_FULL = ("healthy + line-with-echoes", "healthy + line-is-slow", "healthy + keypad-wrong-clock")


def test_neither_hides_the_other_and_nobody_innocent_is_accused() -> None:
    jobs = [*(job(name) for name in PAIRS), *(job(name, full=True) for name in IN_FULL)]
    done = {one.scenario: one for one in in_time(jobs, None, lambda one: not wrong(one))}
    assert {name: wrong(one) for name, one in done.items() if wrong(one)} == {}
    assert set(done) == {*PAIRS, *IN_FULL}


def told(name: str, *findings: str) -> Rehearsed:
    verdicts = [{"question": "sip_alg", "answer": "no", "reason": "address_from_outside"}]
    return Rehearsed(
        name, {"primary": findings[0], "findings": [{"id": one} for one in findings], "verdicts": verdicts}
    )


@pytest.mark.parametrize(
    ("done", "said"),
    [
        (told("healthy + keypad-lost", "keypad_tones_lost"), ""),
        (told("healthy + keypad-lost", "keypad_tones_lost", "sip_alg_present_harmless"), "accused"),
        (told("healthy + keypad-lost", "no_fault_found"), "other"),
        (told("healthy + linux-alg", "no_fault_found"), "denied"),
        (Rehearsed("healthy + linux-alg", trouble="engine_lost"), "trouble"),
        (told("no-inbound-sound + no-outbound-sound", "no_sound_both"), ""),
    ],
)
def test_what_may_not_be_is_told(done: Rehearsed, said: str) -> None:
    assert wrong(done).partition(":")[0] == said
