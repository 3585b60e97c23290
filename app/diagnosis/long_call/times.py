"""Times at which calls die, as data: what each follows from, and where that is written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

T1_S: Final = 0.5
"""RFC 3261 section 17.1.1.1."""
TIMER_H: Final = 64
"""Times T1: how long an answer waits for its ACK (RFC 3261 section 13.3.1.4)."""
USUAL_T1_S: Final = (0.2, 0.5, 1.0)
"""What servers are set to: calls die after 13, 32 or 64 s."""
GRACE_S: Final = 32.0
"""RFC 4028 section 10; also 64 times the usual T1."""

SESSION_ENDS: Final[tuple[tuple[str, Callable[[float], float]], ...]] = (
    # the refresher asks after half of the session, and gives up 64 * T1 later (RFC 4028 section 10)
    ("refresh_unanswered", lambda session: session / 2 + GRACE_S),
    # the other side says goodbye this much before the session ends (the same)
    ("refresh_missing", lambda session: session - min(GRACE_S, session / 3)),
    # pjsip's way of that
    ("refresh_missing", lambda session: max(session - GRACE_S, 2 * session / 3)),
    ("session_over", lambda session: session),
)
"""Seconds after the answer or the last refresh, from the agreed session."""

UNAGREED_SESSION_ENDS: Final = (932.0, 1020.0, 1768.0, 1800.0, 1920.0, 2820.0)
"""Ends behind a server that keeps its session timers to itself: 15:32, 17, 29:28, 30, 32 and 47 minutes, from a
session of half an hour, and from refreshes each quarter of an hour with two minutes of INVITE timer."""

NORMAL_CAUSES: Final = frozenset({("q.850", 16), ("q.850", 31), ("sip", 200)})
"""Normal clearing, normal unspecified (ITU-T Q.850), completed elsewhere or at an end (RFC 3326)."""

MEDIA_CAUSES: Final = frozenset({("q.850", 44), ("sip", 804)})
"""Asterisk's ``rtp_timeout``; FreeSWITCH's ``MEDIA_TIMEOUT``."""
MEDIA_WORDS: Final = ("media timeout", "media_timeout", "media time-out", "rtp timeout", "rtp_timeout", "no rtp")
"""In Reason texts, such as those of rtpengine's users."""
ACK_WORDS: Final = ("ack timeout", "no ack", "ack never", "ack not received", "missing ack")
SESSION_WORDS: Final = ("session refresh", "session timer", "session expired", "session interval")
