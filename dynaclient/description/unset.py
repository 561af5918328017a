"""`UNSET`: the value of what a description leaves out."""

from __future__ import annotations

from typing import Any


class _Unset:
    """The type of `UNSET`, which stays one object in copies and in other processes."""

    def __repr__(self) -> str:
        return "UNSET"

    def __bool__(self) -> bool:
        return False

    def __reduce__(self) -> str:
        return "UNSET"


UNSET: Any = _Unset()
"""The value of what a description leaves out; None stands for null."""
