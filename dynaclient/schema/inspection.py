"""
What an inspection of the schemas themselves finds: their problems, their size, and their patterns.

Each part of a document is inspected once.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from ..errors import Problem
from ..records import dataclass
from .engines import DIALECTS, is_clearly_schema, metaschema
from .patterns import Matcher, compile_pattern, needs_translation, patterns_in
from .references import (
    LITERAL,
    DocumentPart,
    Tokens,
    child_shape,
    format_pointer,
    get_reference,
    parse_pointer,
    resolve_pointer,
)
from .violations import Violation, find_violations

if TYPE_CHECKING:
    from .evaluation import Plan

MAX_SCHEMA_SIZE = 10_000
"""How many schemas, combined into one, may apply to the same value."""
MAX_DEPTH = 200


@dataclass(frozen=True, eq=False, repr=False)
class Inspection:
    """The results of inspecting a part of a document."""

    problems: tuple[Problem, ...]
    needs_translation: bool
    """Whether a pattern in it has to be translated for the fast engine, see `adapt_for_fast_engine`."""
    matchers: tuple[Matcher, ...]
    """Its compiled patterns, which are held here so that validation finds them compiled."""


def inspect_part(part: DocumentPart, dialect: str) -> Inspection:
    """Inspect the schemas of a part: against the metaschema of their dialect, and against the rules of this library."""
    problems = [
        problem
        for tokens, raw in part.schemas
        if not is_clearly_schema(raw, dialect)
        for problem in _metaschema_problems(tokens, raw, dialect)
    ]
    matchers: list[Matcher] = []
    identifier = "id" if dialect == "draft-04" else "$id"
    for tokens, schema in part.notable_schemas:
        if isinstance(schema.get(identifier), str):
            message = f"`{identifier}` in a schema changes what the references below it resolve against"
            hint = "remove it: references resolve against the root of this file"
            problems.append(Problem.in_description(format_pointer((*tokens, identifier)), "schema-id", message, hint))
        for steps, pattern in patterns_in(schema):
            problems += _compile((*tokens, *steps), pattern, matchers)
    patterns = [pattern for _, schema in part.notable_schemas for _, pattern in patterns_in(schema)]
    return Inspection(tuple(problems), any(map(needs_translation, patterns)), tuple(matchers))


def _metaschema_problems(tokens: Tokens, raw: Any, dialect: str) -> Iterator[Problem]:
    for violation in find_violations(_metaschema_plan(dialect), raw):
        pointer = format_pointer((*tokens, *violation.path))
        if violation.rule in ("depth", "time"):
            yield Problem.in_description(pointer, violation.rule, violation.message)
        else:
            message = _metaschema_message(violation)
            yield Problem.in_description(pointer, "schema", message, f"see JSON Schema {dialect}")


@lru_cache(maxsize=len(DIALECTS))
def _metaschema_plan(dialect: str) -> Plan:
    from .keywords import make_plan

    return make_plan(metaschema(dialect), dialect)


def _metaschema_message(violation: Violation) -> str:
    subject = f"`{violation.path[-1]}`" if violation.path else "the schema"
    return (
        f"{subject} is not valid here: {repr(violation.got)[:80]} does not satisfy `{violation.rule}` of the metaschema"
    )


def _compile(tokens: Tokens, pattern: str, matchers: list[Matcher]) -> Iterator[Problem]:
    """Add the compiled pattern to a list, or yield the problem of a pattern that does not compile."""
    try:
        matchers.append(compile_pattern(pattern))
    except ValueError as error:
        message = f"the pattern {pattern[:100]!r} does not compile: {error}"
        hint = getattr(error, "hint", "") or "write it as a regular expression of ECMA-262"
        yield Problem.in_description(format_pointer(tokens), "pattern", message, hint)


# --- what is left out ------------------------------------------------------------------------------------------------


def leave_out(tokens: Tokens, shape: str, raw: Any, faulty: list[Tokens]) -> Any:
    """
    Return a copy of a value of the document without what has problems.

    Args:
        tokens: The location of the value.
        shape: Its shape, a key of `references.SHAPES`.
        raw: The value.
        faulty: The locations of the problems. Of each, the innermost keyword or named schema around it is left out.
    """
    own = tuple(map(str, tokens))
    for location in sorted(set(faulty), reverse=True):  # the last of a list first, so that no index changes
        if location[: len(own)] == own:
            raw = _without(raw, shape, location[len(own) :])
    return raw


def _without(value: Any, shape: str, steps: Tokens) -> Any:
    """Return a copy of a value without the innermost member on the way that can be left out; True if there is none."""
    if not steps:
        return True
    step, *rest = steps
    if isinstance(value, list):
        index = int(step)
        is_schema = isinstance(value[index], (dict, bool))
        kept = [_without(value[index], shape, tuple(rest))] if is_schema else []
        return [*value[:index], *kept, *value[index + 1 :]]
    if step not in value:
        return value  # pragma: no cover - two problems in one literal, which no metaschema finds today
    inner = child_shape(shape, step)
    member = True if inner == LITERAL else _without(value[step], inner, tuple(rest))
    others = {key: kept for key, kept in value.items() if key != step}
    return others if member is True else {**others, step: member}


# --- the size of a schema --------------------------------------------------------------------------------------------


SizeCache = dict[Tokens, tuple[float, int, Tokens | None]]
"""For the location of a schema how many schemas apply to the same value, how many lead to the last of them, and where
the reference is that leads back, if one does."""


def size_problems(document: Any, tokens: Tokens, sizes: SizeCache) -> Iterator[Problem]:
    """Yield the problem of a schema that is too large, or that leads back to itself, and so has no end."""
    if schema_size(document, tokens, sizes) <= MAX_SCHEMA_SIZE:
        return
    _, _, place = sizes[tokens]
    if place is None:
        message = f"the schema combines more than {MAX_SCHEMA_SIZE:,} schemas, or {MAX_DEPTH} in a row"
        yield Problem.in_description(format_pointer(tokens), "schema-size", message, "combine fewer schemas")
    else:
        target = get_reference(resolve_pointer(document, place))
        message = f"the schema combines itself without end: `$ref` {target!r:.100} leads back to where it is combined"
        yield Problem.in_description(format_pointer(place), "schema-size", message, "remove this `$ref`")


def schema_size(document: Any, tokens: Tokens, sizes: SizeCache) -> float:
    """
    Return how many schemas apply to one and the same value; infinity if there is no end, or `MAX_DEPTH` in a row.

    Args:
        document: The whole raw description.
        tokens: The location of the schema.
        sizes: A cache of the sizes in this document.
    """
    begun: dict[Tokens, list[Tokens]] = {}
    pending = [tokens]
    while pending:
        location = pending[-1]
        if location in sizes:
            pending.pop()
        elif location in begun:
            # One that has begun and has no size yet leads back to itself, and only a reference leads up to it.
            inner = [sizes.get(applied, (math.inf, 0, location)) for applied in begun[location]]
            depth = 1 + max((depth for _, depth, _ in inner), default=0)
            size = 1 + sum(size for size, _, _ in inner)
            place = next((place for _, _, place in inner if place is not None), None)
            sizes[location] = (size if depth <= MAX_DEPTH else math.inf, depth, place)
        else:
            begun[location] = list(_applied_schemas(document, location))
            pending += (applied for applied in begun[location] if applied not in begun)
    return sizes[tokens][0]


def _applied_schemas(document: Any, tokens: Tokens) -> Iterator[Tokens]:
    """Yield the locations of the schemas that apply to the same value as the one at `tokens`."""
    raw = resolve_pointer(document, tokens)
    target = get_reference(raw)
    if target is not None:
        yield parse_pointer(target)
    for key, value in raw.items() if isinstance(raw, dict) else ():
        if key in ("allOf", "anyOf", "oneOf") and isinstance(value, list):
            yield from ((*tokens, key, index) for index in range(len(value)))
        elif key in ("dependentSchemas", "dependencies") and isinstance(value, dict):
            yield from ((*tokens, key, name) for name in value)
        elif key in ("not", "if", "then", "else"):
            yield (*tokens, key)
