"""The service of a mock server, with what tests look at and change: requests, failures, and what is stored."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from ...description.api import Api
from ..exchange import Handled, MockRequest, MockResponse
from ..issuer.context import Context
from ..service import Service
from ..state.store import Store
from .destinations import Destinations
from .faults import Faults
from .gate import Gate
from .journal import Journal
from .rows import Row, is_empty, read_rows, write_rows
from .seeds import rows_of_seed
from .snapshots import rows_of_snapshot, snapshot_of

PATIENCE = 5.0
"""Seconds that a change of everything waits for requests in flight."""


class ControlledService:
    """
    Responds to requests by the service, and records them.

    What is changed at once, such as the state, is changed between two requests: those in flight are waited for, and
    others wait. Of those that wait for something themselves, for a token that is late or for the real API, none is
    waited for: after a reset they are refused, and leave nothing.

    Args:
        make: Makes the service for a description; with the authorization server of the one before, if there is one.
        api: The description.
        store: What is stored.
        journal: Where requests are recorded.
    """

    def __init__(
        self, make: Callable[[Api, Context | None], Service], api: Api, store: Store, journal: Journal
    ) -> None:
        self._make = make
        self._gate = Gate()
        self.service = self._made(api, None)
        """The service for the description as it is now."""
        self.journal = journal
        self.problem = ""
        """What is wrong with the file of the description since it changed; empty if nothing is."""
        self._store = store
        self._start: list[Row] = []
        self._recorded: Any = None
        """The seed of the start: what is a recorded response of an action that stores nothing is replayed."""

    def _made(self, api: Api, issuer: Context | None) -> Service:
        service = self._make(api, issuer)
        service.issuer.aside = self._gate.aside
        return service

    # As the service.

    @property
    def methods(self) -> frozenset[str]:
        """The methods of the actions."""
        return self.service.methods

    @property
    def faults(self) -> Faults:
        """The failures that were ordered."""
        return self.service.faults

    @property
    def issuer(self) -> Context:
        """The authorization server."""
        return self.service.issuer

    def refuse(self, status: int, message: str) -> MockResponse:
        """Return the error response to a request that belongs to no action."""
        return self.service.refuse(status, message)

    def handle(self, request: MockRequest) -> Handled:
        """Return what becomes of a request, whatever the request is, and record it."""
        return self._recorded_of(request, lambda: self.service.handle(request))

    def refused(self, status: int, message: str, request: MockRequest) -> Handled:
        """Return what becomes of a request that is refused, and record it."""
        return self._recorded_of(request, lambda: Handled(self.refuse(status, message)))

    def _recorded_of(self, request: MockRequest, handle: Callable[[], Handled]) -> Handled:
        with self._gate.shared():
            service = self.service
            now, begin, era = service.issuer.clock.now(), time.perf_counter(), self.journal.era
            handled = handle()
            seconds = time.perf_counter() - begin
            declared = service.declared(request, handled.action)
            self.journal.record(declared, request, handled, now, seconds, era=era)
        return handled

    # Its description.

    def describe(self, api: Api) -> None:
        """Respond by another description from now on; what is stored stays."""
        recordings = self.service.recordings
        self.service = self._made(api, self.issuer.for_description(api))
        self.service.recordings = recordings
        self.problem = ""

    def report(self, problem: str) -> None:
        """Report what is wrong with the description as it would be now."""
        self.problem = problem

    # What tests do.

    def begin_with(self, data: Any) -> None:
        """Store a seed, unless there is something in the store already; `reset` stores it again."""
        self._start = rows_of_seed(self.service, self._store, data)
        self._recorded = data
        self.service.recordings.load(self.service.api, data)
        if is_empty(self._store):
            with self._store.transaction():
                self._write(self._start)

    def reset(self) -> None:
        """Go back to the start."""
        self.issuer.reset()
        with self._changing(is_start=True):
            self.issuer.reset()
            self._store.clear()
            self._write(self._start)
            self.service.recordings.clear()
            self.service.recordings.load(self.service.api, self._recorded)
            self.journal.clear()
            self.faults.clear()

    def seed(self, data: Any) -> int:
        """Store a seed, and return the number of its items."""
        with self._changing():
            rows = rows_of_seed(self.service, self._store, data)
            self._write(rows)
            self.service.recordings.load(self.service.api, data)
        return len(rows)

    def snapshot(self, *, redacted: bool = False) -> dict[str, Any]:
        """Return everything that is stored."""
        return snapshot_of(Destinations(self.service), read_rows(self._store), redacted=redacted)

    def restore(self, snapshot: Mapping[str, Any]) -> None:
        """Store what a snapshot has, and nothing else; issued tokens stay."""
        rows = rows_of_snapshot(Destinations(self.service), snapshot)
        with self._changing():
            self._store.remove_items()
            self._write(rows)

    def _write(self, rows: list[Row]) -> None:
        write_rows(self._store, rows, self.issuer.clock.now())

    @contextmanager
    def _changing(self, *, is_start: bool = False) -> Iterator[None]:
        with self._gate.exclusive(PATIENCE, is_start=is_start), self._store.transaction():
            yield
