"""
Pagination that a document does not declare, but shows by the parameters and the response of an operation.

What is certain enough is always added; what is only likely (page numbers and offsets, where a wrong first page would
lose items in silence) only if the caller asks for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..records import dataclass
from ..runtime.media_types import is_json
from ..schema.references import format_pointer, parse_pointer
from .context import Context
from .members import as_object, as_text, named
from .page_extensions import QueryParameter, declared_pages
from .page_words import OFFSETS, PAGES, SIZES, TOTALS, plain
from .parameters import SourceParameter
from .schema_facts import Found, annotation, item_schema, members_of, types_of
from .source import Place

_CURSORS = frozenset({"cursor", "pagetoken", "nexttoken", "nextcursor", "marker", "continuationtoken", "pagecursor"})
_NEXT_CURSORS = frozenset({"nextpagetoken", "nexttoken", "nextcursor", "nextmarker", "nextcontinuationtoken"})
_NEXT_URLS = frozenset({"nextlink", "nexturl", "nextpageurl", "nextpagelink", "odatanextlink"})
_NEXT = frozenset({"next"})
_SUCCESS = ("200", "2XX", "default")
_EXTENSIONS = frozenset({"x-speakeasy-pagination", "x-fern-pagination"})
_NUMBERS = frozenset({"integer", "number"})


@dataclass(frozen=True, eq=False, repr=False)
class Listing:
    """An operation that returns a list."""

    parameters: Mapping[str, tuple[str, SourceParameter]]
    """The query parameters by their names in plain letters: the key in the description, and the parameter."""
    members: Mapping[str, Found]
    """The members of the body by name; none if the body is the list."""
    items: str
    """The pointer to the list."""
    item: Found


def find_pages(
    context: Context,
    operation: dict[str, Any],
    place: Place,
    keys: Mapping[str, SourceParameter],
    in_body: Mapping[str, Found] | None = None,
) -> dict[str, Any]:
    """
    Return the `paginate` of an operation that gets something; an empty object if nothing shows it.

    Args:
        context: The translation.
        operation: The operation.
        place: Its location.
        keys: The parameters in the query by their keys in the description.
        in_body: The members of a JSON body by the pointers to them.
    """
    if not in_body and not _EXTENSIONS.isdisjoint(operation):
        parameters = {parameter.name: _described(context, key, parameter) for key, parameter in keys.items()}
        return declared_pages(operation, parameters, context.source.document)
    responses = as_object(operation.get("responses"))
    status = next((status for status in _SUCCESS if status in responses), None)
    if status is None:
        return {}
    value, where = context.follow(responses[status], place.below("responses", status))
    return _infer(context, operation, (as_object(value), where), keys, in_body or {})


def _described(context: Context, key: str, parameter: SourceParameter) -> QueryParameter:
    default = annotation(context, parameter.value.get("schema"), parameter.schema_place, "default")
    return QueryParameter(key, *default)


def _infer(
    context: Context,
    operation: dict[str, Any],
    response: tuple[dict[str, Any], Place],
    keys: Mapping[str, SourceParameter],
    in_body: Mapping[str, Found],
) -> dict[str, Any]:
    pageable = operation.get("x-ms-pageable")
    if isinstance(pageable, dict) and not in_body:
        return _azure(members_of(context, *_body(context, *response)).schemas, pageable)
    listing = _listing(context, response, keys)
    if listing is None:
        return {}
    if in_body:
        return _cursors_in_body(context, listing, in_body)
    for style in (_header_links, _cursors, _keysets, _links):
        found = style(context, listing, response[0])
        if found:
            return {**found, **_items(listing), **_size(context, listing)}
    for likely in (_page_numbers, _offsets) if context.options.infer_pages else ():
        found = likely(context, listing)
        if found:
            return {**found, **_items(listing), **_total(listing, response[0]), "x-inferred": True}
    return {}


def _listing(
    context: Context, response: tuple[dict[str, Any], Place], keys: Mapping[str, SourceParameter]
) -> Listing | None:
    parameters = {plain(parameter.name): (key, parameter) for key, parameter in keys.items()}
    found = _body(context, *response)
    if "array" in types_of(context, *found):
        return Listing(parameters, {}, "", item_schema(context, *found))
    members = members_of(context, *found).schemas
    lists = [name for name, member in members.items() if "array" in types_of(context, *member)]
    if len(lists) != 1:
        return None
    return Listing(parameters, members, format_pointer((lists[0],)), item_schema(context, *members[lists[0]]))


def _body(context: Context, response: dict[str, Any], place: Place) -> Found:
    if context.is_swagger:
        return response.get("schema"), place.below("schema")
    for media, value in named(response.get("content")).items():
        if is_json(media):
            return as_object(value).get("schema"), place.below("content", media, "schema")
    return None, place


def _items(listing: Listing) -> dict[str, Any]:
    return {"items": listing.items} if listing.items else {}


def _parameter(listing: Listing, names: frozenset[str]) -> tuple[str, SourceParameter] | None:
    return next((found for name, found in listing.parameters.items() if name in names), None)


def _size(context: Context, listing: Listing) -> dict[str, Any]:
    found = _parameter(listing, SIZES)
    return {"size": found[0]} if found is not None and _is_number(context, found[1]) else {}


def _is_number(context: Context, parameter: SourceParameter) -> bool:
    return types_of(context, parameter.value.get("schema"), parameter.schema_place) <= _NUMBERS


def _total(listing: Listing, response: dict[str, Any]) -> dict[str, Any]:
    """Return where the response has the number of all items: a member of its body, or else a header."""
    members = [format_pointer((name,)) for name in listing.members if plain(name) in TOTALS]
    headers = [f"header:{name}" for name in named(response.get("headers")) if plain(name).removeprefix("x") in TOTALS]
    return next(({"total": place} for place in (*members, *headers)), {})


# --- what is certain enough ------------------------------------------------------------------------------------------


def _azure(members: Mapping[str, Found], pageable: dict[str, Any]) -> dict[str, Any]:
    name = as_text(pageable.get("nextLinkName"))
    items = as_text(pageable.get("itemName")) or "value"
    if not name or items not in members:
        return {}
    return {"style": "link", "next": format_pointer((name,)), "items": format_pointer((items,))}


def _header_links(_: Context, __: Listing, response: dict[str, Any]) -> dict[str, Any]:
    has_links = any(name.lower() == "link" for name in named(response.get("headers")))
    return {"style": "link", "next": "header"} if has_links else {}


def _cursors(context: Context, listing: Listing, _: dict[str, Any]) -> dict[str, Any]:
    cursor = _parameter(listing, _CURSORS)
    pointer = next(_pointers(context, listing, _NEXT_CURSORS), None)
    return {"style": "cursor", "cursor": cursor[0], "next": pointer} if cursor and pointer else {}


def _cursors_in_body(context: Context, listing: Listing, in_body: Mapping[str, Found]) -> dict[str, Any]:
    """Return the pages of a search whose body has the cursor, a string, that the response names as the next one."""
    named_so = {plain(str(parse_pointer(pointer)[-1])): pointer for pointer in in_body}
    cursor = next((pointer for name, pointer in named_so.items() if name in _CURSORS), None)
    following = next(_pointers(context, listing, _NEXT_CURSORS), None)
    if cursor is None or following is None or types_of(context, *in_body[cursor]) != {"string"}:
        return {}
    size = next((pointer for name, pointer in named_so.items() if name in SIZES), None)
    has_size = size is not None and types_of(context, *in_body[size]) <= _NUMBERS
    found = {"style": "cursor", "cursor": cursor, "next": following, **_items(listing)}
    return {**found, "size": size} if has_size else found


def _pointers(context: Context, listing: Listing, names: frozenset[str]) -> Iterator[str]:
    """Yield the pointers to members of the body with one of these names, or of an object in it."""
    yield from (format_pointer((name,)) for name in listing.members if plain(name) in names)
    for name, found in listing.members.items():
        if types_of(context, *found) == {"object"}:
            inner = members_of(context, *found).schemas
            yield from (format_pointer((name, key)) for key in inner if plain(key) in names)


def _keysets(context: Context, listing: Listing, _: dict[str, Any]) -> dict[str, Any]:
    after = listing.parameters.get("startingafter")
    if after is None or "has_more" not in listing.members:
        return {}
    has_ids = "id" in members_of(context, *listing.item).schemas or _alternatives_have_ids(context, listing.item)
    return {"style": "keyset", "cursor": after[0], "key": "/id", "hasMore": "/has_more"} if has_ids else {}


def _alternatives_have_ids(context: Context, found: Found) -> bool:
    """Return whether the items are of several kinds, and all of them have an id."""
    value, place = context.look_up(*found)
    for keyword in ("anyOf", "oneOf"):
        branches = as_object(value).get(keyword)
        if isinstance(branches, list) and branches:
            places = (place.below(keyword, index) for index in range(len(branches)))
            return all("id" in members_of(context, *pair).schemas for pair in zip(branches, places, strict=True))
    return False


def _links(context: Context, listing: Listing, _: dict[str, Any]) -> dict[str, Any]:
    if _parameter(listing, _CURSORS):
        return {}
    for name, found in listing.members.items():
        word = plain(name)
        is_url = word in _NEXT_URLS or (word in _NEXT and annotation(context, *found, "format") in (["uri"], ["url"]))
        if is_url and types_of(context, *found) == {"string"}:
            return {"style": "link", "next": format_pointer((name,))}
    return {}


# --- what is likely --------------------------------------------------------------------------------------------------


def _page_numbers(context: Context, listing: Listing) -> dict[str, Any]:
    page = _parameter(listing, PAGES)
    if page is None or not _is_number(context, page[1]):
        return {}
    schema = page[1].value.get("schema"), page[1].schema_place
    known = [*annotation(context, *schema, "default"), *annotation(context, *schema, "minimum"), 1]
    first = next(number for number in known if number in (0, 1) and not isinstance(number, bool))
    return {"style": "page", "page": page[0], "first": int(first), **_size(context, listing)}


def _offsets(context: Context, listing: Listing) -> dict[str, Any]:
    offset, size = _parameter(listing, OFFSETS), _size(context, listing)
    if offset is None or not size or not _is_number(context, offset[1]):  # some call a token an offset
        return {}
    return {"style": "offset", "offset": offset[0], "limit": size["size"]}
