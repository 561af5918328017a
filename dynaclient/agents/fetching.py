"""Call an action for an agent: a value, a page or several of them, or the beginning of a stream; without secrets."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from time import monotonic
from typing import Any

from ..call.response_validation import describe_differences
from ..client import inner
from ..client.aio import AsyncClient
from ..description.model import UNSET, Action
from ..messages import Headers, Result
from ..records import dataclass, replace
from ..results.page_styles import has_pages, value_at
from ..runtime.asyncio_backend import wait_within
from ..runtime.backends import WaitTimeout
from ..runtime.media_types import is_text, is_xml
from .masking import masked, masked_item, response_schema
from .progress import Report, no_report

MAX_EVENTS = 100
"""Events, or lines, that are read of a stream."""
STREAM_SECONDS = 20.0
"""Seconds for which a stream is read."""
MAX_STREAM = 16 * 1024 * 1024
"""Bytes that are read of a stream of bytes."""
HEAVY = 100_000
"""Bytes from which on a response is worked on in a thread, so that it delays no other call."""
DRIFT_SECONDS = 0.1


@dataclass(frozen=True, eq=False, repr=False)
class Fetched:
    """What the API has answered, as an agent may see it."""

    status: int
    value: Any
    """JSON data; bytes of anything else."""
    media: str = ""
    unredacted: Any = None
    """The value with its secrets, if it has any."""
    cursor: Any = None
    """The address of the next page; None if there is none."""
    note: str = ""
    """What there is to say of it."""
    is_heavy: bool = False
    """Whether working on it takes long enough to delay others."""


class Fetcher:
    """
    Calls actions.

    Args:
        client: The client, whose calls return a `Result`.
        hidden: The names of members that are left out of answers.
        seconds: How long a call may take.
    """

    def __init__(self, client: AsyncClient, hidden: Collection[str], seconds: float) -> None:
        self._client = client
        self._hidden = hidden
        self._seconds = seconds

    async def call(
        self, action: Action, arguments: Mapping[str, Any], *, once: bool = False, report: Report = no_report
    ) -> Fetched:
        """Return the answer of an action; with `once` the request is never sent again."""
        client = self._client.with_options(retries=0) if once else self._client
        if action.stream:
            return await self._stream(client, action, arguments, report)
        result = await inner.call(client, action, arguments)
        return await self._fetched(action, arguments, result)

    async def page(self, action: Action, arguments: Mapping[str, Any], cursor: Any = UNSET) -> Fetched:
        """Return a page of a list: the first, or the one at a cursor."""
        pages = inner.pages(self._client.with_options(max_pages=1), action, arguments, cursor)
        async with pages:
            async for result in pages:
                fetched = await self._fetched(action, arguments, result)
                return replace(fetched, cursor=pages.cursor)
        return Fetched(200, [], note="no more pages")

    async def items(
        self, action: Action, arguments: Mapping[str, Any], most: int, report: Report, cursor: Any = UNSET
    ) -> Fetched:
        """Return the items of some pages of a list, until there are `most` of them, as far as the time allows."""
        end = monotonic() + self._seconds
        items: list[Any] = []
        unredacted: list[Any] = []
        pages = inner.pages(self._client, action, arguments, cursor)
        last = Fetched(200, [])
        note = ""
        async with pages:
            while len(items) < most and pages.cursor is not None:
                try:
                    result = await wait_within(asyncio.ensure_future(anext_of(pages)), end - monotonic())
                except StopAsyncIteration:
                    break
                except WaitTimeout:
                    if not items:
                        raise
                    note = "there was no time for more"
                    break
                last = await self._fetched(action, arguments, result)
                items += _items_of(action, last.value)
                unredacted += _items_of(action, last.unredacted if last.unredacted is not None else last.value)
                await report(len(items), pages.total, "items")
            note = "; ".join(filter(None, (last.note, note)))
            full = None if unredacted == items else unredacted
            is_heavy = len(items) > MAX_EVENTS
            return replace(last, value=items, cursor=pages.cursor, note=note, unredacted=full, is_heavy=is_heavy)

    async def _stream(
        self, client: AsyncClient, action: Action, arguments: Mapping[str, Any], report: Report
    ) -> Fetched:
        clean = inner.cleaner(self._client, action, arguments)
        end = monotonic() + min(STREAM_SECONDS, self._seconds)
        found: list[Any] = []
        note, size = "the stream has ended", 0
        stream = inner.stream(client, action, arguments)
        async with stream:
            while len(found) < MAX_EVENTS and size < MAX_STREAM:
                try:
                    item = await wait_within(asyncio.ensure_future(anext_of(stream)), end - monotonic())
                except StopAsyncIteration:
                    break
                except WaitTimeout:
                    note = f"the stream goes on; it was read for {round(min(STREAM_SECONDS, self._seconds))} seconds"
                    break
                found.append(item)
                size += len(item) if isinstance(item, bytes) else 0
                await report(len(found), None, "of a stream")
            else:
                note = f"the stream goes on; {len(found)} of it were read"
        status, headers = stream.status or 200, stream.headers or Headers()
        if action.stream == "bytes":
            return self._of_bytes(status, b"".join(found), headers, clean, note)
        value = [_shown(action, status, item, clean) for item in found]
        return Fetched(status, value, note=note)

    async def _fetched(self, action: Action, arguments: Mapping[str, Any], result: Result) -> Fetched:
        clean = inner.cleaner(self._client, action, arguments)
        length = result.headers.get("Content-Length", "")
        if length.isdigit() and int(length) < HEAVY:
            return self._masked(action, result, clean)
        return replace(await asyncio.to_thread(self._masked, action, result, clean), is_heavy=True)

    def _masked(self, action: Action, result: Result, clean: Callable[[Any], Any]) -> Fetched:
        if isinstance(result.data, bytes):
            return self._of_bytes(result.status, result.data, result.headers, clean)
        shown = masked(action, result, self._hidden, clean)
        note = _drift(action, result)
        return Fetched(result.status, shown.value, unredacted=result.data if shown.has_secrets else None, note=note)

    def _of_bytes(
        self, status: int, data: bytes, headers: Headers, clean: Callable[[Any], Any], note: str = ""
    ) -> Fetched:
        media = headers.get("Content-Type", "") or "application/octet-stream"
        data = clean(data)
        if is_text(media) or is_xml(media):
            return Fetched(status, data.decode("utf-8", "replace"), note=note)
        return Fetched(status, data, media=media.partition(";")[0].strip().lower()[:100], note=note)


async def anext_of(iterator: Any) -> Any:
    """Return the next item of an asynchronous iterator."""
    return await iterator.__anext__()


def is_paged(action: Action) -> bool:
    """Return whether an action returns a list page by page."""
    return has_pages(action)


def _items_of(action: Action, value: Any) -> list[Any]:
    items = value_at(value, action.paginate.get("items", ""))
    if isinstance(items, dict):
        return [[name, item] for name, item in items.items()]
    return items if isinstance(items, list) else []


def _shown(action: Action, status: int, item: Any, clean: Callable[[Any], Any]) -> Any:
    """Return an event, or a line, as JSON data."""
    if action.stream == "sse":
        data = masked_item(action, status, item.event, item.data, clean)
        return {"event": item.event, "data": data, **({"id": clean(item.id)} if item.id else {})}
    return masked_item(action, status, None, item, clean)


def _drift(action: Action, result: Result) -> str:
    """Return how an answer differs from its description; names only, no values."""
    schema = response_schema(action, result)
    if schema is None or result.data is None or schema.is_quickly_valid(result.data):
        return ""
    return describe_differences(schema, result.data, DRIFT_SECONDS)


def save_name(action: Action, name: str, media: str) -> str:
    """Return the name of a file for an answer."""
    from mimetypes import guess_extension

    ending = ".json" if media == "application/json" else guess_extension(media) or ".bin"
    stem = "".join(character if character.isalnum() else "-" for character in action.name)[:80]
    return str(Path(f"{stem}-{name}{ending}").name)
