"""Places in a value and in its XML: what the schemas of each declare, worked out once for all elements there."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from ..records import dataclass
from .subschemas import child_views, combined_schemas, distinct_schemas, item_schemas, required_names
from .xml_hints import XmlHints, hints_of, implied_types, property_names
from .xml_names import INSTANCE

ONE, LIST, WRAPPED = "one", "list", "wrapped"
"""How a property is written: as an element, as one for each item, or as one around those of the items."""
TEXT = "#text"
"""The name of a property for the text of an element beside attributes or other elements, if none is declared for it."""
ATTRIBUTE = "@"
"""What the name of a property begins with that is an undeclared attribute, if an element has the name without it."""
_SCALARS = frozenset({"string", "number", "integer", "boolean"})


@dataclass(eq=False, repr=False)
class Member:
    """A property of an object, or what one is read from."""

    key: str
    place: Place
    kind: str
    declared: bool

    @cached_property
    def name(self) -> str:
        """What its element is called; the name of a property that is not declared is part of the value."""
        return (self.place.hints.name if self.declared else "") or self.key

    @cached_property
    def is_text(self) -> bool:
        """Whether it is the text of the element of its object."""
        return self.place.hints.is_text or (self.key == TEXT and not self.declared)

    @cached_property
    def attribute(self) -> tuple[str, str, str] | None:
        """The name, the prefix and the namespace of the attribute that it is; None if it is not one."""
        hints = self.place.hints
        if hints.attribute:
            return self.name, hints.prefix, hints.namespace
        if self.declared or not self.key.startswith(ATTRIBUTE):
            return None
        namespace, _, name = self.key[1:].rpartition("}")
        return name, "", namespace[1:]


class Place:
    """
    A place in a value, with the schemas that apply to it.

    Args:
        views: The dereferenced schemas.
        known: The places of the same document, which it is added to.
    """

    def __init__(self, views: list[Any], known: dict[tuple[int, ...], Place]) -> None:
        self._views = views
        self._known = known
        self._members: dict[str, Member] = {}
        self._by_element: dict[str, Member] = {}
        self._by_attribute: dict[str, Member | None] = {}
        self.hints: XmlHints = hints_of(views)
        self.types: frozenset[str] = implied_types(views)
        self.is_scalar = bool(self.types) and self.types.isdisjoint(("object", "array"))
        self.may_be_scalar = not self.types or not _SCALARS.isdisjoint(self.types)
        self.is_string = not self.types or "string" in self.types
        self.is_list = "array" in self.types
        self.is_only_list = self.types - {"null"} == {"array"}

    def _place(self, views: list[Any]) -> Place:
        # Without the proxies of references, of which two may be one schema; the places keep the schemas alive.
        views = [getattr(view, "__subject__", view) for view in distinct_schemas(views)]
        key = tuple(map(id, views))
        place = self._known.get(key)
        if place is None:
            place = self._known[key] = Place(views, self._known)
        return place

    # --- items --------------------------------------------------------------------------------------------------------

    @cached_property
    def _first_items(self) -> int:
        schemas = (schema for view in self._views for schema in combined_schemas(view))
        return max((len(item_schemas(schema)[0]) for schema in schemas), default=0)

    @cached_property
    def _other_items(self) -> Place:
        return self._place(child_views(self._views, self._first_items))

    def item(self, index: int) -> Place:
        """Return the place of an item."""
        return self._other_items if index >= self._first_items else self._place(child_views(self._views, index))

    # --- properties ---------------------------------------------------------------------------------------------------

    @cached_property
    def _declared(self) -> dict[str, Member]:
        return {key: self._member(key, declared=True) for key in property_names(self._views)}

    def _member(self, key: str, *, declared: bool) -> Member:
        place = self._place(child_views(self._views, key))
        kind = ONE if not place.is_list else WRAPPED if place.hints.wrapped else LIST
        return Member(key, place, kind, declared)

    def member(self, key: str) -> Member:
        """Return a property."""
        member = self._members.get(key)
        if member is None:
            member = self._members[key] = self._declared.get(key) or self._member(key, declared=False)
        return member

    @cached_property
    def text(self) -> Member | None:
        """The property that is the text of the element, if one is declared."""
        return next((member for member in self._declared.values() if member.place.hints.is_text), None)

    @cached_property
    def required_lists(self) -> list[str]:
        """The properties that are lists without elements if there is no element of them."""
        required = set(self._required)
        members = (member for member in self._declared.values() if member.key in required)
        return [one.key for one in members if one.kind == LIST and one.place.is_only_list and not one.place.is_hidden]

    @cached_property
    def requires_text(self) -> bool:
        """Whether the property that is the text is required."""
        return self.text is not None and self.text.key in set(self._required)

    @property
    def _required(self) -> Iterator[str]:
        return (name for view in self._views for name in required_names(view))

    @property
    def is_hidden(self) -> bool:
        """Whether it is left out of requests or of responses."""
        schemas = (schema for view in self._views for schema in combined_schemas(view))
        return any(schema.get(mark) is True for schema in schemas for mark in ("readOnly", "writeOnly"))

    # --- elements and attributes --------------------------------------------------------------------------------------

    @cached_property
    def _elements(self) -> dict[str, list[tuple[str, Member]]]:
        """The declared properties that are elements, by local name, each with its namespace."""
        found: dict[str, list[tuple[str, Member]]] = {}
        for member in self._declared.values():
            hints = member.place.hints
            if not hints.attribute and not hints.is_text:
                shown = member.place.item(0).hints if member.kind == LIST else hints
                found.setdefault(shown.name or member.key, []).append((shown.namespace, member))
        return found

    @cached_property
    def _attributes(self) -> dict[str, list[tuple[str, Member]]]:
        found: dict[str, list[tuple[str, Member]]] = {}
        for member in self._declared.values():
            hints = member.place.hints
            if hints.attribute:
                found.setdefault(hints.name or member.key, []).append((hints.namespace, member))
        return found

    def of_element(self, tag: str) -> Member:
        """Return the property that an element is, by its name: ``{namespace}name`` or ``name``."""
        member = self._by_element.get(tag)
        if member is None:
            member = self._by_element[tag] = _best(self._elements, tag) or self._undeclared(tag)
        return member

    def _undeclared(self, tag: str) -> Member:
        member = self.member(local_name(tag))
        # A list that is wrapped, though that is not declared.
        is_wrapped = member.declared and member.kind == LIST
        return Member(member.key, member.place, WRAPPED, declared=True) if is_wrapped else member

    def of_attribute(self, name: str) -> Member | None:
        """Return the declared property that an attribute is; None if it is not declared."""
        if name not in self._by_attribute:
            found = _best(self._attributes, name)
            is_other = is_about_document(name) and (found is None or found.place.hints.namespace != INSTANCE)
            self._by_attribute[name] = None if is_other else found
        return self._by_attribute[name]


def place_of(view: Any) -> Place:
    """Return the place of a whole value."""
    return Place([view], {})


def local_name(name: str) -> str:
    """Return a name without its namespace."""
    return name.rpartition("}")[2]


def is_about_document(name: str) -> bool:
    """Return whether an attribute is not data: it is `xsi:nil`, `xsi:type`, `xsi:schemaLocation` or alike."""
    return name.startswith(f"{{{INSTANCE}}}")


def _best(members: dict[str, list[tuple[str, Member]]], name: str) -> Member | None:
    """Return the property of a name: the one with its namespace, or else the first, for many servers leave it out."""
    namespace, _, local = name.rpartition("}")
    candidates = members.get(local, ())
    for wanted in (namespace[1:], ""):
        for uri, member in candidates:
            if uri == wanted:
                return member
    return candidates[0][1] if candidates else None
