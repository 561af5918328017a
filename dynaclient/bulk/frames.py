"""Frames: outcomes as a table of pandas or polars."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib import import_module
from typing import Any

from ..errors import DynaclientError, InvalidCall, Problem
from .serialization import encode_line, plain_data

OWN_COLUMNS = ("row", "status", "error")
MAX_COLUMN_DEPTH = 8
"""Depth to which objects are flattened into columns; an object below it stays an object in a cell."""


def build_frame(kind: str, outcomes: Iterable[tuple[int, str, str, Any]]) -> Any:
    """
    Return a frame with one row per outcome.

    Its columns are ``row``, ``status`` and ``error``, and those of the values. An object has one column per property,
    and a property of an object inside it has a column named by its path (``device.name``). Any other value is in the
    column ``value``. A property with the name of one of these four columns is ``value.row``, and so on. Lists
    stay lists in pandas. In polars, where a column has one type, they are JSON strings.

    Args:
        kind: ``pandas`` or ``polars``.
        outcomes: The number of the row, the status, the error as a line, and the value of every outcome.

    Raises:
        InvalidCall: The kind is neither of them.
        DynaclientError: The package is not installed.
    """
    create = _FRAMES.get(kind)
    if create is None:
        message = f"{kind!r:.80} is not one of the allowed values"
        hint = f"one of: {', '.join(_FRAMES)}"
        problem = Problem.in_call("call", "kind", (), "enum", tuple(_FRAMES), kind, message, hint)
        raise InvalidCall("to_frame", [problem])
    records = [_record(*outcome) for outcome in outcomes]
    names = dict.fromkeys(name for record in records for name in record if name not in OWN_COLUMNS)
    columns = {name: [record.get(name) for record in records] for name in (*OWN_COLUMNS, *names)}
    return create(_import_package(kind), columns)


def _import_package(name: str) -> Any:
    try:
        return import_module(name)
    except ImportError:
        pass
    raise DynaclientError(f"to_frame needs {name}: pip install {name}")


def _record(number: int, status: str, error: str, value: Any) -> dict[str, Any]:
    record = {"row": number, "status": status, "error": error}
    if isinstance(value, dict):
        record.update(_flatten(value))
    elif value is not None:
        record["value"] = value
    return record


def _flatten(value: dict[str, Any]) -> dict[str, Any]:
    cells: dict[str, Any] = {}
    pending = [
        (key if key not in (*OWN_COLUMNS, "value") else f"value.{key}", member, 1) for key, member in value.items()
    ]
    while pending:
        name, member, depth = pending.pop(0)
        if isinstance(member, dict) and member and depth < MAX_COLUMN_DEPTH:
            pending[:0] = [(f"{name}.{key}", inner, depth + 1) for key, inner in member.items()]
        else:
            cells[name] = member
    return cells


def _pandas_frame(pandas: Any, columns: dict[str, list[Any]]) -> Any:
    return pandas.DataFrame(
        {name: pandas.Series(cells, dtype=_pandas_type(cells)) for name, cells in columns.items()},
        columns=list(columns),
    )


def _pandas_type(cells: list[Any]) -> str | None:
    """Return the type of a column for which pandas would choose one that loses digits; None for all others."""
    if _is_too_large(cells):
        return "object"
    return "Int64" if set(map(type, cells)) == {int, type(None)} else None


def _polars_frame(polars: Any, columns: dict[str, list[Any]]) -> Any:
    return polars.DataFrame({name: _unify_types(cells) for name, cells in columns.items()}, strict=False)


def _unify_types(cells: list[Any]) -> list[Any]:
    """Return the cells of a column unchanged if they have one type or are numbers, otherwise as strings."""
    kinds = {type(cell) for cell in cells if cell is not None}
    if (kinds <= {int, float} and not _is_too_large(cells)) or kinds in ({str}, {bool}, {bytes}):
        return cells
    return [cell if cell is None or isinstance(cell, str) else encode_line(plain_data(cell)) for cell in cells]


def _is_too_large(cells: list[Any]) -> bool:
    """Return whether numbers would lose digits in a column of integers, or of floats if one of them is a float."""
    limit = 2**53 if any(isinstance(cell, float) for cell in cells) else 2**63 - 1
    return any(isinstance(cell, int) and abs(cell) > limit for cell in cells)


_FRAMES: dict[str, Callable[[Any, dict[str, list[Any]]], Any]] = {"pandas": _pandas_frame, "polars": _polars_frame}
"""Every kind of frame, and the function that creates one from columns."""
