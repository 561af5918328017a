"""The description of `devices.py` in the formats of other libraries that make a client from one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from devices import DESCRIPTION, PAGE

_DEVICE = DESCRIPTION["schemas"]["device"]
_IDENTIFIER = DESCRIPTION["schemas"]["identifier"]
_BOTO_TYPES = {"number": "double", "object": "structure", "array": "list"}
SERVICE, SERVICE_VERSION = "devices", "2016-06-13"


def resolved(schema: Any) -> Any:
    """Return a schema with what its references refer to."""
    if isinstance(schema, list):
        return [resolved(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return resolved(DESCRIPTION["schemas"][schema["$ref"].rpartition("/")[2]])
    return {key: resolved(value) for key, value in schema.items()}


# botocore: a service model.


def _shape(name: str, schema: dict[str, Any], shapes: dict[str, Any]) -> dict[str, str]:
    """Add the shape of a schema, and return a reference to it."""
    kind = schema.get("type", "string")  # an enum, or a string or null
    shape: dict[str, Any] = {"type": _BOTO_TYPES.get(kind, kind)}
    if kind == "object":
        shape["required"] = schema.get("required", [])
        shape["members"] = {
            key: _shape(f"{name}{key.capitalize()}", value, shapes) for key, value in schema["properties"].items()
        }
    elif kind == "array":
        shape["member"] = _shape(f"{name}Item", schema["items"], shapes)
    limits = {"minLength": "min", "maxLength": "max", "minimum": "min", "maximum": "max", "enum": "enum"}
    shape.update({limit: schema[key] for key, limit in limits.items() if key in schema})
    shapes[name] = shape
    return {"shape": name}


def _schema_of(value: Any) -> dict[str, Any]:
    """Return the schema of an example."""
    if isinstance(value, dict):
        return {"type": "object", "properties": {key: _schema_of(part) for key, part in value.items()}}
    if isinstance(value, list):
        return {"type": "array", "items": _schema_of(value[0])}
    return {"type": "integer" if isinstance(value, int) else "string"}


def _input(shapes: dict[str, Any], name: str, member: str, reference: dict[str, str], where: dict[str, str]) -> None:
    _shape("Identifier", _IDENTIFIER, shapes)
    path = {"shape": "Identifier", "location": "uri", "locationName": "applicationId"}
    shapes[name] = {
        "type": "structure",
        "required": ["applicationId"],
        "members": {"applicationId": path, member: {**reference, **where}},
    }


def botocore_model() -> dict[str, Any]:
    """Return the model of a service with both operations."""
    shapes: dict[str, Any] = {}
    _shape("Page", _schema_of(PAGE), shapes)
    shapes["Size"] = {"type": "integer", "min": 1}
    query = {"location": "querystring", "locationName": "perPage"}
    _input(shapes, "GetInput", "perPage", {"shape": "Size"}, query)
    _input(shapes, "PostInput", "device", _shape("Device", resolved(_DEVICE), shapes), {})
    shapes["PostInput"]["payload"] = "device"
    uri = "/applications/{applicationId}/devices"
    return {
        "version": "2.0",
        "metadata": {
            "apiVersion": SERVICE_VERSION, "endpointPrefix": SERVICE, "protocol": "rest-json",
            "serviceFullName": "Benchmark", "serviceId": "Devices", "signatureVersion": "v4",
        },
        "operations": {
            "GetDevices": {"name": "GetDevices", "http": {"method": "GET", "requestUri": uri},
                           "input": {"shape": "GetInput"}, "output": {"shape": "Page"}},
            "PostDevice": {"name": "PostDevice", "http": {"method": "POST", "requestUri": uri},
                           "input": {"shape": "PostInput"}, "output": {"shape": "PageItemsItem"}},
        },
        "shapes": shapes,
    }  # fmt: skip


def write_botocore_model(folder: Path) -> None:
    """Write the model where a loader of botocore looks for it."""
    target = folder / SERVICE / SERVICE_VERSION
    target.mkdir(parents=True)
    (target / "service-2.json").write_text(json.dumps(botocore_model()), encoding="utf-8")


# Google's discovery format, and Swagger 2.


def discovery_document(url: str) -> dict[str, Any]:
    """Return a discovery document with both operations."""
    path = {"type": "string", "location": "path", "required": True, "pattern": _IDENTIFIER["pattern"]}
    size = {"type": "integer", "location": "query", "minimum": "1"}
    common = {"path": f"applications/{{applicationId}}/{SERVICE}", "parameterOrder": ["applicationId"]}
    return {
        "kind": "discovery#restDescription", "name": "benchmark", "version": "v1", "id": "benchmark:v1",
        "rootUrl": f"{url}/", "servicePath": "", "baseUrl": f"{url}/",
        "schemas": {"Device": {"id": "Device", **resolved(_DEVICE)}, "Page": {"id": "Page", "type": "object"}},
        "resources": {SERVICE: {"methods": {
            "get": {"id": "benchmark.devices.get", "httpMethod": "GET", **common,
                    "parameters": {"applicationId": path, "perPage": size}, "response": {"$ref": "Page"}},
            "post": {"id": "benchmark.devices.post", "httpMethod": "POST", **common,
                     "parameters": {"applicationId": path}, "request": {"$ref": "Device"},
                     "response": {"$ref": "Device"}},
        }}},
    }  # fmt: skip


def swagger_document() -> dict[str, Any]:
    """Return a Swagger 2 document with both operations."""
    device = resolved(_DEVICE)
    # Null is an extension of Swagger 2; a date-time would have to be passed as an object of Python.
    device["properties"].update(notes={"type": "string", "x-nullable": True}, created={"type": "string"})
    path = {"in": "path", "name": "applicationId", "required": True, **_IDENTIFIER}
    size = {"in": "query", "name": "perPage", "type": "integer", "minimum": 1}
    body = {"in": "body", "name": "device", "required": True, "schema": {"$ref": "#/definitions/Device"}}
    responses = {"200": {"description": "The result.", "schema": {"type": "object"}}}
    common = {"tags": [SERVICE], "responses": responses, "consumes": ["application/json"]}
    return {
        "swagger": "2.0",
        "info": {"title": "Benchmark", "version": "1"},
        "definitions": {"Device": device},
        "paths": {f"/applications/{{applicationId}}/{SERVICE}": {
            "get": {"operationId": "get", "parameters": [path, size], **common},
            "post": {"operationId": "post", "parameters": [path, body], **common},
        }},
    }  # fmt: skip
