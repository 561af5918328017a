"""Types of arguments, results, options and iterators, for type checkers alone; `typed` re-exports them."""

import os
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any, BinaryIO, Generic, Literal, Protocol, SupportsIndex, TypeAlias, TypedDict, TypeVar
from uuid import UUID

from typing_extensions import Self

from ..bulk.outcomes import Outcome
from ..errors import DynaclientError
from ..messages import Headers
from ..messages import Result as PlainResult
from ..results.progress import Snapshot

Value = TypeVar("Value")
"""The value that a call returns."""
Item = TypeVar("Item")
"""An element of a list or a stream."""
T_co = TypeVar("T_co", covariant=True)

# --- values ----------------------------------------------------------------------------------------------------------

String: TypeAlias = str | int | float | Decimal | date | time | UUID | Enum
"""A string outside a body, and whatever is written as one."""
Integer: TypeAlias = int | Decimal | str | Enum
"""An integer outside a body, or its digits."""
Number: TypeAlias = float | Decimal | str | Enum
"""A number outside a body, or its digits."""
Boolean: TypeAlias = bool | Literal["true", "false"] | Enum
"""A boolean outside a body."""
JSONNumber: TypeAlias = float | Decimal
"""A number in a body."""
EnumMember: TypeAlias = Enum
"""A member of an `Enum`, which is sent as its value."""
Date: TypeAlias = str | date
DateTime: TypeAlias = str | date
Time: TypeAlias = str | time
Uuid: TypeAlias = str | UUID
Moment: TypeAlias = datetime
Base64: TypeAlias = str | bytes | bytearray | memoryview

class Readable(Protocol):
    """An open file, in binary mode."""

    def read(self, size: int, /) -> bytes: ...

FileData: TypeAlias = Path | bytes | bytearray | memoryview | Readable | Iterable[bytes]
File: TypeAlias = FileData | tuple[str, FileData] | tuple[str, FileData, str]
"""A file in a body, by itself or with its name and its media type."""
Target: TypeAlias = str | os.PathLike[str] | BinaryIO
"""What a download is written to."""

class ListOf(Protocol[T_co]):
    """A list or a tuple; not a string, though that is a sequence of strings."""

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
"""A source of rows for `map`."""
Progress: TypeAlias = bool | Callable[[Snapshot], Any]
Callback: TypeAlias = Callable[[DynaclientError | None, Any], Any]
ValidationMode: TypeAlias = Literal["raise", "warn", "off"]
FrameKind: TypeAlias = Literal["pandas", "polars"]
Rerun: TypeAlias = Literal["failed", "unknown"]

class Result(PlainResult, Generic[Value]):
    """What a client derived by `with_response` returns: the value of the call, with status and headers."""

    data: Value

# --- options ---------------------------------------------------------------------------------------------------------

class CommonOptions(TypedDict, total=False):
    """The arguments that clients, `mock` and `with_options` have in common."""

    timeout: float | None
    connect_timeout: float
    read_timeout: float
    retries: int
    redirects: int
    max_response_bytes: int | None
    allow_http: bool
    validate: ValidationMode
    validate_responses: ValidationMode
    content: str | None
    max_items: int | None
    max_pages: int | None
    progress: Progress
    reconnect: float | None

class Options(CommonOptions, total=False):
    """The arguments of `with_options`."""

    headers: Mapping[str, str]
    query: Mapping[str, Any]

class MockOptions(CommonOptions, total=False):
    """The arguments of `mock` besides a description."""

    patch: Any
    grants: Mapping[str, Iterable[str]] | None
    store: str | os.PathLike[str]
    ttl: float | None
    https: bool
    strict: bool
    seed: Any
    token: Any
    auth: Any
    lint: bool
    scopes: Iterable[str] | None
    variables: Mapping[str, str] | None
    trusted_origins: Iterable[str]
    headers: Mapping[str, str] | None
    query: Mapping[str, Any] | None
    transport: Any
    session: Any
    proxy: str | None
    ca: str | None
    cert: str | tuple[str, str] | None

class ClientOptionsBesideServer(CommonOptions, total=False):
    """The arguments of a client besides a description and the name of a server, which stubs know."""

    token: Any
    auth: Any
    url: str | None
    patch: Any
    lint: bool
    scopes: Iterable[str] | None
    variables: Mapping[str, str] | None
    trusted_origins: Iterable[str]
    headers: Mapping[str, str] | None
    query: Mapping[str, Any] | None
    transport: Any
    session: Any
    proxy: str | None
    ca: str | None
    cert: str | tuple[str, str] | None
    trust_env: bool
    max_connections: int

class ClientOptions(ClientOptionsBesideServer, total=False):
    """The arguments of a client besides a description."""

    server: str | None

# --- iterators -----------------------------------------------------------------------------------------------------

class ClosableIterator(Iterator[Item]):
    """An iterator that holds a resource until `close`."""

    def __iter__(self) -> Self: ...
    def __next__(self) -> Item: ...
    def close(self) -> None: ...
    def __enter__(self) -> Self: ...
    def __exit__(self, *_: object) -> None: ...

class AsyncClosableIterator(AsyncIterator[Item]):
    """An asynchronous iterator that holds a resource until `aclose`."""

    def __aiter__(self) -> Self: ...
    async def __anext__(self) -> Item: ...
    async def aclose(self) -> None: ...
    async def __aenter__(self) -> Self: ...
    async def __aexit__(self, *_: object) -> None: ...

class _Paged:
    @property
    def total(self) -> int | None: ...
    @property
    def cursor(self) -> dict[str, Any] | None: ...
    def resume(self, cursor: Mapping[str, Any]) -> Self: ...

class Pages(_Paged, ClosableIterator[Item]):
    """Pages, or their items: `total` is the number of items, `cursor` where `resume` continues."""

    def to_frame(self, kind: FrameKind = ...) -> Any: ...

class AsyncPages(_Paged, AsyncClosableIterator[Item]):
    """Pages, or their items: `total` is the number of items, `cursor` where `resume` continues."""

    async def to_frame(self, kind: FrameKind = ...) -> Any: ...

class _StreamState:
    @property
    def status(self) -> int | None: ...
    @property
    def headers(self) -> Headers | None: ...
    @property
    def last_event_id(self) -> str: ...
    @property
    def reconnects(self) -> int: ...

class Stream(_StreamState, ClosableIterator[Item]):
    """The events, values or bytes of a stream; `last_event_id` and `reconnects` are of event streams."""

class AsyncStream(_StreamState, AsyncClosableIterator[Item]):
    """The events, values or bytes of a stream; `last_event_id` and `reconnects` are of event streams."""

class _Counted:
    @property
    def done(self) -> int: ...
    @property
    def failed(self) -> int: ...
    @property
    def unknown(self) -> int: ...

class Run(_Counted, ClosableIterator[Outcome]):
    """The outcomes of `imap`, in the order in which they are yielded."""

class AsyncRun(_Counted, AsyncClosableIterator[Outcome]):
    """The outcomes of `imap`, in the order in which they are yielded."""
