"""
The keywords of each dialect: those of jsonschema that lead from a schema to its subschemas, and our own.

Ours do not write messages, for jsonschema's contain the whole value; they name the property or the item that is wrong;
and none takes more than linear time. Patterns mean what ECMA-262 defines, `multipleOf` counts in decimals, and a few
keywords are added so that both engines agree. Imported when a value is not clearly valid.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

from .alternatives import any_of, one_of
from .engines import DIALECTS, import_jsonschema
from .equality import first_repetition
from .evaluation import Evaluation, Failure, Keyword, Plan
from .unevaluated import unevaluated_items, unevaluated_properties

Failures = Iterator[Failure]


def make_plan(schema: Any, dialect: str) -> Plan:
    """Return the plan of a schema, which evaluates it."""
    return Plan(schema, dialect, _keywords(dialect))


@lru_cache(maxsize=len(DIALECTS))
def _keywords(dialect: str) -> dict[str, Keyword]:
    engine = import_jsonschema()
    standard = getattr(engine, DIALECTS[dialect][0]).VALIDATORS
    ours = {**_OURS, **(_OURS_FIRST_DRAFT if dialect == "draft-04" else {})}
    ours |= {"contains": _contains_any} if dialect in ("draft-06", "draft-07") else {}
    ours |= {"items": _items} if dialect == "2020-12" else {}
    keywords = {name: ours.get(name, keyword) for name, keyword in standard.items() if name != "format"}
    # The fast engine evaluates these too, so both engines agree. They are optional in these dialects.
    if dialect == "draft-07":
        keywords |= {"contentEncoding": _content_encoding, "contentMediaType": _content_type}
    if dialect.startswith("2"):
        keywords["dependencies"] = _dependencies
    return keywords


# --- values: what a limit refuses ------------------------------------------------------------------------------------


def _refuse(kind: str, exceeds: Callable[[Any, Any, Any], bool]) -> Keyword:
    """Return the keyword that refuses the values of a JSON type for which `exceeds(limit, value, schema)` is true."""

    def keyword(validator: Evaluation, limit: Any, instance: Any, schema: Any) -> Failures | None:
        if validator.is_type(instance, kind) and exceeds(limit, instance, schema):
            return iter([Failure()])
        return None

    return keyword


def _type(validator: Evaluation, types: Any, instance: Any, _schema: Any) -> Failures:
    if not any(validator.is_type(instance, name) for name in ([types] if isinstance(types, str) else types)):
        yield Failure()


def _enum(validator: Evaluation, _values: Any, instance: Any, schema: Any) -> Failures:
    if not validator.choices(schema, "enum").allow(instance, validator.budget.spend):
        yield Failure()


def _const(validator: Evaluation, _value: Any, instance: Any, schema: Any) -> Failures:
    if not validator.choices(schema, "const").allow(instance, validator.budget.spend):
        yield Failure()


def _is_no_multiple(divisor: Any, number: Any, _schema: Any) -> bool:
    """Divide in decimals, as the numbers are written: 19.99 is a multiple of 0.01, although its binary form is not."""
    from fractions import Fraction

    try:
        return (Fraction(str(number)) / Fraction(str(divisor))).denominator != 1
    except (ValueError, ZeroDivisionError):
        return True


def _content_encoding(validator: Evaluation, encoding: Any, instance: Any, _schema: Any) -> Failures:
    if validator.is_type(instance, "string") and _decode(instance, encoding) is None:
        yield Failure()


def _content_type(validator: Evaluation, media: Any, instance: Any, schema: Any) -> Failures:
    if not validator.is_type(instance, "string") or media != "application/json":
        return
    decoded = _decode(instance, schema.get("contentEncoding"))
    try:
        json.loads(decoded if decoded is not None else "")
    except (ValueError, RecursionError):
        yield Failure()


def _decode(value: str, encoding: Any) -> str | bytes | None:
    if encoding != "base64":
        return value
    try:
        return base64.b64decode(value, validate=True)
    except ValueError:
        return None


# --- objects ---------------------------------------------------------------------------------------------------------


def _required(validator: Evaluation, required: Any, instance: Any, schema: Any) -> Failures:
    if not validator.is_type(instance, "object"):
        return
    missing = [name for name in required if name not in instance]
    declared = schema.get("properties", {}) if missing else ()
    undeclared = tuple(name for name in instance if name not in declared and name not in required) if missing else ()
    for name in missing:
        yield Failure(expected=[name], known=undeclared)


def _dependent_required(validator: Evaluation, dependent: Any, instance: Any, _schema: Any) -> Failures:
    if validator.is_type(instance, "object"):
        for cause, names in dependent.items():
            yield from _missing(cause, names, instance)


def _missing(cause: str, names: Any, instance: Any) -> Failures:
    for name in names if cause in instance else ():
        if name not in instance:
            yield Failure(expected=[name], cause=cause)


def _dependencies(validator: Evaluation, dependencies: Any, instance: Any, _schema: Any) -> Failures:
    if validator.is_type(instance, "object"):
        for cause, dependency in dependencies.items():
            if isinstance(dependency, list):
                yield from _missing(cause, dependency, instance)
            elif cause in instance:
                yield from validator.descend(instance, dependency)


def _pattern(validator: Evaluation, pattern: str, instance: Any, _schema: Any) -> Failures:
    if validator.is_type(instance, "string") and not validator.matcher(pattern)(instance):
        yield Failure()


def _pattern_properties(validator: Evaluation, patterns: Any, instance: Any, _schema: Any) -> Failures:
    if not validator.is_type(instance, "object"):
        return
    for pattern, schema in patterns.items():
        for name in filter(validator.matcher(pattern), instance):
            yield from validator.descend(instance[name], schema, path=name)


def _additional_properties(validator: Evaluation, additional: Any, instance: Any, schema: Any) -> Failures:
    if not validator.is_type(instance, "object"):
        return
    declared = schema.get("properties", {})
    patterns = [validator.matcher(pattern) for pattern in schema.get("patternProperties", {})]
    for name in instance:
        if name in declared or any(matches(name) for matches in patterns):
            continue
        if additional is False:
            yield Failure(got=None, steps=[name], known=tuple(declared))
        else:
            yield from validator.descend(instance[name], additional, path=name)


def _property_names(validator: Evaluation, names: Any, instance: Any, _schema: Any) -> Failures:
    if not validator.is_type(instance, "object"):
        return
    for name in instance:
        failure = next(iter(validator.failures(name, names)), None)
        if failure is not None:
            failure.name = name
            yield failure


# --- lists -----------------------------------------------------------------------------------------------------------


def _items(validator: Evaluation, items: Any, instance: Any, schema: Any) -> Failures:
    if validator.is_type(instance, "array"):
        yield from _further_items(validator, items, instance, len(schema.get("prefixItems", [])))


def _additional_items(validator: Evaluation, additional: Any, instance: Any, schema: Any) -> Failures:
    items = schema.get("items")
    if validator.is_type(instance, "array") and isinstance(items, list):
        yield from _further_items(validator, additional, instance, len(items))


def _further_items(validator: Evaluation, schema: Any, instance: list[Any], first: int) -> Failures:
    for index in range(first, len(instance)):
        if schema is False:
            yield Failure(got=instance[index], steps=[index])
        else:
            yield from validator.descend(instance[index], schema, path=index)


def _unique_items(validator: Evaluation, unique: Any, instance: Any, _schema: Any) -> Failures:
    if not unique or not validator.is_type(instance, "array"):
        return
    repetition = first_repetition(instance, validator.budget.spend)
    if repetition is not None:
        yield Failure(cause="[{}] and [{}]".format(*repetition))


def _contains(validator: Evaluation, contains: Any, instance: Any, schema: Any) -> Failures:
    if not validator.is_type(instance, "array"):
        return
    least, most = schema.get("minContains", 1), schema.get("maxContains", len(instance))
    count = 0
    for item in instance:
        count += validator.is_valid(item, contains)
        if count > most:
            yield Failure("maxContains", most)
            return
    if count < least:
        yield Failure("minContains", least) if count else Failure()


def _contains_any(validator: Evaluation, contains: Any, instance: Any, _schema: Any) -> Failures:
    if validator.is_type(instance, "array") and not any(validator.is_valid(item, contains) for item in instance):
        yield Failure()


# --- combinations ----------------------------------------------------------------------------------------------------


def _reference(keyword: str) -> Keyword:
    def reference(validator: Evaluation, _target: Any, instance: Any, schema: Any) -> Failures:
        resolved = validator.resolve(schema, keyword)
        return validator.memoized(instance, resolved.contents, resolved.resolver)

    return reference


def _not(validator: Evaluation, schema: Any, instance: Any, _schema: Any) -> Failures:
    if validator.is_valid(instance, schema):
        yield Failure()


def _if(validator: Evaluation, condition: Any, instance: Any, schema: Any) -> Failures | None:
    branch = "then" if validator.is_valid(instance, condition) else "else"
    return validator.descend(instance, schema[branch]) if branch in schema else None


_OURS: dict[str, Keyword] = {
    "$ref": _reference("$ref"),
    "$dynamicRef": _reference("$dynamicRef"),
    "$recursiveRef": _reference("$recursiveRef"),
    "type": _type,
    "enum": _enum,
    "const": _const,
    "minimum": _refuse("number", lambda limit, number, _: number < limit),
    "maximum": _refuse("number", lambda limit, number, _: number > limit),
    "exclusiveMinimum": _refuse("number", lambda limit, number, _: number <= limit),
    "exclusiveMaximum": _refuse("number", lambda limit, number, _: number >= limit),
    "multipleOf": _refuse("number", _is_no_multiple),
    "minLength": _refuse("string", lambda limit, text, _: len(text) < limit),
    "maxLength": _refuse("string", lambda limit, text, _: len(text) > limit),
    "pattern": _pattern,
    "minItems": _refuse("array", lambda limit, items, _: len(items) < limit),
    "maxItems": _refuse("array", lambda limit, items, _: len(items) > limit),
    "minProperties": _refuse("object", lambda limit, members, _: len(members) < limit),
    "maxProperties": _refuse("object", lambda limit, members, _: len(members) > limit),
    "required": _required,
    "dependentRequired": _dependent_required,
    "dependencies": _dependencies,
    "patternProperties": _pattern_properties,
    "additionalProperties": _additional_properties,
    "propertyNames": _property_names,
    "unevaluatedProperties": unevaluated_properties,
    "additionalItems": _additional_items,
    "uniqueItems": _unique_items,
    "contains": _contains,
    "unevaluatedItems": unevaluated_items,
    "anyOf": any_of,
    "oneOf": one_of,
    "not": _not,
    "if": _if,
}
"""The keywords that are implemented here. Of jsonschema: `properties`, `items`, `prefixItems`, `allOf` and the like."""

_OURS_FIRST_DRAFT: dict[str, Keyword] = {
    "minimum": _refuse(
        "number", lambda limit, number, schema: number < limit or (number == limit and schema.get("exclusiveMinimum"))
    ),
    "maximum": _refuse(
        "number", lambda limit, number, schema: number > limit or (number == limit and schema.get("exclusiveMaximum"))
    ),
}
"""Those that mean something else in draft-04."""
