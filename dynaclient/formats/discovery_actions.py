"""One method of a Discovery document as an action of the description."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from ..messages import FIELD_VALUE
from ..runtime.media_types import UNKNOWN, is_media_type
from ..schema.references import format_pointer
from ..strings.expressions import expression
from .discovery_methods import DOWNLOAD, RELATED, UPLOAD, SourceMethod
from .discovery_pages import find_pages
from .discovery_parameters import (
    CommonParameters,
    SourceParameter,
    add_origins,
    read_parameters,
    translate_parameter,
)
from .discovery_requests import Requirements
from .discovery_schemas import DiscoverySchemas
from .discovery_values import others
from .idempotency_keys import is_key, needs_key
from .members import as_list, as_object, as_text, named, strings
from .naming import parameter_keys
from .path_templates import PathTemplate, parse_path
from .resource_tree import Tokens
from .source import Place

_ENCODED = expression("%[0-9A-F]{2}|(?:url|percent)[- ]?encod", re.IGNORECASE)
"""What the text of a parameter has whose values are percent-encoded by the caller, or by the server that has them."""
_SCOPE = expression(r"\S+")
VERSION_HEADER = "X-Goog-Api-Version"
FIXED = {UPLOAD: ("uploadType", "media"), DOWNLOAD: ("alt", "media"), RELATED: ("uploadType", "multipart")}
"""The parameter that an action for media sends, and its value."""
_TRANSLATED = frozenset(
    {
        "apiVersion", "deprecated", "description", "httpMethod", "id", "parameterOrder", "parameters", "path",
        "request", "response", "scopes", "supportsMediaDownload", "supportsMediaUpload",
    }
)  # fmt: skip


class _Body(NamedTuple):
    name: str
    value: dict[str, Any]
    """The parameter of the description."""
    place: Place


class ActionTranslator:
    """
    Translates methods, one at a time.

    Args:
        document: The document.
        schemas: Its schemas.
        common: The parameters that all its methods have.
    """

    def __init__(self, document: dict[str, Any], schemas: DiscoverySchemas, common: CommonParameters) -> None:
        self._schemas = schemas
        self._translation = schemas.translation
        self._common = common
        self._envelope = ("data",) if "dataWrapper" in as_list(document.get("features")) else ()

    def translate(self, method: SourceMethod, tokens: Tokens) -> dict[str, Any]:
        """
        Return the action of a method.

        Args:
            method: The method.
            tokens: The location of the action in the description.
        """
        value, place = method.value, method.place
        self._translation.origins.add(tokens, place)
        self._translation.origins.add((*tokens, "method"), place.below("httpMethod"))
        template = parse_path(method.path)
        if template.query:
            self._translation.note(place.below("path"), "path", "the query in the path is left out")
        declared = self._parameters(method, template)
        keyed, parameters = self._keyed(method, declared, template, tokens)
        action = {"method": method.http_method, "path": _written(template, keyed), **_texts(method)}
        action.update(self._requirement(value))
        action.update(self._version(method))
        if parameters:
            action["parameters"] = parameters
        if method.media == RELATED:
            action["content"] = "multipart/related"
        if not method.media and needs_key(method.http_method):
            action.update(self._idempotency_key(method, keyed, parameters))
        action.update(self._responses(method, tokens))
        if not method.media:
            action.update(find_pages(self._schemas, method, keyed, self._envelope))
        return {**action, **others(value, _TRANSLATED)}

    # --- parameters ---

    def _keyed(
        self, method: SourceMethod, declared: list[SourceParameter], template: PathTemplate, tokens: Tokens
    ) -> tuple[dict[str, SourceParameter], dict[str, Any]]:
        """
        Return the parameters of a method by their keys, and the same, with its body, as those of the description.

        A common parameter that has the key of another one is there too: under another key.
        """
        bodies, fixed = self._bodies(method), FIXED.get(method.media, ())[:1]
        wire = [(one.name, one.location) for one in declared]
        common = self._common.beside([*fixed, *(name for name, location in wire if location == "query")])
        rest = [*((name, "query") for name in fixed), *((body.name, "body") for body in bodies)]
        keys = parameter_keys([*wire, *rest, *((one.name, "query") for one in common.values())])
        own, others = keys[: len(wire) + len(rest)], keys[len(wire) + len(rest) :]
        keyed = dict(zip(own, declared, strict=False))
        renamed = zip(others, common.items(), strict=True)
        shown = {**keyed, **{key: one for key, (old, one) in renamed if key != old}}
        hidden = (key for key in self._common.keys if key not in keys)
        parameters: dict[str, Any] = dict.fromkeys(hidden)
        for key, parameter in shown.items():
            parameters[key] = self._parameter(parameter, key, template, (*tokens, "parameters", key))
        for key, body in zip(own[len(wire) + len(fixed) :], bodies, strict=True):
            parameters[key] = body.value
            for below in ((), ("schema",)):
                self._translation.origins.add((*tokens, "parameters", key, *below), body.place)
        if fixed:
            parameters[own[len(wire)]] = _fixed(method.media, own[len(wire)])
        return keyed, parameters

    def _parameters(self, method: SourceMethod, template: PathTemplate) -> list[SourceParameter]:
        """Return the parameters of a method, those in the path first and in its order."""
        place = method.place.below("parameters")
        declared = read_parameters(method.value.get("parameters"), place, self._translation)
        in_path = {one.name: one for one in declared if one.location == "path"}
        variables = list(dict.fromkeys(template.variables))
        for name in variables:
            if name not in in_path:
                message = f"the path has {{{name:.80}}}, which is not declared"
                self._translation.note(method.place.below("path"), "path", message)
                undeclared = {"type": "string", "location": "path"}
                in_path[name] = SourceParameter(name, "path", undeclared, method.place.below("path"))
        for name in in_path.keys() - set(variables):
            message = f"{name!r:.80} is a path parameter, but the path does not have it: it is left out"
            self._translation.note(in_path[name].place, "path", message)
        fixed = FIXED.get(method.media, ())[:1]
        query = (one for one in declared if one.location == "query" and one.name not in fixed)
        return [*(in_path[name] for name in variables), *query]

    def _parameter(
        self, parameter: SourceParameter, key: str, template: PathTemplate, tokens: Tokens
    ) -> dict[str, Any]:
        add_origins(self._translation, tokens, parameter)
        result = translate_parameter(parameter, key, self._schemas)
        if parameter.location == "path" and parameter.name in template.with_slashes:
            is_encoded = _ENCODED.search(as_text(parameter.value.get("description"))) is not None
            result["allowReserved"] = "encoded" if is_encoded else True
        return result

    # --- bodies ---

    def _bodies(self, method: SourceMethod) -> list[_Body]:
        """Return the body of a method, or the parts of one; an empty list if it has none."""
        if method.media != RELATED:
            body = self._body(method)
            return [body] if body else []
        media = {"in": "part", "required": True, "schema": {"file": True}}
        metadata = self._metadata(method)
        part = {key: member for key, member in metadata.value.items() if key != "spread"}
        return [
            # The first part is the metadata: without it, the file would be the first.
            metadata._replace(value={**part, "in": "part", "required": True}),
            _Body("media", media, method.place.below("mediaUpload")),
        ]

    def _body(self, method: SourceMethod) -> _Body | None:
        value, place = method.value, method.place
        if method.media == UPLOAD:
            content = {media: {"file": True} for media in self._accepted(method)}
            return _Body("media", {"in": "body", "required": True, "content": content}, place.below("mediaUpload"))
        return None if method.media or value.get("request") is None else self._metadata(method)

    def _metadata(self, method: SourceMethod) -> _Body:
        request, where = method.value["request"], method.place.below("request")
        schema = self._schemas.reference(as_object(request), where)
        required = Requirements(self._schemas, method.method_id).of(request)
        if required:
            schema = {"allOf": [schema, required]}
        body: dict[str, Any] = {"in": "body", **({"required": True} if "required" in required else {})}
        if not self._envelope and named(self._schemas.follow(as_object(request)).get("properties")):
            body["spread"] = True
        return _Body("body", {**body, "schema": self._in_envelope(schema)}, where)

    def _accepted(self, method: SourceMethod) -> list[str]:
        """Return the media types, and ranges of them, that an upload may have."""
        declared = strings(as_object(method.value.get("mediaUpload")).get("accept"))
        return list(dict.fromkeys(filter(is_media_type, declared))) or [UNKNOWN]

    def _in_envelope(self, schema: dict[str, Any]) -> dict[str, Any]:
        for name in self._envelope:
            schema = {"type": "object", "required": [name], "properties": {name: schema}}
        return schema

    # --- the rest ---

    def _idempotency_key(
        self, method: SourceMethod, keyed: dict[str, SourceParameter], parameters: dict[str, Any]
    ) -> dict[str, Any]:
        for key, one in keyed.items():
            is_optional = one.location == "query" and one.value.get("required") is not True
            if is_optional and is_key(one.name, one.value.get("description"), one.value):
                return {"idempotencyKey": key}
        members = named(self._schemas.follow(method.value.get("request")).get("properties"))
        body = next((key for key, value in parameters.items() if as_object(value).get("in") == "body"), None)
        for name, member in members.items() if body is not None else ():
            requiring = as_list(as_object(as_object(member).get("annotations")).get("required"))
            if method.method_id not in requiring and is_key(name, as_object(member).get("description"), member):
                return {"idempotencyKey": format_pointer((body, *self._envelope, name))}
        return {}

    @staticmethod
    def _requirement(value: dict[str, Any]) -> dict[str, Any]:
        """Return the scopes, any one of which is enough; a method without scopes needs no credential."""
        scopes = list(dict.fromkeys(filter(_SCOPE.fullmatch, strings(value.get("scopes")))))
        if scopes:
            return {"scopes": scopes}
        return {"auth": "optional"}

    def _version(self, method: SourceMethod) -> dict[str, Any]:
        version = method.value.get("apiVersion")
        if version is None:
            return {}
        if isinstance(version, str) and FIELD_VALUE.fullmatch(version):
            return {"headers": {VERSION_HEADER: version}}
        message = "the version cannot be the value of a header: it is left out"
        self._translation.note(method.place.below("apiVersion"), "header", message)
        return {}

    def _responses(self, method: SourceMethod, tokens: Tokens) -> dict[str, Any]:
        if method.media == DOWNLOAD:
            return {"responses": {"200": {"stream": "bytes"}}}
        response, place = method.value.get("response"), method.place.below("response")
        if response is None:
            return {}
        for below in ((), ("200",), ("200", "schema")):
            self._translation.origins.add((*tokens, "responses", *below), place)
        schema = self._schemas.reference(as_object(response), place)
        return {"responses": {"200": {"schema": self._in_envelope(schema)}}}


def _written(template: PathTemplate, keyed: dict[str, SourceParameter]) -> str:
    """Return the path with the keys of its parameters."""
    keys = {parameter.name: key for key, parameter in keyed.items() if parameter.location == "path"}
    return template.written([keys[name] for name in template.variables])


def _texts(method: SourceMethod) -> dict[str, Any]:
    """Return the description of a method, its id, and whether it is deprecated."""
    result: dict[str, Any] = {}
    description = as_text(method.value.get("description"))
    if description:
        result["description"] = description
    if method.method_id and not method.media:
        result["operationId"] = method.method_id
    if method.is_deprecated:
        result["deprecated"] = True
    return result


def _fixed(media: str, key: str) -> dict[str, Any]:
    """Return the parameter whose value makes a request one for media, which has this key."""
    name, value = FIXED[media]
    named = {} if key == name else {"name": name}
    return {"in": "query", **named, "required": True, "schema": {"const": value}, "preset": value}
