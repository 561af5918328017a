"""
Connections with a deadline, from the lookup of the host name to the last byte: the door to urllib3.

urllib3 knows proxies, tunnels and TLS. Waiting, reading and pooling are done here.
"""

from __future__ import annotations

import socket
import ssl
import sys
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from queue import Empty, SimpleQueue
from typing import Any

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPSConnectionPool
from urllib3.util import Timeout
from urllib3.util import connection as addresses
from urllib3.util.wait import wait_for_socket

from ..errors import NotDelivered
from ..messages import Limits
from ..runtime.backends import run
from .byte_source import CHUNK_SIZE, ByteSource, Deadline, EndOfStream
from .failures import connect_failure, most_telling, require_encryption
from .hosts import is_local_peer
from .idle_connections import IdleConnections, keep_alive_until
from .proxies import Route
from .request_writer import encode_connect, encode_head, encode_request
from .response_reader import ResponseReader, read_connect_response

TLS_RECORD_SIZE = 16 * 1024
"""Bytes of a TLS record, at most (RFC 8446, section 5.1)."""


class AttemptTimeout(Timeout):
    """The limits of an attempt, in the form in which requests passes a timeout on."""

    def __init__(self, limits: Limits) -> None:
        super().__init__(connect=limits.seconds(limits.connect_timeout), read=limits.seconds(limits.read_timeout))
        self.limits = limits


# --- addresses -------------------------------------------------------------------------------------------------------


def resolve_host(host: str, port: int, deadline: Deadline) -> list[tuple[Any, ...]]:
    """Return the addresses of a host, as `socket.getaddrinfo` does; raise TimeoutError if the lookup takes too long."""
    results: SimpleQueue[Any] = SimpleQueue()
    start_lookup(host, port, results.put)
    try:
        result = results.get(timeout=deadline.timeout())
    except Empty:
        raise TimeoutError("the lookup of the host name timed out") from None
    if isinstance(result, Exception):
        raise result
    return list(result)


def start_lookup(host: str, port: int, report: Callable[[Any], None], family: int | None = None) -> None:
    """
    Look a host up and report its addresses, or the error, from whichever thread.

    A lookup has no timeout and cannot be cancelled, so a name is looked up in a thread that no call has to wait for.
    """
    family = addresses.allowed_gai_family() if family is None else family
    try:
        report(socket.getaddrinfo(host, port, family, socket.SOCK_STREAM, 0, socket.AI_NUMERICHOST))
        return
    except (OSError, UnicodeError):
        pass  # a name

    def look_up() -> None:
        try:
            report(socket.getaddrinfo(host, port, family, socket.SOCK_STREAM))
        except Exception as error:  # noqa: BLE001 - raised where it is waited for
            report(error)

    try:
        threading.Thread(target=look_up, name="dynaclient-name", daemon=True).start()
    except RuntimeError:  # no thread can be started, as when the interpreter shuts down
        look_up()


def connect_socket(candidates: list[tuple[Any, ...]], options: Any, deadline: Deadline) -> socket.socket:
    """Return a socket connected to the first address that accepts; each address has its share of the time."""
    failures: list[OSError] = []
    for number, (family, kind, protocol, _, address) in enumerate(candidates):
        try:
            share = deadline.timeout() / (len(candidates) - number)
            return _connected(socket.socket(family, kind, protocol), address, options, share)
        except OSError as error:
            failures.append(error)
    raise most_telling(failures)


def _connected(unconnected: socket.socket, address: Any, options: Any, seconds: float) -> socket.socket:
    try:
        for option in options or ():
            unconnected.setsockopt(*option)
        unconnected.settimeout(seconds)
        unconnected.connect(address)
    except BaseException:
        unconnected.close()
        raise
    return unconnected


# --- a connection ----------------------------------------------------------------------------------------------------


class SocketSource(ByteSource):
    """The bytes that arrive on a socket; the thread blocks until there are more."""

    __slots__ = ("_socket",)

    def __init__(self, connected_socket: Any, deadline: Deadline) -> None:
        super().__init__(deadline)
        self._socket = connected_socket

    @property
    def detects_truncation(self) -> bool:  # type: ignore[override]
        """Whether the connection uses TLS, which has an end of its own."""
        return hasattr(self._socket, "suppress_ragged_eofs")

    async def receive(self) -> None:
        """Wait for at least one more byte; raise `EndOfStream` if there is none."""
        self._socket.settimeout(self.deadline.timeout())
        data = self._socket.recv(CHUNK_SIZE)
        if not data:
            raise EndOfStream
        self.buffer += data

    def poll_response(self) -> bool:
        """Read what has arrived, without waiting; return whether that starts a final response or is the end."""
        self._socket.settimeout(0)
        try:
            data = self._socket.recv(CHUNK_SIZE)
        except (BlockingIOError, ssl.SSLWantReadError):
            return False  # what arrived belongs to TLS
        self.buffer += data
        return not data or self.has_final_response


class _DeadlineConnection(HTTPConnection):
    """A connection of urllib3 on which every wait has a deadline, and responses are read strictly."""

    limits: Limits
    deadline: Deadline
    pool: Any
    """The pool that it returns to once its response is read; None while it is in there."""
    usable_until = 0.0
    at_proxy = False
    """Whether it is the proxy that is being connected to."""
    is_local = False
    """Whether the other side, server or proxy, is on this machine."""

    def begin(self, limits: Limits) -> None:
        """Start an attempt with these limits."""
        self.limits = limits
        self.deadline = Deadline(limits.read_timeout, limits.deadline)

    def connect(self) -> None:
        """Connect within the connect timeout, through the proxy and with TLS where there is one."""
        deadline = self.deadline
        self.deadline = deadline.within(self.limits.connect_timeout)
        self.at_proxy = self.pool.route.proxy is not None
        try:
            super().connect()
        except Exception as error:  # noqa: BLE001 - raised below, without the frames that it refers to
            failure = connect_failure(error, self.pool.route, at_proxy=self.at_proxy)
        else:
            self.deadline = deadline
            if hasattr(self.sock, "suppress_ragged_eofs"):
                # Otherwise an attacker who cuts the connection could pass off part of a body as all of it.
                self.sock.suppress_ragged_eofs = False
            return
        raise failure

    def _new_conn(self) -> socket.socket:
        candidates = resolve_host(self._dns_host.strip("[]"), self.port, self.deadline)
        connected_socket = connect_socket(candidates, self.socket_options, self.deadline)
        sys.audit("http.client.connect", self, self.host, self.port)
        self.is_local = is_local_peer(connected_socket.getpeername())
        connected_socket.settimeout(self.deadline.timeout())  # for the TLS handshake, which counts as one wait
        return connected_socket

    def _tunnel(self) -> None:
        fields: Mapping[str, str] = self._tunnel_headers  # type: ignore[attr-defined]
        source = SocketSource(self.sock, self.deadline)
        self._write([encode_connect(str(self._tunnel_host), self._tunnel_port or 443, fields)], source)
        run(read_connect_response(ResponseReader(self, source, "CONNECT"), self.pool.route))
        self.sock.settimeout(self.deadline.timeout())
        self.at_proxy = False

    def _write(self, parts: Iterable[bytes], source: SocketSource) -> bool:
        """Write a whole request; return False if the server responded or closed before it had read everything."""
        # A TLS record that is begun has to be written to its end, however long that takes.
        limit = TLS_RECORD_SIZE if isinstance(self.sock, ssl.SSLSocket) else CHUNK_SIZE
        begun = False
        for part in parts:
            left = memoryview(part)
            while left:
                if begun and self._has_response(source):
                    return False
                self.sock.settimeout(self.deadline.timeout())
                left = left[self.sock.send(left[:limit]) :]
                begun = True
        return True

    def _has_response(self, source: SocketSource) -> bool:
        """Wait until the socket is writable or readable; return whether there is a response or the end."""
        if not isinstance(self.sock, socket.socket):
            return False  # TLS inside TLS cannot be read without blocking
        if not wait_for_socket(self.sock, read=True, write=True, timeout=self.deadline.timeout()):
            raise TimeoutError("timed out writing the request")
        return wait_for_socket(self.sock, read=True, timeout=0) and source.poll_response()

    @property
    def is_connected(self) -> bool:
        """Whether the connection is open, not too old, and nothing has arrived on it unrequested."""
        return time.monotonic() < self.usable_until and super().is_connected

    def exchange(self, method: str, head: bytes, body: bytes | Iterable[bytes] | None, chunked: bool) -> ResponseReader:
        """Send a request, and return its response with its head read."""
        if self.sock is None:
            self.connect()
        if self.limits.local_only and not self.is_local:
            require_encryption(self.pool.route)
        source = SocketSource(self.sock, self.deadline)
        failure: NotDelivered | None = None
        broken = True
        try:
            broken = not self._write(encode_request(head, body, chunked), source)
        except TimeoutError:
            failure = NotDelivered("timed out sending the request", sent=True, slow=True)
        except OSError:
            pass  # the server may have responded and closed before it had read everything
        if failure is not None:
            raise failure
        response = ResponseReader(self, source, method)
        run(response.read_head())
        response.closes_connection = response.closes_connection or broken
        return response

    def release(self, keep_alive: float | None) -> None:
        """Return this connection to its pool; `keep_alive` is how many seconds the server keeps it, if announced."""
        self.usable_until = keep_alive_until(keep_alive)
        pool, self.pool = self.pool, None
        pool.add(self)


class PlainConnection(_DeadlineConnection):
    """A connection without TLS."""


class TlsConnection(_DeadlineConnection, HTTPSConnection):
    """A connection with TLS."""

    def _connect_tls_proxy(self, hostname: str, sock: socket.socket) -> Any:
        proxy_socket: Any = super()._connect_tls_proxy(hostname, sock)
        return proxy_socket if self.proxy_is_forwarding else _DeadlineSocket(proxy_socket, self)


class _DeadlineSocket:
    """The TLS socket to a proxy: TLS inside it reads and writes without setting a timeout, so it is set here."""

    def __init__(self, proxy_socket: ssl.SSLSocket, connection: _DeadlineConnection) -> None:
        self._socket = proxy_socket
        self._connection = connection

    def recv(self, limit: int) -> bytes:
        self._socket.settimeout(self._connection.deadline.timeout())
        return self._socket.recv(limit)

    def sendall(self, data: bytes) -> None:
        self._socket.settimeout(self._connection.deadline.timeout())
        self._socket.sendall(data)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._socket, name)


# --- a pool ----------------------------------------------------------------------------------------------------------


class ConnectionPool:
    """
    The connections to one origin.

    No request waits for a connection: if none is idle a new one is made, so there are as many as threads that call.
    """

    def __init__(self, factory: Any, host: str, route: Route) -> None:
        factory.ConnectionCls = TlsConnection if isinstance(factory, HTTPSConnectionPool) else PlainConnection
        self._factory = factory
        self._host = host
        self.route = route
        self._tunnels = route.proxy is not None and route.is_encrypted
        self._proxy_fields: Mapping[str, str] = {} if self._tunnels else factory.proxy_headers
        self._idle = IdleConnections()
        self.add = self._idle.add
        self.close = self._idle.close

    def urlopen(
        self, *, method: str, url: str, body: Any, headers: Any, timeout: Any, chunked: bool, **_: Any
    ) -> ResponseReader:
        """Send a request on one of the connections; requests calls it by this name."""
        if self._proxy_fields:
            headers = {**headers, **self._proxy_fields}
        head = encode_head(method, url, self._host, headers.items())
        connection = self._idle.pop() or self._factory._new_conn()
        try:
            connection.pool = self
            connection.begin(timeout.limits)
            if self._tunnels and connection.sock is None:
                self._factory._prepare_proxy(connection)
            response: ResponseReader = connection.exchange(method, head, body, chunked)
            return response
        except BaseException:
            # After any error, an interrupt too: what may still arrive on it responds to no other request.
            connection.close()
            raise
