"""
Rows: read from a file, a frame or an iterable, one by one.

::

    rows      any iterable of dicts; the path of a .csv, .tsv, .ndjson or .jsonl file; a csv.DictReader;
              a pandas or a polars frame

What the columns mean as arguments of an action is in `columns`.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from ..call.response import InvalidJSON, parse_json
from ..errors import InvalidCall, Problem
from ..runtime.paths import is_url, reason_of, show_path
from ..strings.counting import counted
from ..strings.encoding import UTF16, is_encodable, is_utf16

SOURCES = "an iterable of dicts, the path of a .csv, .tsv, .ndjson or .jsonl file, or a pandas or polars frame"


class LineRow(dict[Any, Any]):
    """A row of a file."""

    line: int | None = None
    """The line of the file that it begins in, from 1."""


class TableRow(LineRow):
    """A row of a table, in which all rows have the same columns."""


class TextRow(TableRow):
    """A row whose cells are strings, to be parsed by the schema of their parameter."""


class FrameRow(TableRow):
    """A row of a frame, in which a gap turns a column of integers into floats."""

    convert = "astype"
    """The method of a column that converts it to a type of Python's."""


class PolarsRow(FrameRow):
    """A row of a frame of polars."""

    convert = "cast"


class InvalidRow(NamedTuple):
    """A row of a file that cannot be read."""

    line: int
    """The line of the file that it begins in, from 1."""
    error: InvalidCall


def row_name(number: int, line: int | None) -> str:
    """Return how a message names a row: by its number, from 0, and by its line if it is of a file."""
    return f"row {number}" if line is None else f"row {number} in line {line}"


def invalid_rows(action: str, message: str, hint: str, name: str = "rows") -> InvalidCall:
    """Return the error for a source, or for one of its rows."""
    return InvalidCall(action, [Problem.in_call("call", name, (), "rows", SOURCES, None, message, hint)])


def at_line(row: LineRow, line: int) -> LineRow:
    """Return a row with its line."""
    row.line = line
    return row


def read_rows(source: Any, action: str = "map") -> Iterator[Any]:
    """
    Return an iterator over the rows of a source: mappings, and an `InvalidRow` for one that cannot be read.

    A row of a file is a `LineRow`, which has its line.

    Files are read as they are iterated over, in constant memory, as UTF-8 with or without a byte order mark. A CSV file
    follows RFC 4180 and has a header; for any other format pass a `csv.DictReader`.

    Args:
        source: An iterable of mappings; the path of a .csv, .tsv, .ndjson or .jsonl file; a pandas or polars frame.
        action: The name of the action, for errors.

    Raises:
        InvalidCall: The source is none of these, or its header cannot be read.
    """
    for matches, read in _SOURCES:
        if matches(source):
            return read(source, action)
    hint = "pass its path, or a csv.DictReader of it" if hasattr(source, "read") else f"pass {SOURCES}"
    raise invalid_rows(action, f"cannot read rows from a value of type {type(source).__name__}", hint)


# --- files -----------------------------------------------------------------------------------------------------------


def _file_rows(source: Any, action: str) -> Iterator[Any]:
    if is_url(source) and not os.path.exists(source):  # noqa: PTH110 - False for an invalid path
        raise invalid_rows(action, "is a URL, and no URL is fetched", "download the file, and pass its path")
    path = Path(source)
    read = _FORMATS.get(path.suffix.lower())
    if read is None:
        raise invalid_rows(action, f"{show_path(source) or 'the string'} is not a file of rows", f"pass {SOURCES}")
    return _open_and_read(path, action, read)


def _open_and_read(path: Path, action: str, read: Callable[[Path, Any, str], Iterator[Any]]) -> Iterator[Any]:
    try:
        # Bytes that are not UTF-8 get through here, and are reported as a problem of their row.
        file = path.open(encoding="utf-8-sig", errors="surrogateescape", newline="")
    except OSError as error:
        message = f"{os.fspath(path)[:200]!r} cannot be read ({reason_of(error)})"
    else:
        with file:
            yield from read(path, file, action)
        return
    raise invalid_rows(action, message, "pass the path of a file that exists and can be read")


def _csv_rows(path: Path, file: Any, action: str) -> Iterator[Any]:
    return _delimited_rows(path, file, action, ",")


def _tsv_rows(path: Path, file: Any, action: str) -> Iterator[Any]:
    return _delimited_rows(path, file, action, "\t")


_NOT_UTF8 = "is not UTF-8"
_SAVE_AS_UTF8 = 'save the file as UTF-8, or pass csv.DictReader(open(path, encoding="…", newline=""))'


class _Lines:
    """Lines of a file; remembers whether any of them is not UTF-8."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = lines
        self.has_invalid_utf8 = False

    def __iter__(self) -> Iterator[str]:
        for line in self._lines:
            if not line.isascii() and not is_encodable(line):
                self.has_invalid_utf8 = True
            yield line


def _delimited_rows(path: Path, file: Any, action: str, delimiter: str) -> Iterator[Any]:
    first = next(file, "")
    lines = _Lines(chain([first], file))
    lines.has_invalid_utf8 = "\0" in first  # as in UTF-16, whose bytes are UTF-8 too where it has no byte order mark
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    names = _read_header(path, reader, lines, action)
    last_line = reader.line_num
    while True:
        problem, fix = "", ""
        try:
            for row in reader:
                if lines.has_invalid_utf8 or len(row) != len(names):
                    problem = _row_problem(row, names, lines)
                    break
                yield at_line(TextRow(zip(names, row, strict=True)), last_line + 1)
                last_line = reader.line_num
            else:
                return
        except csv.Error as error:
            problem, fix = _csv_problem(error)
        if problem:
            numbers, is_many = _format_lines(last_line + 1, reader.line_num), reader.line_num > last_line + 1
            shown = problem.replace("is ", "are ", 1).replace("has ", "have ", 1) if is_many else problem
            hint = _SAVE_AS_UTF8 if lines.has_invalid_utf8 else fix or ("fix the lines" if is_many else "fix the line")
            yield InvalidRow(last_line + 1, invalid_rows(action, f"{path.name} {numbers} {shown}", hint))
        last_line, lines.has_invalid_utf8 = reader.line_num, False


def _csv_problem(error: csv.Error) -> tuple[str, str]:
    """Return what is wrong with a line, in words that follow its name, and what to do; empty to fix the line."""
    if "field limit" not in str(error):
        return f"is not valid CSV: {error}", ""
    # Raising the limit would raise it for the whole process.
    message = f"has a cell of more than {csv.field_size_limit():,} characters, the limit of Python for CSV"
    return message, "write the rows as lines of JSON (.ndjson), which have no such limit"


def _row_problem(row: list[str], names: list[str], lines: _Lines) -> str:
    """Return what is wrong with a row that does not match the header; an empty string for an empty line."""
    if lines.has_invalid_utf8:
        return _NOT_UTF8
    return f"has {counted(len(row), 'cell')}, but the header has {len(names)}" if row else ""


def _format_lines(first: int, last: int) -> str:
    return f"lines {first} to {last}" if last > first else f"line {last}"


def _read_header(path: Path, reader: Any, lines: _Lines, action: str) -> list[str]:
    problem, hint = "", ""
    try:
        names: list[str] = next(reader, [])
    except csv.Error as error:
        reason, hint = _csv_problem(error)
        problem, names = f"line {reader.line_num} {reason}", []
    duplicates = sorted({name for name in names if names.count(name) > 1}) if len(set(names)) < len(names) else []
    if names and not (lines.has_invalid_utf8 or duplicates):
        return names
    if lines.has_invalid_utf8:
        problem, hint = _NOT_UTF8, _SAVE_AS_UTF8
    elif duplicates:
        problem = f"has duplicate column names: {', '.join(map(repr, duplicates))[:200]}"
    what = problem or "has no column names in its first line"
    raise invalid_rows(action, f"{path.name} {what}", hint or "fix the line")


def _ndjson_rows(path: Path, file: Any, action: str) -> Iterator[Any]:
    yield from json_rows((line.encode("utf-8", "surrogateescape") for line in file), path.name, action)


def json_rows(lines: Iterable[bytes], name: str, action: str) -> Iterator[Any]:
    """
    Yield the rows of lines of JSON, as `read_rows` does; empty lines are skipped.

    Args:
        lines: The lines, in UTF-8.
        name: Where they come from, for errors.
        action: The name of the action, for errors.
    """
    for number, line in enumerate(lines, 1):
        if number == 1 and is_utf16(line):
            raise invalid_rows(action, f"{name} is {UTF16}", "save the file as UTF-8")
        stripped = line.strip(b"\r\n\t ")
        if stripped:
            row = _parse_object(stripped, f"{name} line {number}", action)
            yield InvalidRow(number, row) if isinstance(row, InvalidCall) else at_line(LineRow(row), number)


def _parse_object(line: bytes, location: str, action: str) -> dict[str, Any] | InvalidCall:
    try:
        row = parse_json(line)
    except InvalidJSON as error:
        return invalid_rows(action, f"{location} is not valid JSON: {error}", "fix the line")
    return row if isinstance(row, dict) else invalid_rows(action, f"{location} is not a JSON object", "fix the line")


_FORMATS: dict[str, Callable[[Path, Any, str], Iterator[Any]]] = {
    ".csv": _csv_rows, ".tsv": _tsv_rows, ".ndjson": _ndjson_rows, ".jsonl": _ndjson_rows,
}  # fmt: skip
"""How a file is read, by its suffix."""


def _reader_rows(source: csv.DictReader[Any], action: str) -> Iterator[Any]:
    while True:
        try:
            row = next(source, None)
        except csv.Error as error:
            problem, hint = _csv_problem(error)
            message = f"line {source.reader.line_num} {problem}"
            yield InvalidRow(source.reader.line_num, invalid_rows(action, message, hint or "fix the line"))
            continue
        if row is None:
            return
        if source.restkey in row:
            message = f"line {source.line_num} has more cells than the header"
            yield InvalidRow(source.line_num, invalid_rows(action, message, "fix the line"))
        else:
            yield at_line(TextRow(row), source.line_num)


# --- frames ----------------------------------------------------------------------------------------------------------


def _pandas_rows(source: Any, action: str) -> Iterator[Any]:
    names = list(source.columns)
    if len(set(names)) < len(names):
        raise invalid_rows(action, "the frame has two columns with the same name", "rename one of them")
    return (FrameRow(zip(names, row, strict=True)) for row in source.itertuples(index=False, name=None))


def _polars_rows(source: Any, _action: str) -> Iterator[Any]:
    names = source.columns
    return (PolarsRow(zip(names, row, strict=True)) for row in source.iter_rows())


def _lazy_rows(source: Any, action: str) -> Iterator[Any]:
    return _polars_rows(source.collect(), action)


def _is_instance_of(package: str, name: str) -> Callable[[Any], bool]:
    """Return a function that recognizes instances of a class and its subclasses, without importing its package."""
    return lambda source: any(
        base.__name__ == name and base.__module__.partition(".")[0] == package for base in type(source).__mro__
    )


# --- sources ---------------------------------------------------------------------------------------------------------


def _is_iterable(source: Any) -> bool:
    is_one_value = isinstance(source, (Mapping, str, bytes, bytearray, memoryview)) or hasattr(source, "read")
    return isinstance(source, Iterable) and not is_one_value


_SOURCES: tuple[tuple[Callable[[Any], bool], Callable[[Any, str], Iterator[Any]]], ...] = (
    (lambda source: isinstance(source, (str, os.PathLike)), _file_rows),
    (_is_instance_of("pandas", "DataFrame"), _pandas_rows),
    (_is_instance_of("polars", "DataFrame"), _polars_rows),
    (_is_instance_of("polars", "LazyFrame"), _lazy_rows),
    (lambda source: isinstance(source, csv.DictReader), _reader_rows),
    (_is_iterable, lambda source, _action: iter(source)),
)
"""Every kind of source, and the function that reads it; the first that matches counts."""
