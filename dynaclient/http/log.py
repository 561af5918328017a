"""
The lines of the logger ``dynaclient``, one for each attempt, wait and redirect, and the redaction of urllib3's log.

A line names the action, never a URL. The argument of its record is a `LogEntry`: a handler that shows more than the
line, as ``dynaclient -v`` does, has the request and the response there, without secrets.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING, Any

from ..messages import Headers, Request, Response
from ..redaction import CutOff, redact_queries
from ..runtime.error_data import public_body
from ..strings.expressions import expression
from ..strings.retry_after import parse_retry_after

if TYPE_CHECKING:
    import logging

REQUEST_IDS = (
    "X-Request-Id", "Request-Id", "X-Correlation-Id", "X-Amzn-RequestId", "X-Amz-Request-Id", "X-Goog-Request-Id",
    "CF-Ray",
)  # fmt: skip
"""Headers in which servers return an id for the request; the first that a response has is used."""

_LOGGABLE = expression(r"[A-Za-z0-9._:/+=@-]{1,100}")
"""An id that may be logged: with other characters a server could forge lines of the log."""


def request_id_of(headers: Headers) -> str:
    """Return the server's id for a request; an empty string if there is none that may be logged."""
    for name in REQUEST_IDS:
        value = headers.get(name)
        if value is not None:
            return value if _LOGGABLE.fullmatch(value) else ""
    return ""


def attempt_line(request: Request, outcome: Response | str, seconds: float, attempt: int) -> str:
    """Return the line for one attempt; `outcome` is the response, or the reason why there is none."""
    if isinstance(outcome, str):
        return f"{request.action}: attempt {attempt} failed after {seconds:.3f} s: {outcome}"
    request_id = request_id_of(outcome.headers)
    # A server may return the credential as the id of the request.
    suffix = f", request id {request_id}" if request_id and not request.redacts(request_id) else ""
    return f"{request.action}: {outcome.status} in {seconds:.3f} s, attempt {attempt}{suffix}"


def retry_line(action: str, outcome: Response | str, seconds: float, attempt: int) -> str:
    """Return the line for the wait before a retry; `outcome` is why there is one."""
    if isinstance(outcome, str):
        reason = outcome
    else:
        asked = ", and Retry-After asks for the wait" if parse_retry_after(outcome.headers) else ""
        reason = f"the status was {outcome.status}{asked}"
    return f"{action}: retry in {seconds:.3f} s, attempt {attempt}: {reason}"


def end_line(action: str, reason: str) -> str:
    """Return the line for a call that failed, and is not retried."""
    return f"{action}: not retried: {reason}"


def pause_line(action: str, seconds: float) -> str:
    """Return the line for the wait before a first attempt: the server has refused other calls with 429."""
    return f"{action}: waits {seconds:.3f} s or longer: calls to this server are slowed down after a 429"


def redirect_line(action: str, status: int, *, leaves_origin: bool) -> str:
    """Return the line for a redirect that is followed."""
    return (
        f"{action}: redirect followed to {'another' if leaves_origin else 'the same'} origin: the status was {status}"
    )


# --- what a line is about --------------------------------------------------------------------------------------------

MAX_ERROR_BYTES = 2000
"""Bytes of the body of an error that a log entry has, at most."""


class LogEntry:
    """A line of the log, and the attempt that it is about. No secret is in any of it."""

    __slots__ = ("line", "request", "response")

    def __init__(self, line: str, request: Request, response: Response | None) -> None:
        self.line = line
        self.request = request
        """The request, without its body."""
        self.response = response
        """Its response, of whose body only the beginning is there, and only that of an error; None if there is none."""

    @property
    def event(self) -> str:
        """The line without the action that it begins with."""
        return self.line.removeprefix(f"{self.request.action}: ")

    def __str__(self) -> str:
        return self.line

    __repr__ = __str__


def log_entry(
    line: str, request: Request, outcome: Response | str, clean: Callable[[Any], Any], *, with_body: bool = True
) -> LogEntry:
    """
    Return the entry for an attempt.

    Args:
        line: Its line.
        request: The request that was sent.
        outcome: The response, or the reason why there is none.
        clean: Removes the secrets of the call.
        with_body: Whether the body of an error may be there: none of a response by which a credential is obtained is.
    """
    safe = request.without_credentials()
    shown = Request(safe.method, clean(redact_queries(safe.url)), clean(safe.headers), None, safe.action)
    if isinstance(outcome, str):
        return LogEntry(clean(line), shown, None)
    body = public_body(outcome.body) if with_body and outcome.status >= 400 else b""
    cut = CutOff(body[:MAX_ERROR_BYTES]) if len(body) > MAX_ERROR_BYTES or not outcome.complete else body
    headers = Headers(outcome.headers.redacted().items())
    return LogEntry(clean(line), shown, Response(outcome.status, clean(headers), clean(cut)))


# --- urllib3's log ---------------------------------------------------------------------------------------------------

_NO_REDACTION: AbstractContextManager[None] = nullcontext()
_in_flight: dict[int, tuple[str, str]] = {}
"""The targets of the requests in flight that have secrets in them, each with its redacted form."""


def redact_urllib3_log(request: Request) -> AbstractContextManager[None]:
    """Redact the secrets in the URL of this request in urllib3's log, within a ``with`` block."""
    if request.redacted_copy is None:
        return _NO_REDACTION
    shown = request.without_credentials()
    return _NO_REDACTION if shown.url == request.url else _redacting(_target(request.url), _target(shown.url))


def _target(url: str) -> str:
    return url[url.index("/", 8) :] if "/" in url[8:] else url


@contextmanager
def _redacting(target: str, shown: str) -> Iterator[None]:
    import logging

    for name in ("urllib3.connectionpool", "urllib3.util.retry"):
        logging.getLogger(name).addFilter(_redact)  # adding it a second time has no effect
    pair = (target, shown)
    _in_flight[id(pair)] = pair
    try:
        yield
    finally:
        del _in_flight[id(pair)]


def _redact(record: logging.LogRecord) -> bool:
    if isinstance(record.args, tuple):
        record.args = tuple(_without_targets(value) if isinstance(value, str) else value for value in record.args)
    return True


def _without_targets(value: str) -> str:
    for target, shown in list(_in_flight.values()):
        value = value.replace(target, shown)
    return value
