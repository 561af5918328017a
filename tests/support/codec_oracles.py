"""Random HTTP/1.1 responses, valid and mutated, and three parsers for them: our own, h11 and httptools."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import h11
import httptools

from dynaclient import Headers, NotDelivered
from dynaclient.http.codec.events import END, HEAD, MAX_HEAD_SIZE, NEED_DATA, EndOfStream, MalformedResponse
from dynaclient.http.codec.response_parser import ResponseParser

_TOKEN = "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_TEXT = "".join(map(chr, (*range(0x21, 0x7F), *range(0xA0, 0x100))))
_FRAMING_NAMES = frozenset({"content-length", "transfer-encoding", "connection", "keep-alive", "upgrade"})


@dataclass(frozen=True)
class Message:
    """What a response means."""

    status: int
    fields: dict[str, str]
    """Value by name in lower case; several values are joined with commas."""
    body: bytes
    is_reusable: bool
    """Whether the connection can carry a further request."""


@dataclass(frozen=True)
class Case:
    """A response to a request of this method, and what it means."""

    method: str
    data: bytes
    message: Message

    def split(self, chance: random.Random) -> list[bytes]:
        """Return the data in parts, cut at random positions."""
        return split(self.data, chance)


def split(data: bytes, chance: random.Random) -> list[bytes]:
    """Return some data in parts, cut at random positions."""
    positions = sorted(chance.sample(range(1, len(data)), min(chance.choice((0, 1, 2, 5, 40)), len(data) - 1)))
    return [data[start:end] for start, end in zip([0, *positions], [*positions, len(data)], strict=True)]


# --- valid responses


def random_case(chance: random.Random) -> Case:
    """Return a valid response."""
    method = "HEAD" if chance.random() < 0.1 else "GET"
    status = chance.choice((200, 200, 200, 201, 204, 206, 301, 304, 404, 429, 500, chance.randrange(200, 1000)))
    body = _random_body(chance)
    framing = chance.choice(("counted", "chunked", "close"))
    if status == 204:
        framing = "none"  # RFC 9112, section 6: it has neither
    pairs = [(_word(_TOKEN, chance), _value(chance)) for _ in range(chance.choice((0, 1, 3, 12)))]
    pairs = [(name, value) for name, value in pairs if name.lower() not in _FRAMING_NAMES]
    fields = [(name, chance.choice(("", " ", "\t ")) + _folded(value, chance)) for name, value in pairs]
    pairs_of_framing = {
        "counted": [("Content-Length", str(len(body)))],
        "chunked": [("Transfer-Encoding", chance.choice(("chunked", "Chunked", "CHUNKED")))],
    }.get(framing, [])
    closes = framing == "close" and not (method == "HEAD" or status == 304)
    if closes or chance.random() < 0.2:
        pairs_of_framing.append(("Connection", chance.choice(("close", "Close", "x-option, close"))))
        closes = True
    pairs += pairs_of_framing
    fields += [(chance.choice((name, name.lower(), name.upper())), f" {value}") for name, value in pairs_of_framing]
    order = chance.sample(range(len(fields)), len(fields))
    head = "".join(f"{fields[index][0]}:{fields[index][1]}\r\n" for index in order)
    interim = "".join(_interim(chance) for _ in range(chance.choice((0, 0, 0, 1, 2))))
    data = f"{interim}HTTP/1.1 {status}{chance.choice((' ', ' OK', ' Not quite, é', ''))}\r\n{head}\r\n".encode(
        "latin-1"
    )
    if method == "HEAD" or status in (204, 304):
        body = b""
    else:
        data += _chunked(body, chance) if framing == "chunked" else body
    merged = Headers([pairs[index] for index in order])
    return Case(
        method,
        data,
        Message(status, {key: value for key, (_, value) in merged.by_lower_name.items()}, body, not closes),
    )


def _random_body(chance: random.Random) -> bytes:
    size = chance.choice((0, 1, 7, 60, 400, 3000))
    return bytes(chance.choices(b"\r\n0aF;:\0 HTP/1.\xff", k=size))


def _word(alphabet: str, chance: random.Random) -> str:
    return "".join(chance.choices(alphabet, k=chance.choice((1, 3, 9))))


def _value(chance: random.Random) -> str:
    return chance.choice((" ", "  ", "\t")).join(_word(_TEXT, chance) for _ in range(chance.choice((0, 1, 2, 4))))


def _folded(value: str, chance: random.Random) -> str:
    """Return a value as it may be written: with space after it, and sometimes over several lines."""
    if " " in value and chance.random() < 0.2 and "  " not in value:
        value = value.replace(" ", chance.choice(("\r\n ", "\r\n\t ")))
    return value + chance.choice(("", "", " ", " \t"))


def _interim(chance: random.Random) -> str:
    return f"HTTP/1.1 {chance.choice((100, 102, 103))} Wait\r\n{chance.choice(('', 'Link: </x>; rel=preload' + chr(13) + chr(10)))}\r\n"


def _chunked(body: bytes, chance: random.Random) -> bytes:
    parts = split(body, chance) if len(body) > 1 else [body] if body else []
    chunks = [b"%b%b\r\n%b\r\n" % (_size(len(part), chance), _extension(chance), part) for part in parts]
    trailer = b"".join(b"X-Trailer: %d\r\n" % number for number in range(chance.choice((0, 0, 1, 3))))
    return b"%b%b%b\r\n%b\r\n" % (b"".join(chunks), chance.choice((b"0", b"000")), _extension(chance), trailer)


def _size(size: int, chance: random.Random) -> bytes:
    return chance.choice(("%x", "%X", "%04x")).__mod__(size).encode()


def _extension(chance: random.Random) -> bytes:
    return chance.choice((b"", b"", b"", b";last", b";name=value", b';name="a;b"'))


# --- mutations

_INSERTED = (
    b"\r", b"\n", b"\r\n", b"\r\n\r\n", b"\n\n", b"\0", b" ", b"\t", b":", b";", b",", b"0", b"-1", b"+", b"0x", b"\x0b", b"\x7f", b"\x80",
    b"\r\n ", b"\n ", b"Content-Length: 3\r\n", b"content-length: 0\r\n", b"Transfer-Encoding: chunked\r\n", b"Transfer-Encoding: gzip\r\n",
    b"Connection: close\r\n", b"Connection: keep-alive\r\n", b"HTTP/1.1 200 OK\r\n\r\n", b"HTTP/1.0 ", b"HTTP/1.1 100 \r\n\r\n", b"chunked, ", b"0\r\n\r\n",
)  # fmt: skip


def mutated(data: bytes, chance: random.Random) -> bytes:
    """Return some data with a few random changes, mostly in its head."""
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 3))):
        limit = len(changed) if chance.random() < 0.4 else max(1, changed.find(b"\r\n\r\n") + 4)
        start = chance.randrange(min(limit, len(changed)))
        end = start + chance.choice((0, 0, 1, 1, 2, 10))
        kind = chance.random()
        if kind < 0.5:
            changed[start:end] = chance.choice(_INSERTED)
        elif kind < 0.7:
            changed[start:end] = b""
        elif kind < 0.85:
            changed[start:end] = bytes((chance.randrange(256),))
        else:
            changed[start:start] = changed[start : start + 30]
    return bytes(changed) or b"\0"


def at_line_starts(data: bytes, chance: random.Random) -> bytes:
    """Return some data with a random line added to its head."""
    lines = data.split(b"\r\n")
    position = chance.randrange(1, max(2, lines.index(b"") if b"" in lines else 2))
    lines.insert(position, chance.choice([part.rstrip(b"\r\n") for part in _INSERTED if b":" in part[1:]]))
    return b"\r\n".join(lines)


# --- parsers: each returns what the data means, or None if it is rejected or incomplete


def parse_ours(method: str, parts: Iterable[bytes]) -> Message | None:
    """Parse with `ResponseParser`."""
    parser = ResponseParser(method)
    body: list[bytes] = []
    for part in (*parts, b""):
        parser.feed(part)
        try:
            while (event := parser.next_event()) is not NEED_DATA and event is not END:
                if event is not HEAD:
                    assert isinstance(event, bytes)
                    body.append(event)
        except (MalformedResponse, NotDelivered, EndOfStream):
            return None
        if event is END:
            break
    fields = {key: value for key, (_, value) in parser.headers.by_lower_name.items()}
    return Message(parser.status, fields, b"".join(body), not (parser.closes_connection or parser.has_unread))


def parse_h11(method: str, parts: Iterable[bytes]) -> Message | None:
    """Parse with h11."""
    connection = h11.Connection(h11.CLIENT, max_incomplete_event_size=MAX_HEAD_SIZE)
    connection.send(h11.Request(method=method, target="/", headers=[("Host", "x")]))
    connection.send(h11.EndOfMessage())
    message: Message | None = None
    try:
        for event in _h11_events(connection, parts):
            if isinstance(event, h11.Response):
                message = Message(event.status_code, _merged(event.headers), b"", is_reusable=False)
            elif isinstance(event, h11.Data):
                message = message and replace(message, body=message.body + event.data)
            elif isinstance(event, h11.EndOfMessage):
                reusable = connection.their_state is h11.DONE and connection.trailing_data == (b"", False)
                return message and replace(message, is_reusable=reusable)
            elif event.status_code == 101:
                return None
    except h11.RemoteProtocolError:
        pass
    return None


def _h11_events(connection: h11.Connection, parts: Iterable[bytes]) -> Iterator[Any]:
    for part in (*parts, b""):
        connection.receive_data(part)
        while (event := connection.next_event()) is not h11.NEED_DATA:
            yield event
            if isinstance(event, h11.EndOfMessage):
                return


def _merged(fields: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    headers = Headers((name.decode("latin-1"), value.decode("latin-1")) for name, value in fields)
    return {key: value for key, (_, value) in headers.by_lower_name.items()}


class _Collector:
    """What httptools reports of the final response."""

    def __init__(self) -> None:
        self.parser = httptools.HttpResponseParser(self)
        self.fields: list[tuple[bytes, bytes]] = []
        self.body: list[bytes] = []
        self.has_head = self.ended = self.keeps_alive = False

    def on_message_begin(self) -> None:
        self.fields = []

    def on_header(self, name: bytes, value: bytes) -> None:
        self.fields.append((name, value))

    def on_headers_complete(self) -> None:
        self.has_head = self.parser.get_status_code() >= 200
        self.keeps_alive = self.parser.should_keep_alive()
        if self.has_head:
            self.head_fields, self.status = [*self.fields], self.parser.get_status_code()

    def on_body(self, data: bytes) -> None:
        self.body.append(data)

    def on_message_complete(self) -> None:
        self.ended = self.has_head


def parse_httptools(parts: Iterable[bytes]) -> Message | None:
    """Parse the response to a GET with httptools, which needs no more than one message."""
    collector = _Collector()
    try:
        for part in parts:
            collector.parser.feed_data(part)
    except (httptools.HttpParserError, httptools.HttpParserUpgrade):
        return None
    if not collector.has_head or not (collector.ended or not collector.keeps_alive):
        return None
    fields = _merged((name, value.strip(b" \t")) for name, value in collector.head_fields)
    return Message(collector.status, fields, b"".join(collector.body), collector.keeps_alive)
