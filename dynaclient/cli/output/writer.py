"""The options --output, --query and --with-response: which part of a result is written, and how. Imports jmespath."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

import click

from ...records import dataclass
from ...schema.references import parse_pointer, resolve_pointer
from ..arguments.decoding import decoded
from . import console

if TYPE_CHECKING:
    from ...description.model import Action
    from ...messages import Result

JSON, LINES, TABLE = FORMATS = ("json", "ndjson", "table")

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

    @property
    def collects(self) -> bool:
        """Whether items are written after the last one has been received, not one by one."""
        return self.query is not None or self.format in (JSON, TABLE)

    def write(self, action: Action, result: Result) -> None:
        """Write the result of a call."""
        if not self.with_response and not console.is_data(result):
            self._write_unparsed(action, result)
            return
        if not self.with_response and result.data is None and not console.is_json(result):
            return  # the response has no content
        data = console.with_response(result) if self.with_response else result.data
        if self.query is not None:
            data = self.query(data)
        elif self.format in (LINES, TABLE) and not self.with_response:
            data = page_items(action, data)
        if self.in_lines and not self.format:
            console.write_json_line(data)
        else:
            _WRITERS[self.format or JSON](data)

    def write_items(self, items: Iterable[Any]) -> None:
        """Write the items of all pages."""
        if not self.collects:
            for item in items:
                console.write_json_line(item)
            return
        collected: Any = list(items)
        _WRITERS[self.format or JSON](collected if self.query is None else self.query(collected))

    def write_stream(self, action: Action, elements: Iterator[Any]) -> None:
        """Write every element of a stream when it is received."""
        for element in elements:
            if action.stream == "bytes":
                console.write_bytes(element)
                continue
            value = _event_data(element) if action.stream == "sse" else element
            selected = value if self.query is None else self.query(value)
            if self.query is None or selected is not None:
                console.write_json_line(selected)

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

    def _write_unparsed(self, action: Action, result: Result) -> None:
        """Write a string or bytes, which have no members and no other format."""
        if self.format or self.query:
            media = result.headers.get("Content-Type", "") or "no media type"
            message = f"{action.name} was called, and its response is not JSON ({media})"
            raise click.UsageError(f"{message}: it can only be written as it is, without --output and --query")
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
        raise click.UsageError(f"the response was received, but --query cannot be applied to it: {message}")

    return query


def _first_line(error: Exception) -> str:
    return console.printable(str(error).strip().partition("\n")[0][:200]) or type(error).__name__


def page_items(action: Action, data: Any) -> Any:
    """Return the items of a page, if the description locates them; else the value itself."""
    pointer = action.paginate.get("items") if isinstance(data, dict) else None
    if pointer is None:
        return data
    try:
        return resolve_pointer(data, parse_pointer(pointer))
    except LookupError:
        return data


def _event_data(event: Any) -> dict[str, Any]:
    return {"event": event.event, "data": event.data, "id": event.id}


def _write_lines(data: Any) -> None:
    for value in data if isinstance(data, list) else [data]:
        console.write_json_line(value)


def _write_table(data: Any) -> None:
    from .tables import format_table

    console.write_table(*format_table(data, console.terminal_width(), coloured=console.uses_colour()))


_WRITERS: dict[str, Callable[[Any], None]] = {JSON: console.write_json, LINES: _write_lines, TABLE: _write_table}
"""The formats and the functions that write a value in it."""
