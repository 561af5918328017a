"""A description as a document of OpenAPI 3.1."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from ...description.api import Api
from ...description.auth_schemes import scopes_of
from ...description.model import UNSET, Action, ResponseDescription
from ...description.named_examples import examples_of
from ...description.traits import declared_traits
from ...formats.members import links_to
from ...formats.operations import ADDITIONAL, METHODS
from ...runtime.media_types import STREAM_TYPES
from .parameters import export_body, export_examples, export_parameter, extension, other_examples, path_name
from .schemas import Components, component_names
from .security import export_requirement, export_schemes, needs_newer
from .servers import export_server, export_servers

VERSION = "3.1.1"
NEWER_VERSION = "3.2.0"
METHODS_OF_3_1 = frozenset(METHODS) - {"query"}
_WIDEST = 4
"""Parameters and responses that are used by fewer operations are written where they are used."""


def to_openapi(api: Api) -> dict[str, Any]:
    """Return a description as a document of OpenAPI 3.1, as JSON data; see `dynaclient.to_openapi`."""
    return _Export(api).document()


class _Export:
    """The document of one description."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._components = Components(api.document, api.dialect)
        self._shared = _Shared()
        self._version = VERSION
        self._scheme_names = component_names(api.auth)

    def document(self) -> dict[str, Any]:
        api = self._api
        self._components.add_named(api.schemas)
        paths: dict[str, Any] = {}
        for action in api.actions.values():
            self._add(paths, action)
        shared = self._shared.components()
        schemes = export_schemes(api, self._scheme_names)
        if needs_newer(schemes):
            self._version = NEWER_VERSION
        components = {"schemas": self._components.schemas, **shared, "securitySchemes": schemes}
        servers = export_servers(api)
        texts = {name: text for action in api.actions.values() for name, text in action.scope_descriptions.items()}
        obtained = {pair for scheme in api.auth.values() for pair in scopes_of(scheme).items()}
        texts = dict(pair for pair in texts.items() if pair not in obtained)
        return {
            "openapi": self._version,
            "info": {
                "title": api.title,
                "version": api.version or "0",
                **({"description": api.description} if api.description else {}),
            },
            **({"servers": servers} if servers else {}),
            "tags": [
                {"name": name, **({"description": resource.description} if resource.description else {})}
                for name, resource in api.resources.items()
            ],
            "paths": paths,
            "components": {key: value for key, value in components.items() if value},
            **_links(
                api.links,
                {
                    "errors": dict(api.errors) or None,
                    "server": None if api.server else False,
                    "scopes": {"descriptions": texts} if texts else None,
                },
            ),
        }

    def _add(self, paths: dict[str, Any], action: Action) -> None:
        """Add an operation; one with the method and path of another gets a path that differs in its fragment."""
        path = "".join(literal + self._variable(action, name) for literal, name in action.pieces)
        method = action.method.lower()
        item = paths.get(path, {})
        if method in item or action.method in item.get(ADDITIONAL, {}):
            path = f"{path}#{action.name}"
        item = paths.setdefault(path, {})
        if method not in METHODS:
            item, method = item.setdefault(ADDITIONAL, {}), action.method
        item[method] = self._operation(action)
        if method not in METHODS_OF_3_1:
            self._version = NEWER_VERSION

    @staticmethod
    def _variable(action: Action, name: str) -> str:
        return f"{{{path_name(action.parameters[name])}}}" if name else ""

    def _operation(self, action: Action) -> dict[str, Any]:
        made: dict[str, Any] = {"operationId": action.operation_id or action.name}
        resource = action.resource.split(".")[0]
        made["tags"] = list(action.tags) if resource in action.tags else [resource, *action.tags]
        if action.own_summary:
            made["summary"] = action.own_summary
        if action.description:
            made["description"] = action.description
        if action.deprecated:
            made["deprecated"] = True
        parameters = [
            self._shared.add("parameters", name, export_parameter(parameter, self._components))
            for name, parameter in action.parameters.items()
            if parameter.location not in ("body", "part")
        ]
        if parameters:
            made["parameters"] = parameters
        made.update(export_body(action, self._components))
        if action.responses:
            made["responses"] = {
                status: self._shared.add("responses", _response_name(response), self._response(response))
                for status, response in action.responses.items()
            }
        if action.server:
            made["servers"] = [export_server(action.server, None)]
        return {**made, **export_requirement(action, self._scheme_names), **self._own(action)}

    def _own(self, action: Action) -> dict[str, Any]:
        """Return what only a description can declare of an action."""
        scopes = [scope if isinstance(scope, str) else {"all": list(scope)} for scope in action.scopes]
        return _links(
            action.links,
            {
                "name": action.name,
                "tags": list(action.tags) if action.resource.split(".")[0] in action.tags else None,
                "headers": dict(action.headers) or None,
                "scopes": {"only": scopes} if scopes else None,
                "paginate": dict(action.paginate) or None,
                "idempotencyKey": action.idempotency_key,
                "emptyBody": action.empty_body or None,
                "deprecated": action.deprecated if isinstance(action.deprecated, str) else None,
                "since": action.since,
                "timeout": action.timeout,
                "mock": dict(action.mock) or None,
                **declared_traits(action),
            },
        )

    def _response(self, response: ResponseDescription) -> dict[str, Any]:
        described = response.described
        content = {
            media: {
                "schema": self._components.content(schema, media),
                **export_examples(UNSET, examples_of(response.examples, described.content, media)),
            }
            for media, schema in described.content.items()
        }
        if response.stream and not content:
            content[STREAM_TYPES[response.stream]] = {}
        made: dict[str, Any] = {"description": response.description or _phrase(response.status)}
        if described.headers:
            made["headers"] = {
                name: {"schema": self._components.convert(schema)} if schema else {"schema": {}}
                for name, schema in described.headers.items()
            }
        if content:
            made["content"] = content
        events = {name: self._components.convert(schema) for name, schema in described.events.items()}
        own: dict[str, Any] = {"stream": response.stream, "events": events or None, "end": response.end}
        own["described"] = None if response.description else False
        own["examples"] = other_examples(response.examples, described.content)
        return {**made, **extension(own)}


class _Shared:
    """Parameters and responses that several operations have: they are written once."""

    def __init__(self) -> None:
        self._uses: dict[str, dict[str, list[dict[str, Any]]]] = {"parameters": {}, "responses": {}}
        self._names: dict[str, str] = {}

    def add(self, kind: str, name: str, value: dict[str, Any]) -> dict[str, Any]:
        """Return a value; it becomes a reference if others are the same."""
        key = json.dumps(value, sort_keys=True, default=str)
        self._uses[kind].setdefault(key, []).append(value)
        self._names.setdefault(key, name)
        return value

    def components(self) -> dict[str, Any]:
        """Return what is shared, for `components`, after everything was added."""
        return {kind: self._replace(kind, uses) for kind, uses in self._uses.items()}

    def _replace(self, kind: str, uses: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
        components: dict[str, Any] = {}
        for key, values in uses.items():
            if len(values) < _WIDEST:
                continue
            base = name = self._names[key]
            number = 2
            while name in components:
                name, number = f"{base}_{number}", number + 1
            components[name] = dict(values[0])
            for value in values:
                value.clear()
                value["$ref"] = f"#/components/{kind}/{name}"
        return components


# --- links ----------------------------------------------------------------------------------------------------------


def _links(links: Any, own: Mapping[str, Any]) -> dict[str, Any]:
    """Return what only a description can declare, and the first link as `externalDocs`."""
    entries = links.values() if isinstance(links, Mapping) else links
    found = [{"url": link} if isinstance(link, str) else link for link in entries]
    first = next((link for link in found if link.get("url")), None)
    if first is None:
        return extension({**own, "links": links or None})
    docs = {"url": first["url"], **({"description": first["title"]} if first.get("title") else {})}
    is_all = links == links_to(docs)["links"]
    return {"externalDocs": docs, **extension({**own, "links": None if is_all else links})}


def _response_name(response: ResponseDescription) -> str:
    words = "".join(word.capitalize() for word in _phrase(response.status).split())
    return f"{words[:1].lower()}{words[1:]}".replace("-", "").replace("'", "")


def _phrase(status: str) -> str:
    """Return the reason phrase of a status."""
    if status.isdigit() and int(status) in HTTPStatus._value2member_map_:
        return HTTPStatus(int(status)).phrase
    kinds = {"1": "Information", "2": "Success", "3": "Redirection", "4": "Client Error", "5": "Server Error"}
    return kinds.get(status[0], "Response")
