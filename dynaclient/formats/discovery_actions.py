"""One method of a Discovery document as an action of the description."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from ..runtime.media_types import UNKNOWN, is_media_type
from .discovery_methods import DOWNLOAD, UPLOAD, SourceMethod, Tokens
from .discovery_pages import find_pages
from .discovery_parameters import (
    CommonParameters,
    SourceParameter,
    add_origins,
    read_parameters,
    translate_parameter,
)
from .discovery_schemas import DiscoverySchemas
from .discovery_values import DEPRECATED, others
from .members import as_list, as_object, as_text, strings
from .naming import parameter_keys
from .path_templates import PathTemplate, parse_path
from .source import Place

_SCOPE = re.compile(r"\S+")
_HEADER_VALUE = re.compile(r"[!-~](?:[\t -~]*[!-~])?")
VERSION_HEADER = "X-Goog-Api-Version"
FIXED = {UPLOAD: ("uploadType", "media"), DOWNLOAD: ("alt", "media")}
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
        has_auth: Whether it has credentials.
    """

    def __init__(
        self, document: dict[str, Any], schemas: DiscoverySchemas, common: CommonParameters, *, has_auth: bool
    ) -> None:
        self._schemas = schemas
        self._translation = schemas.translation
        self._common = common
        self._has_auth = has_auth
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
        body = self._body(method)
        wire = [(one.name, one.location) for one in declared]
        keys = parameter_keys([*wire, (body.name, "body")] if body else wire)
        keyed = dict(zip(keys, declared, strict=False))  # the last key is that of the body
        action = {"method": method.http_method, "path": _written(template, keyed), **_texts(method)}
        action.update(self._requirement(value))
        action.update(self._version(method))
        parameters: dict[str, Any] = dict.fromkeys(self._common.replaced_by(keys))
        for key, parameter in keyed.items():
            parameters[key] = self._parameter(parameter, key, template, (*tokens, "parameters", key))
        if body:
            parameters[keys[-1]] = body.value
            for below in ((), ("schema",)):
                self._translation.origins.add((*tokens, "parameters", keys[-1], *below), body.place)
        parameters.update(_fixed(method))
        if parameters:
            action["parameters"] = parameters
        action.update(self._responses(method, tokens))
        if not method.media:
            action.update(find_pages(self._schemas, method, keyed, self._envelope))
        return {**action, **others(value, _TRANSLATED)}

    # --- parameters ---

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
        return [*(in_path[name] for name in variables), *(one for one in declared if one.location == "query")]

    def _parameter(
        self, parameter: SourceParameter, key: str, template: PathTemplate, tokens: Tokens
    ) -> dict[str, Any]:
        add_origins(self._translation, tokens, parameter)
        result = translate_parameter(parameter, key, self._schemas)
        if parameter.location == "path" and parameter.name in template.with_slashes:
            result["allowReserved"] = True
        return result

    # --- bodies ---

    def _body(self, method: SourceMethod) -> _Body | None:
        """Return the body of a method; None if it has none."""
        value, place = method.value, method.place
        if method.media == UPLOAD:
            content = {media: {"file": True} for media in self._accepted(method)}
            return _Body("media", {"in": "body", "required": True, "content": content}, place.below("mediaUpload"))
        if method.media or value.get("request") is None:
            return None
        request, where = value["request"], place.below("request")
        schema = self._schemas.reference(as_object(request), where)
        required = self._schemas.required_by(self._schemas.follow(request), method.method_id)
        if required:
            schema = {"allOf": [schema, required]}
        return _Body("body", {"in": "body", "schema": self._in_envelope(schema)}, where)

    def _accepted(self, method: SourceMethod) -> list[str]:
        """Return the media types, and ranges of them, that an upload may have."""
        declared = strings(as_object(method.value.get("mediaUpload")).get("accept"))
        return list(dict.fromkeys(filter(is_media_type, declared))) or [UNKNOWN]

    def _in_envelope(self, schema: dict[str, Any]) -> dict[str, Any]:
        for name in self._envelope:
            schema = {"type": "object", "required": [name], "properties": {name: schema}}
        return schema

    # --- the rest ---

    def _requirement(self, value: dict[str, Any]) -> dict[str, Any]:
        """Return the scopes, any one of which is enough; a method without scopes needs no credential."""
        scopes = list(dict.fromkeys(filter(_SCOPE.fullmatch, strings(value.get("scopes")))))
        if scopes:
            return {"scopes": scopes}
        return {"auth": "optional"} if self._has_auth else {}

    def _version(self, method: SourceMethod) -> dict[str, Any]:
        version = method.value.get("apiVersion")
        if version is None:
            return {}
        if isinstance(version, str) and _HEADER_VALUE.fullmatch(version):
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
        result["deprecated"] = DEPRECATED
    return result


def _fixed(method: SourceMethod) -> dict[str, Any]:
    """Return the parameter whose value makes a request one for media."""
    if not method.media:
        return {}
    name, value = FIXED[method.media]
    return {name: {"in": "query", "required": True, "schema": {"const": value}, "preset": value}}
