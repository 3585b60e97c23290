"""For every test: a busy computer is slow, and that is no fault of what is tested."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("no clock", deadline=None)
settings.load_profile("no clock")
