"""How a schema wants its values to be in XML: the `xml` keyword of OpenAPI (section 4.26 of version 3.1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..records import dataclass
from ..strings.expressions import expression
from .excerpts import unwrap_literal
from .subschemas import combined_schemas, types_of

_NAME = expression(r"[A-Z_a-z][A-Z_a-z.0-9-]*")


@dataclass(frozen=True)
class XmlHints:
    """The `xml` keyword of a schema."""

    name: str = ""
    namespace: str = ""
    prefix: str = ""
    attribute: bool = False
    wrapped: bool = False
    is_text: bool = False
    """Whether the value is the text of the element around it (`nodeType: text` of OpenAPI 3.2, `x-ms-text`)."""


def hints_of(views: Iterable[Any]) -> XmlHints:
    """Return the hints of schemas that apply to one value: each from the first that has it."""
    found: dict[str, Any] = {}
    for view in views:
        for schema in combined_schemas(view):
            hints = unwrap_literal(schema.get("xml"))
            if isinstance(hints, Mapping):
                found = {**hints, **found}
    kind = found.get("nodeType")
    return XmlHints(
        name=_name(found.get("name")),
        namespace=_string(found.get("namespace")),
        prefix=_name(found.get("prefix")),
        attribute=found.get("attribute") is True or kind == "attribute",
        wrapped=found.get("wrapped") is True or kind == "element",
        is_text=found.get("x-ms-text") is True or kind in ("text", "cdata"),
    )


def is_name(name: str) -> bool:
    """Return whether an element, an attribute or a prefix may have this name (`NCName` of Namespaces in XML 1.0)."""
    if name.isascii():
        return _NAME.fullmatch(name) is not None
    from xml.parsers import expat  # whose letters are those of the fourth edition of XML 1.0, as of many servers

    found: list[str] = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda tag, _: found.append(tag)
    try:
        parser.Parse(f"<{name}/>", True)
    except (expat.ExpatError, UnicodeError):
        return False
    return found == [name] and ":" not in name


def _string(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _name(value: Any) -> str:
    """Return a name that an element may have; empty if it is not one."""
    return value if isinstance(value, str) and is_name(value) else ""


def implied_types(views: Iterable[Any]) -> frozenset[str]:
    """Return the JSON types that schemas declare; that of their keywords if they declare none."""
    types = types_of(views)
    if types:
        return types
    schemas = [schema for view in views for schema in combined_schemas(view)]
    if any("properties" in schema for schema in schemas):
        return frozenset({"object"})
    return frozenset({"array"}) if any("items" in schema for schema in schemas) else frozenset()


def property_names(views: Iterable[Any]) -> list[str]:
    """Return the properties that schemas declare."""
    found: dict[str, None] = {}
    for view in views:
        for schema in combined_schemas(view):
            found.update(dict.fromkeys(schema.get("properties") or ()))
    return list(found)
