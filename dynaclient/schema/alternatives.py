"""
The keywords `anyOf` and `oneOf`: which alternative a value was meant to be, and what is wrong with it as that one.

What tells the alternatives apart is looked at before any of them is evaluated: the type of the value, its fixed values,
and its tags, which are properties with fixed values (`"kind": {"const": "circle"}`). An alternative that these exclude
cannot allow the value, so the verdict stays that of JSON Schema; and the failures are those of the ones that are left.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from .equality import canonical
from .evaluation import Evaluation, Failure
from .traits import Traits, traits_of

MAX_LISTED = 8
"""How many alternatives are listed by name."""


def any_of(validator: Evaluation, branches: Any, instance: Any, schema: Any) -> Iterator[Failure]:
    """Yield why a value matches none of the alternatives."""
    alternatives = Alternatives(validator, branches, instance, schema)
    if not any(alternatives.is_valid(index) for index in alternatives.possible):
        yield from alternatives.explain("anyOf")


def one_of(validator: Evaluation, branches: Any, instance: Any, schema: Any) -> Iterator[Failure]:
    """Yield why a value matches none of the alternatives, or that it matches more than one."""
    alternatives = Alternatives(validator, branches, instance, schema)
    valid = [index for index in alternatives.possible if alternatives.is_valid(index)]
    if len(valid) > 1:
        fitting = _listed([alternatives.name(index) for index in valid], "and")
        count = _COUNTS.get(len(valid), len(valid))
        yield Failure(cause=f"has to fit exactly one alternative, and fits {count} of them: {fitting}")
    elif not valid:
        yield from alternatives.explain("oneOf")


_COUNTS = {2: "two", 3: "three"}


def _listed(names: list[str], word: str) -> str:
    if len(names) > MAX_LISTED:
        return f"{', '.join(names[:MAX_LISTED])}, … ({len(names)} in all)"
    return f" {word} ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


class Alternatives:
    """The alternatives of a schema, and a value that should match one."""

    def __init__(self, validator: Evaluation, branches: list[Any], instance: Any, schema: Mapping[str, Any]) -> None:
        self.validator = validator
        self.branches = branches
        self.instance = instance
        self.schema = schema
        self.traits = [traits_of(validator, branch) for branch in branches]
        self.mismatches = [self._mismatches(traits) for traits in self.traits]
        """For each alternative what excludes it: ``("type",)``, ``("value",)``, or the names of tags."""
        self.possible = [index for index, mismatches in enumerate(self.mismatches) if not mismatches]
        self.failures: dict[int, list[Failure]] = {}

    def is_valid(self, index: int) -> bool:
        """Return whether an alternative allows the value."""
        self.failures[index] = self.validator.failures(self.instance, self.branches[index])
        return not self.failures[index]

    def _mismatches(self, traits: Traits) -> tuple[Any, ...]:
        spend = self.validator.budget.spend
        if traits.types is not None and not any(self.validator.is_type(self.instance, name) for name in traits.types):
            return (TYPE,)
        if traits.values is not None and not traits.values.allow(self.instance, spend):
            return (VALUE,)
        if not isinstance(self.instance, dict):
            return ()
        tags = ((name, choices) for name, choices in traits.tags.items() if name in self.instance)
        return tuple(name for name, choices in tags if not choices.allow(self.instance[name], spend))

    def name(self, index: int) -> str:
        """Return the name of an alternative: its title, that of the schema that it refers to, or its number."""
        branch = self.branches[index]
        title = branch.get("title") if isinstance(branch, Mapping) else None
        reference = branch.get("$ref") if isinstance(branch, Mapping) else None
        if isinstance(reference, str) and not title:
            target = self.validator.resolve(branch, "$ref").contents
            title = target.get("title") if isinstance(target, Mapping) else None
            title = title or reference.rpartition("/")[2]
        return title if isinstance(title, str) and title else f"alternative {index + 1}"

    # Why none of them matches.

    def explain(self, keyword: str) -> Iterator[Failure]:
        """Yield the failures of the alternative that was meant; a failure of all if that is not known."""
        found = list(self._excluded() if not self.possible else self._possible())
        yield from found or [self._none(keyword)]

    def _none(self, keyword: str) -> Failure:
        names = [self.name(index) for index in range(len(self.branches))]
        return Failure(keyword, cause=f"fits none of the alternatives: {_listed(names, 'or')}")

    def _excluded(self) -> Iterator[Failure]:
        """Yield what excludes all alternatives."""
        of_type = [index for index, mismatches in enumerate(self.mismatches) if mismatches != (TYPE,)]
        by_tag = [index for index in of_type if self.mismatches[index] != (VALUE,)]
        if not by_tag and all(traits.values is not None for traits in self.traits):
            yield Failure("enum", self._values(range(len(self.traits))))
        elif not of_type:
            types = dict.fromkeys(name for traits in self.traits for name in traits.types or ())
            yield Failure("type", list(types))
        elif not by_tag:
            yield Failure("enum", self._values(of_type))
        else:
            yield from self._tag_failures(by_tag)

    def _values(self, indexes: Iterable[int]) -> list[Any]:
        choices = (self.traits[index].values for index in indexes)
        return self._distinct(value for values in choices if values is not None for value in values.values)

    def _distinct(self, values: Iterable[Any]) -> list[Any]:
        return list({canonical(value, self.validator.budget.spend): value for value in values}.values())

    def _tag_failures(self, indexes: list[int]) -> Iterator[Failure]:
        """Yield the tags whose value is that of no alternative, among those that differ in the fewest."""
        least = min(map(self._difference, indexes))
        closest = [index for index in indexes if self._difference(index) == least]
        for name in self.mismatches[closest[0]]:
            if all(name in self.mismatches[index] for index in closest):
                choices = self._distinct(value for index in closest for value in self.traits[index].tags[name].values)
                yield Failure("enum", choices, self.instance[name], [name])

    def _difference(self, index: int) -> tuple[int, int]:
        """Return how far the tags differ from those of an alternative: of several, the first one counts most."""
        mismatches = self.mismatches[index]
        return len(mismatches), -list(self.traits[index].tags).index(mismatches[0])

    def _possible(self) -> list[Failure]:
        """Return the failures of the alternative, of those that nothing excludes, that was meant."""
        missing = self._missing_tag()
        if missing is not None:
            return [missing]
        hinted = self._hinted()
        if hinted is not None:
            return hinted
        candidates = self.possible
        for excludes in (_is_type_failure, _is_tag_failure):
            candidates = [i for i in candidates if not any(map(excludes, self.failures[i]))] or candidates
        if len(candidates) == 1:
            return self.failures[candidates[0]]
        return self._closest(candidates) or self._common(candidates)

    def _missing_tag(self) -> Failure | None:
        """Return the failure of a value without the property that selects the alternative."""
        if len(self.possible) < 2 or not isinstance(self.instance, dict):
            return None
        traits = [self.traits[index] for index in self.possible]
        for name in traits[0].tags:
            if name not in self.instance and all(name in one.tags and name in one.required for one in traits):
                choices = self._distinct(value for one in traits for value in one.tags[name].values)
                if len(choices) == sum(len(one.tags[name].values) for one in traits):
                    undeclared = (key for key in self.instance if not any(key in one.names for one in traits))
                    return Failure("required", [name], known=tuple(undeclared), choices=tuple(choices))
        return None

    def _hinted(self) -> list[Failure] | None:
        """Return the failures of the alternative that OpenAPI's `discriminator` selects; None if it does not apply."""
        hint = self.schema.get("discriminator")
        name = hint.get("propertyName") if isinstance(hint, Mapping) else None
        if not isinstance(hint, Mapping) or not isinstance(name, str) or not isinstance(self.instance, dict):
            return None
        names, mapped = self._by_name(), self._by_mapping(hint)
        tags = mapped or names
        if not tags:
            return None
        if name not in self.instance:
            return [Failure("required", [name], choices=tuple(tags))]
        tag = self.instance[name]
        index = {**names, **mapped}.get(tag) if isinstance(tag, str) else None
        if index is None:
            return [Failure("enum", list(tags), tag, [name])]
        return self.failures.get(index)

    def _by_name(self) -> dict[str, int]:
        """Return the alternatives that are references, by the last part of these."""
        references = (branch.get("$ref") if isinstance(branch, Mapping) else None for branch in self.branches)
        return {ref.rpartition("/")[2]: index for index, ref in enumerate(references) if isinstance(ref, str)}

    def _by_mapping(self, hint: Mapping[str, Any]) -> dict[str, int]:
        """Return the alternatives by the tags that the `mapping` of a discriminator has for them."""
        mapping, names = hint.get("mapping"), self._by_name()
        targets = mapping.items() if isinstance(mapping, Mapping) else ()
        found = {tag: names.get(str(target).rpartition("/")[2]) for tag, target in targets}
        return {tag: index for tag, index in found.items() if index is not None}

    def _closest(self, candidates: list[int]) -> list[Failure]:
        """Return the failures of the alternative with the fewest and deepest; none if two are equally close."""
        ranked = sorted(candidates, key=lambda index: _distance(self.failures[index]))
        first, second = ranked[:2]
        if _distance(self.failures[first]) == _distance(self.failures[second]):
            return []
        for failure in self.failures[first]:
            failure.branch = failure.branch or self.name(first)
        return self.failures[first]

    def _common(self, candidates: list[int]) -> list[Failure]:
        """Return the failures that the alternatives have in common."""
        keys = [{self._key(failure) for failure in self.failures[index]} for index in candidates]
        return [f for f in self.failures[candidates[0]] if all(self._key(f) in known for known in keys)]

    def _key(self, failure: Failure) -> tuple[Any, ...]:
        return tuple(failure.steps), failure.rule, canonical(failure.expected, self.validator.budget.spend)


TYPE, VALUE = object(), object()
"""What excludes an alternative besides its tags."""


def _is_type_failure(failure: Failure) -> bool:
    return failure.rule in ("type", "enum", "const") and not failure.steps


def _is_tag_failure(failure: Failure) -> bool:
    """Return whether a property that has fixed values in this alternative has another value."""
    return failure.rule in ("enum", "const") and len(failure.steps) == 1


_OF_THE_OBJECT = frozenset({"additionalProperties", "unevaluatedProperties", "propertyNames"})


def _distance(failures: list[Failure]) -> tuple[int, int, int]:
    """Return how far a value is from an alternative: failures of itself, all failures, and how high up the first is."""
    depths = [len(failure.steps) - (failure.rule in _OF_THE_OBJECT) for failure in failures]
    return depths.count(0), len(depths), -min(depths)
