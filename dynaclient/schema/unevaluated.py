"""The keywords `unevaluatedProperties` and `unevaluatedItems`: what no other keyword of the schema is about."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .evaluation import Evaluation, Failure
from .traits import traits_of


def unevaluated_properties(validator: Evaluation, subschema: Any, instance: Any, schema: Any) -> Iterator[Failure]:
    """Yield a failure for each property that no other keyword evaluates and `subschema` does not allow."""
    if not validator.is_type(instance, "object"):
        return
    evaluated = _evaluated_properties(validator, instance, schema, is_outermost=True)
    known = tuple(traits_of(validator, schema).names)
    for name, member in instance.items():
        if name in evaluated:
            continue
        if subschema is False:
            yield Failure(got=None, steps=[name], known=known)
        else:
            yield from validator.descend(member, subschema, path=name)


def unevaluated_items(validator: Evaluation, subschema: Any, instance: Any, schema: Any) -> Iterator[Failure]:
    """Yield a failure for each item that no other keyword evaluates and `subschema` does not allow."""
    if not validator.is_type(instance, "array"):
        return
    evaluated = _evaluated_items(validator, instance, schema, is_outermost=True)
    for index, item in enumerate(instance):
        if index in evaluated:
            continue
        if subschema is False:
            yield Failure(got=item, steps=[index])
        else:
            yield from validator.descend(item, subschema, path=index)


def _evaluated_properties(
    validator: Evaluation, instance: dict[str, Any], schema: Any, *, is_outermost: bool = False
) -> set[str]:
    """Return the names of the properties that a schema, which allows the value, evaluates."""
    if not isinstance(schema, dict):
        return set()
    validator.budget.spend()
    if "additionalProperties" in schema or ("unevaluatedProperties" in schema and not is_outermost):
        return set(instance)
    evaluated = set(instance).intersection(schema.get("properties", ()))
    for pattern in schema.get("patternProperties", {}):
        evaluated.update(filter(validator.matcher(pattern), instance))
    for inner, subschema in _applied(validator, instance, schema):
        evaluated |= _evaluated_properties(inner, instance, subschema)
    return evaluated


def _evaluated_items(
    validator: Evaluation, instance: list[Any], schema: Any, *, is_outermost: bool = False
) -> set[int]:
    """Return the indexes of the items that a schema, which allows the value, evaluates."""
    if not isinstance(schema, dict):
        return set()
    validator.budget.spend()
    items = schema.get("items")
    is_tuple = isinstance(items, list)  # before 2020-12
    first = items if isinstance(items, list) else schema.get("prefixItems", [])
    rest = "additionalItems" in schema if is_tuple else "items" in schema
    if rest or ("unevaluatedItems" in schema and not is_outermost):
        return set(range(len(instance)))
    evaluated = set(range(len(first)))
    if "contains" in schema:
        evaluated.update(index for index, item in enumerate(instance) if validator.is_valid(item, schema["contains"]))
    for inner, subschema in _applied(validator, instance, schema):
        evaluated |= _evaluated_items(inner, instance, subschema)
    return evaluated


def _applied(validator: Evaluation, instance: Any, schema: dict[str, Any]) -> Iterator[tuple[Evaluation, Any]]:
    """Yield the subschemas that apply to the same value and allow it."""
    keywords = validator.plan.keywords
    for keyword in ("$ref", "$dynamicRef", "$recursiveRef"):
        if keyword in schema and keyword in keywords:
            resolved = validator.resolve(schema, keyword)
            yield validator.inside(resolved.resolver), resolved.contents
    for keyword in ("allOf", "anyOf", "oneOf"):
        for subschema in schema.get(keyword, ()):
            if validator.is_valid(instance, subschema):
                yield validator, subschema
    if "if" in schema:
        is_true = validator.is_valid(instance, schema["if"])
        if is_true:
            yield validator, schema["if"]
        yield validator, schema.get("then" if is_true else "else", True)
    for name, subschema in schema.get("dependentSchemas", {}).items():
        if name in instance:
            yield validator, subschema
