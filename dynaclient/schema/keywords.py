"""
The validators of jsonschema, with the keywords that are implemented differently here, and a limit on their work.

Patterns mean what ECMA-262 defines, `multipleOf` counts in decimals, and a few keywords are added so that both engines
agree. Imported when a value is not clearly valid.
"""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

from .engines import DIALECTS, empty_registry, import_jsonschema
from .patterns import compile_pattern

STEPS = 10_000
STEPS_PER_VALUE = 50
"""Keywords that jsonschema may evaluate for a value: `STEPS`, and so many more for each value inside it."""
MAX_COUNTED_VALUES = 1_000_000


class TooManySteps(Exception):
    """Alternatives inside alternatives: without a limit, jsonschema would evaluate all of them, practically forever."""


class _Budget(threading.local):
    """How many more keywords jsonschema may evaluate in this thread."""

    steps = STEPS


_BUDGET = _Budget()


def make_validator(schema: Any, dialect: str) -> Any:
    """Return jsonschema's validator for a schema; see `iterate_errors`."""
    return _validator_class(dialect)(schema, registry=empty_registry())


def iterate_errors(validator: Any, value: Any) -> Iterator[Any]:
    """
    Return an iterator over jsonschema's errors for a value.

    It raises `TooManySteps` if the limit on the work is exceeded, RecursionError if the value is nested too deeply, and
    anything if the schema is not valid.
    """
    _BUDGET.steps = STEPS + STEPS_PER_VALUE * _count_values(value)
    errors: Iterator[Any] = validator.iter_errors(value)
    return errors


def _count_values(value: Any) -> int:
    """Return how many values a value contains, itself included; counting stops above `MAX_COUNTED_VALUES`."""
    pending = [value]
    for item in pending:
        if isinstance(item, (dict, list)):
            pending += item.values() if isinstance(item, dict) else item
        if len(pending) > MAX_COUNTED_VALUES:
            break
    return len(pending)


@lru_cache(maxsize=len(DIALECTS))
def _validator_class(dialect: str) -> Any:
    engine = import_jsonschema()
    adapted: dict[str, Any] = {
        "pattern": _pattern,
        "patternProperties": _pattern_properties,
        "additionalProperties": _additional_properties,
        "multipleOf": _multiple_of,
        # The fast engine evaluates these too, so both engines agree. They are optional in these dialects.
        **({"contentEncoding": _content_encoding, "contentMediaType": _content_type} if dialect == "draft-07" else {}),
        **({"dependencies": engine.Draft7Validator.VALIDATORS["dependencies"]} if dialect[0] == "2" else {}),
    }
    standard = getattr(engine, DIALECTS[dialect][0])
    keywords = {name: _counted(keyword) for name, keyword in {**standard.VALIDATORS, **adapted}.items()}
    return engine.validators.extend(standard, keywords)


def _counted(keyword: Callable[..., Any]) -> Callable[..., Any]:
    def counted(*args: Any) -> Any:
        _BUDGET.steps -= 1
        if _BUDGET.steps < 0:
            raise TooManySteps
        return keyword(*args)

    return counted


# --- the keywords: the signature is jsonschema's ---------------------------------------------------------------------


def _pattern(validator: Any, pattern: str, instance: Any, _schema: Any) -> Iterator[Any]:
    if validator.is_type(instance, "string") and not compile_pattern(pattern)(instance):
        yield import_jsonschema().ValidationError("does not match")


def _pattern_properties(validator: Any, patterns: Any, instance: Any, _schema: Any) -> Iterator[Any]:
    if not validator.is_type(instance, "object"):
        return
    for pattern, schema in patterns.items():
        for name in filter(compile_pattern(pattern), instance):
            yield from validator.descend(instance[name], schema, path=name, schema_path=pattern)


def _additional_properties(validator: Any, additional: Any, instance: Any, schema: Any) -> Iterator[Any]:
    if not validator.is_type(instance, "object"):
        return
    declared = schema.get("properties", {})
    patterns = [compile_pattern(pattern) for pattern in schema.get("patternProperties", {})]
    for name in instance:
        if name in declared or any(matches(name) for matches in patterns):
            continue
        if additional is False:
            yield import_jsonschema().ValidationError("unknown property", path=(name,))
        else:
            yield from validator.descend(instance[name], additional, path=name)


def _content_encoding(validator: Any, encoding: Any, instance: Any, _schema: Any) -> Iterator[Any]:
    if validator.is_type(instance, "string") and _decode(instance, encoding) is None:
        yield import_jsonschema().ValidationError("does not have this encoding")


def _content_type(validator: Any, media: Any, instance: Any, schema: Any) -> Iterator[Any]:
    if not validator.is_type(instance, "string") or media != "application/json":
        return
    decoded = _decode(instance, schema.get("contentEncoding"))
    try:
        json.loads(decoded if decoded is not None else "")
    except (ValueError, RecursionError):
        yield import_jsonschema().ValidationError("does not have this media type")


def _decode(value: str, encoding: Any) -> str | bytes | None:
    if encoding != "base64":
        return value
    try:
        return base64.b64decode(value, validate=True)
    except ValueError:
        return None


def _multiple_of(validator: Any, divisor: Any, instance: Any, _schema: Any) -> Iterator[Any]:
    """Divide in decimals, as the numbers are written: 19.99 is a multiple of 0.01, although its binary form is not."""
    if not validator.is_type(instance, "number"):
        return
    from fractions import Fraction

    try:
        is_multiple = (Fraction(str(instance)) / Fraction(str(divisor))).denominator == 1
    except (ValueError, ZeroDivisionError):
        is_multiple = False
    if not is_multiple:
        yield import_jsonschema().ValidationError("not a multiple")
