"""A description with every feature, hostile values, and random calls of the description with such values."""

from __future__ import annotations

import datetime
import enum
import random
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

ID = "575ec8687ae143cd83dc4a97"

DESCRIPTION: dict[str, Any] = {
    "dynaclient": 1,
    "title": "Library",
    "version": "1.0.0",
    "description": "Books, and who has them.",
    "server": {"url": "https://{region}.example.com/v1", "variables": {"region": {"default": "eu", "enum": ["eu", "us"]}}},
    "dialect": "2020-12",
    "auth": {
        "accessToken": {"type": "bearer"},
        "key": {"type": "apiKey", "in": "query", "name": "api key"},
        "login": {"type": "basic"},
    },
    "headers": {"Accept": "application/json"},
    "errors": {"type": "/type", "message": "/error/message"},
    "scopes": {"always": ["{resource}.*", "{resource}.{action}"], "sets": {"read": ["all.read", {"all": ["a", "b"]}]}},
    "pagination": {"pages": {"style": "page", "page": "page", "size": "perPage", "items": "/items", "total": "/count"}},
    "common": ["trace"],
    "parameters": {
        "trace": {"in": "header", "name": "X-Trace", "schema": {"type": "string"}, "example": "abc"},
        "bookId": {"in": "path", "schema": {"type": "string", "pattern": "^[A-Fa-f0-9]{24}$"}, "example": ID},
    },
    "schemas": {
        "book": {
            "title": "Book",
            "type": "object",
            "properties": {
                "id": {"type": "string"},
                "title": {"type": "string", "minLength": 1, "maxLength": 80, "pattern": "^\\S"},
                "price": {"type": "number", "multipleOf": 0.01, "exclusiveMinimum": 0},
                "pages": {"type": ["integer", "null"], "maximum": 10000},
                "tags": {"type": "array", "items": {"enum": ["old", "new", 3]}, "uniqueItems": True},
                "sequel": {"$ref": "#/schemas/book"},
                "shelf": {"oneOf": [{"$ref": "#/schemas/shelf"}, {"type": "null"}]},
                "password": {"type": "string", "secret": True},
            },
            "patternProperties": {"^x-": {"type": "string"}},
            "additionalProperties": False,
            "required": ["title"],
            "examples": [{"title": "Emma", "tags": ["old"]}],
        },
        "shelf": {"type": "object", "properties": {"row": {"type": "integer"}}, "required": ["row"]},
        "books": {
            "type": "object",
            "properties": {"items": {"type": "array", "items": {"$ref": "#/schemas/book"}}, "count": {"type": "integer"}},
        },
        "error": {"type": "object", "properties": {"type": {"type": "string"}}},
    },
    "responses": {"wrong": {"description": "No.", "schema": {"$ref": "#/schemas/error"}}},
    "resources": {
        "books": {
            "description": "All books.",
            "path": "/books",
            "actions": {
                "get": {
                    "method": "GET",
                    "description": "List them.",
                    "scopes": {"$ref": "#/scopes/sets/read"},
                    "parameters": {
                        "page": {"in": "query", "schema": {"type": "integer", "minimum": 0}, "default": 0},
                        "perPage": {"in": "query", "name": "per-page", "schema": {"type": "integer"}, "preset": 10},
                        "sort": {"in": "query", "schema": {"enum": ["title", "price", None]}, "example": "title"},
                        "filter": {"in": "query", "style": "brackets", "schema": {"type": "object"}},
                        "where": {"in": "query", "style": "json", "schema": {"$ref": "#/schemas/shelf"}},
                        "deep": {"in": "query", "style": "deepObject", "schema": {"type": "object"}},
                        "ids": {"in": "query", "style": "pipeDelimited", "schema": {"type": "array"}},
                        "visit": {"in": "cookie", "schema": {"type": "string"}},
                        "since": {"in": "header", "name": "X-Since", "schema": {"type": "string"}},
                    },
                    "paginate": {"$ref": "#/pagination/pages"},
                    "responses": {
                        "200": {"schema": {"$ref": "#/schemas/books"}, "headers": {"X-Count": {"schema": {"type": "integer"}}}},
                        "4XX": {"$ref": "#/responses/wrong"},
                    },
                },
                "post": {
                    "method": "POST",
                    "auth": ["accessToken", {"all": ["key"]}, "optional"],
                    "idempotencyKey": "Idempotency-Key",
                    "parameters": {"book": {"in": "body", "required": True, "schema": {"$ref": "#/schemas/book"}}},
                    "responses": {"201": {"schema": {"$ref": "#/schemas/book"}}, "default": {"description": "No."}},
                },
            },
            "resources": {
                "one": {
                    "path": "/{bookId}",
                    "parameters": {"bookId": {"$ref": "#/parameters/bookId"}},
                    "actions": {
                        "get": {"method": "GET", "responses": {"200": {"schema": {"$ref": "#/schemas/book"}}}},
                        "cover": {
                            "method": "PUT",
                            "path": "/cover{kind}",
                            "parameters": {
                                "kind": {"in": "path", "style": "label", "explode": True, "schema": {"type": "array"}},
                                "picture": {"in": "part", "schema": {"file": True}},
                                "about": {"in": "part", "schema": {"type": "object"}},
                            },
                            "deprecated": "use something else",
                            "links": [{"title": "more", "url": "https://example.com"}],
                            "timeout": 5,
                        },
                        "rename": {
                            "method": "PATCH",
                            "content": "application/x-www-form-urlencoded",
                            "parameters": {
                                "title": {"in": "part", "schema": {"type": "string"}},
                                "aliases": {"in": "part", "schema": {"type": "array", "items": {"type": "string"}}},
                            },
                        },
                        "text": {
                            "method": "POST",
                            "absolutePath": "/texts/{path}",
                            "auth": False,
                            "server": "https://texts.example.com",
                            "parameters": {
                                "path": {"in": "path", "allowReserved": True},
                                "bookId": None,
                                "text": {"in": "body", "content": {
                                    "text/plain": {}, "application/x-www-form-urlencoded": {"type": "object"},
                                    "multipart/form-data": {"properties": {"file": {"file": True}}},
                                }},
                            },
                            "responses": {"200": {"content": {"text/plain": {}}}, "202": {"stream": "sse", "events": {"e": {}}, "end": "[DONE]"}},
                        },
                    },
                }
            },
        }
    },
}  # fmt: skip

ACTIONS = ("books.get", "books.post", "books.one.get", "books.one.cover", "books.one.rename", "books.one.text")
PARAMETERS = (
    "trace", "bookId", "book_id", "page", "perPage", "per_page", "sort", "filter", "where", "deep", "ids", "visit", "since", "book",
    "kind", "picture", "about", "title", "aliases", "path", "text",
)  # fmt: skip


class Color(enum.Enum):
    RED = "red"
    NONE = None
    ODD = object()


class StringSubclass(str):
    __slots__ = ()


@dataclass(frozen=True)
class SpecialValue:
    """Stands for a value that is created for each use, and that may have no repr."""

    number: int


def create_values(value: Any) -> Any:
    """Return a value with each `SpecialValue` created, at its top or one level below."""
    if isinstance(value, SpecialValue):
        return SPECIAL_VALUES[value.number]()
    if isinstance(value, dict):
        return {key: create_values(member) for key, member in value.items()}
    return value


def _cyclic() -> list[Any]:
    items: list[Any] = []
    items.append(items)
    return items


def _deep(levels: int) -> list[Any]:
    nested: list[Any] = []
    for _ in range(levels):
        nested = [nested]
    return nested


def refuse() -> Any:
    raise RuntimeError("no token today")


HOSTILE_STRINGS = (
    "", ".", "..", "%2e%2e", "/", "a/b", "\\", "\x00", "\n", "\r\nX: y", "\ud800", "é", "😀", "null", "true", "1e999", "-0", "0x1", "١",
    "{", "}", "{x}", "{}", "{bookId}{bookId}", "/{bookId}/{nope}", "#", "#/", "#/schemas/book", "#/schemas/nope", "#/resources/books",
    "#/schemas/book/properties/sequel", "http://127.0.0.1:9/x.json", "file:///etc/passwd", "#/%zz", "#/~2", "self", "__class__", "import",
    "_shared", "token", "api", "get", "(", "[", "(?<=a)b", "^(a+)+$", "\\p{L}", "\\", "a{100000}", "(a{1000}){1000}", "(?P<x>a)", "GET", "path",
    "query", "header", "cookie", "body", "part", "object", "array", "string", "integer", "json", "brackets", "label", "matrix", "deepObject",
    "form", "multipart/form-data", "application/json", "text/plain", "sse", "200", "draft-04", "draft-07", "https://example.com", "https://[",
    "https://a:b@c", "ftp://x", "optional", "all", "Authorization", "Content-Length", "x" * 300, ID, "2020-01-01", "accessToken", "$ref",
)  # fmt: skip
HOSTILE_NUMBERS = (0, 1, -1, 3, 10**25, 10**400, 2**63, 0.0, -0.0, 1.5, 1e308, 5e-324, 0.01, 19.99)
KEYWORDS = (
    "$ref", "$id", "id", "$schema", "$anchor", "$dynamicRef", "$defs", "type", "properties", "items", "prefixItems", "enum", "const",
    "pattern", "patternProperties", "additionalProperties", "required", "minimum", "maxLength", "multipleOf", "allOf", "anyOf", "oneOf", "not",
    "if", "then", "else", "dependencies", "uniqueItems", "contains", "propertyNames", "format", "file", "secret", "examples", "title",
    "unevaluatedProperties", "minItems", "dependentRequired", "contentEncoding",
)  # fmt: skip
SPECIAL_VALUES: tuple[Callable[[], Any], ...] = (
    object, _cyclic, lambda: _deep(70), lambda: _deep(3000), lambda: float("nan"), lambda: float("inf"), lambda: Decimal("NaN"),
    lambda: Decimal("1.10"), lambda: Decimal("1e1000"), lambda: b"\xff", lambda: bytearray(b"x"), lambda: datetime.date(2020, 1, 2),
    lambda: datetime.datetime(2020, 1, 2, tzinfo=datetime.timezone.utc), lambda: datetime.time(1, 2), lambda: datetime.timedelta(1),
    lambda: uuid.UUID(int=5), lambda: Color.RED, lambda: Color.NONE, lambda: Color.ODD, lambda: StringSubclass("a"), lambda: {1: 2},
    lambda: {"a": object()}, lambda: {"a": b"x"}, lambda: {"\ud800": "\ud800"}, lambda: [float("nan")], lambda: (1, 2), lambda: {1, 2},
    lambda: range(3), lambda: iter([b"x"]), lambda: iter(["text"]), lambda: Path("/nonexistent/file"), lambda: Path("a\x00b"),
    lambda: ("name", b"data", "text/plain"), lambda: ("na\r\nme\ud800", b"data", "te\nxt"), lambda: ("name", None), lambda: (), lambda: [b"x", b"y"],
    lambda: {"file": b"x"}, lambda: {"file": ("n", b"x")}, lambda: {"file": "x", "other": [1, {"a": []}]}, lambda: {"title": "x", "pages": None},
    lambda: {"title": "", "price": 19.991, "tags": ["old", "old", 5], "sequel": {"title": 1, "sequel": {"tltle": "x"}}},
    lambda: int, lambda: len, lambda: Ellipsis, lambda: 1j, lambda: Exception("x"), lambda: 10**5000, lambda: True, lambda: "a\ud800",
    lambda: {"a": [[]]}, lambda: {"a": {}}, lambda: {"a": None}, lambda: {"a": "b|c"}, lambda: ["a b", "c|d", "e,f"], lambda: ID, lambda: [ID],
)  # fmt: skip
VALID_ARGUMENTS: dict[str, dict[str, Any]] = {
    "books.get": {}, "books.post": {"book": {"title": "Emma"}}, "books.one.get": {"bookId": ID}, "books.one.cover": {"bookId": ID, "kind": ["a"]},
    "books.one.rename": {"bookId": ID, "title": "Emma"}, "books.one.text": {"path": "a", "text": "b"},
}  # fmt: skip
"""The required arguments of each action."""


# --- random calls ----------------------------------------------------------------------------------------------------


def random_string(chance: random.Random) -> str:
    if chance.random() < 0.8:
        return chance.choice(HOSTILE_STRINGS)
    codes = (chance.choice((chance.randrange(128), chance.randrange(0x11_0000))) for _ in range(chance.randrange(6)))
    return "".join(map(chr, codes))


def random_json(chance: random.Random, depth: int = 3) -> Any:
    kind = chance.random()
    if depth and kind < 0.15:
        return [random_json(chance, depth - 1) for _ in range(chance.randrange(3))]
    if depth and kind < 0.35:
        return {random_string(chance): random_json(chance, depth - 1) for _ in range(chance.randrange(3))}
    if kind < 0.5:
        return chance.choice([None, True, False, *HOSTILE_NUMBERS])
    return random_string(chance)


def random_schema(chance: random.Random, depth: int = 3) -> Any:
    schema: dict[str, Any] = {}
    for _ in range(chance.randint(0, 3)):
        kind = chance.randrange(4) if depth else 0
        value = random_json(chance, 1)
        below = random_schema(chance, depth - 1) if depth else value
        members = (value, below, [below] * chance.randint(1, 2), {random_string(chance): below})
        schema[chance.choice(KEYWORDS)] = members[kind]
    return schema


def random_change(chance: random.Random) -> tuple[str, int, Any]:
    kind = chance.choice(["delete", "replace", "replace", "double", "rename"])
    value = chance.choice([random_json, random_schema, lambda one: {"$ref": random_string(one)}])(chance)
    return kind, chance.randrange(1 << 30), value


def random_value(chance: random.Random) -> Any:
    return SpecialValue(chance.randrange(len(SPECIAL_VALUES))) if chance.random() < 0.5 else random_json(chance)


def random_arguments(chance: random.Random) -> dict[str, Any]:
    count = chance.randrange(5)
    names = (chance.choice(PARAMETERS) if chance.random() < 0.9 else random_string(chance) for _ in range(count))
    return {name: random_value(chance) for name in names}
