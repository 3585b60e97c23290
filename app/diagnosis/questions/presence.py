"""``presence``: whether news for lamps and waiting messages arrive (RFC 6665).

A refused subscription is the service's choice. One that was taken and stays without its first news, which must come at
once, shows that they get lost; that large ones do, only beside small ones that came.
"""

from __future__ import annotations

from itertools import pairwise

from app.diagnosis.answers import answer, cannot_tell, not_run
from app.diagnosis.evidence import Evidence, Seen
from app.model.diagnosis import Verdict
from app.model.facts import PresenceTrial


def judge(evidence: Evidence) -> Verdict | None:
    """The newest subscription of each kind."""
    newest = {(seen.fact.package, seen.fact.wanted_bytes): seen for seen in evidence.all(PresenceTrial)}
    trials = list(newest.values())
    if not trials:
        return not_run("presence", evidence)
    strange = [seen for seen in trials if seen.fact.strange]
    if strange:
        return answer("presence", "no", "news_of_another_phone", strange, "likely", count=strange[0].fact.strange)
    taken = [seen for seen in trials if seen.fact.outcome == "accepted"]
    if not taken:
        silent = any(seen.fact.outcome == "silent" for seen in trials)
        reason = "no_answer" if silent else "subscriptions_refused"
        return cannot_tell("presence", reason, trials, status=trials[0].fact.status)  # type: ignore[arg-type]
    return _missing(taken) or _arrived(taken)


def _missing(taken: list[Seen[PresenceTrial]]) -> Verdict | None:
    small = [seen for seen in taken if not seen.fact.wanted_bytes]
    lost = [seen for seen in small if not seen.fact.notices]
    if lost and len(lost) == len(small):
        return answer("presence", "no", "news_never_came", lost, "likely")
    if lost:
        return cannot_tell("presence", "some_news_missing", small)
    large = [seen for seen in taken if seen.fact.wanted_bytes and not seen.fact.notices]
    if large and small:
        size = large[0].fact.wanted_bytes
        came = max(seen.fact.largest_bytes for seen in small)
        return answer("presence", "no", "large_news_never_came", [*small, *large], "likely", size=size, came=came)
    gaps = [seen for seen in taken if any(later != earlier + 1 for earlier, later in pairwise(seen.fact.versions))]
    if gaps:
        versions = [*gaps[0].fact.versions]
        return answer("presence", "no", "news_out_of_order", gaps, "likely", versions=[*versions])
    return None


def _arrived(taken: list[Seen[PresenceTrial]]) -> Verdict:
    largest = max(seen.fact.largest_bytes for seen in taken)
    return answer("presence", "yes", "news_arrive", taken, "certain", largest=largest)
