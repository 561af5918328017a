"""`AsyncClient`: the client that is awaited."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, overload

from ..description.api import Api
from ..description.loading import load
from ..description.model import Action
from ..errors import invalid_option
from ..http.transports.event_loop import AsyncHttpTransport
from ..redaction import strip_traceback
from ..runtime.asyncio_backend import ASYNCIO
from ..runtime.paths import is_remote
from .base import BaseClient

if TYPE_CHECKING:
    from typing_extensions import Self, Unpack

    from .. import losant
    from .typed import ClientOptions, MockOptions

__all__ = ["AsyncClient"]


class AsyncClient(BaseClient):
    """
    A complete client for the API of a description, for asyncio.

    ::

        async with AsyncClient(token="…") as client:
            await client.application_api_tokens.get(applicationId="…")
            async for token in client.application_api_tokens.get.items(applicationId="…"): …

    It does and promises what `Client` does, with the same arguments. A client belongs to the event loop in which it is
    first used; close it there, with ``async with`` or ``await client.close()``. A cancelled call closes its connection.

    Args:
        api: The description: a path, a URL, a dict or a loaded `Api`; in the format of ``api.json``, OpenAPI, Swagger
            or Google Discovery, as JSON or YAML. Left out, it is the bundled one. In an event loop, a URL is loaded
            with ``await AsyncClient.load(url, …)``.
        token: The credential: a string; a pair of user name and password for HTTP basic authentication; a function that
            returns one, as a coroutine function or not (then it runs in a thread of its own), called once and, after a
            401, once more, and which may return a `dynaclient.auth.Token` with its end; or a dict of these by the names
            of the description's `auth`.
        auth: How the client authenticates, in place of a token: a source from `dynaclient.auth`, such as
            `ClientCredentials` or `Login`; an auth object of requests, httpx, google-auth or azure-identity; or a dict
            of these, and of tokens, by the names of the description's `auth`.
        url: The base URL of the API, in place of the description's `server`.
        server: The name of one of the description's `servers`, in place of its `server`.
        patch: One or more patches of the description, applied in order (JSON Merge Patch, RFC 7396).
        lint: Validate the whole description now, and raise all its problems in one error.
        validate: What happens when arguments are not valid: ``"raise"``, ``"warn"`` or ``"off"``.
        validate_responses: The same for responses that differ from their description.
        scopes: The scopes that the token is known to have; a call that they do not allow is refused unsent.
        variables: Values for the variables of the description's `server`; each is confined to its part of the URL.
        trusted_origins: Further URLs to which the credential may be sent.
        allow_http: Allow a credential to be sent unencrypted to another machine.
        timeout: Seconds for a whole call, 60 by default; None for no limit.
        connect_timeout: Seconds for a connection.
        read_timeout: Seconds without a byte.
        retries: The most retries of a call that may be retried; with 0 no call waits for anything but its response.
        redirects: The most redirects of a GET or HEAD that are followed: 0 by default, at most 3. A redirect to another
            origin carries only the URL that the server names, without credentials and without your arguments.
        max_response_bytes: The most bytes of a response, once decoded; None for no limit.
        headers: Undeclared headers for each call.
        query: Undeclared query values for each call.
        content: The media type of request bodies, where an action has several.
        max_items: The most items that `items` of a list yields; None for no limit.
        max_pages: The most pages that `items` and `pages` request; None for no limit.
        progress: True to show the progress of long work, or a function that receives it.
        reconnect: Seconds without a connection after which an event stream ends; None for never, 0 to read it once.
        transport: What carries the requests, in place of the default; its `send` is a coroutine function.
        session: Not accepted: a session of requests cannot be awaited.
        proxy: The URL of a proxy for all requests.
        ca: A file of CA certificates to trust.
        cert: A client certificate: a file, or a pair of certificate and key.
        trust_env: Whether proxies and certificates named by the environment are used; read once, now.
        max_connections: The most connections to each origin; a call that finds all of them in use waits, within its
            timeout.

    Raises:
        DescriptionError: The description cannot be read (with ``lint=True``: it has any problem).
        InvalidCall: An option cannot be used.
    """

    _backend = ASYNCIO

    if TYPE_CHECKING:
        # Without a description it is the bundled one's, which has types; see `render.stubs`.
        @overload
        def __new__(cls, **options: Unpack[ClientOptions]) -> losant.AsyncClient: ...
        @overload
        def __new__(cls, api: Any, **options: Unpack[ClientOptions]) -> Self: ...
        def __new__(cls, *_: Any, **__: Any) -> Any: ...  # noqa: D102 - never run

        @overload  # type: ignore[override]  # `BaseClient` does not know the bundled description's types
        @classmethod
        def mock(cls, **options: Unpack[MockOptions]) -> losant.AsyncClient: ...
        @overload
        @classmethod
        def mock(cls, api: Any, **options: Unpack[MockOptions]) -> Self: ...
        @classmethod
        def mock(cls, *_: Any, **__: Any) -> Any: ...  # noqa: D102 - never run

    @classmethod
    async def load(cls, api: Any = None, *, patch: Any = None, **options: Any) -> Self:
        """
        Return a client whose description is downloaded and read without blocking the event loop.

        Args:
            api: The description, as for `AsyncClient`.
            patch: One or more patches of it.
            options: As for `AsyncClient`.
        """
        try:
            source = await _downloaded(api, options) if is_remote(api) else api
            return cls(await asyncio.to_thread(load, source, patch=patch), **options)
        except BaseException as error:
            strip_traceback(error)
            del api, patch, options
            raise

    @classmethod
    def _load(cls, api: Any, patch: Any, options: Mapping[str, Any]) -> Api:
        if is_remote(api) and _has_running_loop():
            raise invalid_option(
                "api", "is a URL, which would block the event loop", "await AsyncClient.load(url, …)", cls.__name__
            )
        return super()._load(api, patch, options)

    def _default_transport(self, session: Any, max_connections: int, network: dict[str, Any]) -> AsyncHttpTransport:
        if session is not None:
            raise invalid_option(
                "session", "a session of requests cannot be awaited", "use Client, or pass transport=…"
            )
        return AsyncHttpTransport(**network, max_connections=max_connections)

    def _endable(self, begun: Callable[[Any], None]) -> Any:
        from ..runtime.endable_tasks import EndableTasks

        return EndableTasks(self._backend, begun)

    def _engine(self, plan: Any, action: Action) -> Any:
        from ..bulk.tasks import TaskPool

        if plan.executor is not None:
            raise invalid_option(
                "executor", "AsyncClient runs calls in its event loop", "use Client with executor=…", action.name
            )
        return TaskPool(self._prepare_row if plan.dry_run else self._call_row, action, plan.concurrency)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """
        Close the connections of this client and all derived from it, in the event loop that they belong to.

        Streams that have begun end at once, with an error in the tasks that iterate over them.
        """
        self._shared.end_streams()
        closing = getattr(self._shared.transport, "close", None)
        if closing is not None:
            closed = closing()
            if inspect.isawaitable(closed):
                await closed
        self._shared.end_threads()
        self._shared.stop_server()


async def _downloaded(url: str, options: Mapping[str, Any]) -> Any:
    from .sources import download_async, network_of

    return await download_async(url, network_of(options))


def _has_running_loop() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True
