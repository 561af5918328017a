"""The media types of bodies and responses, and what a schema may be in one."""

from __future__ import annotations

from typing import Any

from ..records import dataclass, field
from ..runtime.media_types import (
    JSON,
    UNKNOWN,
    is_form,
    is_json,
    is_json_lines,
    is_media_type,
    is_multipart,
    is_xml,
    without_parameters,
)
from . import schema_files
from .context import Context
from .members import as_object, as_text, named
from .schema_facts import Found, item_schema, types_of
from .source import Place

_ANYTHING_AS_JSON = ("*/*", "application/*")
_CONTAINERS = frozenset({"array", "object"})


@dataclass(frozen=True, eq=False, repr=False)
class Media:
    """A media type that the source declares, with the schema of the content."""

    type: str
    schema: Any
    """None if it declares none."""
    place: Place
    """Where the schema is."""
    value: dict[str, Any] = field(default_factory=dict)
    """The whole object of the media type; empty in Swagger 2.0."""

    whole: Place | None = None
    """Where that is."""


def read_content(context: Context, content: Any, place: Place) -> list[Media]:
    """Return the media types of a `content` object; a name that has another form is noted."""
    found = []
    for name, value in named(content).items():
        media, where = context.follow(value, place.below(name))
        media = as_object(media)
        if is_media_type(name):
            found.append(Media(name, media.get("schema"), where.below("schema"), media, where))
        else:
            context.note(place.below(name), "media-type", f"{name!r:.80} is not a media type: it is left out")
    return found


def is_file(context: Context, schema: Any, place: Place, *, untyped: bool = False) -> bool:
    """
    Return whether a schema stands for a file.

    Args:
        context: The translation.
        schema: The schema.
        place: Its location.
        untyped: Whether a schema without a type stands for one, as it does in the multipart forms of OpenAPI 3.1.
    """
    return schema_files.is_file(context.look_up(schema, place)[0], context.dialect, untyped=untyped)


def file_schema(context: Context, found: Found, *, untyped: bool = False) -> dict[str, Any] | None:
    """Return the schema of a file or of a list of files; None if a schema is neither."""
    if is_file(context, *found, untyped=untyped):
        return {"file": True}
    if "array" not in types_of(context, *found):
        return None
    items = item_schema(context, *found)
    return {"type": "array", "items": {"file": True}} if is_file(context, *items, untyped=untyped) else None


def concrete_types(context: Context, media: Media) -> tuple[str, ...]:
    """Return the media types in which a body is sent: for ``*/*``, JSON for members or items, and bytes first else."""
    if without_parameters(media.type) not in _ANYTHING_AS_JSON:
        return (media.type,)
    types = types_of(context, media.schema, media.place)
    if types & _CONTAINERS:
        return (JSON,)
    is_untyped = not types and not is_file(context, media.schema, media.place)
    return (UNKNOWN, JSON) if is_untyped else (UNKNOWN,)


def translate_content(context: Context, media: Media, sent: str) -> Any:
    """Return the schema of the content of a media type; an empty one for what is neither JSON nor a form nor text."""
    if media.schema is None and "itemSchema" not in media.value:
        return {}
    if is_json(sent) and not is_file(context, media.schema, media.place):
        return context.schemas.inline(media.schema, media.place)
    if is_json_lines(sent) or is_form(sent) or is_multipart(sent):
        return _lines_schema(context, media) if is_json_lines(sent) else _form_schema(context, media)
    if is_file(context, media.schema, media.place):
        return {"file": True}
    is_string = types_of(context, media.schema, media.place) <= {"string"}
    schema = context.schemas.inline(media.schema, media.place)
    if is_string or is_xml(sent):
        return schema if is_string else xml_schema(context, media)
    note_lost_structure(context, media)
    return {"x-openapi": {"schema": schema}}


def _lines_schema(context: Context, media: Media) -> Any:
    """Return the schema of lines of JSON: a list of what `itemSchema` describes, or an object; else a string."""
    if "itemSchema" in media.value:
        place = Place((*media.place.tokens[:-1], "itemSchema"), media.place.file)
        return {"type": "array", "items": context.schemas.inline(media.value["itemSchema"], place)}
    schema = context.schemas.inline(media.schema, media.place)
    return {"type": "array", "items": schema} if "object" in types_of(context, media.schema, media.place) else schema


def _form_schema(context: Context, media: Media) -> Any:
    """Return the schema of a form: one of strings or arrays, which no form is, allows whatever names and values."""
    files = schema_files.FORM if is_multipart(media.type) else ""
    schema = context.schemas.inline(media.schema, media.place, files)
    types = types_of(context, media.schema, media.place)
    if not types or "object" in types:
        return schema
    context.note(media.place, "type", "a form has names and values: a schema of another type is not carried over")
    return {"type": "object", "x-openapi": {"schema": schema}}


def xml_schema(context: Context, media: Media) -> Any:
    """Return the schema of XML content: the outermost element has the name of the schema that is referred to."""
    schema = context.schemas.inline(media.schema, media.place)
    name = as_text(as_object(media.schema).get("$ref")).rpartition("/")[2]
    hints = as_object(as_object(context.look_up(media.schema, media.place)[0]).get("xml"))
    own = as_object(as_object(media.schema).get("xml"))
    if not name or "name" in hints or "name" in own or not isinstance(schema, dict):
        return schema
    return {**schema, "xml": {**hints, "name": name}}


def note_lost_structure(context: Context, media: Media) -> None:
    """Note that the schema of a media type is not that of a value that the client reads or writes."""
    message = f"the structure of content as {media.type!r:.80} is not carried over, only its bytes"
    context.note(media.place, "content", message)


def is_same_schema(media: list[Media]) -> bool:
    """Return whether all these media types have the same schema."""
    return all(other.schema is media[0].schema or other.schema == media[0].schema for other in media[1:])
