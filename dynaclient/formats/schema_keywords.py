"""
The keywords of schemas: for each, how its value is translated.

A rule is a function that returns the value itself if nothing changes, another one, `DROP`, or `Members` that replace
the keyword. Where a keyword has one for its value's type in `UNCHANGED`, none is called.
"""

from __future__ import annotations

import math
import reprlib
from collections.abc import Callable
from typing import Any

from .discriminators import mapping_of, property_name, tag_branches
from .extension import OURS, own_members
from .nullable import NULLABLE
from .overlaps import have_overlaps
from .secrets import is_secret_member
from .value_texts import AZURE, TEXT_KEYWORDS, choices_of, texts_of_values
from .walker import Trail, Walker

Rule = Callable[[Walker, Any, str, Trail, dict[str, Any]], Any]
"""How the value of a keyword is translated: (walk, value, keyword, trail to the schema, the whole schema)."""

DROP = object()
"""Returned for a keyword that is left out."""


class Members(dict[str, Any]):
    """Returned for a keyword that is replaced by these."""


TYPES = frozenset({"null", "boolean", "integer", "number", "string", "array", "object"})
REFERENCES = ("$ref", "$dynamicRef", "$recursiveRef")
APPLICATORS = frozenset({"allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependentSchemas", *REFERENCES})
"""Keywords that apply other schemas to the same value."""
_TEXTS = frozenset({*TEXT_KEYWORDS, AZURE})
_XML = {
    "name": str, "namespace": str, "prefix": str, "nodeType": str, "attribute": bool, "wrapped": bool,
    "x-ms-text": bool,
}  # fmt: skip
"""The members of `xml`, and the types of their values."""
_WANTED = {str: "a string", bool: "true or false"}


def _malformed(walk: Walker, value: Any, key: str, trail: Trail, wanted: str) -> Any:
    """Note that the value of a keyword cannot be used, unless it is none, and return `DROP`."""
    if value is not None:
        walk.note((trail, key), "schema", f"{reprlib.repr(value):.60} is left out: `{key}` has to be {wanted}")
    return DROP


# --- values ----------------------------------------------------------------------------------------------------------


def _type(walk: Walker, value: Any, key: str, trail: Trail, _schema: dict[str, Any]) -> Any:
    if isinstance(value, str):
        if value == "file":
            return Members({"format": "binary"})
        return value if value in TYPES else _malformed(walk, value, key, trail, "a JSON type")
    if isinstance(value, list) and value and all(isinstance(name, str) and name in TYPES for name in value):
        distinct = list(dict.fromkeys(value))
        return value if len(distinct) == len(value) else distinct
    return _malformed(walk, value, key, trail, "a JSON type, or a list of them")


def _format(walk: Walker, value: Any, key: str, trail: Trail, _schema: dict[str, Any]) -> Any:
    if value == "byte" and walk.references.dialect != "3.1":
        return Members({"format": value, "contentEncoding": "base64"})
    if value == "password":
        return Members({"format": value, "secret": True})
    return value if isinstance(value, str) else _malformed(walk, value, key, trail, "a string")


def _enum(walk: Walker, value: Any, key: str, trail: Trail, schema: dict[str, Any]) -> Any:
    if not isinstance(value, list) or not value:
        return _malformed(walk, value, key, trail, "a list with values")
    texts = {} if _TEXTS.isdisjoint(schema) else texts_of_values(schema)
    return Members(enum=value, enumDescriptions=texts) if texts else value


def _texts_of_values(walk: Walker, value: Any, key: str, trail: Trail, schema: dict[str, Any]) -> Any:
    return DROP if "enum" in schema else _unknown(walk, value, key, trail, schema)  # see `_enum`


def _required(walk: Walker, value: Any, key: str, trail: Trail, _schema: dict[str, Any]) -> Any:
    if not isinstance(value, list):
        return _malformed(walk, value, key, trail, "a list of names")
    names = list(dict.fromkeys(name for name in value if isinstance(name, str)))
    others = [item for item in value if not isinstance(item, str)]
    if others:
        _malformed(walk, others, key, trail, "a list of names")
        return names or DROP
    return value if len(names) == len(value) else names


def _dependent_required(walk: Walker, value: Any, key: str, trail: Trail, schema: dict[str, Any]) -> Any:
    if not isinstance(value, dict):
        return _malformed(walk, value, key, trail, "an object")
    made = {name: _required(walk, names, str(name), (trail, key), schema) for name, names in value.items()}
    if all(made[name] is names for name, names in value.items()):
        return value
    return {str(name): names for name, names in made.items() if names is not DROP}


def _count(walk: Walker, value: Any, key: str, trail: Trail, _schema: dict[str, Any]) -> Any:
    is_whole = _is_number(value) and value >= 0 and value == int(value)
    return value if is_whole else _malformed(walk, value, key, trail, "a whole number that is not negative")


def _is_number(value: Any) -> bool:
    return (isinstance(value, int) and not isinstance(value, bool)) or (
        isinstance(value, float) and math.isfinite(value)
    )


def _limit(walk: Walker, value: Any, key: str, trail: Trail, schema: dict[str, Any]) -> Any:
    """Return `minimum` or `maximum`: in old dialects, a boolean beside it excludes the limit itself."""
    if not _is_number(value):
        return _malformed(walk, value, key, trail, "a number")
    return DROP if schema.get(f"exclusive{key.capitalize()}") is True else value


def _exclusive(walk: Walker, value: Any, key: str, trail: Trail, schema: dict[str, Any]) -> Any:
    if isinstance(value, bool):
        bound = schema.get(key.removeprefix("exclusive").lower())
        return bound if value and _is_number(bound) else DROP
    return value if _is_number(value) else _malformed(walk, value, key, trail, "a number")


def _multiple(walk: Walker, value: Any, key: str, trail: Trail, _schema: dict[str, Any]) -> Any:
    return value if _is_number(value) and value > 0 else _malformed(walk, value, key, trail, "a positive number")


def _example(_walk: Walker, value: Any, _key: str, _trail: Trail, schema: dict[str, Any]) -> Any:
    return Members(examples=[value, *_listed_examples(schema.get("examples"))])


def _examples(_walk: Walker, value: Any, _key: str, _trail: Trail, schema: dict[str, Any]) -> Any:
    if "example" in schema:
        return DROP  # see `_example`
    return value if isinstance(value, list) else _listed_examples(value) or DROP


def _listed_examples(value: Any) -> list[Any]:
    if isinstance(value, dict):  # as elsewhere in OpenAPI: named, each with its value
        return [named["value"] for named in value.values() if isinstance(named, dict) and "value" in named]
    return value if isinstance(value, list) else []


def _xml(walk: Walker, value: Any, key: str, trail: Trail, _schema: dict[str, Any]) -> Any:
    if not isinstance(value, dict):
        return _malformed(walk, value, key, trail, "an object")
    kept = {name: member for name, member in value.items() if isinstance(member, _XML.get(name, ()))}
    return value if len(kept) == len(value) else kept


def _of_other_type(walk: Walker, value: Any, key: str, trail: Trail, _schema: dict[str, Any]) -> Any:
    return _malformed(walk, value, key, trail, _WANTED[UNCHANGED[key]])


# --- schemas in schemas ----------------------------------------------------------------------------------------------


def _subschema(walk: Walker, value: Any, key: str, trail: Trail, _schema: dict[str, Any]) -> Any:
    return walk.schema(value, (trail, key))


def _map(walk: Walker, value: Any, key: str, trail: Trail, _schema: dict[str, Any]) -> Any:
    if not isinstance(value, dict):
        return _malformed(walk, value, key, trail, "an object of schemas")
    inner = (trail, key)
    made = {str(name): walk.schema(child, (inner, name)) for name, child in value.items()}
    for name, child in value.items() if key == "properties" else ():
        if is_secret_member(walk, name, child, (inner, name)):
            made[str(name)] = {**made[str(name)], "secret": True}
    is_same = all(made.get(name) is child for name, child in value.items())
    return value if is_same else made


def _list(walk: Walker, value: Any, key: str, trail: Trail, _schema: dict[str, Any]) -> Any:
    if not isinstance(value, list) or not value:
        return _malformed(walk, value, key, trail, "a list of schemas")
    inner = (trail, key)
    made = [walk.schema(child, (inner, index)) for index, child in enumerate(value)]
    return value if all(new is old for new, old in zip(made, value, strict=True)) else made


def _alternatives(walk: Walker, value: Any, key: str, trail: Trail, schema: dict[str, Any]) -> Any:
    made = _list(walk, value, key, trail, schema)
    if made is DROP:
        return made
    if "discriminator" in schema:
        return tag_branches(walk, key, made, trail, schema)
    choices = None if "enum" in schema else choices_of(value)
    if choices is not None:
        return Members(choices)
    if key == "oneOf" and "anyOf" not in schema and have_overlaps(made):
        return Members(anyOf=made)
    return made


def _items(walk: Walker, value: Any, key: str, trail: Trail, schema: dict[str, Any]) -> Any:
    if not isinstance(value, list):
        return walk.schema(value, (trail, key))
    made = Members()
    if value:
        made["prefixItems"] = _list(walk, value, key, trail, schema)
    if "additionalItems" in schema:
        made["items"] = walk.schema(schema["additionalItems"], (trail, "additionalItems"))
    return made


def _unevaluated(walk: Walker, value: Any, key: str, trail: Trail, schema: dict[str, Any]) -> Any:
    """Where nothing else applies to the same value, `additionalProperties` means the same, and its errors say more."""
    made = walk.schema(value, (trail, key))
    if "additionalProperties" in schema or not APPLICATORS.isdisjoint(schema):
        return made
    return Members(additionalProperties=made)


def _dependencies(walk: Walker, value: Any, key: str, trail: Trail, schema: dict[str, Any]) -> Any:
    if not isinstance(value, dict):
        return _malformed(walk, value, key, trail, "an object")
    names = {name: listed for name, listed in value.items() if isinstance(listed, list)}
    schemas = {name: child for name, child in value.items() if not isinstance(child, list)}
    made = Members()
    if names:
        made["dependentRequired"] = _dependent_required(walk, names, key, trail, schema)
    if schemas:
        made["dependentSchemas"] = _map(walk, schemas, key, trail, schema)
    return made


def _kept(_walk: Walker, value: Any, _key: str, _trail: Trail, _schema: dict[str, Any]) -> Any:
    return value


def _nullable(walk: Walker, value: Any, key: str, trail: Trail, _schema: dict[str, Any]) -> Any:
    """Drop it: `Walk.schema` has added null. One with a value that is neither true nor false means nothing."""
    return DROP if isinstance(value, bool) else _malformed(walk, value, key, trail, "true or false")


def _left_out(_walk: Walker, _value: Any, _key: str, _trail: Trail, _schema: dict[str, Any]) -> Any:
    return DROP


def _unknown(_walk: Walker, value: Any, key: Any, _trail: Trail, schema: dict[str, Any]) -> Any:
    """Keep a keyword that means nothing here under a name that cannot mean anything."""
    name = str(key)
    if name.startswith("x-"):
        return value if name is key else Members({name: value})
    return DROP if f"x-{name}" in schema else Members({f"x-{name}": value})


def _own(_walk: Walker, _value: Any, _key: str, _trail: Trail, schema: dict[str, Any]) -> Any:
    return Members(own_members(schema, "schema"))


def _discriminator(walk: Walker, value: Any, key: str, trail: Trail, _schema: dict[str, Any]) -> Any:
    name = property_name(value)
    if name is None:
        return _malformed(walk, value, key, trail, "an object with `propertyName`")
    places = mapping_of(walk, value, trail)
    mapping = {tag: walk.references.pointer(place) for tag, place in places.items()}
    return Members({"x-discriminator": {"propertyName": name, **({"mapping": mapping} if mapping else {})}})


UNCHANGED: dict[Any, type] = {
    **dict.fromkeys(("title", "description", "pattern", "contentEncoding", "contentMediaType", "$comment"), str),
    **dict.fromkeys(("deprecated", "readOnly", "writeOnly", "uniqueItems"), bool),
}
"""Keyword → the type of its value, which is taken as it is."""
RULES: dict[Any, Rule] = {
    **dict.fromkeys(UNCHANGED, _of_other_type),
    "type": _type,
    "format": _format,
    **dict.fromkeys(("default", "const"), _kept),
    **dict.fromkeys(
        ("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties", "minContains",
         "maxContains"), _count,
    ),
    **dict.fromkeys(("minimum", "maximum"), _limit),
    **dict.fromkeys(("exclusiveMinimum", "exclusiveMaximum"), _exclusive),
    "multipleOf": _multiple,
    "enum": _enum,
    **dict.fromkeys(TEXT_KEYWORDS, _texts_of_values),
    "required": _required,
    "dependentRequired": _dependent_required,
    "example": _example,
    "examples": _examples,
    "xml": _xml,
    **dict.fromkeys(("properties", "patternProperties", "dependentSchemas"), _map),
    **dict.fromkeys(
        ("additionalProperties", "not", "if", "then", "else", "contains", "propertyNames", "unevaluatedItems",
         "contentSchema"), _subschema,
    ),
    "items": _items,
    "unevaluatedProperties": _unevaluated,
    **dict.fromkeys(("allOf", "prefixItems"), _list),
    **dict.fromkeys(("anyOf", "oneOf"), _alternatives),
    "dependencies": _dependencies,
    "discriminator": _discriminator,
    OURS: _own,
    # What a reference leads to in them gets a name of its own, see `Schemas.reference`.
    **dict.fromkeys(
        ("$defs", "definitions", "$id", "$anchor", "$dynamicAnchor", "$recursiveAnchor", "$schema", "$vocabulary",
         "additionalItems"), _left_out,
    ),
    **dict.fromkeys(NULLABLE, _nullable),
}  # fmt: skip
"""Keyword → how its value is translated."""
UNKNOWN: Rule = _unknown
"""The rule of any other keyword."""
