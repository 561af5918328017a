"""Real HTTP servers, each on a free port of this machine and in a temporary folder, until they are closed."""

from __future__ import annotations

import base64
import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.support.programs import require_programs
from tests.support.raw_server import Received

_ORIGINS = Path(__file__).parent / "origins"
_STARTING = 20.0
"""Seconds that a server may take to start."""

NGINX = """
daemon off;
master_process off;
pid {folder}/pid;
error_log {folder}/log;
events {{ worker_connections 256; }}
http {{
  access_log off;
  client_body_temp_path {folder}/1; proxy_temp_path {folder}/2; fastcgi_temp_path {folder}/3;
  uwsgi_temp_path {folder}/4; scgi_temp_path {folder}/5;
  client_max_body_size 0;
  gzip on; gzip_proxied any; gzip_min_length 200; gzip_types *;
  server {{
    listen 127.0.0.1:{port};
    location / {{ proxy_pass http://127.0.0.1:{origin}; proxy_http_version 1.1; proxy_set_header Connection ""; }}
  }}
}}
"""
HAPROXY = """
defaults
  mode http
  timeout connect 5s
  timeout client 30s
  timeout server 30s
  compression algo gzip
  compression type application/json text/plain
frontend clients
  bind 127.0.0.1:{port}
  default_backend origin
backend origin
  server origin 127.0.0.1:{origin}
"""
CADDY = """
{{
  admin off
  auto_https off
}}
http://:{port} {{
  bind 127.0.0.1
  encode gzip
  reverse_proxy 127.0.0.1:{origin}
}}
"""


@dataclass(frozen=True)
class Kind:
    """
    A kind of server.

    Args:
        program: The program that has to be installed; "" for one of the virtual environment.
        command: Its arguments; `{port}`, `{folder}`, `{config}` and `{origin}` stand for what they are.
        config: The text of its configuration.
        origin: The kind of server that it passes requests on to; "" if it responds itself.
        sends_interim: Whether it sends interim responses; of those that do, HAProxy 2.6 cuts off the response after one.
        attempts: How often a call may be made until all clients receive the same: Caddy 2.6 cuts off one response in a
            thousand to a request with a body, whichever client sent it.
        ends_with_connection: Whether it sends bodies whose end is that of the connection.
    """

    program: str
    command: tuple[str, ...]
    config: str = ""
    origin: str = ""
    sends_interim: bool = False
    ends_with_connection: bool = False
    attempts: int = 1


_UVICORN = (sys.executable, "-m", "uvicorn", "--app-dir", str(_ORIGINS), "--port", "{port}", "--log-level", "error", "--lifespan", "off", "--loop", "asyncio", "asgi_origin:app")  # fmt: skip
KINDS = {
    "node": Kind(
        "node", ("node", str(_ORIGINS / "node_origin.mjs"), "{port}"), sends_interim=True, ends_with_connection=True
    ),
    "uvicorn": Kind("", (*_UVICORN, "--http", "h11")),
    "uvicorn with httptools": Kind("", (*_UVICORN, "--http", "httptools")),
    "nginx": Kind("nginx", ("nginx", "-c", "{config}", "-e", "{folder}/log"), NGINX, "node"),
    "nginx before uvicorn": Kind("nginx", ("nginx", "-c", "{config}", "-e", "{folder}/log"), NGINX, "uvicorn"),
    "haproxy": Kind("haproxy", ("haproxy", "-f", "{config}"), HAPROXY, "node", ends_with_connection=True),
    "haproxy before nginx": Kind("haproxy", ("haproxy", "-f", "{config}"), HAPROXY, "nginx"),
    "caddy": Kind(
        "caddy", ("caddy", "run", "--adapter", "caddyfile", "--config", "{config}"), CADDY, "uvicorn", attempts=3
    ),
}


class RealServer:
    """
    A server that runs.

    Args:
        kind: Its kind.
        port: Its port.
        origin: The server that it passes requests on to.
    """

    def __init__(self, kind: Kind, port: int, origin: RealServer | None) -> None:
        self.kind = kind
        self.port = port
        self._origin = origin
        self.url = f"http://127.0.0.1:{port}"

    def seen(self) -> list[Received]:
        """Return the requests that arrived at the last server since the last time; `connection` is the client's port."""
        if self._origin is not None:
            return self._origin.seen()
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(f"{self.url}/seen") as response:
            return [_received(record) for record in json.load(response)]


def _received(record: dict[str, Any]) -> Received:
    lines = [
        f"{record['method']} {record['target']} HTTP/1.1",
        *(f"{name}: {value}" for name, value in record["fields"]),
    ]
    return Received(
        "".join(f"{line}\r\n" for line in lines).encode("latin-1"), base64.b64decode(record["body"]), record["port"]
    )


@contextmanager
def running(name: str, folder: Path) -> Iterator[RealServer]:
    """Run a server of a kind, and those that it passes requests on to."""
    kind = KINDS[name]
    if kind.program:
        require_programs(kind.program)
    if not kind.origin:
        with running_kind(kind, folder) as server:
            yield server
        return
    with running(kind.origin, folder) as origin, running_kind(kind, folder / name.replace(" ", "-"), origin) as server:
        yield server


@contextmanager
def running_kind(kind: Kind, folder: Path, origin: RealServer | None = None, **variables: str) -> Iterator[RealServer]:
    """Run a server of a kind, with further environment variables."""
    folder.mkdir(exist_ok=True)
    server = RealServer(kind, _free_port(), origin)
    config = folder / "config"
    values = {"port": server.port, "folder": folder, "config": config, "origin": origin.port if origin else 0}
    config.write_text(kind.config.format(**values))
    command = [argument.format(**values) for argument in kind.command]
    environment = {
        **os.environ,
        "HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder),
        "XDG_DATA_HOME": str(folder),
        **variables,
    }
    with (folder / "output").open("wb") as output:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=output, stderr=output)
    try:
        _wait_until_it_accepts(server, process, folder)
        yield server
    finally:
        process.terminate()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port


def _wait_until_it_accepts(server: RealServer, process: subprocess.Popen[bytes], folder: Path) -> None:
    until = time.monotonic() + _STARTING
    while True:
        try:
            socket.create_connection(("127.0.0.1", server.port), 1).close()
            return
        except OSError:
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"{process.args!r} did not start: {(folder / 'output').read_text()}") from None
            time.sleep(0.02)
