r"""
Patterns as JSON Schema means them (ECMA-262), for engines that read them otherwise.

The fast engine reads them as they are, in linear time. One that it refuses because it looks ahead is cut up, where that
can be done, so that each part runs in linear time. What is left, back references say, is written anew in the syntax of
an engine that goes back a limited number of steps; and for Python's `re` where the fast engine is missing. Written
anew, ``$``, ``\d``, ``\s`` and ``.`` mean what they mean in ECMA-262 (section 22.2): without that, ``^[0-9]+$`` would
take ``"1\n"``, and ``\d`` an Arabic digit.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

_SPACES = "\\t-\\r \\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff"
_TOKEN = re.compile(
    r"\\(?:u\{([0-9A-Fa-f]{1,6})\}|c([A-Za-z])|k<([A-Za-z_]\w*)>|(u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2}|[0-9]|.))"
    r"|\(\?(?:<([A-Za-z_$]\w*)>|([:=!]|<=|<!)|())"
    r"|(.)",
    re.DOTALL,
)
_NO_SPACES = (
    "\\x00-\\x08\\x0e-\\x1f!-\\x9f\\xa1-\\u167f\\u1681-\\u1fff\\u200b-\\u2027\\u202a-\\u202e\\u2030-\\u205e\\u2060-\\u2fff"
    "\\u3001-\\ufefe\\uff00-"
)
_WORD = "0-9A-Za-z_"
_NO_WORD = "\\x00-/:-@\\[-\\^`{-"


@dataclass(frozen=True, eq=False, repr=False)
class Syntax:
    """How an engine spells what ECMA-262 spells in its own way."""

    escapes: Mapping[str, str]
    in_class: Mapping[str, str]
    """The same inside brackets."""
    end: str
    point: str
    """How a character is written by its number, for `str.format`."""


PYTHON = Syntax(
    {"s": f"[{_SPACES}]", "S": f"[^{_SPACES}]", "0": "\\x00", "/": "/"},
    {"s": _SPACES, "S": f"{_NO_SPACES}\\U0010ffff", "0": "\\x00", "/": "/"},
    "\\Z",
    "\\U{:08x}",
)
"""`re`, with its flag ASCII."""

LIMITED = Syntax(
    {
        **PYTHON.escapes, "d": "[0-9]", "D": "[^0-9]", "w": f"[{_WORD}]", "W": f"[^{_WORD}]",
        "b": f"(?:(?<=[{_WORD}])(?![{_WORD}])|(?<![{_WORD}])(?=[{_WORD}]))",
        "B": f"(?:(?<=[{_WORD}])(?=[{_WORD}])|(?<![{_WORD}])(?![{_WORD}]))",
    },
    {
        **PYTHON.in_class, "S": f"{_NO_SPACES}\\x{{10ffff}}", "d": "0-9", "D": "\\x00-/:-\\x{10ffff}", "w": _WORD,
        "W": f"{_NO_WORD}\\x{{10ffff}}", "b": "\\x08",
    },
    "\\z",
    "\\x{{{:x}}}",
)  # fmt: skip
"""The engine of jsonschema-rs that can look around and refer back."""

_LETTERS = frozenset("dDwWsSbBtnvfr")
_ANY = "[^\\n\\r\\u2028\\u2029]"
_COUNT = re.compile(r"\{[0-9]+(?:,[0-9]*)?\}")
_AHEAD = re.compile(r"\(\?([=!])")
_STEP = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]?|.", re.DOTALL)

# That a class need not end keeps the search for its end from being made again and again.
_DOT = re.compile(r"(\\.|\[(?:\\.|[^\]\\])*\]?)|\.", re.DOTALL)


def has_plain_dot(pattern: object) -> bool:
    """Say whether a pattern has a dot that stands for any character."""
    return isinstance(pattern, str) and "." in pattern and any(not found[1] for found in _DOT.finditer(pattern))


def without_plain_dots(pattern: str) -> str:
    """Give a pattern in which each such dot says itself that it takes no end of line (ECMA-262 has four of them)."""
    return _DOT.sub(lambda found: found[1] or _ANY, pattern)


def largest_count(pattern: str) -> int:
    """Give how often, at most, the counts of a pattern make it repeat something: those inside others multiply."""
    levels = [1]
    last = 1
    for found in _STEP.finditer(pattern):
        count = _COUNT.match(pattern, found.start()) if found[0] == "{" else None
        if found[0] == "(":
            levels.append(1)
        elif found[0] == ")" and len(levels) > 1:
            last = levels.pop()
            levels[-1] = max(levels[-1], last)
        elif count is not None:
            last *= max(int(each) for each in re.findall("[0-9]{1,9}", count[0]))
            levels[-1] = max(levels[-1], last)
        else:
            last = 1
    return max(levels)


def linear_parts(pattern: str) -> list[tuple[str, bool]]:
    r"""
    Give patterns, and whether each has to be found, that together say what this one says.

    What a pattern looks for ahead of its first character, as ``^(?!\s)(?=.*[0-9]).+$`` does, is looked for by itself.
    """
    if not pattern.startswith("^("):
        return [(pattern, True)]
    parts = []
    rest = pattern[1:]
    while (found := _AHEAD.match(rest)) is not None:
        end = _end_of_group(rest)
        parts.append((f"^(?:{rest[3:end]})", found[1] == "="))
        rest = rest[end + 1 :]
    # An alternative, a count or a reference of what is left would reach into what was cut off.
    return [(pattern, True)] if not parts or _reaches_back(rest) else [*parts, (f"^{rest}", True)]


def _end_of_group(text: str) -> int:
    depth = 0
    for found in _STEP.finditer(text):
        depth += {"(": 1, ")": -1}.get(found[0], 0)
        if not depth:
            return found.start()
    return len(text)


def _reaches_back(rest: str) -> bool:
    depth = 0
    for found in _STEP.finditer(rest):
        depth += {"(": 1, ")": -1}.get(found[0], 0)
        if depth < 0 or (found[0] == "|" and not depth):
            return True
    return rest[:1] in ("*", "+", "?", "{")


def _escape(letter: str, in_class: bool, syntax: Syntax) -> str:
    special = (syntax.in_class if in_class else syntax.escapes).get(letter)
    if special is not None:
        return special
    if len(letter) == 1 and letter.isalpha() and letter.isascii() and letter not in _LETTERS:
        raise ValueError(f"\\{letter} is no escape of ECMA-262 that this engine knows")
    return "\\" + letter


def _group(name: str | None, kind: str | None) -> str:
    if name is not None:
        return "("
    if kind is not None:
        return f"(?{kind}"
    raise ValueError("a group that begins with (? must go on with : = ! <= <! or <name>")


def translated(pattern: str, syntax: Syntax = PYTHON) -> str:
    """Give the pattern in the syntax of another engine; ValueError where it has none."""
    written: list[str] = []
    groups: list[str | None] = []
    in_class = False
    text = pattern.replace("[^]", "[\\s\\S]").replace("[]", "(?!)")
    for found in _TOKEN.finditer(text):
        point, control, back, letter, name, kind, bad, char = found.groups()
        if point is not None:
            written.append(syntax.point.format(int(point, 16)))
        elif control is not None:
            written.append(f"\\x{ord(control) % 32:02x}")
        elif back is not None:
            if back not in groups:
                raise ValueError(f"there is no group {back!r:.80} before \\k")
            written.append(f"(?:\\{groups.index(back) + 1})")
        elif letter is not None:
            written.append(_escape(letter, in_class, syntax))
        elif char is None:
            groups += [] if in_class or name is None else [name]
            written.append(re.escape(found[0]) if in_class else _group(name, kind if bad is None else None))
        elif in_class:
            in_class = char != "]"
            # Python warns of what may one day be a set operation.
            doubled = char == "-" and written[-1] == "-"
            written.append("\\" + char if doubled or char in "[&|~" else char)
        elif char == "{" and not _COUNT.match(text, found.start()):
            written.append("\\{")
        else:
            in_class = char == "["
            groups += [None] if char == "(" else []
            written.append({"$": syntax.end, ".": _ANY}.get(char, char))
    return "".join(written)


@lru_cache(maxsize=1024)
def matcher(pattern: str) -> Callable[[str], bool]:
    """Give a function that says whether the pattern is found anywhere in a text; ValueError where it cannot be read."""
    try:
        search = re.compile(translated(pattern), re.ASCII).search
    except (re.error, OverflowError, RecursionError) as error:
        reason = str(error)
    else:
        return lambda text: search(text) is not None
    raise ValueError(reason)
