"""
What -v and -vv print: the lines of the library's own log, and what their attempts are about. Imports `logging`.

``-v`` prints one line for each attempt, with method and URL in place of the action, and the lines of waits and
redirects. ``-vv`` adds how the command connects, the headers of requests and responses, and the beginning of the bodies
of errors. The log has no secret in it, and neither has anything here.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from ...errors import NotDelivered
from ...http.log import LogEntry
from ...http.proxies import NetworkSettings
from . import console

if TYPE_CHECKING:
    from ...client.sync import Client
    from ...description.model import Action
    from ...messages import Response
    from ..arguments.connection import Connection

ALL = 2
"""The level of -vv."""
_LOGGER = "dynaclient"


class _Printer(logging.Handler):
    """Prints the records of the logger on the standard error, each at once: there may be several threads."""

    def __init__(self, level: int) -> None:
        super().__init__(logging.DEBUG if level >= ALL else logging.INFO)
        self._is_all = level >= ALL

    def emit(self, record: logging.LogRecord) -> None:
        """Print a record, unless it is of a logger below, such as that of a mock server."""
        if record.name == _LOGGER:
            console.print_message("\n".join(self._lines(record)))

    def _lines(self, record: logging.LogRecord) -> Iterator[str]:
        entry = record.args[0] if isinstance(record.args, tuple) and record.args else None
        if not isinstance(entry, LogEntry):
            yield record.getMessage()
            return
        yield f"{entry.request.method} {entry.request.url}: {entry.event}"
        if self._is_all:
            yield from (f"> {name}: {value}" for name, value in entry.request.headers.redacted().items())
            yield from () if entry.response is None else _response_lines(entry.response)


def _response_lines(response: Response) -> Iterator[str]:
    yield from (f"< {name}: {value}" for name, value in response.headers.redacted().items())
    if response.body:
        body = response.body.decode("utf-8", "backslashreplace")
        yield from (f"< {line}" for line in ("", *body.split("\n")))


def start(level: int) -> Callable[[], None]:
    """Print the log from now on, at the level of -v (1) or -vv (2); return the function that ends it."""
    logger = logging.getLogger(_LOGGER)
    before, printer = logger.level, _Printer(level)
    logger.addHandler(printer)
    logger.setLevel(printer.level)

    def end() -> None:
        logger.removeHandler(printer)
        logger.setLevel(before)

    return end


def print_connection(client: Client, action: Action, connection: Connection) -> None:
    """Print which server, profile, credential and proxy the calls of a command use, and no value of a secret."""
    console.print_message("\n".join(f"* {line}" for line in _connection_lines(client, action, connection)))


def _connection_lines(client: Client, action: Action, connection: Connection) -> Iterator[str]:
    url = client._shared.endpoints.base_for(action)
    yield f"server: {url}"
    if connection.mock:
        yield "mock server: of this command"
        return
    profile = connection.profile
    yield f"profile: {'none' if profile is None else profile.name}"
    names = client._shared.credentials.schemes_for(action) or ()
    kinds = ", ".join(f"{name} ({client.api.auth[name].type})" if name in client.api.auth else name for name in names)
    reason = "--token-stdin" if connection.token_stdin else connection.choice.reason
    yield f"credential: {f'{kinds}, from {reason}' if kinds else 'none'}"
    yield f"proxy: {_proxy_of(url)}"


def _proxy_of(url: str) -> str:
    try:
        proxy = NetworkSettings().route_to(url).proxy
    except NotDelivered as error:
        return error.reason
    return "none" if proxy is None else proxy.label.removeprefix("the proxy ")
