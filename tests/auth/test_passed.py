"""What a caller may pass as token or auth, for which auth scheme it is meant, and how it is sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from requests.auth import HTTPBasicAuth

from dynaclient import ApiError, Client, InvalidCall, Secret, auth
from dynaclient.auth import AwsSigV4, ClientCredentials, Login
from dynaclient.auth.sources.source import Exchange, Pause, Source, SourceContext
from dynaclient.auth.tokens import Token
from dynaclient.testing import RecordingTransport, response
from tests.support.both_clients import backend_kind_fixture, threads_only
from tests.support.descriptions import client_of, describe

backend_kind = backend_kind_fixture(everywhere=True)
BEARER, BASIC = {"type": "bearer"}, {"type": "basic"}
KEY = {"type": "apiKey", "in": "header", "name": "X-Key"}
COOKIE = {"type": "apiKey", "in": "cookie", "name": "sid"}
QUERY = {"type": "apiKey", "in": "query", "name": "key"}


class Sent(RecordingTransport):
    """A transport that records what is sent, with its credentials."""

    def __init__(self, *statuses: int) -> None:
        super().__init__([response({})])
        self.fields: list[dict[str, str]] = []
        self._statuses = list(statuses)

    def send(self, request: Any, limits: Any) -> Any:
        """Record the fields that have credentials."""
        names = ("Authorization", "X-Key", "Cookie", "X-CSRFToken")
        self.fields.append({name: request.headers[name] for name in names if name in request.headers})
        self.fields[-1].update({"query": request.url.partition("?")[2]} if "?" in request.url else {})
        super().send(request, limits)
        return response({}, self._statuses.pop(0) if self._statuses else 200)


class Fixed(Source):
    """A source without requests."""

    FLOWS = ("clientCredentials",)

    def __init__(self, token: Any, *steps: Any) -> None:
        self.token, self.steps = token, steps

    def exchange(self, _: SourceContext) -> Exchange:
        """Return the token after some steps."""
        yield from self.steps
        return self.token

    def secret_values(self) -> list[str]:
        """Return what it obtains the token with."""
        return ["client secret"]


def sent(schemes: Mapping[str, Any], **options: Any) -> dict[str, str]:
    """Return the credentials of a call."""
    transport = Sent()
    Client(describe(auth=schemes), transport=transport, **options).things.get()
    return transport.fields[0]


CASES: list[tuple[dict[str, Any], dict[str, Any], dict[str, str]]] = [
    ({"a": BEARER}, {"token": Token("abc")}, {"Authorization": "Bearer abc"}),
    ({"a": BEARER}, {"auth": "abc"}, {"Authorization": "Bearer abc"}),
    ({"a": BEARER}, {"auth": Secret("abc")}, {"Authorization": "Bearer abc"}),
    ({"a": BEARER}, {"auth": lambda: Token("abc", scopes=["read"])}, {"Authorization": "Bearer abc"}),
    ({"a": BEARER}, {"auth": Fixed(Token("abc"))}, {"Authorization": "Bearer abc"}),
    ({"a": BEARER}, {"auth": Fixed("abc", Pause(0.01))}, {"Authorization": "Bearer abc"}),
    ({"a": BASIC}, {"auth": ("u", "p")}, {"Authorization": "Basic dTpw"}),
    ({"a": BASIC}, {"auth": Token(("u", "p"))}, {"Authorization": "Basic dTpw"}),
    ({"a": BASIC}, {"auth": lambda: ("u", "p")}, {"Authorization": "Basic dTpw"}),
    ({"a": BASIC, "b": BEARER}, {"auth": "abc"}, {"Authorization": "Bearer abc"}),
    ({"a": BEARER, "b": BASIC}, {"token": ("u", "p")}, {"Authorization": "Basic dTpw"}),
    ({"a": KEY}, {"auth": {"a": "k"}}, {"X-Key": "k"}),
    ({"a": QUERY}, {"auth": {"a": "k k".replace(" ", "+")}}, {"query": "key=k%2Bk"}),
    ({"a": COOKIE}, {"auth": Token("c", headers={"X-CSRFToken": "t"})}, {"Cookie": "sid=c", "X-CSRFToken": "t"}),
    (
        {"a": COOKIE},
        {"auth": lambda: Token("c", headers={"X-CSRFToken": "t"})},
        {"Cookie": "sid=c", "X-CSRFToken": "t"},
    ),
]


@pytest.mark.parametrize(("auth", "options", "expected"), CASES)
def test_a_credential_is_sent_as_its_scheme_has_it(
    auth: dict[str, Any], options: dict[str, Any], expected: dict[str, str]
) -> None:
    assert sent(auth, **options) == expected


def test_token_and_auth_may_be_for_different_schemes() -> None:
    both = {"things": {"all": ["a", "b"]}}["things"]
    description = describe({"get": {"method": "GET", "auth": both}}, auth={"a": BEARER, "b": KEY})
    transport = Sent()
    client = Client(description, transport=transport, token={"a": "abc"}, auth={"b": Fixed("k")})
    client.things.get()
    client.token = {"a": "other"}
    client.things.get()
    assert [fields["Authorization"] for fields in transport.fields] == ["Bearer abc", "Bearer other"]
    assert [fields["X-Key"] for fields in transport.fields] == ["k", "k"]


class Odd:
    """An object whose attributes raise."""

    def __getattr__(self, name: str) -> Any:
        raise RuntimeError(name)


REFUSED: list[tuple[dict[str, Any], dict[str, Any], str]] = [
    (
        {"a": BEARER},
        {"token": "abc", "auth": "abc"},
        r"auth \(option\): token= has a credential for a as well — pass one",
    ),
    ({"a": BEARER}, {"auth": {"b": "abc"}}, r"'b' is not an auth scheme of the description — one of: a"),
    ({"a": BEARER}, {"auth": ("u", "p")}, r"auth \(option\): no auth scheme of the description \(a\) uses this kind"),
    ({}, {"auth": "abc"}, r"auth \(option\): the description has no auth scheme that could use it"),
    ({"a": BASIC}, {"auth": {"a": "abc"}}, "the auth scheme a needs a user name and a password"),
    ({"a": BASIC}, {"auth": {"a": ("u", 1)}}, "user name and password are strings"),
    ({"a": BASIC}, {"auth": {"a": ("u:", "p")}}, "a user name has no colon"),
    ({"a": BASIC}, {"auth": {"a": ("u", "\ud800")}}, "half of a surrogate pair"),
    ({"a": BEARER}, {"token": "Bearer abc"}, "pass the token without the word Bearer, which the client adds"),
    (
        {"a": {"type": "mutualTLS"}},
        {"token": "abc"},
        r"uses this kind of credential — pass cert=… with the certificate",
    ),
    *(
        ({"a": BEARER}, {"auth": {"a": value}}, f"a token is a string, not {type(value).__name__} — pass the token")
        for value in (7, True, b"abc", ["abc"], {"a": "abc"}, ("u", "p"), object())
    ),
    ({"a": BEARER}, {"auth": Secret(5)}, "a token is a string, not int"),  # type: ignore[arg-type]
    ({"a": BEARER}, {"auth": Token(("u", "p"))}, "uses this kind of credential — pass a single token"),
    ({"a": BASIC}, {"auth": Token("abc")}, r'uses this kind of credential — pass \("user", "password"\)'),
    *(
        ({"a": BEARER}, {"auth": value}, rf"{value.__name__} is a class — pass an instance of it: {value.__name__}\(")
        for value in (ClientCredentials, Login, Token, AwsSigV4, HTTPBasicAuth, Fixed, str)
    ),
    ({"a": BEARER}, {"auth": Odd()}, "a token is a string, not Odd"),
    ({"a": BEARER}, {"auth": Token("a b")}, "a token is a string of visible ASCII characters"),
    ({"a": BEARER}, {"token": ""}, "is empty — pass the token itself, or leave it out"),
    ({"a": BEARER}, {"token": "a b"}, "this one has white space inside: pass the token alone"),
    ({"a": BEARER}, {"token": "a b\n"}, "this one has white space inside: pass the token alone"),
    ({"a": BEARER}, {"token": "abc\n"}, r"remove white space at its ends with .strip\(\)"),
    ({"a": BEARER}, {"token": "\xfc "}, "this one has other characters: copy it again"),
]


@pytest.mark.parametrize(("auth", "options", "reason"), REFUSED)
def test_what_no_scheme_can_use_is_refused(auth: dict[str, Any], options: dict[str, Any], reason: str) -> None:
    with pytest.raises(InvalidCall, match=reason):
        Client(describe(auth=auth), **options)


# --- several at once

PAIR = {
    "get": {"method": "GET", "auth": {"all": ["key", "cookie"]}},
    "open": {"method": "GET", "path": "/o", "auth": "optional"},
}


def test_half_of_a_set_of_credentials_is_refused_before_sending() -> None:
    client, transport = client_of(describe(PAIR, auth={"key": KEY, "cookie": COOKIE}), token={"key": "k"})
    expected = (
        r'things.get: .*\n.*needs key and cookie, and there is none for cookie — pass token=\{"cookie": …\} as well'
    )
    with pytest.raises(InvalidCall, match=expected):
        client.things.get()
    assert transport.requests == []


def test_without_any_credential_a_call_is_sent() -> None:
    client, transport = client_of(describe(PAIR, auth={"key": KEY, "cookie": COOKIE}))
    client.things.get()
    assert len(transport.requests) == 1


def test_half_of_a_set_is_enough_where_no_credential_is_required() -> None:
    client, transport = client_of(describe(PAIR, auth={"key": KEY, "cookie": COOKIE}), token={"key": "k"})
    client.things.open()
    assert len(transport.requests) == 1


# --- who obtains a credential makes calls without it

TWO = {
    "get": {"method": "GET"},
    "login": {"method": "POST", "auth": "optional"},
    "either": {"method": "GET", "path": "/either", "auth": ["token", "key"]},
}


def test_a_function_makes_its_calls_without_the_credential_that_it_returns() -> None:
    transport = Sent()
    client: Any = Client(
        describe(TWO, auth={"token": BEARER}), token=lambda: client.things.login() or "abc", transport=transport
    )
    client.things.get()
    assert transport.fields == [{}, {"Authorization": "Bearer abc"}]


def test_a_function_makes_its_calls_with_another_credential_if_that_is_enough() -> None:
    transport = Sent()
    tokens = {"token": lambda: client.things.either() or "abc", "key": "k"}
    client: Any = Client(describe(TWO, auth={"token": BEARER, "key": KEY}), token=tokens, transport=transport)
    client.things.get()
    assert transport.fields == [{"X-Key": "k"}, {"Authorization": "Bearer abc"}]


def test_a_function_that_needs_its_own_token_fails_in_words() -> None:
    client: Any = Client(
        describe(TWO, auth={"token": BEARER}), token=lambda: f"{client.things.get()}", transport=Sent()
    )
    # The message of the inner error is part of the same line.
    expected = "raised InvalidCall: .*; token .* the function that returns the token makes a call that needs the token"
    with pytest.raises(InvalidCall, match=expected):
        client.things.get()


def test_after_a_function_has_returned_its_threads_make_calls_as_all_do() -> None:
    import contextvars

    contexts: list[contextvars.Context] = []

    def source() -> str:
        contexts.append(contextvars.copy_context())
        return "abc"

    transport = Sent()
    client: Any = Client(describe(TWO, auth={"token": BEARER}), token=source, transport=transport)
    client.things.get()
    contexts[0].run(client.things.get)
    assert transport.fields[1] == {"Authorization": "Bearer abc"}


# --- sources of one's own


def test_a_pause_beyond_the_deadline_is_not_begun() -> None:
    client = Client(
        describe(auth={"a": BEARER}), auth=Fixed("abc", Pause(60)), transport=Sent(), timeout=0.5, retries=0
    )
    with pytest.raises(Exception, match="timed out waiting for the token"):
        client.things.get()


def test_a_source_is_for_the_scheme_that_is_obtained_in_its_way() -> None:
    way = {"app": {"by": "clientCredentials", "tokenUrl": "https://api.example.com/token"}}
    description = describe({"get": {"method": "GET", "auth": "b"}}, auth={"a": BEARER, "b": {**KEY, "obtain": way}})
    transport = Sent()
    Client(description, auth=Fixed("k"), transport=transport).things.get()
    assert transport.fields == [{"X-Key": "k"}]


def test_what_a_source_obtains_a_token_with_is_redacted_in_errors() -> None:
    client = Client(
        describe(auth={"a": BEARER}),
        auth=Fixed("abcdefgh"),
        transport=RecordingTransport([response({"e": "client secret abcdefgh"}, 400)]),
    )
    with pytest.raises(ApiError, match=r"400") as caught:
        client.things.get()
    assert str(caught.value.body) == "{'e': '*** ***'}"


# --- constructors called with what they do not take

MISUSED: list[tuple[Any, tuple[Any, ...], dict[str, Any], str]] = [
    (auth.ClientCredentials, ("id",), {"secret": "x"}, "got an unexpected keyword argument 'secret'"),
    (auth.Token, (), {}, "missing a required argument: 'value' — write Token"),
    (auth.AwsSigV4, (), {"key": "x"}, "got an unexpected keyword argument 'key' — write AwsSigV4"),
    (auth.RefreshToken, ("id",), {}, "missing a required argument: 'refresh_token'"),
    (auth.Kind, (), {"add": 1}, "missing a required argument: 'accept'"),
    (auth.PrivateKey, (), {}, "missing a required argument: 'key'"),
    (auth.Password, ("ann",), {}, "missing a required argument: 'password'"),
    (auth.JwtBearer, ("account",), {}, "missing a required argument: 'private_key'"),
    (auth.TokenExchange, (), {}, "missing a required argument: 'subject_token'"),
    (auth.AuthorizationCode, (), {}, "missing a required argument: 'client_id' — write AuthorizationCode"),
    (auth.DeviceAuthorization, (), {}, "missing a required argument: 'client_id' — write DeviceAuthorization"),
]


@pytest.mark.parametrize(("kind", "positional", "named", "message"), MISUSED)
def test_a_constructor_reports_what_it_does_not_take(
    kind: Any, positional: tuple[Any, ...], named: dict[str, Any], message: str
) -> None:
    with pytest.raises(InvalidCall, match=message):
        kind(*positional, **named)


# --- what a function returns

ODD: dict[str, tuple[Callable[[], Any], str]] = {
    "None": (lambda: None, "a token is a string, not NoneType"),
    "bytes": (lambda: b"abc", "a token is a string, not bytes"),
    "a response": (lambda: {"access_token": "abc"}, "a token is a string, not dict"),
    "a pair": (lambda: ("u", "p"), "a token is a string, not tuple"),
    "a function": (lambda: lambda: "abc", "a token is a string, not function"),
    "a source": (lambda: Login(user="ann"), "a token is a string, not Login"),
    "an error": (lambda: ValueError("secret"), "a token is a string, not ValueError"),
    "the end of an iterator": (lambda: next(iter(())), "the function that returns the token raised"),
    "a token that expires now": (
        lambda: Token("t", expires_in=0),
        "the function that returns the token returned one that has expired: its expires_in is 0 — return a new one",
    ),
    "a token that has expired": (lambda: Token("t", expires_in=-5.5), "its expires_in is -5.5 — return a new one"),
    "an argument": (len, "the function that returns the token raised TypeError"),  # type: ignore[dict-item]
}


@pytest.mark.parametrize("name", ODD)
def test_a_function_that_returns_no_token(name: str) -> None:
    function, message = ODD[name]
    with pytest.raises(InvalidCall, match=message):
        Client(describe(auth={"a": BEARER}), auth=function, transport=Sent()).things.get()


async def _coroutine_function() -> str:
    return "abc"


class _GetsToken:
    async def get_token(self, *_: str) -> Any:
        raise AssertionError


@threads_only
@pytest.mark.parametrize("value", [_coroutine_function, _GetsToken()], ids=["function", "get_token"])
def test_a_coroutine_function_needs_an_event_loop(value: Any) -> None:
    scheme = {**BEARER, "obtain": {"app": {"by": "clientCredentials", "tokenUrl": "/t", "scopes": {"a": ""}}}}
    with pytest.raises(InvalidCall, match="is a coroutine function, and a Client has no event loop — use AsyncClient"):
        Client(describe(auth={"a": scheme}), auth=value, transport=Sent()).things.get()
