"""A function that returns the token is called once by any number of threads, and once more after a 401."""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from dynaclient import (
    Client,
    DeadlineExceeded,
    DynaclientError,
    InvalidCall,
    NotDelivered,
    OutcomeUnknown,
    Request,
    Response,
    Unauthorized,
)
from dynaclient.auth import ClientCredentials
from dynaclient.auth.obtaining import Way
from dynaclient.runtime import backends
from dynaclient.testing import response
from tests.support.both_clients import backend_kind_fixture, threads_only
from tests.support.descriptions import describe
from tests.support.fault_server import CUTS, FaultServer
from tests.support.raw_server import RawServer, Received, raw_response

backend_kind = backend_kind_fixture(everywhere=True)
WORKERS = 32
AUTH = {"key": {"type": "bearer"}}
ACTIONS = {"get": {"method": "GET"}, "post": {"method": "POST"}, "login": {"method": "POST", "auth": False}}


class Transport:
    """A transport that records tokens; `choose` returns the response to a request."""

    def __init__(self, choose: Callable[[Request], Response] = lambda _: response({})) -> None:
        self.tokens: list[str] = []
        self._choose = choose

    def send(self, request: Request, _limits: Any) -> Response:
        self.tokens.append(request.headers.get("Authorization", "").removeprefix("Bearer "))
        return self._choose(request)


def client_of(source: Callable[[], Any], transport: Any = None, **options: Any) -> Client:
    return Client(describe(ACTIONS, auth=AUTH), token=source, transport=transport or Transport(), **options)


def concurrently(call: Callable[[], Any], threads: int = WORKERS) -> list[Any]:
    """Call in all threads at the same moment; return the result of each, or its error."""
    barrier = threading.Barrier(threads)

    def run(_: int) -> Any:
        barrier.wait(10)
        try:
            return call()
        except Exception as error:  # noqa: BLE001 - the error is the result
            return error

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(run, range(threads)))


class Slow:
    """A function that returns another token each time, after some time."""

    def __init__(self, seconds: float = 0.05, fails: int = 0) -> None:
        self.calls = 0
        self._seconds = seconds
        self._fails = fails

    def __call__(self) -> str:
        self.calls += 1
        number = self.calls
        time.sleep(self._seconds)
        if number <= self._fails:
            raise RuntimeError
        return f"token{number}"


def test_thirty_two_threads_call_the_function_once() -> None:
    source = Slow()
    client = client_of(source)
    assert concurrently(client.things.get) == [{}] * WORKERS
    assert source.calls == 1


def test_thirty_two_threads_call_the_function_once_each_time_a_token_expires() -> None:
    source, valid = Slow(0.01), ["token1"]

    def respond(received: Received) -> bytes:
        token = received.values("Authorization")[0].removeprefix("Bearer ")
        return raw_response(json.dumps({"token": token}).encode(), status=200 if token == valid[0] else 401)

    with RawServer(respond) as server, Client(describe(auth=AUTH), url=server.url, token=source) as client:
        for expiry in range(1, 6):
            valid[0] = f"token{expiry}"
            assert concurrently(client.things.get) == [{"token": valid[0]}] * WORKERS
            assert source.calls == expiry


def test_a_post_is_retried_once_after_a_401() -> None:
    transport = Transport(lambda _: response({}, 401))
    with pytest.raises(Unauthorized):
        client_of(Slow(0), transport).things.post()
    assert transport.tokens == ["token1", "token2"]


def test_if_the_function_raises_all_calls_that_wait_raise_the_same() -> None:
    source = Slow(0.4, fails=1)
    client = client_of(source)
    errors = concurrently(client.things.get)
    assert {type(error) for error in errors} == {InvalidCall}
    assert len({id(error) for error in errors}) == WORKERS
    assert source.calls == 1
    assert client.things.get() == {}


@pytest.mark.alone
def test_waiting_for_a_token_ends_at_the_deadline_of_the_call() -> None:
    source = Slow(0.5)
    client = client_of(source)
    caller = threading.Thread(target=client.things.get)
    caller.start()
    while not source.calls:
        time.sleep(0.001)
    started = time.monotonic()
    with pytest.raises(DeadlineExceeded, match=r"waiting for the token \(timeout 0.1 s\); nothing was sent"):
        client.with_options(timeout=0.1, retries=0).things.get()
    assert time.monotonic() - started < 0.3
    caller.join()


@pytest.mark.alone
def test_a_call_whose_time_is_over_ends_no_other_that_waits_for_the_token() -> None:
    asked = threading.Event()

    def respond(received: Received) -> bytes:
        if received.method == "POST" and not asked.is_set():
            asked.set()
            time.sleep(0.5)
        return raw_response(b'{"access_token": "good"}')

    with RawServer(respond) as server:
        source = ClientCredentials("robot", "secret", token_url=f"{server.url}/token")
        client = Client(describe(auth=AUTH), url=server.url, auth=source, trust_env=False)
        hasty = client.with_options(timeout=0.2, retries=0).things.get.submit()
        assert asked.wait(5)
        assert client.things.get() == {"access_token": "good"}
        with pytest.raises(DeadlineExceeded, match=r"timeout 0.2 s\); the call that needs the token was not sent"):
            hasty.result()


@pytest.mark.parametrize("fault", CUTS)
def test_of_a_call_whose_token_was_not_obtained_nothing_is_processed(fault: str) -> None:
    with FaultServer(CUTS[fault]) as server:
        source = ClientCredentials("robot", "secret", token_url=f"{server.url}/token")
        client = Client(describe(ACTIONS, auth=AUTH), url=server.url, auth=source, trust_env=False, retries=0)
        with pytest.raises(DynaclientError) as caught:
            client.things.post()
    assert not isinstance(caught.value, OutcomeUnknown)
    assert (caught.value.may_be_processed, "check before you send it again" in str(caught.value)) == (False, False)


def test_a_function_that_needs_its_own_token_raises() -> None:
    transport = Transport()

    def source() -> Any:
        return client.things.get()

    client = client_of(source, transport)
    with pytest.raises(InvalidCall, match="raised InvalidCall"):
        client.things.get()
    assert transport.tokens == []


def test_a_function_may_log_in_with_the_same_client() -> None:
    transport = Transport(lambda request: response({"token": "abc"} if request.method == "POST" else {}))
    client = client_of(lambda: client.things.login()["token"], transport)
    client.things.get()
    assert transport.tokens == ["", "abc"]


def test_after_an_interrupt_of_the_function_the_next_call_calls_it_again() -> None:
    results: list[Any] = [KeyboardInterrupt(), "abc"]

    def source() -> str:
        result = results.pop(0)
        if isinstance(result, BaseException):
            raise result
        return str(result)

    client = client_of(source)
    with pytest.raises(KeyboardInterrupt):
        client.things.get()
    assert client.things.get() == {}


@threads_only
def test_a_token_that_another_call_just_fetched_is_used() -> None:
    client = client_of(Slow(0))
    credentials = client._shared.credentials
    state, way = credentials.state, Way(client._sender.send_of_source, backends.THREADS, float("inf"))
    first = backends.run(credentials._fetch(state, "key", way))
    assert backends.run(credentials._fetch(state, "key", way)) is first


@threads_only
def test_a_forked_child_does_not_wait_for_a_thread_of_its_parent() -> None:
    source = Slow(0.3)
    client = client_of(source)
    caller = threading.Thread(target=client.things.get)
    caller.start()
    while not source.calls:
        time.sleep(0.001)
    with client._shared.credentials._lock:  # as if another thread had it
        child = os.fork()
        if child == 0:  # pragma: no cover - the child's lines are not counted
            os._exit(0 if client.with_options(timeout=5).things.get() == {} else 1)
    assert os.waitpid(child, 0)[1] == 0
    caller.join()


def test_if_the_retry_cannot_connect_the_error_has_the_first_refusal() -> None:
    outcomes: list[Any] = [response({}, 401), NotDelivered("no connection", sent=False)]

    def choose(_: Request) -> Response:
        outcome = outcomes.pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome  # type: ignore[no-any-return]

    with pytest.raises(Exception, match="no connection; earlier attempts were rejected"):
        client_of(Slow(0), Transport(choose), retries=0).things.post()


def test_a_password_is_redacted_in_each_form_in_which_it_is_sent() -> None:
    client = Client(describe(auth={"login": {"type": "basic"}}), token=("me", "open sesame"))
    assert client._shared.credentials.secret_values == ["bWU6b3BlbiBzZXNhbWU=", "me:open sesame", "open sesame"]


# --- uploads that can be sent only once

UPLOAD = {"up": {"method": "POST", "parameters": {"f": {"in": "body", "content": {"application/octet-stream": {}}}}}}


def _accepting(valid: list[str]) -> Callable[[Request], Response]:
    return lambda request: response({}, 200 if request.headers["Authorization"] in valid else 401)


def uploading(source: Callable[[], Any], transport: Any) -> Callable[[Any], Any]:
    client = Client(describe(UPLOAD, auth=AUTH), token=source, transport=transport)
    return lambda body: client.things.up(f=body)


def test_after_a_401_the_next_upload_of_an_iterator_has_another_token() -> None:
    source, transport = Slow(0), Transport(_accepting(["Bearer token2"]))
    upload = uploading(source, transport)
    with pytest.raises(Unauthorized):
        upload(iter([b"x"]))
    assert upload(iter([b"x"])) == {}
    assert (source.calls, transport.tokens) == (2, ["token1", "token2"])


def test_an_upload_that_can_be_read_again_is_retried_after_a_401() -> None:
    source, transport = Slow(0), Transport(_accepting(["Bearer token2"]))
    assert uploading(source, transport)(b"x" * 10) == {}
    assert transport.tokens == ["token1", "token2"]


def test_a_token_that_is_refused_again_is_not_used_by_the_next_call() -> None:
    source, transport = Slow(0), Transport(_accepting(["Bearer token3"]))
    upload = uploading(source, transport)
    with pytest.raises(Unauthorized):
        upload(b"x")
    assert upload(iter([b"x"])) == {}
    assert transport.tokens == ["token1", "token2", "token3"]


def test_a_literal_token_is_kept_after_a_401() -> None:
    transport = Transport(_accepting([]))
    client = Client(describe(UPLOAD, auth=AUTH), token="literal", transport=transport)
    for _ in range(2):
        with pytest.raises(Unauthorized):
            client.things.up(f=iter([b"x"]))
    assert transport.tokens == ["literal", "literal"]


@threads_only
def test_uploads_that_are_refused_together_ask_for_one_new_token() -> None:
    barrier = threading.Barrier(8)

    def choose(request: Request) -> Response:
        if request.headers["Authorization"] == "Bearer token1":
            barrier.wait(10)
            return response({}, 401)
        return response({})

    source = Slow(0.01)
    upload = uploading(source, Transport(choose))
    assert {type(result) for result in concurrently(lambda: upload(iter([b"x"])), 8)} == {Unauthorized}
    assert concurrently(lambda: upload(iter([b"x"])), 8) == [{}] * 8
    assert source.calls == 2
