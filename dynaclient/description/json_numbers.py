"""Numbers as JSON and YAML write them."""

from __future__ import annotations

import math


def finite(text: str) -> float:
    """Return a number; ValueError if it is so large that it would be infinite."""
    value = float(text)
    if math.isinf(value):
        raise ValueError(f"`{text:.40}` is larger than any number that can be stored")
    return value


def reject_constant(name: str) -> float:
    """Raise a ValueError for ``NaN`` and the infinities, which JSON does not have."""
    raise ValueError(f"{name} is not a JSON value")
