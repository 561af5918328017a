"""Streams that come to an end: a few made events, lines or bytes, each written by itself."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

from ..description.model import ResponseDescription
from ..messages import Headers
from ..schema.samples import sample
from .exchange import Answer

SSE = "text/event-stream"


def stream_answer(status: int, response: ResponseDescription, media: str) -> Answer:
    """Give the whole stream that a response is described as; `media` is the type of one of bytes."""
    chunks = tuple(_CHUNKS[response.stream](response))
    return Answer(status, b"".join(chunks), _MEDIA.get(response.stream, media), chunks=chunks)


def going_on(answer: Answer, headers: Headers) -> Answer:
    """
    Give what is left of a stream of events for a client that connects again, by the last id that it has.

    After the last event there is no content, by which a client knows that nothing more comes.
    """
    last = headers.get("Last-Event-ID", "")
    if answer.media != SSE or not (last.isascii() and last.isdigit()):
        return answer
    left = answer.chunks[int(last[:9]) :]
    return Answer(answer.status, b"".join(left), SSE, chunks=left) if left else Answer(204)


def _values(response: ResponseDescription) -> list[tuple[str, Any]]:
    """Give a value for each name that events may have; two at least, so that it is seen that there are several."""
    named = [(name, sample(schema)) for name, schema in response.events.items()]
    named = named or [("", sample(response.schema) if response.schema else {})]
    return named if len(named) > 1 else named * 2


def _events(response: ResponseDescription) -> Iterable[bytes]:
    for number, (name, data) in enumerate(_values(response), 1):
        named = f"event: {name}\n" if name else ""
        # Whoever comes back for more need not wait: it is known that there is none.
        wait = "retry: 0\n" if number == 1 else ""
        yield f"{wait}{named}id: {number}\ndata: {json.dumps(data)}\n\n".encode()
    if response.end:
        yield f"data: {response.end}\n\n".encode()


def _lines(response: ResponseDescription) -> Iterable[bytes]:
    for _, data in _values(response):
        yield f"{json.dumps(data)}\n".encode()
    if response.end:
        yield f"{response.end}\n".encode()


def _pieces(_: ResponseDescription) -> Iterable[bytes]:
    return b"mo", b"ck"


_CHUNKS: dict[str, Callable[[ResponseDescription], Iterable[bytes]]] = {
    "sse": _events, "ndjson": _lines, "bytes": _pieces,
}  # fmt: skip
_MEDIA = {"sse": SSE, "ndjson": "application/x-ndjson"}
"""Each kind of stream: what it is made of, and its media type where the kind says it."""
