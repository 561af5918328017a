"""A call ends at its deadline, whatever hangs: name lookup, connection, request or response."""

from __future__ import annotations

import asyncio
import contextlib
import random
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from dynaclient import (
    AsyncClient,
    BadResponse,
    Client,
    ConnectError,
    DeadlineExceeded,
    DynaclientWarning,
    HttpTransport,
    Limits,
    NotDelivered,
    OutcomeUnknown,
    Request,
    TransportError,
)
from dynaclient.auth import ClientCredentials
from dynaclient.testing import RecordingTransport, response
from tests.support.both_clients import THREADS, backend_kind_fixture
from tests.support.descriptions import describe
from tests.support.fault_server import HANDSHAKES, STALLS, FaultServer, respond_normally, whole
from tests.support.raw_server import RawServer

pytestmark = pytest.mark.alone
backend_kind = backend_kind_fixture(everywhere=True)
T = 0.3
"""Seconds that a call may take."""
USUALLY, AT_MOST = 0.100, 0.250
"""Seconds by which a call may exceed its deadline: in 99 of 100 cases, and in all."""
RUNS = 50
CONCURRENCY = 8
BIG = b"x" * (24 << 20)
"""More than the buffers between two sockets take."""
ACTIONS = {
    "get": {"method": "GET"},
    "put": {"method": "PUT", "parameters": {"data": {"in": "body", "content": {"application/octet-stream": {}}}}},
    "post": {"method": "POST", "parameters": {"data": {"in": "body"}}},
}
DESCRIPTION = describe(ACTIONS)
NEVER_READ = {"never reads", "stops reading"}


def client_at(url: str, **options: Any) -> Client:
    return Client(DESCRIPTION, url=url, **{"timeout": T, "trust_env": False, **options})


def overrun(call: Callable[[], Any], kind: type[Exception] = DeadlineExceeded) -> float:
    """Return the seconds by which a call exceeds its deadline."""
    started = time.monotonic()
    with pytest.raises(kind):
        call()
    return time.monotonic() - started - T


def overrun_of_a_setting(call: Callable[[], Any], kind: type[Exception]) -> float:
    """Return the smallest of up to three: a machine that stalls is excluded, and a setting that does not hold is not."""
    times: list[float] = []
    while len(times) < 3 and (not times or times[-1] > AT_MOST):
        times.append(overrun(call, kind))
    return min(times)


def assert_in_time(overruns: list[tuple[float, str]], backend_kind: str) -> None:
    """Assert that calls exceed their deadlines by no more than is promised."""
    # A delay of an event loop delays all calls that are in flight in it.
    by_chance = 1 if backend_kind == THREADS else CONCURRENCY
    overruns.sort()
    message = f"slowest of {len(overruns)}: {overruns[-5:]}"
    assert sum(seconds > USUALLY for seconds, _ in overruns) <= max(by_chance, len(overruns) // 100), message
    assert overruns[-1][0] <= AT_MOST, message
    assert overruns[0][0] >= -0.005, f"too early: {overruns[:5]}"


def stalled(
    names: dict[str, Any], times: int, secure: ssl.SSLContext | None, ca: str | None, connect: Any = client_at
) -> list[tuple[float, str]]:
    with contextlib.ExitStack() as stack, ThreadPoolExecutor(CONCURRENCY) as threads:
        clients = {}
        for name, play in names.items():
            server = stack.enter_context(FaultServer(play, secure=None if play in HANDSHAKES.values() else secure))
            url = server.url.replace("http:", "https:") if secure else server.url
            clients[name] = stack.enter_context(connect(url, ca=ca))

        def run(name: str) -> tuple[float, str]:
            things = clients[name].things
            return overrun(lambda: things.put(data=BIG) if name in NEVER_READ else things.get()), name

        runs = [name for name in names for _ in range(times)]
        random.Random(7).shuffle(runs)
        return list(threads.map(run, runs))


def test_at_least_ten_kinds_of_stall_are_tried() -> None:
    assert len(STALLS) >= 15


@pytest.mark.parametrize("times", [RUNS // 20, pytest.param(RUNS, marks=pytest.mark.full)])
def test_no_stall_holds_a_call_beyond_its_deadline(times: int, backend_kind: str) -> None:
    assert_in_time(stalled(STALLS, times, None, None), backend_kind)


@pytest.mark.parametrize("times", [RUNS // 20, pytest.param(RUNS, marks=pytest.mark.full)])
def test_no_stall_holds_an_encrypted_call_beyond_its_deadline(
    times: int, tls: tuple[ssl.SSLContext, str], backend_kind: str
) -> None:
    assert_in_time(stalled({**STALLS, **HANDSHAKES}, times, *tls), backend_kind)


def client_of_issuer(url: str, **options: Any) -> Client:
    """Return a client whose calls need a token of the server at a URL."""
    description = describe(ACTIONS, auth={"oauth": {"type": "bearer"}})
    source = ClientCredentials("robot", "secret", token_url=f"{url}/token")
    return Client(description, url=url, auth=source, **{"timeout": T, "trust_env": False, **options})


@pytest.mark.parametrize("times", [RUNS // 20, pytest.param(RUNS, marks=pytest.mark.full)])
def test_no_token_endpoint_holds_a_call_beyond_its_deadline(times: int, backend_kind: str) -> None:
    """The calls share a client: each of them waits for the request of another one, or makes one itself."""
    assert_in_time(stalled(STALLS, times, None, None, client_of_issuer), backend_kind)


# --- before there is a connection


@pytest.fixture
def full() -> Iterator[tuple[str, int]]:
    """Return an address whose connections are neither accepted nor refused: its queue is full."""
    with contextlib.ExitStack() as stack:
        listening = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        for _ in range(20):
            waiting = stack.enter_context(socket.socket())
            waiting.settimeout(0.05)
            try:
                waiting.connect(listening.getsockname())
            except TimeoutError:
                break
        yield listening.getsockname()


def url_of(address: tuple[str, int], scheme: str = "http", host: str = "127.0.0.1") -> str:
    return f"{scheme}://{host}:{address[1]}"


@pytest.mark.parametrize("times", [RUNS // 20, pytest.param(RUNS, marks=pytest.mark.full)])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_connection_that_is_never_accepted_times_out(
    full: tuple[str, int], scheme: str, times: int, backend_kind: str, tls: tuple[Any, str]
) -> None:
    with client_at(url_of(full, scheme), ca=tls[1]) as client, ThreadPoolExecutor(CONCURRENCY) as threads:
        assert_in_time(list(threads.map(lambda _: (overrun(client.things.get), "connect"), range(times))), backend_kind)


def test_a_connection_has_its_own_timeout(full: tuple[str, int]) -> None:
    client = client_at(url_of(full), timeout=20, retries=0).with_options(connect_timeout=T)
    assert 0 <= overrun_of_a_setting(client.things.get, ConnectError) <= AT_MOST


class Names:
    """A substitute for the name server: slow, or with given addresses."""

    def __init__(self, addresses: list[tuple[str, int]], slow: bool = False) -> None:
        self.addresses = addresses
        self.done = threading.Event()
        self.slow = slow
        self.asked: list[str] = []
        self._real = socket.getaddrinfo

    def __call__(self, host: str, port: int, family: int = 0, kind: int = 0, protocol: int = 0, flags: int = 0) -> Any:
        if not host.endswith(".example"):
            return self._real(host, port, family, kind, protocol, flags)
        if flags & socket.AI_NUMERICHOST:
            raise socket.gaierror(socket.EAI_NONAME, "a name")
        self.asked.append(threading.current_thread().name)
        if self.slow:
            self.done.wait(20)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", address) for address in self.addresses]


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Names]]:
    made: list[Names] = []

    def make(*addresses: tuple[str, int], slow: bool = False) -> Names:
        made.append(Names(list(addresses), slow))
        monkeypatch.setattr(socket, "getaddrinfo", made[-1])
        return made[-1]

    yield make
    for name_server in made:
        name_server.done.set()


@pytest.mark.parametrize("times", [RUNS // 20, pytest.param(RUNS, marks=pytest.mark.full)])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_hanging_name_server_times_out(
    names: Callable[..., Names], scheme: str, times: int, backend_kind: str, tls: tuple[Any, str]
) -> None:
    names(slow=True)
    with client_at(f"{scheme}://slow.example", ca=tls[1]) as client, ThreadPoolExecutor(CONCURRENCY) as threads:
        assert_in_time(list(threads.map(lambda _: (overrun(client.things.get), "name"), range(times))), backend_kind)


def test_a_name_without_addresses_is_an_error(names: Callable[..., Names]) -> None:
    names()
    with client_at("http://empty.example", retries=0) as client, pytest.raises(ConnectError, match="nothing was sent"):
        client.things.get()


def test_an_error_of_the_name_server_is_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: Any) -> Any:
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with (
        client_at("http://unknown.example", retries=0) as client,
        pytest.raises(ConnectError, match="there is no host of this name"),
    ):
        client.things.get()


def test_all_addresses_of_a_host_share_the_time_for_a_connection(
    names: Callable[..., Names], full: tuple[str, int]
) -> None:
    names(full, full, full)
    client = client_at(url_of(full, host="three.example"), timeout=20, retries=0).with_options(connect_timeout=T)
    assert 0 <= overrun_of_a_setting(client.things.get, ConnectError) <= AT_MOST


def test_an_unreachable_address_leaves_time_for_the_next(names: Callable[..., Names], full: tuple[str, int]) -> None:
    with RawServer() as server:
        names(full, ("127.0.0.1", int(server.url.rsplit(":", 1)[1])))
        client = client_at(url_of(full, host="two.example"), timeout=20).with_options(connect_timeout=2 * T)
        assert client.things.get() == {}


def test_a_name_is_looked_up_if_no_thread_can_be_started(
    names: Callable[..., Names], monkeypatch: pytest.MonkeyPatch, backend_kind: str
) -> None:
    start = threading.Thread.start

    def no_thread(thread: threading.Thread) -> None:
        if thread.name == "dynaclient-name":
            raise RuntimeError("can't create new thread at interpreter shutdown")
        start(thread)

    with RawServer() as server:
        asked = names(("127.0.0.1", int(server.url.rsplit(":", 1)[1]))).asked
        monkeypatch.setattr(threading.Thread, "start", no_thread)
        assert client_at("http://last.example").things.get() == {}
    assert asked == ["MainThread" if backend_kind == THREADS else "event loop"]


# --- through a proxy


@pytest.mark.parametrize(
    "play",
    [lambda wire: wire.stall(), lambda wire: wire.drip(b"HTTP/1.1 200 OK\r\nX: " + b"a" * 500)],
    ids=["says nothing", "drips"],
)
def test_a_proxy_that_opens_no_tunnel_times_out(play: Any, backend_kind: str) -> None:
    with FaultServer(play) as proxy, client_at("https://far.example", proxy=proxy.url) as client:
        assert_in_time([(overrun(client.things.get), "proxy")], backend_kind)


# --- errors


def test_deadline_exceeded_has_the_seconds() -> None:
    with (
        FaultServer(STALLS["never responds"]) as server,
        client_at(server.url) as client,
        pytest.raises(DeadlineExceeded) as caught,
    ):
        client.things.get()
    assert caught.value.deadline == T
    assert T <= caught.value.elapsed <= T + AT_MOST
    assert caught.value.attempts == 1


def test_a_post_that_was_sent_and_timed_out_has_an_unknown_outcome() -> None:
    with FaultServer(STALLS["never responds"]) as server, client_at(server.url) as client:
        assert overrun(lambda: client.things.post(data={}), OutcomeUnknown) <= AT_MOST
    assert sum(server.ledger.effects.values()) == 1


def test_a_pause_between_bytes_has_its_own_timeout() -> None:
    with FaultServer(STALLS["stops in the body"]) as server:
        client = client_at(server.url, timeout=20, retries=0).with_options(read_timeout=T)
        assert overrun_of_a_setting(client.things.get, TransportError) <= AT_MOST


def test_a_slow_body_is_read_within_the_deadline() -> None:
    def slow(wire: Any) -> None:
        wire.request()
        wire.drip(whole(b'{"a": 1}'), 0.001)

    with FaultServer(slow) as server, client_at(server.url, timeout=5) as client:
        assert client.things.get() == {"a": 1}


def test_after_the_deadline_nothing_is_sent() -> None:
    with FaultServer(respond_normally) as server, pytest.raises(NotDelivered) as caught:
        HttpTransport().send(Request("GET", f"{server.url}/x"), Limits(deadline=time.monotonic() - 1))
    assert (caught.value.sent, caught.value.slow, server.ledger.arrived) == (False, True, [])


def test_without_a_timeout_there_is_no_deadline() -> None:
    with FaultServer(respond_normally) as server, client_at(server.url, timeout=None) as client:
        assert client.with_options(read_timeout=10**9).things.get()["done"]


# --- the validation of responses -------------------------------------------------------------------------------------

OBJECT = {"type": "object", "properties": {"kind": {"enum": ["a", "b"]}}, "required": ["name"]}
LISTING = describe({"get": {"method": "GET", "responses": {"200": {"schema": {"type": "array", "items": OBJECT}}}}})


def _objects(count: int) -> list[dict[str, Any]]:
    """Return objects of which only the last one differs from the description."""
    return [*({"kind": "a", "name": f"object {number}"} for number in range(count)), {"kind": "c", "name": "x"}]


def _listing(count: int, **options: Any) -> Client:
    return Client(LISTING, transport=RecordingTransport([response(_objects(count))]), **options)


def test_a_difference_is_found_within_the_deadline() -> None:
    with pytest.raises(
        BadResponse, match=r"differs from its description: \[300\].kind: a string is not one of the allowed values"
    ):
        _listing(300, validate_responses="raise", timeout=20).things.get()
    with pytest.warns(
        DynaclientWarning,
        match=r"differs from its description: \[300\].kind: a string is not one of the allowed values",
    ):
        assert len(_listing(300, validate_responses="warn", timeout=None).things.get()) == 301


def test_a_response_that_only_the_slower_engine_can_validate_is_valid() -> None:
    schema = {"items": {"type": "string", "pattern": "^(a)\\1$"}}
    description = describe({"get": {"method": "GET", "responses": {"200": {"schema": schema}}}})
    client = Client(description, transport=RecordingTransport([response(["aa"])]), validate_responses="raise")
    assert client.things.get() == ["aa"]


def test_a_response_that_is_not_validated_before_the_deadline_is_an_error() -> None:
    client = _listing(150_000, validate_responses="raise", timeout=0.3)
    started = time.monotonic()
    with pytest.raises(BadResponse, match="the response .200. could not be validated within 0.* seconds"):
        client.things.get()
    assert time.monotonic() - started < 3


def test_a_response_that_is_not_validated_before_the_deadline_is_a_warning() -> None:
    client = _listing(150_000, validate_responses="warn", timeout=0.3)
    with pytest.warns(DynaclientWarning, match="the response .200. could not be validated within 0.* seconds"):
        assert len(client.things.get()) == 150_001


def test_the_event_loop_goes_on_while_a_response_is_validated() -> None:
    gaps: list[float] = []

    async def tick() -> None:
        last = time.monotonic()
        while True:
            await asyncio.sleep(0.005)
            gaps.append(time.monotonic() - last)
            last = time.monotonic()

    async def main() -> None:
        recording = RecordingTransport([response(_objects(30_000))])
        async with AsyncClient(LISTING, transport=recording, validate_responses="raise") as client:
            ticking = asyncio.create_task(tick())
            with pytest.raises(BadResponse, match=r"\[30000\].kind: a string is not one of"):
                await client.things.get()
            ticking.cancel()

    asyncio.run(main())
    assert len(gaps) > 5
    assert max(gaps) < 0.3
