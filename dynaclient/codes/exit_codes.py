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

NOT_WRITTEN = 7
"""A result or a file could not be written; calls may have been made."""
_OF_CODES = {"output-not-written": NOT_WRITTEN, "file-not-written": NOT_WRITTEN}
"""The exit codes of errors whose class says less than their code."""


def exit_code_of(kind: type[DynaclientError], code: str = "") -> int:
    """Return the exit code of a class of errors, or that of the code of an error."""
    return _OF_CODES.get(code) or next(number for known, number in EXIT_CODES if issubclass(kind, known))
