"""Finds, in the source of the program, the ids whose words it will ask for."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

APP = Path(__file__).parents[3] / "app"


@dataclass(frozen=True)
class Use:
    """One id in one place, with the names of the values given there (``None``: they cannot be read off the source)."""

    id: str
    place: str
    values: frozenset[str] | None


def _calls() -> Iterator[tuple[Path, ast.Call, str]]:
    for path in sorted(APP.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                yield path, node, name


def _literals(node: ast.expr | None) -> Iterator[str]:
    """The texts an argument can be: a literal, or the branches of a conditional expression."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _literals(node.body)
        yield from _literals(node.orelse)


def _argument(call: ast.Call, position: int, keyword: str) -> ast.expr | None:
    for given in call.keywords:
        if given.arg == keyword:
            return given.value
    return call.args[position] if len(call.args) > position else None


def _uses(function: str, position: int, keyword: str) -> Iterator[Use]:
    for path, call, name in _calls():
        if name != function:
            continue
        given = [word.arg for word in call.keywords]
        values = None if None in given else frozenset(str(word) for word in given)
        for literal in _literals(_argument(call, position, keyword)):
            yield Use(literal, f"{path.relative_to(APP)}:{call.lineno}", values)


def user_errors() -> list[Use]:
    """Every ``UserError("id", ...)``."""
    return list(_uses("UserError", 0, "text_id"))


def not_run_reasons() -> list[Use]:
    """Every ``NotRun(question, "reason")``."""
    return list(_uses("NotRun", 1, "reason"))


def steps() -> list[Use]:
    """Every ``progress("step", ...)``."""
    return list(_uses("progress", 0, "step"))


def prompts() -> list[Use]:
    """Every ``ask(question, "prompt")``."""
    return list(_uses("ask", 1, "prompt"))
