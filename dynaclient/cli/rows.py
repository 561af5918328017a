"""One action for many rows: where they come from, how they are called, and what became of each."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from typing import Any

import click

from ..bulk.outcomes import Outcome, outcome_data
from ..call.response import NotStrict, decode
from ..errors import InvalidCall, Problem, close_matches, did_you_mean
from . import output
from .calls import Call
from .options import INPUT

CANNOT = "gives a stream, which is no value of a row"


def carry_out(call: Call, file: str, options: Mapping[str, Any]) -> bool:
    """
    Call for each row of a file, and say whether all are done.

    Outcomes are written to the standard output, one a line, unless the options name a file for them.

    Args:
        call: What is called; its arguments are for the rows that do not have their own.
        file: The file, or `INPUT`.
        options: As `imap` takes them.
    """
    _refuse_unknown(call)
    rows = _from_input(call.action.name) if file == INPUT else file
    with call.client() as client:
        imap = call.method_of(client.with_defaults(**call.arguments), "imap", CANNOT)
        with imap(rows, **options) as outcomes:
            for outcome in outcomes:
                if options.get("results") is None:
                    _give(outcome)
            told = f"{outcomes.done} done, {outcomes.failed} failed, {outcomes.unknown} unknown"
            all_done = not outcomes.failed and not outcomes.unknown
    output.tell(told)
    return all_done


def _refuse_unknown(call: Call) -> None:
    """Refuse what the action does not take: defaults may be for other actions, and would be dropped without a word."""
    takes = call.action.parameters
    for name in call.arguments:
        if name not in takes:
            hint = did_you_mean(close_matches(name, takes)) or f"it takes: {', '.join(takes)}"
            raise click.UsageError(output.printable(f"{call.action.name} takes no {name[:80]}; {hint}"))


def _give(outcome: Outcome) -> None:
    output.give_line(outcome_data(outcome))


def _from_input(action: str) -> Iterator[Any]:
    """Give the rows of the standard input, which are JSON objects, one a line."""
    coming = sys.stdin.buffer if sys.stdin else ()  # closed by who started this (`<&-`)
    for number, line in enumerate(coming, 1):
        if line.strip():
            yield _row(line, number, action)


def _row(line: bytes, number: int, action: str) -> Any:
    try:
        return decode(line)
    except NotStrict as error:
        told = f"line {number} of the standard input is no JSON: {error}"
    return InvalidCall(
        action, [Problem.in_call("call", "rows", (), "rows", "JSON objects", None, told, "mend the line")]
    )
