"""
The transport on aiohttp: the only door to it.

aiohttp knows names, addresses, proxies, tunnels and encryption. What is sent and read on a connection, and how
connections are kept, is the same here as for threads (`codec`).
"""

from __future__ import annotations

import asyncio
import socket
import ssl
import sys
import time
import weakref
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from ...errors import DynaclientError, NotDelivered, strips_traceback
from ...messages import Limits, Request, Response
from ...runtime.asyncio_backend import in_thread, wait_within
from ...runtime.backends import WaitTimeout
from ..codec import (
    CHUNK,
    Answer,
    Clock,
    Ended,
    Source,
    end_of_origin,
    fields_of,
    head_of,
    host_of,
    pieces_of,
    target_of,
    tunnel_head,
    tunnelled,
    written,
)
from ..connections import Idle, kept_until, kind, look_up
from ..proxies import Network

try:
    from aiohttp import ClientRequest, ClientTimeout, TCPConnector
    from aiohttp.abc import AbstractResolver
    from yarl import URL
except ImportError:
    raise DynaclientError("AsyncClient needs the async extra: pip install 'dynaclient[async]'") from None

__all__ = ["AiohttpTransport"]

AHEAD = 4 * CHUNK
"""Bytes that are taken from a connection before anybody asks for them."""


# --- a connection ----------------------------------------------------------------------------------------------------


class _Coming(Source):
    """The bytes that come on a line, for one answer."""

    __slots__ = ("_line",)

    def __init__(self, line: _Line, clock: Clock) -> None:
        super().__init__(clock)
        self._line = line

    async def more(self) -> None:
        """Wait for at least one byte more; `Ended` where there are none."""
        before = len(self.buffer)
        self._line.let_come()
        while len(self.buffer) == before:
            if self._line.ended:
                raise self._line.end
            await self._line.something(self.clock.wait())

    @property
    def ends_surely(self) -> bool:  # type: ignore[override]
        """Whether there is encryption, which has an end of its own."""
        return self._line.secured is not None


class _Line(asyncio.Protocol):
    """A connection that aiohttp made: what comes on it goes to the answer that is being read, and to nobody else."""

    def __init__(self, made: Any, idle: Idle) -> None:
        self._made = made
        """aiohttp's own idea of the connection, which has to be told when it is closed."""
        # Weak: the event loop knows the line, and a client that nobody closed would never be forgotten.
        self._idle = weakref.ref(idle)
        self._loop = asyncio.get_running_loop()
        self.transport: Any = made.transport
        self.kept_until = 0.0
        self.ended = self.transport is None or self.transport.is_closing()
        self.end: type[Exception] = Ended
        """What the end is told as."""
        self.secured: ssl.SSLObject | None = made.transport and made.transport.get_extra_info("ssl_object")
        self._source: _Coming | None = None
        self._held = False
        self._full = False
        self._waiter: asyncio.Future[None] | None = None
        if not self.ended:  # pragma: no branch - it ends in just this moment
            self.transport.set_protocol(self)

    # What the event loop tells.

    def data_received(self, data: bytes) -> None:
        """Take what came; on an idle line nobody has asked for it."""
        if self._source is None:
            self.close()
            return
        self._source.buffer += data
        if len(self._source.buffer) > AHEAD and not self._held:
            self._held = True
            self.transport.pause_reading()
        self._wake()

    def eof_received(self) -> None:
        """Take note that nothing more comes."""
        if not self.ended and self.secured is not None and not _has_ended(self.secured):
            self.end = ssl.SSLEOFError
        self.ended = True
        self._wake()

    def connection_lost(self, error: Exception | None) -> None:
        """Take note that the connection is gone."""
        if error is None:
            self.eof_received()
        elif not self.ended:  # pragma: no branch - it breaks after it has ended
            self.end = type(error)
            self._take_the_rest()
        self.ended = True
        self._full = False
        self._wake()

    def _take_the_rest(self) -> None:
        """Take what came before the connection broke: the server may have answered before it had read all, and left."""
        if self._source is None or self.secured is not None:
            return
        try:
            with self.transport.get_extra_info("socket").dup() as twin:
                while len(self._source.buffer) < AHEAD and (data := twin.recv(CHUNK)):
                    self._source.buffer += data
            self.end = Ended
        except OSError as error:  # pragma: no cover - only where it breaks before the other side has closed it
            self.end = type(error)

    def pause_writing(self) -> None:
        """Take note that what was written has not gone out."""
        self._full = True

    def resume_writing(self) -> None:
        """Take note that there is room again."""
        self._full = False
        self._wake()

    # For those who wait.

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    async def something(self, seconds: float) -> None:
        """Wait until something happens; TimeoutError after so many seconds."""
        self._waiter = waiter = self._loop.create_future()
        timer = self._loop.call_later(seconds, _expire, waiter)
        try:
            await waiter
        finally:
            timer.cancel()
            self._waiter = None

    def let_come(self) -> None:
        """Take bytes again, where it was enough for a while."""
        if self._held and not self.ended:
            self._held = False
            self.transport.resume_reading()

    # For the pool and the answer.

    @property
    def is_connected(self) -> bool:
        """Whether the connection stands, and nothing has come on it that nobody asked for."""
        return not self.ended and time.monotonic() < self.kept_until and not self.transport.is_closing()

    def close(self) -> None:
        """Give the connection up, with what has not gone out."""
        self.ended = True
        if self._loop.is_closed():
            return  # what is left of it is closed when it is forgotten
        if _is_within(self._loop):
            self._abort()
        else:  # a client that nobody closed is forgotten, in whichever thread
            self._loop.call_soon_threadsafe(self._abort)

    def _abort(self) -> None:
        if self.transport is not None:  # pragma: no branch - it ended in the moment it was made
            self.transport.abort()
        self._made.close()

    def free(self, seconds: float | None) -> None:
        """Take this line among the idle ones; the server said that it keeps it for so many seconds, if it did."""
        self._source = None
        self.kept_until = kept_until(seconds)
        idle = self._idle()
        if idle is None:
            self.close()
            return
        self.let_come()
        idle.take(self)

    # A tunnel.

    async def tunnel(self, head: bytes, clock: Clock, context: ssl.SSLContext, host: str) -> None:
        """Have a proxy make a tunnel, and begin encryption in it."""
        try:
            source = self._source = _Coming(self, clock)
            await self._write(head, source)
            await tunnelled(Answer(self, source, "CONNECT"))
            self._source = None
            beginning = self._loop.start_tls(self.transport, self, context, server_hostname=host)
            self.transport = await wait_within(asyncio.ensure_future(beginning), clock.wait())
            self.secured = self.transport.get_extra_info("ssl_object")
        except BaseException:
            self.close()
            raise

    # A request.

    async def exchange(self, request: Request, head: bytes, limits: Limits) -> Answer:
        """Send a request, and give its answer as far as its head."""
        source = self._source = _Coming(self, Clock(limits.read_timeout, limits.deadline))
        answer = Answer(self, source, request.method)
        body = request.body
        pieces = body if body is None or isinstance(body, bytes) else pieces_of(body)
        chunked = body is not None and not isinstance(body, bytes) and body.length is None
        late = False
        broken = False
        try:
            for piece in written(head, pieces, chunked):
                broken = not await self._write(piece, source)
                if broken:
                    break
        except TimeoutError:
            late = True
        if late:
            raise NotDelivered("the request took too long", sent=True, slow=True)
        await answer.begin()
        answer.last = answer.last or broken
        return answer

    async def _write(self, data: bytes, source: _Coming) -> bool:
        """Write all of some bytes; False where the server has answered already, or hung up: it does not want them."""
        view = memoryview(data)
        for start in range(0, len(view), CHUNK):
            if source.answers or self.ended or self.transport.is_closing():
                return False
            source.clock.wait()  # raises where no time is left
            self.transport.write(view[start : start + CHUNK])
            while self._full and not source.answers:
                await self.something(source.clock.wait())
            if len(view) >= CHUNK:
                await asyncio.sleep(0)  # what has come meanwhile is heard of, and others have their turn
        return True


def _is_within(loop: asyncio.AbstractEventLoop) -> bool:
    """Say whether this is done in an event loop."""
    try:
        return asyncio.get_running_loop() is loop
    except RuntimeError:
        return False


def _has_ended(secured: ssl.SSLObject) -> bool:
    """Say whether the other side has ended the encryption, and not only the connection."""
    try:
        return not secured.read(1)
    except ssl.SSLZeroReturnError:  # pragma: no cover - as Python 3.10 tells it
        return True
    except ssl.SSLError:
        return False


def _expire(waiter: asyncio.Future[None]) -> None:
    if not waiter.done():  # pragma: no branch - it came in just this moment
        waiter.set_exception(TimeoutError("no time is left"))


# --- the transport ---------------------------------------------------------------------------------------------------


class _Names(AbstractResolver):
    """Looks names up in threads that nobody has to wait for."""

    async def resolve(self, host: str, port: int = 0, family: Any = socket.AF_UNSPEC) -> list[Any]:
        """Give the addresses of a host."""
        found = await in_thread(lambda tell: look_up(host, port, tell, family))
        return [
            {"hostname": host, "host": _shown(address), "port": address[1], "family": each, "proto": proto, "flags": 0}
            for each, _, proto, _, address in found
        ]

    async def close(self) -> None:
        """Nothing is held."""


def _shown(address: tuple[Any, ...]) -> str:
    """Give an address as a text, with its zone where it has one (RFC 4007, section 11)."""
    return f"{address[0]}%{address[3]}" if len(address) > 3 and address[3] else str(address[0])


class _Way:
    """The way to one origin: through which proxy, if any, and the connections that are idle."""

    def __init__(self, origin: str, network: Network) -> None:
        self.origin = URL(origin, encoded=True)
        self._host = host_of(origin)
        self.idle = Idle()
        self._proxy: URL | None = None
        self._login: Mapping[str, str] = {}
        proxy = network.proxy_for(origin)
        if proxy:
            self._proxy = _proxy_at(proxy)
            self._login = network.login_at(proxy)

    @property
    def tunnels(self) -> bool:
        """Whether a proxy has to make a tunnel."""
        return self._proxy is not None and self.origin.scheme == "https"

    def head(self, request: Request) -> bytes:
        """Give the head of a request on this way; a proxy wants the whole URL, unless it makes a tunnel."""
        fields = fields_of(request)
        if self._proxy is None or self.tunnels:
            return head_of(request.method, target_of(request.url), self._host, fields)
        return head_of(request.method, request.url, self._host, [*fields, *self._login.items()])

    def tunnel_head(self) -> bytes:
        """Give the head of the request for a tunnel."""
        return tunnel_head(self.origin.raw_host or "", self.origin.port or 443, self._login)

    def wanted(self, secured: Callable[[], ssl.SSLContext]) -> ClientRequest:
        """Give the place to connect to as aiohttp wants it: as a request, which is never sent."""
        place = self._proxy or self.origin
        if self.tunnels and place.scheme == "https" and sys.version_info < (3, 11):  # pragma: no cover - 3.10 alone
            raise NotDelivered("asyncio encrypts inside encryption since Python 3.11", sent=False)
        encrypted = secured() if place.scheme == "https" else True
        return ClientRequest("GET", place, loop=asyncio.get_running_loop(), ssl=encrypted)


def _proxy_at(url: str) -> URL:
    """Give where a proxy is, without what one has to say to it."""
    try:
        proxy = URL(url).with_user(None)
        if proxy.scheme in ("http", "https") and proxy.raw_host:
            return proxy
    except ValueError:
        pass  # told below, where the password is not part of the traceback
    raise NotDelivered("no connection could be made (its proxy is none of HTTP)", sent=False, final=True)


class _House:
    """What belongs to one event loop: what makes connections, and the ways that are known."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self.connector = TCPConnector(limit=0, resolver=_Names(), use_dns_cache=False)
        self._ways: dict[str, _Way] = {}

    def way_to(self, url: str) -> _Way:
        """Give the way to the origin of a URL."""
        origin = url[: end_of_origin(url)]
        way = self._ways.get(origin)
        if way is None:
            way = self._ways[origin] = _Way(origin, self._network)
        return way

    def close(self) -> None:
        """Close what is idle now, and what becomes idle later; aiohttp would break off what is under way."""
        for each in self._ways.values():
            each.idle.close()


class AiohttpTransport:
    """
    Sends by connections that aiohttp makes; they are kept, for each event loop its own.

    Args:
        proxy: The proxy for all requests, in place of what the environment says.
        ca: A file or folder of certificates to trust, in place of the usual ones.
        cert: A client certificate: a file, or a pair of certificate and key.
        trust_env: Whether proxies and certificates named by the environment count. They are read once, here.
        network: All of that at once.
    """

    of_the_process = True
    """What its servers are in trouble with holds for all that the process sends."""

    def __init__(
        self,
        *,
        proxy: str | None = None,
        ca: str | None = None,
        cert: str | tuple[str, str] | None = None,
        trust_env: bool = True,
        network: Network | None = None,
    ) -> None:
        self._network = network or Network(proxy=proxy, ca=ca, cert=cert, trust_env=trust_env)
        self._context: ssl.SSLContext | None = None
        self._houses: dict[asyncio.AbstractEventLoop, _House] = {}

    @strips_traceback
    def __reduce__(self) -> tuple[Any, ...]:
        return _transport, (self._network,)

    async def close(self) -> None:
        """Close all connections of this event loop."""
        house = self._houses.pop(asyncio.get_running_loop(), None)
        if house is not None:
            house.close()

    async def send(self, request: Request, limits: Limits) -> Response:
        """Send exactly this request once; give the response read to its end, or to that of its head for a stream."""
        failure: NotDelivered
        try:
            answer = await self._exchanged(request, limits)
        except NotDelivered as error:
            failure = error.afresh()
        except Exception as error:  # noqa: BLE001 - asyncio and aiohttp let many kinds through
            failure = NotDelivered(f"the connection failed ({kind(error)})", sent=True)
        else:
            if limits.stream and 200 <= answer.status < 300:
                return Response(answer.status, answer.headers, pieces=answer)
            body = await answer.body(limits.max_response_bytes)
            return Response(answer.status, answer.headers, body, answer.complete)
        # Raised here, outside the `except`, so that no frame of aiohttp hangs on it.
        raise failure

    async def _exchanged(self, request: Request, limits: Limits) -> Answer:
        house = self._house()
        way = house.way_to(request.url)
        head = way.head(request)
        line = way.idle.one() or await self._connected(house, way, limits)
        try:
            return await line.exchange(request, head, limits)
        except BaseException:
            # Whatever it was, a cancellation too: what may still come on it belongs to nobody.
            line.close()
            raise

    def _house(self) -> _House:
        loop = asyncio.get_running_loop()
        house = self._houses.get(loop)
        if house is None:
            # What belongs to a loop that is over is of no use any more.
            self._houses = {each: kept for each, kept in list(self._houses.items()) if not each.is_closed()}
            house = self._houses[loop] = _House(self._network)
        return house

    async def _connected(self, house: _House, way: _Way, limits: Limits) -> _Line:
        """Connect, through the proxy and with encryption where there is one, before the time for it is over."""
        failure: NotDelivered
        try:
            wanted = way.wanted(self._secured)
            clock = Clock(limits.connect_timeout, limits.deadline).within(limits.connect_timeout)
            timeout = ClientTimeout(total=None, connect=clock.wait(), ceil_threshold=1e9)
            line = _Line(await house.connector.connect(wanted, [], timeout), way.idle)
            if way.tunnels:
                await line.tunnel(way.tunnel_head(), clock, self._secured(), way.origin.raw_host or "")
        except NotDelivered as error:  # of the tunnel: of the request itself nothing was sent
            failure = NotDelivered(f"no connection could be made ({error.reason})", sent=False, slow=error.slow)
        except Exception as error:  # noqa: BLE001 - told without the frames that hang on it
            slow = isinstance(error, (asyncio.TimeoutError, TimeoutError, WaitTimeout))
            failure = NotDelivered(f"no connection could be made ({_told(error)})", sent=False, slow=slow)
        else:
            return line
        raise failure

    def _secured(self) -> ssl.SSLContext:
        if self._context is None:
            place = self._network.certificates
            folder = Path(place).is_dir()
            context = ssl.create_default_context(cafile=None if folder else place, capath=place if folder else None)
            context.set_alpn_protocols(["http/1.1"])
            cert = self._network.cert
            if cert is not None:
                context.load_cert_chain(*((cert,) if isinstance(cert, str) else cert))
            self._context = context
        return self._context


def _told(error: BaseException) -> str:
    if isinstance(error, FileNotFoundError):
        return "a file of certificates is not there"
    return "TimeoutError" if isinstance(error, WaitTimeout) else kind(error)


def _transport(network: Network) -> AiohttpTransport:
    return AiohttpTransport(network=network)
