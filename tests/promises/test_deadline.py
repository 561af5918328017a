"""A call comes back at its deadline, whatever does not come to an end: a name, a connection, a request, an answer."""

from __future__ import annotations

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
import trustme

from dynaclient import (
    Client,
    ConnectError,
    DeadlineExceeded,
    Limits,
    NotDelivered,
    OutcomeUnknown,
    Request,
    RequestsTransport,
    TransportError,
)
from tests.support.colours import THREADS, both
from tests.support.descriptions import describe
from tests.support.fault_server import HANDSHAKES, STALLS, FaultServer, fine, whole
from tests.support.raw_server import RawServer

pytestmark = pytest.mark.alone
colour = both(everywhere=True)
T = 0.3
"""Seconds that a call may take."""
USUALLY, AT_MOST = 0.100, 0.250
"""Seconds beyond its deadline in which a call is back: 99 of 100 times, and always."""
TIMES = 50
AT_ONCE = 8
BIG = b"x" * (24 << 20)
"""More than the buffers between two sockets take."""
ACTIONS = {
    "get": {"method": "GET"},
    "put": {"method": "PUT", "parameters": {"data": {"in": "body", "content": {"application/octet-stream": {}}}}},
    "post": {"method": "POST", "parameters": {"data": {"in": "body"}}},
}
DESCRIPTION = describe(ACTIONS)
READS_NOT = {"never reads", "stops reading"}


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, str]:
    """Give the TLS of a server on this machine, and the file of what to trust."""
    made = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.issue_cert("127.0.0.1", "slow.example").configure_cert(context)
    file = tmp_path_factory.mktemp("ca") / "ca.pem"
    made.cert_pem.write_to_path(str(file))
    return context, str(file)


def client_at(url: str, **options: Any) -> Client:
    return Client(DESCRIPTION, url=url, **{"timeout": T, "trust_env": False, **options})


def overrun(call: Callable[[], Any], kind: type[Exception] = DeadlineExceeded) -> float:
    """Give the seconds beyond its deadline in which a call is back."""
    started = time.monotonic()
    with pytest.raises(kind):
        call()
    return time.monotonic() - started - T


def hold(overruns: list[tuple[float, str]], colour: str) -> None:
    """Hold the seconds beyond the deadline against what is promised; the slowest are told."""
    # What holds up an event loop holds up all that are under way in it.
    by_chance = 1 if colour == THREADS else AT_ONCE
    overruns.sort()
    told = f"slowest of {len(overruns)}: {overruns[-5:]}"
    assert sum(each > USUALLY for each, _ in overruns) <= max(by_chance, len(overruns) // 100), told
    assert overruns[-1][0] <= AT_MOST, told
    assert overruns[0][0] >= -0.005, f"too early: {overruns[:5]}"


def stalled(
    names: dict[str, Any], times: int, secure: ssl.SSLContext | None, ca: str | None
) -> list[tuple[float, str]]:
    with contextlib.ExitStack() as stack, ThreadPoolExecutor(AT_ONCE) as threads:
        clients = {}
        for name, play in names.items():
            server = stack.enter_context(FaultServer(play, secure=None if play in HANDSHAKES.values() else secure))
            url = server.url.replace("http:", "https:") if secure else server.url
            clients[name] = stack.enter_context(client_at(url, ca=ca))

        def run(name: str) -> tuple[float, str]:
            things = clients[name].things
            return overrun(lambda: things.put(data=BIG) if name in READS_NOT else things.get()), name

        runs = [name for name in names for _ in range(times)]
        random.Random(7).shuffle(runs)
        return list(threads.map(run, runs))


def test_at_least_ten_kinds_of_stall_are_tried() -> None:
    assert len(STALLS) >= 15


@pytest.mark.parametrize("times", [TIMES // 20, pytest.param(TIMES, marks=pytest.mark.full)])
def test_no_stall_holds_a_call_beyond_its_deadline(times: int, colour: str) -> None:
    hold(stalled(STALLS, times, None, None), colour)


@pytest.mark.parametrize("times", [TIMES // 20, pytest.param(TIMES, marks=pytest.mark.full)])
def test_no_stall_holds_an_encrypted_call_beyond_its_deadline(
    times: int, authority: tuple[ssl.SSLContext, str], colour: str
) -> None:
    hold(stalled({**STALLS, **HANDSHAKES}, times, *authority), colour)


# --- before there is a connection


@pytest.fixture
def full() -> Iterator[tuple[str, int]]:
    """Give an address where a connection is neither taken nor refused: its queue is full."""
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


@pytest.mark.parametrize("times", [TIMES // 20, pytest.param(TIMES, marks=pytest.mark.full)])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_connection_that_is_never_made_is_left_in_time(
    full: tuple[str, int], scheme: str, times: int, colour: str, authority: tuple[Any, str]
) -> None:
    with client_at(url_of(full, scheme), ca=authority[1]) as client, ThreadPoolExecutor(AT_ONCE) as threads:
        hold(list(threads.map(lambda _: (overrun(client.things.get), "connect"), range(times))), colour)


def test_a_connection_has_a_limit_of_its_own(full: tuple[str, int]) -> None:
    client = client_at(url_of(full), timeout=20, retries=0).with_options(connect_timeout=T)
    assert 0 <= overrun(client.things.get, ConnectError) <= AT_MOST


class Names:
    """Stands in for the name server: slow, or with addresses of its own."""

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
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", each) for each in self.addresses]


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Names]]:
    made: list[Names] = []

    def make(*addresses: tuple[str, int], slow: bool = False) -> Names:
        made.append(Names(list(addresses), slow))
        monkeypatch.setattr(socket, "getaddrinfo", made[-1])
        return made[-1]

    yield make
    for each in made:
        each.done.set()


@pytest.mark.parametrize("times", [TIMES // 20, pytest.param(TIMES, marks=pytest.mark.full)])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_name_server_that_hangs_is_left_in_time(
    names: Callable[..., Names], scheme: str, times: int, colour: str, authority: tuple[Any, str]
) -> None:
    names(slow=True)
    with client_at(f"{scheme}://slow.example", ca=authority[1]) as client, ThreadPoolExecutor(AT_ONCE) as threads:
        hold(list(threads.map(lambda _: (overrun(client.things.get), "name"), range(times))), colour)


def test_a_name_that_nobody_knows_is_told(names: Callable[..., Names]) -> None:
    names()
    with client_at("http://empty.example", retries=0) as client, pytest.raises(ConnectError, match="nothing was sent"):
        client.things.get()


def test_an_error_of_the_name_server_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: Any) -> Any:
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with client_at("http://unknown.example", retries=0) as client, pytest.raises(ConnectError, match="gaierror"):
        client.things.get()


def test_all_addresses_of_a_host_share_the_time_for_a_connection(
    names: Callable[..., Names], full: tuple[str, int]
) -> None:
    names(full, full, full)
    client = client_at(url_of(full, host="three.example"), timeout=20, retries=0).with_options(connect_timeout=T)
    assert 0 <= overrun(client.things.get, ConnectError) <= AT_MOST


def test_an_address_that_does_not_answer_leaves_time_for_the_next(
    names: Callable[..., Names], full: tuple[str, int]
) -> None:
    with RawServer() as server:
        names(full, ("127.0.0.1", int(server.url.rsplit(":", 1)[1])))
        client = client_at(url_of(full, host="two.example"), timeout=20).with_options(connect_timeout=2 * T)
        assert client.things.get() == {}


def test_a_name_is_looked_up_where_no_thread_can_be_had(
    names: Callable[..., Names], monkeypatch: pytest.MonkeyPatch, colour: str
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
    assert asked == ["MainThread" if colour == THREADS else "event loop"]


# --- through a proxy


@pytest.mark.parametrize(
    "play",
    [lambda wire: wire.stall(), lambda wire: wire.drip(b"HTTP/1.1 200 OK\r\nX: " + b"a" * 500)],
    ids=["says nothing", "drips"],
)
def test_a_proxy_that_makes_no_tunnel_is_left_in_time(play: Any, colour: str) -> None:
    with FaultServer(play) as proxy, client_at("https://far.example", proxy=proxy.url) as client:
        hold([(overrun(client.things.get), "proxy")], colour)


# --- what is told


def test_what_is_told_has_the_figures() -> None:
    with (
        FaultServer(STALLS["never answers"]) as server,
        client_at(server.url) as client,
        pytest.raises(DeadlineExceeded) as caught,
    ):
        client.things.get()
    assert caught.value.deadline == T
    assert T <= caught.value.elapsed <= T + AT_MOST
    assert caught.value.attempts == 1


def test_a_post_that_went_out_and_was_not_answered_in_time_has_an_unknown_outcome() -> None:
    with FaultServer(STALLS["never answers"]) as server, client_at(server.url) as client:
        assert overrun(lambda: client.things.post(data={}), OutcomeUnknown) <= AT_MOST
    assert sum(server.ledger.effects.values()) == 1


def test_a_pause_has_a_limit_of_its_own() -> None:
    with FaultServer(STALLS["stops in the body"]) as server:
        client = client_at(server.url, timeout=20, retries=0).with_options(read_timeout=T)
        assert overrun(client.things.get, TransportError) <= AT_MOST


def test_a_body_that_comes_slowly_but_in_time_is_read() -> None:
    def slow(wire: Any) -> None:
        wire.request()
        wire.drip(whole(b'{"a": 1}'), 0.001)

    with FaultServer(slow) as server, client_at(server.url, timeout=5) as client:
        assert client.things.get() == {"a": 1}


def test_where_no_time_is_left_nothing_is_sent() -> None:
    with FaultServer(fine) as server, pytest.raises(NotDelivered) as caught:
        RequestsTransport().send(Request("GET", f"{server.url}/x"), Limits(deadline=time.monotonic() - 1))
    assert (caught.value.sent, caught.value.slow, server.ledger.arrived) == (False, True, [])


def test_no_limit_is_no_limit() -> None:
    with FaultServer(fine) as server, client_at(server.url, timeout=None) as client:
        assert client.with_options(read_timeout=10**9).things.get()["done"]
