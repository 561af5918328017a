r"""
Patterns as JSON Schema means them (ECMA-262), for engines that read them otherwise.

The fast engine reads them as they are. Where it is missing, or refuses one that it cannot run in linear time, a pattern
is written anew in the syntax of Python's `re`, so that ``$``, ``\d``, ``\s`` and ``.`` mean what they mean in
ECMA-262 (section 22.2): without that, ``^[0-9]+$`` would take ``"1\n"``, and ``\d`` an Arabic digit.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

_SPACES = "\\t-\\r \\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff"
_TOKEN = re.compile(
    r"\\(?:u\{([0-9A-Fa-f]{1,6})\}|c([A-Za-z])|k<([A-Za-z_]\w*)>|(u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2}|[0-9]|.))"
    r"|\(\?(?:<([A-Za-z_$]\w*)>|([:=!]|<=|<!)|())"
    r"|(.)",
    re.DOTALL,
)
_ESCAPES = {"s": f"[{_SPACES}]", "S": f"[^{_SPACES}]", "0": "\\x00", "/": "/"}
_ESCAPES_IN_CLASS = {"s": _SPACES, "0": "\\x00", "/": "/"}
_LETTERS = frozenset("dDwWsSbBtnvfr")
_OUTSIDE = {"$": "\\Z", ".": "[^\\n\\r\\u2028\\u2029]"}


_DOT = re.compile(r"(\\.|\[(?:\\.|[^\]\\])*\])|\.", re.DOTALL)


def has_plain_dot(pattern: object) -> bool:
    """Say whether a pattern has a dot that stands for any character."""
    return isinstance(pattern, str) and "." in pattern and any(not found[1] for found in _DOT.finditer(pattern))


def without_plain_dots(pattern: str) -> str:
    """Give a pattern in which each such dot says itself that it takes no end of line (ECMA-262 has four of them)."""
    return _DOT.sub(lambda found: found[1] or _OUTSIDE["."], pattern)


def _escape(letter: str, in_class: bool) -> str:
    special = (_ESCAPES_IN_CLASS if in_class else _ESCAPES).get(letter)
    if special is not None:
        return special
    if len(letter) == 1 and letter.isalpha() and letter.isascii() and letter not in _LETTERS:
        raise ValueError(f"\\{letter} is no escape of ECMA-262 that this engine knows")
    return "\\" + letter


def _group(name: str | None, kind: str | None) -> str:
    if name is not None:
        return f"(?P<{name}>"
    if kind is not None:
        return f"(?{kind}"
    raise ValueError("a group that begins with (? must go on with : = ! <= <! or <name>")


def translated(pattern: str) -> str:
    """Give the pattern in the syntax of `re` (to be compiled with `re.ASCII`); ValueError where it has none."""
    written: list[str] = []
    in_class = False
    for found in _TOKEN.finditer(pattern.replace("[^]", "[\\s\\S]").replace("[]", "(?!)")):
        point, control, back, letter, name, kind, bad, char = found.groups()
        if point is not None:
            written.append(f"\\U{int(point, 16):08x}")
        elif control is not None:
            written.append(f"\\x{ord(control) % 32:02x}")
        elif back is not None:
            written.append(f"(?P={back})")
        elif letter is not None:
            written.append(_escape(letter, in_class))
        elif char is None:
            written.append(re.escape(found[0]) if in_class else _group(name, kind if bad is None else None))
        elif in_class:
            in_class = char != "]"
            # Python warns of what may one day be a set operation.
            doubled = char == "-" and written[-1] == "-"
            written.append("\\" + char if doubled or char in "[&|~" else char)
        else:
            in_class = char == "["
            written.append(_OUTSIDE.get(char, char))
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
