"""What the person leaves in or out of what is sent: asked on the screen, obeyed by delivery."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, Final

VOICE: Final = "voice.wav"
"""A voice sample in the session's folder, where the person had one recorded."""


@dataclass(frozen=True, slots=True)
class Choices:
    """Test results always go along; the rest as ticked. A voice sample only where the person ticked it."""

    network_details: bool = True
    my_notes: bool = True
    program_log: bool = False
    voice_sample: bool = False
    notes: str = ""
    ticket: str = ""

    @classmethod
    def from_json(cls, data: Any) -> Choices:
        """From plain data; what is missing or of another type keeps its default."""
        known = data if isinstance(data, dict) else {}
        kinds = {field.name: type(field.default) for field in fields(cls)}
        return cls(**{name: known[name] for name, kind in kinds.items() if isinstance(known.get(name), kind)})
