"""What a client shares with every client derived from it: description, transport, credentials, endpoints, threads."""

from __future__ import annotations

import os
import threading
import weakref
from _thread import start_new_thread
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ..auth.credentials import Credentials
from ..description.api import Api
from ..http.throttling import PROCESS_THROTTLES, OriginThrottles
from ..records import replace
from ..runtime.fork import reset_in_children
from .faces import complete_in_shell
from .origins import Endpoints

if TYPE_CHECKING:
    from ..auth.passed import Passed
    from ..auth.sources.source import SourceContext
    from ..description.model import AuthScheme
    from .background import BackgroundCalls
    from .faces import MockServer


def credentials_for(api: Api, endpoints: Endpoints, token: Passed, auth: Passed, *, certificate: bool) -> Credentials:
    """
    Return the credentials of a client.

    Args:
        api: The description.
        endpoints: Where calls go, and where credentials may go.
        token: What the caller passed as `token`.
        auth: What the caller passed as `auth`.
        certificate: Whether the transport may have a certificate of the client's.
    """

    def context(scheme: AuthScheme) -> SourceContext:
        from ..auth.sources.source import MOCK_ISSUER, SourceContext

        issuer = f"{endpoints.base}{MOCK_ISSUER}" if endpoints.everywhere else None
        return SourceContext(api, scheme, endpoints.origins, endpoints.base_for, issuer)

    schemes = {name: _with_region(scheme, endpoints) for name, scheme in api.auth.items()}
    return Credentials(schemes, token, auth, context=context, certificate=certificate)


def _with_region(scheme: AuthScheme, endpoints: Endpoints) -> AuthScheme:
    """Return an auth scheme whose region has the values of the server's variables."""
    return replace(scheme, region=endpoints.fill(scheme.region)) if "{" in scheme.region else scheme


class Shared:
    """The state of a family of clients: one client and all that were derived from it."""

    def __init__(self, api: Api, transport: Any, credentials: Credentials, endpoints: Endpoints) -> None:
        self.api = api
        self.transport = transport
        self.credentials = credentials
        # The state of origins behind a transport of the caller's is that client's alone.
        self.throttles = PROCESS_THROTTLES if getattr(transport, "shares_throttles", False) else OriginThrottles()
        self.endpoints = endpoints
        self.scopes: tuple[str, ...] | None = None
        self.drifted: set[str] = set()
        """Actions whose responses were reported to differ from the description."""
        self.deprecations: set[str] = set()
        """Deprecated actions and arguments that the caller has been warned of."""
        self.mock_server: MockServer | None = None
        """The mock server that was started for the client, if there is one."""
        self._server: weakref.finalize[..., Shared] | None = None
        self._lock = threading.Lock()
        reset_in_children(self)
        self._background: BackgroundCalls | None = None
        self.streams: set[weakref.ref[Any]] = set()
        """What ends the streams that have begun (`runtime.endable.Endable`)."""
        complete_in_shell()

    def reset_after_fork(self) -> None:  # pragma: no cover - only in a forked child
        """Replace the lock: a thread that this process does not have may hold it."""
        self._lock = threading.Lock()

    def background_calls(self) -> BackgroundCalls:
        """Return what makes calls in the background; a forked child has its own, for it has none of the threads."""
        with self._lock:
            if self._background is None or self._background.process != os.getpid():
                from .background import BackgroundCalls

                self._background = BackgroundCalls(self.transport)
            return self._background

    def note_stream(self, ending: Any) -> None:
        """Note a stream that begins, until nothing refers to it."""
        self.streams.add(weakref.ref(ending, self.streams.discard))

    def end_streams(self) -> None:
        """End the streams that have begun: their steps raise an error."""
        for ending in filter(None, [reference() for reference in list(self.streams)]):
            ending.end()

    def end_threads(self) -> None:
        """End the background calls: at once if they have ended, else after the short time that they have for it."""
        with self._lock:
            calls, self._background = self._background, None
        if calls is not None and calls.process == os.getpid():
            calls.close()

    def close_later(self, server: MockServer) -> None:
        """Close a mock server with the clients: in `stop_server`, or when the last of them is gone."""
        self.mock_server = server
        self._server = weakref.finalize(self, _close_in_thread, server.close, os.getpid())
        self._server.atexit = False

    def stop_server(self) -> None:
        """Stop the mock server that was started for the client, if there is one."""
        pending = self._server.detach() if self._server is not None else None
        if pending is not None:
            close, _ = pending[2]
            close()

    def server_has_ended(self) -> bool:
        """Return whether the mock server that was started for the client has been stopped."""
        return self._server is not None and not self._server.alive


def _close_in_thread(close: Callable[[], None], process: int) -> None:
    """Close a server in a thread of its own: a client may be garbage collected in any thread, even in the server's."""
    if os.getpid() == process:
        # Not `threading.Thread`, whose locks the interrupted code may hold.
        start_new_thread(close, ())
