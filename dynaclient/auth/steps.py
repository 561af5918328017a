"""Send the requests of kinds whose credential depends on the request, or on a response to it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Any

from ..errors import DynaclientError, invalid_option
from .obtaining import Way, call
from .work import Work

if TYPE_CHECKING:
    from ..messages import Request, Response
    from .kinds.kind import Steps

MAX_REQUESTS = 3
"""The most requests that one attempt of a call makes for a kind: one, and the responses to two challenges."""


async def send_steps(
    request: Request,
    steps: Sequence[Callable[[Request], Steps]],
    send: Callable[[Request], Awaitable[Response]],
    way: Way,
    *,
    repeatable: bool,
) -> Response:
    """
    Send a request with each of some credentials; return the last response.

    Args:
        request: The request, with the credentials that do not depend on it.
        steps: The generators of requests; each receives the requests of the one before it.
        send: Sends a request, without retries.
        way: How functions of the caller's are called.
        repeatable: Whether the body can be sent once more. A kind may repeat a request only after a 4xx.
    """
    if not steps:
        return await send(request)
    generator = steps[0](request)
    response = answer = None
    sent = 0
    try:
        while True:
            step = _next(generator, answer)
            if step is None:
                return response  # type: ignore[return-value] # each generator yields a request
            if isinstance(step, Work):
                answer = await call(step, way, "the auth object")
                continue
            if response is not None and not (repeatable and 400 <= response.status < 500 and sent < MAX_REQUESTS):
                return response
            response = answer = await send_steps(step, steps[1:], send, way, repeatable=repeatable)
            sent += 1
    finally:
        generator.close()


def _next(generator: Steps, answer: Any) -> Request | Work | None:
    """Return what a generator yields next, None at its end; what else it raises becomes an error of this library."""
    try:
        return generator.send(answer)
    except StopIteration:
        return None
    except DynaclientError:
        raise
    except Exception as error:  # noqa: BLE001 - a kind of the caller's may raise anything
        reason = type(error).__name__
    raise invalid_option("auth", f"the kind of the credential raised {reason}", "fix what its `steps` do")
