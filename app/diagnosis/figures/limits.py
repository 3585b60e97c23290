"""The numbers by which the rules judge, as the reader of a report sees them: later versions may have others."""

from __future__ import annotations

from typing import Final

from app.diagnosis.nat.lifetime import SHORT_ANSWERED_S, SHORT_S
from app.diagnosis.questions.audio_devices import QUIET_DBFS
from app.diagnosis.questions.hear import ENOUGH_SOUND_WINDOWS
from app.diagnosis.questions.quality import POOR_R
from app.diagnosis.questions.speak import HARDLY_ANY, RECOGNISED_SHARE
from app.diagnosis.questions.ways_out import MOST_REPEATS
from app.model.figures import Limit

LIMITS: Final = (
    Limit("conversation_s", SHORT_S),
    Limit("answered_s", SHORT_ANSWERED_S),
    Limit("quiet_dbfs", QUIET_DBFS),
    Limit("sound_windows", ENOUGH_SOUND_WINDOWS),
    Limit("counted_percent", 100 * HARDLY_ANY),
    Limit("echo_percent", 100 * RECOGNISED_SHARE),
    Limit("r", POOR_R),
    Limit("repeats", MOST_REPEATS),
)
"""By the names that the word list of the questions uses."""
