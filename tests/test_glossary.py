"""The project writes in the words of its field, and no message changes unseen."""

from __future__ import annotations

import ast
import re

import pytest

from tests.support.prose import GOLDEN, everything, golden, messages, modules, prose

pytestmark = pytest.mark.uncounted
GLOSSARY: dict[str, str] = {
    # what is not written → what is
    r"(is|are|was|were|be|being) told|tells? (of|how|that|what|which)": "report, list, print, return",
    r"(is|are|was|what it) said|says? (of|nothing|so that)": "declare, describe, state",
    r"speaks? of": "describe, declare, allow",
    r"mend(s|ed|ing)?": "fix",
    r"dials?": "option, setting",
    r"under way": "in flight, concurrent",
    r"breaks? the rule|breaks? its schema": "does not satisfy, the schema does not allow",
    r"is none of (?!these)|are none of (?!these)": "is not one of",
    r"(?<!there )(is|are|was|were) no (?!longer|more|such|less|later)[a-z]+": "is not a …",
    r"a text|no text|any text|as a text": "string",
    r"(?<!other )texts(?! changed|:)": "strings",
    r"(an|the|no|each|every|its|one|good|made) answers?": "response",
    r"what came|what comes|what has come": "the response, the data",
    r"made answers?|imitat\w+": "generated response, mock server",
    r"faults?": "problem",
    r"a repeat|repeats of|the repeat|repeated calls?": "retry, attempt",
    r"leads? nowhere|leads? to nowhere": "does not resolve",
    r"laid over|lies? over": "apply (a patch), override",
    r"ran out|runs? out|given up|gives? up|broken off": "timeout, cancelled, closed",
    r"a mask (in|for|of|is)|withheld|masks for": "redacted",
    r"at hand|in the hand": "available",
    r"whoever|somebody|nobody|one's own": "the caller, a user",
    r"gone through|goes through all|go through all": "iterate over",
    r"spared?": "retry budget",
    r"meanwhile": "since then",
    r"made-up|made up (?!of)": "generated",
    r"hears? of|heard": "receive",
    r"takes? note": "record",
}
"""Phrases and words of this house alone, as patterns, with the words of the field for them."""
FIRST_WORDS = {
    "give": "return or yield",
    "say": "return",
    "tell": "report",
    "let": "the verb for what it does",
    "have": "return",
}
"""Verbs that no docstring begins with."""
NAMES = {"each", "told", "said", "heard"}
"""What nothing in the package is called."""


@pytest.fixture(scope="module")
def texts() -> list[tuple[str, str]]:
    """Return everything that is written, with its file."""
    return [(place, prose(text)) for place, text in everything()]


@pytest.mark.parametrize("pattern", GLOSSARY)
def test_texts_use_the_words_of_the_field(texts: list[tuple[str, str]], pattern: str) -> None:
    found = re.compile(rf"(?<![\w-])(?:{pattern})(?![\w-])", re.IGNORECASE)
    hits = [
        f"{place}: …{text[max(0, hit.start() - 40) : hit.end() + 40]}…"
        for place, text in texts
        for hit in found.finditer(text)
    ]
    assert hits == [], f"write {GLOSSARY[pattern]!r} instead"


def test_docstrings_begin_in_the_imperative() -> None:
    wrong = []
    for place, tree in modules().items():
        for node in ast.walk(tree):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                first = (ast.get_docstring(node) or "Return").split()[0].lower()
                if first in FIRST_WORDS:
                    wrong.append(f"{place}: {node.name} begins with {first!r}: write {FIRST_WORDS[first]!r}")
    assert wrong == []


def test_names_are_nouns_and_verbs_of_the_field() -> None:
    wrong = {
        f"{place}:{getattr(node, 'lineno', 0)}: {name}"
        for place, tree in modules().items()
        for node in ast.walk(tree)
        for name in (getattr(node, "id", ""), getattr(node, "arg", ""))
        if name in NAMES
    }
    assert wrong == set()


def test_each_message_is_in_the_golden_file() -> None:
    """After a change that is meant: ``python -m tests.support.prose``, and read the difference."""
    assert golden() == GOLDEN.read_text("utf-8")


def test_the_golden_file_has_messages_of_each_kind() -> None:
    found = {text for tree in modules().values() for text in messages(tree)}
    assert len(found) > 500
    assert {text for text in found if "not one of the allowed values" in text}
