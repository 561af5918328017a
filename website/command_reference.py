"""The reference of the command line: each command with its arguments, options and examples, as click has them."""

from __future__ import annotations

import inspect
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import click

from dynaclient.cli.output.man_pages import ENVIRONMENT
from dynaclient.cli.program import COMMANDS, load_command, program
from dynaclient.render import markdown
from dynaclient.render.markdown import slug

PAGE = "reference/commands.md"

_INTRODUCTION = """\
The program `dynaclient` needs `pip install 'dynaclient[cli]'`. Options of the program may stand before the name of
the command or behind it. The name of an action is a command, too: `dynaclient pets.list` does what
`dynaclient call pets.list` does, with the same options."""

_SHARED_BY = 3
"""An option that so many commands have is explained once."""
_SHARED = "Options of several commands"


def page() -> str:
    """Return the page in Markdown."""
    commands = {name: load_command(name) for name in sorted(COMMANDS)}
    shared = _shared_options(commands.values())
    rows = [(markdown.link(markdown.code(name), f"#{slug(name)}"), _summary(one)) for name, one in commands.items()]
    blocks = [
        "# Command line",
        _INTRODUCTION,
        markdown.fenced("dynaclient [OPTIONS] COMMAND [ARGUMENTS]…", "text"),
        *_options(program.params, {}),
        markdown.table(("Command", "What it does"), rows),
    ]
    for name, command in commands.items():
        blocks += _command(name, command, shared)
    blocks += [f"## {_SHARED}", *_options(shared.values(), {})]
    blocks += ["## Exit codes", *_paragraphs(program.epilog or "")]
    variables = [(_names(names), meaning) for names, meaning in ENVIRONMENT]
    blocks += ["## Environment variables", markdown.table(("Variable", "Meaning"), variables)]
    return "\n\n".join(blocks) + "\n"


def _names(names: str) -> str:
    return ", ".join(map(markdown.code, names.split(", ")))


def _command(name: str, command: click.Command, shared: dict[str, click.Parameter]) -> Iterator[str]:
    context = click.Context(command, info_name=f"dynaclient {name}")
    yield f"## {markdown.code(name)}"
    yield markdown.fenced(command.get_usage(context).removeprefix("Usage: "), "text")
    yield from _paragraphs(command.help or "")
    yield from _options(command.params, shared)
    also = [_link(_title(one)) for one in command.params if _title(one) in shared]
    if also:
        yield f"Also, as [several commands](#{slug(_SHARED)}): {', '.join(also)}."
    yield from _paragraphs(command.epilog or "")


def _link(title: str) -> str:
    return ", ".join(map(markdown.code, title.split(", ")))


def _summary(command: click.Command) -> str:
    return markdown.inline(command.get_short_help_str(limit=200))


def _shared_options(commands: Iterable[click.Command]) -> dict[str, click.Parameter]:
    """Return the options that several commands have with the same help, by their titles."""
    every = [one for command in commands for one in command.params if isinstance(one, click.Option)]
    counts = Counter((_title(one), one.help) for one in every)
    titles = Counter(title for title, _ in counts)
    return {
        _title(one): one for one in every if counts[_title(one), one.help] >= _SHARED_BY and titles[_title(one)] == 1
    }


def _title(parameter: click.Parameter) -> str:
    return ", ".join([*parameter.opts, *parameter.secondary_opts])


def _options(parameters: Iterable[click.Parameter], shared: dict[str, Any]) -> Iterator[str]:
    shown = [
        one for one in parameters if isinstance(one, click.Option) and not one.hidden and _title(one) not in shared
    ]
    if shown:
        yield markdown.table(("Option", "Meaning"), [(_usage(one), _meaning(one)) for one in shown])


def _usage(option: click.Option) -> str:
    """Return how an option is written; each name is code of its own, which no line break divides."""
    names = ", ".join(map(markdown.code, [*option.opts, *option.secondary_opts]))
    is_flag = option.is_flag or option.count
    return names if is_flag else f"{names} {markdown.literal(option.make_metavar(click.Context(program)))}"


def _meaning(option: click.Option) -> str:
    default = option.default
    shown = default if isinstance(default, (str, int, float)) and not isinstance(default, bool) else None
    more = f" The default is {shown}." if shown not in (None, "") and "default" not in (option.help or "") else ""
    return markdown.inline(f"{option.help or ''}{more}")


def _paragraphs(text: str) -> Iterator[str]:
    """Yield the paragraphs of a help text; those that click does not wrap are code."""
    for paragraph in inspect.cleandoc(text).split("\n\n"):
        if paragraph.startswith("\b\n"):
            title, _, code = paragraph.removeprefix("\b\n").partition("\n")
            yield f"**{markdown.literal(title.removesuffix(':'))}**"
            yield markdown.fenced(inspect.cleandoc(f"\n{code}"), "text")
        elif paragraph.strip():
            yield markdown.prose(paragraph)
