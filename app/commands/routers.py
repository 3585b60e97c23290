"""The router guides: list them, show one step by step, or check all against the rules."""

from __future__ import annotations

import argparse
import sys
from collections import Counter

from app.model.errors import UserError
from app.routers.catalogue import catalogue, guide, search
from app.routers.check import check_folder
from app.routers.guide import Guide
from app.routers.phrases import phrase
from app.routers.text import guide_text


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="list|show|check")
    listing = actions.add_parser("list", help="all guides, or those that a search finds")
    listing.add_argument("search", nargs="*", help="brand, model, provider or what the label says")
    showing = actions.add_parser("show", help="one guide, step by step")
    showing.add_argument("id", help="the guide's id, as in the list")
    actions.add_parser("check", help="check every guide against the rules")


def run(args: argparse.Namespace) -> int:
    """Returns the exit code; raises UserError for an unknown guide."""
    if args.action == "show":
        return _show(args.id)
    return _check() if args.action == "check" else _list(" ".join(args.search))


def _line(item: Guide) -> str:
    return phrase("show", "list", id=item.id, brand=item.brand, family=item.family, confidence=item.confidence)


def _list(wanted: str) -> int:
    guides = search(wanted) if wanted else tuple(catalogue().values())
    counts = Counter(item.confidence for item in guides)
    parts = ", ".join(f"{counts[name]} {name}" for name in ("high", "medium", "low", "unconfirmed") if counts[name])
    lines = [*map(_line, guides), phrase("show", "count", total=str(len(guides)), parts=parts)]
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


def _show(guide_id: str) -> int:
    item = guide(guide_id)
    if item is None:
        near = ", ".join(found.id for found in search(guide_id.replace("-", " "))[:5]) or "callmend routers list"
        raise UserError("router_guide_unknown", id=guide_id, near=near)
    sys.stdout.write(guide_text(item))
    return 0


def _check() -> int:
    guides, problems = check_folder()
    for problem in problems:
        sys.stdout.write(phrase("show", "mistake", guide=problem.guide, text=problem.text) + "\n")
    if not problems:
        sys.stdout.write(phrase("show", "checked", total=str(len(guides))) + "\n")
    return 1 if problems else 0
