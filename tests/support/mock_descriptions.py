"""Descriptions for the tests of the mock server."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from dynaclient import load
from dynaclient.messages import Headers
from dynaclient.mock.exchange import MockRequest, MockResponse
from dynaclient.mock.service import Service
from dynaclient.mock.state.store import Store

PET = {
    "type": "object",
    "properties": {
        "id": {"type": "integer"},
        "name": {"type": "string"},
        "kind": {"type": "string"},
        "age": {"type": "integer"},
        "createdAt": {"type": "string", "format": "date-time"},
        "updatedAt": {"type": "string", "format": "date-time"},
    },
    "required": ["id", "name"],
    "additionalProperties": False,
}
ERROR = {
    "type": "object",
    "properties": {"type": {"type": "string"}, "message": {"type": "string"}},
    "required": ["type", "message"],
}


def ok(schema: Any, status: str = "200", **more: Any) -> dict[str, Any]:
    """Return responses: the successful one has this schema, the others have the schema `ERROR`."""
    return {status: {"schema": schema, **more}, "4XX": {"schema": ERROR}}


def path(schema: Any) -> dict[str, Any]:
    """Return a path parameter."""
    return {"in": "path", "schema": schema}


def body(schema: Any) -> dict[str, Any]:
    """Return a parameter that is the whole body."""
    return {"in": "body", "required": True, "schema": schema}


def pets(listing: Mapping[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """Return a description with a collection, `/pets`, and its items."""
    get = {"method": "GET", "responses": ok({"type": "array", "items": PET}), **(listing or {})}
    pet = {"pet": body({"type": "object"})}
    one = {
        "get": {"method": "GET", "responses": ok(PET)},
        "patch": {"method": "PATCH", "parameters": pet, "responses": ok(PET)},
        "put": {"method": "PUT", "parameters": pet, "responses": ok(PET)},
        "delete": {"method": "DELETE", "responses": {"204": {}, "4XX": {"schema": ERROR}}},
    }
    post = {"method": "POST", "parameters": pet, "responses": ok(PET, "201")}
    return {
        "dynaclient": 1,
        "server": "https://api.example.com",
        "errors": {"type": "/type", "message": "/message"},
        "resources": {
            "pets": {"path": "/pets", "actions": {"get": get, "post": post}},
            "pet": {"path": "/pets/{petId}", "parameters": {"petId": path({"type": "integer"})}, "actions": one},
        },
        **more,
    }


def api_with(actions: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """Return a description with one resource that has no path of its own."""
    resource = {"actions": actions, **more.pop("resource", {})}
    return {
        "dynaclient": 1,
        "server": "https://api.example.com",
        "errors": {"type": "/type", "message": "/message"},
        "resources": {"things": resource},
        **more,
    }


def service_of(description: Any, grants: Mapping[str, tuple[str, ...]] | None = None) -> Service:
    """Return the service of a mock server, without a socket."""
    return Service(load(description), grants, Store())


def send(service: Service, method: str, target: str, content: bytes = b"", **headers: str) -> MockResponse:
    """Return the response to one request; in the names of headers underscores stand for dashes."""
    path, _, query = target.partition("?")
    fields = Headers((name.replace("_", "-"), value) for name, value in headers.items())
    return service.handle(MockRequest(method, path, query, fields, content)).response


def json_body(response: MockResponse) -> Any:
    """Return the data of a response."""
    return json.loads(response.body)
