"""
Validation: a `Validator` for any schema, and `Schema`, a schema at its location in a description.

The fast engine confirms that a value is valid. Everything else is decided by an evaluation, whose failures become
violations. Every validation ends in bounded time, and nothing is fetched.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ..errors import Problem
from ..redaction import MASK
from .directions import MARKS, RESPONSE, has_marks, optional_names, without_marked, without_required
from .engines import DEFAULT_DIALECT, compile_fast, dereference
from .excerpts import excerpt_document, wrap_literals
from .fragments import quote_pointer
from .references import (
    DocumentPart,
    ResolvedReferences,
    Tokens,
    format_pointer,
    get_reference,
    locate_members,
    parse_pointer,
    resolve_pointer,
    resolve_references,
)
from .schema_cache import SchemaCache
from .simple_checks import is_simple, simple_check
from .subschemas import child_schemas, is_file, is_secret
from .violations import MAX_SECONDS, MAX_VIOLATIONS, Violation, find_violations, redact_violation

if TYPE_CHECKING:
    from .evaluation import Plan
    from .inspection import Inspection
    from .secret_places import SecretPlaces

MAX_VIEW_DEPTH = 64


class Validator:
    """
    A schema that values are validated against. Both engines are set up when they are first needed.

    Args:
        schema: A schema whose references all lead into itself.
        dialect: A key of `engines.DIALECTS`.
        fast_schema: The same schema, adapted for the fast engine; adapted here by default.
    """

    def __init__(self, schema: Any, dialect: str = DEFAULT_DIALECT, *, fast_schema: Any = None) -> None:
        self.schema = schema
        self.dialect = dialect
        self._fast_schema = _adapt(schema) if fast_schema is None else fast_schema

    @cached_property
    def _fast(self) -> Callable[[Any], bool] | None:
        return compile_fast(self._fast_schema, self.dialect)

    @cached_property
    def _plan(self) -> Plan:
        from .keywords import make_plan

        return make_plan(self.schema, self.dialect)

    def compile(self) -> None:  # pragma: no cover - once in a process, in a test whose lines may not be counted
        """Set up the fast engine now instead of when it is first needed."""
        _ = self._fast

    def is_clearly_valid(self, value: Any) -> bool:
        """Return whether the fast engine confirms that the value is valid; False decides nothing if there is one."""
        return self.is_quickly_valid(value) if self._fast is not None else not self.find_violations(value)

    def is_quickly_valid(self, value: Any) -> bool:
        """Return the same in a moment, whatever the value; False decides nothing."""
        try:
            return self._fast is not None and self._fast(value)
        except (ValueError, TypeError):
            return False  # not plain JSON data

    def is_valid(self, value: Any) -> bool:
        """Return whether the value is valid."""
        return self.is_clearly_valid(value) or not self.find_violations(value)

    def find_violations(
        self, value: Any, *, seconds: float = MAX_SECONDS, most: int = MAX_VIOLATIONS
    ) -> list[Violation]:
        """
        Return each way in which the value does not satisfy the schema.

        Args:
            value: Plain data.
            seconds: How long it may take. Then the violations found so far are returned; without any, one of the rule
                ``time``.
            most: How many violations are returned at most.
        """
        return find_violations(self._plan, value, seconds=seconds, most=most)


def _adapt(schema: Any) -> Any:
    from .patterns import adapt_for_fast_engine

    return adapt_for_fast_engine(schema)


# --- the schemas of a description ------------------------------------------------------------------------------------


class Schema:
    """
    One schema of a description, at its location.

    Args:
        document: The whole raw description.
        tokens: The location.
        dialect: A key of `engines.DIALECTS`.
        cache: What the schemas of the description share.
        direction: ``request`` or ``response``, for what is sent in this direction only (see `directions`).
    """

    def __init__(
        self, document: Any, tokens: Tokens, dialect: str, cache: SchemaCache | None = None, direction: str = ""
    ) -> None:
        self._document = document
        self._cache = cache or SchemaCache()
        self.tokens = tokens
        self.dialect = dialect
        self.direction = direction

    def __reduce__(self) -> tuple[Any, ...]:
        # What has been compiled cannot be pickled, and is compiled again.
        return Schema, (self._document, self.tokens, self.dialect, self._cache, self.direction)

    @property
    def pointer(self) -> str:
        """Its location in the description, as a JSON pointer."""
        return format_pointer(self.tokens)

    @property
    def raw(self) -> Any:
        """The schema as it is written, with its references."""
        return resolve_pointer(self._document, self.tokens)

    @cached_property
    def references(self) -> ResolvedReferences:
        """The schema and all that its references lead to."""
        return resolve_references(self._document, self.tokens, "schema", known=self._cache.parts)

    @cached_property
    def view(self) -> Any:
        """The dereferenced schema. It may be endless: iterate over it with a limit, and do not compare or dump it."""
        if self._shared is not None and not self.references.problems:
            return self._shared.view
        parts = [(tokens, wrap_literals(shape, raw)) for tokens, shape, raw in self._roots]
        return dereference(parts, self.tokens)

    @cached_property
    def validator(self) -> Validator:
        """The validator of the schema, which those that are only a reference to it share."""
        return self._own_validator() if self._shared is None else self._shared.validator

    @cached_property
    def _shared(self) -> Schema | None:
        """The schema that it is only a reference to, the same for all of these; None if it is more than that."""
        target = self._shared_target
        if target is None:
            return None
        schemas = self._cache.schemas
        key = (target, self.dialect, self.direction if self.hides_members else "")
        found: Schema | None = schemas.get(key)
        if found is None:
            found = schemas[key] = Schema(self._document, key[0], self.dialect, self._cache, key[2])
        return found

    @property
    def _shared_target(self) -> Tokens | None:
        """What it refers to, if it is only a reference."""
        raw = self.raw
        target = get_reference(raw) if isinstance(raw, dict) and len(raw) == 1 else None
        return parse_pointer(target) if target is not None and target.startswith("#/") else None

    def _own_validator(self) -> Validator:
        roots = [(tokens, raw) for tokens, _, raw in self._roots]
        schema = self._standalone(roots)
        if not any(inspection.needs_translation for inspection in self._inspections):
            return Validator(schema, self.dialect, fast_schema=schema)
        from .patterns import rewrite_patterns

        adapted = [(tokens, rewrite_patterns(raw)) for tokens, raw in roots]
        return Validator(schema, self.dialect, fast_schema=self._standalone(adapted))

    @property
    def _roots(self) -> list[tuple[Tokens, str, Any]]:
        """The parts of the schema, without the keywords that have problems, and what is optional in its direction."""
        roots = self.references.roots
        if self.hides_members:
            optional = optional_names(self._document, self.references.parts, self.direction)
            roots = [(tokens, shape, without_required(tokens, raw, optional)) for tokens, shape, raw in roots]
        faulty = [parse_pointer(problem.pointer or "") for problem in self.keyword_problems()]
        if not faulty:
            return roots
        from .inspection import leave_out

        return [(tokens, shape, leave_out(tokens, shape, raw, faulty)) for tokens, shape, raw in roots]

    @cached_property
    def hides_members(self) -> bool:
        """Whether it marks members that are left out in its direction."""
        return has_marks(self.references.parts, self.direction)

    def without_hidden(self, value: Any) -> Any:
        """Return a value without the members that are left out in its direction: the same object if there are none."""
        return without_marked([self.view], value, MARKS[self.direction]) if self.hides_members else value

    def _standalone(self, roots: list[tuple[Tokens, Any]]) -> Any:
        """Return a schema that is complete by itself: all that it refers to is included, at the same locations."""
        if not self.references.has_references:
            return roots[0][1]
        return {**excerpt_document(roots), "$ref": "#" + quote_pointer(self.tokens)}

    @cached_property
    def types(self) -> frozenset[str]:
        """The JSON types that it declares at its top level; empty if it declares none."""
        return frozenset(self.types_at(self.tokens))

    @property
    def is_structured(self) -> bool:
        """Whether it describes more than a string: an object, a list, a number or a boolean."""
        return bool(self.types - {"string", "null"}) or any(True for _ in self.properties_at(self.tokens))

    def types_at(self, tokens: Tokens) -> Iterator[str]:
        """Yield the JSON types that the schema at a location in it declares."""
        for location in self._combined_at(tokens):
            declared = self.get_keyword("type", location)
            if isinstance(declared, str):
                yield declared
            elif isinstance(declared, list):
                yield from (name for name in declared if isinstance(name, str))

    def properties_at(self, tokens: Tokens) -> Iterator[tuple[str, Tokens]]:
        """Yield the properties that the schema at a location declares, each with the location of its schema."""
        for location in self._combined_at(tokens):
            properties = self._members_at(location).get("properties")
            if properties is not None:
                yield from self._members_at(properties).items()

    def items_at(self, tokens: Tokens) -> Tokens | None:
        """Return the location of the `items` of the schema at a location, or None."""
        found = (self._members_at(location).get("items") for location in self._combined_at(tokens))
        return next((items for items in found if items is not None), None)

    def enum_values_at(self, tokens: Tokens) -> Iterator[Any]:
        """Yield the values of the `enum` of the schema at a location."""
        for location in self._combined_at(tokens):
            values = self.get_keyword("enum", location)
            yield from values if isinstance(values, list) else ()

    def _combined_at(self, tokens: Tokens, depth: int = 0) -> Iterator[Tokens]:
        """Yield the location of a schema, and those of the schemas that are combined into it."""
        yield tokens
        for key in ("allOf", "anyOf", "oneOf") if depth <= MAX_VIEW_DEPTH else ():
            location = self._members_at(tokens).get(key, ())
            combined = self.get_keyword(key, tokens)
            for index in range(len(combined)) if isinstance(combined, list) else ():
                yield from self._combined_at((*location, index), depth + 1)

    def get_keyword(self, keyword: str, tokens: Tokens | None = None) -> Any:
        """Return the value of a keyword of the schema, or of the target of its `$ref`; None if there is none."""
        location = self._members_at(self.tokens if tokens is None else tokens).get(keyword)
        return None if location is None else resolve_pointer(self._document, location)

    def _members_at(self, tokens: Tokens) -> Mapping[str, Tokens]:
        try:
            return locate_members(self._document, tokens)
        except LookupError:
            return {}

    @cached_property
    def has_secrets(self) -> bool:
        """Whether anything in it is marked secret."""
        return any(is_secret(schema) for part in self.references.parts for _, schema in part.notable_schemas)

    @cached_property
    def _secret_places(self) -> SecretPlaces:
        from .secret_places import SecretPlaces

        return SecretPlaces(self.view)

    def redact_secrets(self, value: Any) -> Any:
        """Return a value with everything that is marked secret redacted: the same object if there is nothing."""
        return self._secret_places.redact(value) if self.has_secrets else value

    def redact_withheld(self, value: Any) -> Any:
        """Return the same, with what is left out in its direction redacted as well."""
        return self._withheld_places.redact(value) if self.hides_members else self.redact_secrets(value)

    @cached_property
    def _withheld_places(self) -> SecretPlaces:
        return _places_left_out(self.view, MARKS[self.direction])

    @cached_property
    def _unreturned_places(self) -> SecretPlaces:
        return _places_left_out(self.view, MARKS[RESPONSE])

    @cached_property
    def has_files(self) -> bool:
        """Whether it, or the schema of its items, is marked as a file."""
        if not self.marks_files or self.references.problems:
            return False
        return is_file(self.view) or any(map(is_file, child_schemas(self.view, 0)))

    @cached_property
    def marks_files(self) -> bool:
        """Whether anything in it is marked as a file."""
        marked = (schema.get("file") for part in self.references.parts for _, schema in part.notable_schemas)
        return any(mark is True for mark in marked)

    @property
    def title(self) -> str:
        """Its title, or its name in `schemas`."""
        title = self.get_keyword("title")
        return str(title) if title else self.name

    @property
    def name(self) -> str:
        """Its name in `schemas`, or that of the schema it refers to; empty if there is none."""
        raw, tokens = self.raw, self.tokens
        if isinstance(raw, Mapping) and isinstance(raw.get("$ref"), str):
            tokens = parse_pointer(raw["$ref"])
        return str(tokens[1]) if len(tokens) == 2 and tokens[0] == "schemas" else ""

    def is_clearly_valid(self, value: Any) -> bool:
        """Return whether it is quickly confirmed that the value is valid; False decides nothing."""
        if self._simple_check is not None and is_simple(value):
            return self._simple_check(value)
        return self.validator.is_clearly_valid(value)

    @property
    def clear_check(self) -> Callable[[Any], bool]:
        """A function that does the same for simple values (see `is_simple`)."""
        return self._simple_check or self.validator._fast or self.is_clearly_valid

    @cached_property
    def _simple_check(self) -> Callable[[Any], bool] | None:
        try:
            target = self._shared_target
            return simple_check(self.raw if target is None else resolve_pointer(self._document, target))
        except LookupError:  # the reference does not resolve
            return None

    def is_quickly_valid(self, value: Any) -> bool:
        """Return the same in a moment, whatever the value; False decides nothing."""
        return self.validator.is_quickly_valid(value)

    def is_valid(self, value: Any) -> bool:
        """Return whether the value is valid."""
        return self.validator.is_valid(value)

    def find_violations(
        self, value: Any, *, seconds: float = MAX_SECONDS, most: int = MAX_VIOLATIONS
    ) -> list[Violation]:
        """Return the same as `Validator` does; secrets, and what no response has, are redacted."""
        violations = self.validator.find_violations(value, seconds=seconds, most=most)
        if not violations or not (self.has_secrets or has_marks(self.references.parts, RESPONSE)):
            return violations
        try:
            redacted = self._unreturned_places.redact(value)
        except RecursionError:
            redacted = MASK
        return [redact_violation(violation, redacted) for violation in violations]

    def problems(self) -> list[Problem]:
        """
        Return the problems of the schema itself, and of all that its references lead to.

        If others that were asked before lead to a part with problems too, what is behind that part is left out: their
        problems had it, and lists of all for each of many faulty schemas would be quadratic.
        """
        cache = self._cache
        known = cache.problems.get((self.tokens, "schema"))
        if known is not None:
            return known
        # Not `references`: what leads to very many parts, as others do, would be walked for each of them.
        parts = resolve_references(
            self._document, self.tokens, "schema", known=cache.parts, skipped=cache.problems
        ).parts
        wrong = {
            target: cache.problems[target] for part in parts for target in part.targets if target in cache.problems
        }
        inspections = zip(parts, self._inspect(parts), strict=True)
        wrong |= {part.key: [*part.problems, *inspection.problems] for part, inspection in inspections}
        wrong = {key: problems for key, problems in wrong.items() if problems}
        if not wrong:
            return self._size_problems(parts)
        cache.remember(parts, wrong)
        cache.problems.update(wrong)
        return list(dict.fromkeys(problem for problems in wrong.values() for problem in problems))

    def _size_problems(self, parts: list[DocumentPart]) -> list[Problem]:
        """Return the problem of the first of these parts that combines too many schemas; they have no others."""
        from .inspection import size_problems

        cache = self._cache
        found = {part.key: list(size_problems(self._document, part.tokens, cache.sizes)) for part in parts}
        too_large = {key: problems for key, problems in found.items() if problems}
        cache.problems.update(too_large)
        leading = cache.remember(parts, too_large)
        cache.problems.update((key, []) for key in found if key not in leading)
        return next(iter(too_large.values()), [])

    def reference_problems(self) -> list[Problem]:
        """Return the problems that leave nothing to validate against: of all its references, and of its size."""
        if self._cache.is_sound:
            return []
        from .inspection import size_problems

        sizes = self._cache.sizes
        found = (list(size_problems(self._document, part.tokens, sizes)) for part in self.references.parts)
        return self.references.problems or next(filter(None, found), [])

    def keyword_problems(self) -> list[Problem]:
        """Return the problems of its keywords, which are left out of it."""
        if self._cache.is_sound:
            return []
        return [problem for inspection in self._inspections for problem in inspection.problems]

    @cached_property
    def _inspections(self) -> list[Inspection]:
        return self._inspect(self.references.parts)

    def _inspect(self, parts: list[DocumentPart]) -> list[Inspection]:
        known = self._cache.inspections
        if any(part.key not in known for part in parts):
            from .inspection import inspect_part

            for part in parts:
                if part.key not in known:
                    known[part.key] = inspect_part(part, self.dialect)
        return [known[part.key] for part in parts]


def _places_left_out(view: Any, mark: str) -> SecretPlaces:
    from .secret_places import SecretPlaces

    return SecretPlaces(view, lambda schema: is_secret(schema) or schema.get(mark) is True)
