"""
Where the response of a list has what its `paginate` names: a JSON pointer into the body, or the name of a header.

Only lint looks for a place that no response declares: an API may return more than its description says. A wrong pointer
has hardly another symptom: a server that leaves out an empty list, or the cursor of a last page, returns the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..errors import Problem
from ..runtime.media_types import is_json
from ..schema.references import parse_pointer
from ..schema.subschemas import types_of
from .document import Node
from .model import ResponseDescription
from .response_members import Missing, find_member, missing_member
from .successes import successful

HEADER = "header:"
"""What the place of a value begins with if it is in a header, whose name follows."""

PAGE_PARAMETERS = ("page", "size", "offset", "limit", "cursor")
"""The keys of `paginate` that name a parameter which selects a page."""

_TYPES: dict[str, frozenset[str]] = {
    "items": frozenset({"array", "object"}),
    "total": frozenset({"integer", "number", "string"}),
    "hasMore": frozenset({"boolean"}),
    "next": frozenset({"string", "integer", "number", "boolean"}),  # false marks the last page
    "key": frozenset({"string", "integer", "number"}),
}
"""The keys of `paginate` that lead to a value in the body, and the types that it may have."""


def header_of(place: Any) -> str:
    """Return the name of the header that a place is in; an empty string if it is in the body, or in the Link header."""
    return place.removeprefix(HEADER) if isinstance(place, str) and place.startswith(HEADER) else ""


def shown(place: str) -> str:
    """Return a place in words, such as ``at /total`` or ``in its header X-Total``."""
    return f"in its header {header_of(place)}" if header_of(place) else f"at {place}"


def page_advice(
    name: str, node: Node, paginate: Mapping[str, Any], responses: Mapping[str, ResponseDescription]
) -> Iterator[Problem]:
    """
    Yield the pointers of `paginate` to what no successful response declares, or declares as another type.

    Args:
        name: The name of the action.
        node: The action.
        paginate: Its valid `paginate`; empty if it has no pages.
        responses: Its responses by status.
    """
    found = [response for response in successful(responses) if not response.stream]
    schemas = [schema for response in found for media, schema in response.content.items() if is_json(media)]
    for key, types in _TYPES.items():
        path = _path_to(key, paginate)
        if path is None or not schemas:
            continue
        missing = missing_member(schemas, path)
        if missing is not None:
            message = f"the response of {name} declares no member {missing.name!r:.80}, to which `{key}` leads"
            yield Problem.in_description(_pointer(node, key), "paginate", message, missing.hint)
            continue
        places = (find_member(schema, path) for schema in schemas)
        declared = [types_of(place) - {"null"} for place in places if not isinstance(place, Missing)]
        expected = types if key != "items" or path else frozenset({"array"})
        if all(names and names.isdisjoint(expected) for names in declared):
            where = f"at {paginate[key]}" if paginate.get(key) else "as its body"
            message = (
                f"the response of {name} has type {' or '.join(sorted(declared[0]))} {where}, to which `{key}` leads"
            )
            hint = f"use the pointer of one with type {' or '.join(sorted(expected))}"
            yield Problem.in_description(_pointer(node, key), "paginate", message, hint)


def _path_to(key: str, paginate: Mapping[str, Any]) -> tuple[str | int, ...] | None:
    """Return the steps to the value of a key; None if it is not in the body."""
    items = str(paginate.get("items", ""))
    place = items if key == "items" and paginate else paginate.get(key)
    if not isinstance(place, str) or (place and not place.startswith("/")):
        return None
    path = tuple(map(str, parse_pointer(place)))
    return (*map(str, parse_pointer(items)), 0, *path) if key == "key" else path


def _pointer(node: Node, key: str) -> str:
    """Return where a key of `paginate` is written: the whole of it if it is shared by other actions."""
    pointer, written = node.pointer_of("paginate"), node["paginate"]
    of_key = written.pointer_of(key) if key in written else pointer
    return str(of_key) if of_key.startswith(pointer) else pointer
