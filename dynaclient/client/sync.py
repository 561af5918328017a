"""The client: a loaded description in the hand, each call of which is waited for where it stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextvars import copy_context
from typing import TYPE_CHECKING, Any, overload

from ..description.model import Action
from ..errors import DynaclientError, strips_traceback
from ..http.transports.requests import RequestsTransport
from ..runtime.backends import THREADS
from .base import BaseClient
from .resources import Resource

if TYPE_CHECKING:
    from concurrent.futures import Future

    from typing_extensions import Self, Unpack

    from .. import losant
    from .typed import ClientOptions, MockOptions

__all__ = ["Client", "Resource"]

Callback = Callable[[Any, Any], Any]


class Client(BaseClient):
    """
    A complete client for the API that a description describes.

    Args:
        api: The description: a path, a dict or a loaded `Api`. Left out, it is the bundled one.
        token: The credential: a text; a pair of user name and password where the API wants those; a function that gives
            one, called once and, after a 401, once more; or a dict of these by the names of the description's `auth`.
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
        transport: What carries the requests, in place of requests.
        session: A `requests.Session` of your own.
        proxy: A proxy for all requests.
        ca: A file of certificates to trust.
        cert: A client certificate: a file, or a pair of certificate and key.
        trust_env: Whether proxies and certificates named by the environment count; read once, now.

    Raises:
        DescriptionError: The description cannot be read (with ``lint=True``: has any fault).
        InvalidCall: An option cannot be used.
    """

    _backend = THREADS

    if TYPE_CHECKING:
        # Without a description it is the bundled one's, which has types, see `render.stubs`.
        @overload
        def __new__(cls, **options: Unpack[ClientOptions]) -> losant.Client: ...
        @overload
        def __new__(cls, api: Any, **options: Unpack[ClientOptions]) -> Self: ...
        def __new__(cls, *_: Any, **__: Any) -> Any: ...  # noqa: D102 - never run

        @overload  # type: ignore[override]  # `Caller` knows nothing of what a bundled description is
        @classmethod
        def mock(cls, **options: Unpack[MockOptions]) -> losant.Client: ...
        @overload
        @classmethod
        def mock(cls, api: Any, **options: Unpack[MockOptions]) -> Self: ...
        @classmethod
        def mock(cls, *_: Any, **__: Any) -> Any: ...  # noqa: D102 - never run

    def _carrier(self, session: Any, **network: Any) -> RequestsTransport:
        return RequestsTransport(session, **network)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections and end the threads, of this client and those made from it."""
        self._shared.end_threads()
        closing = getattr(self._shared.transport, "close", None)
        if closing is not None:
            closing()
        self._shared.stop_server()

    def _engine(self, plan: Any, action: Action) -> Any:
        from ..bulk.runner import engine_of

        return engine_of(plan, action, self._row)

    # In the background.

    def _more(self, action: Action) -> dict[str, Any]:
        @strips_traceback
        def submit(*positional: Any, **arguments: Any) -> Future[Any]:
            """
            Call in the background.

            Takes the arguments as a dict or as keywords, and, last, a function that is called with an error and a
            result, one of which is None. Gives a Future.
            """
            return self._submit(action, positional, arguments)

        return {**super()._more(action), "submit": submit}

    def _submit(self, action: Action, positional: tuple[Any, ...], arguments: Mapping[str, Any]) -> Future[Any]:
        *front, callback = positional if positional and callable(positional[-1]) else (*positional, None)
        self._tell_outdated(action, tuple(front), arguments)  # at the caller's line, and not in a thread
        # What belongs to the caller's context, such as a span that is being traced, is there in the other thread too.
        run = copy_context().run
        return self._shared.workers().submit(run, self._run_and_tell, action, tuple(front), dict(arguments), callback)

    @strips_traceback
    def _run_and_tell(
        self, action: Action, positional: tuple[Any, ...], arguments: dict[str, Any], callback: Callback | None
    ) -> Any:
        try:
            result = self._run(action, positional, arguments)
        except DynaclientError as error:
            if callback is not None:
                callback(error, None)
            raise
        if callback is not None:
            callback(None, result)
        return result
