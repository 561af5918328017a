"""`dynaclient mcp` as a process, and what a host sends it, byte for byte: over HTTP, or over its standard streams."""

from __future__ import annotations

import http.client
import json
import os
import queue
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, NamedTuple
from urllib.parse import urlsplit

from . import ROOT

TOKEN = "a-token-for-hosts-of-the-tests"
CLIENT = {"name": "raw", "version": "1"}
HELLO = {
    "jsonrpc": "2.0", "id": 1, "method": "initialize",
    "params": {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": CLIENT},
}  # fmt: skip
META = {
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientInfo": CLIENT,
    "io.modelcontextprotocol/clientCapabilities": {},
}
"""What each request has in the era without a handshake."""


def words_of(description: Path, *options: str) -> list[str]:
    """Return the command line of a server."""
    return [sys.executable, "-m", "dynaclient", "mcp", "--api", str(description), *options]


def environment_of(**more: str) -> dict[str, str]:
    """Return the environment of a server, in which nothing configures it but these variables."""
    return {**os.environ, "PYTHONPATH": str(ROOT), "DYNACLIENT_CACHE": "", **more}


# --- HTTP ------------------------------------------------------------------------------------------------------------


class Served(NamedTuple):
    """A server over HTTP that runs."""

    process: subprocess.Popen[str]
    url: str
    printed: list[str]
    """The lines of its standard error so far."""

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return urlsplit(self.url).port or 0


@contextmanager
def served_over_http(description: Path, *options: str, token: str = TOKEN, **environment: str) -> Iterator[Served]:
    """Start a server on a free port, and yield it once it listens."""
    words = words_of(description, "--http", "0", *options)
    variables = environment_of(**environment, **({"DYNACLIENT_MCP_TOKEN": token} if token else {}))
    with subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT, env=variables
    ) as process:
        assert process.stderr is not None
        printed: list[str] = []
        lines = _Lines(process.stderr)
        try:
            while not (found := re.fullmatch(r"(http://\S+)\n", line := lines.next(20))):
                printed.append(line)
            yield Served(process, found[1], printed)
        finally:
            process.kill()
            process.wait(10)
            printed += lines.rest()


class Answered(NamedTuple):
    """A response over HTTP."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def answered(
    url: str, body: Any = HELLO, *, method: str = "POST", token: str = TOKEN, path: str | None = None, **headers: str
) -> Answered:
    """Return the response to a request; `_` stands for ``-`` in the names of headers."""
    parts = urlsplit(url)
    fields = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}
    fields |= {"Authorization": f"Bearer {token}"} if token else {}
    fields |= {name.replace("_", "-"): value for name, value in headers.items()}
    sent = body if isinstance(body, (bytes, str)) else json.dumps(body)
    connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=20)
    try:
        connection.request(method, path or parts.path, None if method == "GET" else sent, fields)
        response = connection.getresponse()
        stays_open = response.getheader("Content-Type", "").startswith("text/event-stream")
        return Answered(response.status, dict(response.headers), b"" if stays_open else response.read())
    finally:
        connection.close()


# --- standard streams ------------------------------------------------------------------------------------------------


class _Lines:
    """The lines of a stream, as they come."""

    def __init__(self, stream: IO[str]) -> None:
        self._queue: queue.Queue[str | None] = queue.Queue()
        self._thread = threading.Thread(target=self._read, args=(stream,), daemon=True)
        self._thread.start()

    def _read(self, stream: IO[str]) -> None:
        for line in stream:
            self._queue.put(line)
        self._queue.put(None)

    def next(self, seconds: float) -> str:
        """Return the next line; "" at the end. queue.Empty if there is none in time."""
        return self._queue.get(timeout=seconds) or ""

    def rest(self) -> list[str]:
        """Return all further lines to the end of the stream."""
        self._thread.join(10)
        return list(iter(lambda: self._queue.get_nowait() or "", ""))


class Piped:
    """A server over its standard streams."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        self.process = process
        self._stdin = process.stdin
        self._out, self._err = _Lines(process.stdout), _Lines(process.stderr)
        self.printed: list[str] = []
        """Every line of the standard output."""
        self._number = 1

    def write(self, line: str) -> None:
        """Write a line."""
        self._stdin.write(f"{line}\n")
        self._stdin.flush()

    def send(self, method: str, **params: Any) -> int:
        """Send a request, and return its number."""
        self._number += 1
        message = {"jsonrpc": "2.0", "id": self._number, "method": method, "params": params}
        self.write(json.dumps(message))
        return self._number

    def call(self, action: str, tool: str = "read", meta: Mapping[str, Any] | None = None, **arguments: Any) -> int:
        """Send the call of an action, and return its number."""
        more = {"_meta": meta} if meta else {}
        return self.send("tools/call", name=tool, arguments={"action": action, "arguments": arguments}, **more)

    def notify(self, method: str, **params: Any) -> None:
        """Send a notification."""
        self.write(json.dumps({"jsonrpc": "2.0", "method": method, "params": params}))

    def receive(self, seconds: float = 20) -> dict[str, Any]:
        """Return the next message."""
        line = self._out.next(seconds)
        self.printed.append(line)
        message: dict[str, Any] = json.loads(line)
        return message

    def receive_answer(self, number: int, seconds: float = 20) -> dict[str, Any]:
        """Return the answer to a request; all that comes before it is skipped."""
        while (message := self.receive(seconds)).get("id") != number or "method" in message:
            pass
        return message

    def begin(self) -> None:
        """Make the handshake."""
        self.write(json.dumps(HELLO))
        self.receive_answer(1)
        self.notify("notifications/initialized")

    def end_input(self) -> None:
        """Close the standard input of the server."""
        self._stdin.close()

    def seconds_to_end(self) -> float:
        """Wait for the end of the process, and return how long that took."""
        begun = time.monotonic()
        self.process.wait(10)
        return time.monotonic() - begun

    def rest(self) -> tuple[list[str], str]:
        """Return the further lines of the standard output, and the standard error, of a process that has ended."""
        return self._out.rest(), "".join(self._err.rest())


@contextmanager
def served_over_pipes(description: Path, *options: str, **environment: str) -> Iterator[Piped]:
    """Start a server, and yield it after the handshake."""
    pipe = subprocess.PIPE
    words, variables = words_of(description, *options), environment_of(**environment)
    with subprocess.Popen(words, stdin=pipe, stdout=pipe, stderr=pipe, text=True, cwd=ROOT, env=variables) as process:
        piped = Piped(process)
        try:
            piped.begin()
            yield piped
        finally:
            process.kill()
