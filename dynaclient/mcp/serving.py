"""The server for agents, over standard input and output or over HTTP."""

from __future__ import annotations

import asyncio
import hmac
import ipaddress
from collections.abc import Callable
from typing import Any

import anyio
from mcp.server.stdio import stdio_server
from mcp.server.transport_security import TransportSecuritySettings

from ..agents.toolbox import Toolbox
from ..errors import DynaclientError
from .server import create_server

PATH = "/mcp"
MAX_BODY = 4 * 1024 * 1024
"""Bytes of a request."""


class AgentServer:
    """
    A server that carries the tools of a `Toolbox`.

    Args:
        toolbox: The tools.
        structured: Whether data is returned as structured content.
    """

    def __init__(self, toolbox: Toolbox, *, structured: bool = False) -> None:
        self._server = create_server(toolbox, structured=structured)

    def serve_stdio(self, output: int) -> None:
        """
        Serve until the standard input ends.

        Args:
            output: A descriptor for what the protocol writes: nothing else may be written there.
        """
        asyncio.run(self._stdio(output))

    async def _stdio(self, output: int) -> None:
        server = self._server
        with (
            open(0, encoding="utf-8", errors="replace", closefd=False) as reader,
            open(output, "w", encoding="utf-8") as writer,
        ):
            async with stdio_server(anyio.wrap_file(reader), anyio.wrap_file(writer)) as (incoming, outgoing):
                await server.run(incoming, outgoing, server.create_initialization_options())

    def serve_http(self, host: str, port: int, token: str, say: Callable[[str], None]) -> None:
        """
        Serve over HTTP until Ctrl-C.

        Args:
            host: The address to listen on.
            port: The port; 0 for any free one.
            token: What hosts have to send as a bearer token (RFC 6750).
            say: Receives the URL.
        """
        import uvicorn

        app = _Guarded(self._app(host), token)
        config = uvicorn.Config(app, host=host, port=port, log_level="warning", access_log=False, lifespan="on")
        server = uvicorn.Server(config)
        sockets = [config.bind_socket()]
        shown = f"[{host}]" if ":" in host else host
        say(f"http://{shown}:{sockets[0].getsockname()[1]}{PATH}")
        asyncio.run(server.serve(sockets))

    def _app(self, host: str) -> Any:
        names = ["127.0.0.1", "localhost", "[::1]"]
        if not _is_loopback(host):
            names.append(f"[{host}]" if ":" in host else host)
        allowed = [f"{name}:*" for name in names]
        security = TransportSecuritySettings(
            enable_dns_rebinding_protection=True, allowed_hosts=allowed,
            allowed_origins=[f"http://{name}" for name in allowed],
        )  # fmt: skip
        return self._server.streamable_http_app(
            streamable_http_path=PATH, max_request_body_size=MAX_BODY, transport_security=security, host=host
        )


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        raise DynaclientError(f"{host[:100]!r} is not an address: pass one such as 127.0.0.1") from None


class _Guarded:
    """An ASGI application that answers 401 without the token, before anything of a request is read."""

    def __init__(self, app: Any, token: str) -> None:
        self._app = app
        self._expected = f"Bearer {token}".encode()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        headers = dict(scope.get("headers") or ())
        if scope["type"] == "http" and not hmac.compare_digest(headers.get(b"authorization", b""), self._expected):
            await _refuse(send)
            return
        await self._app(scope, receive, send)


async def _refuse(send: Any) -> None:
    fields = [(b"www-authenticate", b"Bearer"), (b"content-length", b"0")]
    await send({"type": "http.response.start", "status": 401, "headers": fields})
    await send({"type": "http.response.body", "body": b""})
