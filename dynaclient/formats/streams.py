"""Operations that return a whole value or a stream of events, as the request says: they become two actions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from ..records import replace
from ..runtime.media_types import SSE, is_json, without_parameters
from .body_members import json_bodies
from .context import Context
from .media import Media
from .members import as_list, as_object, as_text, strings
from .operations import SourceOperation
from .parameters import SourceParameter
from .schema_facts import members_of, types_of
from .source import Place

SUFFIX = "Stream"
"""What the name of the action for the stream ends with."""
MEMBER = "stream"
"""The member of a body by which a request asks for the stream."""


def stream_operations(context: Context, operations: Iterable[SourceOperation]) -> list[SourceOperation]:
    """Return the operations that may also return a stream of events, as operations that do so."""
    return [replace(operation, is_stream=True) for operation in operations if _returns_both(context, operation)]


def stream_names(operations: Sequence[SourceOperation], names: Sequence[str], streams: int) -> list[str]:
    """Return names for the operations for streams, which are the last: those of the others with a suffix."""
    by_place = {operation.place: name for operation, name in zip(operations, names, strict=False)}
    taken = {name.lower() for name in names}
    found = []
    for operation in operations[len(operations) - streams :]:
        name = by_place[operation.place] + SUFFIX
        while name.lower() in taken:
            name += "_"
        taken.add(name.lower())
        found.append(name)
    return found


def chooses_stream(context: Context, operation: SourceOperation) -> bool:
    """
    Return whether an operation of Swagger itself produces JSON and events, so that `Accept` chooses.

    What all operations of a document produce does not show what a single one does.
    """
    kinds = {without_parameters(media) for media in strings(operation.value.get("produces"))}
    return context.is_swagger and SSE in kinds and any(map(is_json, kinds))


def _returns_both(context: Context, operation: SourceOperation) -> bool:
    may_choose = chooses_stream(context, operation)
    responses = as_object(operation.value.get("responses"))
    place = operation.place.below("responses")
    for status, raw in responses.items():
        if str(status)[:1] != "2" or not isinstance(raw, dict):
            continue
        response = context.follow(raw, place.below(status))[0] if "$ref" in raw else raw
        if context.is_swagger:
            if may_choose and "schema" in as_object(response):
                return True
            continue
        kinds = {without_parameters(media) for media in as_object(as_object(response).get("content"))}
        if SSE in kinds and any(map(is_json, kinds)):
            return True
    return False


def asks_for_stream(context: Context, operation: SourceOperation, declared: Iterable[SourceParameter]) -> bool:
    """Return whether the body of an operation has a boolean member that asks for the stream."""
    for schema, place in json_bodies(context, operation, declared):
        found = members_of(context, schema, place).schemas.get(MEMBER)
        if found is not None and "boolean" in types_of(context, *found):
            return True
    return False


def with_stream_preset(body: dict[str, Any]) -> dict[str, Any]:
    """Return the parameter of a body that asks for the stream, unless the caller's body says something else."""
    asked = {"properties": {MEMBER: {"const": True}}}
    if "schema" in body:
        return {**body, "schema": {"allOf": [body["schema"], asked]}, "presets": {MEMBER: True}}
    content = {
        media: {"allOf": [schema, asked]} if is_json(media) else schema for media, schema in body["content"].items()
    }
    return {**body, "content": content, "presets": {MEMBER: True}}


# --- the schemas of events -------------------------------------------------------------------------------------------


def events_of(context: Context, media: Media) -> tuple[dict[str, Any], list[tuple[tuple[Any, ...], Place]]]:
    """
    Return the `events` of a stream, and where their schemas come from.

    In OpenAPI 3.2 an `itemSchema` has an event with its name and its data; before, a schema is that of the data.
    """
    place = media.whole or media.place
    found = _item_events(context, media.value.get("itemSchema"), place.below("itemSchema"))
    if not found and "object" in types_of(context, media.schema, media.place):
        found = {"*": (media.schema, media.place)}
    events = {name: context.schemas.inline(*schema) for name, schema in found.items()}
    origins: list[tuple[tuple[Any, ...], Place]] = [(("events", name), where) for name, (_, where) in found.items()]
    return ({"events": events} if events else {}), origins


def _item_events(context: Context, schema: Any, place: Place) -> dict[str, tuple[Any, Place]]:
    item, where = context.follow(schema, place)
    item = as_object(item)
    for keyword in ("oneOf", "anyOf"):
        alternatives = as_list(item.get(keyword))
        if alternatives:
            inner = [_item_events(context, one, where.below(keyword, index)) for index, one in enumerate(alternatives)]
            return {name: found for events in inner for name, found in events.items()}
    properties = as_object(item.get("properties"))
    data, below = context.follow(properties.get("data"), where.below("properties", "data"))
    if not isinstance(data, dict):
        return {}
    if "contentSchema" in data:
        data, below = data["contentSchema"], below.below("contentSchema")
    elif types_of(context, data, below) <= {"string"}:
        return {}
    event = as_object(context.follow(properties.get("event"), where.below("properties", "event"))[0])
    names = [event["const"]] if "const" in event else as_list(event.get("enum"))
    return dict.fromkeys(filter(None, map(as_text, names)), (data, below)) or {"*": (data, below)}
