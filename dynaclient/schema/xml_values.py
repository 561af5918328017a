"""
JSON values as XML, and back, by the `xml` keyword of their schemas.

An object is an element with an element for each property, or an attribute; a list is several elements of one name, or
one around them if it is `wrapped`. What a schema does not declare is written and read in the simplest way.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from math import isfinite
from typing import Any
from xml.sax.saxutils import quoteattr

from ..strings.expressions import expression
from .plain_data import MAX_DEPTH, MAX_DIGITS
from .values import to_string
from .xml_documents import Element, parse_document
from .xml_hints import is_name
from .xml_names import INSTANCE, InvalidXML, Scope, check_characters, escaped
from .xml_places import (
    ATTRIBUTE,
    LIST,
    ONE,
    TEXT,
    WRAPPED,
    Member,
    Place,
    is_about_document,
    local_name,
    place_of,
)

__all__ = ["MAX_DEPTH", "ROOT", "InvalidXML", "read_xml", "write_xml"]

ROOT = "root"
"""What the outermost element is called if its schema has no name for it."""
_NUMBER = expression(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,5})?")
_NIL = f"{{{INSTANCE}}}nil"


# --- writing ---------------------------------------------------------------------------------------------------------


def write_xml(value: Any, view: Any) -> str:
    """
    Return a JSON value as an XML document.

    Raises:
        InvalidXML: A name or a string of it cannot be in XML. Its path leads to that.
    """
    place, writer = place_of(view), _Writer()
    name = place.hints.name or ROOT
    try:
        if isinstance(value, (list, tuple)):
            writer.wrapped(name, value, place, {})
        else:
            writer.element(name, value, place, {})
        return '<?xml version="1.0" encoding="utf-8"?>\n' + "".join(writer.parts)
    except InvalidXML as error:
        failure = InvalidXML(error.reason, tuple(writer.path), error.suggestion)
    except RecursionError:
        failure = InvalidXML("is nested too deeply")
    raise failure


class _Writer:
    """Writes one document."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.path: list[str | int] = []
        """The keys and indexes that lead to what is being written."""
        self._depth = 0
        self._names: set[str] = set()

    def element(self, name: str, value: Any, place: Place, outer: dict[str, str]) -> None:
        """Add the element of a value that is not a list."""
        hints = place.hints
        if not isinstance(value, Mapping) and value is not None and not hints.prefix and not hints.namespace:
            name = self._name(name)  # the most common case, in fewer steps
            self.parts.append(f"<{name}>{escaped(to_string(value))}</{name}>")
            return
        scope = Scope(outer)
        tag = scope.element(self._name(name), hints.prefix, hints.namespace)
        if value is None:
            nil, _ = scope.attribute("nil", "xsi", INSTANCE)
            self.parts.append(f'<{tag}{scope.declarations()} {nil}="true"/>')
        elif isinstance(value, Mapping):
            attributes = self._attributes(value, place, scope)
            self.parts.append(f"<{tag}{scope.declarations()}{attributes}>")
            self._depth += 1
            inner = scope.inner
            for key, member in value.items():
                self.path.append(key)
                self._content(place.member(key), member, inner)
                self.path.pop()
            self._depth -= 1
            self.parts.append(f"</{tag}>")
        else:
            self.parts.append(f"<{tag}{scope.declarations()}>{escaped(to_string(value))}</{tag}>")

    def wrapped(self, name: str, values: Any, place: Place, outer: dict[str, str]) -> None:
        """Add the element of a list, with those of its items in it."""
        scope, hints = Scope(outer), place.hints
        tag = scope.element(self._name(name), hints.prefix, hints.namespace)
        self.parts.append(f"<{tag}{scope.declarations()}>")
        self._depth += 1
        self._items(name, values, place, scope.inner)
        self._depth -= 1
        self.parts.append(f"</{tag}>")

    def _attributes(self, value: Mapping[str, Any], place: Place, scope: Scope) -> str:
        found: dict[tuple[str, str], str] = {}
        for key, member in value.items():
            described = place.member(key).attribute
            if described is not None:
                self.path.append(key)
                name, prefix, namespace = described
                if name == "xmlns" and not namespace:
                    raise InvalidXML("cannot be an attribute: `xmlns` is reserved")
                written, uri = scope.attribute(self._name(name), prefix, namespace)
                if (uri, name) in found:
                    raise InvalidXML(f"is a second attribute {name!r:.80} of one element")
                found[uri, name] = f" {written}={quoteattr(check_characters(_plain(member, 'an attribute')))}"
                self.path.pop()
        return "".join(found.values())

    def _content(self, member: Member, value: Any, outer: dict[str, str]) -> None:
        """Add the elements, or the text, of a property; nothing for an attribute."""
        if member.is_text:
            self.parts.append(escaped(_plain(value, "the text of an element")))
        elif member.attribute is None:
            if not isinstance(value, (list, tuple)):
                self.element(member.name, value, member.place, outer)
            elif member.kind == WRAPPED:
                self.wrapped(member.name, value, member.place, outer)
            else:
                self._items(member.key, value, member.place, outer, declared=member.declared)

    def _items(self, name: str, values: Any, place: Place, outer: dict[str, str], *, declared: bool = True) -> None:
        for index, value in enumerate(values):
            item = place.item(index)
            named = (item.hints.name if declared else "") or name
            self.path.append(index)
            write = self.wrapped if isinstance(value, (list, tuple)) else self.element
            write(named, value, item, outer)
            self.path.pop()

    def _name(self, name: str) -> str:
        """Return the name of an element, or of an attribute, if there may be one here."""
        if self._depth >= MAX_DEPTH:
            raise InvalidXML("is nested too deeply")
        if name not in self._names:
            if not is_name(name):
                raise InvalidXML(f"cannot be the name of an element or of an attribute: {name!r:.80}")
            self._names.add(name)
        return name


def _plain(value: Any, what: str) -> str:
    if isinstance(value, (Mapping, list, tuple)):
        raise InvalidXML(f"is {what}, which cannot have members")
    if value is None:
        raise InvalidXML(f"is {what}, which cannot be null", (), "leave it out")
    return to_string(value)


# --- reading ---------------------------------------------------------------------------------------------------------


def read_xml(data: bytes | str, view: Any, charset: str = "") -> Any:
    """
    Return the JSON value of an XML document, by its schema.

    Args:
        data: The document.
        view: The dereferenced schema.
        charset: What the `charset` of its media type is: it counts more than the encoding that the document declares.

    Raises:
        InvalidXML: It is not well-formed, has a document type declaration, or is too large or nested too deeply.
    """
    root = parse_document(data, charset)
    try:
        return _value(root, place_of(view), 1)
    except RecursionError:
        reason = "it is nested too deeply"
    raise InvalidXML(reason)


def _is_nil(element: Element) -> bool:
    return element.attrib.get(_NIL) in ("true", "1")


def _value(element: Element, place: Place, depth: int) -> Any:
    """Return the value of an element; that of a list is read from the elements of its items."""
    if depth > MAX_DEPTH:
        raise InvalidXML("it is nested too deeply")
    has_members = len(element) > 0
    if not has_members and place.is_scalar and not element.attrib:
        return _scalar(element.text or "", place)  # the most common case, in fewer steps
    if element.attrib:
        if _is_nil(element):
            return None
        has_members = has_members or not all(map(is_about_document, element.attrib))
    if place.is_scalar:
        return _scalar("".join(element.itertext()), place)
    text = element.text or ""
    if place.may_be_scalar and not has_members and (place.is_string or text.strip()):
        return _scalar(text, place)
    if not place.types or "object" in place.types:
        return _object(element, place, depth)
    return _items(list(element), place, depth) if len(element) or not text.strip() else text


def _items(elements: list[Element], place: Place, depth: int) -> list[Any]:
    return [_value(element, place.item(index), depth + 1) for index, element in enumerate(elements)]


def _object(element: Element, place: Place, depth: int) -> dict[str, Any]:
    found: dict[str, Any] = {}
    undeclared = _add_attributes(found, element, place) if element.attrib else {}
    groups: dict[str, list[Element]] = {}
    of_element = place.of_element
    for child in element:
        key = of_element(child.tag).key
        if key in groups:
            groups[key].append(child)
        else:
            groups[key] = [child]
    for key, elements in groups.items():
        value = _member(of_element(elements[0].tag), elements, depth)
        found[key] = [found[key], value] if key in found else value
    for key in place.required_lists:
        found.setdefault(key, [])
    for name, text in undeclared.items():
        _add_undeclared(found, name, text, place)
    _add_text(found, element, place)
    return found


def _add_attributes(found: dict[str, Any], element: Element, place: Place) -> dict[str, str]:
    """Add the properties that are attributes, and return the attributes that are not declared."""
    undeclared = {}
    for name, text in element.attrib.items():
        member = place.of_attribute(name)
        if member is not None and member.key not in found:
            found[member.key] = _scalar(text, member.place)
        elif not is_about_document(name):
            undeclared[name] = text
    return undeclared


def _add_undeclared(found: dict[str, Any], name: str, text: str, place: Place) -> None:
    """Add an attribute that is not declared; where an element has its name, with a mark before the name."""
    key = local_name(name)
    member = place.member(key)
    if key in found or not member.place.may_be_scalar or member.is_text:
        found[f"{ATTRIBUTE}{name}"] = text
    else:
        found[key] = _scalar(text, member.place)


def _add_text(found: dict[str, Any], element: Element, place: Place) -> None:
    """Add the text of an element that has members."""
    text = (element.text or "") + "".join(child.tail or "" for child in element)
    member = place.text
    if not text.strip():
        if member is None or (not place.requires_text and (len(element) or not member.place.is_string)):
            return
        text = "" if len(element) else text
    if member is None:
        found[TEXT] = text
    else:
        found[member.key] = _scalar(text, member.place)


def _member(member: Member, elements: list[Element], depth: int) -> Any:
    """Return the value of a property, from its elements."""
    place, is_single = member.place, len(elements) == 1
    if is_single and not place.is_only_list:
        return _value(elements[0], place, depth + 1)
    if member.kind == ONE:
        return [_value(element, place, depth + 1) for element in elements]
    if is_single and _is_nil(elements[0]) and (member.kind == WRAPPED or "null" not in place.item(0).types):
        return None
    if member.kind == LIST:
        return _items(elements, place, depth)
    if is_single:
        return _value(elements[0], place, depth + 1)
    return _items([item for element in elements for item in element], place, depth + 1)


def _scalar(text: str, place: Place) -> Any:
    """Return the value of a string: a number, a boolean or null if its schema declares that, and it is one."""
    if place.is_string:
        return text
    plain = text.strip(" \t\r\n")
    if not plain and "null" in place.types:
        return None
    if "boolean" in place.types:
        names = _BOOLEANS if place.types.isdisjoint(("integer", "number")) else _WORDS
        if plain in names:
            return names[plain]
    return _number(plain, place, text)


_WORDS = {"true": True, "false": False}
_BOOLEANS = {**_WORDS, "1": True, "0": False}
"""The booleans of XML Schema."""


def _number(plain: str, place: Place, text: str) -> Any:
    """Return a number; the string if it is not one, or not of the declared type."""
    match = _NUMBER.fullmatch(plain)
    if match is None or place.types.isdisjoint(("integer", "number")) or len(plain) > MAX_DIGITS:
        return text
    if plain.lstrip("+-").isdigit():
        return int(plain)
    if "number" in place.types:
        return float(plain) if isfinite(float(plain)) else text
    number = Decimal(plain)
    is_whole = number.adjusted() < MAX_DIGITS and number == number.to_integral_value()
    return int(number) if is_whole else text
