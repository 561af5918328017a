"""Schemas of Discovery documents, which follow a draft of JSON Schema older than all dialects, as 2020-12."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from ..schema.references import format_pointer
from .discovery_patterns import ecma_pattern
from .discovery_values import OTHERS, number, others, shown, typed
from .lazy import LazyDict
from .members import as_list, as_object
from .source import Place
from .translation import Translation

MAX_DEPTH = 64
"""How deeply schemas may be nested without references."""
TYPES = frozenset({"array", "boolean", "integer", "null", "number", "object", "string"})
_TWO_TYPES = ["string", "integer"]
FORMATS: dict[tuple[str, str], dict[str, Any]] = {
    # A JSON number loses the digits of large integers, so they are strings; servers accept both.
    **{("string", name): {"type": _TWO_TYPES, "format": name} for name in ("int64", "uint64", "fixed64")},
    ("string", "google-datetime"): {"type": "string", "format": "date-time", OTHERS: {"format": "google-datetime"}},
}
"""The keywords for a type and a format that mean more than the names say."""
_SURROGATE = re.compile("[\ud800-\udfff]")
_TRANSLATED = frozenset(
    {
        "$ref", "additionalProperties", "annotations", "default", "deprecated", "description", "enum", "format", "id",
        "items", "location", "maximum", "minimum", "pattern", "properties", "readOnly", "repeated", "required", "title",
        "type", "variant",
    }
)  # fmt: skip


class DiscoverySchemas:
    """
    The schemas of a document.

    Args:
        raw: Its `schemas`.
        translation: Receives what cannot be carried over.
    """

    def __init__(self, raw: Any, translation: Translation) -> None:
        self.translation = translation
        self.raw: dict[str, Any] = {name: as_object(raw)[name] for name in as_object(raw) if self._is_usable(name)}
        """The named schemas, as they are written."""
        self.table = LazyDict(self.raw, self._named)
        """The named schemas, translated."""
        if raw is not None and not isinstance(raw, dict):
            self._note(Place(("schemas",)), "type", "`schemas` has to be an object: it is left out")

    def _is_usable(self, name: Any) -> bool:
        """Return whether a name can be in a reference; one that cannot is noted."""
        is_usable = isinstance(name, str) and not _SURROGATE.search(name)
        if not is_usable:
            self._note(Place(("schemas", name)), "name", "the name cannot be encoded: the schema is left out")
        return is_usable

    def _named(self, name: str) -> dict[str, Any]:
        return self.schema(self.raw[name], Place(("schemas", name)))

    def follow(self, schema: Any) -> dict[str, Any]:
        """Return the schema that a schema refers to, as it is written: itself, if it refers to none."""
        for _ in range(MAX_DEPTH):
            name = as_object(schema).get("$ref")
            if not isinstance(name, str):
                break
            schema = self.raw.get(name)
        return as_object(schema)

    def schema(self, source: Any, place: Place, depth: int = 0) -> dict[str, Any]:
        """Return a schema."""
        if not isinstance(source, dict) or depth > MAX_DEPTH:
            what = "is nested too deeply" if isinstance(source, dict) else "is not an object"
            self._note(place, "schema", f"the schema {what}, so any value is allowed")
            return {}
        result = self.reference(source, place)
        result.update(self._type(source, place))
        for keyword, value in source.items():
            if keyword in _TEXTS:
                if isinstance(value, str):
                    result[keyword] = value
            elif keyword in _SWITCHES:
                if value is True:
                    result[keyword] = True
            elif keyword in _KEYWORDS:
                self._add(result, keyword, source, place)
            elif keyword in _NESTED:
                _NESTED[keyword](self, result, value, place.below(keyword), depth + 1)
        for key, kept in others(source, _TRANSLATED).items():
            result[key] = {**result.get(key, {}), **kept}
        return {"type": "array", "items": result} if source.get("repeated") is True else result

    def reference(self, source: Mapping[str, Any], place: Place) -> dict[str, Any]:
        """Return the reference that a schema is; an empty schema if it is not one, or does not resolve."""
        if "$ref" not in source:
            return {}
        name = source["$ref"]
        if not isinstance(name, str) or name not in self.raw:
            message = f"there is no schema {shown(name)}, so any value is allowed"
            self._note(place.below("$ref"), "dangling-ref", message)
            return {}
        return {"$ref": f"#{format_pointer(('schemas', name))}".replace("%", "%25")}

    def _type(self, source: Mapping[str, Any], place: Place) -> dict[str, Any]:
        name, form = source.get("type"), source.get("format")
        is_known = isinstance(name, str) and name in TYPES
        if not is_known and name not in (None, "any"):
            self._note(place.below("type"), "type", f"{shown(name)} is not a type, so any value is allowed")
        if not isinstance(form, str):
            return {"type": name} if is_known else {}
        return FORMATS.get((str(name), form)) or {**({"type": name} if is_known else {}), "format": form}

    def _add(self, result: dict[str, Any], keyword: str, source: Mapping[str, Any], place: Place) -> None:
        """Add a keyword whose value has to be converted; one that cannot be is noted."""
        try:
            result[keyword] = _KEYWORDS[keyword](source[keyword], source)
        except (ValueError, TypeError):
            self.note_value(source[keyword], keyword, place)

    def note_value(self, value: Any, keyword: str, place: Place) -> None:
        """Note that the value of a keyword has another type than its schema."""
        message = f"{shown(value)} is not a value for `{keyword}` of this type, so it is left out"
        self._note(place.below(keyword), keyword, message)

    def _note(self, place: Place, rule: str, message: str) -> None:
        self.translation.note(place, rule, message)

    # --- what has schemas in it

    def _properties(self, result: dict[str, Any], value: Any, place: Place, depth: int) -> None:
        properties = {name: schema for name, schema in as_object(value).items() if isinstance(name, str)}
        result["properties"] = {
            name: self.schema(schema, place.below(name), depth) for name, schema in properties.items()
        }
        required = [name for name, schema in properties.items() if as_object(schema).get("required") is True]
        if required:
            result["required"] = required

    def _items(self, result: dict[str, Any], value: Any, place: Place, depth: int) -> None:
        result["items"] = self.schema(value, place, depth)

    def _additional(self, result: dict[str, Any], value: Any, place: Place, depth: int) -> None:
        result["additionalProperties"] = value if isinstance(value, bool) else self.schema(value, place, depth)

    def _variant(self, result: dict[str, Any], value: Any, place: Place, _depth: int) -> None:
        """Add the alternatives, each with the value of the property that tells them apart."""
        variant = as_object(value)
        name, below = variant.get("discriminant"), place.below("map")
        alternatives = [
            {
                **self.reference(entry, below.below(index)),
                "required": [name],
                "properties": {name: {"const": entry["type_value"]}},
            }
            for index, entry in enumerate(as_list(variant.get("map")))
            if isinstance(name, str) and isinstance(as_object(entry).get("type_value"), str)
        ]
        if alternatives:
            result["anyOf"] = alternatives
        else:
            self._note(place, "variant", "the alternatives cannot be read, so they are left out")

    # --- what a method requires

    def required_by(self, schema: Any, method: str, depth: int = 0) -> dict[str, Any]:
        """
        Return a schema with the properties that a method requires; empty if it requires none.

        Args:
            schema: The schema of the request, as it is written.
            method: The id of the method: properties have the ids of those that require them.
            depth: How deeply it is nested.
        """
        if not isinstance(schema, dict) or depth > MAX_DEPTH:
            return {}
        properties = as_object(schema.get("properties"))
        required = [
            name
            for name, member in properties.items()
            if method in as_list(as_object(as_object(member).get("annotations")).get("required"))
        ]
        inner = {name: self.required_by(member, method, depth + 1) for name, member in properties.items()}
        inner = {name: member for name, member in inner.items() if member}
        items = self.required_by(schema.get("items"), method, depth + 1)
        found = (("required", required), ("properties", inner), ("items", items))
        return {key: value for key, value in found if value}


def _pattern(value: Any, _source: Mapping[str, Any]) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return ecma_pattern(value)


def _choices(value: Any, source: Mapping[str, Any]) -> list[Any]:
    if not isinstance(value, list) or not value:
        raise TypeError(value)
    return list(dict.fromkeys(typed(item, source.get("type")) for item in value))


def _limit(value: Any, _source: Mapping[str, Any]) -> int | float:
    return number(value)


def _default(value: Any, source: Mapping[str, Any]) -> Any:
    return typed(value, source.get("type"))


_TEXTS = frozenset({"title", "description"})
_SWITCHES = frozenset({"readOnly", "deprecated"})
_KEYWORDS: dict[str, Callable[[Any, Mapping[str, Any]], Any]] = {
    "pattern": _pattern, "enum": _choices, "minimum": _limit, "maximum": _limit, "default": _default,
}  # fmt: skip
"""Keyword → returns its value; raises ValueError or TypeError if it is wrong."""
_NESTED: dict[str, Callable[[DiscoverySchemas, dict[str, Any], Any, Place, int], None]] = {
    "properties": DiscoverySchemas._properties,
    "items": DiscoverySchemas._items,
    "additionalProperties": DiscoverySchemas._additional,
    "variant": DiscoverySchemas._variant,
}
"""Keyword → adds it, with the schemas that are in it."""
