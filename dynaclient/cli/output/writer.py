"""
The options --output, --columns, --query and --with-response: which part of a result is written, and how.

Imports jmespath.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

import click

from ...records import dataclass
from ...schema.references import value_at
from ..arguments.decoding import decoded
from . import console

if TYPE_CHECKING:
    from ...description.model import Action
    from ...messages import Result
    from .columns import Selection
    from .delimited import DelimitedWriter

JSON, LINES, TABLE, CSV, TSV, YAML = FORMATS = ("json", "ndjson", "table", "csv", "tsv", "yaml")
OF_ROWS = (LINES, TABLE, CSV, TSV)
"""The formats of items, not of the response around them."""
WITH_COLUMNS = (TABLE, CSV, TSV)

Query = Callable[[Any], Any]


@dataclass(frozen=True)
class ResultWriter:
    """Writes results to the standard output."""

    format: str = ""
    """One of `FORMATS`; without one a value is written as JSON, and the elements of a stream as lines of JSON."""
    query: Query | None = None
    """Selects the part to write."""
    with_response: bool = False
    """Whether status and headers are written as well."""
    in_lines: bool = False
    """Whether a value is one of several, and therefore written on one line unless a format is set."""
    selection: Selection | None = None
    """The columns, if they are chosen."""
    rows: DelimitedWriter | None = None
    """Writes the rows of CSV and TSV, of all results of the command."""

    @property
    def collects(self) -> bool:
        """Whether items are written after the last one has been received, not one by one."""
        keeps_rows = self.rows is not None and not self.rows.streams
        return self.query is not None or self.format in (JSON, TABLE) or keeps_rows

    def write(self, action: Action, result: Result) -> None:
        """Write the result of a call."""
        if not self.with_response and not console.is_data(result):
            self._write_unparsed(result)
            return
        if not self.with_response and result.data is None and not console.is_json(result):
            return  # the response has no content
        data = console.with_response(result) if self.with_response else result.data
        if self.query is not None:
            data = self.query(data)
        elif self.format in OF_ROWS and not self.with_response:
            data = page_items(action, data)
        if self.in_lines and not self.format:
            console.write_json_line(data)
        else:
            self._write_data(data)

    def write_items(self, items: Iterable[Any]) -> None:
        """Write the items of all pages."""
        if self.query is not None:
            self._write_data(self.query(list(items)))
        elif self.rows is not None:
            for item in items:
                self.rows.add(item)
            self.rows.begin()
        elif self.format == YAML:
            _write_yaml_items(items)
        elif self.format in (JSON, TABLE):
            self._write_data(list(items))
        else:
            for item in items:
                console.write_json_line(item)

    def write_stream(self, action: Action, elements: Iterator[Any], most: int | None = None) -> None:
        """Write every element of a stream when it is received; `most` of those that the query selects."""
        if action.stream == "bytes":
            for element in elements:
                console.write_bytes(element)
            return
        for value in islice(self._selected(action, elements), most):
            console.write_json_line(value)

    def finish(self) -> None:
        """Write what is written after the last result."""
        if self.rows is not None:
            self.rows.finish()

    def _selected(self, action: Action, elements: Iterator[Any]) -> Iterator[Any]:
        for element in elements:
            value = _event_data(element) if action.stream == "sse" else element
            selected = value if self.query is None else self.query(value)
            if self.query is None or selected is not None:
                yield selected

    def _write_data(self, data: Any) -> None:
        if self.rows is not None:
            self.rows.add_all(data)
        elif self.format == TABLE:
            _write_table(data, self.selection)
        elif self.format == YAML:
            _write_yaml(data, is_document=self.in_lines)
        elif self.format == LINES:
            _write_lines(data)
        else:
            console.write_json(data)

    def require_extras(self) -> None:
        """Raise UsageError, before anything is sent, if what the format needs is not installed."""
        if self.format == YAML:
            from .yaml_output import yaml_formatter

            yaml_formatter()

    def require_stream_options(self, action: Action) -> None:
        """Raise UsageError, before anything is sent, if an option does not work with the stream of the action."""
        streams = f"{action.name} returns a stream"
        if self.with_response:
            raise click.UsageError(f"{streams}: omit --with-response")
        if self.format not in ("", LINES):
            raise click.UsageError(f"{streams}, which is written as it is received: omit --output {self.format}")
        if action.stream == "bytes" and (self.format or self.query):
            raise click.UsageError(f"{streams} of bytes: omit --output and --query")
        if action.stream == "bytes" and console.stdout_is_terminal():
            raise click.UsageError(f"{action.name} returns bytes, which a terminal cannot show; write them to a file")

    def _write_unparsed(self, result: Result) -> None:
        """Write a string or bytes, which have no members and no other format."""
        if self.format or self.query:
            media = result.headers.get("Content-Type", "") or "no media type"
            message = f"the response is not JSON ({media})"
            raise console.OutputNotWritten(f"{message}: write it as it is, without --output and --query")
        console.write_unparsed(result)


def compile_query(expression: str | None) -> Query | None:
    """Return a function that evaluates a JMESPath expression; raise UsageError if it is not one."""
    if expression is None:
        return None
    try:
        import jmespath
        from jmespath.exceptions import JMESPathError
    except ModuleNotFoundError as error:
        raise click.UsageError("--query needs its extra: pip install 'dynaclient[cli]'") from error

    message = ""
    try:
        compiled = jmespath.compile(decoded(expression))
    except JMESPathError as error:
        message = _first_line(error)
    if message:
        raise click.UsageError(f"--query is not a JMESPath expression (https://jmespath.org): {message}")

    def query(data: Any) -> Any:
        try:
            return compiled.search(data)
        except (JMESPathError, TypeError, ValueError, ArithmeticError, RecursionError) as error:
            message = _first_line(error)
        raise console.OutputNotWritten(f"--query cannot be applied to the response: {message}")

    return query


def _first_line(error: Exception) -> str:
    first = (
        str(error).strip().partition("\n")[0].removesuffix(":").removesuffix(", for expression")
    )  # which is behind it
    return console.printable(first[:200]) or type(error).__name__


def page_items(action: Action, data: Any) -> Any:
    """Return the items of a page, if the description locates them; else the value itself."""
    pointer = action.paginate.get("items") if isinstance(data, dict) else None
    return data if pointer is None else value_at(data, pointer, data)


def _event_data(event: Any) -> dict[str, Any]:
    return {"event": event.event, "data": event.data, "id": event.id}


def _write_lines(data: Any) -> None:
    for value in data if isinstance(data, list) else [data]:
        console.write_json_line(value)


def _write_table(data: Any, selection: Selection | None) -> None:
    from .tables import format_table

    width, coloured = console.terminal_width(), console.uses_colour()
    console.write_table(*format_table(data, width, coloured=coloured, selection=selection))
    problem = "" if selection is None else selection.problem()
    if problem:
        console.print_message(problem)


def _write_yaml(data: Any, *, is_document: bool) -> None:
    from .yaml_output import yaml_formatter

    console.write_string(yaml_formatter()(data, is_document=is_document))


def _write_yaml_items(items: Iterable[Any]) -> None:
    """Write the items of a list one by one: together they are one list."""
    from .yaml_output import yaml_formatter

    format_data, is_empty = yaml_formatter(), True
    for item in items:
        is_empty = False
        console.write_string(format_data([item]))
    if is_empty:
        console.write_string(format_data([]))
