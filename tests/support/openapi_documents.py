"""Small documents of OpenAPI and Swagger, and the requests that a client of them sends."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dynaclient import Client, Limits, Request, Response
from dynaclient.description.api import Api
from dynaclient.formats.detection import translate
from dynaclient.formats.translation import Options, Translation
from dynaclient.testing import response

HOST = "https://api.example.com"
OK = {"200": {"description": "ok"}}


def openapi(paths: Any = None, version: str = "3.0.3", **top: Any) -> dict[str, Any]:
    """Return a document of OpenAPI 3."""
    info = {"title": "Things", "version": "1"}
    return {"openapi": version, "info": info, "servers": [{"url": HOST}], "paths": paths or {}, **top}


def swagger(paths: Any = None, **top: Any) -> dict[str, Any]:
    """Return a document of Swagger 2.0."""
    info = {"title": "Things", "version": "1"}
    return {
        "swagger": "2.0",
        "info": info,
        "host": "api.example.com",
        "schemes": ["https"],
        "paths": paths or {},
        **top,
    }


def operation(*parameters: Any, **more: Any) -> dict[str, Any]:
    """Return an operation with these parameters, whose id is `op`."""
    declared = {"parameters": list(parameters)} if parameters else {}
    return {"operationId": "op", "tags": ["things"], "responses": OK, **declared, **more}


def posting(content: Any, **more: Any) -> dict[str, Any]:
    """Return a document of OpenAPI 3 with a POST that has a body of this content."""
    body = {"content": content, **more.pop("body", {})}
    return openapi({"/things": {"post": operation(requestBody=body)}}, **more)


def translation_of(document: Any, **options: Any) -> Translation:
    """Return the translation of a document."""
    found = translate(document, Options(**options))
    assert found is not None
    return found


def action_of(document: Any, name: str = "op", **options: Any) -> dict[str, Any]:
    """Return the action of an operation as it is in the description: that with this id, or with this name."""
    translation = translation_of(document, **options)
    api = Api(translation.document)
    value: Any = api.document
    for step in api.action(name).pointer.split("/")[1:]:
        value = value[step]
    found: dict[str, Any] = value
    return found


def notes_of(document: Any, **options: Any) -> list[tuple[str, str]]:
    """Return the pointers and rules of what is lost of a document, all of which is translated."""
    translation = translation_of(document, **options)
    translation.document.copy()
    for name in Api(translation.document).actions:
        Api(translation.document).action(name)
    return [(problem.pointer or "", problem.rule) for problem in translation.notes]


def sent(document: Any, arguments: Mapping[str, Any] | None = None, name: str = "op", **options: Any) -> Request:
    """Return the request of a call of an operation: that with this id, or with this name."""
    transport = _Seeing()
    Client(document, transport=transport, **options).call(name, arguments or {})
    return transport.requests[-1]


class _Seeing:
    """Records requests with their credentials."""

    def __init__(self) -> None:
        self.requests: list[Request] = []

    def send(self, request: Request, _: Limits) -> Response:
        self.requests.append(request)
        return response({})

    def close(self) -> None:
        """Nothing is open."""


def target_of(request: Request) -> str:
    """Return the path and the query of a request."""
    return request.url.removeprefix(HOST)


def text_of(request: Request) -> str:
    """Return the body of a request as a string; the boundary of a multipart form is replaced by ``B``."""
    body: Any = request.body
    data = b"" if body is None else body if isinstance(body, bytes) else b"".join(body)
    _, _, boundary = request.headers.get("Content-Type", "").partition("boundary=")
    return data.decode("utf-8").replace(boundary, "B") if boundary else data.decode("utf-8")
