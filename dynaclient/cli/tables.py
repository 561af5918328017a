"""Data as a table for people: rows of objects, of lists, or of single values; one object as its names and values."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

import click

from . import output

FIRST = ("id", "name", "title")
"""Columns by which people know things: they come first."""
WIDEST = 40
"""Characters of a column on a terminal; what is longer ends in an ellipsis."""
BETWEEN = 2
"""Characters between two columns."""
UNLIMITED = 1_000_000


@dataclass(frozen=True)
class Column:
    """One column: its title, and its cells as texts."""

    title: str
    cells: tuple[str, ...]
    is_number: bool = False

    @property
    def width(self) -> int:
        """Characters that it takes where nothing is cut off."""
        from rich.cells import cell_len

        return max(map(cell_len, (self.title, *self.cells)))


def drawn(data: Any, width: int | None, *, coloured: bool) -> tuple[str, str]:
    """
    Give a table as text, and what is to be told of it.

    Args:
        data: What it shows.
        width: Characters of a line of the terminal; None where nothing is to be left out or cut off.
        coloured: Whether the title line is marked by colours of a terminal.
    """
    _look_for_rich()
    columns = columns_of(data)
    if not columns:
        return "", "no rows"
    shown = columns if width is None else _fitting(columns, width)
    left_out = [each.title for each in columns if each not in shown]
    told = f"not shown for want of room: {', '.join(left_out)}; --query picks columns" if left_out else ""
    return _draw(shown, width, coloured), told


def _look_for_rich() -> None:
    try:
        import rich.console  # noqa: F401 - only to see whether it is there
    except ModuleNotFoundError as error:
        raise click.UsageError("--output table needs its extra: pip install 'dynaclient[cli]'") from error


def columns_of(data: Any) -> list[Column]:
    """Give the columns of what is to be shown; plain values come before lists and objects."""
    if isinstance(data, Mapping):
        return [Column("name", _texts(data)), Column("value", _texts(data.values()))] if data else []
    rows = data if isinstance(data, list) else [data]
    if not rows:
        return []
    if all(isinstance(each, Mapping) for each in rows):
        names = dict.fromkeys(name for each in rows for name in each)
        found = {name: [each.get(name) for each in rows] for name in names}
        order = sorted(names, key=lambda name: (_place(name), any(map(_is_nested, found[name]))))
        return [_column(str(name), found[name]) for name in order]
    if all(isinstance(each, list) for each in rows):
        return [_column(str(number), cells) for number, cells in enumerate(zip_longest(*rows), 1)]
    return [_column("value", rows)]


def _place(name: str) -> int:
    return FIRST.index(name) if name in FIRST else len(FIRST)


def _is_nested(value: Any) -> bool:
    return isinstance(value, (dict, list))


def _column(title: str, values: Sequence[Any]) -> Column:
    known = [each for each in values if each is not None]
    is_number = bool(known) and all(isinstance(each, (int, float)) and not isinstance(each, bool) for each in known)
    return Column(output.printable(title), _texts(values), is_number)


def _texts(values: Iterable[Any]) -> tuple[str, ...]:
    return tuple(map(_text, values))


def _text(value: Any) -> str:
    if value is None:
        return ""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return output.printable(text).replace("\n", "\\n").replace("\t", "\\t")


def _fitting(columns: list[Column], width: int) -> list[Column]:
    """Give the columns that there is room for, and the first one in any case."""
    shown: list[Column] = []
    left = width
    for each in columns:
        left -= min(each.width, WIDEST) + BETWEEN
        if shown and left < 0:
            break
        shown.append(each)
    return shown


def _draw(columns: list[Column], width: int | None, coloured: bool) -> str:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, padding=(0, BETWEEN, 0, 0), header_style="bold", show_edge=False)
    for each in columns:
        most = None if width is None else min(max(width - BETWEEN, 1), WIDEST if len(columns) > 1 else width)
        table.add_column(
            Text(each.title), justify="right" if each.is_number else "left", no_wrap=True, overflow="ellipsis",
            max_width=most,
        )  # fmt: skip
    for row in zip(*(each.cells for each in columns), strict=True):
        table.add_row(*map(Text, row))
    text = io.StringIO()
    console = Console(
        file=text, width=width or UNLIMITED, force_terminal=coloured, color_system="standard" if coloured else None,
        legacy_windows=False, highlight=False, no_color=not coloured,
    )  # fmt: skip
    console.print(table, crop=False)
    return "\n".join(line.rstrip() for line in text.getvalue().splitlines()) + "\n"
