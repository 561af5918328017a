"""Data as a table: rows that are objects, lists or single values; or one object as its names and values."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import click

from ...display.columns import flatten
from ...errors import list_some
from ...records import dataclass
from .columns import Selection, all_columns, as_string, rows_of
from .console import as_row, printable

MAX_COLUMN_WIDTH = 40
"""Characters of a column on a terminal; longer values end with an ellipsis."""
COLUMN_GAP = 2
"""Characters between two columns."""
UNLIMITED_WIDTH = 1_000_000


@dataclass(frozen=True)
class Column:
    """One column: its title, and its cells as strings."""

    title: str
    cells: tuple[str, ...]
    is_number: bool = False

    @property
    def width(self) -> int:
        """The characters of the widest cell."""
        from rich.cells import cell_len

        return max(map(cell_len, (self.title, *self.cells)))


def format_table(
    data: Any, width: int | None, *, coloured: bool, selection: Selection | None = None
) -> tuple[str, str]:
    """
    Return a table as a string, and a note about it.

    Args:
        data: The rows.
        width: The columns of the terminal; None if nothing may be omitted or truncated.
        coloured: Whether the header is bold, by escape sequences of a terminal.
        selection: The columns, if they are chosen.
    """
    _require_rich()
    columns = table_columns(data, selection)
    if not columns:
        return "", "no rows"
    shown = columns if width is None else _fitting(columns, width)
    hidden = [column.title for column in columns if column not in shown]
    note = f"columns that do not fit: {list_some(hidden)}; --columns chooses columns" if hidden else ""
    return _draw(shown, width, coloured), note


def _require_rich() -> None:
    try:
        import rich.console  # noqa: F401 - only to see whether it is installed
    except ModuleNotFoundError as error:
        raise click.UsageError("--output table needs its extra: pip install 'dynaclient[cli]'") from error


def table_columns(data: Any, selection: Selection | None = None) -> list[Column]:
    """Return the columns of a table: those that are chosen, or all; an object alone is a table of its members."""
    if selection is not None:
        return [_column(title, values) for title, values in selection.values(rows_of(data))]
    if isinstance(data, Mapping):
        cells = flatten(data)
        return [Column("name", _cells(cells)), Column("value", _cells(cells.values()))] if cells else []
    return [_column(title, values) for title, values in all_columns(rows_of(data)).items()]


def _column(title: str, values: Sequence[Any]) -> Column:
    return Column(_cell(title), _cells(values), _are_numbers([value for value in values if value is not None]))


def _cells(values: Iterable[Any]) -> tuple[str, ...]:
    return tuple(map(_cell, values))


def _are_numbers(values: Sequence[Any]) -> bool:
    return bool(values) and all(isinstance(value, (int, float)) and not isinstance(value, bool) for value in values)


def _cell(value: Any) -> str:
    return printable(as_row(as_string(value)))


def _fitting(columns: list[Column], width: int) -> list[Column]:
    """Return the columns that fit into the width, and in any case the first one."""
    shown: list[Column] = []
    remaining = width
    for column in columns:
        remaining -= min(column.width, MAX_COLUMN_WIDTH) + COLUMN_GAP
        if shown and remaining < 0:
            break
        shown.append(column)
    return shown


def _draw(columns: list[Column], width: int | None, coloured: bool) -> str:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, padding=(0, COLUMN_GAP, 0, 0), header_style="bold", show_edge=False)
    for column in columns:
        max_width = (
            None if width is None else min(max(width - COLUMN_GAP, 1), MAX_COLUMN_WIDTH if len(columns) > 1 else width)
        )
        table.add_column(
            Text(column.title), justify="right" if column.is_number else "left", no_wrap=True, overflow="ellipsis",
            max_width=max_width,
        )  # fmt: skip
    for row in zip(*(column.cells for column in columns), strict=True):
        table.add_row(*map(Text, row))
    text = io.StringIO()
    console = Console(
        file=text, width=width or UNLIMITED_WIDTH, force_terminal=coloured, no_color=not coloured,
        color_system="standard" if coloured else None, legacy_windows=False, highlight=False,
    )  # fmt: skip
    console.print(table, crop=False)
    return "\n".join(line.rstrip() for line in text.getvalue().splitlines()) + "\n"
