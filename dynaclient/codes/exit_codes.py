"""With which code the command line exits, for each kind of error."""

from __future__ import annotations

from ..errors import (
    ApiError,
    DescriptionError,
    DynaclientError,
    InvalidCall,
    ScopeError,
    ServerError,
    TransportError,
    UnknownName,
)  # fmt: skip

EXIT_CODES: tuple[tuple[type[DynaclientError], int], ...] = (
    (UnknownName, 2),
    (InvalidCall, 3),
    (ScopeError, 3),
    (DescriptionError, 3),
    (ServerError, 5),
    (ApiError, 4),
    (TransportError, 6),
    (DynaclientError, 3),
)
"""The exit code of every kind of error; the first match counts."""


def exit_code_of(kind: type[DynaclientError]) -> int:
    """Return the exit code of a class of errors."""
    return next(code for known, code in EXIT_CODES if issubclass(kind, known))
