"""
Send a request: the layers of a call, each with one task.

deadline → redirects → retries → throttling → authorization → one attempt. What may be retried is defined in `retry`,
the throttle of an origin in `throttling`, the target of a redirect in `redirects`, credentials in `auth.credentials`.
"""

from __future__ import annotations

import ipaddress
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from time import monotonic
from typing import Any, NamedTuple

from ..auth.credentials import Credentials
from ..call.response import unchanged
from ..call.urls import origin_of
from ..description.model import Action
from ..errors import (
    BadResponse,
    ConnectError,
    DeadlineExceeded,
    DynaclientError,
    NotDelivered,
    OutcomeUnknown,
    TransportError,
    invalid_option,
)
from ..messages import Limits, Request, Response
from ..runtime.backends import THREADS, Backend
from .log import attempt_line, retry_line
from .redirects import (
    REDIRECT_STATUSES,
    SAFE_METHODS,
    RedirectRefused,
    for_other_origin,
    redirect_target,
    with_url,
)
from .retry import RETRYABLE_STATUSES, TOO_MANY_REQUESTS, backoff, is_replayable, may_retry
from .throttling import RETRY_COST, THROTTLED_RETRY_COST, Origin, OriginThrottle, OriginThrottles
from .transports.base import Transport

log = logging.getLogger("dynaclient")

UNAUTHORIZED = 401


@dataclass(frozen=True, eq=False, repr=False)
class Options:
    """How calls are sent."""

    timeout: float | None = 60.0
    """Seconds for a whole call, all attempts, waits and the body included; None for no limit."""
    timeout_is_explicit: bool = False
    """Whether the caller set the timeout; otherwise an action's own timeout takes precedence."""
    connect_timeout: float = 5.0
    """Seconds for a connection."""
    read_timeout: float = 30.0
    """Seconds without a byte."""
    retries: int = 2
    """Retries of a call that may be retried, at most."""
    redirects: int = 0
    """Redirects of a GET or HEAD that are followed, at most."""
    cross_origin_redirects: bool = True
    """Whether they may lead to another origin."""
    max_response_bytes: int | None = 32 * 1024 * 1024
    """Bytes of a decoded response, at most."""
    allow_http: bool = False
    """Whether a credential may be sent unencrypted to another machine."""


class Sent(NamedTuple):
    """A request that was sent, and its response."""

    response: Response
    attempts: int
    hint: str = ""
    """Why a redirect is not followed."""


@dataclass(eq=False, repr=False)
class _Call:
    """One call: what holds for all of its attempts, and their state."""

    action: Action
    limits: Limits
    timeout: float | None
    """Seconds for the whole call; None for no limit."""
    started: float
    idempotent: bool
    """Whether it may be carried out twice: the action is idempotent, or has a key by which the server knows a retry."""
    attempt: int = 1
    sent_at: float = 0.0
    """When the present attempt was sent (`time.monotonic`)."""
    reached: bool = False
    """Whether any attempt may have reached a server."""
    left_trusted_origins: bool = False
    """Whether a redirect led to an untrusted origin: from then on no credential is sent anywhere."""
    cost: int = 0
    """Tokens that the last retry cost."""
    clean: Callable[[Any], Any] = unchanged
    """Removes the secrets of the call from what is logged."""
    hint: str = ""
    """Why its last redirect is not followed."""


class _DeadlinePassed(NotDelivered):
    """The deadline of the call passed before the attempt could be sent."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason, sent=False, slow=True)


@dataclass(frozen=True, eq=False, repr=False)
class Sender:
    """Sends the requests of one client."""

    transport: Transport
    credentials: Credentials
    origins: frozenset[Origin]
    """The origins that credentials may be sent to."""
    options: Options = field(default_factory=Options)
    throttles: OriginThrottles = field(default_factory=OriginThrottles)
    backend: Backend = THREADS

    async def send(
        self, request: Request, action: Action, *, stream: bool = False, clean: Callable[[Any], Any] = unchanged
    ) -> Sent:
        """
        Send within the deadline; return the response, the number of attempts, and why a redirect is not followed.

        Args:
            request: The request, without credentials.
            action: The action that it carries out.
            stream: Whether to return a 2xx response before its body is read; then there is no deadline.
            clean: Removes the secrets of the call from what is logged; the caller cleans what is raised.
        """
        call = self._start_call(request, action, stream)
        call.clean = clean
        try:
            response = await self.send_following(request, call)
            return Sent(response, call.attempt, call.hint)
        except NotDelivered as failure:
            error = _error_for(failure, call)
        raise error

    async def send_following(self, request: Request, call: _Call) -> Response:
        """Send, and follow redirects if the caller allows it and the method is safe."""
        response = await self.send_with_retry(request, call)
        if not self.options.redirects or request.method not in SAFE_METHODS or request.body is not None:
            return response
        visited = [request.url]
        while response.status in REDIRECT_STATUSES:
            try:
                request = self._redirect(request, response, call, visited)
            except RedirectRefused as reason:
                call.hint = f"the redirect is not followed: {reason}"
                return response
            visited.append(request.url)
            response = await self.send_with_retry(request, call)
        return response

    async def send_with_retry(self, request: Request, call: _Call) -> Response:
        """Send, and retry if that cannot carry the call out twice and the origin's retry budget allows it."""
        origin = origin_of(request.url)
        outcome: Response | NotDelivered | None = None
        while outcome is None or await self._wait_for_retry(request, origin, call, outcome):
            try:
                outcome = await self.send_throttled(request, origin, call)
            except _DeadlinePassed as error:
                if call.attempt > 1:
                    call.attempt -= 1
                # The server's last response says more than the deadline that passed.
                outcome = outcome if isinstance(outcome, Response) else error
                break
            except NotDelivered as error:
                outcome = error
        if isinstance(outcome, Response):
            return outcome
        raise outcome

    async def send_throttled(self, request: Request, origin: Origin, call: _Call) -> Response:
        """Send when the origin's throttle allows it: after a 429 all calls wait, then start one by one."""
        # A caller without retries handles failures itself, and does not wait because of other calls.
        throttle = self.throttles.get(origin) if self.options.retries else None
        if throttle is None:
            return await self.send_authorized(request, origin, call)
        await self._wait_for_start(throttle, call)
        succeeded = False
        try:
            response = await self.send_authorized(request, origin, call)
            succeeded = response.status not in RETRYABLE_STATUSES
        finally:
            throttle.finish(succeeded=succeeded, refund=call.cost)
        return response

    async def send_authorized(self, request: Request, origin: Origin, call: _Call) -> Response:
        """Send with the credentials if the origin is trusted; after a 401, once more with fresh ones."""
        action, credentials = call.action, self.credentials
        if call.left_trusted_origins or origin not in self.origins or not credentials.applies_to(action):
            return await self.send_once(request, call)
        if not self.options.allow_http and not _is_private(*origin):
            raise invalid_option(
                "url", "the credential would be sent unencrypted", "use https://, or set allow_http=True", action.name
            )
        authorized, held = await credentials.authorize(request, action, self.backend, call.limits.deadline)
        response = await self.send_once(authorized, call)
        if response.status == UNAUTHORIZED and is_replayable(request) and credentials.invalidate(held):
            authorized, _ = await credentials.authorize(request, action, self.backend, call.limits.deadline)
            return await self.send_once(authorized, call)
        return response

    async def send_once(self, request: Request, call: _Call) -> Response:
        """Send exactly this request."""
        call.sent_at = monotonic()
        if call.sent_at > call.limits.deadline:
            raise _DeadlinePassed("the deadline has passed")
        try:
            response: Response = await self.backend.send(self.transport, request, call.limits)
        except NotDelivered as error:
            call.reached |= error.sent
            _log_attempt(request, error.reason, call)
            raise
        except DynaclientError:
            raise
        except Exception as error:  # noqa: BLE001 - a caller's own transport may raise anything
            call.reached = True
            reason = f"the transport failed ({type(error).__name__})"
        else:
            call.reached = True
            _log_attempt(request, response, call)
            return response
        raise NotDelivered(reason, sent=True)

    def timeout_of(self, action: Action) -> float | None:
        """Return the seconds that a call of an action may take; None if there is no limit."""
        options = self.options
        return options.timeout if options.timeout_is_explicit or action.timeout is None else action.timeout

    def _start_call(self, request: Request, action: Action, stream: bool) -> _Call:
        options, timeout = self.options, self.timeout_of(action)
        streams_body = request.body is not None and not isinstance(request.body, bytes)
        started = monotonic()
        deadline = float("inf") if timeout is None or streams_body or stream else started + timeout
        limits = Limits(options.connect_timeout, options.read_timeout, deadline, options.max_response_bytes, stream)
        key = action.idempotency_key
        return _Call(action, limits, timeout, started, action.idempotent or (bool(key) and key in request.headers))

    async def _wait_for_retry(
        self, request: Request, origin: Origin, call: _Call, outcome: Response | NotDelivered
    ) -> bool:
        """Wait before a retry; return False if the call is not retried."""
        if isinstance(outcome, Response) and outcome.status not in RETRYABLE_STATUSES:
            return False
        now = monotonic()
        throttled = isinstance(outcome, Response) and outcome.status == TOO_MANY_REQUESTS
        seconds = backoff(outcome, call.attempt)
        if throttled:
            # The pause holds for all calls to the origin; this one waits for its start like the others.
            self.throttles.get_or_create(origin).pause(now, seconds, call.sent_at)
        may = call.attempt <= self.options.retries and may_retry(outcome, call.idempotent) and is_replayable(request)
        if not may or now + seconds >= call.limits.deadline:
            return False
        cost = THROTTLED_RETRY_COST if throttled else RETRY_COST
        if not self.throttles.get_or_create(origin).spend(cost):
            return False
        call.cost = cost
        call.attempt += 1
        if log.isEnabledFor(logging.INFO):
            reason = outcome if isinstance(outcome, Response) else outcome.reason
            log.info("%s", call.clean(retry_line(call.action.name, reason, seconds, call.attempt)))
        if not throttled:
            await self.backend.sleep(seconds)
        return True

    async def _wait_for_start(self, throttle: OriginThrottle, call: _Call) -> None:
        seconds = throttle.start(monotonic())
        if not seconds:
            return
        throttle.enter_queue()
        try:
            while seconds:
                if monotonic() + seconds >= call.limits.deadline:
                    raise _DeadlinePassed("calls to this server are paused after a 429, beyond the deadline")
                await self.backend.sleep(seconds)
                seconds = throttle.start(monotonic(), waited=True)
        finally:
            throttle.leave_queue()

    def _redirect(self, request: Request, response: Response, call: _Call, visited: list[str]) -> Request:
        """Return the request for the target of a redirect; raise `RedirectRefused` if it is not followed."""
        if len(visited) > self.options.redirects:
            raise RedirectRefused(f"the call was redirected more than {self.options.redirects} times")
        url = redirect_target(request, response, self.credentials.in_query)
        if url in visited:
            raise RedirectRefused("it leads back to a URL that the call has visited")
        here, there = origin_of(request.url), origin_of(url)
        if here == there or {here, there} <= self.origins:
            return with_url(request, url)
        if not self.options.cross_origin_redirects:
            raise RedirectRefused("it leads to another origin, and session=… may add credentials to each request")
        # An untrusted origin that redirects back here must not decide what is done with the credentials.
        call.left_trusted_origins = True
        return for_other_origin(request, url, self.credentials.secret_values)


def _log_attempt(request: Request, outcome: Response | str, call: _Call) -> None:
    if log.isEnabledFor(logging.INFO):
        log.info("%s", call.clean(attempt_line(request, outcome, monotonic() - call.sent_at, call.attempt)))


def _error_for(failure: NotDelivered, call: _Call) -> TransportError:
    error = _classified(failure, call)
    return error if failure.response is None else error.with_response(failure.response)


def _classified(failure: NotDelivered, call: _Call) -> TransportError:
    name, attempts, message = call.action.name, call.attempt, failure.reason
    if failure.response is not None:
        message = f"{message}; its status is {failure.response.status}"
    if failure.sent and not call.idempotent and not (failure.answered and failure.final):
        hint = "the request was sent and the server may have processed it: check before you send it again"
        return OutcomeUnknown(f"{message}; {hint}", name, attempts)
    if failure.answered and not failure.slow:
        error = BadResponse(message, name, attempts)
        error.may_be_processed = failure.sent and not call.idempotent
        return error
    deadline, elapsed = call.timeout or 0.0, monotonic() - call.started
    if not failure.sent:
        message = f"{message}; {_what_was_sent(call)}"
    if failure.slow and (failure.sent or elapsed >= deadline > 0 or isinstance(failure, _DeadlinePassed)):
        return DeadlineExceeded(message, name, attempts, deadline=deadline, elapsed=elapsed)
    if call.reached or failure.sent:
        return TransportError(message, name, attempts)
    return ConnectError(f"{message}; is the URL right, and is the server running?", name, attempts)


def _what_was_sent(call: _Call) -> str:
    """Return what holds for the whole call if its last attempt sent nothing."""
    if not call.reached:
        return "nothing was sent"
    return (
        "an earlier attempt reached the server" if call.idempotent else "earlier attempts were rejected by the server"
    )


@lru_cache(maxsize=1024)
def _is_private(scheme: str, host: str, _port: int) -> bool:
    """Return whether a request to this origin is encrypted, or does not leave the machine."""
    if scheme == "https" or host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def origins_of(urls: Iterable[str]) -> frozenset[Origin]:
    """Return the origins of these URLs."""
    return frozenset(origin_of(url) for url in urls)
