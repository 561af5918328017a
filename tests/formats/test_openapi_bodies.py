"""Request bodies of OpenAPI 3 and Swagger 2.0: what a call sends for them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from dynaclient import InvalidCall, Request, lint, load, to_openapi
from dynaclient.formats.lazy import plain
from tests.support.openapi_documents import (
    action_of,
    notes_of,
    openapi,
    operation,
    posting,
    sent,
    swagger,
    text_of,
    translation_of,
)

FORM, MULTIPART, JSON = "application/x-www-form-urlencoded", "multipart/form-data", "application/json"
THING = {"type": "object", "properties": {"a": {"type": "integer"}, "b": {"type": "string"}}}
FILE = {"type": "string", "format": "binary"}


def form(members: Any, encoding: Any = None, media: str = FORM, **more: Any) -> dict[str, Any]:
    schema = {"type": "object", "properties": members, **more}
    return {media: {"schema": schema, **({} if encoding is None else {"encoding": encoding})}}


def members(**schemas: Any) -> dict[str, Any]:
    return schemas


def list_of(schema: Any) -> dict[str, Any]:
    return {"type": "array", "items": schema}


BODIES: dict[str, tuple[Any, Any, str, str]] = {
    "JSON": ({JSON: {"schema": THING}}, {"a": 1}, JSON, '{"a":1}'),
    "JSON with a suffix": ({"application/vnd.x+json": {"schema": THING}}, {"a": 1}, "application/vnd.x+json", '{"a":1}'),
    "JSON with a parameter": ({"application/json; charset=utf-8": {"schema": THING}}, {"a": 1}, "application/json; charset=utf-8", '{"a":1}'),
    "JSON before others": ({"text/plain": {"schema": {"type": "string"}}, JSON: {"schema": THING}}, {"a": 1}, JSON, '{"a":1}'),
    "JSON or a form": ({FORM: {"schema": THING}, JSON: {"schema": THING}}, {"a": 1}, JSON, '{"a":1}'),
    "anything with members": ({"*/*": {"schema": THING}}, {"a": 1}, JSON, '{"a":1}'),
    "anything": ({"*/*": {}}, b"abc", "application/octet-stream", "abc"),
    "bytes": ({"application/octet-stream": {"schema": FILE}}, b"abc", "application/octet-stream", "abc"),
    "an image": ({"image/png": {"schema": FILE}}, b"abc", "image/png", "abc"),
    "text": ({"text/plain": {"schema": {"type": "string"}}}, "abc", "text/plain", "abc"),
    "XML": ({"application/xml": {"schema": THING}}, "<a/>", "application/xml", "<a/>"),
    "XML of data": (
        {"application/xml": {"schema": {**THING, "xml": {"name": "thing"}}}}, {"a": 1}, "application/xml",
        '<?xml version="1.0" encoding="utf-8"?>\n<thing><a>1</a></thing>',
    ),
    "XML of a shared schema": (
        {"application/xml": {"schema": {"$ref": "#/components/schemas/thing"}}}, {"a": 1}, "application/xml",
        '<?xml version="1.0" encoding="utf-8"?>\n<thing><a>1</a></thing>',
    ),
    "lines of JSON": ({"application/jsonl": {"schema": THING}}, [{"a": 1}, {"a": 2}], "application/jsonl", '{"a":1}\n{"a":2}\n'),
    "lines of items": ({"application/jsonl": {"itemSchema": THING}}, [{"a": 1}], "application/jsonl", '{"a":1}\n'),
    "lines in a string": ({"application/jsonl": {"schema": {"type": "string"}}}, "{}\n", "application/jsonl", "{}\n"),
    "a free form": (form({"a": {"type": "string"}}, additionalProperties=True), {"a": "x", "c": "y"}, FORM, "a=x&c=y"),
    "a form of alternatives": ({FORM: {"schema": {"oneOf": [THING]}}}, {"a": 1}, FORM, "a=1"),
    "a form that is a string": ({FORM: {"schema": {"type": "string"}}}, {"a": 1}, FORM, "a=1"),
}  # fmt: skip


@pytest.mark.parametrize("name", BODIES)
def test_a_whole_body_is_sent_in_its_media_type(name: str) -> None:
    content, value, media, expected = BODIES[name]
    request = sent(posting(content, components={"schemas": {"thing": THING}}), {"body": value})
    assert (request.headers["Content-Type"], text_of(request)) == (media, expected)


def test_a_body_of_which_nothing_is_said_is_bytes_or_json() -> None:
    document = posting({"*/*": {"schema": {}}, "application/xml": {"schema": {"type": "string"}}})
    assert list(action_of(document)["parameters"]["body"]["content"]) == [
        "application/octet-stream",
        JSON,
        "application/xml",
    ]
    assert text_of(sent(document, {"body": b"abc"})) == "abc"
    assert text_of(sent(document, {"body": {"a": 1}}, content=JSON)) == '{"a":1}'


ENCODED: dict[str, tuple[Any, Any, str]] = {
    "scalars": (form(members(p={"type": "integer"}, q={"type": "string"})), {"p": 1, "q": "a b"}, "p=1&q=a+b"),
    "an array": (form(members(p=list_of({"type": "integer"}))), {"p": [1, 2]}, "p=1&p=2"),
    "an array in one": (form(members(p=list_of({})), {"p": {"style": "form", "explode": False}}), {"p": [1, 2]}, "p=1,2"),
    "an object": (form(members(p=THING)), {"p": {"a": 1}}, "p=%7B%22a%22%3A1%7D"),
    "a list of objects": (form(members(p=list_of(THING))), {"p": [{"a": 1}]}, "p=%5B%7B%22a%22%3A1%7D%5D"),
    "a list of objects one by one": (form(members(p=list_of(THING)), {"p": {"explode": True}}), {"p": [{"a": 1}]}, "p=%5B%7B%22a%22%3A1%7D%5D"),
    "an array by its items": (form(members(p={"items": THING})), {"p": [{"a": 1}]}, "p=%5B%7B%22a%22%3A1%7D%5D"),
    "a deep object": (form(members(p=THING), {"p": {"style": "deepObject", "explode": True}}), {"p": {"a": 1}}, "p%5Ba%5D=1"),
    "a deeper object": (
        form(members(p={"type": "object", "properties": {"x": THING}}), {"p": {"style": "deepObject"}}), {"p": {"x": {"a": 1}}}, "p%5Bx%5D%5Ba%5D=1",
    ),
    "a list of deep objects": (form(members(p=list_of(THING)), {"p": {"style": "deepObject"}}), {"p": [{"a": 1}]}, "p%5B0%5D%5Ba%5D=1"),
    "JSON": (form(members(p=list_of({})), {"p": {"contentType": JSON}}), {"p": [1]}, "p=%5B1%5D"),
    "a member that is the server's": (form(members(p={"type": "string"}, q={"readOnly": True})), {"p": "x"}, "p=x"),
    "one allowed value": (form(members(p={"enum": ["x"]}), required=["p"]), {}, "p=x"),
    "parts of allOf": ({FORM: {"schema": {"allOf": [THING, {"properties": {"p": {}}, "required": ["a"]}]}}}, {"a": 1, "p": 2}, "a=1&p=2"),
}  # fmt: skip


def decoded(text: str) -> str:
    return text.replace("[", "%5B").replace("]", "%5D").replace("%20", "+").replace("%2C", ",")


@pytest.mark.parametrize("name", ENCODED)
def test_the_members_of_a_form_are_parameters(name: str) -> None:
    content, arguments, expected = ENCODED[name]
    request = sent(posting(content), arguments)
    assert (request.headers["Content-Type"], decoded(text_of(request))) == (FORM, expected)


def test_the_members_of_a_form_are_required_and_described_one_by_one() -> None:
    parts = members(
        p={"type": "string", "description": "Text.", "default": "x", "deprecated": True}, password={"type": "string"}
    )
    document = posting(form(parts, required=["p"]))
    parameters = action_of(document)["parameters"]
    assert parameters["p"] == {
        "in": "part", "required": True, "description": "Text.", "default": "x", "deprecated": True,
        "schema": parameters["p"]["schema"],
    }  # fmt: skip
    assert parameters["password"]["secret"] is True
    with pytest.raises(InvalidCall, match="p"):
        sent(document)


UPLOADS: dict[str, tuple[str, Any, Any, list[str]]] = {
    "a file": ("3.0.3", form({"p": FILE}, media=MULTIPART), {"p": b"abc"}, ["abc"]),
    "files": ("3.0.3", form({"p": list_of(FILE)}, media=MULTIPART), {"p": [b"abc", b"def"]}, ["abc", "def"]),
    "a file by its media type": ("3.1.0", form({"p": {"type": "string", "contentMediaType": "application/octet-stream"}}, media=MULTIPART), {"p": b"abc"}, ["abc"]),
    "a file without a type": ("3.1.0", form({"p": {}}, media=MULTIPART), {"p": b"abc"}, ["abc"]),
    "files without a type": ("3.1.0", form({"p": list_of({})}, media=MULTIPART), {"p": [b"abc"]}, ["abc"]),
    "a form or a file": ("3.0.3", {**form({"p": FILE}), **form({"p": FILE}, media=MULTIPART)}, {"p": b"abc"}, ["abc"]),
    "an object": ("3.0.3", form({"p": THING}, media=MULTIPART), {"p": {"a": 1}}, ['{"a":1}']),
    "a list as JSON": ("3.0.3", form({"p": list_of(THING)}, {"p": {"contentType": JSON}}, MULTIPART), {"p": [{"a": 1}, {"a": 2}]}, ['[{"a":1},{"a":2}]']),
    "a list of objects": ("3.0.3", form({"p": list_of(THING)}, media=MULTIPART), {"p": [{"a": 1}, {"a": 2}]}, ['{"a":1}', '{"a":2}']),
    "text in base64": ("3.1.0", form({"p": {"type": "string", "contentMediaType": "image/png", "contentEncoding": "base64"}}, media=MULTIPART), {"p": "YWJj"}, ["YWJj"]),
}  # fmt: skip


@pytest.mark.parametrize("name", UPLOADS)
def test_the_parts_of_a_multipart_form_are_files_where_the_version_has_them(name: str) -> None:
    version, content, arguments, expected = UPLOADS[name]
    request = sent(posting(content, version=version), arguments)
    parts = text_of(request).split("--B")[1:-1]
    assert [text.partition("\r\n\r\n")[2].removesuffix("\r\n") for text in parts] == expected
    assert request.headers["Content-Type"].startswith(MULTIPART)


NOTED: dict[str, tuple[Any, list[str]]] = {
    "no media type": ({"JSON": {"schema": THING}, JSON: {"schema": THING}}, ["media-type"]),
    "the headers of a part": (form({"p": {"type": "string"}}, {"p": {"headers": {"X": {}}}}, MULTIPART), ["encoding"]),
    "a form that is a list": ({MULTIPART: {"schema": list_of(THING)}}, ["type"]),
    "the structure of YAML": ({"application/yaml": {"schema": THING}}, ["content"]),
    "nothing": ({JSON: {"schema": THING}}, []),
}  # fmt: skip


@pytest.mark.parametrize(
    ("is_required", "more", "expected"), [(True, {}, True), (False, {}, None), (True, {"required": ["p"]}, None)]
)
def test_a_required_form_is_sent_without_members_too(is_required: bool, more: Any, expected: bool | None) -> None:
    document = posting(form({"p": {"type": "string"}}, **more), body={"required": is_required})
    assert action_of(document).get("emptyBody") is expected


PART_KEYS: dict[str, tuple[Any, dict[str, Any]]] = {
    "a type": (form({"p": FILE}, {"p": {"contentType": "image/png"}}, MULTIPART), {"contentType": "image/png"}),
    "several types": (form({"p": FILE}, {"p": {"contentType": "image/png, image/gif"}}, MULTIPART), {}),
    "a range": (form({"p": FILE}, {"p": {"contentType": "image/*"}}, MULTIPART), {}),
    "fixed headers": (
        form({"p": {"type": "string"}}, {"p": {"headers": {"X-A": {"schema": {"const": "b"}}, "X-B": {"schema": {"default": 5}}, "Content-Type": {}}}}, MULTIPART),
        {"headers": {"X-A": "b", "X-B": "5"}},
    ),
    "none in a form": (form({"p": {"type": "string"}}, {"p": {"contentType": "text/csv"}}), {}),
}  # fmt: skip


@pytest.mark.parametrize("name", PART_KEYS)
def test_a_part_has_its_type_and_its_fixed_headers(name: str) -> None:
    content, expected = PART_KEYS[name]
    part = action_of(posting(content))["parameters"]["p"]
    assert {key: value for key, value in part.items() if key in ("contentType", "headers")} == expected


def test_the_members_of_a_free_form_have_their_styles() -> None:
    encoding = {"p": {"style": "deepObject"}, "q": {}, "r": {"style": "form", "explode": False}}
    content = form({"p": THING, "r": list_of({"type": "string"})}, encoding, additionalProperties=True)
    request = sent(posting(content), {"body": {"p": {"a": 1}, "r": ["x", "y"]}})
    assert text_of(request) == "p%5Ba%5D=1&r=x,y"


@pytest.mark.parametrize("name", NOTED)
def test_what_is_lost_of_a_body_is_noted(name: str) -> None:
    content, rules = NOTED[name]
    assert [rule for _, rule in notes_of(posting(content))] == rules


def test_a_body_has_a_description_an_example_and_a_name() -> None:
    content = {JSON: {"schema": THING, "examples": {"one": {"value": {"a": 1}}}}}
    document = posting(content, body={"required": True, "description": "The thing."})
    document["paths"]["/things"]["post"]["x-codegen-request-body-name"] = "thing"
    value = action_of(document)["parameters"]["thing"]
    assert value == {
        "in": "body",
        "spread": True,
        "required": True,
        "description": "The thing.",
        "examples": {"one": {"value": {"a": 1}}},
        "schema": value["schema"],
    }
    with pytest.raises(InvalidCall, match="thing"):
        sent(document)


def test_a_body_that_is_named_like_another_parameter_has_another_key() -> None:
    document = posting({JSON: {"schema": THING}})
    document["paths"]["/things"]["post"]["parameters"] = [
        {"in": "query", "name": "body", "schema": {"type": "integer"}}
    ]
    parameters = action_of(document)["parameters"]
    (query,), (body,) = (
        [key for key, value in parameters.items() if value["in"] == where] for where in ("query", "body")
    )
    request = sent(document, {query: 1, body: {"a": 1}})
    assert (request.url.partition("?")[2], request.body) == ("body=1", b'{"a":1}')


def test_a_shared_body_is_followed() -> None:
    bodies = {"thing": {"content": {JSON: {"schema": THING}}, "required": True}}
    paths = {"/things": {"post": operation(requestBody={"$ref": "#/components/requestBodies/thing"})}}
    assert sent(openapi(paths, components={"requestBodies": bodies}), {"body": {"a": 1}}).body == b'{"a":1}'


# --- Swagger 2.0 -----------------------------------------------------------------------------------------------------


def posted(*parameters: Any, **more: Any) -> dict[str, Any]:
    return swagger({"/things": {"post": operation(*parameters, **more)}})


BODY = {"in": "body", "name": "thing", "required": True, "schema": THING}


def field(name: str, **more: Any) -> dict[str, Any]:
    return {"in": "formData", "name": name, **more}


SWAGGER: dict[str, tuple[dict[str, Any], Any, str, str]] = {
    "a body": (posted(BODY), {"thing": {"a": 1}}, JSON, '{"a":1}'),
    "a body of its own type": (posted(BODY, consumes=["application/merge-patch+json"]), {"thing": {"a": 1}}, "application/merge-patch+json", '{"a":1}'),
    "a body of the type of all": (posted(BODY) | {"consumes": ["text/json"]}, {"thing": {"a": 1}}, "text/json", '{"a":1}'),
    "JSON before XML": (posted(BODY, consumes=["application/xml", JSON]), {"thing": {"a": 1}}, JSON, '{"a":1}'),
    "a file before JSON": (posted({**BODY, "schema": FILE}, consumes=["application/pdf", JSON]), {"thing": b"x"}, "application/pdf", "x"),
    "a file of AutoRest": (posted({**BODY, "schema": {"type": "object", "format": "file"}}, consumes=["application/pdf"]), {"thing": b"x"}, "application/pdf", "x"),
    "any body": (posted(BODY, consumes=["*/*"]), {"thing": {"a": 1}}, JSON, '{"a":1}'),
    "a form": (posted(field("p", type="string"), field("q", type="integer")), {"p": "x", "q": 1}, FORM, "p=x&q=1"),
    "an array in a form": (posted(field("p", type="array", items={"type": "integer"})), {"p": [1, 2]}, FORM, "p=1%2C2"),
    "an array member by member": (posted(field("p", type="array", items={"type": "integer"}, collectionFormat="multi")), {"p": [1, 2]}, FORM, "p=1&p=2"),
}  # fmt: skip


JOINED: dict[str, tuple[dict[str, Any], list[str]]] = {
    "commas": ({}, ["1,2"]),
    "spaces": ({"collectionFormat": "ssv"}, ["1 2"]),
    "pipes": ({"collectionFormat": "pipes"}, ["1|2"]),
    "tabs": ({"collectionFormat": "tsv"}, ["1\t2"]),
    "several": ({"collectionFormat": "multi"}, ["1", "2"]),
}


@pytest.mark.parametrize("name", JOINED)
def test_an_array_in_a_multipart_form_of_swagger_is_joined_as_declared(name: str) -> None:
    more, expected = JOINED[name]
    numbers = field("p", type="array", items={"type": "integer"}, **more)
    assert values_of(sent(posted(numbers, consumes=[MULTIPART]), {"p": [1, 2]})) == expected


VERSIONS = {"3.0.3": ["1", "2"], "3.1.0": ["1,2"]}


@pytest.mark.parametrize("version", VERSIONS)
def test_the_style_of_an_array_in_a_multipart_form_counts_since_3_1(version: str) -> None:
    schema = {"type": "object", "properties": {"p": {"type": "array", "items": {"type": "integer"}}}}
    content = {MULTIPART: {"schema": schema, "encoding": {"p": {"style": "form", "explode": False}}}}
    assert values_of(sent(posting(content, version=version), {"p": [1, 2]})) == VERSIONS[version]


def values_of(request: Request) -> list[str]:
    """Return the content of each part of a multipart form."""
    return [part.partition("\r\n\r\n")[2].removesuffix("\r\n") for part in text_of(request).split("--B")[1:-1]]


BROKEN = {"$ref": "#/components/schemas/Z"}


@pytest.mark.parametrize(
    ("content", "pointer"),
    [({JSON: {"schema": BROKEN}}, "application~1json/schema"), (form({"p": BROKEN}), "application~1x-www-form-urlencoded/schema/properties/p"),
     (form({"p": BROKEN}, media=MULTIPART), "multipart~1form-data/schema/properties/p"),
     ({"application/pdf": {"schema": BROKEN}}, "application~1pdf/schema"), ({FORM: {"schema": BROKEN}}, "application~1x-www-form-urlencoded/schema")],
)  # fmt: skip
def test_a_broken_reference_of_a_schema_has_one_note(content: Any, pointer: str) -> None:
    translation = translation_of(posting(content))
    plain(translation.document)
    [note] = translation.notes
    assert note.pointer == f"/paths/~1things/post/requestBody/content/{pointer}"
    assert "anything is valid" in note.message


def test_what_swagger_has_besides_a_body_is_left_out_with_a_note() -> None:
    document = posted(field("n", type="integer", required=True), BODY, {**BODY, "name": "other"})
    assert (text_of(sent(document, {"thing": {"a": 1}})), list(action_of(document)["parameters"])) == (
        '{"a":1}', ["thing"],
    )  # fmt: skip
    pointers = [f"/paths/~1things/post/parameters/{index}" for index in (0, 2)]
    assert notes_of(document) == [(pointer, "body") for pointer in pointers]


@pytest.mark.parametrize("name", SWAGGER)
def test_a_body_of_swagger_is_sent_as_declared(name: str) -> None:
    document, arguments, media, expected = SWAGGER[name]
    request = sent(document, arguments)
    assert (request.headers["Content-Type"], text_of(request).replace("p=1,2", "p=1%2C2")) == (media, expected)


@pytest.mark.parametrize("consumes", [None, [MULTIPART], [FORM, MULTIPART], [JSON]])
def test_a_form_of_swagger_with_a_file_is_multipart(consumes: list[str] | None) -> None:
    document = posted(
        field("p", type="file", required=True),
        field("q", type="string"),
        **({"consumes": consumes} if consumes else {}),
    )
    text = text_of(sent(document, {"p": b"abc", "q": "x"}))
    assert 'name="p"' in text
    assert "\r\n\r\nabc\r\n" in text


def test_the_value_of_a_body_is_validated() -> None:
    with pytest.raises(InvalidCall):
        sent(posted(BODY), {"thing": {"a": "x"}})
    assert text_of(sent(posted(BODY), {"thing": {"b": "x"}})) == '{"b":"x"}'


@pytest.mark.parametrize("body", [None, {}, {"content": {}}, {"content": []}])
def test_a_body_without_content_is_none(body: Any) -> None:
    document = openapi({"/things": {"post": operation(requestBody=body)}})
    assert sent(document).body is None
    assert "parameters" not in action_of(document)


def test_two_media_types_that_are_sent_as_one_are_one() -> None:
    assert (
        "content" not in action_of(posting({"*/*": {"schema": THING}, JSON: {"schema": THING}}))["parameters"]["body"]
    )


def test_a_shared_example_is_followed() -> None:
    content = {JSON: {"schema": THING, "examples": {"none": {}, "one": {"$ref": "#/components/examples/one"}}}}
    document = posting(content, components={"examples": {"one": {"value": {"a": 1}}}})
    assert action_of(document)["parameters"]["body"]["examples"] == {"one": {"value": {"a": 1}}}


XML = "application/xml"
ONE = {"summary": "One", "description": "The *first*.", "value": {"a": 1}}
EXAMPLES: dict[str, tuple[Any, dict[str, Any]]] = {
    "one without a name": ({JSON: {"example": {"a": 1}}}, {"example": {"a": 1}}),
    "with names": ({JSON: {"examples": {"one": ONE, "two": {"value": {}}}}}, {"examples": {"one": ONE, "two": {"value": {}}}}),
    "one by URL": ({JSON: {"examples": {"one": {"externalValue": "https://a.example"}, "two": 1}}}, {}),
    "of OpenAPI 3.2": ({JSON: {"examples": {"one": {"dataValue": {"a": 1}}}}}, {"examples": {"one": {"value": {"a": 1}}}}),
    "of another type": (
        {XML: {"example": "<a/>"}, JSON: {"example": {"a": 1}}},
        {"examples": {"example": {"value": {"a": 1}}, f"example ({XML})": {"value": "<a/>", "contentType": XML}}},
    ),
    "of an object for XML": ({JSON: {}, XML: {"example": {"a": 1}}}, {}),
    "of a file": ({"image/png": {"schema": {"type": "string", "format": "binary"}, "example": "PNG"}}, {}),
}  # fmt: skip


@pytest.mark.parametrize("name", EXAMPLES)
def test_examples_of_a_body_are_carried_over(name: str) -> None:
    content, expected = EXAMPLES[name]
    body = action_of(posting({media: {"schema": THING, **value} for media, value in content.items()}))["parameters"][
        "body"
    ]
    assert {key: value for key, value in body.items() if key in ("example", "examples")} == expected


@pytest.mark.parametrize(
    ("example", "found"),
    [
        ({"example": {"a": "x"}}, {"example": "x"}),
        ({"examples": {"none": {}, "one": {"value": {"a": "x"}}}}, {"example": "x"}),
        ({"examples": {"none": {"summary": "None"}}}, {}),
    ],
)
def test_the_example_of_a_form_is_that_of_its_members(example: Any, found: Any) -> None:
    schema = {
        "type": "object",
        "properties": {"a": {"type": "string"}, "b": {"type": "string"}},
        "additionalProperties": False,
    }
    content = {"application/x-www-form-urlencoded": {"schema": schema, **example}}
    parameters = action_of(posting(content))["parameters"]
    shown = [{key: member for key, member in parameters[name].items() if key == "example"} for name in ("a", "b")]
    assert shown == [found, {}]


INTEGER, FLOAT, TEXT = (
    {"type": "integer", "format": "int64"},
    {"type": "number", "format": "double"},
    {"type": "string"},
)
OVERLAPS: list[tuple[list[Any], Any, bool]] = [
    ([INTEGER, FLOAT], 1, True),
    ([TEXT, FLOAT, INTEGER, {"type": "boolean"}], 1, True),
    ([{"type": ["number", "null"]}, INTEGER], 1, True),
    ([TEXT, {"type": "string", "format": "uuid"}], "a", True),
    ([{**TEXT, "title": "b", "x-b": 1}, TEXT], "a", True),
    ([{**TEXT, "maxLength": 3}, {**TEXT, "minLength": 2}], "abc", False),
    ([{**FLOAT, "maximum": 3}, INTEGER], 2, False),
    ([{"enum": ["a"]}, TEXT], "a", False),
    ([True, TEXT], "a", False),
]


@pytest.mark.parametrize(("branches", "value", "is_accepted"), OVERLAPS)
def test_a_value_may_match_several_branches_where_one_includes_another(
    branches: list[Any], value: Any, is_accepted: bool
) -> None:
    document = posting({"application/json": {"schema": {"oneOf": branches}}}, version="3.1.0")
    if is_accepted:
        assert sent(document, {"body": value}).body == json.dumps(value).encode()
    else:
        with pytest.raises(InvalidCall, match="exactly one"):
            sent(document, {"body": value})


def test_branches_stay_as_they_are_beside_other_alternatives() -> None:
    schema = {"oneOf": [INTEGER, FLOAT], "anyOf": [INTEGER, TEXT]}
    with pytest.raises(InvalidCall, match="exactly one"):
        sent(posting({"application/json": {"schema": schema}}), {"body": 1})


RESERVED: dict[str, tuple[dict[str, Any], str]] = {
    # the encoding: what is sent of "/a?b&c%2F" and of a list
    "none": ({}, "a=%2Fa%3Fb%26c%252F&l=x%2Fy&l=z"),
    "reserved": ({"a": {"allowReserved": True}}, "a=/a?b%26c%252F&l=x%2Fy&l=z"),
    "in a list": ({"l": {"allowReserved": True, "style": "form", "explode": False}}, "a=%2Fa%3Fb%26c%252F&l=x/y,z"),
    "encoded": ({"a": {"allowReserved": True, "x-dynaclient": {"allowReserved": "encoded"}}}, "a=/a?b%26c%2F&l=x%2Fy&l=z"),
}  # fmt: skip


@pytest.mark.parametrize("name", RESERVED)
@pytest.mark.parametrize("more", [{}, {"additionalProperties": {"type": "string"}}], ids=["parts", "one body"])
def test_reserved_characters_of_a_form_are_sent_as_they_are(name: str, more: dict[str, Any]) -> None:
    encoding, expected = RESERVED[name]
    document = posting(form(members(a={"type": "string"}, l=list_of({"type": "string"})), encoding, **more))
    assert lint(document) == []
    values = {"a": "/a?b&c%2F", "l": ["x/y", "z"]}
    for one in (document, to_openapi(load(document))):
        assert text_of(sent(one, {"body": values} if more else values)) == expected
