"""
Connections that keep to the time of a call from the name of the host to the last byte: the door to urllib3.

urllib3 knows proxies, tunnels and encryption; waiting, reading and keeping connections is done here. There is no lock:
an interrupt or a fork cannot leave one held.
"""

from __future__ import annotations

import socket
import ssl
import sys
import threading
import time
import weakref
from collections import deque
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
from .codec import CHUNK, Answer, Clock, Ended, Source, head_of, tunnel_head, tunnelled, written

POOL = 32
"""Connections that are kept for each origin while they are idle."""
RECORD = 16 * 1024
"""Bytes of a record of encryption (RFC 8446, section 5.1)."""
KEPT_FOR = 50.0
"""Seconds that an idle connection is kept unless its server says less: balancers commonly drop it after 60."""
KEPT_MARGIN = 1.0
"""Seconds before a server would drop an idle connection in which it is no longer used."""


class Allowance(Timeout):
    """The limits of an attempt, in the form in which requests hands a timeout on."""

    def __init__(self, limits: Limits) -> None:
        super().__init__(connect=limits.seconds(limits.connect_timeout), read=limits.seconds(limits.read_timeout))
        self.limits = limits


def kind(error: BaseException) -> str:
    """Give the name of what went wrong at the bottom; its text may hold a URL, and so is never shown."""
    return type(reasons(error)[-1]).__name__


def reasons(error: BaseException) -> list[BaseException]:
    """Give an error with all that it wraps."""
    found: list[BaseException] = []
    pending: list[Any] = [error]
    while pending:
        each = pending.pop()
        if not isinstance(each, BaseException) or each in found:
            continue
        found.append(each)
        pending += [getattr(each, "reason", None), *each.args]
    return found


# --- to an address ---------------------------------------------------------------------------------------------------


def resolved(host: str, port: int, clock: Clock) -> list[tuple[Any, ...]]:
    """Give the addresses of a host, as `socket.getaddrinfo` does; TimeoutError where they do not come in time."""
    told: SimpleQueue[Any] = SimpleQueue()
    look_up(host, port, told.put)
    try:
        found = told.get(timeout=clock.wait())
    except Empty:
        raise TimeoutError("the name server did not answer") from None
    if isinstance(found, Exception):
        raise found
    return list(found)


def look_up(host: str, port: int, tell: Callable[[Any], None], family: int | None = None) -> None:
    """
    Have somebody told the addresses of a host, or the error that there was, from whichever thread.

    To look a name up may take as long as it likes, and cannot be broken off: so nobody waits for it but a thread.
    """
    family = addresses.allowed_gai_family() if family is None else family
    try:
        tell(socket.getaddrinfo(host, port, family, socket.SOCK_STREAM, 0, socket.AI_NUMERICHOST))
        return
    except (OSError, UnicodeError):
        pass  # a name

    def ask() -> None:
        try:
            tell(socket.getaddrinfo(host, port, family, socket.SOCK_STREAM))
        except Exception as error:  # noqa: BLE001 - raised where it is waited for
            tell(error)

    try:
        threading.Thread(target=ask, name="dynaclient-name", daemon=True).start()
    except RuntimeError:  # no thread can be had, as when the interpreter is on its way out
        ask()


def connected(found: list[tuple[Any, ...]], options: Any, clock: Clock) -> socket.socket:
    """Give a socket that is connected to the first address that takes it; each has its share of the time."""
    failure: Exception = OSError("the host has no address")
    for number, (family, kind_of, protocol, _, address) in enumerate(found):
        try:
            share = clock.wait() / (len(found) - number)
            return _connected(socket.socket(family, kind_of, protocol), address, options, share)
        except OSError as error:
            failure = error
    raise failure


def _connected(made: socket.socket, address: Any, options: Any, seconds: float) -> socket.socket:
    try:
        for option in options or ():
            made.setsockopt(*option)
        made.settimeout(seconds)
        made.connect(address)
    except BaseException:
        made.close()
        raise
    return made


class _SocketSource(Source):
    """The bytes that come from a socket; whoever wants more waits where he stands."""

    __slots__ = ("_socket",)

    def __init__(self, connected_socket: Any, clock: Clock) -> None:
        super().__init__(clock)
        self._socket = connected_socket

    @property
    def ends_surely(self) -> bool:  # type: ignore[override]
        """Whether there is encryption, which has an end of its own."""
        return hasattr(self._socket, "suppress_ragged_eofs")

    async def more(self) -> None:
        """Wait for at least one byte more; `Ended` where there are none."""
        self._socket.settimeout(self.clock.wait())
        data = self._socket.recv(CHUNK)
        if not data:
            raise Ended
        self.buffer += data

    def look(self) -> bool:
        """Take what has come already, without waiting for more; say whether that is an answer, or the end."""
        self._socket.settimeout(0)
        try:
            data = self._socket.recv(CHUNK)
        except (BlockingIOError, ssl.SSLWantReadError):
            return False  # what has come is of the encryption
        self.buffer += data
        return not data or self.answers


# --- a connection ----------------------------------------------------------------------------------------------------


class _Timely(HTTPConnection):
    """A connection of urllib3's on which every wait ends in time, and whose answers are read strictly."""

    limits: Limits
    clock: Clock
    pool: Any
    """Where it goes when its answer is read; None while it is there."""
    kept_until = 0.0

    def begin(self, limits: Limits) -> None:
        """Let a call with these limits use this connection."""
        self.limits = limits
        self.clock = Clock(limits.read_timeout, limits.deadline)

    def connect(self) -> None:
        """Connect, through the proxy and with encryption where there is one, before the time for it is over."""
        whole = self.clock
        self.clock = whole.within(self.limits.connect_timeout)
        try:
            super().connect()
        except NotDelivered as error:  # of the tunnel: of the request itself nothing was sent
            failure = NotDelivered(f"no connection could be made ({error.reason})", sent=False, slow=error.slow)
        except Exception as error:  # noqa: BLE001 - told without the frames that hang on it
            slow = any(isinstance(each, TimeoutError) for each in reasons(error))
            failure = NotDelivered(f"no connection could be made ({kind(error)})", sent=False, slow=slow)
        else:
            self.clock = whole
            if hasattr(self.sock, "suppress_ragged_eofs"):
                # Else whoever can cut the line could make a part of a body pass for all of it.
                self.sock.suppress_ragged_eofs = False
            return
        raise failure

    def _new_conn(self) -> socket.socket:
        found = resolved(self._dns_host.strip("[]"), self.port, self.clock)
        made = connected(found, self.socket_options, self.clock)
        sys.audit("http.client.connect", self, self.host, self.port)
        made.settimeout(self.clock.wait())  # for the handshake, all of which counts as one wait
        return made

    def _tunnel(self) -> None:
        fields: Mapping[str, str] = self._tunnel_headers  # type: ignore[attr-defined]
        source = _SocketSource(self.sock, self.clock)
        self._write([tunnel_head(str(self._tunnel_host), self._tunnel_port or 443, fields)], source)
        run(tunnelled(Answer(self, source, "CONNECT")))
        self.sock.settimeout(self.clock.wait())

    def _write(self, pieces: Iterable[bytes], source: _SocketSource) -> bool:
        """Write all of a request; False where the server has answered already, or hung up: it wants no more."""
        # What is begun of a record has to be written to its end, whoever waits for that.
        most = RECORD if isinstance(self.sock, ssl.SSLSocket) else CHUNK
        begun = False
        for each in pieces:
            left = memoryview(each)
            while left:
                if begun and self._is_answered(source):
                    return False
                self.sock.settimeout(self.clock.wait())
                left = left[self.sock.send(left[:most]) :]
                begun = True
        return True

    def _is_answered(self, source: _SocketSource) -> bool:
        """Wait until there is room to write, or something to read; say whether that is an answer. TimeoutError else."""
        if not isinstance(self.sock, socket.socket):
            return False  # encryption inside encryption: nothing can be read of it without waiting for all of it
        if not wait_for_socket(self.sock, read=True, write=True, timeout=self.clock.wait()):
            raise TimeoutError("nothing could be written for too long")
        return wait_for_socket(self.sock, read=True, timeout=0) and source.look()

    @property
    def is_connected(self) -> bool:
        """Whether the connection stands, and nothing has come on it that nobody asked for."""
        return time.monotonic() < self.kept_until and super().is_connected

    def exchange(self, method: str, head: bytes, body: bytes | Iterable[bytes] | None, chunked: bool) -> Answer:
        """Send a request, and give its answer as far as its head."""
        if self.sock is None:
            self.connect()
        source = _SocketSource(self.sock, self.clock)
        failure: NotDelivered | None = None
        broken = True
        try:
            broken = not self._write(written(head, body, chunked), source)
        except TimeoutError:
            failure = NotDelivered("the request took too long", sent=True, slow=True)
        except OSError:
            pass  # but the server may have answered, and hung up, before it had read all
        if failure is not None:
            raise failure
        answer = Answer(self, source, method)
        run(answer.begin())
        answer.last = answer.last or broken
        return answer

    def free(self, seconds: float | None) -> None:
        """Take this connection among the idle ones; the server said that it keeps it for so many seconds, if it did."""
        self.kept_until = kept_until(seconds)
        pool, self.pool = self.pool, None
        pool.take(self)


class PlainConnection(_Timely):
    """One without encryption."""


class SecureConnection(_Timely, HTTPSConnection):
    """One with encryption."""

    def _connect_tls_proxy(self, hostname: str, sock: socket.socket) -> Any:
        made: Any = super()._connect_tls_proxy(hostname, sock)
        return made if self.proxy_is_forwarding else _Steady(made, self)


class _Steady:
    """The encrypted connection to a proxy: what is encrypted inside it waits on it without asking for the time."""

    def __init__(self, made: ssl.SSLSocket, connection: _Timely) -> None:
        self._made = made
        self._connection = connection

    def recv(self, most: int) -> bytes:
        self._made.settimeout(self._connection.clock.wait())
        return self._made.recv(most)

    def sendall(self, data: bytes) -> None:
        self._made.settimeout(self._connection.clock.wait())
        self._made.sendall(data)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._made, name)


def kept_until(seconds: float | None) -> float:
    """Give the moment up to which an idle connection is used, which its server keeps for so many seconds."""
    most = KEPT_FOR if seconds is None else min(seconds, KEPT_FOR + KEPT_MARGIN) - KEPT_MARGIN
    return time.monotonic() + most


class Idle:
    """The idle connections to one place, the one used last in front."""

    def __init__(self) -> None:
        self._connections: deque[Any] = deque()
        self._closed = False
        weakref.finalize(self, _drop, self._connections)

    def one(self) -> Any:
        """Give a connection that still stands; None where there is none."""
        while True:
            try:
                connection = self._connections.pop()
            except IndexError:
                return None
            if connection.is_connected:
                return connection
            connection.close()

    def take(self, connection: Any) -> None:
        """Take a connection among the idle ones."""
        self._connections.append(connection)
        if self._closed or len(self._connections) > POOL:
            _drop(self._connections, 0 if self._closed else POOL)

    def close(self) -> None:
        """Close what is idle now, and what becomes idle later."""
        self._closed = True
        _drop(self._connections)


class Pool:
    """
    The connections to one origin: those that are idle, the one used last in front.

    There is always a further one, so that nobody waits for one: there are as many as there are threads that call.
    """

    def __init__(self, maker: Any, host: str, *, tunnels: bool) -> None:
        maker.ConnectionCls = SecureConnection if isinstance(maker, HTTPSConnectionPool) else PlainConnection
        self._maker = maker
        self._host = host
        self._tunnels = tunnels
        self._added: Mapping[str, str] = {} if tunnels else maker.proxy_headers
        self._idle = Idle()
        self.take = self._idle.take
        self.close = self._idle.close

    def urlopen(
        self, *, method: str, url: str, body: Any, headers: Any, timeout: Any, chunked: bool, **_: Any
    ) -> Answer:
        """Send a request on one of the connections; requests calls it by this name."""
        if self._added:
            headers = {**headers, **self._added}
        head = head_of(method, url, self._host, headers.items())
        connection = self._idle.one() or self._maker._new_conn()
        try:
            connection.pool = self
            connection.begin(timeout.limits)
            if self._tunnels and connection.sock is None:
                self._maker._prepare_proxy(connection)
            answer: Answer = connection.exchange(method, head, body, chunked)
            return answer
        except BaseException:
            # Whatever it was, an interrupt too: what may still come on it belongs to nobody.
            connection.close()
            raise


def _drop(idle: deque[Any], kept: int = 0) -> None:
    """Close the connections that have been idle for longest."""
    while len(idle) > kept:
        try:
            idle.popleft().close()
        except IndexError:  # pragma: no cover - another thread took it in this moment
            return
