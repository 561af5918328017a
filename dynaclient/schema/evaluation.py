"""
The evaluation of a schema on a value: each schema and value once, within a budget of time.

An `Evaluation` is what the keywords receive as their validator. Its budget and what it has found out belong to one
validation: two of them, in whichever threads, share only what is known of the schema itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from numbers import Number
from time import monotonic
from typing import Any

from .engines import look_up, resolver_of
from .equality import Choices
from .patterns import Matcher, compile_pattern

MAX_FAILURES = 1_000
"""How many failures of one value in one schema are found at most; there may be any number."""
STEPS_BETWEEN_LOOKS = 256
"""After how many steps the clock is read."""

_DYNAMIC = frozenset({"$dynamicRef", "$recursiveRef"})
_IGNORES_BESIDE_REFERENCE = frozenset({"draft-04", "draft-06", "draft-07"})
UNSET: Any = object()


class OutOfTime(Exception):
    """The validation took longer than it may."""


class Budget:
    """How long a validation may take, in seconds."""

    __slots__ = ("_ends", "_steps", "seconds")

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._ends = monotonic() + seconds
        self._steps = 0

    def spend(self) -> None:
        """Count a step of the work; raise `OutOfTime` if no time is left."""
        self._steps += 1
        if self._steps % STEPS_BETWEEN_LOOKS == 0:
            self.look()

    def look(self) -> None:
        """Raise `OutOfTime` if no time is left, as before a step that may take long."""
        if monotonic() > self._ends:
            raise OutOfTime


@dataclass(eq=False, repr=False, slots=True)
class Failure:
    """One keyword that a value does not satisfy. What a keyword leaves out is filled in where it is evaluated."""

    rule: str = ""
    expected: Any = UNSET
    got: Any = UNSET
    steps: list[str | int] = field(default_factory=list)
    """The keys and indexes that lead to the value, the last one first."""
    known: tuple[str, ...] = ()
    """For an unknown property: the declared ones."""
    choices: tuple[Any, ...] = ()
    """For a missing property that selects an alternative: its values."""
    cause: str = ""
    """See `Violation.cause`."""
    branch: str = ""
    """The alternative that the value resembles most, if it was selected for that reason."""
    note: str = ""
    name: str | None = None
    """The property whose name, and not its value, is not allowed."""
    is_complete: bool = False

    def key(self) -> tuple[Any, ...]:
        """Return what two failures have in common that are the same: combined schemas may find one twice."""
        expected = self.expected
        is_names = isinstance(expected, list) and len(expected) < 8 and all(isinstance(name, str) for name in expected)
        identity = tuple(expected) if is_names else id(expected)
        return tuple(self.steps), self.rule, identity, self.cause, self.name

    def copy(self) -> Failure:
        """Return a copy that can be moved to another path."""
        return Failure(
            self.rule, self.expected, self.got, [*self.steps], self.known, self.choices, self.cause, self.branch,
            self.note, self.name, self.is_complete,
        )  # fmt: skip

    def complete(self, keyword: str, value: Any, instance: Any, schema: Mapping[str, Any]) -> None:
        """Fill in what the keyword left out."""
        self.rule = self.rule or keyword
        self.expected = value if self.expected is UNSET else self.expected
        self.got = instance if self.got is UNSET else self.got
        self.note = str(schema.get("errorMessage", ""))
        self.is_complete = True


Keyword = Callable[..., "Iterator[Failure] | None"]
"""A keyword. Its arguments: the validation, the value of the keyword, the instance, and the schema."""


def _is_int(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


_TYPES: dict[str, Callable[[Any], bool]] = {
    "null": lambda value: value is None,
    "boolean": lambda value: isinstance(value, bool),
    "integer": lambda value: _is_int(value) or (isinstance(value, float) and value.is_integer()),
    "number": lambda value: isinstance(value, Number) and not isinstance(value, bool),
    "string": lambda value: isinstance(value, str),
    "array": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, dict),
}
"""The JSON types."""


def _require_stack(levels: int = 100) -> None:
    """Raise RecursionError if so many calls cannot be nested here: the library for references aborts instead."""
    if levels:
        _require_stack(levels - 1)


class Plan:
    """What is known of a schema before a value is validated; it is shared by all validations."""

    def __init__(self, schema: Any, dialect: str, keywords: Mapping[str, Keyword]) -> None:
        self.schema = schema
        self.dialect = dialect
        self.keywords = keywords
        self.types = {**_TYPES, **({"integer": _is_int} if dialect == "draft-04" else {})}
        self.specification, self.resolver = resolver_of(schema, dialect)
        self.is_dynamic = _has_key(schema, _DYNAMIC)
        self.resolved: dict[Any, Any] = {}
        self.choices: dict[tuple[int, str], Choices] = {}
        self.traits: dict[Any, Any] = {}

    def applicable(self, schema: Mapping[str, Any]) -> Any:
        """Return the keywords of a schema that count: before 2019-09, none does beside a `$ref`."""
        if self.dialect in _IGNORES_BESIDE_REFERENCE and schema.get("$ref") is not None:
            return (("$ref", schema["$ref"]),)
        return schema.items()

    def evaluate(self, value: Any, budget: Budget) -> Iterator[Failure]:
        """Yield the failures of a value. `OutOfTime`, RecursionError and whatever a faulty schema raises go through."""
        return Evaluation(self, budget, {}, self.resolver).descend(value, self.schema, resolver=self.resolver)


def _has_key(schema: Any, keys: frozenset[str]) -> bool:
    pending = [schema]
    while pending:
        current = pending.pop()
        if isinstance(current, dict):
            if not keys.isdisjoint(current):
                return True
            pending += current.values()
        elif isinstance(current, list):
            pending += current
    return False


class Evaluation:
    """A validation, inside one resource of the schema."""

    __slots__ = ("_memory", "budget", "plan", "resolver")

    def __init__(self, plan: Plan, budget: Budget, memory: dict[Any, list[Failure]], resolver: Any) -> None:
        self.plan = plan
        self.budget = budget
        self._memory = memory
        self.resolver = resolver

    def is_type(self, instance: Any, name: str) -> bool:
        """Return whether a value has a JSON type."""
        return self.plan.types[name](instance)

    def matcher(self, pattern: str) -> Matcher:
        """Return a function that returns whether a pattern matches; `OutOfTime` if no time is left for it."""
        matches = compile_pattern(pattern)

        def matches_in_time(text: str) -> bool:
            self.budget.look()
            return matches(text)

        return matches_in_time

    def descend(
        self,
        instance: Any,
        schema: Any,
        path: Any = None,
        resolver: Any = None,
    ) -> Iterator[Failure]:
        """Yield the failures of a value; `path` is its key or index if it is a member of the value before."""
        if schema is True:
            return
        if schema is False:
            yield Failure("false", None, instance, [] if path is None else [path], is_complete=True)
            return
        evaluation = self._inside(schema, resolver)
        for keyword, value in self.plan.applicable(schema):
            function = self.plan.keywords.get(keyword)
            if function is None:
                continue
            self.budget.spend()
            for failure in function(evaluation, value, instance, schema) or ():
                if not failure.is_complete:
                    failure.complete(keyword, value, instance, schema)
                if path is not None:
                    failure.steps.append(path)
                yield failure

    def _inside(self, schema: Mapping[str, Any], resolver: Any) -> Evaluation:
        if resolver is None and ("$id" in schema or "id" in schema):
            resolver = self.resolver.in_subresource(self.plan.specification.create_resource(schema))
        return self if resolver is None else self.inside(resolver)

    def inside(self, resolver: Any) -> Evaluation:
        """Return the same validation, inside another resource."""
        return self if resolver is self.resolver else Evaluation(self.plan, self.budget, self._memory, resolver)

    # Each pair once.

    def memoized(self, instance: Any, schema: Any, resolver: Any = None) -> Iterator[Failure]:
        """Yield the failures of a value, at most `MAX_FAILURES`; they are found once for each value and schema."""
        key = (id(schema), id(instance), self._scope(resolver))
        known = self._memory.get(key)
        if known is not None:
            self.budget.spend()
            yield from [failure.copy() for failure in known]
            return
        found: dict[Any, Failure] = {}
        for failure in self.descend(instance, schema, resolver=resolver):
            if found.setdefault(failure.key(), copy := failure.copy()) is copy:
                yield failure
            if len(found) == MAX_FAILURES:
                break
        self._memory[key] = list(found.values())

    def failures(self, instance: Any, schema: Any) -> list[Failure]:
        """Return the failures of a value."""
        return list(self.memoized(instance, schema))

    def is_valid(self, instance: Any, schema: Any) -> bool:
        """Return whether a value is valid."""
        return not self.failures(instance, schema)

    def _scope(self, resolver: Any = None) -> tuple[str, ...]:
        """Return what the targets of dynamic references depend on."""
        if not self.plan.is_dynamic:
            return ()
        return tuple(uri for uri, _ in (self.resolver if resolver is None else resolver).dynamic_scope())

    # References and values.

    def resolve(self, schema: Mapping[str, Any], keyword: str) -> Any:
        """Return the target of a reference of a schema: its `contents`, and the `resolver` inside it."""
        key = (id(schema), keyword, self._scope())
        resolved = self.plan.resolved.get(key)
        if resolved is None:
            _require_stack()
            resolved = self.plan.resolved[key] = look_up(self.resolver, schema, keyword)
        return resolved

    def choices(self, schema: Mapping[str, Any], keyword: str) -> Choices:
        """Return the values of the `enum` or `const` of a schema."""
        key = (id(schema), keyword)
        choices = self.plan.choices.get(key)
        if choices is None:
            values = schema[keyword] if keyword == "enum" else [schema[keyword]]
            choices = self.plan.choices[key] = Choices(values, self.budget.spend)
        return choices
