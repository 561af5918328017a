"""The commands that show what an API offers: `list`, `describe`, `demo`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import click

from ...client.environment import PROGRAM
from ..arguments.connection import Source
from ..arguments.decoding import decoded
from ..arguments.options import help_examples, with_source
from ..arguments.repeated import repeated
from ..arguments.searched import another_api, searched_api
from ..output import console
from ..output.listing import HAS_PROBLEMS, Row, action_data, lines_of, row_of
from .calling import ACTION_ARGUMENT

if TYPE_CHECKING:
    from ...description.api import Api
    from ...description.outlines import Outline


MOST_FOUND, MOST_LISTED = 25, 500
"""Lines of `list`, at most, with words, and without words in a terminal."""


@click.command("list", epilog=help_examples("dynaclient list", "dynaclient list api token"))
@click.argument("words", nargs=-1)
@click.option("--all", "is_whole", is_flag=True, help="Print all actions, however many there are.")
@click.option("-o", "--output", "form", type=click.Choice(["json", "ndjson"]), help="Write JSON, or lines of JSON.")
@click.option("--pager/--no-pager", default=True, help="Show what is longer than the terminal in $PAGER; the default.")
@with_source
def list_command(source: Source, words: tuple[str, ...], is_whole: bool, form: str | None, pager: bool) -> None:
    """
    List the actions.

    Prints name, method, path and summary, one action per line; wrapped to its width on a terminal.

    With WORDS, prints only the actions that match best, the best one first: 25 at most. WORDS may be what people
    commonly call such an action; not all of them have to match.

    Without WORDS, prints all of them to a file or a pipe, and 500 at most to a terminal.

    With --output each action is
    {"name": …, "method": …, "path": …, "summary": …, "deprecated": …, "operationId": …}.
    """
    api = source.load()
    owners = {f"{resource.name}.{key}": (resource, key) for resource, key in api.action_keys()}
    names = api.search(decoded(" ".join(words)), most=None) if words else list(owners)
    if not names:
        console.print_message(
            f"no action matches in {searched_api(source)}{_otherwise(source)}"
            if words
            else "the description has no actions"
        )
    is_limited = console.stdout_is_terminal() and form is None
    most = MOST_FOUND if words else MOST_LISTED if is_limited else len(names)
    shown = names if is_whole else names[:most]
    outlines = ((name, next(api.outlines_of([owners[name]]), None)) for name in shown)
    if form is not None:
        _write_actions(api, outlines, form)
    else:
        advice = repeated(HAS_PROBLEMS, source.program or PROGRAM, click.get_current_context())
        _print_actions([row_of(name, outline, advice) for name, outline in outlines], uses_pager=pager)
        if names and another_api(source):  # it may be of another one than the user means
            console.print_message(f"actions of {searched_api(source)}{_otherwise(source)}")
    if len(shown) < len(names):
        rest = f"{len(names) - len(shown):,} {'match less well' if words else 'more actions'}"
        console.print_message(f"{rest}: add {'words' if words else 'words to search for'}, or --all to see them")


def _otherwise(source: Source) -> str:
    other = another_api(source)
    return f"; {other}" if other else ""


def _write_actions(api: Api, outlines: Iterable[tuple[str, Outline | None]], form: str) -> None:
    data = [action_data(name, outline, api.operation_ids.get(name)) for name, outline in outlines]
    if form == "json":
        console.write_json(data)
    else:
        for action in data:
            console.write_json_line(action)


def _print_actions(rows: Sequence[Row], *, uses_pager: bool) -> None:
    console.print_lines(list(lines_of(rows, console.terminal_width())), uses_pager=uses_pager)


@click.command(
    "describe",
    epilog=help_examples(
        "dynaclient describe applicationApiTokens.post", "dynaclient describe devices.post --path device.attributes"
    ),
)
@ACTION_ARGUMENT
@click.option(
    "--path", default="", metavar="PATH", help="Explain a part of it: device.attributes, or 200.items[] of a response."
)
@with_source
def describe_command(source: Source, action: str, path: str) -> None:
    """Explain an action. Prints what it does, its parameters, scopes and responses, and example calls."""
    from ..arguments.examples import description

    console.print_line(description(source.load().action(action), decoded(path), source))


@click.command("demo")
def demo_command() -> None:
    """See it work. Takes a few seconds and no network: calls, mistakes, a change to the description, scopes."""
    from ..run.demo import demo_lines

    for line in demo_lines():
        console.print_line(line)
