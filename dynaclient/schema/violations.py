"""Violations: how a value fails to satisfy a schema, as far as the errors of jsonschema show it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

ValuePath = tuple["str | int", ...]
"""The keys and indexes that lead to a value."""


@dataclass(frozen=True, eq=False, repr=False)
class Violation:
    """One way in which a value does not satisfy a schema."""

    path: ValuePath
    rule: str
    """The keyword that is not satisfied; ``false``, ``schema`` or ``depth`` if it is none."""
    expected: Any
    """The value of the keyword."""
    got: Any
    message: str
    known: tuple[str, ...] = ()
    """For an unknown property: the declared properties."""
    note: str = ""
    """The schema's own message (`errorMessage`, which editors show)."""


def explain_error(error: Any, base: ValuePath = ()) -> Iterator[Violation]:
    """Yield the violations that an error of jsonschema stands for; of alternatives, those of the closest one."""
    path = base + tuple(error.path)
    if error.context and error.validator in ("anyOf", "oneOf"):
        yield from _explain_alternatives(error, path)
        return
    unknown = error.validator in ("additionalProperties", "unevaluatedProperties") and error.validator_value is False
    known = tuple(error.schema.get("properties", ())) if unknown else ()
    got = None if unknown and error.message == "unknown property" else error.instance
    note = error.schema.get("errorMessage", "") if isinstance(error.schema, Mapping) else ""
    yield Violation(path, error.validator or "false", error.validator_value, got, error.message, known, str(note))


def _explain_alternatives(error: Any, path: ValuePath) -> Iterator[Violation]:
    by_branch: dict[Any, list[Any]] = {}
    for inner in error.context:
        by_branch.setdefault(inner.schema_path[0], []).append(inner)
    choices = _merge_choices(error.context)
    if choices is not None:
        yield Violation(path, "enum", choices, error.instance, "is not one of the allowed values")
        return
    candidates = list(by_branch.values())
    for excludes in (_is_type_mismatch, _is_discriminator_mismatch):
        candidates = [branch for branch in candidates if not any(map(excludes, branch))] or candidates
    if len(candidates) == 1:
        for inner in candidates[0]:
            yield from explain_error(inner, path)
        return
    common = (
        _discriminator_violations(candidates, path)
        or _type_violations(candidates, path)
        or _common_violations(candidates, path)
    )
    if common:
        yield from common
        return
    message = f"does not match any of {len(by_branch)} alternatives"
    yield Violation(path, error.validator, error.validator_value, error.instance, message)


def _discriminator_violations(branches: list[list[Any]], path: ValuePath) -> list[Violation]:
    """Return one violation with all allowed values if every branch fails at the values of the same property."""
    mismatches = [[error for error in branch if _is_discriminator_mismatch(error)] for branch in branches]
    names = {error.path[0] for errors in mismatches for error in errors}
    if len(names) != 1 or not all(mismatches):
        return []
    choices = [value for errors in mismatches for value in _allowed_values(errors[0])]
    return [Violation((*path, *names), "enum", choices, mismatches[0][0].instance, "is not one of the allowed values")]


def _type_violations(branches: list[list[Any]], path: ValuePath) -> list[Violation]:
    """Return one violation with all types if every branch expects another type."""
    mismatches = [[error for error in branch if error.validator == "type" and not error.path] for branch in branches]
    if not all(mismatches):
        return []
    declared = [errors[0].validator_value for errors in mismatches]
    types = dict.fromkeys(name for value in declared for name in ([value] if isinstance(value, str) else value))
    return [Violation(path, "type", list(types), mismatches[0][0].instance, f"expected type {' or '.join(types)}")]


def _common_violations(branches: list[list[Any]], path: ValuePath) -> list[Violation]:
    """Return the violations that all branches have in common."""
    keys = [{_key(error) for error in branch} for branch in branches]
    common = [error for error in branches[0] if all(_key(error) in branch for branch in keys)]
    return [violation for error in common for violation in explain_error(error, path)]


def _key(error: Any) -> tuple[Any, ...]:
    return tuple(error.path), error.validator, error.message


def _allowed_values(error: Any) -> list[Any]:
    return list(error.validator_value) if error.validator == "enum" else [error.validator_value]


def _is_discriminator_mismatch(error: Any) -> bool:
    """Return whether a property that has fixed values in this branch has another value."""
    return error.validator in ("enum", "const") and len(error.path) == 1


def _is_type_mismatch(error: Any) -> bool:
    return error.validator in ("type", "enum", "const") and not error.path


def _merge_choices(errors: Any) -> list[Any] | None:
    """Return the allowed values of all branches, or None if a branch is anything else than a choice of values."""
    choices: list[Any] = []
    for error in errors:
        if error.path:
            return None
        if error.validator == "enum":
            choices += error.validator_value
        elif error.validator == "const":
            choices.append(error.validator_value)
        elif error.validator in ("anyOf", "oneOf") and error.context:
            inner = _merge_choices(error.context)
            if inner is None:
                return None
            choices += inner
        else:
            return None
    return choices
