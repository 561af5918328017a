"""Requests are read as RFC 9112 describes them, however they arrive, and what is ambiguous is refused."""

from __future__ import annotations

import random

import h11
import pytest

from dynaclient.mock.http.limits import Limits
from dynaclient.mock.http.refusals import Refusal
from dynaclient.mock.http.request_reader import Received, RequestReader

HOST = b"Host: x\r\n"
GET = b"GET / HTTP/1.1\r\n" + HOST
POST = b"POST / HTTP/1.1\r\n" + HOST
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n\r\n"
USUAL, SMALL = Limits(), Limits(head=200, body=10)


def read(*pieces: bytes, limits: Limits = USUAL) -> list[Received]:
    """Return the requests that the pieces have."""
    reader, found = RequestReader(limits), []
    for piece in pieces:
        reader.feed(piece)
        while (received := reader.next_request()) is not None:
            found.append(received)
    return found


# --- what is read ----------------------------------------------------------------------------------------------------

READ: list[tuple[bytes, tuple[str, str, str, str], bytes]] = [
    (GET + b"\r\n", ("GET", "/", "", "x"), b""),
    (b"GET /a?b=c?d HTTP/1.1\r\nHost: x:80\r\n\r\n", ("GET", "/a", "b=c?d", "x:80"), b""),
    (b"\r\n\r\nGET /a HTTP/1.1\r\nhost:\tx \t\r\n\r\n", ("GET", "/a", "", "x"), b""),
    (b"GET http://y:8/a/b?c#d HTTP/1.1\r\nHost: x\r\n\r\n", ("GET", "/a/b", "c", "y:8"), b""),
    (b"GET HTTPS://y HTTP/1.1\r\nHost: x\r\n\r\n", ("GET", "/", "", "y"), b""),
    (b"GET http://y?q HTTP/1.1\r\nHost: x\r\n\r\n", ("GET", "/", "q", "y"), b""),
    (b"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n", ("OPTIONS", "*", "", "x"), b""),
    (b"GET /a HTTP/1.0\r\n\r\n", ("GET", "/a", "", ""), b""),
    (b"M-SEARCH /a HTTP/1.1\r\nHost: [::1]:80\r\n\r\n", ("M-SEARCH", "/a", "", "[::1]:80"), b""),
    (POST + b"Content-Length: 3\r\n\r\nabc", ("POST", "/", "", "x"), b"abc"),
    (GET + b"Content-Length: 3\r\n\r\nabc", ("GET", "/", "", "x"), b"abc"),
    (CHUNKED + b"0\r\n\r\n", ("POST", "/", "", "x"), b""),
    (CHUNKED + b"3\r\nabc\r\nA;x=\"y\"\r\n0123456789\r\n00\r\n\r\n", ("POST", "/", "", "x"), b"abc0123456789"),
    (CHUNKED + b"3 \r\na\r\n\r\n0\r\nX: 1\r\nY: 2\r\n\r\n", ("POST", "/", "", "x"), b"a\r\n"),
    (POST + b"TRANSFER-ENCODING: Chunked\r\n\r\n1\r\na\r\n0\r\n\r\n", ("POST", "/", "", "x"), b"a"),
]  # fmt: skip


@pytest.mark.parametrize("step", [1, 2, 3, 7, 1000])
def test_requests_are_read_however_they_arrive(step: int) -> None:
    data = b"".join(row[0] for row in READ)
    found = read(*(data[start : start + step] for start in range(0, len(data), step)))
    heads = [(head.method, head.path, head.query, head.headers.get("Host", "")) for head, _ in found]
    assert heads == [row[1] for row in READ]
    assert [body for _, body in found] == [row[2] for row in READ]


def test_several_fields_with_one_name_are_a_list() -> None:
    (head, _), = read(GET + b"Accept: a\r\nACCEPT: b\r\nX: \xe4\r\n\r\n")  # fmt: skip
    assert dict(head.headers) == {"Host": "x", "Accept": "a, b", "X": "ä"}


KEPT = [
    (b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", True),
    (b"GET / HTTP/1.1\r\nHost: x\r\nConnection: keep-alive\r\n\r\n", True),
    (b"GET / HTTP/1.1\r\nHost: x\r\nConnection: TE, Close\r\n\r\n", False),
    (b"GET / HTTP/1.0\r\n\r\n", False),
    (b"GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", True),
    (b"GET / HTTP/1.9\r\nHost: x\r\n\r\n", True),
]


@pytest.mark.parametrize(("data", "keeps_alive"), KEPT)
def test_the_client_decides_whether_the_connection_is_kept(data: bytes, keeps_alive: bool) -> None:
    assert [head.keeps_alive for head, _ in read(data)] == [keeps_alive]


@pytest.mark.parametrize(
    ("data", "asked"),
    [
        (POST + b"Expect: 100-Continue\r\nContent-Length: 1\r\n\r\n", [True, False]),
        (POST + b"Expect: 100-continue\r\nTransfer-Encoding: chunked\r\n\r\n", [True, False]),
        (POST + b"Expect: 100-continue\r\nContent-Length: 2\r\n\r\na", [False, False]),
        (POST + b"Expect: 100-continue\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n", [False, False]),
        (POST + b"Content-Length: 1\r\n\r\n", [False, False]),
        (b"POST / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n", [False, False]),
        (POST, [False, False]),
    ],
)
def test_a_client_that_waits_is_asked_for_the_body_once(data: bytes, asked: list[bool]) -> None:
    reader = RequestReader(Limits())
    reader.feed(data)
    assert reader.next_request() is None
    assert [reader.wants_continue(), reader.wants_continue()] == asked


def test_a_reader_knows_whether_a_request_has_begun() -> None:
    reader = RequestReader(Limits())
    seen = [reader.has_begun]
    for piece in (b"\r\n", b"P", POST[1:] + b"Content-Length: 1\r\n\r\n", b"a"):
        reader.feed(piece)
        reader.next_request()
        seen.append(reader.has_begun)
    assert seen == [False, False, True, True, False]


# --- what is refused -------------------------------------------------------------------------------------------------

REFUSED: dict[bytes, tuple[int, str]] = {
    # the request line
    b"one two three four\r\n\r\n": (400, "begins with METHOD, one space"),
    b"GET  / HTTP/1.1\r\n" + HOST + b"\r\n": (400, "one space"),
    b"GET\t/ HTTP/1.1\r\n" + HOST + b"\r\n": (400, "one space"),
    b"GET / HTTP/1.1 \r\n" + HOST + b"\r\n": (400, "one space"),
    b"GET / http/1.1\r\n" + HOST + b"\r\n": (400, "HTTP/1.1"),
    b"GET /\r\n\r\n": (400, "HTTP/1.1"),
    b"G(T / HTTP/1.1\r\n" + HOST + b"\r\n": (400, "METHOD"),
    b" GET / HTTP/1.1\r\n": (400, "begins with its method"),
    b"\x16\x03\x01\x02\x00\x01": (400, "begins with its method"),
    b"GET /\xc3\xa4 HTTP/1.1\r\n" + HOST + b"\r\n": (400, "percent-encoded"),
    b"GET /\x00 HTTP/1.1\r\n" + HOST + b"\r\n": (400, "one space"),
    b"GET a HTTP/1.1\r\n" + HOST + b"\r\n": (400, "not a path"),
    b"GET * HTTP/1.1\r\n" + HOST + b"\r\n": (400, "not a path"),
    b"GET ftp://x/ HTTP/1.1\r\n" + HOST + b"\r\n": (400, "not a path"),
    b"GET http:///a HTTP/1.1\r\n" + HOST + b"\r\n": (400, "not a path"),
    b"GET http://a@b/ HTTP/1.1\r\n" + HOST + b"\r\n": (400, "not a path"),
    b"CONNECT x:443 HTTP/1.1\r\n" + HOST + b"\r\n": (501, "tunnels"),
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n": (505, "not HTTP/2.0"),
    b"GET / HTTP/3.1\r\n" + HOST + b"\r\n": (505, "not HTTP/3.1"),
    # header lines
    b"GET / HTTP/1.1\nHost: x\n\n": (400, "LF alone"),
    b"GET / HTTP/1.1\r\nHost: x\nX: y\r\n\r\n": (400, "LF alone"),
    GET + b"X: a\r\n b\r\n\r\n": (400, "header line 3 continues"),
    b"GET / HTTP/1.1\r\n Host: x\r\n\r\n": (400, "header line 1 continues"),
    GET + b"X : a\r\n\r\n": (400, "space before its colon"),
    GET + b"X\r\n\r\n": (400, "line 2 has no colon"),
    GET + b": a\r\n\r\n": (400, "not allowed"),
    GET + b"X: a\x00b\r\n\r\n": (400, "not allowed"),
    GET + b"X: a\x01b\r\n\r\n": (400, "not allowed"),
    GET + b"X: a\rb\r\n\r\n": (400, "not allowed"),
    GET + b"X\xe4: a\r\n\r\n": (400, "not allowed"),
    GET + b"X: " + b"a" * 70_000: (431, "65536 bytes"),
    # the host
    b"GET / HTTP/1.1\r\n\r\n": (400, "no Host"),
    GET + HOST + b"\r\n": (400, "several Host"),
    b"GET / HTTP/1.1\r\nHost: a b\r\n\r\n": (400, "not a name"),
    b"GET / HTTP/1.1\r\nHost: a/b\r\n\r\n": (400, "not a name"),
    b"GET / HTTP/1.0\r\nHost: a:b\r\n\r\n": (400, "not a name"),
    # the length
    POST + b"Content-Length: 3x\r\n\r\nabc": (400, "18 digits"),
    POST + b"Content-Length: +3\r\n\r\nabc": (400, "18 digits"),
    POST + b"Content-Length: -3\r\n\r\nabc": (400, "18 digits"),
    POST + b"Content-Length: 3, 3\r\n\r\nabc": (400, "18 digits"),
    POST + b"Content-Length:\r\n\r\nabc": (400, "18 digits"),
    POST + b"Content-Length: " + b"9" * 5000 + b"\r\n\r\n": (400, "18 digits"),
    POST + b"Content-Length: \xb2\r\n\r\n": (400, "18 digits"),
    POST + b"Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc": (400, "several Content-Length"),
    POST + b"Content-Length: 99999999\r\n\r\n": (413, "larger than 32 MiB"),
    POST + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n": (400, "both"),
    # chunks
    POST + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n": (501, "chunked"),
    POST + b"Transfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n": (400, "not allowed"),
    POST + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n": (400, "several Transfer-Encoding"),
    b"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n": (400, "HTTP/1.0 has no"),
    CHUNKED + b"zz\r\n": (400, "hexadecimal"),
    CHUNKED + b"\r\n": (400, "hexadecimal"),
    CHUNKED + b"0x3\r\nabc\r\n0\r\n\r\n": (400, "hexadecimal"),
    CHUNKED + b"-1\r\n": (400, "hexadecimal"),
    CHUNKED + b"f" * 16 + b"\r\n": (400, "hexadecimal"),
    CHUNKED + b"3\nabc\r\n": (400, "hexadecimal"),
    CHUNKED + b"3;a\rb\r\nabc\r\n": (400, "hexadecimal"),
    CHUNKED + b"3\r\nabcXX": (400, "longer than its size"),
    CHUNKED + b"3\r\nabc\n0\r\n\r\n": (400, "longer than its size"),
    CHUNKED + b"1" * 5000: (400, "too long"),
    CHUNKED + b"fffffff\r\n": (413, "larger than 32 MiB"),
    CHUNKED + b"0\r\nno field\r\n\r\n": (400, "after the last chunk"),
    CHUNKED + b"0\r\nX: a\n\r\n": (400, "after the last chunk"),
    CHUNKED + b"0\r\n" + b"X: a\r\n" * 12_000: (431, "after the last chunk"),
    CHUNKED + b"0\r\nX: " + b"a" * 70_000: (400, "too long"),
    # what is expected
    POST + b"Expect: tea\r\nContent-Length: 3\r\n\r\n": (417, "100-continue"),
}
"""Malformed requests with the status of their response and words of its message."""


@pytest.mark.parametrize("data", REFUSED, ids=range(len(REFUSED)))
def test_what_is_malformed_or_ambiguous_is_refused(data: bytes) -> None:
    with pytest.raises(Refusal) as caught:
        read(data)
    status, words = REFUSED[data]
    assert caught.value.status == status
    assert words in caught.value.reason


def test_it_is_refused_as_well_if_it_arrives_byte_by_byte() -> None:
    accepted = []
    for data, (status, _) in REFUSED.items():
        try:
            read(*(data[index : index + 1] for index in range(len(data))))
        except Refusal as refusal:
            accepted += [] if refusal.status == status else [(data[:80], refusal.status)]
        else:
            accepted.append((data[:80], 200))
    assert accepted == []


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (POST + b"X: " + b"a" * 200 + b"\r\n\r\n", 431),
        (POST + b"Content-Length: 11\r\n\r\n", 413),
        (CHUNKED + b"6\r\nabcdef\r\n5\r\n", 413),
    ],
)
def test_the_limits_are_those_of_the_server(data: bytes, status: int) -> None:
    with pytest.raises(Refusal) as caught:
        read(data, limits=SMALL)
    assert caught.value.status == status


# --- another parser --------------------------------------------------------------------------------------------------

PARTS = [
    b"\r\n", b"\n", b"\r", b" ", b"\t", b":", b";", b"0", b"5", b"\x00", b"\x0b", b"\xff", b"\r\n\r\n", b"chunked", b"HTTP/1.1",
    b"GET / HTTP/1.1\r\n", HOST, b"Content-Length: 5\r\n", b"Transfer-Encoding: chunked\r\n", b"Expect: 100-continue\r\n",
    b"Connection: close\r\n", b"3\r\nabc\r\n", b"0\r\n\r\n", b"X: y\r\n", b" folded\r\n", b"a" * 300,
]  # fmt: skip
"""What mutations insert."""


def mutated(chance: random.Random) -> bytes:
    """Return one or two requests, mostly malformed."""
    data = bytearray(b"".join(chance.choice(READ)[0] for _ in range(chance.randint(1, 2))))
    for _ in range(chance.randint(0, 3)):
        at = chance.randrange(len(data))
        kind = chance.randrange(4)
        if kind == 0:
            data[at:at] = chance.choice(PARTS)
        elif kind == 1:
            del data[at : at + chance.randint(1, 8)]
        elif kind == 2:
            data[at] = chance.randrange(256)
        else:
            data[at : at + 2] = chance.choice(PARTS)
        data = data or bytearray(b"\r\n")
    return bytes(data)


def by_ours(data: bytes) -> list[tuple[bytes, bytes]] | None:
    try:
        return [(head.method.encode(), body) for head, body in read(data)]
    except Refusal:
        return None


def by_h11(data: bytes) -> list[tuple[bytes, bytes]] | None:
    """Return the methods and bodies that h11 reads; None if it refuses them."""
    found: list[tuple[bytes, bytes]] = []
    rest = data.lstrip(b"\r\n")
    while rest:
        connection = h11.Connection(h11.SERVER)
        connection.receive_data(rest)
        request = _next(connection)
        body = b""
        while isinstance(event := _next(connection), h11.Data):
            body += bytes(event.data)
        if not isinstance(request, h11.Request) or not isinstance(event, h11.EndOfMessage):
            return None if request is None or event is None else found
        found.append((bytes(request.method), body))
        rest = connection.trailing_data[0].lstrip(b"\r\n")
    return found


def _next(connection: h11.Connection) -> object:
    try:
        return connection.next_event()
    except h11.RemoteProtocolError:
        return None


@pytest.mark.uncounted
@pytest.mark.parametrize("count", [2_000, pytest.param(50_000, marks=pytest.mark.full)])
def test_what_is_read_another_parser_reads_in_the_same_way(count: int) -> None:
    chance = random.Random(count)
    read_by_both, different = 0, []
    for data in (mutated(chance) for _ in range(count)):
        ours, theirs = by_ours(data), by_h11(data)
        if ours:
            read_by_both += 1
            different += [] if ours == theirs else [(data, ours, theirs)]
    assert different == []
    assert count / 10 < read_by_both < count * 0.9
