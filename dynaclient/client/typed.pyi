"""
What the stubs of a description are made of, for type checkers alone.

At run time there are `Client`, `AsyncClient` and methods made from a description. In the stubs of a description each
action is a function with its own parameters, written once, and decorated with its kind. Its type as an attribute
depends on the client that the resource belongs to: its `Mode`.
"""

import os
from collections.abc import Callable, Coroutine, Iterable, Iterator, Mapping
from concurrent.futures import Executor, Future
from typing import Any, Concatenate, Generic, ParamSpec, TypeAlias, TypeVar, overload

from typing_extensions import deprecated as deprecated

from ..bulk.outcomes import Outcomes
from ..description.model import Action
from ..messages import Request
from ..results.downloads import Download
from ..results.sse import Event as Event
from .typed_values import AsyncClosableIterator as AsyncClosableIterator
from .typed_values import AsyncPages as AsyncPages
from .typed_values import AsyncRun as AsyncRun
from .typed_values import AsyncStream as AsyncStream
from .typed_values import Base64 as Base64
from .typed_values import Boolean as Boolean
from .typed_values import Callback as Callback
from .typed_values import ClientOptions as ClientOptions
from .typed_values import ClientOptionsBesideServer as ClientOptionsBesideServer
from .typed_values import ClosableIterator as ClosableIterator
from .typed_values import Date as Date
from .typed_values import DateTime as DateTime
from .typed_values import EnumMember as EnumMember
from .typed_values import File as File
from .typed_values import FileData as FileData
from .typed_values import Frame as Frame
from .typed_values import Integer as Integer
from .typed_values import Item as Item
from .typed_values import JSONNumber as JSONNumber
from .typed_values import ListOf as ListOf
from .typed_values import MockOptions as MockOptions
from .typed_values import Moment as Moment
from .typed_values import Number as Number
from .typed_values import Options as Options
from .typed_values import Pages as Pages
from .typed_values import Progress as Progress
from .typed_values import Readable as Readable
from .typed_values import Rerun as Rerun
from .typed_values import Result as Result
from .typed_values import Rows as Rows
from .typed_values import Run as Run
from .typed_values import Stream as Stream
from .typed_values import String as String
from .typed_values import Target as Target
from .typed_values import Time as Time
from .typed_values import Uuid as Uuid
from .typed_values import ValidationMode as ValidationMode
from .typed_values import Value as Value

P = ParamSpec("P")
Arguments = TypeVar("Arguments")
"""All arguments of an action, as one dict."""
Mode = TypeVar("Mode")

# --- methods -------------------------------------------------------------------------------------------------------

class _Method(Generic[P]):
    @property
    def action(self) -> Action: ...
    @property
    def __name__(self) -> str: ...
    @property
    def __qualname__(self) -> str: ...
    def prepare(self, *args: P.args, **kwargs: P.kwargs) -> Request: ...

class Method(_Method[P], Generic[P, Value, Arguments]):
    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> Value: ...
    @overload
    def submit(self, *args: P.args, **kwargs: P.kwargs) -> Future[Value]: ...
    @overload
    def submit(self, callback: Callback, /, *args: P.args, **kwargs: P.kwargs) -> Future[Value]: ...
    @overload
    def submit(self, arguments: Arguments, callback: Callback = ..., /) -> Future[Value]: ...
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
        dry_run: bool = ...,
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
        dry_run: bool = ...,
    ) -> Run: ...

class AsyncMethod(_Method[P], Generic[P, Value]):
    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> Coroutine[Any, Any, Value]: ...
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
        dry_run: bool = ...,
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
        dry_run: bool = ...,
    ) -> AsyncRun: ...

class _Downloads(Generic[P]):
    def download(self, target: Target, /, *args: P.args, **kwargs: P.kwargs) -> Download: ...

class _AsyncDownloads(Generic[P]):
    async def download(self, target: Target, /, *args: P.args, **kwargs: P.kwargs) -> Download: ...

class _Pages(Generic[P, Value, Item]):
    def pages(self, *args: P.args, **kwargs: P.kwargs) -> Pages[Value]: ...
    def items(self, *args: P.args, **kwargs: P.kwargs) -> Pages[Item]: ...

class _AsyncPages(Generic[P, Value, Item]):
    def pages(self, *args: P.args, **kwargs: P.kwargs) -> AsyncPages[Value]: ...
    def items(self, *args: P.args, **kwargs: P.kwargs) -> AsyncPages[Item]: ...

class ReadingMethod(Method[P, Value, Arguments], _Downloads[P]): ...
class AsyncReadingMethod(AsyncMethod[P, Value], _AsyncDownloads[P]): ...
class ListingMethod(
    Method[P, Value, Arguments], _Downloads[P], _Pages[P, Value, Item], Generic[P, Value, Item, Arguments]
): ...
class AsyncListingMethod(
    AsyncMethod[P, Value], _AsyncDownloads[P], _AsyncPages[P, Value, Item], Generic[P, Value, Item]
): ...
class SearchingMethod(Method[P, Value, Arguments], _Pages[P, Value, Item], Generic[P, Value, Item, Arguments]): ...
class AsyncSearchingMethod(AsyncMethod[P, Value], _AsyncPages[P, Value, Item], Generic[P, Value, Item]): ...

class StreamingMethod(_Method[P], Generic[P, Item]):
    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> Stream[Item]: ...

class AsyncStreamingMethod(_Method[P], Generic[P, Item]):
    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> AsyncStream[Item]: ...

# --- modes -----------------------------------------------------------------------------------------------------------

class Sync:
    """A `Client`."""

class SyncWithResponse:
    """One derived by `with_response`: a call returns a `Result`."""

class SyncWithDefaults:
    """One derived by `with_defaults`: types do not know which arguments are still required, so none is checked."""

class SyncWithBoth:
    """One derived by both."""

class Async:
    """An `AsyncClient`."""

class AsyncWithResponse:
    """One derived by `with_response`: a call returns a `Result`."""

class AsyncWithDefaults:
    """One derived by `with_defaults`: types do not know which arguments are still required, so none is checked."""

class AsyncWithBoth:
    """One derived by both."""

class Resource(Generic[Mode]):
    """A resource of a description: its actions as methods, and the resources below it."""

    def __getitem__(self, name: str) -> Any: ...
    def __contains__(self, name: object) -> bool: ...
    def __iter__(self) -> Iterator[str]: ...

Dict: TypeAlias = Mapping[str, Any]

class _Calling(Generic[P, Value, Arguments]):
    @overload
    def __get__(self, owner: Resource[Sync], kind: Any = ..., /) -> Method[P, Value, Arguments]: ...
    @overload
    def __get__(self, owner: Resource[Async], kind: Any = ..., /) -> AsyncMethod[P, Value]: ...
    @overload
    def __get__(self, owner: Resource[SyncWithResponse], kind: Any = ..., /) -> Method[P, Result[Value], Arguments]: ...
    @overload
    def __get__(self, owner: Resource[AsyncWithResponse], kind: Any = ..., /) -> AsyncMethod[P, Result[Value]]: ...
    @overload
    def __get__(self, owner: Resource[SyncWithDefaults], kind: Any = ..., /) -> Method[..., Value, Dict]: ...
    @overload
    def __get__(self, owner: Resource[AsyncWithDefaults], kind: Any = ..., /) -> AsyncMethod[..., Value]: ...
    @overload
    def __get__(self, owner: Resource[SyncWithBoth], kind: Any = ..., /) -> Method[..., Result[Value], Dict]: ...
    @overload
    def __get__(self, owner: Resource[AsyncWithBoth], kind: Any = ..., /) -> AsyncMethod[..., Result[Value]]: ...

class _Reading(Generic[P, Value, Arguments]):
    @overload
    def __get__(self, owner: Resource[Sync], kind: Any = ..., /) -> ReadingMethod[P, Value, Arguments]: ...
    @overload
    def __get__(self, owner: Resource[Async], kind: Any = ..., /) -> AsyncReadingMethod[P, Value]: ...
    @overload
    def __get__(
        self, owner: Resource[SyncWithResponse], kind: Any = ..., /
    ) -> ReadingMethod[P, Result[Value], Arguments]: ...
    @overload
    def __get__(
        self, owner: Resource[AsyncWithResponse], kind: Any = ..., /
    ) -> AsyncReadingMethod[P, Result[Value]]: ...
    @overload
    def __get__(self, owner: Resource[SyncWithDefaults], kind: Any = ..., /) -> ReadingMethod[..., Value, Dict]: ...
    @overload
    def __get__(self, owner: Resource[AsyncWithDefaults], kind: Any = ..., /) -> AsyncReadingMethod[..., Value]: ...
    @overload
    def __get__(self, owner: Resource[SyncWithBoth], kind: Any = ..., /) -> ReadingMethod[..., Result[Value], Dict]: ...
    @overload
    def __get__(self, owner: Resource[AsyncWithBoth], kind: Any = ..., /) -> AsyncReadingMethod[..., Result[Value]]: ...

class _Listing(Generic[P, Value, Item, Arguments]):
    @overload
    def __get__(self, owner: Resource[Sync], kind: Any = ..., /) -> ListingMethod[P, Value, Item, Arguments]: ...
    @overload
    def __get__(self, owner: Resource[Async], kind: Any = ..., /) -> AsyncListingMethod[P, Value, Item]: ...
    @overload
    def __get__(
        self, owner: Resource[SyncWithResponse], kind: Any = ..., /
    ) -> ListingMethod[P, Result[Value], Item, Arguments]: ...
    @overload
    def __get__(
        self, owner: Resource[AsyncWithResponse], kind: Any = ..., /
    ) -> AsyncListingMethod[P, Result[Value], Item]: ...
    @overload
    def __get__(
        self, owner: Resource[SyncWithDefaults], kind: Any = ..., /
    ) -> ListingMethod[..., Value, Item, Dict]: ...
    @overload
    def __get__(
        self, owner: Resource[AsyncWithDefaults], kind: Any = ..., /
    ) -> AsyncListingMethod[..., Value, Item]: ...
    @overload
    def __get__(
        self, owner: Resource[SyncWithBoth], kind: Any = ..., /
    ) -> ListingMethod[..., Result[Value], Item, Dict]: ...
    @overload
    def __get__(
        self, owner: Resource[AsyncWithBoth], kind: Any = ..., /
    ) -> AsyncListingMethod[..., Result[Value], Item]: ...

class _Searching(Generic[P, Value, Item, Arguments]):
    @overload
    def __get__(self, owner: Resource[Sync], kind: Any = ..., /) -> SearchingMethod[P, Value, Item, Arguments]: ...
    @overload
    def __get__(self, owner: Resource[Async], kind: Any = ..., /) -> AsyncSearchingMethod[P, Value, Item]: ...
    @overload
    def __get__(
        self, owner: Resource[SyncWithResponse], kind: Any = ..., /
    ) -> SearchingMethod[P, Result[Value], Item, Arguments]: ...
    @overload
    def __get__(
        self, owner: Resource[AsyncWithResponse], kind: Any = ..., /
    ) -> AsyncSearchingMethod[P, Result[Value], Item]: ...
    @overload
    def __get__(
        self, owner: Resource[SyncWithDefaults], kind: Any = ..., /
    ) -> SearchingMethod[..., Value, Item, Dict]: ...
    @overload
    def __get__(
        self, owner: Resource[AsyncWithDefaults], kind: Any = ..., /
    ) -> AsyncSearchingMethod[..., Value, Item]: ...
    @overload
    def __get__(
        self, owner: Resource[SyncWithBoth], kind: Any = ..., /
    ) -> SearchingMethod[..., Result[Value], Item, Dict]: ...
    @overload
    def __get__(
        self, owner: Resource[AsyncWithBoth], kind: Any = ..., /
    ) -> AsyncSearchingMethod[..., Result[Value], Item]: ...

class _Streaming(Generic[P, Item]):
    @overload
    def __get__(self, owner: Resource[Sync], kind: Any = ..., /) -> StreamingMethod[P, Item]: ...
    @overload
    def __get__(self, owner: Resource[Async], kind: Any = ..., /) -> AsyncStreamingMethod[P, Item]: ...
    @overload
    def __get__(self, owner: Resource[SyncWithResponse], kind: Any = ..., /) -> StreamingMethod[P, Item]: ...
    @overload
    def __get__(self, owner: Resource[AsyncWithResponse], kind: Any = ..., /) -> AsyncStreamingMethod[P, Item]: ...
    @overload
    def __get__(self, owner: Resource[SyncWithDefaults], kind: Any = ..., /) -> StreamingMethod[..., Item]: ...
    @overload
    def __get__(self, owner: Resource[AsyncWithDefaults], kind: Any = ..., /) -> AsyncStreamingMethod[..., Item]: ...
    @overload
    def __get__(self, owner: Resource[SyncWithBoth], kind: Any = ..., /) -> StreamingMethod[..., Item]: ...
    @overload
    def __get__(self, owner: Resource[AsyncWithBoth], kind: Any = ..., /) -> AsyncStreamingMethod[..., Item]: ...

# --- kinds of actions: decorators, parametrized with the types of the action ------------------------------------------

class Calls(Generic[Value, Arguments]):
    """An action that changes something."""

    def __call__(self, function: Callable[Concatenate[Any, P], object]) -> _Calling[P, Value, Arguments]: ...

class Reads(Generic[Value, Arguments]):
    """An action whose response can be downloaded."""

    def __call__(self, function: Callable[Concatenate[Any, P], object]) -> _Reading[P, Value, Arguments]: ...

class Lists(Generic[Value, Item, Arguments]):
    """An action that returns a list in pages."""

    def __call__(self, function: Callable[Concatenate[Any, P], object]) -> _Listing[P, Value, Item, Arguments]: ...

class Searches(Generic[Value, Item, Arguments]):
    """An action that returns a list in pages, and is not a GET."""

    def __call__(self, function: Callable[Concatenate[Any, P], object]) -> _Searching[P, Value, Item, Arguments]: ...

class Streams(Generic[Item]):
    """An action whose response is a stream."""

    def __call__(self, function: Callable[Concatenate[Any, P], object]) -> _Streaming[P, Item]: ...
