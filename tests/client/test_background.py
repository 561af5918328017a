"""Calls in the background when their client is closed, and when the program ends: nothing waits for servers."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from dynaclient import ApiError, Client, ConnectError, HttpTransport, Limits, OutcomeUnknown, Request, TransportError
from dynaclient.client import background
from tests.support.descriptions import describe
from tests.support.raw_server import RawServer, Received, raw_response

DESCRIPTION = describe(
    {
        "get": {"method": "GET"},
        "post": {"method": "POST", "parameters": {"data": {"in": "body"}}},
    }
)
SILENT = b""
SOON = 5.0
"""Seconds within which everything has to have ended."""


class Slow(RawServer):
    """Sends the beginning of a response, and the rest once it is released."""

    def __init__(self, beginning: bytes = SILENT) -> None:
        self.beginning = beginning
        self.asked, self.released = threading.Event(), threading.Event()
        super().__init__(lambda _: raw_response())

    def __exit__(self, *error: object) -> None:
        self.released.set()
        super().__exit__(*error)

    def serve(self, connection: Any, number: int) -> None:
        """Send what there is, and wait."""
        connection.recv(65536)
        if self.beginning:
            connection.sendall(self.beginning)
        self.asked.set()
        self.released.wait(SOON * 2)


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let close wait for a moment only; it has to end in time."""
    monkeypatch.setattr(background, "SECONDS_AT_CLOSE", 0.1)
    started = time.monotonic()
    yield
    assert time.monotonic() - started < SOON


class Wrapped:
    """A transport around another one, which cannot end its connections."""

    def __init__(self) -> None:
        self.inner = HttpTransport()

    def send(self, request: Request, limits: Limits) -> Any:
        """Pass on."""
        return self.inner.send(request, limits)


UNFINISHED = {
    "nothing": SILENT,
    "a head": b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{",
    "a body without a length": b"HTTP/1.1 200 OK\r\n\r\n{}",
}


@pytest.mark.parametrize("beginning", UNFINISHED.values(), ids=UNFINISHED)
@pytest.mark.parametrize(
    ("action", "arguments", "error"),
    [("get", {}, TransportError), ("post", {"data": {}}, OutcomeUnknown)],
)
@pytest.mark.parametrize("wrapped", [False, True])
def test_close_ends_a_call_that_goes_on(
    soon: None, beginning: bytes, action: str, arguments: Any, error: type[TransportError], wrapped: bool
) -> None:
    transport = Wrapped() if wrapped else None
    with Slow(beginning) as server:
        client = Client(DESCRIPTION, url=server.url, timeout=None, transport=transport)
        future = client.things[action].submit(**arguments)
        assert server.asked.wait(SOON)
        client.close()
        with pytest.raises(error, match="the client was closed during the call") as caught:
            future.result(0)
        assert (type(caught.value), caught.value.attempts, server.connections) == (error, 1, 1)


def test_a_call_of_another_thread_goes_on(soon: None) -> None:
    with Slow(b"HTTP/1.1 200 OK\r\n\r\n{}") as slow, RawServer(lambda _: raw_response()) as quick:
        client = Client(DESCRIPTION, url=slow.url, timeout=None)
        results: list[Any] = []
        thread = threading.Thread(target=lambda: results.append(client.things.get()))
        thread.start()
        assert slow.asked.wait(SOON)
        other = Client(DESCRIPTION, url=quick.url)
        assert other.things.get.submit().result(SOON) == {}
        slow.asked.clear()
        client.things.get.submit()
        assert slow.asked.wait(SOON)
        client.close()
        assert results == []
        slow.released.set()
        thread.join(SOON)
        assert results == [b"{}"]


def failing(status: int, seconds: str) -> RawServer:
    """Return a server that answers with an error, which says when to call again."""
    field = f"\r\nRetry-After: {seconds}\r\n".encode()
    return RawServer(lambda _: raw_response(status=status).replace(b"\r\n", field, 1))


@pytest.mark.parametrize("status", [503, 429])
def test_close_begins_no_retry(soon: None, status: int) -> None:
    with failing(status, "30") as server:
        client = Client(DESCRIPTION, url=server.url, timeout=None)
        future = client.things.get.submit()
        later = None
        while not server.requests:
            time.sleep(0.01)
        time.sleep(0.1)
        if status == 429:  # all calls to this server wait
            later = client.things.get.submit()
            time.sleep(0.1)
        client.close()
        error = future.exception(0)
        assert isinstance(error, ApiError)
        assert (error.status, error.attempts, len(server.requests)) == (status, 1, 1)
        if later is not None:
            assert isinstance(later.exception(0), ConnectError)
            assert "the client was closed before it was sent; nothing was sent; wait for the result" in str(
                later.exception(0)
            )


def test_a_call_that_is_not_closed_is_retried(soon: None) -> None:
    responses = [raw_response(status=503), raw_response()]
    with RawServer(lambda _: responses.pop(0)) as server, Client(DESCRIPTION, url=server.url) as client:
        assert client.things.get.submit().result(SOON) == {}


def test_the_calls_that_soon_end_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background, "WORKERS", 2)
    with RawServer(lambda _: raw_response()) as server:
        with Client(DESCRIPTION, url=server.url) as client:
            futures = [client.things.get.submit() for _ in range(50)]
        assert [future.result(0) for future in futures] == [{}] * 50
        assert client.things.get.submit().result(SOON) == {}
        client.close()


def test_a_call_in_a_function_of_the_caller_is_left(soon: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background, "WORKERS", 1)
    monkeypatch.setattr(background, "SECONDS_TO_FAIL", 0.1)
    asked, released = threading.Event(), threading.Event()

    def token() -> str:
        asked.set()
        released.wait(SOON * 2)
        return "t"

    described = describe(DESCRIPTION["resources"]["things"]["actions"], auth={"key": {"type": "bearer"}})
    with RawServer(lambda _: raw_response()) as server:
        client = Client(described, url=server.url, token=token)
        told: list[Any] = []
        first = client.things.post.submit({"data": {}}, lambda *each: told.append(each))
        cancelled, last = client.things.get.submit(), client.things.get.submit()
        assert asked.wait(SOON)
        cancelled.cancel()
        client.close()
        assert isinstance(first.exception(0), OutcomeUnknown)
        assert "the client was closed before the call began; nothing was sent" in str(last.exception(0))
        released.set()
        while not told:
            time.sleep(0.01)
        assert "before it was sent" in str(told[0][0])
        assert server.requests == []


def test_a_callback_may_close_the_client(soon: None) -> None:
    with RawServer(lambda _: raw_response()) as server:
        client = Client(DESCRIPTION, url=server.url)
        assert client.things.get.submit(lambda *_: client.close()).result(SOON) == {}
        assert client.things.get() == {}


def test_a_call_that_was_cancelled_is_not_made(soon: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background, "WORKERS", 1)
    with Slow() as server:
        client = Client(DESCRIPTION, url=server.url, retries=0)
        first, second = client.things.get.submit(), client.things.get.submit()
        assert server.asked.wait(SOON)
        assert second.cancel()
        server.released.set()
        assert isinstance(first.exception(SOON), TransportError)
        client.close()
        assert server.connections == 1


PROGRAM = """
import json, sys
from dynaclient import Client
client = Client(json.loads(sys.argv[1]), url=sys.argv[2], timeout=None)
client.things.get.submit(lambda error, result: print(error or result, flush=True))
"""


@pytest.mark.parametrize(("beginning", "shown"), [(SILENT, "the client was closed during the call"), (None, "{}")])
def test_a_program_that_ends_waits_for_a_short_time(beginning: bytes | None, shown: str) -> None:
    def respond(_: Received) -> bytes:
        time.sleep(0.5)
        return raw_response()

    with RawServer(respond) if beginning is None else Slow(beginning) as server:
        started = time.monotonic()
        words = [sys.executable, "-c", PROGRAM, json.dumps(DESCRIPTION), server.url]
        done = subprocess.run(words, capture_output=True, text=True, timeout=30, check=False)
    assert (done.returncode, done.stderr, shown in done.stdout) == (0, "", True)
    assert time.monotonic() - started < 2 * SOON


def test_at_the_end_all_are_closed_together(soon: None) -> None:
    with Slow() as server:
        clients = [Client(DESCRIPTION, url=server.url, timeout=None) for _ in range(3)]
        futures = [client.things.get.submit() for client in clients]
        while server.connections < 3:
            time.sleep(0.01)
        background._close_all()
        assert ["closed during the call" in str(future.exception(0)) for future in futures] == [True] * 3
        for client in clients:
            client.close()
