"""The schemas that editors read: what they accept is what the files of the package accept, and each key is explained."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest

from dynaclient import format_description
from dynaclient.auth.profile_rules import SCHEMA as PROFILES
from dynaclient.description.document import format_schema
from dynaclient.description.editors import addresses
from dynaclient.description.editors.schemas import description_schema, editor_schema
from dynaclient.description.keyword_advice import KNOWN, keyword_advice
from dynaclient.schema.references import LITERAL, child_shape
from dynaclient.schema.validation import Schema
from tests.support import DATA, ROOT

pytestmark = pytest.mark.uncounted

TEXT = description_schema()
DERIVED = json.loads(TEXT)
JUDGE = jsonschema_rs.Draft202012Validator(DERIVED)
"""The engine as editors have one: it reads all patterns of ECMA-262."""
OF_PROFILES = json.loads(editor_schema(json.loads(PROFILES.read_text("utf-8")), addresses.PROFILES))
CHANGES = json.loads((DATA / "format-changes.json").read_text())
EVERY_KEY = json.loads((DATA / "every-key.json").read_text())


def schemas_in(schema: Any, shape: str = "schema") -> Iterator[dict[str, Any]]:
    """Yield each schema in a schema."""
    if isinstance(schema, list):
        for item in schema:
            yield from schemas_in(item, shape)
    elif isinstance(schema, dict):
        if shape == "schema":
            yield schema
        for key, member in schema.items():
            inner = LITERAL if key == "defaultSnippets" and shape == "schema" else child_shape(shape, key)
            if inner != LITERAL:
                yield from schemas_in(member, inner)


def problems(document: Any, schema: Any = None) -> list[str]:
    """Return where a document does not satisfy the schema for descriptions, or another one."""
    judge = JUDGE if schema is None else jsonschema_rs.Draft202012Validator(schema)
    return [
        "/".join(str(step).replace("/", "~1") for step in error.instance_path) for error in judge.iter_errors(document)
    ]


# --- what it accepts -------------------------------------------------------------------------------------------------


def test_it_is_a_schema_in_the_one_layout() -> None:
    assert Schema(DERIVED, (), "2020-12").problems() == []
    assert format_description(TEXT) == TEXT
    assert DERIVED["$comment"] == addresses.comment_of(
        {key: value for key, value in DERIVED.items() if key != "$comment"}
    )


DESCRIPTIONS = [
    "api.json", "examples/acme/src/acme/api.json", "tests/data/every-key.json", "tests/data/things.json",
    "dynaclient/render/sample.json", "dynaclient/mock/control/control.json", "dynaclient/auth/oauth.json",
]  # fmt: skip


@pytest.mark.parametrize("name", DESCRIPTIONS)
def test_the_descriptions_of_this_repository_are_valid(name: str) -> None:
    assert problems(json.loads((ROOT / name).read_text("utf-8"))) == []


def changed(change: dict[str, Any]) -> Any:
    """Return the description that uses every key, with one change."""
    document = copy.deepcopy(EVERY_KEY)
    *steps, last = (step.replace("~1", "/") for step in change["at"].split("/"))
    parent: Any = document
    for step in steps:
        parent = parent[int(step)] if isinstance(parent, list) else parent[step]
    key: Any = int(last) if isinstance(parent, list) else last
    if "value" in change:
        parent[key] = change["value"]
    else:
        del parent[key]
    return document


def test_it_judges_changes_as_the_schema_of_the_package_does() -> None:
    fine = [change["at"] for change in CHANGES["fine"] if problems(changed(change))]
    found = [change["at"] for change in CHANGES["problems"] if not problems(changed(change))]
    assert (fine, found) == ([], [])


def dialect_of(schema: Any) -> Schema:
    return Schema({"schemas": {"a": schema}}, ("schemas", "a"), "2020-12")


def variants(word: str) -> Iterator[str]:
    """Yield a word with one letter too many, missing, replaced, or swapped with the next one."""
    for index in range(len(word)):
        before, after = word[:index], word[index:]
        yield from (before + after[1:], f"{before}q{after}", f"{before}q{after[1:]}")
        yield before + after[1:2] + after[:1] + after[2:]
    yield f"{word}q"


def test_misspelt_keywords_are_those_that_lint_reports() -> None:
    """Any one-letter mistake in a keyword of four letters or more is found, and `lint` finds it as well."""
    (pattern,) = (text for text in DERIVED["$defs"]["schema"]["patternProperties"] if text != "^x-")
    misspelt = re.compile(pattern)
    words = {variant: word for word in KNOWN if len(word) > 3 for variant in variants(word)}
    words = {variant: word for variant, word in words.items() if variant not in KNOWN}
    assert len(words) > 1500
    assert [variant for variant in words if not misspelt.fullmatch(variant)] == []
    assert [variant for variant in words if not list(keyword_advice(dialect_of({variant: 1})))] == []


@pytest.mark.parametrize("keyword", ["x-any", "x-tpye", "mySpecialKeyword", "label", "is", "note", "ids", "version"])
def test_other_unknown_keywords_are_allowed(keyword: str) -> None:
    document = {"dynaclient": 1, "resources": {}, "schemas": {"a": {"items": {keyword: 1}}}}
    assert problems(document) == []


SCHEMA_PROBLEMS: list[tuple[dict[str, Any], str]] = [
    ({"type": "strng"}, "type"), ({"minLenght": 1}, "minLenght"), ({"nullable": True}, "nullable"), ({"secret": "yes"}, "secret"),
    ({"file": 1}, "file"), ({"xml": {"name": 1}}, "xml/name"), ({"enumDescriptions": {"a": 1}}, "enumDescriptions/a"), ({"discriminator": {}}, "discriminator"),
    ({"properties": {"type": {"type": "x"}}}, "properties/type/type"),
]  # fmt: skip
PLACES: dict[str, Any] = {
    "schemas/a": lambda schema: {"schemas": {"a": schema}},
    "parameters/a/schema": lambda schema: {"parameters": {"a": {"in": "query", "schema": schema}}},
    "parameters/a/content/application~1json": lambda schema: {
        "parameters": {"a": {"in": "body", "content": {"application/json": schema}}}
    },
    "responses/a/schema": lambda schema: {"responses": {"a": {"schema": schema}}},
    "responses/a/events/x": lambda schema: {"responses": {"a": {"stream": "sse", "events": {"x": schema}}}},
    "responses/a/headers/h/schema": lambda schema: {"responses": {"a": {"headers": {"h": {"schema": schema}}}}},
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(("schema", "location"), SCHEMA_PROBLEMS, ids=[location for _, location in SCHEMA_PROBLEMS])
def test_problems_of_schemas_are_found_wherever_a_schema_is(place: str, schema: dict[str, Any], location: str) -> None:
    document = {"dynaclient": 1, "resources": {}, **PLACES[place](schema)}
    assert any(path.startswith(f"{place}/{location}") for path in problems(document))


# --- what it explains ------------------------------------------------------------------------------------------------


def test_each_keyword_of_a_schema_is_explained_unless_it_is_forbidden() -> None:
    keywords = DERIVED["$defs"]["schema"]["properties"]
    assert [name for name, schema in keywords.items() if "description" not in schema and schema.get("not") != {}] == []
    assert keywords.keys() >= {*KNOWN}


@pytest.mark.parametrize("schema", [DERIVED, OF_PROFILES], ids=["descriptions", "profiles"])
def test_a_reference_to_what_is_explained_has_its_own_words(schema: Any) -> None:
    """The language service of VS Code overrides keywords beside a reference with those of its target."""
    words = ("title", "description", "markdownDescription", "default", "examples", "defaultSnippets")
    assert [name for name, definition in schema["$defs"].items() if any(word in definition for word in words)] == []


def test_the_words_of_a_definition_are_at_references_without_words() -> None:
    actions = DERIVED["$defs"]["resource"]["properties"]["actions"]
    assert actions["description"].startswith("The actions of this resource")
    action = DERIVED["$defs"]["actions"]["additionalProperties"]
    assert action["description"] == format_schema()["$defs"]["action"]["description"]
    change = DERIVED["$defs"]["parameterChanges"]["additionalProperties"]["else"]
    assert change["description"] == format_schema()["$defs"]["parameter"]["description"]


@pytest.mark.parametrize("schema", [DERIVED, OF_PROFILES], ids=["descriptions", "profiles"])
def test_descriptions_with_markdown_have_it(schema: Any) -> None:
    explained = [inner for inner in schemas_in(schema) if "description" in inner]
    with_markdown = [inner for inner in explained if "markdownDescription" in inner]
    assert len(explained) > len(with_markdown) > 10
    assert [inner for inner in explained if ("`" in inner["description"]) > ("markdownDescription" in inner)] == []
    assert [inner for inner in with_markdown if inner["markdownDescription"].count("`") % 2] == []
    plain = [inner for inner in with_markdown if '{"' not in inner["description"]]
    assert plain
    assert all(inner["markdownDescription"] == inner["description"] for inner in plain)


def test_objects_in_a_description_are_code() -> None:
    words = DERIVED["$defs"]["whoami"], DERIVED["$defs"]["authScheme"]["properties"]["whoami"]
    expected = 'The action that returns who is authenticated. Example: `{"action": "me.get", "name": "/email"}`.'
    assert (words[0].get("markdownDescription"), words[1]["markdownDescription"]) == (None, expected)


def test_properties_of_conditions_and_forbidden_ones_are_not_suggested() -> None:
    path, *_ = DERIVED["$defs"]["parameter"]["allOf"]
    assert path["if"]["properties"]["in"] == {"const": "path", "doNotSuggest": True}
    assert path["then"]["properties"]["required"].get("doNotSuggest") is None
    absolute = DERIVED["$defs"]["action"]["dependentSchemas"]["absolutePath"]["properties"]["path"]
    assert (absolute["not"], absolute["doNotSuggest"]) == ({}, True)
    assert "doNotSuggest" not in DERIVED["$defs"]["parameter"]["properties"]["in"]


def filled(snippet: Any) -> Any:
    """Return a snippet as it is once its placeholders are written: the first of several, or the one that is there."""
    if isinstance(snippet, dict):
        return {filled(key): filled(value) for key, value in snippet.items()}
    if not isinstance(snippet, str):
        return snippet
    text = re.sub(
        r"\$\{\d+\|([^,|]*)[^}]*\}|\$\{\d+:([^}]*)\}|\$\d+", lambda match: match[1] or match[2] or "", snippet
    )
    return json.loads(text[1:]) if text.startswith("^") else text


def test_what_an_editor_writes_is_valid() -> None:
    (start,) = DERIVED["defaultSnippets"]
    assert problems(filled(start["body"])) == []
    for name in ("actions", "authSchemes", "parameters", "parameterChanges", "resources", "responses", "schemas"):
        site = next(inner for inner in schemas_in(DERIVED) if inner.get("$ref") == f"#/$defs/{name}")
        (snippet,) = site["defaultSnippets"]
        assert problems(filled(snippet["body"]), {"$defs": DERIVED["$defs"], "$ref": f"#/$defs/{name}"}) == []


def test_the_schema_of_profiles_is_derived_as_well() -> None:
    assert OF_PROFILES["$defs"]["profile"]["properties"]["api"]["markdownDescription"].startswith("The description")
    profile = {"api": "pets.json", "auth": {"key": {"from": "env", "name": "PETS_KEY"}}}
    assert problems({"default": "a", "profiles": {"a": profile}}, OF_PROFILES) == []
    assert problems({"profiles": {"a": {**profile, "ap": 1}}}, OF_PROFILES) == ["profiles/a"]


def test_the_files_of_the_package_have_none_of_this() -> None:
    assert "defaultSnippets" not in json.dumps(format_schema())
    assert "markdownDescription" not in PROFILES.read_text("utf-8")
