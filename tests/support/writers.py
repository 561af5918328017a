"""Everything that writes a value into a request, and what each of them has written."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from dynaclient import Request
from tests.support.descriptions import client_of, describe

FORM, MULTIPART, JSON = "application/x-www-form-urlencoded", "multipart/form-data", "application/json"

SCHEMAS: dict[str, Any] = {
    "integers": {"type": "array", "items": {"type": "integer"}},
    "date": {"type": "string", "format": "date"},
    "time": {"type": "string", "format": "time"},
    "date-time": {"type": "string", "format": "date-time"},
    "unix-time": {"type": "number", "format": "unix-time"},
    "whole unix-time": {"type": "integer", "format": "unix-time"},
    "unix-time string": {"type": "string", "format": "unix-time"},
    "base64": {"type": "string", "contentEncoding": "base64"},
    "base64url": {"type": "string", "contentEncoding": "base64url"},
    "anything": {},
    **{name: {"type": name} for name in ("integer", "number", "string", "boolean", "object")},
}


def _whole(media: str) -> Callable[[Any], dict[str, Any]]:
    return lambda schema: {"b": {"in": "body", "content": {media: {"type": "object", "properties": {"v": schema}}}}}


def _at(location: str, **more: Any) -> Callable[[Any], dict[str, Any]]:
    return lambda schema: {"v": {"in": location, "schema": schema, **more}}


def _body(request: Request) -> bytes:
    body = request.body
    return body or b"" if isinstance(body, (bytes, type(None))) else b"".join(body)


def _query(request: Request) -> list[str]:
    return [value for _, value in parse_qsl(urlsplit(request.url).query, keep_blank_values=True)]


def _path(request: Request) -> list[str]:
    return [unquote(item) for item in urlsplit(request.url).path.rpartition("/")[2].split(",")]


def _header(request: Request) -> list[str]:
    return request.headers["v"].split(",") if "v" in request.headers else []


def _cookie(request: Request) -> list[str]:
    return [unquote(pair.partition("=")[2]) for pair in request.headers.get("Cookie", "").split("; ") if pair]


def _form(request: Request) -> list[str]:
    return [value for _, value in parse_qsl(_body(request).decode(), keep_blank_values=True)]


def _multipart(request: Request) -> list[str]:
    boundary = request.headers.get("Content-Type", "boundary=-").partition("boundary=")[2]
    parts = _body(request).decode().split(f"--{boundary}")[1:-1]
    return [re.split(r"\r\n\r\n", part, maxsplit=1)[1].removesuffix("\r\n") for part in parts]


def _text(request: Request) -> list[str]:
    return [_body(request).decode()]


def _json_member(request: Request) -> list[str]:
    text = _body(request).decode()
    assert text.startswith('{"v":')
    return [text[5:-1]]


Writer = tuple[Callable[[Any], dict[str, Any]], str, Callable[[Request], list[str]]]
STRING_WRITERS: dict[str, Writer] = {
    "query": (_at("query"), "", _query),
    "path": (_at("path"), "", _path),
    "header": (_at("header"), "", _header),
    "cookie": (_at("cookie"), "", _cookie),
    "part of a form": (_at("part"), FORM, _form),
    "part of a multipart form": (_at("part"), MULTIPART, _multipart),
    "form": (_whole(FORM), "", _form),
    "multipart form": (_whole(MULTIPART), "", _multipart),
}
"""Writer → its parameters for a schema, the `content` of the action, and what it has written, item by item."""
JSON_WRITERS: dict[str, Writer] = {
    "body": (_at("body"), "", _text),
    "member of a body": (_whole(JSON), "", _json_member),
    "part": (_at("part"), JSON, _json_member),
    "style json": (_at("query", style="json"), "", _query),
}
WRITERS = {**STRING_WRITERS, **JSON_WRITERS}


class Writing:
    """An API with one action, which writes its only value with one of the writers."""

    def __init__(self, writer: str, schema: Any) -> None:
        parameters, content, self._read = WRITERS[writer]
        action = {"method": "POST", "parameters": parameters(schema), **({"content": content} if content else {})}
        description = describe({"post": action}, {"path": "/things/{v}" if writer == "path" else "/things"})
        self._client, self._transport = client_of(description)
        self._in_body = "b" in action["parameters"]

    def call(self, value: Any) -> list[str]:
        """Return what is written for a value, item by item."""
        return self._read(self._client.things.post.prepare({"b": {"v": value}} if self._in_body else {"v": value}))

    def row(self, value: Any) -> list[str] | None:
        """Return the same for the value in a cell of a row; None if it is left out."""
        del self._transport.requests[:]
        outcome = next(iter(self._client.things.post.imap([{"b.v" if self._in_body else "v": value}])))
        if outcome.error is not None:
            raise outcome.error
        request = self._transport.requests[0]
        left_out = "v" not in request.headers and "Cookie" not in request.headers and "?" not in request.url
        return None if left_out and not request.body and "/things/" not in request.url else self._read(request)

    def frame(self, frame: Any) -> tuple[list[Any], list[Request]]:
        """Return the outcomes and the requests of the rows of a frame, whose only column is the value."""
        del self._transport.requests[:]
        columns = {"v": "b.v" if self._in_body else "v"}
        return list(self._client.things.post.imap(frame, columns=columns)), self._transport.requests
