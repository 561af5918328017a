"""Generated streams that end: a few events, lines or bytes, each sent as a chunk of its own."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

from ...description.model import ANY_EVENT, ResponseDescription
from ...messages import Headers
from ...records import replace
from ...runtime.media_types import SSE, STREAM_TYPES
from ...schema.samples import sample
from ...schema.validation import Schema
from ..exchange import MockResponse

Values = list[tuple[str, Any]]
"""Names of events, and their data."""


Generate = Callable[[Schema], Any]
"""Returns a value that satisfies a schema."""


def stream_response(
    status: int, response: ResponseDescription, media: str, generate: Generate = sample
) -> MockResponse:
    """Return the whole stream that a response is described as; `media` is the media type of a stream of bytes."""
    encode = _CHUNKS.get(response.stream)
    chunks = (b"mo", b"ck") if encode is None else tuple(encode(_values(response, generate), response.end))
    sent = media if encode is None else STREAM_TYPES[response.stream]
    return MockResponse(status, b"".join(chunks), sent, chunks=chunks)


def stream_of(status: int, response: ResponseDescription | None, items: list[Any]) -> MockResponse | None:
    """Return a stream with these items; None if there are none, or it is not a stream of them."""
    encode = _CHUNKS.get(response.stream) if response else None
    if response is None or encode is None or not items:
        return None
    name = next(iter(response.events), ANY_EVENT)
    chunks = tuple(encode([("" if name == ANY_EVENT else name, item) for item in items], response.end))
    return MockResponse(status, b"".join(chunks), STREAM_TYPES[response.stream], chunks=chunks)


def remainder_of(response: MockResponse, headers: Headers) -> MockResponse:
    """
    Return the remainder of an event stream for a client that reconnects with the last id that it received.

    After the last event the status is 204, with which a client stops reconnecting.
    """
    last = headers.get("Last-Event-ID", "")
    if response.media != SSE or not (last.isascii() and last.isdigit()):
        return response
    chunks = tuple(response.chunks)[int(last[:9]) :]
    if not chunks:
        return MockResponse(204, origin=response.origin)
    return replace(response, body=b"".join(chunks), chunks=chunks)


def _values(response: ResponseDescription, generate: Generate) -> Values:
    """Return a value for each declared event name; at least two, so that it is seen that there are several."""
    named = [("" if name == ANY_EVENT else name, generate(schema)) for name, schema in response.events.items()]
    named = named or [("", generate(response.schema) if response.schema else {})]
    return named if len(named) > 1 else named * 2


def _events(values: Values, end: str) -> Iterable[bytes]:
    for number, (name, data) in enumerate(values, 1):
        event = f"event: {name}\n" if name else ""
        # A client that reconnects need not wait: there is nothing more to come.
        retry = "retry: 0\n" if number == 1 else ""
        yield f"{retry}{event}id: {number}\ndata: {json.dumps(data)}\n\n".encode()
    if end:
        yield f"data: {end}\n\n".encode()


def _lines(values: Values, end: str) -> Iterable[bytes]:
    for _, data in values:
        yield f"{json.dumps(data)}\n".encode()
    if end:
        yield f"{end}\n".encode()


def _sequence(values: Values, end: str) -> Iterable[bytes]:
    return (b"\x1e" + line for line in _lines(values, end))


_CHUNKS: dict[str, Callable[[Values, str], Iterable[bytes]]] = {
    "sse": _events, "ndjson": _lines, "json-seq": _sequence,
}  # fmt: skip
"""Each kind of stream that has values, and its chunks."""
