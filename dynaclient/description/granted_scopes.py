"""Scopes: which ones are granted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
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


def scope_texts(scopes: Iterable[Scope]) -> list[str]:
    """Return scopes as a message names them: those that are needed together with ``+`` between them."""
    return [scope if isinstance(scope, str) else " + ".join(scope) for scope in scopes]


def described_scopes(
    sets: Iterable[Scope], by_schemes: Iterable[Iterable[Scope]], texts: Mapping[str, str]
) -> dict[str, str]:
    """Return what the scopes of an action allow, those of its auth schemes included, as far as they are described."""
    scopes = [*sets, *(scope for scopes in by_schemes for scope in scopes)]
    names = dict.fromkeys(one for scope in scopes for one in ((scope,) if isinstance(scope, str) else scope))
    return {name: texts[name] for name in names if name in texts}
