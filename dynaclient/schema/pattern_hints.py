r"""What other dialects of patterns have and ECMA-262 has not: what it is, and what to write instead."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..strings.expressions import expression

_GROUPS = (
    (r"\(\?P<", "is how Python names a group", "write `(?<name>…)`"),
    (r"\(\?P[=>]", "is how Python and PCRE refer to a group", "write `\\k<name>`"),
    (r"\(\?'", "is not how a group is named", "write `(?<name>…)`"),
    (r"\(\?[imsxuULnJ]*-?[imsxuULnJ]+\)", "sets flags for the rest, which ECMA-262 does not have",
     "write `(?i:…)` around what has to ignore case, or both cases: `[Aa]`"),
    (r"\(\?[imsxuULnJ-]+:", "has flags other than `i`, `m` and `s`", "remove them"),
    (r"\(\?#", "is a comment, which ECMA-262 does not have", "remove it"),
    (r"\(\?>", "is an atomic group, which ECMA-262 does not have", "write `(?:…)`"),
    (r"\(\?\|", "resets the numbers of groups, which ECMA-262 does not have", "write `(?:…)`"),
    (r"\(\?\(", "is a condition, which ECMA-262 does not have", "write alternatives: `(?:…|…)`"),
    (r"\(\?(?:R|[0-9]|[+-][0-9]|&)", "is a recursion, which ECMA-262 does not have", "write out what may be nested"),
)  # fmt: skip
"""What begins with `(?`, as a pattern → what it is, and what to write instead."""

_LETTERS = {
    "A": "`^`", "Z": "`$`", "z": "`$`", "h": "`[ \\t]`", "H": "`[^ \\t]`", "R": "`(?:\\r\\n|[\\n\\r])`",
    "e": "`\\x1b`",
    "a": "`\\x07`", "Q": "a backslash before each special character", "E": "nothing", "G": "`^`", "K": "`(?<=…)`",
    "X": "`[^]`", "x": "`\\xHH` with two digits, or `\\u{…}`", "u": "`\\uHHHH` with four digits, or `\\u{…}`",
    "U": "`\\u{…}`", "N": "`.`", "l": "the letter alone", "L": "the letter alone",
}  # fmt: skip
"""Letter after a backslash → what to write for what it stands for in other dialects."""
_POSIX = expression(r"\[:\^?([a-z]+):\]?")
_CLASSES = {
    "alpha": "A-Za-z", "digit": "0-9", "alnum": "0-9A-Za-z", "upper": "A-Z", "lower": "a-z", "space": "\\s",
    "word": "\\w", "punct": "!-\\/:-@\\[-`{-~", "xdigit": "0-9A-Fa-f", "blank": " \\t", "print": " -~", "graph": "!-~",
    "cntrl": "\\0-\\x1f\\x7f", "ascii": "\\0-\\x7f",
}  # fmt: skip
"""Name of a class in POSIX, or of a property in Java → its characters."""


def explain_group(text: str) -> tuple[str, str]:
    """Return what is wrong with a group that begins with `(?`, and what to write instead."""
    for beginning, reason, hint in _GROUPS:
        if re.match(beginning, text):
            return reason, hint
    return "is not a group of ECMA-262", "write `\\(` for the character, or `(?:…)`"


def explain_letter(pattern: str, start: int) -> tuple[str, str]:
    r"""Return how annex B reads an escaped letter, and what to write for what other dialects mean by it."""
    letter = pattern[start + 1]
    reason = f"`\\{letter}` is not an escape of ECMA-262, but the character `{letter}`"
    name = re.match(r"\{\^?(\w*)\}?", pattern[start + 2 :])
    if letter in "pP" and name:
        reason = f"`{pattern[start : start + 2 + name.end()]}` is not a property of ECMA-262, but these characters"
        return reason, f"write `{_bracketed(name[1])}`"
    return reason, f"write {_LETTERS.get(letter, f'`{letter}`')}"


def explain_class(pattern: str, start: int, end: int) -> Iterator[tuple[str, str]]:
    """Yield how ECMA-262 reads what other dialects have in classes, and what to write instead."""
    text = pattern[start:end]
    if "&&[" in text:
        yield "`&&` is not an intersection in ECMA-262, but these characters", "write a lookahead: `(?![aeiou])[a-z]`"
    posix = _POSIX.search(text)
    if posix:
        reason = f"`{posix[0]}` is not a class of ECMA-262, but these characters"
        yield reason, f"write `{_bracketed(posix[1])}`"


def _bracketed(name: str) -> str:
    return f"[{_CLASSES.get(name.lower(), '…')}]"
