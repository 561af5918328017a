"""
JSON Schemas at work: the only door to jsonschema, to jsonref, and to the fast engine (jsonschema-rs).

jsonschema has the last word and writes the problems. The fast engine may only wave through what is valid, and what it
cannot read goes straight to jsonschema. All three are imported when they are first needed: they take longer than
everything else in a short program.
"""

from __future__ import annotations

import base64
import importlib
import json
import math
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import islice
from typing import Any

from ..errors import Problem
from ..messages import MASK
from .patterns import (
    LIMITED,
    has_plain_dot,
    largest_count,
    linear_parts,
    matcher,
    translated,
    without_plain_dots,
)
from .references import (
    LITERAL,
    Known,
    Part,
    Reach,
    Tokens,
    at,
    excerpt,
    members,
    pointer_of,
    reach,
    reference_in,
    shape_below,
    shielded,
    tokens_of,
    walk,
)  # fmt: skip

DIALECTS: dict[str, tuple[str, str]] = {
    "draft-04": ("Draft4Validator", "http://json-schema.org/draft-04/schema#"),
    "draft-06": ("Draft6Validator", "http://json-schema.org/draft-06/schema#"),
    "draft-07": ("Draft7Validator", "http://json-schema.org/draft-07/schema#"),
    "2019-09": ("Draft201909Validator", "https://json-schema.org/draft/2019-09/schema"),
    "2020-12": ("Draft202012Validator", "https://json-schema.org/draft/2020-12/schema"),
}
"""For each dialect the name that its validator has in both engines, and the URI of its metaschema."""

DEFAULT_DIALECT = "2020-12"
MAX_VIEW_DEPTH = 64
MAX_PARTS = 200
MAX_WEIGHT = 10_000
"""How many schemas, combined into one, a value may be held against."""
MAX_WEIGHT_DEPTH = 200
STEPS = 10_000
STEPS_EACH = 50
"""Keywords that jsonschema may look at to judge a value: so many, and so many more for each value in it."""
MAX_SIZE = 1_000_000
MAX_VIOLATIONS = 1_000
"""Of more violations than these the rest is not told."""


@dataclass(frozen=True, eq=False, repr=False)
class Violation:
    """One way in which a value breaks a schema."""

    path: tuple[str | int, ...]
    rule: str
    expected: Any
    got: Any
    message: str
    known: tuple[str, ...] = ()
    """For a property that does not exist: those that do."""
    note: str = ""
    """What the schema itself says of the rule (`errorMessage`, which editors show)."""


def _refuse(uri: str) -> Any:
    raise LookupError(f"{uri[:200]!r} is not in this file, and nothing is fetched")


# --- the fast engine -------------------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _fast_engine() -> Any:
    """Give the fast engine, or None where it is not installed."""
    try:
        return importlib.import_module("jsonschema_rs")
    except ImportError:
        return None


def _fast_accepts(schema: Any, dialect: str) -> Callable[[Any], bool] | None:
    """Give the fast engine's verdict on values, or None where it cannot read the schema."""
    engine = _fast_engine()
    if engine is None:
        return None
    make = getattr(engine, DIALECTS[dialect][0])
    try:
        # `RegexOptions` asks for the engine that runs patterns in linear time.
        compiled = make(schema, validate_formats=False, retriever=_refuse, pattern_options=engine.RegexOptions())
    except (ValueError, engine.ReferencingError, engine.ValidationError):
        return None
    verdict: Callable[[Any], bool] = compiled.is_valid
    return verdict


def for_fast_engine(schema: Any) -> Any:
    """Give a schema whose patterns say to the fast engine what they say in ECMA-262: a dot takes no end of line."""
    schemas = (each for _, shape, each in walk((), "schema", schema) if shape == "schema")
    dotted = any(has_plain_dot(pattern) for each in schemas for _, pattern in _patterns_in(each))
    return _rewritten(schema, "schema") if dotted else schema


def _rewritten(value: Any, shape: str) -> Any:
    if shape == LITERAL:
        return value
    if isinstance(value, list):
        return [_rewritten(each, shape) for each in value]
    if not isinstance(value, dict):
        return value
    copy = {key: _rewritten(each, shape_below(shape, key)) for key, each in value.items()}
    if shape == "schema" and isinstance(value.get("pattern"), str):
        copy["pattern"] = without_plain_dots(value["pattern"])
    if shape == "schema" and isinstance(value.get("patternProperties"), dict):
        copy["patternProperties"] = {without_plain_dots(key): each for key, each in copy["patternProperties"].items()}
    return copy


MAX_COUNT = 5_000
"""How often a pattern may repeat something inside what it repeats: the linear engine takes its time for each."""
LONGEST = 5_000
"""Characters of the longest text that a pattern is tried on which no engine here can run in linear time."""
STEPS_BACK = 50_000
"""How often such a pattern may go back and try another way."""


@lru_cache(maxsize=1024)
def matches(pattern: str) -> Callable[[str], bool]:
    """
    Give a function that says whether an ECMA-262 pattern is found in a text; ValueError where it cannot be read.

    The fast engine runs it in linear time. What looks around in the middle, or refers back, is found only in texts of
    up to `LONGEST` characters, and with up to `STEPS_BACK`: no pattern takes for ever.
    """
    if _fast_engine() is None:
        return matcher(pattern)
    if "{" in pattern and largest_count(pattern) > MAX_COUNT:
        raise ValueError(f"its counts, multiplied, are more than {MAX_COUNT}")
    parts = [(_linear(each), wanted) for each, wanted in linear_parts(pattern)]
    found = [(part, wanted) for part, wanted in parts if part is not None]
    if len(found) < len(parts):
        return _limited(pattern)
    if len(found) == 1:
        return found[0][0]
    return lambda text: all(part(text) is wanted for part, wanted in found)


def _linear(pattern: str) -> Callable[[str], bool] | None:
    # Draft 7 asserts that a pattern is one of ECMA-262; without that, the engine's own escapes would pass.
    return _fast_accepts({"pattern": without_plain_dots(pattern)}, "draft-07")


def _limited(pattern: str) -> Callable[[str], bool]:
    matcher(pattern)  # tells what is wrong with it
    engine = _fast_engine()
    options = engine.FancyRegexOptions(backtrack_limit=STEPS_BACK)
    try:
        found = engine.Draft202012Validator({"pattern": translated(pattern, LIMITED)}, pattern_options=options).is_valid
    except (ValueError, engine.ValidationError):
        found = None
    if found is None:
        raise ValueError("no engine here can run it in bounded time")
    return lambda text: len(text) <= LONGEST and found(text)


# --- jsonschema ------------------------------------------------------------------------------------------------------


def _pattern(validator: Any, pattern: str, instance: Any, _schema: Any) -> Iterator[Any]:
    if validator.is_type(instance, "string") and not matches(pattern)(instance):
        yield _jsonschema().ValidationError("does not match")


def _pattern_properties(validator: Any, patterns: Any, instance: Any, _schema: Any) -> Iterator[Any]:
    if not validator.is_type(instance, "object"):
        return
    for pattern, schema in patterns.items():
        for name in filter(matches(pattern), instance):
            yield from validator.descend(instance[name], schema, path=name, schema_path=pattern)


def _additional_properties(validator: Any, additional: Any, instance: Any, schema: Any) -> Iterator[Any]:
    if not validator.is_type(instance, "object"):
        return
    declared = schema.get("properties", {})
    patterns = [matches(each) for each in schema.get("patternProperties", {})]
    for name in instance:
        if name in declared or any(each(name) for each in patterns):
            continue
        if additional is False:
            yield _jsonschema().ValidationError("unknown property", path=(name,))
        else:
            yield from validator.descend(instance[name], additional, path=name)


def _content_encoding(validator: Any, encoding: Any, instance: Any, _schema: Any) -> Iterator[Any]:
    if validator.is_type(instance, "string") and _decoded(instance, encoding) is None:
        yield _jsonschema().ValidationError("not encoded that way")


def _content_type(validator: Any, media: Any, instance: Any, schema: Any) -> Iterator[Any]:
    if not validator.is_type(instance, "string") or media != "application/json":
        return
    decoded = _decoded(instance, schema.get("contentEncoding"))
    try:
        json.loads(decoded if decoded is not None else "")
    except (ValueError, RecursionError):
        yield _jsonschema().ValidationError("not of that media type")


def _decoded(text: str, encoding: Any) -> str | bytes | None:
    if encoding != "base64":
        return text
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        return None


def _multiple_of(validator: Any, divisor: Any, instance: Any, _schema: Any) -> Iterator[Any]:
    """Check in decimals, as the numbers are written: 19.99 is a multiple of 0.01 though its binary form is not."""
    if not validator.is_type(instance, "number"):
        return
    from fractions import Fraction

    try:
        whole = (Fraction(str(instance)) / Fraction(str(divisor))).denominator == 1
    except (ValueError, ZeroDivisionError):
        whole = False
    if not whole:
        yield _jsonschema().ValidationError("not a multiple")


@lru_cache(maxsize=1)
def _jsonschema() -> Any:  # pragma: no cover - once in a process, in a test whose lines may not be counted
    return importlib.import_module("jsonschema")


@lru_cache(maxsize=len(DIALECTS))
def _slow_class(dialect: str) -> Any:
    engine = _jsonschema()
    own: dict[str, Any] = {
        "pattern": _pattern,
        "patternProperties": _pattern_properties,
        "additionalProperties": _additional_properties,
        "multipleOf": _multiple_of,
        # What the fast engine also does, so that the two agree: optional in both drafts.
        **({"contentEncoding": _content_encoding, "contentMediaType": _content_type} if dialect == "draft-07" else {}),
        **({"dependencies": engine.Draft7Validator.VALIDATORS["dependencies"]} if dialect[0] == "2" else {}),
    }
    usual = getattr(engine, DIALECTS[dialect][0])
    keywords = {name: _counted(each) for name, each in {**usual.VALIDATORS, **own}.items()}
    return engine.validators.extend(usual, keywords)


class _Left(threading.local):
    """How many more keywords jsonschema may look at, in this thread."""

    steps = STEPS


_LEFT = _Left()


class _TooMuch(Exception):
    """Alternatives inside alternatives: jsonschema would look at them all, for ever."""


def _counted(keyword: Callable[..., Any]) -> Callable[..., Any]:
    def counted(*given: Any) -> Any:
        _LEFT.steps -= 1
        if _LEFT.steps < 0:
            raise _TooMuch
        return keyword(*given)

    return counted


def _size(value: Any) -> int:
    """Give how many values there are in a value."""
    pending = [value]
    for each in pending:
        if isinstance(each, (dict, list)):
            pending += each.values() if isinstance(each, dict) else each
        if len(pending) > MAX_SIZE:
            break
    return len(pending)


def _slow_validator(schema: Any, dialect: str) -> Any:
    # A registry of our own: with the default one jsonschema fetches what it does not know.
    registry = importlib.import_module("referencing").Registry()
    return _slow_class(dialect)(schema, registry=registry)


class Checker:
    """One schema, ready to judge values. Both engines are set up when they are first needed."""

    def __init__(self, schema: Any, dialect: str = DEFAULT_DIALECT, *, fast: Any = None) -> None:
        self.schema = schema
        self.dialect = dialect
        self._fast_schema = for_fast_engine(schema) if fast is None else fast

    @cached_property
    def _fast(self) -> Callable[[Any], bool] | None:
        return _fast_accepts(self._fast_schema, self.dialect)

    @cached_property
    def _slow(self) -> Any:
        return _slow_validator(self.schema, self.dialect)

    def compile(self) -> None:
        """Set up the fast engine now, in place of when it is first needed."""
        _ = self._fast

    def waves_through(self, value: Any) -> bool:
        """Say whether the value is seen at once to be valid; False settles nothing where there is a fast engine."""
        fast = self._fast
        if fast is None:
            return not self.violations(value)
        try:
            return fast(value)
        except (ValueError, TypeError):
            return False  # not plain JSON data

    def accepts(self, value: Any) -> bool:
        """Say whether the value is valid."""
        return self.waves_through(value) or not self.violations(value)

    def violations(self, value: Any) -> list[Violation]:
        """Give each way in which the value breaks the schema."""
        _LEFT.steps = STEPS + STEPS_EACH * _size(value)
        try:
            found = (each for error in self._slow.iter_errors(value) for each in _explained(error))
            return list(islice(found, MAX_VIOLATIONS))
        except (RecursionError, _TooMuch):
            return [Violation((), "depth", None, None, "is nested too deeply, or in too many ways, to be checked")]
        except Exception as error:  # noqa: BLE001 - a faulty schema may raise anything, from TypeError to re.error
            reason = f"cannot be checked: {type(error).__name__}"
        return [Violation((), "schema", None, None, reason)]


# --- what jsonschema says, told by path ------------------------------------------------------------------------------


def _explained(error: Any, base: tuple[str | int, ...] = ()) -> Iterator[Violation]:
    """Give the violations that an error of jsonschema stands for; of alternatives, those of the nearest one."""
    path = base + tuple(error.path)
    if error.context and error.validator in ("anyOf", "oneOf"):
        yield from _alternatives(error, path)
        return
    unknown = error.validator in ("additionalProperties", "unevaluatedProperties") and error.validator_value is False
    known = tuple(error.schema.get("properties", ())) if unknown else ()
    got = None if unknown and error.message == "unknown property" else error.instance
    note = error.schema.get("errorMessage", "") if isinstance(error.schema, Mapping) else ""
    yield Violation(path, error.validator or "false", error.validator_value, got, error.message, known, str(note))


def _alternatives(error: Any, path: tuple[str | int, ...]) -> Iterator[Violation]:
    branches: dict[Any, list[Any]] = {}
    for each in error.context:
        branches.setdefault(each.schema_path[0], []).append(each)
    choices = _choices(error.context)
    if choices is not None:
        yield Violation(path, "enum", choices, error.instance, "none of the accepted values")
        return
    fitting = list(branches.values())
    for is_meant_for_others in (_is_of_other_kind, _is_tagged_otherwise):
        fitting = [each for each in fitting if not any(map(is_meant_for_others, each))] or fitting
    if len(fitting) == 1:
        for each in fitting[0]:
            yield from _explained(each, path)
        return
    common = _tags(fitting, path) or _types(fitting, path) or _common(fitting, path)
    if common:
        yield from common
        return
    count = len(branches)
    yield Violation(path, error.validator, error.validator_value, error.instance, f"fits none of {count} alternatives")


def _tags(branches: list[list[Any]], path: tuple[str | int, ...]) -> list[Violation]:
    """Where every alternative is refused for one and the same property, give all that this property may be."""
    found = [[one for one in each if _is_tagged_otherwise(one)] for each in branches]
    names = {one.path[0] for each in found for one in each}
    if len(names) != 1 or not all(found):
        return []
    choices = [value for each in found for value in _choices_of(each[0])]
    return [Violation((*path, *names), "enum", choices, found[0][0].instance, "none of the accepted values")]


def _types(branches: list[list[Any]], path: tuple[str | int, ...]) -> list[Violation]:
    """Where every alternative wants another type, give all these types."""
    found = [[one for one in each if one.validator == "type" and not one.path] for each in branches]
    if not all(found):
        return []
    said = [each[0].validator_value for each in found]
    types = dict.fromkeys(name for each in said for name in ([each] if isinstance(each, str) else each))
    return [Violation(path, "type", list(types), found[0][0].instance, f"is not of type {', '.join(types)}")]


def _common(branches: list[list[Any]], path: tuple[str | int, ...]) -> list[Violation]:
    """Give what every alternative finds wrong."""
    said = [{_told(one) for one in each} for each in branches]
    shared = [one for one in branches[0] if all(_told(one) in each for each in said)]
    return [violation for one in shared for violation in _explained(one, path)]


def _told(error: Any) -> tuple[Any, ...]:
    return tuple(error.path), error.validator, error.message


def _choices_of(error: Any) -> list[Any]:
    return list(error.validator_value) if error.validator == "enum" else [error.validator_value]


def _is_tagged_otherwise(error: Any) -> bool:
    """Say whether a property that has one of some values in this alternative has another one here."""
    return error.validator in ("enum", "const") and len(error.path) == 1


def _is_of_other_kind(error: Any) -> bool:
    return error.validator in ("type", "enum", "const") and not error.path


def _choices(errors: Any) -> list[Any] | None:
    """Give all accepted values where every alternative is a choice of values."""
    found: list[Any] = []
    for each in errors:
        if each.path:
            return None
        if each.validator == "enum":
            found += each.validator_value
        elif each.validator == "const":
            found.append(each.validator_value)
        elif each.validator in ("anyOf", "oneOf") and each.context:
            inner = _choices(each.context)
            if inner is None:
                return None
            found += inner
        else:
            return None
    return found


# --- the schemas of a description ------------------------------------------------------------------------------------


class Shared:
    """What the schemas of one document have found out for each other."""

    def __init__(self) -> None:
        self.walked: Known = {}
        self.surveys: dict[tuple[Tokens, str], Survey] = {}
        self.weights: dict[Tokens, float] = {}


class Schema:
    """One schema of a description, at its place."""

    def __init__(self, document: Any, tokens: Tokens, dialect: str, shared: Shared | None = None) -> None:
        self._document = document
        self._shared = shared or Shared()
        self.tokens = tokens
        self.dialect = dialect

    @property
    def pointer(self) -> str:
        """Where it stands in the description: a JSON pointer."""
        return pointer_of(self.tokens)

    @property
    def raw(self) -> Any:
        """The schema as it is written, with its references."""
        return at(self._document, self.tokens)

    @cached_property
    def reach(self) -> Reach:
        """All that its references lead to."""
        return reach(self._document, self.tokens, "schema", known=self._shared.walked)

    @cached_property
    def view(self) -> Any:
        """
        The schema with its references followed, as lazily as they are looked at.

        It may be endless: walk it, but do not compare, print or dump it.
        """
        parts = [(place, shielded(shape, raw)) for place, shape, raw in self.reach.roots]
        return resolved(parts, self.tokens)

    @cached_property
    def checker(self) -> Checker:
        """What judges values by it."""
        roots = [(place, raw) for place, _, raw in self.reach.roots]
        alone = self._alone(roots)
        if not any(each.dotted for each in self._surveys):
            return Checker(alone, self.dialect, fast=alone)
        return Checker(
            alone, self.dialect, fast=self._alone([(place, _rewritten(raw, "schema")) for place, raw in roots])
        )

    def _alone(self, roots: list[tuple[Tokens, Any]]) -> Any:
        """Give a schema that stands by itself: with all that it refers to, at the old places."""
        if not self.reach.refers:
            return roots[0][1]
        return {**excerpt(roots), "$ref": "#" + _fragment(self.tokens)}

    @cached_property
    def types(self) -> frozenset[str]:
        """The JSON types it speaks of at its top; empty where it does not say."""
        return frozenset(self.types_at(self.tokens))

    def types_at(self, tokens: Tokens) -> Iterator[str]:
        """Give the JSON types that the schema at a place in it speaks of; nothing where it does not say."""
        for part in self._combined_at(tokens):
            said = self.said("type", part)
            yield from [said] if isinstance(said, str) else filter(_is_text, said) if isinstance(said, list) else ()

    def properties_at(self, tokens: Tokens) -> Iterator[tuple[str, Tokens]]:
        """Give the properties that an object may have by the schema at a place, each with the place of its schema."""
        for part in self._combined_at(tokens):
            place = self._members_at(part).get("properties")
            if place is not None:
                yield from self._members_at(place).items()

    def items_at(self, tokens: Tokens) -> Tokens | None:
        """Give the place of the schema that the items of a list have by the schema at a place."""
        places = (self._members_at(part).get("items") for part in self._combined_at(tokens))
        return next((each for each in places if each is not None), None)

    def choices_at(self, tokens: Tokens) -> Iterator[Any]:
        """Give the values that the schema at a place lists."""
        for part in self._combined_at(tokens):
            said = self.said("enum", part)
            yield from said if isinstance(said, list) else ()

    def _combined_at(self, tokens: Tokens, depth: int = 0) -> Iterator[Tokens]:
        """Give the place of a schema, and those of the schemas that are combined into it."""
        yield tokens
        for key in ("allOf", "anyOf", "oneOf") if depth <= MAX_VIEW_DEPTH else ():
            place = self._members_at(tokens).get(key, ())
            for index in range(len(self.said(key, tokens) or ())):
                yield from self._combined_at((*place, index), depth + 1)

    def said(self, key: str, tokens: Tokens | None = None) -> Any:
        """Give what it says under a key at its top, or what it refers to says there; None where nothing is said."""
        place = self._members_at(self.tokens if tokens is None else tokens).get(key)
        return None if place is None else at(self._document, place)

    def _members_at(self, tokens: Tokens) -> Mapping[str, Tokens]:
        try:
            return members(self._document, tokens)
        except LookupError:
            return {}

    @cached_property
    def has_secrets(self) -> bool:
        """Whether anything in it is called secret."""
        return any(each.secret for each in self._surveys)

    @cached_property
    def has_files(self) -> bool:
        """Whether it, or what its items are, is a file."""
        items = self._members_at(self.tokens).get("items")
        return self.said("file") is True or (items is not None and self.said("file", items) is True)

    @property
    def title(self) -> str:
        """Its title, or the name under which it stands in `schemas`."""
        title = self.said("title")
        return str(title) if title else self.name

    @property
    def name(self) -> str:
        """The name under which it, or what it refers to, stands in `schemas`; else nothing."""
        raw, tokens = self.raw, self.tokens
        if isinstance(raw, Mapping) and isinstance(raw.get("$ref"), str):
            tokens = tokens_of(raw["$ref"])
        return str(tokens[1]) if len(tokens) == 2 and tokens[0] == "schemas" else ""

    def waves_through(self, value: Any) -> bool:
        """Say whether the value is seen at once to be valid; False settles nothing."""
        return self.checker.waves_through(value)

    def accepts(self, value: Any) -> bool:
        """Say whether the value is valid."""
        return self.checker.accepts(value)

    def violations(self, value: Any) -> list[Violation]:
        """Give each way in which the value breaks it; what is secret is masked."""
        found = self.checker.violations(value)
        if not self.has_secrets:
            return found
        shown = masked(value, self.view)
        return [_without_secrets(each, shown) for each in found]

    def problems(self) -> list[Problem]:
        """Give what is wrong with the schema itself."""
        found = [*self.reach.problems, *(problem for each in self._surveys for problem in each.problems)]
        return found or list(self._overweight())

    def _overweight(self) -> Iterator[Problem]:
        """Tell of the first schema that combines too many: what has no end refers to one that has none either."""
        for part in self.reach.parts:
            if weight(self._document, part.tokens, self._shared.weights) > MAX_WEIGHT:
                told = "what it combines is endless, or more than anyone needs"
                yield Problem.in_description(pointer_of(part.tokens), "schema-size", told, "combine fewer schemas")
                return

    @property
    def _surveys(self) -> list[Survey]:
        known = self._shared.surveys
        for part in self.reach.parts:
            if (part.tokens, part.shape) not in known:
                known[part.tokens, part.shape] = survey(part, self.dialect)
        return [known[part.tokens, part.shape] for part in self.reach.parts]


def weight(document: Any, tokens: Tokens, known: dict[Tokens, float], depth: int = 0) -> float:
    """Give how many schemas one value is held against by the schema at `tokens`; infinity where there is no end."""
    if tokens not in known:
        known[tokens] = math.inf  # what leads back here before it is known has no end
        if depth <= MAX_WEIGHT_DEPTH:
            known[tokens] = 1 + sum(weight(document, each, known, depth + 1) for each in _combined(document, tokens))
    return known[tokens]


def _combined(document: Any, tokens: Tokens) -> Iterator[Tokens]:
    """Give the places of the schemas that speak of the same value as the one at `tokens`."""
    raw = at(document, tokens)
    target = reference_in(raw)
    if target is not None:
        yield tokens_of(target)
    for key, each in raw.items() if isinstance(raw, dict) else ():
        if key in ("allOf", "anyOf", "oneOf") and isinstance(each, list):
            yield from ((*tokens, key, index) for index in range(len(each)))
        elif key in ("dependentSchemas", "dependencies") and isinstance(each, dict):
            yield from ((*tokens, key, name) for name in each)
        elif key in ("not", "if", "then", "else"):
            yield (*tokens, key)


def _fragment(tokens: Tokens) -> str:
    from urllib.parse import quote

    return quote(pointer_of(tokens), safe="/~")


def resolved(parts: list[tuple[Tokens, Any]], tokens: Tokens) -> Any:
    """Give the value at `tokens` with its references followed; `parts` has, shielded, all that they lead to."""
    jsonref = importlib.import_module("jsonref")
    view = jsonref.replace_refs(excerpt(parts), loader=_refuse, merge_props=True, lazy_load=True)
    for each in tokens:
        view = view[int(each)] if isinstance(view, list) else view[str(each)]
    return view


@dataclass(frozen=True, eq=False, repr=False)
class Survey:
    """What one look at a schema, from end to end, tells of it."""

    problems: tuple[Problem, ...]
    dotted: bool
    """Whether a pattern in it means something else to the fast engine, see `for_fast_engine`."""
    secret: bool
    """Whether anything in it is called secret."""


def survey(part: Part, dialect: str) -> Survey:
    """Look at the schemas of a part: what is wrong with them by the rules of their dialect, and by ours."""
    found = [
        problem
        for tokens, raw in part.schemas
        if not _is_schema(raw, dialect)
        for problem in _rule_problems(tokens, raw, dialect)
    ]
    identifier = "id" if dialect == "draft-04" else "$id"
    for where, each in part.telling:
        if isinstance(each.get(identifier), str):
            told = f"`{identifier}` in a schema would move the references below it"
            hint = "leave it out: references count from the top of this file"
            found.append(Problem.in_description(pointer_of((*where, identifier)), "schema-id", told, hint))
        for steps, pattern in _patterns_in(each):
            found += _pattern_problems((*where, *steps), pattern)
    patterns = [pattern for _, each in part.telling for _, pattern in _patterns_in(each)]
    secret = any(each.get("secret") is True for _, each in part.telling)
    return Survey(tuple(found), any(map(has_plain_dot, patterns)), secret)


def _patterns_in(schema: Any) -> Iterator[tuple[Tokens, str]]:
    """Give each pattern that a schema has at its top, with the steps to it."""
    if isinstance(schema, dict):
        pattern, properties = schema.get("pattern"), schema.get("patternProperties")
        if isinstance(pattern, str):
            yield ("pattern",), pattern
        for each in properties if isinstance(properties, dict) else ():
            yield ("patternProperties", each), each


def _rule_problems(tokens: Tokens, raw: Any, dialect: str) -> Iterator[Problem]:
    try:
        errors = list(_slow_validator(_metaschema(dialect), dialect).iter_errors(raw))
    except RecursionError:
        yield Problem.in_description(pointer_of(tokens), "depth", "is nested too deeply")
        return
    for error in errors:
        for each in _explained(error):
            place = pointer_of((*tokens, *each.path))
            yield Problem.in_description(place, "schema", _schema_rule(each), f"see the rules of {dialect}")


def _pattern_problems(where: Tokens, pattern: str) -> Iterator[Problem]:
    try:
        matches(pattern)
    except ValueError as error:
        told = f"the pattern {pattern[:100]!r} does not compile: {error}"
        yield Problem.in_description(pointer_of(where), "pattern", told, "write it as ECMA-262 has it")


def _is_schema(raw: Any, dialect: str) -> bool:
    engine = _fast_engine()
    if engine is None or not isinstance(raw, dict):
        return isinstance(raw, bool) and dialect != "draft-04"
    try:
        return bool(engine.meta.is_valid({"$schema": DIALECTS[dialect][1], **raw}))
    except (ValueError, engine.ReferencingError, engine.ValidationError):
        return False


@lru_cache(maxsize=len(DIALECTS))
def _metaschema(dialect: str) -> Any:
    return getattr(_jsonschema(), DIALECTS[dialect][0]).META_SCHEMA


def _schema_rule(violation: Violation) -> str:
    name = violation.path[-1] if violation.path else "it"
    got = repr(violation.got)
    return f"`{name}` is not what a schema may have here: {got[:80]} breaks {violation.rule}"


def is_file(view: Any) -> bool:
    """Say whether a schema marks a file."""
    return isinstance(view, Mapping) and view.get("file") is True


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


# --- secrets ---------------------------------------------------------------------------------------------------------


def parts_of(view: Any) -> Iterator[Mapping[str, Any]]:
    """
    Give a schema and all that is combined into it (`allOf`, `anyOf`, `oneOf`, `then`, `else`).

    Of a schema that combines itself, or very many, the first `MAX_PARTS` are given.
    """
    pending = [view]
    given = 0
    while pending and given < MAX_PARTS:
        part = pending.pop(0)
        if not isinstance(part, Mapping):
            continue
        given += 1
        yield part
        for key in ("allOf", "anyOf", "oneOf"):
            pending += part.get(key) or ()
        pending += [part.get("then"), part.get("else")]


def below(view: Any, step: str | int) -> list[Any]:
    """Give the schemas that speak of one property (a name) or one item (a position) of what `view` describes."""
    found: list[Any] = []
    for part in parts_of(view):
        if isinstance(step, int):
            items = part.get("items")
            first = part.get("prefixItems") or (items if isinstance(items, list) else [])
            found += [first[step]] if step < len(first) else [items, part.get("additionalItems")]
        elif step in (part.get("properties") or {}):
            found.append(part["properties"][step])
        else:
            found.append(part.get("additionalProperties"))
            found += [each for pattern, each in (part.get("patternProperties") or {}).items() if matches(pattern)(step)]
    return [each for each in found if isinstance(each, Mapping)]


def masked(value: Any, *views: Any) -> Any:
    """Give a copy of a value in which everything that a schema calls secret is a mask."""
    if any(part.get("secret") is True for view in views for part in parts_of(view)):
        return MASK
    if isinstance(value, Mapping):
        return {
            key: masked(each, *(one for view in views for one in below(view, key))) if isinstance(key, str) else each
            for key, each in value.items()
        }
    if isinstance(value, (list, tuple)):
        return [
            masked(each, *(one for view in views for one in below(view, index))) for index, each in enumerate(value)
        ]
    return value


def _without_secrets(violation: Violation, shown: Any) -> Violation:
    got = shown
    for each in violation.path:
        if got == MASK:
            break
        got = got[each]
    return replace(violation, got=got if violation.got is not None else None, message="is not what it may be")
