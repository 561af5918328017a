"""A part of an action by its path: how it is found, what its page has, and what an unknown path is answered with."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from dynaclient import UnknownName, load
from dynaclient.cli.program import program
from dynaclient.help.bounds import MAX_BYTES
from dynaclient.help.pages import PYTHON
from dynaclient.help.parts import part_page
from tests.support.descriptions import describe, query
from tests.support.large_actions import large

SCHEMAS: dict[str, Any] = {
    "person": {
        "type": "object", "description": "A person.", "required": ["name"],
        "properties": {"name": {"type": "string", "description": "Their name."}, "friends": {"type": "array", "items": {"$ref": "#/schemas/person"}}},
    },
    "thing": {
        "allOf": [{"type": "object", "properties": {"owner": {"$ref": "#/schemas/person"}, "@odata.type": {"const": "t"}}}],
        "properties": {
            "a": {"properties": {"b": {"type": "integer", "minimum": 1, "default": 3}}}, "a.b": {"type": "number", "description": "With a dot."},
            "size": {"enum": ["s", "m", None], "enumDescriptions": {"s": "Small."}}, "sizes": {"type": "array", "items": {"enum": [1, 2]}, "maxItems": 2},
            "tuple": {"prefixItems": [{"title": "First", "type": "string"}, {"type": "boolean"}], "items": {"type": "null"}},
            "labels": {"additionalProperties": {"type": "string", "maxLength": 9}}, "codes": {"patternProperties": {"^x": {"type": "integer"}}},
            "key": {"type": "string", "secret": True, "default": "hunter2", "examples": ["hunter2"]}, "example": {"examples": [{"a": 1}, 2, 3]},
        },
        "oneOf": [{"properties": {"kind": {"const": "x"}, "only": {"type": "boolean"}}}, {"properties": {"kind": {"const": "y"}}}],
    },
}  # fmt: skip
POST = {
    "method": "POST",
    "parameters": {
        "thing": {"in": "body", "schema": {"$ref": "#/schemas/thing"}, "description": "The thing to make."},
        "size": query({"type": "integer"}, description="How large."),
        "token": query({"type": "string", "default": "hunter2"}, secret=True),
    },
    "responses": {"200": {"schema": {"type": "object", "properties": {"items": {"type": "array", "items": {"$ref": "#/schemas/person"}}}}}, "204": {}},
}  # fmt: skip
API = load(describe({"post": POST}, schemas=SCHEMAS))


def text_of(path: str) -> str:
    return part_page(API.action("things.post"), path, PYTHON).text()


FOUND: dict[str, str] = {
    # path → the part of its page below the title
    "size": "How large.\n\nType\n    integer",
    "thing.size": 'Type\n    one of s, m, null\n\nAllowed values\n    "s"  Small.\n    "m"\n    null',
    "owner": "A person.\n\nType\n    object\n\nProperties (* required)\n    name *",
    "thing.owner.name": "Their name.\n\nType\n    string",
    "owner.friends[].friends[0].name": "Their name.\n\nType\n    string",
    "owner.friends.2.name": "Their name.\n\nType\n    string",
    "owner.friends.friends.name": "Their name.\n\nType\n    string",
    "thing.a.b": "With a dot.\n\nType\n    number",
    "a": "Type\n    object\n\nProperties (* required)\n    b  integer from 1",
    "@odata.type": 'Type\n    t\n\nAllowed values\n    "t"',
    "sizes": "Type\n    list of one of 1, 2\n\nRules\n    maxItems  2\n\nAllowed values\n    1\n    2",
    "sizes[]": "Type\n    one of 1, 2\n\nAllowed values\n    1\n    2",
    "tuple[0]": "Type\n    string",
    "tuple[1]": "Type\n    boolean",
    "tuple.9": "Type\n    null",
    "labels.any": "Type\n    string\n\nRules\n    maxLength  9",
    "codes.x1": "Type\n    integer",
    "only": "Type\n    boolean",
    "key": "Type\n    string, secret",
    "token": "Type\n    string",
    "example": 'Type\n    any\n\nExamples\n    {"a": 1}\n    2',
    "200": "Type\n    object\n\nProperties (* required)\n    items        list of object",
    "200.items[].name": "Their name.\n\nType\n    string",
}


@pytest.mark.parametrize("path", FOUND)
def test_a_part_is_found_by_its_path(path: str) -> None:
    title, _, rest = text_of(path).partition("\n\n")
    assert title == f"things.post: {path}"
    assert rest.startswith(FOUND[path])
    assert "hunter2" not in rest


def test_what_the_schemas_of_a_part_have_in_common_is_shown_once() -> None:
    assert "kind" in text_of("thing")
    assert text_of("kind").split("\n\n")[1:] == ["Type\n    x", 'Allowed values\n    "x"']


UNKNOWN: dict[str, str] = {
    "sise": "things.post has no part 'sise'; did you mean size or sizes?",
    "qqqq": "things.post has no part 'qqqq'; things.post has size, token, thing, 200, a, a.b, sizes, ",
    "thing.ownr": "things.post has no part 'thing.ownr'; did you mean thing.owner?",
    "owner.frends[].x": "things.post has no part 'owner.frends[].x'; did you mean owner.friends?",
    "owner.zzz": "things.post has no part 'owner.zzz'; owner has name, friends",
    "size.x": "things.post has no part 'size.x'",
    "size[]": "things.post has no part 'size[]'",
    "thing.": "things.post has no part 'thing.'; thing has ",
    "thing[": "things.post has no part 'thing['; thing has ",
    "[0]": "things.post has no part '[0]'; things.post has size, ",
    "204": "things.post has no part '204'; ",
    "\u202ex": "things.post has no part '\\u202ex'; ",
    "owner" + ".friends" * 100: "things.post has no part 'owner.friends.friends",
}


@pytest.mark.parametrize("path", UNKNOWN)
def test_an_unknown_path_is_an_error_with_similar_ones(path: str) -> None:
    with pytest.raises(UnknownName) as caught:
        text_of(path)
    assert str(caught.value).startswith(UNKNOWN[path])
    assert caught.value.name == path


def test_an_action_without_a_body_has_the_parts_of_its_parameters() -> None:
    action = load(describe({"get": {"method": "GET", "parameters": {"n": query({"type": "null"})}}})).action(
        "things.get"
    )
    assert "null" in part_page(action, "n", PYTHON).text()
    with pytest.raises(UnknownName, match="things.get has no part 'x'; things.get has n"):
        part_page(action, "x", PYTHON)


@pytest.mark.uncounted
@pytest.mark.parametrize(
    ("case", "path", "ends"),
    [
        ("properties", "thing", "    Further properties: property0149, property0150, "),
        ("allowed values", "kind", "    And 850 more."),
        ("long values", "kind", "    And 80 more."),
        ("levels", "thing.deep.deep", "    Shown in part; for the rest:\n"),
        ("everything", "thing", "    Shown in part; for the rest:\n"),
        ("everything", "200", "    Shown in part; for the rest:\n"),
        ("wide properties", "thing", ""),
        ("alternatives", "thing", ""),
    ],
)
def test_the_page_of_a_part_has_an_end(case: str, path: str, ends: str, tmp_path: Path) -> None:
    file = tmp_path / "api.json"
    file.write_text(json.dumps(large(case)), "utf-8")
    done = CliRunner().invoke(
        program, ["--api", str(file), "describe", "things.post", "--path", path], prog_name="dynaclient"
    )
    assert done.exit_code == 0
    assert done.stdout.startswith(f"things.post: {path}\n")
    assert ends in done.stdout
    assert len(done.stdout.encode()) <= MAX_BYTES + 1


def test_the_path_to_more_leads_to_what_is_not_shown() -> None:
    nested = load(large("levels")).action("things.post")
    found: list[str] = []
    wording = _with_recorded_paths(found)
    part_page(nested, "thing", wording)
    assert found == ["thing.deep"]
    assert part_page(nested, found[0], wording).title == "things.post: thing.deep"
    assert found[-1] == "thing.deep.deep"


def _with_recorded_paths(found: list[str]) -> Any:
    from dynaclient.records import replace

    def part(_action: str, path: str) -> str:
        found.append(path)
        return path

    return replace(PYTHON, part=part)


def test_describe_names_an_unknown_part() -> None:
    done = CliRunner().invoke(program, ["describe", "devices.post", "--path", "device.atributes"])
    assert (done.exit_code, done.stderr) == (
        2, "dynaclient: devices.post has no part 'device.atributes'; did you mean device.attributes? [unknown-name]\n",
    )  # fmt: skip
