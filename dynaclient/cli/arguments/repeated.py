"""
Commands that a message advises, with the options of the command line that select the same API.

Without them `dynaclient login` would log in somewhere else than where the call has failed.
"""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING, Any

from ...client.environment import PROGRAM
from ...runtime.paths import show_source
from .connection import CONNECTION, SOURCE, source_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import click

    from .connection import Connection, Source

_OF_DESCRIPTION = "describe|lint|list|whoami"
_NOT_WHEN_BOUND = "lint"
"""A command that only dynaclient has: a program that is bound to a description names that to it."""


def noted_source(context: click.Context) -> Source:
    """Return the description that a command line selects, also by options behind the name of the command."""
    source: Source = context.meta.get(SOURCE) or source_of(context)
    return source


def login_options(connection: Connection) -> list[str]:
    """Return the options with which `login` logs in where a command calls."""
    source, profile = connection.source, connection.profile
    if profile is not None:  # it has its URL, which `login --url` would change
        is_named = source.profile is not None or (source.api is not None and source.program is None)
        return ["--profile", profile.name] if is_named else []
    place = {"--url": connection.url, "--server": connection.server}
    return [*source.options, *(word for name, value in place.items() if value for word in (name, value))]


def repeated(text: str, program: str, context: click.Context) -> str:
    """Return a message with the options of a command line in the commands that it advises."""
    connection: Connection | None = context.meta.get(CONNECTION)
    source = noted_source(context)
    login = lambda: source.options if connection is None else login_options(connection)  # noqa: E731
    return _with_options(text, program, source, login)


def repeated_for(text: str, connection: Connection) -> str:
    """Return advice with the options of a connection in the commands that it names."""
    return _with_options(text, connection.program, connection.source, lambda: login_options(connection))


def _with_options(text: str, program: str, source: Source, of_login: Callable[[], list[str]]) -> str:
    if source.program:
        text = _with_words(text, PROGRAM, _NOT_WHEN_BOUND, lambda _: ["--api", source.api])
    names = f"login(?! --profile)|{_OF_DESCRIPTION}"
    return _with_words(text, program, names, lambda name: of_login() if name == "login" else source.options)


def _with_words(text: str, program: str, names: str, words_of: Callable[[str], Iterable[Any]]) -> str:
    """Return a message with words behind the commands with these names."""

    def command(match: re.Match[str]) -> str:
        return " ".join([match[0], *(shlex.quote(show_source(str(word))) for word in words_of(match["name"]))])

    return re.sub(rf"(?<![\w./-]){re.escape(program)} (?P<name>{names})(?![\w./=-])", command, text)
