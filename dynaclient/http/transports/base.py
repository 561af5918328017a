"""The protocol of a transport: one method, which sends a request and returns its response."""

from __future__ import annotations

from collections.abc import Mapping
from types import CoroutineType
from typing import Any, Protocol, runtime_checkable

from ...errors import NotDelivered
from ...messages import Headers, Limits, Request, Response
from ...records import replace


@runtime_checkable
class Transport(Protocol):
    """What sends requests. Pass your own as `Client(transport=…)`; it needs only this method."""

    def send(self, request: Request, limits: Limits) -> Response:
        """Send exactly this request once, and return its complete response; raise `NotDelivered` if there is none."""


def response_of(returned: Any) -> Response:
    """
    Return what a transport has returned; headers that are a dict become `Headers`.

    Raises:
        NotDelivered: It is not a response. Nothing was sent if it is a coroutine, which has not begun.
    """
    if not isinstance(returned, Response):
        raise _not_a_response(returned)
    if isinstance(returned.headers, Headers) and type(returned.status) is int and type(returned.body) is bytes:
        return returned
    if not isinstance(returned.status, int):
        raise _misfit("a Response whose status is", returned.status, "an integer: pass 200, not '200'")
    if not isinstance(returned.body, (bytes, bytearray)):
        raise _misfit("a Response whose body is", returned.body, "bytes: encode it")
    if not isinstance(returned.headers, Mapping):
        raise _misfit("a Response whose headers are", returned.headers, "Headers: pass Headers([(name, value)])")
    return replace(returned, headers=Headers(returned.headers.items()), body=bytes(returned.body))


def _not_a_response(returned: Any) -> NotDelivered:
    if type(returned) is CoroutineType:
        returned.close()  # or Python would warn that it was never awaited
        reason = "the transport returned a coroutine, and Client awaits none"
        return NotDelivered(reason, sent=False, final=True, hint="use AsyncClient, or a send without async")
    how = "return Response(status, headers, body), or raise NotDelivered"
    return _misfit("", returned, f"a Response: {how}")


def _misfit(what: str, value: Any, expected: str) -> NotDelivered:
    shown = "None" if value is None else f"a value of type {type(value).__name__}"
    reason = " ".join(filter(None, ("the transport returned", what, shown, "in place of", expected)))
    return NotDelivered(reason, sent=True, final=True)
