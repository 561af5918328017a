"""The scopes of tokens: no call is refused because of those that an issuer names, and the error of one that fails has them."""

from __future__ import annotations

from typing import Any

import pytest

from dynaclient import ApiError, Client, Forbidden, Request, Response, ScopeError, Unauthorized, auth
from dynaclient.auth.challenges import lacking_scope
from dynaclient.auth.tokens import Token
from dynaclient.messages import Headers
from dynaclient.testing import RecordingTransport, response
from tests.support.both_clients import backend_kind_fixture
from tests.support.descriptions import describe

backend_kind = backend_kind_fixture(everywhere=True)
ACTIONS = {
    "get": {"method": "GET", "scopes": ["read"]},
    "put": {"method": "PUT", "scopes": ["write", {"all": ["admin", "root"]}]},
}
OBTAIN = {"app": {"by": "clientCredentials", "tokenUrl": "/token", "scopes": {"read": "", "write": ""}}}
DESCRIPTION = describe(ACTIONS, auth={"key": {"type": "bearer", "obtain": OBTAIN}})


class Server:
    """An issuer whose tokens have these scopes, and an API that responds in turn."""

    def __init__(self, scope: Any, *responses: Response) -> None:
        self.scope, self.responses = scope, list(responses)
        self.tokens = self.calls = 0

    def send(self, request: Request, _limits: Any) -> Response:
        if request.url.endswith("/token"):
            self.tokens += 1
            return response(
                {"access_token": f"t{self.tokens}", **({} if self.scope is None else {"scope": self.scope})}
            )
        self.calls += 1
        return self.responses.pop(0) if self.responses else response({})


def client_of(server: Server, **options: Any) -> Client:
    return Client(DESCRIPTION, auth=auth.ClientCredentials("id", "secret", **options), transport=server)


@pytest.mark.parametrize(
    "scope", [None, "", " ", "read", "READ", "urn:x:read", "all", "read,other", [], ["read"], 5, {}]
)
@pytest.mark.parametrize("asked", [[], ["read"]])
def test_no_call_is_refused_because_of_the_scopes_that_an_issuer_names(scope: Any, asked: list[str]) -> None:
    server = Server(scope)
    client = client_of(server, scopes=asked)
    for _ in range(2):
        assert (client.things.get(), client.things.put()) == ({}, {})
    assert server.calls == 4


def test_scopes_that_an_issuer_names_allow_and_do_not_forbid() -> None:
    client = client_of(Server("read"))
    assert client.can("things.get") is None
    client.things.get()
    assert [client.can(name) for name in ("things.get", "things.put")] == [True, None]


def test_scopes_that_the_caller_names_do_forbid() -> None:
    transport = Server(None)
    for client in (
        Client(DESCRIPTION, token=auth.Token("t", scopes=["read"]), transport=transport),
        Client(DESCRIPTION, auth=auth.ClientCredentials("id", "secret"), scopes=["read"], transport=transport),
    ):
        with pytest.raises(ScopeError, match="needs one of"):
            client.things.put()
    assert transport.calls == 0


LACKING = {"WWW-Authenticate": 'Bearer realm="x", error="insufficient_scope", scope="write pets"'}


@pytest.mark.parametrize(("status", "error"), [(401, Unauthorized), (403, Forbidden)])
def test_a_token_that_lacks_a_scope_is_not_renewed_and_the_error_has_the_scope(
    status: int, error: type[ApiError]
) -> None:
    server = Server("read", *[response({}, status, headers=LACKING)] * 2)
    client = client_of(server)
    for _ in range(2):
        with pytest.raises(error, match="may lack a scope that the call needs: write pets, it has read; obtain"):
            client.things.put()
    assert (server.tokens, server.calls) == (1, 2)


@pytest.mark.parametrize(
    ("scope", "headers", "hint"),
    [
        ("read", {}, "may lack a scope that the call needs: write or admin + root, it has read; obtain"),
        (
            "read",
            {"WWW-Authenticate": "Bearer error=insufficient_scope"},
            "needs: write or admin [+] root, it has read",
        ),
        (None, {"WWW-Authenticate": "Bearer error=insufficient_scope"}, "needs: write or admin [+] root; obtain"),
        (None, {"WWW-Authenticate": 'Bearer error="insufficient_scope", scope="a\x1b[0m"'}, r"needs: a.x1b.0m; obtain"),
    ],
)
def test_a_403_has_the_scopes_that_the_description_names(scope: Any, headers: dict[str, str], hint: str) -> None:
    with pytest.raises(Forbidden, match=hint.replace("admin + root", "admin [+] root")):
        client_of(Server(scope, response({}, 403, headers=headers))).things.put()


@pytest.mark.parametrize(("scope", "status"), [(None, 403), ("write", 403), ("read", 404)])
def test_other_errors_have_no_scope(scope: Any, status: int) -> None:
    with pytest.raises(ApiError) as caught:
        client_of(Server(scope, response({}, status))).things.put()
    assert "scope" not in str(caught.value)


@pytest.mark.parametrize(
    ("value", "scope"),
    [
        ("", None), ("Bearer", None), ('Bearer error="invalid_token"', None), ('Bearer error="insufficient_scope"', ""),
        ('Basic, Bearer error="insufficient_scope", scope="a b"', "a b"), ('Bearer hint="insufficient_scope"', None),
    ],
)  # fmt: skip
def test_the_scope_that_a_challenge_names(value: str, scope: str | None) -> None:
    assert lacking_scope(Headers([("WWW-Authenticate", value)])) == scope


def test_a_token_without_known_scopes_is_not_refused_beside_one_with_scopes() -> None:
    actions = {
        "get": {"method": "GET", "scopes": ["read"], "auth": "a"},
        "put": {"method": "PUT", "scopes": ["write"], "auth": "b"},
    }
    tokens = {"a": Token("abc", scopes=["read"]), "b": "def"}
    transport = RecordingTransport([response({})])
    schemes = {"a": {"type": "bearer"}, "b": {"type": "bearer"}}
    client = Client(describe(actions, auth=schemes), token=tokens, transport=transport)
    client.things.get()
    client.things.put()
    assert [request.method for request in transport.requests] == ["GET", "PUT"]
