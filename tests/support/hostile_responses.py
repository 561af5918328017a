"""
Responses as no server should send them, or as few do, and what has to come of each.

After each of them, the next call on the same client has to get its own response. `HostileServer` sends both.
"""

from __future__ import annotations

import contextlib
import gzip
import json
import re
import socket
import struct
import time
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from tests.support.fault_server import chunked, head, whole
from tests.support.raw_server import SocketServer, read_request

BODY = b'{"first": 1}'
VALUE = json.loads(BODY)
EVIL = whole(b'{"evil": true}')
"""A response that was not requested."""


@dataclass(frozen=True)
class Failure:
    """An error of a call."""

    words: str
    """A pattern that is found in its message."""
    name: str = "BadResponse"
    """Its class."""


@dataclass(frozen=True)
class Row:
    """
    A response, and what has to come of it.

    Args:
        data: What the server sends.
        expected: The value that the call returns, or its error.
        then: What the server does next: it stays and responds to the next request on the connection, or closes, or
            resets it.
        later: What it sends a little later; the next request may be there already.
        pause: Seconds between two bytes of the data.
        action: The action that is called.
    """

    data: bytes
    expected: Any = None
    then: str = "stay"
    later: bytes = b""
    pause: float = 0
    action: str = "get"

    def outcome_of(self, client: Any, number: int) -> Any:
        """Call, and return the value or the error."""
        from dynaclient import DynaclientError

        try:
            return client.call(f"things.{self.action}", {"row": number})
        except DynaclientError as error:
            return error

    def accepts(self, outcome: Any) -> bool:
        """Return whether this is what had to come of it."""
        if isinstance(self.expected, Failure):
            fits = re.search(self.expected.words, str(outcome)) is not None
            return type(outcome).__name__ == self.expected.name and fits
        return bool(outcome == self.expected)


class HostileServer(SocketServer):
    """
    Sends the row of a table, or the marker, that the query of a request names.

    Args:
        rows: The table.
    """

    def __init__(self, rows: list[Row]) -> None:
        super().__init__()
        self._rows = rows

    def serve(self, connection: socket.socket, number: int) -> None:
        with connection.makefile("rb") as stream:
            while received := read_request(stream, number):
                path, _, index = received.target.partition("?row=")
                if path == "/marker":
                    connection.sendall(whole(json.dumps(marker(int(index))).encode()))
                elif not self._send(connection, self._rows[int(index)]):
                    return

    def _send(self, connection: socket.socket, row: Row) -> bool:
        """Send a row; return whether the connection stays open."""
        with contextlib.suppress(OSError):
            for part in (
                (row.data,) if not row.pause else (row.data[index : index + 1] for index in range(len(row.data)))
            ):
                connection.sendall(part)
                time.sleep(row.pause)
            if row.later:
                time.sleep(0.03)
                connection.sendall(row.later)
        if row.then == "reset":
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        elif row.then == "close":
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_WR)
                connection.settimeout(1)
                connection.recv(65536)
        return row.then == "stay"


def marker(number: int) -> dict[str, int]:
    """Return the value of the call after a row."""
    return {"marker": number}


# --- the table

MALFORMED = "the response is malformed: "
NO_START = Failure(MALFORMED + "it does not start with an HTTP/1.1 status line")
NO_NAME = Failure(MALFORMED + "a header line has no name")
CONTROL = Failure(MALFORMED + "a header line has a control character")
NO_LENGTH = Failure(MALFORMED + "its Content-Length is not a single number")
NO_CODING = Failure(MALFORMED + "its Transfer-Encoding is not chunked")
NO_SIZE = Failure(MALFORMED + "the size of a chunk is not a number")
WRONG_SIZE = Failure(MALFORMED + "a chunk is longer than its size line says")
LONG_LINE = Failure(MALFORMED + "a line is longer than 8192 bytes")
BAD_DATA = Failure(MALFORMED + "its compressed data is invalid")
SURPLUS_DATA = Failure(MALFORMED + "data follows the end of its compressed data")
LARGE_HEAD = Failure("the response head is larger than 65536 bytes")
CUT_OFF = Failure("the response was cut off")
NOTHING = Failure("the server closed the connection without a response", "TransportError")
TIMED_OUT = Failure("timed out|deadline", "DeadlineExceeded")
CODING = Failure("has (the|an unknown) content coding")

LAST = b"0\r\n\r\n"
CHUNKED = head("Transfer-Encoding: chunked")
CHUNKS = chunked(BODY) + LAST
GZIP = gzip.compress(BODY, mtime=0)
ZLIB = zlib.compress(BODY)
_BARE = zlib.compressobj(wbits=-15)
DEFLATE = _BARE.compress(BODY) + _BARE.flush()


def _each(expected: Any, *responses: bytes, **more: Any) -> list[Row]:
    """Return responses of which the same has to come."""
    return [Row(response, expected, **more) for response in responses]


def _started(line: bytes, body: bytes = BODY) -> bytes:
    """Return a response with this status line."""
    return line + whole(body).partition(b"\r\n")[2]


def _lined(*lines: bytes, end: bytes = b"\r\n") -> bytes:
    """Return a response with these header lines, which have no line ends."""
    length = b"Content-Length: %d" % len(BODY)
    return b"".join(line + end for line in (b"HTTP/1.1 200 OK", *lines, length, b"")) + BODY


def _framed(*fields: str, body: bytes = BODY) -> bytes:
    return head(*fields) + body


def _in_chunks(data: bytes) -> bytes:
    return CHUNKED + data


def _coded(coding: str, data: bytes) -> bytes:
    return whole(data, f"Content-Encoding: {coding}")


def _old(response: bytes) -> bytes:
    return response.replace(b"HTTP/1.1", b"HTTP/1.0", 1)


def _cuts(response: bytes, then: str) -> Iterator[Row]:
    """Yield a response that is cut off, at each of its bytes."""
    end_of_head = response.index(b"\r\n\r\n") + 4
    for end in range(len(response)):
        failure = NOTHING if response[:end] in (b"", _INTERIM) else CUT_OFF
        if then == "reset":  # what arrived may be lost
            failure = Failure("cut off|without a response", "BadResponse" if end >= end_of_head else failure.name)
        yield Row(response[:end], failure, then=then)


_LENGTH = f"Content-Length: {len(BODY)}"
_LENGTH_LINE = _LENGTH.encode() + b"\r\n"
_INTERIM = b"HTTP/1.1 100 Continue\r\n\r\n"

TABLE: dict[str, list[Row]] = {
    "status lines that are accepted": _each(
        VALUE,
        _started(b"HTTP/1.1 200\r\n"), _started(b"HTTP/1.1 200 \r\n"), _started(b"HTTP/1.1  200  OK\r\n"), _started(b"HTTP/1.1 200\tOK\r\n"),
        _started(b"HTTP/1.1 299 Odd\r\n"), _started(b"HTTP/1.0 200 OK\r\n"), _started(b"HTTP/1.9 200 OK\r\n"), _started(b"HTTP/1.1 200 \xc3\xa9\xff\r\n"),
        _started(b"HTTP/1.1 200 " + b"x" * 60_000 + b"\r\n"), _started(b"HTTP/1.1 200 OK\n"), _started(b"HTTP/1.1 200 HTTP/1.1 500 No\r\n"),
    ),
    "status lines that are rejected": _each(
        NO_START,
        b"SSH-2.0-OpenSSH_9.6\r\n", b"220 mail.example ESMTP\r\n", b"+OK ready\r\n", b"ICY 200 OK\r\n\r\n", b"<html>HTTP/0.9</html>", b'{"http": 0.9}\n\n',
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"\x00\x00\x12\x04\x00\x00\x00\x00\x00", b"\x00" * 40, b"\xff" * 40, b"\xef\xbb\xbf" + whole(BODY),
        b"HTTP/2 200 OK\r\n\r\n", b"HTTP/2.0 200 OK\r\n\r\n", b"HTTP/0.9 200 OK\r\n\r\n", b"HTTP/1 200 OK\r\n\r\n", b"HTTP/1.12 200 OK\r\n\r\n", b"HTTP/1.x 200 OK\r\n\r\n",
        b"http/1.1 200 OK\r\n\r\n", b"HTTP /1.1 200 OK\r\n\r\n", b"HTTP/1.1200 OK\r\n\r\n", b"HTTP/1.1\t200 OK\r\n\r\n", b"XHTTP/1.1 200 OK\r\n\r\n",
        b"\r\n" + whole(BODY), b"\n" + whole(BODY), b" " + whole(BODY), b"\r" + whole(BODY), b"\n\n", b"\r\n\r\n",
        b"HTTP/1.1 20 OK\r\n\r\n", b"HTTP/1.1 2000 OK\r\n\r\n", b"HTTP/1.1 abc OK\r\n\r\n", b"HTTP/1.1 9999 OK\r\n\r\n", b"HTTP/1.1 099 OK\r\n\r\n", b"HTTP/1.1 000 OK\r\n\r\n",
        b"HTTP/1.1 -200 OK\r\n\r\n", b"HTTP/1.1 +20 OK\r\n\r\n", b"HTTP/1.1 2e2 OK\r\n\r\n", b"HTTP/1.1 \xb2\xb2\xb2 OK\r\n\r\n", b"HTTP/1.1 200OK\r\n\r\n", b"HTTP/1.1 \r\n\r\n", b"HTTP/1.1\r\n\r\n",
        _started(b"HTTP/1.1 200 O\0K\r\n"), _started(b"HTTP/1.1 200 OK\rContent-Length: 1\r\n"), _started(b"HTTP/1.1 200 \x1b[2J\r\n"), _started(b"HTTP/1.1 200 OK\r\r\n"),
    ),
    "an alert of TLS": _each(Failure("the server expects TLS at this port"), b"\x15\x03\x01\x00\x02\x02\x46", b"\x15\x03\x03", _INTERIM + b"\x15\x03\x03\x00\x02\x02\x0a"),
    "header lines that are accepted": _each(
        VALUE,
        _lined(b"X:"), _lined(b"X: \t "), _lined(b"X:a", b"X: b", b"x: c"), _lined(b"!#$%&'*+-.^_`|~: odd"), _lined(b"X: \x80\xff\xa0"), _lined(b"X: a:b: c"),
        _lined(b"X: a", end=b"\n"), _lined(b"X: a\r\n b"), _lined(b"X:\r\n\tb\r\n c\r\n \r\n"[:-2]), _lined(b"Content-Length:\r\n %d" % len(BODY)),
        head(_LENGTH, *(f"X-{number}: 1" for number in range(97))) + BODY, _lined(b"X: " + b"a" * 60_000), _lined(b"Date: yesterday", b"Set-Cookie: a=1", b"Set-Cookie: b=2"),
        head(_LENGTH, "Connection: Keep-Alive, Upgrade", "Upgrade: h2c") + BODY, head(_LENGTH, "Trailer: X", "TE: trailers") + BODY,
        head(_LENGTH, "Keep-Alive: timeout=99999999999999999999, max=x") + BODY, head(_LENGTH, "Connection: ,,") + BODY,
    ),
    "header lines that are rejected": [
        *_each(
            NO_NAME,
            _lined(b"no colon"), _lined(b": x"), _lined(b"Content-Length : 2"), _lined(b"X\t: a"), _lined(b"X Y: a"), _lined(b"(X): a"), _lined(b"X\x80: a"), _lined(b"\xc3\xa9: a"),
            _lined(b" folded: x"), _lined(b"\tfolded"), _lined(b'"X": a'), _lined(b"HTTP/1.1 200 OK"), _lined(b"X/Y: a"), _lined(b"X=Y"),
        ),
        *_each(
            CONTROL,
            _lined(b"X: a\0b"), _lined(b"X\0: a"), _lined(b"X: a\rContent-Length: 2"), _lined(b"\rX: a"), _lined(b"X: a\x0bb"), _lined(b"X: a\x0cb"), _lined(b"X: \x1b[2J"), _lined(b"X: a\x7f"),
            _lined(b"X: a\r\n b\0c"), _lined(b"X: a\r\r\n b"[:6]), _lined(b"X: a\r\n \rb"),
        ),
    ],
    "heads that are too large": [
        Row(head(*(f"X-{number}: 1" for number in range(101))), Failure("more than 100 header lines")),
        *_each(
            LARGE_HEAD,
            whole(BODY, "X-Long: " + "a" * 70_000), b"HTTP/1.1 200 OK\r\n" + b"X: " + b"a" * 200_000, b"HTTP/1.1 200 " + b"a" * 200_000, b"HTTP/1.1 200 OK\r\n" + b"X: a\r\n" * 20_000,
            b"HTTP/1.1 200 OK\r\nX: a" + b"\r\n a" * 30_000, b"HTTP/1.1 200 " + b" " * 200_000, b"HTTP/1.1 " + b" " * 200_000, b"HTTP/1.1 200 OK\r\n" + b"\r" * 200_000,
            _INTERIM + b"HTTP/1.1 103 Early\r\nLink: " + b"a" * 70_000,
        ),
    ],
    "interim responses": [
        *_each(
            VALUE,
            _INTERIM + whole(BODY), b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" * 5 + whole(BODY), b"HTTP/1.1 199 Odd\r\nContent-Length: 5\r\n\r\n" + whole(BODY), b"HTTP/1.0 100\n\n" + whole(BODY),
            b"HTTP/1.1 102 Processing\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n" + whole(BODY), _INTERIM * 99 + whole(BODY),
        ),
        Row(_INTERIM, VALUE, later=whole(BODY)),
        *_each(Failure("more than 100 interim responses"), _INTERIM * 101, _INTERIM * 2000, _INTERIM * 100 + whole(BODY)),
        *_each(Failure("switches protocols"), b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: foo\r\n\r\n", b"HTTP/1.1 101 Switching Protocols\r\n\r\n" + EVIL, _INTERIM + b"HTTP/1.1 101 \r\n\r\n"),
        *_each(NO_START, _INTERIM + b"garbage\r\n\r\n", _INTERIM + b"\r\n" + whole(BODY), b"HTTP/1.1 103 Early\rHints\r\n\r\n" + whole(BODY), b"HTTP/1.1 100 Continue\r\n\r\n12345" + whole(BODY)),
        *_each(NO_NAME, b"HTTP/1.1 103 Early Hints\r\nno colon\r\n\r\n" + whole(BODY)),
        *_each(CONTROL, b"HTTP/1.1 103 Early Hints\r\nLink: a\0b\r\n\r\n" + whole(BODY)),
        Row(_INTERIM, NOTHING, then="close"),
    ],
    "lengths that are accepted": [
        *_each(
            VALUE,
            _framed(_LENGTH), _framed(f"{_LENGTH}, {len(BODY)}"), _framed(_LENGTH, _LENGTH.lower()), _framed(_LENGTH.replace(": ", ":\t \t")), _framed(f"Content-Length: 000{len(BODY)}"),
            _framed(_LENGTH.replace(": ", ": \t") + " \t"), _old(_framed(_LENGTH)), _old(_framed(_LENGTH, "Connection: keep-alive")), _framed(_LENGTH, "Connection: close"),
        ),
        Row(_framed("Content-Length: 0", body=b""), None),
        Row(head(), VALUE, later=BODY, then="close"),
        Row(_framed(), VALUE, then="close"),
        Row(_framed(_LENGTH, body=BODY[:5]), VALUE, later=BODY[5:]),
    ],
    "lengths that are rejected": [
        *_each(
            NO_LENGTH,
            *(_framed(f"Content-Length: {value}") for value in ("ten", "-2", "-0", "+12", "12.0", "0x2", "1_2", "", "\xb2", "12 12", "12;", "12,", ",12", "12, 13", "12,,12", "12\xa0", "\x8512", "9" * 19, "9" * 5000, "NaN", "1e1")),
            _framed("Content-Length: 5", "Content-Length: 12"), _framed("Content-Length: 12", "content-length: 5"), _framed(_LENGTH, "Content-Length: x"), _framed(_LENGTH, "Content-Length:"),
        ),
        Row(_framed("Content-Length: 999999999999999999"), Failure("the response is larger than")),
        Row(_framed("Content-Length: 13"), CUT_OFF, then="close"),
    ],
    "Transfer-Encoding": [
        *_each(
            VALUE,
            _in_chunks(CHUNKS), head("Transfer-Encoding: CHUNKED") + CHUNKS, head("Transfer-Encoding:\tchunked \t") + CHUNKS, head("Transfer-Encoding: chunked", "Content-Length: 5") + CHUNKS,
            head("Transfer-Encoding: chunked", "Content-Length: x") + CHUNKS, _old(_in_chunks(CHUNKS)), _old(head("Transfer-Encoding: chunked", "Connection: keep-alive") + CHUNKS),
        ),
        *_each(
            NO_CODING,
            *(head(f"Transfer-Encoding: {value}") + CHUNKS for value in ("gzip, chunked", "chunked, gzip", "chunked, chunked", "chunked, identity", "identity", "xchunked", "chunke", "", ",chunked", "chunked,", "chunked;q=1", '"chunked"', "chunked\xa0", "\x85chunked", "chunked chunked", "cow")),
            head("Transfer-Encoding: chunked", "Transfer-Encoding: chunked") + CHUNKS, head("Transfer-Encoding: chunked", "Transfer-Encoding: identity") + CHUNKS, head("Transfer-Encoding: identity", _LENGTH) + BODY,
            head("Transfer-Encoding: xchunked", _LENGTH) + BODY,
        ),
        *_each(NO_NAME, head("Transfer-Encoding : chunked") + CHUNKS, head("X: y", "Transfer-Encoding\t: chunked") + CHUNKS),
    ],
    "chunks that are accepted": _each(
        VALUE,
        _in_chunks(b"1\r\n{\r\n1;name=value\r\n" + BODY[1:2] + b"\r\nA;last\r\n" + BODY[2:] + b"\r\n000\r\nX: 1\r\n\r\n"), _in_chunks(b"c \t\r\n" + BODY + b"\r\n" + LAST), _in_chunks(b"0000000000000C\r\n" + BODY + b"\r\n" + LAST),
        _in_chunks(b'c;a="b;c";d\r\n' + BODY + b"\r\n0;last\r\n\r\n"), _in_chunks(b"c ; a = b\r\n" + BODY + b"\r\n" + LAST), _in_chunks(b"c;" + b"x" * 8000 + b"\r\n" + BODY + b"\r\n" + LAST), _in_chunks(b"c;\r\n" + BODY + b"\r\n" + LAST),
        _in_chunks(chunked(*(BODY[index : index + 1] for index in range(len(BODY)))) + LAST), _in_chunks(chunked(BODY) + b"0\r\nX: 1\r\nY: 2\r\n z\r\n\r\n"), _in_chunks(chunked(BODY) + b"0\r\n" + _LENGTH_LINE + b"Transfer-Encoding: gzip\r\n\r\n"),
    ),
    "chunks that are late or none": [Row(CHUNKED + chunked(BODY), VALUE, later=LAST), Row(_in_chunks(LAST), None)],
    "chunks that are rejected": [
        *_each(
            NO_SIZE,
            *(_in_chunks(size + b"\r\n" + BODY + b"\r\n" + LAST) for size in (b"0xc", b"+c", b"-c", b"", b" c", b"\tc", b"c c", b"g", b"c,", b"1_2", b"c.0", b"f" * 16, b"\xb2", b"c\0", b"c\x0b", b"c\xa0", b"c=1", b"c\n;x", b"c;a\nb")),
            _in_chunks(chunked(BODY) + b"-0\r\n\r\n"), _in_chunks(chunked(BODY) + b"zz\r\n\r\n"), _in_chunks(chunked(BODY) + b"\r\n" + LAST), _in_chunks(BODY + b"\r\n" + LAST), _in_chunks(chunked(BODY) + EVIL),
        ),
        *_each(WRONG_SIZE, _in_chunks(b"5\r\n" + BODY + b"\r\n" + LAST), _in_chunks(b"b\r\n" + BODY + b"\r\n" + LAST), _in_chunks(b"c\r\n" + BODY + b"\n\n" + LAST), _in_chunks(b"c\r\n" + BODY + LAST), _in_chunks(b"c\r\n" + BODY + b"\r\r" + LAST)),
        *_each(LONG_LINE, _in_chunks(b"c;" + b"x" * 10_000 + b"\r\n" + BODY + b"\r\n" + LAST), _in_chunks(b"c;" + b"x" * 100_000), _in_chunks(b"0" * 100_000), _in_chunks(chunked(BODY) + b"0\r\nX: " + b"a" * 10_000 + b"\r\n\r\n")),
        *_each(NO_NAME, _in_chunks(chunked(BODY) + b"0\r\nno colon\r\n\r\n"), _in_chunks(chunked(BODY) + b"0\r\n\nX: 1\r\n\r\n"), _in_chunks(chunked(BODY) + LAST[:3] + EVIL)),
        *_each(CONTROL, _in_chunks(chunked(BODY) + b"0\r\nX: a\rb\r\n\r\n"), _in_chunks(chunked(BODY) + b"0\r\nX: \0\r\n\r\n")),
        Row(_in_chunks(chunked(BODY) + b"0\r\n" + b"X: 1\r\n" * 200 + b"\r\n"), Failure("more than 100 lines after its last chunk")),
        Row(_in_chunks(b"c\n" + BODY + b"\n0\n\n"), CUT_OFF, then="close"),
    ],
    "bytes after the response": [
        *_each(
            VALUE,
            whole(BODY) + b"x", whole(BODY) + b"\r\n", whole(BODY) + b"\0", whole(BODY) + EVIL, whole(BODY) + EVIL * 50, whole(BODY) + EVIL[:20], _in_chunks(CHUNKS + EVIL), _in_chunks(CHUNKS + b"\r\n"), _in_chunks(CHUNKS + LAST),
            whole(BODY) + _INTERIM, head("Content-Length: 12") + BODY + BODY, head("Transfer-Encoding: chunked", "Content-Length: 5") + CHUNKS + EVIL, _old(whole(BODY, "Connection: keep-alive")) + EVIL, whole(BODY, "Connection: close") + EVIL,
            _coded("gzip", GZIP) + EVIL, whole(BODY) + b"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n",
        ),
        *_each(VALUE, whole(BODY, "Connection: close"), head("Transfer-Encoding: chunked", "Content-Length: 5") + CHUNKS, _old(whole(BODY)), _old(_in_chunks(CHUNKS)), later=EVIL),
        Row(_framed("Content-Length: 5", body=b"12345" + EVIL), 12345),
        # The rest of them arrives when the next response is expected.
        *_each(VALUE, whole(BODY) + b"x", _in_chunks(CHUNKS) + b"\r\n", _coded("gzip", GZIP) + b"\0", later=EVIL),
        *_each(VALUE, whole(BODY) + EVIL[:20], _in_chunks(CHUNKS) + EVIL[:20], later=EVIL[20:]),
        Row(head(status="204 No Content") + b"x", None, later=EVIL),
    ],
    "responses without a body": [
        *_each(None, head(status="204 No Content"), b"HTTP/1.1 204\r\n\r\n", head("Content-Length: 0", status="204 No Content"), head("Content-Length: 99", status="204 No Content"), head("Transfer-Encoding: gzip", status="204 No Content"), head("Content-Encoding: gzip", status="204 No Content")),
        *_each(None, head("Content-Length: 14", status="204 No Content") + EVIL, head(status="204 No Content") + EVIL, head("Transfer-Encoding: chunked", status="204 No Content") + CHUNKS, head(_LENGTH, status="204 No Content") + BODY),
        *_each(None, head(_LENGTH, status="204 No Content"), later=BODY + EVIL),
        *_each(None, head("Transfer-Encoding: chunked", status="204 No Content"), later=CHUNKS + EVIL),
        *_each(Failure("304 Not Modified", "Redirected"), head("Content-Length: 99", status="304 Not Modified"), head("Content-Length: 1", "Content-Length: 2", status="304 Not Modified"), head("Transfer-Encoding: chunked", status="304 Not Modified"), head(_LENGTH, status="304 Not Modified") + BODY, head(status="304 Not Modified") + EVIL),
        *_each(None, head("Content-Length: 99", "Content-Encoding: gzip"), head("Transfer-Encoding: chunked"), head("Content-Length: x"), head(), whole(BODY), head() + EVIL, _in_chunks(CHUNKS), _old(head("Content-Length: 99")), action="head"),
        *_each(None, whole(b""), whole(b"", "Content-Encoding: gzip"), whole(b"", "Content-Encoding: br"), head("Content-Length: 0", status="205 Reset Content")),
    ],
    "compressed data": [
        *_each(VALUE, _coded("gzip", GZIP), _coded("GZIP", GZIP), _coded("x-gzip", GZIP), _coded("deflate", ZLIB), _coded("deflate", DEFLATE), _coded("identity", BODY), _coded("", BODY), _coded(" \tgzip ", GZIP)),
        *_each(VALUE, _coded("gzip", gzip.compress(BODY[:5], mtime=0) + gzip.compress(b"", mtime=0) + gzip.compress(BODY[5:], mtime=0)), _coded("gzip", gzip.compress(BODY + b" " * 300_000, mtime=0)), head("Content-Encoding: gzip", "Transfer-Encoding: chunked") + chunked(*(GZIP[index : index + 1] for index in range(len(GZIP)))) + LAST),
        Row(head("Content-Encoding: gzip") + GZIP, VALUE, then="close"),
        *_each(BAD_DATA, _coded("gzip", GZIP + b"garbage that is long enough"), _coded("gzip", GZIP[:-8] + b"\0" * 8), _coded("gzip", GZIP[:-4] + b"\0\0\0\1"), _coded("deflate", ZLIB[:-4] + b"\0" * 4), _coded("gzip", BODY), _coded("gzip", ZLIB), _coded("deflate", GZIP), _coded("gzip", GZIP[:12] + b"\xff\xff\xff" + GZIP[15:]), _coded("gzip", b"\0" * 30), _coded("deflate", b"\xff" * 30)),
        *_each(None, _coded("deflate", zlib.compress(b"")), _coded("gzip", gzip.compress(b"", mtime=0))),
        Row(_coded("gzip", GZIP + b"\0"), Failure("is malformed|cut off")),
        *_each(SURPLUS_DATA, _coded("deflate", ZLIB + b"\0"), _coded("deflate", DEFLATE + b"\0"), _coded("deflate", ZLIB + ZLIB)),
        *_each(CUT_OFF, _coded("gzip", GZIP[:-1]), _coded("gzip", GZIP[:-8]), _coded("gzip", GZIP[:5]), _coded("gzip", GZIP + GZIP[:10]), _coded("gzip", GZIP + b"\x1f"), _coded("deflate", ZLIB[:-1]), _coded("deflate", DEFLATE[:-1]), head("Content-Encoding: gzip", "Transfer-Encoding: chunked") + chunked(GZIP[:-1]) + LAST),
        *_each(CODING, *(_coded(coding, GZIP) for coding in ("gzip, gzip", "identity, gzip", "gzip,", "br", "zstd", "compress", "rot13", "gzip;q=1", "gzip\xa0", "gzip\r\nContent-Encoding: gzip", "a" * 1000))),
        *_each(Failure("the response is larger than"), _coded("gzip", gzip.compress(bytes(3 << 20))), _coded("deflate", zlib.compress(bytes(3 << 20))), _coded("gzip", gzip.compress(bytes(1 << 18)) * 12), whole(bytes(2 << 20)), head("Transfer-Encoding: chunked") + chunked(bytes(2 << 20))),
        Row(head() + bytes(2 << 20), Failure("the response is larger than"), then="close"),
    ],
    "cut off by a close": [*_cuts(whole(BODY), "close"), *_cuts(head("Transfer-Encoding: chunked") + chunked(BODY[:4], BODY[4:]) + b"0;last\r\nX: 1\r\n\r\n", "close"), *_cuts(_INTERIM + whole(BODY), "close")],
    "cut off by a reset": [*_cuts(whole(BODY), "reset"), *_cuts(_in_chunks(CHUNKS), "reset")],
    "byte by byte": [
        *_each(VALUE, whole(BODY), _in_chunks(CHUNKS), _INTERIM + whole(BODY), _coded("gzip", GZIP), _old(whole(BODY)), pause=0.0005),
        *_each(NO_START, b"SSH-2.0-OpenSSH_9.6\r\n", b"HTTP/2 200", pause=0.0005),
        *_each(NO_NAME, _lined(b"no colon"), pause=0.0005),
    ],
    "errors whose body cannot be read": [
        Row(head("Content-Length: 99", status="404 Not Found") + b"no such", Failure("the response was cut off", "NotFound"), then="close"),
        Row(whole(BODY, "Content-Encoding: br", status="503 Gone"), Failure("content coding 'br'", "ServerError")),
        Row(whole(BODY, "Content-Encoding: gzip", status="400 No"), Failure("compressed data", "BadRequest")),
        Row(whole(bytes(2 << 20), status="500 Big"), Failure("the response is larger than", "ServerError")),
    ],
    "too slow for the deadline": _each(
        TIMED_OUT, whole(BODY), _in_chunks(CHUNKS), _INTERIM * 20, _coded("gzip", GZIP), head(status="204 No Content"), pause=0.1),
    "nothing more": _each(
        TIMED_OUT,
        b"", b"H", b"HTTP/1.1 20", b"HTTP/1.1 200 OK\r\nX: 1\r\n", _INTERIM, whole(BODY)[:-1], CHUNKED, CHUNKED + b"c", CHUNKED + b"c\r\n" + BODY, head(_LENGTH), head(), head() + BODY, _coded("gzip", GZIP)[:-1], _framed("Content-Length: 13"),
        _in_chunks(b"fffffffffffffff\r\n" + BODY), _in_chunks(b"c\n" + BODY + b"\n0\n\n"), _in_chunks(chunked(BODY)), _in_chunks(chunked(BODY) + b"0\r\n"), _in_chunks(chunked(BODY) + b"0\r\nX: 1\r\n"), b"HTTP/1.",
    ),
}  # fmt: skip
"""Rows by their kind."""


def rows() -> Iterable[Row]:
    """Return all rows."""
    return (row for kind in TABLE.values() for row in kind)
