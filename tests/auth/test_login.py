"""A login that is an action of the description: the client carries it out when it needs the credential."""

from __future__ import annotations

import base64
import copy
import json
import pickle
from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

import pytest

from dynaclient import ApiError, BadResponse, Client, DescriptionError, InvalidCall, Request, Response, Unauthorized
from dynaclient.auth.sources.login import Login
from dynaclient.messages import Headers
from dynaclient.testing import response
from tests.support.both_clients import backend_kind_fixture
from tests.support.descriptions import describe

backend_kind = backend_kind_fixture(everywhere=True)
CREDENTIALS = {
    "type": "object",
    "required": ["email", "password"],
    "properties": {
        "email": {"type": "string"},
        "password": {"type": "string", "secret": True},
        "code": {"type": "string"},
    },
}
ACTIONS: dict[str, Any] = {
    "get": {"method": "GET"},
    "login": {
        "method": "POST", "path": "/login", "auth": False,
        "parameters": {
            "credentials": {"in": "body", "required": True, "schema": CREDENTIALS},
            "tenant": {"in": "query", "schema": {"type": "string"}},
        },
        "responses": {"200": {"schema": {}}},
    },
    "refresh": {
        "method": "POST", "path": "/refresh", "auth": False,
        "parameters": {
            "body": {
                "in": "body",
                "schema": {"type": "object", "properties": {"refreshToken": {"type": "string", "secret": True}}},
            }
        },
        "responses": {"200": {"schema": {}}},
    },
}  # fmt: skip
BY_ACTION = {"by": "action", "action": "things.login", "token": "/token"}


def described(way: dict[str, Any] | None = None, scheme: dict[str, Any] | None = None, **ways: Any) -> dict[str, Any]:
    """Return a description with a login."""
    obtain = ways or {"user": {**BY_ACTION, **(way or {})}}
    return describe(ACTIONS, auth={"session": {**(scheme or {"type": "bearer"}), "obtain": obtain}})


class Server:
    """A server whose logins respond in turn, and whose other calls are recorded."""

    def __init__(self, *logins: Any, refuses: int = 0) -> None:
        self.logins = list(logins)
        self.sent: list[tuple[str, Any]] = []
        self._refuses = refuses

    def send(self, request: Request, _limits: Any) -> Response:
        """Respond to a request."""
        path = request.url.removeprefix("https://api.example.com/things")
        if path.startswith(("/login", "/refresh")):
            assert "Authorization" not in request.headers
            body = request.body if isinstance(request.body, bytes) else b""
            self.sent.append((path, json.loads(body)))
            login = self.logins.pop(0)
            return login if isinstance(login, Response) else response(login)
        self.sent.append((path, request.headers.get("Authorization", request.headers.get("Cookie", ""))))
        self._refuses -= 1
        return response({}, 401 if self._refuses >= 0 else 200)


def client_of(server: Server, description: Any = None, login: Login | None = None, **options: Any) -> Client:
    auth = login or Login(email="ann@example.com", password="open sesame")
    return Client(description or described(), auth=auth, transport=server, **options)


PASSED = {"email": "ann@example.com", "password": "open sesame"}


def test_the_client_logs_in_when_the_first_call_needs_it() -> None:
    server = Server({"token": "abc"})
    client = client_of(server)
    client.things.get()
    client.things.get()
    assert server.sent == [("/login", PASSED), ("", "Bearer abc"), ("", "Bearer abc")]


def test_the_client_logs_in_again_after_a_401() -> None:
    server = Server({"token": "abc"}, {"token": "def"}, refuses=1)
    client_of(server).things.get()
    assert [credential for path, credential in server.sent if not path] == ["Bearer abc", "Bearer def"]


def test_a_session_with_a_refresh_token_is_renewed_with_it() -> None:
    way = {"refresh": "/refreshToken", "refreshAction": "things.refresh"}
    server = Server({"token": "abc", "refreshToken": "r1"}, {"token": "def"}, refuses=1)
    client_of(server, described(way)).things.get()
    assert server.sent[2:] == [("/refresh", {"refreshToken": "r1"}), ("", "Bearer def")]


def test_if_the_refresh_token_is_refused_the_client_logs_in_again() -> None:
    way = {"refresh": "/refreshToken", "refreshAction": "things.refresh"}
    server = Server({"token": "abc", "refreshToken": "r1"}, response({}, 401), {"token": "def"}, refuses=1)
    client_of(server, described(way)).things.get()
    assert [path for path, _ in server.sent] == ["/login", "", "/refresh", "/login", ""]


def test_arguments_may_be_parameters_members_of_the_body_and_the_body() -> None:
    server = Server({"token": "abc"}, {"token": "abc"})
    client_of(server, login=Login(tenant="acme", **PASSED)).things.get()
    client_of(server, login=Login(tenant="acme", credentials=PASSED)).things.get()
    assert server.sent[0] == server.sent[2] == ("/login?tenant=acme", PASSED)


def test_the_description_may_have_arguments_of_a_login() -> None:
    server = Server({"token": "abc"})
    client_of(server, described({"arguments": {"tenant": "acme", "code": "1"}})).things.get()
    assert server.sent[0] == ("/login?tenant=acme", {"code": "1", **PASSED})


def jwt(**claims: Any) -> str:
    """Return a JWT with these claims, without a signature."""
    return f"e30.{base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip('=')}.c2ln"


DATE = {"Date": "Mon, 30 Nov 2026 12:00:00 GMT"}
LIVES: list[tuple[Any, float | None]] = [
    (response({"token": "abc", "expires": 60}), 60),
    (response({"token": "abc", "expires": "60"}), 60),
    (response({"token": "abc", "expires": "2026-11-30T12:01:00Z"}, headers=DATE), 60),
    (response({"token": "abc", "expires": "2026-11-30T12:01:00"}, headers=DATE), 60),
    (response({"token": "abc", "expires": "Mon, 30 Nov 2026 12:01:00 GMT"}, headers=DATE), 60),
    (response({"token": "abc", "expires": "tomorrow"}), None),
    (response({"token": "abc", "expires": None}), None),
    (response({"token": "abc", "expires": "soon"}), None),
    (response({"token": "abc", "expires": "1e400"}), None),
    (response({"token": "abc", "expires": "nan"}), None),
    (response({"token": "abc", "expires": "-inf"}), None),
    (response({"token": "abc", "expires": 10**400}), None),
    (response({"token": "abc", "expires": -5}), -5),
    (response({"token": "abc", "expires": True}), None),
    (response({"token": "abc", "expires": [60]}), None),
    (response({"token": "abc", "expires": {"seconds": 60}}), None),
    (response({"token": "abc", "expires": "9999-99-99"}), None),
    (response({"token": "abc", "expires": "2026-11-30T12:01:00-00:00"}, headers=DATE), 60),
    (response({"token": "abc", "expires": "Mon, 30 Nov 2026 12:01:00 -0000"}, headers=DATE), 60),
    (response({"token": "abc"}), None),
    (response({"token": jwt(iat=1000, exp=1060)}), 60),
    (response({"token": jwt(sub="ann")}), None),
    (response({"token": jwt(iat=0, exp=10**400)}), None),
    (response({"token": jwt(iat="0", exp="1e400")}), None),
    (response({"token": jwt(iat=[], exp={})}), None),
    (response({"token": f"e30.{'e' * 5000}.c2ln"}), None),
    (response({"token": "a.b.c"}), None),
    (response({"token": "a.!.c"}), None),
]


@pytest.mark.parametrize(("login", "life"), LIVES)
def test_the_end_of_a_token_is_in_the_response_or_in_the_token(login: Response, life: float | None) -> None:
    client = client_of(Server(login), described({"expires": "/expires"}))
    client.things.get()
    token = client._shared.credentials.state.held["session"].token
    assert token is not None
    assert token.expires_in == life


def test_an_end_by_the_clock_of_this_machine() -> None:
    client = client_of(Server({"token": "abc", "expires": "2126-11-30T12:01:00Z"}), described({"expires": "/expires"}))
    client.things.get()
    token = client._shared.credentials.state.held["session"].token
    assert token is not None
    assert (token.expires_in or 0) > 1e9


COOKIE = {"type": "apiKey", "in": "cookie", "name": "sid"}


@pytest.mark.parametrize(
    "csrf", [{"cookie": "csrftoken", "header": "X-CSRFToken"}, {"token": "/csrf", "header": "X-CSRFToken"}]
)
def test_the_cookie_of_a_session_is_sent_with_its_token_against_forgery(csrf: dict[str, str]) -> None:
    way = {"by": "action", "action": "things.login", "cookie": "sid", "csrf": csrf}
    fields = {"Set-Cookie": 'a=1; Path=/, sid=s3ss10n; HttpOnly, csrftoken="t0k3n"; Path=/'}
    headers: list[Any] = []

    class Recording(Server):
        def send(self, request: Request, limits: Any) -> Response:
            headers.append(request.headers)
            return super().send(request, limits)

    server = Recording(response({"csrf": "t0k3n"}, headers=fields))
    client_of(server, described(scheme=COOKIE, user=way)).things.get()
    # A server that sets the token in a cookie compares the header with it: both are sent.
    cookies = "sid=s3ss10n; csrftoken=t0k3n" if "cookie" in csrf else "sid=s3ss10n"
    assert (headers[1]["Cookie"], headers[1]["X-CSRFToken"]) == (cookies, "t0k3n")


@pytest.mark.parametrize("token", ["a\r\nX-Evil: 1", "é", " a", ""])
def test_a_token_against_forgery_that_no_header_can_carry_is_an_error_of_the_call(token: str) -> None:
    way = {"by": "action", "action": "things.login", "cookie": "sid", "csrf": {"token": "/csrf", "header": "X-CSRF"}}
    server = Server(response({"csrf": token}, headers={"Set-Cookie": "sid=abc"}))
    with pytest.raises(BadResponse, match="a token against cross-site request forgery that no header can carry"):
        client_of(server, described(scheme=COOKIE, user=way), retries=0).things.get()
    assert [path for path, _ in server.sent] == ["/login"]


COOKIES: dict[str, tuple[str, str | None]] = {
    "as it is encoded": ("sid=s%3Aab.c%2Bd%3D; Path=/", "s%3Aab.c%2Bd%3D"),
    "with base64": ("sid=ab+/cd==; Secure", "ab+/cd=="),
    "with quotes": ('sid="abc"; Secure', "abc"),
    "set again": ("sid=deleted; Expires=Thu, 01 Jan 1970 00:00:00 GMT, sid=abc", "abc"),
    "removed and set": ("sid=; Max-Age=0, sid=abc; Path=/", "abc"),
    "set, and removed for another path": ("sid=abc, sid=; Max-Age=0; Path=/old", "abc"),
    "after one whose name ends alike": ("xsid=no, sid=abc", "abc"),
    "empty": ("sid=; Path=/", None),
    "another one": ("other=1", None),
}


@pytest.mark.parametrize("name", COOKIES)
def test_the_cookie_of_a_session_is_returned_as_the_server_set_it(name: str) -> None:
    field, value = COOKIES[name]
    way = {"by": "action", "action": "things.login", "cookie": "sid"}
    server = Server(*[response({}, headers={"Set-Cookie": field})] * 3)
    with nullcontext() if value else pytest.raises(BadResponse, match="no credential at 'sid'"):
        client_of(server, described(scheme=COOKIE, user=way), retries=0).things.get()
    assert [sent for path, sent in server.sent if not path] == ([f"sid={value}"] if value else [])


def test_a_key_that_no_cookie_can_have_is_encoded() -> None:
    way = {"by": "action", "action": "things.login", "cookie": "sid"}
    server = Server()
    client_of(server, described(scheme=COOKIE, user=way), "a;b").things.get()  # type: ignore[arg-type] # a literal
    assert server.sent == [("", "sid=a%3Bb")]


FAILED: list[tuple[Any, Any, type[Exception], str]] = [
    (
        response({"message": "wrong open sesame"}, 401),
        {},
        Unauthorized,
        r"things.login: 401 .*wrong \*\*\*.*this login is the way 'user'",
    ),
    (response({}, 503), {}, ApiError, "things.login: 503"),
    ({"other": 1}, {}, BadResponse, "things.login: the response of the login has no credential at '/token'"),
    ({"token": 7}, {}, BadResponse, "no credential at '/token'"),
    ([1], {}, BadResponse, "no credential at '/token'"),
    *(
        (login, {}, BadResponse, "no credential at '/token'")
        for login in (None, True, 5, [], {}, [{"token": "abc"}], {"token": None}, {"token": ""}, {"token": ["abc"]}, {"token": {"token": "abc"}})
    ),
    *(({"token": token}, {}, BadResponse, "a credential at '/token' that no header can carry") for token in ("a\r\nX: y", "é", " a", "a\n")),
    ({"token": "a b"}, {}, InvalidCall, "a token is a string of visible ASCII characters"),
]  # fmt: skip


@pytest.mark.parametrize(("login", "way", "kind", "message"), FAILED)
def test_a_login_that_fails_is_an_error_of_the_call(login: Any, way: Any, kind: type[Exception], message: str) -> None:
    server = Server(*[login] * 3)
    with pytest.raises(kind, match=f"(?s){message}"):
        client_of(server, described(way), retries=0).things.get()
    assert not [path for path, _ in server.sent if not path]


REFUSED: list[tuple[Any, Login, str]] = [
    (described(), Login(email="a"), "credentials.password .*required|password"),
    (
        described(),
        Login(emial="a", password="b"),
        r"emial \(option\): is not an argument of things.login — did you mean .*email",
    ),
    (described(), Login("device", email="a"), "'device' is not a way to log in — pass one of these first: user"),
    (described(a=BY_ACTION, b=BY_ACTION), Login(email="a"), "several ways to log in — pass one of these first: a, b"),
    (
        describe(ACTIONS, auth={"session": {"type": "bearer"}}),
        Login(),
        "names no action that obtains the credential session",
    ),
]


@pytest.mark.parametrize("word", ["Bearer ", "bearer "])
def test_a_word_that_the_client_sends_itself_is_not_sent_twice(word: str) -> None:
    server = Server({"token": f"{word}abc"})
    client_of(server).things.get()
    assert server.sent[-1] == ("", "Bearer abc")


@pytest.mark.parametrize(("description", "login", "message"), REFUSED)
def test_a_login_that_cannot_be_carried_out_is_refused_unsent(description: Any, login: Login, message: str) -> None:
    server = Server()
    with pytest.raises(InvalidCall, match=f"(?s){message}"):
        client_of(server, description, login).things.get()
    assert server.sent == []


def test_the_way_may_be_chosen() -> None:
    server = Server({"token": "abc"})
    client_of(
        server, described(a=BY_ACTION, b={**BY_ACTION, "arguments": {"tenant": "b"}}), Login("b", **PASSED)
    ).things.get()
    assert server.sent[0][0] == "/login?tenant=b"


@pytest.mark.parametrize(
    ("name", "hint"), [("things.logn", "did you mean things.login"), ("other.act", "use the full name of an action")]
)
def test_a_login_by_an_action_that_does_not_exist_is_a_problem_of_the_description(name: str, hint: str) -> None:
    client = client_of(Server(), described({"action": name}), Login(email="a", password="b"))
    with pytest.raises(
        DescriptionError, match=f"/auth/session/obtain/user/action: there is no action '{name}' — {hint}"
    ):
        client.things.get()


def test_a_login_that_a_description_sends_elsewhere_is_refused() -> None:
    description = copy.deepcopy(described())
    description["resources"]["things"]["actions"]["login"] = {
        **ACTIONS["login"], "server": "https://evil.example"
    }  # fmt: skip
    server = Server()
    with pytest.raises(
        InvalidCall, match=r"to https://evil.example:443, which is not an origin of the API — pass trusted"
    ):
        client_of(server, description).things.get()
    assert server.sent == []


def test_a_login_shows_none_of_its_arguments() -> None:
    login = Login("user", **PASSED)
    assert repr(login) == "Login('user', email=***, password=***)"
    assert [vars(made(login))["_arguments"] for made in (copy.copy, copy.deepcopy)] == [{}, {}]
    assert b"open sesame" not in pickle.dumps(login)


@pytest.mark.parametrize("make", [copy.copy, copy.deepcopy, lambda client: pickle.loads(pickle.dumps(client))])
def test_a_copied_client_needs_the_arguments_of_its_login_again(make: Callable[[Client], Client]) -> None:
    copied = make(Client(described(), auth=Login(**PASSED)))
    with pytest.raises(InvalidCall, match=r"has no arguments in copies and pickles, .* — pass auth=Login"):
        copied.things.get()


def test_the_error_of_a_login_that_is_not_valid_has_nothing_of_its_body() -> None:
    login = Response(200, Headers([("Content-Type", "application/json")]), b'{"token": "s3cret-token",}')
    with pytest.raises(BadResponse, match="has a body that is not of the type that is declared") as caught:
        client_of(Server(login), retries=0).things.get()
    assert "s3cret" not in f"{caught.value}{vars(caught.value)}"
