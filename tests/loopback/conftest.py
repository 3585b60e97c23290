"""The real softphone in the test's own event loop. One at a time: pjlib allows no second endpoint in a process."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from app.model.endpoint import Endpoint
from app.model.names import Transport
from app.model.profile import Account
from app.model.secret import Secret
from app.softphone.face import PhoneSettings
from app.softphone.phone import Softphone
from app.testline.server import TestLine

PATIENT = PhoneSettings(silence_wait_s=30.0, answer_wait_s=60.0, media_wait_s=30.0, hang_up_wait_s=30.0)
"""For far ends that answer: on a busy computer late, and that is no silence. These waits end with the answer."""
QUICK = PhoneSettings(silence_wait_s=0.8, answer_wait_s=2.0, media_wait_s=1.0, hang_up_wait_s=0.5)
"""For far ends that leave something out."""


@pytest.fixture
async def phone() -> AsyncIterator[Softphone]:
    """Started, patient; closed afterwards whatever happened."""
    async with Softphone(PATIENT) as started:
        yield started


@pytest.fixture
async def quick_phone() -> AsyncIterator[Softphone]:
    """As ``phone``, with short waits."""
    async with Softphone(QUICK) as started:
        yield started


def account(server: Endpoint, password: str = "mend-100", transport: Transport = "udp") -> Account:
    """The built-in account of the test line, at *server*."""
    return Account("testline.invalid", "100", password=Secret(password), proxy=str(server), transport=transport)


@pytest.fixture
async def line() -> AsyncIterator[TestLine]:
    """The built-in test line on free loopback ports."""
    async with TestLine() as started:
        yield started
