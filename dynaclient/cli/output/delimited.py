"""
CSV (RFC 4180) and TSV: rows with a header, in UTF-8 without a byte order mark.

A cell has the value as it is, so that another program reads the same value again: nothing is put before a string that a
spreadsheet takes for a formula. How many there are is printed, for they come from a server.

The header needs the columns. If they are chosen, each row is written when it is received; else after the last one.
"""

from __future__ import annotations

import csv
import io
from typing import Any

from ...strings.expressions import expression
from . import console
from .columns import Selection, all_columns, as_string, rows_of

CSV, TSV = "csv", "tsv"
_DELIMITERS = {CSV: ",", TSV: "\t"}
_LINE_ENDS = {CSV: "\r\n", TSV: "\n"}
"""Those of RFC 4180; and those that the programs for lines expect, which split TSV at its tabs."""
_FORMULA = expression(r"[=@\t\r]|[+\-](?![0-9.]+(?:[eE][-+]?[0-9]+)?$)")
"""The beginning of a string that a spreadsheet takes for a formula; it takes +49 for a number."""


class DelimitedWriter:
    """
    Writes rows, also those of several results, with one header.

    Args:
        form: `CSV` or `TSV`.
        selection: The columns; None for all that the rows have.
    """

    def __init__(self, form: str, selection: Selection | None = None) -> None:
        self._form = form
        self._selection = selection
        self._rows: list[Any] = []
        self._has_begun = False
        self._formulas = 0

    @property
    def streams(self) -> bool:
        """Whether a row is written at once."""
        return self._selection is not None

    def begin(self) -> None:
        """Write the header if the columns are known; a result without rows has one too."""
        if not self._has_begun:
            self._has_begun = True
            if self._selection is not None:
                self._write(self._selection.titles)

    def add(self, row: Any) -> None:
        """Write a row, or keep it until the columns are known."""
        self.begin()
        if self._selection is None:
            self._rows.append(row)
        else:
            self._write(self._selection.cells(row))

    def add_all(self, data: Any) -> None:
        """Add the rows of a result."""
        self.begin()
        for row in rows_of(data):
            self.add(row)

    def finish(self) -> None:
        """Write the rows that were kept, and print what is to be known of them."""
        if self._has_begun and self._selection is None:
            self._write_kept()
        problem = "" if self._selection is None else self._selection.problem()
        if problem:
            console.print_message(problem)
        if self._formulas:
            cells = "1 cell begins" if self._formulas == 1 else f"{self._formulas:,} cells begin"
            console.print_message(f"{cells} like a formula (= + - @): import the columns into a spreadsheet as text")

    def _write_kept(self) -> None:
        columns = all_columns(self._rows)
        if not columns:
            console.print_message("no rows")
            return
        self._write(columns)
        for row in zip(*columns.values(), strict=True):
            self._write(row)

    def _write(self, values: Any) -> None:
        self._formulas += sum(isinstance(value, str) and bool(_FORMULA.match(value)) for value in values)
        line = io.StringIO(newline="")
        # With this line end both of its characters are quoted where they are part of a value.
        csv.writer(line, delimiter=_DELIMITERS[self._form], lineterminator="\r\n").writerow(map(as_string, values))
        console.write_row(line.getvalue().removesuffix("\r\n"), _LINE_ENDS[self._form])
