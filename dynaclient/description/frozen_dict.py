"""Dicts that do not change: all clients with the same description share its parts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NoReturn, TypeVar

K = TypeVar("K")
V = TypeVar("V")


def _refuse(*_: Any, **__: Any) -> NoReturn:
    raise TypeError("the description is frozen, and shared by all clients of it; change it with patch=…")


class FrozenDict(dict[K, V]):
    """
    A dict whose items cannot be set or removed.

    It is a dict, not a `MappingProxyType`, for that can be neither pickled nor copied, and takes longer to read.
    """

    __slots__ = ()

    __setitem__ = __delitem__ = __ior__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse

    def __copy__(self) -> FrozenDict[K, V]:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return FrozenDict, (dict(self),)


_EMPTY: FrozenDict[Any, Any] = FrozenDict()


def frozen(items: Mapping[K, V] | Iterable[tuple[K, V]] = ()) -> FrozenDict[K, V]:
    """Return a dict of these items; without any always the same: an action leaves out most of what it may have."""
    return FrozenDict(items) if items else _EMPTY
