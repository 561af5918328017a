"""`map`: one action for many rows, their source and their outcomes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any

import click

from ...bulk.outcomes import Outcome, later_rows, outcome_data, place_of
from ...bulk.rows import InvalidRow, json_rows
from ...call.defaults import merge_members
from ...call.preview import request_data
from ...errors import close_matches, did_you_mean
from ...messages import Request
from ..arguments.options import STANDARD_INPUT, option_hint
from ..arguments.repeated import repeated
from ..arguments.standard_input import standard_input
from ..output import console
from ..output.wording import shell_words
from .calls import Call, needed_credential

VALID = "valid"
"""The status of a row in a dry run, where nothing is done."""


def run_rows(call: Call, file: str, options: Mapping[str, Any]) -> bool:
    """
    Call the action for every row of a file, and return whether all rows are done.

    Outcomes are written to the standard output, one per line, unless the options name a file for them.

    Args:
        call: The action; its arguments are the defaults of all rows.
        file: The file, or `STANDARD_INPUT`.
        options: The options of `imap`.
    """
    _reject_unknown_arguments(call)
    rows = _read_rows(call.action.name) if file == STANDARD_INPUT else file
    with call.create_client() as client:
        # Over those of the profile, member by member, as a row is over these.
        defaults = client.with_defaults(**merge_members(client._settings.defaults, call.arguments))
        imap = call.bound_method(defaults, "imap", "returns a stream, which cannot be the value of a row")
        is_dry_run = call.connection.dry_run
        needed = needed_credential(client, call.action) if is_dry_run else ""
        with imap(rows, **options, dry_run=is_dry_run) as outcomes:
            summary = _DRY_SUMMARY if is_dry_run else _SUMMARY
            try:
                for outcome in outcomes:
                    if is_dry_run or options.get("results") is None:
                        _write(outcome, call.connection.program)
            except (KeyboardInterrupt, console.OutputNotWritten, click.exceptions.Exit):  # the latter: a closed pipe
                if not is_dry_run:
                    summary += _NO_JOURNAL if options.get("journal") is None else _RESUME
                _print_summary(outcomes, summary)
                raise
            _print_summary(outcomes, summary)
            if is_dry_run and options.get("resume"):
                console.print_message("the journal was not read: the rows that are in it are among these")
            if needed:
                console.print_message(needed)
            return not outcomes.failed and not outcomes.unknown


def _print_summary(outcomes: Any, summary: str) -> None:
    others = f"{outcomes.in_flight:,} in flight{later_rows(outcomes.ended)}"
    console.print_message(summary.format(outcomes.done, outcomes.failed, outcomes.unknown, others))


_SUMMARY = "{} done, {} failed, {} unknown"
_DRY_SUMMARY = "{} valid, {} invalid; nothing was sent"
_NO_JOURNAL = ", {} when it was ended: look before you call these rows again"
_RESUME = ", {} when it was ended: continue with --resume"


def _reject_unknown_arguments(call: Call) -> None:
    """Raise UsageError for unknown arguments: as defaults, which may be for other actions, they would be ignored."""
    parameters = call.action.parameters
    for name in call.arguments:
        if name not in parameters:
            hint = (
                option_hint(name, click.get_current_context().command.params)
                or did_you_mean(close_matches(name, parameters))
                or f"it has: {', '.join(parameters)}"
            )
            raise click.UsageError(console.printable(f"{call.action.name} has no argument {name[:80]}; {hint}"))


def _write(outcome: Outcome, program: str) -> None:
    if isinstance(outcome.value, Request):  # of a dry run
        console.write_json_line({**place_of(outcome), "status": VALID, "request": request_data(outcome.value)})
        return
    data = outcome_data(outcome)
    error = data.get("error")
    console.write_json_line({**data, "error": _in_shell_words(error, program)} if error else data)


def _in_shell_words(error: Mapping[str, Any], program: str) -> dict[str, Any]:
    context = click.get_current_context()

    def in_words(values: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
        prose = {name: values[name] for name in names if isinstance(values.get(name), str)}
        words = {name: shell_words(text, program).replace(*_FILE_OF_ROW) for name, text in prose.items()}
        return {**values, **{name: repeated(text, program, context) for name, text in words.items()}}

    problems = [in_words(problem, _PROSE) for problem in error.get("problems", ())]
    return {**in_words(error, ("text", "hint")), **({"problems": problems} if problems else {})}


_FILE_OF_ROW = (
    "write NAME=@FILE",
    "write NAME=@FILE behind the rows for one file for all of them; a file for each row takes Python (see Many calls)",
)
"""How a file is passed, and why not in a row."""
_PROSE = ("message", "suggestion", "expected")
"""The fields of a problem with words of the library."""


def _read_rows(action: str) -> Iterator[Any]:
    """
    Return an iterator over the rows of the standard input, which are JSON objects, one per line.

    Raises:
        UsageError: Its first line is none: it is of another format, such as CSV.
    """
    rows = json_rows(standard_input(), "standard input", action)
    first = next(rows, None)
    if isinstance(first, InvalidRow):
        what = first.error.problems[0].message
        hint = f"the standard input takes a JSON object per line; pass CSV as a file: map {action} rows.csv"
        raise click.UsageError(console.printable(f"{what}; {hint}"))
    return rows if first is None else chain((first,), rows)
