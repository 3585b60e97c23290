"""Rules: observations in, verdicts and findings out. Pure functions; no I/O, no clock, no sentences.

``questions`` answers each question by itself, ``sip_alg`` reads the signals of rewriting, ``findings`` draws
conclusions from all answers together, ``ranking`` orders them.
"""

from __future__ import annotations

from app.diagnosis.rules import diagnose
from app.model.states import State, state_of

__all__ = ["State", "diagnose", "state_of"]
