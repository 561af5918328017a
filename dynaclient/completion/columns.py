"""
The columns of the rows that are passed to a call, found without running any code of the user's.

Of a list only its first dict is looked at, of a frame only its names, and of a file only the header or the first line.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from ..errors import InvalidCall
from .objects import find
from .reading import literal

_FRAMES = ("pandas", "polars")
"""The packages whose frames have columns that are stored: to list them runs no code of the user's."""


def columns_of(node: ast.expr | None, names: Mapping[str, Any]) -> list[str]:
    """Return the names of the columns of the rows that an expression stands for; none if they are not known."""
    source = literal(node) or find(node, names)
    if type(source) in (list, tuple) and source and type(source[0]) is dict:
        return _strings(source[0])
    if type(source).__name__ == "DataFrame" and type(source).__module__.partition(".")[0] in _FRAMES:
        return _strings(source.columns)
    return _strings(_first_row(Path(source))) if type(source) in (str, type(Path())) else []


def _first_row(path: Path) -> Iterable[Any]:
    """Return the first row of a file; nothing if there is none. What is not a regular file could keep one waiting."""
    from ..bulk.rows import InvalidRow, read_rows

    with suppress(InvalidCall, OSError, ValueError):
        row = next(read_rows(path), ()) if path.is_file() else ()
        return () if isinstance(row, InvalidRow) else row
    return ()


def _strings(columns: Iterable[Any]) -> list[str]:
    return [column for column in columns if isinstance(column, str)]
