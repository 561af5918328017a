"""One security scheme of OpenAPI 3 or Swagger 2.0 as an auth scheme of the description."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Union

from ..messages import FIELD_NAME, HTTP_TOKEN
from ..strings.expressions import expression
from .extension import OURS, own_members
from .members import as_object, as_text, named

Report = Callable[[str], None]
"""Reports what is lost of a scheme."""

AUTHORIZATION = "Authorization"
AWS = "x-amazon-apigateway-authtype"
"""What signs the requests of a scheme that is written as an apiKey, in the words of Amazon's API Gateway."""
SIGNED = {"awsSigv4": {}, "awsS3": {"service": "s3"}}
"""The values of it that mean a signature of version 4, and what it is for; S3 has an older one that it replaces."""
FLOWS: Mapping[str, tuple[str, ...]] = {
    "authorizationCode": ("authorizationUrl", "tokenUrl"),
    "clientCredentials": ("tokenUrl",),
    "deviceAuthorization": ("deviceAuthorizationUrl", "tokenUrl"),
    "password": ("tokenUrl",),
    "implicit": ("authorizationUrl",),
}
"""Flow of OAuth 2 → the URLs that it needs."""
OPENID, METADATA = "openIdConnectUrl", "oauth2MetadataUrl"
_OLD_FLOWS = {"accessCode": "authorizationCode", "application": "clientCredentials"}
"""What Swagger calls some flows."""
_PREFIX = expression(rf'with required prefix "({HTTP_TOKEN})"')
"""The word before a key, in the words of drf-spectacular; other prose is not read, since it may mean anything."""
_URL = expression(r"\S+")
_OWN = {
    "bearer": ("format", "obtain"), "apiKey": ("prefix", "obtain"), "http": ("obtain",),
    "awsSigv4": ("service", "region"),
}  # fmt: skip
"""What our extension may have for a type, beside what it may have for all."""

Scheme = Union["dict[str, Any]", None]


def translate_scheme(value: dict[str, Any], report: Report, signed_for: Mapping[str, str] | None = None) -> Scheme:
    """
    Return the auth scheme of a security scheme; None if it is left out, which is reported.

    Args:
        value: The security scheme.
        report: What is called for what is lost.
        signed_for: The service and the region that requests to the server are signed for.
    """
    kind = as_text(value.get("type"))
    if kind not in _TYPES:
        report(f"{kind!r:.40} is not a type of authentication that the client has: the scheme is left out")
        return None
    made: Scheme = _TYPES[kind](value, report)
    if made is None:
        return None
    if made["type"] == "awsSigv4":
        made |= {**(signed_for or {}), **SIGNED[value[AWS]]}
    own = own_members(value, "scheme")
    kept = {key: own[key] for key in (*_OWN.get(made["type"], ()), "whoami", "deprecated") if key in own}
    described = as_text(value.get("description"))
    made |= {"description": described} if described else {}
    made |= {"deprecated": True} if value.get("deprecated") is True else {}
    return {key: member for key, member in {**made, **kept}.items() if member not in ("", {})}


def others_of(value: dict[str, Any], made: Mapping[str, Any]) -> dict[str, Any]:
    """Return what an auth scheme does not have of its security scheme: extensions, and a flow of none."""
    is_signed = made["type"] == "awsSigv4" and value[AWS] == "awsSigv4"
    kept = {key: member for key, member in _extensions(value).items() if not (is_signed and key == AWS)}
    if value["type"] == "oauth2" and "obtain" not in made:
        kept |= {key: value[key] for key in ("type", METADATA) if key in value}
    written = named(value.get("flows"))
    flows = {name: _extensions(as_object(flow)) for name, flow in written.items() if name in FLOWS}
    flows = {**_extensions(written), **{name: members for name, members in flows.items() if members}}
    return {**kept, **({"flows": flows} if flows else {})}


def _extensions(value: dict[str, Any]) -> dict[str, Any]:
    return {key: member for key, member in value.items() if _is_extension(key)}


def _is_extension(key: Any) -> bool:
    return isinstance(key, str) and key.startswith("x-") and key != OURS


# --- each type -------------------------------------------------------------------------------------------------------


def _basic(_value: dict[str, Any], _report: Report) -> Scheme:
    return {"type": "basic"}


def _mutual(_value: dict[str, Any], _report: Report) -> Scheme:
    return {"type": "mutualTLS"}


def _http(value: dict[str, Any], report: Report) -> Scheme:
    scheme = as_text(value.get("scheme"))
    if not FIELD_NAME.fullmatch(scheme):
        report(f"{scheme!r:.40} is not the name of a scheme of HTTP: the scheme is left out")
        return None
    kind = scheme.lower()
    if kind == "bearer":
        format_ = as_text(value.get("bearerFormat"))
        return {"type": "bearer", **({"format": format_} if format_ else {})}
    return {"type": kind} if kind in ("basic", "digest") else {"type": "http", "scheme": scheme}


def _api_key(value: dict[str, Any], report: Report) -> Scheme:
    location, name = value.get("in"), as_text(value.get("name"))
    if location not in ("header", "query", "cookie") or not name:
        report("an apiKey needs `in` and `name`: the scheme is left out")
        return None
    if location != "query" and not FIELD_NAME.fullmatch(name):
        report(f"{name!r:.80} is not the name of a {location}: the scheme is left out")
        return None
    if value.get(AWS) in tuple(SIGNED) and (location, name) == ("header", AUTHORIZATION):
        return {"type": "awsSigv4"}
    prefix = _PREFIX.search(as_text(value.get("description"))) if location == "header" else None
    return {"type": "apiKey", "in": location, "name": name, **({"prefix": f"{prefix[1]} "} if prefix else {})}


def _open_id(value: dict[str, Any], report: Report) -> Scheme:
    url = value.get(OPENID)
    if not _is_url(url):
        report("the URL of the OpenID provider is missing: how to obtain a token is left out")
        return {"type": "bearer"}
    return {"type": "bearer", "obtain": {"openIdConnect": {"by": "openIdConnect", OPENID: url}}}


def _oauth(value: dict[str, Any], report: Report) -> Scheme:
    flow = as_text(value.get("flow"))
    flows = {_OLD_FLOWS.get(flow, flow): value} if flow else named(value.get("flows"))
    ways = {}
    for name, written in flows.items():
        if _is_extension(name):
            continue
        missing = [key for key in FLOWS.get(name, ()) if not _is_url(as_object(written).get(key))]
        if name not in FLOWS or missing:
            reason = f"`{missing[0]}` is missing" if missing else "it is not a flow of OAuth 2"
            report(f"the flow {name!r:.40} is left out: {reason}")
        else:
            ways[name] = _way(name, as_object(written), value)
    return {"type": "bearer", **({"obtain": ways} if ways else {})}


def _way(name: str, flow: dict[str, Any], scheme: dict[str, Any]) -> dict[str, Any]:
    """Return one way to obtain a token: a flow."""
    urls = {key: flow[key] for key in (*FLOWS[name], "refreshUrl") if _is_url(flow.get(key))}
    metadata = {METADATA: scheme[METADATA]} if _is_url(scheme.get(METADATA)) else {}
    scopes = {scope: as_text(text) for scope, text in named(flow.get("scopes")).items() if scope != "$ref"}
    return {"by": name, **urls, **metadata, **({"scopes": scopes} if scopes else {})}


def _is_url(value: Any) -> bool:
    return isinstance(value, str) and _URL.fullmatch(value) is not None


_TYPES: Mapping[str, Callable[[dict[str, Any], Report], Scheme]] = {
    "apiKey": _api_key, "basic": _basic, "http": _http, "mutualTLS": _mutual,
    "oauth2": _oauth, "openIdConnect": _open_id,
}  # fmt: skip
"""Type in the source → the function that returns its auth scheme."""


# --- signatures of AWS -----------------------------------------------------------------------------------------------

_AWS_HOST = expression(r"(?:https?:)?//([^/]+)\.amazonaws\.com(?:\.cn)?(?:[:/].*)?", re.DOTALL)
_REGION = expression(r"\{\w+\}|[a-z]{2}(-[a-z]+)+-\d")
GATEWAY = "execute-api"


def signed_for(url: str) -> dict[str, str]:
    """Return the service and the region that requests to a server are signed for, as its host has them."""
    host = _AWS_HOST.fullmatch(url)
    if host is None:  # a domain of the caller's own for API Gateway, from which such a document comes
        return {"service": GATEWAY}
    *labels, last = host[1].split(".")
    if not _REGION.fullmatch(last):
        return {"service": last}
    return {**({"service": labels[-1]} if labels else {}), "region": last}
