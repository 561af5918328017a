"""Generated streams that end: a few events, lines or bytes, each sent as a chunk of its own."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

from ...description.model import ANY_EVENT, ResponseDescription
from ...messages import Headers
from ...records import replace
from ...runtime.media_types import JSON_SEQUENCE
from ...schema.samples import sample
from ...schema.validation import Schema
from ..exchange import MockResponse

SSE = "text/event-stream"


Generate = Callable[[Schema], Any]
"""Returns a value that satisfies a schema."""


def stream_response(
    status: int, response: ResponseDescription, media: str, generate: Generate = sample
) -> MockResponse:
    """Return the whole stream that a response is described as; `media` is the media type of a stream of bytes."""
    chunks = tuple(_CHUNKS[response.stream](response, generate))
    return MockResponse(status, b"".join(chunks), _MEDIA.get(response.stream, media), chunks=chunks)


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


def _values(response: ResponseDescription, generate: Generate) -> list[tuple[str, Any]]:
    """Return a value for each declared event name; at least two, so that it is seen that there are several."""
    named = [("" if name == ANY_EVENT else name, generate(schema)) for name, schema in response.events.items()]
    named = named or [("", generate(response.schema) if response.schema else {})]
    return named if len(named) > 1 else named * 2


def _events(response: ResponseDescription, generate: Generate) -> Iterable[bytes]:
    for number, (name, data) in enumerate(_values(response, generate), 1):
        event = f"event: {name}\n" if name else ""
        # A client that reconnects need not wait: there is nothing more to come.
        retry = "retry: 0\n" if number == 1 else ""
        yield f"{retry}{event}id: {number}\ndata: {json.dumps(data)}\n\n".encode()
    if response.end:
        yield f"data: {response.end}\n\n".encode()


def _lines(response: ResponseDescription, generate: Generate) -> Iterable[bytes]:
    for _, data in _values(response, generate):
        yield f"{json.dumps(data)}\n".encode()
    if response.end:
        yield f"{response.end}\n".encode()


def _sequence(response: ResponseDescription, generate: Generate) -> Iterable[bytes]:
    return (b"\x1e" + line for line in _lines(response, generate))


def _bytes(_: ResponseDescription, _generate: Generate) -> Iterable[bytes]:
    return b"mo", b"ck"


_CHUNKS: dict[str, Callable[[ResponseDescription, Generate], Iterable[bytes]]] = {
    "sse": _events, "ndjson": _lines, "json-seq": _sequence, "bytes": _bytes,
}  # fmt: skip
"""Each kind of stream, and its chunks."""
_MEDIA = {"sse": SSE, "ndjson": "application/x-ndjson", "json-seq": JSON_SEQUENCE}
"""The media types of those kinds that have one of their own."""
