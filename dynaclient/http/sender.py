"""
The layers of send, each doing one thing.

deadline → follow redirects → retry → wait for one's turn → authorize → send once. What an origin in trouble is spared
is in `restraint`, what a credential is in `credentials`, where a redirect leads in `redirects`.
"""

from __future__ import annotations

import email.utils
import ipaddress
import logging
import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from time import monotonic

from ..auth.credentials import Credentials
from ..call.request import origin_of
from ..description.model import Action
from ..errors import (
    BadResponse,
    ConnectError,
    DeadlineExceeded,
    DynaclientError,
    NotDelivered,
    OutcomeUnknown,
    Redirected,
    TransportError,
    invalid_option,
)
from ..messages import Headers, Limits, Request, Response
from ..runtime.backends import THREADS, Backend
from .log import attempt_line, wait_line
from .redirects import FOLLOWED, READING, Astray, carried, stripped, target_of
from .throttling import COST, COST_THROTTLED, Origin, Restraint, Restraints
from .transports.base import Transport

log = logging.getLogger("dynaclient")

RETRIED_STATUSES = frozenset({500, 502, 503, 504})
THROTTLED = 429
TROUBLE = RETRIED_STATUSES | {THROTTLED}
"""The statuses that say that the origin is in trouble, whatever the request."""
UNAUTHORIZED = 401
BACKOFF = 0.05
BACKOFF_THROTTLED = 1.0
BACKOFF_MOST = 20.0
RETRY_AFTER_MOST = 60.0


@dataclass(frozen=True, eq=False, repr=False)
class Options:
    """How calls are sent."""

    timeout: float | None = 60.0
    """Seconds for a whole call, all attempts, waits and the body included; None for no limit."""
    timed: bool = False
    """Whether the caller said so; else an action's own limit counts."""
    connect_timeout: float = 5.0
    """Seconds for a connection."""
    read_timeout: float = 30.0
    """Seconds without a byte."""
    retries: int = 2
    """How often a call that may be repeated is sent again."""
    redirects: int = 0
    """How many redirects of a GET or HEAD are followed."""
    elsewhere: bool = True
    """Whether they may lead to another origin."""
    max_response_bytes: int | None = 32 * 1024 * 1024
    """Bytes that an answer may have once it is decoded."""
    allow_http: bool = False
    """Whether a credential may go out unencrypted to another machine."""


@dataclass(eq=False, repr=False)
class _Call:
    """One call on its way: what holds for all of its attempts, and what came of them."""

    action: Action
    limits: Limits
    whole: float | None
    """Seconds that it may take; None for no limit."""
    started: float
    harmless: bool
    """Whether it may be done twice: an idempotent action, or one with a key by which the server knows a repeat."""
    attempt: int = 1
    sent: float = 0.0
    """When the present attempt went out (`time.monotonic`)."""
    reached: bool = False
    """Whether anything may have reached a server, in whichever attempt."""
    astray: bool = False
    """Whether a redirect led away from where credentials may go: from then on none goes anywhere."""
    cost: int = 0
    """Tokens that the last repeat cost."""


class _NoTimeLeft(NotDelivered):
    """The call ends before it could be sent."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason, sent=False, slow=True)


@dataclass(frozen=True, eq=False, repr=False)
class Sender:
    """Sends requests for one client."""

    transport: Transport
    credentials: Credentials
    origins: frozenset[Origin]
    """Where credentials may go."""
    options: Options = field(default_factory=Options)
    restraints: Restraints = field(default_factory=Restraints)
    backend: Backend = THREADS

    async def send(self, request: Request, action: Action, *, stream: bool = False) -> tuple[Response, int]:
        """
        Send within the deadline; give the response and the number of attempts it took.

        With `stream` the body of an answer of 2xx is still to come, and there is no deadline for it.
        """
        call = self._begun(request, action, stream)
        try:
            return await self.send_following(request, call), call.attempt
        except NotDelivered as failed:
            error = _error_for(failed, call)
        raise error

    async def send_following(self, request: Request, call: _Call) -> Response:
        """Send, and go where redirects lead, where the caller wants that and the call does nothing but read."""
        response = await self.send_with_retry(request, call)
        if not self.options.redirects or request.method not in READING or request.body is not None:
            return response
        visited = [request.url]
        while response.status in FOLLOWED:
            try:
                request = self._redirected(request, response, call, visited)
            except Astray as reason:
                told = f"the redirect is not followed: {reason}"
                raise Redirected(
                    call.action.name, response.status, headers=response.headers, attempts=call.attempt, hint=told
                ) from None
            visited.append(request.url)
            response = await self.send_with_retry(request, call)
        return response

    async def send_with_retry(self, request: Request, call: _Call) -> Response:
        """Send again what failed, where that cannot do it twice and the origin's budget allows it."""
        origin = origin_of(request.url)
        outcome: Response | NotDelivered | None = None
        while outcome is None or await self._repeats(request, origin, call, outcome):
            try:
                outcome = await self.send_in_turn(request, origin, call)
            except _NoTimeLeft as error:
                if call.attempt > 1:
                    call.attempt -= 1
                # What the server said last says more than that time ran out.
                outcome = outcome if isinstance(outcome, Response) else error
                break
            except NotDelivered as error:
                outcome = error
        if isinstance(outcome, Response):
            return outcome
        raise outcome

    async def send_in_turn(self, request: Request, origin: Origin, call: _Call) -> Response:
        """Send when it is this call's turn: after a 429 all wait, and then go one by one at first."""
        # Whoever wants no repeats sees to them himself, and is not made to wait by those of others.
        restraint = self.restraints.get(origin) if self.options.retries else None
        if restraint is None:
            return await self.send_authorized(request, origin, call)
        await self._await_turn(restraint, call)
        fine = False
        try:
            response = await self.send_authorized(request, origin, call)
            fine = response.status not in TROUBLE
        finally:
            restraint.done(fine=fine, refund=call.cost)
        return response

    async def send_authorized(self, request: Request, origin: Origin, call: _Call) -> Response:
        """Send with the credentials, to where they may go; after a 401, once more with fresh ones."""
        action, credentials = call.action, self.credentials
        if call.astray or origin not in self.origins or not credentials.applies_to(action):
            return await self.send_once(request, call)
        if not self.options.allow_http and not _is_private(*origin):
            raise invalid_option(
                "url", "a credential would go out unencrypted", "use https://, or say allow_http=True", action.name
            )
        authorized, held = await credentials.authorize(request, action, self.backend, call.limits.deadline)
        response = await self.send_once(authorized, call)
        if response.status == UNAUTHORIZED and _is_repeatable(request) and credentials.renew(held):
            authorized, _ = await credentials.authorize(request, action, self.backend, call.limits.deadline)
            return await self.send_once(authorized, call)
        return response

    async def send_once(self, request: Request, call: _Call) -> Response:
        """Send exactly this request."""
        call.sent = monotonic()
        if call.sent > call.limits.deadline:
            raise _NoTimeLeft("no time was left")
        try:
            response: Response = await self.backend.send(self.transport, request, call.limits)
        except NotDelivered as error:
            call.reached |= error.sent
            _note(request, error.reason, call)
            raise
        except DynaclientError:
            raise
        except Exception as error:  # noqa: BLE001 - a caller's own transport may raise anything
            call.reached = True
            reason = f"the transport failed ({type(error).__name__})"
        else:
            call.reached = True
            _note(request, response, call)
            return response
        raise NotDelivered(reason, sent=True)

    def _begun(self, request: Request, action: Action, stream: bool) -> _Call:
        options = self.options
        whole = options.timeout if options.timed or action.timeout is None else action.timeout
        streamed = request.body is not None and not isinstance(request.body, bytes)
        started = monotonic()
        until = float("inf") if whole is None or streamed or stream else started + whole
        limits = Limits(options.connect_timeout, options.read_timeout, until, options.max_response_bytes, stream)
        key = action.idempotency_key
        return _Call(action, limits, whole, started, action.idempotent or (bool(key) and key in request.headers))

    async def _repeats(self, request: Request, origin: Origin, call: _Call, outcome: Response | NotDelivered) -> bool:
        """Say whether the call is sent again, and wait for as long as it has to."""
        if isinstance(outcome, Response) and outcome.status not in TROUBLE:
            return False
        now = monotonic()
        throttled = isinstance(outcome, Response) and outcome.status == THROTTLED
        seconds = _wait(outcome, call.attempt)
        if throttled:
            # Whoever is refused tells all others; the wait is then that for one's turn.
            self.restraints.made(origin).pause(now, seconds, call.sent)
        may = call.attempt <= self.options.retries and _may_repeat(outcome, call.harmless) and _is_repeatable(request)
        if not may or now + seconds >= call.limits.deadline:
            return False
        cost = COST_THROTTLED if throttled else COST
        if not self.restraints.made(origin).spend(cost):
            return False
        call.cost = cost
        call.attempt += 1
        if log.isEnabledFor(logging.INFO):
            reason = outcome if isinstance(outcome, Response) else outcome.reason
            log.info("%s", wait_line(call.action.name, reason, seconds, call.attempt))
        if not throttled:
            await self.backend.sleep(seconds)
        return True

    async def _await_turn(self, restraint: Restraint, call: _Call) -> None:
        seconds = restraint.turn(monotonic())
        if not seconds:
            return
        restraint.wait()
        try:
            while seconds:
                if monotonic() + seconds >= call.limits.deadline:
                    raise _NoTimeLeft("after a 429 all calls to this server wait, and this one cannot go in time")
                await self.backend.sleep(seconds)
                seconds = restraint.turn(monotonic(), waited=True)
        finally:
            restraint.waited()

    def _redirected(self, request: Request, response: Response, call: _Call, visited: list[str]) -> Request:
        """Give the request for the place that a redirect names; `Astray` where it is not to be sent."""
        if len(visited) > self.options.redirects:
            raise Astray(f"more than {self.options.redirects} in one call")
        url = target_of(request, response, self.credentials.in_query)
        if url in visited:
            raise Astray("it leads back to where the call has been")
        here, there = origin_of(request.url), origin_of(url)
        if here == there or {here, there} <= self.origins:
            return carried(request, url)
        if not self.options.elsewhere:
            raise Astray("it leads to another origin, and a session of your own adds to each request what it likes")
        # A stranger that leads back here does not get to say what is done with the credentials.
        call.astray = True
        return stripped(request, url, self.credentials.texts)


def _note(request: Request, outcome: Response | str, call: _Call) -> None:
    if log.isEnabledFor(logging.INFO):
        log.info("%s", attempt_line(request, outcome, monotonic() - call.sent, call.attempt))


def _is_repeatable(request: Request) -> bool:
    body = request.body
    return body is None or isinstance(body, bytes) or bool(getattr(body, "repeatable", False))


def _may_repeat(outcome: Response | NotDelivered, harmless: bool) -> bool:
    if isinstance(outcome, Response):
        return harmless or outcome.status == THROTTLED
    return not outcome.final and (harmless or not outcome.sent)


def _wait(outcome: Response | NotDelivered, attempt: int) -> float:
    """Give the seconds to wait: what the answer asks for, or a random part of a growing bound (full jitter)."""
    throttled = False
    if isinstance(outcome, Response):
        asked = retry_after(outcome.headers)
        if asked:  # one that asks for 0 seconds leaves the choice to us
            return min(asked, RETRY_AFTER_MOST)
        throttled = outcome.status == THROTTLED
    bound = (BACKOFF_THROTTLED if throttled else BACKOFF) * 2 ** min(attempt - 1, 30)
    return random.random() * float(min(BACKOFF_MOST, bound))  # noqa: S311 - spreads load, hides nothing


def retry_after(headers: Headers) -> float | None:
    """
    Give the seconds that ``Retry-After`` asks for (RFC 9110, section 10.2.3); None where it says nothing usable.

    A date counts from the answer's own ``Date``, so that a clock that is wrong here does no harm.
    """
    value = headers.get("Retry-After", "").strip()
    if value.isascii() and value.isdigit():
        return float(value[:10])
    try:
        then = email.utils.parsedate_to_datetime(value)
        now = email.utils.parsedate_to_datetime(headers.get("Date", ""))
        return max(0.0, (then - now).total_seconds())
    except (TypeError, ValueError, OverflowError, IndexError):
        return None


def _error_for(reason: NotDelivered, call: _Call) -> TransportError:
    name, attempts, told = call.action.name, call.attempt, reason.reason
    if reason.sent and not call.harmless and not (reason.answered and reason.final):
        hint = "the request went out and may have been carried out, so look before repeating it"
        return OutcomeUnknown(f"{told}; {hint}", name, attempts)
    if reason.answered and not reason.slow:
        return BadResponse(told, name, attempts)
    deadline, elapsed = call.whole or 0.0, monotonic() - call.started
    if not reason.sent:
        told = f"{told}; {_what_was_sent(call)}"
    if reason.slow and (reason.sent or elapsed >= deadline > 0 or isinstance(reason, _NoTimeLeft)):
        return DeadlineExceeded(told, name, attempts, deadline=deadline, elapsed=elapsed)
    if call.reached or reason.sent:
        return TransportError(told, name, attempts)
    return ConnectError(f"{told}; is the address right, and the server up?", name, attempts)


def _what_was_sent(call: _Call) -> str:
    """Say what is true of the whole call where its last attempt sent nothing."""
    if not call.reached:
        return "nothing was sent"
    return "an earlier attempt reached the server" if call.harmless else "what was sent before was refused"


@lru_cache(maxsize=1024)
def _is_private(scheme: str, host: str, _port: int) -> bool:
    """Say whether what is sent there is encrypted, or does not leave the machine."""
    if scheme == "https" or host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def origins(urls: Iterable[str]) -> frozenset[Origin]:
    """Give the origins of these URLs."""
    return frozenset(origin_of(each) for each in urls)
