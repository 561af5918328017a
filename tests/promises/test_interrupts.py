"""Interrupts and forks: no lock stays locked, no connection is reused, and no response reaches the wrong caller."""

from __future__ import annotations

import contextlib
import faulthandler
import gc
import json
import os
import random
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from dynaclient import Client
from tests.support.fault_server import STALLS, FaultServer, ServerConnection, respond_normally
from tests.support.raw_server import RawServer, Received, raw_response

TIMES = 4000
CHILDREN = 4
DESCRIPTION: dict[str, Any] = {
    "dynaclient": 1,
    "auth": {"key": {"type": "bearer"}},
    "resources": {
        "echoes": {
            "path": "/echoes/{name}",
            "parameters": {"name": {"in": "path", "schema": {"type": "string"}}},
            "actions": {
                "get": {"method": "GET"},
                "post": {"method": "POST", "parameters": {"body": {"in": "body", "schema": {"type": "object"}}}},
            },
        }
    },
}

only_where_signals_are = pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="this system has no such signals")
only_where_processes_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
beside_threads = pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")


class Interrupted(BaseException):
    """Raised by a signal at any point, as KeyboardInterrupt is."""


@contextlib.contextmanager
def interrupted_after(seconds: float) -> Iterator[None]:
    """Raise in this thread once, by a signal, unless it has finished before."""

    def interrupt(*_: Any) -> None:
        raise Interrupted

    before = signal.signal(signal.SIGALRM, interrupt)
    try:
        signal.setitimer(signal.ITIMER_REAL, seconds)
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _echo(received: Received) -> bytes:
    return raw_response(json.dumps({"target": received.target, "body": received.body.decode()}).encode())


def _right(client: Client, name: str) -> bool:
    if len(name) % 2:
        return bool(client.echoes.get(name=name)["target"] == f"/echoes/{name}")
    result = client.echoes.post(name=name, body={"name": name})
    return bool(json.loads(result["body"]) == {"name": name} and result["target"] == f"/echoes/{name}")


def interrupt_at_random_points(times: int, seed: int) -> None:
    """Interrupt calls at random points; the next call must get its own response. Run in a separate process."""
    faulthandler.dump_traceback_later(60, exit=True)
    chance = random.Random(seed)
    stopped = 0
    lasted = deque[float](maxlen=21)
    with RawServer(_echo) as server, Client(DESCRIPTION, url=server.url, token=lambda: "t", timeout=5) as client:
        assert _right(client, "first")
        for number in range(-21, times):
            # The time of a call is measured on the latest ones: the machine may have become slower or faster.
            if number >= 0:
                try:
                    with interrupted_after(chance.uniform(0.00002, statistics.median(lasted) * 1.2)):
                        _right(client, f"stopped-{number}")
                except Interrupted:
                    stopped += 1
            started = time.monotonic()
            assert _right(client, f"then-{number}")
            lasted.append(time.monotonic() - started)
        # Another thread can call too: no lock is held by a thread that has ended.
        with ThreadPoolExecutor(1) as threads:
            assert threads.submit(_right, client, "another").result(5)
    assert stopped >= times // 4


@only_where_signals_are
@pytest.mark.parametrize("times", [TIMES // 10, pytest.param(TIMES, marks=pytest.mark.full)])
def test_after_an_interrupt_at_any_point_the_next_call_gets_its_own_response(times: int) -> None:
    program = f"from tests.promises.test_interrupts import interrupt_at_random_points as run; run({times}, {times})"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=90, check=False)
    assert done.returncode == 0, done.stderr[-4000:]


@only_where_signals_are
@pytest.mark.parametrize("name", ["never responds", "stops in the headers", "stops in the body", "drips its body"])
def test_a_connection_whose_call_was_interrupted_is_closed(name: str) -> None:
    over = threading.Event()

    def play(wire: ServerConnection) -> None:
        with contextlib.suppress(BaseException):
            STALLS[name](_Watching(wire, over))

    with FaultServer([play, respond_normally]) as server, Client(DESCRIPTION, url=server.url, timeout=5) as client:
        with interrupted_after(0.1), pytest.raises(Interrupted):
            client.echoes.get(name="x")
        assert client.echoes.get(name="y")["done"]
        assert server.ledger.connections == 2
        assert over.wait(5)


class _Watching(ServerConnection):
    """A connection that records when the client has closed it."""

    def __init__(self, wire: ServerConnection, over: threading.Event) -> None:
        self.__dict__.update(wire.__dict__)
        self._over = over

    def wait(self, seconds: float) -> None:
        if seconds < 60:
            super().wait(seconds)
            return
        # Reading on waits for the end of the connection.
        self.connection.settimeout(10)
        if not self.connection.recv(1):
            self._over.set()

    def send(self, data: bytes) -> None:
        try:
            super().send(data)
        except BaseException:
            self._over.set()
            raise


@only_where_signals_are
def test_ctrl_c_ends_a_program_immediately() -> None:
    program = (
        "import sys\n"
        "from dynaclient import Client\n"
        f"client = Client({DESCRIPTION!r}, url=sys.argv[1])\n"
        "print('ready', flush=True)\n"
        "client.echoes.get(name='x')\n"
    )
    with FaultServer(STALLS["never responds"]) as server:
        command = [sys.executable, "-c", program, server.url]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            process.stdout.readline()
            while not server.ledger.arrived:
                server.settle(0.01)
            process.send_signal(signal.SIGINT)
            _, output = process.communicate(timeout=5)
    assert "KeyboardInterrupt" in output
    assert process.returncode in (-signal.SIGINT, 1)


# --- forks


def _child(work: Any) -> int:
    """Fork; in the child, do the work and exit with 0 if it returns True."""
    process = os.fork()
    if process:
        return process
    code = 1
    try:  # pragma: no cover - the child's lines are not counted
        signal.alarm(15)
        code = 0 if work() else 2
    finally:  # pragma: no cover
        os._exit(code)


def _code(process: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


@only_where_processes_fork
@beside_threads
@pytest.mark.parametrize("calls", [50, pytest.param(2000, marks=pytest.mark.full)])
def test_children_and_their_parent_get_their_own_responses(calls: int) -> None:
    with RawServer(_echo) as server, Client(DESCRIPTION, url=server.url, token=lambda: "t") as client:
        assert _right(client, "parent")
        children = [
            _child(lambda child=child: all(_right(client, f"child-{child}-{number}") for number in range(calls)))
            for child in range(CHILDREN)
        ]
        assert all(_right(client, f"parent-{number}") for number in range(calls))
        assert [_code(process) for process in children] == [0] * CHILDREN


@only_where_processes_fork
@beside_threads
def test_a_child_that_is_forked_during_calls_can_call() -> None:
    with RawServer(_echo) as server, Client(DESCRIPTION, url=server.url, token=lambda: "t") as client:
        done = threading.Event()

        def busy(thread: int) -> bool:
            number = 0
            while not done.is_set():
                number += 1
                if not _right(client, f"busy-{thread}-{number}"):
                    return False
            return True

        with ThreadPoolExecutor(4) as threads:
            running = [threads.submit(busy, number) for number in range(4)]
            try:
                codes = [_code(_child(lambda: _right(client, "child") and _right(client, "again"))) for _ in range(8)]
            finally:
                done.set()
            assert [future.result(10) for future in running] == [True] * 4
    assert codes == [0] * 8


@only_where_processes_fork
@beside_threads
def test_a_lock_held_by_another_thread_at_the_fork_does_not_block_the_child() -> None:
    asked, answered = threading.Event(), threading.Event()

    def token() -> str:
        if threading.current_thread().name == "asking":
            asked.set()
            answered.wait(10)
        return "t"

    with RawServer(_echo) as server, Client(DESCRIPTION, url=server.url, token=token, timeout=5) as client:
        thread = threading.Thread(target=lambda: _right(client, "slow"), name="asking")
        thread.start()
        asked.wait(5)
        process = _child(lambda: _right(client, "child"))
        code = _code(process)
        answered.set()
        thread.join(5)
    assert code == 0


@only_where_processes_fork
@beside_threads
@pytest.mark.parametrize("lock_of", [lambda client: client.api, lambda client: client._shared])
def test_no_lock_stays_locked_in_the_child(lock_of: Any) -> None:
    held, forked = threading.Event(), threading.Event()

    def hold() -> None:
        with lock_of(client)._lock:
            held.set()
            forked.wait(10)

    def work() -> bool:
        return _right(client, "child") and bool(client.echoes.get.submit(name="later").result(5))

    with RawServer(_echo) as server, Client(DESCRIPTION, url=server.url) as client:
        thread = threading.Thread(target=hold)
        thread.start()
        held.wait(5)
        code = _code(_child(work))
        forked.set()
        thread.join(5)
    assert code == 0


@only_where_processes_fork
@beside_threads
def test_a_child_leaves_the_connections_of_its_parent_open() -> None:
    with RawServer(_echo) as server, Client(DESCRIPTION, url=server.url) as client:
        assert _right(client, "parent")

        def closing() -> bool:
            client.close()
            return _right(client, "child")

        assert _code(_child(closing)) == 0
        assert _right(client, "parent")
        assert {request.connection for request in server.requests if "parent" in request.target} == {1}


@pytest.mark.uncounted
def test_calls_that_time_out_leave_no_socket_open() -> None:
    with FaultServer(STALLS["stops in the body"]) as server:
        client = Client(DESCRIPTION, url=server.url, timeout=0.1, retries=0)
        before = _sockets()
        for _ in range(5):
            with contextlib.suppress(Exception):
                client.echoes.get(name="x")
        assert _sockets() - before <= 5  # those of the server


def _sockets() -> int:
    gc.collect()
    return sum(isinstance(value, socket.socket) and value.fileno() >= 0 for value in gc.get_objects())
