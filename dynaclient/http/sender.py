"""
Send a request: the layers of a call, each with one task.

deadline → redirects → retries → throttling → authorization → one attempt. What may be retried is defined in `retry`,
the throttle of an origin in `throttling`, the target of a redirect in `redirects`, credentials in `auth.credentials`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from functools import partial
from math import inf
from time import monotonic
from typing import TYPE_CHECKING, Any, NamedTuple

from ..auth.credentials import Credentials
from ..auth.held import CredentialState
from ..call.response import unchanged
from ..call.urls import origin_of
from ..description.argument_paths import key_path
from ..description.model import Action
from ..errors import DynaclientError, NotDelivered, invalid_option
from ..messages import Limits, Request, Response
from ..records import dataclass, field, replace
from ..redaction import redact
from ..runtime.backends import THREADS, Backend, ClientClosed, DeadlinePassed
from ..runtime.hosts import is_loopback
from ..runtime.log import INFO, log_info, logger
from .call_state import CallState, error_for
from .log import attempt_line, end_line, log_entry, pause_line, redirect_line, retry_line
from .redirects import (
    LEADS_BACK,
    REDIRECT_STATUSES,
    RedirectRefused,
    for_other_origin,
    may_be_redirected,
    redirect_target,
    why_not_followed,
    with_url,
)
from .retry import (
    RETRYABLE_STATUSES,
    TOO_MANY_REQUESTS,
    backoff,
    is_replayable,
    refusal_of,
    why_no_time,
    why_not_retried,
)
from .throttling import RETRY_COST, THROTTLED_RETRY_COST, Origin, OriginThrottle, OriginThrottles
from .transports.base import Transport, response_of

if TYPE_CHECKING:
    from ..auth.obtaining import Way
    from ..auth.sources.source import TokenRequest


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
    has_ended: Callable[[], bool] = bool
    """Returns whether the server has ended that was started for the client alone."""

    @property
    def secret_values(self) -> list[str]:
        """Each string that would reveal a credential: of the API, or of a proxy."""
        return [*self.credentials.secret_values, *self._secrets_of_transport()]

    def _secrets_of_transport(self) -> Iterable[str]:
        return getattr(self.transport, "secret_values", ())  # a transport of the caller's has none that we know

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
        call = self._start_call(request, action, stream, clean)
        send = self.send_following if self.options.redirects else self.send_with_retry
        if self.has_ended():
            send = _refuse
        try:
            response = await send(request, call)
            return Sent(response, call.attempt, call.hint or why_not_followed(request, response))
        except NotDelivered as failure:
            error = error_for(failure, call, monotonic() - call.started)
        raise error

    async def send_following(self, request: Request, call: CallState) -> Response:
        """Send, and follow redirects if the caller allows it and the method is safe."""
        response = await self.send_with_retry(request, call)
        if not may_be_redirected(request):
            return response
        visited = [request.url]
        while response.status in REDIRECT_STATUSES:
            try:
                request = self._redirect(request, response, call, visited)
            except RedirectRefused as reason:
                call.hint = f"the redirect is not followed: {reason}"
                return response
            log = logger(INFO)
            if log is not None:
                leaves_origin = origin_of(request.url) != origin_of(visited[-1])
                log.info("%s", redirect_line(call.action.name, response.status, leaves_origin=leaves_origin))
            visited.append(request.url)
            response = await self.send_with_retry(request, call)
        return response

    async def send_with_retry(self, request: Request, call: CallState) -> Response:
        """Send, and retry if that cannot carry the call out twice and the origin's retry budget allows it."""
        origin = origin_of(request.url)
        call.url = request.url
        last: Response | NotDelivered | None = None
        while True:
            try:
                # A caller without retries handles failures itself, and does not wait because of other calls.
                throttle = self.throttles.get(origin) if self.options.retries else None
                if throttle is None:
                    response = await self.send_authorized(request, origin, call)
                else:
                    response = await self.send_throttled(request, origin, call, throttle)
                if response.status not in RETRYABLE_STATUSES:
                    return response
                last = response
            except (DeadlinePassed, ClientClosed) as error:
                if call.attempt > 1 and not error.sent:
                    call.attempt -= 1
                # The server's last response says more than the deadline that passed.
                last = last if isinstance(last, Response) and not error.sent else error
                break
            except NotDelivered as error:
                last = error
            try:
                if not await self._wait_for_retry(request, origin, call, last):
                    break
            except ClientClosed:
                call.attempt -= 1
                break
        if isinstance(last, Response):
            return last
        raise last

    async def send_throttled(
        self, request: Request, origin: Origin, call: CallState, throttle: OriginThrottle
    ) -> Response:
        """Send when the origin's throttle allows it: after a 429 all calls wait, then start one by one."""
        await self._wait_for_start(throttle, call)
        succeeded = False
        try:
            response = await self.send_authorized(request, origin, call)
            succeeded = response.status not in RETRYABLE_STATUSES
        finally:
            throttle.finish(succeeded=succeeded, refund=call.cost)
        return response

    async def send_authorized(self, request: Request, origin: Origin, call: CallState) -> Response:
        """Send with the credentials if the origin is trusted; after a 401, once more with renewed ones."""
        credentials = self.credentials
        if call.is_of_source:
            if call.limits.local_only:
                require_private(origin, call.action.name)
            return await self.send_once(request, call, call.limits)
        is_trusted = origin in self.origins and not call.left_trusted_origins
        schemes = credentials.schemes_for(call.action) if is_trusted else None
        if schemes is None:
            if is_trusted and credentials.state.configured:
                credentials.require_whole_set(call.action)
            return await self.send_once(request, call, call.limits_without_credential)
        if call.limits.local_only:
            require_private(origin, call.action.name)
        state = credentials.state
        if not (state.is_final or credentials.is_current(state, schemes)):
            state = await credentials.renewed(schemes, self._way(call))
        response = await self._send_with(state, schemes, request, call)
        # After each 401 a source is asked for another token: if this call cannot be retried, the next needs it.
        if _may_be_expired(response) and credentials.invalidate(state) and is_replayable(request):
            return await self._send_renewed(request, call)
        return response

    async def _send_renewed(self, request: Request, call: CallState) -> Response:
        """Send a request once more, with renewed credentials."""
        schemes = self.credentials.schemes_for(call.action) or ()
        state = await self.credentials.renewed(schemes, self._way(call))
        response = await self._send_with(state, schemes, request, call)
        if _may_be_expired(response):
            self.credentials.invalidate(state)
        return response

    def _send_with(
        self, state: CredentialState, schemes: Sequence[str], request: Request, call: CallState
    ) -> Awaitable[Response]:
        """Send a request with credentials. Not a coroutine function: this runs for each call."""
        authorized = self.credentials.authorize(request, state, schemes)
        if not state.has_steps:
            return self.send_once(authorized, call, call.limits)
        from ..auth.steps import send_steps

        steps = self.credentials.steps(state, schemes)
        send = partial(self.send_once, call=call, limits=call.limits)
        return send_steps(authorized, steps, send, self._way(call), repeatable=is_replayable(request))

    def _way(self, call: CallState) -> Way:
        """Return how the sources of credentials send their requests."""
        from ..auth.obtaining import Way

        # A token is for other calls too: it does not end with the stream that needs it first.
        plain = self.backend.without_end
        sender = self if plain is self.backend else replace(self, backend=plain)
        return Way(sender.send_of_source, plain, call.limits.deadline, self.options.allow_http)

    async def send_of_source(self, step: TokenRequest, until: float) -> Response:
        """
        Send a request by which a credential is obtained: without credentials, to its URL alone.

        Args:
            step: The request.
            until: The moment, on `time.monotonic`, at which the call ends that needs the credential.
        """
        clean = partial(redact, secrets=(*step.secrets, *self._secrets_of_transport()))
        call = self._start_call(step.request, step.action, stream=False, clean=clean)
        call.is_of_source = True
        if until < inf:
            call.limits = replace(call.limits, deadline=until)
        try:
            return await self.send_with_retry(step.request, call)
        except NotDelivered as failure:
            if failure.response is not None:  # what there is of it may have a token in it
                failure.response = Response(failure.response.status)
            call.idempotent = True  # of the call that needs the credential, nothing was sent
            error = error_for(failure, call, monotonic() - call.started)
        clean(error)
        raise error

    async def send_once(self, request: Request, call: CallState, limits: Limits) -> Response:
        """Send exactly this request."""
        call.sent_at = now = monotonic()
        if now > limits.deadline:
            raise DeadlinePassed("the deadline has passed")
        try:
            response = response_of(await self.backend.send(self.transport, request, limits))
        except NotDelivered as error:
            call.reached |= error.sent
            _log_attempt(request, error.reason, call)
            if (refusal := refusal_of(error)) is None:
                raise
            return refusal
        except DynaclientError:
            raise
        except Exception as error:  # a caller's own transport may raise anything
            call.reached = True
            if getattr(self.transport, "raises_callers_errors", False):
                raise
            reason = f"the transport failed ({type(error).__name__})"
        else:
            call.reached = True
            if getattr(self.transport, "is_logged", True):
                _log_attempt(request, response, call)
            return response
        raise NotDelivered(reason, sent=True)

    def timeout_of(self, action: Action) -> float | None:
        """Return the seconds that a call of an action may take; None if there is no limit."""
        options = self.options
        return options.timeout if options.timeout_is_explicit or action.timeout is None else action.timeout

    def _start_call(self, request: Request, action: Action, stream: bool, clean: Callable[[Any], Any]) -> CallState:
        options, timeout = self.options, self.timeout_of(action)
        streams_body = request.body is not None and not isinstance(request.body, bytes)
        started = monotonic()
        deadline = float("inf") if timeout is None or streams_body or stream else started + timeout
        # The name of a host alone does not decide where bytes go: there may be a proxy, or another machine of the name.
        local_only = not options.allow_http and request.url[:6] != "https:"
        limits = Limits(
            options.connect_timeout, options.read_timeout, deadline, options.max_response_bytes, stream, local_only
        )
        key = action.idempotency_key
        idempotent = action.idempotent or (bool(key) and (key in request.headers or key_path(action) is not None))
        return CallState(action, limits, timeout, started, idempotent, clean)

    async def _wait_for_retry(
        self, request: Request, origin: Origin, call: CallState, outcome: Response | NotDelivered
    ) -> bool:
        """Wait before a retry; return False if the call is not retried."""
        now = monotonic()
        throttled = isinstance(outcome, Response) and outcome.status == TOO_MANY_REQUESTS
        seconds = backoff(outcome, call.attempt)
        if throttled:
            # The pause holds for all calls to the origin; this one waits for its start like the others.
            self.throttles.get_or_create(origin).pause(now, seconds, call.sent_at)
        reason = why_not_retried(outcome, request, call.idempotent)
        cost = THROTTLED_RETRY_COST if throttled else RETRY_COST
        if not reason and call.attempt > self.options.retries:
            reason = f"it was attempt {call.attempt} of {self.options.retries + 1}"
        elif not reason and now + seconds >= call.limits.deadline:
            reason = why_no_time(outcome, seconds, call.limits.deadline - now)
        elif not reason and not self.throttles.get_or_create(origin).spend(cost):
            reason = "too many calls to this server have failed lately"
        if reason:
            log_info("%s", end_line(call.action.name, reason))
            return False
        call.cost = cost
        call.attempt += 1
        log = logger(INFO)
        if log is not None:
            cause = outcome if isinstance(outcome, Response) else outcome.reason
            log.info("%s", call.clean(retry_line(call.action.name, cause, seconds, call.attempt)))
        if not throttled:
            await self.backend.sleep(seconds)
        return True

    async def _wait_for_start(self, throttle: OriginThrottle, call: CallState) -> None:
        seconds = throttle.start(monotonic())
        if not seconds:
            return
        throttle.enter_queue()
        try:
            log = logger(INFO)
            if log is not None and call.cost != THROTTLED_RETRY_COST:  # a retry after a 429 has its line already
                log.info("%s", pause_line(call.action.name, seconds))
            while seconds:
                if monotonic() + seconds >= call.limits.deadline:
                    raise DeadlinePassed("calls to this server are paused after a 429, beyond the deadline")
                await self.backend.sleep(seconds)
                seconds = throttle.start(monotonic(), waited=True)
        finally:
            throttle.leave_queue()

    def _redirect(self, request: Request, response: Response, call: CallState, visited: list[str]) -> Request:
        """Return the request for the target of a redirect; raise `RedirectRefused` if it is not followed."""
        if len(visited) > self.options.redirects:
            raise RedirectRefused(f"the call was redirected more than {self.options.redirects} times")
        url = redirect_target(request, response, self.credentials.in_query)
        if url in visited:
            raise RedirectRefused(LEADS_BACK)
        here, there = origin_of(request.url), origin_of(url)
        if here == there or {here, there} <= self.origins:
            return with_url(request, url)
        if not self.options.cross_origin_redirects:
            raise RedirectRefused("it leads to another origin, and session=… may add credentials to each request")
        # An untrusted origin that redirects back here must not decide what is done with the credentials.
        call.left_trusted_origins = True
        return for_other_origin(request, url, self.secret_values)


def require_private(origin: Origin, owner: str) -> None:
    """Raise InvalidCall, of the action `owner`, if a credential would be sent unencrypted to another machine."""
    if origin[0] == "https" or is_loopback(origin[1]):
        return
    hint = "use https://, or set allow_http=True"
    error = invalid_option("url", "the credential would be sent unencrypted", hint, owner)
    error.code = "unencrypted-credential"
    raise error


async def _refuse(request: Request, call: CallState) -> Response:
    """Raise NotDelivered, because the server has ended that was started for the client alone."""
    call.url = request.url
    reason = "this client is closed, and its mock server ended with it"
    hint = "make another client, or call before it is closed"
    raise NotDelivered(reason, sent=False, hint=hint, code="mock-server-closed")


def _may_be_expired(response: Response) -> bool:
    """Return whether a response may be because of an expired token: another one with the same scopes may do."""
    if response.status != UNAUTHORIZED:
        return False
    from ..auth.challenges import lacking_scope

    return lacking_scope(response.headers) is None


def _log_attempt(request: Request, outcome: Response | str, call: CallState) -> None:
    log = logger(INFO)
    if log is not None:
        line = attempt_line(request, outcome, monotonic() - call.sent_at, call.attempt)
        log.info("%s", log_entry(line, request, outcome, call.clean, with_body=not call.is_of_source))


def origins_of(urls: Iterable[str]) -> frozenset[Origin]:
    """Return the origins of these URLs."""
    return frozenset(origin_of(url) for url in urls)
