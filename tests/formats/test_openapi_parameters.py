"""Parameters of OpenAPI 3 and Swagger 2.0: what a call sends for them."""

from __future__ import annotations

from typing import Any

import pytest

from dynaclient import InvalidCall
from tests.support.openapi_documents import action_of, notes_of, openapi, operation, posting, sent, swagger, target_of

ARRAY = {"type": "array", "items": {"type": "integer"}}
OBJECT = {"type": "object", "properties": {"a": {"type": "integer"}, "b": {"type": "string"}}}
NESTED = {"type": "object", "properties": {"a": OBJECT}}
LIST, MEMBERS = [1, 2], {"a": 1, "b": "x"}


def at(location: str, schema: Any, **more: Any) -> dict[str, Any]:
    required = {"required": True} if location == "path" else {}
    return {"in": location, "name": "p", "schema": schema, **required, **more}


IN_QUERY: dict[str, tuple[dict[str, Any], Any, str]] = {
    "a string": (at("query", {"type": "string"}), "a b", "p=a%20b"),
    "an array": (at("query", ARRAY), LIST, "p=1&p=2"),
    "an array in one": (at("query", ARRAY, style="form", explode=False), LIST, "p=1,2"),
    "an array with spaces": (at("query", ARRAY, style="spaceDelimited", explode=False), LIST, "p=1%202"),
    "an array with pipes": (at("query", ARRAY, style="pipeDelimited"), LIST, "p=1%7C2"),
    "an exploded array with pipes": (at("query", ARRAY, style="pipeDelimited", explode=True), LIST, "p=1&p=2"),
    "an array with tabs": (at("query", ARRAY, style="tabDelimited"), LIST, "p=1&p=2"),
    "a scalar with pipes": (at("query", {"type": "integer"}, style="pipeDelimited"), 1, "p=1"),
    "an object": (at("query", OBJECT), MEMBERS, "a=1&b=x"),
    "an object in one": (at("query", OBJECT, explode=False), MEMBERS, "p=a,1,b,x"),
    "a deep object": (at("query", OBJECT, style="deepObject", explode=True), MEMBERS, "p%5Ba%5D=1&p%5Bb%5D=x"),
    "a deeper object": (at("query", NESTED, style="deepObject"), {"a": MEMBERS}, "p%5Ba%5D%5Ba%5D=1&p%5Ba%5D%5Bb%5D=x"),
    "a deeper map": (at("query", {"additionalProperties": OBJECT}, style="deepObject"), {"x": {"b": "y"}}, "p%5Bx%5D%5Bb%5D=y"),
    "a deeper map by patterns": (at("query", {"type": "object", "patternProperties": {"^x": ARRAY}}, style="deepObject"), {"x": [1]}, "p%5Bx%5D%5B0%5D=1"),
    "a deep map": (at("query", {"additionalProperties": {"type": "string"}}, style="deepObject"), {"x": "y"}, "p%5Bx%5D=y"),
    "a deep map of anything": (at("query", {"additionalProperties": True}, style="deepObject"), {"x": "y"}, "p%5Bx%5D=y"),
    "a deep array": (at("query", ARRAY, style="deepObject"), LIST, "p%5B0%5D=1&p%5B1%5D=2"),
    "a deep scalar": (at("query", {"type": "integer"}, style="deepObject"), 1, "p=1"),
    "JSON": ({"in": "query", "name": "p", "content": {"application/json": {"schema": OBJECT}}}, {"a": 1}, "p=%7B%22a%22%3A1%7D"),
    "content that is not JSON": ({"in": "query", "name": "p", "content": {"text/plain": {"schema": {"type": "string"}}}}, "x", "p=x"),
    "a style of another location": (at("query", {"type": "string"}, style="matrix"), "x", "p=x"),
    "one allowed value": (at("query", {"type": "string", "enum": ["v1"]}, required=True), None, "p=v1"),
    "a constant": (at("query", {"const": "v2"}, required=True), None, "p=v2"),
    "an optional constant": (at("query", {"const": "v2"}), None, ""),
    "no schema": ({"in": "query", "name": "p"}, "x", "p=x"),
}  # fmt: skip


@pytest.mark.parametrize("name", IN_QUERY)
def test_a_query_is_written_as_the_document_declares(name: str) -> None:
    parameter, value, expected = IN_QUERY[name]
    document = openapi({"/things": {"get": operation(parameter)}}, "3.1.0")
    request = sent(document, {} if value is None else {"p": value})
    assert (
        target_of(request).replace("[", "%5B").replace("]", "%5D") == "/things" + ("?" if expected else "") + expected
    )


IN_PATH: dict[str, tuple[str, dict[str, Any], Any, str]] = {
    "a segment": ("/things/{p}", at("path", {"type": "string"}), "a/b", "/things/a%2Fb"),
    "part of a segment": ("/things/{p}.json", at("path", {"type": "string"}), "a", "/things/a.json"),
    "a verb behind it": ("/things/{p}:cancel", at("path", {"type": "string"}), "a", "/things/a:cancel"),
    "an array": ("/things/{p}", at("path", ARRAY), LIST, "/things/1,2"),
    "a label": ("/things/{p}", at("path", ARRAY, style="label", explode=True), LIST, "/things/.1.2"),
    "a matrix": ("/things/{p}", at("path", ARRAY, style="matrix"), LIST, "/things/;p=1,2"),
    "an exploded object": ("/things/{p}", at("path", OBJECT, explode=True), MEMBERS, "/things/a=1,b=x"),
    "a reserved expansion": ("/things/{+p}", at("path", {"type": "string"}), "a/b", "/things/a/b"),
    "an exploded variable": ("/things/{p*}", at("path", {"type": "string"}), "a/b", "/things/a/b"),
    "an extension of Azure": ("/things/{p}", at("path", {"type": "string"}, **{"x-ms-skip-url-encoding": True}), "a/b%2Fc%", "/things/a/b%2Fc%25"),
    "an extension of GitHub": ("/things/{p}", at("path", {"type": "string"}, **{"x-multi-segment": True}), "a/b", "/things/a/b"),
    "allowReserved": ("/things/{p}", at("path", {"type": "string"}, allowReserved=True), "a/b", "/things/a/b"),
    "a fragment": ("/things/{p}#one", at("path", {"type": "string"}), "a", "/things/a"),
    "a query": ("/things/{p}?x=1&y", at("path", {"type": "string"}), "a", "/things/a?x=1&y="),
    "a variable in the query": ("/things?x={p}", at("path", {"type": "string"}), "a", "/things?x=a"),
    "no slash": ("things/{p}", at("path", {"type": "string"}), "a", "/things/a"),
    "odd characters": ("/a b/{p}/}", at("path", {"type": "string"}), "a", "/a%20b/a/%7D"),
    "a variable of a URI template": ("/things/{p}{?q,r}", at("path", {"type": "string"}), "a", "/things/a"),
}  # fmt: skip


@pytest.mark.parametrize("name", IN_PATH)
def test_a_path_is_written_as_the_document_declares(name: str) -> None:
    path, parameter, value, expected = IN_PATH[name]
    argument = "x" if name == "a variable in the query" else "p"
    assert target_of(sent(openapi({path: {"get": operation(parameter)}}), {argument: value})) == expected


def test_a_variable_that_is_not_declared_is_a_string() -> None:
    document = openapi({"/things/{id}": {"get": operation()}})
    assert target_of(sent(document, {"id": "a"})) == "/things/a"
    assert notes_of(document) == [("/paths/~1things~1{id}/get", "path")]


def test_a_variable_that_is_in_the_path_twice_is_two_parameters() -> None:
    document = openapi({"/a/{p}/b/{p}": {"get": operation(at("path", {"type": "integer"}))}})
    assert target_of(sent(document, {"p": 1, "p2": 2})) == "/a/1/b/2"
    assert [rule for _, rule in notes_of(document)] == ["path"]


@pytest.mark.parametrize("declared", [[], [at("path", {"type": "string"})]])
def test_each_variable_has_a_name_of_its_own(declared: list[Any]) -> None:
    document = openapi({"/{p}/{p2}/{p}/{p}/{p4}": {"get": operation(*declared)}})
    values = dict(zip(["p", "p2", "p3", "p5", "p4"], "abcde", strict=True))
    assert target_of(sent(document, values)) == "/a/b/c/d/e"


def test_a_path_parameter_that_the_path_does_not_have_is_left_out() -> None:
    document = openapi({"/things": {"get": operation(at("path", {}))}})
    assert target_of(sent(document)) == "/things"
    assert notes_of(document) == [("/paths/~1things/get/parameters/0", "path")]


HEADERS: dict[str, tuple[dict[str, Any], Any, str | None]] = {
    "a header": (at("header", {"type": "string"}), "x", "x"),
    "an array": (at("header", ARRAY), LIST, "1,2"),
    "an object": (at("header", OBJECT, explode=True), MEMBERS, "a=1,b=x"),
    "JSON": ({"in": "header", "name": "p", "content": {"application/json": {}}}, {"a": 1}, '{"a":1}'),
}


@pytest.mark.parametrize("name", HEADERS)
def test_a_header_is_written_as_the_document_declares(name: str) -> None:
    parameter, value, expected = HEADERS[name]
    assert sent(openapi({"/things": {"get": operation(parameter)}}), {"p": value}).headers["p"] == expected


def test_a_cookie_is_written_as_the_document_declares() -> None:
    document = openapi({"/things": {"get": operation(at("cookie", {"type": "integer"}))}})
    assert sent(document, {"p": 1}).headers["Cookie"] == "p=1"


@pytest.mark.parametrize("location", ["query", "header", "cookie", "path"])
@pytest.mark.parametrize("schema", [OBJECT, ARRAY, {}, None])
@pytest.mark.parametrize("media", ["application/xml", "application/x-www-form-urlencoded"])
def test_a_value_in_a_type_that_the_client_does_not_write_is_text(media: str, schema: Any, location: str) -> None:
    content = {media: {"example": {"a": 1}, **({} if schema is None else {"schema": schema})}}
    parameter = {"in": location, "name": "p", "required": True, "content": content}
    document = openapi({"/{p}" if location == "path" else "/things": {"get": operation(parameter)}})
    request = sent(document, {"p": "a=1"})
    found = {
        "query": request.url.partition("?")[2],
        "header": request.headers.get("p"),
        "cookie": request.headers.get("Cookie"),
        "path": request.url.rpartition("/")[2],
    }
    expected = {"query": "p=a%3D1", "header": "a=1", "cookie": "p=a%3D1", "path": "a%3D1"}
    assert found[location] in (expected[location], expected[location].replace("%3D", "="))
    assert [rule for _, rule in notes_of(document)] == ["content"]
    with pytest.raises(InvalidCall):
        sent(document, {"p": {"a": 1}})


def test_a_text_in_another_type_than_json_is_itself() -> None:
    parameter = {"in": "query", "name": "p", "content": {"text/plain": {"schema": {"type": "string", "enum": ["x"]}}}}
    document = openapi({"/things": {"get": operation(parameter)}})
    assert target_of(sent(document, {"p": "x"})) == "/things?p=x"
    assert notes_of(document) == []


LEFT_OUT: dict[str, tuple[Any, str]] = {
    "a header of the connection": (at("header", {}) | {"name": "Content-Length"}, "header"),
    "a name that no header has": (at("header", {}) | {"name": "a b"}, "name"),
    "another location": (at("matrix", {}), "in"),
    "a whole query without content": (at("querystring", {}), "content"),
    "a whole query as text": ({"in": "querystring", "name": "p", "content": {"text/plain": {}}}, "content"),
    "no name": ({"in": "query"}, "name"),
    "a number as a name": ({"in": "query", "name": 1}, "name"),
    "an empty name": ({"in": "query", "name": ""}, "name"),
}  # fmt: skip


@pytest.mark.parametrize("name", LEFT_OUT)
def test_what_no_request_can_have_is_left_out_with_a_note(name: str) -> None:
    parameter, rule = LEFT_OUT[name]
    document = openapi({"/things": {"get": operation(parameter)}})
    assert target_of(sent(document)) == "/things"
    assert ("/paths/~1things/get/parameters/0", rule) in notes_of(document)


@pytest.mark.parametrize("name", ["Content-Type", "Accept"])
def test_headers_of_the_body_are_left_to_the_client_without_a_note(name: str) -> None:
    document = openapi({"/things": {"get": operation(at("header", {}) | {"name": name})}})
    assert ("Accept" in action_of(document).get("parameters", {})) == (name == "Accept")
    assert notes_of(document) == []


def test_a_parameter_of_the_path_item_is_overridden_by_that_of_the_operation() -> None:
    inherited, other = at("query", {"type": "integer"}), {**at("query", {"type": "integer"}), "name": "q"}
    document = openapi(
        {"/things": {"parameters": [inherited, other], "get": operation(at("query", {"type": "string"}))}}
    )
    assert target_of(sent(document, {"p": "x", "q": 1})) in ("/things?p=x&q=1", "/things?q=1&p=x")


def test_shared_parameters_are_referred_to() -> None:
    shared = {
        "per-page": at("query", {"type": "integer"}) | {"name": "per-page"},
        "id": at("path", {}) | {"name": "id"},
    }
    references = [{"$ref": f"#/components/parameters/{name}"} for name in shared]
    document = openapi({"/things/{id}": {"get": operation(*references)}}, components={"parameters": shared})
    action = action_of(document)
    assert {value["$ref"] for value in action["parameters"].values()} == {"#/parameters/per_page", "#/parameters/id"}
    assert target_of(sent(document, {"id": "a", "per_page": 2})) == "/things/a?per-page=2"


def test_what_the_path_says_of_a_shared_parameter_stands_beside_the_reference() -> None:
    shared = {"id": at("path", {"type": "string"}) | {"name": "id"}}
    reference = {"$ref": "#/components/parameters/id"}
    paths = {"/a/{+id}": {"get": operation(reference)}, "/b/{id}": {"get": operation(reference, operationId="other")}}
    document = openapi(paths, components={"parameters": shared})
    assert target_of(sent(document, {"id": "x/y"})) == "/a/x/y"
    assert target_of(sent(document, {"id": "x/y"}, "other")) == "/b/x%2Fy"


def test_annotations_are_those_of_the_parameter_and_its_schema() -> None:
    parameter = at(
        "query",
        {"type": "integer", "default": 3},
        description="How many.",
        deprecated=True,
        examples={"a": {"value": 5}},
    )
    document = openapi(
        {"/things": {"get": operation(parameter, {**at("query", {}), "name": "api_key", "allowEmptyValue": True})}}
    )
    parameters = action_of(document)["parameters"]
    expected = {"description": "How many.", "default": 3, "examples": {"a": {"value": 5}}, "deprecated": True}
    assert {key: parameters["p"][key] for key in expected} == expected
    assert parameters["api_key"]["secret"] is True
    assert parameters["api_key"]["x-openapi"] == {"allowEmptyValue": True}


@pytest.mark.parametrize(
    ("location", "name", "is_secret"),
    [("cookie", "token", True), ("cookie", "sid", True), ("cookie", "theme", False), ("header", "X-Key", True),
     ("query", "key", True), ("path", "token", True), ("path", "api_key", True), ("path", "accessKeys", True),
     ("path", "projectKey", False), ("path", "sid", False), ("path", "session_id", False), ("path", "name", False)],
)  # fmt: skip
def test_what_is_called_like_a_secret_is_one_wherever_it_is_sent(location: str, name: str, is_secret: bool) -> None:
    parameter = {**at(location, {"type": "string"}), "name": name}
    document = openapi({f"/things/{{{name}}}" if location == "path" else "/things": {"get": operation(parameter)}})
    [found] = action_of(document)["parameters"].values()
    assert found.get("secret", False) is is_secret


def test_a_value_that_the_schema_refuses_is_refused() -> None:
    document = openapi({"/things": {"get": operation(at("query", {"type": "integer"}))}})
    with pytest.raises(InvalidCall):
        sent(document, {"p": "x"})


# --- Swagger 2.0 -----------------------------------------------------------------------------------------------------


def old(location: str = "query", **more: Any) -> dict[str, Any]:
    return {"in": location, "name": "p", "required": location == "path", **more}


ITEMS: dict[str, Any] = {"type": "array", "items": {"type": "integer"}}
SWAGGER: dict[str, tuple[str, dict[str, Any], Any, str]] = {
    "a scalar": ("/things", old(type="string"), "x", "/things?p=x"),
    "an array": ("/things", old(**ITEMS), LIST, "/things?p=1,2"),
    "csv": ("/things", old(**ITEMS, collectionFormat="csv"), LIST, "/things?p=1,2"),
    "ssv": ("/things", old(**ITEMS, collectionFormat="ssv"), LIST, "/things?p=1%202"),
    "pipes": ("/things", old(**ITEMS, collectionFormat="pipes"), LIST, "/things?p=1%7C2"),
    "multi": ("/things", old(**ITEMS, collectionFormat="multi"), LIST, "/things?p=1&p=2"),
    "tsv": ("/things", old(**ITEMS, collectionFormat="tsv"), LIST, "/things?p=1%092"),
    "an array in the path": ("/things/{p}", old("path", **ITEMS), LIST, "/things/1,2"),
    "pipes in the path": ("/things/{p}", old("path", **ITEMS, collectionFormat="pipes"), LIST, "/things/1,2"),
    "one allowed value": ("/things", old(type="string", enum=["v1"]) | {"required": True}, None, "/things?p=v1"),
}  # fmt: skip


@pytest.mark.parametrize("name", SWAGGER)
def test_a_parameter_of_swagger_is_written_as_declared(name: str) -> None:
    path, parameter, value, expected = SWAGGER[name]
    document = swagger({path: {"get": operation(parameter)}})
    assert target_of(sent(document, {} if value is None else {"p": value})) == expected
    assert [rule for _, rule in notes_of(document)] == (["style"] if name == "pipes in the path" else [])


def test_shared_parameters_of_swagger_are_referred_to() -> None:
    shared = {"limit": old(type="integer", maximum=5), "thing": {"in": "body", "name": "thing", "schema": {}}}
    references = [{"$ref": "#/parameters/limit"}, {"$ref": "#/parameters/thing"}]
    document = swagger({"/things": {"post": operation(*references)}}, parameters=shared)
    assert action_of(document)["parameters"]["p"] == {"$ref": "#/parameters/limit"}
    request = sent(document, {"p": 2, "thing": {"a": 1}})
    assert (target_of(request), request.body) == ("/things?p=2", b'{"a":1}')
    with pytest.raises(InvalidCall):
        sent(document, {"p": 6})


def test_the_types_of_a_schema_are_those_of_its_values() -> None:
    schema = {"enum": ["a", 1, 1.5, True, None]}
    document = openapi({"/things": {"get": operation(at("query", schema, style="pipeDelimited"))}}, "3.1.0")
    assert "style" not in action_of(document)["parameters"]["p"]
    free = at("query", {"additionalProperties": {"type": "string"}}, style="deepObject")
    assert action_of(openapi({"/things": {"get": operation(free)}}))["parameters"]["p"]["style"] == "deepObject"


def test_an_example_is_that_of_the_parameter() -> None:
    assert (
        action_of(openapi({"/things": {"get": operation(at("query", {}, example=1))}}))["parameters"]["p"]["example"]
        == 1
    )
    old_one = old(type="string", **{"x-example": "a"})
    assert action_of(swagger({"/things": {"get": operation(old_one)}}))["parameters"]["p"]["example"] == "a"


@pytest.mark.parametrize(
    ("declared", "value", "expected"),
    [
        ({"allowReserved": True}, "a/b&c=%2F", "a/b%26c%3D%252F"),
        ({"x-ms-skip-url-encoding": True}, "a/b&c=%2F", "a/b%26c%3D%2F"),
        ({"x-multi-segment": True}, "a/b", "a%2Fb"),
        ({"allowReserved": "yes"}, "a/b", "a%2Fb"),
    ],
)
def test_reserved_characters_of_a_query_are_not_encoded(declared: dict[str, Any], value: str, expected: str) -> None:
    document = openapi({"/things": {"get": operation(at("query", {"type": "string"}, **declared))}})
    assert target_of(sent(document, {"p": value})) == f"/things?p={expected}"
    assert notes_of(document) == []


@pytest.mark.parametrize(("declared", "expected"), [({"allowReserved": True}, b"p=a/b%26"), ({}, b"p=a%2Fb%26")])
def test_reserved_characters_of_a_form_are_not_encoded(declared: dict[str, Any], expected: bytes) -> None:
    schema = {"type": "object", "properties": {"p": {"type": "string"}}}
    media = {"schema": schema, "encoding": {"p": declared}}
    document = posting({"application/x-www-form-urlencoded": media})
    assert sent(document, {"p": "a/b&"}).body == expected
    parts = posting({"multipart/form-data": media})
    assert "allowReserved" not in action_of(parts)["parameters"]["p"]


@pytest.mark.parametrize(
    ("media", "schema", "value", "expected"),
    [
        ("application/x-www-form-urlencoded", OBJECT, {"a": 1, "b": "x y"}, "a=1&b=x%20y"),
        ("application/json", OBJECT, {"a": 1, "b": "ü"}, "%7B%22a%22%3A1%2C%22b%22%3A%22%C3%BC%22%7D"),
        ("application/json", None, [1], "%5B1%5D"),
    ],
)
def test_a_parameter_may_be_the_whole_query(media: str, schema: Any, value: Any, expected: str) -> None:
    content = {media: {} if schema is None else {"schema": schema}}
    parameter = {"in": "querystring", "name": "p", "required": True, "allowReserved": True, "content": content}
    document = openapi(
        {"/things": {"get": operation({"$ref": "#/components/parameters/p"})}},
        "3.2.0",
        components={"parameters": {"p": parameter}},
    )
    assert target_of(sent(document, {"p": value})) == f"/things?{expected}"
    assert notes_of(document) == []
    with pytest.raises(InvalidCall, match="p"):
        sent(document)


def test_lists_of_objects_have_no_form_in_a_query() -> None:
    document = openapi({"/things": {"get": operation(at("query", {"type": "array", "items": OBJECT}))}})
    assert notes_of(document) == [("/paths/~1things/get/parameters/0", "style")]
    with pytest.raises(InvalidCall):
        sent(document, {"p": [MEMBERS]})
