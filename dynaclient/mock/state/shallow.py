"""
Shallow nesting: items are created below a parent, and read at a path without it.

An example is ``/projects/{}/tasks`` with ``/tasks/{}``, or ``/repos/{}/issues/{}/comments`` with
``/repos/{}/issues/comments/{}``. All paths here are without the names of parameters.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from ...description.api import Api
from ...strings.expressions import expression
from ..paths import build_or_none
from .kinds import creates_for

_ITEM = expression(r"(.*)/\{\}([^/{}:]*)")
_ON_ITEM = frozenset({"GET", "PATCH", "PUT", "DELETE"})

Methods = Mapping[str, Mapping[str, str]]
"""Path → method → the name of the action."""


class Shallow(NamedTuple):
    """A nested collection whose items are at a path without their parents."""

    nested: str
    """The path of the collection."""
    flat: str
    """The path of the items of all parents together, which need not be described."""
    item: str
    """The path of an item, below which its children are."""
    on_item: str
    """The path of the actions on an item: that has what follows the id in the same segment, too."""


def find_shallow(api: Api, methods: Methods, apart: Collection[str]) -> Iterator[Shallow]:
    """
    Yield the nested collections whose items are at a path without their parents, too.

    Nothing can be created at such a path, and items of the same kind can be in one nested collection alone that ends
    like it. A collection that is only listed below a parent is none of these: often it is a selection, as the
    organizations of a user are. Of several paths of a collection's items the one counts that begins most like it.

    Args:
        api: The description.
        methods: All its actions.
        apart: Collections that are none of these.
    """
    creating: dict[str, list[str]] = {}
    for path, there in methods.items():
        front, _, end = path.rpartition("/")
        if front.endswith("/{}") and "{" not in end and "POST" in there:
            creating.setdefault(end, []).append(path)
    taken: set[str] = set()
    for path in sorted(methods, key=len, reverse=True):
        found = _ITEM.fullmatch(path) if methods[path].keys() & _ON_ITEM else None
        for flat in dict.fromkeys((found[1] + found[2], found[1])) if found else ():
            front, _, end = flat.rpartition("/")
            nested = [other for other in creating.get(end, ()) if other.startswith(f"{front}/") and other != flat]
            if nested and "POST" not in methods.get(flat, {}) and flat not in apart:
                alike = [other for other in nested if _creates(api, methods[other]["POST"], methods[path])]
                if len(alike) == 1 and alike[0] not in taken:
                    taken.add(alike[0])
                    yield Shallow(alike[0], flat, f"{path[: path.rindex('/')]}/{{}}", path)


def _creates(api: Api, name: str, there: Mapping[str, str]) -> bool:
    """Return whether an action creates items that others, by their methods, are for."""
    action = build_or_none(api, name)
    on_item = build_or_none(api, there.get("GET") or next(iter(there.values())))
    if action is None or on_item is None or {"behavior", "collection"} & action.mock.keys():
        return False
    return creates_for(action, on_item)
