"""
The lines of problems in the file that a description was read from.

They are looked up when there is a problem: the file is read again, and its lines count if it has not changed since.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from json import JSONDecodeError, JSONDecoder
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import DescriptionError, Problem
from ..formats.places import split_pointer
from ..records import replace
from ..schema.references import MAX_DEPTH, Tokens, format_pointer, parse_pointer
from ..strings.expressions import expression
from .sharing import Content
from .text import decode, is_yaml, positions_in

if TYPE_CHECKING:
    from .positions import Positions

MANY = 3
"""Times that lines of a file are looked up, from which all of them are kept: it is read to its end each time."""
_BLANK = expression(r"[ \t\n\r]*")
_read_value = JSONDecoder().raw_decode


class SourceLines:
    """
    The lines of one file.

    Args:
        path: The path of the file, absolute.
        content: Its content.
    """

    def __init__(self, path: str, content: Content) -> None:
        self.path = path
        self._content = content
        self._times: Counter[str] = Counter()
        self._positions: dict[str, Positions] = {}

    def located(self, problems: Iterable[Problem]) -> list[Problem]:
        """Return problems with the lines of their pointers, in this file or in another one beside it."""
        found = list(problems)
        pointers: dict[str, list[str]] = {}
        for problem in found:
            file, pointer = split_pointer(problem.pointer or "")
            if not problem.line:
                pointers.setdefault(file, []).append(pointer)
        lines = {file: self._lines(file, some) for file, some in pointers.items()}
        return [replace(problem, line=problem.line or _line(problem, lines)) for problem in found]

    def _lines(self, file: str, pointers: list[str]) -> dict[str, int]:
        """Return the lines of pointers in a file; `lint` has problems of one action after the other."""
        if file in self._positions:
            return _lines_at(self._positions[file], pointers)
        text, name = self._text(file), file or self.path
        self._times[file] += 1
        if text is not None and self._times[file] >= MANY:
            self._positions[file] = positions_in(text, name)
        return lines_in(text, name, pointers)

    def _text(self, file: str) -> str | None:
        """Return the content of the file, or of another one beside it; None if it is not what was read."""
        path = Path(self.path)
        try:
            path = path.parent / file if file else path
            data = path.read_bytes() if path.is_file() else None
            if data is None or (not file and Content.of(data) != self._content):
                return None
            return decode(data, "", "")
        except (OSError, ValueError, DescriptionError):
            return None


def _line(problem: Problem, lines: dict[str, dict[str, int]]) -> int | None:
    file, pointer = split_pointer(problem.pointer or "")
    return lines.get(file, {}).get(pointer)


def lines_in(text: str | None, name: str, pointers: Iterable[str]) -> dict[str, int]:
    """Return the lines of pointers in a document: of each value, or of the innermost one around it that is there."""
    if text is None:
        return {}
    if is_yaml(text, name):
        return _lines_at(positions_in(text, name), pointers)
    return _lines_in_json(text, pointers)


def _lines_at(positions: Positions, pointers: Iterable[str]) -> dict[str, int]:
    return {pointer: line for pointer in pointers if (line := positions.line(pointer)) is not None}


def _lines_in_json(text: str, pointers: Iterable[str]) -> dict[str, int]:
    wanted = {pointer: tuple(map(str, parse_pointer(pointer))) for pointer in pointers}
    found: dict[Tokens, int] = {}
    with suppress(JSONDecodeError, RecursionError, IndexError):  # what was found up to there counts
        found.update(_offsets(text, _skip_blank(text, 0), (), list(wanted.values())))
    from .positions import Positions

    positions = Positions()
    for tokens, offset in found.items():
        positions.add(format_pointer(tokens), text.count("\n", 0, offset) + 1)
    return _lines_at(positions, wanted)


def _skip_blank(text: str, index: int) -> int:
    match = _BLANK.match(text, index)
    return match.end() if match else index


def _offsets(text: str, index: int, tokens: Tokens, wanted: list[Tokens]) -> Iterator[tuple[Tokens, int]]:
    """Yield where the wanted locations begin in a value, and those around them; other values are skipped."""
    yield tokens, index
    inner: dict[str, list[Tokens]] = {}
    for location in wanted:
        if len(location) > len(tokens) and location[: len(tokens)] == tokens:
            inner.setdefault(location[len(tokens)], []).append(location)
    if inner and text[index] in "{[" and len(tokens) < MAX_DEPTH:
        for name, key_at, value_at in _members(text, index):
            if name in inner:
                yield from _offsets(text, value_at, (*tokens, name), inner[name])
                yield (*tokens, name), key_at


def _members(text: str, index: int) -> Iterator[tuple[str, int, int]]:
    """Yield the name or index of each member of an object or a list, where it begins, and where its value begins."""
    is_object, count = text[index] == "{", 0
    index = _skip_blank(text, index + 1)
    while text[index] not in "}]":
        begin, name = index, str(count)
        if is_object:
            name, index = _read_value(text, index)
            index = _skip_blank(text, _skip_blank(text, index) + 1)
        yield name, begin, index
        _, index = _read_value(text, index)
        index = _skip_blank(text, index)
        if text[index] == ",":
            index = _skip_blank(text, index + 1)
        count += 1
