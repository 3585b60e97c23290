"""The figures of router recognition: ``python3 -m tests.figures.routers`` looks at every simulated gateway.

One line a gateway: what it is, the signs that spoke, the answer. Exit code 1 when one is taken for another.
"""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from collections.abc import Iterator, Sequence

from tests.gateways.catalogue import STRANGERS, TOLD, UNSURE, from_the_guides
from tests.gateways.looking import Looked, be_patient, look_in_all

WORDS = {"likely": "we think", "possible": "choose", "unknown": "do not know"}


def line_of(looked: Looked) -> str:
    """The line of one gateway."""
    router = looked.router
    names = router["id"] or ", ".join(item["id"] for item in router["candidates"][:3])
    signs = ", ".join(router["signals"]) or "none"
    return f"{looked.gateway.name:<30} {signs:<58} {WORDS[router['confidence']]:<12} {names}".rstrip()


def mistakes(looked: Sequence[Looked]) -> Iterator[str]:
    """Gateways that were taken for another family: the one error that misleads an owner."""
    for one in looked:
        if one.router["confidence"] == "likely" and one.router["id"] != one.gateway.wants:
            yield f"{one.gateway.name} was taken for {one.router['id']}"


def main() -> int:
    """Look and print."""
    be_patient()
    shown = asyncio.run(look_in_all((*TOLD, *UNSURE, *STRANGERS)))
    made_up = asyncio.run(look_in_all(from_the_guides()))
    say = sys.stdout.write
    say(f"{'gateway':<30} {'signs for the first':<58} {'answer':<12} guide\n")
    say("".join(f"{line_of(one)}\n" for one in shown))
    counts = Counter(WORDS[one.router["confidence"]] for one in made_up)
    told = ", ".join(f"{count} x {word}" for word, count in counts.most_common())
    say(f"\nfrom the recognition data of {len(made_up)} guides: {told}\n")
    wrong = [*mistakes(shown), *mistakes(made_up)]
    say(f"taken for another: {len(wrong)}\n" + "".join(f"  {line}\n" for line in wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
