"""What the client writes is what the mock server reads, for every style; and what nobody would write is refused."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

import pytest

from dynaclient import Action, InvalidCall, load
from dynaclient.call.arguments import validate_arguments
from dynaclient.call.request import build_request
from dynaclient.messages import Headers
from dynaclient.mock.exchange import MockRequest
from dynaclient.mock.reading.bodies import decode_request
from dynaclient.mock.reading.decoding import DecodedArguments
from dynaclient.mock.reading.routes import Routes
from dynaclient.mock.schema_views import coerced as typed
from tests.support.descriptions import describe

NUMBER = {"type": "integer"}
TEXT = {"type": "string"}
TEXTS = {"type": "array", "items": TEXT}
NUMBERS = {"type": "array", "items": NUMBER}
THING = {"type": "object", "properties": {"r": TEXT, "g": TEXT}}
DEEP = {"type": "object", "properties": {"tags": {"type": "array", "items": THING}, "x": {"type": "object"}}}

VALUES: dict[str, tuple[Any, Any]] = {
    "text": (TEXT, "a b/c,d;e=f&g|h.i%?#[ü]"),
    "number": (NUMBER, "42"),
    "texts": (TEXTS, ["a b", "c/d", "ü"]),
    "one text": (TEXTS, ["alone"]),
    "numbers": (NUMBERS, ["1", "2"]),
    "object": (THING, {"r": "1 2", "g": "ü"}),
}

ROWS: list[tuple[str, str, list[bool], list[str]]] = [
    ("path", "simple", [False, True], ["text", "number", "texts", "one text", "numbers", "object"]),
    ("path", "label", [False, True], ["number", "texts", "numbers", "object"]),
    ("path", "matrix", [False, True], ["text", "number", "texts", "one text", "object"]),
    ("path", "json", [False], ["texts", "object"]),
    ("query", "form", [False, True], ["text", "number", "texts", "one text", "numbers", "object"]),
    ("query", "spaceDelimited", [False], ["numbers", "one text"]),
    ("query", "pipeDelimited", [False], ["texts", "object"]),
    ("query", "tabDelimited", [False], ["texts", "object"]),
    ("query", "deepObject", [True], ["object"]),
    ("query", "brackets", [False], ["texts", "object"]),
    ("query", "json", [False], ["text", "texts", "object"]),
    ("header", "simple", [False, True], ["number", "numbers"]),
    ("header", "json", [False], ["one text"]),
    ("cookie", "form", [False, True], ["text", "number", "texts", "object"]),
    ("cookie", "json", [False], ["object"]),
]
CASES = [
    (place, style, explode, kind) for place, style, explodes, kinds in ROWS for explode in explodes for kind in kinds
]


def _action(parameters: dict[str, Any], **more: Any) -> Action:
    where = "/{it}" if parameters.get("it", {}).get("in") == "path" else ""
    described = describe({"do": {"method": "POST", "path": where, "parameters": parameters, **more}})
    return load(described).action("things.do")


def _read(action: Action, target: str, sent: bytes = b"", **headers: str) -> DecodedArguments:
    path, _, query = target.partition("?")
    values = {"it": path.removeprefix("/things/")} if "{it}" in action.path else {}
    fields = Headers((name.replace("_", "-"), value) for name, value in headers.items())
    return decode_request(action, MockRequest("POST", path, query, fields, sent), values)


def _round(action: Action, arguments: dict[str, Any], media: str | None = None) -> dict[str, Any]:
    """Return the checked arguments that the server reads of what the client builds."""
    request = build_request(action, validate_arguments(action, arguments, media=media), base="http://h", media=media)
    sent = request.body if isinstance(request.body, bytes) else b"".join(request.body or ())
    parts = urlsplit(request.url)
    values = {"it": parts.path.removeprefix("/things/")} if "{it}" in action.path else {}
    found = decode_request(action, MockRequest("POST", parts.path, parts.query, request.headers, sent), values)
    assert found.problems == []
    return validate_arguments(action, found.arguments, media=found.media)


STYLED_PARTS = [
    ("form", False, "texts", ["a b,c/d,ü"]),
    ("form", False, "text", ["a b/c,d;e=f&g|h.i%?#[ü]"]),
    ("form", False, "object", ["r,1 2,g,ü"]),
    ("spaceDelimited", None, "numbers", ["1 2"]),
    ("pipeDelimited", None, "texts", ["a b|c/d|ü"]),
    ("tabDelimited", None, "texts", ["a b\tc/d\tü"]),
    ("deepObject", None, "object", ["1 2", "ü"]),
    ("brackets", None, "texts", ["a b", "c/d", "ü"]),
]


@pytest.mark.parametrize(("style", "explode", "kind", "expected"), STYLED_PARTS)
def test_the_style_of_a_part_counts_in_a_multipart_form(
    style: str, explode: bool | None, kind: str, expected: list[str]
) -> None:
    schema, value = VALUES[kind]
    styled = {"in": "part", "schema": schema, "style": style, **({} if explode is None else {"explode": explode})}
    file = {"in": "part", "schema": {"file": True}}
    action = _action({"it": styled, "other": {"in": "part"}, "file": file}, content="multipart/form-data")
    arguments = {"it": value, "other": "x", "file": b"1"}
    request = build_request(action, arguments, base="http://h")
    body: Any = request.body
    texts = [part.partition("\r\n\r\n")[2][:-2] for part in b"".join(body).decode().split("--" + body.boundary)[1:-3]]
    assert texts == expected
    assert {**_round(action, arguments), "file": b"1"} == arguments


def test_an_item_of_a_part_has_no_delimiter() -> None:
    action = _action(
        {"it": {"in": "part", "schema": TEXTS, "style": "form", "explode": False}}, content="multipart/form-data"
    )
    with pytest.raises(InvalidCall, match="contains ',' in an item, which the style form uses as its delimiter"):
        build_request(action, {"it": ["a,b"]}, base="http://h")


@pytest.mark.parametrize(("place", "style", "explode", "kind"), CASES)
def test_what_the_client_writes_is_what_the_server_reads(place: str, style: str, explode: bool, kind: str) -> None:
    schema, value = VALUES[kind]
    parameter = {"in": place, "schema": schema, "style": style}
    if style not in ("spaceDelimited", "pipeDelimited", "tabDelimited", "deepObject"):
        parameter["explode"] = explode
    assert _round(_action({"it": parameter}), {"it": value}) == {"it": value}


@pytest.mark.parametrize("place", ["query", "part"])
@pytest.mark.parametrize("reserved", [True, "encoded"])
def test_reserved_characters_are_read(place: str, reserved: Any) -> None:
    more = {"content": "application/x-www-form-urlencoded"} if place == "part" else {}
    action = _action({"it": {"in": place, "schema": TEXTS, "allowReserved": reserved}}, **more)
    value = [VALUES["text"][1], "a/b", "c,d;e"]
    assert _round(action, {"it": value}) == {"it": value}


@pytest.mark.parametrize(
    ("media", "schema", "value"),
    [
        ("application/x-www-form-urlencoded", THING, {"r": "1 2", "g": "ü&=+"}),
        ("application/x-www-form-urlencoded", {"type": "object", "additionalProperties": TEXTS}, {"a": ["1", "2"]}),
        ("application/json", DEEP, {"x": {"y": [1, "ü&=+%"]}}),
        ("application/json", NUMBERS, [1, 2]),
        ("application/json", TEXT, "a"),
    ],
)
def test_a_whole_query_is_read(media: str, schema: Any, value: Any) -> None:
    action = _action({"it": {"in": "query", "content": {media: schema}}})
    assert _round(action, {"it": value}) == {"it": value}
    assert _round(action, {}) == {}


def test_a_whole_query_that_is_no_json_is_refused() -> None:
    action = _action({"it": {"in": "query", "content": {"application/json": {}}}})
    assert [problem.rule for problem in _read(action, "/things?a=1").problems] == ["json"]
    assert [problem.rule for problem in _read(action, "/things?%FF").problems] == ["encoding"]


def test_brackets_are_read_to_any_depth() -> None:
    value = {"tags": [{"r": "1"}, {"g": "2"}], "x": {"0": {"y": ["z"]}}}
    action = _action({"it": {"in": "query", "style": "brackets", "schema": DEEP}})
    assert _round(action, {"it": value}) == {"it": value}


def test_empty_brackets_add_to_a_list() -> None:
    action = _action({"it": {"in": "query", "style": "brackets", "schema": TEXTS}})
    assert _read(action, "/things?it[]=a&it[]=b").arguments == {"it": ["a", "b"]}


def test_empty_places_between_names_are_passed_over() -> None:
    assert _read(_action({"it": {"in": "query"}}), "/things?&it=1&").arguments == {"it": "1"}


def test_a_number_with_more_digits_than_json_has_stays_a_text() -> None:
    assert typed("1.23456789012345678901234567890", [NUMBER, {"type": "number"}]) == "1.23456789012345678901234567890"


def test_brackets_may_hold_a_single_value() -> None:
    action = _action({"it": {"in": "query", "style": "brackets", "schema": {}}})
    assert _read(action, "/things?it=a").arguments == {"it": "a"}


def test_an_object_takes_the_names_that_no_other_parameter_claims() -> None:
    parameters = {"it": {"in": "query", "schema": {"type": "object"}}, "r": {"in": "query", "schema": TEXT}}
    assert _read(_action(parameters), "/things?r=1&x=2&y=3&y=4").arguments == {
        "r": "1",
        "it": {"x": "2", "y": ["3", "4"]},
    }


def test_a_closed_object_takes_only_its_own() -> None:
    closed = {**THING, "additionalProperties": False}
    found = _read(_action({"it": {"in": "query", "schema": closed}}), "/things?r=1&x=2")
    assert found.arguments == {"it": {"r": "1"}}
    assert [each.name for each in found.problems] == ["x"]


def test_a_value_of_any_type_is_a_list_if_it_is_given_twice() -> None:
    action = _action({"it": {"in": "query"}})
    assert _read(action, "/things?it=1").arguments == {"it": "1"}
    assert _read(action, "/things?it=1&it=2").arguments == {"it": ["1", "2"]}


def test_brackets_are_read_in_linear_time_and_a_repeated_name_is_a_list() -> None:
    action = _action({"it": {"in": "query", "style": "brackets", "schema": {"type": ["string", "array"]}}})
    assert _read(action, "/things?it=1&it=2").arguments == {"it": ["1", "2"]}
    many = "&".join(["it[]=1"] * 100_000)
    assert _read(action, f"/things?{many}").arguments == {"it": ["1"] * 100_000}


def test_a_text_or_a_list_is_what_it_looks_like() -> None:
    action = _action({"it": {"in": "query", "explode": False, "schema": {"type": ["string", "array"]}}})
    assert _read(action, "/things?it=1").arguments == {"it": "1"}
    assert _read(action, "/things?it=1,2").arguments == {"it": ["1", "2"]}


def test_a_space_may_be_written_as_a_plus() -> None:
    action = _action(
        {"it": {"in": "query", "schema": TEXT}, "s": {"in": "query", "style": "spaceDelimited", "schema": TEXTS}}
    )
    assert _read(action, "/things?it=a+b&s=c+d").arguments == {"it": "a b", "s": ["c", "d"]}


def test_what_is_not_sent_is_no_argument() -> None:
    names = ("form", "spaceDelimited", "deepObject", "brackets", "json")
    parameters = {each: {"in": "query", "style": each, "schema": {"type": "object"}} for each in names[1:]}
    parameters["header"] = {"in": "header"}
    assert _read(_action(parameters), "/things").arguments == {}


PROBLEMS: list[tuple[str, dict[str, Any], str, str]] = [
    ("undeclared", {"it": {"in": "query"}}, "/things?itt=1", "unknown"),
    ("undeclared, takes none", {}, "/things?it=1", "unknown"),
    ("not UTF-8", {"it": {"in": "query"}}, "/things?it=%FF", "encoding"),
    ("no label", {"it": {"in": "path", "style": "label"}}, "/things/a", "style"),
    ("no matrix", {"it": {"in": "path", "style": "matrix"}}, "/things/a", "style"),
    ("another matrix", {"it": {"in": "path", "style": "matrix"}}, "/things/;that=a", "style"),
    ("odd object", {"it": {"in": "path", "schema": THING}}, "/things/r,1,g", "style"),
    ("no pairs", {"it": {"in": "path", "schema": THING, "explode": True}}, "/things/r,1", "style"),
    ("no JSON", {"it": {"in": "query", "style": "json"}}, "/things?it=%7B", "json"),
    ("JSON twice", {"it": {"in": "query", "style": "json"}}, "/things?it=1&it=2", "twice"),
    (
        "brackets twice",
        {"it": {"in": "query", "style": "brackets", "schema": {"additionalProperties": {"type": "string"}}}},
        "/things?it[a]=1&it[a]=2",
        "twice",
    ),
    (
        "too many brackets",
        {"it": {"in": "query", "style": "brackets", "schema": {}}},
        f"/things?it{'[a]' * 64}=1",
        "style",
    ),
    ("brackets at odds", {"it": {"in": "query", "style": "brackets", "schema": {}}}, "/things?it=1&it[a]=2", "style"),
    (
        "brackets at odds, later",
        {"it": {"in": "query", "style": "brackets", "schema": {}}},
        "/things?it[a]=2&it=1",
        "style",
    ),
]


@pytest.mark.parametrize(
    ("parameters", "target", "rule"), [each[1:] for each in PROBLEMS], ids=[each[0] for each in PROBLEMS]
)
def test_what_cannot_be_read_is_a_problem(parameters: dict[str, Any], target: str, rule: str) -> None:
    assert [each.rule for each in _read(_action(parameters), target).problems] == [rule]


def test_an_undeclared_name_is_told_what_it_may_mean() -> None:
    problem = _read(_action({"perPage": {"in": "query"}}), "/things?perpage=1").problems[0]
    assert problem.suggestion == "did you mean perPage?"


# --- bodies ----------------------------------------------------------------------------------------------------------

FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"
MEMBERS = {
    "type": "object",
    "properties": {
        "n": NUMBER,
        "texts": TEXTS,
        "o": {"type": "object"},
        "os": {"type": "array", "items": {"type": "object"}},
    },
}
SENT = {"n": 3, "texts": ["a b", "c"], "o": {"k": ["v"]}}


@pytest.mark.parametrize("media", ["application/json", FORM, MULTIPART])
def test_a_body_is_read_in_each_media_type(media: str) -> None:
    action = _action({"b": {"in": "body", "content": {media: MEMBERS}}})
    assert _round(action, {"b": SENT}, media) == {"b": SENT}


def test_lists_of_objects_in_a_form_are_json() -> None:
    action = _action({"b": {"in": "body", "content": {MULTIPART: MEMBERS}}})
    assert _round(action, {"b": {"os": [{"a": 1}]}}) == {"b": {"os": [{"a": 1}]}}


def test_a_part_without_a_file_name_is_a_file_where_one_is_declared() -> None:
    action = _action({"b": {"in": "body", "content": {MULTIPART: {"properties": {"f": {"file": True}, "t": TEXT}}}}})
    parts = b"".join(b'--x\r\nContent-Disposition: form-data; name="%b"\r\n\r\nhi\r\n' % name for name in (b"f", b"t"))
    found = _read(action, "/things", parts + b"--x--\r\n", Content_Type=f"{MULTIPART}; boundary=x")
    assert found.arguments == {"b": {"f": b"hi", "t": "hi"}}


def test_what_only_looks_like_json_is_a_text() -> None:
    schema = {"type": "object", "properties": {"o": {"type": ["object", "string"]}, "l": {"type": ["array"]}}}
    action = _action({"b": {"in": "body", "content": {FORM: schema}}})
    found = _read(action, "/things", b"o=%7Bnot&l=1&m=a&m=b", Content_Type=FORM)
    assert found.arguments == {"b": {"o": "{not", "l": ["1"], "m": ["a", "b"]}}


@pytest.mark.parametrize("media", ["application/json", FORM, MULTIPART])
def test_parts_are_read_in_each_media_type(media: str) -> None:
    parts = {"n": {"in": "part", "schema": NUMBER}, "t": {"in": "part", "schema": TEXTS}}
    assert _round(_action(parts, content=media), {"n": 1, "t": ["a", "b"]})["t"] == ["a", "b"]


@pytest.mark.parametrize("media", ["application/json", FORM, MULTIPART])
def test_a_part_in_json_is_read_in_each_media_type(media: str) -> None:
    parts = {"os": {"in": "part", "style": "json", "schema": {"type": "array", "items": {"type": "object"}}}}
    assert _round(_action(parts, content=media), {"os": [{"a": 1}]}) == {"os": [{"a": 1}]}


def test_an_object_among_the_parts_of_a_form_takes_what_is_left() -> None:
    parts = {"o": {"in": "part", "schema": {"type": "object"}}, "n": {"in": "part", "schema": NUMBER}}
    found = _read(_action(parts, content=FORM), "/things", b"x=1&n=2", Content_Type=FORM)
    assert found.arguments == {"n": "2", "o": {"x": "1"}}


def test_files_are_read_with_their_names_and_types() -> None:
    parts = {"f": {"in": "part", "schema": {"type": "string", "file": True}}, "n": {"in": "part", "schema": NUMBER}}
    found = _round(_action(parts), {"f": ("a.txt", b"\x00\xff", "text/plain"), "n": 1})
    assert found == {"f": ("a.txt", b"\x00\xff", "text/plain"), "n": 1}


def test_raw_bodies_are_text_or_bytes() -> None:
    action = _action({"b": {"in": "body", "content": {"text/plain": {}, "image/*": {}}}})
    assert _read(action, "/things", "ü".encode(), Content_Type="text/plain").arguments == {"b": "ü"}
    assert _read(action, "/things", b"\xff", Content_Type="image/png").arguments == {"b": b"\xff"}


def test_a_file_of_an_unknown_type_is_one_of_any_range() -> None:
    action = _action({"b": {"in": "body", "content": {"image/*": {}}}})
    assert _read(action, "/things", b"x", Content_Type="application/octet-stream").arguments == {"b": b"x"}
    assert _round(action, {"b": b"x"}) == {"b": b"x"}


def test_a_body_without_a_media_type_is_read_as_the_first() -> None:
    assert _read(_action({"b": {"in": "body", "schema": {}}}), "/things", b"[1]").arguments == {"b": [1]}


BODY = {"b": {"in": "body", "schema": {}}}
PART = {"part": {"in": "part"}}
BODY_FAULTS: list[tuple[str, dict[str, Any], bytes, str, str]] = [
    ("no JSON", BODY, b"{", "application/json", "json"),
    ("not taken", {}, b"{}", "application/json", "unknown"),
    ("another media type", BODY, b"a", "text/plain", "content"),
    ("no object", PART, b"[]", "application/json", "type"),
    ("unknown member", PART, b'{"parts": 1}', "application/json", "unknown"),
    ("form not text", {"b": {"in": "body", "content": {FORM: {}}}}, b"a=\xff", FORM, "encoding"),
    ("form not UTF-8", {"b": {"in": "body", "content": {FORM: {}}}}, b"a=%FF", FORM, "encoding"),
    ("no boundary", {"b": {"in": "body", "content": {MULTIPART: {}}}}, b"a", MULTIPART, "form"),
    ("no form", {"b": {"in": "body", "content": {MULTIPART: {}}}}, b"a", f"{MULTIPART}; boundary=x", "form"),
]


@pytest.mark.parametrize(
    ("parameters", "sent", "media", "rule"), [each[1:] for each in BODY_FAULTS], ids=[each[0] for each in BODY_FAULTS]
)
def test_a_body_that_cannot_be_read_is_a_problem(
    parameters: dict[str, Any], sent: bytes, media: str, rule: str
) -> None:
    assert [each.rule for each in _read(_action(parameters), "/things", sent, Content_Type=media).problems] == [rule]


# --- paths -----------------------------------------------------------------------------------------------------------


def _found(
    paths: dict[str, str], method: str, path: str, reserved: str = "", **top: Any
) -> tuple[list[str], list[str]]:
    actions = {name: {"method": each.split(" ")[0], "absolutePath": each.split(" ")[1]} for name, each in paths.items()}
    for name, each in actions.items():
        names = [piece.split("}")[0] for piece in each["absolutePath"].split("{")[1:]]
        parameters = {
            one: {"in": "path", **({"allowReserved": "encoded" if one == "rest" else True} if one == reserved else {})}
            for one in names
        }
        actions[name] = {**each, "parameters": parameters}  # type: ignore[dict-item]
    api = load(describe(actions, **top))
    routes = Routes(api, list(api.outlines()))
    assert routes.find("GET", "/no/such/place/at/all") == ([], [])
    found, allowed = routes.find(method, path)
    return [f"{each.action.partition('.')[2]} {json.dumps(dict(each.values))}" for each in found], allowed


PATHS = {
    "all": "GET /things", "one": "GET /things/{id}", "mine": "GET /things/mine", "sid": "GET /things/{id}.json",
    "stop": "POST /things/{id}:cancel", "same": "GET /things/{other}", "two": "GET /a/{b}-{c}", "sub": "GET /things/{id}/sub",
    "mined": "POST /things/mine/x",
}  # fmt: skip


def test_a_concrete_path_is_matched_before_one_with_names_whatever_the_method() -> None:
    paths = {"read": "GET /things/mine", "change": "PATCH /things/{id}", "read_one": "GET /things/{id}"}
    assert _found(paths, "PATCH", "/things/mine") == ([], ["GET", "HEAD", "OPTIONS"])
    assert _found(paths, "PATCH", "/things/yours")[0] == ['change {"id": "yours"}']


ROUTES: list[tuple[str, str, list[str]]] = [
    ("GET", "/things", ["all {}"]),
    ("GET", "/things/a%2Fb", ['one {"id": "a%2Fb"}', 'same {"other": "a%2Fb"}']),
    ("GET", "/things/mine", ["mine {}"]),
    ("GET", "/things/m%69ne", ["mine {}"]),
    ("GET", "/things/a.json", ['sid {"id": "a"}']),
    ("POST", "/things/a:cancel", ['stop {"id": "a"}']),
    ("POST", "/things/a%3Acancel", ['stop {"id": "a"}']),
    ("GET", "/a/x-y", ['two {"b": "x", "c": "y"}']),
    ("GET", "/things/mine/sub", ['sub {"id": "mine"}']),
    ("GET", "/things/", ["all {}"]),
    ("GET", "/things/mine/", ["mine {}"]),
    ("GET", "/things/mine//", []),
    ("GET", "//things", []),
    ("GET", "/", []),
    ("HEAD", "/things/mine", ["mine {}"]),
    ("GET", "/nothing", []),
]


@pytest.mark.parametrize(("method", "path", "expected"), ROUTES)
def test_paths_lead_to_actions_the_most_literal_first(method: str, path: str, expected: list[str]) -> None:
    assert _found(PATHS, method, path)[0] == expected


def test_another_method_is_told_which_would_do() -> None:
    assert _found(PATHS, "PUT", "/things/a") == ([], ["GET", "HEAD", "OPTIONS"])


def test_a_reserved_parameter_spans_slashes() -> None:
    paths = {"file": "GET /files/{rest}", "of": "GET /of/{id}/{rest}/end", "plain": "GET /plain"}
    assert _found(paths, "GET", "/files/a/b", "rest")[0] == ['file {"rest": "a/b"}']
    assert _found(paths, "GET", "/of/1/a/b/end", "rest")[0] == ['of {"id": "1", "rest": "a/b"}']
    assert _found(paths, "GET", "/other/a/b", "rest")[0] == []


def test_all_actions_whose_paths_span_the_same_slashes_are_found() -> None:
    paths = {
        "one": "GET /v1/{name}",
        "two": "GET /v1/{name}:check",
        "three": "GET /v1/{other}",
        "four": "PUT /v1/{name}",
    }
    found, _ = _found(paths, "GET", "/v1/a/b", "name")
    assert found == ['one {"name": "a/b"}']
    assert _found(paths, "GET", "/v1/a/b:check", "name")[0] == ['two {"name": "a/b"}', 'one {"name": "a/b:check"}']
    assert _found(paths, "PATCH", "/v1/a/b", "name") == ([], ["GET", "HEAD", "OPTIONS", "PUT"])


BASES: list[tuple[Any, str, bool]] = [
    ("https://api.example.com/v2/", "/v2/things", True),
    ("https://api.example.com/v2", "/v3/things", False),
    ({"url": "https://h/{v}", "variables": {"v": {"default": "v9"}}}, "/v9/things", True),
    ({"url": "https://h/{v}"}, "/v9/things", False),
]


@pytest.mark.parametrize(("server", "path", "found"), BASES)
def test_the_front_that_the_server_has_may_stand_before_a_path(server: Any, path: str, found: bool) -> None:
    assert bool(_found({"all": "GET /things"}, "GET", path, server=server)[0]) == found


def test_a_description_without_a_server_has_no_front() -> None:
    described = {name: each for name, each in describe().items() if name != "server"}
    api = load(described)
    assert Routes(api, list(api.outlines())).find("GET", "/things")[0][0].action == "things.get"


def test_what_is_said_elsewhere_is_found_too() -> None:
    described = describe({"get": {"method": {"$ref": "#/x-method"}}, "bad": {"method": {"$ref": "#/x-none"}}})
    assert [each.method for each in load({**described, "x-method": "GET"}).outlines()] == ["GET"]
