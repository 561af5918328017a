"""
A generated description with any number of actions: resources, parameters and schemas like those of a large API.

The result is the same each time: ``python benchmarks/sample.py 1000 > large.json``.
"""

from __future__ import annotations

import json
import random
import sys
from typing import Any

THINGS = (
    "device", "application", "workflow", "dashboard", "experience", "endpoint", "webhook", "certificate", "token",
    "member", "invoice", "project", "report", "notebook", "gateway", "template", "domain", "credential", "release",
    "schedule",
)  # fmt: skip
QUALITIES = (
    "active", "shared", "edge", "public", "private", "daily", "remote", "local", "trusted", "draft", "archived",
    "embedded",
)  # fmt: skip
PROSE = (
    "the a of to in that this it which with each other name value number list time first last given sent shown kept "
    "used server client account answer request field text date token limit page order filter status owner member"
)
WORDS = PROSE.split()
METHODS = {"get": "GET", "post": "POST", "patch": "PATCH", "delete": "DELETE", "search": "GET"}
ON_ITEM = frozenset({"patch", "delete"})
ACTIONS_PER_RESOURCE = len(METHODS)


def description(actions: int = 1000) -> dict[str, Any]:
    """Return a description with this many actions; about 3 kB for each."""
    chance = random.Random(actions)
    names = _names(-(-actions // ACTIONS_PER_RESOURCE))
    schemas: dict[str, Any] = {}
    resources: dict[str, Any] = {}
    left = actions
    for name in names:
        schemas.update(_schemas(chance, name, names))
        keys = list(METHODS)[: min(left, ACTIONS_PER_RESOURCE)]
        left -= len(keys)
        resources[f"{name}s"] = _resource(chance, name, keys)
    return {
        "dynaclient": 1, "title": "Large", "version": "1.0.0", "description": _prose(chance, 60),
        "server": "https://api.example.com", "dialect": "draft-07",
        "auth": {"accessToken": {"type": "bearer"}}, "headers": {"Accept": "application/json"},
        "errors": {"type": "/type", "message": "/message"},
        "scopes": {"always": ["{resource}.*", "{resource}.{action}"], "sets": {"all": ["all.Read", "all.Write"]}},
        "pagination": {"pages": {"style": "page", "page": "page", "size": "perPage", "items": "/items"}},
        "common": ["tracing"], "parameters": _shared(chance), "schemas": {**_basic(chance), **schemas},
        "resources": resources,
    }  # fmt: skip


def _names(count: int) -> list[str]:
    pairs = [quality + thing.capitalize() for thing in THINGS for quality in QUALITIES]
    plain = [*THINGS, *pairs]
    return [plain[at] if at < len(plain) else f"{plain[at % len(plain)]}{at // len(plain)}" for at in range(count)]


def _prose(chance: random.Random, words: int) -> str:
    return " ".join(chance.choices(WORDS, k=words)).capitalize() + "."


def _shared(chance: random.Random) -> dict[str, Any]:
    def query(schema: dict[str, Any], **more: Any) -> dict[str, Any]:
        return {"in": "query", "description": _prose(chance, 12), "schema": schema, **more}

    identifier = {"$ref": "#/schemas/identifier"}
    return {
        "accountId": {"in": "path", "description": _prose(chance, 8), "schema": identifier, "example": "a" * 24},
        "itemId": {"in": "path", "description": _prose(chance, 8), "schema": identifier, "example": "b" * 24},
        "page": query({"type": "integer", "minimum": 0}, default=0),
        "perPage": query({"type": "integer", "minimum": 1, "maximum": 1000}, default=100),
        "sortDirection": query({"enum": ["asc", "desc"]}, default="asc"),
        "tracing": {
            "in": "header",
            "name": "X-Tracing",
            "schema": {"type": "string"},
            "description": _prose(chance, 9),
        },
    }


def _basic(chance: random.Random) -> dict[str, Any]:
    return {
        "identifier": {"type": "string", "pattern": "^[A-Fa-f0-9]{24}$", "description": _prose(chance, 8)},
        "timestamp": {"type": "string", "format": "date-time"},
        "error": {
            "type": "object",
            "properties": {"type": {"type": "string"}, "message": {"type": "string"}},
            "required": ["type", "message"],
        },
    }


def _schemas(chance: random.Random, name: str, names: list[str]) -> dict[str, Any]:
    properties = {f"{chance.choice(QUALITIES)}{at}": _property(chance) for at in range(chance.randint(10, 18))}
    part = chance.choice(names)
    item = {"id": {"$ref": "#/schemas/identifier"}, "created": {"$ref": "#/schemas/timestamp"}, **properties}
    return {
        f"{name}Post": {
            "title": f"{name} post", "description": _prose(chance, 20), "type": "object", "properties": properties,
            "required": list(properties)[:2], "additionalProperties": False,
        },
        name: {
            "title": name, "description": _prose(chance, 20), "type": "object",
            "properties": {**item, "related": {"$ref": f"#/schemas/{part}"}}, "required": ["id"],
        },
        f"{name}List": {
            "type": "object",
            "properties": {
                "items": {"type": "array", "items": {"$ref": f"#/schemas/{name}"}},
                "count": {"type": "integer"}, "totalCount": {"type": "integer"},
            },
        },
    }  # fmt: skip


def _property(chance: random.Random) -> dict[str, Any]:
    kinds: tuple[dict[str, Any], ...] = (
        {"type": "string", "maxLength": chance.choice((64, 255, 1024))},
        {"type": "string", "pattern": "^[a-z0-9_-]{1,64}$"},
        {"type": "integer", "minimum": 0, "maximum": chance.randint(10, 10_000)},
        {"type": "boolean"},
        {"enum": chance.sample(QUALITIES, 4)},
        {"type": "array", "maxItems": 100, "items": {"$ref": "#/schemas/identifier"}},
        {"anyOf": [{"type": "number"}, {"type": "null"}]},
        {"type": "object", "properties": {"key": {"type": "string"}, "value": {"type": "string"}}, "required": ["key"]},
    )
    return {"description": _prose(chance, chance.randint(6, 14)), **chance.choice(kinds)}


def _resource(chance: random.Random, name: str, keys: list[str]) -> dict[str, Any]:
    return {
        "description": _prose(chance, 15),
        "path": f"/accounts/{{accountId}}/{name}s",
        "parameters": {"accountId": {"$ref": "#/parameters/accountId"}},
        "actions": {key: _action(chance, name, key) for key in keys},
    }


def _action(chance: random.Random, name: str, key: str) -> dict[str, Any]:
    action: dict[str, Any] = {
        "method": METHODS[key],
        "description": _prose(chance, 30),
        "scopes": {"$ref": "#/scopes/sets/all"},
        "parameters": _parameters(chance, name, key),
        "responses": {
            "200": {"description": _prose(chance, 8), "schema": {"$ref": f"#/schemas/{_response_schema(name, key)}"}},
            "400": {"description": _prose(chance, 8), "schema": {"$ref": "#/schemas/error"}},
            "404": {"description": _prose(chance, 8), "schema": {"$ref": "#/schemas/error"}},
        },
    }
    if key in ON_ITEM:
        action["path"] = "/{itemId}"
    elif METHODS[key] == "GET":
        action["path"] = "" if key == "get" else f"/{key}"
        action["paginate"] = {"$ref": "#/pagination/pages"}
    return action


def _response_schema(name: str, key: str) -> str:
    return f"{name}List" if METHODS[key] == "GET" else name


def _parameters(chance: random.Random, name: str, key: str) -> dict[str, Any]:
    if key in ON_ITEM:
        item: dict[str, Any] = {"itemId": {"$ref": "#/parameters/itemId"}}
        return item if key == "delete" else {**item, "body": _body(chance, name)}
    if key == "post":
        return {"body": _body(chance, name)}
    parameters: dict[str, Any] = {
        name: {"$ref": f"#/parameters/{name}"} for name in ("page", "perPage", "sortDirection")
    }
    for at in range(chance.randint(3, 6)):
        parameters[f"{chance.choice(THINGS)}{at}"] = {
            "in": "query",
            "schema": _property(chance),
            "description": _prose(chance, 14),
        }
    return parameters


def _body(chance: random.Random, name: str) -> dict[str, Any]:
    schema = {"$ref": f"#/schemas/{name}Post"}
    return {"in": "body", "required": True, "description": _prose(chance, 10), "schema": schema}


if __name__ == "__main__":
    print(json.dumps(description(int(sys.argv[1]) if len(sys.argv) > 1 else 1000), indent=1))
