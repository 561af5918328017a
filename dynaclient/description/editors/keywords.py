"""The schema of the JSON Schemas in a description, with which editors complete and validate the keywords."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from ...schema.keyword_schemas import keyword_schemas
from ..keyword_advice import KNOWN, OPENAPI, OUR_MARKS, XML

_MEANINGS: Mapping[str, str] = {
    "$anchor": "A name for this schema, to which `$ref` can refer as `#name`.",
    "$comment": "A note for those who edit the file. It has no effect.",
    "$defs": "Schemas by name, to which `$ref` can refer. Their usual place is `schemas` at the top level.",
    "$dynamicAnchor": "A name for this schema, to which `$dynamicRef` can refer.",
    "$dynamicRef": "A reference that depends on the schemas through which it was reached.",
    "$id": "The URI of this schema, which references inside it are relative to. Nothing is fetched.",
    "$recursiveAnchor": "true if `$recursiveRef` can refer to this schema; now `$dynamicAnchor`.",
    "$recursiveRef": "A reference that depends on the schemas through which it was reached; now `$dynamicRef`.",
    "$schema": "The URI of the dialect; `dialect` at the top level of the description is the usual place.",
    "$vocabulary": "The vocabularies of a metaschema. It has no effect in a description.",
    "additionalItems": "The schema of further items, after those of a list in `items`; false forbids them.",
    "additionalProperties": "The schema of properties that `properties` does not have; false forbids them.",
    "allOf": "A value has to satisfy all of these schemas.",
    "anyOf": "A value has to satisfy one or more of these schemas.",
    "const": "The only allowed value.",
    "contains": "One item or more has to satisfy this schema.",
    "contentEncoding": "How binary data is encoded in the string, such as `base64`.",
    "contentMediaType": "The media type of what the string has, such as `application/json`.",
    "contentSchema": "The schema of what the string has, once it is decoded.",
    "default": "The value that the server assumes if there is none. Documented, never sent.",
    "definitions": "Schemas by name, to which `$ref` can refer; the older name of `$defs`.",
    "dependencies": "By name of a property: what has to be there as well, or a schema, if the property is there.",
    "dependentRequired": "By name of a property: the other properties that are required if it is there.",
    "dependentSchemas": "By name of a property: a schema that the object has to satisfy if it is there.",
    "deprecated": "true if the value should no longer be used.",
    "description": "What the value means, in Markdown.",
    "else": "The schema for values that do not satisfy `if`.",
    "enum": "The allowed values.",
    "example": "An example value, for documentation and the mock server.",
    "exclusiveMaximum": "The number has to be lower. In draft-04: true if `maximum` itself is not allowed.",
    "exclusiveMinimum": "The number has to be higher. In draft-04: true if `minimum` itself is not allowed.",
    "format": "What kind of string or number it is, such as `date-time`, `email`, `uri`, `uuid` or `int64`.",
    "id": "The URI of this schema, in draft-04; the other dialects have `$id`.",
    "if": "Which of `then` and `else` applies: the one for values that satisfy this schema, or the other one.",
    "items": "The schema of the items. In dialects before 2020-12, a list has the schema of each item by its position.",
    "maxContains": "The highest number of items that may satisfy `contains`.",
    "maxItems": "The highest number of items.",
    "maxLength": "The highest number of characters.",
    "maxProperties": "The highest number of properties.",
    "maximum": "The highest number.",
    "minContains": "The lowest number of items that have to satisfy `contains`.",
    "minItems": "The lowest number of items.",
    "minLength": "The lowest number of characters.",
    "minProperties": "The lowest number of properties.",
    "minimum": "The lowest number.",
    "multipleOf": "The number has to be a multiple of this one.",
    "not": "A value must not satisfy this schema.",
    "oneOf": "A value has to satisfy exactly one of these schemas.",
    "pattern": "A regular expression (ECMA-262) that the string has to match, somewhere unless it has `^` and `$`.",
    "patternProperties": "By regular expression: the schema of all properties whose names match.",
    "prefixItems": "The schemas of the first items, by their position; `items` has that of all others.",
    "properties": "The schemas of properties, by their names.",
    "propertyNames": "The schema of the names of the properties.",
    "required": "The names of the properties that have to be there.",
    "then": "The schema for values that satisfy `if`.",
    "title": "A short name of the value, for documentation.",
    "type": "The type of the value, or a list of types.",
    "unevaluatedItems": "The schema of items that no other keyword applies to; false forbids them.",
    "unevaluatedProperties": "The schema of properties that no other keyword applies to; false forbids them.",
    "uniqueItems": "true if no two items may be equal.",
    "xml": "How the value is written in XML, as in OpenAPI: another `name`, or `attribute`.",
}  # fmt: skip
"""What keywords mean that the schema of the format does not explain."""
_FORMATS = (
    "date-time", "date", "time", "duration", "email", "hostname", "ipv4", "ipv6", "uri", "uuid", "byte", "binary",
    "int32", "int64", "float", "double", "password",
)  # fmt: skip
_TYPES = {str: "string", bool: "boolean"}
_MISSPELT = "No keyword has this name, so it has no effect. A keyword with a similar name does."


def schema_of_schemas(definition: Mapping[str, Any]) -> dict[str, Any]:
    """
    Return the schema of a JSON Schema of any dialect.

    Keywords that are misspelt, or of OpenAPI alone, are not allowed: those that `lint` reports. All other unknown
    keywords are.

    Args:
        definition: What the schema of the format has for schemas, with descriptions of some keywords.
    """
    explained = definition["properties"]
    properties = {
        keyword: {"description": _MEANINGS[keyword], **schema} if keyword in _MEANINGS else schema
        for keyword, schema in sorted({**keyword_schemas(), **_own_keywords()}.items())
    }
    for keyword, explanation in explained.items():
        properties[keyword] = {**properties[keyword], **explanation}
    unknown = {
        keyword: {"errorMessage": f"This keyword has no effect: {hint}", "not": {}} for keyword, hint in OPENAPI.items()
    }
    return {
        **definition,
        "properties": {**properties, **unknown},
        "patternProperties": {"^x-": True, _misspelt(properties): {"errorMessage": _MISSPELT, "not": {}}},
    }


def _own_keywords() -> dict[str, dict[str, Any]]:
    """Return the schemas of keywords that no dialect has, and examples of the values of `format`."""
    members = {name: {"type": _TYPES[kind]} for name, kind in XML.items()}
    return {
        "example": {},
        "enumDescriptions": {"type": "object", "additionalProperties": {"type": "string"}},
        "format": {"type": "string", "examples": list(_FORMATS)},
        "xml": {"type": "object", "properties": members},
        **{keyword: {"type": "boolean"} for keyword in OUR_MARKS},
    }


# --- misspelt keywords -----------------------------------------------------------------------------------------------


def _misspelt(known: Collection[str]) -> str:
    """Return a pattern for unknown names that differ by one letter from a keyword of four letters or more."""
    patterns = (_one_letter_off(keyword) for keyword in sorted(KNOWN) if len(keyword) > 3)
    return f"^(?!(?:{'|'.join(map(_literal, known))})$)(?:{'|'.join(patterns)})$"


def _one_letter_off(word: str) -> str:
    """Return a pattern for a word with one letter too many, missing, replaced or swapped with the next one."""
    if not word:
        return ".?"
    first, rest = _literal(word[0]), _literal(word[1:])
    swapped = [_literal(word[1] + word[0] + word[2:])] if word[1:2] not in ("", word[0]) else []
    return f"(?:{'|'.join((f'{first}{_one_letter_off(word[1:])}', f'.{first}{rest}', f'.?{rest}', *swapped))})"


def _literal(word: str) -> str:
    return word.replace("$", r"\$")
