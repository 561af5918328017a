"""
How what a description says is spelled in Python text: names, strings, comments.

Nothing from a description gets into a stub except by way of this module: names are those that Python takes, everything
else is a literal or a docstring that cannot end early.

An expression is kept as text with marks: one before each name that every module has, and one before each name of a
generated type. `plain` and `qualified` give it as it stands in one file or another.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterable
from typing import Any

from ..description.model import first_sentence
from ..errors import printable

USUAL = "\x01"
"""Stands before a name that is imported or built in."""
MADE = "\x02"
"""Stands before the name of a generated type."""

HOMES = {
    **dict.fromkeys(("bool", "bytes", "dict", "float", "int", "list", "str"), "_builtins"),
    **dict.fromkeys(("Any", "Literal"), "_typing"),
    **dict.fromkeys(("Mapping", "Sequence"), "_abc"),
}
"""Where each name that expressions use is at home, as the module is called in a stub."""

RESERVED = frozenset({*HOMES, "None", "Required", "True", "False", "TypeAlias", "TypedDict"})
"""Names that mean something in the file of types."""

LONGEST_TEXT = 200
"""Characters of a literal text."""

_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_GAPS = re.compile(r"[^A-Za-z0-9]+")


def is_name(text: str) -> bool:
    """Say whether a text is a name that Python takes, in ASCII."""
    return _IDENTIFIER.fullmatch(text) is not None and not keyword.iskeyword(text)


def argument(name: str) -> str:
    """Give the name of a parameter as it is written in a call."""
    return f"{name}_" if keyword.iskeyword(name) else name


def class_name(*words: str) -> str:
    """Give words as the name of a class: ``application.apiTokens`` → ``ApplicationApiTokens``."""
    pieces = [each for word in words for each in _GAPS.split(word) if each]
    made = "".join(each[0].upper() + each[1:] for each in pieces)
    return made if made and not made[0].isdigit() else f"Type{made}"


class Names:
    """Names of one file, each given once."""

    def __init__(self, taken: Iterable[str] = RESERVED) -> None:
        self._taken = set(taken)

    def new(self, wanted: str, *further: str) -> str:
        """Give the wanted name, or the first of the further ones that is free, or one with a number."""
        numbered = (f"{wanted}{number}" for number in range(2, len(self._taken) + 3))
        found = next(each for each in (wanted, *further, *numbered) if each not in self._taken)
        self._taken.add(found)
        return found


def usual(name: str, *inside: str) -> str:
    """Give an expression with a name that every file has, and what stands in its brackets."""
    return f"{USUAL}{name}[{', '.join(inside)}]" if inside else f"{USUAL}{name}"


def literal(value: Any) -> str | None:
    """Give a value as it stands in a literal type; None where it cannot."""
    if value is None:
        return "None"
    if isinstance(value, str):
        return quoted(value) if len(value) <= LONGEST_TEXT else None
    fine = isinstance(value, bool) or (isinstance(value, int) and value.bit_length() <= 64)
    return repr(value) if fine else None


def quoted(text: str) -> str:
    """Give a text as a Python string, in ASCII."""
    shown = ascii(text)
    return shown if shown[0] == '"' else '"' + shown[1:-1].replace("\\'", "'").replace('"', '\\"') + '"'


def plain(expression: str) -> str:
    """Give an expression as it stands in the file of types."""
    return expression.replace(USUAL, "").replace(MADE, "")


def qualified(expression: str, taken: Iterable[str] = ()) -> str:
    """Give an expression as it stands in another file, at a place where the names `taken` mean something else."""

    def home(found: re.Match[str]) -> str:
        name = found[1]
        return f"{HOMES[name]}.{name}" if name in taken else name

    return re.sub(USUAL + r"(\w+)", home, expression).replace(MADE, "_types.")


def told(text: str) -> str:
    """Give the first sentence of a description, on one line, as it stands in a docstring."""
    line = printable(" ".join(first_sentence(text).split()))
    return line.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')


def docstring(lines: list[str], indent: str) -> list[str]:
    """Give the lines of a docstring; none where nothing is said. The lines are those that `told` gives."""
    if not lines or not any(lines):
        return []
    if len(lines) == 1 and not lines[0].endswith('"'):
        return [f'{indent}"""{lines[0]}"""']
    return [f'{indent}"""', *(f"{indent}{each}".rstrip() for each in lines), f'{indent}"""']
