"""One call while it is being sent, and the error of one that got no usable response."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..call.response import unchanged
from ..description.model import Action
from ..errors import (
    BadResponse,
    ConnectError,
    DeadlineExceeded,
    NotDelivered,
    OutcomeUnknown,
    TransportError,
)
from ..messages import Limits
from ..records import dataclass, replace
from ..runtime.backends import DeadlinePassed, TokenNotInTime
from ..runtime.hosts import host_label
from ..runtime.media_types import stream_advice

_MARGIN = 0.005
"""Seconds before the deadline from which on a timeout counts as the deadline of the call."""
_ADVICE = {"response-too-large": "raise the limit with client.with_options(max_response_bytes=…)"}
"""What to do about failures of a call whose limits are options of the client."""


HAS_CALLERS_CAUSE = "_has_callers_cause"
"""The attribute of an error whose `__cause__` was raised by the iterator or file that is the body of the request."""


@dataclass(eq=False, repr=False)
class CallState:
    """One call: what holds for all of its attempts, and their state."""

    action: Action
    limits: Limits
    """The limits of an attempt with a credential."""
    timeout: float | None
    """Seconds for the whole call; None for no limit."""
    started: float
    idempotent: bool
    """Whether it may be carried out twice: the action is idempotent, or has a key by which the server knows a retry."""
    clean: Callable[[Any], Any] = unchanged
    """Removes the secrets of the call from what is logged."""
    attempt: int = 1
    sent_at: float = 0.0
    """When the present attempt was sent (`time.monotonic`)."""
    reached: bool = False
    """Whether any attempt may have reached a server."""
    left_trusted_origins: bool = False
    """Whether a redirect led to an untrusted origin: from then on no credential is sent anywhere."""
    is_of_source: bool = False
    """Whether it obtains a credential, and so is sent without one."""
    cost: int = 0
    """Tokens that the last retry cost."""
    url: str = ""
    """The URL of the present attempt."""
    hint: str = ""
    """Why its last redirect is not followed."""

    @property
    def limits_without_credential(self) -> Limits:
        """The limits of an attempt without a credential."""
        return replace(self.limits, local_only=False) if self.limits.local_only else self.limits


def error_for(failure: NotDelivered, call: CallState, elapsed: float) -> TransportError:
    """Return the error of a call whose last attempt failed, `elapsed` seconds after its start; it names the host."""
    error = _classified(failure, call, elapsed)
    if failure.callers_error is not None:
        error.__cause__ = failure.callers_error
        vars(error)[HAS_CALLERS_CAUSE] = True
    return error if failure.response is None else error.with_response(failure.response)


def _classified(failure: NotDelivered, call: CallState, elapsed: float) -> TransportError:
    name, attempts, deadline = call.action.name, call.attempt, call.timeout or 0.0
    at_deadline = isinstance(failure, DeadlinePassed) or call.started + elapsed >= call.limits.deadline - _MARGIN
    message = _located(failure, call, at_deadline=at_deadline)
    may_be_processed = failure.sent and not call.idempotent
    if call.is_of_source and failure.sent:
        # What the caller called comes after this request, and was not sent.
        message, may_be_processed = f"{message}; the call that needs the token was not sent", False
    if may_be_processed and not (failure.answered and failure.final):
        hint = "the request was sent and the server may have processed it: check before you send it again"
        return OutcomeUnknown(f"{message}; {hint}", name, attempts)
    advice = failure.hint or _ADVICE.get(failure.code, "")
    hint = f"; {advice}" if advice else _advice_on_stream(failure, call)
    if failure.answered and not failure.slow:
        error = BadResponse(f"{message}{hint}", name, attempts, code=failure.code)
        error.may_be_processed = may_be_processed
        return error
    if not failure.sent:
        message = f"{message}; {_what_was_sent(call)}"
    if failure.slow and (failure.sent or at_deadline):
        return DeadlineExceeded(f"{message}{hint}", name, attempts, deadline=deadline, elapsed=elapsed)
    if call.reached or failure.sent:
        return TransportError(f"{message}{hint}", name, attempts, code=failure.code)
    hint = hint or "; is the URL right, and is the server running?"
    return ConnectError(f"{message}{hint}", name, attempts, code=failure.code)


def _located(failure: NotDelivered, call: CallState, *, at_deadline: bool) -> str:
    """Return the reason of a failure, with the host, and with the limit that was reached."""
    host = host_label(call.url)
    is_named = host in failure.reason or isinstance(failure, TokenNotInTime)
    reason = failure.reason if is_named else f"{host}: {failure.reason}"
    if failure.response is not None:
        reason = f"{reason}; its status is {failure.response.status}"
    if not failure.slow:
        return reason
    if at_deadline and call.timeout is not None:
        return f"{reason} (timeout {call.timeout:g} s)"
    if failure.sent or failure.code == "pool-exhausted":
        return f"{reason} (read_timeout {call.limits.read_timeout:g} s)"
    return f"{reason} (connect_timeout {call.limits.connect_timeout:g} s)"


def _advice_on_stream(failure: NotDelivered, call: CallState) -> str:
    """Return what to do if a body did not end because it is a stream, though the description declares none."""
    if failure.response is None or not failure.slow or call.limits.stream:
        return ""
    return stream_advice(failure.response.headers.get("Content-Type", ""))


def _what_was_sent(call: CallState) -> str:
    """Return what holds for the whole call if its last attempt sent nothing."""
    if not call.reached:
        return "nothing was sent"
    return (
        "an earlier attempt reached the server" if call.idempotent else "earlier attempts were rejected by the server"
    )
