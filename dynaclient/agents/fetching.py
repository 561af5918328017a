"""Call an action for an agent: a value, a page or several of them, or the beginning of a stream; without secrets."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from time import monotonic
from typing import Any

from ..call.problems import difference
from ..client import inner
from ..client.aio import AsyncClient
from ..description.model import UNSET, Action
from ..errors import ApiError, BadResponse, DeadlineExceeded, DynaclientError, TransportError
from ..messages import Headers, Result
from ..records import dataclass, replace
from ..runtime.backends import WaitTimeout
from ..runtime.media_types import (
    FORM,
    KNOWN_CHARSETS,
    UNKNOWN,
    charset_of,
    is_media_type,
    is_text,
    is_xml,
    without_parameters,
)
from ..schema.references import parse_pointer, value_at
from .masking import Removed, masked, masked_item, response_schema
from .parts import least_size, path_text
from .progress import Report, no_report

MAX_EVENTS = 100
"""Events, or lines, that are read of a stream."""
STREAM_SECONDS = 20.0
"""Seconds for which a stream is read."""
GRACE = 1.0
"""Seconds for which the client has the chance to end a call itself: its errors have more to them."""
MAX_STREAM = 16 * 1024 * 1024
"""Bytes that are read of a stream."""
HEAVY = 100_000
"""Bytes from which on a response is worked on in a thread, so that it delays no other call."""
DRIFT_SECONDS = 0.1
"""How long it may take to find where a response differs from its description."""
MAX_DIFFERENCES = 5
MAX_PLACE = 60
"""Bytes of where it differs."""
_TEXTS = frozenset(
    {FORM, "application/yaml", "application/x-yaml", "application/toml", "application/javascript", "application/sql",
     "application/x-ndjson", "application/jsonl", "application/graphql"}
)  # fmt: skip
"""Media types that are strings, besides ``text/*`` and XML."""


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
    """What an agent should know of it."""
    text: str = ""
    """The value as JSON, if it has been written."""
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

    def __init__(self, client: AsyncClient, hidden: frozenset[str], seconds: float) -> None:
        self._client = client
        self._hidden = hidden
        self._seconds = seconds

    async def call(
        self, action: Action, arguments: Mapping[str, Any], *, once: bool = False, report: Report = no_report
    ) -> Fetched:
        """Return the response of an action; with `once` the request is never sent again."""
        client = self._client.with_options(retries=0) if once else self._client
        if action.stream:
            return await self._stream(client, action, arguments, report)
        result = await self._in_time(inner.call(client, action, arguments), action)
        return await self._fetched(action, arguments, result)

    async def page(self, action: Action, arguments: Mapping[str, Any], cursor: Any = UNSET) -> Fetched:
        """Return a page of a list: the first, or the one at a cursor."""
        pages = inner.pages(self._client.with_options(max_pages=1), action, arguments, cursor)
        async with pages:
            here = pages.cursor
            result = await self._in_time(pages.__anext__(), action)
            fetched = await self._fetched(action, arguments, result)
            following, note = _following(here, pages.cursor)
            return replace(fetched, cursor=following, note=_notes(note, fetched.note))

    async def items(
        self, action: Action, arguments: Mapping[str, Any], most: int, report: Report, cursor: Any = UNSET
    ) -> Fetched:
        """
        Return the pages of a list as one, until it has `most` items or more, as far as the time allows.

        If a page fails, those before it are returned, and the cursor is the one of the page that has failed.
        """
        end = monotonic() + self._seconds
        pages = inner.pages(self._client, action, arguments, cursor)
        joined: Fetched | None = None
        count, stopped = 0, ""
        async with pages:
            while joined is None or (count < most and joined.cursor is not None):
                here = pages.cursor
                try:
                    result = await within(pages.__anext__(), end - monotonic())
                except StopAsyncIteration:  # the page has no items, and was only the end
                    joined = joined and replace(joined, cursor=None)
                    break
                except WaitTimeout:
                    if joined is None:
                        raise self._too_late(action) from None
                    stopped = "there was no time for more pages"
                    break
                except DynaclientError as error:
                    if joined is None:
                        raise
                    stopped = f"the next page could not be read ({_kind(error)})"
                    break
                page = await self._fetched(action, arguments, result)
                following, stopped = _following(here, pages.cursor)
                page = replace(page, cursor=following)
                joined = page if joined is None else _joined(action, joined, page)
                count += len(_items_of(action, page.value))
                await report(count, pages.total, "items")
        joined = joined or Fetched(200, [])
        return replace(joined, is_heavy=joined.is_heavy or count > MAX_EVENTS, note=_notes(stopped, joined.note))

    async def _stream(
        self, client: AsyncClient, action: Action, arguments: Mapping[str, Any], report: Report
    ) -> Fetched:
        clean = inner.cleaner(self._client, action, arguments)
        seconds = min(STREAM_SECONDS, self._seconds)
        end = monotonic() + seconds
        # Read once: at its end a stream would begin anew.
        stream = inner.stream(client.with_options(reconnect=0, read_timeout=seconds), action, arguments)
        is_bytes = action.stream == "bytes"
        found: list[Any] = []
        size = 0
        async with stream:
            while (len(found) < MAX_EVENTS or is_bytes) and size < MAX_STREAM:
                try:
                    item = await within(stream.__anext__(), end - monotonic())
                except StopAsyncIteration:
                    note = "the stream has ended"
                    break
                except WaitTimeout:
                    note = f"the stream goes on; it was read for {seconds:g} seconds"
                    break
                except DynaclientError as error:
                    if not found:
                        raise
                    note = f"the stream was cut off ({_kind(error)})"
                    break
                found.append(item)
                size += len(item) if is_bytes else least_size(_data_of(action, item), MAX_STREAM)[0]
                await report(len(found), None, "of a stream")
            else:
                note = f"the stream goes on; {f'{size:,} bytes' if is_bytes else len(found)} of it were read"
        if stream.status is None:
            raise self._too_late(action)
        headers = stream.headers or Headers()
        if is_bytes:
            return self._of_bytes(stream.status, b"".join(found), headers, clean, note)
        with _not_too_deep(action, stream.status):
            shown = [self._item(action, stream.status, item, clean) for item in found]
        unredacted = [whole for _, whole in shown] if any(whole is not value for value, whole in shown) else None
        value = [value for value, _ in shown]
        return Fetched(stream.status, value, unredacted=unredacted, note=note, is_heavy=size > HEAVY)

    def _item(self, action: Action, status: int, item: Any, clean: Callable[[Any], Any]) -> tuple[Any, Any]:
        """Return an event, or a line, as JSON data: without secrets, and with them."""
        is_event = action.stream == "sse"
        data = _data_of(action, item)
        shown = masked_item(action, status, item.event if is_event else None, data, Removed(self._hidden, clean))
        values = [shown.value, *([clean(data)] if shown.has_secrets else [])]
        if is_event:
            more = {"id": clean(item.id)} if item.id else {}
            values = [{"event": clean(item.event), "data": value, **more} for value in values]
        return values[0], values[-1]

    async def _in_time(self, work: Any, action: Action) -> Any:
        """Return the result of a call, also of one whose transport has no timeout of its own."""
        try:
            return await within(work, self._seconds + GRACE)
        except WaitTimeout:
            raise self._too_late(action) from None

    def _too_late(self, action: Action) -> DeadlineExceeded:
        """Return the error of a call that has not been answered in time."""
        error = DeadlineExceeded("timed out waiting for the response", action.name, deadline=self._seconds)
        error.may_be_processed = not action.readonly
        return error

    async def _fetched(self, action: Action, arguments: Mapping[str, Any], result: Result) -> Fetched:
        clean = inner.cleaner(self._client, action, arguments)
        length = result.headers.get("Content-Length", "")
        is_plain = "Content-Encoding" not in result.headers  # else it is longer than that
        if is_plain and length.isdecimal() and int(length[:9]) < HEAVY:
            return self._masked(action, result, clean)
        return replace(await asyncio.to_thread(self._masked, action, result, clean), is_heavy=True)

    def _masked(self, action: Action, result: Result, clean: Callable[[Any], Any]) -> Fetched:
        with _not_too_deep(action, result.status):
            shown = masked(action, result, Removed(self._hidden, clean))
        if isinstance(shown.value, bytes):
            return self._of_bytes(result.status, shown.value, result.headers, clean)
        if shown.has_secrets:  # whether a secret satisfies its schema is part of it
            return Fetched(result.status, shown.value, unredacted=clean(result.data), text=shown.text)
        return Fetched(result.status, shown.value, note=clean(_drift(action, result)), text=shown.text)

    def _of_bytes(
        self, status: int, data: bytes, headers: Headers, clean: Callable[[Any], Any], note: str = ""
    ) -> Fetched:
        declared = headers.get("Content-Type", "")
        media = without_parameters(declared)
        if not is_media_type(media):
            media = UNKNOWN
        data = clean(data)
        if is_text(media) or is_xml(media) or media in _TEXTS:
            return Fetched(status, _decoded(data, charset_of(declared)), note=note)
        return Fetched(status, data, media=media[:100], note=note)


@contextmanager
def _not_too_deep(action: Action, status: int) -> Iterator[None]:
    """Raise BadResponse for what is nested too deeply to be redacted, and so cannot be shown."""
    is_too_deep = False
    try:
        yield
    except RecursionError:
        is_too_deep = True
    if is_too_deep:
        message = f"the response ({status}) has arrived, but is nested too deeply for secrets in it to be found"
        raise BadResponse(message, action.name)


async def within(work: Awaitable[Any], seconds: float) -> Any:
    """
    Return the result of something that is awaited.

    However it ends, nothing waits for it afterwards: an iterator whose next item it is can be closed.

    Args:
        work: What is awaited.
        seconds: How long to wait.

    Raises:
        WaitTimeout: It has taken longer, and was cancelled.
    """
    task = asyncio.ensure_future(_result_of(work))
    try:
        await asyncio.wait([task], timeout=max(seconds, 0.0))
    finally:
        if not task.done():
            task.cancel()
            await asyncio.wait([task])
    if task.cancelled():
        raise WaitTimeout
    return task.result()


async def _result_of(work: Awaitable[Any]) -> Any:
    return await work


def _items_of(action: Action, value: Any) -> list[Any] | dict[str, Any]:
    """Return the items of a page, which may be in an object."""
    items = value_at(value, action.paginate.get("items", ""))
    return items if isinstance(items, (list, dict)) else []


def _joined(action: Action, before: Fetched, page: Fetched) -> Fetched:
    """Return a page with the items of those before it: in its shape, for what is selected of it."""
    return replace(
        page,
        value=_with_items(action, before.value, page.value),
        unredacted=None
        if before.unredacted is page.unredacted is None
        else _with_items(action, *(one.value if one.unredacted is None else one.unredacted for one in (before, page))),
        note=before.note or page.note,
        text="",
        is_heavy=before.is_heavy or page.is_heavy,
    )


def _with_items(action: Action, before: Any, value: Any) -> Any:
    """Return the value of a page with the items of those before it, before its own."""
    first, second = _items_of(action, before), _items_of(action, value)
    if not first or not second:
        return value if second or not first else before
    if isinstance(first, dict) and isinstance(second, dict):
        items: Any = {**first, **second}
    else:
        items = [*_as_list(first), *_as_list(second)]
    steps = parse_pointer(action.paginate.get("items", ""))
    return _replaced(value, steps, items)


def _as_list(items: list[Any] | dict[str, Any]) -> list[Any]:
    return items if isinstance(items, list) else [[name, item] for name, item in items.items()]


def _replaced(value: Any, steps: Sequence[str], items: Any) -> Any:
    """Return a value with other items at the end of some steps, which exist."""
    if not steps:
        return items
    step: Any = int(steps[0]) if isinstance(value, list) else steps[0]
    changed = copy(value)
    changed[step] = _replaced(value[step], steps[1:], items)
    return changed


def _following(here: Any, following: Any) -> tuple[Any, str]:
    """Return the cursor of the page after one, and a note if the API has only said that there is one."""
    if following is not None and following == here:
        return None, "the API has more pages, but not where they are"
    return following, ""


def _notes(*notes: str) -> str:
    return "; ".join(filter(None, notes))


def _kind(error: DynaclientError) -> str:
    """Return what kind of error it is, in few words: those of the API are not for ours."""
    if isinstance(error, ApiError):
        return str(error.status)
    return next((words for kind, words in _KINDS if isinstance(error, kind)), "an error")


_KINDS: tuple[tuple[type[DynaclientError], str], ...] = (
    (DeadlineExceeded, "timed out"),
    (BadResponse, "it is not complete, or not what it is described as"),
    (TransportError, "the connection failed"),
)


def _data_of(action: Action, item: Any) -> Any:
    return item.data if action.stream == "sse" else item


def _decoded(data: bytes, charset: str) -> str:
    """Return bytes as a string; what is not of the charset is replaced."""
    if not KNOWN_CHARSETS.fullmatch(charset):
        charset = json.detect_encoding(data)  # by its first bytes, those of JSON or not
    try:
        return data.decode(charset)
    except (UnicodeError, LookupError):
        return data.decode("utf-8", "replace")


def _drift(action: Action, result: Result) -> str:
    """Return how a response differs from its description: where, by names that are words, and no values."""
    schema = response_schema(action, result)
    if schema is None or result.data is None or schema.is_quickly_valid(result.data):
        return ""
    violations = schema.find_violations(result.data, seconds=DRIFT_SECONDS, most=MAX_DIFFERENCES)
    listed = "; ".join(
        f"{path_text(one.path, MAX_PLACE) or 'its data'}: {difference(one)}"
        for one in violations
        if one.rule not in ("time", "depth", "schema")
    )
    return f"it differs from its description: {listed}" if listed else ""


def save_name(action: Action, name: str, media: str) -> str:
    """Return the name of a file for a response."""
    from mimetypes import guess_extension

    ending = ".json" if media == "application/json" else guess_extension(media) or ".bin"
    stem = "".join(character if character.isascii() and character.isalnum() else "-" for character in action.name)
    return f"{stem[:80]}-{name}{ending}"
