"""Read: a response becomes a value, or an error that says what the API said."""

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
from dynaclient.call.response import NotStrict, decode
from dynaclient.testing import response as answer
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
        (answer({"a": 1}), {"a": 1}),
        (answer(b'{"a": 1}', headers={"Content-Type": "application/problem+json; charset=utf-8"}), {"a": 1}),
        (answer(b"\xef\xbb\xbf[1]", headers={"Content-Type": "application/json"}), [1]),
        (answer("hi"), "hi"),
        (answer("é".encode("latin-1"), headers={"Content-Type": 'text/plain; charset="latin-1"'}), "é"),
        (answer(b"\xff", headers={"Content-Type": "text/plain"}), "\ufffd"),
        (answer(b"x", headers={"Content-Type": "text/plain; charset=nonsense"}), "x"),
        (answer(b"\0\1", headers={"Content-Type": "image/png"}), b"\0\1"),
        (answer(b"\0\1"), b"\0\1"),
        (answer(status=204), None),
        (answer(b"more than nothing", status=205), None),
        (answer(), None),
        (answer(b"", headers={"Content-Type": "text/plain"}), ""),
    ],
)
def test_what_comes_back_is_read_by_its_media_type(response: Response, value: Any) -> None:
    assert value_of(response) == value


def test_a_head_has_no_body() -> None:
    assert value_of(answer(headers={"Content-Type": "application/json"}), "HEAD", JSON) is None


def test_json_without_a_media_type_is_read_where_json_is_described() -> None:
    assert value_of(answer(b'{"a": 1}'), responses=JSON) == {"a": 1}


@pytest.mark.parametrize(
    ("response", "told"),
    [
        (answer(b"", headers={"Content-Type": "application/json"}), "the answer (200) is empty where JSON is due"),
        (answer(), "the answer (200) is empty where JSON is due"),
        (answer("[]"), "is text/plain where JSON is due; it begins '[]'"),
        (answer(b"\0", headers={"Content-Type": "image/png"}), "is image/png where JSON is due"),
        (answer(b"<html>", headers={"Content-Type": "application/json"}), "it begins '<html>'"),
        (answer(b"{", headers={"Content-Type": "application/json"}), "is no JSON"),
        (answer(b"<h1>Oops</h1>\x1b[31m", headers={"Content-Type": "text/html"}), "is text/html where JSON is due"),
    ],
)
def test_what_is_not_what_it_says_it_is_is_told_with_its_beginning(response: Response, told: str) -> None:
    with pytest.raises(BadResponse) as caught:
        value_of(response, responses=JSON)
    assert told in str(caught.value)
    assert "\x1b" not in str(caught.value)


# --- strict JSON


@pytest.mark.parametrize(
    "text",
    [b'{"a": 1, "a": 2}', b'[{"b": {"a": 1, "a": 2}}]', b"NaN", b"[Infinity]", b"-Infinity", b"1e999", b"[1", b"",
     b"\xff", b'"\xed\xa0\x80"', b"1" * 5000, b"[" * 100_000, b"{'a': 1}", b"01", b"[1,]", b"nul"],
)  # fmt: skip
def test_what_is_no_json_is_never_taken_for_it(text: bytes) -> None:
    with pytest.raises(NotStrict):
        decode(text)


def test_integers_are_exact() -> None:
    assert decode(b"1234567890123456789012345") == 1234567890123456789012345


@pytest.mark.uncounted
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_whatever_json_can_say_comes_back_as_it_was(value: Any) -> None:
    assert decode(json.dumps(value).encode()) == value


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
        value_of(answer({"type": "T", "message": "M"}, status))
    error = caught.value
    assert type(error) is kind
    assert (error.status, error.type, error.message, error.action) == (status, "T", "M", "things.do")
    assert str(error) == f"things.do: {status} T: M"


@pytest.mark.parametrize(
    ("response", "body", "message"),
    [
        (answer("plain\nwords", 400), "plain\nwords", "plain words"),
        (answer(status=400), None, None),
        (answer(b"{", 400, {"Content-Type": "application/json"}), "{", "{"),
        (answer(b"\0", 400, {"Content-Type": "image/png"}), b"\0", None),
        (answer([1], 400), [1], None),
        (answer("<title>Bad\n&amp; ugly</title>", 400), "<title>Bad\n&amp; ugly</title>", "Bad & ugly"),
        (answer("<html>no title", 400), "<html>no title", "<html>no title"),
        (answer({"message": {"deep": 1}}, 400), {"message": {"deep": 1}}, None),
        (answer(b'{"message": 5}', 400), {"message": 5}, "5"),
    ],
)
def test_an_error_body_is_kept_whatever_it_is(response: Response, body: Any, message: str | None) -> None:
    with pytest.raises(BadRequest) as caught:
        value_of(response)
    assert (caught.value.body, caught.value.message) == (body, message)


def test_an_unauthorized_call_without_a_credential_says_so() -> None:
    client, _ = client_of(describe(auth={"key": {"type": "bearer"}}), answer(status=401))
    with pytest.raises(Unauthorized, match=r"no credential was sent; give Client\(token=…\)"):
        client.things.get()


@pytest.mark.parametrize(
    ("headers", "seconds"), [({"Retry-After": "7"}, 7.0), ({}, None), ({"Retry-After": "banana"}, None)]
)
def test_a_limit_says_how_long_to_wait(headers: dict[str, str], seconds: float | None) -> None:
    with pytest.raises(RateLimited) as caught:
        value_of(answer(status=429, headers=headers))
    assert caught.value.retry_after == seconds


def test_the_headers_of_an_error_are_at_hand() -> None:
    with pytest.raises(NotFound) as caught:
        value_of(answer(status=404, headers={"X-Request-Id": "7"}))
    assert caught.value.headers["x-request-id"] == "7"
    assert isinstance(caught.value.headers, Headers)


# --- drift


def test_answers_are_not_compared_unless_asked() -> None:
    assert value_of(answer({"a": "x"}), responses=JSON) == {"a": "x"}


def test_drift_is_told_once_for_each_action() -> None:
    description = describe({"do": {"method": "GET", "responses": JSON}})
    client, _ = client_of(description, answer({"a": "x"}), validate_responses="warn")
    with pytest.warns(DynaclientWarning, match="a breaks type"):
        client.things.do()
    assert client.things.do() == {"a": "x"}


def test_drift_can_be_an_error() -> None:
    with pytest.raises(BadResponse, match="its top breaks type"):
        value_of(answer([]), responses=JSON, validate_responses="raise")


@pytest.mark.parametrize("response", [answer({"a": 1}), answer(status=204), answer(b"x", 202)])
def test_what_fits_is_no_drift(response: Response) -> None:
    value_of(response, responses=JSON, validate_responses="raise")


def test_drift_is_told_once_by_all_clients_made_from_one() -> None:
    description = describe({"do": {"method": "GET", "responses": JSON}})
    client, _ = client_of(description, answer({"a": "x"}), validate_responses="warn")
    with pytest.warns(DynaclientWarning, match="a breaks type"):
        client.with_options(timeout=5).things.do()
    assert client.with_options(timeout=6).things.do() == {"a": "x"}


def test_a_header_that_is_not_there_gives_what_is_asked_for_in_its_place() -> None:
    headers = Headers([("X-One", "1")])
    assert [headers.get("x-one"), headers.get("two"), headers.get("two", "2"), headers.get("two", default="3")] == [
        "1", None, "2", "3",
    ]  # fmt: skip
    assert list(headers.pairs()) == list(headers.items())
