r"""
The syntax of patterns: ECMA-262, and what it is translated to for engines with another syntax or other semantics.

In a translation ``$``, ``\d``, ``\s`` and ``.`` mean what they mean in ECMA-262 (section 22.2): otherwise ``^[0-9]+$``
would match ``"1\n"``, and ``\d`` an Arabic digit.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

_SPACES = "\\t-\\r \\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff"
_TOKEN = re.compile(
    r"\\(?:u\{([0-9A-Fa-f]{1,6})\}|c([A-Za-z])|k<([A-Za-z_]\w*)>|(u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2}|[0-9]|.))"
    r"|\(\?(?:<([A-Za-z_$]\w*)>|([:=!]|<=|<!)|())"
    r"|(.)",
    re.DOTALL,
)
_NOT_SPACES = (
    "\\x00-\\x08\\x0e-\\x1f!-\\x9f\\xa1-\\u167f\\u1681-\\u1fff\\u200b-\\u2027\\u202a-\\u202e\\u2030-\\u205e\\u2060-\\u2fff"
    "\\u3001-\\ufefe\\uff00-"
)
_WORD = "0-9A-Za-z_"
_NOT_WORD = "\\x00-/:-@\\[-\\^`{-"


@dataclass(frozen=True, eq=False, repr=False)
class Syntax:
    """The syntax of an engine, where it differs from that of ECMA-262."""

    escapes: Mapping[str, str]
    """Letter after a backslash → what it is written as."""
    class_escapes: Mapping[str, str]
    """The same inside brackets."""
    end: str
    """The end of the string."""
    code_point: str
    """A character by its code point, for `str.format`."""


PYTHON = Syntax(
    {"s": f"[{_SPACES}]", "S": f"[^{_SPACES}]", "0": "\\x00", "/": "/"},
    {"s": _SPACES, "S": f"{_NOT_SPACES}\\U0010ffff", "0": "\\x00", "/": "/"},
    "\\Z",
    "\\U{:08x}",
)
"""Python's `re` with the flag ASCII."""

BACKTRACKING = Syntax(
    {
        **PYTHON.escapes, "d": "[0-9]", "D": "[^0-9]", "w": f"[{_WORD}]", "W": f"[^{_WORD}]",
        "b": f"(?:(?<=[{_WORD}])(?![{_WORD}])|(?<![{_WORD}])(?=[{_WORD}]))",
        "B": f"(?:(?<=[{_WORD}])(?=[{_WORD}])|(?<![{_WORD}])(?![{_WORD}]))",
    },
    {
        **PYTHON.class_escapes, "S": f"{_NOT_SPACES}\\x{{10ffff}}", "d": "0-9", "D": "\\x00-/:-\\x{10ffff}", "w": _WORD,
        "W": f"{_NOT_WORD}\\x{{10ffff}}", "b": "\\x08",
    },
    "\\z",
    "\\x{{{:x}}}",
)  # fmt: skip
"""The engine of jsonschema-rs that supports lookaround and backreferences."""

_LETTERS = frozenset("dDwWsSbBtnvfr")
_NOT_LINE_END = "[^\\n\\r\\u2028\\u2029]"
_QUANTIFIER = re.compile(r"\{[0-9]+(?:,[0-9]*)?\}")
_LOOKAHEAD = re.compile(r"\(\?([=!])")
_PIECE = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]?|.", re.DOTALL)

# A class may be unterminated: otherwise its end would be searched for at each bracket again.
_DOT = re.compile(r"(\\.|\[(?:\\.|[^\]\\])*\]?)|\.", re.DOTALL)


def has_unescaped_dot(pattern: object) -> bool:
    """Return whether a pattern has a dot that stands for any character."""
    return isinstance(pattern, str) and "." in pattern and any(not match[1] for match in _DOT.finditer(pattern))


def expand_dots(pattern: str) -> str:
    """Return a pattern in which a class without line ends (ECMA-262 has four) replaces each such dot."""
    return _DOT.sub(lambda match: match[1] or _NOT_LINE_END, pattern)


def count_repetitions(pattern: str) -> int:
    """Return how often the quantifiers of a pattern repeat something at most; nested quantifiers multiply."""
    levels = [1]
    last = 1
    for piece in _PIECE.finditer(pattern):
        quantifier = _QUANTIFIER.match(pattern, piece.start()) if piece[0] == "{" else None
        if piece[0] == "(":
            levels.append(1)
        elif piece[0] == ")" and len(levels) > 1:
            last = levels.pop()
            levels[-1] = max(levels[-1], last)
        elif quantifier is not None:
            last *= max(int(number) for number in re.findall("[0-9]{1,9}", quantifier[0]))
            levels[-1] = max(levels[-1], last)
        else:
            last = 1
    return max(levels)


def split_lookaheads(pattern: str) -> list[tuple[str, bool]]:
    r"""
    Return patterns that together are equivalent to this one, each with whether it has to match.

    Each lookahead at the start, as in ``^(?!\s)(?=.*[0-9]).+$``, becomes a pattern of its own.
    """
    if not pattern.startswith("^("):
        return [(pattern, True)]
    parts = []
    rest = pattern[1:]
    while (lookahead := _LOOKAHEAD.match(rest)) is not None:
        end = _end_of_group(rest)
        parts.append((f"^(?:{rest[3:end]})", lookahead[1] == "="))
        rest = rest[end + 1 :]
    # An alternative, a quantifier or a bracket in the rest would also apply to the lookaheads that were cut off.
    return [(pattern, True)] if not parts or _reaches_back(rest) else [*parts, (f"^{rest}", True)]


def _end_of_group(pattern: str) -> int:
    depth = 0
    for piece in _PIECE.finditer(pattern):
        depth += {"(": 1, ")": -1}.get(piece[0], 0)
        if not depth:
            return piece.start()
    return len(pattern)


def _reaches_back(rest: str) -> bool:
    depth = 0
    for piece in _PIECE.finditer(rest):
        depth += {"(": 1, ")": -1}.get(piece[0], 0)
        if depth < 0 or (piece[0] == "|" and not depth):
            return True
    return rest[:1] in ("*", "+", "?", "{")


# --- translation -----------------------------------------------------------------------------------------------------


def _translate_escape(letter: str, in_class: bool, syntax: Syntax) -> str:
    special = (syntax.class_escapes if in_class else syntax.escapes).get(letter)
    if special is not None:
        return special
    if len(letter) == 1 and letter.isalpha() and letter.isascii() and letter not in _LETTERS:
        raise ValueError(f"\\{letter} is not an escape of ECMA-262 that this engine supports")
    return "\\" + letter


def _translate_group(name: str | None, kind: str | None) -> str:
    if name is not None:
        return "("
    if kind is not None:
        return f"(?{kind}"
    raise ValueError("(? must be followed by : = ! <= <! or <name>")


def translate(pattern: str, syntax: Syntax = PYTHON) -> str:
    """Return a pattern in the syntax of another engine; ValueError if it cannot be expressed there."""
    written: list[str] = []
    groups: list[str | None] = []
    in_class = False
    pattern = pattern.replace("[^]", "[\\s\\S]").replace("[]", "(?!)")
    for token in _TOKEN.finditer(pattern):
        code_point, control, back, letter, name, kind, bad, character = token.groups()
        if code_point is not None:
            written.append(syntax.code_point.format(int(code_point, 16)))
        elif control is not None:
            written.append(f"\\x{ord(control) % 32:02x}")
        elif back is not None:
            if back not in groups:
                raise ValueError(f"\\k refers to the group {back!r:.80}, which is not defined before it")
            written.append(f"(?:\\{groups.index(back) + 1})")
        elif letter is not None:
            written.append(_translate_escape(letter, in_class, syntax))
        elif character is None:
            groups += [] if in_class or name is None else [name]
            written.append(re.escape(token[0]) if in_class else _translate_group(name, kind if bad is None else None))
        elif in_class:
            in_class = character != "]"
            # Python warns about what may one day be a set operation.
            doubled = character == "-" and written[-1] == "-"
            written.append("\\" + character if doubled or character in "[&|~" else character)
        elif character == "{" and not _QUANTIFIER.match(pattern, token.start()):
            written.append("\\{")
        else:
            in_class = character == "["
            groups += [None] if character == "(" else []
            written.append({"$": syntax.end, ".": _NOT_LINE_END}.get(character, character))
    return "".join(written)
