"""Relief for an overloaded origin, measured at the server: a retry budget, and a pause after a 429."""

from __future__ import annotations

import os
import pickle
import random
import socket
import threading
import time
from collections import Counter, deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import pytest

from dynaclient import (
    Client,
    ConnectError,
    DeadlineExceeded,
    NotDelivered,
    RateLimited,
    Request,
    Response,
    ServerError,
)
from dynaclient.http.throttling import (
    MAX_ORIGINS,
    PROCESS_THROTTLES,
    RETRY_BUDGET,
    RETRY_COST,
    THROTTLED_RETRY_COST,
    UNLIMITED_WINDOW,
    OriginThrottle,
    OriginThrottles,
)
from dynaclient.testing import RecordingTransport, reset_retry_state, response
from tests.support.both_clients import backend_kind_fixture, patch_sleep, with_both_clients
from tests.support.descriptions import describe
from tests.support.raw_server import RawServer, Received, raw_response

backend_kind = backend_kind_fixture()
THREADS = 32
ORIGIN, NOTHING_HERE = ("https", "api.example.com", 443), ("http", "127.0.0.1", 9)


@pytest.fixture(autouse=True)
def anew() -> Iterator[None]:
    reset_retry_state()
    yield
    reset_retry_state()


@dataclass
class Clock:
    """Time that passes only in sleep."""

    now: float = 1000.0
    slept: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr("dynaclient.http.sender.monotonic", lambda: made.now)
    patch_sleep(monkeypatch, made.sleep)
    monkeypatch.setattr("random.random", lambda: 1.0)
    return made


# --- a server that is down


def _call_all(client: Client, calls: int, error: type[Exception]) -> Counter[int]:
    attempts: Counter[int] = Counter()

    def call(_: int) -> None:
        with pytest.raises(error) as caught:
            client.things.get()
        attempts[caught.value.attempts] += 1  # type: ignore[attr-defined]

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(call, range(calls)))
    return attempts


CALLS = [500, pytest.param(10_000, marks=pytest.mark.full)]


@with_both_clients
@pytest.mark.parametrize("calls", CALLS)
def test_a_server_that_responds_with_503_gets_few_more_requests(calls: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dynaclient.http.retry.BACKOFF", 0.001)
    with RawServer(lambda _: raw_response(b"{}", status=503)) as server, Client(describe(), url=server.url) as client:
        attempts = _call_all(client, calls, ServerError)
        extra = len(server.requests) - calls
    assert extra == sum((number - 1) * count for number, count in attempts.items()) == RETRY_BUDGET // RETRY_COST
    assert extra <= 0.01 * 10_000


@with_both_clients
@pytest.mark.parametrize("calls", CALLS)
def test_a_server_that_is_down_gets_few_more_attempts(calls: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dynaclient.http.retry.BACKOFF", 0.001)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]  # free once it is closed, so no server listens there
    with Client(describe(), url=f"http://127.0.0.1:{port}") as client:
        attempts = _call_all(client, calls, ConnectError)
    assert sum((number - 1) * count for number, count in attempts.items()) == RETRY_BUDGET // RETRY_COST


# --- a server that throttles


class Bucket:
    """A rate limit as most servers have it: a token bucket; without a token, 429 with Retry-After."""

    def __init__(self, rate: float, most: float, asks: int | None) -> None:
        self.rate = rate
        self.most = most
        self.arrived: deque[tuple[float, bool]] = deque()
        self._asks = asks
        self._tokens = most
        self._at = time.monotonic()
        self._lock = threading.Lock()

    def __call__(self, _: Received) -> bytes:
        with self._lock:
            now = time.monotonic()
            self._tokens = min(self.most, self._tokens + (now - self._at) * self.rate)
            self._at = now
            granted = self._tokens >= 1
            self._tokens -= granted
            self.arrived.append((now, granted))
        if granted:
            return raw_response(b"{}")
        asks = "" if self._asks is None else f"Retry-After: {self._asks}\r\n"
        return f"HTTP/1.1 429 Too Many Requests\r\n{asks}Content-Length: 2\r\n\r\n{{}}".encode()

    def most_in(self, seconds: float, *, after: float = 0.0) -> int:
        """Return the most requests in any span of so many seconds that begins `after` the first request."""
        begin = self.arrived[0][0] + after
        times = [when for when, _ in self.arrived if when >= begin]
        first, most = 0, 0
        for last, when in enumerate(times):
            while when - times[first] > seconds:
                first += 1
            most = max(most, last - first + 1)
        return most


def _count_outcomes(client: Client, calls: int) -> Counter[str]:
    def call(_: int) -> str:
        try:
            client.things.get()
        except RateLimited:
            return "reported"
        return "succeeded"

    with ThreadPoolExecutor(THREADS) as threads:
        return Counter(threads.map(call, range(calls)))


@pytest.mark.alone
@with_both_clients
@pytest.mark.parametrize(
    ("rate", "burst", "asks", "calls"),
    [
        (100, 100, 1, 200),
        (400, 20, None, 100),
        pytest.param(100, 100, 1, 3000, marks=pytest.mark.full),
        pytest.param(20, 20, 1, 600, marks=pytest.mark.full),
        pytest.param(400, 20, None, 2000, marks=pytest.mark.full),
    ],
)
def test_a_server_that_throttles_gets_no_retry_storm(rate: int, burst: int, asks: int | None, calls: int) -> None:
    bucket = Bucket(rate, burst, asks)
    with RawServer(bucket) as server, Client(describe(), url=server.url) as client:
        counts = _count_outcomes(client, calls)
    refused = sum(not granted for _, granted in bucket.arrived)
    assert counts["succeeded"] + counts["reported"] == calls
    assert counts["succeeded"] == sum(granted for _, granted in bucket.arrived)
    assert counts["reported"] <= calls / 50
    # All threads are in flight at the first 429; from then on there are only a few for each pause.
    assert refused <= THREADS + calls / 5
    assert bucket.most_in(1.0) <= burst + rate + THREADS
    assert bucket.most_in(0.1, after=1.0) <= burst + rate / 10 + THREADS / 2


@pytest.mark.alone
def test_a_retry_storm_would_be_detected() -> None:
    bucket = Bucket(100, 100, 1)
    with RawServer(bucket) as server, Client(describe(), url=server.url, retries=0) as client:
        _count_outcomes(client, 1000)
    assert bucket.most_in(1.0) > 300


# --- the pause


def throttled(seconds: int) -> Response:
    return response({}, 429, {"Retry-After": str(seconds)})


@with_both_clients
def test_a_pause_holds_for_every_call_to_the_origin(clock: Clock) -> None:
    transport = RecordingTransport([throttled(7), response({})])
    client = Client(describe(), transport=transport)
    with pytest.raises(RateLimited):
        client.with_options(retries=0).things.get()
    client.with_options(headers={"X-A": "1"}).things.get()
    assert clock.slept == [7.0]


@with_both_clients
def test_without_retries_no_call_waits(clock: Clock) -> None:
    client = Client(describe(), transport=RecordingTransport([throttled(7), response({})]), retries=0)
    with pytest.raises(RateLimited):
        client.things.get()
    client.things.get()
    assert clock.slept == []


@with_both_clients
def test_another_origin_does_not_wait(clock: Clock) -> None:
    actions = {"get": {"method": "GET"}, "far": {"method": "GET", "server": "https://far.example.com"}}
    client = Client(describe(actions), transport=RecordingTransport([throttled(7), response({})]))
    with pytest.raises(RateLimited):
        client.with_options(retries=0).things.get()
    client.things.far()
    assert clock.slept == []


@with_both_clients
def test_a_pause_beyond_the_deadline_fails_immediately(clock: Clock) -> None:
    transport = RecordingTransport([throttled(30), response({})])
    client = Client(describe(), transport=transport, timeout=20)
    with pytest.raises(RateLimited):
        client.things.get()
    with pytest.raises(DeadlineExceeded, match="nothing was sent") as caught:
        client.things.get()
    assert (clock.slept, len(transport.requests), caught.value.attempts) == ([], 1, 1)


@with_both_clients
def test_a_429_is_raised_if_the_pause_outlasts_the_deadline(clock: Clock) -> None:
    def meanwhile(_: Request) -> Response:
        # Another thread gets a 429 with a longer pause just after this one.
        clock.now += 0.5
        client._shared.throttles.get_or_create(ORIGIN).pause(clock.now, 50.0, clock.now)
        return throttled(5)

    client = Client(describe(), transport=RecordingTransport(meanwhile), timeout=20)
    with pytest.raises(RateLimited) as caught:
        client.things.get()
    assert caught.value.attempts == 1


@with_both_clients
def test_attempts_before_a_pause_beyond_the_deadline_are_counted(clock: Clock) -> None:
    def meanwhile(_: Request) -> Response:
        client._shared.throttles.get_or_create(ORIGIN).pause(clock.now, 50.0, clock.now)
        raise NotDelivered("no connection", sent=False)

    client = Client(describe(), transport=RecordingTransport(meanwhile), timeout=20)
    with pytest.raises(DeadlineExceeded, match="nothing was sent") as caught:
        client.things.get()
    assert caught.value.attempts == 1


@with_both_clients
def test_a_retry_after_of_0_seconds_uses_our_backoff(clock: Clock) -> None:
    Client(describe(), transport=RecordingTransport([throttled(0), response({})])).things.get()
    assert clock.slept == [1.0]


def test_after_a_pause_calls_start_one_by_one() -> None:
    throttle = OriginThrottle()
    throttle.pause(100.0, 5.0, 99.0)
    assert throttle.start(101.0) == 4.0
    started = []
    for _ in range(13):
        now = [throttle.start(106.0, waited=True) == 0.0 for _ in range(THREADS)].count(True)
        started.append(now)
        for _ in range(now):
            throttle.finish(succeeded=True)
    assert started == [1, 2, 4, *[8] * 9, 9]


def test_429s_of_calls_that_were_in_flight_together_count_once() -> None:
    throttle = OriginThrottle()
    throttle.pause(100.0, 5.0, 99.0)
    for _ in range(4):
        assert throttle.start(106.0) == 0.0
        throttle.finish(succeeded=True)
    throttle.pause(106.5, 5.0, 106.0)
    throttle.pause(106.6, 7.0, 106.1)
    assert throttle.start(113.0) == pytest.approx(0.6)
    assert throttle._threshold == 2.5


def test_waiting_calls_start_before_new_ones() -> None:
    throttle = OriginThrottle()
    throttle.pause(100.0, 1.0, 99.0)
    throttle.enter_queue()
    assert 0 < throttle.start(102.0) <= 0.05
    assert throttle.start(102.0, waited=True) == 0.0
    throttle.leave_queue()
    throttle.finish(succeeded=True)
    assert throttle.start(102.0) == 0.0


@pytest.mark.parametrize("calm", [True, False])
def test_finally_calls_are_no_longer_limited(calm: bool) -> None:
    throttle = OriginThrottle()
    throttle.pause(100.0, 1.0, 99.0)
    if not calm:
        for _ in range(int(UNLIMITED_WINDOW**2) * 5):
            throttle.start(102.0)
            throttle.finish(succeeded=True)
    now = 200.0 if calm else 102.0
    assert {throttle.start(now) for _ in range(1000)} == {0.0}


@with_both_clients
def test_an_interrupted_call_is_no_longer_counted(clock: Clock) -> None:
    def interrupt(_: Request) -> Response:
        raise KeyboardInterrupt

    client = Client(describe(), transport=RecordingTransport(interrupt))
    throttle = client._shared.throttles.get_or_create(ORIGIN)
    throttle.pause(clock.now, 1.0, clock.now)
    with pytest.raises(KeyboardInterrupt):
        client.things.get()
    assert (throttle._in_flight, throttle._waiting) == (0, 0)


# --- the budget


@with_both_clients
def test_a_retry_costs_tokens_and_a_success_refunds_them(clock: Clock) -> None:
    client = Client(
        describe(), transport=RecordingTransport([response({}, 503)] * 3 + [response({}, 503), response({})])
    )
    with pytest.raises(ServerError):
        client.things.get()
    throttle = client._shared.throttles.get_or_create(ORIGIN)
    assert throttle.tokens == RETRY_BUDGET - 2 * RETRY_COST
    client.things.get()
    assert throttle.tokens == RETRY_BUDGET - 2 * RETRY_COST
    client.things.get()
    assert throttle.tokens == RETRY_BUDGET - 2 * RETRY_COST + 1
    assert len(clock.slept) == 3


@with_both_clients
def test_a_retry_after_a_429_costs_less(clock: Clock) -> None:
    client = Client(describe(), transport=RecordingTransport(throttled(1)))
    with pytest.raises(RateLimited):
        client.things.get()
    throttle = client._shared.throttles.get_or_create(ORIGIN)
    assert throttle.tokens == RETRY_BUDGET - 2 * THROTTLED_RETRY_COST
    assert clock.slept == [1.0, 1.0]


def test_the_budget_is_never_exceeded_by_refunds() -> None:
    throttle = OriginThrottle()
    throttle.start(0.0)
    throttle.finish(succeeded=True)
    assert throttle.tokens == RETRY_BUDGET


def test_many_threads_never_overspend_the_budget() -> None:
    throttle, spent = OriginThrottle(), Counter[bool]()

    def work(seed: int) -> list[bool]:
        source = random.Random(seed)
        return [throttle.spend(source.choice((RETRY_COST, THROTTLED_RETRY_COST))) for _ in range(500)]

    with ThreadPoolExecutor(THREADS) as threads:
        for counts in threads.map(work, range(THREADS)):
            spent.update(counts)
    assert 0 <= throttle.tokens < RETRY_COST
    assert RETRY_BUDGET // RETRY_COST <= spent[True] <= RETRY_BUDGET // THROTTLED_RETRY_COST


# --- shared throttles


@with_both_clients
def test_all_clients_of_the_process_share_the_throttle_of_an_origin() -> None:
    one, other = Client(describe()), Client(describe(), token=None)
    assert one._sender.throttles is other._sender.throttles is one.with_options(timeout=1)._sender.throttles


@with_both_clients
def test_a_callers_transport_has_its_own_throttles() -> None:
    client = Client(describe(), transport=RecordingTransport())
    assert client._sender.throttles is client.with_options(retries=1)._sender.throttles
    assert client._sender.throttles is not PROCESS_THROTTLES


def test_a_forked_child_starts_with_a_full_budget() -> None:
    throttle = PROCESS_THROTTLES.get_or_create(NOTHING_HERE)
    throttle.spend(RETRY_COST)
    with throttle._lock, PROCESS_THROTTLES._lock:  # as if held by another thread
        child = os.fork()
        if child == 0:  # pragma: no cover - the child's lines are not counted
            os._exit(0 if PROCESS_THROTTLES.get_or_create(NOTHING_HERE).tokens == RETRY_BUDGET else 1)
    assert os.waitpid(child, 0)[1] == 0
    assert PROCESS_THROTTLES.get_or_create(NOTHING_HERE).tokens == RETRY_BUDGET - RETRY_COST


def test_a_pickled_client_does_not_carry_its_throttles() -> None:
    client = Client(describe(), transport=RecordingTransport())
    client._shared.throttles.get_or_create(NOTHING_HERE).spend(RETRY_COST)
    assert pickle.loads(pickle.dumps(client))._shared.throttles.get(NOTHING_HERE) is None


@with_both_clients
def test_an_origin_without_failures_has_no_throttle() -> None:
    client = Client(describe(), transport=RecordingTransport())
    client.things.get()
    assert client._shared.throttles._by_origin == {}


def test_the_number_of_stored_origins_is_limited() -> None:
    throttles = OriginThrottles()
    made = [throttles.get_or_create(("https", "example.com", port)) for port in range(1, MAX_ORIGINS + 2)]
    assert throttles.get(("https", "example.com", 1)) is None
    assert throttles.get(("https", "example.com", MAX_ORIGINS + 1)) is made[-1]


@pytest.mark.alone
@with_both_clients
def test_a_waiting_thread_starts_after_a_response() -> None:
    """With real time: 8 threads, one 429, and all calls end soon after the pause."""
    answers = iter([throttled(1)])
    client = Client(describe(), transport=RecordingTransport(lambda _: next(answers, response({}))))
    started = time.monotonic()
    threads = [threading.Thread(target=client.things.get) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 1.0 <= time.monotonic() - started < 3.0
