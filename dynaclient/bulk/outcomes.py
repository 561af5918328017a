"""
Results: what became of each row, and where that goes.

::

    results="out.ndjson"   one line of JSON for each outcome:
                           {"row": 0, "status": "done", "value": …}   or "base64" where the value is bytes
                           {"row": 1, "status": "failed", "error": {"kind": "NotFound", "text": …, "status": 404, …}}
    results="out.csv"      the columns row, status, error and value, which is JSON
    results=file           the same lines, into an open file: as its name ends, else as NDJSON
    results=function       called with each `Outcome`

A file is written under its name with ``.part`` at the end, and gets its own name when it is complete. No cell of a CSV
file can begin what a spreadsheet takes for a formula: a value is JSON, so that a text in it begins with a quotation
mark, and an error begins with the name of its class.
"""

from __future__ import annotations

import base64
import csv
import io
import json
import math
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

from .. import errors
from ..errors import (
    ApiError,
    DeadlineExceeded,
    DescriptionError,
    DynaclientError,
    InvalidCall,
    OutcomeUnknown,
    Problem,
    ScopeError,
    TransportError,
    UnknownName,
)
from ..messages import Headers, Result
from ..schema.values import MAX_DEPTH

DONE, FAILED, UNKNOWN = "done", "failed", "unknown"


@dataclass(frozen=True)
class Outcome:
    """What became of one row."""

    number: int
    """The row's, from 0."""
    value: Any = None
    """What the call gave; None where it gave nothing, or an error."""
    error: DynaclientError | None = None
    arguments: Mapping[str, Any] | None = field(default=None, compare=False)
    """What it was called with, where that is known."""

    @property
    def ok(self) -> bool:
        """Whether the call gave a value."""
        return self.error is None

    @property
    def status(self) -> str:
        """
        How it ended.

        ``done``: there is a value. ``failed``: the API said no, nothing was sent, or what came could not be read (a
        `BadResponse`: a POST was then probably carried out). ``unknown``: it may have been carried out, and a repeat
        might do it twice.
        """
        if self.error is None:
            return DONE
        return UNKNOWN if isinstance(self.error, OutcomeUnknown) else FAILED

    def __repr__(self) -> str:
        # Values may hold what the description calls secret.
        return f"<Outcome {self.number}: {self.status}{', ' if self.error else ''}{error_text(self.error)}>"


# --- as data ---------------------------------------------------------------------------------------------------------


def plain_data(value: Any, depth: int = 0) -> Any:
    """Give a value as JSON can hold it; of what it cannot hold, and of what lies too deep, the kind is told."""
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, float) and math.isfinite(value):
        return value
    if isinstance(value, Headers):
        return value.shown()
    if isinstance(value, Mapping) and depth < MAX_DEPTH:
        return {str(key): plain_data(each, depth + 1) for key, each in value.items()}
    if isinstance(value, (list, tuple)) and depth < MAX_DEPTH:
        return [plain_data(each, depth + 1) for each in value]
    return f"<{type(value).__name__}>"


def outcome_data(outcome: Outcome) -> dict[str, Any]:
    """Give an outcome as JSON can hold it, without its arguments: one line of an NDJSON file of results."""
    data: dict[str, Any] = {"row": outcome.number, "status": outcome.status}
    if outcome.error is not None:
        return {**data, "error": error_data(outcome.error)}
    return {**data, **_held("value", _value_of(outcome))}


def _value_of(outcome: Outcome) -> Any:
    return outcome.value.data if isinstance(outcome.value, Result) else outcome.value


def _held(name: str, value: Any) -> dict[str, Any]:
    """Give a value under its name, or bytes in base64 under a name that says so."""
    if isinstance(value, (bytes, bytearray)):
        return {_BASE64.get(name, name): base64.b64encode(value).decode("ascii")}
    return {name: plain_data(value)}


def _released(name: str, data: Mapping[str, Any]) -> Any:
    coded = data.get(_BASE64.get(name, name))
    return data.get(name) if coded is None or name not in _BASE64 else base64.b64decode(coded)


_BASE64 = {"value": "base64", "body": "body_base64"}
"""What may be bytes, and what it is called when it is."""


def error_data(error: DynaclientError) -> dict[str, Any]:
    """
    Give an error as JSON can hold it, with masks where it has them; see `error_from`.

    ``kind`` is its class, ``text`` all that it says; the others are its attributes, by their names.
    """
    kind = next(each for each in type(error).__mro__ if each in _KINDS.values())
    data = {"kind": kind.__name__, "text": str(error)}
    for name in _attributes_of(kind):
        value = getattr(error, name)
        data.update(_held(name, list(map(_problem_data, value)) if name == "problems" else value))
    return data


def error_from(data: Mapping[str, Any]) -> DynaclientError:
    """Give the error that `error_data` gave the data of: of the same class, with the same text and attributes."""
    kind = _KINDS.get(str(data.get("kind")), DynaclientError)
    text = str(data.get("text", ""))
    error: DynaclientError = kind.__new__(kind, text)
    error.args = (text,)
    for name in _attributes_of(kind):
        setattr(error, name, _REMADE.get(name, _same)(_released(name, data)))
    return error


def _attributes_of(kind: type) -> tuple[str, ...]:
    return tuple(name for each in reversed(kind.__mro__) for name in _ATTRIBUTES.get(each, ()))


def _same(value: Any) -> Any:
    return value


_ONLY_IN_CALLS = ("location", "name", "path", "expected", "got")
_ONLY_IN_DESCRIPTIONS = ("pointer", "line")


def _problem_data(problem: Problem) -> dict[str, Any]:
    """Return a problem as JSON can hold it, without the fields of the other kind of problem."""
    others = _ONLY_IN_CALLS if problem.pointer is not None else _ONLY_IN_DESCRIPTIONS
    return {name: value for name, value in vars(problem).items() if name not in others}


def _problems_from(data: Any) -> tuple[Problem, ...]:
    return tuple(Problem(**{**fields, "path": tuple(fields.get("path", ()))}) for fields in data or ())


_KINDS: dict[str, type[DynaclientError]] = {
    name: kind for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, DynaclientError)
}
"""All classes that an error may be made again as; no other name in the data means anything."""
_ATTRIBUTES: dict[type, tuple[str, ...]] = {
    DescriptionError: ("problems",),
    UnknownName: ("name", "suggestions"),
    InvalidCall: ("action", "problems"),
    ScopeError: ("action", "granted", "accepted"),
    TransportError: ("action", "attempts"),
    DeadlineExceeded: ("deadline", "elapsed"),
    ApiError: ("action", "status", "type", "message", "body", "headers", "attempts"),
}
"""What each class holds beside its text and what its parents hold."""
_REMADE: dict[str, Callable[[Any], Any]] = {
    "problems": _problems_from,
    "suggestions": lambda value: tuple(value or ()),
    "granted": lambda value: tuple(value or ()),
    "accepted": lambda value: tuple(value or ()),
    "headers": lambda value: Headers((value or {}).items()),
}
"""How attributes that are not plain data are made again."""


def line_of(data: Any) -> str:
    """Give data as one line of JSON, which UTF-8 can write."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    # A server may send half of a surrogate pair, as JSON writes it: \ud800.
    return text if _is_encodable(text) else json.dumps(data, separators=(",", ":"))


def _is_encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def error_text(error: DynaclientError | None) -> str:
    """Give an error in a line: its class and what it says; nothing for none."""
    return "" if error is None else f"{type(error).__name__}: {'; '.join(map(str.strip, str(error).splitlines()))}"


# --- writing ---------------------------------------------------------------------------------------------------------


class Results(Protocol):
    """Where outcomes go."""

    def add(self, outcome: Outcome) -> None:
        """Take one outcome."""

    def close(self, *, complete: bool) -> None:
        """End it; `complete` says that every row has its outcome in it."""


Writing = Callable[[Outcome], str]


def _as_line(outcome: Outcome) -> str:
    return line_of(outcome_data(outcome)) + "\n"


def _as_row(outcome: Outcome) -> str:
    data = outcome_data(outcome)
    value = "" if outcome.error else line_of(data.get("value", data.get("base64")))
    written = io.StringIO(newline="")
    csv.writer(written).writerow([outcome.number, outcome.status, error_text(outcome.error), value])
    return written.getvalue()


_FORMS: dict[str, tuple[str, Writing]] = {
    ".ndjson": ("", _as_line), ".jsonl": ("", _as_line), ".csv": ("row,status,error,value\r\n", _as_row),
}  # fmt: skip
"""By how a file is named: what it begins with, and how an outcome is written."""


def results_to(target: Any) -> Results:
    """
    Give what takes outcomes to the target: a path, an open file (text or bytes), or a function; None keeps none.

    Raises:
        InvalidCall: It is none of these, or a path that cannot be written or is not named like a file of results.
    """
    if target is None:
        return _Told(lambda _: None)
    if isinstance(target, (str, os.PathLike)):
        return _ToPath(Path(target))
    if hasattr(target, "write"):
        return _ToFile(target, _suffix_of(target))
    if callable(target):
        return _Told(target)
    raise _wrong(f"results cannot go into a {type(target).__name__}")


def _suffix_of(file: Any) -> str:
    name = getattr(file, "name", "")
    return Path(name).suffix.lower() if isinstance(name, str) else ""


def _wrong(told: str) -> InvalidCall:
    hint = "give a path that ends with .ndjson, .jsonl or .csv, an open file, or a function"
    return InvalidCall("map", [Problem.in_call("call", "results", (), "results", "a target", None, told, hint)])


class _Told:
    """A function that is told of each outcome."""

    def __init__(self, function: Callable[[Outcome], Any]) -> None:
        self._function = function

    def add(self, outcome: Outcome) -> None:
        self._function(outcome)

    def close(self, *, complete: bool) -> None:
        """Nothing is held."""


class _ToFile:
    """An open file of the caller's, which stays open."""

    def __init__(self, file: Any, suffix: str) -> None:
        self._file = file
        self._is_text = isinstance(file, io.TextIOBase) or hasattr(file, "encoding")
        begins, self._write = _FORMS.get(suffix, _FORMS[".ndjson"])
        self._put(begins)

    def _put(self, text: str) -> None:
        if text:
            _tried(lambda: self._file.write(text if self._is_text else text.encode()))

    def add(self, outcome: Outcome) -> None:
        self._put(self._write(outcome))

    def close(self, *, complete: bool) -> None:  # noqa: ARG002 - it is the caller's to keep or to throw away
        if hasattr(self._file, "flush"):
            _tried(self._file.flush)


def _tried(step: Callable[[], Any]) -> None:
    try:
        step()
    except (OSError, ValueError) as error:
        told = getattr(error, "strerror", None) or type(error).__name__
    else:
        return
    raise DynaclientError(f"the results cannot be written: {told}")


class _ToPath(_ToFile):
    """A file that gets its name when it is complete; what there is of it until then is called ``….part``."""

    def __init__(self, path: Path) -> None:
        suffix = path.suffix.lower()
        if suffix not in _FORMS:
            raise _wrong("the text is not the name of a file of results")
        self._path = path
        self._part = path.with_name(path.name + ".part")
        super().__init__(self._opened(), suffix)

    def _opened(self) -> Any:
        told = "is a directory"
        if not self._path.is_dir():
            try:
                return self._part.open("w", encoding="utf-8", newline="")
            except OSError as error:
                told = f"cannot be written ({type(error).__name__})"
        raise _wrong(f"{os.fspath(self._path)[:200]!r} {told}")

    def close(self, *, complete: bool) -> None:
        _tried(self._kept)
        if complete:
            _tried(lambda: self._part.replace(self._path))

    def _kept(self) -> None:
        with self._file:
            self._file.flush()
            os.fsync(self._file.fileno())


# --- frames ----------------------------------------------------------------------------------------------------------

OWN_COLUMNS = ("row", "status", "error")
MAX_COLUMN_DEPTH = 8
"""How deep objects are taken apart into columns; what lies deeper stays an object."""


def to_frame(outcomes: Iterable[Outcome], kind: str = "pandas") -> Any:
    """
    Give outcomes as a frame, in the order of the rows.

    Its columns are ``row``, ``status`` and ``error`` (a text, empty where there is none), and what the values hold:
    of an object each property, that of an object inside it by its path (``device.name``); anything else is in
    ``value``. A property that is called like one of these four is ``value.row``, and so on. Lists stay lists in
    pandas and are JSON texts in polars, whose columns have one type each.

    Args:
        outcomes: What a map gave.
        kind: ``pandas`` or ``polars``.

    Raises:
        InvalidCall: There is no such kind.
        DynaclientError: The package is not installed.
    """
    make = _FRAMES.get(kind)
    if make is None:
        problem = Problem.in_call(
            "call", "kind", (), "enum", tuple(_FRAMES), kind, f"there are no frames of {kind!r:.80}"
        )
        raise InvalidCall("to_frame", [problem])
    rows = [_flat(each) for each in sorted(outcomes, key=lambda outcome: outcome.number)]
    found = dict.fromkeys(name for row in rows for name in row if name not in OWN_COLUMNS)
    return make(_package(kind), {name: [row.get(name) for row in rows] for name in (*OWN_COLUMNS, *found)})


def _package(name: str) -> Any:
    try:
        return import_module(name)
    except ImportError:
        pass
    raise DynaclientError(f"a frame needs {name}: pip install {name}")


def _flat(outcome: Outcome) -> dict[str, Any]:
    row = {"row": outcome.number, "status": outcome.status, "error": error_text(outcome.error)}
    value = _value_of(outcome)
    if isinstance(value, dict):
        row.update(_flattened(value))
    elif value is not None:
        row["value"] = value
    return row


def _flattened(value: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    pending = [(key if key not in (*OWN_COLUMNS, "value") else f"value.{key}", each, 1) for key, each in value.items()]
    while pending:
        name, each, depth = pending.pop(0)
        if isinstance(each, dict) and each and depth < MAX_COLUMN_DEPTH:
            pending[:0] = [(f"{name}.{key}", inner, depth + 1) for key, inner in each.items()]
        else:
            found[name] = each
    return found


def _pandas_frame(pandas: Any, columns: dict[str, list[Any]]) -> Any:
    return pandas.DataFrame(
        {name: pandas.Series(cells, dtype=_pandas_type(cells)) for name, cells in columns.items()},
        columns=list(columns),
    )


def _pandas_type(cells: list[Any]) -> str | None:
    """Give the type of a column where pandas would choose one that loses digits."""
    if _is_too_large(cells):
        return "object"
    return "Int64" if set(map(type, cells)) == {int, type(None)} else None


def _polars_frame(polars: Any, columns: dict[str, list[Any]]) -> Any:
    return polars.DataFrame({name: _of_one_type(cells) for name, cells in columns.items()}, strict=False)


def _of_one_type(cells: list[Any]) -> list[Any]:
    """Give a column's cells in one type: as they are where they are of one, as numbers, else as texts."""
    kinds = {type(each) for each in cells if each is not None}
    if (kinds <= {int, float} and not _is_too_large(cells)) or kinds in ({str}, {bool}, {bytes}):
        return cells
    return [each if each is None or isinstance(each, str) else line_of(plain_data(each)) for each in cells]


def _is_too_large(cells: list[Any]) -> bool:
    """Say whether numbers would lose digits as a column of integers, or of floats where one is a float."""
    limit = 2**53 if any(isinstance(each, float) for each in cells) else 2**63 - 1
    return any(isinstance(each, int) and abs(each) > limit for each in cells)


_FRAMES: dict[str, Callable[[Any, dict[str, list[Any]]], Any]] = {"pandas": _pandas_frame, "polars": _polars_frame}
"""Each kind of frame, and what makes one of columns."""
