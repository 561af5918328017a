"""Requests to the authorization server of a mock server, without a socket."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, quote_plus, urlencode, urlsplit

from dynaclient import load
from dynaclient.messages import Headers
from dynaclient.mock.exchange import MockRequest, MockResponse
from dynaclient.mock.service import Service
from dynaclient.mock.state.store import Store
from tests.support.mock_descriptions import pets

FORM = "application/x-www-form-urlencoded"
BASE = "http://127.0.0.1:8080"
ISSUER = f"{BASE}/-/oauth"
CALLBACK = "http://127.0.0.1:9999/callback"
VERIFIER = "v" * 43
GRANTS = {"ann:pw": ("read", "write"), "robot:se:cr%et +/=": ("read",), "token": ("read",)}
FLOWS = {
    "robot": {
        "by": "clientCredentials",
        "tokenUrl": "https://api.example.com/token",
        "scopes": {"read": "", "write": ""},
    },
}


class Answer(NamedTuple):
    status: int
    data: Any
    headers: Headers


def described(**auth: Any) -> dict[str, Any]:
    """Return a description whose actions need a token: reading needs `read`, and writing needs `write`."""
    api = pets(auth=auth or {"it": {"type": "bearer", "obtain": FLOWS}})
    api["resources"]["pets"]["actions"]["get"]["scopes"] = ["read"]
    api["resources"]["pets"]["actions"]["post"]["scopes"] = [{"all": ["write", "pets"]}, "write"]
    return api


def challenge_of(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def basic(identifier: str, secret: str) -> str:
    """Return the header of a client, encoded as RFC 6749 has it in section 2.3.1."""
    return "Basic " + base64.b64encode(f"{quote_plus(identifier)}:{quote_plus(secret)}".encode()).decode()


SECRET = "se:cr%et +/="
ROBOT = basic("robot", SECRET)


def jwt(claims: Mapping[str, Any], key: str = SECRET, **head: Any) -> str:
    """Return a JWT with some claims that are as they have to be, unless they are overridden."""
    whole = {"iss": "robot", "sub": "robot", "aud": ISSUER, "exp": time.time() + 1_800, **claims}
    parts = [{"alg": "HS256", **head}, {name: value for name, value in whole.items() if value is not None}]
    signed = b".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in parts)
    signature = hmac.new(key.encode(), signed, hashlib.sha256).digest()
    return (signed + b"." + base64.urlsafe_b64encode(signature).rstrip(b"=")).decode()


class MockIssuer:
    """The service of a mock server, as if it listened at `BASE`."""

    def __init__(
        self, grants: Mapping[str, tuple[str, ...]] | None = GRANTS, api: Any = None, lifetime: float | None = 3600
    ) -> None:
        self.service = Service(load(api or described()), grants, Store(), lifetime=lifetime)
        self.context = self.service.issuer
        self.context.base = BASE

    def respond(self, method: str, target: str, content: bytes = b"", **headers: str) -> MockResponse:
        path, _, query = target.removeprefix(BASE).partition("?")
        fields = Headers((name.replace("_", "-"), value) for name, value in headers.items())
        return self.service.handle(MockRequest(method, path, query, fields, content)).response

    def post(self, endpoint: str, form: Any, authorization: str = "", **headers: str) -> Answer:
        if authorization:
            headers["Authorization"] = authorization
        response = self.respond(
            "POST", f"{ISSUER}/{endpoint}", urlencode(form).encode(), **{"Content_Type": FORM, **headers}
        )
        is_json = response.media == "application/json"
        return Answer(
            response.status, json.loads(response.body) if is_json else response.body, Headers(response.headers)
        )

    def token(self, grant_type: str = "", authorization: str = "", **form: str) -> Answer:
        return self.post("token", {**({"grant_type": grant_type} if grant_type else {}), **form}, authorization)

    def authorize(self, method: str = "POST", **parameters: str) -> dict[str, str]:
        """Return the parameters with which the browser is sent back; "" is where it is sent to."""
        query = {
            "response_type": "code", "client_id": "cli", "redirect_uri": CALLBACK, "state": "s t",
            "code_challenge": challenge_of(VERIFIER), "code_challenge_method": "S256", **parameters,
        }  # fmt: skip
        sent = {name: value for name, value in query.items() if value}
        response = self.respond(method, f"{ISSUER}/authorize?{urlencode(sent)}")
        if response.status != 303:
            return {"page": response.body.decode(), "status": str(response.status)}
        url = urlsplit(dict(response.headers)["Location"])
        return {"": f"{url.scheme}://{url.netloc}{url.path}", **dict(parse_qsl(url.query))}

    def login(self, **parameters: str) -> dict[str, Any]:
        """Return the tokens of a login with a browser."""
        code = self.authorize(**parameters)["code"]
        tokens: dict[str, Any] = self.redeem(code).data
        return tokens

    def redeem(self, code: str, **form: str) -> Answer:
        whole = {"code": code, "client_id": "cli", "redirect_uri": CALLBACK, "code_verifier": VERIFIER, **form}
        sent = {name: value for name, value in whole.items() if value and name != "authorization"}
        return self.token("authorization_code", form.get("authorization", ""), **sent)

    def refresh(self, token: str, **form: str) -> Answer:
        return self.token("refresh_token", refresh_token=token, client_id="cli", **form)

    def call(self, token: str, method: str = "GET", content: bytes = b"", **headers: str) -> Answer:
        """Return the response of an action of the API."""
        response = self.respond(method, "/pets", content, **{"Authorization": f"Bearer {token}", **headers})
        return Answer(response.status, json.loads(response.body or b"null"), Headers(response.headers))
