"""The commands that show what an API offers: `list`, `describe`, `demo`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ..arguments.connection import Source
from ..arguments.options import help_examples, with_source
from ..output import console
from .calling import ACTION_ARGUMENT

if TYPE_CHECKING:
    from ...description.outlines import Outline


@click.command("list", epilog=help_examples("dynaclient list", "dynaclient list api token"))
@click.argument("words", nargs=-1)
@with_source
def list_command(source: Source, words: tuple[str, ...]) -> None:
    """
    List the actions.

    Prints name, method, path and summary, one action per line.

    With WORDS, prints only the actions whose names, descriptions or parameters contain all of them, the best match
    first.
    """
    api = source.load()
    names = api.search(" ".join(words)) if words else [f"{resource.name}.{key}" for resource, key in api.action_keys()]
    if not names:
        console.print_message("no action matches" if words else "the description has no actions")
    width = max(map(len, names), default=0)
    outlines = {outline.name: outline for outline in api.outlines()}
    for name in names:
        console.print_row(f"{name:<{width}}  {_outline_line(outlines.get(name))}")


def _outline_line(outline: Outline | None) -> str:
    if outline is None:
        return "(cannot be called: its description has problems; see `dynaclient lint`)"
    return f"{outline.method:<6} {outline.path}  {outline.summary}".rstrip()


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

    console.print_line(description(source.load().action(action), path, source))


@click.command("demo")
def demo_command() -> None:
    """See it work. Takes a few seconds and no network: calls, mistakes, a change to the description, scopes."""
    from ..run.demo import demo_lines

    for line in demo_lines():
        console.print_line(line)
