"""
The library's messages in other words.

A message ends with what to do about it, and the library says that in Python. Those who do not read it in Python (in a
shell, or as an agent) get the same in their own words: whole phrases where there is more to say, then what patterns
find.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from .expressions import expression


class Rule(NamedTuple):
    """What is replaced, and by what."""

    pattern: re.Pattern[str]
    words: Callable[[re.Match[str]], str]


NEUTRAL: Mapping[str, str] = {
    "remove white space at its ends with .strip()": "remove white space at its ends",
    "or a list or dict of them": "or a list or object of them",
    "does it require a client certificate (cert=…), or other": "does it require a client certificate, or other",
}
"""Phrases that only Python has, in words for all others."""

_NOUNS = {
    "str": "a string", "int": "an integer", "float": "a number", "bool": "a boolean", "list": "a list",
    "dict": "an object", "NoneType": "null",
}  # fmt: skip
"""Types that values of JSON have in Python, and what JSON calls them."""
_TYPES = expression(rf"(?:(?<=\bis )|(?<=\bgot ))an? (?P<type>{'|'.join(_NOUNS)})\b")


class Rewording:
    """
    Puts messages into other words.

    Args:
        phrases: Phrases of the library's messages and their replacements; the longest are replaced first.
        rules: What is replaced after them, in this order.
    """

    def __init__(self, phrases: Mapping[str, str], rules: Iterable[Rule] = ()) -> None:
        known = {**NEUTRAL, **phrases}
        longest_first = sorted(known, key=len, reverse=True)
        self._rules = (
            Rule(re.compile("|".join(map(re.escape, longest_first))), lambda match: known[match[0]]),
            Rule(_TYPES, lambda match: _NOUNS[match["type"]]),
            *rules,
        )

    def __call__(self, message: str) -> str:
        """Return a message in these words."""
        for pattern, words in self._rules:
            message = pattern.sub(words, message)
        return message


def command_of(known: str, program: str) -> Rule:
    """Return the rule for the command to log in, in which messages have the name of one program: that of another."""
    return Rule(re.compile(rf"\b{re.escape(known)} (login\b)"), lambda match: f"{program} {match[1]}")
