"""``ttl_quote``: an ICMP error quotes our request as it was when it died; changed text proves rewriting before there.

A translating router restores the quoted headers only (RFC 5508 section 4.2), so the quote shows the text that left the
box before. It proves, and names the box; an unchanged, short or missing quote clears nobody.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from app.diagnosis.comparison import Told, told_by_quote
from app.diagnosis.comparison.places import hosts_of
from app.diagnosis.evidence import Evidence, Seen, host_of
from app.diagnosis.reasons import Reason
from app.diagnosis.sip_alg.reading import Reading, changes
from app.model.facts import IcmpQuote
from app.model.names import Confidence

SIGNAL: Final = "ttl_quote"
THIS_COMPUTER: Final = "this computer"
_NOT_TEXT: Final = re.compile("[^\t\r\n\x20-\x7e]")
"""Where a quote ends in padding or in extensions of ICMP (RFC 4884); our requests are plain ASCII."""
_BRANCH: Final = re.compile(r"branch=([^;,\s]+)")


def readings(evidence: Evidence) -> tuple[Reading, ...]:
    """One reading for each suspected path and method of which a quote came back changed: some devices change calls
    only, and leave every other request as it was."""
    quotes = [_readable(seen) for seen in evidence.all(IcmpQuote, lambda fact: bool(fact.quoted))]
    kinds = dict.fromkeys((seen.fact.path, _method(seen)) for seen in quotes if seen.fact.role == "suspected")
    readings = (_read(path, [seen for seen in quotes if _method(seen) == method]) for path, method in kinds)
    return tuple(reading for reading in readings if reading)


def not_run(evidence: Evidence) -> Reason | None:
    """Why it could not be measured; "not run" is never "nothing found"."""
    refused = evidence.last(IcmpQuote, lambda fact: fact.signal == SIGNAL and fact.outcome == "unsupported")
    return "no_quotes_on_this_system" if refused else None


def _method(seen: Seen[IcmpQuote]) -> str:
    return seen.fact.sent.partition(" ")[0]


def _readable(seen: Seen[IcmpQuote]) -> Seen[IcmpQuote]:
    text = seen.fact.quoted or ""
    end = _NOT_TEXT.search(text)
    return replace(seen, fact=replace(seen.fact, quoted=text[: end.start()] if end else text))


def _read(path: str, quotes: Sequence[Seen[IcmpQuote]]) -> Reading | None:
    on_path = (seen for seen in quotes if seen.fact.path == path and seen.fact.role == "suspected")
    own = sorted(on_path, key=lambda seen: seen.fact.ttl)
    changed = [seen for seen in own if _told(seen.fact).proving]
    if not changed:
        return None
    first = changed[0]
    intact = [seen for seen in own if _is_intact(seen.fact)]
    if any(seen.fact.ttl > first.fact.ttl for seen in intact):
        return Reading(SIGNAL, "silent", "contradictory", tuple(own), path)  # a later hop saw what we had sent
    controls = [seen for seen in quotes if seen.fact.role == "control" and _is_intact(seen.fact)]
    compared = bool(intact) or any(seen.fact.ttl >= first.fact.ttl for seen in controls)
    told, confidence = _told(first.fact), _sureness(compared)
    because = (*intact[-1:], first, *controls)
    found = changes(told.proving, "request", path)
    reading = Reading(SIGNAL, "rewritten", "quote_shows_rewriting", because, path, confidence, found)
    return reading.with_signs(told.signs).at(_where(first.fact, intact, quotes)).told_by("hop")


def _sureness(compared: bool) -> Confidence:
    return "certain" if compared else "likely"


def _told(quote: IcmpQuote) -> Told:
    """What the quote shows, provided that it is of this very request and an address of ours gave way in it.

    Anything else may be damage by the hop that quotes.
    """
    told = told_by_quote(quote)
    ours = host_of(quote.local)
    gave_way = any(
        ours in hosts_of(change.before) - hosts_of(change.after) and hosts_of(change.after) for change in told.proving
    )
    return told if gave_way and _is_of_this_request(quote) else Told()


def _is_of_this_request(quote: IcmpQuote) -> bool:
    quoted = quote.quoted or ""
    branch = _BRANCH.search(quote.sent)
    return quoted[:4] == quote.sent[:4] and branch is not None and branch[1] in quoted


def _is_intact(quote: IcmpQuote) -> bool:
    """Whether it reaches beyond the Via line and is what we sent as far as it goes."""
    quoted, via = quote.quoted or "", _BRANCH.search(quote.sent)
    return via is not None and len(quoted) >= via.end() and quote.sent.startswith(quoted)


def _where(first: IcmpQuote, intact: Sequence[Seen[IcmpQuote]], quotes: Sequence[Seen[IcmpQuote]]) -> str:
    """The box that the message had just left when it died, as exactly as the hops before tell."""
    hop = first.ttl - 1
    if not hop:
        return THIS_COMPUTER
    last = max((seen.fact.ttl for seen in intact), default=0)
    if last < hop:
        return f"between hop {last} and hop {first.ttl}" if last else f"before {_name(first.ttl, quotes)}"
    return _name(hop, quotes)


def _name(hop: int, quotes: Sequence[Seen[IcmpQuote]]) -> str:
    """A hop with the address that its own error came from, if any."""
    address = next((seen.fact.reporter for seen in quotes if seen.fact.ttl == hop and seen.fact.reporter), None)
    return f"hop {hop} ({address})" if address else f"hop {hop}"
