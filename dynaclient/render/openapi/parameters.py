"""Parameters and request bodies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ...description.model import UNSET, Action, Parameter
from ...description.named_examples import Example, examples_of
from ...formats.extension import OURS, WHOLE_QUERY
from ...formats.parameter_names import parameter_key
from ...runtime.media_types import JSON, has_members, is_form, is_multipart, is_range
from .schemas import Components

OWN_STYLES = {"brackets": "deepObject", "json": None, "tabDelimited": "pipeDelimited"}
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
    if parameter.content:
        made["content"] = {media: {"schema": components.convert(one)} for media, one in parameter.content.items()}
    elif parameter.style == "json":
        made["content"] = {JSON: {"schema": schema}}
    else:
        made["schema"] = schema
        made.update(_style(parameter))
    examples = export_examples(parameter.example, parameter.examples)
    (next(iter(made["content"].values())) if "content" in made else made).update(examples)
    own = {**_own(parameter, name), WHOLE_QUERY: True if parameter.content else None}
    if parameter.style in OWN_STYLES and parameter.style != "json":
        own["style"] = parameter.style
    return {**made, **extension(own)}


def export_examples(example: Any, named: Iterable[Example]) -> dict[str, Any]:
    """Return an object with the examples; a single one may be beside named ones in a description alone, see `_own`."""
    examples = {
        one.name: {
            **({"summary": one.summary} if one.summary else {}),
            **({"description": one.description} if one.description else {}),
            "value": one.value,
        }
        for one in named
    }
    if examples:
        return {"examples": examples}
    return {} if example is UNSET else {"example": example}


def other_examples(named: Iterable[Example], content: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the examples of none of these media types, which OpenAPI cannot have; None if there are none."""
    others = [one for one in named if (one.media or next(iter(content), "")) not in content]
    written = export_examples(UNSET, others).get("examples", {})
    return {
        one.name: {**written[one.name], **({"contentType": one.media} if one.media else {})} for one in others
    } or None


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
    style = OWN_STYLES.get(parameter.style) or parameter.style
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
        "deprecated": parameter.deprecated if isinstance(parameter.deprecated, str) else None,
        "allowReserved": "encoded" if parameter.keeps_encoded else parameter.allow_reserved or None,
        **({"example": parameter.example} if parameter.examples and parameter.example is not UNSET else {}),
        **({"preset": parameter.preset} if parameter.preset is not UNSET else {}),
        "hasPreset": False if _seems_preset(parameter) else None,
        **({"default": parameter.default} if _has_own_default(parameter) else {}),
    }


def _seems_preset(parameter: Parameter) -> bool:
    """Return whether a reader would take the only value of a parameter for one that is always sent."""
    is_needed = parameter.required and parameter.preset is UNSET
    return is_needed and (len(parameter.accepted) == 1 or parameter.schema.get_keyword("const") is not None)


# --- bodies ----------------------------------------------------------------------------------------------------------


def export_body(action: Action, components: Components) -> dict[str, Any]:
    """Return an object with the `requestBody` of an action; an empty one if it has none."""
    if action.body is not None:
        return {"requestBody": _whole(action.body, components)}
    return {"requestBody": _parts(action, components)} if action.parts else {}


def _whole(body: Parameter, components: Components) -> dict[str, Any]:
    schemas = body.content or {JSON: body.schema}
    content: dict[str, Any] = {
        media: {"schema": components.content(schema, media)} for media, schema in schemas.items()
    }
    encoding = {name: {**_encoding(part), **_own_encoding(part)} for name, part in body.encoding.items()}
    for media, value in content.items() if encoding else ():
        if _is_any_form(media):
            value["encoding"] = encoding
    first = next(iter(content))
    for media, value in content.items():
        named = examples_of(body.examples, content, media)
        value.update(export_examples(body.example if media == first else UNSET, named))
    is_meant = len(content) > 1 or any(_is_any_form(media) or is_range(media) for media in content)
    own = {"in": "body" if is_meant else None, **_own(body, "body"), "allowReserved": None}
    if any(map(has_members, content)):
        own["spread"] = body.spread
    own["examples"] = other_examples(body.examples, content)
    if body.presets:
        own["presets"] = dict(body.presets)
    if body.default is not UNSET:
        own["default"] = body.default
    return {
        **({"description": body.description} if body.description else {}),
        **({"required": True} if body.required else {}),
        "content": content,
        **extension(own),
    }


def _own_encoding(part: Parameter) -> dict[str, Any]:
    """Return how a member of a form is encoded in the words of a description, which has more of them."""
    return extension(
        {
            "style": part.style,
            "explode": part.explode,
            "contentType": part.content_type,
            "headers": dict(part.headers) or None,
            "allowReserved": "encoded" if part.keeps_encoded else None,
        }
    )


def _is_any_form(media: str) -> bool:
    return is_form(media) or is_multipart(media)


def _parts(action: Action, components: Components) -> dict[str, Any]:
    """Return a body of parts: an object, each of whose properties is one."""
    schema: dict[str, Any] = {"type": "object", "properties": {}}
    required, encoding = [], {}
    for part in action.parts:
        converted = with_default(components.convert(part.schema), part)
        if not isinstance(converted, dict):
            converted = {} if converted else {"not": {}}
        about = {"description": part.description} if part.description else {}
        marks = {"deprecated": True} if part.deprecated else {}
        own = {**_own(part, part.wire), "style": part.style, "explode": part.explode if part.style else None}
        own["examples"] = export_examples(UNSET, part.examples).get("examples")
        if part.example is not UNSET:
            own["example"] = part.example
        converted = {**converted, **about, **marks, **extension({**as_ours(converted), **own})}
        schema["properties"][part.wire] = converted
        if part.required:
            required.append(part.wire)
        written = _encoding(part)
        if written:
            encoding[part.wire] = {**written, **_own_encoding(part)}
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
    made: dict[str, Any] = {}
    if part.content_type or part.style == "json":
        made["contentType"] = part.content_type or JSON
    if part.headers:
        made["headers"] = {name: {"schema": {"const": value}} for name, value in part.headers.items()}
    if part.allow_reserved:
        made["allowReserved"] = True
    if part.style == "json":
        return made
    style = OWN_STYLES.get(part.style) or part.style
    if style and style != "form":
        made["style"] = style
        made["explode"] = True if style == "deepObject" else part.explode
    elif style and not part.explode:
        made["explode"] = False
    return made
