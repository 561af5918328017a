"""Descriptions whose credentials are obtained in each way, for the tests of logins at the command line."""

from __future__ import annotations

from typing import Any

from .descriptions import describe

ELSEWHERE = "https://login.example.com"
USER = {
    "type": "object",
    "properties": {
        "email": {"type": "string", "description": "The address."},
        "password": {"type": "string", "secret": True, "minLength": 2},
        "code": {"type": "string", "secret": True},
        "days": {"type": "integer", "minimum": 1},
    },
    "required": ["email", "password"],
    "additionalProperties": False,
}
TOKENS = {
    "type": "object",
    "properties": {"token": {"type": "string"}, "refreshToken": {"type": "string"}, "lasts": {"type": "integer"}},
    "required": ["token"],
}
NAMES = {"type": "object", "properties": {"name": {"type": "string", "examples": ["ann"]}}, "required": ["name"]}
OAUTH: dict[str, dict[str, Any]] = {
    "browser": {
        "by": "authorizationCode",
        "authorizationUrl": f"{ELSEWHERE}/authorize",
        "tokenUrl": f"{ELSEWHERE}/token",
        "scopes": {"read": "Read.", "write": "Write."},
    },
    "tv": {
        "by": "deviceAuthorization",
        "deviceAuthorizationUrl": f"{ELSEWHERE}/device",
        "tokenUrl": f"{ELSEWHERE}/token",
    },
    "robot": {"by": "clientCredentials", "tokenUrl": f"{ELSEWHERE}/token"},
    "ropc": {"by": "password", "tokenUrl": f"{ELSEWHERE}/token"},
    "old": {"by": "implicit", "authorizationUrl": f"{ELSEWHERE}/authorize"},
}
WHOAMI = {"action": "things.me", "name": "/name"}


def ok(schema: Any) -> dict[str, Any]:
    """Return the responses of an action that succeeds with this schema."""
    return {"200": {"schema": schema}}


def login_description(auth: Any, **more: Any) -> dict[str, Any]:
    """Return a description with these auth schemes, and the actions that log in."""
    scheme = next(iter(auth), "")
    body = {"in": "body", "required": True, "schema": USER}
    refresh = {"type": "object", "properties": {"refreshToken": {"type": "string", "secret": True}}}
    actions: dict[str, Any] = {
        "list": {
            "method": "GET", "auth": [{scheme: ["read"]}],
            "responses": ok({"type": "array", "items": {"type": "object", "properties": {"id": {"type": "integer"}}}}),
        },
        "add": {
            "method": "POST", "auth": [{scheme: ["write"]}], "responses": ok({"type": "object"}),
            "parameters": {"thing": {"in": "body", "schema": {"type": "object"}}},
        },
        "me": {"method": "GET", "path": "/me", "responses": ok(NAMES)},
        "login": {
            "method": "POST", "path": "/login", "auth": False, "parameters": {"user": body}, "responses": ok(TOKENS),
        },
        "renew": {
            "method": "POST", "path": "/renew", "auth": False, "responses": ok(TOKENS),
            "parameters": {"old": {"in": "body", "required": True, "schema": refresh}},
        },
    }  # fmt: skip
    return describe(actions, auth=auth, title="Things", **more)


BY_ACTION = login_description({
    "session": {
        "type": "bearer", "whoami": WHOAMI,
        "obtain": {"user": {
            "by": "action", "action": "things.login", "token": "/token", "refresh": "/refreshToken",
            "refreshAction": "things.renew", "expires": "/lasts",
        }},
    },
})  # fmt: skip
BY_OAUTH = login_description({"oauth": {"type": "bearer", "whoami": WHOAMI, "obtain": OAUTH}})
BY_OPEN_ID = login_description({
    "oauth": {"type": "bearer", "obtain": {"oidc": {
        "by": "openIdConnect", "openIdConnectUrl": f"{ELSEWHERE}/.well-known/openid-configuration",
    }}},
})  # fmt: skip
