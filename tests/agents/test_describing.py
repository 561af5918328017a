"""What an agent reads about actions and resources: that it is complete, short, in JSON's words, and safe to read."""

from __future__ import annotations

import json
import re
from base64 import b64decode
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from dynaclient import Action, Api, DescriptionError, UnknownName, load
from dynaclient.agents.cleaning import one_line, visible
from dynaclient.agents.describing import describe, describe_action
from dynaclient.agents.examples import FILES
from dynaclient.agents.lines import action_line, may_overwrite
from dynaclient.call.arguments import validate_argument
from dynaclient.help.bounds import MAX_BYTES
from tests.support.descriptions import action, query
from tests.support.descriptions import describe as description
from tests.support.hostile_texts import PAYLOADS, planted
from tests.support.large_actions import LARGE, WIDE, large
from tests.support.large_apis import LARGE_APIS, load_large_api

BUNDLED = load()
PYTHON = re.compile(r"client\.[a-z]|with_options|headers=|\bNone\b|\bdict\b|\bTrue\b|\s--[a-z]|dynaclient")
"""Words of Python and of the command line."""


def page(parameters: Any = None, method: str = "GET", **more: Any) -> str:
    """Return the page of an action with these parameters."""
    described = {**action(parameters, **more), "method": method}
    return describe_action(load(description({"act": described})).action("things.act"))


def section(text: str, title: str) -> str:
    """Return what is in the section with a title."""
    (found,) = [part for part in text.split("\n\n") if part.startswith(f"{title}\n")]
    return found.partition("\n")[2]


def example_of(text: str) -> tuple[dict[str, Any], str]:
    """Return the example on a page, and what is to be filled in."""
    line, _, rest = section(text, "Arguments, for example").partition("\n")
    return json.loads(line), rest.strip()


# --- an action -------------------------------------------------------------------------------------------------------


def test_the_page_of_an_action_has_what_a_call_needs() -> None:
    text = describe(BUNDLED, "devices.get")
    titles = [part.partition("\n")[0] for part in text.split("\n\n")]
    assert titles == [
        "devices.get: GET /applications/{applicationId}/devices", "Only reads. The response has pages.",
        "Arguments, for example", "Arguments", "Scopes (any one of these)", "Responses", "Response 200", "Pagination", "More",
    ]  # fmt: skip
    assert example_of(text) == ({"applicationId": "575ec8687ae143cd83dc4a97"}, "")
    assert "    applicationId          string like /^[A-Fa-f0-9]{24}$/; required" in text
    assert "Common parameters: losantdomain, _actions" in text
    assert "`cursor` and `max_items`, arguments of the tool `read`, fetch further pages by page number" in text
    assert section(text, "Response 200").startswith("    items          list of object")


def test_the_page_of_a_write_has_the_outline_of_the_body() -> None:
    text = describe(BUNDLED, "devices.post")
    assert section(text, "Body: device (Device Post)").startswith("    name * ")
    assert example_of(text)[0]["device"] == {"name": "My New Device"}
    assert text.splitlines()[-1] == (
        '    Shown in part: call `describe` with action "devices.post" and a path such as "device" for the rest.'
    )


EFFECTS: dict[str, tuple[dict[str, Any], str]] = {
    "a read": ({}, "Only reads."),
    "a POST": ({"method": "POST"}, "Changes data."),
    "a POST that reads": ({"method": "POST", "readonly": True}, "Only reads."),
    "a GET that writes": ({"readonly": False}, "Changes data, and may overwrite it."),
    "a PUT": ({"method": "PUT"}, "Changes data, and may overwrite it."),
    "a DELETE": ({"method": "DELETE"}, "Changes data, and may remove it."),
    "a stream": ({"responses": {"200": {"stream": "sse"}}}, "Only reads. The response is a stream."),
    "a file": (
        {"method": "PUT", "parameters": {"f": {"in": "body", "schema": {"file": True}}}},
        f"Changes data, and may overwrite it. {FILES}",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", EFFECTS)
def test_what_an_action_does_to_data_is_the_first_sentence(case: str) -> None:
    described, sentence = EFFECTS[case]
    assert page(**described).split("\n\n")[1].replace("\n", " ") == sentence


@pytest.mark.parametrize("name", ["bytes", "list"])
def test_a_file_in_an_example_is_base64(name: str) -> None:
    schema = {"file": True} if name == "bytes" else {"type": "array", "items": {"file": True}}
    example, _ = example_of(page({"f": {"in": "part", "required": True, "schema": schema}}, "POST"))
    data = example["f"] if name == "bytes" else example["f"][0]
    assert b64decode(data["base64"]) == b"content of the file"


def test_a_file_inside_a_body_is_to_be_filled_in() -> None:
    schema = {"type": "object", "required": ["f"], "properties": {"f": {"file": True}}}
    body = {"in": "body", "required": True, "content": {"multipart/form-data": schema}}
    assert example_of(page({"b": body}, "POST")) == ({}, "To be filled in: b")


def test_what_has_no_example_is_to_be_filled_in() -> None:
    never = {"type": "string", "pattern": "^a$", "minLength": 2}
    long = {"in": "body", "schema": {"type": "string"}, "required": True, "example": "x" * 3000}
    text = page({"never": query(never, required=True), "n": query({"const": 5}, required=True), "long": long}, "POST")
    assert example_of(text) == ({"n": 5}, "To be filled in: never, long")


def test_an_example_has_the_type_that_is_described() -> None:
    numbers = {name: query({"type": name}, example=5, required=True) for name in ("string", "integer")}
    assert example_of(page(numbers)) == ({"string": "5", "integer": 5}, "")


def test_an_example_has_escapes_for_what_cannot_be_seen() -> None:
    text = page({"q": query({"const": "a\u200b\u202eé"}, required=True)})
    assert '{"q": "a\\u200b\\u202e\\u00e9"}' in text
    assert '{"q": "é"}' in page({"q": query({"const": "é"}, required=True)})


def test_all_media_types_but_the_first_are_left_out() -> None:
    body = {"in": "body", "content": {"text/plain": {"type": "string"}, "application/json": {}}}
    assert section(page({"b": body}, "POST"), "Body: b (string)") == "    Sent as text/plain"


def test_members_of_a_body_are_no_arguments() -> None:
    body = {"in": "body", "spread": True, "schema": {"type": "object", "properties": {"name": {"type": "string"}}}}
    assert "Its members" not in page({"b": body}, "POST")


def test_a_part_of_an_action_is_described_by_its_path() -> None:
    text = describe(BUNDLED, "devices.post", path="device.attributes")
    assert text.startswith("devices.post: device.attributes\n\nValues that the device is to be able to report.")
    with pytest.raises(UnknownName, match="did you mean device.attributes"):
        describe(BUNDLED, "devices.post", path="device.atributes")


@pytest.mark.uncounted
@pytest.mark.parametrize("case", LARGE)
def test_a_page_has_at_most_8_kib_and_says_if_it_is_cut(case: str) -> None:
    api = load(large(case))
    described = api.action("things.post")
    text = describe_action(described)
    _check(described, text)
    parts = [status for status, response in described.responses.items() if response.schema is not None][:1]
    parts += [name for name in described.parameters if len(name) < 1000]
    is_cut = case not in ("an example", "media types")  # a short page can have all that is described of these
    assert ("path such as" in text.splitlines()[-1]) == (bool(parts) and is_cut)
    for path in parts:
        assert len(describe_action(described, path=path).encode()) <= MAX_BYTES


@pytest.mark.parametrize("kind", PAYLOADS)
def test_no_text_of_a_description_acts_on_its_reader(kind: str) -> None:
    api = load(planted(kind))
    texts = [describe(api, name) for name in (*api.actions, *api.all_resources)]
    texts += [action_line(api.action(name)) for name in api.actions]
    assert [character for text in texts for character in text.replace("\n", "") if not character.isprintable()] == []


def _check(described: Action, text: str) -> None:
    """Check what holds for the page of any action."""
    assert text.startswith(described.name[:600])
    assert len(text.encode()) <= MAX_BYTES
    assert all(character.isprintable() for character in text.replace("\n", ""))
    example, missing = example_of(text)
    required = {parameter.name for parameter in described.parameters.values() if parameter.required}
    assert required == example.keys() | set(missing.removeprefix("To be filled in: ").split(", ")) - {""}
    for name, value in example.items():
        parameter = described.parameters[name]
        assert validate_argument(described, parameter, _decoded(parameter.schema.has_files, value))[1] == []


def _decoded(is_file: bool, value: Any) -> Any:
    if not is_file:
        return value
    return b64decode(value["base64"]) if isinstance(value, dict) else [b64decode(item["base64"]) for item in value]


NAMES = list(BUNDLED.actions)


@pytest.mark.parametrize("name", NAMES[::20])
def test_the_page_of_an_action_is_short_and_its_example_valid(name: str) -> None:
    _check_actions(BUNDLED, [name])


@pytest.mark.full
@pytest.mark.uncounted
@pytest.mark.parametrize("name", LARGE_APIS)
def test_the_pages_of_all_actions_are_short_and_their_examples_valid(name: str, tmp_path: Path) -> None:
    api = load_large_api(name, tmp_path)
    _check_actions(api, api.actions)


def _check_actions(api: Api, names: Iterable[str]) -> None:
    for name in names:
        described = api.action(name)
        text = describe_action(described, common=api.common)
        _check(described, text)
        if api is BUNDLED:
            assert PYTHON.findall(text) == []
        if "path such as" in text:
            path = text.splitlines()[-1].split('"')[3]
            assert len(describe_action(described, path=path).encode()) <= MAX_BYTES


# --- a resource ------------------------------------------------------------------------------------------------------


def test_the_page_of_a_resource_lists_its_actions() -> None:
    lines = describe(BUNDLED, "flows").splitlines()
    assert lines[0].startswith("flows: The workflows of an application")
    assert [line.partition("(")[0] for line in lines[1:]] == [
        f"flows.{key}" for key in BUNDLED.resource("flows").action_names
    ]


MANY = load(
    description(
        {f"act{number:04}": action(summary=f"{WIDE} {number}") for number in range(500)},
        {"resources": {f"r{number}": {"actions": {}} for number in range(900)}},
    )
)


def test_all_actions_of_a_large_resource_are_listed_page_after_page() -> None:
    listed: list[str] = []
    path = ""
    while True:
        text = describe(MANY, "things", path=path)
        assert len(text.encode()) <= MAX_BYTES
        lines = text.splitlines()
        assert lines[1].startswith("Resources in it: things.r0, things.r1")
        listed += [line.partition("(")[0] for line in lines if line.startswith("things.act")]
        if not lines[-1].startswith("…"):
            break
        more, _, how = lines[-1].removeprefix("… and ").partition(" more: ")
        path = how.split('"')[3]
        assert int(more) == 500 - len(listed)
        assert how.endswith('or `find` with resource "things".')
    assert listed == [f"things.act{number:04}" for number in range(500)]


@pytest.mark.parametrize("path", ["0", "501", "x", "-1", "²", "9" * 5000])
def test_a_resource_has_no_other_parts(path: str) -> None:
    with pytest.raises(UnknownName, match="a path is the number of an action here, from 1 to 500"):
        describe(MANY, "things", path=path)


def test_an_action_with_problems_is_listed() -> None:
    api = load(description({"get": action(), "bad": {"path": "x"}}))
    assert describe(api, "things").splitlines() == [
        "things", "things.get() GET", "things.bad: cannot be called, its description has problems",
    ]  # fmt: skip
    with pytest.raises(DescriptionError):
        describe(api, "things.bad")


def test_an_unknown_name_is_an_error_with_actions_and_resources() -> None:
    with pytest.raises(UnknownName, match=r"No action or resource 'device\.gett'; did you mean device\.get"):
        describe(BUNDLED, "device.gett")
    with pytest.raises(UnknownName, match=r"No action or resource 'fowls'; did you mean flows"):
        describe(BUNDLED, "fowls")


# --- lines -----------------------------------------------------------------------------------------------------------

LINES: dict[str, tuple[dict[str, Any], str]] = {
    "a read": ({"description": "Gets it. All of it."}, "things.get() GET: Gets it."),
    "a read without a text": ({}, "things.get() GET"),
    "a write": ({"method": "POST", "summary": "Make it"}, "things.get() POST: Make it [writes]"),
    "a removal": ({"method": "DELETE"}, "things.get() DELETE [writes] [destroys]"),
    "a list": ({"paginate": {"style": "link", "next": "/n", "items": "/i"}}, "things.get() GET [pages]"),
    "a stream": ({"responses": {"200": {"stream": "sse"}}}, "things.get() GET [streams]"),
    "deprecated": ({"deprecated": "Use\nit"}, "things.get() GET [deprecated]"),
    "required arguments": (
        {"parameters": {"b": query(), "a": query(required=True), "c": query(required=True)}}, "things.get(a, c) GET",
    ),
    "many required arguments": (
        {"parameters": {f"argument{number}": query(required=True) for number in range(9)}},
        "things.get(argument0, argument1, argument2, argument3, argument4, …) GET",
    ),
    "a forged mark": ({"summary": "All [reads]\x1b[2J\nyes"}, "things.get() GET: All (reads)(2J yes"),
    "hidden characters": ({"summary": "a\u202eb\u200bc\u2060\ufeffd\U000e0041\U000e0102\ufe0f\u3164e\xa0f"}, "things.get() GET: abcde f"),
}  # fmt: skip


@pytest.mark.parametrize("case", LINES)
def test_an_action_has_a_line(case: str) -> None:
    described, line = LINES[case]
    api = load(description({"get": {**action(), **described}}))
    assert action_line(api.action("things.get")) == line


@pytest.mark.parametrize("summary", ["x" * 500, WIDE, "word " * 100, "é" * 300])
def test_a_line_has_at_most_200_bytes(summary: str) -> None:
    line = action_line(load(description({"delete": {"method": "DELETE", "summary": summary}})).action("things.delete"))
    assert 190 <= len(line.encode()) <= 200
    assert line.endswith("… [writes] [destroys]")


def test_a_line_has_the_whole_name_of_an_action() -> None:
    long = load(description({"a" * 300: action(summary="Gets.")}))
    assert action_line(long.action(f"things.{'a' * 300}")) == f"things.{'a' * 300}() GET"


@pytest.mark.parametrize(
    ("method", "readonly", "overwrites"),
    [("GET", True, False), ("GET", False, True), ("POST", False, False), ("POST", True, False), ("PUT", False, True),
     ("PATCH", False, True), ("DELETE", False, True)],
)  # fmt: skip
def test_what_is_more_than_an_addition_may_overwrite(method: str, readonly: bool, overwrites: bool) -> None:
    described = load(description({"act": {"method": method, "readonly": readonly}})).action("things.act")
    assert may_overwrite(described) is overwrites


@pytest.mark.parametrize(
    ("text", "shown"),
    [("plain", "plain"), ("é漢", "é漢"), ("a\tb\r\nc\u2028d", "a b  c d"), ("a\x00\x1b\x9b", "a"), ("\u061ca\u200f", "a"), ("\ud800a", "a")],
)  # fmt: skip
def test_what_cannot_be_seen_is_left_out(text: str, shown: str) -> None:
    assert visible(text) == shown
    assert one_line(text, 3) == one_line(shown, 3)
