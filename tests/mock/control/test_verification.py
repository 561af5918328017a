from __future__ import annotations

import datetime
from typing import Any

import pytest
import requests

from dynaclient import Client, InvalidCall, UnknownName
from dynaclient.mock import MockServer
from tests.support.mock_control import Desk, toys
from tests.support.mock_descriptions import api_with, body, ok, pets

TAGS = [{"a": 1, "b": 2}, True]
SECRET = "s3cr3t-value"


@pytest.fixture(scope="module")
def server() -> MockServer:
    """Return a server, closed by now, that received some requests."""
    with Client.mock(toys(pets())) as client:
        client.pets.post(pet={"name": "Rex", "age": 3, "tags": TAGS})
        client.pets.post(pet={"name": "Tom", "age": 4})
        client.pet.get(petId=1)
        client.toys.get(petId=1)
        requests.get(f"{client.mock_server.url}/pets/x", timeout=10)
        requests.get(f"{client.mock_server.url}/nothing", timeout=10)
        return client.mock_server


@pytest.mark.parametrize(
    ("action", "times", "arguments"),
    [
        ("pets.post", None, {}),
        ("pets.post", 2, {}),
        ("pets.post", 1, {"pet": {"name": "Rex"}}),
        ("pets.post", 1, {"pet": {"tags": [{"a": 1}, True]}}),
        ("pets.post", 2, {"pet": {}}),
        ("pets.post", 0, {"pet": {"name": "Max"}}),
        ("pets.post", 0, {"pet": {"age": "3"}}),
        ("pets.post", 0, {"pet": {"tags": [{"a": 1}]}}),
        ("pets.post", 0, {"pet": {"tags": [{"a": 1}, 1]}}),
        ("pets.post", 1, {"pet": {"age": 3.0}}),
        ("pet.get", 2, {}),
        ("pet.get", 1, {"petId": 1}),
        ("pet.get", 1, {"pet_id": "1"}),
        ("pet.get", 0, {"petId": True}),
        ("pet.get", 0, {"petId": [1]}),
        ("pets.get", 0, {}),
    ],
)
def test_calls_are_counted_by_the_arguments_that_are_expected_of_them(
    server: MockServer, action: str, times: int | None, arguments: dict[str, Any]
) -> None:
    server.assert_called(action, times=times, **arguments)
    server.assert_called(action, arguments, times=times)
    if times == 0:
        server.assert_not_called(action, **arguments)


@pytest.mark.parametrize(
    ("action", "times", "arguments", "message"),
    [
        (
            "pets.post", 1, {},
            "pets.post: expected 1 call; there were 2\n"
            "  1. POST /pets 201 pets.post(pet={'name': 'Rex', 'age': 3, 'tags': [{'a': 1, 'b': 2}, True]})\n"
            "  2. POST /pets 201 pets.post(pet={'name': 'Tom', 'age': 4})",
        ),
        (
            "pets.post", 2, {"pet": {"name": "Tom"}},
            "pets.post: expected 2 calls with pet={'name': 'Tom'}; 1 of 2 calls had these arguments\n"
            "  2. POST /pets 201 pets.post(pet={'name': 'Tom', 'age': 4})",
        ),
        (
            "pets.post", None, {"pet": {"name": "Max", "age": 3, "kind": "dog"}},
            "pets.post: expected at least 1 call with pet={'name': 'Max', 'age': 3, 'kind': 'dog'}; there were 2 calls, with other arguments\n"
            "  the most similar is 1. POST pets.post, 201\n"
            "    pet.name: expected 'Max', got 'Rex'\n"
            "    pet.kind: expected 'dog', got no value",
        ),
        (
            "pets.post", 1, {"pet": {"tags": [{"a": 2}, True]}},
            "pets.post: expected 1 call with pet={'tags': [{'a': 2}, True]}; there were 2 calls, with other arguments\n"
            "  the most similar is 2. POST pets.post, 201\n"
            "    pet.tags: expected [{'a': 2}, True], got no value",
        ),
        (
            "pets.post", 1, {"pet": {"name": "Rex", "tags": [{"a": 2}, True]}},
            "pets.post: expected 1 call with pet={'name': 'Rex', 'tags': [{'a': 2}, True]}; there were 2 calls, with other arguments\n"
            "  the most similar is 1. POST pets.post, 201\n"
            "    pet.tags[0].a: expected 2, got 1",
        ),
        (
            "toys.get", 1, {"petId": 2},
            "toys.get: expected 1 call with petId=2; there was 1 call, with other arguments\n"
            "  the most similar is 4. GET toys.get, 200\n"
            "    petId: expected 2, got 1",
        ),
        (
            "toys.get", 0, {},
            "toys.get: expected no call; there was 1\n"
            "  4. GET /pets/1/toys 200 toys.get(petId=1)",
        ),
        (
            "pets.get", 1, {},
            "pets.get: expected 1 call; there was none\n"
            "  received: pets.post 2 times, pet.get 2 times, toys.get, GET /nothing 404 (no action)",
        ),
    ],
)  # fmt: skip
def test_an_assertion_that_fails_shows_what_was_called(
    server: MockServer, action: str, times: int | None, arguments: dict[str, Any], message: str
) -> None:
    with pytest.raises(AssertionError) as failed:
        server.assert_called(action, times=times, **arguments)
    assert str(failed.value) == message


def test_an_action_that_should_not_be_called_fails_in_the_same_words(server: MockServer) -> None:
    with pytest.raises(AssertionError, match=r"toys.get: expected no call with petId=1; 1 of 1 call had these"):
        server.assert_not_called("toys.get", petId=1)


@pytest.mark.parametrize(
    ("times", "arguments", "expected"),
    [
        (3, {}, ""),
        (None, {}, ""),
        (None, {"pet": {"name": "C"}}, ""),
        (0, {}, "pets.post: expected no call; there were 3\n  2 calls before the latest requests are not listed: "),
        (1, {}, "pets.post: expected 1 call; there were 3\n  2 calls before the latest requests are not listed: "),
        (
            0,
            {"pet": {"name": "A"}},
            "there was 1 call, with other arguments\n  it is not known whether 2 calls before had",
        ),
        (1, {"pet": {"name": "C"}}, "1 of 1 call had these arguments\n  it is not known whether 2 calls before had"),
        (
            None,
            {"pet": {"name": "A"}},
            "there was 1 call, with other arguments\n  it is not known whether 2 calls before",
        ),
    ],
)
def test_calls_that_are_not_kept_any_more_are_counted_and_their_arguments_are_unknown(
    times: int | None, arguments: dict[str, Any], expected: str
) -> None:
    desk = Desk(pets())
    desk.journal._most = 2
    for name in ("A", "B", "C"):
        desk.send("POST", "/pets", {"name": name})
    desk.send("GET", "/nothing")
    asked = {"action": "pets.post", "arguments": arguments, **({} if times is None else {"times": times})}
    _, found = desk.control("POST", "verify", asked)
    assert found["passed"] is not bool(expected)
    assert expected in found["message"]
    assert not expected or "forget_requests(), or DELETE /__mock/requests" in found["message"]
    desk.control("DELETE", "requests")
    assert desk.control("POST", "verify", {"action": "pets.post", "times": 0})[1]["passed"] is True


def test_one_call_that_is_not_kept_any_more_is_in_the_message() -> None:
    desk = Desk(pets())
    desk.journal._most = 1
    desk.send("GET", "/pets")
    desk.send("GET", "/nothing")
    _, found = desk.control("POST", "verify", {"action": "pets.get", "times": 0})
    assert found["message"].startswith(
        "pets.get: expected no call; there was 1\n  1 call before the latest requests is"
    )


def test_nothing_is_compared_before_the_first_request() -> None:
    server = MockServer(pets())
    server.assert_not_called("pets.get")
    with pytest.raises(AssertionError) as failed:
        server.assert_called("pets.get")
    assert str(failed.value) == "pets.get: expected at least 1 call; there was none"


def test_long_lists_are_cut() -> None:
    with Client.mock(pets()) as client:
        for name in "abcdefg":
            client.pets.post(pet={"name": name})
        server = client.mock_server
    with pytest.raises(AssertionError, match=r"5\. POST .*\n  and 2 more$"):
        server.assert_called("pets.post", times=1)
    with pytest.raises(AssertionError, match=r"pet\.e: .*\n    and 1 more$"):
        server.assert_called("pets.post", pet=dict.fromkeys("abcdef", "x" * 500))
    with pytest.raises(AssertionError, match=r"pet\.a: expected '(x{78})…, got no value$"):
        server.assert_called("pets.post", pet={"a": "x" * 500})


def test_secrets_are_redacted_in_the_message() -> None:
    schema = {"type": "object", "properties": {"pin": {"type": "object", "secret": True}, "n": {"type": "integer"}}}
    secret = {"in": "query", "schema": {"type": "string"}, "secret": True}
    action = {"method": "POST", "path": "/do", "parameters": {"it": body(schema), "q": secret}, "responses": ok({})}
    with Client.mock(api_with({"do": action})) as client:
        client.things.do(it={"pin": {"a": SECRET}, "n": 1}, q=SECRET)
        with pytest.raises(AssertionError) as failed:
            client.mock_server.assert_called("things.do", it={"pin": {"a": SECRET + "x"}, "n": 2}, q=SECRET + "x")
    assert SECRET not in str(failed.value)
    assert str(failed.value).splitlines()[2:] == [
        "    it.pin.a: expected '***', got '***'",
        "    it.n: expected 2, got 1",
        "    q: expected '***', got '***'",
    ]


def test_members_of_a_body_and_values_of_python_are_compared_as_they_were_sent() -> None:
    schema = {"type": "object", "properties": {"dueOn": {"type": "string", "format": "date"}, "n": {"type": "integer"}}}
    action = {
        "method": "POST",
        "path": "/do",
        "parameters": {"it": {**body(schema), "spread": True}},
        "responses": ok({}),
    }
    with Client.mock(api_with({"do": action})) as client:
        client.things.do(due_on=datetime.date(2030, 1, 2), n=1)
        server = client.mock_server
    server.assert_called("things.do", times=1, dueOn=datetime.date(2030, 1, 2))
    server.assert_called("things.do", times=1, due_on="2030-01-02", n=1)
    server.assert_called("things.do", times=1, it={"n": 1}, due_on="2030-01-02")


def test_files_are_compared_by_their_content() -> None:
    part = {"file": {"in": "part", "schema": {"type": "string", "file": True}}}
    action = {
        "method": "POST",
        "path": "/do",
        "parameters": part,
        "content": ["multipart/form-data"],
        "responses": ok({}),
    }
    with Client.mock(api_with({"do": action})) as client:
        client.things.do(file=("a.txt", b"abc"))
        (received,) = client.mock_server.requests("things.do")
        client.mock_server.assert_called("things.do", file=received.arguments["file"])


@pytest.mark.parametrize(
    ("action", "arguments", "message"),
    [
        ("pets.pots", {}, "No action 'pets.pots'; did you mean pets.post"),
        ("pets.post", {"pat": {}}, "pets.post has no argument 'pat'; did you mean pet"),
    ],
)
def test_a_name_that_does_not_exist_is_no_failed_assertion(
    server: MockServer, action: str, arguments: dict[str, Any], message: str
) -> None:
    with pytest.raises(UnknownName, match=message):
        server.assert_not_called(action, **arguments)


@pytest.mark.parametrize("name", ["assert_called", "assert_not_called"])
def test_an_assertion_needs_an_action(server: MockServer, name: str) -> None:
    with pytest.raises(InvalidCall, match=rf'action \(option\): is missing — pass its name: {name}\("books.list"\)'):
        getattr(server, name)(times=1)


def test_an_option_that_is_misspelt_is_suggested(server: MockServer) -> None:
    with pytest.raises(UnknownName, match="pets.post has no argument 'tims'; did you mean times"):
        server.assert_called("pets.post", tims=1)
    with pytest.raises(UnknownName, match="pets.post has no argument 'tims'$"):
        server.assert_not_called("pets.post", tims=1)


@pytest.mark.parametrize("times", [-1, True, 1.5, "1"])
def test_a_number_of_calls_is_a_number(server: MockServer, times: Any) -> None:
    with pytest.raises(InvalidCall, match="times .*pass 1 for once"):
        server.assert_called("pets.post", times=times)


# --- the requests themselves -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("action", "numbers"),
    [
        (None, [1, 2, 3, 4, 5, 6]),
        ("*", [1, 2, 3, 4, 5, 6]),
        ("pets.post", [1, 2]),
        ("pet*", [1, 2, 3, 5]),
        ("toys.get", [4]),
        ("toy.get", []),
    ],
)
def test_requests_are_listed_by_their_action(server: MockServer, action: str | None, numbers: list[int]) -> None:
    assert [received.number for received in server.requests(action)] == numbers


def test_requests_for_an_action_that_does_not_exist_are_not_listed(server: MockServer) -> None:
    with pytest.raises(UnknownName, match="did you mean pets.get"):
        server.requests("pets.gett")


def test_requests_are_forgotten() -> None:
    with Client.mock(pets()) as client:
        client.pets.get()
        client.mock_server.forget_requests()
        assert client.mock_server.requests() == []
