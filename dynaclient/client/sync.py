"""`Client`: the client that blocks its thread until a call is done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextvars import copy_context
from typing import TYPE_CHECKING, Any, overload

from ..description.model import Action
from ..errors import DynaclientError, invalid_option
from ..redaction import strips_traceback
from ..runtime.backends import THREADS
from ..runtime.signatures import reports_misuse
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
    A complete client for the API of a description.

    Args:
        api: The description: a path, a URL, a dict or a loaded `Api`; in the format of ``api.json``, OpenAPI, Swagger
            or Google Discovery, as JSON or YAML. Left out, it is the bundled one.
        token: The credential: a string; a pair of user name and password for HTTP basic authentication; a function that
            returns one, or a `dynaclient.auth.Token` with its end, called once and, after a 401, once more; or a dict
            of these by the names of the description's `auth`.
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
        transport: What carries the requests, in place of the default, `HttpTransport`.
        session: A `requests.Session` of your own.
        proxy: The URL of a proxy for all requests.
        ca: A file of CA certificates to trust.
        cert: A client certificate: a file, or a pair of certificate and key.
        trust_env: Whether proxies and certificates named by the environment are used; read once, now.
        max_connections: The most connections to each origin; a call that finds all of them in use waits, within its
            timeout. A session of your own has its own limits.

    Raises:
        DescriptionError: The description cannot be read (with ``lint=True``: it has any problem).
        InvalidCall: An option cannot be used.
    """

    _backend = THREADS

    if TYPE_CHECKING:
        # Without a description it is the bundled one's, which has types; see `render.stubs`.
        @overload
        def __new__(cls, **options: Unpack[ClientOptions]) -> losant.Client: ...
        @overload
        def __new__(cls, api: Any, **options: Unpack[ClientOptions]) -> Self: ...
        def __new__(cls, *_: Any, **__: Any) -> Any: ...  # noqa: D102 - never run

        @overload  # type: ignore[override]  # `BaseClient` does not know the bundled description's types
        @classmethod
        def mock(cls, **options: Unpack[MockOptions]) -> losant.Client: ...
        @overload
        @classmethod
        def mock(cls, api: Any, **options: Unpack[MockOptions]) -> Self: ...
        @classmethod
        def mock(cls, *_: Any, **__: Any) -> Any: ...  # noqa: D102 - never run

    @classmethod
    @strips_traceback
    @reports_misuse("load(api, token=…)")
    def load(cls, api: Any = None, **options: Any) -> Self:
        """
        Return a client, as ``Client(api, …)`` does.

        It is there because `AsyncClient.load` is, which does not block the event loop.
        """
        return cls(api, **options)

    def _default_transport(self, session: Any, max_connections: int, network: dict[str, Any]) -> Any:
        if session is None:
            from ..http.transports.blocking import HttpTransport

            return HttpTransport(**network, max_connections=max_connections)
        if not callable(getattr(session, "merge_environment_settings", None)):
            raise invalid_option("session", "is not a session of requests", "pass a requests.Session")
        from ..http.transports.requests import RequestsTransport

        return RequestsTransport(session, **network)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """
        Close the connections and end the threads of this client and all derived from it.

        Streams that have begun end, as soon as they are connected, with an error in the threads that iterate over
        them. Calls begun by `submit` have up to 2 seconds to end, without retries; those that go on get an error then.
        """
        self._shared.end_streams()
        self._shared.end_threads()
        closing = getattr(self._shared.transport, "close", None)
        if closing is not None:
            closing()
        self._shared.stop_server()

    def _endable(self, begun: Callable[[Any], None]) -> Any:
        from ..runtime.endable import Endable

        return Endable(self._backend, begun)

    def _engine(self, plan: Any, action: Action) -> Any:
        from ..bulk.runner import create_pool

        return create_pool(plan, action, self._prepare_row if plan.dry_run else self._call_row)

    # In the background.

    def _members_of(self, action: Action) -> dict[str, Any]:
        @strips_traceback
        def submit(*positional: Any, **arguments: Any) -> Future[Any]:
            return self._submit(action, positional, arguments)

        return {**super()._members_of(action), "submit": submit}

    def _submit(self, action: Action, positional: tuple[Any, ...], arguments: Mapping[str, Any]) -> Future[Any]:
        *front, callback = positional if positional and callable(positional[-1]) else (*positional, None)
        self._warn_of_deprecated(action, tuple(front), arguments)  # at the caller's line, not in a thread
        # The caller's context, such as the current span of a trace, is also that of the other thread.
        run = copy_context().run
        calls = self._shared.background_calls()
        client = type(self).__new__(type(self))
        client.__dict__["_backend"] = calls.backend
        client._set_up(self._shared, self._settings)
        return calls.submit(action, run, client._run_with_callback, action, tuple(front), dict(arguments), callback)

    @strips_traceback
    def _run_with_callback(
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
