"""Calls in the background: in daemon threads, so that neither `close` nor the end of a program waits for servers."""

from __future__ import annotations

import atexit
import os
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, InvalidStateError, wait
from contextlib import suppress
from functools import partial
from time import monotonic
from typing import Any, NamedTuple
from weakref import WeakSet

from ..description.model import Action
from ..errors import NotDelivered, OutcomeUnknown, TransportError
from ..runtime.backends import ClientClosed, ThreadBackend

WORKERS = 32
"""Threads for background calls, at most, shared by all clients derived from one."""
SECONDS_AT_CLOSE = 2.0
"""Seconds for which calls go on when their client is closed, without retries; then their connections are ended."""
SECONDS_TO_FAIL = 0.5
"""Seconds for which calls may take to fail once their connections are ended."""


class BackgroundBackend(ThreadBackend):
    """The backend of background calls: once their client is closed they begin no retry, and later they send nothing."""

    def __init__(self) -> None:
        self.closing = threading.Event()
        self.has_ended = False

    async def sleep(self, seconds: float) -> None:
        """Wait for some seconds; raise `ClientClosed` if the client is closed before that."""
        if self.closing.wait(min(seconds, threading.TIMEOUT_MAX)):
            raise ClientClosed(sent=False)

    async def send(self, transport: Any, request: Any, limits: Any) -> Any:
        """Return the response of a transport; raise `ClientClosed` if the calls were ended before it was complete."""
        if self.has_ended:
            raise ClientClosed(sent=False)
        try:
            response = transport.send(request, limits)
        except NotDelivered as error:
            if not self.has_ended:
                raise
            sent = error.sent
        else:
            # Without a length, the end of the connection looks like that of the body.
            if response.complete or not self.has_ended:
                return response
            sent = True
        raise ClientClosed(sent=sent)


class _Call(NamedTuple):
    """A call that was submitted."""

    future: Future[Any]
    action: Action
    run: Callable[[], Any]


class BackgroundCalls:
    """
    The background calls of a family of clients.

    Args:
        transport: What carries their requests.
    """

    def __init__(self, transport: Any) -> None:
        self.backend = BackgroundBackend()
        self.process = os.getpid()
        self._transport = transport
        self._lock = threading.Lock()
        self._waiting: deque[_Call] = deque()
        self._running: dict[threading.Thread, _Call | None] = {}
        _all.add(self)

    def submit(self, action: Action, function: Callable[..., Any], *arguments: Any) -> Future[Any]:
        """Call a function, which calls an action, in a thread; return the future of its result."""
        call = _Call(Future(), action, partial(function, *arguments))
        with self._lock:
            if len(self._running) < WORKERS:
                thread = threading.Thread(target=self._work, name="dynaclient", daemon=True)
                thread.start()
                self._running[thread] = None
            self._waiting.append(call)
        return call.future

    def _work(self) -> None:
        while (call := self._next()) is not None:
            if call.future.set_running_or_notify_cancel():
                _run(call)

    def _next(self) -> _Call | None:
        """Return what this thread does next; None if there is nothing, and it ends."""
        thread = threading.current_thread()
        with self._lock:
            call = self._waiting.popleft() if self._waiting else None
            if call is None:
                self._running.pop(thread, None)
            else:
                self._running[thread] = call
        return call

    def close(self, seconds: float | None = None) -> None:
        """Begin no retry; after some seconds end the calls that go on, whose futures then have an error."""
        self.backend.closing.set()
        if self._have_ended(SECONDS_AT_CLOSE if seconds is None else seconds):
            return
        self.backend.has_ended = True
        end_exchanges = getattr(self._transport, "end_exchanges", None)
        if end_exchanges is not None:
            end_exchanges({thread.ident for thread in self._others()})
        if not self._have_ended(SECONDS_TO_FAIL):
            self._abandon()

    def _others(self) -> dict[threading.Thread, _Call]:
        """Return what other threads do: this one may be in a call that closes the client."""
        own = threading.current_thread()
        return {thread: call for thread, call in list(self._running.items()) if call is not None and thread is not own}

    def _have_ended(self, seconds: float) -> bool:
        """Wait for all calls but that of this thread; return whether they have ended."""
        with self._lock:
            futures = [call.future for call in (*self._others().values(), *self._waiting)]
        return not wait(futures, seconds).not_done

    def _abandon(self) -> None:
        """End their futures with an error, whatever the threads are in: it may be a function of the caller's."""
        with self._lock:
            errors = [(call.future, _error_of(call.action)) for call in self._others().values()]
            errors += [(call.future, _not_begun(call.action)) for call in self._waiting]
            self._waiting.clear()
        for future, error in errors:
            with suppress(InvalidStateError):  # it has ended at this moment
                future.set_exception(error)


def _run(call: _Call) -> None:
    """Make a call, and pass its result or error to its future, which may have an error since the client was closed."""
    try:
        result = call.run()
    except BaseException as error:  # noqa: BLE001 - raised where the future is waited for
        with suppress(InvalidStateError):
            call.future.set_exception(error)
    else:
        with suppress(InvalidStateError):
            call.future.set_result(result)
    finally:
        del call  # the error refers to this frame


def _error_of(action: Action) -> TransportError:
    """Return the error of a call that goes on although its connection was ended, as in a function of the caller's."""
    message = "the client was closed during the call"
    if action.idempotent:
        return TransportError(message, action.name)
    hint = "the request may have been sent and processed: check before you send it again"
    return OutcomeUnknown(f"{message}; {hint}", action.name)


def _not_begun(action: Action) -> TransportError:
    """Return the error of a call that waited for a thread."""
    return TransportError("the client was closed before the call began; nothing was sent", action.name)


def _close_all() -> None:
    """Close what is still open when the program ends."""
    opened = [calls for calls in _all if calls.process == os.getpid()]
    until = monotonic() + SECONDS_AT_CLOSE
    for calls in opened:
        calls.backend.closing.set()
    for calls in opened:
        calls.close(max(0.0, until - monotonic()))


_all: WeakSet[BackgroundCalls] = WeakSet()
atexit.register(_close_all)
