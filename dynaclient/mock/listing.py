"""Lists: filtered, sorted, and cut into pages as the action's `paginate` declares."""

from __future__ import annotations

import base64
import binascii
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from ..description.model import UNSET, Action
from ..schema.values import text
from . import views
from .exchange import Incoming, Refused

SIZE = 100
"""Items a page has where nothing says how many."""

POSITION = "position"
"""The name in the query by which a link leads to the next page."""


@dataclass(frozen=True)
class Page:
    """One page of a list, and what is to be said of it."""

    items: list[dict[str, Any]]
    total: int
    start: int
    size: int
    number: int
    """Its number, as the API counts."""
    next: str | None = None
    """The cursor or URL of the next page; None where there is none."""
    headers: tuple[tuple[str, str], ...] = field(default_factory=tuple)

    @property
    def more(self) -> bool:
        """Whether another page follows."""
        return self.start + len(self.items) < self.total


def page_of(
    action: Action,
    arguments: Mapping[str, Any],
    items: list[dict[str, Any]],
    incoming: Incoming,
    known: Mapping[str, Any],
) -> Page:
    """
    Give the page of a list that a request asks for.

    Args:
        action: The action that lists.
        arguments: Its checked arguments.
        items: All items.
        incoming: The request.
        known: The declared properties of an item.
    """
    chosen = _filtered(action, arguments, items, known)
    ordered = _sorted(action, arguments, chosen)
    return _STYLES[action.paginate.get("style", "")](_Asked(action, arguments, ordered, incoming))


# --- filter and sort -------------------------------------------------------------------------------------------------


def value_of(action: Action, arguments: Mapping[str, Any], name: str | None) -> Any:
    """Give the value of a parameter, or what the server assumes where it is not given; None where there is neither."""
    if name is None:
        return None
    given = arguments.get(name, action.parameters[name].default)
    return None if given is UNSET or given == "" else given


def _look_up(item: Any, name: str) -> Any:
    """Give a property of an item; a name with dots leads deeper."""
    if isinstance(item, dict) and name in item:
        return item[name]
    first, dot, rest = name.partition(".")
    return _look_up(item.get(first), rest) if dot and isinstance(item, dict) else None


def _filtered(
    action: Action, arguments: Mapping[str, Any], items: list[dict[str, Any]], known: Mapping[str, Any]
) -> list[dict[str, Any]]:
    said = action.paginate.get("filter", {})
    wanted = value_of(action, arguments, said.get("value"))
    fields = value_of(action, arguments, said.get("field"))
    if wanted is not None and (fields is not None or "field" not in said):
        pattern = _globbed(text(wanted))
        items = [each for each in items if _matches(each if fields is None else _look_up(each, str(fields)), pattern)]
    for name, wanted in _equal_to(action, arguments, known).items():
        items = [each for each in items if text_of(_look_up(each, name)) == text_of(wanted)]
    return items


def _globbed(wanted: str) -> re.Pattern[str]:
    return re.compile(".*".join(map(re.escape, wanted.split("*"))), re.IGNORECASE | re.DOTALL)


def _matches(value: Any, pattern: re.Pattern[str]) -> bool:
    if isinstance(value, dict):
        return any(_matches(each, pattern) for each in value.values())
    if isinstance(value, list):
        return any(_matches(each, pattern) for each in value)
    return value is not None and pattern.fullmatch(text(value)) is not None


def _equal_to(action: Action, arguments: Mapping[str, Any], known: Mapping[str, Any]) -> dict[str, Any]:
    """Give the query arguments that are called like a property of the items: they narrow the list too."""
    said = action.paginate
    used = {said.get(key) for key in ("page", "size", "offset", "limit", "cursor")}
    used |= {each for key in ("sort", "filter") for each in said.get(key, {}).values()}
    return {
        action.parameters[name].wire: value
        for name, value in arguments.items()
        if action.parameters[name].location == "query" and name not in used and action.parameters[name].wire in known
        and not isinstance(value, (dict, list))
    }  # fmt: skip


def text_of(value: Any) -> str:
    """Give what a value reads as, for comparing."""
    return text(value).casefold() if not isinstance(value, (dict, list, type(None))) else ""


def _sorted(action: Action, arguments: Mapping[str, Any], items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    said = action.paginate.get("sort", {})
    by = value_of(action, arguments, said.get("field"))
    if by is None:
        return items
    direction = str(value_of(action, arguments, said.get("direction")) or "asc").lower()
    name = str(by)
    downwards = direction.startswith("desc") or direction == "-1" or name.startswith("-")
    present = [each for each in items if _look_up(each, name.lstrip("-")) is not None]
    absent = [each for each in items if _look_up(each, name.lstrip("-")) is None]
    return sorted(present, key=lambda each: _rank(_look_up(each, name.lstrip("-"))), reverse=downwards) + absent


def _rank(value: Any) -> tuple[int, float, str]:
    if isinstance(value, (int, float)):
        return 0, float(value), ""
    return 1, 0.0, text_of(value)


# --- pages -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Asked:
    action: Action
    arguments: Mapping[str, Any]
    items: list[dict[str, Any]]
    incoming: Incoming

    def number(self, key: str, none: int, least: int) -> int:
        """Give the number that a parameter of `paginate` has; what makes no sense counts as not given."""
        given = value_of(self.action, self.arguments, self.action.paginate.get(key))
        try:
            found = int(text(given)) if given is not None else none
        except ValueError:
            return none
        return found if found >= least else none

    def cut(self, start: int, size: int, number: int) -> Page:
        return Page(self.items[start : start + size], len(self.items), start, size, number)


def _whole(asked: _Asked) -> Page:
    return asked.cut(0, len(asked.items), 0)


def _by_page(asked: _Asked) -> Page:
    first = int(asked.action.paginate.get("first", 0))
    size = asked.number("size", SIZE, 1)
    number = asked.number("page", first, first)
    return asked.cut((number - first) * size, size, number)


def _by_offset(asked: _Asked) -> Page:
    size = asked.number("limit", SIZE, 1)
    start = asked.number("offset", 0, 0)
    return asked.cut(start, size, start // size)


def _by_cursor(asked: _Asked) -> Page:
    size = asked.number("size", SIZE, 1)
    cursor = value_of(asked.action, asked.arguments, asked.action.paginate.get("cursor"))
    start = 0 if cursor is None else _position(text(cursor))
    page = asked.cut(start, size, start // size)
    following = _cursor(start + size) if page.more else None
    return Page(page.items, page.total, start, size, page.number, following)


def _by_keyset(asked: _Asked) -> Page:
    size = asked.number("size", SIZE, 1)
    said = asked.action.paginate
    last = value_of(asked.action, asked.arguments, said.get("cursor"))
    start = 0 if last is None else _place_after(text(last), asked.items, said["key"])
    return asked.cut(start, size, start // size)


def _place_after(last: str, items: list[dict[str, Any]], pointer: str) -> int:
    for place, each in enumerate(items):
        if text_of(views.pointed(each, pointer)) == last.casefold():
            return place + 1
    raise Refused(400, f"no item has the key {last!r:.80}")


def _cursor(start: int) -> str:
    return base64.urlsafe_b64encode(f"from {start}".encode()).decode().rstrip("=")


def _position(cursor: str) -> int:
    try:
        word, _, start = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode().partition(" ")
        if word == "from" and start.isascii() and start.isdigit():
            return int(start)
    except (binascii.Error, ValueError):
        pass
    raise Refused(400, f"the cursor {cursor!r:.80} is none that was given")


def _by_link(asked: _Asked) -> Page:
    size = asked.number("size", SIZE, 1)
    pairs = [each.partition("=") for each in asked.incoming.query.split("&") if each]
    given = next((value for name, _, value in pairs if name == POSITION), "")
    start = int(given) if given.isascii() and given.isdigit() and len(given) < 16 else 0
    page = asked.cut(start, size, start // size)
    if not page.more:
        return page
    kept = "&".join("".join(each) for each in pairs if each[0] != POSITION)
    host = asked.incoming.headers.get("Host", "localhost")
    query = f"{kept}&{urlencode({POSITION: start + size})}".lstrip("&")
    url = f"http://{host}{asked.incoming.path}?{query}"
    if asked.action.paginate.get("next") == "header":
        return Page(page.items, page.total, start, size, page.number, None, (("Link", f'<{url}>; rel="next"'),))
    return Page(page.items, page.total, start, size, page.number, url)


_STYLES: dict[str, Callable[[_Asked], Page]] = {
    "": _whole,
    "page": _by_page,
    "offset": _by_offset,
    "cursor": _by_cursor,
    "keyset": _by_keyset,
    "link": _by_link,
}
"""Each style of `paginate`: the part of the list that is asked for."""


# --- what is said beside the items -----------------------------------------------------------------------------------

TOLD: dict[str, Callable[[Page], Any]] = {
    "count": lambda page: len(page.items),
    "total": lambda page: page.total,
    "totalcount": lambda page: page.total,
    "totalitems": lambda page: page.total,
    "totalresults": lambda page: page.total,
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
"""Properties that answers often have beside their items, in small letters without underscores: what they say."""


@dataclass(frozen=True)
class Beside:
    """A property that stands beside the items of a list."""

    name: str
    schemas: list[Any]
    parameter: str
    """The parameter that is called like it; empty where none is."""
    told: str
    """What it tells of the page, a key of `TOLD`; empty where it tells nothing of it."""


def told(action: Action, arguments: Mapping[str, Any], page: Page, beside: Beside) -> Any:
    """Give what a property beside the items says: of the page, or an argument as it was given; None where neither."""
    if beside.told:
        return TOLD[beside.told](page)
    echoed = value_of(action, arguments, beside.parameter or None)
    return None if echoed is None else views.typed(echoed, beside.schemas)
