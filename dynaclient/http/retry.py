"""What may be retried, and after how long: statuses, backoff and Retry-After. The budget is in `throttling`."""

from __future__ import annotations

import random

from ..errors import NotDelivered
from ..messages import Request, Response
from ..records import replace
from ..strings.retry_after import parse_retry_after

TOO_MANY_REQUESTS = 429
RETRYABLE_STATUSES = frozenset({500, 502, 503, 504, TOO_MANY_REQUESTS})
"""The statuses of an origin that fails or is overloaded, whatever the request."""
GATEWAY_STATUSES = frozenset({408, 460, 499, 502, 504, 520, 522, 524, 527, 598, 599})
"""
The statuses by which a gateway reports that it got no usable response from the server, or stopped waiting for it.

The server may have processed the request, as after a connection that was cut (RFC 9110, sections 15.6.3 and 15.6.5).
408 is among them because proxies send it when either side is too slow; 460 and 499 stand for a client that closed the
connection, 520 to 527 are Cloudflare's, 598 and 599 those of other proxies. 503 is not: a gateway sends it before it
forwards the request. Nor are 521, 523, 525, 526 and 530, sent without a connection to the server, and 500, which is the
server's own response.
"""
BACKOFF = 0.05
"""Seconds: the bound of the first wait; it doubles with each attempt."""
THROTTLED_BACKOFF = 1.0
"""Seconds: the same after a 429."""
MAX_BACKOFF = 20.0
"""Seconds of a wait that no response asked for, at most."""
MAX_RETRY_AFTER = 60.0
"""Seconds of a wait that ``Retry-After`` asks for, at most."""


def refusal_of(failure: NotDelivered) -> Response | None:
    """Return the response of a server that refused the request, whatever came of its body; None if there is none."""
    response: Response | None = failure.response
    return None if response is None or response.status < 400 else replace(response, problem=failure.reason)


def is_replayable(request: Request) -> bool:
    """Return whether the request can be sent a second time: its body is not a stream that is consumed."""
    body = request.body
    return body is None or isinstance(body, bytes) or bool(getattr(body, "replayable", False))


def may_retry(outcome: Response | NotDelivered, idempotent: bool) -> bool:
    """Return whether a retry after this outcome cannot carry the call out twice."""
    if isinstance(outcome, Response):
        return idempotent or outcome.status == TOO_MANY_REQUESTS
    return not outcome.final and (idempotent or not outcome.sent)


def why_not_retried(outcome: Response | NotDelivered, request: Request, idempotent: bool) -> str:
    """Return why a request is not sent a second time, whatever the options of the client; empty if it may be."""
    if not may_retry(outcome, idempotent):
        would_fail = isinstance(outcome, NotDelivered) and outcome.final
        return "it would fail again" if would_fail else f"a {request.method} might be carried out twice"
    return "" if is_replayable(request) else "its body can be read only once"


def why_no_time(outcome: Response | NotDelivered, seconds: float, left: float) -> str:
    """Return why there is no retry after a wait of some seconds, where fewer are left of the timeout of the call."""
    asked = parse_retry_after(outcome.headers) if isinstance(outcome, Response) else None
    wait = f"Retry-After asks for {asked:g} s" if asked else f"the wait would take {seconds:.3g} s"
    return f"{wait}, and the call has {max(left, 0.0):.3g} s left of its timeout"


def leaves_outcome_unknown(status: int, idempotent: bool) -> bool:
    """Return whether a call that got this status may have been processed, and may not simply be sent again."""
    return status in GATEWAY_STATUSES and not idempotent


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
