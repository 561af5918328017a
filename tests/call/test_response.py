"""Reading responses: the value of the call, or an error with what the API reported."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dynaclient import (
    ApiError,
    BadRequest,
    BadResponse,
    Conflict,
    DynaclientWarning,
    Forbidden,
    Headers,
    NotFound,
    RateLimited,
    Redirected,
    Response,
    ServerError,
    Unauthorized,
)  # fmt: skip
from dynaclient.call.response import InvalidJSON, parse_json
from dynaclient.testing import response as respond
from tests.support.descriptions import client_of, describe

JSON = {"200": {"schema": {"type": "object", "properties": {"a": {"type": "integer"}}}}}
ERRORS = {"type": "/type", "message": "/message"}


def value_of(response: Response, method: str = "GET", responses: Any = None, **options: Any) -> Any:
    description = describe({"do": {"method": method, "responses": responses or {}}}, errors=ERRORS)
    client, _ = client_of(description, response, retries=0, **options)
    return client.things.do()


@pytest.mark.parametrize(
    ("response", "value"),
    [
        (respond({"a": 1}), {"a": 1}),
        (respond(b'{"a": 1}', headers={"Content-Type": "application/problem+json; charset=utf-8"}), {"a": 1}),
        (respond(b"\xef\xbb\xbf[1]", headers={"Content-Type": "application/json"}), [1]),
        (respond("hi"), "hi"),
        (respond("é".encode("latin-1"), headers={"Content-Type": 'text/plain; charset="latin-1"'}), "é"),
        (respond(b"\xff", headers={"Content-Type": "text/plain"}), "\ufffd"),
        (respond(b"x", headers={"Content-Type": "text/plain; charset=nonsense"}), "x"),
        (respond(b"\0\1", headers={"Content-Type": "image/png"}), b"\0\1"),
        (respond(b"\0\1"), b"\0\1"),
        (respond(status=204), None),
        (respond(b"more than nothing", status=205), None),
        (respond(), None),
        (respond(b"", headers={"Content-Type": "text/plain"}), ""),
    ],
)
def test_a_response_is_read_by_its_media_type(response: Response, value: Any) -> None:
    assert value_of(response) == value


def test_the_response_to_head_has_no_body() -> None:
    assert value_of(respond(headers={"Content-Type": "application/json"}), "HEAD", JSON) is None


def test_json_without_a_media_type_is_read_where_json_is_described() -> None:
    assert value_of(respond(b'{"a": 1}'), responses=JSON) == {"a": 1}


@pytest.mark.parametrize(
    ("response", "message"),
    [
        (respond(b"", headers={"Content-Type": "application/json"}), "the response (200) is empty, expected JSON"),
        (respond(), "the response (200) is empty, expected JSON"),
        (respond("[]"), "is text/plain, expected JSON; it begins '[]'"),
        (respond(b"\0", headers={"Content-Type": "image/png"}), "is image/png, expected JSON"),
        (respond(b"<html>", headers={"Content-Type": "application/json"}), "it begins '<html>'"),
        (respond(b"{", headers={"Content-Type": "application/json"}), "is not valid JSON"),
        (respond(b"<h1>Oops</h1>\x1b[31m", headers={"Content-Type": "text/html"}), "is text/html, expected JSON"),
    ],
)
def test_a_response_of_another_type_is_reported_with_its_beginning(response: Response, message: str) -> None:
    with pytest.raises(BadResponse) as caught:
        value_of(response, responses=JSON)
    assert message in str(caught.value)
    assert "\x1b" not in str(caught.value)


# --- strict JSON


@pytest.mark.parametrize(
    "text",
    [b'{"a": 1, "a": 2}', b'[{"b": {"a": 1, "a": 2}}]', b"NaN", b"[Infinity]", b"-Infinity", b"1e999", b"[1", b"",
     b"\xff", b'"\xed\xa0\x80"', b"1" * 5000, b"[" * 100_000, b"{'a': 1}", b"01", b"[1,]", b"nul"],
)  # fmt: skip
def test_what_is_not_json_is_refused(text: bytes) -> None:
    with pytest.raises(InvalidJSON):
        parse_json(text)


def test_integers_are_exact() -> None:
    assert parse_json(b"1234567890123456789012345") == 1234567890123456789012345


@pytest.mark.uncounted
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_any_json_value_is_parsed_as_it_was(value: Any) -> None:
    assert parse_json(json.dumps(value).encode()) == value


# --- errors


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (301, Redirected), (304, Redirected), (400, BadRequest), (401, Unauthorized), (403, Forbidden), (404, NotFound),
        (409, Conflict), (429, RateLimited), (500, ServerError), (503, ServerError), (418, ApiError), (100, ApiError),
        (600, ApiError),
    ],
)  # fmt: skip
def test_each_status_has_its_error(status: int, kind: type[ApiError]) -> None:
    with pytest.raises(ApiError) as caught:
        value_of(respond({"type": "T", "message": "M"}, status))
    error = caught.value
    assert type(error) is kind
    assert (error.status, error.type, error.message, error.action) == (status, "T", "M", "things.do")
    assert str(error) == f"things.do: {status} T: M"


@pytest.mark.parametrize(
    ("response", "body", "message"),
    [
        (respond("plain\nwords", 400), "plain\nwords", "plain words"),
        (respond(status=400), None, None),
        (respond(b"{", 400, {"Content-Type": "application/json"}), "{", "{"),
        (respond(b"\0", 400, {"Content-Type": "image/png"}), b"\0", None),
        (respond([1], 400), [1], None),
        (respond("<title>Bad\n&amp; ugly</title>", 400), "<title>Bad\n&amp; ugly</title>", "Bad & ugly"),
        (respond("<html>no title", 400), "<html>no title", "<html>no title"),
        (respond({"message": {"deep": 1}}, 400), {"message": {"deep": 1}}, None),
        (respond(b'{"message": 5}', 400), {"message": 5}, "5"),
    ],
)
def test_an_error_has_its_body_of_any_kind(response: Response, body: Any, message: str | None) -> None:
    with pytest.raises(BadRequest) as caught:
        value_of(response)
    assert (caught.value.body, caught.value.message) == (body, message)


def test_the_message_of_a_401_without_a_credential_suggests_one() -> None:
    client, _ = client_of(describe(auth={"key": {"type": "bearer"}}), respond(status=401))
    with pytest.raises(Unauthorized, match=r"no credential was sent; pass Client\(token=…\)"):
        client.things.get()


@pytest.mark.parametrize(
    ("headers", "seconds"), [({"Retry-After": "7"}, 7.0), ({}, None), ({"Retry-After": "banana"}, None)]
)
def test_a_rate_limit_error_has_the_time_to_wait(headers: dict[str, str], seconds: float | None) -> None:
    with pytest.raises(RateLimited) as caught:
        value_of(respond(status=429, headers=headers))
    assert caught.value.retry_after == seconds


def test_an_error_has_the_headers_of_its_response() -> None:
    with pytest.raises(NotFound) as caught:
        value_of(respond(status=404, headers={"X-Request-Id": "7"}))
    assert caught.value.headers["x-request-id"] == "7"
    assert isinstance(caught.value.headers, Headers)


# --- validation of responses


def test_responses_are_not_validated_by_default() -> None:
    assert value_of(respond({"a": "x"}), responses=JSON) == {"a": "x"}


def test_a_difference_is_reported_once_for_each_action() -> None:
    description = describe({"do": {"method": "GET", "responses": JSON}})
    client, _ = client_of(description, respond({"a": "x"}), validate_responses="warn")
    with pytest.warns(DynaclientWarning, match="a does not satisfy type"):
        client.things.do()
    assert client.things.do() == {"a": "x"}


def test_a_difference_can_be_an_error() -> None:
    with pytest.raises(BadResponse, match="its data does not satisfy type"):
        value_of(respond([]), responses=JSON, validate_responses="raise")


@pytest.mark.parametrize("response", [respond({"a": 1}), respond(status=204), respond(b"x", 202)])
def test_a_valid_response_is_not_reported(response: Response) -> None:
    value_of(response, responses=JSON, validate_responses="raise")


def test_a_difference_is_reported_once_by_all_clients_derived_from_one() -> None:
    description = describe({"do": {"method": "GET", "responses": JSON}})
    client, _ = client_of(description, respond({"a": "x"}), validate_responses="warn")
    with pytest.warns(DynaclientWarning, match="a does not satisfy type"):
        client.with_options(timeout=5).things.do()
    assert client.with_options(timeout=6).things.do() == {"a": "x"}


def test_an_absent_header_returns_the_default() -> None:
    headers = Headers([("X-One", "1")])
    assert [headers.get("x-one"), headers.get("two"), headers.get("two", "2"), headers.get("two", default="3")] == [
        "1", None, "2", "3",
    ]  # fmt: skip
    assert list(headers.pairs()) == list(headers.items())
