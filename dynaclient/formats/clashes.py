"""Unique names: what happens to actions and resources whose names would be the same in Python."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from ..strings.own_names import OWN_NAMES
from .words import camel_case, squash

MAX_DEPTH = 16
"""Resources that an action is in, at most; the innermost ones are left out."""

_OWN_KEYS = frozenset(map(squash, OWN_NAMES))


class Operation(Protocol):
    """What a candidate is the name of."""

    @property
    def method(self) -> str:
        """The HTTP method."""

    def other_names(self, action: str) -> list[str]:
        """Return its other names, in the order in which they are tried, for the one that it should have."""


class Candidate:
    """
    The name that an action should have.

    Args:
        resources: Its resources, from the outermost one.
        action: Its own name.
        rank: Names of a higher rank win over those of a lower one; names of rank 0 all change if they are the same.
        operation: What it is the name of.
    """

    __slots__ = ("_operation", "_other_names", "action", "key", "rank", "resource", "resources")

    def __init__(self, resources: tuple[str, ...], action: str, rank: int, operation: Operation) -> None:
        self.resources = resources[:MAX_DEPTH]
        self.resource = self.key = ""
        self.action = action
        self.rank = rank
        self._operation = operation
        self._other_names: list[str] | None = None

    def place(self, action: str, resource_key: str, resource_keys: frozenset[str]) -> None:
        """Take a name; one that a resource beside it has gets the method in front."""
        key = f"{resource_key}.{squash(action)}"
        if key in resource_keys:
            method = camel_case(self._operation.method.lower())
            action = f"{method}_{action}" if "_" in action else f"{method}{action[0].upper()}{action[1:]}"
            key = f"{resource_key}.{squash(action)}"
        self.action, self.key = action, key

    def advance(self) -> str:
        """Return the next of its other names; empty if there is none."""
        if self._other_names is None:
            self._other_names = self._operation.other_names(self.action)[::-1]
        self.rank = 0
        return self._other_names.pop() if self._other_names else ""


def make_unique(candidates: Sequence[Candidate]) -> list[str]:
    """Return the full name of each, which no other has, in any spelling."""
    resources = _Resources(candidate.resources for candidate in candidates)
    for candidate in candidates:
        candidate.resource = resources.full_name(candidate.resources)
    groups: dict[str, list[Candidate]] = {}
    clashing = {}
    keys = frozenset(resources.spellings)
    for candidate in candidates:
        candidate.place(candidate.action, resources.keys[candidate.resources], keys)
        group = groups.setdefault(candidate.key, [])
        group.append(candidate)
        if len(group) > 1 or candidate.key in keys:
            clashing[candidate.key] = group
    while clashing:
        clashing = _advance(clashing, groups, resources, keys)
    taken = set(groups) | keys
    for key, group in groups.items():
        _number(key, group, taken, keys)
    return [f"{candidate.resource}.{candidate.action}" for candidate in candidates]


class _Resources:
    """
    The resources of a document: those whose names differ in case and underscores only are one.

    Which of the spellings it has does not depend on the order of the operations: ``data_retention`` wins over
    ``dataRetention``.
    """

    def __init__(self, all_parts: Iterable[tuple[str, ...]]) -> None:
        self.keys: dict[tuple[str, ...], str] = {}
        self._last_parts: dict[str, str] = {}
        for parts in all_parts:
            if parts not in self.keys:
                self.keys[parts] = self._add(parts)
        self.spellings: dict[str, str] = {}
        """The full name of each resource, by the same name squashed."""
        for key, part in self._last_parts.items():  # an outer one comes before those in it
            outer = self.spellings.get(key.rpartition(".")[0])
            self.spellings[key] = f"{outer}.{part}" if outer else part

    def full_name(self, parts: tuple[str, ...]) -> str:
        return self.spellings[self.keys[parts]]

    def _add(self, parts: tuple[str, ...]) -> str:
        key = ""
        for part in parts:
            step = squash(part)
            if not key and step in _OWN_KEYS:
                part = f"{part.rstrip('_')}_"  # noqa: PLW2901 - the client has an attribute of this name
            key = f"{key}.{step}" if key else step
            self._last_parts[key] = max(self._last_parts.get(key, ""), part)
        return key


def _advance(
    clashing: dict[str, list[Candidate]],
    groups: dict[str, list[Candidate]],
    resources: _Resources,
    keys: frozenset[str],
) -> dict[str, list[Candidate]]:
    """Move those that clash to their next names; return the groups that clash then."""
    moved = []
    for key, group in clashing.items():
        highest = max((candidate.rank for candidate in group), default=0)
        staying = []
        for candidate in group:
            name = "" if candidate.rank and candidate.rank == highest else candidate.advance()
            if name:
                candidate.place(name, resources.keys[candidate.resources], keys)
                moved.append(candidate)
            else:
                staying.append(candidate)
        groups[key] = staying
    found = {}
    for candidate in moved:
        group = groups.setdefault(candidate.key, [])
        group.append(candidate)
        if len(group) > 1 or candidate.key in keys:
            found[candidate.key] = group
    return found


def _number(key: str, group: list[Candidate], taken: set[str], keys: frozenset[str]) -> None:
    """Add a number to the names of all of a group but the first one."""
    group.sort(key=lambda candidate: -candidate.rank)
    number = 1
    for candidate in group if key in keys else group[1:]:
        number += 1
        while f"{key}{number}" in taken:
            number += 1
        taken.add(f"{key}{number}")
        candidate.action = f"{candidate.action}{number}"
