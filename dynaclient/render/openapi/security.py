"""Auth schemes as security schemes, and what an action requires of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ...description.api import Api
from ...description.model import Action, AuthScheme, Obtain
from ...formats.extension import OURS
from ...formats.members import as_object
from ...formats.security import scheme_key
from ...formats.security_schemes import AUTHORIZATION, AWS, FLOWS, METADATA, OPENID, translate_scheme

_OF_FLOW = ("authorizationUrl", "tokenUrl", "refreshUrl", "deviceAuthorizationUrl")


def export_schemes(api: Api, names: Mapping[str, str]) -> dict[str, Any]:
    """
    Return the security schemes of a document.

    Args:
        api: The description.
        names: Auth scheme → its name in the document.
    """
    others = as_object(as_object(api.document.get("x-openapi")).get("securitySchemes"))
    return {made: _export_scheme(api.auth[name], made, as_object(others.get(name))) for name, made in names.items()}


def needs_newer(schemes: Mapping[str, Any]) -> bool:
    """Return whether one of these security schemes has what OpenAPI has since 3.2."""
    return any(
        "deprecated" in scheme or METADATA in scheme or "deviceAuthorization" in scheme.get("flows", {})
        for scheme in schemes.values()
    )


def export_requirement(action: Action, names: Mapping[str, str]) -> dict[str, Any]:
    """Return the `security` of an action; nothing if there are no schemes, or it takes any and requires none."""
    if not names or (action.auth and not action.auth_required and not action.auth_alternatives):
        return {}
    declared = action.auth_alternatives or tuple(dict.fromkeys(one, ()) for one in action.auth)
    security = [{names[name]: list(scopes) for name, scopes in one.items()} for one in declared]
    return {"security": security if action.auth_required or not security else [*security, {}]}


def _export_scheme(scheme: AuthScheme, name: str, others: Mapping[str, Any]) -> dict[str, Any]:
    made = _TYPES.get(scheme.type, _other)(scheme)
    if "flows" in made:
        made["flows"] |= {name: _merged(made["flows"].get(name), value) for name, value in _flows(others)}
    if others.get("type") == "oauth2" and made.get("scheme") == "bearer":
        made = {"type": "oauth2", "flows": {}, **({METADATA: others[METADATA]} if METADATA in others else {})}
    if scheme.description:
        made["description"] = scheme.description
    if scheme.deprecated:
        made["deprecated"] = True
    made |= {key: value for key, value in others.items() if key.startswith("x-")}
    own = {"name": scheme.name} if scheme.name != scheme_key(name) else {}
    own |= _own(scheme, made)
    return {**made, **({OURS: own} if own else {})}


def _own(scheme: AuthScheme, made: dict[str, Any]) -> dict[str, Any]:
    """Return what only a description can declare: what is not the same once the security scheme is read again."""
    read = translate_scheme(made, lambda _: None) or {}
    whole: dict[str, Any] = {
        "prefix": scheme.prefix,
        "format": scheme.format,
        "deprecated": scheme.deprecated,
        "obtain": {name: {"by": way.by, **way.values} for name, way in scheme.obtain.items()},
        "whoami": scheme.whoami or {},
    }
    own = {key: value for key, value in whole.items() if value != read.get(key, type(value)())}
    return {**own, **({"service": scheme.service, "region": scheme.region} if scheme.type == "awsSigv4" else {})}


# --- each type -------------------------------------------------------------------------------------------------------


def _bearer(scheme: AuthScheme) -> dict[str, Any]:
    ways = {way.by: way for way in reversed(list(scheme.obtain.values()))}
    flows = {by: _flow(ways[by]) for by in FLOWS if by in ways}
    metadata = {ways[by].values[METADATA] for by in flows if METADATA in ways[by].values}
    if flows:
        return {"type": "oauth2", "flows": flows, **({METADATA: metadata.pop()} if len(metadata) == 1 else {})}
    if "openIdConnect" in ways:
        return {"type": "openIdConnect", OPENID: ways["openIdConnect"].values[OPENID]}
    return {"type": "http", "scheme": "bearer", **({"bearerFormat": scheme.format} if scheme.format else {})}


def _flow(way: Obtain) -> dict[str, Any]:
    urls = {key: way.values[key] for key in _OF_FLOW if key in way.values}
    return {**urls, "scopes": dict(way.values.get("scopes", {}))}


def _api_key(scheme: AuthScheme) -> dict[str, Any]:
    return {"type": "apiKey", "in": scheme.location, "name": scheme.wire}


def _other(scheme: AuthScheme) -> dict[str, Any]:
    """Return the security scheme for a kind of the caller's, of which OpenAPI can have the name."""
    return {"type": "http", "scheme": scheme.type}


_TYPES: Mapping[str, Callable[[AuthScheme], dict[str, Any]]] = {
    "bearer": _bearer,
    "apiKey": _api_key,
    "awsSigv4": lambda _: {"type": "apiKey", "in": "header", "name": AUTHORIZATION, AWS: "awsSigv4"},
    "basic": lambda _: {"type": "http", "scheme": "basic"},
    "digest": lambda _: {"type": "http", "scheme": "digest"},
    "http": lambda scheme: {"type": "http", "scheme": scheme.scheme},
    "mutualTLS": lambda _: {"type": "mutualTLS"},
}
"""Type of an auth scheme → the function that returns its security scheme."""


def _flows(others: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return list(as_object(others.get("flows")).items())


def _merged(flow: Any, others: Any) -> Any:
    return {**flow, **others} if isinstance(flow, dict) and isinstance(others, dict) else others
