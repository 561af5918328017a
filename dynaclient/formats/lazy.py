"""A dict whose values are made when they are first looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

_PENDING = object()


class LazyDict(dict[str, Any]):
    """
    A dict that knows its keys, and makes a value when it is first looked at.

    Code in C reads the values of a dict past its methods, unless its `__iter__` is another: `dict(…)` and ``**`` go
    through the methods here for this reason; for everything else there is `force`.

    Args:
        keys: The keys.
        make: Returns the value of a key.
        glances: Returns what is known of the values without making them, by key; nothing if it is left out.
    """

    __slots__ = ("_make", "glances")

    def __init__(
        self,
        keys: Iterable[str],
        make: Callable[[str], Any],
        glances: Callable[[], dict[str, Any]] = dict,
    ) -> None:
        super().__init__(dict.fromkeys(keys, _PENDING))
        self._make = make
        self.glances = glances

    def __getitem__(self, key: str) -> Any:
        value = super().__getitem__(key)
        if value is not _PENDING:
            return value
        made = self._make(key)
        value = super().__getitem__(key)
        if value is _PENDING:  # another thread may have made it since
            self[key] = value = made
        return value

    def __iter__(self) -> Iterator[str]:
        # A copy: another thread, or what is made on the way, may add keys.
        return iter(list(super().__iter__()))

    def keys(self) -> Any:
        """Return the keys that there are now."""
        return dict.fromkeys(self).keys()

    def get(self, key: str, default: Any = None) -> Any:
        """Return the value of a key, or a default."""
        return self[key] if key in self else default  # noqa: SIM401 - that would be this method

    def peek(self, key: str) -> Any:
        """Return the value of a key; if it is made for this, it is not kept."""
        value = super().__getitem__(key)
        return self._make(key) if value is _PENDING else value

    def values(self) -> Any:
        """Return the values: all are made."""
        return self._made().values()

    def items(self) -> Any:
        """Return the keys and values: all are made."""
        return self._made().items()

    def _made(self) -> dict[str, Any]:
        return {key: self[key] for key in self}

    def __eq__(self, other: object) -> bool:
        return self._made() == (other._made() if isinstance(other, LazyDict) else other)

    __hash__ = None

    def __repr__(self) -> str:
        return f"<{len(self)} values: {', '.join(list(self)[:10])}>"

    def __reduce__(self) -> tuple[Any, ...]:
        return dict, (self._made(),)

    def copy(self) -> dict[str, Any]:
        """Return a dict with all values."""
        return self._made()

    def __deepcopy__(self, _: Any) -> dict[str, Any]:
        return {key: plain(value) for key, value in self.items()}


class GrowingDict(LazyDict):
    """A `LazyDict` to which keys are added while values, here or elsewhere, are made."""

    __slots__ = ()

    def add(self, key: str) -> None:
        """Add a key whose value is made when it is first looked at."""
        if key not in self:
            super().__setitem__(key, _PENDING)

    def _made(self) -> dict[str, Any]:
        made: dict[str, Any] = {}
        while len(made) < len(self):
            made |= {key: self[key] for key in tuple(self) if key not in made}
        return made


def plain(value: Any) -> Any:
    """
    Return a value as plain dicts and lists: all that is in it is made.

    The members that grow while others are made come after these.
    """
    if isinstance(value, dict):
        members = dict(value.items())
        growing = [key for key, member in members.items() if isinstance(member, GrowingDict)]
        made = {key: member if key in growing else plain(member) for key, member in members.items()}
        return made | {key: plain(members[key]) for key in growing}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value
