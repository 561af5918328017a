"""
One client with threads, forked children, interrupts and a token that is replaced, all at the same time.

The server returns the request, so that a response of another call is detected.
"""

from __future__ import annotations

import ctypes
import os
import random
import signal
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from dynaclient import Client
from tests.promises.test_threads import DESCRIPTION, echo, is_own_response, shared_connections
from tests.support import ROOT
from tests.support.raw_server import RawServer, Received

pytestmark = pytest.mark.uncounted

THREADS = 32
CHILDREN = 4
PATIENCE = 120
"""Seconds after which a thread or a child counts as hanging."""
TOKENS = tuple(chr(97 + number) * 40 for number in range(16))


class Interrupted(BaseException):
    """Raised from outside, at any point of the code."""


class Worker(threading.Thread):
    """Makes a number of calls, however often it is interrupted."""

    def __init__(self, client: Client, name: str, calls: int) -> None:
        super().__init__(daemon=True)
        self._client = client
        self._name = name
        self._left = calls
        self._gate = threading.Lock()
        self._open = False
        self._pending = False
        self.wrong = 0
        self.interrupted = 0
        self.failure: BaseException | None = None

    def run(self) -> None:
        try:
            while self._left:
                self._attempt()
        except BaseException as error:  # noqa: BLE001 - the test reports it
            self.failure = error

    def _attempt(self) -> None:
        try:
            with self._gate:
                self._open = True
            if not is_own_response(self._client, self._name, self._left):
                self.wrong += 1
            with self._gate:
                self._open = False
            # A pending interrupt must be raised within this block, unless a destructor swallowed it.
            until = time.monotonic() + 2
            while self._pending and time.monotonic() < until:
                time.sleep(0)
            self._pending = False
        except Interrupted:
            self.interrupted += 1
            self._pending = self._open = False
        self._left -= 1

    def interrupt(self) -> None:
        """Raise an error in the thread, if it is making a call."""
        with self._gate:
            if self._open and not self._pending and self.ident is not None:
                self._pending = True
                ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(self.ident), ctypes.py_object(Interrupted))


@contextmanager
def repeatedly(step: Callable[[], None], pause: float) -> Iterator[None]:
    """Call a function repeatedly in another thread."""
    done = threading.Event()

    def work() -> None:
        while not done.wait(pause):
            step()

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join(PATIENCE)


def _start(workers: list[Worker]) -> None:
    for worker in workers:
        worker.start()


def _join(workers: list[Worker]) -> list[Any]:
    """Wait for all of them, and return what failed."""
    until = time.monotonic() + PATIENCE
    for worker in workers:
        worker.join(max(0.0, until - time.monotonic()))
    stacks = sys._current_frames()
    hanging = [traceback.format_stack(stacks[worker.ident or 0])[-6:] for worker in workers if worker.is_alive()]
    return [*hanging, *(failure for worker in workers for failure in (worker.failure, worker.wrong) if failure)]


def _child(client: Client, child: int, calls: int) -> int:
    """Fork; the child makes calls in threads, and exits with 0 if all responses are its own."""
    process = os.fork()
    if process:
        return process
    code = 1
    try:
        signal.alarm(PATIENCE)  # ends what hangs
        workers = [Worker(client, f"child-{child}-{number}", calls // 4) for number in range(4)]
        _start(workers)
        code = 0 if _join(workers) == [] else 2
    finally:
        os._exit(code)


def _storm(calls: int) -> None:
    chance = random.Random(calls)
    in_child = calls // 10 // CHILDREN
    with RawServer(echo) as server, Client(DESCRIPTION, url=server.url, token=TOKENS[0]) as client:
        in_thread = (calls - CHILDREN * in_child) // THREADS
        workers = [Worker(client, f"thread-{number}", in_thread) for number in range(THREADS)]

        def replace() -> None:
            client.token = chance.choice(TOKENS)

        with repeatedly(replace, 0.001), repeatedly(lambda: chance.choice(workers).interrupt(), 0.005):
            _start(workers)
            children = [_child(client, child, in_child) for child in range(CHILDREN)]
            failures = _join(workers)
        codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
        assert failures == [], failures
        assert codes == [0] * CHILDREN
        assert sum(worker.interrupted for worker in workers) > 20
        assert client.echoes.get(name="last", number=1)["target"] == "/echoes/last?number=1"
    sent = {value for request in server.requests for value in request.values("Authorization")}
    assert sent <= {f"Bearer {token}" for token in TOKENS}
    assert len(sent) > 2
    assert shared_connections(server.requests, _process_of) == []


def _process_of(name: str) -> str:
    return name.rpartition("-")[0] if name.startswith("child") else "parent"


def _run_apart(program: str) -> None:
    """Run a function of this module in a process of its own: an interrupt could leave a lock of a test tool locked."""
    command = [sys.executable, "-c", f"from tests.promises import test_concurrency as here; here.{program}"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=3 * PATIENCE, check=False)
    assert done.returncode == 0, done.stderr[-4000:]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
@pytest.mark.parametrize("calls", [10_000, pytest.param(100_000, marks=pytest.mark.full)])
def test_calls_with_threads_children_and_interrupts_get_their_own_responses(calls: int) -> None:
    _run_apart(f"_storm({calls})")


class LateResponses:
    """Responds to some requests only after their interrupt."""

    def __init__(self) -> None:
        self.go = threading.Event()

    def __call__(self, received: Received) -> bytes:
        if "late" in received.target:
            self.go.wait(10)
        return echo(received)


@contextmanager
def _raising_on_alarm() -> Iterator[None]:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, stop)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def test_the_connection_of_an_interrupted_call_is_never_reused() -> None:
    late = LateResponses()
    with RawServer(late) as server, Client(DESCRIPTION, url=server.url) as client, _raising_on_alarm():
        for number in range(30):
            client.echoes.get(name="before", number=number)
            late.go.clear()
            signal.setitimer(signal.ITIMER_REAL, 0.02)
            with pytest.raises(KeyboardInterrupt):
                client.echoes.get(name="late", number=number)
            late.go.set()
            assert client.echoes.get(name="after", number=number)["target"] == f"/echoes/after?number={number}"
    interrupted = {request.connection for request in server.requests if "late" in request.target}
    last = {request.connection: request.target for request in server.requests}
    assert all("late" in last[connection] for connection in interrupted)
    assert len(interrupted) == 30


def _interrupted_at_random(client: Client, calls: int) -> int:
    """Make calls with a signal at a random moment, and return how many were interrupted."""
    chance = random.Random(1)
    interrupted = 0
    for number in range(calls):
        try:
            signal.setitimer(signal.ITIMER_REAL, chance.uniform(0.00001, 0.0012))
            response = client.echoes.get(name="signal", number=number)
            signal.setitimer(signal.ITIMER_REAL, 0)
        except KeyboardInterrupt:
            interrupted += 1
        else:
            assert response["target"] == f"/echoes/signal?number={number}"
    return interrupted


def test_a_signal_at_any_moment_leaves_no_lock_held_and_no_response_unread() -> None:
    _run_apart("_signals()")


def _signals() -> None:
    with RawServer(echo) as server, Client(DESCRIPTION, url=server.url, token="t") as client, _raising_on_alarm():
        client.echoes.get(name="signal", number=0)
        assert _interrupted_at_random(client, 1_000) > 100
        signal.setitimer(signal.ITIMER_REAL, 0)
        workers = [Worker(client, f"thread-{number}", 5) for number in range(8)]
        _start(workers)
        assert (failures := _join(workers)) == [], failures
