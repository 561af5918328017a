"""A mock server without sockets, for tests of what controls it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from dynaclient import load
from dynaclient.messages import Headers
from dynaclient.mock.control.controlled import ControlledService
from dynaclient.mock.control.endpoints import Control
from dynaclient.mock.control.faults import Faults
from dynaclient.mock.control.journal import Journal
from dynaclient.mock.exchange import MockRequest, MockResponse
from dynaclient.mock.front import Front
from dynaclient.mock.http.cors import Origins
from dynaclient.mock.http.hosts import Hosts
from dynaclient.mock.service import Service
from dynaclient.mock.state.store import Store
from tests.support.mock_descriptions import body, ok, path

HOST = "127.0.0.1:8080"
TOY = {
    "type": "object",
    "properties": {"id": {"type": "string"}, "petId": {"type": "integer"}, "name": {"type": "string"}},
    "required": ["id", "petId"],
}


def toys(description: dict[str, Any]) -> dict[str, Any]:
    """Return a description of `pets` with a collection below each pet, `/pets/{petId}/toys`."""
    toy = {
        "get": {"method": "GET", "responses": ok({"type": "object", "properties": {"toy": TOY}, "required": ["toy"]})},
        "delete": {"method": "DELETE", "responses": {"204": {}}},
    }
    listed = {"type": "object", "properties": {"items": {"type": "array", "items": TOY}, "count": {"type": "integer"}}}
    many = {
        "get": {"method": "GET", "responses": ok(listed)},
        "post": {"method": "POST", "parameters": {"toy": body({"type": "object"})}, "responses": ok(TOY, "201")},
    }
    parameters = {"petId": path({"type": "integer"})}
    resources = {
        **description["resources"],
        "toys": {"path": "/pets/{petId}/toys", "parameters": parameters, "actions": many},
        "toy": {
            "path": "/pets/{petId}/toys/{toyId}",
            "parameters": {**parameters, "toyId": path({"type": "string"})},
            "actions": toy,
        },
    }
    return {**description, "resources": resources}


class Desk:
    """A mock server without sockets."""

    def __init__(self, description: Any, grants: Mapping[str, tuple[str, ...]] | None = None) -> None:
        self.api = load(description)
        self.store, self.journal, self.faults = Store(), Journal(), Faults()

        def make(api: Any, issuer: Any) -> Service:
            return Service(api, grants, self.store, issuer=issuer, faults=self.faults)

        self.controlled = ControlledService(make, self.api, self.store, self.journal)
        origins = Origins()
        self.front = Front(
            self.controlled,
            Control(self.controlled, origins.allow),
            origins,
            Hosts("127.0.0.1", [HOST.partition(":")[0]]),
        )

    def send(self, method: str, target: str, data: Any = None, **headers: str) -> MockResponse:
        """Return the response to a request with JSON; bytes are sent as they are."""
        route, _, query = target.partition("?")
        fields = {"Host": HOST, **{name.replace("_", "-"): value for name, value in headers.items()}}
        content = data if isinstance(data, bytes) else b"" if data is None else json.dumps(data).encode()
        if content:
            fields.setdefault("Content-Type", "application/json")
        return self.front.respond(MockRequest(method, route, query, Headers(fields.items()), content))

    def control(self, method: str, target: str, data: Any = None, **headers: str) -> tuple[int, Any]:
        """Return the status of a request below ``/__mock/``, and the data of its response."""
        response = self.send(method, f"/__mock/{target}", data, **headers)
        return response.status, json.loads(response.body) if response.body else None
