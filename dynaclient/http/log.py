"""
What the log says: one line an attempt under ``dynaclient``, and no secret in what urllib3 says of the same request.

A line names the action, never a URL.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

from ..messages import Headers, Request, Response

REQUEST_IDS = (
    "X-Request-Id", "Request-Id", "X-Correlation-Id", "X-Amzn-RequestId", "X-Amz-Request-Id", "X-Goog-Request-Id",
    "CF-Ray",
)  # fmt: skip
"""Headers in which servers say how they call a request; the first that an answer has counts."""

_HARMLESS = re.compile(r"[A-Za-z0-9._:/+=@-]{1,100}")
"""What may stand in a line of a log: a server that sends more than a name would write lines of its own into it."""


def request_id_of(headers: Headers) -> str:
    """Give the server's name for a request; an empty text where the answer has none that can be shown."""
    for name in REQUEST_IDS:
        found = headers.get(name)
        if found is not None:
            return found if _HARMLESS.fullmatch(found) else ""
    return ""


def attempt_line(request: Request, outcome: Response | str, seconds: float, attempt: int) -> str:
    """Give the line for one attempt; `outcome` is the answer, or why there is none."""
    if isinstance(outcome, str):
        return f"{request.action}: attempt {attempt} failed after {seconds:.3f} s: {outcome}"
    name = request_id_of(outcome.headers)
    # A server that sends the credential back as the name of the request is not helped to spread it.
    told = f", request id {name}" if name and not request.hides(name) else ""
    return f"{request.action}: {outcome.status} in {seconds:.3f} s, attempt {attempt}{told}"


def wait_line(action: str, outcome: Response | str, seconds: float, attempt: int) -> str:
    """Give the line for the wait before another attempt, and why there is one."""
    why = outcome if isinstance(outcome, str) else f"the answer was {outcome.status}"
    return f"{action}: attempt {attempt} follows in {seconds:.3f} s, for {why}"


# --- what urllib3 says -----------------------------------------------------------------------------------------------

_NOTHING: AbstractContextManager[None] = nullcontext()
_under_way: dict[int, tuple[str, str]] = {}
"""The targets of the requests under way that hold secrets, each with what may be shown of it."""


def masked_target(request: Request) -> AbstractContextManager[None]:
    """As long as it lasts, what urllib3 logs of this request has masks for the secrets in its URL."""
    shown = request.without_credentials()
    return _NOTHING if shown.url == request.url else _masking(_target(request.url), _target(shown.url))


def _target(url: str) -> str:
    return url[url.index("/", 8) :] if "/" in url[8:] else url


@contextmanager
def _masking(target: str, shown: str) -> Iterator[None]:
    for name in ("urllib3.connectionpool", "urllib3.util.retry"):
        logging.getLogger(name).addFilter(_mask)  # a second time does nothing
    pair = (target, shown)
    _under_way[id(pair)] = pair
    try:
        yield
    finally:
        del _under_way[id(pair)]


def _mask(record: logging.LogRecord) -> bool:
    if isinstance(record.args, tuple):
        record.args = tuple(_without_targets(each) if isinstance(each, str) else each for each in record.args)
    return True


def _without_targets(text: str) -> str:
    for target, shown in list(_under_way.values()):
        text = text.replace(target, shown)
    return text
