"""`MockServer`: start, stop and serve."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Mapping
from typing import Any

from ..description.loading import load
from . import http_server
from .authorization import Token, token_for
from .inference import Role, Roles
from .pages import Files
from .service import Service
from .store import Store


class MockServer:
    """
    An HTTP server made from a description.

    It validates each request as the client does, and responds to an invalid one with 400 and the problems. It stores
    created items, so that lists, reads, changes and deletions work on them, and responds to everything else with an
    example or a generated value. Every response is valid against its declared schema.

    Args:
        api: The description, as `dynaclient.load` takes it.
        grants: Token → the scopes that it has. Left out, any token may do anything.
        store: Where the state is stored: a file, or ``:memory:``.
        host: The address to listen on.
        port: The port to listen on; 0 for a free one.
        files: Further responses to GET, pages for a browser: path → media type, content and headers. With them, the
            server responds only to requests for an address, ``localhost`` or `host`, so that no other website can
            read them by a name of its own (DNS rebinding).

    Raises:
        DescriptionError: The description cannot be read.
        DynaclientError: From `start`, `url` or `serve_forever`: the address or the store cannot be used.
    """

    def __init__(
        self,
        api: Any,
        grants: Mapping[str, Iterable[str]] | None = None,
        store: str | os.PathLike[str] = ":memory:",
        host: str = "127.0.0.1",
        port: int = 0,
        *,
        files: Files | None = None,
    ) -> None:
        self._api = load(api)
        self._grants = None if grants is None else {token: _scopes(scopes) for token, scopes in grants.items()}
        self._store_path = store
        self._host = host
        self._port = port
        self._files = files or {}
        self._lock = threading.Lock()
        self._store: Store | None = None
        self._listener: http_server.Listener | None = None
        self._thread: threading.Thread | None = None

    def _open(self) -> http_server.Listener:
        with self._lock:
            if self._listener is None:
                store = Store(self._store_path)
                try:
                    service = Service(self._api, self._grants, store, self._files, self._host)
                    self._listener = http_server.Listener(
                        self._host, self._port, service.respond, service.refuse, methods=service.methods
                    )
                finally:
                    if self._listener is None:
                        store.close()
                self._store = store
            return self._listener

    @property
    def url(self) -> str:
        """The base URL, such as ``http://127.0.0.1:8080``."""
        port = self._open().port
        return f"http://[{self._host}]:{port}" if ":" in self._host else f"http://{self._host}:{port}"

    def start(self) -> MockServer:
        """Serve in a thread, until `close`."""
        listener = self._open()
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(
                    target=listener.serve_forever, args=(http_server.POLL,), daemon=True, name="dynaclient-mock"
                )
                self._thread.start()
        return self

    def serve_forever(self) -> None:
        """Serve in this thread, until it is interrupted or `close` is called in another."""
        listener = self._open()
        try:
            listener.serve_forever(http_server.POLL)
        finally:
            self.close()

    def close(self) -> None:
        """Stop, and free the address, the connections, the threads and the store; do nothing the second time."""
        with self._lock:
            listener, self._listener = self._listener, None
            thread, self._thread = self._thread, None
            store, self._store = self._store, None
        if listener is not None:
            listener.stop()
            if thread is not None:
                thread.join()
            listener.end()
        if store is not None:
            store.close()

    def __enter__(self) -> MockServer:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.close()

    def default_token(self) -> Token:
        """Return a credential that is accepted when no tokens were granted, as `Client(token=…)` takes it."""
        return token_for(self._api)

    def inferred(self) -> list[Role]:
        """Return what was inferred for each action; ``str()`` of one is a readable line."""
        return Roles(self._api, self._api.outlines()).all()


def _scopes(scopes: Iterable[str]) -> tuple[str, ...]:
    return (scopes,) if isinstance(scopes, str) else tuple(scopes)
