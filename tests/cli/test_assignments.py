"""Assignments of the command line, and their values."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dynaclient import load
from dynaclient.bulk.columns import Columns
from dynaclient.bulk.rows import TextRow
from dynaclient.cli.arguments.assignments import InvalidAssignment, format_assignments, parse_assignments
from dynaclient.cli.arguments.standard_input import closed_input
from dynaclient.description.model import Action

BODY = {
    "type": "object",
    "properties": {
        "text": {"type": "string"},
        "count": {"type": "integer"},
        "flag": {"type": "boolean"},
        "nothing": {"type": "null"},
        "maybe": {"type": ["string", "null"]},
        "either": {"oneOf": [{"type": "object"}, {"type": "null"}]},
        "level": {"enum": [1, 2]},
        "word": {"enum": ["1", "2"]},
        "fixed": {"const": 7},
        "any": {},
        "list": {"type": "array", "items": {"type": "object", "properties": {"key": {"type": "string"}}}},
        "map": {"type": "object", "additionalProperties": {"type": "integer"}},
    },
}
FILE = {"type": "string", "file": True}
FORM = {
    "type": "object",
    "properties": {
        "count": {"type": "integer"}, "object": {"type": "object", "properties": {"n": {"type": "integer"}}},
        "upload": FILE, "uploads": {"type": "array", "items": FILE},
    },
}  # fmt: skip


def action_of(parameters: dict[str, Any], **more: Any) -> Action:
    things = {"path": "/things", "actions": {"post": {"method": "POST", "parameters": parameters, **more}}}
    return load({"dynaclient": 1, "resources": {"things": things}}).action("things.post")


QUERY = action_of({
    "perPage": {"in": "query", "schema": {"type": "integer"}},
    "where": {"in": "query", "style": "json", "schema": {"type": "object", "properties": {"n": {"type": "integer"}}}},
    "apiToken": {"in": "body", "schema": BODY},
})  # fmt: skip
MULTIPART = action_of({"form": {"in": "body", "content": {"multipart/form-data": FORM}}})
PARTS = action_of({
    "upload": {"in": "part", "schema": FILE}, "count": {"in": "part", "schema": {"type": "integer"}},
    "options": {"in": "part", "schema": {"type": "object", "properties": {"n": {"type": "integer"}}}},
})  # fmt: skip
RAW = action_of({"image": {"in": "body", "content": {"image/png": {}, "application/json": BODY}}})


def body(*words: str) -> Any:
    return parse_assignments(QUERY, words)["apiToken"]


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("apiToken.text=5", {"text": "5"}),
        ("apiToken.text=", {"text": ""}),
        ("apiToken.text=a=b:=c", {"text": "a=b:=c"}),
        ("apiToken.count=5", {"count": 5}),
        ("apiToken.count=12345678901234567890123", {"count": 12345678901234567890123}),
        ("apiToken.count=five", {"count": "five"}),
        ("apiToken.count=NaN", {"count": "NaN"}),
        ("apiToken.flag=true", {"flag": True}),
        ("apiToken.flag=True", {"flag": "True"}),
        ("apiToken.nothing=null", {"nothing": None}),
        ("apiToken.maybe=null", {"maybe": "null"}),
        ("apiToken.maybe:=null", {"maybe": None}),
        ('apiToken.either={"a":1}', {"either": {"a": 1}}),
        ("apiToken.level=2", {"level": 2}),
        ("apiToken.word=2", {"word": "2"}),
        ("apiToken.fixed=7", {"fixed": 7}),
        ("apiToken.any=7", {"any": "7"}),
        ("apiToken.any:=7", {"any": 7}),
        ("apiToken.map.a=7", {"map": {"a": 7}}),
        (r"apiToken.map.a\.b\=c=7", {"map": {"a.b=c": 7}}),
        ("apiToken.list[0].key=7", {"list": [{"key": "7"}]}),
        ("apiToken.list.0.key=7", {"list": [{"key": "7"}]}),
        ("apiToken.map.0=7", {"map": {"0": 7}}),
        ("api_token.unknown.deep=1", {"unknown": {"deep": "1"}}),
        ('apiToken={"text":"x"}', {"text": "x"}),
    ],
)
def test_a_value_is_parsed_as_its_schema_requires(word: str, value: Any) -> None:
    assert body(word) == value


ANY = action_of({
    "body": {"in": "body", "schema": {"properties": {"either": {"type": ["string", "object"]}, "word": {"type": "string"}}}},
    "query": {"in": "query", "schema": {}},
})  # fmt: skip


@pytest.mark.parametrize(
    ("name", "text", "kind"),
    [
        ("body", '{"url": "x"}', "an object"), ("body", "[1]", "a list"), ("body.more", "{}", "an object"),
        ("body.either", "{}", "an object"), ("body.either", "[1]", ""), ("body.word", "{}", ""), ("body", "5", ""),
        ("body", "{x", ""), ("body", "", ""), ("query", "{}", ""),
    ],
)  # fmt: skip
def test_what_could_be_a_string_or_json_is_not_guessed(name: str, text: str, kind: str) -> None:
    word = f"{name}={text}"
    formatted = format_assignments(ANY, parse_assignments(ANY, [f"{name}:={json.dumps(text)}"]))
    assert parse_assignments(ANY, formatted) == parse_assignments(ANY, [f"{name}:={json.dumps(text)}"])
    if not kind:
        assert parse_assignments(ANY, [word]) == parse_assignments(ANY, formatted)
        return
    with pytest.raises(InvalidAssignment) as caught:
        parse_assignments(ANY, [word])
    quoted = f"""{name}:='"…"' for a string"""
    assert str(caught.value) == (
        f"{word!r} is a string or {kind}, and both are accepted: write {name}:=JSON for {kind}, {quoted}"
    )


LISTS = action_of({
    "names": {"in": "query", "schema": {"type": "array", "items": {"type": "string"}}},
    "ids": {"in": "query", "schema": {"type": "array", "items": {"type": "integer"}}},
    "any": {"in": "query", "schema": {"type": "array"}},
    "either": {"in": "query", "schema": {"type": ["array", "string"]}},
    "where": {"in": "query", "style": "deepObject", "schema": {"type": "object"}},
    "header": {"in": "header", "name": "X-Ids", "schema": {"type": "array", "items": {"type": "integer"}}},
    "filter": {"in": "query", "style": "json", "schema": {"type": "array", "items": {"type": "integer"}}},
})  # fmt: skip


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("names", '["a","b"]', ["a", "b"]),
        ("names", "a,b", "a,b"),
        ("names", "[a]", "[a]"),
        ("names", "5", "5"),
        ("ids", "[1,3]", [1, 3]),
        ("ids", "5", "5"),
        ("ids", "a,b", "a,b"),
        ("any", "1,2", "1,2"),
        ("either", "[1]", "[1]"),
        ("where", '{"x":1}', {"x": 1}),
        ("where", "x", "x"),
        ("header", "[1,3]", [1, 3]),
        ("filter", "[1,3]", [1, 3]),
    ],
)
def test_a_list_or_an_object_is_read_as_in_a_table(name: str, text: str, value: Any) -> None:
    assert parse_assignments(LISTS, [f"{name}={text}"]) == {name: value}
    assert Columns(LISTS).row(0, TextRow({name: text})).arguments == {name: value}


@pytest.mark.parametrize("word", ["perPage=5", "per_page=5"])
def test_outside_a_body_a_value_stays_a_string_under_the_name_of_the_description(word: str) -> None:
    assert parse_assignments(QUERY, [word]) == {"perPage": "5"}


def test_a_query_value_in_json_style_is_parsed_as_json() -> None:
    assert parse_assignments(QUERY, ["where.n=5"]) == {"where": {"n": 5}}


def test_later_assignments_add_to_earlier_ones() -> None:
    assert body('apiToken:={"text":"a"}', "apiToken.list[0].key=b", "apiToken.list[1].key=c") == {
        "text": "a",
        "list": [{"key": "b"}, {"key": "c"}],
    }


def test_an_unknown_name_is_passed_on_to_validation() -> None:
    assert parse_assignments(QUERY, ["perPge=5", "x.y=1", "f=@g"]) == {"perPge": "5", "x": {"y": "1"}, "f": Path("g")}


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["perPage"], "does not have the form name=value"),
        (["=5"], "does not have the form"),
        (["[0]=5"], "has no name where one is expected"),
        (["perPage..a=5"], "has no name where one is expected"),
        (["perPage[x]=5"], "has no name where one is expected"),
        (["perPage=5", "per_page=6"], "a second time"),
        (["apiToken.text=a", "apiToken.text=a"], "sets apiToken.text a second time; omit one of them"),
        (["apiToken.list:=[1]", "apiToken.list[0]=1"], "a second time; omit one of them"),
        (["apiToken.list=1", "apiToken.list=2"], "write a list as JSON, or item by item: apiToken.list[0]=…"),
        (["apiToken.text=a", "apiToken:={}"], "omit one of them, or write apiToken before its members"),
        (["apiToken.list[1]=a"], "item 1 of a list that has 0 so far"),
        (["apiToken.text=a", "apiToken.text.b=c"], "sets a part of what is not an object"),
        (["apiToken.text=a", "apiToken.text[0]=c"], "sets a part of what is not a list"),
        (["apiToken.list:=[1]", "apiToken.list.a=c"], "sets a part of what is not an object"),
        (["apiToken.text:=a"], "is not valid JSON"),
        (['apiToken.any:={"a":1,"a":2}'], "an object has the same name twice"),
        (["apiToken.any:=\ud800"], "it is not UTF-8"),
        (["pasword:=hunter2"], "'pasword:=hunter2'"),
        (["password:=hunter2"], "'password:=***' is not valid JSON"),
        (["apiToken.text=@some"], "as apiToken.text:=@some, the string itself as apiToken.text:='\"@some\"'"),
        (["perPage=@somebody"], "passes a file where none is expected"),
        (["perPage=@"], "has no name of a file behind the @; a string that begins with it is perPage:='\"@…\"'"),
        (["perPage:=@"], "has no name of a file behind the @"),
        (["ids=1,3"], "is one value for a list: write ids:='[1,3]', or item by item: ids[0]=…"),
        (["apiToken:=@/no/such/file.json"], "cannot be read: No such file or directory"),
    ],
)
def test_invalid_assignments_are_reported(words: list[str], message: str) -> None:
    with pytest.raises(InvalidAssignment) as caught:
        parse_assignments(LISTS if words[0].startswith("ids") else QUERY, words)
    assert message in str(caught.value)


def test_all_invalid_assignments_are_reported_together() -> None:
    with pytest.raises(InvalidAssignment, match="'a'.*\n'b'"):
        parse_assignments(QUERY, ["a", "b"])


def test_json_is_read_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "token.json"
    file.write_text('{"count": 5}')
    assert body(f"apiToken:=@{file}") == {"count": 5}


@pytest.mark.parametrize(
    ("action", "word", "value"),
    [
        (MULTIPART, "form.upload=@a.png", {"form": {"upload": Path("a.png")}}),
        (MULTIPART, "form.uploads[0]=@a.png", {"form": {"uploads": [Path("a.png")]}}),
        (MULTIPART, "form.count=5", {"form": {"count": "5"}}),
        (MULTIPART, "form.object.n=5", {"form": {"object": {"n": 5}}}),
        (MULTIPART, 'form.object={"n":5}', {"form": {"object": {"n": 5}}}),
        (PARTS, "upload=@a.png", {"upload": Path("a.png")}),
        (PARTS, "count=5", {"count": "5"}),
        (PARTS, "options.n=5", {"options": {"n": 5}}),
        (RAW, "image=@a.png", {"image": Path("a.png")}),
        (RAW, "image=text", {"image": "text"}),
    ],
)
def test_forms_and_raw_bodies_accept_files_and_strings(action: Action, word: str, value: Any) -> None:
    assert parse_assignments(action, [word]) == value


@pytest.mark.parametrize("word", ["form.count=@a", "image.part=@a"])
def test_a_file_is_refused_unless_it_is_described(word: str) -> None:
    with pytest.raises(InvalidAssignment, match="passes a file where none is expected"):
        parse_assignments(MULTIPART if word.startswith("form") else RAW, [word])


def test_the_selected_media_type_decides_how_a_body_is_parsed() -> None:
    assert parse_assignments(RAW, ["image.count=5"], "application/json") == {"image": {"count": 5}}


scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
bodies = st.dictionaries(
    st.sampled_from(sorted(BODY["properties"])) | st.text(),
    st.recursive(scalars, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=5),
    min_size=1,
)


@pytest.mark.uncounted
@given(bodies)
def test_formatted_assignments_are_parsed_to_the_same_arguments(arguments: dict[str, Any]) -> None:
    assert parse_assignments(QUERY, format_assignments(QUERY, {"apiToken": arguments})) == {"apiToken": arguments}


@pytest.mark.parametrize("value", ["@", "@FILE"])
def test_a_string_is_never_formatted_as_a_file(value: str) -> None:
    assert format_assignments(PARTS, {"count": value}) == [f'count:="{value}"']


def test_a_file_is_formatted_with_its_operator() -> None:
    assert format_assignments(PARTS, {"upload": Path("a.png"), "count": "5"}) == ["upload=@a.png", "count=5"]


# --- JSON from a file ------------------------------------------------------------------------------------------------

BROKEN: dict[str, tuple[bytes, str]] = {
    "a comma": (b'{\n  "count": 5\n  "text": ""\n}', "names FILE, which is not valid JSON: Expecting ',' delimiter at line 3, column 3"),
    "the first line": (b"{a}", "Expecting property name enclosed in double quotes at line 1, column 2"),
    "after a mark": (b"\xef\xbb\xbf{}\n}", "Extra data at line 2, column 1"),
    "no place": (b'{"a": 1, "a": 2}', "which is not valid JSON: an object has the same name twice"),
    "not UTF-8": (b"{\xff", "cannot be read: it is not UTF-8 at byte 1"),
}  # fmt: skip


@pytest.mark.parametrize(("data", "message"), BROKEN.values(), ids=BROKEN)
def test_a_file_that_is_not_json_is_named_with_line_and_column(data: bytes, message: str, tmp_path: Path) -> None:
    file = tmp_path / "f.json"
    file.write_bytes(data)
    with pytest.raises(InvalidAssignment) as caught:
        parse_assignments(QUERY, [f"apiToken:=@{file}"])
    assert message.replace("FILE", str(file)) in str(caught.value)


def test_a_file_is_read_into_a_path_and_with_a_byte_order_mark(tmp_path: Path) -> None:
    (tmp_path / "f.json").write_bytes(b'\xef\xbb\xbf[{"key": "a"}]')
    parsed = parse_assignments(QUERY, [f"apiToken.list:=@{tmp_path}/f.json", "apiToken.text=x"])
    assert parsed == {"apiToken": {"list": [{"key": "a"}], "text": "x"}}


def test_the_name_of_a_file_with_secrets_is_not_shown(tmp_path: Path) -> None:
    (tmp_path / "f").write_text("{")
    action = action_of({"key": {"in": "query", "secret": True}})
    with pytest.raises(InvalidAssignment, match=r"names \*\*\*, which is not valid JSON") as caught:
        parse_assignments(action, [f"key:=@{tmp_path}/f"])
    assert str(tmp_path) not in str(caught.value)


SECRETIVE = action_of(
    {
        "key": {"in": "query", "secret": True},
        "body": {
            "in": "body",
            "schema": {
                "properties": {
                    "name": {"type": "string"},
                    "password": {"type": "string", "secret": True},
                    "login": {"allOf": [{"secret": True}], "properties": {"user": {}}},
                }
            },
        },
    }
)


@pytest.mark.parametrize(
    ("word", "is_shown"),
    [
        ("body:=@x.json", True),
        ("body=@x.json", True),
        ("body.name:=@x.json", True),
        ("body.name=@x.json", True),
        ("body[:=@x.json", True),
        ("none:=@x.json", True),
        ("key:=@x.json", False),
        ("key=@x.json", False),
        ("key[:=@x.json", False),
        ("body.password:=@x.json", False),
        ("body.password=@x.json", False),
        ("body.login:=@x.json", False),
        ("body.login.user:=@x.json", False),
        ("token:=@x.json", False),
        ("body:=x.json", False),
    ],
)
def test_the_name_of_a_file_is_shown_unless_it_may_be_a_secret(
    word: str, is_shown: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("x.json").write_text("{")
    with pytest.raises(InvalidAssignment) as caught:
        parse_assignments(SECRETIVE, [word])
    assert ("x.json" in str(caught.value), "***" in str(caught.value)) == (is_shown, not is_shown)


class Input:
    def __init__(self, data: bytes) -> None:
        self.buffer = io.BytesIO(data)


def test_a_dash_is_the_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    read = Input(b'{"count": 5}')
    monkeypatch.setattr(sys, "stdin", read)
    assert parse_assignments(QUERY, ["apiToken:=@-"]) == {"apiToken": {"count": 5}}
    assert parse_assignments(RAW, ["image=@-"]) == {"image": read.buffer}
    with pytest.raises(InvalidAssignment, match="names the standard input, which is not valid JSON: Expecting value"):
        parse_assignments(QUERY, ["apiToken:=@-"])
    with closed_input() as closed:
        for stream in (None, closed):  # by the parent process (`<&-`)
            monkeypatch.setattr(sys, "stdin", stream)
            for action, word in ((RAW, "image=@-"), (QUERY, "apiToken:=@-")):
                with pytest.raises(click.UsageError, match="the standard input is closed"):
                    parse_assignments(action, [word])
