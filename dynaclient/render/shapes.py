"""The shape of the values that schemas describe, with references resolved and combined schemas merged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..records import dataclass, field
from ..schema.directions import leads_to_mark
from ..schema.references import Tokens, get_reference, is_index, locate_members, parse_pointer, resolve_pointer
from ..schema.subschemas import MAX_COMBINED

Locations = tuple[Tokens, ...]
"""Where schemas are that all apply to the same value."""

_ANNOTATIONS = frozenset(
    {"$comment", "$ref", "default", "deprecated", "description", "example", "examples", "secret", "title"}
)
"""Keywords that do not affect the shape of a value."""
_ALTERNATIVES = ("anyOf", "oneOf")
_SHAPE_KEYWORDS = frozenset(
    {"$ref", "additionalProperties", "allOf", "anyOf", "const", "enum", "file", "items", "oneOf", "patternProperties",
     "prefixItems", "properties", "type"}
)  # fmt: skip
"""Keywords with which an alternative has a shape of its own."""


@dataclass
class Shape:
    """The shape of a value."""

    types: frozenset[str] | None = None
    """The declared JSON types; None without a declaration."""
    choices: list[Any] | None = None
    """The allowed values, of `enum` or `const`."""
    properties: dict[str, Locations] = field(default_factory=dict)
    required: set[str] = field(default_factory=set)
    values: Locations = ()
    """The schemas of properties that are not named."""
    open: bool = False
    """Whether properties that are not named are explicitly allowed."""
    items: Locations = ()
    first_items: Locations = ()
    """The schemas of the first items, one by one, of a tuple."""
    file: bool = False
    format: str = ""
    encoding: str = ""
    """The encoding of bytes in a string."""
    has_pattern: bool = False
    groups: dict[Tokens, Locations] = field(default_factory=dict)
    """Groups of alternatives, by the location of their keyword."""

    @property
    def effective_types(self) -> frozenset[str]:
        """The JSON types, declared or implied by other keywords; empty where any type is allowed."""
        if self.types is not None:
            return self.types
        if self.properties or self.values or self.required:
            return frozenset({"object"})
        return frozenset({"array"}) if self.items or self.first_items else frozenset()

    @property
    def is_bare(self) -> bool:
        """Whether there are only types and alternatives."""
        return not (self.choices or self.properties or self.values or self.items or self.first_items or self.file)


class Shapes:
    """The shapes of the schemas of one description."""

    def __init__(self, document: Any) -> None:
        self.document = document

    def resolve(self, location: Tokens) -> Tokens:
        """Return the location of a schema, or of the schema that it refers to where it is only a reference."""
        for _ in range(MAX_COMBINED):
            raw = self._raw(location)
            target = get_reference(raw)
            if target is None or not target.startswith("#/") or not _ANNOTATIONS.issuperset(raw):
                break
            location = parse_pointer(target)
        return self._normalize(location)

    def of(self, locations: Locations, chosen: frozenset[Tokens] = frozenset()) -> Shape:
        """Return the shape that all these schemas describe; for groups in `chosen`, an alternative is among them."""
        shape = Shape()
        for keywords in self._parts(locations):
            self._merge(shape, keywords, chosen)
        return shape

    def is_never_valid(self, location: Tokens) -> bool:
        """Return whether the schema allows no value."""
        return self._raw(location) is False

    def is_marked(self, location: Tokens, mark: str) -> bool:
        """Return whether a schema has a mark such as `readOnly`, see `directions.is_marked`."""
        return leads_to_mark(self.document, self._raw(location), mark)

    def annotation(self, location: Tokens, key: str) -> str:
        """Return a string such as the description of a schema, or of the schema that it refers to."""
        value = self._value(self._members(location), key)
        return value if isinstance(value, str) else ""

    def has_shape(self, location: Tokens) -> bool:
        """Return whether a schema by itself restricts the shape of a value."""
        return not _SHAPE_KEYWORDS.isdisjoint(self._members(location))

    def _parts(self, locations: Locations) -> Iterator[Mapping[str, Tokens]]:
        pending = list(locations)
        seen: set[Tokens] = set()
        for location in pending:
            resolved = self.resolve(location)
            if resolved in seen or len(seen) > MAX_COMBINED:
                continue
            seen.add(resolved)
            keywords = self._members(resolved)
            yield keywords
            pending += self._elements(keywords, "allOf")

    def _merge(self, shape: Shape, keywords: Mapping[str, Tokens], chosen: frozenset[Tokens]) -> None:
        shape.types = _intersection(shape.types, self._types(keywords))
        shape.file = shape.file or self._value(keywords, "file") is True
        shape.format = shape.format or str(self._value(keywords, "format") or "")
        shape.encoding = shape.encoding or str(self._value(keywords, "contentEncoding") or "")
        shape.has_pattern = shape.has_pattern or "pattern" in keywords
        self._merge_choices(shape, keywords)
        self._merge_properties(shape, keywords)
        shape.items += (keywords["items"],) if isinstance(self._value(keywords, "items"), dict) else ()
        shape.first_items += (*self._elements(keywords, "prefixItems"), *self._elements(keywords, "items"))
        for key in _ALTERNATIVES:
            group = self._elements(keywords, key)
            if group and keywords[key] not in chosen and any(map(self.has_shape, group)):
                shape.groups[keywords[key]] = group

    def _merge_choices(self, shape: Shape, keywords: Mapping[str, Tokens]) -> None:
        allowed = [self._value(keywords, "const")] if "const" in keywords else self._value(keywords, "enum")
        if isinstance(allowed, list):
            both = allowed if shape.choices is None else [value for value in shape.choices if value in allowed]
            shape.choices = both or allowed

    def _merge_properties(self, shape: Shape, keywords: Mapping[str, Tokens]) -> None:
        for name, location in self._named(keywords, "properties"):
            shape.properties[name] = (*shape.properties.get(name, ()), location)
        required = self._value(keywords, "required")
        if isinstance(required, list):
            shape.required.update(name for name in required if isinstance(name, str))
        additional = self._value(keywords, "additionalProperties")
        values = [location for _, location in self._named(keywords, "patternProperties")]
        values += [keywords["additionalProperties"]] if isinstance(additional, dict) else []
        shape.values += tuple(values)
        shape.open = shape.open or bool(values) or additional is True

    def _types(self, keywords: Mapping[str, Tokens]) -> frozenset[str] | None:
        declared = self._value(keywords, "type")
        names = [declared] if isinstance(declared, str) else declared if isinstance(declared, list) else []
        return frozenset(name for name in names if isinstance(name, str)) or None

    def _named(self, keywords: Mapping[str, Tokens], key: str) -> list[tuple[str, Tokens]]:
        location = keywords.get(key)
        return [] if location is None else list(self._members(location).items())

    def _elements(self, keywords: Mapping[str, Tokens], key: str) -> Locations:
        schemas = self._value(keywords, key)
        return tuple((*keywords[key], index) for index in range(len(schemas))) if isinstance(schemas, list) else ()

    def _value(self, keywords: Mapping[str, Tokens], key: str) -> Any:
        return self._raw(keywords[key]) if key in keywords else None

    def _members(self, location: Tokens) -> Mapping[str, Tokens]:
        try:
            return locate_members(self.document, location)
        except LookupError:
            return {}

    def _raw(self, location: Tokens) -> Any:
        try:
            return resolve_pointer(self.document, location)
        except LookupError:
            return None

    def _normalize(self, location: Tokens) -> Tokens:
        """Return a location with the positions in lists as numbers, so that each schema has one location."""
        value, tokens = self.document, []
        for token in location:
            step = int(token) if isinstance(value, list) and is_index(str(token)) else token
            try:
                value = resolve_pointer(value, (step,))
            except LookupError:
                return location
            tokens.append(step)
        return tuple(tokens)


def _intersection(first: frozenset[str] | None, second: frozenset[str] | None) -> frozenset[str] | None:
    """Return the types that both allow; where they exclude each other, the first ones."""
    if first is None or second is None:
        return second if first is None else first
    both = first & second
    if {"number", "integer"} <= first ^ second:
        both |= {"integer"}  # an integer is a number, too
    return both or first
