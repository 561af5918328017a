"""The errors for names that a client does not have: its arguments, its resources and their actions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..description.api import Api, Resource
from ..description.spellings import python_name, snake_case
from ..errors import InvalidCall, UnknownName, close_matches, did_you_mean, invalid_option, list_some
from .faces import mock_server_options
from .options import OPTION_NAMES, SETTING_NAMES

MAX_BESIDE = 120
"""Characters of the known names that are listed beside a similar one: more of them would only hide it."""
_CREDENTIALS = frozenset(
    {"api_key", "apikey", "key", "access_token", "api_token", "auth_token", "bearer", "secret", "credentials"}
)
"""What other clients call the token."""
_PRIVATE = frozenset({"self", "unknown"})
"""Parameters of the client that callers do not pass."""
_PAIR = "pass the user name and the password as token=(user, password)"
_IN_OTHER_CLIENTS = {
    **dict.fromkeys(_CREDENTIALS, ("pass the credential as token=…", "token")),
    **dict.fromkeys(("password", "username", "user"), (_PAIR, "token")),
    **dict.fromkeys(("base_url", "host", "endpoint", "api_url"), ("pass the URL of the API as url=…", "url")),
    **dict.fromkeys(("verify", "verify_ssl", "ssl"), ("pass the file of a certificate authority as ca=…", "ca")),
    "proxies": ("pass the URL of the proxy as proxy=…", "proxy"),
    "follow_redirects": ("pass how many redirects are followed as redirects=…", "redirects"),
}
"""What other clients call arguments that a client has by another name: what to pass, and that name."""
_OF_MOCK = {
    "url": "leave it out: it is that of the mock server; Client(api, url=…) calls a server that runs already",
    "trust_env": "leave it out: nothing of the environment is used with a mock server",
}
"""What `mock` passes to the client itself, and what to do about it."""


def unknown_argument(name: str, known: Iterable[str], of_mock: Iterable[str] = ()) -> InvalidCall:
    """Return the error for an argument that a client does not take; `known` and `of_mock` are those that there are."""
    similar = close_matches(name, [one for one in known if one not in _PRIVATE])
    hint = _other_name(name) or _of_mock_server(name, of_mock) or did_you_mean(similar) or "see help(dynaclient.Client)"
    return invalid_option(name, "is not an argument of the client", hint)


def unknown_option(name: str, arguments: Iterable[str], of_mock: Iterable[str]) -> InvalidCall:
    """
    Return the error for an option that no client derived from another one can have.

    Args:
        name: The option.
        arguments: The parameters of the client.
        of_mock: Those of `mock` itself.
    """
    known = (*OPTION_NAMES, *SETTING_NAMES)
    other, parameter = _IN_OTHER_CLIENTS.get(name.lower(), ("", ""))
    if other:
        hint = other if parameter in known else f"{other} to Client(…)"
    elif name in arguments and name not in _PRIVATE:
        is_shared = "it is the same in all clients that are derived from one"
        hint = "set client.token" if name == "token" else f"pass {name}=… to Client(…): {is_shared}"
    else:
        similar = did_you_mean(close_matches(name, known))
        hint = _of_mock_server(name, of_mock) or similar or f"one of: {', '.join(known)}"
    return invalid_option(name, "no such option", hint, "Options")


def _other_name(name: str) -> str:
    return _IN_OTHER_CLIENTS.get(name.lower(), ("", ""))[0]


def _of_mock_server(name: str, of_mock: Iterable[str]) -> str:
    """Return where to pass an option of the mock server; an empty string if it is none."""
    if name not in mock_server_options():
        return ""
    return f"pass it to Client.mock(api, {name}=…)" if name in of_mock else f"pass it to MockServer(api, {name}=…)"


def not_settable(name: str, arguments: Iterable[str]) -> UnknownName:
    """Return the error for an attribute that is to be set: of a client that is the token; it takes `arguments`."""
    similar = ("token",) if name.lower() in _CREDENTIALS else close_matches(name, ["token"])
    hint = _other_name(name)
    if name in (*OPTION_NAMES, *SETTING_NAMES):
        hint = "change options with with_options(…)"
    elif name in arguments:
        hint = f"pass {name}=… to the client"
    return UnknownName(
        f"The client's {name!r} cannot be set{f'; {hint}' if hint and not similar else ''}", name, similar
    )


def require_of_client(name: str, arguments: Mapping[str, Any], of_mock: Mapping[str, Any]) -> None:
    """
    Raise InvalidCall for an option that `mock` has set, or that the client does not take.

    Args:
        name: The option.
        arguments: The parameters of the client.
        of_mock: Those of `mock` itself.
    """
    if name in _OF_MOCK:
        hint = _OF_MOCK[name]
    elif name in arguments:
        return
    elif name in mock_server_options():
        hint = f"pass it to MockServer(api, {name}=…), and its url to Client(api, url=server.url)"
    else:
        raise unknown_argument(name, (*arguments, *of_mock))
    raise invalid_option(name, "is not an argument of this method", hint, "mock")


def unknown_resource(title: str, name: str, known: Iterable[str], more: Iterable[str] = ()) -> UnknownName:
    """
    Return the error for a resource that there is not, with those that there are.

    Args:
        title: What the API is called.
        name: The name of the resource.
        known: The names that there are.
        more: Other names that may have been meant, which are not listed.
    """
    names = list(known)
    similar = close_matches(name, [*names, *more])
    if "token" in more and name.lower() in _CREDENTIALS:
        similar = ("token", *(one for one in similar if one != "token"))
    return _unknown(title, "resource", name, names, similar)


def unknown_action(api: Api, resource: Resource, name: str) -> UnknownName:
    """Return the error for an action that a resource does not have, with those that it has and what may be meant."""
    names = list(map(snake_case, resource.spellings))
    inner = [f"{resource.name}.{one}" for one in resource.resource_names]
    is_asked_by_shells = name.startswith("_")
    meant = () if is_asked_by_shells else api.meant_actions(f"{resource.name}.{name}", inner)
    own = f"{python_name(resource.name)}."
    similar = tuple(python_name(one).removeprefix(own) for one in meant)
    return _unknown(resource.name, "action", name, names, similar)


def _unknown(owner: str, kind: str, name: str, names: list[str], similar: tuple[str, ...]) -> UnknownName:
    listed = f" ({kind}s: {list_some(names)})" if names else ""
    is_shown = not similar or (len(listed) <= MAX_BESIDE and len(names) > len(similar))
    return UnknownName(f"{owner} has no {kind} {name!r:.100}{listed if is_shown else ''}", name, similar)
