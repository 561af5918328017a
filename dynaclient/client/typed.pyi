"""
What the stubs of a description are made of.

It is there for type checkers alone: at run time there are `Client`, `AsyncClient` and methods made from a description.
In the stubs of a description each action is a function with its own parameters, written once, and decorated with what
kind of action it is. What a caller sees of it depends on the client that the resource belongs to: a `Mode`.
"""

import os
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Iterator, Mapping
from concurrent.futures import Executor, Future
from datetime import date, time
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import (
    Any,
    BinaryIO,
    Concatenate,
    Generic,
    Literal,
    ParamSpec,
    Protocol,
    SupportsIndex,
    TypeAlias,
    TypedDict,
    TypeVar,
    overload,
)
from uuid import UUID

from typing_extensions import Self
from typing_extensions import deprecated as deprecated

from ..bulk.outcomes import Outcome
from ..bulk.runner import Outcomes
from ..description.model import Action
from ..errors import DynaclientError
from ..messages import Headers, Request
from ..messages import Result as PlainResult
from ..results.downloads import Download
from ..results.progress import Snapshot
from ..results.sse import Event as Event

P = ParamSpec("P")
Answer = TypeVar("Answer")
"""What a call gives."""
Item = TypeVar("Item")
"""What a list or a stream consists of."""
Arguments = TypeVar("Arguments")
"""All arguments of an action, as one dict."""
Mode = TypeVar("Mode")
T_co = TypeVar("T_co", covariant=True)

# --- values ----------------------------------------------------------------------------------------------------------

Text: TypeAlias = str | int | float | Decimal | date | time | UUID | Enum
"""A text outside a body: whatever is written as one."""
Whole: TypeAlias = int | Decimal | str | Enum
"""A whole number outside a body, or the text of one."""
Number: TypeAlias = float | Decimal | str | Enum
"""A number outside a body, or the text of one."""
Switch: TypeAlias = bool | Literal["true", "false"] | Enum
"""A boolean outside a body."""
Real: TypeAlias = float | Decimal
"""A number in a body."""
Choice: TypeAlias = Enum
"""A member of an enumeration stands for its value."""
Day: TypeAlias = str | date
Moment: TypeAlias = str | date
Hour: TypeAlias = str | time
Unique: TypeAlias = str | UUID

class Readable(Protocol):
    """An open file, in binary mode."""

    def read(self, size: int, /) -> bytes: ...

FileData: TypeAlias = Path | bytes | bytearray | memoryview | Readable | Iterable[bytes]
File: TypeAlias = FileData | tuple[str, FileData] | tuple[str, FileData, str]
"""A file in a body, by itself or with its name and its media type."""
Target: TypeAlias = str | os.PathLike[str] | BinaryIO
"""Where a download goes."""

class Several(Protocol[T_co]):
    """A list or a tuple; not a text, though that is a sequence of texts."""

    def __contains__(self, value: object, /) -> bool: ...
    def __iter__(self) -> Iterator[T_co]: ...
    def __len__(self) -> int: ...
    def __getitem__(self, index: SupportsIndex, /) -> T_co: ...
    def __reversed__(self) -> Iterator[T_co]: ...

class Frame(Protocol):
    """A frame of pandas or polars."""

    @property
    def columns(self) -> Any: ...

Rows: TypeAlias = str | os.PathLike[str] | Frame | Iterable[Mapping[Any, Any]]
"""Where the rows of `map` come from."""
Progress: TypeAlias = bool | Callable[[Snapshot], Any]
Callback: TypeAlias = Callable[[DynaclientError | None, Any], Any]
ValidationMode: TypeAlias = Literal["raise", "warn", "off"]
Rerun: TypeAlias = Literal["failed", "unknown"]

class Result(PlainResult, Generic[Answer]):
    """What a client made by `with_response` gives: the value of the call, and how it came."""

    data: Answer

# --- options ---------------------------------------------------------------------------------------------------------

class Options(TypedDict, total=False):
    """What `with_options` takes."""

    timeout: float | None
    connect_timeout: float
    read_timeout: float
    retries: int
    redirects: int
    max_response_bytes: int | None
    allow_http: bool
    validate: ValidationMode
    validate_responses: ValidationMode
    headers: Mapping[str, str]
    query: Mapping[str, Any]
    content: str | None
    max_items: int | None
    max_pages: int | None
    progress: Progress
    reconnect: float | None

class MockOptions(TypedDict, total=False):
    """What `mock` takes beside a description."""

    patch: Any
    grants: Mapping[str, Iterable[str]] | None
    store: str | os.PathLike[str]
    token: Any
    lint: bool
    validate: ValidationMode
    validate_responses: ValidationMode
    scopes: Iterable[str] | None
    variables: Mapping[str, str] | None
    trusted_origins: Iterable[str]
    allow_http: bool
    timeout: float | None
    retries: int
    redirects: int
    headers: Mapping[str, str] | None
    query: Mapping[str, Any] | None
    transport: Any
    session: Any
    proxy: str | None
    ca: str | None
    cert: str | tuple[str, str] | None

class ClientOptions(TypedDict, total=False):
    """What a client takes beside a description."""

    token: Any
    url: str | None
    patch: Any
    lint: bool
    validate: ValidationMode
    validate_responses: ValidationMode
    scopes: Iterable[str] | None
    variables: Mapping[str, str] | None
    trusted_origins: Iterable[str]
    allow_http: bool
    timeout: float | None
    retries: int
    redirects: int
    headers: Mapping[str, str] | None
    query: Mapping[str, Any] | None
    transport: Any
    session: Any
    proxy: str | None
    ca: str | None
    cert: str | tuple[str, str] | None
    trust_env: bool

# --- what comes one by one -------------------------------------------------------------------------------------------

class Steps(Iterator[Item]):
    """What comes one by one, until `close`."""

    def __iter__(self) -> Self: ...
    def __next__(self) -> Item: ...
    def close(self) -> None: ...
    def __enter__(self) -> Self: ...
    def __exit__(self, *_: object) -> None: ...

class AsyncSteps(AsyncIterator[Item]):
    """What comes one by one, until `aclose`."""

    def __aiter__(self) -> Self: ...
    async def __anext__(self) -> Item: ...
    async def aclose(self) -> None: ...
    async def __aenter__(self) -> Self: ...
    async def __aexit__(self, *_: object) -> None: ...

class _Turned:
    @property
    def total(self) -> int | None: ...
    @property
    def cursor(self) -> dict[str, Any] | None: ...
    def resume(self, cursor: Mapping[str, Any]) -> Self: ...

class Pages(_Turned, Steps[Item]):
    """Pages, or their items: `total` is how many items there are, `cursor` where to go on."""

class AsyncPages(_Turned, AsyncSteps[Item]):
    """Pages, or their items: `total` is how many items there are, `cursor` where to go on."""

class _Followed:
    @property
    def status(self) -> int | None: ...
    @property
    def headers(self) -> Headers | None: ...
    @property
    def last_event_id(self) -> str: ...
    @property
    def reconnects(self) -> int: ...

class Stream(_Followed, Steps[Item]):
    """What a stream gives, as it comes; `last_event_id` and `reconnects` where it is one of events."""

class AsyncStream(_Followed, AsyncSteps[Item]):
    """What a stream gives, as it comes; `last_event_id` and `reconnects` where it is one of events."""

class _Counted:
    @property
    def done(self) -> int: ...
    @property
    def failed(self) -> int: ...
    @property
    def unknown(self) -> int: ...

class Run(_Counted, Steps[Outcome]):
    """The outcomes of a run over many rows, as they come."""

class AsyncRun(_Counted, AsyncSteps[Outcome]):
    """The outcomes of a run over many rows, as they come."""

# --- what a caller sees of an action ---------------------------------------------------------------------------------

class _Method(Generic[P]):
    @property
    def action(self) -> Action: ...
    @property
    def __name__(self) -> str: ...
    @property
    def __qualname__(self) -> str: ...
    def prepare(self, *args: P.args, **kwargs: P.kwargs) -> Request: ...

class Method(_Method[P], Generic[P, Answer, Arguments]):
    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> Answer: ...
    @overload
    def submit(self, *args: P.args, **kwargs: P.kwargs) -> Future[Answer]: ...
    @overload
    def submit(self, callback: Callback, /, *args: P.args, **kwargs: P.kwargs) -> Future[Answer]: ...
    @overload
    def submit(self, arguments: Arguments, callback: Callback = ..., /) -> Future[Answer]: ...
    def map(
        self,
        rows: Rows,
        *,
        columns: Mapping[Any, str | None] | None = ...,
        concurrency: int = ...,
        ordered: bool = ...,
        journal: str | os.PathLike[str] | None = ...,
        resume: bool = ...,
        rerun: Rerun | Iterable[Rerun] = ...,
        results: Any = ...,
        rate: float | str | None = ...,
        progress: Progress = ...,
        executor: Executor | None = ...,
        chunk: int = ...,
    ) -> Outcomes: ...
    def imap(
        self,
        rows: Rows,
        *,
        columns: Mapping[Any, str | None] | None = ...,
        concurrency: int = ...,
        ordered: bool = ...,
        journal: str | os.PathLike[str] | None = ...,
        resume: bool = ...,
        rerun: Rerun | Iterable[Rerun] = ...,
        results: Any = ...,
        rate: float | str | None = ...,
        progress: Progress = ...,
        executor: Executor | None = ...,
        chunk: int = ...,
    ) -> Run: ...

class AsyncMethod(_Method[P], Generic[P, Answer]):
    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> Coroutine[Any, Any, Answer]: ...
    async def map(
        self,
        rows: Rows,
        *,
        columns: Mapping[Any, str | None] | None = ...,
        concurrency: int = ...,
        ordered: bool = ...,
        journal: str | os.PathLike[str] | None = ...,
        resume: bool = ...,
        rerun: Rerun | Iterable[Rerun] = ...,
        results: Any = ...,
        rate: float | str | None = ...,
        progress: Progress = ...,
    ) -> Outcomes: ...
    def imap(
        self,
        rows: Rows,
        *,
        columns: Mapping[Any, str | None] | None = ...,
        concurrency: int = ...,
        ordered: bool = ...,
        journal: str | os.PathLike[str] | None = ...,
        resume: bool = ...,
        rerun: Rerun | Iterable[Rerun] = ...,
        results: Any = ...,
        rate: float | str | None = ...,
        progress: Progress = ...,
    ) -> AsyncRun: ...

class _Downloads(Generic[P]):
    def download(self, target: Target, /, *args: P.args, **kwargs: P.kwargs) -> Download: ...

class _AsyncDownloads(Generic[P]):
    async def download(self, target: Target, /, *args: P.args, **kwargs: P.kwargs) -> Download: ...

class _Turns(Generic[P, Answer, Item]):
    def pages(self, *args: P.args, **kwargs: P.kwargs) -> Pages[Answer]: ...
    def items(self, *args: P.args, **kwargs: P.kwargs) -> Pages[Item]: ...

class _AsyncTurns(Generic[P, Answer, Item]):
    def pages(self, *args: P.args, **kwargs: P.kwargs) -> AsyncPages[Answer]: ...
    def items(self, *args: P.args, **kwargs: P.kwargs) -> AsyncPages[Item]: ...

class ReadingMethod(Method[P, Answer, Arguments], _Downloads[P]): ...
class AsyncReadingMethod(AsyncMethod[P, Answer], _AsyncDownloads[P]): ...
class ListingMethod(
    Method[P, Answer, Arguments], _Downloads[P], _Turns[P, Answer, Item], Generic[P, Answer, Item, Arguments]
): ...
class AsyncListingMethod(
    AsyncMethod[P, Answer], _AsyncDownloads[P], _AsyncTurns[P, Answer, Item], Generic[P, Answer, Item]
): ...
class SearchingMethod(Method[P, Answer, Arguments], _Turns[P, Answer, Item], Generic[P, Answer, Item, Arguments]): ...
class AsyncSearchingMethod(AsyncMethod[P, Answer], _AsyncTurns[P, Answer, Item], Generic[P, Answer, Item]): ...

class StreamingMethod(_Method[P], Generic[P, Item]):
    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> Stream[Item]: ...

class AsyncStreamingMethod(_Method[P], Generic[P, Item]):
    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> AsyncStream[Item]: ...

# --- which client it belongs to --------------------------------------------------------------------------------------

class Sync:
    """A `Client`."""

class SyncFull:
    """One made by `with_response`: a call gives a `Result`."""

class SyncLoose:
    """One made by `with_defaults`: nobody knows here which arguments are still needed, so that none is checked."""

class SyncLooseFull:
    """One made by both."""

class Async:
    """An `AsyncClient`."""

class AsyncFull:
    """One made by `with_response`: a call gives a `Result`."""

class AsyncLoose:
    """One made by `with_defaults`: nobody knows here which arguments are still needed, so that none is checked."""

class AsyncLooseFull:
    """One made by both."""

class Resource(Generic[Mode]):
    """A resource of a description: its actions as methods, and the resources below it."""

    def __getitem__(self, name: str) -> Any: ...

Dict: TypeAlias = Mapping[str, Any]

class _Calling(Generic[P, Answer, Arguments]):
    @overload
    def __get__(self, owner: Resource[Sync], kind: Any = ..., /) -> Method[P, Answer, Arguments]: ...
    @overload
    def __get__(self, owner: Resource[Async], kind: Any = ..., /) -> AsyncMethod[P, Answer]: ...
    @overload
    def __get__(self, owner: Resource[SyncFull], kind: Any = ..., /) -> Method[P, Result[Answer], Arguments]: ...
    @overload
    def __get__(self, owner: Resource[AsyncFull], kind: Any = ..., /) -> AsyncMethod[P, Result[Answer]]: ...
    @overload
    def __get__(self, owner: Resource[SyncLoose], kind: Any = ..., /) -> Method[..., Answer, Dict]: ...
    @overload
    def __get__(self, owner: Resource[AsyncLoose], kind: Any = ..., /) -> AsyncMethod[..., Answer]: ...
    @overload
    def __get__(self, owner: Resource[SyncLooseFull], kind: Any = ..., /) -> Method[..., Result[Answer], Dict]: ...
    @overload
    def __get__(self, owner: Resource[AsyncLooseFull], kind: Any = ..., /) -> AsyncMethod[..., Result[Answer]]: ...

class _Reading(Generic[P, Answer, Arguments]):
    @overload
    def __get__(self, owner: Resource[Sync], kind: Any = ..., /) -> ReadingMethod[P, Answer, Arguments]: ...
    @overload
    def __get__(self, owner: Resource[Async], kind: Any = ..., /) -> AsyncReadingMethod[P, Answer]: ...
    @overload
    def __get__(self, owner: Resource[SyncFull], kind: Any = ..., /) -> ReadingMethod[P, Result[Answer], Arguments]: ...
    @overload
    def __get__(self, owner: Resource[AsyncFull], kind: Any = ..., /) -> AsyncReadingMethod[P, Result[Answer]]: ...
    @overload
    def __get__(self, owner: Resource[SyncLoose], kind: Any = ..., /) -> ReadingMethod[..., Answer, Dict]: ...
    @overload
    def __get__(self, owner: Resource[AsyncLoose], kind: Any = ..., /) -> AsyncReadingMethod[..., Answer]: ...
    @overload
    def __get__(
        self, owner: Resource[SyncLooseFull], kind: Any = ..., /
    ) -> ReadingMethod[..., Result[Answer], Dict]: ...
    @overload
    def __get__(
        self, owner: Resource[AsyncLooseFull], kind: Any = ..., /
    ) -> AsyncReadingMethod[..., Result[Answer]]: ...

class _Listing(Generic[P, Answer, Item, Arguments]):
    @overload
    def __get__(self, owner: Resource[Sync], kind: Any = ..., /) -> ListingMethod[P, Answer, Item, Arguments]: ...
    @overload
    def __get__(self, owner: Resource[Async], kind: Any = ..., /) -> AsyncListingMethod[P, Answer, Item]: ...
    @overload
    def __get__(
        self, owner: Resource[SyncFull], kind: Any = ..., /
    ) -> ListingMethod[P, Result[Answer], Item, Arguments]: ...
    @overload
    def __get__(
        self, owner: Resource[AsyncFull], kind: Any = ..., /
    ) -> AsyncListingMethod[P, Result[Answer], Item]: ...
    @overload
    def __get__(self, owner: Resource[SyncLoose], kind: Any = ..., /) -> ListingMethod[..., Answer, Item, Dict]: ...
    @overload
    def __get__(self, owner: Resource[AsyncLoose], kind: Any = ..., /) -> AsyncListingMethod[..., Answer, Item]: ...
    @overload
    def __get__(
        self, owner: Resource[SyncLooseFull], kind: Any = ..., /
    ) -> ListingMethod[..., Result[Answer], Item, Dict]: ...
    @overload
    def __get__(
        self, owner: Resource[AsyncLooseFull], kind: Any = ..., /
    ) -> AsyncListingMethod[..., Result[Answer], Item]: ...

class _Searching(Generic[P, Answer, Item, Arguments]):
    @overload
    def __get__(self, owner: Resource[Sync], kind: Any = ..., /) -> SearchingMethod[P, Answer, Item, Arguments]: ...
    @overload
    def __get__(self, owner: Resource[Async], kind: Any = ..., /) -> AsyncSearchingMethod[P, Answer, Item]: ...
    @overload
    def __get__(
        self, owner: Resource[SyncFull], kind: Any = ..., /
    ) -> SearchingMethod[P, Result[Answer], Item, Arguments]: ...
    @overload
    def __get__(
        self, owner: Resource[AsyncFull], kind: Any = ..., /
    ) -> AsyncSearchingMethod[P, Result[Answer], Item]: ...
    @overload
    def __get__(self, owner: Resource[SyncLoose], kind: Any = ..., /) -> SearchingMethod[..., Answer, Item, Dict]: ...
    @overload
    def __get__(self, owner: Resource[AsyncLoose], kind: Any = ..., /) -> AsyncSearchingMethod[..., Answer, Item]: ...
    @overload
    def __get__(
        self, owner: Resource[SyncLooseFull], kind: Any = ..., /
    ) -> SearchingMethod[..., Result[Answer], Item, Dict]: ...
    @overload
    def __get__(
        self, owner: Resource[AsyncLooseFull], kind: Any = ..., /
    ) -> AsyncSearchingMethod[..., Result[Answer], Item]: ...

class _Streaming(Generic[P, Item]):
    @overload
    def __get__(self, owner: Resource[Sync], kind: Any = ..., /) -> StreamingMethod[P, Item]: ...
    @overload
    def __get__(self, owner: Resource[Async], kind: Any = ..., /) -> AsyncStreamingMethod[P, Item]: ...
    @overload
    def __get__(self, owner: Resource[SyncFull], kind: Any = ..., /) -> StreamingMethod[P, Item]: ...
    @overload
    def __get__(self, owner: Resource[AsyncFull], kind: Any = ..., /) -> AsyncStreamingMethod[P, Item]: ...
    @overload
    def __get__(self, owner: Resource[SyncLoose], kind: Any = ..., /) -> StreamingMethod[..., Item]: ...
    @overload
    def __get__(self, owner: Resource[AsyncLoose], kind: Any = ..., /) -> AsyncStreamingMethod[..., Item]: ...
    @overload
    def __get__(self, owner: Resource[SyncLooseFull], kind: Any = ..., /) -> StreamingMethod[..., Item]: ...
    @overload
    def __get__(self, owner: Resource[AsyncLooseFull], kind: Any = ..., /) -> AsyncStreamingMethod[..., Item]: ...

# --- the kinds of actions: decorators, each given the types of the action ---------------------------------------------

class Calls(Generic[Answer, Arguments]):
    """An action that changes something."""

    def __call__(self, function: Callable[Concatenate[Any, P], object]) -> _Calling[P, Answer, Arguments]: ...

class Reads(Generic[Answer, Arguments]):
    """An action whose answer may be downloaded."""

    def __call__(self, function: Callable[Concatenate[Any, P], object]) -> _Reading[P, Answer, Arguments]: ...

class Lists(Generic[Answer, Item, Arguments]):
    """An action that gives a list page by page."""

    def __call__(self, function: Callable[Concatenate[Any, P], object]) -> _Listing[P, Answer, Item, Arguments]: ...

class Searches(Generic[Answer, Item, Arguments]):
    """An action that gives a list page by page, and is no GET."""

    def __call__(self, function: Callable[Concatenate[Any, P], object]) -> _Searching[P, Answer, Item, Arguments]: ...

class Streams(Generic[Item]):
    """An action whose answer comes piece by piece."""

    def __call__(self, function: Callable[Concatenate[Any, P], object]) -> _Streaming[P, Item]: ...
