"""
Pages: a list that an API gives piece by piece, gone through as the action's `paginate` declares.

`_STYLES` has a row for each style: what leads from one page to the next. All else is the same for all of them.

**The end** is where the answer says so: `hasMore`, when the answer has it, is believed first; then, in the styles where
the answer leads on (`cursor`, `link`), that it does not; then that as many items have come as `total` tells, counted
from the beginning of the list; then a page without items. A page that is shorter than what was asked for is never the
end: servers cap the size of a page, and leave out of it what one may not see. One request too many costs less than
items that are lost without a word. So a page without items, in the middle of a list that leads on, is passed over.

**No walk is endless.** A cursor, key or URL that leads back, and a page with the very items of the one before, are a
`BadResponse`. So are a thousand pages in a row that bring nothing new, and an answer that says that more follows, but
not where. What was given until then is all right, and `cursor` tells where to go on once the server is.
"""

from __future__ import annotations

import json
import re
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit, urlunsplit

from ..call.request import base_of, origin_of
from ..description.model import UNSET, Action
from ..errors import BadResponse, InvalidCall, Problem
from ..messages import Result
from ..runtime.backends import ManagedIterator
from ..schema.references import at, tokens_of
from ..schema.values import Unwritable, guided, json_value, text

MOST_WITHOUT_NEWS = 1000
"""Pages in a row that bring nothing new. Stores that filter as they read may have many; it is ten seconds' worth."""
REMEMBERED = 1024
"""Places that are remembered one by one: a way back to one of them is seen before anything is given twice."""

Cursor = dict[str, Any]
"""Where a page is, as plain JSON data: the argument that leads to it, or its URL; empty for a first page without."""

Told = Callable[[int, int | None], object]
"""Is told how many items have come, and how many will have at the end; None where nobody knows."""

URL = "url"
"""What the URL of a page is called in a cursor."""

_UNUSUAL = re.compile(r"[^!-~]|\\")
"""What no URL holds: not all agree on where it leads."""
_WHOLE = re.compile(r"[0-9]{1,18}")


def has_pages(action: Action) -> bool:
    """Say whether an action gives its answer page by page."""
    return action.paginate.get("style") in _STYLES


def _as_it_is(steps: ManagedIterator[Any]) -> Any:
    return steps


@dataclass(frozen=True, repr=False)
class Listing:
    """What is to be gone through, and by what means."""

    action: Action
    arguments: Mapping[str, Any]
    """The checked arguments of the first page, by the names of the description."""
    call: Callable[[Mapping[str, Any]], Awaitable[Result]]
    """Carries the action out with these arguments."""
    follow: Callable[[str], Awaitable[Result]]
    """Fetches a URL of the same origin as an answer of the action."""
    url_of: Callable[[Mapping[str, Any]], str]
    """Gives the URL to which a call with these arguments goes. Only `link` asks for it."""
    in_query: frozenset[str] = frozenset()
    """The query parameters that hold credentials: no link of the server carries them along."""
    max_items: int | None = None
    max_pages: int | None = None
    progress: Callable[[], AbstractContextManager[Told | None]] = nullcontext
    """Begun with the first page, and left at the end, however that comes; what it gives is told of each page."""
    full: bool = False
    """Whether pages are given as `Result`."""
    given_as: Callable[[ManagedIterator[Any]], Any] = field(default=_as_it_is)
    """What the caller gets for steps, see `Waiting.iterated`."""

    @cached_property
    def style(self) -> _Style:
        """How its pages are turned."""
        if not has_pages(self.action):
            raise _refused(self, "paginate", "declares no pages", "call it as it is")
        return _STYLES[self.action.paginate["style"]]

    @cached_property
    def name(self) -> str:
        """The parameter that leads to a page; in cursors its URL has a name too."""
        return str(self.action.paginate[self.style.key]) if self.style.key else URL


# --- what the caller goes through ------------------------------------------------------------------------------------


class _Turned(ManagedIterator[Any]):
    """What `Pages` and `Items` have in common."""

    def __init__(self, listing: Listing, cursor: Any = UNSET) -> None:
        super().__init__()
        self._listing = listing
        self._walk = _Walk(listing, cursor)

    @property
    def total(self) -> int | None:
        """How many items the list has, as the latest answer tells; None until one does."""
        return self._walk.total

    @property
    def cursor(self) -> Cursor | None:
        """
        Where to go on, for `starting_at`; plain data that JSON can hold.

        It is the first page of which not all was given. None at the end.
        """
        return None if self._walk.cursor is None else dict(self._walk.cursor)

    def resume(self, cursor: Mapping[str, Any]) -> Any:
        """
        Give the same from a `cursor` on, as one gone through before had it.

        InvalidCall where the cursor leads nowhere.
        """
        return self._listing.given_as(type(self)(self._listing, cursor))

    def __repr__(self) -> str:
        of = "" if self.total is None else f" of {self.total}"
        return f"<{type(self).__name__} of {self._listing.action.name}: {self._walk.count}{of} items have come>"


class Pages(_Turned):
    """
    The pages of a list, one by one: what a call gives for each.

    A page without items is given where it is the first, or where others follow; not where it only tells of the end.

    Raises, when gone through:
        BadResponse: The list is not where `paginate` says, or leads back to where it was.
        DynaclientError: What a call raises. Nothing is lost: `cursor` is the page that did not come.
    """

    async def _steps(self) -> AsyncGenerator[Any, None]:
        with self._listing.progress() as self._walk.told:
            while (page := await self._walk.turned()) is not None:
                self._walk.go_on()
                yield page.result if self._listing.full else page.result.data


class Items(_Turned):
    """The items of a list, one by one, page after page; errors are those of `Pages`."""

    async def _steps(self) -> AsyncGenerator[Any, None]:
        with self._listing.progress() as self._walk.told:
            while (page := await self._walk.turned()) is not None:
                if not page.items:
                    self._walk.go_on()
                for place, item in enumerate(self._walk.wanted_of(page), 1):
                    if place == len(page.items):
                        self._walk.go_on()
                    yield item


# --- the way through -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, repr=False)
class _Page:
    """One page, as far as turning it needs to know."""

    listing: Listing
    result: Result
    number: int
    """Which one it is of this walk, from 1."""
    place: Any
    """The number, cursor, key or URL that led to it; None where the arguments alone did."""
    url: str = ""
    """Where it came from. Only `link` knows."""

    @cached_property
    def items(self) -> list[Any]:
        """Its items."""
        return _items(self)

    @cached_property
    def total(self) -> int | None:
        """How many items the list has; None where it does not say, or says less than there are on this page."""
        told = _whole(self.declared("total"))
        return told if told is not None and told >= len(self.items) else None

    @cached_property
    def more(self) -> bool | None:
        """Whether another page follows; None where it does not say."""
        told = self.declared("hasMore")
        return told if isinstance(told, bool) else None

    def declared(self, key: str) -> Any:
        """Give what stands where a pointer of `paginate` leads; None where that is nowhere."""
        pointer = self.listing.action.paginate.get(key)
        return None if pointer is None else _pointed(self.result.data, pointer)

    def bad(self, told: str, hint: str) -> BadResponse:
        """Give the error that says what is wrong with it."""
        return BadResponse(f"page {self.number} of this walk {told}; {hint}", self.listing.action.name)


class _Walk:
    """One way through the pages: where it stands, and what it has met."""

    def __init__(self, listing: Listing, cursor: Any) -> None:
        self._listing = listing
        self._style = listing.style
        self._url = "" if self._style.key else listing.url_of(listing.arguments)
        self._first = self._style.first(listing)
        self.cursor: Cursor | None = _begun(listing) if cursor is UNSET else _checked(listing, cursor)
        self._before: int | None = None
        self._seen = _Seen()
        self._seen.again(text(self.cursor.get(listing.name, self._url)))
        self._idle = 0
        self._alike: int | None = None
        self._onward: Cursor | None = None
        self._trouble: BadResponse | None = None
        self._number = 0
        self.total: int | None = None
        self.count = 0
        """Items that have come."""
        self.told: Told | None = None

    async def turned(self) -> _Page | None:
        """Give the next page; None where there is none, or enough has come."""
        if self.cursor is None or self._enough():
            return None
        if self._trouble is not None:
            raise self._trouble
        page = await self._fetched(self.cursor)
        self._note(page)
        if page.items or page.number == 1 or self._onward or self._trouble:
            return page
        self.cursor = None
        return None

    def go_on(self) -> None:
        """Stand at the page after the present one. Where something keeps that from being known, stay."""
        if self._trouble is None:
            self.cursor = self._onward

    def wanted_of(self, page: _Page) -> list[Any]:
        """Give the items of the present page, those left out that are more than is wanted."""
        most = self._listing.max_items
        return page.items if most is None else page.items[: most - (self.count - len(page.items))]

    def _enough(self) -> bool:
        most_items, most_pages = self._listing.max_items, self._listing.max_pages
        return (most_items is not None and self.count >= most_items) or (
            most_pages is not None and self._number >= most_pages
        )

    async def _fetched(self, cursor: Cursor) -> _Page:
        place = cursor.get(self._listing.name)
        if place is not None and not self._style.key:
            self._url = place
            result = await self._listing.follow(place)
        else:
            result = await self._listing.call(_arguments(self._listing, cursor))
        self._number += 1
        return _Page(self._listing, result, self._number, place, self._url)

    def _note(self, page: _Page) -> None:
        """Take in what a page tells."""
        if page.number == 1:
            self._before = _before(page, self._first)
        self._look_for_repeats(page)
        self.count += len(page.items)
        self.total = page.total if page.total is not None else self.total
        try:
            self._onward = self._after(page)
        except BadResponse as error:
            # What came is good; the error has its time when the page after this one is asked for.
            self._onward, self._trouble = None, error
        if self.told is not None:
            self.told(*self._progress())

    def _after(self, page: _Page) -> Cursor | None:
        """Give where the page after this one is; None where this is the last."""
        if page.more is False or (page.more is None and not self._style.leads and self._exhausted(page)):
            return None
        place = self._style.onward(page)
        if place is None and page.more is None:
            return None
        if place is None:
            told = f"says at {self._listing.action.paginate['more']} that more follows, but has {self._style.lost}"
            raise page.bad(told, "see whether `paginate` fits what the server answers")
        if self._seen.again(text(place)):
            told = f"leads back to where this walk was: its {self._style.called} is an earlier one"
            raise page.bad(told, "the server goes round in a circle, or ignores what it is asked")
        return {self._listing.name: place}

    def _exhausted(self, page: _Page) -> bool:
        """Say whether no item is left, as far as items and `total` tell."""
        if not page.items or page.total is None or self._before is None:
            return not page.items
        come = self._before + self.count
        # Where the pages before were not seen their items are a guess, which has to come out exactly.
        return come == page.total if self._guessed(page) else come >= page.total

    def _guessed(self, page: _Page) -> bool:
        return self._style.counts == "pages" and page.place - page.number + 1 != self._first

    def _look_for_repeats(self, page: _Page) -> None:
        alike, self._alike = self._alike, _digest(page.items)
        repeated = bool(page.items) and alike is not None and alike == self._alike
        if repeated and _told_apart(page.items):
            raise page.bad("has the very items of the page before", self._style.stuck.format(self._listing.name))
        self._idle = self._idle + 1 if repeated or not page.items else 0
        if self._idle > MOST_WITHOUT_NEWS:
            hint = "to go on all the same, pass `cursor` to `resume`"
            raise page.bad(f"is the last of {self._idle} in a row that brought nothing new", hint)

    def _progress(self) -> tuple[int, int | None]:
        most, whole = self._listing.max_items, None
        if self.total is not None and self._before is not None:
            whole = max(self.total - self._before, self.count)
        if most is None:
            return self.count, whole
        return min(self.count, most), None if whole is None else min(whole, most)


def _before(page: _Page, first: int) -> int | None:
    """Give how many items the list has before the first page of a walk; None where nobody knows."""
    counts = page.listing.style.counts
    if counts == "pages":
        # The pages that were not seen are taken to be as long as this one.
        return (int(page.place) - first) * len(page.items)
    if counts == "items":
        return int(page.place) - first
    return 0 if page.place is None else None


class _Seen:
    """
    The places where a walk was, in constant memory.

    The latest ones are remembered one by one. Of the older ones one is kept, and changed for the present one whenever
    twice as many places have passed as the time before: a circle of any length meets it in the end (R. P. Brent, 1980).
    """

    def __init__(self) -> None:
        self._latest: dict[int, None] = {}
        self._kept: int | None = None
        self._passed = 0
        self._until = 1

    def again(self, place: str) -> bool:
        """Say whether a place was there before, and remember it."""
        mark = hash(place)
        if mark in self._latest or mark == self._kept:
            return True
        self._latest[mark] = None
        if len(self._latest) > REMEMBERED:
            del self._latest[next(iter(self._latest))]
        self._passed += 1
        if self._passed == self._until:
            self._kept, self._passed, self._until = mark, 0, self._until * 2
        return False


def _digest(items: list[Any]) -> int | None:
    """Give what a page is known by; None where there is no telling."""
    # To write out all items takes longer than it took to read them (measured); three and their number tell as much.
    some = [len(items), *items[:1], *items[len(items) // 2 :][:1], *items[-1:]]
    try:
        return hash(json.dumps(some))
    except RecursionError:  # so deep that it could just be read
        return None


def _told_apart(items: list[Any]) -> bool:
    """Say whether no two items are the same; where some are, two pages may well be the same, and nothing is wrong."""
    return len({json.dumps(each) for each in items}) == len(items)


# --- cursors ---------------------------------------------------------------------------------------------------------


def _refused(listing: Listing, name: str, told: str, hint: str) -> InvalidCall:
    return InvalidCall(listing.action.name, [Problem.in_call("call", name, (), "cursor", "a place", None, told, hint)])


def _begun(listing: Listing) -> Cursor:
    """Give the cursor at which the caller's arguments begin."""
    given = listing.arguments.get(listing.name) if listing.style.key else None
    if given is None or given == "":
        return {listing.name: listing.style.first(listing)} if listing.style.counts else {}
    try:
        return {listing.name: listing.style.place(listing, _plain(given))}
    except ValueError as error:
        raise _refused(listing, listing.name, f"{error}, where pages are turned by it", "leave it out") from None


def _plain(given: Any) -> Any:
    try:
        return json_value(given)
    except Unwritable as error:
        raise ValueError(error.reason) from None


def _checked(listing: Listing, cursor: Any) -> Cursor:
    """Give a cursor that the caller brings."""
    hint = f'give what `cursor` gave, such as {{"{listing.name}": …}}'
    if cursor is None:
        raise _refused(listing, "cursor", "is None: that is the end, nothing comes after it", hint)
    if not isinstance(cursor, Mapping) or not set(cursor) <= {listing.name}:
        raise _refused(listing, "cursor", "is none of this list", hint)
    if not cursor:
        return _begun(listing)
    try:
        return {listing.name: listing.style.place(listing, cursor[listing.name])}
    except ValueError as error:
        raise _refused(listing, "cursor", f"{error}: {listing.name}", hint) from None


def _arguments(listing: Listing, cursor: Cursor) -> dict[str, Any]:
    """Give the arguments that lead to a cursor, as the schema of the parameter likes them."""
    schemas = {name: listing.action.parameters[name].schema for name in cursor}
    return {**listing.arguments, **{name: guided(cursor[name], [each.view]) for name, each in schemas.items()}}


def _whole(value: Any) -> int | None:
    """Give the whole number, from 0 on, that a value is or spells; None where it is none."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    if isinstance(value, float):
        return int(value) if value >= 0 and value.is_integer() else None
    return int(value) if _WHOLE.fullmatch(text(value)) else None


def _number(_: Listing, value: Any) -> int:
    found = _whole(value)
    if found is None:
        raise ValueError("is no whole number from 0 on")
    return found


def _token(_: Listing, value: Any) -> str | int | float:
    if isinstance(value, bool) or not isinstance(value, (str, int, float)) or value == "":
        raise ValueError("is no text, and no number")
    return value


def _url(listing: Listing, value: Any) -> str:
    return _resolved(listing.url_of(listing.arguments), value, listing.in_query)


# --- what an answer says ---------------------------------------------------------------------------------------------


def _pointed(data: Any, pointer: str) -> Any:
    try:
        return at(data, tokens_of(pointer))
    except (LookupError, ValueError):
        return None


def _items(page: _Page) -> list[Any]:
    """Give the items of a page. Where the list itself is left out, or null, there are none: many servers do so."""
    pointer = page.listing.action.paginate.get("items", "")
    found = _pointed(page.result.data, pointer)
    if isinstance(found, list):
        return found
    where = f"at {pointer}" if pointer else "as its body"
    hint = "the pointer `items` of `paginate` leads to the list"
    if found is not None:
        raise page.bad(f"has {_kind(found)} {where}, and no list", hint)
    if not _left_out(page, pointer):
        raise page.bad(f"has nothing {where}; it is {_kind(page.result.data)}", hint)
    if _begins(page) and _whole(page.declared("total")) and not page.listing.style.leads:
        raise page.bad(f"has nothing {where}, and tells of {page.declared('total')} items", hint)
    return []


def _begins(page: _Page) -> bool:
    """Say whether a page is the first one of its list."""
    return page.number == 1 and page.place in (None, page.listing.style.first(page.listing))


def _left_out(page: _Page, pointer: str) -> bool:
    """Say whether a list that is not there may be just empty: its place is there, or it is said that there is none."""
    above = pointer.rpartition("/")[0]
    holder = _pointed(page.result.data, above)
    return page.result.data is None or isinstance(holder, dict) or _whole(page.declared("total")) == 0


_KINDS: dict[type, str] = {dict: "an object", str: "a text", bytes: "bytes", bool: "a boolean", list: "a list"}


def _kind(value: Any) -> str:
    return _KINDS.get(type(value), "a number")


def _next_page(page: _Page) -> int:
    return int(page.place) + 1


def _next_offset(page: _Page) -> int | None:
    # By what came, not by what was asked for: servers cap it.
    return int(page.place) + len(page.items) if page.items else None


def _next_cursor(page: _Page) -> Any:
    return _leading(page, page.declared("next"), page.listing.action.paginate["next"])


def _next_key(page: _Page) -> Any:
    if not page.items:
        return None
    pointer = page.listing.action.paginate["key"]
    return _sound(page, _pointed(page.items[-1], pointer), f"{pointer} of its last item")


def _leading(page: _Page, found: Any, where: str) -> Any:
    """Give what leads to the next page; null, false, 0 and the empty text are ways to say that nothing does."""
    if found is None or found in ("", 0):  # False is 0
        return None
    return _sound(page, found, where)


def _sound(page: _Page, found: Any, where: str) -> Any:
    """Give what leads to the next page; BadResponse where it cannot."""
    try:
        return _token(page.listing, found)
    except ValueError as error:
        told = f"has nothing at {where}" if found is None else f"has at {where} what {error}"
        raise page.bad(told, "see whether `paginate` fits what the server answers") from None


def _next_link(page: _Page) -> str | None:
    said = page.listing.action.paginate["next"]
    link = _linked(page) if said == "header" else _leading(page, page.declared("next"), said)
    if link is None:
        return None
    return next_url(page.url, link, page.listing.in_query, page.listing.action.name)


# --- links -----------------------------------------------------------------------------------------------------------


def next_url(current: str, link: Any, in_query: Iterable[str] = (), action: str = "") -> str:
    """
    Give the URL that a link on a page leads to, without a fragment (RFC 3986, section 5).

    Args:
        current: The URL of the page.
        link: What the server gave: a URL, or the part of one that differs.
        in_query: The query parameters that hold credentials, which are added to every request anyhow.
        action: The name of the action, for the error.

    Raises:
        BadResponse: It leads to another origin, or is no URL.
    """
    try:
        return _resolved(current, link, in_query)
    except ValueError as error:
        told = f"the link to the next page {error}"
    raise BadResponse(f"{told}; links are followed within {_origin(current)} only", action)


def _resolved(current: str, link: Any, in_query: Iterable[str]) -> str:
    if not isinstance(link, str) or _UNUSUAL.search(link):
        raise ValueError("holds what no URL has")
    try:
        parts = urlsplit(urljoin(current, link))
    except ValueError:
        raise ValueError("is no URL") from None
    try:
        base_of(f"{parts.scheme}://{parts.netloc}")
    except ValueError as error:
        raise ValueError(str(error).partition(";")[0]) from None
    if origin_of(f"{parts.scheme}://{parts.netloc}") != origin_of(current):
        raise ValueError("leads to another origin")
    names = frozenset(in_query)
    query = "&".join(each for each in parts.query.split("&") if unquote(each.partition("=")[0]) not in names)
    return urlunsplit((parts.scheme, parts.netloc, parts.path, query, ""))


def _origin(url: str) -> str:
    scheme, host, port = origin_of(url)
    return f"{scheme}://{host}:{port}"


_TARGET = re.compile(r"[ \t,]*<([^>]*)>[ \t]*")
_PARAMETER = re.compile(r';[ \t]*([^ \t=;,"<>]*)[ \t]*(?:=[ \t]*(?:"((?:[^"\\]|\\.)*)"|([^;,"<]*)))?[ \t]*')
_ESCAPED = re.compile(r"\\(.)")


@dataclass(frozen=True)
class _Link:
    """One link of a ``Link`` header."""

    target: str
    relations: tuple[str, ...]
    """What it is to its context, in small letters."""
    anchor: str
    """Its context, where that is not the page itself."""


def _links(header: str) -> Iterator[_Link]:
    """Give the links of a ``Link`` header (RFC 8288, section 3); ValueError at what is none."""
    place, end = 0, len(header.rstrip(" \t,"))
    while place < end:
        found = _TARGET.match(header, place)
        if found is None:
            raise ValueError
        target, place = found[1], found.end()
        said: dict[str, str] = {}
        while (parameter := _PARAMETER.match(header, place)) is not None:
            name, quoted, plain = parameter.groups()
            # Of several of one name the first counts.
            said.setdefault(name.lower(), (plain or "").strip() if quoted is None else _ESCAPED.sub(r"\1", quoted))
            place = parameter.end()
        if place < end and header[place] != ",":
            raise ValueError
        yield _Link(target, tuple(said.get("rel", "").lower().split()), said.get("anchor", ""))


def _linked(page: _Page) -> str | None:
    """Give the link to the next page that the header has; None where it has none."""
    try:
        for each in _links(page.result.headers.get("Link", "")):
            if "next" in each.relations and urljoin(page.url, each.anchor) == page.url:
                return each.target
    except ValueError:
        pass
    else:
        return None
    raise page.bad("has a Link header that cannot be read", "RFC 8288, section 3, has the form of links")


# --- the styles ------------------------------------------------------------------------------------------------------


def _first_page(listing: Listing) -> int:
    """Give the number of the first page: as `first` says, else as the server assumes, else 0."""
    said = listing.action.paginate.get("first")
    assumed = _whole(listing.action.parameters[listing.name].default)
    return int(said) if said is not None else assumed or 0


def _first_offset(listing: Listing) -> int:
    """Give the offset of the first item, which some count from 1: it is what the server assumes, else 0."""
    return _whole(listing.action.parameters[listing.name].default) or 0


def _none(_: Listing) -> int:
    return 0


@dataclass(frozen=True)
class _Style:
    """How the pages of one style are turned."""

    key: str
    """The key of `paginate` that names the parameter which leads to a page; empty where none does."""
    place: Callable[[Listing, Any], Any]
    """Gives what leads to a page as it was brought; ValueError says why it does not."""
    onward: Callable[[_Page], Any]
    """Gives what leads to the page after one; None where nothing does."""
    lost: str = ""
    """What is missing where nothing leads there."""
    called: str = ""
    """What leads there, where it can lead back."""
    stuck: str = "the server gives the same again and again under new names"
    """What it means that a page comes again."""
    first: Callable[[Listing], int] = _none
    """Gives where the list begins, where places are numbers."""
    counts: str = ""
    """What the places count: ``pages`` or ``items``; empty where they are no numbers."""
    leads: bool = False
    """Whether the answer leads on, so that a page without items is no end."""


_IGNORED = "the server seems to ignore `{0}`"
_NOT_TOLD = (
    ", or to count from another number, or to give its last page without end; "
    "declare `total` or `hasMore` if the answer has them"
)

_STYLES: dict[str, _Style] = {
    "page": _Style("page", _number, _next_page, stuck=_IGNORED + _NOT_TOLD, first=_first_page, counts="pages"),
    "offset": _Style(
        "offset", _number, _next_offset, "no items to count on from",
        stuck=_IGNORED + _NOT_TOLD, first=_first_offset, counts="items",
    ),
    "cursor": _Style("cursor", _token, _next_cursor, "no cursor", "cursor", leads=True),
    "keyset": _Style("cursor", _token, _next_key, "no item to go on from", "last key", _IGNORED),
    "link": _Style("", _url, _next_link, "no link", "link", leads=True),
}  # fmt: skip
"""Each style of `paginate`."""
