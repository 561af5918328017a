"""Responses are valid HTTP, whatever a description or the store has put into them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import h11
import pytest

from dynaclient.mock.exchange import MockResponse
from dynaclient.mock.http.response_writer import Exchange, SourceFailed, has_open_end, http_date, written

DATE = "Mon, 30 Nov 2026 12:00:00 GMT"


def sent(response: MockResponse, method: str = "GET", **exchange: bool) -> tuple[int, dict[str, str], bytes]:
    """Return the status, the fields and the body of a response, as h11 reads them."""
    data = b"".join(written(response, Exchange("mock-1", DATE, method == "HEAD", **exchange)))
    connection = h11.Connection(h11.CLIENT)
    connection.send(h11.Request(method=method, target="/", headers=[("Host", "x")]))
    connection.send(h11.EndOfMessage())
    connection.receive_data(data)
    head = connection.next_event()
    assert isinstance(head, h11.Response)
    body = b""
    while isinstance(event := connection.next_event(), h11.Data):
        body += bytes(event.data)
    assert isinstance(event, h11.EndOfMessage)
    assert connection.trailing_data == (b"", False)
    return head.status_code, {name.decode(): value.decode("latin-1") for name, value in head.headers}, body


OWN = {"date": DATE, "server": "dynaclient-mock", "x-request-id": "mock-1"}


def test_a_response_has_its_length_and_what_it_declares() -> None:
    response = MockResponse(200, b"abc", "text/plain", (("Location", "/a"), ("X-Name", "ä")))
    fields = {**OWN, "content-length": "3", "content-type": "text/plain", "location": "/a", "x-name": "ä"}
    assert sent(response) == (200, fields, b"abc")
    assert sent(MockResponse(200)) == (200, {**OWN, "content-length": "0"}, b"")


@pytest.mark.parametrize("chunks", [(), (b"a", b"", b"bc")])
def test_head_has_the_fields_of_get_and_no_body(chunks: tuple[bytes, ...]) -> None:
    response = MockResponse(200, b"abc", "text/plain", chunks=chunks)
    assert sent(response, "HEAD") == (*sent(response)[:2], b"")
    assert sent(response)[2] == b"abc"


@pytest.mark.parametrize("status", [204, 304])
def test_a_status_without_a_body_has_no_length(status: int) -> None:
    assert sent(MockResponse(status, b"abc", "text/plain", (("ETag", '"a"'),))) == (status, {**OWN, "etag": '"a"'}, b"")


def test_a_client_of_http_1_0_receives_no_chunks() -> None:
    response = MockResponse(200, b"abc", chunks=(b"a", b"", b"bc"))
    assert sent(MockResponse(200, b"abc"), is_old=True)[1] == {**OWN, "content-length": "3", "connection": "keep-alive"}
    head, *pieces = written(response, Exchange("", "", is_old=True))
    assert (b"Content-Length" in head, b"\r\nConnection: close\r\n" in head, pieces) == (False, True, [b"a", b"bc"])
    assert (has_open_end(response, is_old=True), has_open_end(response, is_old=False)) == (True, False)


def test_what_a_response_says_of_itself_replaces_what_the_server_says() -> None:
    response = MockResponse(204, headers=(("server", "nginx"), ("X-Request-ID", "7")))
    assert sent(response)[1] == {**OWN, "server": "nginx", "x-request-id": "7"}


class Source:
    """Chunks that come one by one, and may fail after the last one."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.is_closed = False

    def __iter__(self) -> Iterator[bytes]:
        yield from (b"a", b"bc")
        if self.error is not None:
            raise self.error

    def close(self) -> None:
        """Record that it was closed."""
        self.is_closed = True


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_what_a_stream_comes_from_is_closed(method: str) -> None:
    source: Any = Source()
    assert sent(MockResponse(200, chunks=source), method)[2] == (b"abc" if method == "GET" else b"")
    assert source.is_closed


def test_a_stream_that_fails_has_no_end() -> None:
    source: Any = Source(ZeroDivisionError("no"))
    pieces: list[bytes] = []
    with pytest.raises(SourceFailed, match="ZeroDivisionError: no"):
        pieces.extend(written(MockResponse(200, chunks=source), Exchange("", "")))
    assert source.is_closed
    stopped: Any = Source()
    started = written(MockResponse(200, chunks=stopped), Exchange("", ""))
    assert [next(started)[:8], next(started)] == [b"HTTP/1.1", b"1\r\na\r\n"]
    started.close()
    assert stopped.is_closed


def test_no_field_ends_the_head_or_frames_the_body() -> None:
    fields = (
        ("Location", "/a\r\nSet-Cookie: b"), ("X-Null", "a\0b"), ("X-Snow", "\u2603"), ("X\r\nY", "a"), ("X: a\r\nY", "b"), ("", "a"),
        ("content-length", "9"), ("Transfer-Encoding", "chunked"), ("CONNECTION", "close"), ("Content-Type", "b"),
    )  # fmt: skip
    expected = {**OWN, "content-length": "1", "content-type": "a b"}
    expected |= {"location": "/a Set-Cookie: b", "x-null": "a b", "x-snow": "?"}
    assert sent(MockResponse(200, b"a", "a\nb", fields)) == (200, expected, b"a")


def test_a_status_without_a_phrase_is_written_all_the_same() -> None:
    assert next(written(MockResponse(299), Exchange("", ""))).startswith(b"HTTP/1.1 299 Other\r\n")
    assert next(written(MockResponse(404), Exchange("", ""))).startswith(b"HTTP/1.1 404 Not Found\r\n")


def test_a_time_is_written_as_http_has_it() -> None:
    assert [http_date(0.9), http_date(0.1), http_date(1)] == [
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "Thu, 01 Jan 1970 00:00:01 GMT",
    ]
