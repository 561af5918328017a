"""
One client under everything at once: threads, forked children, interrupts, and a token that is replaced all the while.

The server says what it was asked, so an answer that belongs to another call is told at once.
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
from tests.promises.test_threads import DESCRIPTION, _echo
from tests.support import ROOT
from tests.support.raw_server import RawServer, Received, answer

pytestmark = pytest.mark.uncounted

THREADS = 32
CHILDREN = 4
PATIENCE = 120
"""Seconds after which a thread or a child that has not come back hangs."""
TOKENS = tuple(chr(97 + number) * 40 for number in range(16))


class Interrupted(BaseException):
    """Comes from outside, at any point of the code."""


class Worker(threading.Thread):
    """Makes calls until it has made enough of them, however often it is interrupted."""

    def __init__(self, number: int, ask: Callable[[int, int], bool], calls: int) -> None:
        super().__init__(daemon=True)
        self._number = number
        self._ask = ask
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
        except BaseException as error:  # noqa: BLE001 - looked at by the test
            self.failure = error

    def _attempt(self) -> None:
        try:
            with self._gate:
                self._open = True
            if not self._ask(self._number, self._left):
                self.wrong += 1
            with self._gate:
                self._open = False
            # What was sent has to come before the work goes on outside this block, unless a destructor swallowed it.
            until = time.monotonic() + 2
            while self._pending and time.monotonic() < until:
                time.sleep(0)
            self._pending = False
        except Interrupted:
            self.interrupted += 1
            self._pending = self._open = False
        self._left -= 1

    def interrupt(self) -> None:
        """Raise an error in the middle of what the thread is doing, if it is calling."""
        with self._gate:
            if self._open and not self._pending and self.ident is not None:
                self._pending = True
                ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(self.ident), ctypes.py_object(Interrupted))


@contextmanager
def repeatedly(step: Callable[[], None], pause: float) -> Iterator[None]:
    """Do something again and again, beside what is done meanwhile."""
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


def _asking(client: Client, name: str = "thread") -> Callable[[int, int], bool]:
    def ask(thread: int, number: int) -> bool:
        if number % 5:
            told = client.echoes.get(name=f"{name}-{thread}", number=number)
            return bool(told["target"] == f"/echoes/{name}-{thread}?number={number}")
        told = client.echoes.post(name=f"{name}-{thread}", body={"number": number})
        return bool(told["target"] == f"/echoes/{name}-{thread}" and told["body"] == f'{{"number":{number}}}')

    return ask


def _finished(workers: list[Worker]) -> list[Any]:
    """Wait for all of them; give what went wrong."""
    until = time.monotonic() + PATIENCE
    for each in workers:
        each.join(max(0.0, until - time.monotonic()))
    stacks = sys._current_frames()
    hanging = [traceback.format_stack(stacks[each.ident or 0])[-6:] for each in workers if each.is_alive()]
    return [
        *hanging,
        *(each.failure for each in workers if each.failure),
        *(each.wrong for each in workers if each.wrong),
    ]


def _child(client: Client, child: int, calls: int) -> int:
    """Fork; the child calls from threads of its own, and leaves with 0 where each got its own answers."""
    process = os.fork()
    if process:
        return process
    code = 1
    try:
        signal.alarm(PATIENCE)  # ends what hangs
        workers = [Worker(number, _asking(client, f"child-{child}"), calls // 4) for number in range(4)]
        for each in workers:
            each.start()
        code = 0 if _finished(workers) == [] else 2
    finally:
        os._exit(code)


def _storm(calls: int) -> None:
    chance = random.Random(calls)
    in_child = calls // 10 // CHILDREN
    with RawServer(_echo) as server, Client(DESCRIPTION, url=server.url, token=TOKENS[0]) as client:
        workers = [
            Worker(number, _asking(client), (calls - CHILDREN * in_child) // THREADS) for number in range(THREADS)
        ]

        def replace() -> None:
            client.token = chance.choice(TOKENS)

        with repeatedly(replace, 0.001), repeatedly(lambda: chance.choice(workers).interrupt(), 0.005):
            for each in workers:
                each.start()
            children = [_child(client, child, in_child) for child in range(CHILDREN)]
            wrong = _finished(workers)
        codes = [os.waitstatus_to_exitcode(os.waitpid(each, 0)[1]) for each in children]
        assert wrong == []
        assert codes == [0] * CHILDREN
        assert sum(each.interrupted for each in workers) > 20
        assert client.echoes.get(name="last", number=1)["target"] == "/echoes/last?number=1"
    sent = {value for each in server.requests for value in each.values("Authorization")}
    assert sent <= {f"Bearer {each}" for each in TOKENS}
    assert len(sent) > 2
    _no_connection_was_shared(server.requests)


def _no_connection_was_shared(requests: list[Received]) -> None:
    """Look for a connection that two processes used."""
    users: dict[int, set[str]] = {}
    for each in requests:
        name = each.target.split("/")[2]
        users.setdefault(each.connection, set()).add(name.rpartition("-")[0] if name.startswith("child") else "parent")
    assert [names for names in users.values() if len(names) > 1] == []


def _apart(program: str) -> None:
    """
    Run a function of this module in a process of its own.

    What is broken off at any point may be a tool that watches the tests: one that holds a lock then holds it for ever.
    """
    command = [sys.executable, "-c", f"from tests.promises import test_concurrency as here; here.{program}"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=3 * PATIENCE, check=False)
    assert done.returncode == 0, done.stderr[-4000:]


needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")


@needs_fork
def test_ten_thousand_calls_among_threads_children_and_interrupts_get_their_own_answers() -> None:
    _apart("_storm(10_000)")


@pytest.mark.full
@needs_fork
def test_a_hundred_thousand_calls_among_threads_children_and_interrupts_get_their_own_answers() -> None:
    _apart("_storm(100_000)")


class WaitTimeout:
    """Answers some requests only when it is too late."""

    def __init__(self) -> None:
        self.asked = threading.Event()
        self.go = threading.Event()

    def __call__(self, received: Received) -> bytes:
        if "late" in received.target:
            self.asked.set()
            self.go.wait(10)
        return answer(_echo(received).split(b"\r\n\r\n", 1)[1])


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


def test_a_connection_whose_call_was_interrupted_is_never_used_again() -> None:
    late = WaitTimeout()
    with RawServer(late) as server, Client(DESCRIPTION, url=server.url) as client, _raising_on_alarm():
        for number in range(30):
            client.echoes.get(name="before", number=number)
            late.asked.clear()
            late.go.clear()
            signal.setitimer(signal.ITIMER_REAL, 0.02)
            with pytest.raises(KeyboardInterrupt):
                client.echoes.get(name="late", number=number)
            late.go.set()
            told = client.echoes.get(name="after", number=number)
            assert told["target"] == f"/echoes/after?number={number}"
    given_up = {each.connection for each in server.requests if "late" in each.target}
    last = {each.connection: each.target for each in server.requests}
    assert all("late" in last[each] for each in given_up)
    assert len(given_up) == 30


def _interrupted_at_random(client: Client, calls: int) -> int:
    """Call under a signal that comes at any moment; give how many calls it broke off."""
    chance = random.Random(1)
    broken = 0
    for number in range(calls):
        try:
            signal.setitimer(signal.ITIMER_REAL, chance.uniform(0.00001, 0.0012))
            told = client.echoes.get(name="signal", number=number)
            signal.setitimer(signal.ITIMER_REAL, 0)
        except KeyboardInterrupt:
            broken += 1
        else:
            assert told["target"] == f"/echoes/signal?number={number}"
    return broken


def test_a_signal_at_any_moment_leaves_no_lock_held_and_no_answer_behind() -> None:
    _apart("_signals()")


def _signals() -> None:
    with RawServer(_echo) as server, Client(DESCRIPTION, url=server.url, token="t") as client, _raising_on_alarm():
        client.echoes.get(name="signal", number=0)
        assert _interrupted_at_random(client, 1_000) > 100
        signal.setitimer(signal.ITIMER_REAL, 0)
        workers = [Worker(number, _asking(client), 5) for number in range(8)]
        for each in workers:
            each.start()
        assert _finished(workers) == []
