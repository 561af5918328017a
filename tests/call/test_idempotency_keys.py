"""The idempotency key of a call, wherever it is sent: the client makes one, and a call that has one is retried."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest

from dynaclient import Client, InvalidCall, lint, load
from dynaclient.help.pages import action_page
from dynaclient.messages import Request
from dynaclient.render.docs import pages
from dynaclient.testing import RecordingTransport, response
from tests.support.both_clients import backend_kind_fixture
from tests.support.descriptions import describe, query

backend_kind = backend_kind_fixture(everywhere=True)

OBJECT = {
    "type": "object", "required": ["n", "token"],
    "properties": {"n": {"type": "integer"}, "token": {"type": "string"}, "in": {"type": "object"}},
}  # fmt: skip
BODY = {"in": "body", "required": True, "schema": OBJECT}
POINTER = "/resources/things/actions/post/idempotencyKey"


def in_query(request: Request) -> Any:
    return parse_qs(urlsplit(request.url).query).get("token", [None])[0]


def in_header(request: Request) -> Any:
    return request.headers.get("X-Token")


def in_body(request: Request) -> Any:
    return json.loads(request.body)["token"]  # type: ignore[arg-type]


def in_form(request: Request) -> Any:
    return parse_qs(request.body.decode())["token"][0]  # type: ignore[union-attr]


PLACES: dict[str, tuple[dict[str, Any], Any, dict[str, Any], Any]] = {
    # where: the parameters, and what stands beside them; the arguments; where the key is in a request
    "query": ({"parameters": {"token": query(required=True)}, "idempotencyKey": "token"}, in_query, {}, "token"),
    "header": (
        {"parameters": {"token": {"in": "header", "name": "X-Token"}}, "idempotencyKey": "token"}, in_header, {}, "token",
    ),
    "part of JSON": (
        {"parameters": {"token": {"in": "part", "required": True}}, "idempotencyKey": "token"}, in_body, {}, "token",
    ),
    "part of a form": (
        {"parameters": {"token": {"in": "part"}}, "idempotencyKey": "token", "content": "application/x-www-form-urlencoded"},
        in_form, {}, "token",
    ),
    "member of a body": ({"parameters": {"body": BODY}, "idempotencyKey": "/body/token"}, in_body, {"body": {"n": 1}}, ""),
    "argument of a body": (
        {"parameters": {"body": BODY | {"spread": True}}, "idempotencyKey": "/body/token"}, in_body, {"n": 1}, "token",
    ),
    "argument of a body, by its name": (
        {"parameters": {"body": BODY | {"spread": True}}, "idempotencyKey": "token"}, in_body, {"n": 1}, "token",
    ),
    "body as a form": (
        {
            "parameters": {"body": {"in": "body", "content": {"application/x-www-form-urlencoded": OBJECT}}},
            "idempotencyKey": "/body/token",
        },
        in_form, {"body": {"n": 1}}, "",
    ),
}  # fmt: skip


def client_of(action: Mapping[str, Any], *outcomes: Any) -> tuple[Client, RecordingTransport]:
    transport = RecordingTransport([response({}, status) for status in outcomes or (200,)])
    return Client(describe({"post": {"method": "POST", **action}}), transport=transport), transport


@pytest.mark.parametrize("place", PLACES)
def test_each_call_has_a_key_of_its_own_with_which_it_is_retried(place: str) -> None:
    action, key_of, arguments, _ = PLACES[place]
    client, transport = client_of(action, 503, 200, 200)
    client.things.post(**arguments)
    client.things.post(**arguments)
    keys = [key_of(request) for request in transport.requests]
    assert keys[0] == keys[1] != keys[2]
    assert [UUID(key).version for key in keys] == [4, 4, 4]
    assert lint(client.api) == []


@pytest.mark.parametrize("place", PLACES)
def test_the_caller_may_pass_another(place: str) -> None:
    action, key_of, arguments, name = PLACES[place]
    client, transport = client_of(action)
    own: dict[str, Any] = {name: "own"} if name else {"body": {"n": 1, "token": "own"}}
    client.things.post(**{**arguments, **own})
    assert key_of(transport.requests[0]) == "own"


@pytest.mark.parametrize("place", PLACES)
def test_each_row_has_the_key_of_its_journal(place: str, tmp_path: Any) -> None:
    action, key_of, arguments, _ = PLACES[place]
    client, transport = client_of(action, 200, 200)
    client.things.post.map([arguments, arguments], journal=tmp_path / "journal", concurrency=1)
    assert [UUID(key_of(request)).version for request in transport.requests] == [5, 5]
    assert len({key_of(request) for request in transport.requests}) == 2


@dataclass
class Order:
    n: int


@pytest.mark.parametrize(
    ("body", "key", "expected"),
    [
        ({"n": 1, "in": {"a": 2}}, "/body/in/token", {"n": 1, "in": {"a": 2, "token": "?"}}),
        ({"n": 1, "in": None}, "/body/in/token", {"n": 1, "in": {"token": "?"}}),
        ({"n": 1}, "/body/in/token", {"n": 1, "in": {"token": "?"}}),
        ({"n": 1, "token": None}, "/body/token", {"n": 1, "token": "?"}),
        (Order(1), "/body/token", {"n": 1, "token": "?"}),
        ({"n": 1, "in": Order(2)}, "/body/in/token", {"n": 1, "in": {"n": 2, "token": "?"}}),
        (None, "/body/token", {"token": "?"}),
    ],
)
def test_what_the_body_has_besides_stays(body: Any, key: str, expected: Any) -> None:
    action = {"parameters": {"body": {"in": "body"}}, "idempotencyKey": key}
    request = client_of(action)[0].things.post.prepare(body=body)
    sent = json.loads(request.body)
    inner = sent["in"] if "/in/" in key else sent
    UUID(inner["token"])
    inner["token"] = "?"
    assert sent == expected


def test_a_preset_body_has_it_too() -> None:
    action = {"parameters": {"body": {"in": "body", "preset": {"n": 1}}}, "idempotencyKey": "/body/token"}
    assert set(json.loads(client_of(action)[0].things.post.prepare().body)) == {"n", "token"}


class Hostile(Mapping[str, Any]):
    def __getitem__(self, key: str) -> Any:
        raise RuntimeError(key)

    def __iter__(self) -> Any:
        raise RuntimeError

    def __len__(self) -> int:
        return 1


@pytest.mark.parametrize("body", [[1], "text", 5, {"in": 5}, Hostile()])
def test_a_body_that_cannot_have_a_key_is_refused_and_not_retried_without_one(body: Any) -> None:
    action = {"parameters": {"body": {"in": "body"}}, "idempotencyKey": "/body/in/token"}
    client, transport = client_of(action)
    with pytest.raises(InvalidCall, match="is not an object, to which the idempotency key could be added as in/token"):
        client.with_options(validate="off").things.post(body=body)
    assert transport.requests == []


def test_a_body_that_is_no_data_is_reported_as_such() -> None:
    action = {"parameters": {"body": {"in": "body"}}, "idempotencyKey": "/body/token"}
    with pytest.raises(InvalidCall, match="cannot be encoded"):
        client_of(action)[0].things.post.prepare(body=object())


def test_further_pages_have_keys_of_their_own() -> None:
    body = {"in": "body", "schema": {"type": "object"}}
    action = {
        "method": "POST", "parameters": {"body": body}, "idempotencyKey": "/body/token",
        "paginate": {"style": "cursor", "cursor": "/body/cursor", "next": "/next", "items": "/items"},
    }  # fmt: skip
    responses = [response({"items": [1], "next": "a"}), response({"items": [2]})]
    transport = RecordingTransport(responses)
    client = Client(describe({"post": action}), transport=transport)
    assert list(client.things.post.items()) == [1, 2]
    assert len({in_body(request) for request in transport.requests}) == 2


def test_a_key_that_is_made_need_not_be_passed() -> None:
    api = load(describe({"post": {"method": "POST", **PLACES["query"][0]}}))
    assert not api.action("things.post").parameters["token"].required
    spread = load(describe({"post": {"method": "POST", **PLACES["argument of a body"][0]}})).action("things.post")
    assert {name: member.required for name, member in spread.members.items()} == {
        "n": True,
        "token": False,
        "in": False,
    }


@pytest.mark.parametrize(
    ("key", "sentence"),
    [
        ("token", "If `token` is not passed, it is a random key, so that the call can be retried."),
        ("X-Key", "Each call has a random key in the header `X-Key`, so that it can be retried."),
    ],
)
def test_help_says_where_it_is(key: str, sentence: str) -> None:
    api = load(describe({"post": {"method": "POST", "parameters": {"token": query()}, "idempotencyKey": key}}))
    assert sentence in " ".join(action_page(api.action("things.post")).markdown().split())
    assert any(sentence in page for page in pages(api).values())


PROBLEMS: dict[str, tuple[dict[str, Any], str, str]] = {
    "no such argument": ({"parameters": {"body": BODY}, "idempotencyKey": "/bodi/token"}, "in which the key could be sent", "did you mean body?"),
    "nothing like it": ({"idempotencyKey": "/body/token"}, "the action has no parameter '/body/token'", "use a parameter"),
    "a path": (
        {"path": "/{token}", "parameters": {"token": {"in": "path"}}, "idempotencyKey": "token"}, "cannot be the key", "not in the path",
    ),
    "a whole body": ({"parameters": {"body": BODY}, "idempotencyKey": "body"}, "cannot be the key", "a member of a JSON body"),
    "a text": (
        {"parameters": {"body": {"in": "body", "content": {"text/plain": {}}}}, "idempotencyKey": "/body/token"},
        "not every media type of 'body' has members", "a member of a JSON body",
    ),
    "a value of another kind": (
        {"parameters": {"token": query({"type": "integer"})}, "idempotencyKey": "token"}, "does not allow the keys", "allow one like",
    ),
    "a member of another kind": (
        {
            "parameters": {"body": {"in": "body", "spread": True, "schema": {"properties": {"token": {"maxLength": 5}}}}},
            "idempotencyKey": "/body/token",
        },
        "does not allow the keys", "allow one like",
    ),
    "a misspelt parameter": (
        {"parameters": {"token": query()}, "idempotencyKey": "tokn"}, "is sent as a header of that name", "did you mean token?",
    ),
    "no pointer": ({"idempotencyKey": "/a"}, "write the name of a parameter, or the JSON pointer", ""),
}  # fmt: skip


@pytest.mark.parametrize("name", PROBLEMS)
def test_lint_says_what_cannot_be_a_key(name: str) -> None:
    action, message, suggestion = PROBLEMS[name]
    (problem,) = lint(describe({"post": {"method": "POST", **action}}))
    assert problem.pointer == POINTER
    assert message in str(problem)
    assert suggestion in str(problem)


def test_a_key_that_cannot_be_sent_is_left_out_and_the_call_not_retried() -> None:
    client, transport = client_of({"parameters": {"body": BODY}, "idempotencyKey": "/bodi/token"}, 503, 200)
    with pytest.warns(match="idempotencyKey"), pytest.raises(Exception, match="503"):
        client.things.post(body={"n": 1, "token": "a"})
    assert len(transport.requests) == 1
