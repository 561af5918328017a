"""
Paging: iteration over the pages, or the items, of a list that an API returns in parts.

`paginate` of the action declares how one page leads to the next. `page_styles` has one row per style; everything else
is the same for all of them.

**The end** of a list is decided by the first of these that applies: `hasMore`, if the response has it; in the styles
whose responses hold the marker of the next page (`cursor`, `link`), a response without one; as many items as `total`,
counted from the beginning of the list; a page without items. A page that is shorter than requested is never the end:
servers cap the size of a page, and filter out what the caller may not see. One superfluous request costs less than
items that are silently lost. In the middle of a list, a page without items is skipped.

**No iteration is endless.** A `BadResponse` is raised for a cursor, key or URL of an earlier page, for a page with the
same items as the one before (unless its response says that it is the last), for a thousand consecutive pages without
new items, and for a response that declares another page but has no marker for it. The items received before it are
valid, and `cursor` is where to continue once the server is fixed.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterator, Mapping
from contextlib import nullcontext
from copy import copy
from typing import Any

from ..call.request import encoding_problems
from ..description.argument_paths import get_value, views_at, with_value
from ..description.model import UNSET
from ..description.page_places import shown
from ..display.columns import as_rows
from ..display.html import element, escaped, fragment
from ..display.interrupts import shorten_interrupt
from ..errors import BadResponse
from ..redaction import strips_traceback
from ..runtime.backends import BlockingIterator, ManagedIterator, run
from ..schema.plain_data import EncodingError, to_json_value
from ..schema.values import coerce, to_string
from .cycles import MAX_PAGES_WITHOUT_NEW_ITEMS, VisitedMarkers, are_distinct, fingerprint
from .page_styles import COMPARE_HINT, Listing, Page, ReportProgress, cursor_problem

Cursor = dict[str, Any]
"""The address of a page as plain JSON data: the argument that selects it, or its URL; empty for a first page."""


class _PagedIterator(ManagedIterator[Any]):
    """The common part of `Pages` and `Items`."""

    def __init__(self, listing: Listing, cursor: Any = UNSET) -> None:
        super().__init__()
        self._listing = listing
        self._pager = _Pager(listing, cursor)
        self._collected: list[Any] = []
        """The items for a frame that could not be completed."""

    @property
    def total(self) -> int | None:
        """The number of items of the list according to the latest response; None until one has it."""
        return self._pager.total

    @property
    def cursor(self) -> Cursor | None:
        """
        Where to continue, for `resume`: plain data that can be stored as JSON.

        It is the first page that has not been yielded completely; None at the end of the list.
        """
        return None if self._pager.cursor is None else dict(self._pager.cursor)

    def resume(self, cursor: Mapping[str, Any]) -> Any:
        """
        Return a new iterator over the same list that starts at a `cursor` of an earlier one.

        Raises:
            InvalidCall: It is not a cursor of this list.
        """
        return self._listing.iterate(type(self)(self._listing, cursor))

    async def to_frame(self, kind: str = "pandas") -> Any:
        """
        Fetch what is left of the list, and return it as a frame of pandas or polars with one row per item.

        An item that is an object has one column per property, and a property of an object inside it has a column named
        by its path (``device.name``). Any other item is in the column ``value``. Lists stay lists in pandas; in polars,
        where a column has one type, they are JSON strings. The limits `max_items` and `max_pages` apply. After an error
        another call goes on with the page that was not received; after the end of the list, another frame is empty. An
        item without properties is a row of pandas; polars has no rows without columns.

        Args:
            kind: ``pandas`` or ``polars``.

        Raises:
            InvalidCall: The kind is neither of them.
            DynaclientError: The package is not installed, nearly each item has other properties, or what a call raises.
        """
        from .frames import frame_of, package_of, require_kind

        require_kind(kind)
        package_of(kind)  # nothing is fetched in vain
        async for received in self:
            self._collected += self._items_in(received)
        items, self._collected = self._collected, []
        return frame_of(kind, as_rows(items))

    def _items_in(self, received: Any) -> list[Any]:
        """Return the items of what the iterator has yielded."""
        raise NotImplementedError

    def _blocking(self) -> BlockingPages:
        """Return the iterator for a thread."""
        return BlockingPages(self)

    def _can_continue(self) -> bool:
        return True  # the pager knows the page that was not received

    def __repr__(self) -> str:
        total = "" if self.total is None else f" of {self.total}"
        received = f"{self._pager.count}{total} items received"
        return f"<{type(self).__name__} of {self._listing.action.name}: {received}{self._pager.outlook}>"

    def _repr_html_(self) -> str:
        return fragment(element("p", element("code", escaped(repr(self).strip("<>")))))


class BlockingPages(BlockingIterator[Any]):
    """
    The pages of a list, or its items: nothing is fetched until you iterate over it with ``for``.

    `to_frame()` fetches what is left as a frame. `total` is the number of items, once a response has it; `cursor` is
    where to continue, also in another process: ``client.devices.get.items(…).resume(cursor)``. `close()` stops.

    Example::

        for device in client.devices.get.items(applicationId=…): …
    """

    _iterator: _PagedIterator

    @strips_traceback
    def to_frame(self, kind: str = "pandas") -> Any:
        """Fetch what is left of the list, and return it as a frame; see `_PagedIterator.to_frame`."""
        try:
            return run(self._iterator.to_frame(kind))
        except BaseException as error:
            shorten_interrupt(error)
            del self
            raise

    def _repr_html_(self) -> str:
        return self._iterator._repr_html_()


class Pages(_PagedIterator):
    """
    The pages of a list, one by one, as a call returns them.

    A page without items is yielded if it is the first one, or if others follow; not if it only marks the end.

    After an error, an interrupt or a cancellation nothing is lost: the next step fetches the page that was not
    received. To continue in another process, store the `cursor`. After `close` the iteration is at its end.

    Raises, during iteration:
        BadResponse: The response does not fit `paginate`, or leads back to an earlier page.
        DynaclientError: What a call raises.
    """

    async def _generate(self) -> AsyncGenerator[Any, None]:
        pager = self._pager
        if pager.is_finished:
            return
        with self._listing.progress() as pager.report:
            while (page := await pager.fetch_next()) is not None:
                pager.advance()
                yield page.result if self._listing.full else page.result.data

    def _items_in(self, _: Any) -> list[Any]:
        return self._pager.latest_items


class Items(_PagedIterator):
    """
    The items of a list, one by one, page after page.

    Errors are those of `Pages`. After one, the next step fetches the page that was not received: no item is lost, and
    none is yielded twice.
    """

    def __init__(self, listing: Listing, cursor: Any = UNSET) -> None:
        super().__init__(listing, cursor)
        self._rest: Iterator[tuple[int, Any]] = iter(())
        """The items of the current page that were not yielded yet, each with the number of those after it."""

    async def _generate(self) -> AsyncGenerator[Any, None]:
        pager = self._pager
        with nullcontext() if pager.is_finished else self._listing.progress() as pager.report:
            while True:
                for count_after, item in self._rest:
                    if not count_after:
                        pager.advance()
                    yield item
                page = await pager.fetch_next()
                if page is None:
                    return
                if not page.items:
                    pager.advance()
                self._rest = zip(range(len(page.items) - 1, -1, -1), pager.latest_items, strict=False)

    def _items_in(self, received: Any) -> list[Any]:
        return [received]


class _Pager:
    """Fetches one page after the other: the state of an iteration."""

    def __init__(self, listing: Listing, cursor: Any) -> None:
        self._listing = listing
        self._style = listing.style
        self._url = "" if self._style.parameter_key else listing.url_of(listing.arguments)
        self._first_marker = self._style.first_marker(listing)
        self.cursor: Cursor | None = _first_cursor(listing) if cursor is UNSET else _validate_cursor(listing, cursor)
        self._items_before: int | None = None
        """The number of items before the first page of this iteration; None if it is not known."""
        self._visited = VisitedMarkers()
        self._visited.visit(to_string(self.cursor.get(listing.marker_name, self._url)))
        self._pages_without_new_items = 0
        self._fingerprint: int | None = None
        self._next_cursor: Cursor | None = None
        self._next_error: BadResponse | None = None
        """Raised when the page after the current one is requested."""
        self._page_count = 0
        self.total: int | None = None
        self.count = 0
        """The number of items received."""
        self.latest_items: list[Any] = []
        """The items of the current page, without those beyond `max_items`."""
        self.report: ReportProgress | None = None

    @property
    def is_finished(self) -> bool:
        """Whether no page is left, or a limit is reached."""
        max_items, max_pages = self._listing.max_items, self._listing.max_pages
        return (
            self.cursor is None
            or (max_items is not None and self.count >= max_items)
            or (max_pages is not None and self._page_count >= max_pages)
        )

    @property
    def outlook(self) -> str:
        """What follows, as the end of a sentence on what was received."""
        if self.cursor is None:
            return ", the end of the list"
        if self.is_finished:
            return ", as many as max_items or max_pages allows"
        if not self._page_count:
            return "; nothing is fetched until you iterate over it, or call to_frame()"
        return "; iterate on, or call to_frame(), for the rest"

    async def fetch_next(self) -> Page | None:
        """
        Fetch and return the next page; None at the end, or when a limit is reached.

        If it raises, or is cancelled, it fetches the same page the next time.
        """
        if self.cursor is None or self.is_finished:
            return None
        if self._next_error is not None:
            raise copy(self._next_error)
        page = await self._fetch(self.cursor)
        self._process(page)
        if page.items or page.number == 1 or self._next_cursor or self._next_error:
            return page
        self.cursor = None
        return None

    def advance(self) -> None:
        """Move the cursor to the page after the current one, unless that page is not known because of an error."""
        if self._next_error is None:
            self.cursor = self._next_cursor

    async def _fetch(self, cursor: Cursor) -> Page:
        marker = cursor.get(self._listing.marker_name)
        if marker is not None and not self._style.parameter_key:
            self._url = marker
            result = await self._listing.follow(marker)
        else:
            result = await self._listing.call(_arguments_at(self._listing, cursor))
        return Page(self._listing, result, self._page_count + 1, marker, self._url)

    def _process(self, page: Page) -> None:
        """Count a page, and find the one after it; if it is not valid, nothing has changed."""
        new_fingerprint, pages_without_new_items = self._detect_repetition(page)
        if page.number == 1:
            self._items_before = _count_items_before(page, self._first_marker)
        self._fingerprint, self._pages_without_new_items = new_fingerprint, pages_without_new_items
        self._page_count = page.number
        limit = self._listing.max_items
        self.latest_items = page.items if limit is None else page.items[: limit - self.count]
        self.count += len(page.items)
        self.total = page.total if page.total is not None else self.total
        try:
            self._next_cursor = self._find_next(page)
        except BadResponse as error:
            # This page is valid; the error is raised when the page after it is requested.
            self._next_cursor, self._next_error = None, error
        if self.report is not None:
            self.report(*self._progress())

    def _find_next(self, page: Page) -> Cursor | None:
        """Return the cursor of the page after this one; None if this is the last."""
        is_last = page.has_more is None and not self._style.marker_in_response and self._is_exhausted(page)
        if page.has_more is False or is_last:
            return None
        marker = self._style.next_marker(page)
        if marker is None and page.has_more is None:
            return None
        if marker is None:
            where = shown(self._listing.action.paginate["hasMore"])
            message = f"declares {where} that more pages follow, but has {self._style.missing}"
            raise page.error(message, COMPARE_HINT)
        if self._visited.visit(to_string(marker)):
            message = f"leads back to an earlier page: its {self._style.marker_kind} is one that was used before"
            raise page.error(message, "the server's pages form a cycle, or it ignores the parameters it is sent")
        cursor = {self._listing.marker_name: marker}
        self._require_encodable(page, cursor)
        return cursor

    def _require_encodable(self, page: Page, cursor: Cursor) -> None:
        """Raise BadResponse if the marker of the next page cannot be part of a request."""
        (marker,) = cursor.values()
        if not self._style.parameter_key or not isinstance(marker, str):
            return
        name = self._listing.marker_path[0]
        problems = encoding_problems(self._listing.action, name, _arguments_at(self._listing, cursor)[name])
        if problems:
            raise page.error(
                f"cannot be followed by another: its {self._style.marker_kind} {problems[0].message}", COMPARE_HINT
            )

    def _is_exhausted(self, page: Page) -> bool:
        """Return whether no item is left, according to the items and `total`."""
        if not page.items or page.total is None or self._items_before is None:
            return not page.items
        received = self._items_before + self.count
        # If earlier pages were not fetched, the number of their items is an estimate, and has to match exactly.
        return received == page.total if self._is_estimate(page) else received >= page.total

    def _is_estimate(self, page: Page) -> bool:
        return self._style.counts == "pages" and page.marker - page.number + 1 != self._first_marker

    def _detect_repetition(self, page: Page) -> tuple[int | None, int]:
        """Return the fingerprint of a page, and the number of consecutive pages without new items."""
        previous, current = self._fingerprint, fingerprint(page.items)
        repeated = bool(page.items) and previous is not None and previous == current
        if repeated and are_distinct(page.items) and not self._is_declared_last(page):
            hint = self._style.repeated_hint.format(self._listing.marker_name)
            raise page.error("has the same items as the page before", hint)
        count = self._pages_without_new_items + 1 if repeated or not page.items else 0
        if count > MAX_PAGES_WITHOUT_NEW_ITEMS:
            message = f"is the last of {count} consecutive pages without new items"
            raise page.error(message, "to continue nevertheless, pass `cursor` to `resume`")
        return current, count

    def _is_declared_last(self, page: Page) -> bool:
        """Return whether the response says that no page follows, so that the page cannot be part of a loop."""
        if page.has_more is not None:
            return not page.has_more
        return self._style.marker_in_response and self._style.next_marker(page) is None

    def _progress(self) -> tuple[int, int | None]:
        limit, expected = self._listing.max_items, None
        if self.total is not None and self._items_before is not None:
            expected = max(self.total - self._items_before, self.count)
        if limit is None:
            return self.count, expected
        return min(self.count, limit), None if expected is None else min(expected, limit)


def _count_items_before(page: Page, first_marker: int) -> int | None:
    """Return the number of items before the first page of an iteration; None if it is not known."""
    counts = page.listing.style.counts
    if counts == "pages":
        # The pages before are assumed to be as long as this one.
        return (int(page.marker) - first_marker) * len(page.items)
    if counts == "items":
        return int(page.marker) - first_marker
    return 0 if page.marker is None else None


# --- cursors ---------------------------------------------------------------------------------------------------------


def _first_cursor(listing: Listing) -> Cursor:
    """Return the cursor of the page that the caller's arguments select."""
    name, style = listing.marker_name, listing.style
    value = get_value(listing.arguments, listing.marker_path) if style.parameter_key else None
    if value is None or value == "":
        return {name: style.first_marker(listing)} if style.counts else {}
    try:
        return {name: style.parse(listing, _plain(value))}
    except ValueError as error:
        raise cursor_problem(listing, name, f"{error}, and cannot select the first page", "leave it out") from None


def _plain(value: Any) -> Any:
    try:
        return to_json_value(value)
    except EncodingError as error:
        raise ValueError(error.reason) from None


def _validate_cursor(listing: Listing, cursor: Any) -> Cursor:
    """Return a cursor that the caller passed to `resume`; InvalidCall if it is not one of this list."""
    name = listing.marker_name
    hint = f'pass the `cursor` of an earlier iterator, such as {{"{name}": …}}'
    if cursor is None:
        raise cursor_problem(listing, "cursor", "is None, which marks the end of a list", hint)
    if not isinstance(cursor, Mapping) or not set(cursor) <= {name}:
        raise cursor_problem(listing, "cursor", "is not a cursor of this list", hint)
    if not cursor:
        return _first_cursor(listing)
    try:
        return {name: listing.style.parse(listing, cursor[name])}
    except ValueError as error:
        raise cursor_problem(listing, "cursor", f"has a {name} that {error}", hint) from None


def _arguments_at(listing: Listing, cursor: Cursor) -> dict[str, Any]:
    """Return the arguments that select the page of a cursor, typed as the schema of the parameter expects."""
    arguments = dict(listing.arguments)
    for marker in cursor.values():
        typed = coerce(marker, views_at(listing.action, listing.marker_path))
        arguments = with_value(arguments, listing.marker_path, typed)
    return arguments
