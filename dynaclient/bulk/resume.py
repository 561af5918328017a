"""Resuming: whether a row that is in the journal is called again, and as which attempt."""

from __future__ import annotations

from collections.abc import Collection

from ..description.model import Action
from ..errors import ApiError, BadResponse, DynaclientError, OutcomeUnknown, TransportError
from ..http.retry import GATEWAY_STATUSES, leaves_outcome_unknown
from .journal import KEY_LIFETIME, READY, STARTED, JournalEntry
from .outcomes import UNKNOWN


def next_attempt(entry: JournalEntry | None, action: Action, rerun: Collection[str]) -> int:
    """
    Return the number of the attempt with which a row is called; 0 if it is not called.

    Args:
        entry: What the journal has recorded of the row, if anything.
        action: The action to call.
        rerun: The statuses of rows that the caller wants to be called again.
    """
    if entry is None:
        return 1
    if entry.state == READY:
        return entry.attempt
    error = None if entry.outcome is None else entry.outcome.error
    if not _required_statuses(entry, action, error) <= set(rerun):
        return 0
    if not entry.has_same_arguments:
        # The caller may have fixed a row that was refused, and no other.
        return 0 if error is None or isinstance(error, TransportError) or _is_of_gateway(error) else entry.attempt + 1
    # A server may return its stored response for a key that it knows, so a call that had a response needs a new key.
    # A call that had none, or only that of a gateway, has to keep its key, so that the server recognizes it.
    return entry.attempt + (isinstance(error, ApiError) and not _is_of_gateway(error))


def _is_of_gateway(error: DynaclientError) -> bool:
    return isinstance(error, ApiError) and error.status in GATEWAY_STATUSES


def _required_statuses(entry: JournalEntry, action: Action, error: DynaclientError | None) -> set[str]:
    """Return the statuses that `rerun` has to contain for a row to be called again."""
    has_key = bool(action.idempotency_key)
    is_safe = action.idempotent or (has_key and entry.age < KEY_LIFETIME)
    if entry.state == STARTED:
        return set() if is_safe else {UNKNOWN}
    # A call whose response could not be read was probably processed. One with a key that failed in transport, or at a
    # gateway, may have been processed too, because it was retried.
    may_be_processed = isinstance(error, TransportError) and (has_key or isinstance(error, BadResponse))
    if isinstance(error, ApiError):
        may_be_processed = leaves_outcome_unknown(error.status, action.idempotent)
    return {entry.state, UNKNOWN} if may_be_processed and not is_safe else {entry.state}


def interrupted_error(action: Action) -> OutcomeUnknown:
    """Return the error of a row whose call was started by an earlier run, and that may not be called again."""
    message = "an earlier run ended before the response arrived"
    hint = "the server may have processed the call: check before you send it again"
    return OutcomeUnknown(f"{message}; {hint}", action.name)
