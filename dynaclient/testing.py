"""
For tests: a transport that answers by itself and remembers what was sent.

::

    from dynaclient import Client
    from dynaclient.testing import RecordingTransport, response as answer

    transport = RecordingTransport(answer({"items": []}))
    client = Client(token="t", transport=transport)
    client.applicationApiTokens.get(applicationId="575ec8687ae143cd83dc4a97")
    assert transport.requests[0].method == "GET"
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Union

from .http.throttling import OF_THE_PROCESS
from .messages import Headers, Limits, Request, Response

__all__ = ["RecordingTransport", "reset_retry_state", "response"]

Answer = Union[Response, Exception]


def response(data: Any = None, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """Give a response: bytes as they are, a text as ``text/plain``, None as no body, all else as JSON."""
    fields = dict(headers or {})
    if data is None:
        body = b""
    elif isinstance(data, bytes):
        body = data
    elif isinstance(data, str):
        body = data.encode()
        fields.setdefault("Content-Type", "text/plain; charset=utf-8")
    else:
        body = json.dumps(data).encode()
        fields.setdefault("Content-Type", "application/json")
    return Response(status, Headers(fields.items()), body)


def reset_retry_state() -> None:
    """
    Forget what the clients of this process know of servers: pauses after a 429, and repeats that were spent.

    For between two tests that imitate servers in trouble by ``responses``, ``requests-mock`` or a server of their own;
    a `RecordingTransport` shares nothing with others.
    """
    OF_THE_PROCESS.reset_after_fork()


class RecordingTransport:
    """
    Answers without a network, and keeps every request in `requests`, in the order they came.

    Args:
        answers: What to answer. A response or an error is given each time; of several, each once, in order, the last
            one from then on; a function is called with the request and gives either.

    A credential is kept as a mask, so that recordings can be shown and stored.
    """

    def __init__(self, answers: Answer | Iterable[Answer] | Callable[[Request], Answer] | None = None) -> None:
        self.requests: list[Request] = []
        self._choose: Callable[[Request], Answer] | None = None
        self._answers: list[Answer] = [response({})]
        if isinstance(answers, (Response, Exception)):
            self._answers = [answers]
        elif callable(answers):
            self._choose = answers
        elif answers is not None:
            self._answers = list(answers) or self._answers

    def send(self, request: Request, _limits: Limits) -> Response:
        """Record the request and give the next answer."""
        self.requests.append(request.without_credentials())
        if self._choose is not None:
            chosen = self._choose(request)
        else:
            chosen = self._answers[min(len(self.requests), len(self._answers)) - 1]
        if isinstance(chosen, Exception):
            raise chosen
        return chosen
