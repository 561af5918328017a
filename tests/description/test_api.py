"""Loading a description, and the rules for what an action inherits."""

from __future__ import annotations

import copy
import io
import json
import os
import pickle
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from dynaclient import DescriptionError, UnknownName, load
from dynaclient.description.loading import bundled, merge_patch
from dynaclient.description.model import UNSET
from dynaclient.description.spellings import snake_case
from dynaclient.description.traits import Traits
from dynaclient.schema.excerpts import unwrap_literal
from dynaclient.schema.subschemas import combined_schemas
from tests.support.descriptions import action, api_of, describe, query


@pytest.mark.parametrize(
    ("name", "spelled"),
    [
        ("applicationApiTokens", "application_api_tokens"),
        ("getXMLFile", "get_xml_file"),
        ("import", "import_"),
        ("authenticateUser2fa", "authenticate_user2fa"),
        ("HTML", "html"),
        ("_links", "_links"),
        ("already_snake", "already_snake"),
    ],
)
def test_the_python_spelling_follows_one_rule(name: str, spelled: str) -> None:
    assert snake_case(name) == spelled


def test_the_bundled_description_is_loaded_by_default() -> None:
    assert load().title == "Losant"


@pytest.mark.parametrize("form", ["path", "path as a string", "dict", "api", "traversable"])
def test_a_description_is_loaded_from_many_sources(form: str, tmp_path: Path) -> None:
    description = describe(title="Things")
    file = tmp_path / "things.json"
    file.write_text(json.dumps(description))
    forms: dict[str, Any] = {
        "path": file,
        "path as a string": str(file),
        "dict": description,
        "api": load(description),
        "traversable": resources.files("tests") / "data" / "things.json",
    }
    assert list(load(forms[form]).actions) == ["things.get"]


def test_a_dict_is_not_changed_and_not_shared() -> None:
    description = describe()
    before = copy.deepcopy(description)
    api = load(description)
    description["resources"]["things"]["actions"]["more"] = {"method": "GET"}
    assert list(api.actions) == ["things.get"]
    assert list(before["resources"]["things"]["actions"]) == ["get"]


TOKEN_URL = "https://user:hunter2hunter2@h.example/api.json"


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("eyJhbGciOiJIUzI1NiJ9.secret", "no such file (it may be a token, so it is not shown)"),
        ("nofile.json", "no such file: 'nofile.json'"),
        ("../missing/api.YAML", "no such file: '../missing/api.YAML'"),
        (Path("missing"), "no such file: 'missing'"),
        (5, "expected a path or a dict, got a value of type int — the first argument is a description"),
        (TOKEN_URL, "the URL contains a user name or password (the URL may have a password in it, so it is not shown)"),
        (Path(TOKEN_URL), "is a URL, and only one that is a string and begins with https:// is fetched"),
        (
            "h.example/x?token=hunter2hunter2&f=api.json",
            "is a URL, and only one that is a string and begins with https:// is fetched",
        ),
        (
            "user:hunter2hunter2@h.example/api.json",
            "is a URL, and only one that is a string and begins with https:// is fetched",
        ),
        (io.StringIO("{}"), "is an open file — pass its path, or json.load(file)"),
        (Path(__file__).parent, "is a folder: '"),
        ("/", "is a folder: '/'"),
        ("", "/: the path is empty — the first argument is a description"),
        ("/nowhere/my-api", "no such file: '/nowhere/my-api'"),
        ("/hunter2/hunter", "no such file (it may be a token, so it is not shown)"),
        ("/Secret", "no such file (it may be a token, so it is not shown)"),
        ("\0", "no such file"),
        ({"a": float("nan")}, "JSON cannot represent"),
        ([], "expected a path or a dict, got a value of type list"),
        ('{"dynaclient": 1}', "is JSON, and not the path of a file — pass json.loads"),
        ({"dynaclient": 2, "resources": {}}, "reads version 1"),
        ({"dynaclient": True, "resources": {}}, "reads version 1"),
        ({"dynaclient": 1}, "`resources` has to be an object"),
        ({"dynaclient": 1, "resources": {}, "dialect": "draft-03"}, "not a known JSON Schema dialect"),
        ({"dynaclient": 1, "resources": {"a": 5}}, "expected an object"),
        ({"dynaclient": 1, "resources": {"a": {"$ref": "#/nowhere"}}}, "expected an object"),
        ({"dynaclient": 1, "resources": {"a": {"$ref": "http://elsewhere"}}}, "expected an object"),
    ],
)
def test_an_invalid_description_is_rejected_without_echo(source: Any, message: str) -> None:
    with pytest.raises(DescriptionError) as caught:
        load(source)
    assert message in str(caught.value)
    assert "secret" not in str(caught.value)
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("pipe.json", "is not a regular file: 'pipe.json' — write it to a file first"),
        ("pipe", "is not a regular file — write it to a file first"),
    ],
)
def test_a_pipe_is_there_and_is_not_read(
    name: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    os.mkfifo(name)
    for options in ({"source": name}, {"source": describe(), "patch": name}):
        with pytest.raises(DescriptionError) as caught:
            load(**options)
        assert message in str(caught.value)


@pytest.mark.parametrize(
    ("patch", "message"),
    [
        (
            "nofile.json",
            "The patch has 1 problem:\n  /: no such file: 'nofile.json' — patch=… is a path, a dict, or a list",
        ),
        ("sk-live-hunter2", "no such file (it may be a token, so it is not shown) — patch=…"),
        (TOKEN_URL, "is a URL, and no URL is fetched"),
        ([[]], "got a value of type list — patch=…"),
        ([{}, 5], "got a value of type int — patch=…"),
        (io.StringIO("{}"), "is an open file — pass its path, or json.load(file)"),
        (Path(__file__).parent, "is a folder: '"),
        ("", "/: the path is empty — patch=… is a path"),
    ],
)
def test_an_invalid_patch_is_rejected_as_one(patch: Any, message: str) -> None:
    with pytest.raises(DescriptionError) as caught:
        load(describe(), patch=patch)
    assert message in str(caught.value)
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"{", "invalid JSON"),
        (b'{"a": NaN}', "NaN is not a JSON value"),
        (b"\xff{}", "not UTF-8: invalid byte at position 0"),
        ("{}".encode("utf-16-le"), "the file is UTF-16 or UTF-32, not UTF-8"),
        (b"[" * 100_000, "deep"),
        (b"[]", "has to be a JSON object"),
    ],
)
def test_an_invalid_file_is_rejected_with_the_reason(data: bytes, message: str, tmp_path: Path) -> None:
    file = tmp_path / "api.json"
    file.write_bytes(data)
    with pytest.raises(DescriptionError) as caught:
        load(file)
    assert message in str(caught.value)


def test_a_file_may_not_be_larger_than_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dynaclient.description.loading.MAX_BYTES", 10)
    file = tmp_path / "api.json"
    file.write_text(json.dumps(describe()))
    with pytest.raises(DescriptionError, match="larger than"):
        load(file)


def test_a_resource_that_contains_itself_is_rejected() -> None:
    endless = {"dynaclient": 1, "resources": {"a": {"resources": {"b": {"$ref": "#/resources/a"}}}}}
    with pytest.raises(DescriptionError, match="nested too deeply, or endlessly"):
        load(endless)


# --- patches


def test_a_patch_is_applied_to_a_description() -> None:
    added = {"resources": {"things": {"actions": {"make": {"method": "POST"}}}}}
    api = load(describe(), patch=added)
    assert list(api.actions) == ["things.get", "things.make"]


def test_several_patches_are_applied_in_order() -> None:
    patches = [{"title": "One"}, {"title": "Two", "version": "2"}]
    api = load(describe(), patch=patches)
    assert (api.title, api.version) == ("Two", "2")


@pytest.mark.parametrize(
    ("target", "patch", "result"),
    # The cases of RFC 7396, appendix A.
    [
        ({"a": "b"}, {"a": "c"}, {"a": "c"}),
        ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
        ({"a": "b"}, {"a": None}, {}),
        ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
        ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
        ({"a": "c"}, {"a": ["b"]}, {"a": ["b"]}),
        ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
        ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
        (["a", "b"], ["c", "d"], ["c", "d"]),
        ({"a": "b"}, ["c"], ["c"]),
        ({"a": "foo"}, None, None),
        ({"a": "foo"}, "bar", "bar"),
        ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
        ([1, 2], {"a": "b", "c": None}, {"a": "b"}),
        ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
    ],
)
def test_merge_patch_follows_its_rfc(target: Any, patch: Any, result: Any) -> None:
    assert merge_patch(target, patch) == result


# --- names


def test_an_action_is_found_in_both_spellings() -> None:
    api = load()
    assert api.action("application_api_tokens.get") is api.action("applicationApiTokens.get")


def test_a_resource_is_found_in_both_spellings() -> None:
    assert load().resource("application_api_tokens").name == "applicationApiTokens"


@pytest.mark.parametrize("name", ["things.gte", "thing.get", "get", "", "things.get.more", "."])
def test_an_unknown_action_is_an_error(name: str) -> None:
    with pytest.raises(UnknownName):
        api_of().action(name)


def test_an_unknown_action_has_suggestions() -> None:
    with pytest.raises(UnknownName) as caught:
        api_of().action("things.gte")
    assert caught.value.suggestions == ("things.get",)


@pytest.mark.parametrize(("name", "found"), [("GET /things", True), ("get /things", True), ("PUT /things", False)])
def test_an_action_is_suggested_for_its_method_and_path(name: str, found: bool) -> None:
    with pytest.raises(UnknownName) as caught:
        api_of().action(name)
    assert (caught.value.suggestions == ("things.get",)) is found


def test_an_unknown_resource_has_suggestions() -> None:
    with pytest.raises(UnknownName, match="did you mean things"):
        api_of().resource("thing")


def test_resources_may_have_inner_resources() -> None:
    messages = {"path": "/messages", "actions": {"list": {"method": "GET"}}}
    users = {"path": "/users/{userId}", "parameters": {"userId": {"in": "path"}}, "resources": {"messages": messages}}
    api = load({"dynaclient": 1, "resources": {"users": users}})
    found = api.action("users.messages.list")
    assert found.path == "/users/{userId}/messages"
    assert list(found.parameters) == ["userId"]
    assert list(api.resource("users").resources) == ["messages"]
    assert repr(api.resource("users.messages")) == "<Resource users.messages: list>"


def test_search_returns_the_best_match_first() -> None:
    owners = ("application", "instance", "user")
    names = load().search("api token get")
    assert set(names[:6]) == {f"{owner}ApiToken{many}.get" for owner in owners for many in ("", "s")}


def test_a_search_without_words_finds_nothing() -> None:
    assert load().search("  ") == []


# --- inheritance


def test_an_inner_parameter_overrides_and_null_removes() -> None:
    resource = {
        "parameters": {"a": query({"type": "string"}), "b": query({"type": "string"}), "c": query()},
        "actions": {"get": action({"a": query({"type": "integer"}), "b": None})},
    }
    found = load(describe(resource=resource)).action("things.get")
    assert {name: parameter.type for name, parameter in found.parameters.items()} == {"a": "integer", "c": "any"}


def test_an_inherited_path_parameter_that_is_not_in_the_path_does_not_apply() -> None:
    resource = {
        "path": "/things/{id}",
        "parameters": {"id": {"in": "path"}},
        "actions": {"get": action(), "all": {"method": "GET", "absolutePath": "/things"}},
    }
    api = load(describe(resource=resource))
    assert list(api.action("things.get").parameters) == ["id"]
    assert list(api.action("things.all").parameters) == []


def test_every_action_has_the_common_parameters_unless_it_removes_them() -> None:
    description = describe(
        {"get": action(), "stream": action({"_links": None})},
        parameters={"_links": query({"type": "boolean"}, preset=True)},
        common=["_links"],
    )
    api = load(description)
    assert list(api.action("things.get").parameters) == ["_links"]
    assert list(api.action("things.stream").parameters) == []


def test_keys_beside_a_reference_override_its_target() -> None:
    parameters = {"sort": query({"type": "string"}, default="name", description="Sorts.")}
    description = describe(
        {"get": action({"sort": {"$ref": "#/parameters/sort", "default": "id"}})}, parameters=parameters
    )
    found = load(description).action("things.get").parameters["sort"]
    assert (found.default, found.description) == ("id", "Sorts.")


def test_path_parameters_are_required() -> None:
    api = load(describe({"get": action({"id": {"in": "path"}}, path="/{id}")}))
    assert api.action("things.get").parameters["id"].required


def test_the_name_in_the_request_may_differ() -> None:
    found = api_of({"perPage": query(name="per-page")}).action("things.get")
    assert found.parameters["perPage"].wire == "per-page"


def test_a_default_and_a_preset_differ() -> None:
    found = api_of({"a": query(default=1), "b": query(preset=2)}).action("things.get").parameters
    assert (found["a"].default, found["a"].preset) == (1, UNSET)
    assert (found["b"].default, found["b"].preset) == (UNSET, 2)


def test_headers_are_sent_with_the_calls_of_their_level() -> None:
    resource = {"headers": {"X-Level": "2", "X-Two": "2"}, "actions": {"get": action(headers={"x-level": "3"})}}
    found = load(describe(resource=resource, headers={"X-Level": "1", "X-One": "1"})).action("things.get")
    assert {name.lower(): value for name, value in found.headers.items()} == {
        "x-level": "3",
        "x-two": "2",
        "x-one": "1",
    }


def test_a_reference_may_replace_a_whole_resource_and_a_whole_action() -> None:
    description = describe({"get": {"$ref": "#/x-shared/get", "description": "Mine."}})
    description["x-shared"] = {"get": action(description="Theirs.")}
    description["resources"]["twins"] = {"$ref": "#/resources/things", "path": "/twins"}
    api = load(description)
    assert api.action("things.get").description == "Mine."
    assert api.action("twins.get").path == "/twins"


def test_a_property_called_ref_is_not_a_reference() -> None:
    schema = {"type": "object", "properties": {"$ref": {"type": "string"}}}
    found = load(describe({"post": {"method": "POST", "parameters": {"body": {"in": "body", "schema": schema}}}}))
    assert found.action("things.post").parameters["body"].schema.is_valid({"$ref": "x"})
    assert not found.action("things.post").parameters["body"].schema.is_valid({"$ref": 1})


def test_a_reference_in_an_example_is_data() -> None:
    found = api_of({"q": query(style="json", example={"$ref": "#/nowhere"})}).action("things.get")
    assert found.parameters["q"].example == {"$ref": "#/nowhere"}


def test_a_reference_in_an_example_of_a_schema_is_data() -> None:
    schema = {"type": "object", "examples": [{"$ref": "#/nowhere"}]}
    found = api_of({"q": query(schema, style="json")}).action("things.get").parameters["q"].schema
    assert unwrap_literal(found.view["examples"]) == [{"$ref": "#/nowhere"}]


# --- the properties of an action


TRAITS: dict[str, tuple[dict[str, Any], str]] = {
    "GET": ({"method": "GET"}, "readonly idempotent"),
    "HEAD": ({"method": "HEAD"}, "readonly idempotent"),
    "PUT": ({"method": "PUT"}, "idempotent"),
    "DELETE": ({"method": "DELETE"}, "destructive idempotent"),
    "POST": ({"method": "POST"}, ""),
    "POST that reads": ({"method": "POST", "readonly": True}, "readonly idempotent"),
    "POST that may be repeated": ({"method": "POST", "idempotent": True}, "idempotent"),
    "POST that destroys": ({"method": "POST", "destructive": True}, "destructive"),
    "GET that changes something": ({"method": "GET", "readonly": False}, "idempotent"),
    "GET that destroys": ({"method": "GET", "destructive": True}, "destructive idempotent"),
    "DELETE that destroys nothing": ({"method": "DELETE", "destructive": False}, "idempotent"),
    "DELETE that reads": ({"method": "DELETE", "readonly": True}, "readonly idempotent"),
    "both": ({"method": "POST", "readonly": True, "destructive": True}, "readonly idempotent"),
}


@pytest.mark.parametrize("name", TRAITS)
def test_what_an_action_does_to_the_server_is_declared_or_as_its_method_has_it(name: str) -> None:
    described, expected = TRAITS[name]
    found = load(describe({"do": described})).action("things.do")
    assert " ".join(trait for trait in Traits._fields if getattr(found, trait)) == expected


@pytest.mark.parametrize(
    ("auth", "sets", "required"),
    [
        (None, (("a",), ("b",)), True),
        (False, (), False),
        ("b", (("b",),), True),
        (["a", {"all": ["a", "b"]}], (("a",), ("a", "b")), True),
        ("optional", (("a",), ("b",)), False),
        (["b", "optional"], (("b",),), False),
        (["optional", "b"], (("a",), ("b",)), False),
        (["b", False], (("b",),), False),
        ({"a": [], "b": ["x"]}, (("a", "b"),), True),
        ({"all": ["a", {"b": ["x"], "x-note": 1}]}, (("a", "b"),), True),
    ],
)
def test_auth_is_alternative_sets_of_schemes(auth: Any, sets: Any, required: bool) -> None:
    schemes = {"a": {"type": "bearer"}, "b": {"type": "apiKey", "in": "header", "name": "X-Key"}}
    own = {} if auth is None else {"auth": auth}
    found = load(describe({"get": action(**own)}, auth=schemes)).action("things.get")
    assert (found.auth, found.auth_required) == (sets, required)


@pytest.mark.parametrize("level", ["requires", "resource", "action"])
def test_the_requirement_is_the_innermost_one(level: str) -> None:
    schemes = {name: {"type": "bearer"} for name in "abc"}
    levels: list[dict[str, Any]] = [{"auth": "a"}, {"auth": "b"}, {"auth": "c"}]
    depth = ["requires", "resource", "action"].index(level)
    top, resource, own = [levels[index] if index <= depth else {} for index in range(3)]
    found = load(describe({"get": action(**own)}, resource, auth=schemes, **({"requires": "a"} if top else {})))
    assert found.action("things.get").auth == (("abc"[depth],),)


OF_ALTERNATIVES: list[tuple[Any, dict[tuple[str, ...], Any]]] = [
    ([{"a": ["x"]}, "b"], {("a",): ("x",)}),
    ([{"a": ["x", "y"]}, {"a": ["z"]}], {("a",): (("x", "y"), "z")}),
    ([{"a": ["x"]}, "a"], {}),
    ({"all": [{"a": ["x"]}, {"b": ["y", "x"]}]}, {("a", "b"): (("x", "y"),)}),
    (["optional", {"a": ["x"]}], {}),
]


@pytest.mark.parametrize(("auth", "expected"), OF_ALTERNATIVES)
def test_scopes_belong_to_the_alternative_that_has_them(auth: Any, expected: Any) -> None:
    schemes = {name: {"type": "bearer"} for name in "ab"}
    assert load(describe({"get": action(auth=auth)}, auth=schemes)).action("things.get").auth_scopes == expected


@pytest.mark.parametrize(
    ("granted", "schemes", "lacking"),
    [
        ([], ("a",), ("x", ("y", "z"))),
        (["x"], ("a",), ()),
        (["y", "z"], ("a",), ()),
        (["y"], ("a",), ("x", ("y", "z"))),
        ([], ("b",), ()),
        ([], None, ()),
        ([], ("a", "b"), ("v",)),
    ],
)
def test_scopes_count_with_the_schemes_that_are_used(granted: list[str], schemes: Any, lacking: Any) -> None:
    auth = [{"a": ["x"]}, {"a": ["y", "z"]}, "b", {"a": ["v"], "b": []}]
    declared = {name: {"type": "bearer"} for name in "ab"}
    found = load(describe({"get": action(auth=auth)}, auth=declared)).action("things.get")
    assert found.lacking_scopes(granted, schemes) == lacking


@pytest.mark.parametrize("own", [{}, {"scopes": ["y"]}])
@pytest.mark.parametrize("auth", [[{"a": ["x"]}, "optional"], ["optional", {"a": ["x"]}]])
def test_where_a_credential_is_optional_no_scope_is_needed(auth: Any, own: Any) -> None:
    found = load(describe({"get": action(auth=auth, **own)}, auth={"a": {"type": "bearer"}})).action("things.get")
    assert [found.lacking_scopes(scopes) for scopes in ([], ["z"])] == [(), ()]


def test_the_scopes_of_an_action_count_beside_those_of_an_alternative() -> None:
    described = describe({"get": action(auth={"a": ["x"]}, scopes=["y"])}, auth={"a": {"type": "bearer"}})
    found = load(described).action("things.get")
    assert [found.lacking_scopes(scopes) for scopes in ([], ["x"], ["y"], ["x", "y"])] == [("y",), ("y",), ("x",), ()]


def test_scopes_flatten_and_always_is_added() -> None:
    scopes = {"always": ["{resource}.*", "{resource}.{action}"], "sets": {"read": ["all.Read", ["all.More"]]}}
    entries = [{"$ref": "#/scopes/sets/read"}, {"all": ["x", "y"]}]
    found = load(describe({"get": action(scopes=entries)}, scopes=scopes)).action("things.get")
    assert found.scopes == ("all.Read", "all.More", ("x", "y"), "things.*", "things.get")


def test_only_leaves_out_the_general_scopes() -> None:
    scopes = {"always": ["{resource}.*"]}
    found = load(describe({"get": action(scopes={"only": ["one"]})}, scopes=scopes)).action("things.get")
    assert found.scopes == ("one",)


@pytest.mark.parametrize(
    ("granted", "required", "allowed"),
    [
        (["devices.*"], ["devices.get"], True),
        (["devices.delete"], ["devices.*"], False),
        (["devices.*"], ["devices.*"], True),
        (["*"], ["anything"], True),
        (["x"], [{"all": ["x", "y"]}], False),
        (["x", "y"], [{"all": ["x", "y"]}], True),
        ([], [], True),
        ([], ["x"], False),
        (["device.*"], ["deviceXget"], False),
    ],
)
def test_a_star_is_a_wildcard_in_granted_scopes_only(granted: list[str], required: list[Any], allowed: bool) -> None:
    found = load(describe({"get": action(scopes=required)})).action("things.get")
    assert found.allowed_by(granted) is allowed


def test_a_response_is_found_by_status_then_range_then_default() -> None:
    responses = {"200": {"description": "a"}, "4XX": {"description": "b"}, "default": {"description": "c"}}
    found = api_of(responses=responses).action("things.get")
    descriptions = {status: getattr(found.response_for(status), "description", None) for status in (200, 404, 500)}
    assert descriptions == {200: "a", 404: "b", 500: "c"}


def test_an_undescribed_status_has_no_response() -> None:
    assert api_of(responses={"200": {}}).action("things.get").response_for(500) is None


def test_actions_inherit_responses_and_null_removes_one() -> None:
    shared = {"404": {"description": "gone"}, "400": {"description": "bad"}, "default": {}, "5XX": {}}
    own = {"404": {"description": "none"}, "200": {"description": "fine"}, "5XX": None}
    found = load(describe({"get": action(responses=own)}, {"responses": shared})).action("things.get").responses
    assert [f"{response.status} {response.description}".strip() for response in found.values()] == [
        "200 fine", "400 bad", "404 none", "default",
    ]  # fmt: skip


def test_responses_are_sorted_from_specific_to_general() -> None:
    responses: dict[str, Any] = {status: {} for status in ("default", "5XX", "404", "4XX", "200")}
    assert list(api_of(responses=responses).action("things.get").responses) == ["200", "404", "4XX", "5XX", "default"]


def test_the_summary_is_the_first_sentence() -> None:
    found = api_of(description="Gets it. And more.\n\nMuch more.").action("things.get")
    assert found.summary == "Gets it."


# --- laziness


def test_a_problem_is_raised_when_its_action_is_accessed_and_not_before() -> None:
    api = load(describe({"get": action(), "bad": {"method": "got"}}))
    assert api.action("things.get").method == "GET"
    with pytest.raises(DescriptionError, match="got"):
        api.action("things.bad")


def test_an_action_is_built_once() -> None:
    api = api_of()
    assert api.action("things.get") is api.actions["things.get"]


def test_names_are_known_without_building_actions() -> None:
    api = load(describe({"bad": {"method": "got"}}))
    assert list(api.actions) == ["things.bad"]
    assert "things.bad" in api.actions
    assert len(api.resource("things").actions) == 1
    with pytest.raises(KeyError):
        api.actions["things.nope"]


def test_a_loaded_description_pickles() -> None:
    api = pickle.loads(pickle.dumps(load()))
    assert api.action("applicationApiTokens.get").method == "GET"


def test_reprs_describe_the_object() -> None:
    api = load()
    found = api.action("applicationApiTokens.get")
    assert repr(api).startswith("<Api Losant 1.31.0: ")
    assert repr(found) == "<Action applicationApiTokens.get: GET /applications/{applicationId}/tokens>"
    assert repr(found.parameters["applicationId"]) == "<Parameter applicationId: string in path, required>"
    assert repr(found.responses["400"]) == "<ResponseDescription 400: Error>"


def test_the_bundled_file_is_found_in_the_repository_too() -> None:
    assert bundled().is_file()


def test_an_api_has_its_top_level_keys() -> None:
    api = load({**describe(), "description": "Things.", "dialect": "draft-07"})
    assert (api.description, api.dialect, api.version) == ("Things.", "draft-07", "")


def test_an_action_with_problems_does_not_stop_a_search() -> None:
    broken = {"method": "GET", "parameters": {"$ref": "#/nowhere"}}
    api = load(describe({"get": action(), "bad": broken, "worse": {"$ref": "#/nowhere"}}))
    assert set(api.search("things")) == {"things.bad", "things.get", "things.worse"}
    assert "things" not in api.parameter_spellings


def test_a_file_that_cannot_be_read_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_path: Any) -> bytes:
        raise PermissionError("no")

    file = tmp_path / "api.json"
    file.write_text(json.dumps(describe()))
    monkeypatch.setattr("dynaclient.description.loading._read_bytes", broken)
    with pytest.raises(DescriptionError, match=r"cannot be read \(PermissionError\)"):
        load(file)


def test_a_schema_that_only_refers_to_itself_validates() -> None:
    schemas = {"tree": {"type": "array", "items": {"$ref": "#/schemas/tree"}}}
    post = {"method": "POST", "parameters": {"body": {"in": "body", "schema": {"$ref": "#/schemas/tree"}}}}
    found = load(describe({"post": post}, schemas=schemas)).schema_at(("schemas", "tree"))
    assert found.is_valid([[], [[]]])
    assert not found.is_valid([[1]])


def test_a_schema_with_a_reference_into_another_target_validates_with_both() -> None:
    schemas = {
        "pet": {"type": "object", "properties": {"name": {"type": "string"}}},
        "both": {"items": {"$ref": "#/schemas/pet"}, "contains": {"$ref": "#/schemas/pet/properties/name"}},
    }
    found = load(describe(schemas=schemas)).schema_at(("schemas", "both"))
    assert sorted(violation.rule for violation in found.find_violations([{"name": 5}])) == ["contains", "type"]


def test_a_schema_that_combines_itself_is_walked_to_an_end() -> None:
    schemas = {"twice": {"allOf": [{"$ref": "#/schemas/twice"}, {"$ref": "#/schemas/twice"}], "secret": True}}
    found = load(describe(schemas=schemas)).schema_at(("schemas", "twice"))
    assert found.view["allOf"][0]["allOf"][1]["secret"] is True
    assert len(list(combined_schemas(found.view))) == 200


def test_a_schema_with_an_unresolvable_reference_has_no_title() -> None:
    found = load(describe(schemas={"a": {"$ref": "#/nowhere"}})).schema_at(("schemas", "a"))
    assert (found.title, found.types) == ("", frozenset())


def test_outlines_are_known_without_building_actions() -> None:
    nested = {"get": {"method": "GET", "description": {"$ref": "#/x-text"}}, "bad": {"path": "/x"}}
    api = load({**describe(nested), "x-text": "Gets it. And more."})
    assert [(outline.name, outline.method, outline.path, outline.summary) for outline in api.outlines()] == [
        ("things.get", "GET", "/things", "Gets it.")
    ]
