"""The table of signals. A new one is a module with ``readings(evidence)`` and a row here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from app.diagnosis.evidence import Evidence
from app.diagnosis.sip_alg import (
    binding_readback,
    double_client,
    forged_answer,
    header_echo,
    mirror,
    received_private,
    source_port,
    ttl_quote,
    vanished,
    via_port,
    way_in,
)
from app.diagnosis.sip_alg.reading import Reading

SIGNALS: Final[tuple[Callable[[Evidence], tuple[Reading, ...]], ...]] = (
    received_private.readings,
    header_echo.readings,
    via_port.readings,
    binding_readback.readings,
    ttl_quote.readings,
    double_client.readings,
    source_port.readings,
    forged_answer.readings,
    mirror.readings,
    vanished.readings,
    way_in.readings,
)


def all_readings(evidence: Evidence) -> tuple[Reading, ...]:
    """What every signal says, in the order of the table."""
    return tuple(reading for signal in SIGNALS for reading in signal(evidence))
