"""Ways to a server that are broken: each yields a URL, and environment variables for the client."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import trustme

from tests.support.fault_server import FaultServer, respond_normally
from tests.support.raw_server import FinalResponse, RawServer, raw_response
from tests.support.socks_server import SocksServer

SECRET = "hunter2-5a1f"
"""What is in the URLs of proxies, and never in a message."""
Opened = tuple[str, dict[str, str]]


@contextmanager
def closed_port(_: Path) -> Iterator[Opened]:
    with socket.create_server(("127.0.0.1", 0)) as bound:
        port = bound.getsockname()[1]
    yield f"http://127.0.0.1:{port}", {}


@contextmanager
def unknown_name(_: Path) -> Iterator[Opened]:
    yield "https://no.such.host.invalid", {}


@contextmanager
def untrusted(_: Path) -> Iterator[Opened]:
    with FaultServer(respond_normally, secure=tls(trustme.CA())) as there:
        yield there.url, {}


def tls(authority: trustme.CA, name: str = "127.0.0.1") -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    return context


@contextmanager
def plain_http(_: Path) -> Iterator[Opened]:
    with FaultServer(lambda wire: wire.send(b"HTTP/1.1 400 No\r\n\r\n")) as there:
        yield there.url.replace("http:", "https:"), {}


@contextmanager
def refusing_proxy(_: Path) -> Iterator[Opened]:
    with RawServer(lambda _: FinalResponse(raw_response(status=407))) as proxy:
        yield "https://api.example.com", {"HTTPS_PROXY": proxy.url.replace("//", f"//user:{SECRET}@")}


@contextmanager
def absent_proxy(folder: Path) -> Iterator[Opened]:
    with closed_port(folder) as (url, _):
        yield "http://api.example.com", {"HTTP_PROXY": url}


@contextmanager
def invalid_proxy(_: Path) -> Iterator[Opened]:
    yield "http://api.example.com", {"HTTP_PROXY": f"gopher://user:{SECRET}@proxy.example"}


@contextmanager
def refusing_socks(_: Path) -> Iterator[Opened]:
    with SocksServer(9, refusal=5) as proxy:
        yield "http://api.example.com", {"ALL_PROXY": f"socks5h://127.0.0.1:{proxy.port}"}


@contextmanager
def hanging(_: Path) -> Iterator[Opened]:
    with FaultServer(lambda wire: wire.stall()) as there:
        yield there.url, {}


@contextmanager
def no_certificates(folder: Path) -> Iterator[Opened]:
    yield "https://127.0.0.1:9", {"REQUESTS_CA_BUNDLE": str(folder / "absent.pem")}


@contextmanager
def cut_off(_: Path) -> Iterator[Opened]:
    with RawServer(lambda _: b"") as there:
        yield there.url, {}


@contextmanager
def cut_off_after_handshake(folder: Path) -> Iterator[Opened]:
    authority, path = trustme.CA(), folder / "authority.pem"
    authority.cert_pem.write_to_path(str(path))
    with FaultServer(lambda _: None, secure=tls(authority)) as there:
        yield there.url, {"SSL_CERT_FILE": str(path)}


@contextmanager
def silent_proxy(_: Path) -> Iterator[Opened]:
    with FaultServer(lambda wire: wire.stall()) as proxy:
        yield "http://api.example.com", {"HTTP_PROXY": proxy.url}


@contextmanager
def closing_proxy(_: Path) -> Iterator[Opened]:
    with FaultServer(lambda _: None) as proxy:
        yield "http://api.example.com", {"HTTP_PROXY": proxy.url}
