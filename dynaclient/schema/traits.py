"""
Traits of a schema: what is known of the values that it allows without validating any.

They are conditions that each allowed value satisfies, and perhaps not all of them: a value without the traits is not
valid, one with them may be. They follow `$ref` and `allOf`, and take of alternatives what all have in common.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .equality import Choices
from .evaluation import Evaluation
from .subschemas import listed_schemas

MAX_DEPTH = 12
"""How many references and combinations are followed."""
TYPES = ("null", "boolean", "integer", "number", "string", "array", "object")


@dataclass(eq=False, repr=False, slots=True)
class Traits:
    """What each value that a schema allows has."""

    types: tuple[str, ...] | None = None
    """Its JSON type is one of these; None if any."""
    values: Choices | None = None
    """It is one of these; None if any."""
    tags: dict[str, Choices] = field(default_factory=dict)
    """Property → its value, if the property is there, is one of these."""
    required: frozenset[str] = frozenset()
    """Properties that it has, if it is an object."""
    names: dict[str, None] = field(default_factory=dict)
    """All properties that are declared."""


NOTHING_KNOWN = Traits()


def traits_of(validator: Evaluation, schema: Any, path: tuple[int, ...] = ()) -> Traits:
    """Return the traits of a schema; `path` has the identities of the schemas that lead to it."""
    key = id(schema)
    if not isinstance(schema, Mapping) or key in path or len(path) > MAX_DEPTH:
        return NOTHING_KNOWN
    known = validator.plan.traits.get(key)
    if known is None:
        validator.budget.spend()
        known = validator.plan.traits[key] = _find_traits(validator, schema, (*path, key))
    return known


def _find_traits(validator: Evaluation, schema: Mapping[str, Any], path: tuple[int, ...]) -> Traits:
    applicable = dict(validator.plan.applicable(schema))
    traits = _own_traits(validator, schema) if len(applicable) == len(schema) else Traits()
    if isinstance(applicable.get("$ref"), str):
        resolved = validator.resolve(schema, "$ref")
        _add(traits, traits_of(validator.inside(resolved.resolver), resolved.contents, path))
    for subschema in listed_schemas(applicable, "allOf"):
        _add(traits, traits_of(validator, subschema, path))
    for keyword in ("anyOf", "oneOf"):
        branches = [traits_of(validator, branch, path) for branch in listed_schemas(applicable, keyword)]
        if branches:
            _add(traits, _common(validator, branches))
    for keyword in ("then", "else"):
        traits.names |= traits_of(validator, applicable.get(keyword), path).names
    return traits


def _own_traits(validator: Evaluation, schema: Mapping[str, Any]) -> Traits:
    traits = Traits(_declared_types(schema), _fixed_values(validator, schema))
    properties = schema.get("properties")
    if isinstance(properties, Mapping):
        traits.names = dict.fromkeys(properties)
        for name, subschema in properties.items():
            values = _values_behind(validator, subschema)
            if values is not None:
                traits.tags[name] = values
    required = schema.get("required")
    if isinstance(required, list):
        traits.required = frozenset(name for name in required if isinstance(name, str))
    return traits


def _declared_types(schema: Mapping[str, Any]) -> tuple[str, ...] | None:
    declared = schema.get("type")
    names = [declared] if isinstance(declared, str) else declared
    if not isinstance(names, list) or any(name not in TYPES for name in names):
        return None
    return tuple(names)


def _fixed_values(validator: Evaluation, schema: Mapping[str, Any]) -> Choices | None:
    """Return the values of the `const` or `enum` of a schema, if its dialect has the keyword."""
    for keyword in ("const", "enum"):
        is_usable = keyword == "const" or isinstance(schema.get(keyword), list)
        if keyword in schema and keyword in validator.plan.keywords and is_usable:
            return validator.choices(schema, keyword)
    return None


def _values_behind(validator: Evaluation, schema: Any, depth: int = 0) -> Choices | None:
    """Return the fixed values of a property, whose schema may lead to them."""
    if not isinstance(schema, Mapping) or depth > MAX_DEPTH:
        return None
    applicable = dict(validator.plan.applicable(schema))
    values = _fixed_values(validator, schema) if len(applicable) == len(schema) else None
    if values is None and isinstance(applicable.get("$ref"), str):
        resolved = validator.resolve(schema, "$ref")
        values = _values_behind(validator.inside(resolved.resolver), resolved.contents, depth + 1)
    for subschema in listed_schemas(applicable, "allOf") if values is None else ():
        values = values or _values_behind(validator, subschema, depth + 1)
    return values


# --- several schemas -------------------------------------------------------------------------------------------------


def _add(traits: Traits, others: Traits) -> None:
    """Add the traits of a schema that applies too."""
    if others.types is not None:
        traits.types = others.types if traits.types is None else _both_types(traits.types, others.types)
    traits.values = traits.values or others.values
    traits.tags = {**others.tags, **traits.tags}
    traits.required |= others.required
    traits.names |= others.names


def _both_types(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    """Return the types in both; an integer is a number too."""
    return tuple(
        name for name in dict.fromkeys((*first, *second)) if _includes(first, name) and _includes(second, name)
    )


def _includes(types: tuple[str, ...], name: str) -> bool:
    return name in types or (name == "integer" and "number" in types)


def _common(validator: Evaluation, branches: list[Traits]) -> Traits:
    """Return what the values of all alternatives have."""
    types = [traits.types for traits in branches]
    common = Traits(None if None in types else tuple(dict.fromkeys(name for known in types for name in known or ())))
    common.values = _union(validator, [traits.values for traits in branches])
    for name in branches[0].tags:
        choices = _union(validator, [traits.tags.get(name) for traits in branches])
        if choices is not None:
            common.tags[name] = choices
    common.required = frozenset.intersection(*(traits.required for traits in branches))
    common.names = {name: None for traits in branches for name in traits.names}
    return common


def _union(validator: Evaluation, choices: Iterable[Choices | None]) -> Choices | None:
    found = list(choices)
    if any(values is None for values in found):
        return None
    return Choices((value for values in found if values for value in values.values), validator.budget.spend)
