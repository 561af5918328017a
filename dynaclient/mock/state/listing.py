"""Lists: filtered, sorted, and cut into pages as the action's `paginate` declares."""

from __future__ import annotations

import base64
import binascii
import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from ...description.argument_paths import ArgumentPath, default_at, get_value, path_of
from ...description.model import UNSET, Action
from ...description.page_places import header_of
from ...formats.page_words import TOTALS
from ...records import dataclass, field
from ...schema.references import value_at
from ...schema.values import to_string
from .. import schema_views
from ..exchange import MockRequest, Rejection
from ..responding.success import success
from .matching import text_of
from .rules import Rules
from .selection import whole_number

SIZE = 100
"""Items on a page, unless the request sets another size."""

POSITION = "position"
"""The query parameter of the URL of the next page."""


@dataclass(frozen=True)
class Page:
    """One page of a list, and its facts."""

    items: list[dict[str, Any]]
    total: int
    start: int
    size: int
    number: int
    """Its number, as the API counts them."""
    next: str | None = None
    """The cursor or URL of the next page; None if it is the last one."""
    headers: tuple[tuple[str, str], ...] = field(default_factory=tuple)

    @property
    def more(self) -> bool:
        """Whether another page follows."""
        return self.start + len(self.items) < self.total


def page_of(
    action: Action, rules: Rules, arguments: Mapping[str, Any], items: list[dict[str, Any]], request: MockRequest
) -> Page:
    """
    Return the requested page of a list.

    Args:
        action: The action that lists.
        rules: How its arguments select and sort items.
        arguments: Its validated arguments.
        items: The items that are selected.
        request: The request.
    """
    ordered = rules.sort.sort(items, arguments)
    limit = _limit(rules, arguments)
    if limit is None:
        wanted = _PageRequest(action, rules.turning, arguments, ordered, request)
        return _STYLES[rules.turning.get("style", "")](wanted)
    return Page(cut(ordered, limit), len(ordered), 0, len(ordered), 0)


def _limit(rules: Rules, arguments: Mapping[str, Any]) -> Any:
    """Return how many items are asked for, where there are no pages; by default only in a log: it goes on by time."""
    if rules.turning:
        return None
    if rules.time:
        return rules.selection.value("limit", arguments)
    return next((found.argument.sent(arguments) for found in rules.selection.of("limit")), None)


def unused_numbers(action: Action, rules: Rules, arguments: Mapping[str, Any]) -> Iterator[ArgumentPath]:
    """Yield the arguments of a request that would be the number of a page or of items, and are below the first one."""
    first = rules.turning.get("first", 0)
    for key, least in (("size", 1), ("limit", 1), ("page", first), ("offset", first)):
        if key in rules.turning:
            yield from _below(path_of(action, rules.turning[key]), least, arguments)
    for found in () if rules.turning else rules.selection.of("limit"):
        yield from _below(found.argument.path, 0, arguments)


def _below(path: ArgumentPath, least: int, arguments: Mapping[str, Any]) -> Iterator[ArgumentPath]:
    value = get_value(arguments, path)
    number = whole_number(value)
    if value is not None and (number is None or number < least):
        yield path


def cut(items: list[dict[str, Any]], limit: Any) -> list[dict[str, Any]]:
    """Return the first items of a list, as many as an argument asks for."""
    number = whole_number(limit)
    return items if number is None or number < 0 else items[:number]


def value_of(action: Action, arguments: Mapping[str, Any], name: str) -> Any:
    """Return the value of a parameter, else its default; None if it has neither."""
    path = path_of(action, name)
    value = get_value(arguments, path)
    value = default_at(action, path) if value is None else value
    return None if value is UNSET or value == "" else value


# --- pages -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _PageRequest:
    action: Action
    turning: Mapping[str, Any]
    arguments: Mapping[str, Any]
    items: list[dict[str, Any]]
    request: MockRequest

    def number(self, key: str, none: int, least: int) -> int:
        """Return the value of a numeric parameter of `paginate`, else its default; `none` if neither is in range."""
        name = self.turning.get(key)
        if name is None:
            return none
        path = path_of(self.action, name)
        declared = default_at(self.action, path)
        values = (get_value(self.arguments, path), None if declared is UNSET else declared)
        return next((number for number in map(whole_number, values) if number is not None and number >= least), none)

    def cut(self, start: int, size: int, number: int) -> Page:
        return Page(self.items[start : start + size], len(self.items), start, size, number)


def _whole(wanted: _PageRequest) -> Page:
    return wanted.cut(0, len(wanted.items), 0)


def _by_page(wanted: _PageRequest) -> Page:
    first = int(wanted.turning.get("first", 0))
    size = wanted.number("size", SIZE, 1)
    number = wanted.number("page", first, first)
    return wanted.cut((number - first) * size, size, number)


def _by_offset(wanted: _PageRequest) -> Page:
    size = wanted.number("limit", SIZE, 1)
    first = int(wanted.turning.get("first", 0))
    start = wanted.number("offset", first, first) - first
    return wanted.cut(start, size, start // size)


def _by_cursor(wanted: _PageRequest) -> Page:
    size = wanted.number("size", SIZE, 1)
    name = wanted.turning["cursor"]
    cursor = value_of(wanted.action, wanted.arguments, name)
    is_required = name in wanted.action.parameters and wanted.action.parameters[name].required
    start = 0 if cursor is None else _position(to_string(cursor), is_required=is_required)
    page = wanted.cut(start, size, start // size)
    following = _cursor(start + size) if page.more else None
    return Page(page.items, page.total, start, size, page.number, following)


def _by_keyset(wanted: _PageRequest) -> Page:
    size = wanted.number("size", SIZE, 1)
    paginate = wanted.turning
    last = value_of(wanted.action, wanted.arguments, paginate["cursor"])
    start = 0 if last is None else _index_after(to_string(last), wanted.items, paginate["key"])
    return wanted.cut(start, size, start // size)


def _index_after(last: str, items: list[dict[str, Any]], pointer: str) -> int:
    for index, item in enumerate(items):
        if text_of(value_at(item, pointer)) == last.casefold():
            return index + 1
    raise Rejection(400, f"no item has the key {last!r:.80}")


def _cursor(start: int) -> str:
    return base64.urlsafe_b64encode(f"from {start}".encode()).decode().rstrip("=")


def _position(cursor: str, *, is_required: bool) -> int:
    """Return the position of a cursor; where the first page needs one too, any other one is that of the first page."""
    try:
        word, _, start = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode().partition(" ")
        if word == "from" and start.isascii() and start.isdigit():
            return int(start)
    except (binascii.Error, ValueError):
        pass
    if is_required:
        return 0
    raise Rejection(400, f"the cursor {cursor!r:.80} is not one of this server's")


def _by_link(wanted: _PageRequest) -> Page:
    size = wanted.number("size", SIZE, 1)
    pairs = [pair.partition("=") for pair in wanted.request.query.split("&") if pair]
    position = next((value for name, _, value in pairs if name == POSITION), "")
    is_known = position.isascii() and position.isdigit() and len(position) < 16
    start = int(position) if is_known else _by_page(wanted).start
    page = wanted.cut(start, size, start // size)
    if not page.more:
        return page
    others = "&".join("".join(pair) for pair in pairs if pair[0] != POSITION)
    host = wanted.request.headers.get("Host", "localhost")
    query = f"{others}&{urlencode({POSITION: start + size})}".lstrip("&")
    url = f"http://{host}{wanted.request.path}?{query}"
    if wanted.turning.get("next") == "header":
        return Page(page.items, page.total, start, size, page.number, None, (("Link", f'<{url}>; rel="next"'),))
    return Page(page.items, page.total, start, size, page.number, url)


_STYLES: dict[str, Callable[[_PageRequest], Page]] = {
    "": _whole,
    "page": _by_page,
    "offset": _by_offset,
    "cursor": _by_cursor,
    "keyset": _by_keyset,
    "link": _by_link,
}
"""Each style of `paginate`, and the page that a request wants."""


# --- metadata of a list ----------------------------------------------------------------------------------------------

PAGE_FACTS: dict[str, Callable[[Page], Any]] = {
    "count": lambda page: len(page.items),
    **dict.fromkeys(TOTALS, lambda page: page.total),
    "page": lambda page: page.number,
    "pagenumber": lambda page: page.number,
    "currentpage": lambda page: page.number,
    "perpage": lambda page: page.size,
    "pagesize": lambda page: page.size,
    "limit": lambda page: page.size,
    "offset": lambda page: page.start,
    "pages": lambda page: math.ceil(page.total / max(page.size, 1)),
    "pagecount": lambda page: math.ceil(page.total / max(page.size, 1)),
    "totalpages": lambda page: math.ceil(page.total / max(page.size, 1)),
    "hasmore": lambda page: page.more,
    "hasnext": lambda page: page.more,
}
"""Properties that responses often have beside their items, as `schema_views.normalized` has them, and their values."""


def headers_of(action: Action, page: Page) -> tuple[tuple[str, str], ...]:
    """Return the headers of a page: its link, what `paginate` has in headers, and declared ones named like a fact."""
    described = success(action)[1]
    declared = {name: _fact_of_header(name) for name in (described.headers if described else ())}
    facts = {name: PAGE_FACTS[fact](page) for name, fact in declared.items() if fact in PAGE_FACTS}
    for key, value in (("next", page.next), ("total", page.total), ("hasMore", page.more)):
        source = action.paginate.get(key, "")
        if header_of(source):
            facts[header_of(source)] = value
    sent = {name.lower(): (name, to_string(value)) for name, value in facts.items() if value is not None}
    return (*page.headers, *sent.values())


def _fact_of_header(name: str) -> str:
    """Return what is after the prefix of a name: ``totalcount`` of ``X-Total-Count``, ``X-Pagination-Total-Count``."""
    return schema_views.normalized(name).removeprefix("x").removeprefix("pagination")


@dataclass(frozen=True)
class Metadata:
    """A property of the response beside the items of a list."""

    pointer: str
    """The JSON Pointer to it."""
    schemas: list[Any]
    parameter: str
    """The parameter with the same name; empty if there is none."""
    fact: str
    """The fact of the page that it has, a key of `PAGE_FACTS`; empty if it has none."""
    is_text: bool = False
    """Whether it is a string."""


def metadata_of(action: Action, arguments: Mapping[str, Any], page: Page, metadata: Metadata) -> Any:
    """Return the value of a property beside the items: a fact of the page, or an argument; None if it is neither."""
    if metadata.fact:
        return PAGE_FACTS[metadata.fact](page)
    argument = value_of(action, arguments, metadata.parameter)
    is_text = isinstance(argument, str) and metadata.is_text
    return argument if argument is None or is_text else schema_views.coerced(argument, metadata.schemas)
