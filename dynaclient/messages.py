"""Requests, responses and what they are made of, as frozen values. No network here."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, Union, overload, runtime_checkable

from .display.shown import ShownAsTable
from .records import dataclass, field, replace
from .redaction import MASK, CutOff, redact_queries
from .strings.counting import counted
from .strings.expressions import expression

if TYPE_CHECKING:
    from .display.blocks import Block

T = TypeVar("T")

_SECRET_FIELDS = frozenset({"authorization", "proxy-authorization", "set-cookie"})
_URL_FIELDS = frozenset({"location", "content-location", "link", "refresh"})
"""Headers that are always secret; a request adds those that its description marks secret."""
FORBIDDEN_HEADERS = frozenset(
    {
        "authorization", "connection", "content-length", "content-type", "cookie", "expect", "host", "keep-alive",
        "proxy-authorization", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade",
    }
)  # fmt: skip
"""Headers that belong to the message, the connection or the credentials; no parameter may set them."""
HTTP_TOKEN = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"  # noqa: S105 - no secret: the word of RFC 9110
"""The form of a token (RFC 9110, section 5.6.2), as part of a regular expression."""
FIELD_NAME = expression(HTTP_TOKEN)
"""The name of a header; methods and auth schemes have the same form."""
FIELD_VALUE = expression(r"[!-~](?:[\t -~]*[!-~])?")
"""The value of a header, unless it is empty."""
METHODS_WITHOUT_EFFECT = frozenset({"GET", "HEAD", "OPTIONS", "TRACE", "QUERY", "PROPFIND", "REPORT", "SEARCH"})
"""The methods whose requests change nothing (RFC 9110, section 9.2.1; RFC 4918, 3253 and 5323 for WebDAV)."""


# --- headers ---------------------------------------------------------------------------------------------------------


class Headers(Mapping[str, str]):
    """
    The header fields of a message: frozen, case-insensitive, in the order in which they were passed.

    A lookup returns the value of a field. In a `repr` and in a pickle, credentials, cookies and what the description
    marks secret are redacted.
    """

    __slots__ = ("_fields", "_secret", "encoded", "is_shared")

    def __init__(self, fields: Iterable[tuple[str, str]] = (), *, is_shared: bool = False) -> None:
        self.is_shared = is_shared
        """Whether many requests have this object: then what is made of it is worth keeping."""
        self.encoded: str | None = None
        """Its lines in the head of a request, once they have been written and are kept."""
        pairs = fields if isinstance(fields, list) else list(fields)
        self._secret = _SECRET_FIELDS
        self._fields: dict[str, tuple[str, str]] = {pair[0].lower(): pair for pair in pairs}
        if len(self._fields) < len(pairs):
            self._fields = _joined(pairs)

    def __getitem__(self, name: str) -> str:
        return self._fields[name.lower()][1]

    if TYPE_CHECKING:

        @overload
        def get(self, name: str, /) -> str | None: ...
        @overload
        def get(self, name: str, /, default: str | T) -> str | T: ...

    def get(self, name: str, /, default: Any = None) -> Any:
        """Return the value of a field, or `default` if there is no such field."""
        found = self._fields.get(name.lower())
        return default if found is None else found[1]

    def __iter__(self) -> Iterator[str]:
        return (name for name, _ in self._fields.values())

    @property
    def by_lower_name(self) -> Mapping[str, tuple[str, str]]:
        """The name and value of each field, by its name in lower case."""
        return self._fields

    def pairs(self) -> Iterable[tuple[str, str]]:
        """Return the name and value of each field. `items` returns the same, with one lookup for each field."""
        return self._fields.values()

    def __len__(self) -> int:
        return len(self._fields)

    def __reduce__(self) -> tuple[Any, ...]:
        return Headers, (tuple(self.redacted().items()),)

    def __copy__(self) -> Headers:
        return self

    def __deepcopy__(self, _: Any) -> Headers:
        return self

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name.lower() in self._fields

    def __repr__(self) -> str:
        return f"Headers({self.redacted()!r})"

    def with_parts(self, change: Callable[[str], str]) -> Headers:
        """Return the headers with each name and each value changed by a function."""
        changed = Headers((change(name), change(value)) for name, value in self.pairs())
        changed._secret = self._secret
        return changed

    def redacted(self) -> dict[str, str]:
        """Return the fields as they may be logged and stored, with secret values redacted, also those in URLs."""
        return {
            name: _redact_field(key, value) if key in self._secret else _redact_urls(key, value)
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
        """Return these headers with `fields` added; a field replaces one with the same name."""
        changed = Headers.__new__(Headers)
        changed.is_shared = False
        changed.encoded = None
        changed._secret = self._secret
        changed._fields = self._fields.copy()
        for name, value in fields:
            changed._fields[name.lower()] = (name, value)
        return changed

    def with_redacted(self, names: Iterable[str]) -> Headers:
        """Return these headers with the fields of these names marked secret."""
        changed = self.with_fields(())
        changed._secret = self._secret.union(name.lower() for name in names)
        return changed


def _joined(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, str]]:
    """Return fields by name in lower case; those with the same name become one (RFC 9110, section 5.3)."""
    fields: dict[str, tuple[str, str]] = {}
    for name, value in pairs:
        seen = fields.get(name.lower())
        fields[name.lower()] = (name, value) if seen is None else (seen[0], f"{seen[1]}, {value}")
    return fields


def _redact_field(key: str, value: str) -> str:
    """Return the redacted value of a field; the scheme of a credential (such as ``Bearer``) stays."""
    scheme, space, _ = value.partition(" ")
    return f"{scheme} {MASK}" if key == "authorization" and space else MASK


def _redact_urls(key: str, value: str) -> str:
    return redact_queries(value) if key in _URL_FIELDS else value


# --- requests --------------------------------------------------------------------------------------------------------


class NotBytes(TypeError):
    """What a caller passes as a body has a piece that is not bytes. The message says what it is, and what to do."""


@runtime_checkable
class Stream(Protocol):
    """A body that is written in chunks."""

    @property
    def length(self) -> int | None:
        """Its size in bytes; None if that is not known in advance."""

    def __iter__(self) -> Iterator[bytes]:
        """Yield the bytes, chunk by chunk."""


Body = Union[bytes, Stream, None]


@dataclass(frozen=True, repr=False)
class Request:
    """One HTTP request, ready to be sent: exactly these bytes go over the wire."""

    method: str
    url: str
    headers: Headers = field(default_factory=Headers)
    body: Body = field(default=None, repr=False)
    action: str = ""
    """Full name of the action."""
    redacted_copy: Request | None = field(default=None, repr=False, compare=False)
    """The same request with each declared secret redacted; None if it has none."""
    masks: tuple[tuple[str, str], ...] = field(default=(), repr=False, compare=False)
    """The header fields that have credentials, as they may be logged and stored."""

    def __init__(  # noqa: PLR0917 - in the order of the fields
        self,
        method: str,
        url: str,
        headers: Headers = Headers(),  # noqa: B008 - it is frozen
        body: Body = None,
        action: str = "",
        redacted_copy: Request | None = None,
        masks: tuple[tuple[str, str], ...] = (),
    ) -> None:
        # As in the two classes below: the `__init__` of a frozen dataclass takes three times as long.
        values = self.__dict__
        values["method"] = method
        values["url"] = url
        values["headers"] = headers
        values["body"] = body
        values["action"] = action
        values["redacted_copy"] = redacted_copy
        values["masks"] = masks

    def without_credentials(self) -> Request:
        """Return this request as it may be logged and stored: credentials and declared secrets are redacted."""
        shown = self.redacted_copy or self
        return shown._with(shown.headers.with_fields(self.masks), None, ()) if self.masks else shown

    def with_headers(self, fields: Iterable[tuple[str, str]]) -> Request:
        """Return this request with `fields` added to its headers; a field replaces one with the same name."""
        fields = tuple(fields)
        redacted_copy = self.redacted_copy and self.redacted_copy.with_headers(fields)
        replaced = {name.lower() for name, _ in fields}
        masks = tuple(mask for mask in self.masks if mask[0].lower() not in replaced) if self.masks else ()
        return self._with(self.headers.with_fields(fields), redacted_copy, masks)

    def with_credential(self, name: str, value: str, redacted: str = MASK) -> Request:
        """Return this request with a credential in a header; logs and recordings show `redacted` in its place."""
        headers = self.headers.with_fields(((name, value),))
        if name.lower() not in _SECRET_FIELDS:
            headers = headers.with_redacted([name])
        masks = (*self.masks, (name, redacted))
        return Request(self.method, self.url, headers, self.body, self.action, self.redacted_copy, masks)

    def _with(self, headers: Headers, redacted_copy: Request | None, masks: tuple[tuple[str, str], ...]) -> Request:
        # Not `dataclasses.replace`: it takes several times as long, and this runs for each call.
        return Request(self.method, self.url, headers, self.body, self.action, redacted_copy, masks)

    def with_known_credential(self, headers: Headers, masks: tuple[tuple[str, str], ...]) -> Request:
        """Return this request with the headers, and their masks, that `with_credential` has made of it before."""
        return Request(self.method, self.url, headers, self.body, self.action, self.redacted_copy, masks)

    def with_query_credential(self, name: str, value: str) -> Request:
        """Return this request with a credential, already percent-encoded, at the end of its query."""
        separator = "&" if "?" in self.url else "?"
        safe = self.without_credentials()
        return replace(
            self,
            url=f"{self.url}{separator}{name}={value}",
            redacted_copy=replace(safe, url=f"{safe.url}{separator}{name}={MASK}"),
            masks=(),
        )

    def redacts(self, string: str) -> bool:
        """Return whether a string is part of a header value that is redacted."""
        safe = self.without_credentials().headers
        return any(string in value for name, value in self.headers.items() if safe.get(name) != value)

    def __reduce__(self) -> tuple[Any, ...]:
        safe = self.without_credentials()
        return Request, (safe.method, safe.url, safe.headers, safe.body, safe.action)

    def __repr__(self) -> str:
        known = counted(len(self.body), "byte") if isinstance(self.body, bytes) else "stream"
        size = "no body" if self.body is None else known
        return f"<Request {self.action}: {self.method} {self.without_credentials().url}, {size}>"


@dataclass(frozen=True)
class Limits:
    """The limits of one attempt."""

    connect_timeout: float = 5.0
    """Seconds to connect: name resolution, all addresses, tunnel and TLS together."""
    read_timeout: float = 30.0
    """Seconds without a byte."""
    deadline: float = float("inf")
    """The moment, on `time.monotonic`, at which the whole call ends."""
    max_response_bytes: int | None = 32 * 1024 * 1024
    """Bytes of the largest response, once it is decoded; None for no limit."""
    stream: bool = False
    """Whether the body of a 2xx response is not read, but left to be iterated over (`Response.pieces`)."""
    local_only: bool = False
    """Whether the request must not leave this machine unencrypted: it has a credential, and its URL is ``http://``."""
    connected: Callable[[Callable[[], None]], None] | None = field(default=None, repr=False, compare=False)
    """
    Is called with a function that ends the connection of this attempt, from whichever thread, once there is one.

    None unless the attempt is that of a stream, which may be closed while it waits. A transport may leave it out.
    """

    def __init__(  # noqa: PLR0917 - in the order of the fields
        self,
        connect_timeout: float = connect_timeout,
        read_timeout: float = read_timeout,
        deadline: float = deadline,
        max_response_bytes: int | None = max_response_bytes,
        stream: bool = stream,
        local_only: bool = local_only,
        connected: Callable[[Callable[[], None]], None] | None = None,
    ) -> None:
        values = self.__dict__
        values["connect_timeout"] = connect_timeout
        values["read_timeout"] = read_timeout
        values["deadline"] = deadline
        values["max_response_bytes"] = max_response_bytes
        values["stream"] = stream
        values["local_only"] = local_only
        if connected is not None:  # as in very few calls
            values["connected"] = connected

    def seconds(self, most: float) -> float:
        """Return the timeout of a step in seconds: `most`, or the time until the deadline if that is less."""
        return max(0.001, min(most, self.deadline - time.monotonic()))


# --- responses -------------------------------------------------------------------------------------------------------


class Pieces(Protocol):
    """A body that is read in chunks, decoded as its ``Content-Encoding`` declares. Raises `NotDelivered` if cut off."""

    @property
    def complete(self) -> bool:
        """False if only the close of the connection marks the end of the body; known once the end is reached."""

    def __aiter__(self) -> AsyncIterator[bytes]:
        """Yield the chunks as they arrive. Each step blocks a thread, which iterates with `runtime.backends.run`."""

    async def aclose(self) -> None:
        """Discard what has not been read, and close the connection. Does nothing after the end."""


@dataclass(frozen=True)
class Response:
    """One HTTP response, read to the end of its body or its head, and decoded as its ``Content-Encoding`` declares."""

    status: int
    headers: Headers = field(default_factory=Headers)
    body: bytes = b""
    complete: bool = True
    """False if the body may be cut off: it has no length, and ended when the connection closed; or see `problem`."""
    pieces: Pieces | None = field(default=None, repr=False, compare=False)
    """The body if it is still to be read, as `Limits.stream` requests; None if `body` has all of it."""
    reason: str = ""
    """The reason phrase that the server sent with the status; empty if it sent none."""
    problem: str = ""
    """Why the body of an error could not be read to its end; `complete` is False then."""

    def __init__(  # noqa: PLR0917 - in the order of the fields
        self,
        status: int,
        headers: Headers = Headers(),  # noqa: B008 - it is frozen
        body: bytes = b"",
        complete: bool = True,
        pieces: Pieces | None = None,
        reason: str = "",
        problem: str = "",
    ) -> None:
        values = self.__dict__
        values["status"] = status
        values["headers"] = headers
        values["body"] = body
        values["complete"] = complete
        values["pieces"] = pieces
        values["reason"] = reason
        values["problem"] = problem

    def with_parts(self, change: Callable[[Any], Any]) -> Response:
        """Return the response with its headers, its body and its phrases changed by a function."""
        body = change(self.body if self.complete else CutOff(self.body))
        return replace(
            self, headers=change(self.headers), body=body, reason=change(self.reason), problem=change(self.problem)
        )


@dataclass(frozen=True, repr=False)
class Result(ShownAsTable):
    """
    What a call of `client.with_response` returns: the value, with the status and headers of its response.

    What is shown of it is the beginning, and what is secret by its name is redacted; `data` has everything.
    """

    data: Any
    status: int
    headers: Headers
    attempts: int
    complete: bool = True
    """False if a string or bytes may be cut off: the body has no length, and ended when the connection closed."""

    def __repr__(self) -> str:
        # Neither whole nor with its secrets: a notebook keeps what it shows, and is shared.
        from .display.data import short

        return f"<{self._title}: {short(self.data)}>"

    @property
    def _title(self) -> str:
        attempts = f", after {self.attempts} attempts" if self.attempts > 1 else ""
        return f"Result {self.status}{attempts}{'' if self.complete else ', which may be cut off'}"

    def _blocks(self) -> Iterable[Block]:
        from .display.blocks import Paragraph
        from .display.data import data_blocks

        return [Paragraph(self._title), *data_blocks(self.data)]
