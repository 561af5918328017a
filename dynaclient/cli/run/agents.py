"""What the command `mcp` does: a client, its tools, and the server that carries them."""

from __future__ import annotations

import ipaddress
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Coroutine, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import click

from ...client.environment import MCP_TOKEN, TOKEN, mcp_token, with_variables_of
from ...errors import DynaclientError
from ...runtime.listening import reason_against_listening
from ..arguments.connection import Connection, create_client
from ..output import console

SECONDS = 50.0
"""Seconds of a call: many hosts stop waiting after 60."""
MIN_TOKEN = 22
"""Characters of a token that cannot be guessed: 128 bits in base64."""
GRACE = 0.5
"""Seconds in which everything that runs has to end, once the server ends."""


def serve(connection: Connection, options: dict[str, Any]) -> None:
    """Serve until the standard input ends, or until Ctrl-C or SIGTERM; over HTTP only until the latter."""
    port, structured = options.pop("port"), options.pop("structured")
    bind, names, token_file = options.pop("bind"), options.pop("names"), options.pop("token_file")
    if port is None and connection.token_stdin:
        own = with_variables_of(connection.program, TOKEN)
        raise click.UsageError(f"--token-stdin: the standard input belongs to the protocol; log in, or set {own}")
    output = take_standard_output() if port is None else None
    token = None if port is None else http_token(token_file, is_local=is_local_address(bind))
    _log_to_standard_error()
    from ...client.faces import agent_server

    toolbox = _toolbox(connection, options)
    ending = Ending(toolbox.close)
    try:
        server = agent_server(toolbox, structured=structured)
        if output is not None:
            ending.run(server.serve_stdio(output, ending.begin))
        else:
            listening = listen(bind, port)
            if not token:  # it is printed only by a server that runs
                token = made_token()
            ending.run(server.serve_http(listening, token, console.print_message, names))
    finally:
        ending.complete()
        toolbox.close()


def _toolbox(connection: Connection, options: Mapping[str, Any]) -> Any:
    from ...agents.toolbox import Toolbox
    from ...client.aio import AsyncClient

    options = dict(options)
    if options.pop("no_confirm"):
        options["confirm"] = "never"
    rate = options["rate"]
    if rate is not None and rate.replace(".", "", 1).isdigit():
        options["rate"] = float(rate)
    client = create_client(connection.source.load(), connection, kind=AsyncClient)
    seconds = connection.timeout or SECONDS
    return Toolbox(client, seconds=seconds, program=connection.program, **options)


# --- the standard streams --------------------------------------------------------------------------------------------


def take_standard_output() -> int:
    """
    Return a descriptor for what the protocol writes; whatever else is printed goes to the standard error.

    This is done before anything is imported that may print.
    """
    sys.stdout.flush()
    own = os.dup(1)
    os.dup2(2, 1)
    return own


def _log_to_standard_error() -> None:
    """Write what libraries log to the standard error: what they quote of a request cannot control a terminal."""
    import logging

    class Printable(logging.Formatter):
        def format(self, record: logging.LogRecord) -> str:
            return console.printable(super().format(record))

    handler = logging.StreamHandler()
    handler.setFormatter(Printable())
    logging.basicConfig(handlers=[handler])


# --- HTTP ------------------------------------------------------------------------------------------------------------


def is_local_address(address: str) -> bool:
    """Return whether only programs of this machine reach an address; UsageError if it is none."""
    if address == "localhost":
        return True
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        raise click.UsageError(f"--bind: {address[:100]!r} is not an address: pass one such as 127.0.0.1") from None


def listen(address: str, port: int) -> socket.socket:
    """Return a socket that listens; 0 is any free port. DynaclientError if that is not possible."""
    try:
        return socket.create_server((address, port), family=socket.AF_INET6 if ":" in address else socket.AF_INET)
    except OSError as error:
        reason, is_address = reason_against_listening(error)
    advice = "choose an address of this machine: --bind 127.0.0.1" if is_address else "choose another one: --http 0"
    message = f"cannot listen on {address}, port {port}: {reason}; {advice}"
    raise DynaclientError(message, code="cannot-listen")


def http_token(file: str | None, *, is_local: bool = True) -> str:
    """
    Return the token that hosts have to send: from a file, from the environment, or an empty string for a new one.

    Args:
        file: The file that has it.
        is_local: Whether only programs of this machine reach the server; otherwise there is to be one.
    """
    given = Path(file).read_bytes().decode("utf-8", "replace").strip() if file else mcp_token()
    if given and (len(given) < MIN_TOKEN or not given.isascii() or not given.isprintable() or " " in given):
        raise click.UsageError(
            f"the token for hosts needs {MIN_TOKEN} characters or more, which are letters, digits or signs of ASCII"
        )
    if not given and (file or not is_local):
        reason = "the file has no token" if file else "others than programs of this machine reach that address"
        raise click.UsageError(f"{reason}: pass a token for hosts with --token-file, or in {MCP_TOKEN}")
    return given


def made_token() -> str:
    """Make a token for hosts, and print it."""
    from secrets import token_urlsafe

    made = token_urlsafe(32)
    console.print_message(f"Hosts send: Authorization: Bearer {made}")
    return made


# --- the end ---------------------------------------------------------------------------------------------------------


class Ending:
    """
    The end of the program: what still runs then, such as a thread that waits for something, does not hold it up.

    Args:
        clean: Removes what is to be removed.
    """

    def __init__(self, clean: Callable[[], None]) -> None:
        self._clean = clean
        self._before = set(threading.enumerate())
        self._timer: threading.Timer | None = None
        self._cancel: Callable[[], object] | None = None
        self._is_stopped = self._is_reported = False

    def run(self, serving: Coroutine[Any, Any, None]) -> None:
        """Run what serves to its end, or until Ctrl-C or SIGTERM, which ends it in the same way: files are removed."""
        import asyncio

        async def main() -> None:
            task = asyncio.ensure_future(serving)
            self._cancel = partial(task.get_loop().call_soon_threadsafe, task.cancel)
            await task

        with self._on_signals():
            try:
                asyncio.run(main())
            except (KeyboardInterrupt, asyncio.CancelledError):
                self._is_stopped = True
        self._report()

    def begin(self) -> None:
        """End the program after a moment, unless it ends before."""
        if self._timer is None:
            self._timer = threading.Timer(GRACE, self._leave)
            self._timer.daemon = True
            self._timer.start()

    def complete(self) -> None:
        """Leave the end to the program, unless Python would wait for a thread that was started since then."""
        waits = any(not thread.daemon for thread in set(threading.enumerate()) - self._before)
        if self._timer is not None and not waits:
            self._timer.cancel()

    @contextmanager
    def _on_signals(self) -> Iterator[None]:
        if threading.current_thread() is not threading.main_thread():
            yield  # only the main thread receives signals
            return
        before = {number: signal.signal(number, self._stop) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _stop(self, *_: Any) -> None:
        """End what serves: by a cancellation, for an exception in the middle of it would be printed as its error."""
        self._is_stopped = True
        self.begin()
        if self._cancel is None:
            raise KeyboardInterrupt
        self._cancel()

    def _leave(self) -> None:
        try:
            self._report()
            self._clean()
        finally:
            os._exit(0)

    def _report(self) -> None:
        if self._is_stopped and not self._is_reported:
            self._is_reported = True
            console.print_message("stopped")
