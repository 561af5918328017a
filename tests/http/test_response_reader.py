"""
A response is complete or an error: cut off in compressed data, too large, on a connection that was used before.

What servers may send that is malformed, cut off or odd is a table of its own: `tests/support/hostile_responses.py`.
"""

from __future__ import annotations

import gzip
import json
import ssl
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from dynaclient import (
    BadResponse,
    Client,
    HttpTransport,
    Limits,
    NotDelivered,
    NotFound,
    Request,
    TransportError,
)  # fmt: skip
from tests.support import ROOT
from tests.support.both_clients import THREADS, backend_kind_fixture
from tests.support.descriptions import describe
from tests.support.fault_server import (
    CUTS,
    GOOD,
    LIES,
    FaultServer,
    ServerConnection,
    chunked,
    head,
    send_and_close,
    send_and_stall,
    whole,
)

backend_kind = backend_kind_fixture(everywhere=True)
DESCRIPTION = describe(
    {
        "get": {"method": "GET", "responses": {"200": {"schema": {}}}},
        "head": {"method": "HEAD"},
        "text": {"method": "GET"},
    }
)
GZIP = gzip.compress(GOOD, mtime=0)
ZLIB = zlib.compress(GOOD)
BARE = zlib.compressobj(wbits=-15)
DEFLATE = BARE.compress(GOOD) + BARE.flush()
CHUNKED = head("Transfer-Encoding: chunked")
TEXT = "text/plain"


@contextmanager
def client_for(play: Any, **options: Any) -> Iterator[tuple[Client, FaultServer]]:
    with (
        FaultServer(play) as server,
        Client(DESCRIPTION, url=server.url, **{"retries": 0, "timeout": 5, "trust_env": False, **options}) as client,
    ):
        yield client, server


class PreparedResponses:
    """A server of prepared responses: each on its own connection, which is then closed."""

    def __init__(self, responses: list[bytes]) -> None:
        self.plays = [send_and_close(response) for response in responses]

    def outcomes(self, method: str = "GET") -> list[Any]:
        """Return the body that the transport reads of each response, or the error."""
        with FaultServer(self.plays) as server:
            transport = HttpTransport(trust_env=False)
            outcomes = [self._outcome(transport, Request(method, server.url + "/x")) for _ in self.plays]
            transport.close()
        return outcomes

    @staticmethod
    def _outcome(transport: HttpTransport, request: Request) -> Any:
        try:
            return transport.send(request, Limits(deadline=float("inf"), read_timeout=5)).body
        except NotDelivered as error:
            return error


def read(response: bytes, method: str = "GET") -> bytes:
    outcome = PreparedResponses([response]).outcomes(method)[0]
    if isinstance(outcome, NotDelivered):
        raise outcome
    assert isinstance(outcome, bytes)
    return outcome


# --- cut off anywhere


def cuts(length: int, backend_kind: str) -> list[int]:
    """Return the positions at which to cut: every second one for each client, and the end."""
    return [*range(0 if backend_kind == THREADS else 1, length, 2), length]


@pytest.mark.parametrize(
    ("coding", "coded"), [("gzip", GZIP), ("x-gzip", GZIP), ("deflate", ZLIB), ("deflate", DEFLATE)],
    ids=["gzip", "x-gzip", "zlib", "deflate"],
)  # fmt: skip
@pytest.mark.parametrize("framing", ["length", "chunks", "close"])
def test_compressed_data_that_is_cut_off_anywhere_is_an_error(
    coding: str, coded: bytes, framing: str, backend_kind: str
) -> None:
    frames: dict[str, Callable[[bytes], bytes]] = {
        # The length is that of the rest: only the compressed data itself shows that something is missing.
        "length": lambda data: whole(data, f"Content-Encoding: {coding}"),
        "chunks": lambda data: (
            head("Transfer-Encoding: chunked", f"Content-Encoding: {coding}") + chunked(data) + b"0\r\n\r\n"
        ),
        "close": lambda data: head(f"Content-Encoding: {coding}") + data,
    }
    outcomes = PreparedResponses(
        [frames[framing](coded[:end]) for end in cuts(len(coded), backend_kind) if end]
    ).outcomes()
    assert outcomes[-1] == GOOD
    assert [outcome for outcome in outcomes[:-1] if not (isinstance(outcome, NotDelivered) and outcome.answered)] == []


# --- compressed data


@pytest.mark.parametrize("size", [CHUNK for base in (65536, 131072) for CHUNK in range(base - 3, base + 260, 17)])
def test_compressed_data_of_about_the_buffer_size_is_decompressed(size: int) -> None:
    bare = zlib.compressobj(wbits=-15)
    coded = bare.compress(bytes(size)) + bare.flush()
    assert read(whole(coded, "Content-Encoding: deflate")) == bytes(size)


# --- heads


@pytest.mark.parametrize(
    ("lines", "value"),
    [
        (b"X:\r\n a", "a"),
        (b"X: a\r\n \r\n", "a"),
        (b"X: a\r\n\t  \xa0b\x85 ", "a \xa0b\x85"),
        (b"X: \xa0a\x85", "\xa0a\x85"),
        (b"X: \xa0a\r\n \x85", "\xa0a \x85"),
    ],
)
def test_only_spaces_and_tabs_around_a_value_are_not_part_of_it(lines: bytes, value: str) -> None:
    response = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n" + lines.removesuffix(b"\r\n") + b"\r\n\r\n"
    with FaultServer(send_and_close(response)) as server:
        transport = HttpTransport(trust_env=False)
        sent = transport.send(Request("GET", server.url + "/x"), Limits(read_timeout=5))
        transport.close()
    assert sent.headers["X"] == value


def test_a_response_before_the_request_is_read_is_accepted() -> None:
    body = b"x" * (24 << 20)
    with FaultServer(CUTS["responds before it has read"]) as server:
        transport = HttpTransport(trust_env=False)
        for _ in range(5):
            assert transport.send(Request("PUT", server.url + "/x", body=body), Limits(read_timeout=5)).status == 400
        transport.close()
    assert server.ledger.connections == 5


# --- reused connections


def _twice(first: bytes) -> Callable[[ServerConnection], None]:
    def play(wire: ServerConnection) -> None:
        wire.request()
        wire.send(first)
        wire.request()
        wire.send(whole(b'{"second": true}'))
        wire.stall()

    return play


SURPLUS = whole(b'{"evil": true}')


@pytest.mark.parametrize(
    ("first", "reused"),
    [
        (whole(b"{}"), True),
        (CHUNKED + b"2\r\n{}\r\n0\r\n\r\n", True),
        (whole(b"{}").replace(b"HTTP/1.1", b"HTTP/1.0"), False),
        (whole(b"{}", "Connection: keep-alive").replace(b"HTTP/1.1", b"HTTP/1.0"), True),
        (whole(b"{}", "Connection: x, Close"), False),
        (whole(b"{}", "Keep-Alive: timeout=0"), False),
        (whole(b"{}", "Keep-Alive: timeout=1"), False),
        (whole(b"{}", "Keep-Alive: timeout=60"), True),
        (whole(b"{}") + b"x", False),
        (whole(b"{}") + SURPLUS, False),
        (head("Content-Length: 2") + b"{}" + b"\r\n", False),
        (head("Transfer-Encoding: chunked", "Content-Length: 2") + b"2\r\n{}\r\n0\r\n\r\n", False),
        (CHUNKED + b"2\r\n{}\r\n0\r\n\r\n" + SURPLUS, False),
        (head(status="204 No Content"), True),
        (b"HTTP/1.1 204 No Content\r\n\r\n", True),
        (head("Content-Length: 14", status="204 No Content") + SURPLUS, False),
        (head("Content-Length: 0", status="204 No Content"), True),
        # Its body may arrive later, when the next response is expected.
        (head("Content-Length: 14", status="204 No Content"), False),
        (head("Transfer-Encoding: chunked", status="204 No Content"), False),
        # RFC 9112, section 6.1: in HTTP/1.0 it is a sign of a server or proxy that does not know it.
        (
            CHUNKED.replace(b"1.1", b"1.0").replace(b"\r\n", b"\r\nConnection: keep-alive\r\n", 1)
            + b"2\r\n{}\r\n0\r\n\r\n",
            False,
        ),
    ],
)
def test_a_connection_is_reused_only_if_nothing_is_left_on_it(first: bytes, reused: bool) -> None:
    with client_for(_twice(first)) as (client, server):
        client.things.text()
        assert client.things.text() == ({"second": True} if reused else client.things.text())
        assert (server.ledger.connections == 1) is reused


def test_bytes_on_an_idle_connection_are_not_a_response() -> None:
    def play(wire: ServerConnection) -> None:
        wire.request()
        wire.send(whole(b'{"right": true}'))
        wire.wait(0.05)
        wire.send(SURPLUS)
        wire.stall()

    with client_for([play, send_and_close(whole(b'{"right": true}'))]) as (client, server):
        client.things.get()
        server.settle(0.15)
        assert client.things.get() == {"right": True}
        assert server.ledger.connections == 2


def test_a_connection_that_the_server_has_closed_is_not_used() -> None:
    with client_for(CUTS["closes after one response"]) as (client, server):
        for _ in range(3):
            client.things.get()
            server.settle(0.05)
        assert server.ledger.connections == 3


def test_a_body_that_is_too_large_closes_the_connection() -> None:
    with client_for(send_and_stall(whole())) as (client, server):
        for _ in range(2):
            with pytest.raises(BadResponse, match="larger than 10 bytes"):
                client.with_options(max_response_bytes=10).things.get()
        assert server.ledger.connections == 2


# --- what is known of a response that is not read to its end


@pytest.mark.parametrize("line", [b"HTTP/1.1 404 No such  thing", b"HTTP/1.1 404 ", b"HTTP/1.1 404"])
def test_the_reason_of_the_server_is_in_the_error(line: bytes) -> None:
    play = send_and_close(line + b"\r\nContent-Length: 0\r\n\r\n")
    with client_for(play) as (client, _), pytest.raises(NotFound) as caught:
        client.things.get()
    assert str(caught.value) == f"things.get: 404 {'No such thing' if b'such' in line else 'Not Found'}"


@pytest.mark.parametrize(
    ("response", "limit", "received"),
    [
        (b"HTTP/1.1 201 Made\r\nLocation: /things/5\r\nContent-Length: 99\r\n\r\n" + b'{"id": 5', None, b'{"id": 5'),
        (b"HTTP/1.1 201 Made\r\nLocation: /things/5\r\nContent-Length: 99\r\n\r\n" + b"x" * 99, 10, b""),
        (b"HTTP/1.1 201 Made\r\nLocation: /things/5\r\n\r\n" + b"x" * 99, 10, b""),
        (
            b"HTTP/1.1 201 Made\r\nLocation: /things/5\r\nContent-Length: 200000\r\n\r\n" + b"x" * 190000,
            None,
            b"x" * 65536,
        ),
    ],
)
def test_an_error_has_what_arrived_of_its_response(response: bytes, limit: int | None, received: bytes) -> None:
    with (
        client_for(send_and_close(response)) as (client, _),
        pytest.raises(TransportError, match="; its status is 201") as caught,
    ):
        client.with_options(max_response_bytes=limit).things.get()
    error = caught.value
    assert (error.status, error.headers["Location"], error.body) == (201, "/things/5", received)


# --- a body without a length


def test_json_without_a_length_must_be_complete() -> None:
    with (
        client_for(send_and_close(head() + b'{"a": 1')) as (client, _),
        pytest.raises(BadResponse, match="not valid JSON"),
    ):
        client.things.get()


@pytest.mark.parametrize(
    ("response", "complete"),
    [
        (head(media=TEXT) + b"all of it?", False),
        (head("Content-Encoding: gzip", media=TEXT) + gzip.compress(b"all of it?", mtime=0), True),
        (whole(b"all of it?", media=TEXT), True),
    ],
)
def test_a_string_without_a_length_is_marked_as_maybe_incomplete(response: bytes, complete: bool) -> None:
    with client_for(send_and_close(response)) as (client, _):
        result = client.with_response.things.text()
    assert (result.data, result.complete) == ("all of it?", complete)


@pytest.mark.parametrize("closed", [True, False])
def test_over_tls_such_a_body_is_complete_only_if_tls_was_ended(closed: bool, tls: tuple[ssl.SSLContext, str]) -> None:
    def play(wire: ServerConnection) -> None:
        wire.request()
        wire.send(head(media=TEXT) + b"all of it?")
        if closed:
            wire.end()

    with FaultServer(play, secure=tls[0]) as server:
        client = Client(DESCRIPTION, url=server.url, ca=tls[1], retries=0, timeout=5)
        if closed:
            assert client.with_response.things.text().complete
        else:
            with pytest.raises(BadResponse, match="cut off"):
                client.things.text()


# --- every malformed or truncated response is one of our errors, or a correct value


@pytest.mark.parametrize("name", [*LIES, *CUTS])
def test_no_malformed_and_no_truncated_response_returns_a_wrong_value(name: str) -> None:
    with client_for({**LIES, **CUTS}[name], timeout=2) as (client, _):
        try:
            value = client.things.get()
        except TransportError:
            return
        except Exception as error:  # noqa: BLE001 - a 4xx response is correct too
            assert getattr(error, "status", 0) == 400  # noqa: PT017
            return
    # An empty body of a success is no value: the request was processed.
    assert value in (json.loads(GOOD), {"done": "\ud800"}, *([None] if name == "has no body" else []))


# --- memory

BOMBS = """
import gzip, resource, socket, sys, threading, zlib
from dynaclient import Limits, NotDelivered, Request
from tests.support.both_clients import CLIENTS_BY_KIND
kind, size, cap, backend_kind = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]

def coded(wbits):
    made = zlib.compressobj(9, wbits=wbits)
    piece = bytes(1 << 20)
    return b"".join([*(made.compress(piece) for _ in range(size >> 20)), made.flush()])

CODED = {"gzip": 31, "zlib": 15, "deflate": -15}
if kind in CODED:
    name = "gzip" if kind == "gzip" else "deflate"
    pieces = [f"HTTP/1.1 200 OK\\r\\nContent-Encoding: {name}\\r\\n\\r\\n".encode(), coded(CODED[kind])]
elif kind == "members":
    member = gzip.compress(bytes(1 << 20))
    pieces = [b"HTTP/1.1 200 OK\\r\\nContent-Encoding: gzip\\r\\n\\r\\n", *[member] * (size >> 20)]
elif kind == "chunks":
    chunk = b"100000\\r\\n" + bytes(1 << 20) + b"\\r\\n"
    pieces = [b"HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n", *[chunk] * (size >> 20)]
elif kind == "one chunk":
    pieces = [b"HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\nfffffffffff\\r\\n", *[bytes(1 << 20)] * (size >> 20)]
elif kind == "length":
    pieces = [f"HTTP/1.1 200 OK\\r\\nContent-Length: {size}\\r\\n\\r\\n".encode(), *[bytes(1 << 20)] * (size >> 20)]
elif kind == "close":
    pieces = [b"HTTP/1.1 200 OK\\r\\n\\r\\n", *[bytes(1 << 20)] * (size >> 20)]
elif kind == "header":
    pieces = [b"HTTP/1.1 200 OK\\r\\nX: ", *[b"a" * (1 << 20)] * (size >> 20)]
elif kind == "extension":
    pieces = [b"HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n1;", *[b"a" * (1 << 20)] * (size >> 20)]
else:
    pieces = [f"HTTP/1.1 200 OK\\r\\nContent-Length: {cap}\\r\\n\\r\\n".encode(), *[bytes(1 << 20)] * (cap >> 20)]

listening = socket.create_server(("127.0.0.1", 0))

def serve():
    while True:
        connection, _ = listening.accept()
        with connection:
            try:
                connection.recv(65536)
                for part in pieces:
                    connection.sendall(part)
            except OSError:
                pass

threading.Thread(target=serve, daemon=True).start()
url = f"http://127.0.0.1:{listening.getsockname()[1]}/x"
transport = CLIENTS_BY_KIND[backend_kind]["HttpTransport"](trust_env=False)
try:
    transport.send(Request("GET", url), Limits(max_response_bytes=1000))
except NotDelivered:
    pass
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    message = len(transport.send(Request("GET", url), Limits(max_response_bytes=cap)).body)
except NotDelivered as error:
    message = error.reason
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print((after - before) * 1024, message)
transport.close()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no module resource")
@pytest.mark.parametrize(
    ("kind", "expected"),
    [(kind, "the response is larger than") for kind in ("gzip", "zlib", "deflate", "members", "chunks", "one chunk", "length", "close")]
    + [("header", "the response head is larger"), ("extension", "the response is malformed"), ("fits", "")],
)  # fmt: skip
@pytest.mark.parametrize(
    ("size", "cap"), [(44 << 20, 2 << 20), pytest.param(2000 << 20, 32 << 20, marks=pytest.mark.full)]
)
def test_no_response_takes_more_memory_than_its_limit_and_32_mebibytes(
    kind: str, expected: str, size: int, cap: int, backend_kind: str
) -> None:
    program = [sys.executable, "-c", BOMBS, kind, str(size), str(cap), backend_kind]
    done = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, check=True, timeout=120)
    growth, message = done.stdout.split(" ", 1)
    assert message.startswith(expected or str(cap))
    assert int(growth) <= cap + (32 << 20)
