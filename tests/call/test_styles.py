"""Each style writes each value as the table in `data/styles.json` has it, and what it writes can be read back."""

from __future__ import annotations

import json
import math
from typing import Any
from urllib.parse import unquote

import pytest
import qs_codec
from hypothesis import given
from hypothesis import strategies as st

from dynaclient import Client, InvalidCall, Request
from dynaclient.description.builder import STYLES
from tests.support import DATA
from tests.support.raw_server import RawServer

CASES: list[dict[str, Any]] = json.loads((DATA / "styles.json").read_text("utf-8"))["cases"]
IN_PATH = [each for each in CASES if each["style"] in ("simple", "label", "matrix")]
IN_QUERY = [each for each in CASES if each["style"] in STYLES["query"]]
IN_HEADER = [each for each in CASES if each["style"] == "simple"]
NO_SEGMENT = ("", ".")
"""What can be written, and is no path segment: a path with it is another path."""


def _name(case: dict[str, Any]) -> str:
    explode = {True: "-explode", False: "", None: ""}[case.get("explode")]
    return f"{case['style']}{explode}-{type(case['value']).__name__}{'' if case['value'] else '-empty'}"


def client_for(case: dict[str, Any], location: str, **more: Any) -> Client:
    """Give a client for a description with one action that takes this one parameter."""
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


def test_every_row_has_its_place() -> None:
    assert all(any(case["style"] in known for known in STYLES.values()) for case in CASES)
    assert len(IN_PATH) + len(IN_QUERY) == len(CASES)


@pytest.mark.parametrize("case", [each for each in IN_PATH if each["written"] not in NO_SEGMENT], ids=_name)
def test_a_path_arrives_as_the_table_has_it(case: dict[str, Any]) -> None:
    assert _target(case, "path") == f"/start/{case['written']}/end"


@pytest.mark.parametrize("case", [each for each in IN_PATH if each["written"] in NO_SEGMENT], ids=_name)
def test_a_path_without_the_segment_is_refused(case: dict[str, Any]) -> None:
    with pytest.raises(InvalidCall):
        client_for(case, "path").one.act.prepare(value=case["value"])


@pytest.mark.parametrize("case", IN_QUERY, ids=_name)
def test_a_query_arrives_as_the_table_has_it(case: dict[str, Any]) -> None:
    assert _target(case, "query") == f"/start?{case['written']}"


@pytest.mark.parametrize("case", IN_HEADER, ids=_name)
def test_a_header_arrives_as_the_table_has_it(case: dict[str, Any]) -> None:
    with RawServer() as server, client_for(case, "header", url=server.url) as client:
        client.one.act(value=case["value"])
    assert server.requests[0].values("color") == [case["written"]]


@pytest.mark.parametrize("case", [each for each in CASES if each["style"] == "form"], ids=_name)
def test_a_cookie_arrives_as_the_table_has_it(case: dict[str, Any]) -> None:
    with RawServer() as server, client_for(case, "cookie", url=server.url) as client:
        client.one.act(value=case["value"])
    assert server.requests[0].values("Cookie") == [case["written"].replace("&", "; ")]


@pytest.mark.parametrize("case", IN_QUERY, ids=_name)
def test_a_form_body_is_written_like_a_query(case: dict[str, Any]) -> None:
    parameter: dict[str, Any] = {key: case[key] for key in ("name", "style", "explode") if key in case}
    parameter["in"] = "part"
    act = {"method": "POST", "content": "application/x-www-form-urlencoded", "parameters": {"value": parameter}}
    description = {"dynaclient": 1, "resources": {"one": {"path": "/start", "actions": {"act": act}}}}
    with RawServer() as server, Client(description, url=server.url) as client:
        client.one.act(value=case["value"])
    assert server.requests[0].body.decode() == case["written"]


# --- brackets, read by another's decoder -----------------------------------------------------------------------------

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
    """Give a value as that decoder gives it: lists by position, everything else as text."""
    if isinstance(value, dict):
        return {key: _as_text(each) for key, each in value.items()}
    if isinstance(value, list):
        return {str(at): _as_text(each) for at, each in enumerate(value)}
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else json.dumps(value)


def _read_by_qs(query: str) -> Any:
    # Left to itself that decoder mixes up lists that stand in lists; so it reads positions as keys.
    options = qs_codec.DecodeOptions(depth=50, parse_lists=False, parameter_limit=10_000)
    return qs_codec.decode(query, options)["f"]


def _can_be_written(value: Any) -> bool:
    try:
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


@pytest.mark.uncounted
@given(st.lists(NESTED, min_size=1, max_size=4) | st.dictionaries(KEYS, NESTED, min_size=1, max_size=4))
def test_brackets_are_read_back_by_a_decoder_that_is_not_ours(value: Any) -> None:
    if not _can_be_written(value):
        with pytest.raises(InvalidCall):
            written("brackets", value)
    else:
        assert _read_by_qs(written("brackets", value)) == _as_text(value)


def test_brackets_are_read_as_lists_and_objects_by_a_decoder_that_is_not_ours() -> None:
    value = [{"key": "a"}, {"key": "b", "values": ["c d", "e"]}]
    assert qs_codec.decode(written("brackets", value)) == {"f": value}


@pytest.mark.parametrize("style", ["brackets", "deepObject"])
@pytest.mark.parametrize("key", ["a]", "[a", "a][b", "[]"])
def test_a_key_with_brackets_is_refused_where_it_would_look_like_two_keys(style: str, key: str) -> None:
    with pytest.raises(InvalidCall):
        written(style, {key: "x"})


@pytest.mark.uncounted
@given(st.dictionaries(KEYS.filter(_can_be_written), SCALARS.filter(_can_be_written), min_size=1, max_size=5))
def test_a_deep_object_is_read_back_by_a_decoder_that_is_not_ours(value: dict[str, Any]) -> None:
    assert _read_by_qs(written("deepObject", value)) == _as_text(value)


# --- what could not be told apart is refused -------------------------------------------------------------------------


EMPTIES: list[Any] = [[], {}, [[]], [{}], {"a": []}, {"a": {}}, [["a", []]], {"a": {"b": {}}}]


@pytest.mark.parametrize("style", [each for each in STYLES["query"] if each != "json"])
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
    ],
)
def test_a_part_with_the_delimiter_in_it_is_refused(style: str, value: Any) -> None:
    with pytest.raises(InvalidCall):
        written(style, value)


@pytest.mark.parametrize(
    ("value", "explode"), [(["a.b"], True), ({"a.b": "c"}, True), ({"a": "b.c"}, True), ([1.5], True)]
)
def test_a_dot_in_a_part_of_an_exploded_label_is_refused(value: Any, explode: bool) -> None:
    with pytest.raises(InvalidCall):
        prepared("label", value, "path", explode)


@pytest.mark.parametrize(
    ("value", "explode"),
    [(["a,b"], False), ({"a": "b,c"}, False), ({"a=b": "c"}, True), (["a", " b"], False), (["", ""], False)],
)
def test_a_part_of_a_header_that_would_be_read_otherwise_is_refused(value: Any, explode: bool) -> None:
    with pytest.raises(InvalidCall):
        prepared("simple", value, "header", explode)


@pytest.mark.parametrize("style", ["form", "spaceDelimited", "pipeDelimited", "deepObject"])
@pytest.mark.parametrize("value", [{"a": [1]}, {"a": {"b": 1}}, {"a": None}])
def test_what_is_nested_deeper_than_the_style_writes_is_refused(style: str, value: Any) -> None:
    with pytest.raises(InvalidCall):
        written(style, value)


def _parts_without(characters: str) -> st.SearchStrategy[list[str]]:
    text = st.text(st.characters(codec="utf-8", exclude_characters=characters), max_size=6)
    return st.lists(text, min_size=1, max_size=5)


@pytest.mark.uncounted
@given(_parts_without(" "))
def test_space_delimited_lists_are_read_back(value: list[str]) -> None:
    assert unquote(written("spaceDelimited", value)[2:]).split(" ") == value


@pytest.mark.uncounted
@given(_parts_without("|"))
def test_pipe_delimited_lists_are_read_back(value: list[str]) -> None:
    assert unquote(written("pipeDelimited", value)[2:]).split("|") == value


@pytest.mark.uncounted
@given(_parts_without(""))
def test_lists_in_a_form_are_read_back(value: list[str]) -> None:
    assert [unquote(each) for each in written("form", value, explode=False)[2:].split(",")] == value
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
def test_json_is_read_back_from_a_query(value: Any) -> None:
    read = json.loads(unquote(written("json", value)[2:], errors="strict"))
    assert read == value
    assert not isinstance(value, float) or math.copysign(1, read) == math.copysign(1, value)


@pytest.mark.uncounted
@given(JSON_VALUES.filter(lambda value: value is not None))
def test_json_is_read_back_from_a_header(value: Any) -> None:
    request = prepared("json", value, "header")
    assert json.loads(request.headers["f"]) == value


@pytest.mark.parametrize("value", [True, False])
def test_a_boolean_is_a_word(value: bool) -> None:
    assert written("form", value) == f"f={str(value).lower()}"
