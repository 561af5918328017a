"""
Conversions: what to do about a column of a frame that has strings where the schema wants numbers.

Such a column is often one that pandas has read from a file: of a CSV file itself, the cells are read by the schema.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

from ..call.targets import ValuePath
from ..errors import DynaclientError, InvalidCall, Problem
from ..records import replace
from .rows import FrameRow

Conversions = Mapping[ValuePath, str]
"""Parameter and path → how the column that has its values is converted, with braces for the type."""


def conversions_of(row: Mapping[Any, Any], columns: Mapping[ValuePath, Hashable]) -> Conversions:
    """Return how the columns of a row are converted, by where their values go; none if it is not of a frame."""
    if not isinstance(row, FrameRow):
        return {}
    return {place: f"frame[{repr(column)[:80]}].{row.convert}" for place, column in columns.items()}


def with_conversions(error: DynaclientError | None, conversions: Conversions) -> DynaclientError | None:
    """Return the error of a row, in which problems of strings in place of numbers say how to convert the column."""
    if not conversions or not isinstance(error, InvalidCall):
        return error
    problems = tuple(_with_conversion(problem, conversions) for problem in error.problems)
    return error if problems == error.problems else InvalidCall(error.action, problems)


def _with_conversion(problem: Problem, conversions: Conversions) -> Problem:
    how = conversions.get((problem.name, *problem.path))
    types = [problem.expected] if isinstance(problem.expected, str) else problem.expected
    if how is None or problem.rule != "type" or not isinstance(problem.got, str):
        return problem
    kind = next((kind for name, kind in _KINDS.items() if name in types and _spells(problem.got, kind)), None)
    hint = "" if kind is None else f"; the column has strings: {how}({kind.__name__}) converts it"
    return replace(problem, suggestion=problem.suggestion + hint)


_KINDS: Mapping[str, type[int] | type[float]] = {"integer": int, "number": float}
"""JSON types that a string may spell, and the type of a column for each."""


def _spells(text: str, kind: type[int] | type[float]) -> bool:
    try:
        kind(text)
    except ValueError:
        return False
    return True
