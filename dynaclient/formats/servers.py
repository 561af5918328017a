"""Servers: their URLs and variables."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urljoin

from ..runtime.base_urls import InvalidURL, normalize_base_url
from ..strings.expressions import expression
from .context import Context
from .extension import ours
from .members import as_list, as_object, as_text, named, strings
from .server_names import NamedServer, are_exported, distinct_servers
from .source import Place
from .swagger import note_host, swagger_servers

_VARIABLE = expression(r"\{([^{}]*)\}")
_IDENTIFIER = expression(r"[A-Za-z_][A-Za-z0-9_]*")
_AFTER_FRONT = expression(r"(://|/|$)")
"""What follows a variable that stands first: a value shows what it is then, also without a default."""
_SCHEME = expression("https?:", re.IGNORECASE)
SERVER_KEY = expression(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_SPACE = expression(r"\s")
UNKNOWN = "unknown"
"""What a variable without a default may be, for the check of the rest of a URL."""


def root_servers(context: Context) -> list[NamedServer]:
    """Return the servers of the whole document, that of all calls first; none if none can be used."""
    document = context.source.document
    if context.is_swagger:
        note_host(context)
        return _usable(context, swagger_servers(document, context.options.base_url), Place())
    declared = document.get("servers")
    if not as_list(declared) and context.options.base_url is None:
        return []
    return _usable(context, as_list(declared) or [{"url": "/"}], Place(("servers",)))


def own_server(context: Context, declared: Any, place: Place) -> NamedServer | None:
    """Return the server of a path or an operation; None if it has none."""
    servers = _usable(context, as_list(declared), place) if as_list(declared) else []
    if len(servers) > 1:
        context.note(place, "server", "the servers of a path or an operation besides one of them are left out")
    return servers[0] if servers else None


def _usable(context: Context, declared: list[Any], place: Place) -> list[NamedServer]:
    """Return the servers that can be used, the first one with https before the others."""
    servers = [
        NamedServer(
            server,
            as_text(value.get("name")) or as_text(value.get("x-name")),
            as_text(value.get("description")),
            _exported_key(value),
        )
        for index, value in enumerate(map(as_object, declared))
        if (server := _server(context, value, place.below(index))) is not None
    ]
    if declared and not servers and len(place.tokens) <= 1:  # others are a problem of their operation
        message = "no server has a URL that can be used: pass url=… to the client"
        context.note(place, "server", message)
    servers = distinct_servers(servers)
    if are_exported(servers):
        return servers
    first = min(servers, key=NamedServer.rank, default=None)
    return servers if first is None else [first, *(server for server in servers if server is not first)]


def _exported_key(value: dict[str, Any]) -> str | None:
    key = ours(value).get("name")
    return key if isinstance(key, str) and (not key or SERVER_KEY.fullmatch(key)) else None


def _server(context: Context, value: dict[str, Any], place: Place) -> Any:
    """Return a server of the description; None if its URL cannot be used."""
    url = _SCHEME.sub(lambda match: match[0].lower(), as_text(value.get("url")).strip(), count=1)
    variables = {name: as_object(variable) for name, variable in named(value.get("variables")).items()}
    if url.startswith("{"):
        url, variables = _with_front(url, variables)
        if not url:
            return None
    if not url.startswith(("http://", "https://", "{")):
        if context.options.base_url is None:
            return None
        url = _joined(context.options.base_url, url)
    url, mark, _ = url.partition("?")
    if mark:
        context.note(place.below("url"), "server", "the query of a server is left out")
    try:
        return _with_variables(url.partition("#")[0], variables)
    except InvalidURL as error:
        context.note(place.below("url"), "server", f"the URL {error.reason}: the server is left out")
        return None


def _joined(base_url: str, url: str) -> str:
    """Return a relative URL, resolved; as it is if it cannot be, such as with an address that is none."""
    relative = url.replace("{", "%7B").replace("}", "%7D") or "/"  # an empty one would be the document itself
    try:
        return urljoin(base_url, relative).replace("%7B", "{").replace("%7D", "}")
    except ValueError:
        return url


def _with_front(url: str, variables: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """
    Return a URL that begins with a variable, and its variables.

    The first one loses a default with which the URL would be none; the path of a relative URL is inserted. The URL is
    empty if no value makes it one.
    """
    with_defaults = _VARIABLE.sub(lambda match: _default(variables.get(match[1], {})) or "", url)
    first = _VARIABLE.match(url)
    if first is None or with_defaults.startswith(("http://", "https://")):
        return url, variables
    after = url[first.end() :]
    default = _default(variables.get(first[1], {})) or ""
    if default.startswith("/"):
        return default + after, variables
    if not _AFTER_FRONT.match(after):
        return "", variables
    about = variables.get(first[1], {}).get("description")
    return url, {**variables, first[1]: {} if about is None else {"description": about}}


def _default(variable: dict[str, Any]) -> str | None:
    """Return the default of a variable, or the first of its values; None if it has neither."""
    if ours(variable).get("required") is True:
        return None
    values = as_list(variable.get("enum"))
    default = variable.get("default")
    # An empty default beside values is none of them.
    for value in values if default == "" and values and "" not in values else (default, *values):
        if isinstance(value, (str, int)) and not isinstance(value, bool):
            return str(value)
    return None


def _with_variables(url: str, variables: dict[str, dict[str, Any]]) -> Any:
    """Return a server with the variables of its URL under names that are identifiers; ValueError if it has no URL."""
    found: dict[str, Any] = {}
    names: dict[str, str] = {}
    for name in _VARIABLE.findall(url):
        names[name] = key = names.get(name) or _identifier(name, found)
        found[key] = _variable(variables.get(name, {}))
    template = _VARIABLE.sub(lambda match: f"{{{names[match[1]]}}}", url)
    if {"{", "}"} & set(_VARIABLE.sub("", template)):
        raise InvalidURL("has a brace without the other one")
    if _SPACE.search(template):
        raise InvalidURL("has white space in it")
    with_defaults = _VARIABLE.sub(lambda match: found[match[1]].get("default", UNKNOWN), template)
    if not with_defaults.startswith(UNKNOWN):
        normalize_base_url(with_defaults)
    return {"url": template, "variables": found} if found else template


def _variable(variable: dict[str, Any]) -> dict[str, Any]:
    default = _default(variable)
    values = list(dict.fromkeys(strings(variable.get("enum"))))
    if values and default is not None and default not in values:
        values.append(default)  # OpenAPI 3.0 allows that
    description = as_text(variable.get("description"))
    result: dict[str, Any] = {} if default is None else {"default": default}
    if values:
        result["enum"] = values
    if description:
        result["description"] = description
    return result


def _identifier(name: str, taken: dict[str, Any]) -> str:
    """Return the name of a variable as an identifier that is not taken."""
    base = name if _IDENTIFIER.fullmatch(name) else "v_" + re.sub(r"[^A-Za-z0-9_]", "_", name)
    base = base.removeprefix("v_") if _IDENTIFIER.fullmatch(base.removeprefix("v_")) else base
    key, number = base, 2
    while key in taken:
        key, number = f"{base}_{number}", number + 1
    return key
