"""
Every error that leaves this library.

::

    DynaclientError
    ├── DescriptionError                      the description is wrong; .problems
    ├── UnknownName (AttributeError)          no such resource or action; .name .suggestions
    ├── InvalidCall (TypeError, ValueError)   the arguments do not fit; .problems
    ├── ScopeError                            the token cannot do this; .granted .accepted
    ├── TransportError                        no usable answer; .action .attempts
    │   ├── ConnectError (ConnectionError)   nothing was sent
    │   ├── DeadlineExceeded (TimeoutError)   .deadline .elapsed
    │   ├── OutcomeUnknown                    sent, no answer, and a repeat might do it twice
    │   └── BadResponse                       cut, too large, or not what it says it is
    └── ApiError                              the API said no; .status .type .message .body .headers .action
        ├── Redirected    3xx
        ├── BadRequest    400
        ├── Unauthorized  401
        ├── Forbidden     403
        ├── NotFound      404
        ├── Conflict      409
        ├── RateLimited   429   .retry_after
        └── ServerError   5xx

Each says what was wrong, where, and what to try. None holds a request, a token or a secret; nor do the frames of this
library in their tracebacks, whose locals are gone. All of them can be pickled and copied.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import wraps
from itertools import takewhile
from types import FrameType
from typing import Any, TypeVar, cast


def close_matches(name: str, known: Iterable[str], most: int = 3) -> tuple[str, ...]:
    """Give the names among `known` that `name` was probably meant to be, best first."""
    by_folded: dict[str, str] = {}
    for each in known:
        by_folded.setdefault(each.lower().replace("_", ""), each)
    import difflib

    folded = name.lower().replace("_", "")[:200]
    found = difflib.get_close_matches(folded, by_folded, most, 0.6)
    likeness = [difflib.SequenceMatcher(None, each, folded).ratio() for each in found]
    # What is much less like it than the best is no help.
    return tuple(by_folded[each] for each, like in zip(found, likeness, strict=True) if like > likeness[0] - 0.2)


def printable(text: str) -> str:
    """Give a text as any terminal and any log can take it: what does not print is escaped."""
    if text.isprintable():
        return text
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode("ascii") for each in text)


def did_you_mean(names: Iterable[str]) -> str:
    """Give ``did you mean a or b?``, or nothing where there are no names."""
    listed = " or ".join(names)
    return f"did you mean {listed}?" if listed else ""


@dataclass(frozen=True)
class Problem:
    """
    One thing that is wrong with a description, or with the arguments of a call.

    A problem of a description has a `pointer` and, where the file's text is known, a `line`; a problem of a call has
    `location`, `name` and `path`, and what was `expected` and `got`.
    """

    rule: str
    """The rule that failed: a short name such as ``unknown`` or ``required``, or a JSON Schema keyword."""
    message: str
    """What is wrong, as a sentence without its full stop."""
    suggestion: str = ""
    """How to fix it; empty where there is nothing to suggest."""
    pointer: str | None = None
    """Of a description: JSON Pointer (RFC 6901) to the value; None for a problem of a call."""
    line: int | None = None
    """Of a description: line in the file, from 1, where the text is known."""
    location: str = ""
    """Of a call: path, query, header, cookie, body or part; ``call`` for what is not declared at all."""
    name: str = ""
    """Of a call: the argument, spelled as the description has it (or as it was passed, if it is unknown)."""
    path: tuple[str | int, ...] = ()
    """Of a call: the keys and indexes that lead to the value inside the argument; empty for the argument itself."""
    expected: Any = None
    """Of a call: what the rule requires."""
    got: Any = None
    """Of a call: the value that failed; None where there is none, and redacted where the description marks it secret."""

    @classmethod
    def in_description(
        cls, pointer: str, rule: str, message: str, suggestion: str = "", line: int | None = None
    ) -> Problem:
        """Return a problem of a description."""
        return cls(rule, message, suggestion, pointer, line)

    @classmethod
    def in_call(
        cls,
        location: str,
        name: str,
        path: tuple[str | int, ...],
        rule: str,
        expected: Any,
        got: Any,
        message: str,
        suggestion: str = "",
    ) -> Problem:
        """Return a problem of the arguments of a call."""
        return cls(rule, message, suggestion, None, None, location, name, path, expected, got)

    def __str__(self) -> str:
        tail = f" — {self.suggestion}" if self.suggestion else ""
        return printable(f"{self._place()}: {self.message}{tail}")

    def _place(self) -> str:
        if self.pointer is not None:
            return f"{self.pointer or '/'} (line {self.line})" if self.line else self.pointer or "/"
        steps = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in self.path)
        return f"{self.name}{steps} ({self.location})"


# --- what a traceback shows ------------------------------------------------------------------------------------------

_Function = TypeVar("_Function", bound=Callable[..., Any])


def strip_traceback(error: BaseException) -> None:
    """
    Let what leaves this library hold nothing of the call: neither locals of its frames nor errors of the layers below.

    Many tools show or store the locals of a traceback's frames. The frames keep their files and lines.
    """
    _clear_frames(error)
    below = None if error.__suppress_context__ else error.__context__
    callers = set(_frames_above(2))
    # An error that the caller is dealing with was caught by a frame that is still there; what came below is not shown.
    while below is not None and not (below.__traceback__ and below.__traceback__.tb_frame in callers):
        below = below.__context__
    error.__context__ = below


def _clear_frames(error: BaseException) -> None:
    step = error.__traceback__
    while step is not None:
        with suppress(RuntimeError):  # it is still at work, and not ours to clear
            step.tb_frame.clear()
        step = step.tb_next


def _frames_above(depth: int) -> Iterator[FrameType]:
    frame: FrameType | None = sys._getframe(depth)
    while frame is not None:
        yield frame
        frame = frame.f_back


def warn_caller(text: str) -> None:
    """Warn of something, at the line outside this library that it is about."""
    package = __name__.partition(".")[0]
    ours = (frame.f_globals.get("__name__", "").partition(".")[0] == package for frame in _frames_above(2))
    warnings.warn(text, DynaclientWarning, stacklevel=1 + sum(takewhile(bool, ours)))


def strips_traceback(function: _Function) -> _Function:
    """Give a function out of which no error carries what the function was given; see `forget`."""

    @wraps(function)
    def called(*given: Any, **named: Any) -> Any:
        try:
            return function(*given, **named)
        except BaseException as error:
            strip_traceback(error)
            del given, named
            raise

    return cast("_Function", called)


def _remade(kind: type[DynaclientError], args: tuple[Any, ...], state: dict[str, Any]) -> DynaclientError:
    error = kind.__new__(kind, *args)
    error.args = args
    error.__dict__.update(state)
    return error


def _remade_name(
    kind: type[UnknownName], args: tuple[Any, ...], name: str, suggestions: tuple[str, ...]
) -> UnknownName:
    error = kind("", name, suggestions)
    error.args = args
    return error


class DynaclientError(Exception):
    """Whatever goes wrong in this library; catch this to catch all of it."""

    def __reduce__(self) -> tuple[Any, ...]:
        return _remade, (type(self), self.args, dict(self.__dict__))

    def __str__(self) -> str:
        text = str(self.args[0]) if self.args else type(self).__name__
        return "\n".join(map(printable, text.split("\n")))


class DynaclientWarning(UserWarning):
    """What a dial set to ``"warn"`` tells, and what is deprecated."""


class DescriptionError(DynaclientError):
    """The description is wrong. `problems` has a `Problem` for each thing that is."""

    def __init__(self, problems: Iterable[Problem], of: str = "The description") -> None:
        self.problems = tuple(problems)
        count = len(self.problems)
        head = f"{of} has {count} problem{'' if count == 1 else 's'}:"
        super().__init__("\n".join([head, *(f"  {each}" for each in self.problems)]))


class UnknownName(DynaclientError, AttributeError):
    """There is no resource, action, option or attribute of this `name`; `suggestions` has similar names."""

    def __init__(self, message: str, name: str, suggestions: Iterable[str] = ()) -> None:
        self.suggestions = tuple(suggestions)
        hint = did_you_mean(self.suggestions)
        # `obj` is given so that the interpreter does not hang the client itself on the error.
        AttributeError.__init__(self, f"{message}; {hint}" if hint else message, name=name, obj=None)

    def __reduce__(self) -> tuple[Any, ...]:
        return _remade_name, (type(self), self.args, self.name, self.suggestions)


class InvalidCall(DynaclientError, TypeError, ValueError):
    """The arguments do not fit the action, and nothing was sent. `problems` has a `Problem` for each that does not."""

    def __init__(self, action: str, problems: Iterable[Problem]) -> None:
        self.action = action
        self.problems = tuple(problems)
        count = len(self.problems)
        head = f"{action}: {count} problem{'' if count == 1 else 's'}, nothing was sent"
        super().__init__("\n".join([head, *(f"  {each}" for each in self.problems)]))


def invalid_option(name: str, reason: str, hint: str, owner: str = "Client") -> InvalidCall:
    """Give the error for an option that cannot be used; the value is not shown."""
    return InvalidCall(owner, [Problem.in_call("option", name, (), "option", hint, None, reason, hint)])


class ScopeError(DynaclientError):
    """The scopes that the token is known to have do not allow the action; nothing was sent."""

    def __init__(self, action: str, granted: Iterable[str], accepted: Iterable[str]) -> None:
        self.action = action
        self.granted = tuple(granted)
        self.accepted = tuple(accepted)
        has = ", ".join(self.granted) or "none"
        super().__init__(
            f"{action}: the token's scopes do not allow this, nothing was sent. "
            f"It has: {has}. Any one of these would do: {', '.join(self.accepted)}"
        )


class TransportError(DynaclientError):
    """There is no usable answer. `attempts` says how often it was tried."""

    def __init__(self, message: str, action: str = "", attempts: int = 1) -> None:
        self.action = action
        self.attempts = attempts
        tries = f" (after {attempts} attempts)" if attempts > 1 else ""
        super().__init__(f"{action}: {message}{tries}" if action else message)


class ConnectError(TransportError, ConnectionError):
    """No connection could be made; nothing was sent."""


class DeadlineExceeded(TransportError, TimeoutError):
    """The call took longer than it may. `deadline` and `elapsed` are in seconds."""

    def __init__(
        self, message: str, action: str = "", attempts: int = 1, *, deadline: float = 0.0, elapsed: float = 0.0
    ) -> None:
        super().__init__(message, action, attempts)
        self.deadline = deadline
        self.elapsed = elapsed


class OutcomeUnknown(TransportError):
    """The request went out and no answer came; it may have been carried out, so it was not sent again."""


class BadResponse(TransportError):
    """What came back was cut short, too large, or not what it says it is."""


class NotDelivered(Exception):
    """
    There is no usable response.

    `sent` says whether anything may have reached the server, `slow` whether time ran out, `answered` whether a response
    began, `final` whether it would be the same the next time.
    """

    def __init__(
        self, reason: str, *, sent: bool, slow: bool = False, answered: bool = False, final: bool = False
    ) -> None:
        super().__init__(reason)
        self.final = final
        self.reason = reason
        self.sent = sent
        self.slow = slow
        self.answered = answered

    def afresh(self) -> NotDelivered:
        """Give the same error without the frames and the errors that hang on this one."""
        return NotDelivered(self.reason, sent=self.sent, slow=self.slow, answered=self.answered, final=self.final)


class ApiError(DynaclientError):
    """
    The API answered with a status that is not 2xx.

    `type` and `message` are what the error body says at the places that the description's `errors` names, `body` is
    all of it (plain data, text or bytes), `headers` the answer's headers.
    """

    def __init__(
        self,
        action: str,
        status: int,
        *,
        type: str | None = None,  # noqa: A002 - the name that the design gives it
        message: str | None = None,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        attempts: int = 1,
        hint: str = "",
    ) -> None:
        self.action = action
        self.status = status
        self.type = type
        self.message = message
        self.body = body
        self.headers = headers if headers is not None else {}
        self.attempts = attempts
        said = ": ".join(each for each in (type, message) if each)
        text = f"{action}: {status} {said}" if said else f"{action}: {status}"
        super().__init__(f"{text} — {hint}" if hint else text)


class Redirected(ApiError):
    """3xx: the API points elsewhere, and the redirect is not followed: see ``redirects`` of `Client`."""


class BadRequest(ApiError):
    """400: the API does not accept the request."""


class Unauthorized(ApiError):
    """401: no token, or one that is not valid."""


class Forbidden(ApiError):
    """403: the token may not do this."""


class NotFound(ApiError):
    """404: there is no such thing."""


class Conflict(ApiError):
    """409: it does not fit the present state."""


class RateLimited(ApiError):
    """429: too many requests; `retry_after` is the wait that the API asks for in seconds, if it says."""

    @property
    def retry_after(self) -> float | None:
        """Seconds to wait before the next try, if the answer says so in seconds (RFC 9110, section 10.2.3)."""
        value = self.headers.get("Retry-After", "")
        return float(value) if value.isascii() and value.isdigit() and len(value) < 10 else None


class ServerError(ApiError):
    """5xx: the API failed."""


_BY_STATUS: dict[int, type[ApiError]] = {
    400: BadRequest,
    401: Unauthorized,
    403: Forbidden,
    404: NotFound,
    409: Conflict,
    429: RateLimited,
}
_BY_HUNDRED: dict[int, type[ApiError]] = {3: Redirected, 5: ServerError}


def api_error_for(status: int) -> type[ApiError]:
    """Give the class that an answer of this status is raised as."""
    return _BY_STATUS.get(status) or _BY_HUNDRED.get(status // 100, ApiError)
