"""
What the value of each keyword may be, in any of the dialects: the metaschemas as one object of plain schemas.

It is for editors, most of which follow no `$dynamicRef` and fetch other documents. A value that one dialect allows is
allowed here, and what only a machine reads is left out: formats, patterns, defaults, comments.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .engines import DEFAULT_DIALECT, DIALECTS, metaschema_parts

SCHEMA: Mapping[str, Any] = {"$ref": "#/$defs/schema"}
"""Stands for a schema inside a schema."""
_ANYTHING = frozenset({"anything"})
_KEPT = ("type", "enum", "minimum", "exclusiveMinimum", "uniqueItems")
"""The keywords of a metaschema that are copied as they are."""


def keyword_schemas() -> dict[str, dict[str, Any]]:
    """
    Return the schema of each keyword; a schema inside it is a reference to ``#/$defs/schema``.

    A keyword that is not current, such as `definitions`, has `doNotSuggest`, which editors know.
    """
    options: dict[str, dict[frozenset[str], dict[str, Any]]] = {}
    current = set()
    for dialect in reversed(DIALECTS):  # the newest first
        for part, resolver in metaschema_parts(dialect):
            for keyword, definition in part.get("properties", {}).items():
                if dialect == DEFAULT_DIALECT and not (definition is not True and definition.get("deprecated")):
                    current.add(keyword)
                for option in _options(definition, resolver):
                    _add(options.setdefault(keyword, {}), option)
    schemas = {keyword: _joined(found) for keyword, found in options.items()}
    return {key: schema if key in current else {**schema, "doNotSuggest": True} for key, schema in schemas.items()}


def _options(definition: Any, resolver: Any) -> Iterator[dict[str, Any]]:
    """Yield the alternatives of a definition in a metaschema, without references to other parts of it."""
    if definition is True or definition == {}:
        yield {}
    elif "$dynamicRef" in definition or "$recursiveRef" in definition or definition.get("$ref") == "#":
        yield dict(SCHEMA)
    elif "$ref" in definition:
        target = resolver.lookup(definition["$ref"])
        yield from _options(target.contents, target.resolver)
    elif "allOf" in definition:  # of a definition and its default
        yield from _options(definition["allOf"][0], resolver)
    elif "anyOf" in definition:
        for alternative in definition["anyOf"]:
            yield from _options(alternative, resolver)
    else:
        yield _plain(definition, resolver)


def _plain(definition: Mapping[str, Any], resolver: Any) -> dict[str, Any]:
    plain = {key: definition[key] for key in _KEPT if key in definition}
    for key in ("items", "additionalProperties"):
        inner = _joined_of(definition[key], resolver) if key in definition else {}
        if inner:
            plain[key] = inner
    return plain


def _joined_of(definition: Any, resolver: Any) -> dict[str, Any]:
    found: dict[frozenset[str], dict[str, Any]] = {}
    for option in _options(definition, resolver):
        _add(found, option)
    return _joined(found)


def _add(options: dict[frozenset[str], dict[str, Any]], option: dict[str, Any]) -> None:
    """Add an alternative, unless those of newer dialects have one for values of these types."""
    types = _types(option)
    if not any(types <= known for known in options):
        options[types] = option


def _types(option: Mapping[str, Any]) -> frozenset[str]:
    if option == SCHEMA:
        return frozenset({"object", "boolean"})
    if "enum" in option:
        return frozenset({"string"})
    return frozenset({option["type"]}) if "type" in option else _ANYTHING


def _joined(options: Mapping[frozenset[str], dict[str, Any]]) -> dict[str, Any]:
    """Return one schema; editors read `type` and `examples` beside `anyOf` for what they write after a new key."""
    (first, *others) = options.values()
    if not others:
        return first
    types = sorted({name for known in options for name in known}, key=_order)
    if all(option.keys() == {"type"} for option in options.values()):
        return {"type": types}
    examples = {"examples": first["enum"]} if "enum" in first else {}
    return {"type": types, **examples, "anyOf": [first, *others]}


def _order(name: str) -> int:
    return ("object", "string", "number", "boolean", "array").index(name)
