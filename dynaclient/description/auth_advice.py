"""
The rules for auth schemes that a JSON Schema cannot express: the actions, pointers, URLs and scopes that they name.

None of them affects a call that has its credential, so that lint alone looks for what is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, urlsplit

from ..errors import DescriptionError, Problem, close_matches, did_you_mean
from ..runtime.hosts import is_loopback
from ..schema.references import format_pointer, parse_pointer
from .model import TEMPLATE, UNSET, Action, AuthScheme, Obtain
from .response_members import missing_member
from .successes import successful

if TYPE_CHECKING:
    from .api import Api

_URLS = (
    "authorizationUrl", "tokenUrl", "refreshUrl", "deviceAuthorizationUrl", "openIdConnectUrl", "oauth2MetadataUrl",
)  # fmt: skip
_POINTERS = ("token", "expires", "refresh")


def auth_advice(api: Api) -> Iterator[Problem]:
    """Yield what is wrong with the auth schemes of a description."""
    for scheme in api.auth.values():
        pointer = format_pointer(("auth", scheme.name))
        yield from _region_advice(api, scheme, f"{pointer}/region")
        for way in scheme.obtain.values():
            yield from _way_advice(api, scheme, way, f"{pointer}/obtain{format_pointer((way.name,))}")
        if scheme.whoami is not None:
            yield from _whoami_advice(api, scheme.whoami, f"{pointer}/whoami")


def _region_advice(api: Api, scheme: AuthScheme, pointer: str) -> Iterator[Problem]:
    known = api.server_variables()
    servers = [api.server, *api.servers.values()]
    known |= {name: None for server in servers if server for name in server.variables}
    for name, _ in TEMPLATE.findall(scheme.region):
        if name and name not in known:
            message = f"the region has a variable {name!r:.80} that no server has"
            hint = did_you_mean(close_matches(name, known)) or "use a variable of the server, or the name of a region"
            yield Problem.in_description(pointer, "server", message, hint)


# --- the ways to obtain a credential ---------------------------------------------------------------------------------


def _way_advice(api: Api, scheme: AuthScheme, way: Obtain, pointer: str) -> Iterator[Problem]:
    for key in _URLS:
        if key in way.values:
            yield from _url_advice(api, str(way.values[key]), f"{pointer}/{key}")
    for key in ("action", "refreshAction"):
        if key in way.values:
            yield from _action_advice(api, scheme, way, key, f"{pointer}/{key}")
    if "cookie" in way.values and (scheme.type, scheme.location) != ("apiKey", "cookie"):
        message = "`cookie` obtains the key of a scheme that is sent in a cookie, and this one is not"
        yield Problem.in_description(f"{pointer}/cookie", "obtain", message, 'use `token`, or "in": "cookie"')


def _url_advice(api: Api, url: str, pointer: str) -> Iterator[Problem]:
    try:
        reason, hint = _url_problem(urlsplit(url), has_server=api.server is not None)
    except ValueError:  # such as a host in brackets that is not an address
        reason, hint = "is not a URL", "write a URL such as https://login.example.com/token"
    if reason:
        yield Problem.in_description(pointer, "obtain", f"the URL {url!r:.200} {reason}", hint)


def _url_problem(parts: SplitResult, *, has_server: bool) -> tuple[str, str]:
    """Return what is wrong with the URL of an authorization server, and what to do; empty strings if nothing is."""
    if "{" in parts.geturl():
        return "has braces, and variables have a meaning in the URL of a server alone", "write the whole URL"
    if parts.fragment:
        return "has a fragment (RFC 6749, section 3.1)", "remove it"
    if not parts.scheme:
        return ("", "") if has_server else ("is relative, and there is no `server`", "write the whole URL")
    if parts.scheme.lower() not in ("http", "https") or not parts.hostname:
        return "is not of the form https://host/path", "write a URL such as https://login.example.com/token"
    if parts.scheme.lower() == "http" and not is_loopback(parts.hostname):
        return "would send secrets unencrypted", "use https://"
    return "", ""


def _action_advice(api: Api, scheme: AuthScheme, way: Obtain, key: str, pointer: str) -> Iterator[Problem]:
    name = str(way.values[key])
    yield from _unknown_action(api, name, pointer, "obtain")
    action = _action_of(api, name)
    if action is None:
        return
    if action.auth_required and all(scheme.name in names for names in action.auth):
        message = f"{name} requires the scheme {scheme.name!r:.80}, for which it obtains the credential"
        yield Problem.in_description(pointer, "obtain", message, 'write "auth": false in the action')
    if key == "refreshAction":
        return
    base = pointer.removesuffix("/action")
    for argument in way.values.get("arguments", {}):
        known = (*action.parameters, *action.members)
        if argument not in known:
            message = f"{name} has no parameter {argument!r:.80}"
            hint = did_you_mean(close_matches(argument, known)) or "use the name of one of its parameters"
            yield Problem.in_description(f"{base}/arguments", "obtain", message, hint)
    for member in _POINTERS:
        if member in way.values:
            yield from _pointer_advice(action, str(way.values[member]), f"{base}/{member}", "obtain")


def _whoami_advice(api: Api, whoami: Mapping[str, Any], pointer: str) -> Iterator[Problem]:
    name = str(whoami["action"])
    yield from _unknown_action(api, name, f"{pointer}/action", "whoami")
    action = _action_of(api, name)
    if action is None:
        return
    required = [one.name for one in action.parameters.values() if one.required and one.preset is UNSET]
    if required:
        message = f"{name} requires the argument {required[0]!r:.80}, and is called without any"
        yield Problem.in_description(f"{pointer}/action", "whoami", message, "name an action that requires none")
    yield from _pointer_advice(action, str(whoami["name"]), f"{pointer}/name", "whoami")


# --- the actions that are named --------------------------------------------------------------------------------------


def _unknown_action(api: Api, name: str, pointer: str, rule: str) -> Iterator[Problem]:
    if name not in api.actions:
        message = f"the description has no action {name!r:.80}"
        hint = did_you_mean(close_matches(name, api.actions)) or "use the full name of an action, such as auth.login"
        yield Problem.in_description(pointer, rule, message, hint)


def _action_of(api: Api, name: str) -> Action | None:
    """Return an action; None if it does not exist, or has problems of its own."""
    try:
        return api.actions.get(name)
    except DescriptionError:
        return None


def _pointer_advice(action: Action, pointer_to_value: str, pointer: str, rule: str) -> Iterator[Problem]:
    """Yield the pointer into the response of an action to a member that none of its responses declares."""
    schemas = [schema for response in successful(action.responses) for schema in response.content.values()]
    missing = missing_member(schemas, parse_pointer(pointer_to_value))
    if missing is not None:
        message = f"the response of {action.name} declares no member {missing.name!r:.80}"
        yield Problem.in_description(pointer, rule, message, missing.hint)
