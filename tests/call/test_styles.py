"""Each style encodes each value as the table in `data/styles.json` declares, and other decoders decode it."""

from __future__ import annotations

import json
import math
from typing import Any
from urllib.parse import unquote

import pytest
import qs_codec
from hypothesis import given
from hypothesis import strategies as st

from dynaclient import AsyncClient, Client, InvalidCall, Request
from dynaclient.description.rules import STYLES
from tests.support import DATA
from tests.support.raw_server import RawServer

CASES: list[dict[str, Any]] = json.loads((DATA / "styles.json").read_text("utf-8"))["cases"]
IN_PATH = [case for case in CASES if case["style"] in ("simple", "label", "matrix")]
IN_QUERY = [case for case in CASES if case["style"] in STYLES["query"]]
IN_HEADER = [case for case in CASES if case["style"] == "simple"]
NO_SEGMENT = ("", ".")
"""Encoded values that are not a path segment: they would change the path."""


def _name(case: dict[str, Any]) -> str:
    explode = {True: "-explode", False: "", None: ""}[case.get("explode")]
    return f"{case['style']}{explode}-{type(case['value']).__name__}{'' if case['value'] else '-empty'}"


def client_for(case: dict[str, Any], location: str, **more: Any) -> Client:
    """Return a client for a description with one action that has this one parameter."""
    parameter = {"in": location, "name": case["name"], "style": case["style"]}
    if "explode" in case:
        parameter["explode"] = case["explode"]
    path = "/start/{value}/end" if location == "path" else "/start"
    act = {"method": "GET", "path": path, "parameters": {"value": parameter}}
    description = {"dynaclient": 1, "server": "https://example.com", "resources": {"one": {"actions": {"act": act}}}}
    return Client(description, **more)


def prepared(style: str, value: Any, location: str = "query", explode: bool | None = None) -> Request:
    case: dict[str, Any] = {"style": style, "name": "f"}
    if explode is not None:
        case["explode"] = explode
    request: Request = client_for(case, location).one.act.prepare(value=value)
    return request


def written(style: str, value: Any, explode: bool | None = None) -> str:
    return prepared(style, value, explode=explode).url.partition("?")[2]


def _target(case: dict[str, Any], location: str) -> str:
    with RawServer() as server, client_for(case, location, url=server.url) as client:
        client.one.act(value=case["value"])
    return server.requests[0].target


# --- every row of the table ------------------------------------------------------------------------------------------


def test_every_row_has_a_location() -> None:
    assert all(any(case["style"] in known for known in STYLES.values()) for case in CASES)
    assert len(IN_PATH) + len(IN_QUERY) == len(CASES)


@pytest.mark.parametrize("case", [case for case in IN_PATH if case["written"] not in NO_SEGMENT], ids=_name)
def test_a_path_arrives_as_the_table_declares(case: dict[str, Any]) -> None:
    assert _target(case, "path") == f"/start/{case['written']}/end"


@pytest.mark.parametrize("case", [case for case in IN_PATH if case["written"] in NO_SEGMENT], ids=_name)
def test_a_path_without_the_segment_is_refused(case: dict[str, Any]) -> None:
    with pytest.raises(InvalidCall):
        client_for(case, "path").one.act.prepare(value=case["value"])


def test_a_segment_is_empty_if_the_description_itself_writes_nothing() -> None:
    parameters = {"value": {"in": "path", "preset": "", "schema": {"enum": ["", "x"]}}}
    act = {"method": "GET", "path": "/start/{value}/end", "parameters": parameters}
    description = {"dynaclient": 1, "server": "https://example.com", "resources": {"one": {"actions": {"act": act}}}}
    assert Client(description).one.act.prepare().url == "https://example.com/start//end"
    parameters["value"]["preset"] = "x"
    with pytest.raises(InvalidCall, match="is empty, which would change the path"):
        Client(description).one.act.prepare(value="")


@pytest.mark.parametrize("case", IN_QUERY, ids=_name)
def test_a_query_arrives_as_the_table_declares(case: dict[str, Any]) -> None:
    assert _target(case, "query") == f"/start?{case['written']}"


@pytest.mark.parametrize("case", IN_HEADER, ids=_name)
def test_a_header_arrives_as_the_table_declares(case: dict[str, Any]) -> None:
    with RawServer() as server, client_for(case, "header", url=server.url) as client:
        client.one.act(value=case["value"])
    assert server.requests[0].values("color") == [case["written"]]


@pytest.mark.parametrize("case", [case for case in CASES if case["style"] == "form"], ids=_name)
def test_a_cookie_arrives_as_the_table_declares(case: dict[str, Any]) -> None:
    with RawServer() as server, client_for(case, "cookie", url=server.url) as client:
        client.one.act(value=case["value"])
    assert server.requests[0].values("Cookie") == [case["written"].replace("&", "; ")]


@pytest.mark.parametrize("case", IN_QUERY, ids=_name)
def test_a_form_body_is_encoded_like_a_query(case: dict[str, Any]) -> None:
    parameter: dict[str, Any] = {key: case[key] for key in ("name", "style", "explode") if key in case}
    parameter["in"] = "part"
    act = {"method": "POST", "content": "application/x-www-form-urlencoded", "parameters": {"value": parameter}}
    description = {"dynaclient": 1, "resources": {"one": {"path": "/start", "actions": {"act": act}}}}
    with RawServer() as server, Client(description, url=server.url) as client:
        client.one.act(value=case["value"])
    assert server.requests[0].body.decode() == case["written"]


# --- brackets, decoded by another library ----------------------------------------------------------------------------

KEYS = st.text(min_size=1, max_size=8).filter(lambda key: not set("[]") & set(key))
"""Brackets in a key are refused, see below."""
SCALARS = (
    st.text(max_size=8) | st.integers() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False).map(lambda x: x + 0.0)
)  # fmt: skip
NESTED = st.recursive(
    SCALARS,
    lambda below: st.lists(below, min_size=1, max_size=5) | st.dictionaries(KEYS, below, min_size=1, max_size=4),
    max_leaves=12,
)


def _as_text(value: Any) -> Any:
    """Return a value as that decoder returns it: lists by index, everything else as strings."""
    if isinstance(value, dict):
        return {key: _as_text(member) for key, member in value.items()}
    if isinstance(value, list):
        return {str(index): _as_text(item) for index, item in enumerate(value)}
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else json.dumps(value)


def _read_by_qs(query: str) -> Any:
    # By default that decoder confuses lists inside lists, so it is told to read indexes as keys.
    options = qs_codec.DecodeOptions(depth=50, parse_lists=False, parameter_limit=10_000)
    return qs_codec.decode(query, options)["f"]


def _can_be_encoded(value: Any) -> bool:
    try:
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


@pytest.mark.uncounted
@given(st.lists(NESTED, min_size=1, max_size=4) | st.dictionaries(KEYS, NESTED, min_size=1, max_size=4))
def test_brackets_are_decoded_by_another_library(value: Any) -> None:
    if not _can_be_encoded(value):
        with pytest.raises(InvalidCall):
            written("brackets", value)
    else:
        assert _read_by_qs(written("brackets", value)) == _as_text(value)


def test_brackets_are_decoded_as_lists_and_objects_by_another_library() -> None:
    value = [{"key": "a"}, {"key": "b", "values": ["c d", "e"]}]
    assert qs_codec.decode(written("brackets", value)) == {"f": value}


@pytest.mark.parametrize("style", ["brackets", "deepObject"])
@pytest.mark.parametrize("key", ["a]", "[a", "a][b", "[]"])
def test_a_key_with_brackets_is_refused_if_it_would_be_read_as_two_keys(style: str, key: str) -> None:
    with pytest.raises(InvalidCall):
        written(style, {key: "x"})


@pytest.mark.uncounted
@given(st.dictionaries(KEYS.filter(_can_be_encoded), SCALARS.filter(_can_be_encoded), min_size=1, max_size=5))
def test_a_deep_object_is_decoded_by_another_library(value: dict[str, Any]) -> None:
    assert _read_by_qs(written("deepObject", value)) == _as_text(value)


# --- what is ambiguous is refused ------------------------------------------------------------------------------------


EMPTIES: list[Any] = [[], {}, [[]], [{}], {"a": []}, {"a": {}}, [["a", []]], {"a": {"b": {}}}]


@pytest.mark.parametrize("style", [style for style in STYLES["query"] if style != "json"])
@pytest.mark.parametrize("value", EMPTIES, ids=repr)
def test_an_empty_container_is_refused(style: str, value: Any) -> None:
    with pytest.raises(InvalidCall):
        written(style, value)


@pytest.mark.parametrize("style", ["simple", "label", "matrix"])
@pytest.mark.parametrize("explode", [False, True])
@pytest.mark.parametrize("value", EMPTIES, ids=repr)
def test_an_empty_container_is_refused_in_a_path(style: str, explode: bool, value: Any) -> None:
    with pytest.raises(InvalidCall):
        prepared(style, value, "path", explode)


@pytest.mark.parametrize(
    ("style", "value"),
    [
        ("spaceDelimited", ["a b", "c"]),
        ("spaceDelimited", {"a b": "c"}),
        ("spaceDelimited", {"a": "b c"}),
        ("pipeDelimited", ["a|b", "c"]),
        ("pipeDelimited", {"a|b": "c"}),
        ("pipeDelimited", {"a": "b|c"}),
        ("tabDelimited", ["a\tb", "c"]),
    ],
)
def test_an_item_with_the_delimiter_in_it_is_refused(style: str, value: Any) -> None:
    with pytest.raises(InvalidCall):
        written(style, value)


@pytest.mark.parametrize(
    ("value", "explode"), [(["a.b"], True), ({"a.b": "c"}, True), ({"a": "b.c"}, True), ([1.5], True)]
)
def test_a_dot_in_an_item_of_an_exploded_label_is_refused(value: Any, explode: bool) -> None:
    with pytest.raises(InvalidCall):
        prepared("label", value, "path", explode)


@pytest.mark.parametrize(
    ("value", "explode"),
    [(["a,b"], False), ({"a": "b,c"}, False), ({"a=b": "c"}, True), (["a", " b"], False), (["", ""], False)],
)
def test_an_item_of_a_header_that_would_be_read_differently_is_refused(value: Any, explode: bool) -> None:
    with pytest.raises(InvalidCall):
        prepared("simple", value, "header", explode)


@pytest.mark.parametrize("style", ["form", "spaceDelimited", "pipeDelimited", "deepObject"])
@pytest.mark.parametrize("value", [{"a": [1]}, {"a": {"b": 1}}, {"a": None}])
def test_what_is_nested_deeper_than_the_style_encodes_is_refused(style: str, value: Any) -> None:
    with pytest.raises(InvalidCall):
        written(style, value)


def _items_without(characters: str) -> st.SearchStrategy[list[str]]:
    text = st.text(st.characters(codec="utf-8", exclude_characters=characters), max_size=6)
    return st.lists(text, min_size=1, max_size=5)


@pytest.mark.uncounted
@given(_items_without(" "))
def test_space_delimited_lists_are_decoded(value: list[str]) -> None:
    assert unquote(written("spaceDelimited", value)[2:]).split(" ") == value


@pytest.mark.uncounted
@given(_items_without("|"))
def test_pipe_delimited_lists_are_decoded(value: list[str]) -> None:
    assert unquote(written("pipeDelimited", value)[2:]).split("|") == value


@pytest.mark.uncounted
@given(_items_without(""))
def test_lists_in_a_form_are_decoded(value: list[str]) -> None:
    assert [unquote(item) for item in written("form", value, explode=False)[2:].split(",")] == value
    assert qs_codec.decode(written("form", value, explode=True), qs_codec.DecodeOptions(list_limit=1_000)) == {
        "f": value if len(value) > 1 else value[0]
    }


# --- values as JSON text ---------------------------------------------------------------------------------------------

JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(codec="utf-8"), max_size=8),
    lambda below: st.lists(below, max_size=4)
    | st.dictionaries(st.text(st.characters(codec="utf-8"), max_size=5), below, max_size=4),
    max_leaves=10,
)  # fmt: skip


@pytest.mark.uncounted
@given(JSON_VALUES.filter(lambda value: value is not None))
def test_json_is_decoded_from_a_query(value: Any) -> None:
    read = json.loads(unquote(written("json", value)[2:], errors="strict"))
    assert read == value
    assert not isinstance(value, float) or math.copysign(1, read) == math.copysign(1, value)


@pytest.mark.uncounted
@given(JSON_VALUES.filter(lambda value: value is not None))
def test_json_is_decoded_from_a_header(value: Any) -> None:
    request = prepared("json", value, "header")
    assert json.loads(request.headers["f"]) == value


@pytest.mark.parametrize("value", [True, False])
def test_a_boolean_is_encoded_as_a_word(value: bool) -> None:
    assert written("form", value) == f"f={str(value).lower()}"


# --- names that belong to another parameter --------------------------------------------------------------------------

PAGE, FREE = {"schema": {"type": "integer"}}, {"schema": {"type": "object"}}
FORM = "application/x-www-form-urlencoded"
OVERWRITING: list[tuple[str, dict[str, Any], dict[str, Any], str]] = [
    ("query", {"page": PAGE, "f": FREE}, {"f": {"page": 9}, "page": 2}, r"f\.page \(query\): writes the name 'page' into the request, as 'page'"),
    ("query", {"page": PAGE, "f": FREE}, {"f": {"page": 9}}, "as 'page' does"),
    ("query", {"pageNumber": {**PAGE, "name": "p&n"}, "f": FREE}, {"f": {"p&n": 9}}, "'p&n' into the request, as 'pageNumber' does"),
    ("query", {"f": FREE, "g": FREE}, {"f": {"x": 1}, "g": {"x": 2}}, "g.x .query.: writes the name 'x' into the request, as 'f' does"),
    ("query", {"x": {"name": "f[x]"}, "f": {**FREE, "style": "deepObject"}}, {"f": {"x": 1}}, "'f.x.' into the request, as 'x' does"),
    ("query", {"x": {"name": "f[0]"}, "f": {"style": "brackets"}}, {"f": [1]}, "as 'x' does"),
    ("cookie", {"session": {}, "f": FREE}, {"f": {"session": "a"}}, "f.session .cookie.: writes .* as 'session' does"),
    ("part", {"page": PAGE, "f": {**FREE, "style": "form"}}, {"f": {"page": 9}}, "f.page .part.: writes .* as 'page' does"),
    ("path", {"a": {"style": "matrix"}, "f": {**FREE, "style": "matrix", "explode": True}}, {"a": 1, "f": {"a": 2}}, "as 'a' does"),
]  # fmt: skip


def overwriting(client_type: Any, location: str, parameters: dict[str, Any]) -> Any:
    act: dict[str, Any] = {"method": "POST", "path": "/start", **({"content": FORM} if location == "part" else {})}
    if location == "path":
        act["path"] += "/" + "".join(f"{{{name}}}" for name in parameters)
    act["parameters"] = {name: {"in": location, **parameter} for name, parameter in parameters.items()}
    return client_type(
        {"dynaclient": 1, "server": "https://example.com", "resources": {"one": {"actions": {"act": act}}}}
    )


@pytest.mark.parametrize(("location", "parameters", "arguments", "message"), OVERWRITING)
@pytest.mark.parametrize("client_type", [Client, AsyncClient])
def test_a_key_that_writes_another_parameter_is_refused(
    client_type: Any, location: str, parameters: Any, arguments: Any, message: str
) -> None:
    with pytest.raises(InvalidCall, match=message):
        overwriting(client_type, location, parameters).one.act.prepare(**arguments)


def test_a_key_that_writes_an_undeclared_value_is_refused() -> None:
    client = overwriting(Client, "query", {"f": FREE}).with_options(query={"page": 1})
    with pytest.raises(InvalidCall, match=r"f\.page \(query\): writes the name 'page' .* as query={'page': …} does"):
        client.one.act.prepare(f={"page": 9})


KEPT: list[tuple[str, dict[str, Any], dict[str, Any], str]] = [
    ("query", {"page": PAGE, "f": FREE}, {"f": {"f": 9, "Page": 1}, "page": 2}, "f=9&Page=1"),
    ("query", {"page": PAGE, "f": {**FREE, "style": "deepObject"}}, {"f": {"page": 9}}, "f%5Bpage%5D=9"),
    ("query", {"page": PAGE, "f": {**FREE, "explode": False}}, {"f": {"page": 9}}, "f=page,9"),
    ("query", {"page": PAGE, "f": {**FREE, "style": "json"}}, {"f": {"page": 9}}, "f=%7B%22page%22%3A9%7D"),
    ("query", {"page": PAGE, "f": {}}, {"f": ["page", "a=b"]}, "f=page&f=a%3Db"),
    ("path", {"a": {"style": "matrix"}, "f": {**FREE, "style": "matrix", "explode": True}}, {"a": 1, "f": {"b": 2}}, ";a=1;b=2"),
]  # fmt: skip


@pytest.mark.parametrize(("location", "parameters", "arguments", "sent"), KEPT)
def test_a_key_with_a_name_of_its_own_is_written(location: str, parameters: Any, arguments: Any, sent: str) -> None:
    assert sent in overwriting(Client, location, parameters).one.act.prepare(**arguments).url


# --- names that belong to an API key ---------------------------------------------------------------------------------

WHOLE = {"content": {FORM: {"type": "object"}}}
KEYED: list[tuple[str, dict[str, Any], dict[str, Any], str]] = [
    ("query", {"q": {"style": "form", **FREE}}, {"q": {"k": "mine"}}, r"q \(query\): writes the name 'k' into the request, as the API key"),
    ("query", {"q": WHOLE}, {"q": {"k": "mine", "a": "1"}}, "q .query.: writes the name 'k'"),
    ("query", {"k": {}}, {"k": "mine"}, "k .query.: writes the name 'k'"),
    ("query", {"mine": {"name": "k"}}, {"mine": 1}, "mine .query.: writes the name 'k'"),
    ("query", {"q": {"style": "form", "schema": {"type": "object", "additionalProperties": {"type": "string"}}}}, {"q": {"k": "m"}}, "as the API key"),
    ("cookie", {"c": FREE}, {"c": {"k": "mine"}}, "c .cookie.: writes the name 'k'"),
    ("cookie", {"k": {}}, {"k": "mine"}, "k .cookie.: writes the name 'k'"),
    ("header", {"K": {}}, {"K": "mine"}, "K .header.: writes the name 'k'"),
]  # fmt: skip


def keyed(client_type: Any, location: str, parameters: dict[str, Any], has_token: bool = True, **more: Any) -> Any:
    act = {"method": "GET", "path": "/start", **more}
    act["parameters"] = {name: {"in": location, **parameter} for name, parameter in parameters.items()}
    auth = {"key": {"type": "apiKey", "in": location, "name": "k"}, "other": {"type": "bearer"}}
    described = {
        "dynaclient": 1,
        "server": "https://example.com",
        "auth": auth,
        "resources": {"one": {"actions": {"act": act}}},
    }
    return client_type(described, token={"key": "TOK"} if has_token else None)


@pytest.mark.parametrize(("location", "parameters", "arguments", "message"), KEYED)
@pytest.mark.parametrize("client_type", [Client, AsyncClient])
def test_no_argument_writes_the_name_of_the_api_key(
    client_type: Any, location: str, parameters: Any, arguments: Any, message: str
) -> None:
    with pytest.raises(InvalidCall, match=message):
        keyed(client_type, location, parameters).one.act.prepare(**arguments)
    keyed(client_type, location, parameters, False).one.act.prepare(**arguments)


@pytest.mark.parametrize(("location", "option"), [("query", {"query": {"k": 1}}), ("header", {"headers": {"K": "1"}})])
@pytest.mark.parametrize("client_type", [Client, AsyncClient])
def test_no_undeclared_value_has_the_name_of_the_api_key(client_type: Any, location: str, option: Any) -> None:
    with pytest.raises(InvalidCall, match=r"writes the name .k. into the request, as the API key of the client does"):
        keyed(client_type, location, {}).with_options(**option).one.act.prepare()
    keyed(client_type, location, {}, False).with_options(**option).one.act.prepare()


@pytest.mark.parametrize("location", ["query", "header", "cookie"])
def test_a_required_argument_that_is_the_api_key_does_not_have_to_be_passed(location: str) -> None:
    required = {"k": {"required": True}}
    assert keyed(Client, location, required).one.act.prepare().url == "https://example.com/start"
    with pytest.raises(InvalidCall, match="k .* is missing"):
        keyed(Client, location, required, False).one.act.prepare()


@pytest.mark.parametrize("more", [{"auth": "other"}, {"auth": False}, {"server": "https://elsewhere.example"}])
def test_an_argument_has_any_name_where_no_api_key_is_sent(more: Any) -> None:
    sent = keyed(Client, "query", {"q": {**FREE, "style": "form"}}, **more).one.act.prepare(q={"k": "mine"})
    assert sent.url.endswith("/start?k=mine")
