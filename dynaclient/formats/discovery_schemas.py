"""Schemas of Discovery documents, which follow a draft of JSON Schema older than all dialects, as 2020-12."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from ..schema.references import Tokens, format_pointer
from ..strings.encoding import is_encodable
from .discovery_patterns import ecma_pattern
from .discovery_values import OTHERS, number, shown, typed
from .lazy import LazyDict
from .members import as_list, as_object
from .secrets import is_secret_data
from .source import Place
from .translation import Translation
from .value_texts import listed_texts

MAX_DEPTH = 64
"""How deeply schemas may be nested without references."""
TYPES = frozenset({"array", "boolean", "integer", "null", "number", "object", "string"})
_TWO_TYPES = ["string", "integer"]
FORMATS: dict[tuple[str, str], dict[str, Any]] = {
    # A JSON number loses the digits of large integers, so they are strings; servers accept both.
    **{("string", name): {"type": _TWO_TYPES, "format": name} for name in ("int64", "uint64", "fixed64")},
    ("string", "byte"): {"type": "string", "format": "byte", "contentEncoding": "base64url"},
    ("string", "google-datetime"): {"type": "string", "format": "date-time", OTHERS: {"format": "google-datetime"}},
}
"""The keywords for a type and a format that mean more than the names say."""


class _At(NamedTuple):
    """Where a keyword is."""

    source: Mapping[str, Any]
    """The schema that has it."""
    tokens: Tokens
    """The location of the schema."""
    depth: int
    """The depth of what is in it."""


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
            self._note(("schemas",), "type", "`schemas` has to be an object: it is left out")

    def _is_usable(self, name: Any) -> bool:
        """Return whether a name can be in a reference; one that cannot is noted."""
        is_usable = is_encodable(name)
        if not is_usable:
            self._note(("schemas", name), "name", "the name cannot be encoded: the schema is left out")
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

    def schema(self, source: Any, place: Place) -> dict[str, Any]:
        """Return a schema."""
        return self._schema(source, place.tokens, 0)

    def _schema(self, source: Any, tokens: Tokens, depth: int) -> dict[str, Any]:
        result: dict[str, Any] = {}
        if not isinstance(source, dict) or depth > MAX_DEPTH:
            what = "is nested too deeply" if isinstance(source, dict) else "is not an object"
            self._note(tokens, "schema", f"the schema {what}, so any value is allowed")
            return result
        at = _At(source, tokens, depth + 1)
        others: dict[str, Any] = {}
        for keyword, value in source.items():
            add = _KEYWORDS.get(keyword)
            if add is not None:
                add(self, result, value, at)
            elif keyword not in _WITHOUT_EFFECT:
                others[keyword] = value
        if others:
            result[OTHERS] = {**result.get(OTHERS, {}), **others}
        return _repeated(result) if source.get("repeated") is True else result

    def reference(self, source: Mapping[str, Any], place: Place) -> dict[str, Any]:
        """Return the reference that a schema is; an empty schema if it is not one, or does not resolve."""
        result: dict[str, Any] = {}
        if "$ref" in source:
            self._reference(result, source["$ref"], _At(source, place.tokens, 0))
        return result

    def note_value(self, value: Any, keyword: str, tokens: Tokens) -> None:
        """Note that the value of a keyword has another type than its schema."""
        message = f"{shown(value)} is not a value for `{keyword}` of this type, so it is left out"
        self._note((*tokens, keyword), keyword, message)

    def _note(self, tokens: Tokens, rule: str, message: str) -> None:
        self.translation.note(Place(tokens), rule, message)

    # --- keywords

    def _reference(self, result: dict[str, Any], name: Any, at: _At) -> None:
        if isinstance(name, str) and name in self.raw:
            result["$ref"] = f"#{format_pointer(('schemas', name))}".replace("%", "%25")
        else:
            message = f"there is no schema {shown(name)}, so any value is allowed"
            self._note((*at.tokens, "$ref"), "dangling-ref", message)

    def _type(self, result: dict[str, Any], _: Any, at: _At) -> None:
        """Add what the type and the format mean together."""
        name, form = at.source.get("type"), at.source.get("format")
        is_known = isinstance(name, str) and name in TYPES
        if is_known:
            result["type"] = name
        elif name not in (None, "any"):
            self._note((*at.tokens, "type"), "type", f"{shown(name)} is not a type, so any value is allowed")
        if isinstance(form, str):
            result["format"] = form
            result.update(FORMATS.get((str(name), form), {}))

    def _properties(self, result: dict[str, Any], value: Any, at: _At) -> None:
        properties = {name: schema for name, schema in as_object(value).items() if isinstance(name, str)}
        tokens = (*at.tokens, "properties")
        result["properties"] = {
            name: self._member(name, schema, (*tokens, name), at.depth) for name, schema in properties.items()
        }
        required = [name for name, schema in properties.items() if as_object(schema).get("required") is True]
        if required:
            result["required"] = required

    def _member(self, name: str, schema: Any, tokens: Tokens, depth: int) -> dict[str, Any]:
        made = self._schema(schema, tokens, depth)
        is_string = made.get("type") == "string" and "enum" not in made
        return {**made, "secret": True} if is_string and is_secret_data(name) else made

    def _items(self, result: dict[str, Any], value: Any, at: _At) -> None:
        result["items"] = self._schema(value, (*at.tokens, "items"), at.depth)

    def _additional(self, result: dict[str, Any], value: Any, at: _At) -> None:
        key = "additionalProperties"
        result[key] = value if isinstance(value, bool) else self._schema(value, (*at.tokens, key), at.depth)

    def _texts(self, result: dict[str, Any], value: Any, at: _At) -> None:
        """Add what the values mean, and which of them are deprecated."""
        try:
            values = [typed(item, at.source.get("type")) for item in as_list(at.source.get("enum"))]
        except (ValueError, TypeError):
            return  # which is noted for `enum` itself
        texts = listed_texts(values, as_list(value), at.source.get("enumDeprecated"))
        if texts:
            result["enumDescriptions"] = texts

    def _variant(self, result: dict[str, Any], value: Any, at: _At) -> None:
        """Add the alternatives, each with the value of the property that tells them apart."""
        variant, place = as_object(value), Place((*at.tokens, "variant"))
        name = variant.get("discriminant")
        alternatives = [
            {
                **self.reference(entry, place.below("map", index)),
                "required": [name],
                "properties": {name: {"const": entry["type_value"]}},
            }
            for index, entry in enumerate(as_list(variant.get("map")))
            if isinstance(name, str) and isinstance(as_object(entry).get("type_value"), str)
        ]
        if alternatives:
            result["anyOf"] = alternatives
        else:
            self._note(place.tokens, "variant", "the alternatives cannot be read, so they are left out")


def _repeated(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of any number of values, one of which may be the default."""
    default = {"default": [schema.pop("default")]} if "default" in schema else {}
    return {"type": "array", "items": schema, **default}


Add = Callable[[DiscoverySchemas, dict[str, Any], Any, _At], None]
"""Adds a keyword to a schema."""


def _if(key: str, is_right: Callable[[Any], bool]) -> Add:
    """Return what adds a keyword whose value is kept as it is, if it is right."""

    def add(_: DiscoverySchemas, result: dict[str, Any], value: Any, _at: _At) -> None:
        if is_right(value):
            result[key] = value

    return add


def _converted(key: str, convert: Callable[[Any, Any], Any]) -> Add:
    """Return what adds a keyword whose value is converted, by itself and the type; one that cannot be is noted."""

    def add(schemas: DiscoverySchemas, result: dict[str, Any], value: Any, at: _At) -> None:
        try:
            result[key] = convert(value, at.source.get("type"))
        except (ValueError, TypeError):
            schemas.note_value(value, key, at.tokens)

    return add


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_true(value: Any) -> bool:
    return value is True


def _pattern(value: Any, _: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return ecma_pattern(value)


def _choices(value: Any, type_name: Any) -> list[Any]:
    if not isinstance(value, list) or not value:
        raise TypeError(value)
    return list(dict.fromkeys(typed(item, type_name) for item in value))


def _limit(value: Any, _: Any) -> int | float:
    return number(value)


_KEYWORDS: dict[str, Add] = {
    "$ref": DiscoverySchemas._reference,
    "type": DiscoverySchemas._type,
    "format": DiscoverySchemas._type,
    "properties": DiscoverySchemas._properties,
    "items": DiscoverySchemas._items,
    "additionalProperties": DiscoverySchemas._additional,
    "variant": DiscoverySchemas._variant,
    **{key: _if(key, _is_text) for key in ("title", "description")},
    **{key: _if(key, _is_true) for key in ("readOnly", "deprecated")},
    "pattern": _converted("pattern", _pattern),
    "enum": _converted("enum", _choices),
    "enumDescriptions": DiscoverySchemas._texts,
    "minimum": _converted("minimum", _limit),
    "maximum": _converted("maximum", _limit),
    "default": _converted("default", typed),
}
"""Keyword → adds it to a schema."""
_WITHOUT_EFFECT = frozenset({"annotations", "enumDeprecated", "id", "location", "repeated", "required"})
"""Keywords that have no effect where they stand: those of parameters and members are read where these are."""
