"""Does signing in work? The real softphone registers with the account of the profile (RFC 3261 section 10)."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Final

from app.model.facts import Fact
from app.model.names import Question
from app.probes.call_support import SIGN_IN_S, PhoneWork, stream
from app.probes.context import ProbeContext

ANSWERS: Final[tuple[Question, ...]] = ("registration",)
NEEDS: Final = frozenset({"account"})
EXPECTED_S: Final = SIGN_IN_S


def measure(context: ProbeContext) -> AsyncGenerator[Fact, None]:
    """Sign in anew and yield the messages and the outcome; a silent server costs eight seconds, never pjsip's 32."""
    return stream(context, "registration", PhoneWork.sign_in, EXPECTED_S)
