"""An API on this machine for tests of the tools for agents: it logs what it receives, and is slow where that is asked for."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable, Mapping
from typing import Any

from .stream_server import Exchange, StreamServer

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
"""A picture of one pixel."""
BYTES = bytes(range(256))
PICTURE_URI = f"data:image/png;base64,{base64.b64encode(PNG).decode()}"
BYTES_URI = f"data:application/octet-stream;base64,{base64.b64encode(BYTES).decode()}"
PAUSE = 0.55
"""Seconds between two lines of a stream: progress is reported at most twice a second."""


def described(server: str, actions: Mapping[str, Any] | None = None, resource: str = "things") -> dict[str, Any]:
    """Return the description of the API at a URL: all of it, or these actions as a resource."""
    return {
        "dynaclient": 1,
        "title": "Backend",
        "server": server,
        "resources": {resource: {"path": "", "actions": ACTIONS if actions is None else actions}},
    }


def get(path: str, **more: Any) -> dict[str, Any]:
    """Return an action that reads."""
    return {"method": "GET", "path": path, **more}


LINES = get("/lines", responses={"200": {"stream": "ndjson", "schema": {"type": "object"}}})
ACTIONS: dict[str, Any] = {
    "get": get("/things/{thingId}", parameters={"thingId": {"in": "path", "required": True}}),
    "delete": {"method": "DELETE", "path": "/things/{thingId}", "parameters": {"thingId": {"in": "path", "required": True}}},
    "create": {"method": "POST", "path": "/things", "parameters": {"body": {"in": "body", "schema": {"type": "object"}}}},
    "slow": get("/slow", parameters={"seconds": {"in": "query", "required": True, "schema": {"type": "number"}}}),
    "lines": LINES,
    "list": get(
        "/list", parameters={"page": {"in": "query"}, "perPage": {"in": "query"}},
        paginate={"style": "page", "page": "page", "size": "perPage", "items": "/items", "total": "/total"},
    ),
    "picture": get("/picture"), "bytes": get("/bytes"), "mixed": get("/mixed"), "large": get("/large"), "svg": get("/svg"),
}  # fmt: skip


class AgentBackend(StreamServer):
    """The API; a context manager."""

    JOINS = False

    def __init__(self) -> None:
        super().__init__(self._answer)
        self.left_after: list[float] = []
        """For each slow call whose client did not wait: after how many seconds it left."""

    @property
    def sent(self) -> list[str]:
        """Each request that was received: its method and its target."""
        return [f"{received.method} {received.target}" for received in self.requests]

    def _answer(self, exchange: Exchange) -> None:
        path = exchange.received.target.partition("?")[0]
        if path == "/slow":
            self._wait(exchange)
        elif path == "/lines":
            send_lines(exchange)
        elif exchange.received.method == "DELETE":
            exchange.respond(204)
        elif path in _ANSWERS:
            exchange.respond(*_ANSWERS[path])
        else:
            exchange.respond(200, json.dumps({"path": path}).encode(), "Content-Type: application/json")

    def _wait(self, exchange: Exchange) -> None:
        begun = time.monotonic()
        seconds = float(exchange.received.target.partition("seconds=")[2])
        if exchange.is_disconnected(seconds):
            self.left_after.append(time.monotonic() - begun)
            return
        exchange.respond(200, b"{}", "Content-Type: application/json")


def send_lines(exchange: Exchange, count: int = 4, pause: float = PAUSE) -> None:
    """Send a stream of lines, with a pause before each."""
    exchange.send_head(media="application/x-ndjson")
    for number in range(count):
        time.sleep(pause)
        exchange.send(json.dumps({"line": number}) + "\n")
    exchange.end()


def _json(value: Any) -> tuple[int, bytes, str]:
    return 200, json.dumps(value).encode(), "Content-Type: application/json"


_ANSWERS: dict[str, tuple[int, bytes, str]] = {
    "/picture": (200, PNG, "Content-Type: image/png"),
    "/bytes": (200, BYTES, "Content-Type: application/octet-stream"),
    "/large": (200, BYTES * 100, "Content-Type: application/octet-stream"),
    "/svg": (200, b"<svg/>", "Content-Type: image/svg+xml"),
    "/mixed": _json({"about": "a code to scan", "picture": PICTURE_URI, "file": BYTES_URI}),
    "/text": (200, b"This is a simple text response for testing.", "Content-Type: text/plain"),
    "/error": (500, b'{"message": "it failed"}', "Content-Type: application/json"),
    "/list": _json({"items": [{"id": number} for number in range(5)], "total": 5}),
}
Handler = Callable[[Exchange], object]
