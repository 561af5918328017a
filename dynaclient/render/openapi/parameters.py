"""Parameters and request bodies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...description.model import UNSET, Action, Parameter
from ...formats.extension import OURS
from ...formats.parameter_names import parameter_key
from ...formats.parameters import DEPRECATED
from ...runtime.media_types import JSON, is_form, is_multipart
from .schemas import Components

_OWN_STYLES = {"brackets": "deepObject", "json": None, "tabDelimited": "pipeDelimited"}
"""Styles that OpenAPI does not have → the most similar one."""
_EXPLODED = ("form", "deepObject")
"""Styles that are exploded by default."""


def extension(members: Mapping[str, Any]) -> dict[str, Any]:
    """Return an object with our extension, if it has members."""
    kept = {key: value for key, value in members.items() if value is not None and value != ""}
    return {OURS: kept} if kept else {}


def path_name(parameter: Parameter) -> str:
    """Return the name of a path parameter in the path: a name in the request has a meaning for one style alone."""
    return parameter.wire if parameter.style == "matrix" else parameter.name


def export_parameter(parameter: Parameter, components: Components) -> dict[str, Any]:
    """Return a parameter in path, query, header or cookie."""
    name = path_name(parameter) if parameter.location == "path" else parameter.wire
    made: dict[str, Any] = {"name": name, "in": parameter.location}
    if parameter.description:
        made["description"] = parameter.description
    if parameter.required or parameter.location == "path":
        made["required"] = True
    if parameter.deprecated:
        made["deprecated"] = True
    schema = with_default(components.convert(parameter.schema), parameter)
    if parameter.style == "json":
        made["content"] = {JSON: {"schema": schema}}
    else:
        made["schema"] = schema
        made.update(_style(parameter))
    if parameter.example is not UNSET:
        made["example"] = parameter.example
    own = _own(parameter, name)
    if parameter.style in _OWN_STYLES and parameter.style != "json":
        own["style"] = parameter.style
    return {**made, **extension(own)}


def with_default(schema: Any, parameter: Parameter) -> Any:
    """Return a schema with the default of its parameter, if it is valid there."""
    default = parameter.default
    if not isinstance(schema, dict) or "default" in schema or default is UNSET or _has_own_default(parameter):
        return schema
    return {**schema, "default": default}


def _has_own_default(parameter: Parameter) -> bool:
    """Return whether the default is not one that its schema allows: servers have such."""
    return parameter.default is not UNSET and not parameter.schema.is_valid(parameter.default)


def _style(parameter: Parameter) -> dict[str, Any]:
    made: dict[str, Any] = {}
    style = _OWN_STYLES.get(parameter.style) or parameter.style
    if style and style != ("form" if parameter.location in ("query", "cookie") else "simple"):
        made["style"] = style
    explode = True if style == "deepObject" else parameter.explode
    if explode != (style in _EXPLODED[:1]):
        made["explode"] = explode
    return made


def _own(parameter: Parameter, name: str) -> dict[str, Any]:
    """Return what only a description can declare of a parameter."""
    return {
        "key": parameter.name if parameter.name != parameter_key(name) else None,
        "secret": parameter.secret or None,
        "since": parameter.since,
        "deprecated": parameter.deprecated if parameter.deprecated != DEPRECATED else None,
        "allowReserved": parameter.allow_reserved or None,
        **({"preset": parameter.preset} if parameter.preset is not UNSET else {}),
        **({"default": parameter.default} if _has_own_default(parameter) else {}),
    }


# --- bodies ----------------------------------------------------------------------------------------------------------


def export_body(action: Action, components: Components) -> dict[str, Any]:
    """Return an object with the `requestBody` of an action; an empty one if it has none."""
    if action.body is not None:
        return {"requestBody": _whole(action.body, components)}
    return {"requestBody": _parts(action, components)} if action.parts else {}


def _whole(body: Parameter, components: Components) -> dict[str, Any]:
    schemas = body.content or {JSON: body.schema}
    content: dict[str, Any] = {media: {"schema": components.convert(schema)} for media, schema in schemas.items()}
    if body.example is not UNSET:
        content[next(iter(content))]["example"] = body.example
    own = {"in": "body" if any(map(_is_any_form, content)) else None, **_own(body, "body"), "allowReserved": None}
    if body.default is not UNSET:
        own["default"] = body.default
    return {
        **({"description": body.description} if body.description else {}),
        **({"required": True} if body.required else {}),
        "content": content,
        **extension(own),
    }


def _is_any_form(media: str) -> bool:
    return is_form(media) or is_multipart(media)


def _parts(action: Action, components: Components) -> dict[str, Any]:
    """Return a body of parts: an object, each of whose properties is one."""
    schema: dict[str, Any] = {"type": "object", "properties": {}}
    required, encoding = [], {}
    for part in action.parts:
        converted = with_default(components.convert(part.schema), part)
        if isinstance(converted, dict):
            about = {"description": part.description} if part.description else {}
            marks = {"deprecated": True} if part.deprecated else {}
            own = {**_own(part, part.wire), "style": part.style, "explode": part.explode if part.style else None}
            if part.example is not UNSET:
                own["example"] = part.example
            converted = {**converted, **about, **marks, **extension({**as_ours(converted), **own})}
        schema["properties"][part.wire] = converted
        if part.required:
            required.append(part.wire)
        written = _encoding(part)
        if written:
            encoding[part.wire] = written
    if required:
        schema["required"] = required
    content = {
        media: {"schema": schema, **({"encoding": encoding} if encoding and _is_any_form(media) else {})}
        for media in action.part_content
    }
    is_required = {"required": True} if required else {}
    return {**is_required, "content": content, **extension({"in": "part"})}


def as_ours(schema: dict[str, Any]) -> dict[str, Any]:
    """Return what our extension in a schema has."""
    found: dict[str, Any] = schema.get(OURS, {})
    return found


def _encoding(part: Parameter) -> dict[str, Any]:
    if part.style == "json":
        return {"contentType": JSON}
    made: dict[str, Any] = {}
    style = _OWN_STYLES.get(part.style) or part.style
    if style and style != "form":
        made["style"] = style
        made["explode"] = True if style == "deepObject" else part.explode
    elif style and not part.explode:
        made["explode"] = False
    return made
