"""What goes out and what comes back, as frozen values; no network here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol, Union, runtime_checkable

MASK = "***"
"""What stands in every text in place of a secret."""


class Secret:
    """A text that shows itself to nobody who does not ask: `reveal()` gives it, everything else gives a mask."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """Give the text itself."""
        return self._text

    def __repr__(self) -> str:
        return f"Secret({MASK})"

    __str__ = __repr__

    def __format__(self, _: str) -> str:
        return repr(self)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._text == self._text

    def __hash__(self) -> int:
        return hash(self._text)

    def __reduce__(self) -> tuple[Any, ...]:
        raise TypeError("a Secret does not travel: pickle or copy the client, and give the copy its token")

    def __copy__(self) -> Secret:
        return self

    def __deepcopy__(self, _: Any) -> Secret:
        return self


class Headers(Mapping[str, str]):
    """Header fields of a message: frozen, looked up without regard to case, in the order they were given."""

    __slots__ = ("_fields",)

    def __init__(self, fields: Iterable[tuple[str, str]] = ()) -> None:
        self._fields: dict[str, tuple[str, str]] = {}
        for name, value in fields:
            key = name.lower()
            seen = self._fields.get(key)
            # RFC 9110, section 5.3: fields of one name mean the same as their values joined with commas.
            self._fields[key] = (name, value) if seen is None else (seen[0], f"{seen[1]}, {value}")

    def __getitem__(self, name: str) -> str:
        return self._fields[name.lower()][1]

    def __iter__(self) -> Iterator[str]:
        return (name for name, _ in self._fields.values())

    def __len__(self) -> int:
        return len(self._fields)

    def __reduce__(self) -> tuple[Any, ...]:
        return Headers, (tuple(self._fields.values()),)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name.lower() in self._fields

    def __repr__(self) -> str:
        return f"Headers({dict(self)!r})"

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Headers):
            return {key: value for key, (_, value) in self._fields.items()} == {
                key: value for key, (_, value) in other._fields.items()
            }
        return NotImplemented

    def __hash__(self) -> int:
        return hash(frozenset((key, value) for key, (_, value) in self._fields.items()))

    def with_fields(self, fields: Iterable[tuple[str, str]]) -> Headers:
        """Give these headers with `fields` put in place of those of the same name."""
        changed = Headers()
        changed._fields = {**self._fields, **{name.lower(): (name, value) for name, value in fields}}
        return changed


@runtime_checkable
class Stream(Protocol):
    """A body that is written piece by piece: `length` is its size in bytes, or None when it is not known."""

    @property
    def length(self) -> int | None:
        """Its size in bytes, or None."""

    def __iter__(self) -> Iterator[bytes]:
        """Give the bytes, piece by piece."""


Body = Union[bytes, Stream, None]


@dataclass(frozen=True)
class Request:
    """One HTTP request, ready to be sent: exactly these bytes go out."""

    method: str
    url: str
    headers: Headers = field(default_factory=Headers)
    body: Body = field(default=None, repr=False)
    action: str = ""
    """Full name of the action that it carries out."""
    shown: Request | None = field(default=None, repr=False, compare=False)
    """The same request with a mask for each credential and each declared secret; None where it has neither."""

    def without_credentials(self) -> Request:
        """Give this request as it may be shown and stored: each credential, and what is declared secret, is a mask."""
        return self.shown or self

    def with_headers(self, fields: Iterable[tuple[str, str]]) -> Request:
        """Give this request with `fields` put in place of the headers of the same name."""
        fields = tuple(fields)
        shown = self.shown and self.shown.with_headers(fields)
        return replace(self, headers=self.headers.with_fields(fields), shown=shown)

    def with_credential(self, name: str, value: str, shown: str = MASK) -> Request:
        """Give this request with a header that holds a credential; `shown` stands for it in texts and recordings."""
        twin = self.without_credentials().with_headers([(name, shown)])
        return replace(self, headers=self.headers.with_fields([(name, value)]), shown=twin)

    def with_query_credential(self, name: str, value: str) -> Request:
        """Give this request with a credential, already percent-encoded, at the end of its query."""
        mark = "&" if "?" in self.url else "?"
        twin = self.without_credentials()
        return replace(
            self, url=f"{self.url}{mark}{name}={value}", shown=replace(twin, url=f"{twin.url}{mark}{name}={MASK}")
        )

    def __reduce__(self) -> tuple[Any, ...]:
        shown = self.without_credentials()
        return Request, (shown.method, shown.url, shown.headers, shown.body, shown.action)

    def __repr__(self) -> str:
        size = (
            "no body" if self.body is None else f"{len(self.body)} bytes" if isinstance(self.body, bytes) else "stream"
        )
        return f"<Request {self.action}: {self.method} {self.without_credentials().url}, {size}>"


@dataclass(frozen=True)
class Response:
    """One HTTP response, read to its end and decoded as its ``Content-Encoding`` says."""

    status: int
    headers: Headers = field(default_factory=Headers)
    body: bytes = b""


@dataclass(frozen=True)
class Result:
    """What `client.with_response` gives: the value of the call, and how it came."""

    data: Any
    status: int
    headers: Headers
    attempts: int
