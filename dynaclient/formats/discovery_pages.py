"""Pagination of Discovery documents: by a token in the response, which the next request has in its query or body."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..schema.references import format_pointer
from .discovery_methods import SourceMethod
from .discovery_parameters import SourceParameter
from .discovery_schemas import DiscoverySchemas
from .members import as_object, named

NEXT = ("nextPageToken", "pageToken")
"""The members of a response that may have the cursor of the next page."""
CURSOR = "pageToken"
SIZES = ("pageSize", "maxResults")
"""The parameters for the number of items per page."""
UNREACHABLE = "unreachable"
"""What the names of lists begin with that have no items, but what the items could not be collected from."""
ASIDE = frozenset({"errors", "warnings"})
"""Lists that may stand beside the items."""


def find_pages(
    schemas: DiscoverySchemas,
    method: SourceMethod,
    parameters: Mapping[str, SourceParameter],
    envelope: tuple[str, ...],
) -> dict[str, Any]:
    """
    Return an object with the `paginate` of a method; an empty one if it has no pages, or it is not certain which list.

    Args:
        schemas: The schemas of the document.
        method: The method.
        parameters: Its parameters by their keys.
        envelope: Where in the body the response is.
    """
    keys = {parameter.name: key for key, parameter in parameters.items() if parameter.location == "query"}
    properties = as_object(schemas.follow(method.value.get("response")).get("properties"))
    following = next((name for name in NEXT if name in properties), None)
    if CURSOR not in keys:
        keys = _keys_in_body(schemas, method, parameters, envelope)
    if following is None or CURSOR not in keys:
        return {}
    lists = [name for name, member in properties.items() if schemas.follow(member).get("type") == "array"]
    items = [name for name in lists if not name.startswith(UNREACHABLE)]
    if len(items) > 1:
        items = [name for name in items if name not in ASIDE]
    if len(items) > 1:
        items = [name for name in items if name.lower() in (method.names[-2].lower(), "items")]
    if not items:  # the pairs of an object
        items = [name for name in ("items",) if "additionalProperties" in schemas.follow(properties.get(name))]
    if len(items) != 1:
        message = "it is not certain which list of the response has the items, so there is no `paginate`"
        schemas.translation.note(method.place.below("response"), "paginate", message)
        return {}
    pages = {"style": "cursor", "cursor": keys[CURSOR], "next": format_pointer((*envelope, following))}
    pages["items"] = format_pointer((*envelope, items[0]))
    pages.update(next(({"size": keys[name]} for name in SIZES if name in keys), {}))
    return {"paginate": pages}


def _keys_in_body(
    schemas: DiscoverySchemas,
    method: SourceMethod,
    parameters: Mapping[str, SourceParameter],
    envelope: tuple[str, ...],
) -> dict[str, str]:
    """Return the pointers to the members of the body, by their names; none if the body has another key."""
    members = named(schemas.follow(method.value.get("request")).get("properties"))
    return {} if "body" in parameters else {name: format_pointer(("body", *envelope, name)) for name in members}
