"""
Pagination that a document declares by an extension of a generator of clients.

Pure: from the members of an operation to the `paginate` of an action. What an extension declares wins over what the
parameters and the response of an operation only suggest.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from ..schema.references import format_pointer
from ..strings.expressions import expression

Pages = dict[str, Any]

_PATH = expression(r"\$(?:request|response)?((?:\.[A-Za-z_][\w-]*)+)", re.ASCII)
"""A JSONPath of names alone, the only one that is a JSON pointer."""


class QueryParameter(NamedTuple):
    """A query parameter of an operation."""

    key: str
    """Its key in the description."""
    default: Any = None


def declared_pages(
    operation: Mapping[str, Any], parameters: Mapping[str, QueryParameter], document: Mapping[str, Any] | None = None
) -> Pages:
    """
    Return the `paginate` that the extensions of an operation declare; an empty object if they declare none.

    Args:
        operation: The operation.
        parameters: Its query parameters by their names in the request.
        document: The document, which has what ``x-fern-pagination: true`` refers to.
    """
    speakeasy, fern = operation.get("x-speakeasy-pagination"), operation.get("x-fern-pagination")
    if fern is True:
        fern = (document or {}).get("x-fern-pagination")
    pages = _speakeasy(speakeasy, parameters) if isinstance(speakeasy, Mapping) else {}
    return pages or (_fern(fern, parameters) if isinstance(fern, Mapping) else {})


def _speakeasy(declared: Mapping[str, Any], parameters: Mapping[str, QueryParameter]) -> Pages:
    inputs, outputs = declared.get("inputs"), declared.get("outputs")
    outputs = outputs if isinstance(outputs, Mapping) else {}
    roles = {}
    for entry in inputs if isinstance(inputs, list) else ():
        if isinstance(entry, Mapping) and entry.get("in") == "parameters":
            roles[str(entry.get("type"))] = _parameter(entry.get("name"), parameters)
    items = _items(outputs.get("results"))
    if declared.get("type") == "cursor":
        return _cursor(roles.get("cursor"), _pointer(outputs.get("nextCursor")), items)
    if declared.get("type") == "url":
        return _link(_pointer(outputs.get("nextUrl")), items)
    if declared.get("type") == "offsetLimit":
        limit = roles.get("limit")
        return _numbered(roles.get("page"), limit, items) or _offset(roles.get("offset"), limit, items)
    return {}


def _fern(declared: Mapping[str, Any], parameters: Mapping[str, QueryParameter]) -> Pages:
    items = _items(declared.get("results"))
    if "next_uri" in declared:
        return _link(_pointer(declared["next_uri"]), items)
    if "cursor" in declared:
        return _cursor(_parameter(declared["cursor"], parameters), _pointer(declared.get("next_cursor")), items)
    counter, step = _parameter(declared.get("offset"), parameters), _parameter(declared.get("step"), parameters)
    has_more = _pointer(declared.get("has-next-page"))
    found = _offset(counter, step, items) if step else _numbered(counter, None, items)
    return {**found, "hasMore": has_more} if found and has_more else found


# --- what both have --------------------------------------------------------------------------------------------------


def _names(path: Any) -> list[str]:
    found = _PATH.fullmatch(path) if isinstance(path, str) else None
    return found[1].split(".")[1:] if found else []


def _pointer(path: Any) -> str:
    """Return the JSON pointer of a JSONPath; empty if it is of another kind."""
    names = _names(path)
    return format_pointer(tuple(names)) if names else ""


def _items(path: Any) -> Pages | None:
    """Return the location of the items; None if it is not known."""
    if path in (None, "$", "$response"):
        return {}
    pointer = _pointer(path)
    return {"items": pointer} if pointer else None


def _parameter(name: Any, parameters: Mapping[str, QueryParameter]) -> QueryParameter | None:
    """Return a parameter by its name, or by an expression such as ``$request.name``."""
    names = _names(name) if isinstance(name, str) and name.startswith("$") else [name]
    return parameters.get(names[0]) if len(names) == 1 and isinstance(names[0], str) else None


def _cursor(cursor: QueryParameter | None, following: str, items: Pages | None) -> Pages:
    if cursor is None or not following or items is None:
        return {}
    return {"style": "cursor", "cursor": cursor.key, "next": following, **items}


def _link(following: str, items: Pages | None) -> Pages:
    return {"style": "link", "next": following, **items} if following and items is not None else {}


def _numbered(page: QueryParameter | None, size: QueryParameter | None, items: Pages | None) -> Pages:
    if page is None or items is None:
        return {}
    # The clients that both generators make begin with page 1.
    first = page.default if isinstance(page.default, int) and not isinstance(page.default, bool) else 1
    return {"style": "page", "page": page.key, "first": first, **_sized("size", size), **items}


def _offset(offset: QueryParameter | None, limit: QueryParameter | None, items: Pages | None) -> Pages:
    if offset is None or items is None:
        return {}
    return {"style": "offset", "offset": offset.key, **_sized("limit", limit), **items}


def _sized(role: str, parameter: QueryParameter | None) -> Pages:
    return {role: parameter.key} if parameter else {}
