"""
For tests: a transport that returns prepared responses and records the requests.

::

    from dynaclient import Client
    from dynaclient.testing import RecordingTransport, response

    transport = RecordingTransport(response({"items": []}))
    client = Client(token="t", transport=transport)
    client.applicationApiTokens.get(applicationId="575ec8687ae143cd83dc4a97")
    assert transport.requests[0].method == "GET"
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Union

from .errors import invalid_option
from .http.throttling import PROCESS_THROTTLES
from .messages import Headers, Limits, Request, Response

__all__ = ["RecordingTransport", "reset_retry_state", "response"]

Outcome = Union[Response, Exception]


def response(data: Any = None, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """
    Return a response: bytes as they are, a string as ``text/plain``, None as no body, all else as JSON.

    Raises:
        InvalidCall: The status is not an integer of three digits, a header is not a string, or the data is not JSON.
    """
    if not isinstance(status, int) or not 100 <= status <= 999:
        raise invalid_option("status", "is not an integer of three digits", "pass 404, for example", "response")
    if headers is not None and not (isinstance(headers, Mapping) and all(map(_is_string, _flat(headers)))):
        raise invalid_option("headers", "is not a dict of strings", 'pass {"Retry-After": "5"}', "response")
    fields = dict(headers or {})
    if data is None:
        body = b""
    elif isinstance(data, bytes):
        body = data
    elif isinstance(data, str):
        body = data.encode()
        fields.setdefault("Content-Type", "text/plain; charset=utf-8")
    else:
        body = _as_json(data)
        fields.setdefault("Content-Type", "application/json")
    return Response(status, Headers(fields.items()), body)


def _flat(headers: Mapping[Any, Any]) -> Iterable[Any]:
    return (part for field in headers.items() for part in field)


def _is_string(value: Any) -> bool:
    return isinstance(value, str)


def _as_json(data: Any) -> bytes:
    try:
        return json.dumps(data).encode()
    except (TypeError, ValueError, RecursionError) as error:
        reason = f"cannot be written as JSON ({error})"
    raise invalid_option("data", reason, "pass dicts, lists, strings and numbers, or bytes", "response")


def reset_retry_state() -> None:
    """
    Reset what the clients of this process know of servers: pauses after a 429, and retry budgets.

    Call it between two tests that simulate an overloaded server with ``responses``, ``requests-mock`` or a test server.
    A `RecordingTransport` shares no such state.
    """
    PROCESS_THROTTLES.reset_after_fork()


class RecordingTransport:
    """
    Returns prepared responses without a network, and records every request in `requests`, in order.

    Args:
        responses: A response to return, or an error to raise, for each request; a list of these, each used once, in
            order, and the last one from then on; or a function that is called with the request and returns either.

    Credentials are redacted in the recorded requests, so that recordings can be shown and stored.

    Raises:
        InvalidCall: There is something else among the responses.
    """

    is_logged = True
    """Whether the log has a line for each attempt: a dry run, which makes none, sets this to False."""

    def __init__(self, responses: Outcome | Iterable[Outcome] | Callable[[Request], Outcome] | None = None) -> None:
        self.requests: list[Request] = []
        self._choose: Callable[[Request], Outcome] | None = None
        self._outcomes: list[Outcome] = [response({})]
        if isinstance(responses, (Response, Exception)):
            self._outcomes = [responses]
        elif callable(responses):
            self._choose = responses
        elif responses is not None:
            self._outcomes = _outcomes(responses) or self._outcomes

    def send(self, request: Request, _limits: Limits) -> Response:
        """Record the request, and return the next response."""
        self.requests.append(request.without_credentials())
        if self._choose is not None:
            outcome = self._choose(request)
        else:
            outcome = self._outcomes[min(len(self.requests), len(self._outcomes)) - 1]
        if isinstance(outcome, Exception):
            raise outcome
        return outcome


def _outcomes(responses: Any) -> list[Outcome]:
    """Return what is to be returned or raised, in order; InvalidCall if something else is among it."""
    is_list = isinstance(responses, Iterable) and not isinstance(responses, (Mapping, str, bytes))
    outcomes = list(responses) if is_list else [responses]
    wrong = [type(one).__name__ for one in outcomes if not isinstance(one, (Response, Exception))]
    if not wrong:
        return outcomes
    reason = f"has a value of type {wrong[0]} in place of a response"
    hint = "pass response(…) of dynaclient.testing, an error, a list of these, or a function"
    raise invalid_option("responses", reason, hint, "RecordingTransport")
