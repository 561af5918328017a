"""
Every error that this library raises.

::

    DynaclientError
    ├── DescriptionError                      the description has problems; .problems
    ├── UnknownName (AttributeError)          no such resource or action; .name .suggestions
    ├── InvalidCall (TypeError, ValueError)   the arguments are not valid, nothing was sent; .problems
    │   └── LoginNeeded                       a person has to log in again, nothing was sent
    ├── ScopeError                            the token's scopes do not allow the action; .granted .accepted
    ├── NotAllowed                            a limited client does not allow the action, nothing was sent; .action
    ├── TransportError                        no usable response; .action .attempts .status .headers .body
    │   ├── ConnectError (ConnectionError)    could not connect, nothing was sent
    │   ├── DeadlineExceeded (TimeoutError)   the call timed out; .deadline .elapsed
    │   ├── OutcomeUnknown                    sent, no response, not retried: the server may have processed it
    │   └── BadResponse                       the response is cut off, too large, or not of the declared type
    └── ApiError   not 2xx; .status .reason .type .message .body .headers .action .attempts .retry_after
        ├── Redirected    3xx
        ├── BadRequest    400
        ├── Unauthorized  401
        ├── Forbidden     403
        ├── NotFound      404
        ├── Conflict      409
        ├── RateLimited   429
        └── ServerError   5xx

Each message states what happened, where, and what to do; `dynaclient help CODE` explains the `code` of an error.
No error refers to a request, a token or a secret, also if a server returned it, and the frames of this library in a
traceback have no local variables. All can be pickled.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import takewhile
from types import MappingProxyType
from typing import Any, TypeVar

from .records import dataclass
from .redaction import CutOff, frames_above
from .strings import printing
from .strings.counting import counted

MAX_LISTED = 50
"""How many problems the message of an error lists; `problems` has all of them."""

printable = printing.printable


def close_matches(name: str, known: Iterable[str], most: int = 3, least: float = 0.6) -> tuple[str, ...]:
    """Return up to `most` of the `known` names that are similar to `name`, the most similar first."""
    from .strings.similarity import similar_names

    # A key of a dict may be anything.
    return similar_names(name, tuple(known), most, least) if isinstance(name, str) else ()


def did_you_mean(names: Iterable[str]) -> str:
    """Return ``did you mean a or b?``, or an empty string if there are no names."""
    listed = " or ".join(names)
    return f"did you mean {listed}?" if listed else ""


def list_some(names: Iterable[object], most: int = 20) -> str:
    """Return names as a list with commas; of many the first ones, and how many there are."""
    found = list(map(str, names))
    more = f", … ({len(found)} in all)" if len(found) > most else ""
    return ", ".join(found[:most]) + more


@dataclass(frozen=True)
class Problem:
    """
    One thing that is wrong with a description, or with the arguments of a call.

    Both have a `rule`, a `message` and a `suggestion`. A problem of a description also has a `pointer`, and a `line` if
    the text of the file is known; a problem of a call has a `location`, a `name`, a `path`, and the values that were
    `expected` and `got`. `str(problem)` is one line: where, what is wrong, and what to do.
    """

    rule: str
    """The rule that failed, which is a code: a short name such as ``unknown``, or a JSON Schema keyword."""
    message: str
    """What is wrong, in words, without a full stop."""
    suggestion: str = ""
    """How to fix it; empty if there is nothing to suggest."""
    pointer: str | None = None
    """Description: JSON Pointer (RFC 6901) to the value that is wrong. None for a problem of a call."""
    line: int | None = None
    """Description: the line in the file, from 1. None if the text of the file is not known."""
    location: str = ""
    """
    Call: where the argument goes (``path``, ``query``, ``header``, ``cookie``, ``body`` or ``part``); ``call`` if the
    description does not declare it, ``option`` for an option of the client, and ``environment variable`` for one that
    is set by a variable.
    """
    name: str = ""
    """Call: the name of the argument, as the description spells it (or as it was passed, if it is unknown)."""
    path: tuple[str | int, ...] = ()
    """Call: the keys and indexes that lead to the value inside the argument; empty for the argument itself."""
    expected: Any = None
    """Call: the value of the rule, such as the list of the allowed values, or the minimum."""
    got: Any = None
    """Call: the value that failed. None if it is missing; redacted if the description marks it secret."""

    def with_parts(self, change: Callable[[Any], Any]) -> Problem:
        """Return the problem with its parts changed by a function."""
        return Problem(**{name: change(value) for name, value in vars(self).items()})

    @classmethod
    def in_description(
        cls, pointer: str, rule: str, message: str, suggestion: str = "", line: int | None = None
    ) -> Problem:
        """Return a problem of a description."""
        return cls(rule, message, suggestion, pointer, line)

    @classmethod
    def in_call(  # noqa: PLR0917 - one for each field
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
        return printable(f"{self._subject()}: {self.message}{tail}")

    def _subject(self) -> str:
        if self.pointer is not None:
            return f"{self.pointer or '/'} (line {self.line})" if self.line else self.pointer or "/"
        steps = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in self.path)
        return f"{self.name}{steps} ({self.location})"


def _summary(subject: str, problems: tuple[Problem, ...], end: str) -> str:
    """Return a line with the number of problems, and the lines of `problem_lines`."""
    return "\n".join([f"{subject} {counted(len(problems), 'problem')}{end}", *problem_lines(problems)])


def problem_lines(problems: Sequence[Problem]) -> list[str]:
    """Return a line for each of the first problems, and one with the number of the others."""
    more = len(problems) - MAX_LISTED
    return [*(f"  {problem}" for problem in problems[:MAX_LISTED]), *([f"  and {more:,} more"] if more > 0 else [])]


def warn_caller(message: str, code: str) -> None:
    """Issue a `DynaclientWarning` with this code for the line outside this library that made the call."""
    package = __name__.partition(".")[0]
    ours = (frame.f_globals.get("__name__", "").partition(".")[0] == package for frame in frames_above(2))
    warnings.warn(DynaclientWarning(message, code), stacklevel=1 + sum(takewhile(bool, ours)))


_Error = TypeVar("_Error", bound="DynaclientError")


def _restore_error(kind: type[DynaclientError], args: tuple[Any, ...], state: dict[str, Any]) -> DynaclientError:
    error = kind.__new__(kind, *args)
    error.args = args
    error.__dict__.update(state)
    return error


def _restore_unknown_name(
    kind: type[UnknownName], args: tuple[Any, ...], name: str, suggestions: tuple[str, ...]
) -> UnknownName:
    error = kind("", name, suggestions)
    error.args = args
    return error


# --- the errors ------------------------------------------------------------------------------------------------------


class DynaclientError(Exception):
    """Any error of this library; catch this to catch all of them."""

    code = "error"
    """What kind of error it is, in short: `dynaclient help CODE` shows its cause and what to do."""
    may_be_processed = False
    """Whether the server may have carried out a call that is not safe to carry out twice."""

    def __init_subclass__(cls, code: str = "", **options: Any) -> None:
        super().__init_subclass__(**options)
        cls.code = code or cls.code

    def __init__(self, *args: Any, code: str = "") -> None:
        super().__init__(*args)
        if code:
            self.code = code

    def with_parts(self: _Error, change: Callable[[Any], Any]) -> _Error:
        """Change the message, the attributes and the notes of this error by a function, and return it."""
        self.args = change(self.args)
        vars(self).update({name: change(value) for name, value in vars(self).items()})
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return _restore_error, (type(self), self.args, dict(self.__dict__))

    def __str__(self) -> str:
        message = str(self.args[0]) if self.args else type(self).__name__
        return "\n".join(map(printable, message.split("\n")))

    def _render_traceback_(self) -> list[str]:
        """Return the lines that IPython and notebooks show in place of the traceback."""
        from .display.short_traceback import short_traceback

        return short_traceback(self)


class DynaclientWarning(UserWarning):
    """A problem that does not end a call, such as one that an option set to ``"warn"`` reports; `code` as in errors."""

    def __init__(self, message: str, code: str = "") -> None:
        super().__init__(message)
        self.code = code


class DescriptionError(DynaclientError, code="description-error"):
    """The description, or its `patch`, is not valid. Fix what `problems` has: one `Problem` for each thing wrong."""

    def __init__(self, problems: Iterable[Problem], of: str = "The description", patch: str | None = None) -> None:
        self.problems, self.patch = tuple(problems), patch
        super().__init__(_summary(f"{of} has", self.problems, ":"))


class UnknownName(DynaclientError, AttributeError, code="unknown-name"):
    """No resource, action, option or attribute has this `name`. Use one of the `suggestions`, which are similar."""

    def __init__(self, message: str, name: str, suggestions: Iterable[str] = ()) -> None:
        self.suggestions = tuple(suggestions)
        hint = did_you_mean(self.suggestions)
        # With `obj` set, the interpreter does not attach the client itself to the error.
        AttributeError.__init__(self, f"{message}; {hint}" if hint else message, name=name, obj=None)

    def __reduce__(self) -> tuple[Any, ...]:
        return _restore_unknown_name, (type(self), self.args, self.name, self.suggestions)


class InvalidCall(DynaclientError, TypeError, ValueError, code="invalid-call"):
    """The arguments are not valid, and nothing was sent. Fix what `problems` has: one `Problem` for each of them."""

    def __init__(self, action: str, problems: Iterable[Problem]) -> None:
        self.action = action
        self.problems = tuple(problems)
        super().__init__(_summary(f"{action}:", self.problems, ", nothing was sent"))


def invalid_option(name: str, reason: str, hint: str, owner: str = "Client") -> InvalidCall:
    """Return the error for an option whose value cannot be used. The value is not part of the message."""
    return InvalidCall(owner, [Problem.in_call("option", name, (), "option", hint, None, reason, hint)])


class LoginNeeded(InvalidCall, code="login-needed"):
    """The session has ended, or there is none yet, and nothing was sent. Log in: ``dynaclient login``."""


class ScopeError(DynaclientError, code="scope-error"):
    """The scopes of the token do not allow the action, and nothing was sent. Use a token with one of `accepted`."""

    def __init__(self, action: str, granted: Iterable[str], accepted: Iterable[str]) -> None:
        self.action = action
        self.granted = tuple(granted)
        self.accepted = tuple(accepted)
        has = ", ".join(self.granted) or "none"
        super().__init__(
            f"{action}: the token's scopes do not allow this action, nothing was sent. "
            f"The token has: {has}. The action needs one of: {', '.join(self.accepted)}"
        )


class NotAllowed(DynaclientError, code="not-allowed"):
    """The client is limited to other actions, and nothing was sent. Use another, or allow it in `Client.limited`."""

    def __init__(self, action: str, reason: str) -> None:
        self.action = action
        super().__init__(f"{action} is not allowed, nothing was sent: {reason}")


class TransportError(DynaclientError, code="transport-error"):
    """
    No usable response was received. `attempts` is how many times the request was sent, or was to be sent.

    `status`, `headers` and `body` are those of the response as far as it arrived, so that nothing is lost of a call
    that the server has carried out; None, empty and None without one.
    """

    status: int | None = None
    headers: Mapping[str, str] = MappingProxyType({})
    body: Any = None

    def __init__(self, message: str, action: str = "", attempts: int = 1, *, code: str = "") -> None:
        self.action = action
        self.attempts = attempts
        count = f" (after {attempts} attempts)" if attempts > 1 else ""
        super().__init__(f"{action}: {message}{count}" if action else message, code=code)

    def with_parts(self: _Error, change: Callable[[Any], Any]) -> _Error:
        """Change the message, the attributes and the notes of this error by a function, and return it."""
        body = vars(self).get("body")
        if isinstance(body, (str, bytes)):  # what there is of a response may end inside a secret
            vars(self)["body"] = CutOff(body)
        return super().with_parts(change)

    def with_response(self: _Error, response: Any, *, may_be_processed: bool = False) -> _Error:
        """Set the status, the headers and the body to those of a `Response`, and return this error."""
        vars(self).update(status=response.status, headers=response.headers, body=response.body)
        self.may_be_processed = self.may_be_processed or may_be_processed
        return self


class ConnectError(TransportError, ConnectionError, code="connect-error"):
    """Could not connect, and nothing was sent. `code` has the cause; the message has what to do about it."""


class DeadlineExceeded(TransportError, TimeoutError, code="deadline-exceeded"):
    """The call timed out, and may be sent again; `timeout=…` allows more. `deadline` and `elapsed` are in seconds."""

    def __init__(
        self, message: str, action: str = "", attempts: int = 1, *, deadline: float = 0.0, elapsed: float = 0.0
    ) -> None:
        super().__init__(message, action, attempts)
        self.deadline = deadline
        self.elapsed = elapsed


class OutcomeUnknown(TransportError, code="outcome-unknown"):
    """The request was sent, and the response was lost. Look whether it had its effect before you call again."""

    may_be_processed = True


class BadResponse(TransportError, code="bad-response"):
    """The response is cut off, too large, or not of the type that it declares. Look at `body`, what there is of it."""


class NotDelivered(Exception):
    """
    An attempt ended without a usable response: what a transport raises.

    `sent` is whether any byte may have reached the server, `slow` whether the attempt timed out, `answered` whether a
    response had begun, and `final` whether a retry would fail in the same way. `hint` is what to do about it. `code` is
    that of the error which this becomes, if its cause has one of its own.
    """

    response: Any = None
    """The `Response` that was not received completely: its head, and the beginning of its body."""
    callers_error: BaseException | None = None  # what the caller's own code raised while the body was read from it

    def __init__(
        self, reason: str, *, sent: bool, slow: bool = False, answered: bool = False, final: bool = False,
        hint: str = "", code: str = "",
    ) -> None:  # fmt: skip
        super().__init__(reason)
        self.reason, self.hint, self.code = reason, hint, code
        self.sent, self.slow, self.answered, self.final = sent, slow, answered, final

    def without_traceback(self) -> NotDelivered:
        """Return a copy of the error without its traceback, cause and context."""
        copied = NotDelivered(self.reason, sent=self.sent)
        vars(copied).update(vars(self))
        return copied


class ApiError(DynaclientError, code="api-error"):
    """
    The API responded with a status other than 2xx.

    `reason` is its reason phrase. `type` and `message` are the values that the description's `errors` points to in the
    body, or else those at the usual places. `body` is the whole body (decoded JSON, a string or bytes), and `headers`
    are the headers of the response. The text has what helps of all of them, and `hint`, what to do, if that is known.
    """

    def __init__(
        self, action: str, status: int, *, type: str | None = None, message: str | None = None,  # noqa: A002
        body: Any = None, headers: Mapping[str, str] | None = None, attempts: int = 1, reason: str = "",
        details: Iterable[str] | None = None, hint: str = "",
    ) -> None:  # fmt: skip
        self.action = action
        self.status = status
        self.reason = reason
        self.type = type
        self.message = message
        self.body = body
        self.headers = headers if headers is not None else {}
        self.attempts = attempts
        self.hint = hint
        shown = filter(None, (type, message)) if details is None else details
        text = ": ".join((action, f"{status} {reason}".rstrip(), *shown))
        super().__init__(f"{text} — {hint}" if hint else text)

    @property
    def retry_after(self) -> float | None:
        """Seconds that the API asks to wait before the next attempt, from now; None if it does not."""
        from .strings.retry_after import parse_retry_after

        return parse_retry_after(self.headers)


class Redirected(ApiError, code="redirected"):
    """3xx: the API redirects to another URL. Use that URL, or allow it with ``redirects`` of `Client`."""


class BadRequest(ApiError, code="bad-request"):
    """400: the API does not accept the request. Fix what `message` and `body` report."""


class Unauthorized(ApiError, code="unauthorized"):
    """401: no credential was sent, or it is not valid. Log in, or pass another token."""


class Forbidden(ApiError, code="forbidden"):
    """403: the credential does not allow this. Use one with more rights or scopes."""


class NotFound(ApiError, code="not-found"):
    """404: what the path names does not exist. Compare the ids in it, and the base URL."""


class Conflict(ApiError, code="conflict"):
    """409: the request conflicts with the present state. Read it, apply the change to it, and send it again."""


class RateLimited(ApiError, code="rate-limited"):
    """429: too many requests. Wait for `retry_after` seconds, or send fewer."""


class ServerError(ApiError, code="server-error"):
    """5xx: the API failed. Call again later; if `may_be_processed`, look first whether the call had its effect."""


_BY_STATUS: dict[int, type[ApiError]] = {
    400: BadRequest, 401: Unauthorized, 403: Forbidden, 404: NotFound, 409: Conflict, 429: RateLimited,
}  # fmt: skip
_BY_STATUS_CLASS: dict[int, type[ApiError]] = {3: Redirected, 5: ServerError}


def api_error_for(status: int) -> type[ApiError]:
    """Return the class of the error that a response of this status raises."""
    return _BY_STATUS.get(status) or _BY_STATUS_CLASS.get(status // 100, ApiError)
