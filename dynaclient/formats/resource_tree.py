"""The resources of a description, as the full names of its actions make them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeVar

from .lazy import LazyDict

Source = TypeVar("Source")
Tokens = tuple[Any, ...]


class Branch(NamedTuple):
    """The actions of a resource, and the resources in it."""

    actions: dict[str, int]
    """The position of each operation by its own name."""
    resources: dict[str, Branch]


def resource_tree(names: Sequence[str]) -> Branch:
    """Return the tree of the full names of operations."""
    root = Branch({}, {})
    for position, name in enumerate(names):
        *resources, action = name.split(".")
        branch = root
        for resource in resources:
            branch = branch.resources.setdefault(resource, Branch({}, {}))
        branch.actions[action] = position
    return root


def describe_resources(
    names: Sequence[str],
    sources: Sequence[Source],
    make: Callable[[Source, Tokens], Any],
    glance: Callable[[Source], Any],
) -> dict[str, Any]:
    """
    Return the resources of actions.

    Args:
        names: The full names of the actions.
        sources: What each action is made of, in the same order.
        make: Returns an action, by its location in the description; called when the action is accessed.
        glance: Returns what is known of an action without making it.
    """

    def resources(branch: Branch, tokens: Tokens) -> dict[str, Any]:
        return {name: resource(inner, (*tokens, "resources", name)) for name, inner in branch.resources.items()}

    def resource(branch: Branch, tokens: Tokens) -> dict[str, Any]:
        described: dict[str, Any] = {}
        if branch.actions:
            described["actions"] = actions(branch.actions, (*tokens, "actions"))
        if branch.resources:
            described["resources"] = resources(branch, tokens)
        return described

    def actions(positions: dict[str, int], tokens: Tokens) -> LazyDict:
        return LazyDict(
            positions,
            lambda key: make(sources[positions[key]], (*tokens, key)),
            lambda: {key: glance(sources[position]) for key, position in positions.items()},
        )

    return resources(resource_tree(names), ())
