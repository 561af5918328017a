"""`AsyncClient`: the same steps as `Client`, another way to wait."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any, overload

from ..description.model import Action
from ..errors import invalid_option
from ..http.transports.aiohttp import AiohttpTransport
from ..runtime.asyncio_backend import ASYNCIO
from .base import BaseClient

if TYPE_CHECKING:
    from typing_extensions import Self, Unpack

    from .. import losant
    from .typed import ClientOptions, MockOptions

__all__ = ["AsyncClient"]


class AsyncClient(BaseClient):
    """
    A complete client for the API that a description describes, to be awaited.

    ::

        async with AsyncClient(token="…") as client:
            await client.application_api_tokens.get(applicationId="…")
            async for token in client.application_api_tokens.get.items(applicationId="…"): …

    It makes and promises what `Client` does, and takes the same. A client belongs to the event loop that it is first
    used in; leave it with ``async with`` or ``await client.close()`` there. A call that is cancelled gives up its
    connection.

    Args:
        api: The description: a path, a dict or a loaded `Api`. Left out, it is the bundled one.
        token: The credential: a text; a pair of user name and password where the API wants those; a function that gives
            one, a coroutine or not (then in a thread of its own), called once and, after a 401, once more; or a dict of
            these by the names of the description's `auth`.
        url: Where the API is served, in place of the description's `server`.
        patch: A description, or several, laid over the first (JSON Merge Patch, RFC 7396).
        lint: Check all of the description now, and raise every fault at once.
        validate: What happens when arguments do not fit: ``"raise"``, ``"warn"`` or ``"off"``.
        validate_responses: The same for answers that differ from their description.
        scopes: The scopes that the token is known to have; a call that they do not allow is refused unsent.
        variables: Values for the variables of the description's `server`.
        trusted_origins: Further URLs to which the credential may go.
        allow_http: Allow a credential to go out unencrypted to another machine.
        timeout: Seconds for a whole call, 60 unless given; None for no limit.
        retries: How often a call that may be repeated is sent again; with 0 no call waits for anything but its answer.
        redirects: How many redirects of a GET or HEAD are followed: none unless given, and 3 at most. To another origin
            nothing goes but the URL that the server names, without credentials and without what you pass.
        headers: Undeclared headers for each call.
        query: Undeclared query values for each call.
        transport: What carries the requests, in place of aiohttp: its `send` is a coroutine.
        session: Not taken: a session of requests cannot be awaited.
        proxy: A proxy for all requests.
        ca: A file of certificates to trust.
        cert: A client certificate: a file, or a pair of certificate and key.
        trust_env: Whether proxies and certificates named by the environment count; read once, now.

    Raises:
        DescriptionError: The description cannot be read (with ``lint=True``: has any fault).
        InvalidCall: An option cannot be used.
    """

    _backend = ASYNCIO

    if TYPE_CHECKING:
        # Without a description it is the bundled one's, which has types, see `render.stubs`.
        @overload
        def __new__(cls, **options: Unpack[ClientOptions]) -> losant.AsyncClient: ...
        @overload
        def __new__(cls, api: Any, **options: Unpack[ClientOptions]) -> Self: ...
        def __new__(cls, *_: Any, **__: Any) -> Any: ...  # noqa: D102 - never run

        @overload  # type: ignore[override]  # `Caller` knows nothing of what a bundled description is
        @classmethod
        def mock(cls, **options: Unpack[MockOptions]) -> losant.AsyncClient: ...
        @overload
        @classmethod
        def mock(cls, api: Any, **options: Unpack[MockOptions]) -> Self: ...
        @classmethod
        def mock(cls, *_: Any, **__: Any) -> Any: ...  # noqa: D102 - never run

    def _carrier(self, session: Any, **network: Any) -> AiohttpTransport:
        if session is not None:
            raise invalid_option(
                "session", "a session of requests cannot be awaited", "use Client, or give transport=…"
            )
        return AiohttpTransport(**network)

    def _engine(self, plan: Any, action: Action) -> Any:
        from ..bulk.tasks import Tasks

        if plan.executor is not None:
            raise invalid_option("executor", "an executor has threads or processes", "use Client for that", action.name)
        return Tasks(self._row, action, plan.concurrency)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connections of this client and those made from it, in the event loop that they belong to."""
        closing = getattr(self._shared.transport, "close", None)
        if closing is not None:
            closed = closing()
            if inspect.isawaitable(closed):
                await closed
        self._shared.end_threads()
        self._shared.stop_server()
