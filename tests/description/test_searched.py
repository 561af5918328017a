"""What actions are found by is read without building or translating them, and whatever is wrong with one of them."""

from __future__ import annotations

from typing import Any

import pytest

from dynaclient import Api, load
from dynaclient.description import stored
from dynaclient.description.search import Entry, words_of
from dynaclient.description.searched import MAX_SEARCHED, search_entries
from dynaclient.formats import actions, discovery_actions
from dynaclient.formats.lazy import plain
from tests.support.descriptions import action, client_of, describe
from tests.support.openapi_documents import openapi, operation, swagger, translation_of

PET = {"$ref": "#/components/schemas/Pet"}
OPENAPI = openapi(
    {
        "/pets/{pet-id}": {
            "parameters": [{"$ref": "#/components/parameters/petId"}],
            "get": operation(
                {"name": "pageSize", "in": "query", "schema": {"type": "integer"}},
                operationId="pets/get", summary=" Get a pet ", description="It has fur.\n\nOr not. ",
                responses={"200": {"description": "ok", "content": {"application/json": {"schema": PET}}}},
            ),
            "put": operation(
                operationId="pets/replace", description="Replaces a pet. At once.", tags=["pets", "animals"],
                requestBody={"content": {"application/json": {"schema": PET}}},
            ),
            "delete": operation(operationId="pets/delete", responses=None, parameters=None),
        },
        "/pets": {
            "get": operation(
                operationId="pets/list",
                responses={
                    "200": {"description": "ok", "content": {"application/json": {"schema": {"type": "array", "items": PET}}}},
                    "404": {"description": "none", "content": {"application/json": {"schema": {"$ref": "#/x/Problem"}}}},
                },
            ),
        },
    },
    tags=[{"name": "pets", "description": "Cats and dogs."}],
    components={
        "parameters": {"petId": {"name": "pet-id", "in": "path", "required": True, "schema": {"type": "string"}}},
        "schemas": {"Pet": {"type": "object"}},
    },
)  # fmt: skip
SWAGGER = swagger(
    {
        "/pets": {
            "post": operation(
                {"name": "pet", "in": "body", "schema": {"$ref": "#/definitions/Pet"}},
                operationId="pets/add",
                responses={"201": {"description": "ok", "schema": {"$ref": "#/definitions/Pet"}}},
            )
        }
    },
    definitions={"Pet": {"type": "object"}},
)
DISCOVERY: dict[str, Any] = {
    "kind": "discovery#restDescription", "discoveryVersion": "v1", "protocol": "rest", "name": "zoo", "version": "v1",
    "rootUrl": "https://api.example.com/", "servicePath": "v1/", "schemas": {"Pet": {"id": "Pet", "type": "object"}},
    "resources": {
        "pets": {
            "methods": {
                "insert": {
                    "id": "zoo.pets.insert", "httpMethod": "POST", "path": "pets", "description": " Adds a pet. ",
                    "parameters": {"pageSize": {"type": "string", "location": "query"}},
                    "request": {"$ref": "Pet"}, "response": {"$ref": "Pet"},
                },
                "ping": {"id": "zoo.pets.ping", "httpMethod": "GET", "path": "ping"},
            }
        }
    },
}  # fmt: skip
DOCUMENTS = {"OpenAPI": OPENAPI, "Swagger": SWAGGER, "Discovery": DISCOVERY}


def entries_of(document: Any) -> list[Entry]:
    api = document if isinstance(document, Api) else Api(document)
    return [
        entry
        for resource in api.all_resources.values()
        for entry in search_entries(api.document, resource.name, resource.levels)
    ]


def words_in(entry: Entry) -> set[str]:
    literal = [segment for segment in entry.path.split("/") if "{" not in segment]
    return set(words_of(" ".join([entry.method, entry.summary, entry.description, *literal, *entry.further])))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_translated_action_has_the_words_that_it_had_before(name: str) -> None:
    found, translated = (
        {entry.name: words_in(entry) for entry in entries_of(document)}
        for document in (translation_of(DOCUMENTS[name]).document, plain(translation_of(DOCUMENTS[name]).document))
    )
    assert found.keys() == translated.keys()
    assert {key: found[key] ^ translated[key] - {"body"} for key in found} == {key: set() for key in found}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_kept_translation_is_found_by_the_same(name: str) -> None:
    document = translation_of(DOCUMENTS[name]).document
    kept = stored.read_facts(stored.to_bytes(document, dict))
    assert kept is not None
    assert [tuple(map(plain, entry)) for entry in entries_of(kept[1]())] == list(map(tuple, entries_of(document)))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_nothing_is_translated_for_a_search(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def translate(*_: Any) -> Any:
        pytest.fail("an action is translated")

    for module in (actions, discovery_actions):
        monkeypatch.setattr(module.ActionTranslator, "translate", translate)
    assert Api(translation_of(DOCUMENTS[name]).document).search("pet")[0].startswith("pets.")


SOURCES = {
    "a name": ("pet id", "pets.get"), "a summary": ("get a pet", "pets.get"), "a description": ("fur", "pets.get"),
    "a parameter": ("page size", "pets.get"), "a tag": ("animals", "pets.replace"), "a resource": ("cats", "pets.get"),
    "a method": ("drop", "pets.delete"),
}  # fmt: skip


@pytest.mark.parametrize("where", SOURCES)
def test_an_operation_is_found_by(where: str) -> None:
    text, name = SOURCES[where]
    assert name in load(OPENAPI).search(text)


PROBLEMS: dict[str, Any] = {
    "no object": True, "null": None, "a list": [], "a string": "x", "a method that is a number": {"method": 5},
    "a summary that is an object": {"summary": {}}, "a path that is a list": {"path": ["x"]},
    "a tag that is a number": {"tags": [1]}, "tags that are a number": {"tags": 5},
    "a list of parameters": {"parameters": [1]}, "a parameter that is a number": {"parameters": {"a": 1}},
    "a list of responses": {"responses": [1]}, "a response that is a number": {"responses": {"200": 1}},
    "a schema that is a number": {"responses": {"200": {"schema": 1}}},
    "a reference to nothing": {"$ref": "#/nowhere"}, "a reference that is a number": {"$ref": 5},
    "a reference to itself": {"$ref": "#/resources/things/actions/bad"},
    "parameters by a reference to nothing": {"parameters": {"$ref": "#/nowhere"}},
    "parameters by a reference that is a number": {"parameters": {"$ref": 5}},
}  # fmt: skip
"""What may be wrong with an action."""


@pytest.mark.parametrize("problem", PROBLEMS)
def test_an_action_with_problems_does_not_keep_others_from_being_found(problem: str) -> None:
    description = describe({"bad": PROBLEMS[problem], "good": action(summary="Fine.")})
    assert load(description).search("fine") == ["things.good"]
    assert load(description).search("bad") == ["things.bad"]
    client, _ = client_of(description)
    assert "things.good" in [found.name for found in client.find("things")]


def test_references_are_followed() -> None:
    top: dict[str, Any] = {
        "shared": {"get": action(summary="Pounces."), "patch": {"$ref": "#/others/patch"}},
        "others": {"patch": {"method": "PATCH", "parameters": {"$ref": "#/others/all"}}, "all": {"velocity": {}}},
    }
    description = describe(**top)
    description["resources"]["things"]["actions"] = {"$ref": "#/shared"}
    api = load(description)
    assert api.search("pounce") == ["things.get"]
    assert api.search("velocity") == api.search("modify") == ["things.patch"]


def test_the_path_of_outer_resources_counts_unless_it_is_absolute() -> None:
    inner = {"path": "/claws", "actions": {"get": action(), "put": {"method": "PUT", "absolutePath": "/tails"}}}
    entries = entries_of(load(describe(resource={"path": "/cats", "resources": {"inner": inner}})))
    assert [entry.path for entry in entries] == ["/cats", "/cats/claws", "/tails"]


def test_only_the_beginnings_of_long_strings_are_searched() -> None:
    long = action(summary="x " * 1000, description="y " * 1_000)
    (entry,) = entries_of(load(describe({"get": long}, {"description": "z " * 1000})))
    assert [len(value) for value in (entry.summary, entry.description, entry.further[0])] == [MAX_SEARCHED] * 3
