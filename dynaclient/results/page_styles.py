"""
The styles of `paginate`: how a page leads to the next one, and what a response declares about its list.

A page is selected by its *marker*: a number, offset, cursor, key or URL. `STYLES` has one row per style: how a marker
is parsed, and how the marker of the next page is found.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from functools import cached_property
from typing import Any

from ..call.response import is_shallow
from ..description.argument_paths import ArgumentPath, default_at, leads_to, path_of, with_objects
from ..description.model import Action
from ..description.page_places import header_of, shown
from ..description.response_members import Missing, find_member
from ..errors import BadResponse, InvalidCall, Problem
from ..messages import Result
from ..records import dataclass, field
from ..runtime.backends import ManagedIterator
from ..schema.plain_data import EncodingError
from ..schema.references import format_pointer, parse_pointer, value_at
from ..schema.subschemas import types_of
from ..schema.values import to_string
from ..strings.expressions import expression
from .links import find_next_link, next_url, resolve_link

ReportProgress = Callable[[int, int | None], object]
"""Receives the number of items so far, and the number that there will be at the end; None if it is not known."""

URL = "url"
"""The key of a cursor that holds the URL of a page."""

COMPARE_HINT = "compare `paginate` in the description with what the server returns"
_INTEGER = expression(r"[0-9]{1,18}")


def has_pages(action: Action) -> bool:
    """Return whether an action returns its list page by page."""
    return action.paginate.get("style") in STYLES


def with_open_body(action: Action, arguments: dict[str, Any]) -> dict[str, Any]:
    """
    Return the arguments of a list, with objects on the way to the value inside the body that selects a page.

    Raises:
        InvalidCall: The value cannot be added there, for example since the body is a list.
    """
    key = STYLES[action.paginate["style"]].parameter_key if has_pages(action) else ""
    name, *steps = path_of(action, str(action.paginate[key])) if key else ("",)
    if not steps or name not in arguments:
        return arguments
    try:
        body = with_objects(arguments[name], tuple(steps), action.parameters[name].schema)
        if leads_to(body, tuple(steps)):
            return {**arguments, name: body}
    except (EncodingError, RecursionError):
        pass  # it is not an object either
    message = f"is not an object, to which {'/'.join(steps)} could be added for the next page"
    raise InvalidCall(action.name, [Problem.in_call("body", name, (), "type", "object", None, message, "pass a dict")])


def _unchanged(steps: ManagedIterator[Any]) -> Any:
    return steps


@dataclass(frozen=True, repr=False)
class Listing:
    """A list that is fetched page by page: its action, its arguments, and how requests are sent."""

    action: Action
    arguments: Mapping[str, Any]
    """The validated arguments of the first page, by the names of the description."""
    call: Callable[[Mapping[str, Any]], Awaitable[Result]]
    """Calls the action with these arguments."""
    follow: Callable[[str], Awaitable[Result]]
    """Fetches a URL of the same origin, and reads it as a response of the action."""
    url_of: Callable[[Mapping[str, Any]], str]
    """Returns the URL of a call with these arguments. Only the style `link` uses it."""
    in_query: frozenset[str] = frozenset()
    """The query parameters that carry credentials. They are removed from the server's links."""
    max_items: int | None = None
    max_pages: int | None = None
    progress: Callable[[], AbstractContextManager[ReportProgress | None]] = nullcontext
    """A context that is entered with the first page and left at the end. Its value is called with every page."""
    full: bool = False
    """Whether pages are yielded as `Result`."""
    iterate: Callable[[ManagedIterator[Any]], Any] = field(default=_unchanged)
    """Returns what the caller iterates over, see `Backend.iterate`."""

    @cached_property
    def style(self) -> PageStyle:
        """The style of its pages."""
        if not has_pages(self.action):
            message = "is not declared for this action"
            raise cursor_problem(self, "paginate", message, "call the action itself, without pages or items")
        return STYLES[self.action.paginate["style"]]

    @cached_property
    def marker_name(self) -> str:
        """The parameter that selects a page, or `URL`: the key of a cursor."""
        return str(self.action.paginate[self.style.parameter_key]) if self.style.parameter_key else URL

    @cached_property
    def marker_path(self) -> ArgumentPath:
        """Where the value that selects a page is in the arguments."""
        return path_of(self.action, self.marker_name)


def cursor_problem(listing: Listing, name: str, message: str, hint: str) -> InvalidCall:
    """Return the error for a cursor, or a first page, that cannot be used."""
    problem = Problem.in_call("call", name, (), "cursor", "a cursor", None, message, hint)
    return InvalidCall(listing.action.name, [problem])


# --- pages -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, repr=False)
class Page:
    """One page of a list."""

    listing: Listing
    result: Result
    number: int
    """Its number in this iteration, from 1."""
    marker: Any
    """The number, offset, cursor, key or URL that selected it; None if only the arguments did."""
    url: str = ""
    """Its URL. Only the style `link` has it."""

    @cached_property
    def items(self) -> list[Any]:
        """
        Its items; none if the server left the list out, or sent null: many do so for an empty one.

        A first page that has another list in its place is an error, unless its schema declares the one that is missing:
        the pointer is wrong. Of an object in place of a list, they are the pairs of its names and values.
        """
        pointer = self.listing.action.paginate.get("items", "")
        items = value_at(self.result.data, pointer)
        if isinstance(items, list):
            return items
        if isinstance(items, dict) and self._may_be_object(pointer):
            return list(items.items())
        where = f"at {pointer}" if pointer else "as its body"
        hint = "set the pointer `items` of `paginate` to where the list is"
        if items is not None:
            raise self.error(f"has {_kind(items)} {where}, expected a list", hint)
        if not self._may_omit_items(pointer):
            raise self.error(f"has nothing {where}: its body is {_kind(self.result.data)}", hint)
        total = self.declared("total")
        if self._is_first_of_list and whole_number(total) and not self.listing.style.marker_in_response:
            raise self.error(f"has nothing {where}, but its total is {total}", hint)
        other = self._other_list(pointer) if self._is_first_of_list and not self._declares(pointer) else None
        if other is not None:
            hint += f", or declare {pointer} in the schema of the response if the server leaves out an empty list"
            raise self.error(f"has nothing {where}, but a list at {other}", hint)
        return []

    def _declared_at(self, pointer: str) -> list[Any]:
        """Return what the description declares at a pointer into the body; nothing if it does not say."""
        described = self.listing.action.response_for(self.result.status)
        schema = described.schema if described is not None else None
        found = find_member(schema, parse_pointer(pointer)) if schema is not None else []
        return [] if isinstance(found, Missing) else found

    def _may_be_object(self, pointer: str) -> bool:
        """Return whether the description declares that the items at a pointer are in an object."""
        return pointer != "" and "object" in types_of(self._declared_at(pointer))

    def _declares(self, pointer: str) -> bool:
        """Return whether the description declares what is at a pointer, or that the whole list is empty."""
        return bool(self._declared_at(pointer)) or whole_number(self.declared("total")) == 0

    def _other_list(self, pointer: str) -> str | None:
        """Return the pointer to a list with items beside the one at a pointer; None if there is none."""
        base = pointer.rpartition("/")[0]
        beside = value_at(self.result.data, base)
        members = beside.items() if isinstance(beside, dict) else ()
        lists = (name for name, value in members if isinstance(value, list) and value)
        return next((base + format_pointer((name,)) for name in lists), None)

    def _may_omit_items(self, pointer: str) -> bool:
        """Return whether a missing list may be an empty one: its parent is an object, or the total is 0."""
        parent = value_at(self.result.data, pointer.rpartition("/")[0])
        return self.result.data is None or isinstance(parent, dict) or whole_number(self.declared("total")) == 0

    @property
    def _is_first_of_list(self) -> bool:
        return self.number == 1 and self.marker in (None, self.listing.style.first_marker(self.listing))

    @cached_property
    def total(self) -> int | None:
        """The number of items of the list; None if it is missing, or smaller than the number on this page."""
        total = whole_number(self.declared("total"))
        return total if total is not None and total >= len(self.items) else None

    @cached_property
    def has_more(self) -> bool | None:
        """Whether another page follows; None if the response does not declare it."""
        value = self.declared("hasMore")
        if isinstance(value, str) and header_of(self.listing.action.paginate["hasMore"]):
            return {"true": True, "false": False}.get(value.strip().lower())
        return value if isinstance(value, bool) else None

    def declared(self, key: str) -> Any:
        """Return the value at one of the places of `paginate`, a string if it is in a header; None if there is none."""
        place = self.listing.action.paginate.get(key)
        if place is None:
            return None
        header = header_of(place)
        return self.result.headers.get(header) if header else value_at(self.result.data, place)

    def error(self, message: str, hint: str) -> BadResponse:
        """Return the error for a problem of this page."""
        text = f"page {self.number} of this iteration {message}; {hint}"
        error = BadResponse(text, self.listing.action.name, code="page-invalid")
        error.status, error.headers = self.result.status, self.result.headers
        error.body = self.result.data if is_shallow(self.result.data) else None
        return error


_KINDS: dict[type, str] = {dict: "an object", str: "a string", bytes: "bytes", bool: "a boolean", list: "a list"}


def _kind(value: Any) -> str:
    return _KINDS.get(type(value), "a number")


# --- markers ---------------------------------------------------------------------------------------------------------


def whole_number(value: Any) -> int | None:
    """Return the integer of 0 or more that a value is, or spells; None if it is not one."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    if isinstance(value, float):
        return int(value) if value >= 0 and value.is_integer() else None
    return int(value) if _INTEGER.fullmatch(to_string(value)) else None


def _parse_number(_: Listing, value: Any) -> int:
    number = whole_number(value)
    if number is None:
        raise ValueError("is not a whole number of 0 or more")
    return number


def _parse_token(_: Listing, value: Any) -> str | int | float:
    if isinstance(value, bool) or not isinstance(value, (str, int, float)) or value == "":
        raise ValueError("is not a number or a non-empty string")
    return value


def _parse_url(listing: Listing, value: Any) -> str:
    return resolve_link(listing.url_of(listing.arguments), value, listing.in_query)


def _next_number(page: Page) -> int:
    return int(page.marker) + 1


def _next_offset(page: Page) -> int | None:
    # By the number of items received, not of those requested: servers cap it.
    return int(page.marker) + len(page.items) if page.items else None


def _next_cursor(page: Page) -> Any:
    return _optional_token(page, page.declared("next"), shown(page.listing.action.paginate["next"]))


def _next_key(page: Page) -> Any:
    if not page.items:
        return None
    pointer = page.listing.action.paginate["key"]
    return _required_token(page, value_at(page.items[-1], pointer), f"at {pointer} of its last item")


def _next_link(page: Page) -> str | None:
    source = page.listing.action.paginate["next"]
    link = _header_link(page) if source == "header" else _next_cursor(page)
    if link is None:
        return None
    return next_url(page.url, link, page.listing.in_query, page.listing.action.name)


def _header_link(page: Page) -> str | None:
    try:
        return find_next_link(page.result.headers.get("Link", ""), page.url)
    except ValueError:
        pass
    raise page.error("has an invalid Link header", "see RFC 8288, section 3, for its syntax")


def _optional_token(page: Page, value: Any, where: str) -> Any:
    """Return the marker of the next page; None for null, false, 0 and "", by which servers mark the last page."""
    if value is None or value in ("", 0):  # False == 0
        return None
    return _required_token(page, value, where)


def _required_token(page: Page, value: Any, where: str) -> Any:
    """Return the marker of the next page; BadResponse if it is missing or of another type."""
    try:
        return _parse_token(page.listing, value)
    except ValueError as error:
        message = f"has nothing {where}" if value is None else f"has a value {where} that {error}"
        raise page.error(message, COMPARE_HINT) from None


def _first_number(listing: Listing) -> int:
    """Return the number of the first page: `first`, else the default of the parameter, else 0."""
    first = listing.action.paginate.get("first")
    default = whole_number(default_at(listing.action, listing.marker_path))
    return int(first) if first is not None else default or 0


def _first_offset(listing: Listing) -> int:
    """Return the offset of the first item: the default of the parameter (some APIs count from 1), else 0."""
    return whole_number(default_at(listing.action, listing.marker_path)) or 0


def _zero(_: Listing) -> int:
    return 0


# --- styles ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PageStyle:
    """How the pages of one style are fetched one after the other."""

    parameter_key: str
    """The key of `paginate` that names the parameter with the marker; empty if there is no such parameter."""
    way: str
    """How the next page is found, in words for help."""
    parse: Callable[[Listing, Any], Any]
    """Returns the marker that a value stands for; raises ValueError with the reason if it is not one."""
    next_marker: Callable[[Page], Any]
    """Returns the marker of the page after one; None if it has none."""
    missing: str = ""
    """What a page without a next marker is missing, for errors."""
    marker_kind: str = ""
    """What a marker is called in errors, if it can lead back to an earlier page."""
    repeated_hint: str = "the server returns the same page under ever new markers"
    """What it means that a page has the same items as the one before."""
    first_marker: Callable[[Listing], int] = _zero
    """Returns the marker of the first page, if markers are numbers."""
    counts: str = ""
    """What the markers count: ``pages`` or ``items``; empty if they are not numbers."""
    marker_in_response: bool = False
    """Whether the response holds the marker of the next page, so that a page without items is not the end."""


_IGNORED = "the server seems to ignore `{0}`"
_IGNORED_OR_NO_END = (
    f"{_IGNORED}, to count from another number, or to return its last page again; "
    "declare `total` or `hasMore` if its responses have them"
)

STYLES: dict[str, PageStyle] = {
    "page": PageStyle(
        "page", "by page number", _parse_number, _next_number,
        repeated_hint=_IGNORED_OR_NO_END, first_marker=_first_number, counts="pages",
    ),
    "offset": PageStyle(
        "offset", "by offset", _parse_number, _next_offset, "no items to count from",
        repeated_hint=_IGNORED_OR_NO_END, first_marker=_first_offset, counts="items",
    ),
    "cursor": PageStyle(
        "cursor", "by a cursor from the response", _parse_token, _next_cursor,
        "no cursor", "cursor", marker_in_response=True,
    ),
    "keyset": PageStyle(
        "cursor", "by the key of the last item", _parse_token, _next_key,
        "no item to continue from", "last key", _IGNORED,
    ),
    "link": PageStyle(
        "", "by a link from the response", _parse_url, _next_link, "no link", "link", marker_in_response=True,
    ),
}  # fmt: skip
"""The styles of `paginate`, by name."""
