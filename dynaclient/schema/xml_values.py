"""
JSON values as XML, and back, by the `xml` keyword of their schemas.

An object is an element with an element for each property, or an attribute; a list is several elements of one name, or
one around them if it is `wrapped`. What a schema does not declare is written and read in the simplest way.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from .plain_data import EncodingError
from .values import coerce, to_string
from .xml_hints import XmlHints, hints_of, property_names, types_of, views_of

ROOT = "root"
"""What the outermost element is called if its schema has no name for it."""
MAX_DEPTH = 200
MAX_ELEMENTS = 1_000_000
_NAME = re.compile(r"[A-Za-z_][\w.-]*")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML 1.0 cannot have, not even as references."""
_NIL = "nil"
_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"


class InvalidXML(EncodingError, ValueError):
    """A value that XML cannot represent, or a string that is not XML. The message is the reason."""


# --- writing ---------------------------------------------------------------------------------------------------------


def write_xml(value: Any, view: Any) -> str:
    """
    Return a JSON value as an XML document.

    Raises:
        InvalidXML: A name or a string of it cannot be in XML.
    """
    views = [view]
    hints = hints_of(views)
    parts: list[str] = []
    if isinstance(value, (list, tuple)):
        _write_list(parts, hints.name or ROOT, value, (views, XmlHints(name=hints.name, wrapped=True)), 0)
    else:
        _write(parts, hints.name or ROOT, value, views, 0)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + "".join(parts)


def _write(parts: list[str], name: str, value: Any, views: list[Any], depth: int) -> None:
    """Add the element of a value that is not a list."""
    if depth > MAX_DEPTH:
        raise InvalidXML("it is nested too deeply")
    hints = hints_of(views)
    tag, attributes = _tag(hints, hints.name or name), _namespace(hints)
    if value is None:
        parts.append(f'<{tag}{attributes} xmlns:xsi="{_INSTANCE}" xsi:nil="true"/>')
        return
    if not isinstance(value, Mapping):
        parts.append(f"<{tag}{attributes}>{_escaped(value)}</{tag}>")
        return
    inner: list[str] = []
    for key, member in value.items():
        of_member = views_of(views, key)
        hints_of_member = hints_of(of_member)
        if hints_of_member.attribute:
            name_of_member = _tag(hints_of_member, hints_of_member.name or key)
            attributes += f"{_namespace(hints_of_member)} {name_of_member}={quoteattr(_plain(member))}"
        elif hints_of_member.is_text:
            inner.append(_escaped(member))
        elif isinstance(member, (list, tuple)):
            _write_list(inner, key, member, (of_member, hints_of_member), depth + 1)
        else:
            _write(inner, key, member, of_member, depth + 1)
    parts.append(f"<{tag}{attributes}>{''.join(inner)}</{tag}>")


def _write_list(parts: list[str], name: str, values: Any, schema: tuple[list[Any], XmlHints], depth: int) -> None:
    """Add the elements of a list: in one around them if it is wrapped, else one beside the other."""
    views, hints = schema
    outer = (hints.name or name) if hints.wrapped else name
    inner: list[str] = []
    for index, item in enumerate(values):
        of_item = views_of(views, index)
        named = hints_of(of_item).name or outer
        if isinstance(item, (list, tuple)):
            _write_list(inner, named, item, (of_item, XmlHints(wrapped=True)), depth + 1)
        else:
            _write(inner, named, item, of_item, depth + 1)
    if hints.wrapped:
        tag = _tag(hints, outer)
        parts.append(f"<{tag}{_namespace(hints)}>{''.join(inner)}</{tag}>")
    else:
        parts.extend(inner)


def _tag(hints: XmlHints, name: str) -> str:
    if not _NAME.fullmatch(name):
        raise InvalidXML(f"{name!r:.80} cannot be the name of an element")
    return f"{hints.prefix}:{name}" if hints.prefix else name


def _namespace(hints: XmlHints) -> str:
    if not hints.namespace:
        return ""
    return f" xmlns{':' if hints.prefix else ''}{hints.prefix}={quoteattr(hints.namespace)}"


def _plain(value: Any) -> str:
    if isinstance(value, (Mapping, list, tuple)) or value is None:
        raise InvalidXML("an attribute, or the content of an element, cannot have members")
    text = to_string(value)
    if _FORBIDDEN.search(text):
        raise InvalidXML("a string has characters that XML cannot have")
    return text


def _escaped(value: Any) -> str:
    return escape(_plain(value), {"\r": "&#13;"})


# --- reading ---------------------------------------------------------------------------------------------------------


class _Element:
    __slots__ = ("attributes", "children", "name", "text")

    def __init__(self, name: str, attributes: dict[str, str]) -> None:
        self.name = name
        self.attributes = attributes
        self.children: list[_Element] = []
        self.text: list[str] = []


def read_xml(data: bytes | str, view: Any) -> Any:
    """
    Return the JSON value of an XML document, by its schema.

    Raises:
        InvalidXML: It is not well-formed, has a document type declaration, or is too large or nested too deeply.
    """
    root = _parse(data)
    views = [view]
    if "array" in types_of(views) and "object" not in types_of(views):
        return _items(root.children, views, 0)
    return _value(root, views, 0)


def _parse(data: bytes | str) -> _Element:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    open_elements: list[_Element] = [_Element("", {})]
    count = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal count
        count += 1
        if count > MAX_ELEMENTS or len(open_elements) > MAX_DEPTH:
            raise InvalidXML("it has too many elements, or they are nested too deeply")
        local = {_local(key): value for key, value in attributes.items()}
        element = _Element(_local(name), local)
        open_elements[-1].children.append(element)
        open_elements.append(element)

    def end(_: str) -> None:
        open_elements.pop()

    def text(characters: str) -> None:
        open_elements[-1].text.append(characters)

    def refuse(*_: Any) -> None:
        raise InvalidXML("it has a document type declaration, which is refused")

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise InvalidXML(f"{expat.ErrorString(error.code)}, line {error.lineno}") from None
    except (UnicodeError, LookupError, ValueError) as error:
        if isinstance(error, InvalidXML):
            raise
        raise InvalidXML("its encoding cannot be read") from None
    return open_elements[0].children[0]


def _local(name: str) -> str:
    """Return a name without its namespace."""
    return name.rpartition(" ")[2]


def _value(element: _Element, views: list[Any], depth: int) -> Any:
    """Return the value of an element; that of a list is read from the elements of its items."""
    if element.attributes.get(_NIL) in ("true", "1"):
        return None
    types = types_of(views)
    if "object" in types or (not types and (element.children or _more(element))):
        return _object(element, views, depth)
    if "array" in types:
        return _items(element.children, views, depth)
    return _scalar("".join(element.text), views)


def _more(element: _Element) -> bool:
    """Return whether an element has attributes of its own."""
    return any(name != _NIL for name in element.attributes)


def _object(element: _Element, views: list[Any], depth: int) -> dict[str, Any]:
    found: dict[str, Any] = {}
    used: set[int] = set()
    attributes = dict(element.attributes)
    attributes.pop(_NIL, None)
    by_name: dict[str, list[_Element]] = {}
    for child in element.children:
        by_name.setdefault(child.name, []).append(child)
    for key in property_names(views):
        of_member = views_of(views, key)
        hints = hints_of(of_member)
        name = hints.name or key
        if hints.attribute:
            if name in attributes:
                found[key] = _scalar(attributes.pop(name), of_member)
        elif hints.is_text:
            found[key] = _scalar("".join(element.text), of_member)
        else:
            elements, value = _member(by_name, key, of_member, hints, depth)
            if elements:
                found[key] = value
                used.update(map(id, elements))
    for child in element.children:
        if id(child) not in used:
            _add_undeclared(found, child, views_of(views, child.name), depth)
    for name, value in attributes.items():
        found.setdefault(name, value)
    return found


def _member(
    by_name: Mapping[str, list[_Element]], key: str, views: list[Any], hints: XmlHints, depth: int
) -> tuple[list[_Element], Any]:
    """Return the elements of a declared property, none if the object does not have it, and its value."""
    is_list = "array" in types_of(views)
    if is_list and not hints.wrapped:
        elements = by_name.get(hints_of(views_of(views, 0)).name or key, [])
        return elements, _items(elements, views, depth)
    elements = by_name.get(hints.name or key, [])[:1]
    if not elements:
        return [], None
    return elements, _items(elements[0].children, views, depth) if is_list else _value(elements[0], views, depth + 1)


def _items(elements: list[_Element], views: list[Any], depth: int) -> list[Any]:
    return [_value(element, views_of(views, index), depth + 1) for index, element in enumerate(elements)]


def _add_undeclared(found: dict[str, Any], child: _Element, views: list[Any], depth: int) -> None:
    """Add a property that is not declared: a list if there are several elements of its name."""
    value = _value(child, views, depth + 1)
    if child.name not in found:
        found[child.name] = value
    elif isinstance(found[child.name], list):
        found[child.name].append(value)
    else:
        found[child.name] = [found[child.name], value]


def _scalar(text: str, views: list[Any]) -> Any:
    """Return the value of a string: a number, a boolean or null if its schema declares that, and it is one."""
    types = types_of(views)
    plain = text.strip()
    if not types or "string" in types:
        return text
    if not plain and "null" in types:
        return None
    found = coerce(plain, views)
    return text if isinstance(found, str) else float(found) if isinstance(found, Decimal) else found
