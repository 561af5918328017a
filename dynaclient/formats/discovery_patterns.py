r"""
Patterns of Discovery documents, which are written in the syntax of RE2, as ECMA-262 has them.

Only what both write differently is rewritten: ``(?i)`` at the beginning, ``\A`` and ``\z``, ``(?P<name>…)`` and
``[[:alpha:]]``.
"""

from __future__ import annotations

import re

_CLASSES = {
    "alnum": "0-9A-Za-z", "alpha": "A-Za-z", "ascii": r"\x00-\x7F", "blank": r"\t ", "cntrl": r"\x00-\x1F\x7F",
    "digit": "0-9", "graph": "!-~", "lower": "a-z", "print": " -~", "punct": r"!-\/:-@\[-`{-~", "space": r"\t-\r ",
    "upper": "A-Z", "word": "0-9A-Za-z_", "xdigit": "0-9A-Fa-f",
}  # fmt: skip
_TOKEN = re.compile(
    r"(?P<escape>\\(?:[pP]\{[^}]*\}|x\{[^}]*\}|u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2}|.))|(?P<name>\(\?P?<\w+>)"
    r"|(?P<bracket>\[\^?\])|(?P<posix>\[:\w+:\])|(?P<range>[a-z]-[a-z]|[A-Z]-[A-Z])|(?P<group>\(\?)|(?P<other>.)",
    re.DOTALL,
)
_ESCAPES = {r"\A": "^", r"\z": "$", r"\Z": "$"}
_ANY_CASE = "(?i)"
_BEFORE_SETS = ("name", "bracket")


def ecma_pattern(pattern: str) -> str:
    """Return a pattern in the syntax of ECMA-262; what cannot be rewritten remains as it is."""
    ignores_case = pattern.startswith(_ANY_CASE)
    in_set = False
    pieces = []
    for match in _TOKEN.finditer(pattern.removeprefix(_ANY_CASE)):
        kind, text = str(match.lastgroup), match[0]
        pieces.append(_piece(kind, text, in_set, ignores_case))
        if kind == "bracket" and not in_set:  # a bracket at the beginning of a set is one of its members
            in_set = True
        elif kind == "other" and text in "[]":
            in_set = text == "["
    return "".join(pieces)


def _piece(kind: str, text: str, in_set: bool, ignores_case: bool) -> str:
    if kind == "posix" and in_set:
        return _CLASSES.get(text[2:-2], text)
    if kind in _BEFORE_SETS and not in_set:
        return text.replace("?P", "?") if kind == "name" else text[:-1] + r"\]"
    if kind == "escape":
        return text if in_set else _ESCAPES.get(text, text)
    if ignores_case and kind == "range":
        return text + text.swapcase() if in_set else "-".join(map(_both_cases, (text[0], text[2])))
    if ignores_case and kind == "other" and text.isascii() and text.isalpha():
        return text + text.swapcase() if in_set else _both_cases(text)
    return text


def _both_cases(letter: str) -> str:
    return f"[{letter}{letter.swapcase()}]"
