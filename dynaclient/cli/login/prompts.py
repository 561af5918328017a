"""Questions to a person at the terminal; a program passes secrets on the standard input, one on each line."""

from __future__ import annotations

import sys

import click

from ..output.console import print_message, printable


def is_interactive() -> bool:
    """Return whether there is a person to ask."""
    return sys.stdin is not None and sys.stdin.isatty()


def ask(label: str) -> str:
    """Return what a person types."""
    sys.stderr.write(f"{printable(label)}: ")
    sys.stderr.flush()
    line = sys.stdin.readline()
    if not line:
        raise click.UsageError(f"{label}: the input has ended")
    return line.rstrip("\r\n")


def ask_hidden(label: str) -> str:
    """Return a secret: what a person types, which is not shown, or the next line of the standard input."""
    if not is_interactive():
        line = sys.stdin.readline() if sys.stdin else ""  # None if the parent process closed it (`<&-`)
        if not line:
            message = f"{label} is secret, and the standard input has no line with it"
            raise click.UsageError(printable(f"{message}; pass it there, or log in at a terminal"))
        return line.rstrip("\r\n")
    from getpass import getpass

    try:
        return getpass(f"{printable(label)}: ", stream=sys.stderr)
    except EOFError:
        pass
    raise click.UsageError(f"{label}: the input has ended")


def ask_needed(label: str) -> str:
    """Return a secret as `ask_hidden` does; raise UsageError for an empty one, as of Enter alone."""
    secret = ask_hidden(label)
    if not secret:
        raise click.UsageError(printable(f"{label}: nothing was entered"))
    return secret


def choose(question: str, names: list[str]) -> str:
    """Return which of some names a person types; it may be the beginning of one."""
    while True:
        typed = ask(question).strip()
        similar = [name for name in names if typed and name.startswith(typed)]
        found = [typed] if typed in names else similar
        if len(found) == 1:
            return found[0]
        print_message(f"write one of: {', '.join(names)}")


def confirm(question: str, hint: str) -> bool:
    """Return whether a person agrees; raise UsageError with the hint if there is none."""
    if not is_interactive():
        raise click.UsageError(printable(f"{question} There is no terminal to ask at: {hint}"))
    return ask(f"{question} Go on? [y/N]").strip().lower() in ("y", "yes")
