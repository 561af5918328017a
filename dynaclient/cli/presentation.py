"""In which form what a call gives is written, and which part of it: the only door to jmespath."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from ..schema.references import at, tokens_of
from . import output

if TYPE_CHECKING:
    from ..description.model import Action
    from ..messages import Result

JSON, LINES, TABLE = FORMS = ("json", "ndjson", "table")

Select = Callable[[Any], Any]


@dataclass(frozen=True)
class Presentation:
    """How what a call gives is written."""

    form: str = ""
    """One of `FORMS`; without one a value is written as JSON, and what comes bit by bit as lines of JSON."""
    select: Select | None = None
    """Gives the part that is wanted."""
    whole: bool = False
    """Whether status and headers are written as well."""
    in_lines: bool = False
    """Whether a value is one of several, and so written in one line, unless a form is asked for."""

    @property
    def collects(self) -> bool:
        """Whether items are written when all of them have come, and not as they come."""
        return self.select is not None or self.form in (JSON, TABLE)

    def give(self, action: Action, result: Result) -> None:
        """Write what a call gave."""
        if not self.whole and not output.is_data(result):
            self._give_other(action, result)
            return
        if not self.whole and result.data is None and not output.is_json(result):
            return  # there is no content
        data = output.whole(result) if self.whole else result.data
        if self.select is not None:
            data = self.select(data)
        elif self.form in (LINES, TABLE) and not self.whole:
            data = items_of(action, data)
        if self.in_lines and not self.form:
            output.give_line(data)
        else:
            _WRITING[self.form or JSON](data)

    def give_items(self, items: Iterable[Any]) -> None:
        """Write the items of all pages."""
        if not self.collects:
            for each in items:
                output.give_line(each)
            return
        found: Any = list(items)
        _WRITING[self.form or JSON](found if self.select is None else self.select(found))

    def give_steps(self, action: Action, steps: Iterator[Any]) -> None:
        """Write each step of a stream as it comes."""
        for each in steps:
            if action.stream == "bytes":
                output.give_bytes(each)
                continue
            step = _event(each) if action.stream == "sse" else each
            chosen = step if self.select is None else self.select(step)
            if self.select is None or chosen is not None:
                output.give_line(chosen)

    def refuse_for(self, action: Action) -> None:
        """Refuse what cannot be done with a stream, before it is asked for."""
        told = f"{action.name} gives a stream"
        if self.whole:
            raise click.UsageError(f"{told}: leave out --with-response")
        if self.form not in ("", LINES):
            raise click.UsageError(f"{told}, which is written as it comes: leave out --output {self.form}")
        if action.stream == "bytes" and (self.form or self.select):
            raise click.UsageError(f"{told} of bytes: leave out --output and --query")
        if action.stream == "bytes" and output.on_terminal():
            raise click.UsageError(f"{action.name} gives bytes, which a terminal may not show; send them to a file")

    def _give_other(self, action: Action, result: Result) -> None:
        """Write a text or bytes, which have no parts and no other form."""
        if self.form or self.select:
            kind = result.headers.get("Content-Type", "") or "of no type"
            told = f"{action.name} was called, and its answer is no JSON ({kind})"
            raise click.UsageError(f"{told}: it can only be written as it is, without --output and --query")
        output.give(result)


def selecting(expression: str | None) -> Select | None:
    """Give what an expression of JMESPath selects; UsageError where it is none."""
    if expression is None:
        return None
    try:
        import jmespath
        from jmespath.exceptions import JMESPathError
    except ModuleNotFoundError as error:
        raise click.UsageError("--query needs its extra: pip install 'dynaclient[cli]'") from error

    told = ""
    try:
        compiled = jmespath.compile(expression)
    except JMESPathError as error:
        told = _first_line(error)
    if told:
        raise click.UsageError(f"--query is no JMESPath (https://jmespath.org): {told}")

    def select(data: Any) -> Any:
        try:
            return compiled.search(data)
        except (JMESPathError, TypeError, ValueError, ArithmeticError, RecursionError) as error:
            told = _first_line(error)
        raise click.UsageError(f"--query does not fit the answer, which came: {told}")

    return select


def _first_line(error: Exception) -> str:
    return output.printable(str(error).strip().partition("\n")[0][:200]) or type(error).__name__


def items_of(action: Action, data: Any) -> Any:
    """Give the items of a page, where the description says which those are; else the value itself."""
    pointer = action.paginate.get("items") if isinstance(data, dict) else None
    if pointer is None:
        return data
    try:
        return at(data, tokens_of(pointer))
    except LookupError:
        return data


def _event(event: Any) -> dict[str, Any]:
    return {"event": event.event, "data": event.data, "id": event.id}


def _give_lines(data: Any) -> None:
    for each in data if isinstance(data, list) else [data]:
        output.give_line(each)


def _give_table(data: Any) -> None:
    from .tables import drawn

    output.give_drawn(*drawn(data, output.width_of_terminal(), coloured=output.is_coloured()))


_WRITING: dict[str, Callable[[Any], None]] = {JSON: output.give_json, LINES: _give_lines, TABLE: _give_table}
"""Each form, and what writes a value in it."""
