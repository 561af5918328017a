"""What an action requires of credentials: the sets of auth schemes, any one of which is enough, and their scopes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from .granted_scopes import Scope

Schemes = tuple[str, ...]
"""The names of auth schemes that are used together."""


class Requirement(NamedTuple):
    """A requirement, read."""

    sets: tuple[Schemes, ...]
    """Sets of auth schemes, any one of which is enough; empty if no credential is ever sent."""
    is_required: bool
    scopes: Mapping[Schemes, tuple[Scope, ...]]
    """For each set that needs scopes: the scopes, any one of which is enough with it."""
    alternatives: tuple[Mapping[str, tuple[str, ...]], ...] = ()
    """The alternatives as they are declared: scheme → its scopes. Empty if any scheme will do, or none is sent."""


def read_requirement(requirement: Any, schemes: Iterable[str]) -> Requirement:
    """
    Return the requirement that a resolved `auth` or `requires` describes.

    Args:
        requirement: Its value; None if there is none: then a credential for any scheme is required.
        schemes: The names of the schemes of the description.
    """
    any_scheme = tuple((name,) for name in schemes)
    if requirement is None:
        return Requirement(any_scheme, bool(any_scheme), {})
    if requirement is False:
        return Requirement((), False, {})
    found: dict[Schemes, dict[Scope, None]] = {}
    alternatives: list[Mapping[str, tuple[str, ...]]] = []
    is_required = True
    for entry in flatten(requirement):
        if entry == "optional" or entry is False:
            is_required = False
            added: list[Mapping[str, tuple[str, ...]]]
            added = [dict.fromkeys(names, ()) for names in any_scheme] if entry and not found else []
        else:
            added = [_needed(entry)]
        for needed in added:
            scopes = dict.fromkeys(scope for scopes in needed.values() for scope in scopes)
            found.setdefault(tuple(needed), {})[next(iter(scopes)) if len(scopes) == 1 else tuple(scopes)] = None
            alternatives += [] if needed in alternatives else [needed]
    # A set that one alternative needs no scopes with needs none.
    scoped = {names: tuple(scopes) for names, scopes in found.items() if () not in scopes}
    declared = () if requirement == "optional" else tuple(alternatives)
    return Requirement(tuple(found), is_required, scoped, declared)


def _needed(entry: Any) -> dict[str, tuple[str, ...]]:
    """Return the schemes of one alternative, each with the scopes that it needs."""
    members = entry["all"] if isinstance(entry, Mapping) and "all" in entry else [entry]
    needed: dict[str, tuple[str, ...]] = {}
    for member in members:
        for name, scopes in ({member: []} if isinstance(member, str) else member).items():
            if not name.startswith("x-") or isinstance(member, str):
                needed[name] = (*needed.get(name, ()), *scopes)
    return needed


def ignored_schemes(requirement: Any, schemes: Iterable[str]) -> list[str]:
    """Return the schemes whose names are keys that have no meaning, because they begin with ``x-``."""
    objects = [entry for entry in flatten(requirement) if isinstance(entry, Mapping)]
    objects += [member for entry in objects for member in entry.get("all", ()) if isinstance(member, Mapping)]
    ignored = {name for entry in objects for name in entry if name.startswith("x-")}
    return sorted(ignored.intersection(schemes))


def flatten(entry: Any) -> Iterator[Any]:
    """Yield the entries of lists in lists, one after the other."""
    for inner in entry if isinstance(entry, list) else ():
        yield from flatten(inner)
    if not isinstance(entry, list):
        yield entry
