"""What a schema says of the form of a value, with its references followed and all that is combined into it merged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..schema.references import Tokens, at, members, reference_in, tokens_of
from ..schema.validation import MAX_PARTS

Places = tuple[Tokens, ...]
"""Schemas that speak of one and the same value, by where they stand."""

_NOTES = frozenset(
    {"$comment", "$ref", "default", "deprecated", "description", "example", "examples", "secret", "title"}
)
"""Keywords that say nothing of the form of a value."""
_CHOICES = ("anyOf", "oneOf")
_FORMING = frozenset(
    {"$ref", "additionalProperties", "allOf", "anyOf", "const", "enum", "file", "items", "oneOf", "patternProperties",
     "prefixItems", "properties", "type"}
)  # fmt: skip
"""Keywords by which an alternative has a form of its own."""


@dataclass
class Shape:
    """The form of a value."""

    types: frozenset[str] | None = None
    """Its JSON types; None where nothing is said."""
    choices: list[Any] | None = None
    """The values that it is limited to."""
    properties: dict[str, Places] = field(default_factory=dict)
    required: set[str] = field(default_factory=set)
    values: Places = ()
    """What properties hold that are not named."""
    open: bool = False
    """Whether it is said that there may be such."""
    items: Places = ()
    first: Places = ()
    """The first items, one by one, of what is a tuple."""
    file: bool = False
    format: str = ""
    bounded: bool = False
    """Whether a text has to match a pattern."""
    groups: dict[Tokens, Places] = field(default_factory=dict)
    """Alternatives, by where they stand."""

    @property
    def kinds(self) -> frozenset[str]:
        """Its JSON types, as far as they are said or follow from what else is said; empty where any may be."""
        if self.types is not None:
            return self.types
        if self.properties or self.values or self.required:
            return frozenset({"object"})
        return frozenset({"array"}) if self.items or self.first else frozenset()

    @property
    def is_bare(self) -> bool:
        """Whether it says no more than types, and alternatives."""
        return not (self.choices or self.properties or self.values or self.items or self.first or self.file)


class Shapes:
    """The forms of the schemas of one description."""

    def __init__(self, document: Any) -> None:
        self.document = document

    def goal(self, place: Tokens) -> Tokens:
        """Give the place that a schema stands for which is nothing but a reference."""
        for _ in range(MAX_PARTS):
            raw = self._raw(place)
            target = reference_in(raw)
            if target is None or not target.startswith("#/") or not _NOTES.issuperset(raw):
                break
            place = tokens_of(target)
        return self._exact(place)

    def of(self, places: Places, chosen: frozenset[Tokens] = frozenset()) -> Shape:
        """Give the form that all these schemas agree on; groups of alternatives in `chosen` have been decided."""
        shape = Shape()
        for here in self._parts(places):
            self._take(shape, here, chosen)
        return shape

    def never(self, place: Tokens) -> bool:
        """Say whether no value fits."""
        return self._raw(place) is False

    def note(self, place: Tokens, key: str) -> str:
        """Give what a schema says as prose, or what it refers to does."""
        said = self._said(self._members(place), key)
        return said if isinstance(said, str) else ""

    def forms(self, place: Tokens) -> bool:
        """Say whether a schema says anything of the form of a value, by itself."""
        return not _FORMING.isdisjoint(self._members(place))

    def _parts(self, places: Places) -> Iterator[Mapping[str, Tokens]]:
        pending = list(places)
        seen: set[Tokens] = set()
        for place in pending:
            goal = self.goal(place)
            if goal in seen or len(seen) > MAX_PARTS:
                continue
            seen.add(goal)
            here = self._members(goal)
            yield here
            pending += self._below(here, "allOf")

    def _take(self, shape: Shape, here: Mapping[str, Tokens], chosen: frozenset[Tokens]) -> None:
        shape.types = _common(shape.types, self._types(here))
        shape.file = shape.file or self._said(here, "file") is True
        shape.format = shape.format or str(self._said(here, "format") or "")
        shape.bounded = shape.bounded or "pattern" in here
        self._take_choices(shape, here)
        self._take_properties(shape, here)
        shape.items += (here["items"],) if isinstance(self._said(here, "items"), dict) else ()
        shape.first += (*self._below(here, "prefixItems"), *self._below(here, "items"))
        for key in _CHOICES:
            group = self._below(here, key)
            if group and here[key] not in chosen and any(map(self.forms, group)):
                shape.groups[here[key]] = group

    def _take_choices(self, shape: Shape, here: Mapping[str, Tokens]) -> None:
        said = [self._said(here, "const")] if "const" in here else self._said(here, "enum")
        if isinstance(said, list):
            kept = said if shape.choices is None else [each for each in shape.choices if each in said]
            shape.choices = kept or said

    def _take_properties(self, shape: Shape, here: Mapping[str, Tokens]) -> None:
        for name, place in self._named(here, "properties"):
            shape.properties[name] = (*shape.properties.get(name, ()), place)
        required = self._said(here, "required")
        if isinstance(required, list):
            shape.required.update(each for each in required if isinstance(each, str))
        further = self._said(here, "additionalProperties")
        values = [place for _, place in self._named(here, "patternProperties")]
        values += [here["additionalProperties"]] if isinstance(further, dict) else []
        shape.values += tuple(values)
        shape.open = shape.open or bool(values) or further is True

    def _types(self, here: Mapping[str, Tokens]) -> frozenset[str] | None:
        said = self._said(here, "type")
        listed = [said] if isinstance(said, str) else said if isinstance(said, list) else []
        return frozenset(each for each in listed if isinstance(each, str)) or None

    def _named(self, here: Mapping[str, Tokens], key: str) -> list[tuple[str, Tokens]]:
        place = here.get(key)
        return [] if place is None else list(self._members(place).items())

    def _below(self, here: Mapping[str, Tokens], key: str) -> Places:
        said = self._said(here, key)
        return tuple((*here[key], index) for index in range(len(said))) if isinstance(said, list) else ()

    def _said(self, here: Mapping[str, Tokens], key: str) -> Any:
        return self._raw(here[key]) if key in here else None

    def _members(self, place: Tokens) -> Mapping[str, Tokens]:
        try:
            return members(self.document, place)
        except LookupError:
            return {}

    def _raw(self, place: Tokens) -> Any:
        try:
            return at(self.document, place)
        except LookupError:
            return None

    def _exact(self, place: Tokens) -> Tokens:
        """Give a place as it is written when one goes there: positions in lists as numbers."""
        value, steps = self.document, []
        for each in place:
            step = int(each) if isinstance(value, list) and str(each).isdecimal() else each
            try:
                value = at(value, (step,))
            except LookupError:
                return place
            steps.append(step)
        return tuple(steps)


def _common(before: frozenset[str] | None, now: frozenset[str] | None) -> frozenset[str] | None:
    """Give the types that both allow; where they exclude each other, those that were said first."""
    if before is None or now is None:
        return now if before is None else before
    both = before & now
    if {"number", "integer"} <= before ^ now:
        both |= {"integer"}  # which is a number too
    return both or before
