"""Type stubs: what a schema is as a type, what a package has, and what mypy and pyright say of right and wrong calls."""

from __future__ import annotations

import ast
import importlib
import json
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

import dynaclient
from dynaclient import DescriptionError, load
from dynaclient.render import calls, spelling
from dynaclient.render.shapes import Shapes
from dynaclient.render.stubs import stubs
from dynaclient.render.types import MAX_DEPTH, MAX_MEMBERS, Types, Use, union
from tests.support import DATA
from tests.support.pages import ROOT

SHIPPED = ROOT / "dynaclient" / "losant"
PROGRAMS = DATA / "stubs"
BUNDLED = stubs(load(ROOT / "api.json"), bundled=True)


# --- what a schema is ------------------------------------------------------------------------------------------------


def typed(schema: Any, use: Use = Use.ANSWER, **more: Any) -> tuple[str, str]:
    """Give the expression of a schema, and the definitions that it needs."""
    types = Types(Shapes({"schemas": {"thing": schema, **more}}), spelling.Names())
    return spelling.plain(union(types.of(("schemas", "thing"), use, "Given"))), types.text()


OBJECT = {"type": "object", "properties": {"a": {"type": "string"}}}
SCALARS: dict[str, tuple[Any, str, str, str]] = {
    "text": ({"type": "string"}, "str", "str", "_typed.Text"),
    "text with a pattern": ({"type": "string", "pattern": "^a"}, "str", "str", "str"),
    "day": ({"type": "string", "format": "date"}, "str", "_typed.Day", "_typed.Day"),
    "moment": ({"type": "string", "format": "date-time"}, "str", "_typed.Moment", "_typed.Moment"),
    "whole number": ({"type": "integer"}, "int", "int", "_typed.Whole"),
    "number": ({"type": "number"}, "float", "_typed.Real", "_typed.Number"),
    "boolean": ({"type": "boolean"}, "bool", "bool", "_typed.Switch"),
    "null": ({"type": "null"}, "None", "None", "None"),
    "nullable": ({"type": ["string", "null"]}, "None | str", "None | str", "None | _typed.Text"),
    "number or whole": ({"type": ["integer", "number"]}, "float", "_typed.Real", "_typed.Whole | _typed.Number"),
    "no known type": ({"type": "date"}, "Any", "Any", "Any"),
    "anything": ({}, "Any", "Any", "Any"),
    "true": (True, "Any", "Any", "Any"),
    "values": ({"enum": ["a", 'b"']}, 'Literal["a", "b\\""]', 'Literal["a", "b\\""] | _typed.Choice', 'Literal["a", "b\\""] | _typed.Choice'),
    "one value": ({"const": 5}, "Literal[5]", "Literal[5] | _typed.Choice", 'Literal[5, "5"] | _typed.Choice'),
    "values with null": ({"enum": [True, None]}, "Literal[True] | None", "Literal[True] | _typed.Choice | None", 'Literal[True, "true"] | _typed.Choice | None'),
    "null alone": ({"const": None}, "None", "None", "None"),
    "values that no literal has": ({"enum": [1.5, 2.5], "type": "number"}, "float", "_typed.Real", "_typed.Number"),
    "values that are too long": ({"enum": ["x" * 201], "type": "string"}, "str", "str", "_typed.Text"),
    "too many values": ({"enum": list(range(1001)), "type": "integer"}, "int", "int", "_typed.Whole"),
    "values that both allow": ({"enum": ["a", "b"], "allOf": [{"enum": ["b", "c"]}]}, 'Literal["b"]', 'Literal["b"] | _typed.Choice', 'Literal["b"] | _typed.Choice'),
    "file": ({"file": True}, "Any", "_typed.File", "_typed.File"),
    "list": ({"type": "array", "items": {"type": "integer"}}, "list[int]", "Sequence[int]", "_typed.Whole | _typed.Several[_typed.Whole]"),
    "list of texts": ({"type": "array", "items": {"type": "string"}}, "list[str]", "_typed.Several[str]", "_typed.Text | _typed.Several[_typed.Text]"),
    "list of anything": ({"type": "array"}, "list[Any]", "_typed.Several[Any]", "Any"),
    "list by its items": ({"items": {"type": "null"}}, "list[None]", "Sequence[None]", "None | Sequence[None]"),
    "tuple": ({"prefixItems": [{"type": "integer"}, {"type": "boolean"}]}, "list[int | bool]", "Sequence[int | bool]", "_typed.Whole | _typed.Switch | _typed.Several[_typed.Whole | _typed.Switch]"),
    "tuple of old": ({"items": [{"type": "integer"}]}, "list[int]", "Sequence[int]", "_typed.Whole | _typed.Several[_typed.Whole]"),
    "object": ({"type": "object"}, "dict[str, Any]", "Mapping[str, Any]", "Mapping[str, Any]"),
    "map": ({"additionalProperties": {"type": "integer"}}, "dict[str, int]", "Mapping[str, int]", "Mapping[str, _typed.Whole]"),
    "map by patterns": ({"patternProperties": {"^a": {"type": "integer"}, "^b": {"type": "null"}}}, "dict[str, int | None]", "Mapping[str, int | None]", "Mapping[str, _typed.Whole | None]"),
    "either": ({"anyOf": [{"type": "integer"}, {"type": "null"}]}, "int | None", "int | None", "_typed.Whole | None"),
    "either of one type": ({"type": "string", "oneOf": [{"pattern": "a"}, {"pattern": "b"}]}, "str", "str", "_typed.Text"),
    "either of more than its type": ({"type": "string", "anyOf": [{"enum": ["a"]}, {"type": "string"}]}, 'Literal["a"] | str', 'Literal["a"] | _typed.Choice | str', 'Literal["a"] | _typed.Choice | _typed.Text'),
    "either of too many": ({"anyOf": [{"const": each} for each in range(MAX_MEMBERS + 1)]}, "Any", "Any", "Any"),
    "both": ({"allOf": [{"type": ["number", "string"]}, {"type": "integer"}]}, "int", "int", "_typed.Whole"),
    "types that exclude each other": ({"type": "string", "allOf": [{"type": "null"}]}, "str", "str", "_typed.Text"),
    "itself": ({"anyOf": [{"$ref": "#/schemas/thing"}, {"type": "null"}]}, "Thing", "Thing", "Thing"),
    "reference to nothing": ({"$ref": "#/schemas/nothing"}, "Any", "Any", "Any"),
    "reference in a circle": ({"$ref": "#/schemas/thing"}, "Any", "Any", "Any"),
    "reference elsewhere": ({"$ref": "https://example.com/"}, "Any", "Any", "Any"),
    "reference into a list": ({"anyOf": [{"type": "null"}, {"$ref": "#/schemas/thing/anyOf/0"}]}, "None", "None", "None"),
}  # fmt: skip


@pytest.mark.parametrize(("schema", "answer", "body", "text"), SCALARS.values(), ids=SCALARS)
def test_a_schema_is_a_type_by_where_the_value_is(schema: Any, answer: str, body: str, text: str) -> None:
    assert [typed(schema, use)[0] for use in (Use.ANSWER, Use.BODY, Use.TEXT)] == [answer, body, text]


OBJECTS: dict[str, tuple[Any, str]] = {
    "an answer whose description says nothing is complete": (OBJECT, "class Thing(TypedDict):\n    a: str"),
    "what is required": (
        {**OBJECT, "properties": {"a": {}, "b": {}}, "required": ["a"]},
        "class Thing(TypedDict, total=False):\n    a: Required[Any]\n    b: Any",
    ),
    "its description": (
        {**OBJECT, "description": 'What "it" is. More.'},
        'class Thing(TypedDict):\n    """What "it" is."""\n    a: str',
    ),
    "what is never there": ({**OBJECT, "properties": {"a": {"type": "string"}, "b": False}}, "class Thing(TypedDict):\n    a: str"),
    "several in one": (
        {**OBJECT, "allOf": [{"properties": {"b": {"type": "integer"}}}, {"required": ["b"]}]},
        "class Thing(TypedDict, total=False):\n    a: str\n    b: Required[int]",
    ),
    "names that are none": ({"properties": {"a-b": {"type": "null"}, "class": {}}}, 'Thing = TypedDict(\n    "Thing",\n    {\n        "a-b": None,\n        "class": Any,\n    },\n)'),
    "names that mean something": ({"properties": {"str": {"type": "string"}}, "required": [5]}, 'Thing = TypedDict(\n    "Thing",\n    {\n        "str": str,\n    },\n)'),
    "names that are optional and private": (
        {"properties": {"__a": {}, "b": {}}, "required": ["b"]},
        'Thing = TypedDict(\n    "Thing",\n    {\n        "__a": Any,\n        "b": Required[Any],\n    },\n    total=False,\n)',
    ),
    "objects inside": (
        {"properties": {"a": OBJECT}},
        "class Thing(TypedDict):\n    a: ThingA\n\nclass ThingA(TypedDict):\n    a: str",
    ),
    "itself": ({"properties": {"a": {"$ref": "#/schemas/thing"}}}, "class Thing(TypedDict):\n    a: Thing"),
    "each alternative": (
        {**OBJECT, "oneOf": [{"required": ["a"]}, {"properties": {"b": {}}}]},
        "class Thing1(TypedDict):\n    a: str\n\nclass Thing2(TypedDict):\n    a: str\n    b: Any",
    ),
    "itself in two ways": (
        {"anyOf": [{"items": {"$ref": "#/schemas/thing"}}, {"additionalProperties": {"$ref": "#/schemas/thing"}}]},
        "Thing: TypeAlias = list[Thing] | dict[str, Thing]",
    ),
    "the same twice": (
        {"allOf": [{"$ref": "#/schemas/thing/allOf/1"}, {"properties": {"a": {"type": "string"}}}]},
        "class Thing(TypedDict):\n    a: str",
    ),
    "a list of itself": ({"type": "array", "items": {"$ref": "#/schemas/thing"}}, "Thing: TypeAlias = list[Thing]"),
    "what is long": ({"enum": ["x" * 80]}, f'Thing: TypeAlias = Literal["{"x" * 80}"]'),
}  # fmt: skip


@pytest.mark.parametrize(("schema", "text"), OBJECTS.values(), ids=OBJECTS)
def test_an_object_is_a_type_of_its_own(schema: Any, text: str) -> None:
    assert typed(schema)[1] == text


def test_a_body_may_leave_out_what_is_not_required_and_hold_more_where_that_is_said() -> None:
    expression, text = typed({**OBJECT, "additionalProperties": True}, Use.BODY)
    assert expression == "Thing | Mapping[str, Any]"
    assert text == "class Thing(TypedDict, total=False):\n    a: str"


def test_a_text_is_no_list_of_what_a_name_stands_for_either() -> None:
    further = [{"additionalProperties": {"enum": ["x" * 20]}}, {"items": {"enum": ["y" * 20]}}]
    named = {"anyOf": [{"type": "string"}, *further]}
    assert typed({"items": {"$ref": "#/schemas/named"}}, Use.BODY, named=named)[0] == "_typed.Several[Named]"


def test_what_is_nested_without_end_is_anything_at_some_depth() -> None:
    schema: Any = {"type": "null"}
    for _ in range(MAX_DEPTH + 5):
        schema = {"type": "array", "items": schema}
    expression, text = typed(schema)
    assert f"{expression}{text}".count("list[") == MAX_DEPTH + 1
    assert "list[Any]" in text


def test_alternatives_of_alternatives_are_told_apart_to_some_depth_only() -> None:
    both: list[Any] = [{"properties": {"x": {}}}, {"properties": {"y": {}}}]
    schema = {**OBJECT, "allOf": [{"anyOf": both} for _ in range(12)]}
    assert typed(schema)[1].count("class ") == 8


# --- a package -------------------------------------------------------------------------------------------------------

HOSTILE = 'x"""\n\n__import__("os").system("echo")\n"""\\" \ud800 \x00 \u202e {0} %s'


def described(**more: Any) -> dict[str, Any]:
    """Give a description with one of each kind of action, and of each kind of name."""
    pet = {
        "type": "object",
        "properties": {
            "id": {"type": "integer"},
            "name": {"type": "string"},
            "for": {},
            "kind": {"enum": [HOSTILE]},
            HOSTILE: {},
        },
        "required": ["id"],
    }
    page = {"type": "object", "properties": {"items": {"type": "array", "items": {"$ref": "#/schemas/pet"}}}}
    answers = {"200": {"schema": {"$ref": "#/schemas/page"}}}
    turned = {"style": "page", "page": "page", "items": "/items"}
    paged = {
        "parameters": {"page": {"in": "query", "schema": {"type": "integer"}}},
        "responses": answers,
        "paginate": turned,
    }
    actions: dict[str, Any] = {
        "list": {"method": "GET", **paged},
        "search": {"method": "POST", **paged},
        "get": {"method": "GET", "path": "/{id}", "parameters": {"id": {"in": "path", "schema": {"type": "integer"}}}, "responses": {"200": {"schema": {"$ref": "#/schemas/pet"}}, "404": {}}},
        "add": {"method": "POST", "deprecated": HOSTILE, "parameters": {"pet": {"in": "body", "required": True, "schema": {"$ref": "#/schemas/pet"}, "description": "It."}}, "responses": {"201": {}}},
        "remove": {"method": "DELETE", "parameters": {"from": {"in": "query", "required": True}, "self": {"in": "query", "default": 5}}, "responses": {"204": {}}},
        "head": {"method": "HEAD", "responses": {"200": {}}},
        "read": {"method": "GET", "responses": {"200": {"content": {"text/plain": {}, "image/png": {}}}, "default": {"content": {"application/json": {}}}}},
        "image": {"method": "GET", "responses": {"200": {"content": {"text/plain": {}, "image/png": {}}}}},
        "raw": {"method": "PUT", "parameters": {"data": {"in": "body", "content": {"image/png": {}, "multipart/form-data": {"properties": {"f": {"file": True}, "n": {"type": "integer"}}}}}}},
        "upload": {"method": "POST", "parameters": {"file": {"in": "part", "required": True, "schema": {"file": True}}, "count": {"in": "part", "schema": {"type": "integer"}}}},
        "parts": {"method": "POST", "content": ["application/json"], "parameters": {"count": {"in": "part", "schema": {"type": "integer"}}, "preset": {"in": "query", "required": True, "preset": 5, "schema": {"type": "integer"}}, "where": {"in": "query", "style": "json", "schema": {"properties": {"n": {"type": "integer"}}}}}},
        "watch": {"method": "GET", "responses": {"200": {"stream": "sse"}}},
        "lines": {"method": "GET", "responses": {"200": {"stream": "ndjson", "schema": {"$ref": "#/schemas/pet"}}}},
        "pieces": {"method": "GET", "responses": {"200": {"stream": "bytes"}}},
        "str": {"method": "GET", "parameters": {"a": {"in": "header", "schema": {"type": "string", "pattern": "a"}}}},
        "import": {"method": "GET", "description": HOSTILE},
        "dict": {"method": "GET", "responses": {"200": {"schema": {"type": "object"}}}},
        "someThing": {"method": "GET"}, "some_thing": {"method": "GET"}, "_own": {"method": "GET"},
    }  # fmt: skip
    resources = {
        "pets": {"path": "/pets", "description": HOSTILE, "actions": actions, "resources": {"toys": {"path": "/toys", "actions": {"list": {"method": "GET"}}}}},
        "api": {"path": "/api", "actions": {"get": {"method": "GET", "paginate": {**turned, "items": "/none"}, **{k: paged[k] for k in ("parameters",)}}}},
        "empty": {"path": "/empty", "actions": {}},
    }  # fmt: skip
    schemas = {"pet": pet, "page": page}
    return {"dynaclient": 1, "title": HOSTILE, "server": "https://pets.example.com", "schemas": schemas, "resources": resources, **more}  # fmt: skip


PETS = stubs(load(described()))


@pytest.mark.parametrize("files", [BUNDLED, PETS], ids=["bundled", "pets"])
def test_a_package_says_nothing_but_types(files: Mapping[str, str]) -> None:
    kinds = (ast.AnnAssign, ast.Assign, ast.ClassDef, ast.Import, ast.ImportFrom)
    for name in ("__init__.pyi", "resources.pyi", "types.pyi"):
        assert all(isinstance(each, kinds) for each in ast.parse(files[name]).body)


def test_what_a_description_says_stays_where_it_belongs() -> None:
    names = {node.id for text in PETS.values() for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name)}
    assert "__import__" not in names
    assert "\n    @_typed.deprecated(" in PETS["resources.pyi"]


def test_a_faulty_description_has_no_stubs() -> None:
    with pytest.raises(DescriptionError):
        stubs(load(described(schemas={})))


METHODS = [
    ("list", "Lists[_types.Page, _types.Pet, _types.PetsListArguments]", "page: _typed.Whole | None = ..."),
    ("search", "Searches[_types.Page, _types.Pet, _types.PetsSearchArguments]", "page: _typed.Whole | None = ..."),
    ("get", "Reads[_types.Pet, _types.PetsGetArguments]", "id: _typed.Whole"),
    ("add", "Calls[Any, _types.PetsAddArguments]", "pet: _types.PetBody"),
    ("remove", "Calls[None, _types.PetsRemoveArguments]", "from_: Any"),
    ("head", "Reads[None, Mapping[_builtins.str, Any]]", ""),
    ("read", "Reads[Any, Mapping[_builtins.str, Any]]", ""),
    ("image", "Reads[_builtins.str | bytes, Mapping[_builtins.str, Any]]", ""),
    ("raw", "Calls[Any, _types.PetsRawArguments]", "data: _builtins.str | _typed.File | _types.PetsRawData = ..."),
    ("upload", "Calls[Any, _types.PetsUploadArguments]", "file: _typed.File"),
    ("parts", "Calls[Any, _types.PetsPartsArguments]", "where: _types.PetsPartsWhere | None = ..."),
    ("watch", "Streams[_typed.Event]", ""),
    ("lines", "Streams[_types.Pet]", ""),
    ("pieces", "Streams[bytes]", ""),
    ("str", "Reads[Any, _types.PetsStrArguments]", "a: _builtins.str | None = ..."),
    ("import_", "Reads[Any, Mapping[_builtins.str, Any]]", ""),
    ("dict", "Reads[_builtins.dict[_builtins.str, Any], Mapping[_builtins.str, Any]]", ""),
    ("some_thing", "Reads[Any, Mapping[_builtins.str, Any]]", ""),
]


def _class(name: str) -> list[str]:
    blocks = PETS["resources.pyi"].split("\nclass ")
    return next(each for each in blocks if each.startswith(f"{name}(")).splitlines()


@pytest.mark.parametrize(("name", "kind", "parameter"), METHODS, ids=[each[0] for each in METHODS])
def test_an_action_is_a_function_of_its_kind(name: str, kind: str, parameter: str) -> None:
    lines = _class("Pets")
    place = next(number for number, each in enumerate(lines) if each.startswith(f"    def {name}("))
    assert f"    @_typed.{kind}()" in lines[place - 2 : place]
    assert parameter in lines[place]


def test_every_function_is_one_of_these() -> None:
    assert [each.split("(")[0][8:] for each in _class("Pets") if each.startswith("    def ")] == [
        each[0] for each in METHODS
    ]


def test_resources_below_a_resource_are_attributes() -> None:
    assert "    toys: PetsToys[_typed.Mode]" in _class("Pets")
    assert _class("Empty")[1:] == ["    ..."]


def test_what_the_client_calls_its_own_is_no_attribute() -> None:
    attributes = re.findall(r"^    (\w+): _resources", PETS["__init__.pyi"], re.MULTILINE)
    assert attributes == ["pets", "empty"]


def test_a_client_without_resources_is_a_client() -> None:
    files = stubs(load(described(resources={})))
    assert "class _Resources(Generic[_typed.Mode]):\n    ...\n" in files["__init__.pyi"]
    assert "ActionName: TypeAlias = str\n" in files["types.pyi"]


def test_an_action_that_takes_nothing_is_called_with_nothing() -> None:
    text = stubs(load(described(common=[])))["__init__.pyi"]
    assert '"pets.watch"], arguments: Mapping[str, Any] = ..., /) -> _typed.Stream[_typed.Event]: ...' in text
    assert '"pets.watch"], /, **' not in text


# --- at run time -----------------------------------------------------------------------------------------------------


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder with the package `pets`, from which it can be imported."""
    folder = tmp_path / "pets"
    folder.mkdir()
    for name, text in PETS.items():
        (folder / name).write_text(text, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    return tmp_path


@pytest.mark.usefixtures("written")
@pytest.mark.parametrize("name", ["pets", "dynaclient.losant"])
def test_its_clients_are_the_very_clients(name: str) -> None:
    package = importlib.import_module(name)
    assert (package.Client, package.AsyncClient) == (dynaclient.Client, dynaclient.AsyncClient)
    with pytest.raises(AttributeError, match="Resource"):
        _ = package.Resource


@pytest.mark.usefixtures("written")
@pytest.mark.parametrize("name", ["pets.types", "dynaclient.losant.types"])
def test_its_types_are_dicts(name: str) -> None:
    types = importlib.import_module(name)
    assert types.Pet(name="Tiger") == {"name": "Tiger"}
    with pytest.raises(AttributeError, match="_own"):
        _ = types._own


# --- the bundled description -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", BUNDLED)
def test_the_stubs_that_ship_are_those_of_the_bundled_description(name: str) -> None:
    assert (SHIPPED / name).read_text(encoding="utf-8") == BUNDLED[name]  # else: dynaclient stubs dynaclient/losant


def test_nothing_else_ships_with_them() -> None:
    assert {each.name for each in SHIPPED.iterdir() if each.is_file()} == set(BUNDLED)


def test_every_action_has_its_stub_and_its_overloads() -> None:
    api = load(ROOT / "api.json")
    made = len(re.findall(r"^    @_typed\.\w+\[.*\]\(\)\n    def ", BUNDLED["resources.pyi"], re.MULTILINE))
    named = re.findall(r"def call\(self, action: Literal\[\"([\w.]+)\"\], arguments", BUNDLED["__init__.pyi"])
    assert made == len(api.actions) == 380
    assert named == [*api.actions, *api.actions]


def test_each_stub_has_the_name_and_the_parameters_of_its_action() -> None:
    api = load(ROOT / "api.json")
    classes = [each for each in ast.parse(BUNDLED["resources.pyi"]).body if isinstance(each, ast.ClassDef)]
    made = [each for one in classes for each in one.body if isinstance(each, ast.FunctionDef)]
    assert [(each.name, {one.arg for one in each.args.kwonlyargs}) for each in made] == [
        (calls.method_of(api, action).rpartition(".")[2], set(map(spelling.argument, action.parameters)))
        for action in map(api.action, api.actions)
    ]


def test_they_are_of_a_size_that_nobody_minds() -> None:
    assert sum(len(each.encode()) for each in BUNDLED.values()) < 1_200_000


# --- what checkers say -----------------------------------------------------------------------------------------------

RIGHT = """
from dynaclient import Event
from pets import AsyncClient, Client
from pets.types import Pet, PetBody

client = Client("pets.json", token=None)
client.pets.list(page=1)["items"][0]["id"].bit_length()
[each.get("name") for each in client.pets.search.items(page="2")]
pet: Pet = client.pets.get(id="5")
body: PetBody = {"id": 5, "for": object()}
client.pets.add(pet=body).anything
client.pets.add(pet={"id": 5})
nothing: None = client.pets.remove(from_="a", self=5)
client.call("pets.remove", {"from": "a"})
text: str | bytes = client.pets.image()
client.pets.raw(data=b"raw")
client.pets.raw(data={"f": b"file", "n": "5"})
client.pets.upload(file=("a.txt", [b"a"]), count=5)
client.pets.parts(where={"n": 1}, preset=None)
events: list[Event] = list(client.pets.watch())
ids: list[int] = [each["id"] for each in client.pets.lines()]
pieces: bytes = b"".join(client.pets.pieces())
client.pets.str(a="a")
client.pets.import_()
client.pets.dict()["anything"]
client.pets.toys.list()
client["api"].get(whatever=5)
client.with_defaults(from_="a").pets.remove()
Client.mock("pets.json").pets.dict()
AsyncClient("pets.json").with_response
"""

WRONG = """
from pets import AsyncClient, Client
from pets.types import Pet

client = Client("pets.json")
Client()  # no description
client.pets.get(id=[5])  # a list
client.pets.get()  # id is missing
client.pets.add(pet={"id": "5"})  # in a body a text is no number
client.pets.add(pet={"name": "Tiger"})  # id is missing
client.pets.add(pet={"id": 5, "nme": "Tiger"})  # no such property
client.pets.remove()  # from_ is missing
client.pets.search.download("pets.json")  # a POST
client.pets.upload(file="a.txt")  # a text is no file
client.pets.parts(where={"n": "1"})  # in JSON a text is no number
client.pets.lines().send(5)  # an iterator
client.pets.watch.submit()  # a stream
client.pets._own()  # not here
client.api.get().text  # the client's own
client.with_defaults(nobody_has_this=5)  # no such argument
AsyncClient("pets.json").pets.get(id=5)["id"]  # not awaited
pet: Pet = {"id": None}  # no number
"""


def _marked(text: str) -> set[int]:
    """Give the lines that say in a comment what is wrong with them."""
    return {number for number, each in enumerate(text.splitlines(), 1) if re.match(r"\s*[^#\s].*  # ", each)}


def _run(*command: str) -> str:
    done = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False)
    return f"{done.stdout}\n{done.stderr}"


def _mypy(folder: Path) -> str:
    # The repository's own settings, and its cache: CI goes on with what is found out here.
    return _run("mypy", "--strict", str(folder))


def _pyright(folder: Path) -> str:
    settings = {"extraPaths": [str(ROOT)], "typeCheckingMode": "standard"}
    (folder / "pyrightconfig.json").write_text(json.dumps(settings))
    return _run("pyright", "-p", str(folder))


CHECKERS = {"mypy": _mypy, "pyright": _pyright}


@pytest.fixture(scope="module", params=CHECKERS)
def judged(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[int]]:
    """Give, for each program, the lines in which a checker finds errors."""
    folder = tmp_path_factory.mktemp(request.param)
    (folder / "pets").mkdir()
    for name, text in PETS.items():
        (folder / "pets" / name).write_text(text, encoding="utf-8")
    programs = {name: (PROGRAMS / f"{name}.py").read_text() for name in ("right", "wrong")}
    programs |= {"pets_right": RIGHT, "pets_wrong": WRONG}
    for name, text in programs.items():
        (folder / f"{name}.py").write_text(text)
    told = CHECKERS[request.param](folder)
    found: dict[str, set[int]] = {name: set() for name in programs}
    for name, line in re.findall(r"([\w.]+)\.pyi?:(\d+)(?::\d+)?:? (?:- )?error", told):
        found.setdefault(name, set()).add(int(line))
    assert found["wrong"], told[-3000:]
    return found


def test_sixty_right_calls_pass_and_sixty_wrong_ones_do_not(judged: dict[str, set[int]]) -> None:
    wrong = _marked((PROGRAMS / "wrong.py").read_text())
    numbered = re.findall(r"# (\d+)", (PROGRAMS / "right.py").read_text())
    assert judged["right"] == set()
    assert judged["wrong"] == wrong
    assert len(wrong) == len(numbered) == 60


def test_calls_of_any_other_description_are_judged_as_well(judged: dict[str, set[int]]) -> None:
    assert judged["pets_right"] == set()
    assert judged["pets_wrong"] == _marked(WRONG)


def test_the_stubs_themselves_are_right(judged: dict[str, set[int]]) -> None:
    assert set(judged) == {"right", "wrong", "pets_right", "pets_wrong"}
