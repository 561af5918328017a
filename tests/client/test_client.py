"""The client in the hand."""

from __future__ import annotations

import asyncio
import copy
import inspect
import json
import os
import pickle
import re
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import nullcontext
from datetime import date
from fractions import Fraction
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import unquote

import numpy as np
import pytest

from dynaclient import (
    AsyncClient,
    Client,
    ConnectError,
    DescriptionError,
    DynaclientWarning,
    Forbidden,
    Headers,
    HttpTransport,
    InvalidCall,
    Limits,
    Request,
    Response,
    ScopeError,
    TransportError,
    UnknownName,
)  # fmt: skip
from dynaclient.client.options import OPTION_NAMES, SETTING_NAMES, Settings
from dynaclient.http.proxies import NetworkSettings
from dynaclient.http.sender import Options
from dynaclient.testing import RecordingTransport, response
from tests.support.descriptions import ID, action, client_of, describe, query

TOKENS = "applicationApiTokens.get"


def bundled(*answers: Any, **options: Any) -> tuple[Client, RecordingTransport]:
    transport = RecordingTransport(list(answers) or [response({"items": []})])
    return Client(transport=transport, **options), transport


def thawed(thing: Any) -> Any:
    """Give a thing as it comes out of a pickle."""
    return pickle.loads(pickle.dumps(thing))


# --- ways to call


@pytest.mark.parametrize(
    "call",
    [
        lambda client: client.applicationApiTokens.get(applicationId=ID, perPage=10),
        lambda client: client.application_api_tokens.get(application_id=ID, per_page=10),
        lambda client: client["applicationApiTokens"]["get"](applicationId=ID, perPage=10),
        lambda client: client.call(TOKENS, {"applicationId": ID, "perPage": 10}),
        lambda client: client.call(TOKENS, applicationId=ID, perPage=10),
        lambda client: client.call("application_api_tokens.get", {"applicationId": ID}, perPage=10),
        lambda client: client.applicationApiTokens.get({"applicationId": ID, "perPage": 10}),
    ],
)
def test_every_way_to_call_sends_the_same(call: Callable[[Client], Any]) -> None:
    client, transport = bundled()
    assert call(client) == {"items": []}
    wanted = f"/applications/{ID}/tokens?_actions=false&_links=true&_embedded=true&perPage=10"
    assert transport.requests[0].url == f"https://api.losant.com{wanted}"
    assert transport.requests[0].headers["Accept-Version"] == "^1.31.0"


@pytest.mark.parametrize("positional", [(1,), ({}, {}), ({"applicationId": 1},)])
def test_arguments_by_position_are_refused(positional: tuple[Any, ...]) -> None:
    client, transport = bundled()
    with pytest.raises(InvalidCall):
        client.applicationApiTokens.get(*positional, applicationId=ID)
    assert transport.requests == []


def test_prepare_shows_the_request_and_sends_nothing() -> None:
    client, transport = bundled(token="hunter2")
    request = client.applicationApiTokens.get.prepare(applicationId=ID)
    assert (request.method, request.action) == ("GET", TOKENS)
    assert "Authorization" not in request.headers
    assert transport.requests == []


def test_an_action_is_at_hand() -> None:
    client, _ = bundled()
    assert client.applicationApiTokens.get.action is client.api.actions[TOKENS]


# --- in the background


def test_submit_gives_a_future() -> None:
    client, _ = bundled()
    future = client.applicationApiTokens.get.submit(applicationId=ID)
    assert isinstance(future, Future)
    assert future.result(5) == {"items": []}
    client.close()


def test_submit_calls_back_with_the_result() -> None:
    client, _ = bundled()
    told: list[Any] = []
    client.applicationApiTokens.get.submit({"applicationId": ID}, lambda *each: told.append(each)).result(5)
    assert told == [(None, {"items": []})]
    client.close()


def test_submit_calls_back_with_the_error() -> None:
    client, _ = bundled()
    told: list[Any] = []
    future = client.applicationApiTokens.get.submit({}, lambda *each: told.append(each))
    assert isinstance(future.exception(5), InvalidCall)
    assert told == [(future.exception(), None)]
    client.close()


def test_an_error_without_a_callback_is_in_the_future() -> None:
    client, _ = bundled()
    assert isinstance(client.applicationApiTokens.get.submit().exception(5), InvalidCall)
    client.close()


# --- names


@pytest.mark.parametrize(
    ("wrong", "near"),
    [
        (lambda client: client.aplication_api_tokens, "application_api_tokens"),
        (lambda client: client["aplicationApiTokens"], "application_api_tokens"),
        (lambda client: client.application_api_tokens.gte, "get"),
        (lambda client: client.call("applicationApiTokens.gte"), TOKENS),
        (lambda client: setattr(client, "tokn", "x"), "token"),
        (lambda client: setattr(client.application_api_tokens, "gte", "x"), "get"),
    ],
)
def test_a_wrong_name_is_told_with_near_ones(wrong: Callable[[Client], Any], near: str) -> None:
    client, _ = bundled()
    with pytest.raises(UnknownName) as caught:
        wrong(client)
    assert near in caught.value.suggestions


def test_an_option_is_not_set_as_an_attribute() -> None:
    client, _ = bundled()
    with pytest.raises(UnknownName, match="with_options"):
        client.timeout = 5


def test_hostile_names_reach_nothing_of_pythons() -> None:
    names = ["__init__", "__class__", "_shared", "close", "call", "import", "x" * 1000]
    resources = {name: {"path": "/x", "actions": {"get": action()}} for name in names}
    client, transport = client_of({"dynaclient": 1, "server": "https://a.b", "resources": resources})
    for name in names:
        client[name].get()
    assert len(transport.requests) == len(names)
    assert client.import_.get() == {}
    assert client.__class__ is Client


def test_an_action_of_a_python_word_gets_an_underscore() -> None:
    client, transport = client_of(describe({"import": action({"from": query()}), "_hidden": action()}))
    client.things.import_(from_=1)
    client.things["import"](**{"from": 2})
    client.things["_hidden"]()
    assert [each.url.rpartition("/")[2] for each in transport.requests] == ["things?from=1", "things?from=2", "things"]
    assert "from_" in str(client.things.import_.__signature__)


def test_nested_resources_are_attributes_too() -> None:
    messages = {"path": "/messages", "actions": {"list": {"method": "GET"}}}
    users = {"path": "/users", "resources": {"messages": messages}}
    client, transport = client_of({"dynaclient": 1, "server": "https://a.b", "resources": {"users": users}})
    client.users.messages.list()
    client["users.messages"].list()
    client.call("users.messages.list")
    assert {each.url for each in transport.requests} == {"https://a.b/users/messages"}
    assert client.users.messages is client["users.messages"]


def test_dir_and_repr_show_what_there_is() -> None:
    client, _ = bundled()
    assert {"application_api_tokens", "call", "token"} <= set(dir(client))
    assert dir(client.application_api_tokens) == ["get", "post"]
    assert repr(client) == "<Client Losant 1.31.0 at https://api.losant.com>"
    assert repr(client.application_api_tokens) == "<Resource applicationApiTokens: get, post>"
    assert "Makes a new API token" in (client.application_api_tokens.__doc__ or "")


def test_find_gives_actions() -> None:
    client, _ = bundled()
    assert "applicationApiTokens.post" in [each.name for each in client.find("create token")]


# --- clients like this one


def itself() -> list[Any]:
    """Return a list that contains itself."""
    values: list[Any] = []
    values.append(values)
    return values


def test_options_are_laid_over_options() -> None:
    client, transport = client_of(describe())
    other = client.with_options(query={"a": 1}, headers={"X-A": "1"}).with_options(query={"b": 2}, headers={"X-B": "2"})
    other.things.get()
    other.with_options(query={"a": None, "c": None}).things.get()
    request = transport.requests[0]
    assert [request.url.partition("?")[2], transport.requests[1].url.partition("?")[2]] == ["a=1&b=2", "b=2"]
    assert (request.headers["X-A"], request.headers["X-B"]) == ("1", "2")


@pytest.mark.parametrize(
    "options",
    [
        {"tiemout": 1}, {"timeout": 0}, {"timeout": "5"}, {"timeout": True}, {"timeout": float("inf")},
        {"connect_timeout": None}, {"retries": -1}, {"retries": 1.5}, {"max_response_bytes": -1}, {"allow_http": 1}, {"validate": "maybe"},
        {"validate_responses": None},
        {"headers": {"a b": "c"}}, {"headers": {"Host": "x"}}, {"headers": {"Authorization": "x"}}, {"headers": []},
        {"query": []}, {"query": {1: 2}}, {"query": {"a": itself()}}, {"query": {"a": {"b": object()}}}, {"content": 5}, {"reconnect": -1},
        {"timeout": np.bool_(1)}, {"timeout": np.int64(0)}, {"timeout": np.float64("nan")}, {"retries": np.float64(1)}, {"timeout": np.array([5])},
    ],
)  # fmt: skip
def test_an_option_that_cannot_be_used_is_refused(options: dict[str, Any]) -> None:
    client, _ = bundled()
    with pytest.raises(InvalidCall):
        client.with_options(**options)


@pytest.mark.parametrize(
    "options",
    [
        {"timeout": None}, {"max_response_bytes": None}, {"content": None}, {"retries": 0}, {"read_timeout": 0.5},
        {"timeout": np.int64(5)}, {"read_timeout": np.float32(0.5)}, {"connect_timeout": Fraction(1, 2)}, {"retries": np.int8(1)}, {"max_items": np.uint8(1)},
        {"reconnect": np.int64(0)},
    ],
)  # fmt: skip
def test_an_option_that_can_be_used_is_taken(options: dict[str, Any]) -> None:
    client, transport = client_of(describe())
    client.with_options(**options).things.get()
    assert len(transport.requests) == 1


@pytest.mark.parametrize(
    ("value", "problem"),
    [(None, "the header 'X' is None: leave it out"), (5, "the header 'X' is of type int, and a header is a string")],
)
def test_a_header_that_is_no_string_is_named(value: Any, problem: str) -> None:
    with pytest.raises(InvalidCall, match=problem):
        Client(describe(), headers={"X": value})


def test_a_value_of_the_query_is_that_of_the_moment_at_which_it_was_passed() -> None:
    client, transport = client_of(describe())
    numbers = [1]
    other = client.with_options(query={"n": numbers})
    numbers.append(2)
    other.things.get()
    assert transport.requests[0].url.endswith("?n=1")


def test_options_may_be_given_to_the_client_too() -> None:
    with pytest.raises(InvalidCall):
        Client(timeout=-1)


def test_defaults_are_arguments_given_once() -> None:
    client, transport = bundled()
    mine = client.with_defaults(application_id=ID).with_defaults(perPage=5)
    mine.application_api_tokens.get()
    mine.application_api_tokens.get(per_page=6)
    mine.applications.get()
    assert [each.url.partition("&_embedded=true")[2] for each in transport.requests] == [
        "&perPage=5",
        "&perPage=6",
        "&perPage=5",
    ]


SPREAD = {
    "in": "body",
    "spread": True,
    "preset": {"size": 1},
    "schema": {"type": "object", "properties": {"name": {"type": "string"}, "color": {"enum": ["red", "green"]}}},
}
DETAILS = query({"type": "object"}, style="deepObject")
MEMBERS = describe(
    {
        "get": {"method": "GET", "parameters": {"color": query()}},
        "add": {"method": "POST", "parameters": {"thing": SPREAD, "details": DETAILS}},
    }
)


@pytest.mark.parametrize(
    ("defaults", "arguments", "sent"),
    [
        ({"color": "red"}, {"name": "a"}, {"size": 1, "name": "a", "color": "red"}),
        ({"name": "n"}, {}, {"size": 1, "name": "n"}),
        ({"color": "red"}, {"thing": {"name": "a"}}, {"name": "a", "color": "red"}),
        ({"color": "red"}, {"thing": {"color": "green"}}, {"color": "green"}),
        ({"color": "red"}, {"color": "green"}, {"size": 1, "color": "green"}),
        ({"color": "red"}, {"color": None}, "body.color (body): null is not one of the allowed values"),
        ({"color": "rot"}, {"name": "a"}, "body.color (body): "),
        ({"color": "red"}, {"thing": [1]}, "thing (body): expected type object"),
        ({"color": "red"}, {"thing": object()}, "thing (body): is an object"),
        ({"thing": {"color": "red"}}, {"name": "a"}, {"color": "red", "name": "a"}),
        ({"thing": {"color": "red", "name": "n"}}, {"name": "a"}, {"color": "red", "name": "a"}),
        ({"thing": {"color": "red", "name": "n"}}, {"thing": {"name": "a"}}, {"color": "red", "name": "a"}),
        ({"thing": {"color": "red"}, "color": "green"}, {}, {"color": "red"}),
    ],
)
def test_members_of_a_body_are_defaults_too(defaults: Any, arguments: Any, sent: Any) -> None:
    client, transport = client_of(MEMBERS)
    mine = client.with_defaults(**defaults)
    if isinstance(sent, str):
        with pytest.raises(InvalidCall) as raised:
            mine.things.add(arguments)
        assert sent.replace("body.", "thing.") in str(raised.value)
        return
    mine.things.add(arguments)
    body: Any = transport.requests[0].body
    assert json.loads(body) == sent


@pytest.mark.parametrize("dry_run", [False, True])
def test_a_row_has_the_members_that_it_leaves_out_from_the_defaults(dry_run: bool) -> None:
    client, transport = client_of(MEMBERS, *[response({})] * 3)
    mine = client.with_defaults(thing={"color": "red", "deep": {"a": 1}}, details={"a": 1, "b": 2})
    rows = [{"name": "a", "details.b": 3}, {"thing": {"color": "green", "deep": {"b": 2}}}, {"color": "rot"}]
    outcomes = mine.things.add.map(rows, dry_run=dry_run, concurrency=1)
    requests: list[Any] = [outcome.value for outcome in outcomes if outcome.ok] if dry_run else [*transport.requests]
    assert [(unquote(request.url.partition("?")[2]), json.loads(request.body)) for request in requests] == [
        ("details[a]=1&details[b]=3", {"color": "red", "deep": {"a": 1}, "name": "a"}),
        ("details[a]=1&details[b]=2", {"color": "green", "deep": {"a": 1, "b": 2}}),
    ]
    assert "thing.color (body): " in str(outcomes.errors[0].error)


def test_a_default_that_no_action_takes_is_refused() -> None:
    client, _ = bundled()
    with pytest.raises(InvalidCall, match="did you mean applicationId"):
        client.with_defaults(aplicationId=ID)


def test_arguments_are_never_changed() -> None:
    parameters = {
        "body": {"in": "body", "required": True, "schema": {"type": "object"}},
        "tags": query({"type": "array"}, style="brackets"),
    }
    arguments = {"body": {"at": date(2026, 1, 2), "list": [1, {"a": None}]}, "tags": [{"key": "a"}]}
    before = copy.deepcopy(arguments)
    client, _ = client_of(describe({"post": {"method": "POST", "parameters": parameters}}))
    client.call("things.post", arguments)
    client.things.post(**arguments)
    assert arguments == before


def test_with_response_tells_how_the_value_came() -> None:
    client, _ = client_of(describe(), response({"a": 1}, 201, {"X-Id": "7"}))
    result = client.with_response.things.get()
    assert (result.data, result.status, result.headers["x-id"], result.attempts) == ({"a": 1}, 201, "7", 1)


def test_scopes_that_are_known_refuse_a_call_unsent() -> None:
    client, transport = bundled(scopes=["applicationApiTokens.get"])
    with pytest.raises(ScopeError, match=r"applicationApiTokens\.post"):
        client.applicationApiTokens.post(applicationId=ID, apiToken={"name": "x"})
    assert transport.requests == []


@pytest.mark.parametrize(
    ("scopes", "can"),
    [(None, None), (["all.Application"], True), ("all.Application", True), (["devices.*"], False), ([], False)],
)
def test_can_says_what_the_scopes_allow(scopes: Any, can: bool | None) -> None:
    client, _ = bundled(scopes=scopes)
    assert client.can("applicationApiTokens.post") is can


@pytest.mark.parametrize(
    ("token", "scopes", "can"),
    [
        ("oauth", ["read"], True), ("oauth", ["write"], False), ("oauth", None, None),
        ("key", ["write"], True), ("key", None, True), (None, ["write"], True),
    ],
)  # fmt: skip
def test_scopes_are_checked_if_their_scheme_is_the_one_used(token: Any, scopes: Any, can: bool | None) -> None:
    schemes = {name: {"type": "bearer"} for name in ("oauth", "key")}
    description = describe({"get": action(auth=[{"oauth": ["read"]}, "key"])}, auth=schemes)
    client, transport = client_of(description, token={token: "abc"} if token else None, scopes=scopes)
    assert client.can("things.get") is can
    with pytest.raises(ScopeError, match="needs one of: read") if can is False else nullcontext():
        client.things.get()
    assert len(transport.requests) == (can is not False)


def test_what_asks_for_no_scope_can_always_be_called() -> None:
    client, _ = bundled()
    assert client.can("auth.authenticateUser") is True


# --- where it goes


def test_a_description_without_a_server_needs_a_url() -> None:
    description = describe()
    del description["server"]
    client, _ = client_of(description)
    assert repr(client) == "<Client API at no server yet>"
    with pytest.raises(InvalidCall, match="the description has no server"):
        client.things.get()


@pytest.mark.parametrize("url", ["not a url", "https://u:p@a.b", 5])
def test_a_url_that_is_none_is_refused(url: Any) -> None:
    with pytest.raises(InvalidCall, match="url"):
        Client(url=url)


def test_variables_fill_the_server() -> None:
    server = {"url": "https://{region}.example.com", "variables": {"region": {"default": "eu", "enum": ["eu", "us"]}}}
    description = {**describe(), "server": server}
    client, transport = client_of(description, variables={"region": "us"})
    client.things.get()
    assert transport.requests[0].url == "https://us.example.com/things"


@pytest.mark.parametrize("server", ["https://{nowhere}.example.com", "https://example.com/../x"])
def test_a_server_that_is_none_is_a_fault_of_the_description(server: str) -> None:
    with pytest.raises(DescriptionError):
        client_of({**describe(), "server": server})


def test_a_variable_outside_its_values_is_told() -> None:
    server = {"url": "https://{region}.example.com", "variables": {"region": {"default": "eu", "enum": ["eu"]}}}
    with pytest.raises(InvalidCall, match="one of eu"):
        client_of({**describe(), "server": server}, variables={"region": "us"})


def test_an_action_may_live_on_a_server_of_its_own() -> None:
    client, transport = client_of(
        describe({"get": action(server="https://upload.example.com/v2")}), url="https://mine.example"
    )
    client.things.get()
    client.things.get()
    assert transport.requests[1].url == "https://upload.example.com/v2/things"


# --- the life of a client


def test_a_client_closes_its_transport() -> None:
    closed: list[int] = []

    class Closing(RecordingTransport):
        def close(self) -> None:
            closed.append(1)

    with Client(describe(), transport=Closing()) as client:
        client.things.get.submit().result(5)
    assert closed == [1]


def test_a_session_and_the_usual_transport_are_closed_without_a_word() -> None:
    with Client(describe()) as client:
        assert isinstance(client._shared.transport, HttpTransport)


@pytest.mark.parametrize("twin_of", [copy.copy, copy.deepcopy, thawed])
def test_a_copy_has_the_settings_and_no_literal_token(twin_of: Callable[[Client], Client]) -> None:
    description = describe(auth={"key": {"type": "bearer"}})
    client = Client(description, token="hunter2", scopes=["x"], url="https://mine.example", timeout=7)
    twin = twin_of(client.with_defaults())
    assert (twin.token, twin.can("things.get"), repr(twin)) == (None, True, "<Client API at https://mine.example>")
    assert twin._settings.options.timeout == 7
    assert b"hunter2" not in pickle.dumps(client)


def source() -> str:
    return "fresh"


def test_a_function_that_gives_the_token_travels() -> None:
    seen = RecordingTransport()
    client = Client(describe(auth={"key": {"type": "bearer"}}), token=source, transport=seen)
    twin = thawed(client)
    twin.things.get()
    assert twin._shared.transport.requests[0].headers["Authorization"] == "Bearer ***"


def test_the_bundled_description_and_a_patch() -> None:
    patch = {
        "resources": {"pets": {"path": "/pets", "actions": {"get": {"method": "GET", "description": "Lists pets."}}}}
    }
    client, transport = client_of(None, patch=patch)
    client.pets.get()
    assert transport.requests[0].url.startswith("https://api.losant.com/pets?")
    assert (client.pets.get.__doc__ or "").startswith("pets.get: GET /pets\n\nLists pets.\n")
    assert [each.name for each in client.find("pets")] == ["pets.get"]


# --- testing


def test_recordings_hold_no_credential(tmp_path: Path) -> None:
    auth = {"a": {"type": "bearer"}, "b": {"type": "apiKey", "in": "query", "name": "key"}}
    description = describe({"get": action(auth={"all": ["a", "b"]})}, auth=auth)
    client, transport = client_of(description, token={"a": "hunter2", "b": "hunter3"})
    client.things.get()
    assert "hunter" not in repr(transport.requests) + str(dict(transport.requests[0].headers))
    (tmp_path / "recording").write_bytes(pickle.dumps(transport.requests))
    assert b"hunter" not in (tmp_path / "recording").read_bytes()


def test_answers_are_given_in_order_and_the_last_from_then_on() -> None:
    client, _ = client_of(describe(), response({"n": 1}), response({"n": 2}))
    assert [client.things.get()["n"] for _ in range(3)] == [1, 2, 2]


def test_answers_may_be_made_from_the_request() -> None:
    def choose(request: Request) -> Any:
        return response({"url": request.url}, headers={"X": "1"})

    client = Client(describe(), transport=RecordingTransport(choose))
    assert client.things.get()["url"] == "https://api.example.com/things"


def test_no_answers_are_an_empty_object() -> None:
    assert Client(describe(), transport=RecordingTransport()).things.get() == {}
    assert Client(describe(), transport=RecordingTransport(response("x"))).things.get() == "x"
    assert Client(describe(), transport=RecordingTransport([])).things.get() == {}


def test_a_secret_shows_itself_to_nobody() -> None:
    client = Client(describe(auth={"key": {"type": "bearer"}}), token="hunter2")
    secret = client.token
    assert secret.reveal() == "hunter2"
    assert "hunter2" not in f"{secret} {secret!r} {[secret]}"
    assert secret == copy.copy(secret) == copy.deepcopy(secret)
    assert len({secret, copy.copy(secret)}) == 1
    with pytest.raises(TypeError, match="cannot be pickled"):
        pickle.dumps(secret)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="only where processes fork")
def test_threads_are_made_anew_in_a_forked_child() -> None:
    client, _ = client_of(describe())
    client.things.get.submit().result(5)
    child = os.fork()
    if child == 0:  # pragma: no cover - the child's lines are not counted
        os._exit(0 if client.things.get.submit().result(5) == {} else 1)
    assert os.waitpid(child, 0)[1] == 0
    client.close()


def test_headers_of_a_result_are_frozen() -> None:
    client, _ = client_of(describe(), response({}, headers={"A": "1"}))
    assert client.with_response.things.get().headers.with_fields([("B", "2")]) == Headers(
        [("Content-Type", "application/json"), ("A", "1"), ("B", "2")]
    )


def test_a_secret_that_holds_what_is_faulty_stays_hidden() -> None:
    schema = {"properties": {"keys": {"type": "object", "secret": True, "properties": {"a": {"type": "integer"}}}}}
    client, _ = client_of(describe({"post": {"method": "POST", "parameters": {"b": {"in": "body", "schema": schema}}}}))
    with pytest.raises(InvalidCall) as caught:
        client.things.post(b={"keys": {"a": "hunter2"}})
    assert "hunter2" not in str(caught.value) + repr(caught.value.problems)


def test_declared_secrets_are_masked_in_recordings() -> None:
    parameters = {
        "key": {"in": "header", "name": "X-Key", "secret": True},
        "session": {"in": "cookie", "secret": True},
        "body": {"in": "body", "schema": {"properties": {"password": {"secret": True}}}},
    }
    client, transport = client_of(describe({"post": {"method": "POST", "parameters": parameters}}))
    client.things.post(key="hunter2", session="hunter3", body={"password": "hunter4", "name": "n"})
    recorded = transport.requests[0]
    assert recorded.body == b'{"password":"***","name":"n"}'
    assert (recorded.headers["X-Key"], recorded.headers["Cookie"]) == ("***", "session=***")


def test_the_mock_client_proves_itself_with_the_first_grant() -> None:
    auth = {"login": {"type": "basic"}}
    description = describe({"get": {"method": "GET", "scopes": ["read"]}}, auth=auth)
    with Client.mock(description, grants={"ann:secret": ["read"], "bob:secret": []}) as client:
        assert client.can("things.get") is None
        client.things.get()
        client.token = ("bob", "secret")
        with pytest.raises(Forbidden):
            client.things.get()


@pytest.mark.parametrize(
    "call", [lambda client: client.things.get(q="x"), lambda client: client.call("things.get", q="x")]
)
def test_warnings_point_at_the_line_that_calls(call: Callable[[Client], Any]) -> None:
    described = action({"q": query({"type": "integer"})}, responses={"200": {"schema": {"type": "array"}}})
    client, _ = client_of(describe({"get": described}), validate="warn", validate_responses="warn")
    with pytest.warns(DynaclientWarning) as caught:
        call(client)
    assert [Path(each.filename).name for each in caught] == ["test_client.py", "test_client.py"]


def test_warnings_of_what_is_only_prepared_do_so_too() -> None:
    client, _ = client_of(describe({"get": action({"q": query({"type": "integer"})})}), validate="warn")
    with pytest.warns(DynaclientWarning) as caught:
        client.things.get.prepare(q="x")
    assert [Path(each.filename).name for each in caught] == ["test_client.py"]


@pytest.mark.parametrize(
    "options",
    [
        {"trusted_origins": 5},
        {"trusted_origins": [5]},
        {"trusted_origins": b"x"},
        {"scopes": {"a": 1}},
        {"variables": []},
        {"variables": {"a": 1}},
    ],
)
def test_an_option_of_another_kind_is_refused(options: dict[str, Any]) -> None:
    with pytest.raises(InvalidCall):
        Client(describe(), **options)


@pytest.mark.parametrize(
    "call",
    [
        lambda client: client[5],
        lambda client: client.things[5],
        lambda client: client.call(5),
        lambda client: client.can([]),
    ],
)
def test_a_name_that_is_no_text_is_no_name(call: Callable[[Client], Any]) -> None:
    client, _ = client_of(describe())
    with pytest.raises(UnknownName, match="is a string, not (int|list)"):
        call(client)


def test_only_a_text_can_be_looked_for() -> None:
    client, _ = client_of(describe())
    with pytest.raises(InvalidCall, match="is not a string"):
        client.find(5)  # type: ignore[arg-type]


def test_help_says_what_is_deprecated() -> None:
    client, _ = client_of(describe({"get": action(deprecated="Use list.")}))
    assert "Deprecated: Use list." in (client.things.get.__doc__ or "")


def test_two_actions_may_fill_one_template_differently() -> None:
    def served(region: str) -> dict[str, Any]:
        return {"url": "https://{region}.example.com", "variables": {"region": {"default": region}}}

    client, transport = client_of(describe({"one": action(server=served("eu")), "two": action(server=served("us"))}))
    client.things.one()
    client.things.two()
    assert [each.url for each in transport.requests] == [
        "https://eu.example.com/things",
        "https://us.example.com/things",
    ]


SECRET = "hunter2hunter2"
MISUSES: dict[str, tuple[Callable[[Any], Any], str]] = {
    "a token after the description": (
        lambda make: make(describe(), SECRET), "Client: 1 problem, nothing was sent\n  arguments (call): too many "
        "positional arguments — write Client(api, token=…)",
    ),
    "the environment": (lambda make: make.from_env(describe(), SECRET), "write from_env(api, timeout=…)"),
    "a mock server": (lambda make: make.mock(describe(), SECRET), "write mock(api, grants={…})"),
    "options": (lambda make: make(describe()).with_options(5), "write with_options(timeout=…)"),
    "defaults": (lambda make: make(describe()).with_defaults({"id": SECRET}), "write with_defaults(name=value)"),
    "no action": (lambda make: make(describe()).call(), "missing a required argument: 'action' — write call("),
    "arguments after those": (lambda make: make(describe()).call("things.get", {}, SECRET), "too many positional"),
    "no words": (lambda make: make(describe()).find(), "write find("),
    "two actions": (lambda make: make(describe()).can("a", SECRET), "write can("),
    "no target": (lambda make: make(describe()).things.get.download(), "write download(path, name=value)"),
    "no rows": (lambda make: make(describe()).things.get.map(), "write map(rows, columns={…})"),
    "a second argument of map": (lambda make: make(describe()).things.get.imap([], SECRET), "write imap(rows, "),
    "an argument of an example": (lambda make: make(describe()).things.get.example(id=5), "argument 'id' — write example()"),
}  # fmt: skip


@pytest.mark.parametrize("make", [Client, AsyncClient])
@pytest.mark.parametrize("name", MISUSES)
def test_a_method_that_is_called_in_another_way_is_an_error_that_says_how(make: Any, name: str) -> None:
    misuse, message = MISUSES[name]
    with pytest.raises(InvalidCall) as caught:
        misuse(make)
    assert message in str(caught.value)
    assert SECRET not in str(caught.value)


def test_a_type_error_of_the_callers_code_stays_what_it_is() -> None:
    def fails(_: Any) -> Any:
        raise TypeError("of the caller")

    client, _ = client_of(describe())
    with pytest.raises(TypeError, match="of the caller"):
        client.with_options(progress=fails).things.get.map([{}])


@pytest.mark.parametrize("make", [Client, AsyncClient])
@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"proxy": 5}, "proxy (option): is not a URL — pass http://host:port"),
        ({"ca": 5}, "ca (option): is not a path"),
        ({"cert": ("a", "b", "c")}, "cert (option): is not a path, or two"),
        ({"cert": ("a", 5)}, "cert (option): is not a path, or two"),
        ({"trust_env": "no"}, "trust_env (option): is not a boolean"),
        ({"lint": "x"}, "lint (option): is not a boolean"),
        ({"transport": 5}, "transport (option): is not a transport — pass an object with send(request, limits)"),
        ({"session": 5}, "session (option): "),
    ],
)
def test_an_option_of_another_type_is_refused_when_the_client_is_made(make: Any, options: Any, message: str) -> None:
    with pytest.raises(InvalidCall) as caught:
        make(describe(), **options)
    assert message in str(caught.value)


class _Awaited:
    """A transport for `AsyncClient`."""

    async def send(self, _request: Request, _limits: Limits) -> Response:
        return Response(204)


class _Returning:
    """A transport that returns the same each time."""

    def __init__(self, returned: Callable[[], Any]) -> None:
        self._returned = returned

    def send(self, _request: Request, _limits: Limits) -> Any:
        return self._returned()


@pytest.mark.parametrize("awaited", [_Awaited(), SimpleNamespace(send=partial(_Awaited().send))])
def test_a_transport_for_the_other_client_is_refused_when_the_client_is_made(awaited: Any) -> None:
    message = r"transport \(option\): has a send that is a coroutine function — pass it to AsyncClient, or define send"
    with pytest.raises(InvalidCall, match=message):
        Client(describe(), transport=awaited)
    assert asyncio.run(AsyncClient(describe(), transport=awaited).things.get()) is None


@pytest.mark.parametrize("make", [Client, AsyncClient])
@pytest.mark.parametrize(
    ("returned", "message"),
    [
        (None, "the transport returned None in place of a Response: return Response(status, headers, body), or raise"),
        ({"a": 1}, "the transport returned a value of type dict in place of a Response: return Response("),
        (Response("404"), "returned a Response whose status is a value of type str in place of an integer: pass 200"),  # type: ignore[arg-type]
        (Response(200, body="x"), "returned a Response whose body is a value of type str in place of bytes: encode"),  # type: ignore[arg-type]
        (Response(200, None), "returned a Response whose headers are None in place of Headers: pass Headers("),  # type: ignore[arg-type]
    ],
)
def test_what_a_transport_returns_in_place_of_a_response_is_reported(make: Any, returned: Any, message: str) -> None:
    client = make(describe(), transport=_Returning(lambda: returned))
    with pytest.raises(TransportError) as caught:
        _made(client)
    assert message in str(caught.value)


def _made(client: Any) -> Any:
    return asyncio.run(client.things.get()) if isinstance(client, AsyncClient) else client.things.get()


def test_a_coroutine_in_place_of_a_response_is_reported_and_was_not_sent() -> None:
    transport = _Returning(lambda: _Awaited().send(Request("GET", "https://a.b"), Limits()))
    with pytest.raises(
        ConnectError, match="returned a coroutine, and Client awaits none; nothing was sent; use AsyncCl"
    ):
        Client(describe(), transport=transport).things.get()
    assert _made(AsyncClient(describe(), transport=transport)) is None


@pytest.mark.parametrize("body", [b"[1]", bytearray(b"[1]")])
def test_the_headers_of_a_response_may_be_a_dict(body: Any) -> None:
    found = Response(200, {"content-type": "application/json"}, body)  # type: ignore[arg-type]
    assert Client(describe(), transport=_Returning(lambda: found)).things.get() == [1]


untyped_response: Any = response
UntypedTransport: Any = RecordingTransport


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: untyped_response({}, status="404"), "status (option): is not an integer of three digits — pass 404"),
        (lambda: untyped_response({}, status=42), "status (option): is not an integer of three digits"),
        (lambda: untyped_response({}, headers=5), "headers (option): is not a dict of strings"),
        (lambda: untyped_response({}, headers={"Retry-After": 5}), "headers (option): is not a dict of strings"),
        (lambda: untyped_response({"a": {1}}), "data (option): cannot be written as JSON (Object of type set is not"),
        (lambda: UntypedTransport({"items": []}), "has a value of type dict in place of a response — pass response("),
        (
            lambda: UntypedTransport([response(), None]),
            "responses (option): has a value of type NoneType in place of",
        ),
        (lambda: UntypedTransport(5), "responses (option): has a value of type int in place of a response"),
        (lambda: UntypedTransport("text"), "responses (option): has a value of type str in place of a response"),
    ],
)
def test_a_fixture_that_is_not_a_response_is_refused_when_it_is_made(make: Any, message: str) -> None:
    with pytest.raises(InvalidCall) as caught:
        make()
    assert message in str(caught.value)


OPTIONS: dict[str, Any] = {
    "timeout": 7, "connect_timeout": 7, "read_timeout": 7, "retries": 1, "redirects": 1, "max_response_bytes": 7,
    "allow_http": True, "validate": "off", "validate_responses": "warn", "headers": {"a": "b"}, "query": {"a": "b"},
    "content": "text/csv", "max_items": 7, "max_pages": 7, "progress": True, "reconnect": 7,
}  # fmt: skip
"""Each option, and a value that is not its default."""


def _settings(client: Any) -> dict[str, Any]:
    own, settings = vars(client._settings), {**vars(client._settings.options)}
    return {**own, **settings, "options": None}


@pytest.mark.parametrize("make", [Client, AsyncClient, Client.from_env])
@pytest.mark.parametrize("name", [*OPTION_NAMES, *SETTING_NAMES])
def test_a_client_takes_each_option_that_it_can_be_derived_with(make: Any, name: str) -> None:
    plain, made = make(describe()), make(describe(), **{name: OPTIONS[name]})
    assert _settings(made) == _settings(plain.with_options(**{name: OPTIONS[name]})) != _settings(plain)
    assert name in inspect.signature(make if isinstance(make, type) else Client).parameters
    for documented in (Client, AsyncClient):
        assert re.search(rf"\n +{name}: ", str(documented.__doc__))  # Python 3.13 removes the common indentation
    with pytest.raises(InvalidCall, match=rf"^Options: 1 problem, nothing was sent\n  {name} \(option\): "):
        make(describe(), **{name: object()})


def test_the_defaults_of_a_client_are_those_of_its_settings() -> None:
    assert _settings(Client(describe())) == _settings(Client(describe()).with_options()) == {
        **vars(Settings()), **vars(Options()), "options": None,
    }  # fmt: skip


def test_paths_of_certificates_may_be_path_objects() -> None:
    settings = NetworkSettings(ca=Path("ca.pem"), cert=(Path("a.pem"), Path("b.key")))  # type: ignore[arg-type]
    assert (settings.verify, settings.cert) == ("ca.pem", ("a.pem", "b.key"))


OF_CLIENTS = r"to Client\(…\)"
SHARED = "it is the same in all clients that are derived from one"
OF_THE_CLIENT: dict[str, str] = {
    **{name: f"pass {name}=… {OF_CLIENTS}: {SHARED}" for name in (
        "url", "server", "proxy", "ca", "cert", "scopes", "max_connections", "auth", "patch", "session", "transport", "trust_env",
    )},
    "token": "set client.token", "api_key": f"pass the credential as token=… {OF_CLIENTS}", "proxies": f"pass the URL of the proxy as proxy=… {OF_CLIENTS}",
    "verify": f"pass the file of a certificate authority as ca=… {OF_CLIENTS}", "follow_redirects": "pass how many redirects are followed as redirects=…$",
    "store": r"pass it to Client.mock\(api, store=…\)", "cors": r"pass it to MockServer\(api, cors=…\)",
    "timout": r"did you mean timeout\?", "unknown": "one of: timeout, ", "self_": "one of: timeout, ",
}  # fmt: skip


@pytest.mark.parametrize("name", OF_THE_CLIENT)
@pytest.mark.parametrize("kind", [Client, AsyncClient])
def test_an_option_of_the_client_alone_is_named_as_that(kind: Any, name: str) -> None:
    client = kind(describe(), transport=RecordingTransport([]))
    with pytest.raises(InvalidCall, match=rf"{name} \(option\): no such option — {OF_THE_CLIENT[name]}"):
        client.with_options(timeout=1, **{name: "x"})


@pytest.mark.parametrize("name", ["grants", "store", "seed", "ttl", "https", "strict"])
@pytest.mark.parametrize("make", [Client, AsyncClient, Client.from_env])
def test_an_option_of_a_mock_server_is_one_of_mock(make: Any, name: str) -> None:
    hint = rf"pass it to Client.mock\(api, {name}=…\)"
    with pytest.raises(InvalidCall, match=rf"{name} \(option\): is not an argument of the client — {hint}"):
        make(describe(), **{name: 1})
    with pytest.raises(InvalidCall, match=r"pass it to MockServer\(api, cors=…\)"):
        make(describe(), cors="*")


@pytest.mark.parametrize("name", ["headers", "query"])
def test_only_none_leaves_out_what_is_sent_with_each_call(name: str) -> None:
    def make(value: Any) -> Any:
        return Client(describe(), transport=RecordingTransport([]), **{name: value})

    client = make({"a": "b"})
    values: list[Any] = [[], "", 0, False]
    for value in values:
        for refuse in (make, lambda one: client.with_options(**{name: one})):
            with pytest.raises(InvalidCall, match=rf"{name} \(option\): is not a dict"):
                refuse(value)
    assert getattr(make(None)._settings, name) == {}
    assert getattr(client.with_options(**{name: None})._settings, name) == {"a": "b"}


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("max_item", r"did you mean max_items\?"),
        ("retrys", r"did you mean retries\?"),
        ("zzz", "see help"),
        ("api_key", "pass the credential as token=…"),
        ("Password", r"pass the user name and the password as token=\(user, password\)"),
        ("base_url", "pass the URL of the API as url=…"),
        ("verify", "pass the file of a certificate authority as ca=…"),
        ("follow_redirects", "pass how many redirects are followed as redirects=…"),
    ],
)
@pytest.mark.parametrize("make", [Client, AsyncClient, Client.mock, Client.from_env])
def test_an_unknown_argument_of_a_client_is_an_error_with_a_suggestion(make: Any, name: str, hint: str) -> None:
    with pytest.raises(InvalidCall, match=rf"{name} \(option\): is not an argument of the client — {hint}"):
        make(describe(), **{name: 1})
