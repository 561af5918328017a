"""Completion, hover and validation in an editor: asked of the language service of Visual Studio Code, on real text."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest

from dynaclient.auth.profile_rules import SCHEMA as PROFILES
from dynaclient.description.editors import addresses
from dynaclient.description.editors.schemas import description_schema, editor_schema
from dynaclient.schema.engines import DIALECTS
from tests.support import ROOT
from tests.support.language_service import JSON_SERVICE, YAML_SERVICE, Editor, install_service

pytestmark = pytest.mark.uncounted


@pytest.fixture(scope="module")
def editor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    """Yield an editor of a folder with the two schemas."""
    packages = install_service(tmp_path_factory.mktemp("npm"), JSON_SERVICE)
    folder = tmp_path_factory.mktemp("folder")
    (folder / "api.schema.json").write_text(description_schema(), "utf-8")
    profiles = json.loads(PROFILES.read_text("utf-8"))
    (folder / "profiles.schema.json").write_text(editor_schema(profiles, addresses.PROFILES), "utf-8")
    with Editor(packages, folder) as editor:
        yield editor


def described(rest: str) -> str:
    """Return the text of a description, `$schema` first."""
    return f'{{\n"$schema": "api.schema.json",\n"dynaclient": 1,\n"resources": {{}},\n{rest}\n}}'


def resource(text: str) -> str:
    return f'{{"$schema": "api.schema.json", "dynaclient": 1, "resources": {{"things": {{{text}}}}}}}'


def action(text: str) -> str:
    return resource(f'"actions": {{"get": {{{text}}}}}')


def parameter(text: str) -> str:
    return action(f'"method": "GET", "parameters": {{"a": {{{text}}}}}')


def schema(text: str) -> str:
    return described(f'"schemas": {{"thing": {{{text}}}}}')


# --- completion ------------------------------------------------------------------------------------------------------

TYPES = {"array", "boolean", "integer", "null", "number", "object", "string"}
STYLES = {
    "simple",
    "label",
    "matrix",
    "form",
    "spaceDelimited",
    "pipeDelimited",
    "tabDelimited",
    "deepObject",
    "brackets",
    "json",
}
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "QUERY", "TRACE", "PROPFIND"}
WAYS = {
    "action",
    "authorizationCode",
    "clientCredentials",
    "deviceAuthorization",
    "password",
    "implicit",
    "openIdConnect",
}
FOR_TOKENS = {"$ref", "type", "in", "name", "prefix", "obtain", "whoami", "description", "deprecated"}
EXACTLY: dict[str, tuple[str, set[str]]] = {
    "methods": (action('"method": ‸'), METHODS),
    "a method that is begun": (action('"method": "G‸"'), METHODS),
    "where a parameter is": (parameter('"in": ‸'), {"path", "query", "header", "cookie", "body", "part"}),
    "styles": (parameter('"in": "query", "style": "‸"'), STYLES),
    "types of a schema": (schema('"type": ‸'), TYPES),
    "a type that is begun": (schema('"type": "stri‸"'), TYPES),
    "a list of types": (schema('"type": ["string", ‸]'), TYPES - {"string"}),
    "types in a property": (schema('"properties": {"a": {"items": {"type": ‸}}}'), TYPES),
    "types in a parameter": (parameter('"in": "query", "schema": {"type": ‸}'), TYPES),
    "types of auth": (described('"auth": {"a": {"type": ‸}}'), {"bearer", "basic", "apiKey", "digest", "mutualTLS", "awsSigv4", "http"}),
    "ways to obtain": (described('"auth": {"a": {"type": "bearer", "obtain": {"b": {"by": ‸}}}}'), WAYS),
    "dialects": (described('"dialect": ‸'), {*DIALECTS}),
    "streams": (action('"method": "GET", "responses": {"200": {"stream": ‸}}'), {"sse", "ndjson", "json-seq", "bytes"}),
}  # fmt: skip
"""What is suggested, and nothing else."""
AMONG: dict[str, tuple[str, set[str]]] = {
    "at the top": ('{"$schema": "api.schema.json", ‸}', {"dynaclient", "title", "server", "auth", "schemas", "resources"}),
    "in a resource": (resource("‸"), {"path", "actions", "resources", "parameters", "mock"}),
    "in an action": (action("‸"), {"method", "path", "summary", "parameters", "responses", "paginate", "readonly"}),
    "in a parameter": (parameter("‸"), {"in", "schema", "style", "explode", "spread", "secret", "required"}),
    "in a schema": (schema("‸"), {"type", "properties", "required", "items", "$ref", "oneOf", "file", "secret", "enumDescriptions"}),
    "deep in a schema": (schema('"allOf": [{"properties": {"a": {"not": {‸}}}}]'), {"type", "minLength", "const"}),
    "in content": (parameter('"in": "body", "content": {"application/json": {‸}}'), {"type", "properties", "xml"}),
    "in an event": (action('"method": "GET", "responses": {"200": {"stream": "sse", "events": {"a": {‸}}}}'), {"type"}),
    "in a scheme": (described('"auth": {"token": {‸}}'), FOR_TOKENS),
    "in a pagination": (described('"pagination": {"pages": {"style": "page", ‸}}'), {"page", "size", "items", "total"}),
    "formats": (schema('"format": "‸"'), {"date-time", "email", "uuid", "uri"}),
}  # fmt: skip
"""What is suggested, besides other things."""


@pytest.mark.parametrize(("text", "expected"), EXACTLY.values(), ids=EXACTLY)
def test_values_are_completed(editor: Editor, text: str, expected: set[str]) -> None:
    assert editor.complete(text).keys() == expected


@pytest.mark.parametrize(("text", "expected"), AMONG.values(), ids=AMONG)
def test_keys_are_completed(editor: Editor, text: str, expected: set[str]) -> None:
    assert expected <= editor.complete(text).keys()


def test_keywords_that_are_not_current_or_not_allowed_are_not_suggested(editor: Editor) -> None:
    suggested = editor.complete(schema("‸")).keys()
    assert suggested.isdisjoint({"definitions", "dependencies", "additionalItems", "id", "nullable", "discriminator"})


INSERTED: dict[str, tuple[str, str, str]] = {
    "actions": (resource("‸"), "actions", '"actions": {"${1:list}": {"method": "${9|GET,POST,PUT,PATCH,DELETE|}"}}'),
    "a method": (action("‸"), "method", '"method": $1'),
    "a path": (action("‸"), "path", '"path": $1'),
    "a description": (resource("‸"), "description", '"description": "$1"'),
    "a schema": (parameter("‸"), "schema", '"schema": {$1}'),
    "where": (parameter("‸"), "in", '"in": $1'),
    "a type": (schema("‸"), "type", '"type": $1'),
    "properties": (schema("‸"), "properties", '"properties": {$1}'),
    "items": (schema("‸"), "items", '"items": {$1}'),
    "required": (schema("‸"), "required", '"required": [$1]'),
    "a length": (schema("‸"), "minLength", '"minLength": ${1:0}'),
    "a secret": (schema("‸"), "secret", '"secret": ${1:true}'),
}


@pytest.mark.parametrize(("text", "label", "inserted"), INSERTED.values(), ids=INSERTED)
def test_a_key_is_inserted_with_the_beginning_of_its_value(
    editor: Editor, text: str, label: str, inserted: str
) -> None:
    found = editor.complete(text)[label]
    assert "".join(found.split()) == "".join(inserted.split())


def test_a_suggestion_is_explained_in_markdown(editor: Editor) -> None:
    expected = "The pagination of the response. It adds `items` and `pages` to the method."
    assert editor.documentation(action("‸"), "paginate") == {"kind": "markdown", "value": expected}


# --- hover -----------------------------------------------------------------------------------------------------------

HOVERS: dict[str, tuple[str, str]] = {
    "a key of an action": (action('"method": "GET", "pagi‸nate": {"$ref": "#/pagination/a"}'), "It adds `items` and `pages` to the method."),
    "a key with an example": (described('"auth": {"a": {"type": "bearer", "who‸ami": {}}}'), 'Example: `{"action": "me.get", "name": "/email"}`.'),
    "a value": (action('"method": "G‸ET"'), "The HTTP method, in capitals"),
    "a keyword": (schema('"pat‸tern": "a"'), "A regular expression (ECMA-262)"),
    "a keyword in a property": (schema('"properties": {"a": {"minL‸ength": 1}}'), "The lowest number of characters"),
    "a keyword of ours": (schema('"enumDes‸criptions": {}'), "what the values of `enum` mean"),
    "the name of an action": (resource('"actions": {"li‸st": {"method": "GET"}}'), "One action: a method and a path"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "words"), HOVERS.values(), ids=HOVERS)
def test_a_hover_shows_the_description_as_markdown(editor: Editor, text: str, words: str) -> None:
    assert words in editor.hover(text).replace("\\", "")


# --- validation ------------------------------------------------------------------------------------------------------

MISSPELT = "No keyword has this name, so it has no effect. A keyword with a similar name does."
PROBLEMS: dict[str, tuple[str, list[str]]] = {
    "a misspelt key": (described('"titel": "A"'), ['"titel": Property titel is not allowed.']),
    "a key of another object": (resource('"method": "GET"'), ['"method": Property method is not allowed.']),
    "a missing key": (action('"path": "/a"'), ['"get": Missing property "method".']),
    "a wrong value": (parameter('"in": "qeury"'), [
        '"qeury": Value is not accepted. Valid values: "path", "query", "header", "cookie", "body", "part".']),
    "a value with advice": (action('"method": "get"'), [
        '"get": Write an HTTP method in capitals, such as GET. CONNECT is not one for an action.']),
    "two keys that exclude each other": (parameter('"in": "query", "schema": {}, "content": {"text/plain": {}}'), [
        '{"text/plain": {}}: `schema` alone means JSON: use either `schema` or `content`.']),
    "a misspelt keyword": (schema('"minLenght": 1'), [f"1: {MISSPELT}"]),
    "a misspelt keyword in a property": (schema('"properties": {"a": {"reqiured": []}}'), [f"[]: {MISSPELT}"]),
    "a keyword of OpenAPI": (schema('"externalDocs": 1'), [
        "1: This keyword has no effect: write it into `description`"]),
    "a wrong type": (schema('"type": "strng"'), [
        '"strng": Value is not accepted. Valid values: "array", "boolean", "integer", "null", "number", "object", "string".']),
    "a mark that is not one": (schema('"secret": "yes"'), ['"yes": Incorrect type. Expected "boolean".']),
}  # fmt: skip


@pytest.mark.parametrize(("text", "messages"), PROBLEMS.values(), ids=PROBLEMS)
def test_a_mistake_is_marked_where_it_is(editor: Editor, text: str, messages: list[str]) -> None:
    assert editor.problems(text) == messages


FINE: dict[str, str] = {
    "schemas of draft-07": described('"dialect": "draft-07", "schemas": {"a": {"definitions": {"b": {"$id": "#b"}}, "items": [{"type": "string"}], "additionalItems": false, "dependencies": {"a": ["b"]}}}'),
    "schemas of draft-04": described('"dialect": "draft-04", "schemas": {"a": {"id": "a", "minimum": 1, "exclusiveMinimum": true}}'),
    "schemas of 2019-09": described('"dialect": "2019-09", "schemas": {"a": {"$recursiveAnchor": true, "items": {"$recursiveRef": "#"}}}'),
    "schemas of 2020-12": described('"schemas": {"a": {"$dynamicAnchor": "x", "prefixItems": [true], "items": false, "unevaluatedItems": false}}'),
    "keys of others": described('"x-ours": 1, "schemas": {"a": {"x-a": 1, "label": "A", "xml": {"name": "b"}, "example": 1}}'),
    "properties with the names of keywords": described('"schemas": {"a": {"properties": {"$ref": {}, "type": {}, "minLenght": true}}}'),
    "references": described('"parameters": {"a": {"$ref": "#/parameters/b"}}, "schemas": {"a": {"$ref": "#/schemas/b"}}'),
}  # fmt: skip


@pytest.mark.parametrize("text", FINE.values(), ids=FINE)
def test_what_is_valid_has_no_problem(editor: Editor, text: str) -> None:
    assert editor.problems(text) == []


DESCRIPTIONS = [
    "api.json", "tests/data/every-key.json", "dynaclient/render/sample.json", "dynaclient/mock/control/control.json",
    "dynaclient/auth/oauth.json", "examples/acme/src/acme/api.json",
]  # fmt: skip


def with_schema(name: str) -> str:
    document: dict[str, Any] = json.loads((ROOT / name).read_text("utf-8"))
    return json.dumps({**document, "$schema": "api.schema.json"}, indent=1)


def test_the_descriptions_of_this_repository_have_no_problem_and_the_large_one_soon(editor: Editor) -> None:
    found = [editor.ask("validate", with_schema(name)) for name in DESCRIPTIONS]
    assert [one.result for one in found] == [[]] * len(DESCRIPTIONS)
    assert [url for one in found for url in one.fetched] == []
    assert found[0].seconds < 10  # 1.2 MB: half a second where nothing else runs


def test_the_schemas_that_files_of_this_repository_name_are_there(editor: Editor) -> None:
    for name in ("api.json", "examples/acme/src/acme/api.json", "dynaclient/mock/control/control.json"):
        file = ROOT / name
        assert editor.problems(file.read_text("utf-8"), file.name, file.parent) == []


def test_a_schema_that_is_not_there_is_a_problem(editor: Editor) -> None:
    (problem,) = editor.problems(described('"title": "A"').replace("api.schema.json", "no.schema.json"))
    assert "Unable to load schema" in problem


def test_profiles_are_completed_and_validated(editor: Editor) -> None:
    text = '{"$schema": "profiles.schema.json", "profiles": {"work": {"api": "losant", %s}}}'
    assert {"url", "auth", "defaults", "server"} <= editor.complete(text % "‸").keys()
    sources = editor.complete(text % '"auth": {"token": {"from": ‸}}').keys()
    assert sources == {"store", "env", "file", "command", "prompt"}
    assert "stored" in editor.hover(text % '"auth": {"token": {"fr‸om": "store"}}')
    assert editor.problems(text % '"ath": {}') == ['"ath": Property ath is not allowed.']
    assert editor.problems(text % '"auth": {"token": {"from": "env", "name": "A"}}') == []


# --- by the name of the file -----------------------------------------------------------------------------------------

CATALOG = json.loads((ROOT / ".github" / "schemastore.json").read_text("utf-8"))
OF_CATALOG = {
    "type": "object",
    "required": ["name", "description", "url"],
    "properties": {
        "name": {"type": "string", "minLength": 1},
        "description": {"type": "string", "minLength": 1},
        "url": {"type": "string", "format": "uri", "pattern": "^https://"},
        "fileMatch": {"type": "array", "items": {"type": "string"}, "uniqueItems": True, "minItems": 1},
        "versions": {"type": "object", "additionalProperties": {"type": "string", "pattern": "^https://"}},
    },
    "additionalProperties": False,
}
"""An entry of the catalog of SchemaStore, as its schema-catalog.json has it."""


def test_the_entries_for_schemastore_are_ready_but_for_the_address() -> None:
    judge = jsonschema_rs.Draft202012Validator(OF_CATALOG, validate_formats=True)
    base = addresses.BASE or "https://schemas.example/dynaclient"
    for entry, name in zip(CATALOG["schemas"], [addresses.DESCRIPTIONS, addresses.PROFILES], strict=True):
        given = {**entry, "url": entry["url"].replace("BASE", base)}
        assert [error.message for error in judge.iter_errors(given)] == []
        assert given["url"] == f"{base}/latest/{name}"
        assert ("BASE" in entry["url"]) is (addresses.BASE == "")  # as soon as there is an address, it is in the file


MATCHED = {
    "dynaclient.json": "resources", "pets.dynaclient.json": "resources", "apis/pets.dynaclient.json": "resources",
    ".config/dynaclient/profiles.json": "profiles", "profiles.json": None, "api.json": None, "openapi.json": None,
    "pets-dynaclient.json": None,
}  # fmt: skip


@pytest.mark.parametrize(("name", "key"), MATCHED.items())
def test_files_of_these_names_need_no_schema(editor: Editor, name: str, key: str | None) -> None:
    names = {"dynaclient description": addresses.DESCRIPTIONS, "dynaclient profiles": addresses.PROFILES}
    editor.associate([
        {"uri": (editor.folder / names[entry["name"]]).as_uri(), "fileMatch": entry["fileMatch"]}
        for entry in CATALOG["schemas"]
    ])  # fmt: skip
    suggested = editor.complete("{‸}", name).keys()
    editor.associate([])
    assert suggested & {"resources", "profiles"} == ({key} if key else set())


def test_an_empty_file_becomes_a_description(editor: Editor) -> None:
    uri = (editor.folder / addresses.DESCRIPTIONS).as_uri()
    editor.associate([{"uri": uri, "fileMatch": ["*.dynaclient.json"]}])
    text = editor.complete("‸", "pets.dynaclient.json")["a new description"]
    editor.associate([])
    assert '"dynaclient": 1' in text
    assert '"resources"' in text


# --- YAML ------------------------------------------------------------------------------------------------------------

MODELINE = "# yaml-language-server: $schema=api.schema.json\ndynaclient: 1\n"


def test_descriptions_in_yaml_are_completed_explained_and_validated(
    editor: Editor, tmp_path_factory: pytest.TempPathFactory
) -> None:
    packages = install_service(tmp_path_factory.mktemp("npm"), YAML_SERVICE)
    folder = tmp_path_factory.mktemp("folder")
    shutil.copy(editor.folder / "api.schema.json", folder)
    method = "resources:\n  things:\n    actions:\n      get:\n        method: ‸\n"
    wrong = MODELINE + "resources: {a: {acions: {}}}\nschemas: {a: {type: strng}}\n"
    right = "$schema: api.schema.json\ndynaclient: 1\nresources: {a: {path: /a, actions: {get: {method: GET}}}}\n"
    with Editor(packages, folder) as yaml:
        assert yaml.complete(MODELINE + method, "doc.yaml").keys() == METHODS
        assert "in Markdown" in yaml.hover(MODELINE + "descr‸iption: A\nresources: {}\n", "doc.yaml")
        assert {problem.partition(":")[0] for problem in yaml.problems(wrong, "doc.yaml")} == {"acions", "strng"}
        assert yaml.problems(right, "doc.yaml") == []
