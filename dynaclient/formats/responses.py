"""Responses: their media types, headers and streams."""

from __future__ import annotations

from typing import Any

from ..messages import FIELD_NAME
from ..records import replace
from ..runtime.media_types import (
    SSE,
    is_json,
    is_json_lines,
    is_json_sequence,
    is_media_type,
    is_text,
    is_xml,
    without_parameters,
)
from ..strings.expressions import expression
from .context import Context
from .examples import examples_of, written
from .extension import OURS, ours, own_members
from .media import Media, is_file, note_lost_structure, read_content, xml_schema
from .members import as_object, as_text, extensions, named
from .schema_facts import types_of
from .source import Place
from .streams import events_of

_STATUS = expression(r"[1-5](?:[0-9]{2}|XX)|default")
Origin = tuple[tuple[Any, ...], Place]


def statuses(context: Context, responses: Any, place: Place) -> dict[str, tuple[Any, Place]]:
    """Return the responses by the status of the description; a key that is none of them is noted."""
    found: dict[str, tuple[Any, Place]] = {}
    for key, value in as_object(responses).items():
        status = str(key)
        if status.startswith("x-"):
            continue
        status = status if status == "default" else status.upper()
        if _STATUS.fullmatch(status):
            found[status] = value, place.below(key)
        else:
            context.note(place.below(key), "status", f"{status!r:.40} is not a status of a response: it is left out")
    return found


def translate_response(
    context: Context, value: Any, place: Place, produced: list[str], *, is_stream: bool = False
) -> tuple[dict[str, Any], list[Origin]]:
    """
    Return a response of the description, and where its schemas come from.

    Args:
        context: The translation.
        value: The response, no reference.
        place: Its location.
        produced: Swagger 2.0: the media types of the operation.
        is_stream: Whether it is that of the action for the stream, where there is another one for a whole value.
    """
    response = as_object(value)
    result: dict[str, Any] = {}
    description = as_text(response.get("description"))
    if description and ours(response).get("described") is not False:
        result["description"] = description
    media = _swagger_media(response, place, produced) if context.is_swagger else None
    if media is None:
        media = read_content(context, response.get("content"), place.below("content"))
    streams = [one for one in media if without_parameters(one.type) == SSE] if is_stream else []
    if ours(response).get("stream"):
        media = [one for one in media if one.value]  # what is empty only shows other programs that it is a stream
    content, origins = _content(context, streams or media, place)
    if streams and context.is_swagger:  # the one schema is that of the whole value
        content, origins = {"stream": "sse", "events": {"*": {}}}, []
    result.update(content)
    headers = _headers(context, response.get("headers"), place.below("headers"))
    if headers:
        result["headers"] = headers
    result.update(extensions(response, "links"))
    own = _own(context, response, place)
    if "examples" in own:
        own["examples"] = {**result.get("examples", {}), **own["examples"]}
    result.update(own)
    return result, origins


def _own(context: Context, response: dict[str, Any], place: Place) -> dict[str, Any]:
    """Return what only our extension says: the kind of a stream, and its events."""
    own: dict[str, Any] = own_members(response, "response")
    events = named(ours(response).get("events"))
    where = place.below(OURS, "events")
    if events:
        own["events"] = {name: context.schemas.inline(schema, where.below(name)) for name, schema in events.items()}
    return own


def _swagger_media(response: dict[str, Any], place: Place, produced: list[str]) -> list[Media]:
    schema = response.get("schema")
    if schema is None:
        return []
    types = [media for media in produced if is_media_type(media)] or ["application/json"]
    examples = named(response.get("examples"))
    values = {media: {"example": examples[media]} if media in examples else {} for media in types}
    return [Media(media, schema, place.below("schema"), values[media], place) for media in types]


def _content(context: Context, media: list[Media], place: Place) -> tuple[dict[str, Any], list[Origin]]:
    """Return the `content`, or the stream that the response is if it is nothing else."""
    kinds = {one.type: without_parameters(one.type) for one in media}
    events = [one for one in media if kinds[one.type] == SSE]
    others = [one for one in media if kinds[one.type] != SSE]
    if events and not others:
        described, of_events = events_of(context, events[0])
        return {"stream": "sse", **described}, of_events
    if events and context.is_swagger:
        context.note(place, "stream", "it is a stream of events or a whole value: only the whole value is carried over")
    lines = [one for one in others if is_json_lines(one.type)]
    if lines and len(lines) == len(others):
        return _value_stream(context, lines, "ndjson")
    sequences = [one for one in others if is_json_sequence(one.type)]
    if sequences and len(sequences) == len(others):
        return _value_stream(context, sequences, "json-seq")
    content: dict[str, Any] = {}
    origins: list[Origin] = []
    ordered = sorted(_without_json_of_files(context, others), key=lambda one: not is_json(one.type))
    for one in ordered:
        content[one.type] = _schema(context, one)
        origins.append((("content", one.type), one.place))
    if not content:
        return {}, []
    examples, of_examples = written(
        examples_of(context, [(one.type, one) for one in ordered], first=next(iter(content)))
    )
    return {"content": content, **examples}, [*origins, *of_examples]


def _without_json_of_files(context: Context, media: list[Media]) -> list[Media]:
    """
    Return the media types without JSON for a file, which is what its error responses, or all of the document, have.

    If nothing else is declared, the file has any media type.
    """
    rest = [one for one in media if not (is_json(one.type) and _is_raw_file(context, one))]
    return rest or [replace(one, type="*/*", schema=None) for one in media[:1]]


def _is_raw_file(context: Context, media: Media) -> bool:
    """Return whether a schema stands for any bytes: with `contentMediaType` it is a JSON string with that content."""
    schema = as_object(context.look_up(media.schema, media.place)[0])
    return "contentMediaType" not in schema and is_file(context, schema, media.place)


def _value_stream(context: Context, lines: list[Media], kind: str) -> tuple[dict[str, Any], list[Origin]]:
    """Return a stream of values; a schema is that of a value, unless it is that of the whole as a string."""
    content: dict[str, Any] = {}
    origins: list[Origin] = []
    for one in lines:
        is_item = "itemSchema" in one.value
        schema = one.value["itemSchema"] if is_item else one.schema
        place = Place((*one.place.tokens[:-1], "itemSchema"), one.place.file) if is_item else one.place
        if schema is None or (not is_item and "object" not in types_of(context, schema, place)):
            content[one.type] = {}
            continue
        content[one.type] = context.schemas.inline(schema, place)
        origins.append((("content", one.type), place))
    return {"stream": kind, "content": content}, origins


def _schema(context: Context, media: Media) -> Any:
    """Return the schema of the content of a response; only that of JSON and of strings is carried over."""
    if media.schema is None:
        return {}
    found = media.schema, media.place
    if is_json(media.type) or "*" in media.type:
        return context.schemas.inline(*found)
    if is_xml(media.type) and not types_of(context, *found) <= {"string", "file"}:
        return xml_schema(context, media)
    if is_text(media.type) and types_of(context, *found) == {"string"}:
        return context.schemas.inline(*found)
    if types_of(context, *found) - {"string", "file"}:
        note_lost_structure(context, media)
        return {"x-openapi": {"schema": context.schemas.inline(*found)}}
    return {}


def _headers(context: Context, headers: Any, place: Place) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, raw in named(headers).items():
        value, where = context.follow(raw, place.below(name))
        if value is None:
            continue
        if not FIELD_NAME.fullmatch(name):
            context.note(where, "name", f"{name!r:.80} is not the name of a header: it is left out")
            continue
        found[name] = _header(context, as_object(value), where)
    return found


def _header(context: Context, value: dict[str, Any], place: Place) -> dict[str, Any]:
    result: dict[str, Any] = {}
    description = as_text(value.get("description"))
    if description:
        result["description"] = description
    if context.is_swagger:
        schema = {key: member for key, member in value.items() if key not in ("description", "collectionFormat")}
        if schema:
            result["schema"] = context.schemas.inline(schema, place)
    elif "schema" in value:
        result["schema"] = context.schemas.inline(value["schema"], place.below("schema"))
    return {**result, **extensions(value, "content")}
