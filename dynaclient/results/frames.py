"""Frames: rows as a table of pandas or polars."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib import import_module
from typing import Any

from ..display.columns import TooWide, as_columns
from ..errors import DynaclientError, InvalidCall, Problem
from ..schema.json_lines import encode_line, plain_data


def require_kind(kind: Any) -> None:
    """Raise InvalidCall if there is no such kind of frame, before anything is fetched for one."""
    if kind not in tuple(_FRAMES):  # it may be anything
        message = f"{kind!r:.80} is not one of the allowed values"
        hint = f"one of: {', '.join(_FRAMES)}"
        problem = Problem.in_call("call", "kind", (), "enum", tuple(_FRAMES), kind, message, hint)
        raise InvalidCall("to_frame", [problem])


def frame_of(kind: str, rows: Sequence[Mapping[str, Any]], first: Iterable[str] = ()) -> Any:
    """
    Return rows as a frame. In polars, where a column has one type, lists and mixed values are JSON strings.

    Args:
        kind: ``pandas`` or ``polars``.
        rows: The cells of each row by the names of their columns.
        first: The columns that come first, which a frame always has.

    Raises:
        InvalidCall: The kind is neither of them.
        DynaclientError: The package is not installed, or the rows do not fit into a frame.
    """
    require_kind(kind)
    package, problem = package_of(kind), ""
    try:
        return _FRAMES[kind](package, as_columns(rows, first), len(rows))
    except TooWide as error:
        problem = f"{error}: iterate over the items, and choose what you need of each"
    except UnicodeEncodeError:
        problem = f"a string has a character that is not valid Unicode, which {kind} cannot hold"
    raise DynaclientError(f"to_frame: {problem}", code="frame")


def package_of(kind: str) -> Any:
    """Return the package of a kind of frame; raise DynaclientError if it is not installed."""
    try:
        return import_module(kind)
    except ImportError:
        pass
    raise DynaclientError(f"to_frame needs {kind}: pip install {kind}", code="extra-missing")


def _pandas_frame(pandas: Any, columns: dict[str, list[Any]], count: int) -> Any:
    return pandas.DataFrame(
        {name: pandas.Series(cells, dtype=_pandas_type(cells)) for name, cells in columns.items()},
        index=range(count),  # rows without cells are rows, too
        columns=list(columns),
    )


def _pandas_type(cells: list[Any]) -> str | None:
    """Return the type of a column for which pandas would choose one that loses digits; None for all others."""
    if _is_too_large(cells):
        return "object"
    return "Int64" if set(map(type, cells)) == {int, type(None)} else None


def _polars_frame(polars: Any, columns: dict[str, list[Any]], _count: int) -> Any:
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


_FRAMES: dict[str, Callable[[Any, dict[str, list[Any]], int], Any]] = {"pandas": _pandas_frame, "polars": _polars_frame}
"""Every kind of frame, and the function that creates one from columns."""
