"""What may be retried, and after how long: statuses, backoff and Retry-After. The budget is in `throttling`."""

from __future__ import annotations

import email.utils
import random

from ..errors import NotDelivered
from ..messages import Headers, Request, Response

TOO_MANY_REQUESTS = 429
RETRYABLE_STATUSES = frozenset({500, 502, 503, 504, TOO_MANY_REQUESTS})
"""The statuses of an origin that fails or is overloaded, whatever the request."""
BACKOFF = 0.05
"""Seconds: the bound of the first wait; it doubles with each attempt."""
THROTTLED_BACKOFF = 1.0
"""Seconds: the same after a 429."""
MAX_BACKOFF = 20.0
"""Seconds of a wait that no response asked for, at most."""
MAX_RETRY_AFTER = 60.0
"""Seconds of a wait that ``Retry-After`` asks for, at most."""


def is_replayable(request: Request) -> bool:
    """Return whether the request can be sent a second time: its body is not a stream that is consumed."""
    body = request.body
    return body is None or isinstance(body, bytes) or bool(getattr(body, "replayable", False))


def may_retry(outcome: Response | NotDelivered, idempotent: bool) -> bool:
    """Return whether a retry after this outcome cannot carry the call out twice."""
    if isinstance(outcome, Response):
        return idempotent or outcome.status == TOO_MANY_REQUESTS
    return not outcome.final and (idempotent or not outcome.sent)


def backoff(outcome: Response | NotDelivered, attempt: int) -> float:
    """Return the seconds to wait: those of Retry-After, or a random part of a growing bound (full jitter)."""
    throttled = False
    if isinstance(outcome, Response):
        seconds = parse_retry_after(outcome.headers)
        if seconds:  # a server that asks for 0 seconds leaves the choice to us
            return min(seconds, MAX_RETRY_AFTER)
        throttled = outcome.status == TOO_MANY_REQUESTS
    bound = (THROTTLED_BACKOFF if throttled else BACKOFF) * 2 ** min(attempt - 1, 30)
    return random.random() * float(min(MAX_BACKOFF, bound))  # noqa: S311 - spreads load, hides nothing


def parse_retry_after(headers: Headers) -> float | None:
    """
    Return the seconds of ``Retry-After`` (RFC 9110, section 10.2.3); None if it is missing or invalid.

    A date counts from the ``Date`` of the same response, so that a wrong clock on this machine does no harm.
    """
    value = headers.get("Retry-After", "").strip()
    if value.isascii() and value.isdigit():
        return float(value[:10])
    try:
        then = email.utils.parsedate_to_datetime(value)
        now = email.utils.parsedate_to_datetime(headers.get("Date", ""))
        return max(0.0, (then - now).total_seconds())
    except (TypeError, ValueError, OverflowError, IndexError):
        return None
