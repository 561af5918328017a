"""Everyday questions, and the actions that answer them: `tests/data/find-questions.json`."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from fnmatch import fnmatchcase

from . import ROOT

TUNED, HELD_OUT = "tuned on", "held out"
QUESTIONS: dict[str, dict[str, dict[str, list[str]]]] = json.loads(
    (ROOT / "tests" / "data" / "find-questions.json").read_text("utf-8")
)
"""For those that the words of the search were chosen with, and the others: API → question → patterns of the ids (or the
names) of the actions that may be meant. Nothing is ever changed so that one of the others finds more."""


def ranks(questions: Mapping[str, Sequence[str]], find: Callable[[str], Sequence[str]]) -> dict[str, int | None]:
    """
    Return for each question at which place of the results an action comes that may be meant; None if none does.

    Args:
        questions: The patterns of the ids that may be meant, by question.
        find: Returns the ids of the actions that are found, best match first.
    """
    return {
        question: next(
            (place for place, found in enumerate(find(question), 1) if _is_one_of(found, patterns)),
            None,
        )
        for question, patterns in questions.items()
    }


def within(places: Mapping[str, int | None], most: int) -> int:
    """Return how many questions have the action among so many results."""
    return sum(place is not None and place <= most for place in places.values())


def _is_one_of(identifier: str, patterns: Sequence[str]) -> bool:
    return any(fnmatchcase(identifier, pattern) for pattern in patterns)
