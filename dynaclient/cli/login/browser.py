"""
The end of a login in a browser: a server on this machine that waits for one request (RFC 8252, section 7.3).

It responds to everything with the same page, which has nothing of the login in it. Requests with another `state` than
that of the login are ignored: any page that is open in the browser can send one.
"""

from __future__ import annotations

import errno
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Empty, Queue
from time import monotonic
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import click

from ...auth.refusals import login_needed
from ..output.console import print_message, printable
from . import prompts

if TYPE_CHECKING:
    from ...auth.sources.authorization_code import BrowserLogin

SECONDS = 300.0
"""Seconds that a person has to log in."""
CLIENT_SECONDS = 10.0
"""Seconds that a request may take: another program of this machine may open a connection and send nothing."""
_HOST = "127.0.0.1"
_PATH = "/callback"
_PAGE = (
    b'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Return to the terminal</title></head>'
    b"<body><p>You may close this page, and return to the terminal.</p></body></html>\n"
)
_HEADERS = (
    ("Content-Type", "text/html; charset=utf-8"),
    ("Cache-Control", "no-store"),
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
    ("Referrer-Policy", "no-referrer"),
    ("Connection", "close"),
)
_ATTEMPTS = 3


class Listener:
    """
    A server that waits for the browser.

    Args:
        redirect: The URL that the browser is sent to, if the authorization server allows only that one.
    """

    def __init__(self, redirect: str | None) -> None:
        parts = urlsplit(redirect or f"http://{_HOST}{_PATH}")
        self._path = parts.path or "/"
        self._targets: Queue[str] = Queue(maxsize=100)
        self._servers = _servers(parts.hostname or _HOST, parts.port or 0, _handler_for(self))
        port = self._servers[0].server_port
        host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
        self._origin = f"http://{host}:{port}"
        self.url = f"{self._origin}{parts.path}"
        """Where the browser is sent."""

    def start(self) -> None:
        """Serve, in a thread for each address."""
        for server in self._servers:
            threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True, name="dynaclient-login").start()

    def stop(self) -> None:
        """Stop serving."""
        for server in self._servers:
            server.shutdown()
            server.server_close()

    def receive(self, target: str) -> bool:
        """Take the target of a request; return whether it is for the path of the login."""
        if target.partition("?")[0] != self._path:
            return False
        if not self._targets.full():
            self._targets.put_nowait(target)
        return True

    def callback(self, login: BrowserLogin) -> str:
        """Print the URL of the login, open it, and return the URL that the browser is sent to at its end."""
        print_message(printable(f"Log in here, in a browser of this machine:\n  {login.url}"))
        _open(login.url)
        until, is_first = monotonic() + SECONDS, True
        while (left := until - monotonic()) > 0:
            with suppress(Empty):
                callback = self._origin + self._targets.get(timeout=min(left, 0.5))
                if login.is_end(callback):
                    return callback
                if is_first:
                    print_message("A request with another state was ignored: it is not the end of this login.")
                is_first = False
        raise login_needed("login", f"the login was not completed within {SECONDS / 60:g} minutes")


@contextmanager
def browser_opened(redirect: str | None) -> Iterator[Listener]:
    """Yield a server that waits for the browser."""
    listener = Listener(redirect)
    listener.start()
    try:
        yield listener
    finally:
        listener.stop()


def callback_pasted(login: BrowserLogin) -> str:
    """Print the URL of a login, and return the URL that a person pastes at its end."""
    print_message(printable(f"Log in here, in any browser:\n  {login.url}"))
    print_message("At the end it is sent to a page that it cannot show. Paste the URL of that page.")
    for _ in range(_ATTEMPTS):
        callback = prompts.ask("URL").strip()
        if login.is_end(callback) or not prompts.is_interactive():
            return callback
        print_message("That is not the URL at the end of this login.")
    raise click.UsageError("the URL at the end of this login was not pasted")


def _servers(host: str, port: int, handler: Any) -> list[ThreadingHTTPServer]:
    """Return servers for a name of this machine: a browser may take it for either address (RFC 8252, section 8.3)."""
    addresses = [_HOST, "::1"] if host == "localhost" else [host]
    servers: list[ThreadingHTTPServer] = []
    reason = ""
    for address in addresses:
        try:
            servers.append(_server_at(address, servers[0].server_port if servers else port, handler))
        except OSError as error:
            is_taken = error.errno == errno.EADDRINUSE
            reason = f"the port {port} is in use" if is_taken else f"{address} cannot be used ({error.strerror})"
    if servers:
        return servers
    raise click.UsageError(f"nothing can listen for the browser: {reason}; --no-browser needs no port")


def _server_at(address: str, port: int, handler: Any) -> ThreadingHTTPServer:
    import socket

    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    server = type("LoginServer", (_Server,), {"address_family": family})
    found: ThreadingHTTPServer = server((address, port), handler)
    return found


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = os.name == "posix"  # on Windows two programs could then have one port

    def server_bind(self) -> None:
        """Bind the address; the one of the library looks up the name of the host, which may take seconds."""
        import socketserver

        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), int(self.server_address[1])

    def handle_error(self, *_: Any) -> None:
        """Ignore a connection that breaks off."""


def _handler_for(listener: Listener) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        timeout = CLIENT_SECONDS
        server_version, sys_version = "dynaclient", ""

        def do_GET(self) -> None:
            """Respond with the page."""
            found = listener.receive(self.path)
            self.send_response(200 if found else 404)
            for name, value in (*_HEADERS, ("Content-Length", str(len(_PAGE)))):
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(_PAGE)

        def log_message(self, *_: Any) -> None:
            """Print nothing: the code is in the request."""

    return Handler


def _open(url: str) -> None:
    """Open a URL in a browser, if there is one with a window: in a terminal it would take the place of this program."""
    has_window = any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER")))
    if has_window or sys.platform in ("win32", "darwin"):
        threading.Thread(target=_open_in_browser, args=(url,), daemon=True, name="dynaclient-browser").start()


def _open_in_browser(url: str) -> None:
    import webbrowser

    with suppress(Exception):  # the URL was printed
        webbrowser.open(url)
