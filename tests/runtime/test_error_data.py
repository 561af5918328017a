"""What of the body of an error is shown: no secret by its name, but what is reported about one."""

from __future__ import annotations

import json
import logging
import pickle
from typing import Any

import pytest

from dynaclient import ApiError, BadRequest
from dynaclient.call.preview import format_error_response
from dynaclient.runtime.error_data import MAX_LEVELS, public_body, public_data
from dynaclient.testing import response
from tests.support.descriptions import client_of, describe

MASK = "***"

SECRETS: dict[str, tuple[Any, Any]] = {
    # a body, and how it is shown
    "a session": (
        {"session": {"access_token": "AT-LEAK", "user": "ann", "id": 12345, "n": None}, "id": 12345},
        {"session": {"access_token": MASK, "user": MASK, "id": MASK, "n": None}, "id": 12345},
    ),
    "in a message": ({"message": {"password": "pw-LEAK"}}, {"message": {"password": MASK}}),
    "in a list": ([{"tokens": 5, "apiKeys": ["a1", "hunter"]}], [{"tokens": 5, "apiKeys": [MASK, MASK]}]),
    "a PIN": ({"otp": 1234, "pass": -1234.5}, {"otp": MASK, "pass": MASK}),
    "a header": ({"Authorization": "Bearer abcdef", "Cookie": "sid=abc; Secure"}, {"Authorization": MASK, "Cookie": MASK}),
    "a key": ({"privateKey": "-----BEGIN KEY-----\nMIIEvQIBADANBgkqh\n"}, {"privateKey": MASK}),
    "letters alone": ({"secret": "a" * 25 + " b"}, {"secret": MASK}),
    "in a sentence": ({"token": "the token abc123def is wrong"}, {"token": MASK}),
    "a URL with a query": ({"token": "look at https://a.b/?c"}, {"token": "look at https://a.b/?c"}),
    "a URL with a secret": ({"token": "look at https://a.b/?c=d"}, {"token": MASK}),
    "FastAPI": (
        {"detail": [{"loc": ["body", "password"], "msg": "is too short", "input": "pw-LEAK"}]},
        {"detail": [{"loc": ["body", "password"], "msg": "is too short", "input": MASK}]},
    ),
    "Spring": ([{"field": "user.password", "rejectedValue": "pw-LEAK"}], [{"field": "user.password", "rejectedValue": MASK}]),
    "named": ([{"name": "X-Api-Key", "value": "LEAK"}], [{"name": "X-Api-Key", "value": MASK}]),
}  # fmt: skip

MESSAGES: list[Any] = [
    {"message": "password is too short"},
    {"errors": {"password": ["is too short", "must have at least 12 characters"]}},
    {"password": ["This field is required."], "token": "expired"},
    {"errors": {"password": {"kind": "min_length", "min": 8, "code": "PASSWORD_TOO_SHORT", "must": True}}},
    {"errors": {"password": "PasswordTooShort", "token": "token.not-found", "key": "Invalid!"}},
    {"token": "It has expired on 2024-01-01T10:00:00Z. Log in at https://accounts.example.com/login"},
    {"password": "密码太短"},
    {"password": "", "secret": " ", "token": None},
    [{"field": "title", "value": "x9x9x9"}, {"name": 5, "value": "x"}, {"loc": [], "input": "x"}],
    {"nextPageToken": "a1b2c3", "max_tokens": 4096},
    "access_token",
    5,
    None,
]


@pytest.mark.parametrize("name", SECRETS)
def test_what_has_the_name_of_a_secret_is_not_shown(name: str) -> None:
    body, shown = SECRETS[name]
    assert public_data(body) == shown
    assert json.loads(public_body(json.dumps(body).encode())) == shown


@pytest.mark.parametrize("body", MESSAGES)
def test_a_message_about_a_secret_is_shown(body: Any) -> None:
    assert public_data(body) == body
    assert public_body(json.dumps(body, indent=3).encode()) == json.dumps(body, indent=3).encode()


@pytest.mark.parametrize("body", [b"", b"no JSON", b"\xff", b'{"token": "abc', b"[" * 100_000, b"1" * 5000])
def test_bytes_that_are_no_json_are_shown_as_they_are(body: bytes) -> None:
    assert public_body(body) == body


def test_what_is_nested_too_deeply_is_not_shown() -> None:
    body: Any = 1
    for _ in range(10_000):
        body = {"a": [body]}
    assert json.dumps(public_data(body)).count("{") == MAX_LEVELS // 2 + 1


LEAK = {"session": {"access_token": "AT-LEAK", "password": "pw-LEAK"}}


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (LEAK, '{"session": {"access_token": "***", "password": "***"}}'),
        ({"message": {"password": "pw-LEAK"}}, "password: ***"),
        ({"message": {"password": "is too short"}}, "password: is too short"),
        ({"errors": {"password": ["required"]}}, "password: required"),
        ({"errorKey": "pw-LEAK2"}, 'pw-LEAK2: {"errorKey": "***"}'),  # the description says that it is the type
    ],
)
def test_an_error_shows_none_and_keeps_what_the_server_sent(
    body: Any, text: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "dynaclient")
    client, _ = client_of(describe(errors={"type": "/errorKey", "message": "/none"}), response(body, 400), retries=0)
    with pytest.raises(BadRequest) as caught:
        client.things.get()
    error: Any = caught.value
    logged: Any = caplog.records[0].args
    assert str(error) == f"things.get: 400 Bad Request: {text}"
    assert (error.body, pickle.loads(pickle.dumps(error)).body) == (body, body)
    shown = f"{error!r} {error.message} {format_error_response(error)} {logged[0].response.body} {caplog.text}"
    assert "-LEAK" not in shown.replace("-LEAK2", "")
    assert isinstance(error, ApiError)
