"""The mock server, as one has it in the hand."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Mapping
from typing import Any

from ..description.api import load
from . import wire
from .entry import Token, token_for
from .inference import Role, Roles
from .service import Service
from .store import Store


class MockServer:
    """
    A real HTTP server made from a description.

    It checks each request with the checker that the client uses and answers a wrong one with 400 and the problems. It
    keeps what is created, so that lists, reads, changes and deletions work on it, and answers everything else with an
    example or a made value. Every answer is valid against its declared schema.

    Args:
        api: The description, as `dynaclient.load` takes it.
        grants: Token → the scopes that it has. Left out, any token may do anything.
        store: Where the state is kept: a file, or ``:memory:``.
        host: The address to listen at.
        port: The port to listen at; 0 for a free one.

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
    ) -> None:
        self._api = load(api)
        self._grants = None if grants is None else {token: _scopes(each) for token, each in grants.items()}
        self._place = store
        self._host = host
        self._port = port
        self._lock = threading.Lock()
        self._store: Store | None = None
        self._listener: wire.Listener | None = None
        self._thread: threading.Thread | None = None

    def _opened(self) -> wire.Listener:
        with self._lock:
            if self._listener is None:
                store = Store(self._place)
                try:
                    service = Service(self._api, self._grants, store)
                    self._listener = wire.Listener(self._host, self._port, service.answer, service.refuse)
                finally:
                    if self._listener is None:
                        store.close()
                self._store = store
            return self._listener

    @property
    def url(self) -> str:
        """Where it listens, such as ``http://127.0.0.1:8080``."""
        port = self._opened().port
        return f"http://[{self._host}]:{port}" if ":" in self._host else f"http://{self._host}:{port}"

    def start(self) -> MockServer:
        """Serve in a thread, until `close`."""
        listener = self._opened()
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(
                    target=listener.serve_forever, args=(wire.POLL,), daemon=True, name="dynaclient-mock"
                )
                self._thread.start()
        return self

    def serve_forever(self) -> None:
        """Serve in this thread, until it is interrupted or `close` is called in another."""
        listener = self._opened()
        try:
            listener.serve_forever(wire.POLL)
        finally:
            self.close()

    def close(self) -> None:
        """Stop, and free the address, the connections, the threads and the store. A second time does nothing."""
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

    def token_for_anyone(self) -> Token:
        """Give a credential that does where none were granted, as `Client(token=…)` takes it."""
        return token_for(self._api)

    def inferred(self) -> list[Role]:
        """Give what was inferred for each action; ``str()`` of each is a line to be read."""
        return Roles(self._api, self._api.outlines()).all()


def _scopes(given: Iterable[str]) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(given)
