"""The operations of a document, and the tree of resources that their names make."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from .context import Context
from .lazy import LazyDict
from .members import as_list, as_object, as_text
from .naming import Operation
from .source import Place

METHODS = ("get", "put", "post", "delete", "options", "head", "patch")
_NOT_CALLABLE = ("trace", "query", "additionalOperations")
NAME_EXTENSIONS = (
    ("x-speakeasy-group", "x-speakeasy-name-override"),
    ("x-fern-sdk-group-name", "x-fern-sdk-method-name"),
)
"""Extensions by which the author of a document names the resource and the action of an operation."""


@dataclass(frozen=True, eq=False, repr=False)
class SourceOperation:
    """An operation as the source declares it."""

    method: str
    path: str
    value: dict[str, Any]
    place: Place
    item: dict[str, Any]
    """The path item that it is in."""
    item_place: Place

    @property
    def operation_id(self) -> str:
        """Its id; an empty string if it has none."""
        found = self.value.get("operationId")
        return str(found) if isinstance(found, (str, int)) and not isinstance(found, bool) else ""

    def named(self) -> Operation:
        """Return what its name is made of."""
        tags = tuple(tag for tag in as_list(self.value.get("tags")) if isinstance(tag, str))
        return Operation(self.method, self.path, self.operation_id, tags, _chosen(self.value))


Tokens = tuple[Any, ...]
Make = Callable[[SourceOperation, Tokens], Any]


def _chosen(value: dict[str, Any]) -> str:
    for group, name in NAME_EXTENSIONS:
        if group in value and name in value:
            parts = value[group] if isinstance(value[group], list) else [value[group]]
            return ".".join(as_text(part) for part in (*parts, value[name]))
    return ""


def find_operations(context: Context) -> Iterator[SourceOperation]:
    """Yield the operations of a document in its order."""
    paths = context.source.document.get("paths")
    root = Place(("paths",))
    if not isinstance(paths, dict):
        if paths is not None or context.dialect != "3.1":
            context.note(root, "type", "`paths` has to be an object with the paths of the API")
        return
    for path, raw in paths.items():
        if not isinstance(path, str) or path.startswith("x-"):
            continue
        for item, place in _layers(context, raw, root.below(path)):
            for method in METHODS:
                if method in item:
                    yield from _operation(context, method, path, (item, place))
            for key in _NOT_CALLABLE:
                if key in item:
                    context.note(place.below(key), "method", "an operation with this method is not carried over")


def _layers(context: Context, raw: Any, place: Place) -> list[tuple[dict[str, Any], Place]]:
    """Return a path item, as one object with that which its reference leads to."""
    if not isinstance(raw, dict):
        if raw is not None:
            context.note(place, "type", "a path item is an object: it is left out")
        return []
    if "$ref" not in raw:
        return [(raw, place)]
    target, where = context.follow(raw, place)
    own = {key: value for key, value in raw.items() if key != "$ref"}
    if not isinstance(target, dict):
        return [(own, place)]
    inherited = {key: value for key, value in target.items() if key not in own}
    return [(own, place), (inherited, where)] if own else [(target, where)]


def _operation(
    context: Context, method: str, path: str, item: tuple[dict[str, Any], Place]
) -> Iterator[SourceOperation]:
    place = item[1].below(method)
    value, where = context.follow(item[0][method], place)
    if isinstance(value, dict):
        yield SourceOperation(method.upper(), path, value, where, *item)
    elif value is not None:
        context.note(place, "type", "an operation is an object: it is left out")


# --- the tree --------------------------------------------------------------------------------------------------------


def resource_tree(names: dict[str, SourceOperation], make: Make) -> dict[str, Any]:
    """
    Return the resources of these actions.

    Args:
        names: Operations by the full names of their actions.
        make: Returns the action of an operation, by its location in the description; called when it is looked at.
    """
    tree: dict[str, Any] = {}
    actions: dict[str, dict[str, SourceOperation]] = {}
    for name, operation in names.items():
        path, _, key = name.rpartition(".")
        actions.setdefault(path, {})[key] = operation
    for path, members in actions.items():
        resource, tokens = _resource(tree, path)
        resource["actions"] = _actions(members, (*tokens, "actions"), make)
    return {name: _in_order(resource) for name, resource in tree.items()}


def _resource(tree: dict[str, Any], path: str) -> tuple[dict[str, Any], tuple[Any, ...]]:
    tokens: tuple[Any, ...] = ()
    level: dict[str, Any] = {"resources": tree}
    for step in path.split("."):
        level = level.setdefault("resources", {}).setdefault(step, {})
        tokens = (*tokens, "resources", step)
    return level, tokens


def _actions(members: dict[str, SourceOperation], tokens: Tokens, make: Make) -> LazyDict:
    return LazyDict(members, lambda key: make(members[key], (*tokens, key)))


def _in_order(resource: dict[str, Any]) -> dict[str, Any]:
    """Return a resource with its actions before its inner resources, on all levels."""
    ordered = {key: resource[key] for key in ("actions",) if key in resource}
    inner = as_object(resource.get("resources"))
    if inner:
        ordered["resources"] = {name: _in_order(member) for name, member in inner.items()}
    return ordered
