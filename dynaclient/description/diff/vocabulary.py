"""The vocabulary of schema comparison: kinds of values, keywords of each dialect, limits."""

from __future__ import annotations

import json
from typing import Any, NamedTuple


def canonical_text(value: Any) -> Any:
    """Return the canonical text of a JSON value; for one that is nested too deeply, an object that equals no other."""
    try:
        return json.dumps(value, sort_keys=True)
    except RecursionError:
        return object()


Kinds = frozenset[str]
NUMBERS = frozenset({"integer", "fraction"})
KINDS = NUMBERS | {"null", "boolean", "string", "array", "object"}
"""The kinds of JSON values; every value is of exactly one. A number that is not an integer is a ``fraction``."""
_KINDS_OF: dict[str, Kinds] = {**{kind: frozenset({kind}) for kind in KINDS - {"fraction"}}, "number": NUMBERS}


def kinds_of(types: Any) -> Kinds:
    """Return the kinds of values that the value of a keyword `type` allows."""
    return frozenset().union(*(_KINDS_OF[name] for name in ([types] if isinstance(types, str) else types)))


_ADDED = {
    "draft-04": "$ref additionalItems additionalProperties allOf anyOf dependencies enum exclusiveMaximum "
    "exclusiveMinimum format items maxItems maxLength maxProperties maximum minItems minLength minProperties minimum "
    "multipleOf not oneOf pattern patternProperties properties required type uniqueItems",
    "draft-06": "const contains propertyNames",
    "draft-07": "contentEncoding contentMediaType else if then",
    "2019-09": "$recursiveRef contentSchema dependentRequired dependentSchemas maxContains minContains "
    "unevaluatedItems unevaluatedProperties",
    "2020-12": "$dynamicRef prefixItems",
}
"""The keywords that each dialect adds to those before it."""
KNOWN = {
    dialect: frozenset(" ".join(list(_ADDED.values())[: index + 1]).split()) for index, dialect in enumerate(_ADDED)
}
PROSE = frozenset({"title", "description", "example", "examples", "$comment", "errorMessage", "enumDescriptions"})
ANNOTATIONS = frozenset({"default", "deprecated", "secret", "file", "readOnly", "writeOnly", "xml"})
IDENTIFIERS = frozenset({"$schema", "$id", "id", "$anchor", "$dynamicAnchor", "$recursiveAnchor", "$vocabulary"})
DEFINITIONS = frozenset({"definitions", "$defs"})

INFINITE = float("inf")


class Limit(NamedTuple):
    """A keyword with a minimum or maximum."""

    sign: int
    """1 for a minimum, -1 for a maximum."""
    kinds: Kinds
    counts: bool = True
    exclusive: str = ""


LIMITS = {
    "minimum": Limit(1, NUMBERS, counts=False, exclusive="exclusiveMinimum"),
    "maximum": Limit(-1, NUMBERS, counts=False, exclusive="exclusiveMaximum"),
    "minLength": Limit(1, frozenset({"string"})),
    "maxLength": Limit(-1, frozenset({"string"})),
    "minItems": Limit(1, frozenset({"array"})),
    "maxItems": Limit(-1, frozenset({"array"})),
    "minProperties": Limit(1, frozenset({"object"})),
    "maxProperties": Limit(-1, frozenset({"object"})),
}
