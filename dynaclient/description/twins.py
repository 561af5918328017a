"""Twins: actions that do the same under different resources, such as `me.sendMail` and `users.sendMail`."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence

from ..records import dataclass
from .search import ALL_VERBS, stem, stems_of, words_of

_BEFORE_OWNERS = (["for"], ["from"], ["in"], ["of"], ["to"])


@dataclass(frozen=True)
class Found:
    """An action that was found."""

    name: str
    twins: tuple[str, ...] = ()
    """Those that do the same under other resources, in the order of the description."""


def group_twins(names: Sequence[str], actions: Iterable[tuple[str, str, str]]) -> list[Found]:
    """
    Return the actions of a search, best match first; of twins only the best one.

    Args:
        names: Their names, best match first.
        actions: Name, method and summary of all actions: a twin need not have been found.
    """
    keys = {_key_of(name) for name in names}
    groups: dict[Hashable, list[str]] = {}
    for name, method, summary in actions:
        if _key_of(name) in keys:
            groups.setdefault(_meaning(name, method, summary), []).append(name)
    group_of = {name: group for group in groups.values() for name in group}
    found: dict[str, Found] = {}
    for name in names:
        group = group_of[name]
        found.setdefault(group[0], Found(name, tuple(twin for twin in group if twin != name)))
    return list(found.values())


def _meaning(name: str, method: str, summary: str) -> Hashable:
    """Return what an action has in common with its twins: key, method, summary; its name if it has no summary."""
    owner, _, key = name.rpartition(".")
    words = [stem(word) for word in words_of(summary)]
    if not ALL_VERBS.issuperset(stems_of(key)):  # it has a noun: `getPhoto`
        words = _without_owner(words, {*stems_of(owner), "the"})
    return (key, method, *words) if words else name


def _without_owner(words: list[str], of_owner: set[str]) -> list[str]:
    """Return a summary without the end that names the resource: ``Get photo from me``, ``Get photo from users``."""
    end = len(words)
    while end and words[end - 1] in of_owner:
        end -= 1
    return words[: end - 1] if end < len(words) and words[end - 1 : end] in _BEFORE_OWNERS else words


def _key_of(name: str) -> str:
    return name.rpartition(".")[2]
