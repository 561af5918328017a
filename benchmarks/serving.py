"""The one server of all ways: nginx with prepared responses, in a process and on a processor of its own."""

from __future__ import annotations

import shutil
import socket
import ssl
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from devices import PATH, RESPONSES
from measure import installed, pin

CONNECTIONS, PIPELINED = 8, 16
"""Of the client that measures the server: its connections, and the requests that it sends on each at once."""

_CONFIGURATION = """
daemon off; master_process off; pid {folder}/pid; error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
  access_log off; keepalive_timeout 3600s; keepalive_requests 1000000000;
  client_body_temp_path {folder}/1; proxy_temp_path {folder}/2; fastcgi_temp_path {folder}/3;
  uwsgi_temp_path {folder}/4; scgi_temp_path {folder}/5;
  types {{ }} default_type application/json;
  upstream origin {{ server 127.0.0.1:{plain}; keepalive 64; keepalive_requests 1000000000; }}
  server {{
    listen 127.0.0.1:{plain};
    {tls_lines}
    if ($request_method = POST) {{ return 200 '{post}'; }}
    return 200 '{get}';
  }}
  server {{
    listen 127.0.0.1:{proxy};
    location / {{
      proxy_pass http://origin; proxy_http_version 1.1;
      proxy_set_header Connection ""; proxy_set_header Host $http_host;
    }}
  }}
}}
"""
_TLS = "listen 127.0.0.1:{tls} ssl; ssl_certificate {folder}/server.pem; ssl_certificate_key {folder}/server.pem;"


@dataclass(frozen=True)
class Scene:
    """How the server is reached."""

    name: str
    url: str
    ca: str | None = None
    proxy: str | None = None

    @property
    def address(self) -> tuple[str, int]:
        """Host and port to connect to."""
        host, _, port = (self.proxy or self.url).rpartition("//")[2].rpartition(":")
        return host, int(port)


@dataclass(frozen=True)
class Capacity:
    """What the server does for a client that only sends prepared bytes."""

    rate: float
    cpu: float

    def __str__(self) -> str:
        return f"{self.rate:.0f} responses/s, {self.cpu * 1e6:.0f} µs of its CPU time for each"


@dataclass(frozen=True)
class Server:
    """A running server."""

    name: str
    process: int
    scenes: tuple[Scene, ...]

    @property
    def url(self) -> str:
        """Its plain URL."""
        return self.scenes[0].url

    def cpu(self) -> float:
        """Return the CPU seconds of its process so far."""
        return time.clock_gettime((~self.process << 3) | 2)  # Linux: the clock of a process by its number

    def capacity(self, scene: Scene, count: int, rounds: int = 5) -> Capacity:
        """Return its capacity, as the median of the rounds."""
        batch = _batch(scene)
        with ExitStack() as stack:
            connections = [stack.enter_context(_connect(scene)) for _ in range(CONNECTIONS)]
            size = _size(connections[0], batch)
            found = [self._flooded(connections, batch, size, count // rounds) for _ in range(rounds)]
        return Capacity(*(statistics.median(values) for values in zip(*found, strict=True)))

    def _flooded(self, connections: list[socket.socket], batch: bytes, size: int, count: int) -> tuple[float, float]:
        turns = max(1, count // (CONNECTIONS * PIPELINED))
        before, started = self.cpu(), time.perf_counter()
        for _ in range(turns):
            for connection in connections:
                connection.sendall(batch * PIPELINED)
            for connection in connections:
                _read(connection, size * PIPELINED)
        responses = turns * CONNECTIONS * PIPELINED
        return responses / (time.perf_counter() - started), (self.cpu() - before) / responses


def _batch(scene: Scene) -> bytes:
    target = f"{scene.url if scene.proxy else ''}{PATH}?perPage=10"
    return f"GET {target} HTTP/1.1\r\nHost: {scene.url.rpartition('//')[2]}\r\n\r\n".encode()


def _connect(scene: Scene) -> socket.socket:
    connection = socket.create_connection(scene.address)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if scene.ca:
        return ssl.create_default_context(cafile=scene.ca).wrap_socket(connection, server_hostname=scene.address[0])
    return connection


def _size(connection: socket.socket, request: bytes) -> int:
    """Return the size of one response."""
    connection.sendall(request)
    data = b""
    while not data.endswith(b"}"):
        data += connection.recv(65536)
    head, _, _ = data.partition(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0])
    return len(head) + 4 + length


def _read(connection: socket.socket, size: int) -> None:
    while size > 0:
        size -= len(connection.recv(262144))


@contextmanager
def served() -> Iterator[Server]:
    """Run nginx; or `server.py`, which has neither TLS nor a proxy, where nginx is not installed."""
    program = shutil.which("nginx") or shutil.which("/usr/sbin/nginx")
    if program is None:
        with own_server() as server:
            yield server
    else:
        with tempfile.TemporaryDirectory() as folder, _nginx(program, Path(folder)) as server:
            yield server


@contextmanager
def _nginx(program: str, folder: Path) -> Iterator[Server]:
    plain, tls, proxy = _free_ports(3)
    ca = _certificate(folder)
    ports = {"plain": plain, "proxy": proxy}
    tls_lines = _TLS.format(tls=tls, folder=folder) if ca else ""
    texts = {"get": RESPONSES["GET"], "post": RESPONSES["POST"]}
    (folder / "nginx.conf").write_text(_CONFIGURATION.format(folder=folder, tls_lines=tls_lines, **ports, **texts))
    arguments = [program, "-p", str(folder), "-e", str(folder / "error.log"), "-c", str(folder / "nginx.conf")]
    url = f"http://127.0.0.1:{plain}"
    scenes = [Scene("plain", url), Scene("through a proxy", url, proxy=f"http://127.0.0.1:{proxy}")]
    if ca:
        scenes.insert(1, Scene("TLS", f"https://127.0.0.1:{tls}", ca=ca))
    with subprocess.Popen(arguments, stderr=subprocess.DEVNULL) as process:
        try:
            _wait(proxy, process)
            pin(-1, process.pid)  # the benchmarks run on the first
            yield Server(_nginx_name(program), process.pid, tuple(scenes))
        finally:
            process.terminate()


def _nginx_name(program: str) -> str:
    shown = subprocess.run([program, "-v"], capture_output=True, text=True, check=True).stderr
    return f"{shown.rpartition(': ')[2].strip().replace('/', ' ')}, one process"


def _certificate(folder: Path) -> str | None:
    """Write a certificate for the server, and return the file of its authority; None without trustme."""
    trustme = installed("trustme")
    if trustme is None:
        return None
    authority = trustme.CA()
    authority.issue_cert("127.0.0.1").private_key_and_cert_chain_pem.write_to_path(folder / "server.pem")
    authority.cert_pem.write_to_path(folder / "ca.pem")
    return str(folder / "ca.pem")


def _free_ports(count: int) -> list[int]:
    listeners = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [listener.getsockname()[1] for listener in listeners]
    for listener in listeners:
        listener.close()
    return ports


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(500):
        if process.poll() is not None:
            sys.exit("nginx does not start")
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            time.sleep(0.01)
        else:
            return


@contextmanager
def own_server() -> Iterator[Server]:
    """Run `server.py`."""
    program = [sys.executable, str(Path(__file__).parent / "server.py")]
    with subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        try:
            pin(-1, process.pid)
            url = f"http://127.0.0.1:{int(process.stdout.readline())}"
            name = "server.py, because nginx is not installed: no TLS, no proxy"
            yield Server(name, process.pid, (Scene("plain", url),))
        finally:
            process.stdin.close()
            process.wait()
