"""The successful response of an action: its status, its media type, and where its items are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...description.model import Action, ResponseDescription
from ...runtime.media_types import is_json, is_xml, without_parameters
from ...schema.references import format_pointer, parse_pointer
from ...schema.validation import Schema
from .. import schema_views

PREFERRED = ("200", "201", "202", "203", "206")
PREFERRED_FOR_CREATION = ("201", "200", "202")
ENVELOPES = ("data", "item", "result", "response")
"""Properties in which a single item may be wrapped."""
ANY_NAME = ""
"""The step to an item in an object: no name that its schema declares by itself."""
_NAMES_OF_ITEMS = ("items", "data", "results", "values", "records", "entries", "rows", "list", "content", "value")


def success(action: Action, preferred: tuple[str, ...] = PREFERRED) -> tuple[int, ResponseDescription | None]:
    """Return the status of a successful response and its description; 200 where none is described."""
    first = next((status for status in preferred if status in action.responses), "")
    chosen = first or next((status for status in action.responses if status.startswith("2")), "")
    if chosen == "2XX" or (not chosen and "default" in action.responses):
        return int(preferred[0]), action.responses[chosen or "default"]
    if not chosen:
        return int(preferred[0]), None
    return int(chosen), action.responses[chosen]


def described_status(action: Action, *statuses: int) -> int:
    """Return the first of these statuses that an action describes a response for; the first of them if it has none."""
    return next((status for status in statuses if str(status) in action.responses), statuses[0])


def data_media(response: ResponseDescription) -> str:
    """Return the media type in which a response has data, JSON or else XML; an empty string if it has neither."""
    in_xml = (media for media, schema in response.content.items() if is_xml(media) and schema.is_structured)
    return next(filter(is_json, response.content), "") or next(in_xml, "")


def data_schema(response: ResponseDescription | None) -> tuple[str, Schema | None]:
    """Return the media type in which a response has data, and its schema; an empty string and None if it has none."""
    media = data_media(response) if response else ""
    return (without_parameters(media), response.content[media]) if response and media else ("", None)


def items_pointer(action: Action) -> str | None:
    """Return the JSON Pointer to the list in the response of an action; None if the response is not a list."""
    if action.paginate:
        return str(action.paginate.get("items", ""))
    _, response = success(action)
    _, schema = data_schema(response)
    if schema is None:
        return None if response is not None and (response.content or response.stream) else ""
    if "array" in schema.types:
        return ""
    properties = schema_views.properties(schema.view)
    lists = [name for name, schemas in properties.items() if "array" in schema_views.types(*schemas)]
    named = [name for name in _NAMES_OF_ITEMS if name in lists]
    own = [name for name in lists if _is_own(name, action)]
    found = (own or named or (lists if len(lists) == 1 else []))[:1]
    return (format_pointer((found[0],)) if found else None) if lists else _pointer_without_lists(action, properties)


def _pointer_without_lists(action: Action, properties: Mapping[str, list[Any]]) -> str | None:
    """
    Return the JSON Pointer to the items of a response in which no property is a list.

    It is the only list of objects in an object, or the only object whose members have no names of their own: what is in
    it has ids, or the name of the resource.
    """
    lists = [
        ((name, key), schema_views.properties(*schema_views.at_path({"allOf": schemas}, (key, 0))))
        for name, schemas in properties.items()
        for key, members in schema_views.properties(*schemas).items()
        if "array" in schema_views.types(*members)
    ]
    maps = [
        ((name,), schema_views.properties(*schema_views.at_path({"allOf": schemas}, (ANY_NAME,))))
        for name, schemas in properties.items()
        if not schema_views.properties(*schemas)
    ]
    found = [path for path, members in lists + maps if members and (_is_own(path[-1], action) or "id" in members)]
    return format_pointer(found[0]) if len(found) == 1 else None


def _is_own(name: str, action: Action) -> bool:
    return schema_views.is_same_name(name, action.resource.rpartition(".")[2])


def has_named_items(action: Action) -> bool:
    """Return whether the items of a list are the members of an object."""
    pointer = items_pointer(action) or ""
    schema = data_schema(success(action)[1])[1] if pointer else None
    found = schema_views.at_path(schema.view, parse_pointer(pointer)) if schema is not None else []
    types = schema_views.types(*found)
    return "object" in types and "array" not in types


def item_path(action: Action) -> tuple[Any, ...]:
    """Return the path to an item in the response of an action that returns a list."""
    return (*parse_pointer(items_pointer(action) or ""), ANY_NAME if has_named_items(action) else 0)
