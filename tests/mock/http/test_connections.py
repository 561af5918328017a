"""Each request has a response or its connection ends, whatever the client does, and nothing is left behind."""

from __future__ import annotations

import gzip
import json
import logging
import os
import random
import socket
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from dynaclient.errors import DynaclientError
from dynaclient.mock.exchange import Delivery, MockRequest, MockResponse
from dynaclient.mock.http import connection as connection_module
from dynaclient.mock.http import listener as listener_module
from dynaclient.mock.http.connection import IN_TURN
from dynaclient.mock.http.limits import Limits
from dynaclient.mock.http.listener import Listener
from dynaclient.records import replace
from tests.mock.http.test_request_reader import CHUNKED, GET, HOST, POST, REFUSED, mutated
from tests.support.listening import connected, listening, one_response, received, refuse, response_to, until

SHORT = Limits(request=0.4, response=0.4, idle=0.4, linger=0.2, connections=8)


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    with listening() as started:
        yield started


def status_of(response: bytes) -> int:
    """Return the status of a response; 0 if there is none."""
    return int(response[9:12]) if response else 0


# --- what is not HTTP ------------------------------------------------------------------------------------------------


def test_each_malformed_request_has_a_response(listener: Listener) -> None:
    responses = {data: response_to(listener, data) for data in REFUSED}
    assert [data[:80] for data, response in responses.items() if status_of(response) != REFUSED[data][0]] == []
    assert all(b"\r\nConnection: close\r\n" in response for response in responses.values())


CUT = [b"G", GET, POST + b"Content-Length: 9\r\n\r\nabc", CHUNKED, CHUNKED + b"3\r\nab", CHUNKED + b"0\r\nX: y\r\n"]


@pytest.mark.parametrize("data", CUT)
def test_a_request_that_is_cut_is_refused(listener: Listener, data: bytes) -> None:
    response = response_to(listener, data)
    assert status_of(response) == 400
    assert b"ended before it was complete" in response


def _descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir())) if os.path.isdir("/proc/self/fd") else 0  # noqa: PTH112


# --- what is ---------------------------------------------------------------------------------------------------------


def test_requests_may_follow_each_other_before_their_responses(listener: Listener) -> None:
    response = response_to(listener, b"".join(b"GET /%d HTTP/1.1\r\nHost: x\r\n\r\n" % number for number in range(20)))
    paths = [json.loads(part.partition(b"\r\n\r\n")[2])["path"] for part in response.split(b"HTTP/1.1 200 OK")[1:]]
    assert paths == [f"/{number}" for number in range(20)]


def test_a_connection_is_kept_until_the_client_wants_it_closed(listener: Listener) -> None:
    with connected(listener) as connection:
        for _ in range(3):
            connection.sendall(GET + b"\r\n")
            assert b"Connection" not in one_response(connection)[0]
        connection.sendall(GET + b"Connection: close\r\n\r\n")
        assert b"\r\nConnection: close\r\n" in received(connection)


def test_a_client_of_http_1_0_keeps_the_connection_if_it_asks_for_that(listener: Listener) -> None:
    with connected(listener) as connection:
        connection.sendall(b"GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
        assert b"\r\nConnection: keep-alive" in one_response(connection)[0]
        connection.sendall(b"GET / HTTP/1.0\r\n\r\n")
        assert b"\r\nConnection: close\r\n" in received(connection)


def test_a_body_is_asked_for_if_the_client_waits_for_that(listener: Listener) -> None:
    with connected(listener) as connection:
        for _ in range(2):  # the second time in a thread of its own
            connection.sendall(POST + b"Expect: 100-continue\r\nContent-Length: 2\r\n\r\n")
            assert connection.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
            connection.sendall(b"ab")
            assert json.loads(one_response(connection)[1])["body"] == "ab"


def test_a_body_that_is_refused_is_not_asked_for(listener: Listener) -> None:
    with connected(listener) as connection:
        connection.sendall(POST + b"Expect: 100-continue\r\nContent-Length: 99999999\r\n\r\n")
        assert status_of(received(connection)) == 413


COMPRESSED = b"abc" * 1000
CODINGS = [
    ("gzip", gzip.compress(COMPRESSED), 200),
    ("X-GZIP ", gzip.compress(COMPRESSED), 200),
    ("deflate", zlib.compress(COMPRESSED), 200),
    ("identity", COMPRESSED, 200),
    ("gzip", gzip.compress(COMPRESSED)[:-9], 400),
    ("gzip", COMPRESSED, 400),
    ("gzip", b"", 400),
    ("deflate", zlib.compress(COMPRESSED) + b"x", 400),
    ("br", COMPRESSED, 415),
    ("gzip, gzip", gzip.compress(COMPRESSED), 415),
    ("gzip", gzip.compress(bytes(33 * 1024 * 1024)), 413),
]


@pytest.mark.parametrize(("coding", "body", "status"), CODINGS, ids=range(len(CODINGS)))
def test_a_compressed_body_is_decompressed(listener: Listener, coding: str, body: bytes, status: int) -> None:
    with connected(listener) as connection:
        fields = f"Content-Encoding: {coding}\r\nContent-Length: {len(body)}\r\n\r\n"
        connection.sendall(POST + fields.encode() + body)
        head, content = one_response(connection)
        assert status_of(head) == status
        assert (b"Accept-Encoding: gzip, deflate" in head) is (status == 415)
        assert status != 200 or json.loads(content)["body"] == COMPRESSED.decode()
        connection.sendall(GET + b"\r\n")
        assert status_of(one_response(connection)[0]) == 200


def test_what_every_server_knows_about_methods(listener: Listener) -> None:
    def asked(line: bytes) -> tuple[int, str]:
        response = response_to(listener, line + b" HTTP/1.1\r\n" + HOST + b"\r\n")
        return status_of(response), json.loads(response.partition(b"\r\n\r\n")[2]).get("path", "")

    assert asked(b"BREW /pot") == (501, "")
    assert asked(b"CONNECT x:443") == (501, "")
    assert asked(b"TRACE /") == (200, "/")  # where it is allowed decides the service
    assert asked(b"OPTIONS *") == (200, "*")


# --- slow clients ----------------------------------------------------------------------------------------------------


def dripping(listener: Listener, data: bytes, seconds: float) -> tuple[bytes, float]:
    """Send a byte every so many seconds until there is a response; return it, and after how long it came."""
    started = time.monotonic()
    with connected(listener) as connection:
        connection.settimeout(seconds)
        for index in range(len(data)):
            connection.sendall(data[index : index + 1])
            try:
                return connection.recv(65536), time.monotonic() - started
            except TimeoutError:
                continue
    raise AssertionError("all was sent")


@pytest.mark.parametrize(
    "data", [b"GET / HTTP/1.1\r\nX: " + b"a" * 100, POST + b"Content-Length: 99\r\n\r\n" + b"a" * 99]
)
def test_a_request_has_to_end_in_time_even_if_it_drips(data: bytes) -> None:
    with listening(limits=SHORT) as listener:
        response, seconds = dripping(listener, data, 0.02)
    assert status_of(response) == 408
    assert b"not complete after 0.4 seconds" in response
    assert 0.3 < seconds < 3


def test_half_a_request_ends_too_and_an_idle_connection_is_closed_silently() -> None:
    with listening(limits=SHORT) as listener:
        assert status_of(response_to(listener, POST, ends=False)) == 408
        assert response_to(listener, b"", ends=False) == b""
        with connected(listener) as connection:
            connection.sendall(GET + b"\r\n")
            one_response(connection)
            assert received(connection) == b""


def test_a_client_that_reads_nothing_is_not_waited_for() -> None:
    large = bytes(64 * 1024 * 1024)
    with listening(lambda _: MockResponse(200, large), limits=SHORT) as listener, connected(listener) as connection:
        connection.sendall(GET + b"\r\n")
        assert until(lambda: bool(listener._connections))
        assert until(lambda: not listener._connections)
        assert status_of(connection.recv(100)) == 200


def test_a_client_that_still_sends_reads_why_it_is_refused() -> None:
    with listening(limits=SHORT) as listener, connected(listener) as connection:
        connection.sendall(POST + b"Content-Length: 99999999\r\n\r\n")
        for _ in range(20):
            connection.sendall(bytes(10_000))
        assert status_of(received(connection)) == 413


def test_for_a_connection_too_many_the_idle_one_is_closed() -> None:
    with listening(limits=Limits(connections=3)) as listener:
        kept = [connected(listener) for _ in range(5)]
        for connection in kept[2:]:
            connection.sendall(GET + b"\r\n")
            assert status_of(one_response(connection)[0]) == 200
        assert [received(connection) for connection in kept[:2]] == [b"", b""]
        for connection in kept:
            connection.close()


def test_if_none_is_idle_the_new_one_is_closed(caplog: pytest.LogCaptureFixture) -> None:
    with listening(limits=Limits(connections=2)) as listener:
        busy = [connected(listener) for _ in range(2)]
        for connection in busy:
            connection.sendall(b"GET /")
        assert until(lambda: [one.is_idle for one in listener._connections] == [False, False])
        assert [response_to(listener, GET + b"\r\n") for _ in range(2)] == [b"", b""]
        assert caplog.messages == ["new connections are closed: there are 2 already"]
        for connection in busy:
            connection.close()


def test_a_thread_that_cannot_be_started_closes_the_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    with listening(delivered(delay=0.01)) as listener:
        with monkeypatch.context() as patched:
            patched.setattr(threading.Thread, "start", fail)
            assert response_to(listener, GET + b"\r\n") == b""
            assert response_to(listener, GET.replace(b"/", b"/ok", 1) + b"\r\n").endswith(b"b")
        assert status_of(response_to(listener, GET + b"\r\n")) == 200


class Threads:
    """A service that notes which threads call it, and whether it waits."""

    def __init__(self) -> None:
        self.waits = False
        self.names: list[str] = []

    def __call__(self, request: MockRequest) -> MockResponse:
        self.names.append(threading.current_thread().name)
        return MockResponse(200, b"a" * int(request.query or 0))


def get(size: int) -> bytes:
    """Return a request for a body of this size."""
    return f"GET /?{size} HTTP/1.1\r\nHost: x\r\n\r\n".encode()


def test_one_thread_serves_all_connections_as_long_as_nothing_has_to_be_waited_for() -> None:
    service = Threads()
    with listening(service) as listener, connected(listener) as one, connected(listener) as other:
        for connection in (one, other, one):
            connection.sendall(get(1) * 2)
            assert received_bodies(connection, 2) == b"aa"
    assert len({*service.names}) == 1
    assert service.names[0] != "dynaclient-mock-connection"


def test_a_service_that_waits_has_a_thread_for_each_connection_from_then_on() -> None:
    service = Threads()
    with listening(service, may_wait=lambda: service.waits) as listener, connected(listener) as connection:
        for service.waits in (False, True, False):
            connection.sendall(get(1))
            assert received_bodies(connection, 1) == b"a"
    assert [name == "dynaclient-mock-connection" for name in service.names] == [False, True, True]


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 70000\r\n\r\n" + b"a" * 70000, [True]),
        (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Encoding: identity\r\nContent-Length: 0\r\n\r\n", [True]),
        (b"GET / HTTP/1.1\r\nHost: x\r\n\r\n" * (IN_TURN + 4), [False] * IN_TURN + [True] * 4),
    ],
    ids=["a large body", "a compressed body", "many requests at once"],
)
def test_what_may_take_long_is_done_in_a_thread_of_its_own(sent: bytes, expected: list[bool]) -> None:
    service = Threads()
    with listening(service) as listener, connected(listener) as connection:
        connection.sendall(sent)
        assert until(lambda: len(service.names) == len(expected))
    assert [name == "dynaclient-mock-connection" for name in service.names] == expected


def test_after_a_slow_response_others_are_made_in_threads_for_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    service, names = Threads(), []
    monkeypatch.setattr(connection_module, "SLOW", 0.0)
    monkeypatch.setattr(listener_module, "SPELL", 0.2)
    with listening(service) as listener:
        for pause in (0, 0.3, 0):
            time.sleep(pause)
            assert status_of(response_to(listener, get(1))) == 200
            names.append(service.names[-1] == "dynaclient-mock-connection")
    assert names == [False, False, True]


@pytest.mark.parametrize("waits", [False, True])
def test_an_error_that_nothing_expects_ends_one_connection(caplog: pytest.LogCaptureFixture, *, waits: bool) -> None:
    wrong: Any = "no bytes"

    def handle(request: MockRequest) -> MockResponse:
        return MockResponse(200, b"a" if request.path == "/ok" else wrong)

    with listening(handle, may_wait=lambda: waits) as listener:
        assert response_to(listener, GET + b"\r\n") == b""
        assert response_to(listener, GET.replace(b"/", b"/ok", 1) + b"\r\n").endswith(b"a")
    assert "a connection is closed, because the mock server failed" in caplog.text


def test_a_log_that_fails_ends_one_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    failing = logging.getLogger("dynaclient.mock")

    def fail(_: logging.LogRecord) -> bool:
        raise ZeroDivisionError

    with listening() as listener, monkeypatch.context() as patched:
        patched.setattr(failing, "level", logging.INFO)
        failing.addFilter(fail)
        try:
            assert status_of(response_to(listener, GET + b"\r\n")) == 200
        finally:
            failing.removeFilter(fail)
        assert status_of(response_to(listener, GET + b"\r\n")) == 200


@pytest.mark.parametrize("waits", [False, True])
def test_what_follows_the_last_request_does_not_take_its_response_away(*, waits: bool) -> None:
    last = GET + b"Connection: close\r\n\r\n"
    with listening(Threads(), may_wait=lambda: waits) as listener, connected(listener) as connection:
        connection.sendall(last + b"x" * 200_000)
        head, _ = one_response(connection)
        connection.sendall(b"x" * 200_000)
        assert status_of(head) == 200
        assert received(connection) == b""


def test_nothing_happens_where_nothing_has_arrived() -> None:
    with listening() as listener, connected(listener) as idle:
        assert until(lambda: bool(listener._connections))
        assert next(iter(listener._connections)).advance()
        idle.sendall(GET + b"\r\n")
        assert one_response(idle)[0].startswith(b"HTTP/1.1 200")


def test_a_client_that_reads_slowly_gets_everything_and_holds_up_no_other() -> None:
    service, size = Threads(), 8_000_000
    with listening(service) as listener, connected(listener) as slow:
        slow.sendall(get(size) + get(3) + b"GET / HTTP/1.1\r\n")
        for _ in range(3):
            assert response_to(listener, get(2)).endswith(b"aa")
        assert len(received_bodies(slow, 2, size)) == size + 3
        slow.sendall(b"Host: x\r\nConnection: close\r\n\r\n")
        assert status_of(received(slow)) == 200
    assert [name == "dynaclient-mock-connection" for name in service.names] == [False] * 4 + [True] * 2


def received_bodies(connection: socket.socket, count: int, size: int = 0) -> bytes:
    """Return the bodies of so many responses, of which the first one has at least this size."""
    data = b""
    while len(data) < size or data.count(b"\r\n\r\n") < count or data.endswith(b"\r\n\r\n"):
        data += connection.recv(1_000_000)
    return b"".join(part.partition(b"\r\n\r\n")[2] for part in data.split(b"HTTP/1.1 ")[1:])


class Refusing:
    """A socket that listens and cannot accept, for a while."""

    def __init__(self, listening: socket.socket, *errors: OSError) -> None:
        self._listening = listening
        self._errors = list(errors)

    def accept(self) -> tuple[socket.socket, Any]:
        """Raise the next error; accept a connection after the last one."""
        if self._errors:
            raise self._errors.pop(0)
        return self._listening.accept()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._listening, name)


def test_a_server_without_files_left_closes_idle_connections_and_goes_on(caplog: pytest.LogCaptureFixture) -> None:
    with listening() as listener, connected(listener) as idle:
        assert until(lambda: bool(listener._connections))
        whole: Any = listener._socket
        listener._socket = Refusing(whole, BlockingIOError(), OSError(24, "Too many open files"))  # type: ignore[assignment]
        listener.stop()
        with listener._serving:
            listener._stopped = False
        serving = threading.Thread(target=listener.serve_forever)
        serving.start()
        assert status_of(response_to(listener, GET + b"\r\n")) == 200
        assert received(idle) == b""
        assert "cannot be accepted: Too many open files" in caplog.text
        listener.stop()
        serving.join(10)


# --- problems of the service -----------------------------------------------------------------------------------------


def test_a_service_that_fails_has_a_response_too(caplog: pytest.LogCaptureFixture) -> None:
    def fail(_: MockRequest) -> MockResponse:
        raise ZeroDivisionError("secret")

    def refuse_and_fail(*_: object) -> MockResponse:
        raise ZeroDivisionError("secret")

    with listening(fail) as listener:
        response = response_to(listener, GET + b"\r\n")
        assert (status_of(response), b"secret" in response) == (500, False)
        assert "ZeroDivisionError" in caplog.text
    with listening(fail, refuse_and_fail) as listener:
        assert response_to(listener, GET + b"\r\n").endswith(b"\r\n\r\nthe mock server failed\n")


# --- how responses are sent ------------------------------------------------------------------------------------------


def delivered(**delivery: Any) -> Callable[[MockRequest], MockResponse]:
    """Return a service whose responses, 40 bytes or two chunks, are delivered so; those below ``/ok`` at once."""

    def handle(request: MockRequest) -> MockResponse:
        chunks = (b"a" * 20, b"b" * 20) if request.path == "/chunks" else ()
        how = None if request.path == "/ok" else Delivery(**delivery)
        return MockResponse(200, b"a" * 20 + b"b" * 20, "text/plain", chunks=chunks, delivery=how)

    return handle


def test_a_delayed_response_does_not_delay_others() -> None:
    with listening(delivered(delay=0.5)) as listener, connected(listener) as slow:
        started = time.monotonic()
        slow.sendall(GET + b"\r\n")
        assert response_to(listener, b"GET /ok HTTP/1.1\r\n" + HOST + b"\r\n").endswith(b"b")
        between = time.monotonic()
        assert one_response(slow)[1].endswith(b"b")
        assert between - started < 0.5 <= time.monotonic() - started


def test_a_dropped_response_closes_the_connection() -> None:
    with listening(delivered(drop=True)) as listener:
        assert response_to(listener, GET + b"\r\n" + GET + b"\r\n", ends=False) == b""


@pytest.mark.parametrize("cut", [0, 1, 25, 50])
def test_a_cut_response_has_so_many_bytes(cut: int) -> None:
    with listening(delivered(cut=cut)) as listener:
        whole = response_to(listener, GET + b"\r\n", ends=False)
        chunks = response_to(listener, b"GET /chunks HTTP/1.1\r\n" + HOST + b"\r\n", ends=False)
    head, _, body = whole.partition(b"\r\n\r\n")
    assert b"Content-Length: 40" in head
    assert body == (b"a" * 20 + b"b" * 20)[:cut]
    framed = chunks.partition(b"\r\n\r\n")[2]
    assert framed.count(b"a") + framed.count(b"b") == min(cut, 40)
    assert not framed.endswith(b"0\r\n\r\n")


@pytest.mark.parametrize("path", [b"/", b"/chunks"])
def test_a_dripping_response_arrives_in_pieces(path: bytes) -> None:
    with listening(delivered(drip=0.02)) as listener, connected(listener) as connection:
        connection.sendall(b"GET " + path + b" HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n")
        times = []
        while connection.recv(65536):
            times.append(time.monotonic())
    assert len(times) >= (20 if path == b"/" else 3)
    assert max(later - earlier for earlier, later in pairwise(times)) >= 0.015


def test_a_stream_that_fails_ends_with_its_connection(caplog: pytest.LogCaptureFixture) -> None:
    def failing() -> Iterator[bytes]:
        yield b"abc"
        raise ZeroDivisionError

    made: Any = failing()
    with listening(lambda _: MockResponse(200, chunks=made)) as listener, caplog.at_level(logging.DEBUG):
        response = response_to(listener, GET + b"\r\n", ends=False)
    assert response.endswith(b"\r\n\r\n3\r\nabc\r\n")
    assert "a response was cut off: ZeroDivisionError" in caplog.text


def test_a_stream_to_a_client_of_http_1_0_ends_with_its_connection() -> None:
    with listening(lambda _: MockResponse(200, chunks=(b"a", b"bc"))) as listener:
        old = b"GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"
        assert response_to(listener, old, ends=False).endswith(b"\r\nConnection: close\r\n\r\nabc")


@pytest.mark.parametrize("delivery", [{"delay": 60.0}, {"drip": 60.0}])
def test_closing_the_server_ends_every_wait_at_once(delivery: dict[str, float]) -> None:
    with listening(delivered(**delivery)) as listener, connected(listener) as waiting, connected(listener) as idle:
        waiting.sendall(GET + b"\r\n")
        assert until(lambda: [one.is_idle for one in listener._connections] == [False, True])
        started = time.monotonic()
        listener.stop()
        listener.end()
        assert time.monotonic() - started < 2
        assert received(idle) == b""
        assert b"b" * 20 not in received(waiting)


@contextmanager
def sending() -> Iterator[tuple[Listener, socket.socket]]:
    """Yield a server in the middle of a response of 8 MB, and the connection to its client."""
    with listening(Threads()) as listener, connected(listener) as slow:
        slow.sendall(get(8_000_000))
        assert until(lambda: [one.is_busy for one in listener._connections] == [True])
        yield listener, slow


def test_closing_the_server_waits_for_a_response_that_is_being_sent(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "dynaclient.mock"), sending() as (listener, slow):
        closing = threading.Thread(target=listener.end)
        closing.start()
        assert len(received(slow)) > 8_000_000
        closing.join(10)
    assert " 200 - 8000" in caplog.text


def test_a_client_that_does_not_read_does_not_stop_the_server_from_closing(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listener_module, "DRAIN", 0.1)
    with caplog.at_level(logging.INFO, "dynaclient.mock"), sending() as (listener, _):
        listener.end()
    assert " 200 (cut off) - " in caplog.text


def test_a_service_that_does_not_end_does_not_stop_the_server_from_closing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listener_module, "JOIN", 0.1)
    begun, ends = threading.Event(), threading.Event()

    def handle(_: MockRequest) -> MockResponse:
        begun.set()
        ends.wait(10)
        return MockResponse(204)

    with listening(handle) as listener, connected(listener) as waiting:
        waiting.sendall(GET + b"\r\n")
        assert begun.wait(10)
        listener.end()
        assert received(waiting) == b""
        ends.set()


@pytest.mark.parametrize("waits", [False, True])
def test_a_handler_may_close_the_server(waits: bool) -> None:
    closed: list[Listener] = []

    def handle(_: MockRequest) -> MockResponse:
        closed[0].end()
        return MockResponse(204)

    with listening(handle, may_wait=lambda: waits) as listener:
        closed.append(listener)
        assert response_to(listener, GET + b"\r\n", ends=False) == b""


# --- life ------------------------------------------------------------------------------------------------------------


def test_servers_start_and_close_quickly_and_leave_nothing_behind() -> None:
    with listening() as listener:
        response_to(listener, GET + b"\r\n")
    before, started = (threading.active_count(), _descriptors()), time.monotonic()
    for _ in range(50):
        with listening() as listener, connected(listener) as connection:
            connection.sendall(GET + b"\r\n")
            one_response(connection)
    assert time.monotonic() - started < 5
    assert (threading.active_count(), _descriptors()) == before


def test_a_listener_that_never_served_is_closed_and_one_that_was_stopped_does_not_serve() -> None:
    listener = Listener("::1", 0, lambda _: MockResponse(204), refuse, methods=())
    assert listener.port
    listener.stop()
    listener.serve_forever()
    listener.end()
    listener.end()


@pytest.mark.parametrize(
    ("host", "port", "advice"),
    [
        ("127.0.0.1", 70_000, "another port"),
        ("192.0.2.1", 0, "an address"),
        ("256.1.1.1", 0, "an address"),
        ("a" * 300, 0, "an address"),
    ],
)
def test_an_address_that_cannot_be_used_is_reported(host: str, port: int, advice: str) -> None:
    with pytest.raises(DynaclientError, match=f"cannot listen on {host}:{port}.*choose {advice}"):
        Listener(host, port, lambda _: MockResponse(204), refuse, methods=())


# --- the log ---------------------------------------------------------------------------------------------------------


def test_each_request_has_a_line_in_the_log_without_its_query(caplog: pytest.LogCaptureFixture) -> None:
    def handle(request: MockRequest) -> MockResponse:
        response = MockResponse(200, b"abc", delivery=Delivery(drop=request.path == "/drop"))
        if request.path == "/ignored":
            return replace(response, ignored=("q", "body.a\nGET", "q"))
        return replace(response, target="/pets/…", origin="stored") if request.path == "/pets/secret" else response

    paths = [b"/ignored", b"/pets/secret", b"/x/" + b"y" * 300 + b"?token=secret", b"/" * 30, b"/drop"]
    with listening(handle) as listener, caplog.at_level(logging.INFO, "dynaclient.mock"):
        for path in paths:
            response_to(listener, b"GET " + path + b" HTTP/1.1\r\n" + HOST + b"\r\n")
        response_to(listener, b"secret")
        assert until(lambda: len(caplog.records) == 6)
    expected = [
        "GET - 200 - ",
        "GET /pets/… 200 stored ",
        "GET - 200 - ",
        "GET - 200 - ",
        "GET - dropped - 0 b",
    ]
    for line, begin in zip(caplog.messages, [*expected, "- - 400 - "], strict=True):
        assert line.startswith(begin)
        assert "secret" not in line
    assert [line.partition(" ms")[2] for line in caplog.messages] == [", ignored: q, body.a%0AGET", *[""] * 5]


def test_no_line_is_made_where_none_is_written(caplog: pytest.LogCaptureFixture) -> None:
    with listening() as listener, caplog.at_level(logging.WARNING, "dynaclient.mock"):
        assert status_of(response_to(listener, GET + b"\r\n")) == 200
    assert caplog.records == []


# --- many: without counting lines, also for the server of the whole module, so at the end ----------------------------


@pytest.mark.uncounted
@pytest.mark.parametrize("count", [150, pytest.param(1_000, marks=pytest.mark.full)])
def test_malformed_requests_do_no_harm(count: int, caplog: pytest.LogCaptureFixture) -> None:
    chance = random.Random(count)
    with listening(limits=Limits(request=1.0, idle=0.2, linger=0.2)) as listener, caplog.at_level(logging.WARNING):
        response_to(listener, GET + b"\r\n")
        assert until(lambda: not listener._connections)
        before = threading.active_count(), _descriptors()
        responses = []
        for _ in range(count):
            data = chance.randbytes(chance.randint(1, 200)) if chance.random() < 0.1 else mutated(chance)
            at = chance.randrange(len(data))
            responses.append(response_to(listener, data[:at], data[at:], ends=chance.random() < 0.9))
            _is_http(responses[-1])
        assert until(lambda: (threading.active_count(), _descriptors()) == before)
        assert status_of(response_to(listener, GET + b"\r\n")) == 200
    assert {200, 400, 501} <= set(map(status_of, responses))
    assert caplog.records == []


def _is_http(data: bytes) -> None:
    while data:
        head, _, data = data.partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 "), head
        length = head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0]
        data = data[int(length or 0) :]
