"""
Google Discovery documents (``discoveryVersion`` v1, REST): the top level.

The names of all actions are made at once; actions and schemas are translated when they are first looked at.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urljoin

from ..errors import DescriptionError, Problem
from ..runtime.base_urls import normalize_base_url
from ..strings.expressions import expression
from .chosen_names import Named, note_choices
from .discovery_actions import ActionTranslator
from .discovery_methods import SourceMethod, chosen_names, find_methods, service_path, written_paths
from .discovery_parameters import CommonParameters
from .discovery_schemas import DiscoverySchemas
from .discovery_values import others, shown
from .members import as_list, as_object, as_text, links_to, named
from .naming import action_names
from .resource_tree import describe_resources
from .server_names import NamedServer, described_servers, distinct_servers
from .source import Place
from .translation import Description, Options, Translation

VERSION = "v1"
PROTOCOL = "rest"
DIRECTORY = "discovery#directoryList"
KIND = "discovery#restDescription"
ERRORS = {"type": "/error/status", "message": "/error/message"}
"""Where all Google APIs have the type and the message of an error (AIP-193)."""
OAUTH = "oauth2"
API_KEY = "apiKey"
"""The names of the auth schemes."""
PROVIDER, OPENID = "google", "https://accounts.google.com/.well-known/openid-configuration"
"""The way to obtain an access token, and the metadata of the provider that issues it."""
_SERVER = expression(r"https?://[^\s?#{}/]+(?:/[^\s?#{}]*)?")
_TRANSLATED = frozenset(
    {
        "auth", "basePath", "baseUrl", "description", "discoveryVersion", "documentationLink", "kind", "methods",
        "mtlsRootUrl", "name", "parameters", "protocol", "resources", "rootUrl", "schemas", "servicePath",
        "title", "version",
    }
)  # fmt: skip


def translate(document: Any, options: Options = Options()) -> Translation:  # noqa: B008 - it is frozen
    """Return the translation of a Discovery document; DescriptionError if it describes no REST API."""
    _require_rest(document)
    translation = Translation(f"Google Discovery {VERSION}")
    schemas = DiscoverySchemas(document.get("schemas"), translation)
    common = CommonParameters(document.get("parameters"), schemas)
    auth = _auth(document, common, translation)
    makers: dict[str, Callable[[], Any]] = {"dynaclient": lambda: 1}
    for key in ("title", "version", "description"):
        if as_text(document.get(key)):
            makers[key] = _constant(document[key])
    links = links_to({"url": document.get("documentationLink")})
    makers |= {key: _constant(value) for key, value in links.items()}
    servers = described_servers(_servers(document, options.base_url, translation))
    makers |= {key: _constant(value) for key, value in servers.items()}
    makers["auth"] = _constant(auth)
    actions = ActionTranslator(document, schemas, common)
    makers |= {
        "errors": lambda: dict(ERRORS),
        "common": lambda: common.keys,
        "resources": lambda: _resources(document, actions, options, translation),
        "parameters": common.table,
        "schemas": lambda: schemas.table,
    }
    makers |= {key: _constant(kept) for key, kept in others(document, _TRANSLATED).items()}
    Description(translation, makers)
    return translation


def _constant(value: Any) -> Callable[[], Any]:
    return lambda: value


def _require_rest(document: Any) -> None:
    """Raise DescriptionError for what is not the description of an API, or not one of REST."""
    hint = f"pass a document with `discoveryVersion` {VERSION} and `protocol` {PROTOCOL}"
    if document.get("kind") == DIRECTORY:
        message = f"{DIRECTORY!r} is a list of APIs, not the description of one"
        hint = "pass what the `discoveryRestUrl` of one of its `items` leads to"
        raise DescriptionError([Problem.in_description("/kind", "kind", message, hint)])
    for key, expected in (("discoveryVersion", VERSION), ("kind", KIND), ("protocol", PROTOCOL)):
        value = document.get(key, expected)
        if value != expected:
            message = f"{shown(value)} is not what this library reads"
            raise DescriptionError([Problem.in_description(f"/{key}", key, message, hint)])


def _resources(
    document: dict[str, Any], actions: ActionTranslator, options: Options, translation: Translation
) -> dict[str, Any]:
    methods = find_methods(document, translation)
    names = action_names([method.named for method in methods], chosen_names(methods, options.names))
    for method, name in zip(methods, names, strict=True):
        if method.method_id and not method.media:
            translation.operation_ids.setdefault(method.method_id, name)
    described = []
    for one, name in zip(methods, names, strict=True):
        others = () if one.media else (one.method_id, *written_paths(one))
        described.append(Named((f"{one.http_method} {one.path}", *others), one.place, name))
    note_choices(translation, options.names, described)
    return describe_resources(names, methods, actions.translate, SourceMethod.glance)


def _auth(document: dict[str, Any], common: CommonParameters, translation: Translation) -> dict[str, Any]:
    """Return the auth schemes: an access token, and the API key if there is one."""
    schemes: dict[str, Any] = {}
    declared = as_object(document.get("auth"))
    for name in declared.keys() - {OAUTH}:
        message = f"{shown(name)} is not a scheme that the client can use: it is left out"
        translation.note(Place(("auth", name)), "auth", message)
    kept = others(as_object(declared.get(OAUTH)), ("scopes",))
    scopes = _scopes(as_object(declared.get(OAUTH)))
    obtain = (
        {"obtain": {PROVIDER: {"by": "openIdConnect", "openIdConnectUrl": OPENID, "scopes": scopes}}} if scopes else {}
    )
    # The first scheme takes a plain token, which must never be in a URL: also where the document does not declare it.
    schemes[OAUTH] = {"type": "bearer", "description": "An OAuth 2.0 access token.", **obtain, **kept}
    if common.api_key is not None:
        about = as_text(common.api_key.value.get("description"))
        key = {"type": "apiKey", "in": "query", "name": common.api_key.name}
        schemes[API_KEY] = {**key, **({"description": about} if about else {})}
        translation.origins.add(("auth", API_KEY), common.api_key.place)
    return schemes


def _scopes(declared: dict[str, Any]) -> dict[str, str]:
    """Return the scopes that can be asked for, each with what it allows."""
    return {
        scope: as_text(as_object(value).get("description")).strip()
        for scope, value in named(declared.get("scopes")).items()
    }


# --- the server ------------------------------------------------------------------------------------------------------


def _servers(document: dict[str, Any], base_url: str | None, translation: Translation) -> list[NamedServer]:
    """Return the servers, that of all calls first; none if that cannot be used."""
    key, root = _root(document, base_url)
    place = Place((key,))
    if not _is_usable(root):
        message = "the document has no URL of a server that can be used: pass url=… to the client"
        translation.note(place, "server", message)
        return []
    translation.origins.add(("server",), place)
    others = [server for server in _other_servers(document) if _is_usable(server.value)]
    servers = distinct_servers([NamedServer(root, "global"), *others])
    return [server._replace(value=server.url.rstrip("/")) for server in servers]


def _root(document: dict[str, Any], base_url: str | None) -> tuple[str, str]:
    """Return the key that has the URL before all paths, and that URL, resolved as that of a server in OpenAPI."""
    root = as_text(document.get("rootUrl"))
    if not root and as_text(document.get("baseUrl")):
        path = service_path(document)
        key, root = "baseUrl", as_text(document["baseUrl"]).rstrip("/").removesuffix(f"/{path}" if path else "")
    else:
        key = "rootUrl"
    try:
        return key, urljoin(base_url or "", root or "/")
    except ValueError:  # such as a host in brackets that is not an address
        return key, ""


def _other_servers(document: dict[str, Any]) -> list[NamedServer]:
    """Return the servers of the same API elsewhere: in one region, and for clients with a certificate."""
    endpoints = map(as_object, as_list(document.get("endpoints")))
    regional = [
        NamedServer(*(as_text(endpoint.get(key)) for key in ("endpointUrl", "location", "description")))
        for endpoint in endpoints
    ]
    return [*regional, NamedServer(as_text(document.get("mtlsRootUrl")), "mtls")]


def _is_usable(url: str) -> bool:
    """Return whether a URL can be that of a server."""
    if not _SERVER.fullmatch(url):
        return False
    try:
        normalize_base_url(url)
    except ValueError:  # such as a host in brackets that is not an address
        return False
    return True
