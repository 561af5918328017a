"""What values of an `enum` and scopes mean: read from each format, shown wherever people look, and written again."""

from __future__ import annotations

import json
from typing import Any

import pytest

from dynaclient import lint, load, to_openapi
from dynaclient.cli.completion.candidates import _paths, _values
from dynaclient.description.diff.changes import differences
from dynaclient.formats.lazy import plain
from dynaclient.help.pages import action_page
from dynaclient.render.docs import pages
from dynaclient.render.stubs import stubs
from dynaclient.schema.outline import MAX_CHOICES, outline
from tests.formats.test_discovery import discovery, method
from tests.support.descriptions import action, describe, query
from tests.support.openapi_documents import OK, openapi, operation, swagger, translation_of

TEXTS = {"asc": "The oldest first.", "desc": "The newest first."}
LISTED = list(TEXTS.values())
CHOICES = {"type": "string", "enum": ["asc", "desc"]}
NAMED = [{"const": value, "description": text} for value, text in TEXTS.items()]

SCHEMAS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    # what the source has: the schema, and what the description has
    "a list": (CHOICES | {"x-enum-descriptions": LISTED}, CHOICES | {"enumDescriptions": TEXTS}),
    "a list in one word": (CHOICES | {"x-enumDescriptions": LISTED}, CHOICES | {"enumDescriptions": TEXTS}),
    "an object": (CHOICES | {"x-enumDescriptions": TEXTS | {"x": "?", "asc": " The oldest first. "}}, CHOICES | {"enumDescriptions": TEXTS}),
    "a shorter list": (CHOICES | {"x-enum-descriptions": LISTED[:1]}, CHOICES | {"enumDescriptions": {"asc": LISTED[0]}}),
    "a longer list": (CHOICES | {"x-enum-descriptions": [*LISTED, "?"]}, CHOICES | {"enumDescriptions": TEXTS}),
    "nothing": (CHOICES | {"x-enum-descriptions": ["", None]}, CHOICES),
    "something else": (CHOICES | {"x-enum-descriptions": 5}, CHOICES),
    "numbers": (
        {"enum": [1, 2.5, None, True], "x-enum-descriptions": ["One.", "Two.", "None.", "Yes."]},
        {"enum": [1, 2.5, None, True], "enumDescriptions": {"1": "One.", "2.5": "Two.", "null": "None.", "true": "Yes."}},
    ),
    "without values": ({"type": "string", "x-enum-descriptions": LISTED}, {"type": "string", "x-enum-descriptions": LISTED}),
    "Azure": (
        CHOICES | {"x-ms-enum": {"values": [*({"value": key, "description": text} for key, text in TEXTS.items()), {"name": "a"}]}},
        CHOICES | {"enumDescriptions": TEXTS},
    ),
    "alternatives": ({"type": "string", "oneOf": NAMED}, CHOICES | {"enumDescriptions": TEXTS}),
    "alternatives with titles": (
        {"anyOf": [{"const": 1, "title": "One", "type": "integer"}, {"const": 2}]}, {"enum": [1, 2], "enumDescriptions": {"1": "One"}},
    ),
    "a deprecated alternative": (
        {"oneOf": [NAMED[0], {"const": "b", "deprecated": True}, {"const": "c", "deprecated": True, "title": "Deprecated: a"}]},
        {"enum": ["asc", "b", "c"], "enumDescriptions": {"asc": LISTED[0], "b": "Deprecated.", "c": "Deprecated: a"}},
    ),
    "alternatives without texts": ({"oneOf": [{"const": 1}, {"const": 2}]}, {"oneOf": [{"const": 1}, {"const": 2}]}),
    "alternatives that are more": (
        {"oneOf": [NAMED[0], {"const": 1, "minimum": 1}]}, {"oneOf": [NAMED[0], {"const": 1, "minimum": 1}]},
    ),
    "an alternative without a value": ({"oneOf": [NAMED[0], {"type": "null"}]}, {"oneOf": [NAMED[0], {"type": "null"}]}),
    "an alternative of another type": (
        {"oneOf": [NAMED[0], {"const": "a", "type": "integer"}]}, {"oneOf": [NAMED[0], {"const": "a", "type": "integer"}]},
    ),
    "the same twice": ({"anyOf": [NAMED[0], NAMED[0]]}, {"anyOf": [NAMED[0], NAMED[0]]}),
    "values beside alternatives": (CHOICES | {"anyOf": NAMED}, CHOICES | {"anyOf": NAMED}),
}  # fmt: skip


@pytest.mark.parametrize("name", SCHEMAS)
def test_texts_of_values_are_carried_over(name: str) -> None:
    source, expected = SCHEMAS[name]
    document = openapi({"/things": {"get": operation()}}, "3.1.0", components={"schemas": {"s": source}})
    found = plain(translation_of(document).document["schemas"]["s"])
    assert {key: value for key, value in found.items() if key != "x-ms-enum"} == {
        key: value for key, value in expected.items() if key != "x-ms-enum"
    }


@pytest.mark.parametrize("name", SCHEMAS)
def test_they_are_exported_and_imported_again(name: str) -> None:
    _, schema = SCHEMAS[name]
    api = load(describe({"get": action()}, schemas={"s": schema}))
    again = load(to_openapi(api))
    assert again.schema_at(("schemas", "s")).get_keyword("enumDescriptions") == schema.get("enumDescriptions")


def test_values_of_discovery_may_be_deprecated() -> None:
    schema = {"type": "string", "enum": ["a", "b"], "enumDescriptions": ["A.", ""], "enumDeprecated": [False, True]}
    document = translation_of(
        discovery(
            schemas={
                "S": schema,
                "T": {"type": "integer", "enum": ["x"], "enumDescriptions": ["X"]},
                "U": {"enum": ["x"], "enumDescriptions": [""]},
            }
        )
    ).document
    assert plain(document["schemas"]["S"])["enumDescriptions"] == {"a": "A.", "b": "Deprecated."}
    assert plain(document["schemas"]["T"]) == {"type": "integer"}
    assert plain(document["schemas"]["U"]) == {"enum": ["x"]}


SCHEMA = CHOICES | {"enumDescriptions": TEXTS}
API = load(
    describe(
        {
            "list": action({"order": query(SCHEMA), "orders": query({"type": "array", "items": {"$ref": "#/schemas/order"}})}),
            "create": {
                "method": "POST",
                "parameters": {"body": {"in": "body", "spread": True, "schema": {"properties": {"order": {"$ref": "#/schemas/order"}}}}},
            },
        },
        schemas={"order": SCHEMA},
    )
)  # fmt: skip


def test_they_are_in_help() -> None:
    text = action_page(API.action("things.list")).text()
    assert text.count("`asc` The oldest first.; `desc` The newest first.") + text.count("asc The oldest first.") >= 1
    body = action_page(API.action("things.create")).text()
    assert [line.split() for line in body.splitlines() if "The newest" in line] == [["desc", "The", "newest", "first."]]


def test_only_the_first_ones_of_many_are_in_help() -> None:
    texts = {f"v{number}": "Text." for number in range(MAX_CHOICES + 3)}
    lines = outline({"properties": {"a": {"enum": list(texts), "enumDescriptions": texts}}}).splitlines()
    assert (len(lines), lines[-1].split()) == (MAX_CHOICES + 2, ["…", "and", "3", "more"])


def test_they_are_in_the_documentation() -> None:
    page = "\n".join(pages(API).values())
    assert "`asc` (The oldest first.), `desc` (The newest first.)" in page


def test_they_are_in_docstrings_of_stubs() -> None:
    source = "\n".join(stubs(API).values())
    assert source.count("asc: The oldest first.") >= 3


def test_they_are_in_completion() -> None:
    for name, path in (("things.list", "order"), ("things.create", "order"), ("things.create", "body.order")):
        items = list(_values(API.action(name), path, ""))
        assert [(item.value, item.help) for item in items] == [
            (f"{path}={value}", text) for value, text in TEXTS.items()
        ]


@pytest.mark.parametrize(
    ("texts", "message", "suggestion"),
    [
        (["a"], "expected an object of strings", "what it means"),
        ({"asc": 5}, "expected an object of strings", "what it means"),
        ({"ascc": "A."}, "the `enum` of the schema does not have 'ascc'", "did you mean asc?"),
        ({"x": "A."}, "the `enum` of the schema does not have 'x'", "remove its description"),
    ],
)
def test_lint_says_what_is_not_read(texts: Any, message: str, suggestion: str) -> None:
    (problem,) = lint(describe({"get": action({"q": query(CHOICES | {"enumDescriptions": texts})})}))
    assert message in problem.message
    assert suggestion in problem.suggestion


def test_what_is_not_read_is_not_shown() -> None:
    for texts in (["a"], {"asc": 5}, {"asc": " "}):
        api = load(describe({"get": action({"q": query(CHOICES | {"enumDescriptions": texts})})}))
        assert "Values" not in action_page(api.action("things.get")).text()


def test_texts_without_values_are_reported() -> None:
    (problem,) = lint(describe({"get": action({"q": query({"enumDescriptions": {"a": "A."}})})}))
    assert (problem.pointer or "").endswith("/schema/enumDescriptions/a")


# --- scopes ----------------------------------------------------------------------------------------------------------

SCOPES = {"read": "Read everything.", "write": "Change everything."}
FLOW = {
    "authorizationUrl": "https://a.example",
    "tokenUrl": "https://a.example",
    "scopes": SCOPES | {"none": "", "a b": "No scope."},
}
DOCUMENTS: dict[str, Any] = {
    "OpenAPI": openapi(
        {"/things": {"get": {"responses": OK, "security": [{"o": ["read", "write"]}]}}},
        components={"securitySchemes": {"o": {"type": "oauth2", "flows": {"authorizationCode": FLOW, "x-a": 1}}}},
    ),
    "Swagger": swagger(
        {"/things": {"get": {"responses": OK, "security": [{"o": ["read", "write"]}]}}},
        securityDefinitions={"o": {"type": "oauth2", "flow": "accessCode", **FLOW}},
    ),
    "Discovery": discovery(
        {"list": method(scopes=["read", "write"])},
        auth={"oauth2": {"scopes": {scope: {"description": text} for scope, text in SCOPES.items()} | {"none": {}}}},
    ),
    "our own": describe(
        {"list": action(scopes=["read", {"all": ["write"]}])}, scopes={"descriptions": SCOPES}, auth={"o": {"type": "bearer"}}
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", DOCUMENTS)
def test_what_scopes_allow_is_shown_and_exported(name: str) -> None:
    api = load(DOCUMENTS[name])
    again = load(json.loads(json.dumps(to_openapi(api))))
    for one in (api, again):
        assert lint(one) == []
        (listed,) = one.actions.values()
        assert listed.scope_descriptions == SCOPES
        text = action_page(listed).text()
        page = "\n".join(pages(one).values())
        for scope, about in SCOPES.items():
            assert any(line.split()[:1] == [scope] and about in line for line in text.splitlines())
            assert f"- `{scope}`: {about}" in page


@pytest.mark.parametrize(
    "scopes", [{"descriptions": {"read": 5}}, {"descriptions": []}, {"descriptions": {"$ref": "#/none"}}]
)
def test_what_scopes_allow_is_left_out_where_it_cannot_be_read(scopes: Any) -> None:
    description = describe({"list": action()}, scopes=scopes)
    assert load(description).action("things.list").scope_descriptions == {}
    assert [(problem.pointer or "").startswith("/scopes/descriptions") for problem in lint(description)] == [True]


def test_a_change_of_them_is_safe() -> None:
    old = describe({"list": action({"q": query(SCHEMA)})}, scopes={"descriptions": {"a": "A."}})
    new = describe(
        {"list": action({"q": query(SCHEMA | {"enumDescriptions": {"asc": "B."}})})},
        scopes={"descriptions": {"a": "B."}},
    )
    found = [(change.severity, change.pointer) for change in differences(load(old), load(new), texts=True)]
    assert ("safe", "/scopes/descriptions") in found
    assert {level for level, _ in found} == {"safe"}


# --- a whole query ---------------------------------------------------------------------------------------------------


def test_it_is_seen_that_a_parameter_is_the_whole_query() -> None:
    media = "application/x-www-form-urlencoded"
    whole = {"in": "query", "content": {media: {"type": "object", "properties": {"a": {"enum": ["b"]}}}}}
    api = load(describe({"list": action({"q": whole})}))
    listed = api.action("things.list")
    assert f"the whole query, `{media}`" in " ".join(action_page(listed).text().split())
    assert f"It is the whole query, as `{media}`." in "\n".join(pages(api).values())
    assert "q: the whole query" in "\n".join(stubs(api).values())
    assert [item.value for item in _paths(listed, "q.", set())] == ["q.a="]
    assert [item.value for item in _values(listed, "q.a", "")] == ["q.a=b"]
