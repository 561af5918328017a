"""Serving a mock server until it is stopped: what is printed at the start, and a line for each request."""

from __future__ import annotations

import logging
import signal
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import click

from ...errors import InvalidCall
from ...strings.counting import counted
from ..output import console
from ..output.wording import OPTIONS, shell_words

LOGGER = "dynaclient.mock"
PATIENCE = 1.0
"""Seconds for which a message waits for the reader of the standard error."""
_COLOURS = {4: "yellow", 5: "red"}
"""The colours of lines, by the first digit of the status in them; those of success have none."""


def create_server(create: Any, *arguments: Any, **options: Any) -> Any:
    """Return a mock server; UsageError for an option that is not valid."""
    try:
        return create(*arguments, **options)
    except InvalidCall as error:
        (problem,) = error.problems
    name, advice = OPTIONS.get(problem.name, problem.name), shell_words(problem.suggestion)
    raise click.UsageError(f"{name} {problem.message} — {advice}")


def serve(server: Any, url: str, messages: Iterable[str], *, logs_requests: bool) -> None:
    """
    Serve until the program is stopped.

    Args:
        server: The server.
        url: What is printed on the standard output, alone and first: programs read it.
        messages: What is printed on the standard error.
        logs_requests: Whether each request is a line there; what fails in the server is in any case.
    """
    try:
        with _logged(logging.INFO if logs_requests else logging.WARNING):
            with suppress(console.OutputNotWritten):  # a server has more to do than to print its URL
                console.print_line(url)
            for message in messages:
                _print_message(console.as_row(message))
            _print_message("Press Ctrl-C to stop.")
            server.serve_forever()
    finally:
        server.close()


def start_messages(server: Any, api: Any, *, verbose: bool) -> list[str]:
    """Return what is printed when a server starts: what it serves, and where to look at it and to log in."""
    roles = server.inferred()
    stateful = sum(role.behavior != "respond" for role in roles)
    title = f"{api.title} {api.version}".strip() or "an API without a title"
    return [
        f"{title}: {counted(len(roles), 'action')}, {stateful} of which keep state",
        *(f"  {role}" for role in roles if verbose),
        f"Control page: {server.url}/__mock/",
        *([f"What is not here is forwarded to {server.forwards_to}"] if server.forwards_to else []),
        *([f"Log in with --issuer {server.issuer}"] if api.auth else []),
    ]


# --- the end ---------------------------------------------------------------------------------------------------------


@contextmanager
def until_stopped() -> Iterator[None]:
    """
    End the block at Ctrl-C, and in the same way when a supervisor ends the program, or its terminal is closed.

    It then ends as it should, so that its exit code is 0: what stops servers in a terminal, in a container or in a
    test takes any other for a crash. The first process of a container receives only the signals that it handles.
    """
    with _on_signals():
        try:
            yield
        except KeyboardInterrupt:
            _print_message("stopped")


@contextmanager
def _on_signals() -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread receives signals
        return
    names = [name for name in ("SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name)]
    numbers = [getattr(signal, name) for name in names]
    stop = _Stop()
    # What is ignored stays so: `nohup` has it that the program outlives its terminal.
    before = {number: signal.signal(number, stop) for number in numbers if signal.getsignal(number) != signal.SIG_IGN}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class _Stop:
    """Handles a signal as Ctrl-C, once: what the program does at its end is not interrupted."""

    def __init__(self) -> None:
        self._is_stopping = False

    def __call__(self, *_: Any) -> None:
        if not self._is_stopping:
            self._is_stopping = True
            raise KeyboardInterrupt


# --- the standard error ----------------------------------------------------------------------------------------------


def _print_message(text: str, colour: str = "", *, seconds: float = PATIENCE) -> bool:
    """Print a message; return False if it cannot be printed in that time, because its reader does not read."""
    if not console.stderr_accepts_more(seconds):
        return False
    try:
        console.print_message(text, colour)
    except (OSError, ValueError):  # that its reader has closed the standard error does not end the server
        console.discard_standard_error()
    return True


@contextmanager
def _logged(level: int) -> Iterator[None]:
    """Print what the server logs."""
    logger = logging.getLogger(LOGGER)
    handler, before = _Lines(), (logger.level, logger.propagate)
    logger.addHandler(handler)
    logger.setLevel(level)
    logger.propagate = False
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.level, logger.propagate = before


class _Lines(logging.Handler):
    """
    Prints each record as a line with its time; a traceback follows it.

    Lines that nothing reads are left out: a server that waits for a reader would respond to no one.
    """

    def __init__(self) -> None:
        super().__init__()
        self._left_out = 0

    def emit(self, record: logging.LogRecord) -> None:
        """Print a record; in the colour of its status on a terminal."""
        clock = time.strftime("%H:%M:%S", time.localtime(record.created))
        colour = _COLOURS.get(getattr(record, "status", 0) // 100, "") if console.stderr_uses_colour() else ""
        if self._left_out and self._print(f"{clock} lines that nothing read are left out: {self._left_out}"):
            self._left_out = 0
        lines = [f"{clock} {console.as_row(record.getMessage())}"]
        if record.exc_info is not None:
            lines += logging.Formatter().formatException(record.exc_info).splitlines()
        for line in lines:
            self._left_out += not self._print(line, colour)
            colour = ""

    def _print(self, line: str, colour: str = "") -> bool:
        return _print_message(line, colour, seconds=0 if self._left_out else PATIENCE)
