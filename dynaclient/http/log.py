"""
The lines of the logger ``dynaclient``, one for each attempt, and the redaction of urllib3's log.

A line names the action, never a URL.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING

from ..messages import Headers, Request, Response
from ..strings.expressions import expression

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
    reason = outcome if isinstance(outcome, str) else f"the status was {outcome.status}"
    return f"{action}: retry in {seconds:.3f} s, attempt {attempt}: {reason}"


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
