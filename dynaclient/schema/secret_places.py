"""
Where a schema marks secrets: found once for each schema, so that redacting a value looks nowhere else.

The schemas that apply to a value form a graph, with cycles if they are recursive. Only its edges that lead to a secret
are stored.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from functools import cached_property
from typing import Any

from ..records import dataclass, field
from ..redaction import MASK
from .patterns import Matcher, compile_pattern, lenient
from .subschemas import combined_schemas, declared_types, is_secret, item_schemas, other_property_schemas


@dataclass(eq=False, repr=False)
class _Node:
    """A schema with all that is combined into it."""

    secret: bool = False
    leads_to_secret: bool = False
    types: frozenset[str] = frozenset()
    """The JSON types that any of the combined schemas declares."""
    levels: list[_Level] = field(default_factory=list)
    """Each of the combined schemas that says something about members or items."""

    @cached_property
    def place(self) -> _Place:
        """A place to which no other schema applies."""
        return _Place([self])


@dataclass(eq=False, repr=False)
class _Level:
    """The schemas of the members and items of a value, from one of the combined schemas."""

    properties: dict[str, _Node | None]
    by_pattern: list[tuple[Matcher, _Node | None]]
    additional: list[_Node]
    """The schemas of all other properties."""
    first: list[_Node | None]
    """The schemas of the first items."""
    rest: list[_Node]
    """The schemas of all other items."""

    @property
    def is_open(self) -> bool:
        """Whether it is about properties that it does not name."""
        return bool(self.additional or self.by_pattern)

    def nodes(self) -> Iterator[_Node]:
        """Yield each schema of a member or item."""
        yield from (node for node in (*self.properties.values(), *self.first) if node)
        yield from (node for _, node in self.by_pattern if node)
        yield from (*self.additional, *self.rest)

    def of_property(self, name: str) -> Iterator[_Node]:
        """Yield the schemas of a property."""
        named = [self.properties[name]] if name in self.properties else []
        named += [node for matches, node in self.by_pattern if matches(name)]
        yield from (node for node in named or self.additional if node is not None)

    def of_item(self, index: int) -> Iterator[_Node]:
        """Yield the schemas of an item."""
        if index >= len(self.first):
            yield from self.rest
            return
        node = self.first[index]
        if node is not None:
            yield node

    @property
    def has_members(self) -> bool:
        """Whether a member of an object leads to a secret."""
        named = (*self.properties.values(), *(node for _, node in self.by_pattern))
        return bool(self.additional) or any(named)

    @property
    def has_items(self) -> bool:
        """Whether an item of a list leads to a secret."""
        return bool(self.rest) or any(self.first)

    def prune(self) -> None:
        """Drop what leads to no secret. A property stays without a schema where others apply to undeclared ones."""
        self.additional = [node for node in self.additional if node.leads_to_secret]
        by_pattern = ((matches, _kept(node)) for matches, node in self.by_pattern)
        self.by_pattern = [(matches, node) for matches, node in by_pattern if node or self.additional]
        declared = {name: _kept(node) for name, node in self.properties.items()}
        self.properties = {name: node for name, node in declared.items() if node or self.is_open}
        self.first = [_kept(node) for node in self.first]
        self.rest = [node for node in self.rest if node.leads_to_secret]


def _kept(node: _Node | None) -> _Node | None:
    return node if node is not None and node.leads_to_secret else None


class SecretPlaces:
    """
    Where a schema marks secrets.

    Args:
        view: The dereferenced schema, see `Schema.view`.
        is_marked: Whether a schema marks what is redacted.
    """

    def __init__(self, view: Any, is_marked: Callable[[Mapping[str, Any]], bool] = is_secret) -> None:
        self._is_marked = is_marked
        self._nodes: dict[int, _Node] = {}
        self._pending: list[tuple[Any, _Node]] = []
        root = self._node_of(view)
        explored: list[tuple[Any, _Node]] = []  # with the schemas, whose ids have to stay theirs
        while self._pending:
            explored.append(self._pending.pop())
            self._explore(*explored[-1])
        nodes = [node for _, node in explored]
        _mark(nodes)
        for level in (level for node in nodes for level in node.levels):
            level.prune()
        for node in nodes:
            node.levels = [level for level in node.levels if any(True for _ in level.nodes())]
        self._root = root.place if root is not None and root.leads_to_secret else None
        del self._nodes, self._pending, self._is_marked

    def _node_of(self, view: Any) -> _Node | None:
        if not isinstance(view, Mapping):
            return None
        node = self._nodes.get(id(view))
        if node is None:
            node = self._nodes[id(view)] = _Node()
            self._pending.append((view, node))
        return node

    def _nodes_of(self, views: list[Any]) -> list[_Node]:
        return [node for node in map(self._node_of, views) if node is not None]

    def _explore(self, view: Any, node: _Node) -> None:
        schemas = list(combined_schemas(view))
        node.secret = node.leads_to_secret = any(map(self._is_marked, schemas))
        node.types = frozenset(name for schema in schemas for name in declared_types(schema))
        # Whatever is inside a secret is redacted with it.
        node.levels = [] if node.secret else [self._level(schema) for schema in schemas]

    def _level(self, schema: Mapping[str, Any]) -> _Level:
        first, rest = item_schemas(schema)
        patterns = (schema.get("patternProperties") or {}).items()
        by_pattern = [(lenient(compile_pattern(pattern)), self._node_of(child)) for pattern, child in patterns]
        return _Level(
            {name: self._node_of(child) for name, child in (schema.get("properties") or {}).items()},
            by_pattern,
            self._nodes_of(other_property_schemas(schema)),
            [self._node_of(child) for child in first],
            self._nodes_of([*rest, schema.get("contains")]),
        )

    def redact(self, value: Any) -> Any:
        """Return a value with everything that is marked redacted: the same object if there is nothing."""
        return self._root.redact(value) if self._root else value


def _mark(nodes: list[_Node]) -> None:
    """Mark the schemas that lead to a secret, beginning with those that are secret."""
    parents: dict[_Node, list[_Node]] = {}
    for node in nodes:
        for level in node.levels:
            for child in level.nodes():
                parents.setdefault(child, []).append(node)
    pending = [node for node in nodes if node.secret]
    while pending:
        for parent in parents.get(pending.pop(), ()):
            if not parent.leads_to_secret:
                parent.leads_to_secret = True
                pending.append(parent)


_TYPE_NAMES: tuple[tuple[Any, set[str]], ...] = (
    ((int, float, Decimal), {"integer", "number"}),
    (Mapping, {"object"}),
    ((list, tuple), {"array"}),
)
"""Types of Python → their names in JSON Schema; a value of any other type is sent as a string."""


# --- a value ---------------------------------------------------------------------------------------------------------


class _Place:
    """A place in a value, and the schemas that apply to it."""

    def __init__(self, nodes: list[_Node]) -> None:
        levels = [level for node in nodes for level in node.levels]
        names = dict.fromkeys(name for level in levels for name in level.properties)
        self._is_secret = any(node.secret for node in nodes)
        self._levels = levels
        self._names = None if any(level.is_open for level in levels) else tuple(names)
        self._members: dict[str, _Place | None] = {}
        self._first_items = max((len(level.first) for level in levels), default=0)
        self._types = frozenset().union(*(node.types for node in nodes))
        self._has_members = any(level.has_members for level in levels)
        self._has_items = any(level.has_items for level in levels)

    def redact(self, value: Any) -> Any:
        """Return a value with what is marked secret redacted: the same object if there is nothing."""
        if self._is_secret:
            return MASK
        if self._has_members and isinstance(value, (dict, Mapping)):  # `dict` is checked faster
            return self._redact_object(value)
        if self._has_items and isinstance(value, (list, tuple)):
            return self._redact_list(value)
        return value if self._may_be(value) else MASK

    def _may_be(self, value: Any) -> bool:
        """
        Return whether a value without members that lead to a secret is as the schema describes it.

        If it is not, the secret may be anywhere in it: in JSON that was passed as a string, in an object in place
        of a list of them, or in one secret in place of a list.
        """
        if value is None or isinstance(value, bool):
            return True
        names = next((names for kind, names in _TYPE_NAMES if isinstance(value, kind)), {"string"})
        return not self._types.isdisjoint(names)

    def _redact_object(self, value: Mapping[Any, Any]) -> Any:
        redacted = {}
        for name in value if self._names is None else self._names:
            if name in value and isinstance(name, str):
                member = value[name]
                place = self._member(name)
                shown = place.redact(member) if place else member
                if shown is not member:
                    redacted[name] = shown
        return {**value, **redacted} if redacted else value

    def _redact_list(self, value: list[Any] | tuple[Any, ...]) -> Any:
        first = [self._item(index) for index in range(min(self._first_items, len(value)))]
        rest = self._item(self._first_items)
        if rest is None and not any(first):
            return value
        places = [*first, *[rest] * (len(value) - len(first))]
        redacted = [place.redact(item) if place else item for place, item in zip(places, value, strict=True)]
        return redacted if any(new is not old for new, old in zip(redacted, value, strict=True)) else value

    def _member(self, name: str) -> _Place | None:
        if name in self._members:
            return self._members[name]
        nodes = list(dict.fromkeys(node for level in self._levels for node in level.of_property(name)))
        place = _place_of(nodes)
        if self._names is not None and len(nodes) < 2:
            self._members[name] = place  # of such places there are no more than schemas
        return place

    def _item(self, index: int) -> _Place | None:
        return _place_of(list(dict.fromkeys(node for level in self._levels for node in level.of_item(index))))


def _place_of(nodes: list[_Node]) -> _Place | None:
    if not nodes:
        return None
    return nodes[0].place if len(nodes) == 1 else _Place(nodes)
