"""Which action is meant by a name that no action has."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ..errors import close_matches

MISSPELT = 0.65
"""How similar two names of actions are, from 0 to 1, if one of them is the other misspelt."""


def meant_actions(name: str, alike: Iterable[str], search: Callable[[str], list[str]]) -> tuple[str, ...]:
    """
    Return the full names of the actions that are probably meant by a full name.

    Those are names that are spelled alike (``pet.post`` for ``pets.post``), or else what a search finds by the last
    word of the name in a resource that is named alike (``pets.create`` for ``pets.post``).

    Args:
        name: The name that no action has.
        alike: The names of actions that are similar to it.
        search: Returns the names of the actions that match a query.
    """
    owner, _, key = name.rpartition(".")
    misspelt = tuple(one for one in alike if _is_alike(key, one.rpartition(".")[2]))
    if misspelt:
        return misspelt
    by_key = set(search(key))
    found = (one for one in search(name) if one in by_key and _is_alike(owner, one.rpartition(".")[0]))
    return tuple(found)[:1]


def _is_alike(name: str, other: str) -> bool:
    return bool(close_matches(name, [other], least=MISSPELT))
