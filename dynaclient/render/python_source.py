"""
Python source, generated from strings of a description: names, literals, docstrings.

This module is the only way for strings of a description into a stub. A name is a valid Python identifier; everything
else is a literal, or a docstring that cannot end early.

A type expression is a string with two marks in it: `SHARED` before each name that every stub file has, and `GENERATED`
before the name of each generated type. `unqualified` and `qualified` replace the marks for one file or another.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterable
from typing import Any

from ..description.model import first_sentence
from ..errors import printable
from ..strings.expressions import expression

SHARED = "\x01"
"""Marks a name that is built in or imported."""
GENERATED = "\x02"
"""Marks the name of a generated type."""

MODULES = {
    **dict.fromkeys(("bool", "bytes", "dict", "float", "int", "list", "str"), "_builtins"),
    **dict.fromkeys(("Any", "Literal"), "_typing"),
    **dict.fromkeys(("Mapping", "Sequence"), "_abc"),
}
"""For each name in type expressions its module, by the name that this has in a stub."""

RESERVED = frozenset({*MODULES, "None", "Required", "True", "False", "TypeAlias", "TypedDict"})
"""Names that the file of types uses itself."""

MAX_LITERAL = 200
"""The maximum length of a string in a literal type."""

_IDENTIFIER = expression(r"[A-Za-z_][A-Za-z0-9_]*")
_GAPS = expression(r"[^A-Za-z0-9]+")


def is_identifier(text: str) -> bool:
    """Return whether a string is a valid Python name in ASCII, and not a keyword."""
    return _IDENTIFIER.fullmatch(text) is not None and not keyword.iskeyword(text)


def class_name(*words: str) -> str:
    """Return the name of a class made of words: ``application.apiTokens`` → ``ApplicationApiTokens``."""
    parts = [part for word in words for part in _GAPS.split(word) if part]
    name = "".join(part[0].upper() + part[1:] for part in parts)
    return name if name and not name[0].isdigit() else f"Type{name}"


class UniqueNames:
    """The names in one file, each used once."""

    def __init__(self, taken: Iterable[str] = RESERVED) -> None:
        self._taken = set(taken)

    def new(self, preferred: str, *alternatives: str) -> str:
        """Return the first of these names that is free, or else the preferred one with a number."""
        numbered = (f"{preferred}{number}" for number in range(2, len(self._taken) + 3))
        unused = next(name for name in (preferred, *alternatives, *numbered) if name not in self._taken)
        self._taken.add(unused)
        return unused


def shared(name: str, *arguments: str) -> str:
    """Return an expression with a name that every file has, and its arguments in brackets."""
    return f"{SHARED}{name}[{', '.join(arguments)}]" if arguments else f"{SHARED}{name}"


def literal(value: Any) -> str | None:
    """Return a value as it is written in a literal type; None where it cannot be in one."""
    if value is None:
        return "None"
    if isinstance(value, str):
        return quoted(value) if len(value) <= MAX_LITERAL else None
    allowed = isinstance(value, bool) or (isinstance(value, int) and value.bit_length() <= 64)
    return repr(value) if allowed else None


def quoted(text: str) -> str:
    """Return a Python string literal in ASCII, with double quotes."""
    shown = ascii(text)
    return shown if shown[0] == '"' else '"' + shown[1:-1].replace("\\'", "'").replace('"', '\\"') + '"'


def unqualified(expression: str) -> str:
    """Return a type expression for the file of types."""
    return expression.replace(SHARED, "").replace(GENERATED, "")


def qualified(expression: str, shadowed: Iterable[str] = ()) -> str:
    """Return a type expression for another file, in a scope where the names `shadowed` have another meaning."""

    def qualify(found: re.Match[str]) -> str:
        name = found[1]
        return f"{MODULES[name]}.{name}" if name in shadowed else name

    return re.sub(SHARED + r"(\w+)", qualify, expression).replace(GENERATED, "_types.")


def summary(description: str) -> str:
    """Return the first sentence of a description on one line, escaped for a docstring."""
    line = printable(" ".join(first_sentence(description).split()))
    return line.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')


def docstring(lines: list[str], indent: str) -> list[str]:
    """Return the lines of a docstring, or nothing if all are empty; each line is one that `summary` returns."""
    if not lines or not any(lines):
        return []
    if len(lines) == 1 and not lines[0].endswith('"'):
        return [f'{indent}"""{lines[0]}"""']
    return [f'{indent}"""', *(f"{indent}{line}".rstrip() for line in lines), f'{indent}"""']
