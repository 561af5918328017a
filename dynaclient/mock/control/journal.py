"""The requests that a mock server received, and what became of them: the latest ones, within a limited memory."""

from __future__ import annotations

import datetime
import threading
from collections import Counter, deque
from collections.abc import Mapping
from functools import cached_property
from itertools import chain
from sys import getsizeof
from typing import Any

from ...client.allowance import matches
from ...description.model import Action
from ...errors import Problem, printable
from ...messages import Headers
from ...records import dataclass
from .. import schema_views
from ..exchange import Handled, MockRequest
from .redacting import (
    Declared,
    argument_list,
    redacted_headers,
    redacted_request_body,
    redacted_response_body,
    redacted_response_headers,
    redacted_target,
)

MAX_REQUESTS = 1_000
"""Requests that are kept; of more, the latest ones."""
MAX_BYTES = 32 * 1024 * 1024
"""Bytes of memory that they take, about; the latest request is kept whatever its size."""
_OVERHEAD = 1_024
"""Bytes that a request takes besides its parts."""
_FIELD = 200
"""Bytes that a header field takes besides its name and its value."""


@dataclass(frozen=True, eq=False, repr=False)
class Received:
    """
    A request that a mock server received, and what became of it.

    `str()` and `repr()` show it with all secrets redacted. The attributes have it as it was sent, so that tests can
    compare it.
    """

    number: int
    """Its number, from 1, which no other request of the server has."""
    time: datetime.datetime
    """When it was received, by the clock of the server."""
    ms: float
    """Milliseconds that it took, without an ordered delay of the response."""
    _request: MockRequest
    _handled: Handled
    _declared: Declared

    @property
    def method(self) -> str:
        """The HTTP method."""
        return self._request.method

    @property
    def path(self) -> str:
        """The path as it was sent, without the query."""
        return self._request.path

    @property
    def query(self) -> str:
        """The query as it was sent."""
        return self._request.query

    @property
    def headers(self) -> Headers:
        """The headers as they were sent; their `repr` is redacted."""
        return self._request.headers

    @property
    def body(self) -> bytes:
        """The body without its `Content-Encoding`, which the headers still have, with the length that was sent."""
        return self._request.body

    @property
    def action(self) -> str:
        """The full name of the action that it called; empty if there is none for it."""
        return self._handled.action

    @cached_property
    def arguments(self) -> Mapping[str, Any]:
        """Its arguments by name, of the types that the description declares; empty if it was rejected."""
        found = self.described
        arguments = self._handled.arguments
        return {name: _typed(found, name, value) for name, value in arguments.items()} if found else arguments

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Why it is not valid; empty if it is."""
        return self._handled.problems

    @property
    def drift(self) -> tuple[Problem, ...]:
        """How the response of the real API differs from the description; empty if it does not."""
        return self._handled.drift

    @property
    def status(self) -> int:
        """The status of the response."""
        return self._handled.response.status

    @property
    def origin(self) -> str:
        """
        Where the content of the response is from; empty for others.

        It is ``stored``, ``example``, ``generated``, ``recorded`` or, by the real API, ``proxied``.
        """
        return self._handled.response.origin

    @property
    def ignored(self) -> tuple[str, ...]:
        """The arguments that changed nothing."""
        return self._handled.response.ignored

    @property
    def response_headers(self) -> Headers:
        """The headers of the response that the action has set."""
        return Headers(self._handled.response.headers)

    @property
    def response_body(self) -> bytes:
        """The body of the response, whatever was ordered to become of it on the way."""
        return self._handled.response.content

    @property
    def described(self) -> Action | None:
        """The action as it is described; None if there is none for the request."""
        return self._declared.actions[0] if self._declared.is_call else None

    def matches(self, pattern: str) -> bool:
        """Return whether it called an action that a pattern matches; one for no action is matched by ``*`` alone."""
        return pattern == "*" or (self.action != "" and matches(pattern, self.action))

    @property
    def target(self) -> str:
        """The path and the query, with secrets redacted."""
        return redacted_target(self._declared, self._request)

    def messages(self) -> dict[str, Any]:
        """Return the headers and the bodies of the request and of its response as strings, with secrets redacted."""
        declared, request = self._declared, self._request
        return {
            "request": {
                "headers": redacted_headers(declared, self.headers),
                "body": redacted_request_body(declared, request),
            },
            "response": {
                "headers": redacted_response_headers(declared, request, self._handled.response),
                "body": redacted_response_body(declared, request, self._handled.response),
            },
        }

    @cached_property
    def size(self) -> int:
        """About how many bytes of memory it takes."""
        request, handled = self._request, self._handled
        response = handled.response
        size = _OVERHEAD + len(request.path) + len(request.query) + len(request.body) + len(response.content)
        for name, value in chain(request.headers.pairs(), response.headers):
            size += _FIELD + len(name) + len(value)
        for problem in chain(handled.problems, handled.drift):
            size += _held((problem.message, problem.path, problem.got))
        # Arguments are kept as they were sent, and as they are declared.
        return size + 2 * _held(handled.arguments) if handled.arguments else size

    def __str__(self) -> str:
        called = f"{self.action}({argument_list(self.described, self.arguments)})" if self.arguments else self.action
        wrong = "; ".join(map(str, self.problems))
        parts = [f"{self.method} {self.target}", str(self.status), called, wrong]
        return printable(" ".join(filter(None, parts)))

    def __repr__(self) -> str:
        return f"<Received {self.number}: {self}>"

    def __copy__(self) -> Received:
        return self

    def __deepcopy__(self, _: Any) -> Received:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return str, (repr(self),)  # what is pickled is redacted


def _typed(action: Action, name: str, value: Any) -> Any:
    """Return an argument with the type that its schema declares: outside of JSON everything was sent as a string."""
    parameter = action.parameters[name]
    is_text = parameter.location in ("path", "query", "header", "cookie") or isinstance(value, (str, int, float))
    return schema_views.coerced_by(parameter.schema, value) if is_text else value


def _held(value: Any) -> int:
    """Return about how many bytes of memory a value takes, with all that is in it."""
    size, pending = 0, [value]
    while pending:
        one = pending.pop()
        size += getsizeof(one)
        if isinstance(one, Mapping):
            pending += one.keys()
            pending += one.values()
        elif isinstance(one, (list, tuple)):
            pending += one
    return size


class Journal:
    """The latest requests of a mock server. Any thread may use it."""

    def __init__(self, most: int = MAX_REQUESTS, most_bytes: int = MAX_BYTES) -> None:
        self._most = most
        self._most_bytes = most_bytes
        self._kept: deque[Received] = deque()
        self._dropped: Counter[str] = Counter()
        """How many requests for each action are not kept any more."""
        self._bytes = 0
        self._last = 0
        self._era = 0
        self._lock = threading.Lock()

    @property
    def era(self) -> int:
        """How often all requests were forgotten."""
        return self._era

    def record(
        self, declared: Declared, request: MockRequest, handled: Handled, now: float, seconds: float, *, era: int
    ) -> None:
        """
        Record a request, unless all were forgotten since it was received.

        Args:
            declared: What is declared of the request.
            request: The request.
            handled: What became of it.
            now: When it was received, in seconds since 1970.
            seconds: How long it took.
            era: The value of `era` when it was received.
        """
        time = datetime.datetime.fromtimestamp(now, datetime.timezone.utc)
        with self._lock:
            if era != self._era:
                return
            self._last += 1
            received = Received(self._last, time, round(seconds * 1000, 3), request, handled, declared)
            self._kept.append(received)
            self._bytes += received.size
            while len(self._kept) > self._most or (self._bytes > self._most_bytes and len(self._kept) > 1):
                oldest = self._kept.popleft()
                self._bytes -= oldest.size
                self._dropped[oldest.action] += 1

    @property
    def last(self) -> int:
        """The number of the latest request; 0 before the first."""
        return self._last

    def all(self) -> list[Received]:
        """Return the requests that are kept, the latest last."""
        return self.calls("")[0]

    def calls(self, action: str) -> tuple[list[Received], int]:
        """Return the requests that are kept, the latest last, and how many earlier calls of an action are not."""
        with self._lock:
            return list(self._kept), self._dropped[action]

    def clear(self) -> None:
        """Forget all, also those to which there is no response yet; numbers go on."""
        with self._lock:
            self._kept.clear()
            self._dropped.clear()
            self._bytes = 0
            self._era += 1
