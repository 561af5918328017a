"""The API of the benchmarks: its two operations, their arguments, and what the server responds."""

from __future__ import annotations

import json
from typing import Any

APPLICATION = "575ec8687ae143cd83dc4a97"
TOKEN = "example-token"
ARGUMENTS: dict[str, Any] = {"applicationId": APPLICATION, "perPage": 10}
PATH = f"/applications/{APPLICATION}/devices"

DESCRIPTION: dict[str, Any] = {
    "dynaclient": 1,
    "title": "Benchmark",
    "server": "https://example.com",
    "dialect": "draft-07",
    "auth": {"accessToken": {"type": "bearer"}},
    "headers": {"Accept": "application/json", "Accept-Version": "^1.0.0"},
    "schemas": {
        "identifier": {"type": "string", "pattern": "^[A-Fa-f0-9]{24}$"},
        "tag": {
            "type": "object",
            "properties": {"key": {"type": "string"}, "value": {"type": "string", "maxLength": 255}},
            "required": ["key"],
            "additionalProperties": False,
        },
        "device": {
            "type": "object",
            "properties": {
                "name": {"type": "string", "minLength": 1, "maxLength": 255},
                "description": {"type": "string", "maxLength": 32767},
                "parentId": {"$ref": "#/schemas/identifier"},
                "deviceClass": {"enum": ["standalone", "gateway", "peripheral", "floating", "edgeCompute"]},
                "enabled": {"type": "boolean"},
                "interval": {"type": "integer", "minimum": 1, "maximum": 86400},
                "threshold": {"type": "number", "minimum": 0},
                "scale": {"type": "number"},
                "retries": {"type": "integer", "minimum": 0},
                "created": {"type": "string", "format": "date-time"},
                "channel": {"type": "string", "pattern": "^[a-z0-9/_-]+$"},
                "tags": {"type": "array", "maxItems": 100, "items": {"$ref": "#/schemas/tag"}},
                "members": {"type": "array", "items": {"$ref": "#/schemas/identifier"}},
                "position": {
                    "type": "object",
                    "properties": {"latitude": {"type": "number"}, "longitude": {"type": "number"}},
                    "required": ["latitude", "longitude"],
                },
                "notes": {"anyOf": [{"type": "string"}, {"type": "null"}]},
            },
            "required": ["name", "deviceClass"],
            "additionalProperties": False,
        },
    },
    "resources": {
        "devices": {
            "path": "/applications/{applicationId}/devices",
            "parameters": {"applicationId": {"in": "path", "schema": {"$ref": "#/schemas/identifier"}}},
            "actions": {
                "get": {
                    "method": "GET",
                    "parameters": {"perPage": {"in": "query", "schema": {"type": "integer", "minimum": 1}}},
                    "responses": {"200": {"schema": {"type": "object"}}},
                },
                "post": {
                    "method": "POST",
                    "parameters": {
                        "device": {"in": "body", "required": True, "schema": {"$ref": "#/schemas/device"}},
                    },
                    "responses": {"200": {"schema": {"type": "object"}}},
                },
            },
        }
    },
}

DEVICE: dict[str, Any] = {
    "name": "Pump 7 – north",
    "description": "The second pump behind the hall.",
    "parentId": APPLICATION,
    "deviceClass": "standalone",
    "enabled": True,
    "interval": 60,
    "threshold": 12.5,
    "scale": 0.001,
    "retries": 3,
    "created": "2016-06-13T04:00:00.000Z",
    "channel": "hall/north/pump-7",
    "tags": [{"key": "floor", "value": "3"}, {"key": "owner", "value": "facilities"}],
    "members": [APPLICATION, "575ed6e87ae143cd83dc4aa8"],
    "position": {"latitude": 39.1031, "longitude": -84.512},
    "notes": None,
}


def item(number: int) -> dict[str, Any]:
    """Return a device as an API would, in some 200 bytes."""
    return {
        "id": f"575ec8687ae143cd83dc{number:04x}",
        "name": f"Device {number}",
        "deviceClass": "standalone",
        "creationDate": "2016-06-13T04:00:00.000Z",
        "attributes": [{"name": "voltage", "dataType": "number"}],
        "tags": [{"key": "floor", "value": "3"}],
    }


PAGE: dict[str, Any] = {"items": [item(number) for number in range(10)], "count": 10, "totalCount": 120, "page": 0}
CREATED = item(11)


def compact(data: object) -> str:
    """Return JSON without blanks."""
    return json.dumps(data, separators=(",", ":"))


RESPONSES = {"GET": compact(PAGE), "POST": compact(CREATED)}
"""The JSON of each response."""


VALID = {"GET": ARGUMENTS, "POST": {"applicationId": APPLICATION, "device": DEVICE}}
"""Valid arguments of each operation."""


def _post(**changes: Any) -> tuple[str, dict[str, Any]]:
    return "POST", {"applicationId": APPLICATION, "device": {**DEVICE, **changes}}


INVALID: dict[str, tuple[str, dict[str, Any]]] = {
    "a path parameter that does not match its pattern": ("GET", {**ARGUMENTS, "applicationId": "pump"}),
    "a path parameter with a slash": ("GET", {**ARGUMENTS, "applicationId": "../users"}),
    "no path parameter": ("GET", {"perPage": 10}),
    "a query parameter of another type": ("GET", {**ARGUMENTS, "perPage": "ten"}),
    "a query parameter below its minimum": ("GET", {**ARGUMENTS, "perPage": 0}),
    "a parameter that does not exist": ("GET", {**ARGUMENTS, "perpage": 10}),
    "a body without a required property": ("POST", {"applicationId": APPLICATION, "device": {"name": "Pump"}}),
    "a property of another type": _post(interval="often"),
    "a property below its minimum": _post(interval=0),
    "a property above its maximum": _post(interval=100_000),
    "a string that is too long": _post(name="x" * 256),
    "a value that is not in its enum": _post(deviceClass="pump"),
    "a string that does not match its pattern": _post(channel="Hall North"),
    "a property that does not exist": _post(intervall=60),
    "an object in a list without a required property": _post(tags=[{"value": "3"}]),
}
"""Invalid arguments: the operation, and what is passed."""
