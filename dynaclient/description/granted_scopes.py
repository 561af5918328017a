"""Scopes: which ones are granted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Union

from ..runtime.cache import cache_short_strings

Scope = Union[str, "tuple[str, ...]"]
"""A scope, or several that are required together."""


def any_granted(alternatives: Sequence[Scope], granted: tuple[str, ...]) -> bool:
    """Return whether one of some scopes is granted, or none is needed; ``*`` in a granted one is any string."""
    return not alternatives or any(
        all(_is_granted(name, granted) for name in ((required,) if isinstance(required, str) else required))
        for required in alternatives
    )


def _is_granted(scope: str, granted: tuple[str, ...]) -> bool:
    return any(scope == name or ("*" in name and _wildcard(name).fullmatch(scope) is not None) for name in granted)


@cache_short_strings(128)
def _wildcard(scope: str) -> re.Pattern[str]:
    return re.compile(".*".join(map(re.escape, scope.split("*"))), re.DOTALL)
