"""Names of one namespace in both spellings, and what is made by name when it is accessed."""

from __future__ import annotations

import keyword
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeVar, overload

from ..runtime.cache import cache_short_strings
from ..strings.expressions import expression

_WORD_ENDS = expression(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


@cache_short_strings(4096)
def snake_case(name: str) -> str:
    """
    Return the Python spelling of a name: ``applicationApiTokens`` → ``application_api_tokens``.

    An underscore is inserted between a lowercase letter or digit and an uppercase letter, and before the last of
    several uppercase letters if a lowercase letter follows: ``getXMLFile`` → ``get_xml_file``. Then the name is
    lowercased. A Python keyword gets a trailing underscore: ``import_``.
    """
    return argument_name(_WORD_ENDS.sub("_", name).lower())


def python_name(full_name: str) -> str:
    """Return the Python spelling of a full name: ``myThings.getAll`` → ``my_things.get_all``."""
    return ".".join(map(snake_case, full_name.split(".")))


def argument_name(name: str) -> str:
    """Return the name of an argument as it is written in a call: a Python keyword gets a trailing underscore."""
    return f"{name}_" if keyword.iskeyword(name) else name


T = TypeVar("T")


class Spellings(Mapping[str, str]):
    """Names of one namespace, looked up by their original spelling first, then by their Python spelling."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = tuple(names)
        self._names = {snake_case(name): name for name in reversed(self.names)}
        self._names.update((name, name) for name in self.names)
        self._names.update((f"{name}_", name) for name in self.names if keyword.iskeyword(name))

    def __getitem__(self, spelling: str) -> str:
        return self._names[spelling]

    @overload
    def get(self, spelling: str, /) -> str | None: ...
    @overload
    def get(self, spelling: str, /, default: str | T) -> str | T: ...
    def get(self, spelling: str, /, default: Any = None) -> Any:
        """Return the name of a spelling; `default` if there is none. `Mapping` does the same, in more steps."""
        return self._names.get(spelling, default)

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __len__(self) -> int:
        return len(self.names)


class LazyMapping(Mapping[str, T]):
    """Names, and a function that makes the value of one when it is accessed."""

    def __init__(self, names: Iterable[str], get: Callable[[str], T]) -> None:
        self._names = dict.fromkeys(names)
        self._get = get

    def __getitem__(self, name: str) -> T:
        if name not in self._names:
            raise KeyError(name)
        return self._get(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def __contains__(self, name: object) -> bool:
        return name in self._names
