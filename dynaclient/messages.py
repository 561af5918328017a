"""What goes out and what comes back, as frozen values; no network here."""

from __future__ import annotations

import json
import time
from base64 import b64encode, urlsafe_b64encode
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, Union, overload, runtime_checkable
from urllib.parse import quote, quote_plus

T = TypeVar("T")

MASK = "***"
"""What stands in every text in place of a secret."""

_SECRET_FIELDS = frozenset({"authorization", "proxy-authorization", "set-cookie"})
"""Headers that hold nothing else; what a description calls secret comes to them, message by message."""


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


SHORTEST = 6
"""Characters that a secret has to have to be looked for in what comes back: shorter ones stand in any text."""


def redact(value: Any, texts: Iterable[str]) -> Any:
    """
    Give plain data, a text, bytes, headers or a response with a mask for each of these secrets, wherever it stands.

    It is found as it is, percent-encoded, as HTML, JSON and Python write it, and in base64.
    """
    forms = {form for text in texts if len(text) >= SHORTEST for form in _forms_of(text)}
    return _without(value, sorted(forms, key=len, reverse=True)) if forms else value


def _forms_of(text: str) -> set[str]:
    from html import escape

    once = quote(text, safe="")
    coded = {function(text.encode("utf-8", "surrogatepass")).decode() for function in (b64encode, urlsafe_b64encode)}
    quoted = {json.dumps(text)[1:-1], json.dumps(text, ensure_ascii=False)[1:-1], escape(text), repr(text)[1:-1]}
    twice = {json.dumps(each)[1:-1] for each in quoted}
    encoded = {once, quote(once, safe=""), quote_plus(text)}
    return {text, *encoded, *quoted, *twice, *coded, *(each.rstrip("=") for each in coded)}


def _without(value: Any, forms: list[str]) -> Any:
    for kind, masking in _MASKINGS:
        if isinstance(value, kind):
            return masking(value, forms)
    return value


def _text_without(value: str, forms: list[str]) -> str:
    for form in forms:
        value = value.replace(form, MASK)
    return value


def _bytes_without(value: bytes, forms: list[str]) -> bytes:
    for form in forms:
        value = value.replace(form.encode("utf-8", "surrogatepass"), MASK.encode())
    return value


def _response_without(value: Response, forms: list[str]) -> Response:
    return replace(value, headers=_without(value.headers, forms), body=_without(value.body, forms))


class Headers(Mapping[str, str]):
    """
    Header fields of a message: frozen, looked up without regard to case, in the order they were given.

    Whoever looks a field up gets its value. A `repr` and a pickle have masks for credentials, cookies and what the
    description calls secret.
    """

    __slots__ = ("_fields", "_hidden")

    def __init__(self, fields: Iterable[tuple[str, str]] = ()) -> None:
        self._hidden = _SECRET_FIELDS
        self._fields: dict[str, tuple[str, str]] = {}
        for name, value in fields:
            key = name.lower()
            seen = self._fields.get(key)
            # RFC 9110, section 5.3: fields of one name mean the same as their values joined with commas.
            self._fields[key] = (name, value) if seen is None else (seen[0], f"{seen[1]}, {value}")

    def __getitem__(self, name: str) -> str:
        return self._fields[name.lower()][1]

    if TYPE_CHECKING:

        @overload
        def get(self, name: str, /) -> str | None: ...
        @overload
        def get(self, name: str, /, default: str | T) -> str | T: ...

    def get(self, name: str, /, default: Any = None) -> Any:
        """Give the value of a field, or `default` where there is none."""
        found = self._fields.get(name.lower())
        return default if found is None else found[1]

    def __iter__(self) -> Iterator[str]:
        return (name for name, _ in self._fields.values())

    def pairs(self) -> Iterable[tuple[str, str]]:
        """Give each field's name and value; `items` gives the same, one look-up at a time."""
        return self._fields.values()

    def __len__(self) -> int:
        return len(self._fields)

    def __reduce__(self) -> tuple[Any, ...]:
        return Headers, (tuple(self.shown().items()),)

    def __copy__(self) -> Headers:
        return self

    def __deepcopy__(self, _: Any) -> Headers:
        return self

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name.lower() in self._fields

    def __repr__(self) -> str:
        return f"Headers({self.shown()!r})"

    def shown(self) -> dict[str, str]:
        """Give the fields as they may be shown and stored: what is secret is a mask."""
        return {
            name: _masked_field(key, value) if key in self._hidden else value
            for key, (name, value) in self._fields.items()
        }

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
        changed = Headers.__new__(Headers)
        changed._hidden = self._hidden
        changed._fields = self._fields.copy()
        for name, value in fields:
            changed._fields[name.lower()] = (name, value)
        return changed

    def hiding(self, names: Iterable[str]) -> Headers:
        """Give these headers with the values of those of these names kept out of what is shown."""
        changed = self.with_fields(())
        changed._hidden = self._hidden.union(name.lower() for name in names)
        return changed


def _masked_field(key: str, value: str) -> str:
    """Give a field's mask: what kind of credential it is stays to be seen."""
    kind, space, _ = value.partition(" ")
    return f"{kind} {MASK}" if key == "authorization" and space else MASK


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
        return self._with(self.headers.with_fields(fields), shown)

    def with_credential(self, name: str, value: str, shown: str = MASK) -> Request:
        """Give this request with a header that holds a credential; `shown` stands for it in texts and recordings."""
        twin = self.without_credentials().with_headers([(name, shown)])
        headers = self.headers.with_fields([(name, value)])
        if name.lower() not in _SECRET_FIELDS:
            headers = headers.hiding([name])
        return self._with(headers, twin)

    def _with(self, headers: Headers, shown: Request | None) -> Request:
        # By hand: `dataclasses.replace` takes several times as long, and this is done twice for each call.
        return Request(self.method, self.url, headers, self.body, self.action, shown)

    def with_query_credential(self, name: str, value: str) -> Request:
        """Give this request with a credential, already percent-encoded, at the end of its query."""
        mark = "&" if "?" in self.url else "?"
        twin = self.without_credentials()
        return replace(
            self, url=f"{self.url}{mark}{name}={value}", shown=replace(twin, url=f"{twin.url}{mark}{name}={MASK}")
        )

    def hides(self, text: str) -> bool:
        """Say whether a text is part of what is not shown of this request's headers."""
        shown = self.without_credentials().headers
        return any(text in value for name, value in self.headers.items() if shown.get(name) != value)

    def __reduce__(self) -> tuple[Any, ...]:
        shown = self.without_credentials()
        return Request, (shown.method, shown.url, shown.headers, shown.body, shown.action)

    def __repr__(self) -> str:
        size = (
            "no body" if self.body is None else f"{len(self.body)} bytes" if isinstance(self.body, bytes) else "stream"
        )
        return f"<Request {self.action}: {self.method} {self.without_credentials().url}, {size}>"


@dataclass(frozen=True)
class Limits:
    """What one attempt may take."""

    connect_timeout: float = 5.0
    """Seconds for a connection: name, all its addresses, tunnel and encryption together."""
    read_timeout: float = 30.0
    """Seconds without a byte."""
    deadline: float = float("inf")
    """The moment (`time.monotonic`) at which the whole call ends."""
    max_response_bytes: int | None = 32 * 1024 * 1024
    """Bytes that an answer may have once it is decoded; None for any number."""
    stream: bool = False
    """Whether the body of an answer of 2xx is left to be read piece by piece (`Response.pieces`)."""

    def seconds(self, most: float) -> float:
        """Give the seconds that a step may take: `most`, or what is left of the whole."""
        return max(0.001, min(most, self.deadline - time.monotonic()))


class Pieces(Protocol):
    """A body that comes piece by piece, decoded as its ``Content-Encoding`` says; `NotDelivered` where it is cut."""

    @property
    def complete(self) -> bool:
        """False where only the end of the connection says that the body is whole; known when its end is reached."""

    def __aiter__(self) -> AsyncIterator[bytes]:
        """Give the pieces, as they come. A thread waits in each: it can go through them with `runtime.backends.run`."""

    async def aclose(self) -> None:
        """Give up what has not been read, and the connection with it. At the end it does nothing more."""


@dataclass(frozen=True)
class Response:
    """One HTTP response, read to its end, or to the end of its head, and decoded as its ``Content-Encoding`` says."""

    status: int
    headers: Headers = field(default_factory=Headers)
    body: bytes = b""
    complete: bool = True
    """False where nothing says that the body is all of it: it had no length, and ended with the connection."""
    pieces: Pieces | None = field(default=None, repr=False, compare=False)
    """The body where it is still to come, as `Limits.stream` asks for; None where `body` has all of it."""


@dataclass(frozen=True)
class Result:
    """What `client.with_response` gives: the value of the call, and how it came."""

    data: Any
    status: int
    headers: Headers
    attempts: int
    complete: bool = True
    """False where nothing says that a text or bytes are all of it: no length came, and the connection ended."""


_MASKINGS: tuple[tuple[type, Callable[[Any, list[str]], Any]], ...] = (
    (str, _text_without),
    (bytes, _bytes_without),
    (dict, lambda value, forms: {_without(name, forms): _without(each, forms) for name, each in value.items()}),
    (list, lambda value, forms: [_without(each, forms) for each in value]),
    (tuple, lambda value, forms: tuple(_without(each, forms) for each in value)),
    (Headers, lambda value, forms: Headers((name, _without(each, forms)) for name, each in value.items())),
    (Response, _response_without),
)
"""Each kind of value that a secret may stand in, and how the value is given without it."""
