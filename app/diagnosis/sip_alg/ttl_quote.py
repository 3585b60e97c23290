"""``ttl_quote``: an ICMP error quotes our request as it was when it died; changed text proves rewriting before there.

A translating router restores the quoted headers only (RFC 5508 section 4.2), so the quote shows the text that left the
box before. It proves, and names the box; an unchanged or missing quote clears nobody.
"""

from __future__ import annotations

from typing import Final

from app.diagnosis.comparison import told_by_quote
from app.diagnosis.evidence import Evidence, Seen
from app.diagnosis.sip_alg.reading import Reading, changes
from app.model.facts import IcmpQuote

SIGNAL: Final = "ttl_quote"
THIS_COMPUTER: Final = "this computer"


def readings(evidence: Evidence) -> tuple[Reading, ...]:
    """One reading for each suspected path on which a quote came back changed."""
    quotes = evidence.all(IcmpQuote, lambda fact: bool(fact.quoted))
    paths = dict.fromkeys(seen.fact.path for seen in quotes if seen.fact.role == "suspected")
    return tuple(reading for path in paths if (reading := _read(path, quotes)))


def _read(path: str, quotes: tuple[Seen[IcmpQuote], ...]) -> Reading | None:
    own = sorted((seen for seen in quotes if seen.fact.path == path), key=lambda seen: seen.fact.ttl)
    changed = [seen for seen in own if told_by_quote(seen.fact).proving]
    if not changed:
        return None
    first = changed[0]
    before = [seen for seen in own if seen.fact.ttl < first.fact.ttl]
    controls = [seen for seen in quotes if seen.fact.role == "control" and not told_by_quote(seen.fact).proving]
    told = told_by_quote(first.fact)
    compared = bool(before) or any(seen.fact.ttl >= first.fact.ttl for seen in controls)
    reading = Reading(
        SIGNAL,
        "rewritten",
        "quote_shows_rewriting",
        (*before[-1:], first, *controls),
        path,
        "certain" if compared else "likely",
        changes(told.proving, "request", path),
    )
    return reading.with_signs(told.signs).at(_where(first.fact, before))


def _where(first: IcmpQuote, before: list[Seen[IcmpQuote]]) -> str:
    """The box that the message had just left when it died; with the address that its own error came from, if any."""
    hop = first.ttl - 1
    if not hop:
        return THIS_COMPUTER
    address = next((seen.fact.reporter for seen in before if seen.fact.ttl == hop and seen.fact.reporter), None)
    return f"hop {hop} ({address})" if address else f"hop {hop}"
