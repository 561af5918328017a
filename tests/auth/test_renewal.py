"""A function that gives the token is asked once by however many threads, and once more after a 401."""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from dynaclient import Client, DeadlineExceeded, InvalidCall, NotDelivered, Request, Response, Unauthorized
from dynaclient.runtime import backends
from dynaclient.testing import response
from tests.support.colours import both, in_threads
from tests.support.descriptions import describe
from tests.support.raw_server import RawServer, Received
from tests.support.raw_server import response as raw

colour = both(everywhere=True)
WORKERS = 32
AUTH = {"key": {"type": "bearer"}}
ACTIONS = {"get": {"method": "GET"}, "post": {"method": "POST"}, "login": {"method": "POST", "auth": False}}


class Carrier:
    """A transport that answers as it is told to, by requests with their credentials."""

    def __init__(self, choose: Callable[[Request], Response] = lambda _: response({})) -> None:
        self.tokens: list[str] = []
        self._choose = choose

    def send(self, request: Request, _limits: Any) -> Response:
        self.tokens.append(request.headers.get("Authorization", "").removeprefix("Bearer "))
        return self._choose(request)


def client_of(source: Callable[[], Any], carrier: Any = None, **options: Any) -> Client:
    return Client(describe(ACTIONS, auth=AUTH), token=source, transport=carrier or Carrier(), **options)


def at_once(call: Callable[[], Any], threads: int = WORKERS) -> list[Any]:
    """Call in all threads at the same moment; give what came of each, be it an error."""
    barrier = threading.Barrier(threads)

    def run(_: int) -> Any:
        barrier.wait(10)
        try:
            return call()
        except Exception as error:  # noqa: BLE001 - what came of it is what is looked at
            return error

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(run, range(threads)))


class Slow:
    """A function that gives another token each time, and takes a while."""

    def __init__(self, seconds: float = 0.05, fails: int = 0) -> None:
        self.asked = 0
        self._seconds = seconds
        self._fails = fails

    def __call__(self) -> str:
        self.asked += 1
        number = self.asked
        time.sleep(self._seconds)
        if number <= self._fails:
            raise RuntimeError
        return f"token{number}"


def test_thirty_two_threads_ask_once() -> None:
    source = Slow()
    client = client_of(source)
    assert at_once(client.things.get) == [{}] * WORKERS
    assert source.asked == 1


def test_thirty_two_threads_ask_once_more_each_time_a_token_expires() -> None:
    source, valid = Slow(0.01), ["token1"]

    def respond(received: Received) -> bytes:
        given = received.values("Authorization")[0].removeprefix("Bearer ")
        return raw(json.dumps({"token": given}).encode(), status=200 if given == valid[0] else 401)

    with RawServer(respond) as server, Client(describe(auth=AUTH), url=server.url, token=source) as client:
        for expiry in range(1, 6):
            valid[0] = f"token{expiry}"
            assert at_once(client.things.get) == [{"token": valid[0]}] * WORKERS
            assert source.asked == expiry


def test_a_post_that_was_refused_with_401_is_made_once_more_and_no_oftener() -> None:
    carrier = Carrier(lambda _: response({}, 401))
    with pytest.raises(Unauthorized):
        client_of(Slow(0), carrier).things.post()
    assert carrier.tokens == ["token1", "token2"]


def test_who_waits_for_a_token_that_does_not_come_is_told_what_the_one_who_asked_is_told() -> None:
    source = Slow(0.4, fails=1)
    client = client_of(source)
    told = at_once(client.things.get)
    assert {type(each) for each in told} == {InvalidCall}
    assert len({id(each) for each in told}) == WORKERS
    assert source.asked == 1
    assert client.things.get() == {}


@pytest.mark.alone
def test_whoever_waits_for_a_token_waits_no_longer_than_the_call_may_take() -> None:
    source = Slow(0.5)
    client = client_of(source)
    asking = threading.Thread(target=client.things.get)
    asking.start()
    while not source.asked:
        time.sleep(0.001)
    started = time.monotonic()
    with pytest.raises(DeadlineExceeded, match="no token came in time; nothing was sent"):
        client.with_options(timeout=0.1, retries=0).things.get()
    assert time.monotonic() - started < 0.3
    asking.join()


def test_a_function_that_calls_with_the_token_it_is_to_give_is_told_so() -> None:
    carrier = Carrier()

    def source() -> Any:
        return client.things.get()

    client = client_of(source, carrier)
    with pytest.raises(InvalidCall, match="raised InvalidCall"):
        client.things.get()
    assert carrier.tokens == []


def test_a_function_may_log_in_with_the_same_client() -> None:
    carrier = Carrier(lambda request: response({"token": "abc"} if request.method == "POST" else {}))
    client = client_of(lambda: client.things.login()["token"], carrier)
    client.things.get()
    assert carrier.tokens == ["", "abc"]


def test_an_interrupt_while_a_token_is_got_leaves_nobody_waiting() -> None:
    given: list[Any] = [KeyboardInterrupt(), "abc"]

    def source() -> str:
        each = given.pop(0)
        if isinstance(each, BaseException):
            raise each
        return str(each)

    client = client_of(source)
    with pytest.raises(KeyboardInterrupt):
        client.things.get()
    assert client.things.get() == {}


@in_threads
def test_a_token_that_came_just_now_is_not_asked_for_again() -> None:
    client = client_of(Slow(0))
    credentials = client._shared.credentials
    held = credentials._held
    first = backends.run(credentials._asked_for(held, "key", backends.THREADS, float("inf")))
    assert backends.run(credentials._asked_for(held, "key", backends.THREADS, float("inf"))) is first


@in_threads
def test_a_forked_child_does_not_wait_for_a_thread_that_it_has_not() -> None:
    source = Slow(0.3)
    client = client_of(source)
    asking = threading.Thread(target=client.things.get)
    asking.start()
    while not source.asked:
        time.sleep(0.001)
    with client._shared.credentials._lock:  # as if another thread were at it
        child = os.fork()
        if child == 0:  # pragma: no cover - the child's lines are not counted
            os._exit(0 if client.with_options(timeout=5).things.get() == {} else 1)
    assert os.waitpid(child, 0)[1] == 0
    asking.join()


def test_what_was_refused_before_is_told_where_the_repeat_reaches_nobody() -> None:
    outcomes: list[Any] = [response({}, 401), NotDelivered("no connection", sent=False)]

    def choose(_: Request) -> Response:
        each = outcomes.pop(0)
        if isinstance(each, Exception):
            raise each
        return each  # type: ignore[no-any-return]

    with pytest.raises(Exception, match="no connection; what was sent before was refused"):
        client_of(Slow(0), Carrier(choose), retries=0).things.post()


def test_a_password_is_known_in_each_form_that_it_is_sent_in() -> None:
    client = Client(describe(auth={"login": {"type": "basic"}}), token=("me", "open sesame"))
    assert client._shared.credentials.texts == ["bWU6b3BlbiBzZXNhbWU=", "me:open sesame", "open sesame"]
