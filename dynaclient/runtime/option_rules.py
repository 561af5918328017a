"""What rejects a value for an option: the rules that the tables of options share."""

from __future__ import annotations

from typing import Any, Optional

Rejection = Optional["tuple[str, str]"]
"""Why an option does not take a value, and what to pass instead; None if it takes it."""


def plain_number(value: Any) -> Any:
    """Return a number of another library, such as NumPy, as an int or a float; anything else as it is."""
    if value is None or isinstance(value, (int, float, str)):
        return value
    from numbers import Integral, Real  # few values are of other types

    return int(value) if isinstance(value, Integral) else float(value) if isinstance(value, Real) else value


def boolean(value: Any) -> Rejection:
    """Accept True and False, and not what Python takes for them."""
    return None if isinstance(value, bool) else ("is not a boolean", "pass True or False")


def progress(value: Any) -> Rejection:
    """Accept a boolean, or a function that is called with the progress."""
    fine = isinstance(value, bool) or callable(value)
    return None if fine else ("is not a boolean or a function", "pass True, or a function that receives the progress")
