"""The server for agents, over standard input and output or over HTTP."""

from __future__ import annotations

import hmac
import socket
from collections.abc import AsyncIterator, Callable, Iterable
from typing import Any, TextIO

import anyio
from mcp.server.stdio import stdio_server
from mcp.server.transport_security import TransportSecurityMiddleware, TransportSecuritySettings
from starlette.requests import Request
from starlette.responses import Response

from ..agents.toolbox import Toolbox
from .server import create_server

PATH = "/mcp"
MAX_BODY = 4 * 1024 * 1024
"""Bytes of a request."""
GRACE = 1
"""Seconds that requests which are running have when the server ends."""
LOCAL = ("127.0.0.1", "localhost", "::1")
"""What hosts on this machine call it."""


class AgentServer:
    """A server that carries the tools of a `Toolbox`; for `structured` see `create_server`."""

    def __init__(self, toolbox: Toolbox, *, structured: bool = False) -> None:
        self._server = create_server(toolbox, structured=structured)

    async def serve_stdio(self, output: int, ended: Callable[[], None]) -> None:
        """
        Serve until the standard input ends.

        Args:
            output: A descriptor for what the protocol writes: nothing else may be written there.
            ended: Called when the standard input has ended, while calls may still be running.
        """
        with (
            open(0, encoding="utf-8", errors="replace", closefd=False) as reader,
            open(output, "w", encoding="utf-8", closefd=False) as writer,
        ):
            lines: Any = _lines(reader, ended)
            async with stdio_server(lines, anyio.wrap_file(writer)) as (incoming, outgoing):
                await self._server.run(incoming, outgoing, self._server.create_initialization_options())

    async def serve_http(
        self, listening: socket.socket, token: str, say: Callable[[str], None], names: Iterable[str] = ()
    ) -> None:
        """
        Serve over HTTP until Ctrl-C, or SIGTERM, in the main thread.

        Args:
            listening: A socket that listens; it is closed at the end.
            token: What hosts have to send as a bearer token (RFC 6750).
            say: Receives the URL.
            names: What hosts may call this machine in their URL, besides the address and its own names.
        """
        import uvicorn

        address, port = listening.getsockname()[:2]
        # h11 is always there, and reads fields as RFC 9112 has them; the default depends on what else is installed.
        config = uvicorn.Config(
            self._app(token, (address, *names)), http="h11", ws="none", lifespan="on", log_config=None,
            access_log=False, server_header=False, proxy_headers=False, timeout_graceful_shutdown=GRACE,
        )  # fmt: skip
        say(f"http://{_in_url(address)}:{port}{PATH}")
        await uvicorn.Server(config).serve([listening])

    def _app(self, token: str, names: Iterable[str]) -> Any:
        allowed = [form for name in (*LOCAL, *names) for form in (_in_url(name), f"{_in_url(name)}:*")]
        origins = [f"{scheme}://{name}" for scheme in ("http", "https") for name in allowed]
        security = TransportSecuritySettings(allowed_hosts=allowed, allowed_origins=origins)
        options: dict[str, Any] = {"transport_security": security, "max_request_body_size": MAX_BODY}
        return _Guarded(self._server.streamable_http_app(streamable_http_path=PATH, **options), token, security)


async def _lines(reader: TextIO, ended: Callable[[], None]) -> AsyncIterator[str]:
    async for line in anyio.wrap_file(reader):
        yield line
    ended()


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host


class _Guarded:
    """An ASGI application that refuses other names, origins and tokens, before it reads more of a request."""

    def __init__(self, app: Any, token: str, security: TransportSecuritySettings) -> None:
        self._app = app
        self._token = token.encode()
        self._names = TransportSecurityMiddleware(security)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            refused = await self._names.validate_request(Request(scope)) or self._without_token(scope)
            if refused is not None:
                await refused(scope, receive, send)
                return
        await self._app(scope, receive, send)

    def _without_token(self, scope: Any) -> Response | None:
        scheme, _, given = dict(scope["headers"]).get(b"authorization", b"").partition(b" ")
        if scheme.lower() == b"bearer" and hmac.compare_digest(given.strip(), self._token):
            return None
        return Response(status_code=401, headers={"WWW-Authenticate": "Bearer"})
