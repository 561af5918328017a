"""Documents in which anything stands anywhere: they are read as far as they can be, in linear time, and raise only our own errors."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator
from typing import Any

import pytest

from dynaclient import DynaclientError, load
from dynaclient.description.api import Api
from dynaclient.formats.detection import translate
from dynaclient.formats.lazy import plain
from tests.support.openapi_documents import openapi, operation, swagger
from tests.support.timing import cpu_seconds, takes_at_most

pytestmark = pytest.mark.uncounted

SCHEMA = {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]}
REFERENCES = {
    "parameters": {"p": {"in": "query", "name": "p", "schema": {"type": "array", "items": {"type": "string"}}}},
    "responses": {"r": {"description": "r", "content": {"application/json": {"schema": SCHEMA}}}},
    "schemas": {"s": SCHEMA},
    "securitySchemes": {"o": {"type": "oauth2", "flows": {}}, "k": {"type": "apiKey", "in": "header", "name": "K"}},
}
NEW = openapi(
    {
        "/things/{id}?x=1": {
            "parameters": [{"in": "path", "name": "id", "required": True, "schema": {"type": "string"}}],
            "servers": [{"url": "https://{a}.example", "variables": {"a": {"default": "b", "enum": ["b"]}}}],
            "post": operation(
                {"$ref": "#/components/parameters/p"}, {"in": "header", "name": "H", "style": "simple", "explode": True, "schema": {}},
                {"in": "query", "name": "q", "content": {"application/json": {"schema": SCHEMA}}}, {"in": "cookie", "name": "c"},
                requestBody={"required": True, "content": {"multipart/form-data": {"schema": SCHEMA, "encoding": {"a": {"contentType": "a/b"}}}}},
                security=[{"o": ["read"]}, {"k": []}], externalDocs={"url": "https://a.example"}, summary="S", description="D",
            ),
            "get": operation(
                {"in": "query", "name": "cursor"}, operationId="get",
                responses={
                    "200": {
                        "description": "ok", "headers": {"Link": {"schema": {"type": "string"}}},
                        "content": {"application/json": {"schema": {"type": "array", "items": {"$ref": "#/components/schemas/s"}}, "example": [1]}},
                    },
                    "4XX": {"$ref": "#/components/responses/r"}, "default": {"description": "d", "links": {"a": {}}},
                },
            ),
        },
        "/others": {"$ref": "#/paths/~1things~1{id}?x=1"},
    },
    "3.1.0", components=REFERENCES, tags=[{"name": "things", "description": "T"}], security=[{"k": []}],
)  # fmt: skip
OLD = swagger(
    {
        "/things/{id}": {
            "parameters": [{"in": "path", "name": "id", "required": True, "type": "string"}],
            "post": operation({"in": "body", "name": "b", "schema": SCHEMA}, {"$ref": "#/parameters/p"}, consumes=["application/json"], responses={"200": {"$ref": "#/responses/r"}}),
            "put": operation(
                {"in": "formData", "name": "f", "type": "file"}, {"in": "formData", "name": "g", "type": "array", "items": {"type": "string"}, "collectionFormat": "multi"},
                operationId="put", consumes=["multipart/form-data"], produces=["application/json"], security=[{"k": []}],
                responses={"200": {"description": "ok", "schema": {"type": "array", "items": {}}, "headers": {"X": {"type": "string"}}}},
            ),
        },
    },
    parameters={"p": {"in": "query", "name": "p", "type": "string", "enum": ["a"], "required": True}}, responses={"r": {"description": "r", "schema": SCHEMA}},
    securityDefinitions={"k": {"type": "apiKey", "in": "header", "name": "K"}}, basePath="/v1", consumes=["application/json"], produces=["application/json"],
)  # fmt: skip

ANYTHING: list[Any] = [
    None, True, 0, -1, 1.5, 10**400, "", "x", "\x00", "\ud800", "__class__", "$ref", "{", "}", "a b", [], [None], [[]], [1, "a"], {}, {"": 1}, {"$ref": 1},
    {"$ref": "#"}, {"$ref": "#/"}, {"$ref": "#/paths"}, {"$ref": "#/components/schemas/s"}, {"$ref": "#/paths/~1others"}, {"$ref": "#/paths/" + "9" * 5000},
    {"$ref": "http://example.com/a.json"}, {"$ref": "../a.json"}, {"$ref": "#anchor"}, {"type": ["string", 1]}, {"__class__": {"__init__": 1}}, {"x-a": None},
]  # fmt: skip


def locations(value: Any, tokens: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the location of each value in a document."""
    yield tokens
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, member in pairs:
        yield from locations(member, (*tokens, key))


def changed(document: Any, tokens: tuple[Any, ...], value: Any) -> Any:
    """Return a document in which another value stands at a location."""
    result = copy.deepcopy(document)
    *steps, last = tokens
    parent = result
    for step in steps:
        parent = parent[step]
    parent[last]
    parent[last] = value
    return result


def look_at_all(document: Any) -> None:
    """Translate and build whatever a document has; only our own errors may be raised."""
    try:
        translation = translate(document)
        if translation is None:
            return
        api = Api(translation.document)
    except DynaclientError:
        return
    for name in api.actions:
        try:
            api.action(name)
        except DynaclientError as error:
            assert str(error)  # noqa: PT017 - any number of them is fine
    plain(translation.document)
    assert all(str(problem) for problem in translation.notes)


EVERY = pytest.mark.parametrize("every", [11, pytest.param(1, marks=pytest.mark.full)])
"""How many cases one is taken of."""


@EVERY
@pytest.mark.parametrize("document", [NEW, OLD], ids=["OpenAPI", "Swagger"])
def test_any_value_may_stand_anywhere(document: dict[str, Any], every: int) -> None:
    cases = [(tokens, value) for tokens in list(locations(document))[1:] for value in ANYTHING]
    for tokens, value in cases[::every]:
        look_at_all(changed(document, tokens, value))


KEYS = ("", "__class__", "\x00", "\ud800", "a/b~c", "{", "$ref", "1", "x-a")


@EVERY
@pytest.mark.parametrize("document", [NEW, OLD], ids=["OpenAPI", "Swagger"])
def test_any_key_may_be_anything(document: dict[str, Any], every: int) -> None:
    cases = [(tokens, key) for tokens in locations(document) if tokens and isinstance(tokens[-1], str) for key in KEYS]
    for tokens, key in cases[::every]:
        result = copy.deepcopy(document)
        parent = result
        for step in tokens[:-1]:
            parent = parent[step]
        parent[key] = parent.pop(tokens[-1])
        look_at_all(result)


@EVERY
@pytest.mark.parametrize("document", [NEW, OLD], ids=["OpenAPI", "Swagger"])
def test_many_values_may_be_anything_at_once(document: dict[str, Any], every: int) -> None:
    chance = random.Random(1)
    everywhere = list(locations(document))[1:]
    for _ in range(1000 // every):
        result = copy.deepcopy(document)
        for tokens in chance.sample(everywhere, 4):
            try:
                result = changed(result, tokens, chance.choice(ANYTHING))
            except (LookupError, TypeError):
                continue  # it is in what was replaced before
        look_at_all(result)


def many(count: int, **more: Any) -> dict[str, Any]:
    return openapi({f"/a{number}": {"get": operation(operationId=f"op{number}", **more)} for number in range(count)})


def deep(count: int) -> Any:
    schema: dict[str, Any] = {"type": "string"}
    for _ in range(count):
        schema = {"allOf": [schema]}
    return schema


LARGE: dict[str, Any] = {
    "paths": many,
    "paths with notes": lambda count: many(count, parameters=[{"in": "nowhere", "name": "x"}]),
    "paths with the same id": lambda count: openapi({f"/a{number}": {"get": operation()} for number in range(count)}),
    "references to one path": lambda count: openapi({f"/a{number}": {"$ref": "#/x"} for number in range(count)}, x={"get": operation()}),
    "parameters": lambda count: openapi({"/a": {"get": operation(*({"in": "query", "name": f"p{number}"} for number in range(count)))}}),
    "variables": lambda count: openapi({"/" + "/".join(f"{{p{number}}}" for number in range(count)): {"get": operation()}}),
    "the same variable": lambda count: openapi({"/" + "/".join("{p}" for _ in range(count)): {"get": operation()}}),
    "braces": lambda count: openapi({"/" + "{" * count: {"get": operation()}}),
    "servers": lambda count: openapi({"/a": {"get": operation()}}, servers=[{"url": f"https://a{number}.example"} for number in range(count)]),
    "schemes": lambda count: openapi(
        {"/a": {"get": operation(security=[{f"k{number}": []} for number in range(count)])}},
        components={"securitySchemes": {f"k{number}": {"type": "apiKey", "in": "header", "name": "K"} for number in range(count)}},
    ),
    "responses": lambda count: openapi({"/a": {"get": operation(responses={str(number): {} for number in range(count)})}}),
    "media types": lambda count: openapi({"/a": {"post": operation(requestBody={"content": {f"a/b{number}": {} for number in range(count)}})}}),
    "members of a form": lambda count: openapi(
        {"/a": {"post": operation(requestBody={"content": {"multipart/form-data": {"schema": {"properties": {f"p{number}": {} for number in range(count)}}}}})}}
    ),
    "a server with variables": lambda count: openapi({"/a": {"get": operation()}}, servers=[{"url": "https://a/" + "{a}" * count, "variables": {"a": {"default": "b"}}}]),
}  # fmt: skip


@pytest.mark.parametrize("name", LARGE)
def test_a_large_document_takes_linear_time(name: str) -> None:
    def translate_all(document: dict[str, Any]) -> None:
        translation = translate(document)
        assert translation is not None
        plain(translation.document)

    small, large = LARGE[name](1000), LARGE[name](4000)
    limit = 10 * cpu_seconds(lambda: translate_all(small)) + 0.1  # what is quadratic takes 16 times as long
    assert takes_at_most(limit, lambda: translate_all(large))


def test_a_path_that_is_too_long_is_left_out() -> None:
    path = "/a/{b}" * 100_000
    notes = load(openapi({path: {"get": operation()}, "/a": {"get": operation()}})).notes()
    assert [(note.rule, "more than 8,192 characters" in note.message) for note in notes] == [("path", True)]


def test_pointers_of_notes_take_limited_memory() -> None:
    properties = {f"p{number}": {"type": "none"} for number in range(30)}
    document = openapi(
        {"/a": {"get": operation()}}, components={"schemas": {"a" * 1_000_000: {"properties": properties}}}
    )
    notes = load(document).notes()
    assert sum(len(note.pointer or "") for note in notes) < 20_000_000
    assert (notes[-1].pointer, notes[-1].rule) == ("", "notes")


def test_a_hundred_thousand_paths_are_read() -> None:
    def read() -> None:
        translation = translate(many(100_000))
        assert translation is not None
        api = Api(translation.document)
        assert len(api.actions) == 100_000
        assert api.action("op77777").path == "/a77777"

    assert takes_at_most(30, read)


CIRCLES: dict[str, Any] = {
    "a path item": openapi({"/a": {"$ref": "#/paths/~1a"}}),
    "two path items": openapi({"/a": {"$ref": "#/paths/~1b"}, "/b": {"$ref": "#/paths/~1a"}}),
    "a parameter": openapi({"/a": {"get": operation({"$ref": "#/components/parameters/p"})}}, components={"parameters": {"p": {"$ref": "#/components/parameters/p"}}}),
    "a response": openapi({"/a": {"get": operation(responses={"200": {"$ref": "#/components/responses/r"}})}}, components={"responses": {"r": {"$ref": "#/components/responses/r"}}}),
    "a body": openapi({"/a": {"post": operation(requestBody={"$ref": "#/components/requestBodies/b"})}}, components={"requestBodies": {"b": {"$ref": "#/components/requestBodies/b"}}}),
    "a scheme": openapi({"/a": {"get": operation()}}, components={"securitySchemes": {"s": {"$ref": "#/components/securitySchemes/s"}}}),
    "a header": openapi({"/a": {"get": operation(responses={"200": {"headers": {"H": {"$ref": "#/components/headers/h"}}}})}}, components={"headers": {"h": {"$ref": "#/components/headers/h"}}}),
    "an operation": openapi({"/a": {"get": {"$ref": "#/paths/~1a/get"}}}),
    "the schema of a form": openapi(
        {"/a": {"post": operation(requestBody={"content": {"multipart/form-data": {"schema": {"$ref": "#/components/schemas/s"}}}})}},
        components={"schemas": {"s": {"allOf": [{"$ref": "#/components/schemas/s"}], "properties": {"p": {"$ref": "#/components/schemas/s"}}}}},
    ),
    "alternatives": openapi(
        {"/a": {"get": operation({"in": "query", "name": "p", "style": "deepObject", "schema": {"$ref": "#/components/schemas/s"}})}},
        components={"schemas": {"s": {"oneOf": [{"$ref": "#/components/schemas/s"}, {"$ref": "#/components/schemas/s"}]}}},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CIRCLES)
def test_references_in_a_circle_end(name: str) -> None:
    look_at_all(CIRCLES[name])


def test_schemas_that_double_with_each_reference_end() -> None:
    names = range(60)
    schemas: dict[str, Any] = {
        f"s{number}": {"allOf": [{"$ref": f"#/components/schemas/s{number + 1}"}] * 2} for number in names
    }
    parameter = {
        "in": "query",
        "name": "p",
        "style": "deepObject",
        "required": True,
        "schema": {"$ref": "#/components/schemas/s0"},
    }
    look_at_all(openapi({"/a": {"get": operation(parameter)}}, components={"schemas": {**schemas, "s60": {}}}))
    look_at_all(openapi({"/a": {"get": operation({**parameter, "schema": deep(400)})}}))


def test_the_document_stays_as_it_is() -> None:
    document = copy.deepcopy(NEW)
    look_at_all(document)
    assert json.dumps(document) == json.dumps(NEW)


NO_DOCUMENTS: list[Any] = [
    None,
    1,
    "openapi",
    [],
    ["openapi"],
    {},
    {"openapi": {}},
    {"swagger": [2.0]},
    {"openapi": "3.0.0"},
]


@pytest.mark.parametrize("document", NO_DOCUMENTS, ids=repr)
def test_what_is_no_document_is_refused_or_empty(document: Any) -> None:
    look_at_all(document)
