"""Carry out the steps of a source: send its requests, wait, call the functions that it needs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from time import monotonic
from types import CoroutineType
from typing import TYPE_CHECKING, Any, NamedTuple

from ..errors import DynaclientError, invalid_option
from ..runtime.backends import Backend, TokenNotInTime, WaitTimeout
from .sources.functions import FUNCTION
from .sources.source import Pause, Source, SourceContext, TokenRequest
from .work import Work

if TYPE_CHECKING:
    from ..messages import Response

REFRESH_SECONDS = 60.0
"""Seconds that a refresh may take, also after the call that has begun it."""

_ASYNC = "is a coroutine function, and a Client has no event loop"

Send = Callable[[TokenRequest, float], Awaitable["Response"]]
"""Sends a request of a source, without credentials of the client, until a moment on `time.monotonic`."""


class Way(NamedTuple):
    """How the requests of sources are sent, and how long a call can wait for them."""

    send: Send
    backend: Backend
    until: float
    """The moment, on `time.monotonic`, at which the call ends that needs the credential."""
    allow_http: bool = False
    """Whether a secret may be sent unencrypted to another machine."""

    @property
    def left(self) -> float:
        """Seconds until then."""
        return max(0.0, self.until - monotonic())


class ManagedSource(Source):
    """A source that waits for more than responses, and so carries out its steps by itself."""

    def uses_refresh_token(self, _: SourceContext) -> bool:
        """Return False: it decides that when it has waited."""
        return False

    async def obtain(self, context: SourceContext, way: Way) -> Any:
        """Return a credential."""
        raise NotImplementedError


async def obtain(source: Source, context: SourceContext, way: Way) -> Any:
    """Return the `Token` of a source, or what else its function returned."""
    if isinstance(source, ManagedSource):
        return await source.obtain(context, way)
    exchange = source.exchange(context)
    answer: Any = None
    try:
        while True:
            try:
                step = exchange.send(answer)
            except StopIteration as end:
                return end.value
            answer = await _carry_out(step, way)
    finally:
        exchange.close()


async def _carry_out(step: Any, way: Way) -> Any:
    if isinstance(step, TokenRequest):
        return await way.send(step, way.until)
    if isinstance(step, Pause):
        if step.seconds > way.left:
            raise timed_out()
        return await way.backend.sleep(step.seconds)
    return await call(step, way, FUNCTION)


async def call(work: Work, way: Way, subject: str) -> Any:
    """Return the result of a function of the caller's; what it raises becomes an error of this library."""
    try:
        result = await way.backend.call_source(work.function, way.left)
        if not isinstance(result, CoroutineType):
            return result
        result.close()
        reason = _ASYNC
    except WaitTimeout:
        reason = ""
    except DynaclientError as error:
        if work.is_own:
            raise
        reason = f"{type(error).__name__}: {error}".replace("\n  ", "; ")  # a message is one line
    except Exception as error:  # noqa: BLE001 - an error of the caller's function becomes one of this library
        reason = type(error).__name__
    if not reason:
        raise timed_out(subject)
    if reason is _ASYNC:
        raise invalid_option("token", f"{subject} {_ASYNC}", "use AsyncClient, or pass a function that is none")
    raise invalid_option("token", f"{subject} raised {reason}", "call it directly to see why")


def timed_out(subject: str = "the token") -> TokenNotInTime:
    """Return the error of a call whose time is over before it has a credential, with what it has waited for."""
    return TokenNotInTime(f"timed out waiting for {subject}")
