"""What is made of the native library's counters."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

pytest.importorskip("pjsua2", exc_type=ImportError)

from app.softphone.call import discarded, reported_lost


def test_what_the_buffer_throws_out_to_catch_up_is_no_loss_of_the_line() -> None:
    received = SimpleNamespace(discard=7, dup=40)
    assert discarded(SimpleNamespace(rtcp=SimpleNamespace(rxStat=received), jbuf=SimpleNamespace(discard=116))) == 7


@pytest.mark.parametrize(("told", "lost"), [(0, 0), (12, 12), (0x7FFFFF, 0x7FFFFF), (0xFFFFE4, 0), (0x800000, 0)])
def test_more_arrived_than_was_sent_is_no_loss(told: int, lost: int) -> None:
    assert reported_lost(told) == lost
