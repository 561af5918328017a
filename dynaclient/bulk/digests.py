"""Digests: short strings by which a journal recognizes the arguments of a row; and arguments as they are shown."""

from __future__ import annotations

import datetime
import hashlib
import json
import uuid
from collections.abc import Callable, Mapping
from decimal import Decimal
from enum import Enum
from pathlib import PurePath
from typing import Any

from ..description.model import Action
from ..description.secret_values import redacted_argument
from ..redaction import MASK
from ..schema.json_lines import plain_data


def digest_arguments(arguments: Mapping[str, Any], action: Action | None = None) -> str:
    """
    Return a short string that is the same for the same arguments, in every process and every run.

    A path counts by its name. A value without lasting content, such as an open file or an iterator, counts by its type
    alone. If the action is passed, its secrets do not count, so that they cannot be guessed from the digest.
    """
    try:
        public = _redact_secrets(action, arguments) if action is not None and action.has_secrets else arguments
        encoded = _ENCODER.encode(public)
    except (TypeError, ValueError, RecursionError):
        # No valid arguments are like this, so the call will be refused: the names are enough.
        encoded = " ".join(sorted(map(str, arguments)))
    return hashlib.blake2b(encoded.encode(), digest_size=16).hexdigest()


def shown_arguments(arguments: Mapping[str, Any], action: Action) -> Any:
    """Return arguments as they are shown and written: as JSON data, with the secrets of the action redacted."""
    try:
        return plain_data(_redact_secrets(action, arguments) if action.has_secrets else arguments)
    except (TypeError, ValueError, RecursionError):  # as above
        return dict.fromkeys(map(str, arguments), MASK)


def _redact_secrets(action: Action, arguments: Mapping[str, Any]) -> dict[str, Any]:
    known = action.parameters
    return {
        name: redacted_argument(known[name], value) if name in known else value for name, value in arguments.items()
    }


def _encode_other(value: Any) -> Any:
    """Return a value that is not JSON as an object with its type and, if it has lasting content, that content."""
    for kind, encode in _ENCODERS:
        if isinstance(value, kind):
            return {kind.__name__: encode(value)}
    if type(value).__name__ == "datetime64":  # of numpy, with more digits than Python's datetime has
        return str(value)
    return {f"{type(value).__module__}.{type(value).__qualname__}": None}


def _hash_bytes(value: Any) -> str:
    return hashlib.blake2b(value, digest_size=16).hexdigest()


_ENCODERS: tuple[tuple[type, Callable[[Any], Any]], ...] = (
    (datetime.datetime, lambda value: value.isoformat()),
    (datetime.date, lambda value: value.isoformat()),
    (datetime.time, lambda value: value.isoformat()),
    (Decimal, str),
    (uuid.UUID, str),
    (Enum, lambda value: value.value),
    (PurePath, str),
    (bytes, _hash_bytes),
    (bytearray, _hash_bytes),
    (Mapping, dict),
)
"""The types whose values have lasting content; the first that matches counts."""
_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), default=_encode_other)
