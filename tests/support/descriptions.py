"""Small descriptions for tests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dynaclient import Api, Client, load
from dynaclient.testing import RecordingTransport, response

ID = "575ec8687ae143cd83dc4a97"


def describe(
    actions: Mapping[str, Any] | None = None, resource: Mapping[str, Any] | None = None, **top: Any
) -> dict[str, Any]:
    """Return a description with one resource, `things`, that has these actions."""
    things = {"path": "/things", "actions": actions or {"get": {"method": "GET"}}, **(resource or {})}
    return {"dynaclient": 1, "server": "https://api.example.com", "resources": {"things": things}, **top}


def action(parameters: Mapping[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """Return a GET with these parameters."""
    return {"method": "GET", **({"parameters": parameters} if parameters else {}), **more}


def query(schema: Any = None, **more: Any) -> dict[str, Any]:
    """Return a query parameter of this schema."""
    return {"in": "query", **({} if schema is None else {"schema": schema}), **more}


def api_of(parameters: Mapping[str, Any] | None = None, **more: Any) -> Api:
    """Return the loaded description of one GET with these parameters."""
    return load(describe({"get": action(parameters, **more)}))


def client_of(description: Any, *responses: Any, **options: Any) -> tuple[Client, RecordingTransport]:
    """Return a client with a recording transport, and the transport."""
    transport = RecordingTransport(list(responses) or [response({})])
    return Client(description, transport=transport, **options), transport
