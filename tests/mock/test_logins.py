"""Login actions of a description: they check what is sent against the grants, and respond with a token that works."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from typing import Any

import pytest

from dynaclient import Client, Forbidden, Unauthorized
from dynaclient.messages import Headers
from tests.mock.oauth_requests import Answer, MockIssuer, basic
from tests.support.mock_descriptions import body, ok, pets

TOKEN = {"type": "object", "properties": {"token": {"type": "string"}}, "required": ["token"]}
USER = {
    "type": "object",
    "properties": {"password": {"type": "string", "secret": True}, "email": {"type": "string"}},
}
USER_LOGIN = {"by": "action", "action": "session.post", "token": "/token"}
LOSANT = {
    "auth": {
        "accessToken": {
            "obtain": {
                "user": {"by": "action", "action": "auth.authenticateUser", "token": "/token"},
                "device": {"by": "action", "action": "auth.authenticateDevice", "token": "/token"},
                "github": {"by": "action", "action": "auth.authenticateUserGithub", "token": "/token"},
            }
        }
    }
}
"""How a credential of the bundled API is obtained."""
SCOPE = "applications.*"


def logging_in(
    schema: Any = USER, response: Any = TOKEN, obtain: Mapping[str, Any] = USER_LOGIN, **more: Any
) -> dict[str, Any]:
    """Return a description with a login action, `session.post`, whose body has this schema."""
    scheme = more.pop("scheme", {"type": "bearer"})
    api = pets(auth={"it": {**scheme, "obtain": {"user": obtain}}, **more.pop("schemes", {})})
    responses = more.pop("responses", None) or ok(response)
    post = {"method": "POST", "parameters": {"b": body(schema)}, "responses": responses, "auth": False, **more}
    api["resources"]["session"] = {"path": "/session", "actions": {"post": post}}
    api["resources"]["pets"]["actions"]["get"]["scopes"] = ["read"]
    return api


def _login(issuer: MockIssuer, sent: Any, path: str = "/session", **headers: str) -> Answer:
    content = json.dumps(sent).encode()
    response = issuer.respond("POST", path, content, **{"Content_Type": "application/json", **headers})
    data = json.loads(response.body) if response.media == "application/json" else response.body.decode()
    return Answer(response.status, data, Headers(response.headers))


# --- the bundled API -------------------------------------------------------------------------------------------------


def test_a_user_of_the_bundled_api_logs_in_and_calls_it() -> None:
    grants = {"ann@example.com:a long password": [SCOPE]}
    credentials: Any = {"email": "ann@example.com", "password": "a long password"}
    with Client.mock(patch=LOSANT, grants=grants, token="none") as client:
        client.token = client.auth.authenticate_user(credentials=credentials)["token"]
        assert client.applications.get()["items"] == []
        with pytest.raises(Forbidden, match="The token has: applications"):
            client.orgs.get()
        with pytest.raises(Unauthorized, match="what was sent is not among the grants"):
            client.auth.authenticate_user(credentials={"email": "ann@example.com", "password": "another password"})


def test_a_device_of_the_bundled_api_logs_in_with_its_access_key() -> None:
    credentials: Any = {"deviceId": "5" * 24, "secret": "the secret", "key": "the key"}
    with Client.mock(patch=LOSANT, grants={"the key:the secret": [SCOPE]}, token="none") as client:
        client.token = client.auth.authenticate_device(credentials=credentials)["token"]
        assert client.applications.get()["items"] == []
        swapped: Any = {**credentials, "secret": "the key", "key": "the secret"}
        with pytest.raises(Unauthorized):
            client.auth.authenticate_device(credentials=swapped)


def test_a_single_secret_is_a_granted_token() -> None:
    with Client.mock(patch=LOSANT, grants={"from github": [SCOPE]}, token="none") as client:
        client.token = client.auth.authenticate_user_github(oauth={"accessToken": "from github"})["token"]
        assert client.applications.get()["items"] == []
        with pytest.raises(Unauthorized):
            client.auth.authenticate_user_github(oauth={"accessToken": "from elsewhere"})


def test_who_logs_in_may_have_any_name() -> None:
    assert _login(MockIssuer(None, logging_in()), {"email": "\ud800", "password": "x"}).status == 200


def test_without_grants_any_password_will_do() -> None:
    with Client.mock(patch=LOSANT) as client:
        client.token = client.auth.authenticate_user(credentials={"email": "a@b.c", "password": "12345678"})["token"]
        assert client.applications.get()["items"] == []


# --- what is sent ----------------------------------------------------------------------------------------------------


def _object(*names: str, **marks: Any) -> dict[str, Any]:
    return {"type": "object", "properties": {name: marks.get(name, {}) for name in names}}


LOGINS: dict[str, tuple[Any, Any, str, bool]] = {
    # case → schema of the body, what is sent, grant, whether it is accepted
    "a user and a password": (USER, {"email": "ann", "password": "pw"}, "ann:pw", True),
    "another password": (USER, {"email": "ann", "password": "no"}, "ann:pw", False),
    "another user": (USER, {"email": "eve", "password": "pw"}, "ann:pw", False),
    "the two swapped": (USER, {"email": "pw", "password": "ann"}, "ann:pw", False),
    "no password": (USER, {"email": "ann"}, "ann:pw", False),
    "the whole grant as user": (USER, {"email": "ann:pw", "password": ""}, "ann:pw", False),
    "the whole grant as password": (USER, {"email": "", "password": "ann:pw"}, "ann:pw", False),
    "colons on both sides": (USER, {"email": "a:b", "password": "c:d"}, "a:b:c:d", True),
    "secrets by format": (_object("user", "pin", pin={"format": "password"}), {"user": "u", "pin": "1"}, "u:1", True),
    "secrets by name": (_object("login", "passwd"), {"passwd": "p", "login": "l"}, "l:p", True),
    "secrets by name, swapped": (_object("login", "passwd"), {"passwd": "l", "login": "p"}, "l:p", False),
    "no names of secrets": (_object("a", "b"), {"b": "2", "a": "1"}, "1:2", True),
    "no names of secrets, swapped": (_object("a", "b"), {"b": "1", "a": "2"}, "1:2", False),
    "undeclared": ({"type": "object"}, {"user": "u", "password": "p"}, "u:p", True),
    "a number": (_object("user", "pin"), {"user": "u", "pin": 1234}, "u:1234", True),
    "deep inside": (
        {"type": "object", "properties": {"data": {"type": "array", "items": USER}}},
        {"data": [{"email": "ann", "password": "pw"}], "remember": True, "other": None},
        "ann:pw",
        True,
    ),
    "nothing": (USER, {}, "ann:pw", False),
    "a string as a whole": ({"type": "string", "secret": True}, "key", "key", True),
}


@pytest.mark.parametrize("case", LOGINS)
def test_what_is_sent_is_compared_with_the_grants(case: str) -> None:
    schema, sent, grant, accepted = LOGINS[case]
    issuer = MockIssuer({grant: ("read",)}, logging_in(schema))
    answer = _login(issuer, sent)
    assert answer.status == (200 if accepted else 401)
    assert not accepted or issuer.call(answer.data["token"]).status == 200


def test_the_parameters_of_a_form_and_of_a_query_are_read_too() -> None:
    secret = {"in": "part", "schema": {"type": "string", "secret": True}}
    more = {"parameters": {"user": {"in": "query", "schema": {"type": "string"}}, "word": secret}}
    issuer = MockIssuer({"ann:pw": ("read",)}, logging_in(**more, content="application/x-www-form-urlencoded"))
    headers = {"Content_Type": "application/x-www-form-urlencoded"}
    statuses = [
        issuer.respond("POST", f"/session?user={user}", b"word=pw", **headers).status for user in ("ann", "eve")
    ]
    assert statuses == [200, 401]


def test_a_login_without_arguments_needs_the_credential_of_another_scheme() -> None:
    schemes = {"user": {"type": "basic"}}
    api = logging_in(schemes=schemes, parameters={}, auth=["user"])
    issuer = MockIssuer({"ann:pw": ("read",)}, api)
    response = issuer.respond("POST", "/session", Authorization=basic("ann", "pw"))
    assert issuer.call(json.loads(response.body)["token"]).status == 200
    assert issuer.respond("POST", "/session", Authorization=basic("ann", "no")).status == 401
    assert issuer.respond("POST", "/session").status == 401


def test_a_login_without_anything_is_accepted_where_nothing_was_granted() -> None:
    api = logging_in(parameters={})
    assert MockIssuer(None, api).respond("POST", "/session").status == 200
    assert MockIssuer({"a:b": ()}, api).respond("POST", "/session").status == 401


def test_a_login_does_not_need_what_it_obtains() -> None:
    issuer = MockIssuer({"ann:pw": ("read",)}, logging_in(auth=["it"]))
    sent = {"email": "ann", "password": "pw"}
    assert _login(issuer, sent).status == 200
    assert _login(issuer, sent, Authorization="Bearer wrong").status == 200


def test_arguments_that_are_not_valid_are_reported_before_a_wrong_password() -> None:
    issuer = MockIssuer({"ann:pw": ()}, logging_in({**USER, "required": ["email"]}))
    assert _login(issuer, {"password": "pw"}).status == 400


# --- the response ----------------------------------------------------------------------------------------------------

SENT = {"email": "ann", "password": "pw"}


def _issuer(lifetime: float | None = 3600, **more: Any) -> MockIssuer:
    return MockIssuer({"ann:pw": ("read",)}, logging_in(**more), lifetime)


def _obtain(**more: Any) -> dict[str, Any]:
    return {**USER_LOGIN, **more}


def test_a_token_is_where_its_pointer_leads_and_the_response_is_valid() -> None:
    deep = {"type": "object", "properties": {"data": TOKEN, "user": {"type": "string"}}, "required": ["data", "user"]}
    issuer = _issuer(response=deep, obtain=_obtain(token="/data/token"))
    data = _login(issuer, SENT).data
    assert (data.keys(), issuer.call(data["data"]["token"]).status) == ({"data", "user"}, 200)


@pytest.mark.parametrize(
    "schema", [{"type": "string", "maxLength": 5}, {"const": "abc"}, {"type": "integer", "minimum": 7}]
)
def test_a_token_is_what_the_schema_of_the_response_allows(schema: Any) -> None:
    issuer = _issuer(response={"type": "object", "properties": {"token": schema}, "required": ["token"]})
    assert issuer.call(str(_login(issuer, SENT).data["token"])).status == 200


def test_a_response_that_has_no_place_for_a_token_has_none() -> None:
    issuer = _issuer(response={"type": "object", "additionalProperties": False})
    assert _login(issuer, SENT).data == {}


@pytest.mark.parametrize("responses", [{"204": {}}, {"200": {}}, {"201": {}}])
def test_a_response_without_a_described_body_has_the_token(responses: Any) -> None:
    answer = _login(issuer := _issuer(responses=responses), SENT)
    assert (answer.status, issuer.call(answer.data["token"]).status) == (201 if "201" in responses else 200, 200)


def test_a_token_may_be_the_whole_response() -> None:
    in_json = _issuer(response={"type": "string"}, obtain=_obtain(token=""))
    assert in_json.call(_login(in_json, SENT).data).status == 200
    text = {"200": {"content": {"text/plain": {"type": "string"}}}}
    in_text = _issuer(responses=text, obtain=_obtain(token=""))
    assert in_text.call(_login(in_text, SENT).data).status == 200
    nowhere = _issuer(responses=text)
    assert "mock-" not in _login(nowhere, SENT).data


def test_a_token_may_be_in_xml() -> None:
    issuer = _issuer(responses={"200": {"content": {"application/xml": {**TOKEN, "xml": {"name": "session"}}}}})
    written = _login(issuer, SENT).data
    assert issuer.call(written.partition("<token>")[2].partition("</token>")[0]).status == 200


ENDS: list[tuple[Any, Any]] = [({"type": "integer"}, 60), ({"type": "number"}, 60), ({}, 60)]


@pytest.mark.parametrize(("schema", "sent"), ENDS)
def test_the_end_of_a_token_is_stated_in_seconds(schema: Any, sent: Any) -> None:
    response = {"type": "object", "properties": {"token": {"type": "string"}, "ttl": schema}}
    assert _login(_issuer(60, response=response, obtain=_obtain(expires="/ttl")), SENT).data["ttl"] == sent


def test_the_end_of_a_token_is_a_date_where_it_is_a_string() -> None:
    ends = {"type": "string", "format": "date-time"}
    response = {"type": "object", "properties": {"token": {"type": "string"}, "end": ends}}
    issuer = _issuer(60, response=response, obtain=_obtain(expires="/end"))
    end = datetime.datetime.fromisoformat(_login(issuer, SENT).data["end"].replace("Z", "+00:00"))
    assert abs(end.timestamp() - issuer.context.clock.now() - 60) < 5


def test_the_end_of_a_token_without_one_is_far_away() -> None:
    response = {"type": "object", "properties": {"token": {"type": "string"}, "ttl": {"type": "integer"}}}
    for lifetime, sent in ((None, 315360000), (0.5, 1)):
        data = _login(_issuer(lifetime, response=response, obtain=_obtain(expires="/ttl")), SENT).data
        assert data["ttl"] >= sent or lifetime == 0.5


def test_a_session_may_be_in_a_cookie() -> None:
    scheme = {"type": "apiKey", "in": "cookie", "name": "sid"}
    obtain = {"by": "action", "action": "session.post", "cookie": "sid"}
    issuer = _issuer(scheme=scheme, obtain=obtain, responses={"204": {}})
    response = issuer.respond("POST", "/session", json.dumps(SENT).encode(), Content_Type="application/json")
    cookie, _, attributes = dict(response.headers)["Set-Cookie"].partition("; ")
    assert (response.status, attributes) == (204, "Path=/; HttpOnly; SameSite=Lax")
    assert issuer.respond("GET", "/pets", Cookie=cookie).status == 200
    assert issuer.respond("GET", "/pets", Cookie="sid=other").status == 401


CSRF = {"header": "X-CSRFToken", "cookie": "csrftoken"}


def _cookies(issuer: MockIssuer) -> dict[str, str]:
    response = issuer.respond("POST", "/session", json.dumps(SENT).encode(), Content_Type="application/json")
    pairs = [value.partition(";")[0].partition("=") for name, value in response.headers if name == "Set-Cookie"]
    body = json.loads(response.body) if response.body else {}
    return {**{name: value for name, _, value in pairs}, **body}


@pytest.mark.parametrize("csrf", [CSRF, {"header": "X-CSRFToken", "token": "/csrftoken"}])
def test_a_session_in_a_cookie_may_need_a_token_in_a_header_to_change_anything(csrf: Any) -> None:
    scheme = {"type": "apiKey", "in": "cookie", "name": "sid"}
    obtain = {"by": "action", "action": "session.post", "cookie": "sid", "csrf": csrf}
    api = logging_in(scheme=scheme, obtain=obtain, responses={"204": {}})
    actions = api["resources"]["pets"]["actions"]
    actions["query"] = {**actions["get"], "method": "QUERY"}
    issuer = MockIssuer({"ann:pw": ("read",)}, api)
    sent, other = _cookies(issuer), _cookies(issuer)
    pet: dict[str, Any] = {
        "method": "POST",
        "target": "/pets",
        "content": b'{"name": "a"}',
        "Content_Type": "application/json",
    }
    tokens = {"none": "", "another": other["csrftoken"], "its own": sent["csrftoken"]}
    statuses = {
        name: issuer.respond(**pet, Cookie=f"sid={sent['sid']}", X_CSRFToken=token).status
        for name, token in tokens.items()
    }
    assert statuses == {"none": 403, "another": 403, "its own": 201}
    for method in ("GET", "QUERY"):
        assert issuer.respond(method, "/pets", Cookie=f"sid={sent['sid']}").status == 200


def test_an_example_that_is_preferred_is_the_response() -> None:
    examples = {"wrongCode": {"value": {"type": "SecondFactor", "message": "code"}}}
    responses = {"200": {"schema": TOKEN}, "401": {"schema": {}, "examples": examples}}
    answer = _login(_issuer(responses=responses), SENT, Prefer="example=wrongCode")
    assert (answer.status, answer.data["type"]) == (401, "SecondFactor")


def test_a_login_that_creates_an_item_does_that_too() -> None:
    both = {"id": {"type": "string"}, "token": {"type": "string"}}
    api = logging_in(response={"type": "object", "properties": both, "required": list(both)})
    one = {"method": "GET", "path": "/{sessionId}", "parameters": {"sessionId": {"in": "path"}}, "responses": ok({})}
    api["resources"]["session"]["actions"].update(one=one, remove={**one, "method": "DELETE"})
    issuer = MockIssuer({"ann:pw": ("read",)}, api)
    data = _login(issuer, SENT).data
    assert issuer.call(data["token"]).status == 200
    assert issuer.respond("GET", f"/session/{data['id']}", Authorization=f"Bearer {data['token']}").status == 200


# --- refresh ---------------------------------------------------------------------------------------------------------

PAIR = {
    "type": "object",
    "properties": {"token": {"type": "string"}, "refresh": {"type": "string"}},
    "required": ["token", "refresh"],
}
REFRESHABLE = {**USER_LOGIN, "refresh": "/refresh", "refreshAction": "session.renew"}


def _refreshable(action: str = "session.renew") -> MockIssuer:
    api = logging_in(response=PAIR, obtain={**REFRESHABLE, "refreshAction": action})
    renew = {
        "method": "POST", "path": "/renew", "parameters": {"b": body({"type": "object"})}, "responses": ok(PAIR),
        "auth": ["it"],
    }  # fmt: skip
    api["resources"]["session"]["actions"]["renew"] = renew
    return MockIssuer({"ann:pw": ("read",)}, api)


def test_a_session_is_continued_with_its_refresh_token() -> None:
    issuer = _refreshable()
    first = _login(issuer, SENT).data
    issuer.context.tokens.expire_all()
    second = _login(issuer, {"refreshToken": first["refresh"]}, "/session/renew").data
    assert [issuer.call(pair["token"]).status for pair in (first, second)] == [401, 200]
    third = _login(issuer, {}, "/session/renew", Authorization=f"Bearer {second['refresh']}")
    assert issuer.call(third.data["token"]).status == 200


def test_a_refresh_token_of_a_login_is_used_once() -> None:
    issuer = _refreshable()
    first = _login(issuer, SENT).data
    _login(issuer, {"refresh": first["refresh"]}, "/session/renew")
    again = _login(issuer, {"refresh": first["refresh"]}, "/session/renew")
    assert (again.status, "used before" in again.data["message"]) == (401, True)
    assert issuer.call(first["token"]).status == 401
    assert _login(issuer, {"refresh": "unknown"}, "/session/renew").status == 401
    assert _login(issuer, SENT, "/session/renew").status == 401


def test_one_action_may_log_in_and_refresh() -> None:
    issuer = _refreshable("session.post")
    first = _login(issuer, SENT).data
    assert _login(issuer, {"email": first["refresh"]}).status == 200
    assert issuer.context.requests == 2


def test_an_action_that_does_not_exist_is_ignored() -> None:
    api = logging_in(obtain={"by": "action", "action": "no.such", "token": "/token"})
    assert "token" in _login(MockIssuer(None, api), SENT).data


# --- who logged in ---------------------------------------------------------------------------------------------------

EMAIL = {"type": "object", "properties": {"user": {"type": "object", "properties": {"email": {"type": "string", "example": "x@y.example"}}}}}  # fmt: skip
WHO: dict[str, tuple[Any, str, Any]] = {
    "a member": (ok(EMAIL), "/user/email", {"user": {"email": "ann"}}),
    "all of it": (ok({"type": "string"}), "", "ann"),
    "in XML": ({"200": {"content": {"application/xml": {**EMAIL, "xml": {"name": "me"}}}}}, "/user/email", b"<me><user><email>ann</email></user></me>"),
    "a name that the schema refuses": (ok({"type": "object", "properties": {"id": {"type": "integer", "example": 5}}, "required": ["id"]}), "/id", {"id": 5}),
    "a list on the way": (ok({"type": "array", "items": {"type": "string"}, "example": ["x"]}), "/0", ["x"]),
    "a text": ({"200": {"content": {"text/plain": {"type": "string"}}}}, "", b"text"),
    "nothing": ({"204": {}}, "", b""),
}  # fmt: skip


@pytest.mark.parametrize(("responses", "pointer", "expected"), WHO.values(), ids=WHO)
def test_who_is_authenticated_is_who_logged_in(responses: Any, pointer: str, expected: Any) -> None:
    api = logging_in()
    api["auth"]["it"]["whoami"] = {"action": "me.show", "name": pointer}
    api["resources"]["me"] = {"path": "/who", "actions": {"show": {"method": "GET", "responses": responses}}}
    issuer = MockIssuer({"ann:pw": ("read",), "plain": ("read",)}, api)
    token = _login(issuer, {"email": "ann", "password": "pw"}).data["token"]
    response = issuer.respond("GET", "/who", Authorization=f"Bearer {token}")
    plain = issuer.respond("GET", "/who", Authorization="Bearer plain")
    found = (
        json.loads(response.body) if response.media == "application/json" else response.body.split(b"?>")[-1].strip()
    )
    assert (found, b"ann" in plain.body) == (expected, False)


def test_a_name_that_a_call_stored_stays() -> None:
    with Client.mock(token="none") as client:
        client.token = client.auth.authenticate_user(
            credentials={"email": "ann@example.com", "password": "long enough"}
        )["token"]
        assert client.me.get()["email"] == "ann@example.com"
        client.me.patch(user={"lastName": "B"})
        assert (client.me.get()["email"], client.me.get()["lastName"]) == ("ann@example.com", "B")
        client.me.patch(user={"email": "b@example.com"})
        assert client.me.get()["email"] == "b@example.com"
