"""An origin in trouble is spared: repeats by a budget, calls by a pause; seen at the server."""

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
    BUDGET,
    COST,
    COST_THROTTLED,
    OF_THE_PROCESS,
    OPEN,
    ORIGINS,
    Restraint,
    Restraints,
)
from dynaclient.testing import RecordingTransport, reset_retry_state, response
from tests.support.colours import both, in_both_colours, let_pass
from tests.support.descriptions import describe
from tests.support.raw_server import RawServer, Received
from tests.support.raw_server import response as raw

colour = both()
THREADS = 32
NOTHING_HERE = ("http", "127.0.0.1", 9)


@pytest.fixture(autouse=True)
def anew() -> Iterator[None]:
    reset_retry_state()
    yield
    reset_retry_state()


@dataclass
class Clock:
    """Time that passes only where somebody sleeps."""

    now: float = 1000.0
    slept: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr("dynaclient.http.sender.monotonic", lambda: made.now)
    let_pass(monkeypatch, made.sleep)
    monkeypatch.setattr("random.random", lambda: 1.0)
    return made


# --- a dead server


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


@in_both_colours
@pytest.mark.parametrize("calls", CALLS)
def test_a_server_that_says_503_gets_few_requests_more(calls: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dynaclient.http.sender.BACKOFF", 0.001)
    with RawServer(lambda _: raw(b"{}", status=503)) as server, Client(describe(), url=server.url) as client:
        attempts = _call_all(client, calls, ServerError)
        extra = len(server.requests) - calls
    assert extra == sum((each - 1) * count for each, count in attempts.items()) == BUDGET // COST
    assert extra <= 0.01 * 10_000


@in_both_colours
@pytest.mark.parametrize("calls", CALLS)
def test_a_server_that_is_not_there_is_tried_a_few_times_more(calls: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dynaclient.http.sender.BACKOFF", 0.001)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]  # free once it is closed; nobody listens there then
    with Client(describe(), url=f"http://127.0.0.1:{port}") as client:
        attempts = _call_all(client, calls, ConnectError)
    assert sum((each - 1) * count for each, count in attempts.items()) == BUDGET // COST


# --- a server that throttles


class Bucket:
    """A server's limit, as most have it: tokens that come back at a rate; without one, 429 and when to come again."""

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
            return raw(b"{}")
        asks = "" if self._asks is None else f"Retry-After: {self._asks}\r\n"
        return f"HTTP/1.1 429 Too Many Requests\r\n{asks}Content-Length: 2\r\n\r\n{{}}".encode()

    def most_in(self, seconds: float, *, after: float = 0.0) -> int:
        """Give the most requests that arrived in any such span that begins `after` that many seconds."""
        begin = self.arrived[0][0] + after
        times = [when for when, _ in self.arrived if when >= begin]
        first, most = 0, 0
        for last, when in enumerate(times):
            while when - times[first] > seconds:
                first += 1
            most = max(most, last - first + 1)
        return most


def _made_or_reported(client: Client, calls: int) -> Counter[str]:
    def call(_: int) -> str:
        try:
            client.things.get()
        except RateLimited:
            return "reported"
        return "made"

    with ThreadPoolExecutor(THREADS) as threads:
        return Counter(threads.map(call, range(calls)))


@pytest.mark.alone
@in_both_colours
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
def test_a_server_that_throttles_gets_no_storm(rate: int, burst: int, asks: int | None, calls: int) -> None:
    bucket = Bucket(rate, burst, asks)
    with RawServer(bucket) as server, Client(describe(), url=server.url) as client:
        told = _made_or_reported(client, calls)
    invalid_option = sum(not granted for _, granted in bucket.arrived)
    assert told["made"] + told["reported"] == calls
    assert told["made"] == sum(granted for _, granted in bucket.arrived)
    assert told["reported"] <= calls / 50
    # All threads are under way when the first is refused; from then on it is a few in a pause.
    assert invalid_option <= THREADS + calls / 5
    assert bucket.most_in(1.0) <= burst + rate + THREADS
    assert bucket.most_in(0.1, after=1.0) <= burst + rate / 10 + THREADS / 2


@pytest.mark.alone
def test_a_storm_would_be_seen() -> None:
    bucket = Bucket(100, 100, 1)
    with RawServer(bucket) as server, Client(describe(), url=server.url, retries=0) as client:
        _made_or_reported(client, 1000)
    assert bucket.most_in(1.0) > 300


# --- the pause


def throttled(seconds: int) -> Response:
    return response({}, 429, {"Retry-After": str(seconds)})


@in_both_colours
def test_a_pause_holds_for_every_call_to_the_origin(clock: Clock) -> None:
    transport = RecordingTransport([throttled(7), response({})])
    client = Client(describe(), transport=transport)
    with pytest.raises(RateLimited):
        client.with_options(retries=0).things.get()
    client.with_options(headers={"X-A": "1"}).things.get()
    assert clock.slept == [7.0]


@in_both_colours
def test_whoever_wants_no_repeats_never_waits(clock: Clock) -> None:
    client = Client(describe(), transport=RecordingTransport([throttled(7), response({})]), retries=0)
    with pytest.raises(RateLimited):
        client.things.get()
    client.things.get()
    assert clock.slept == []


@in_both_colours
def test_another_origin_does_not_wait(clock: Clock) -> None:
    actions = {"get": {"method": "GET"}, "far": {"method": "GET", "server": "https://far.example.com"}}
    client = Client(describe(actions), transport=RecordingTransport([throttled(7), response({})]))
    with pytest.raises(RateLimited):
        client.with_options(retries=0).things.get()
    client.things.far()
    assert clock.slept == []


@in_both_colours
def test_a_call_that_cannot_wait_that_long_says_so_at_once(clock: Clock) -> None:
    transport = RecordingTransport([throttled(30), response({})])
    client = Client(describe(), transport=transport, timeout=20)
    with pytest.raises(RateLimited):
        client.things.get()
    with pytest.raises(DeadlineExceeded, match="nothing was sent") as caught:
        client.things.get()
    assert (clock.slept, len(transport.requests), caught.value.attempts) == ([], 1, 1)


@in_both_colours
def test_a_call_that_was_refused_and_has_no_turn_any_more_gets_the_refusal(clock: Clock) -> None:
    def meanwhile(_: Request) -> Response:
        # Another thread is refused for longer, just after this one.
        clock.now += 0.5
        client._shared.restraints.made(("https", "api.example.com", 443)).pause(clock.now, 50.0, clock.now)
        return throttled(5)

    client = Client(describe(), transport=RecordingTransport(meanwhile), timeout=20)
    with pytest.raises(RateLimited) as caught:
        client.things.get()
    assert caught.value.attempts == 1


@in_both_colours
def test_what_failed_before_is_counted_when_no_turn_comes(clock: Clock) -> None:
    def meanwhile(_: Request) -> Response:
        client._shared.restraints.made(("https", "api.example.com", 443)).pause(clock.now, 50.0, clock.now)
        raise NotDelivered("no connection", sent=False)

    client = Client(describe(), transport=RecordingTransport(meanwhile), timeout=20)
    with pytest.raises(DeadlineExceeded, match="nothing was sent") as caught:
        client.things.get()
    assert caught.value.attempts == 1


@in_both_colours
def test_a_wait_of_no_seconds_leaves_the_choice_to_us(clock: Clock) -> None:
    Client(describe(), transport=RecordingTransport([throttled(0), response({})])).things.get()
    assert clock.slept == [1.0]


def test_after_a_pause_calls_go_one_by_one_at_first() -> None:
    restraint = Restraint()
    restraint.pause(100.0, 5.0, 99.0)
    assert restraint.turn(101.0) == 4.0
    let_go = []
    for _ in range(13):
        now = [restraint.turn(106.0, waited=True) == 0.0 for _ in range(THREADS)].count(True)
        let_go.append(now)
        for _ in range(now):
            restraint.done(fine=True)
    assert let_go == [1, 2, 4, *[8] * 9, 9]


def test_refusals_of_calls_that_were_under_way_together_are_one() -> None:
    restraint = Restraint()
    restraint.pause(100.0, 5.0, 99.0)
    for _ in range(4):
        assert restraint.turn(106.0) == 0.0
        restraint.done(fine=True)
    restraint.pause(106.5, 5.0, 106.0)
    restraint.pause(106.6, 7.0, 106.1)
    assert restraint.turn(113.0) == pytest.approx(0.6)
    assert restraint._threshold == 2.5


def test_who_waits_goes_before_who_has_just_come() -> None:
    restraint = Restraint()
    restraint.pause(100.0, 1.0, 99.0)
    restraint.wait()
    assert 0 < restraint.turn(102.0) <= 0.05
    assert restraint.turn(102.0, waited=True) == 0.0
    restraint.waited()
    restraint.done(fine=True)
    assert restraint.turn(102.0) == 0.0


@pytest.mark.parametrize("calm", [True, False])
def test_in_the_end_all_may_go_again(calm: bool) -> None:
    restraint = Restraint()
    restraint.pause(100.0, 1.0, 99.0)
    if not calm:
        for _ in range(int(OPEN**2) * 5):
            restraint.turn(102.0)
            restraint.done(fine=True)
    now = 200.0 if calm else 102.0
    assert {restraint.turn(now) for _ in range(1000)} == {0.0}


@in_both_colours
def test_a_call_that_is_broken_off_leaves_its_turn_to_others(clock: Clock) -> None:
    def broken_off(_: Request) -> Response:
        raise KeyboardInterrupt

    client = Client(describe(), transport=RecordingTransport(broken_off))
    restraint = client._shared.restraints.made(("https", "api.example.com", 443))
    restraint.pause(clock.now, 1.0, clock.now)
    with pytest.raises(KeyboardInterrupt):
        client.things.get()
    assert (restraint._under_way, restraint._backend) == (0, 0)


# --- the budget


@in_both_colours
def test_a_repeat_costs_and_a_success_gives_it_back(clock: Clock) -> None:
    client = Client(
        describe(), transport=RecordingTransport([response({}, 503)] * 3 + [response({}, 503), response({})])
    )
    with pytest.raises(ServerError):
        client.things.get()
    restraint = client._shared.restraints.made(("https", "api.example.com", 443))
    assert restraint.tokens == BUDGET - 2 * COST
    client.things.get()
    assert restraint.tokens == BUDGET - 2 * COST
    client.things.get()
    assert restraint.tokens == BUDGET - 2 * COST + 1
    assert len(clock.slept) == 3


@in_both_colours
def test_a_repeat_after_a_429_costs_less(clock: Clock) -> None:
    client = Client(describe(), transport=RecordingTransport(throttled(1)))
    with pytest.raises(RateLimited):
        client.things.get()
    assert client._shared.restraints.made(("https", "api.example.com", 443)).tokens == BUDGET - 2 * COST_THROTTLED
    assert clock.slept == [1.0, 1.0]


def test_there_is_never_more_than_the_budget() -> None:
    restraint = Restraint()
    restraint.turn(0.0)
    restraint.done(fine=True)
    assert restraint.tokens == BUDGET


def test_many_threads_never_spend_more_than_there_is() -> None:
    restraint, spent = Restraint(), Counter[bool]()

    def work(seed: int) -> list[bool]:
        source = random.Random(seed)
        return [restraint.spend(source.choice((COST, COST_THROTTLED))) for _ in range(500)]

    with ThreadPoolExecutor(THREADS) as threads:
        for each in threads.map(work, range(THREADS)):
            spent.update(each)
    assert 0 <= restraint.tokens < COST
    assert BUDGET // COST <= spent[True] <= BUDGET // COST_THROTTLED


# --- whose it is


@in_both_colours
def test_all_clients_of_the_process_share_what_they_know_of_an_origin() -> None:
    one, other = Client(describe()), Client(describe(), token=None)
    assert one._sender.restraints is other._sender.restraints is one.with_options(timeout=1)._sender.restraints


@in_both_colours
def test_a_transport_of_the_callers_counts_by_itself() -> None:
    client = Client(describe(), transport=RecordingTransport())
    assert client._sender.restraints is client.with_options(retries=1)._sender.restraints
    assert client._sender.restraints is not OF_THE_PROCESS


def test_a_forked_child_begins_anew() -> None:
    restraint = OF_THE_PROCESS.made(NOTHING_HERE)
    restraint.spend(COST)
    with restraint._lock, OF_THE_PROCESS._lock:  # as if another thread were at it
        child = os.fork()
        if child == 0:  # pragma: no cover - the child's lines are not counted
            os._exit(0 if OF_THE_PROCESS.made(NOTHING_HERE).tokens == BUDGET else 1)
    assert os.waitpid(child, 0)[1] == 0
    assert OF_THE_PROCESS.made(NOTHING_HERE).tokens == BUDGET - COST


def test_a_client_that_was_pickled_does_not_bring_what_it_knew() -> None:
    client = Client(describe(), transport=RecordingTransport())
    client._shared.restraints.made(NOTHING_HERE).spend(COST)
    assert pickle.loads(pickle.dumps(client))._shared.restraints.get(NOTHING_HERE) is None


@in_both_colours
def test_an_origin_that_is_well_costs_nothing() -> None:
    client = Client(describe(), transport=RecordingTransport())
    client.things.get()
    assert client._shared.restraints._by_origin == {}


def test_not_all_origins_are_remembered() -> None:
    restraints = Restraints()
    made = [restraints.made(("https", "example.com", port)) for port in range(1, ORIGINS + 2)]
    assert restraints.get(("https", "example.com", 1)) is None
    assert restraints.get(("https", "example.com", ORIGINS + 1)) is made[-1]


@pytest.mark.alone
@in_both_colours
def test_a_thread_that_waits_is_let_go_by_an_answer() -> None:
    """With real time: 8 threads, one refusal, and all are through soon after the pause."""
    answers = iter([throttled(1)])
    client = Client(describe(), transport=RecordingTransport(lambda _: next(answers, response({}))))
    started = time.monotonic()
    threads = [threading.Thread(target=client.things.get) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert 1.0 <= time.monotonic() - started < 3.0
