"""The real API: one request is sent to it, and its response read as far as it can be compared."""

from __future__ import annotations

from collections.abc import Iterator
from math import inf
from time import monotonic
from typing import Any
from weakref import WeakSet

from ...errors import DynaclientError, NotDelivered
from ...http.connector import MAX_CONNECTIONS, Connector
from ...http.io.base import Stream
from ...http.io.blocking import BlockingNetwork
from ...http.proxies import NetworkSettings
from ...messages import Limits, Pieces, Request, Response
from ...records import dataclass
from ...runtime.backends import THREADS, run
from ..exchange import Rejection

TIMEOUT = 60.0
"""Seconds without a byte after which the real API counts as not responding."""
CONNECT_TIMEOUT = 5.0
"""Seconds for a connection to it."""
MAX_SECONDS = 600.0
"""Seconds for a whole response that is not described as a stream."""
MAX_READ = 8 * 1024 * 1024
"""Bytes of a response that is read as a whole, and compared; of a larger one only the head is."""
MAX_READ_SECONDS = 10.0
"""Seconds for which a response is read as a whole; what takes longer is passed on as it comes."""


class _Network(BlockingNetwork):
    """Opens connections, and can end all of them while threads wait for them."""

    def __init__(self) -> None:
        super().__init__()
        self._opened: WeakSet[Stream] = WeakSet()
        self._is_ended = False

    async def open(self, family: int, kind: int, protocol: int, address: Any, seconds: float) -> Stream:
        """Return a stream that is connected to an address."""
        stream = await super().open(family, kind, protocol, address, seconds)
        self._opened.add(stream)
        if self._is_ended:
            stream.close()
        return stream

    def end(self) -> None:
        """End all connections, and those that are opened later."""
        self._is_ended = True
        for stream in list(self._opened):
            stream.close()


class ForwardedStream:
    """The body of a response that is passed on as it comes."""

    def __init__(self, pieces: Pieces, label: str) -> None:
        self._pieces = pieces
        self._iterator: Any = pieces.__aiter__()
        self._label = label
        self._begun: list[bytes] = []

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        if self._begun:
            return self._begun.pop(0)
        reason = ""
        try:
            return bytes(run(self._iterator.__anext__()))
        except StopAsyncIteration:
            pass
        except NotDelivered as error:
            reason = error.reason
        if reason:
            raise DynaclientError(f"{self._label}: {reason}")
        raise StopIteration

    def read(self) -> bytes | None:
        """Return all of it; None if it is too large or too slow for that, and has to be iterated over."""
        until, size = monotonic() + MAX_READ_SECONDS, 0
        begun: list[bytes] = []
        for piece in self:
            begun.append(piece)
            size += len(piece)
            if size > MAX_READ or monotonic() > until:
                self._begun = begun
                return None
        return b"".join(begun)

    def close(self) -> None:
        """Release the connection; do nothing the second time."""
        run(self._iterator.aclose())
        run(self._pieces.aclose())


@dataclass(frozen=True)
class Received:
    """A response of the real API."""

    response: Response
    """Its head, and its body if that was read as a whole."""
    stream: ForwardedStream | None = None
    """Its body, if it is still to be passed on."""


class Upstream:
    """
    Sends requests to the real API, and follows no redirect.

    Args:
        label: Its host and port, for messages.
    """

    def __init__(self, label: str) -> None:
        self._label = label
        self._network = _Network()
        self._connector = Connector(NetworkSettings(), MAX_CONNECTIONS, self._network, THREADS)

    def send(self, request: Request, *, as_it_comes: bool = False) -> Received:
        """
        Send a request, and return its response.

        Args:
            request: The request, with its credentials.
            as_it_comes: Whether the body is a stream, which is not read as a whole.

        Raises:
            Rejection: There is no response (502), or none in time (504).
        """
        until = inf if as_it_comes else monotonic() + MAX_SECONDS
        try:
            response = run(self._connector.exchange(request, Limits(CONNECT_TIMEOUT, TIMEOUT, until, stream=True)))
        except NotDelivered as error:
            failure = error
        else:
            return self._received(response, as_it_comes)
        raise self._rejection(failure.reason, slow=failure.slow)

    def _received(self, response: Response, as_it_comes: bool) -> Received:
        if response.pieces is None:
            return Received(response)
        head = Response(response.status, response.headers, reason=response.reason)
        stream = ForwardedStream(response.pieces, self._label)
        if as_it_comes:
            return Received(head, stream)
        try:
            body = stream.read()
        except DynaclientError as error:
            reason = str(error)
        else:
            return Received(head, stream) if body is None else Received(Response(head.status, head.headers, body))
        raise self._rejection(reason.removeprefix(f"{self._label}: "))

    def _rejection(self, reason: str, *, slow: bool = False) -> Rejection:
        hint = "check the URL of the proxy option, and whether the API is up"
        return Rejection(504 if slow else 502, f"no response from the real API at {self._label}: {reason}; {hint}")

    def close(self) -> None:
        """Close all connections, those in use too."""
        self._connector.close()
        self._network.end()
