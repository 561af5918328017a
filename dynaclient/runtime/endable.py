"""
How a stream is ended from outside: by the close of its client, or by its own close in another thread or task.

A pause, and the wait for a response or for more of a body, ends at once. A thread that still connects, or waits for a
free connection or a token, ends after that. There is no lock: an interrupt or a fork cannot leave one locked.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable
from typing import Any

from ..errors import NotDelivered
from ..messages import Response
from ..records import replace
from .backends import Backend, ClientClosed, WaitTimeout


class Endable:
    """
    What the requests and the pauses of one stream wait by.

    Args:
        plain: The backend of the client. What serves other calls too, such as a new token, waits by it alone.
        begun: Is called with this object when the stream begins.
    """

    def __init__(self, plain: Backend, begun: Callable[[Endable], None]) -> None:
        self.without_end = plain
        """The backend whose waits nothing ends."""
        self.has_ended = False
        self._begun = begun
        self._process = os.getpid()
        self._wake: Callable[[], Any] = _nothing
        """Ends the present wait; may be called from any thread."""

    def begin(self) -> None:
        """Note that the stream begins, in this process."""
        self._process = os.getpid()
        self._begun(self)

    def end(self) -> None:
        """End the present wait, and let no other begin; in a forked child the stream of its parent goes on."""
        if self._process == os.getpid():  # pragma: no branch - it is another one in a forked child only
            self.has_ended = True
            self._wake()

    def _wait_by(self, wake: Callable[[], Any]) -> None:
        """Note what ends the wait that begins."""
        self._wake = wake
        if self.has_ended:  # looked at last: `end` sets it first
            wake()

    async def sleep(self, seconds: float) -> None:
        """Wait for some seconds; raise `ClientClosed` if it is ended before that."""
        try:
            await self.without_end.wait_for_report(lambda report: self._wait_by(lambda: report(None)), seconds)
        except WaitTimeout:
            return
        raise ClientClosed(sent=False)

    async def send(self, transport: Any, request: Any, limits: Any) -> Any:
        """Return the response of a transport; the wait for it, and for its body, can be ended."""
        if self.has_ended:
            raise ClientClosed(sent=False)
        try:
            response = await self._exchange(transport, request, replace(limits, connected=self._wait_by))
        except NotDelivered as error:
            if not self.has_ended:
                raise
            sent = error.sent  # because it was ended: the server has not failed, and nothing is retried
        else:
            return self._endable(response)
        raise ClientClosed(sent=sent)

    def _endable(self, response: Any) -> Any:
        if isinstance(response, Response) and response.pieces is not None:
            return replace(response, pieces=_Pieces(response.pieces, self))
        return response

    async def _exchange(self, transport: Any, request: Any, limits: Any) -> Any:
        return await self.without_end.send(transport, request, limits)


class _Pieces:
    """A body whose transport need not know how to be interrupted: then its next piece ends it."""

    def __init__(self, pieces: Any, ending: Endable) -> None:
        self._pieces = pieces
        self._steps = aiter(pieces)
        self._ending = ending

    @property
    def complete(self) -> bool:
        """False if only the close of the connection marks the end of the body."""
        return bool(self._pieces.complete)

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self

    async def __anext__(self) -> bytes:
        piece: bytes = await anext(self._steps)
        if self._ending.has_ended:
            raise ClientClosed(sent=True)
        return piece

    async def aclose(self) -> None:
        """Close the connection unless all of the body was read."""
        await self._pieces.aclose()


def _nothing() -> None:
    """End no wait: there is none yet."""
