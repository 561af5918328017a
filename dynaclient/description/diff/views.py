"""Schemas as the comparison sees them: what several schemas declare together for one value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, NamedTuple

from ...records import dataclass
from ...schema.directions import MARKS
from ...schema.engines import DIALECTS
from ...schema.inspection import MAX_SCHEMA_SIZE, SizeCache, schema_size
from ...schema.patterns import compile_pattern, lenient
from ...schema.references import Tokens, child_shape, get_reference, parse_pointer, resolve_pointer
from ..api import Api
from .bounds import empty_kinds, integers
from .vocabulary import KINDS, KNOWN, PROSE, Kinds, canonical_text, kinds_of

MAX_PARTS = 500
"""Schemas combined for one value: of more than these the meaning is not examined."""
MAX_CHOICES = 2_000
"""Values of an enumeration that are validated one by one."""
MAX_NESTED_KINDS = 8
MAX_CHOSEN = 4
"""Lists of alternatives by which a schema is split, one after the other."""


class SchemaSet:
    """The schemas of one description in one direction, and what has been computed for them."""

    def __init__(self, api: Api, direction: str = "") -> None:
        self.api = api
        self.direction = direction
        self.dialect = api.dialect
        self.strict_integers = api.dialect == "draft-04"
        self.lone_references = list(DIALECTS).index(api.dialect) <= list(DIALECTS).index("draft-07")
        """Whether keywords beside a `$ref` are ignored."""
        self.depth = 0
        self.known_annotations: dict[Tokens, frozenset[Any]] = {}
        """What `annotations` has found at each location."""
        self._texts: tuple[dict[Tokens, Any], dict[Tokens, Any]] = ({}, {})
        self._fingerprints: tuple[dict[Tokens, Any], dict[Tokens, Any]] = ({}, {})
        self._weights: SizeCache = {}
        self._nodes: dict[tuple[tuple[Tokens, ...], Kinds, frozenset[Tokens]], Node] = {}

    @cached_property
    def dynamic(self) -> bool:
        """Whether the meaning of a schema may depend on the path that leads to it."""
        whole = canonical_text(self.api.document)
        return not isinstance(whole, str) or '"$dynamicRef"' in whole or '"$recursiveRef"' in whole

    def raw(self, tokens: Tokens) -> Any:
        """Return the schema at a location, as it is written."""
        return resolve_pointer(self.api.document, tokens)

    def fingerprint(self, tokens: Tokens, *, bare: bool = False) -> Any:
        """
        Return a value that two schemas share only if they are written alike, with everything that they refer to.

        With `bare`, titles, descriptions and examples are ignored.
        """
        known = self._fingerprints[bare]
        if tokens not in known:
            reached = [part.tokens for part in self.api.schema_at(tokens).references.parts[1:]]
            others = frozenset((other, self._text(other, bare)) for other in reached)
            known[tokens] = self._text(tokens, bare), others
        return known[tokens]

    def _text(self, tokens: Tokens, bare: bool) -> Any:
        known = self._texts[bare]
        if tokens not in known:
            known[tokens] = _bare_text(self.raw(tokens)) if bare else canonical_text(self.raw(tokens))
        return known[tokens]

    def is_endless(self, tokens: Tokens) -> bool:
        """Return whether a schema combines itself, or more schemas than a value can be validated with."""
        return schema_size(self.api.document, tokens, self._weights) > MAX_SCHEMA_SIZE

    def kind(self, value: Any) -> str:
        """Return the kind of a value."""
        if isinstance(value, float):
            return "integer" if value.is_integer() and not self.strict_integers else "fraction"
        return _KIND_OF_CLASS[type(value)]

    def node(self, locations: Iterable[Tokens], kinds: Kinds = KINDS, chosen: frozenset[Tokens] = frozenset()) -> Node:
        """Return the node of these locations; always the same object."""
        key = (tuple(dict.fromkeys(locations)), kinds, chosen)
        found = self._nodes.get(key)
        if found is None:
            found = self._nodes[key] = Node(self, *key)
        return found


_KIND_OF_CLASS = {type(None): "null", bool: "boolean", int: "integer", str: "string", list: "array", dict: "object"}


def _bare_text(value: Any) -> Any:
    try:
        return canonical_text(_bare(value))
    except RecursionError:
        return object()


def _bare(value: Any, shape: str = "schema") -> Any:
    if isinstance(value, list):
        return [_bare(item, shape) for item in value]
    if not isinstance(value, dict) or shape not in ("schema", "schemas"):
        return value
    drop = PROSE if shape == "schema" else ()
    return {key: _bare(member, child_shape(shape, key)) for key, member in value.items() if key not in drop}


@dataclass(frozen=True, eq=False, repr=False)
class Node:
    """Schemas of one description that are combined for one value; created by `SchemaSet.node`."""

    schemas: SchemaSet
    locations: tuple[Tokens, ...]
    kinds: Kinds
    """The kinds of values that are considered."""
    chosen: frozenset[Tokens]
    """The lists of alternatives of which one is among the locations: the others of the list are ignored."""

    @cached_property
    def view(self) -> View:
        """What these schemas declare together."""
        return View(self)

    def at(self, locations: Iterable[Tokens]) -> Node:
        """Return the node of other locations in the same description."""
        return self.schemas.node(locations)

    def restricted(self, locations: Iterable[Tokens] = (), kinds: Kinds = KINDS) -> Node:
        """Return the node with further locations, and with only these kinds of values."""
        return self.schemas.node((*self.locations, *locations), self.kinds & kinds, self.chosen)


class Group(NamedTuple):
    """A list of alternatives: `anyOf` or `oneOf`."""

    keyword: str
    locations: tuple[Tokens, ...]

    @property
    def location(self) -> Tokens:
        """The location of the list."""
        return self.locations[0][:-1]

    @property
    def is_one(self) -> bool:
        """Whether there is only one alternative, so that it means the same as `allOf`."""
        return len(self.locations) == 1


class Part:
    """One of the schemas that are combined for a value: the keywords that its dialect knows."""

    def __init__(self, tokens: Tokens, raw: Mapping[str, Any], schemas: SchemaSet) -> None:
        self.tokens = tokens
        known = KNOWN[schemas.dialect]
        self.keywords = {key: member for key, member in raw.items() if key in known}

    def mapping(self, keyword: str) -> Mapping[str, Any]:
        """Return the object under a keyword; an empty one if there is none."""
        return self.keywords.get(keyword) or {}

    def location(self, *steps: Any) -> list[Tokens]:
        """Return the location below a keyword, as a list; an empty one if the keyword is absent."""
        return [(*self.tokens, *steps)] if steps[0] in self.keywords else []

    def listed(self, keyword: str) -> tuple[Tokens, ...]:
        """Return the locations of the schemas in a list."""
        schemas = self.keywords.get(keyword)
        return (
            tuple((*self.tokens, keyword, index) for index in range(len(schemas))) if isinstance(schemas, list) else ()
        )

    @property
    def groups(self) -> list[Group]:
        """Its lists of alternatives."""
        found = [Group(key, self.listed(key)) for key in ("anyOf", "oneOf")]
        return [group for group in found if group.locations]

    @property
    def prefix(self) -> tuple[Tokens, ...]:
        """The locations of the schemas for the first items."""
        return self.listed("prefixItems") or self.listed("items")

    @property
    def rest(self) -> list[Tokens]:
        """The location of the schema for all further items."""
        return self.location("additionalItems" if isinstance(self.keywords.get("items"), list) else "items")

    @property
    def required_together(self) -> Iterator[tuple[str, Any]]:
        """Each property, with the properties that it requires (`dependentRequired`)."""
        yield from self.mapping("dependentRequired").items()
        yield from ((name, names) for name, names in self.mapping("dependencies").items() if isinstance(names, list))

    @property
    def conditional(self) -> Iterator[tuple[str, Tokens]]:
        """Each property, with the location of the schema that applies if it is present (`dependentSchemas`)."""
        for key in ("dependentSchemas", "dependencies"):
            for name, member in self.mapping(key).items():
                if not isinstance(member, list):
                    yield name, (*self.tokens, key, name)

    def additional(self, name: str) -> list[Tokens]:
        """Return the locations of the schemas for one property."""
        found = self.location("properties", name) if name in self.mapping("properties") else []
        found += [
            (*self.tokens, "patternProperties", pattern)
            for pattern in self.mapping("patternProperties")
            if lenient(compile_pattern(pattern))(name)
        ]
        return found or self.location("additionalProperties")


class View:
    """What the schemas of a node declare together, with references and `allOf` resolved."""

    def __init__(self, node: Node) -> None:
        self.node = node
        self.schemas = node.schemas
        self.parts: list[Part] = []
        self.written: list[Mapping[str, Any]] = []
        """Each schema as it is written, including keywords that do not count."""
        self.rejects_all = False
        """Whether no value is valid."""
        self.opaque = any(map(node.schemas.is_endless, node.locations))
        """Whether it combines more than can be examined."""
        pending = list(reversed(node.locations))
        seen: set[Tokens] = set()
        while pending and not self.opaque:
            tokens = pending.pop()
            if tokens not in seen:
                seen.add(tokens)
                pending += reversed(self._add(tokens))
                self.opaque = self.opaque or len(seen) > MAX_PARTS

    def _add(self, tokens: Tokens) -> list[Tokens]:
        """Add the schema at a location, and return the locations that are combined with it."""
        raw = self.schemas.raw(tokens)
        self.rejects_all = self.rejects_all or raw is False
        if not isinstance(raw, Mapping):
            return []
        self.written.append(raw)
        target = get_reference(raw)
        further = [] if target is None else [parse_pointer(target)]
        if further and self.schemas.lone_references:
            return further
        part = Part(tokens, raw, self.schemas)
        self.parts.append(part)
        self.rejects_all = self.rejects_all or part.keywords.get("not") in (True, {})
        self.opaque = self.opaque or "$dynamicRef" in part.keywords or "$recursiveRef" in part.keywords
        return [
            *further,
            *part.listed("allOf"),
            *(location for group in part.groups for location in group.locations if group.is_one),
        ]

    def values(self, keyword: str) -> list[Any]:
        """Return the values of a keyword that the dialect knows."""
        return [part.keywords[keyword] for part in self.parts if keyword in part.keywords]

    def raw_values(self, keyword: str) -> list[Any]:
        """Return the values of any keyword."""
        return [schema[keyword] for schema in self.written if keyword in schema]

    @property
    def enumerations(self) -> list[list[Any]]:
        """The lists of `enum`, and the values of `const` as lists."""
        return [*self.values("enum"), *([value] for value in self.values("const"))]

    @cached_property
    def enumerated(self) -> list[Any] | None:
        """The shortest of the enumerations, if there are any; not all its values need be valid."""
        return min(self.enumerations, key=len, default=None)

    @cached_property
    def kinds(self) -> Kinds:
        """The kinds of valid values."""
        return self.declared_kinds - empty_kinds(self) if self.declared_kinds else self.declared_kinds

    @cached_property
    def declared_kinds(self) -> Kinds:
        """The kinds of values that types, enumerations and alternatives allow, whatever their bounds."""
        found = self.node.kinds
        for types in self.values("type"):
            found &= kinds_of(types)
        for excluded in self.values("not"):
            if isinstance(excluded, Mapping) and excluded.keys() - PROSE == {"type"}:
                found -= kinds_of(excluded["type"])
        if self.enumerated is not None:
            found &= {self.schemas.kind(value) for value in self.enumerated}
        for group in self.groups if self.schemas.depth < MAX_NESTED_KINDS else ():
            self.schemas.depth += 1
            try:
                found &= frozenset().union(*(alternative.view.kinds for alternative in self.alternatives(group)))
            finally:
                self.schemas.depth -= 1
        return frozenset() if self.rejects_all else found

    @cached_property
    def groups(self) -> list[Group]:
        """Its lists of alternatives that still count."""
        if len(self.node.chosen) >= MAX_CHOSEN:
            return []
        known = [group for part in self.parts for group in part.groups if not group.is_one]
        return [group for group in known if group.location not in self.node.chosen]

    @property
    def is_choice(self) -> bool:
        """Whether it is nothing but one list of alternatives."""
        keywords = {key for part in self.parts for key in part.keywords} - {"$ref", "allOf", "anyOf", "oneOf", "type"}
        return len(self.groups) == 1 and not keywords

    def alternatives(self, group: Group) -> list[Node]:
        """Return the alternatives of a list, each by itself."""
        return [self.node.at([location]) for location in group.locations]

    def split_by(self, group: Group) -> list[Node]:
        """Return this node once for each alternative."""
        node, chosen = self.node, self.node.chosen | {group.location}
        return [self.schemas.node((*node.locations, location), node.kinds, chosen) for location in group.locations]

    @cached_property
    def all_values(self) -> list[Any] | None:
        """All valid values; None if they cannot be listed."""
        tried = self.enumerated
        if tried is None and self.kinds <= {"null", "boolean", "integer"}:
            numbers = integers(self) if "integer" in self.kinds else []
            tried = None if numbers is None else [None, False, True, *numbers]
        if tried is None or len(tried) > MAX_CHOICES or self.schemas.dynamic or self.opaque:
            return None
        return [value for value in tried if self.schemas.kind(value) in self.node.kinds and self.accepts(value)]

    def accepts(self, value: Any) -> bool:
        """Return whether a value is valid."""
        api, direction = self.schemas.api, self.schemas.direction
        return all(api.schema_at(location, direction).is_valid(value) for location in self.node.locations)

    @cached_property
    def required(self) -> frozenset[str]:
        """The names of the required properties, without those that are left out in this direction."""
        names = frozenset(name for names in self.values("required") for name in names)
        mark = MARKS.get(self.schemas.direction)
        return names if mark is None else frozenset(name for name in names if not self._is_marked(name, mark))

    def _is_marked(self, name: str, mark: str) -> bool:
        return True in self.member(name).view.raw_values(mark)

    @cached_property
    def names(self) -> dict[str, None]:
        """The names of the declared properties, in order."""
        return dict.fromkeys(name for part in self.parts for name in part.mapping("properties"))

    def member(self, name: str) -> Node:
        """Return the node of one property."""
        return self.node.at(location for part in self.parts for location in part.additional(name))

    def patterned(self, pattern: str) -> Node:
        """Return the node of the properties whose names match a pattern."""
        return self.node.at(
            (*part.tokens, "patternProperties", pattern)
            for part in self.parts
            if pattern in part.mapping("patternProperties")
        )

    @cached_property
    def patterns_of_names(self) -> list[frozenset[str]]:
        """For each part with schemas for unlisted names, its patterns for them."""
        return [
            frozenset(part.mapping("patternProperties"))
            for part in self.parts
            if part.mapping("patternProperties") or part.keywords.get("additionalProperties", True) not in (True, {})
        ]

    @property
    def others(self) -> Node:
        """The node of all other properties."""
        return self.node.at(location for part in self.parts for location in part.location("additionalProperties"))

    @property
    def names_of_properties(self) -> Node:
        """The node of the property names."""
        return self.node.at(location for part in self.parts for location in part.location("propertyNames"))

    @cached_property
    def longest_prefix(self) -> int:
        """The number of first items with schemas of their own."""
        return max((len(part.prefix) for part in self.parts), default=0)

    def item(self, index: int) -> Node:
        """Return the node of the item at an index."""
        return self.node.at(
            location
            for part in self.parts
            for location in (part.prefix[index : index + 1] if index < len(part.prefix) else part.rest)
        )
