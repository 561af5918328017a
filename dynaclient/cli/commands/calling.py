"""The commands that call: `call`, `map`, `download`; and what an action as a command shares with them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from ..arguments.connection import Source, source_of
from ..arguments.options import (
    CONNECTION_OPTIONS,
    PROGRESS_OPTION,
    STANDARD_INPUT,
    VERBOSE_OPTION,
    DownloadType,
    IntegerType,
    OutputType,
    PathType,
    add_options,
    help_examples,
    help_lines,
    parse_pairs,
    pop_connection,
    shows_progress,
    with_source,
)
from ..exit_codes import PROBLEMS
from ..output import console

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from ...description.api import Api
    from ...description.model import Action
    from ..output.writer import ResultWriter
    from ..run.calls import Call

ASSIGNMENT_HELP = help_lines(
    "Values:",
    "  name=value            string, number or boolean, as the description requires",
    "  name:=JSON            any JSON value",
    "  name=@FILE            a file to send; name:=@FILE reads JSON from a file; - is stdin",
    "  name.path.to=value    one value inside a body; list[0].key for items of a list",
)
"""How arguments are assigned, for the end of a help text."""


def _complete_assignment(context: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    from ..completion.candidates import complete_assignment

    return complete_assignment(_action_of(context), context.params.get("words") or (), incomplete)


def _action_of(context: click.Context) -> Action:
    """Return the action of a command line; UnknownName if it names none."""
    own: Action | None = getattr(context.command, "action", None)  # of an action as a command
    if own is not None:
        return own
    # While the value of an option is missing, click has not assigned the arguments.
    name = context.params.get("action") or next(iter(context.args), "")
    return source_of(context).load().action(name)


def _complete_columns(context: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    from ..completion.columns import complete_columns

    return complete_columns(_action_of(context), incomplete)


def _complete_action_name(context: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    from ..completion.candidates import complete_action_names

    return complete_action_names(source_of(context).load(), incomplete)


ACTION_ARGUMENT = click.argument("action", shell_complete=_complete_action_name)
ASSIGNMENTS_ARGUMENT = click.argument("words", nargs=-1, metavar="[NAME=VALUE]…", shell_complete=_complete_assignment)

CALL_OPTIONS = (
    click.option("--input", "file", type=PathType(exists=True, dir_okay=False, allow_dash=True), metavar="FILE",
                 help="Read the arguments from a JSON object, or from one per line for several calls. May be -."),
    click.option("-o", "--output", "form", type=click.Choice(["json", "ndjson", "table", "csv", "tsv", "yaml"]),
                 help="Write JSON or YAML, or the items as lines of JSON, as a table, as CSV or TSV."),
    click.option("--columns", metavar="A,B.C", shell_complete=_complete_columns,
                 help="The columns of table, csv or tsv, in this order: names, or paths such as owner.name."),
    click.option("--query", "expression", metavar="JMESPATH", help="Write only this part of the response."),
    click.option("--with-response", is_flag=True, help="Write status and headers as well."),
    click.option("--raw", is_flag=True, help="Write the body of the response as it is, also of an error."),
    click.option("--all", "all_", is_flag=True, help="Write all items of a list, page after page."),
    click.option("--max-items", type=IntegerType(0), metavar="N", help="With --all: the maximum number of items."),
    click.option("--max-events", type=IntegerType(1, sys.maxsize), metavar="N",
                 help="End a stream after this many events or lines."),
    click.option("--dry-run", is_flag=True, help="Print the request, secrets redacted, and send nothing."),
    click.option("--curl", is_flag=True, help="Print the request as a curl command, and send nothing."),
    PROGRESS_OPTION,
    VERBOSE_OPTION,
)  # fmt: skip
"""What to do with a call, and how its result is written."""


def run_call(call: Call, options: Mapping[str, Any]) -> None:
    """Call an action as the values of `CALL_OPTIONS` say."""
    from ..arguments.input_file import Input, read_inputs
    from ..run.calls import CallOptions, run_calls

    _reject_contradictions(call, options)
    writer = _create_writer(options)
    file = options["file"]
    inputs = [Input(dict(call.arguments))] if file is None else read_inputs(file, call.action, call.arguments)
    run_calls(
        call,
        inputs,
        CallOptions(
            writer, options["curl"], options["all_"], options["max_items"], options["progress"], options["raw"],
            options["max_events"],
        ),
    )  # fmt: skip


def _create_writer(options: Mapping[str, Any]) -> ResultWriter:
    from ..output.writer import CSV, TSV, WITH_COLUMNS, ResultWriter, compile_query

    form, columns = options["form"] or "", options["columns"]
    if columns is not None and form not in WITH_COLUMNS:
        raise click.UsageError(f"--columns requires --output {', '.join(WITH_COLUMNS[:-1])} or {WITH_COLUMNS[-1]}")
    selection = rows = None
    if columns is not None:
        from ..output.columns import parse_columns

        selection = parse_columns(columns)
    if form in (CSV, TSV):
        from ..output.delimited import DelimitedWriter

        rows = DelimitedWriter(form, selection)
    query = compile_query(options["expression"])
    return ResultWriter(form, query, options["with_response"], selection=selection, rows=rows)


_NOT_WITH_RAW = {
    "form": "--output", "columns": "--columns", "expression": "--query", "with_response": "--with-response",
    "all_": "--all", "curl": "--curl", "max_events": "--max-events",
}  # fmt: skip
"""The options that need the value of a response, or none."""


def _reject_contradictions(call: Call, options: Mapping[str, Any]) -> None:
    if options["raw"]:
        others = [name for key, name in _NOT_WITH_RAW.items() if options[key]]
        others += ["--dry-run"] if call.connection.dry_run and not options["curl"] else []
        if others:
            raise click.UsageError(f"--raw writes the body as it is: omit {', '.join(others)}")
    if options["all_"] and options["with_response"]:
        raise click.UsageError("--all writes items of several responses: omit --with-response")
    if options["max_items"] is not None and not options["all_"]:
        raise click.UsageError("--max-items requires --all")


def parse_call(api: Api, name: str, words: tuple[str, ...], options: dict[str, Any]) -> Call:
    """Return the call that a command line describes; remove the options of its connection from the others."""
    from ..arguments.assignments import names_of_input
    from ..run.calls import Call

    connection = pop_connection(options)
    readers = [f"the value of {name}" for name in names_of_input(words)]
    if options.get("file") == STANDARD_INPUT:
        readers.insert(0, "the rows" if "concurrency" in options else "the arguments")
    if connection.token_stdin:
        readers.append("the token")
    if len(readers) > 1:
        message = f"the standard input cannot contain both {readers[0]} and {readers[1]}"
        raise click.UsageError(console.printable(message))
    return Call.parse(api, name, words, connection)


def _with_call(function: Callable[..., None]) -> Any:
    """Add the options of a connection to a command, and pass it the `Call` that its action and words describe."""

    @wraps(function)
    def command(source: Source, action: str, words: tuple[str, ...], **rest: Any) -> None:
        function(call=parse_call(source.load(), action, words, rest), **rest)

    return add_options(*CONNECTION_OPTIONS)(with_source(command))


@click.command("call", epilog=ASSIGNMENT_HELP + help_examples(
    "dynaclient call applications.get perPage=5 sortField=name",
    "dynaclient call --dry-run applications.post application.name=Test",
))  # fmt: skip
@ACTION_ARGUMENT
@ASSIGNMENTS_ARGUMENT
@add_options(*CALL_OPTIONS)
@_with_call
def call_command(call: Call, **options: Any) -> None:
    """
    Call an action, by its exact name.

    It does the same as the action as a command of its own, and works for every name.
    """
    run_call(call, options)


@click.command(
    "map",
    epilog=help_lines(
        "FILE:",
        "  rows.csv, rows.tsv         with a header; a column goes to the parameter of its name",
        "  rows.ndjson, rows.jsonl    one JSON object per line",
        "  -                          the same, from the standard input",
    )
    + help_examples(
        "dynaclient map devices.post devices.csv applicationId=575ec8687ae143cd83dc4a97 \\",
        "    --column Name=device.name --column Class=device.deviceClass --column Remark= \\",
        "    --journal run.sqlite --resume --results out.ndjson",
    ),
)
@ACTION_ARGUMENT
@click.argument("file", type=PathType(exists=True, dir_okay=False, allow_dash=True))
@ASSIGNMENTS_ARGUMENT
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="NAME=PATH",
    help="The argument of a column, such as Name=device.name; nothing after = ignores the column. May be repeated.",
)
@click.option(
    "--concurrency", type=IntegerType(1), default=8, show_default=True, help="The maximum number of calls in flight."
)
@click.option("--rate", metavar="R", help="The maximum number of calls per second; or 100/minute.")
@click.option("--journal", type=OutputType(dir_okay=False), metavar="FILE", help="Record progress in this file.")
@click.option("--resume", is_flag=True, help="Continue from an existing journal: rows with an outcome are skipped.")
@click.option(
    "--rerun",
    type=click.Choice(["failed", "unknown"]),
    multiple=True,
    help="With --resume: call these rows again. May be repeated.",
)
@click.option(
    "--results",
    type=OutputType(dir_okay=False),
    metavar="FILE",
    help="Write the outcomes to this file (.ndjson, .jsonl, .csv) instead of the standard output.",
)
@click.option(
    "--dry-run", is_flag=True, help="Validate all rows, print the requests, and send nothing; no file is written."
)
@PROGRESS_OPTION
@VERBOSE_OPTION
@_with_call
def map_command(call: Call, *, file: str, columns: tuple[str, ...], progress: bool | None, **options: Any) -> None:
    """
    Call an action for every row of FILE.

    The outcome of every row is written to the standard output as a line of JSON, in the order of the rows: {"row": 0,
    "line": 2, "status": "done", "value": …}, or "failed" or "unknown" with an "error". Rows count from 0, and lines are
    those of FILE, from 1. The exit code is 1 if not all are done.

    NAME=VALUE applies to all rows that do not have this argument, or this member of an object, themselves.

    With --dry-run they have "status": "valid" and the "request", or "failed" with an "error". The exit code is 1 if not
    all are valid.
    """
    from ..run.rows import run_rows

    paths = {name: path or None for name, path in parse_pairs("--column", "NAME=PATH", columns).items()}
    options.update(columns=paths, rate=_rate(options["rate"]), progress=shows_progress(progress))
    if not run_rows(call, file, options):
        raise click.exceptions.Exit(PROBLEMS)


def _rate(text: str | None) -> float | str | None:
    try:
        return None if text is None else float(text)
    except ValueError:
        return text


@click.command("download", epilog=help_examples("dynaclient download applications.get applications.json perPage=1000"))
@ACTION_ARGUMENT
@click.argument("target", type=DownloadType(dir_okay=False))
@ASSIGNMENTS_ARGUMENT
@PROGRESS_OPTION
@VERBOSE_OPTION
@_with_call
def download_command(call: Call, *, target: str, progress: bool | None) -> None:
    """
    Write the response of an action to a file, TARGET.

    It needs constant memory, and resumes after a broken connection. TARGET is created, or replaced, once the response
    is complete.
    """
    from ..arguments.assignments import shown_assignment
    from ..run.calls import download_response

    shown = shown_assignment(call.action, target, call.connection.content)
    if shown:
        message = (
            f"{shown} stands in the place of TARGET, the file to write: put TARGET before it, or ./ if it is a file"
        )
        raise click.UsageError(console.printable(message))
    download_response(call, target, progress=shows_progress(progress))
