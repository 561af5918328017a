"""What the tools for agents need of the inside of a client: pages from a cursor, streams, and what is secret."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from ..call.request import undeclared_secrets
from ..description.granted_scopes import Scope
from ..description.model import UNSET, Action
from ..messages import Request, Result
from ..records import replace
from ..redaction import redact
from ..runtime.backends import run
from .aio import AsyncClient
from .allowance import DESTRUCTIVE, Allowance
from .shared import Shared

if TYPE_CHECKING:
    from .base import BaseClient


class _InThread:
    """A transport whose blocking `send` runs in a thread, so that it does not block an event loop."""

    def __init__(self, transport: Any) -> None:
        self._transport = transport

    @property
    def secret_values(self) -> Any:
        """Each string that would reveal what the transport authenticates with at proxies."""
        return getattr(self._transport, "secret_values", ())

    async def send(self, request: Any, limits: Any) -> Any:
        """Return the response of a request. A thread cannot be cancelled: what it receives afterwards is closed."""
        work = asyncio.ensure_future(asyncio.to_thread(self._transport.send, request, limits))
        try:
            response = await asyncio.shield(work)
        except asyncio.CancelledError:
            work.add_done_callback(_discard)
            raise
        return response if response.pieces is None else replace(response, pieces=_PiecesInThread(response.pieces))


def _discard(work: asyncio.Future[Any]) -> None:
    """Close the response that a thread has received for a call that was cancelled."""
    response = None if work.cancelled() or work.exception() else work.result()
    if response is not None and response.pieces is not None:
        run(response.pieces.aclose())


class _PiecesInThread:
    """The body of a response whose parts are received in a thread; see `messages.Pieces`."""

    def __init__(self, pieces: Any) -> None:
        self._pieces = pieces
        self._steps = aiter(pieces)
        self._reading: asyncio.Future[Any] | None = None

    @property
    def complete(self) -> bool:
        """False if only the close of the connection marks the end of the body."""
        return bool(self._pieces.complete)

    def __aiter__(self) -> _PiecesInThread:
        return self

    async def __anext__(self) -> bytes:
        self._reading = asyncio.ensure_future(asyncio.to_thread(self._next))
        piece: bytes | None = await asyncio.shield(self._reading)
        if piece is None:
            raise StopAsyncIteration
        return piece

    def _next(self) -> bytes | None:
        try:
            piece: bytes = run(anext(self._steps))
        except StopAsyncIteration:
            return None
        return piece

    async def aclose(self) -> None:
        """Close the connection; if a thread still reads from it, when that has received something, or has timed out."""
        if self._reading is None or self._reading.done():
            self._close()
        else:
            self._reading.add_done_callback(self._close)

    def _close(self, reading: asyncio.Future[Any] | None = None) -> None:
        if reading is not None and not reading.cancelled():
            reading.exception()  # read, so that asyncio does not report one that nothing waits for
        run(self._pieces.aclose())


def asynchronous(client: BaseClient, **options: Any) -> AsyncClient:
    """
    Return an asynchronous client with the credentials of another one, whose calls return a `Result`.

    Args:
        client: A `Client` or an `AsyncClient`. The connections of a `Client` are used in threads: a call that is
            cancelled goes on there to its end.
        options: As for `Client.with_options`.
    """
    derived = client.with_options(**options).with_response
    if isinstance(derived, AsyncClient):
        return derived
    family = derived._shared
    shared = Shared(family.api, _InThread(family.transport), family.credentials, family.endpoints)
    shared.scopes, shared.throttles, shared.streams = family.scopes, family.throttles, family.streams
    return AsyncClient.__new__(AsyncClient)._set_up(shared, derived._settings)


def prepare(client: AsyncClient, action: Action, arguments: Mapping[str, Any]) -> Request:
    """Return the request of a call without its credentials, and with what is secret redacted; nothing is sent."""
    return client._prepare(action, (), arguments).without_credentials()


async def call(client: AsyncClient, action: Action, arguments: Mapping[str, Any]) -> Result:
    """Return the result of a call."""
    result: Result = await client._run(action, (), arguments)
    return result


def stream(client: AsyncClient, action: Action, arguments: Mapping[str, Any]) -> Any:
    """Return the stream of an action, for ``async for``."""
    return client._run(action, (), arguments)


def pages(client: AsyncClient, action: Action, arguments: Mapping[str, Any], cursor: Any = UNSET) -> Any:
    """Return the pages of a list as `Result`, from a cursor on; see `results.paging.Pages`."""
    from ..results.paging import Pages

    listing = client._listing(action, (), arguments)
    return listing.iterate(Pages(listing, cursor))


def cleaner(client: AsyncClient, action: Action, arguments: Mapping[str, Any]) -> Callable[[Any], Any]:
    """Return the function that removes the secrets of a call from what the server returns."""
    validated = client._validate(action, (), arguments) if action.has_secrets else {}
    return partial(client._clean, action, validated)


def without_credentials(client: AsyncClient, value: Any) -> Any:
    """Return plain data, or a string, without the credentials of a client, wherever it is from."""
    settings = client._settings
    undeclared = (*undeclared_secrets(settings.headers), *undeclared_secrets(settings.query))
    return redact(value, {*client._sender.secret_values, *undeclared})


def allowance_of(client: AsyncClient) -> Allowance:
    """Return which actions a client may call, with the limits of the clients that it was derived from."""
    return client._settings.allowance or Allowance((DESTRUCTIVE,))


def lacking_scopes(client: AsyncClient, action: Action) -> tuple[Scope, ...]:
    """Return the scopes, any one of which the action needs and the token is known not to have."""
    granted, schemes = client._granted_scopes(action)
    return () if granted is None else action.lacking_scopes(granted, schemes)
