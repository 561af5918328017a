"""
A token endpoint whose refresh tokens rotate, with reuse detection, and an API that wants the access tokens.

A refresh token that is used twice revokes its whole family, as RFC 9700, section 4.14.2, has it: the session is over.
"""

from __future__ import annotations

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

ACCESS, REFRESH = "access-0", "refresh-0"
"""The first tokens of the session."""


class _Server(ThreadingHTTPServer):
    request_queue_size = 128  # a connection that finds the queue full is tried again a second later


class TokenServer:
    """The server, on a free port of this machine, from ``with`` to its end."""

    def __init__(self, delay: float = 0.0) -> None:
        self.delay = delay
        self.refreshes = 0
        """How many refresh tokens were exchanged."""
        self.is_revoked = False
        self._number = 0
        self._is_expired = False
        self._lock = threading.Lock()
        self._server = _Server(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)

    @property
    def url(self) -> str:
        """Its URL; ``/token`` is its token endpoint."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def expire(self) -> None:
        """Accept the present access token no longer."""
        self._is_expired = True

    def __enter__(self) -> TokenServer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)

    def exchange(self, refresh_token: str) -> tuple[int, dict[str, Any]]:
        """Return the status and the body of the response to a refresh token."""
        time.sleep(self.delay)
        with self._lock:
            self.is_revoked = self.is_revoked or refresh_token != f"refresh-{self._number}"
            if self.is_revoked:
                return 400, {"error": "invalid_grant"}
            self._number += 1
            self.refreshes += 1
            self._is_expired = False
            return 200, {"access_token": f"access-{self._number}", "refresh_token": f"refresh-{self._number}"}

    def is_valid(self, access_token: str) -> bool:
        """Return whether the API accepts an access token."""
        return access_token == f"access-{self._number}" and not (self._is_expired or self.is_revoked)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            wbufsize = -1  # one packet for the response: a second one would wait for an acknowledgement

            def do_GET(self) -> None:
                token = self.headers.get("Authorization", "").removeprefix("Bearer ")
                self._respond(200 if server.is_valid(token) else 401, {})

            def do_POST(self) -> None:
                form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
                self._respond(*server.exchange(form["refresh_token"][0]))

            def _respond(self, status: int, body: dict[str, Any]) -> None:
                data = json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_: Any) -> None:
                """Print nothing."""

        return Handler
