"""Outcomes: how the call of a row ended, with a value or with an error."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, overload

from ..display.columns import VALUE, flatten
from ..display.interrupts import add_note
from ..display.shown import ShownAsTable
from ..errors import DynaclientError
from ..messages import Result
from ..records import dataclass, field
from ..strings.counting import counted
from .serialization import encode_member, error_data, format_error

if TYPE_CHECKING:
    from ..display.blocks import Block

DONE, FAILED, UNKNOWN = "done", "failed", "unknown"
LINE = "line"
"""The column of the lines of a file; only the outcomes of its rows have it."""
ARGUMENTS = "arguments"
"""The column of the arguments of calls that have failed, by which a row is found and fixed."""
OWN_COLUMNS = ("row", LINE, "status", "error", ARGUMENTS)
"""The columns of a table of outcomes that do not come from the values."""
_ALWAYS = ("row", "status", "error")


@dataclass(frozen=True)
class Outcome:
    """
    The outcome of one row: `value` is what the call returned if it is `ok`, and `error` is what it raised otherwise.

    Example::

        for outcome in outcomes.errors:
            print(outcome.number, outcome.arguments, outcome.error)
    """

    number: int
    """The number of the row, from 0."""
    value: Any = None
    """What the call returned; None if it returned nothing, or raised an error."""
    error: DynaclientError | None = None
    arguments: Mapping[str, Any] | None = field(default=None, compare=False)
    """The arguments of the call, if they are known."""
    line: int | None = field(default=None, compare=False)
    """The line of the file that the row begins in, from 1 (the header of a CSV file); None if it is not of a file."""
    _shown: Any = field(default=None, compare=False, repr=False)
    """The arguments as JSON data, with secrets redacted, if it has an error and they are known."""

    @property
    def ok(self) -> bool:
        """Whether the call returned a value."""
        return self.error is None

    @property
    def status(self) -> str:
        """
        How the call ended.

        ``done``: it returned a value. ``failed``: the API refused it, nothing was sent, or it may safely be called
        again. ``unknown``: the server may have processed it, and a retry might do it twice: there was no response, only
        that of a gateway (502, 504 and the like), or one that could not be read (a `BadResponse`, whose `body` has what
        there is of it).
        """
        if self.error is None:
            return DONE
        return UNKNOWN if self.error.may_be_processed else FAILED

    def __repr__(self) -> str:
        # Without the value and the arguments, which may contain secrets.
        line = "" if self.line is None else f", line {self.line}"
        return f"<Outcome {self.number}{line}: {self.status}{', ' if self.error else ''}{format_error(self.error)}>"


def outcome_data(outcome: Outcome) -> dict[str, Any]:
    """Return an outcome as JSON data, with its arguments if it has an error: one line of an NDJSON file of results."""
    data: dict[str, Any] = {**place_of(outcome), "status": outcome.status}
    if outcome.error is not None:
        return {**data, "error": error_data(outcome.error), **_arguments(outcome)}
    return {**data, **encode_member("value", _body(outcome))}


def place_of(outcome: Outcome) -> dict[str, int]:
    """Return the number of the row of an outcome, and its line if it is of a file."""
    return {"row": outcome.number, **({} if outcome.line is None else {LINE: outcome.line})}


def _arguments(outcome: Outcome) -> dict[str, Any]:
    return {ARGUMENTS: outcome._shown} if outcome._shown else {}


def _body(outcome: Outcome) -> Any:
    return outcome.value.data if isinstance(outcome.value, Result) else outcome.value


def _record(outcome: Outcome, most: int | None = None) -> dict[str, Any]:
    """Return an outcome as a row of a table, with at most so many cells of its value."""
    record = {**place_of(outcome), "status": outcome.status, "error": format_error(outcome.error)}
    record |= _arguments(outcome)
    value = _body(outcome)
    if isinstance(value, dict):
        return {**record, **flatten(value, (*record, ARGUMENTS, VALUE), most)}
    return record if value is None else {**record, VALUE: value}


def later_rows(ended: int) -> str:
    """Return how many rows had ended behind those in flight, as the end of a sentence."""
    return f", {counted(ended, 'later row')} had ended" if ended else ""


class Outcomes(ShownAsTable, Sequence[Outcome]):
    """
    The outcomes of all rows, in the order of the rows: a sequence of `Outcome`.

    `done`, `failed` and `unknown` are how many rows ended so. `errors` has the outcomes with an error, `raise_first()`
    raises the first one, and `to_frame()` makes a frame of all.

    Example::

        values = [outcome.value for outcome in outcomes if outcome.ok]
    """

    def __init__(self, outcomes: Iterable[Outcome]) -> None:
        self._outcomes = tuple(sorted(outcomes, key=lambda outcome: outcome.number))

    @property
    def done(self) -> int:
        """Number of rows whose call returned a value."""
        return self._count(DONE)

    @property
    def failed(self) -> int:
        """Number of rows whose call raised an error, or whose arguments are not valid."""
        return self._count(FAILED)

    @property
    def unknown(self) -> int:
        """Number of rows that the server may or may not have processed."""
        return self._count(UNKNOWN)

    @property
    def errors(self) -> Outcomes:
        """The outcomes that have an error."""
        return Outcomes(outcome for outcome in self if not outcome.ok)

    def raise_first(self) -> Outcomes:
        """Raise the error of the first row that has one, with a note of the row; return these outcomes if none has."""
        for outcome in self:
            if outcome.error is not None:
                note = f"this is row {outcome.number}" + ("" if outcome.line is None else f", line {outcome.line}")
                add_note(outcome.error, note)
                raise outcome.error
        return self

    def to_frame(self, kind: str = "pandas") -> Any:
        """
        Return a frame with one row per outcome.

        Its columns are ``row``, ``line`` if the rows are those of a file, ``status``, ``error``, ``arguments`` (of rows
        with an error, with what the description marks as secret redacted), and those of the values: an object has one
        column per property, and a property of an object inside it has a column named by its path (``device.name``). Any
        other value is in the column ``value``. A property with the name of one of these columns is ``value.row``, and
        so on. Lists stay lists in pandas; in polars, where a column has one type, they are JSON strings.

        Args:
            kind: ``pandas`` or ``polars``.

        Raises:
            InvalidCall: The kind is neither of them.
            DynaclientError: The package is not installed.
        """
        from ..results.frames import frame_of

        records = list(map(_record, self))
        present = {name for record in records for name in (LINE, ARGUMENTS) if name in record}
        return frame_of(kind, records, [name for name in OWN_COLUMNS if name in present or name in _ALWAYS])

    @overload
    def __getitem__(self, index: int) -> Outcome: ...

    @overload
    def __getitem__(self, index: slice) -> Outcomes: ...

    def __getitem__(self, index: int | slice) -> Outcome | Outcomes:
        return Outcomes(self._outcomes[index]) if isinstance(index, slice) else self._outcomes[index]

    def __len__(self) -> int:
        return len(self._outcomes)

    def __repr__(self) -> str:
        return f"<Outcomes: {self.done} done, {self.failed} failed, {self.unknown} unknown>"

    def _blocks(self) -> Iterable[Block]:
        from ..display.blocks import Paragraph
        from ..display.data import MAX_READ, MAX_ROWS, rows_table

        # What failed comes first: it is what one looks for.
        shown = sorted(self, key=lambda outcome: outcome.ok)[:MAX_ROWS]
        rows = [_record(outcome, MAX_READ) for outcome in shown]
        for row in rows if all(outcome.ok for outcome in shown) else ():
            del row["error"]
        return [Paragraph(repr(self).strip("<>")), rows_table(rows, len(self), OWN_COLUMNS)]

    def _count(self, status: str) -> int:
        return sum(outcome.status == status for outcome in self)
