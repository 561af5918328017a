"""
The keywords of each dialect.

Those of jsonschema write messages with the whole value in them. Ours name the property or the item that is wrong, and
none takes more than linear time. Patterns mean what ECMA-262 defines, `multipleOf` counts in decimals, and a few
keywords are added so that both engines agree. jsonschema itself is not imported: with its extra for formats, which
Jupyter installs, that takes more than a second.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

from .alternatives import any_of, one_of
from .engines import DIALECTS
from .equality import first_repetition
from .evaluation import Evaluation, Failure, Keyword, Plan
from .unevaluated import unevaluated_items, unevaluated_properties

Failures = Iterator[Failure]


def make_plan(schema: Any, dialect: str) -> Plan:
    """Return the plan of a schema, which evaluates it."""
    return Plan(schema, dialect, _keywords(dialect))


@lru_cache(maxsize=len(DIALECTS))
def _keywords(dialect: str) -> dict[str, Keyword]:
    order = list(DIALECTS)
    place = order.index(dialect)
    return {
        name: keyword
        for (name, first, last), keyword in _KEYWORDS.items()
        if order.index(first or order[0]) <= place <= order.index(last or order[-1])
    }


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


def _properties(validator: Evaluation, properties: Any, instance: Any, _schema: Any) -> Failures:
    if validator.is_type(instance, "object"):
        for name, schema in properties.items():
            if name in instance:
                yield from validator.descend(instance[name], schema, path=name)


def _dependent_schemas(validator: Evaluation, dependent: Any, instance: Any, _schema: Any) -> Failures:
    if validator.is_type(instance, "object"):
        for cause, schema in dependent.items():
            if cause in instance:
                yield from validator.descend(instance, schema)


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


def _prefix_items(validator: Evaluation, schemas: Any, instance: Any, _schema: Any) -> Failures:
    if validator.is_type(instance, "array"):
        for index, (item, schema) in enumerate(zip(instance, schemas, strict=False)):
            yield from validator.descend(item, schema, path=index)


def _items(validator: Evaluation, items: Any, instance: Any, schema: Any) -> Failures:
    if validator.is_type(instance, "array"):
        yield from _further_items(validator, items, instance, len(schema.get("prefixItems", [])))


def _items_or_prefix(validator: Evaluation, items: Any, instance: Any, schema: Any) -> Failures:
    return (_prefix_items if isinstance(items, list) else _items)(validator, items, instance, schema)


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


def _all_of(validator: Evaluation, schemas: Any, instance: Any, _schema: Any) -> Failures:
    for schema in schemas:
        yield from validator.descend(instance, schema)


def _not(validator: Evaluation, schema: Any, instance: Any, _schema: Any) -> Failures:
    if validator.is_valid(instance, schema):
        yield Failure()


def _if(validator: Evaluation, condition: Any, instance: Any, schema: Any) -> Failures | None:
    branch = "then" if validator.is_valid(instance, condition) else "else"
    return validator.descend(instance, schema[branch]) if branch in schema else None


_KEYWORDS: dict[tuple[str, str, str], Keyword] = {
    ("$ref", "", ""): _reference("$ref"),
    ("$recursiveRef", "2019-09", "2019-09"): _reference("$recursiveRef"),
    ("$dynamicRef", "2020-12", ""): _reference("$dynamicRef"),
    ("type", "", ""): _type,
    ("enum", "", ""): _enum,
    ("const", "draft-06", ""): _const,
    ("minimum", "", "draft-04"): _refuse(
        "number", lambda limit, number, schema: number < limit or (number == limit and schema.get("exclusiveMinimum"))
    ),
    ("maximum", "", "draft-04"): _refuse(
        "number", lambda limit, number, schema: number > limit or (number == limit and schema.get("exclusiveMaximum"))
    ),
    ("minimum", "draft-06", ""): _refuse("number", lambda limit, number, _: number < limit),
    ("maximum", "draft-06", ""): _refuse("number", lambda limit, number, _: number > limit),
    ("exclusiveMinimum", "draft-06", ""): _refuse("number", lambda limit, number, _: number <= limit),
    ("exclusiveMaximum", "draft-06", ""): _refuse("number", lambda limit, number, _: number >= limit),
    ("multipleOf", "", ""): _refuse("number", _is_no_multiple),
    ("minLength", "", ""): _refuse("string", lambda limit, text, _: len(text) < limit),
    ("maxLength", "", ""): _refuse("string", lambda limit, text, _: len(text) > limit),
    ("pattern", "", ""): _pattern,
    ("minItems", "", ""): _refuse("array", lambda limit, items, _: len(items) < limit),
    ("maxItems", "", ""): _refuse("array", lambda limit, items, _: len(items) > limit),
    ("minProperties", "", ""): _refuse("object", lambda limit, members, _: len(members) < limit),
    ("maxProperties", "", ""): _refuse("object", lambda limit, members, _: len(members) > limit),
    ("required", "", ""): _required,
    ("dependentRequired", "2019-09", ""): _dependent_required,
    ("dependentSchemas", "2019-09", ""): _dependent_schemas,
    ("dependencies", "", ""): _dependencies,
    ("properties", "", ""): _properties,
    ("patternProperties", "", ""): _pattern_properties,
    ("additionalProperties", "", ""): _additional_properties,
    ("propertyNames", "draft-06", ""): _property_names,
    ("unevaluatedProperties", "2019-09", ""): unevaluated_properties,
    ("prefixItems", "2020-12", ""): _prefix_items,
    ("items", "", "2019-09"): _items_or_prefix,
    ("items", "2020-12", ""): _items,
    ("additionalItems", "", "2019-09"): _additional_items,
    ("uniqueItems", "", ""): _unique_items,
    ("contains", "draft-06", "draft-07"): _contains_any,
    ("contains", "2019-09", ""): _contains,
    ("unevaluatedItems", "2019-09", ""): unevaluated_items,
    ("allOf", "", ""): _all_of,
    ("anyOf", "", ""): any_of,
    ("oneOf", "", ""): one_of,
    ("not", "", ""): _not,
    ("if", "draft-07", ""): _if,
    ("contentEncoding", "draft-07", "draft-07"): _content_encoding,
    ("contentMediaType", "draft-07", "draft-07"): _content_type,
}
"""
Each keyword with the first and the last dialect that has it, where it is not in all of them.

The fast engine evaluates two optional ones, too, so both engines agree: `dependencies` since 2019-09, and the content
of strings in draft-07.
"""
