r"""
Patterns of Discovery documents, which are written in the syntax of RE2, as ECMA-262 has them.

Only what both write differently is rewritten: ``(?i)`` at the beginning, ``\A`` and ``\z``, ``(?P<name>…)``,
``[[:alpha:]]``, and a bracket that is the first member of a set.
"""

from __future__ import annotations

import re

from ..strings.expressions import expression

_CLASSES = {
    "alnum": "0-9A-Za-z", "alpha": "A-Za-z", "ascii": r"\x00-\x7F", "blank": r"\t ", "cntrl": r"\x00-\x1F\x7F",
    "digit": "0-9", "graph": "!-~", "lower": "a-z", "print": " -~", "punct": r"!-\/:-@\[-`{-~", "space": r"\t-\r ",
    "upper": "A-Z", "word": "0-9A-Za-z_", "xdigit": "0-9A-Fa-f",
}  # fmt: skip
_DIFFERENT = expression(r"\(\?i\)|\\[Az]|\(\?P<|\[:|\[\^?\]")
"""What most patterns do not have."""
_TOKEN = expression(
    r"(?P<escape>\\.)|(?P<name>\(\?P<)|(?P<first>\[\^?\])|(?P<class>\[:\w+:\])|(?P<open>\[)|(?P<close>\])|(?P<other>.)",
    re.DOTALL,
)
_ESCAPES = {r"\A": "^", r"\z": "$"}
_ANY_CASE = "(?i)"


def ecma_pattern(pattern: str) -> str:
    """Return a pattern in the syntax of ECMA-262; what cannot be rewritten remains as it is."""
    if not _DIFFERENT.search(pattern):
        return pattern
    rest = pattern.removeprefix(_ANY_CASE)
    in_set = False
    pieces = []
    for match in _TOKEN.finditer(rest):
        kind, text = str(match.lastgroup), match[0]
        pieces.append(_in_set(kind, text) if in_set else _outside(kind, text))
        in_set = kind not in ("close", "first") if in_set else kind in ("open", "first")
    found = "".join(pieces)
    return found if rest == pattern else f"(?i:{found})"


def _in_set(kind: str, text: str) -> str:
    return _CLASSES.get(text[2:-2], text) if kind == "class" else text


def _outside(kind: str, text: str) -> str:
    if kind == "first":
        return text[:-1] + r"\]"
    return "(?<" if kind == "name" else _ESCAPES.get(text, text)
