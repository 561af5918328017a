"""Violations: how a value fails to satisfy a schema, each once, and what was meant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

from ..errors import close_matches
from ..records import dataclass, replace
from ..redaction import MASK

if TYPE_CHECKING:
    from .evaluation import Failure, Plan

ValuePath = tuple["str | int", ...]
"""The keys and indexes that lead to a value."""

MAX_VIOLATIONS = 1_000
"""How many violations are reported at most."""
MAX_SECONDS = 5.0
"""How long it may take to find them, unless the caller has less time."""
MAX_CORRECTED = 50
"""For how many violations a name that was meant is looked for."""


@dataclass(frozen=True, eq=False, repr=False)
class Violation:
    """One way in which a value does not satisfy a schema."""

    path: ValuePath
    rule: str
    """The keyword that is not satisfied; ``false``, ``schema``, ``depth`` or ``time`` if it is none."""
    expected: Any
    """The value of the keyword; for a missing property a list with its name."""
    got: Any
    message: str = ""
    known: tuple[str, ...] = ()
    """For an unknown property: the declared properties."""
    note: str = ""
    """The schema's own message (`errorMessage`, which editors show)."""
    choices: tuple[Any, ...] = ()
    """For a missing property that selects one of several alternatives: its values."""
    cause: str = ""
    """The property because of which another one is required, the items that are equal, or the alternatives that fit."""
    branch: str = ""
    """The alternative that the value resembles most, if there are several and nothing says which one was meant."""
    name: str | None = None
    """The property whose name, and not its value, is not allowed; the path leads to the object that has it."""
    meant: str = ""
    """For a missing property: the property of the value that is probably a misspelling of it."""


UNKNOWN_PROPERTY = frozenset({"additionalProperties", "unevaluatedProperties"})
"""The keywords that a property does not satisfy because it is unknown."""


def find_violations(
    plan: Plan, value: Any, *, seconds: float = MAX_SECONDS, most: int = MAX_VIOLATIONS
) -> list[Violation]:
    """Return each way in which a value does not satisfy a schema, see `Validator.find_violations`."""
    found: list[Violation] = []
    stopped = _collect(plan, value, seconds, most, found)
    return correct_names(found) or ([] if stopped is None else [stopped])


def _collect(plan: Plan, value: Any, seconds: float, most: int, found: list[Violation]) -> Violation | None:
    """Add the violations to the list; if something stops that, return the violation that stands for it."""
    from .evaluation import Budget, OutOfTime

    try:
        found.extend(islice(_violations_of(plan.evaluate(value, Budget(seconds))), most))
    except OutOfTime:
        return Violation((), "time", seconds, None, f"could not be validated within {seconds:.3g} seconds")
    except RecursionError:
        return Violation((), "depth", None, None, "is nested too deeply to be validated")
    except Exception as error:  # noqa: BLE001 - a faulty schema may raise anything, from TypeError to re.error
        found.clear()
        return _unfinished(error)
    return None


def _unfinished(error: Exception) -> Violation:
    """Return the violation that stands for a validation that failed."""
    from .pattern_tree import TooManySteps

    if isinstance(error, TooManySteps):
        return Violation((), "time", None, None, f"cannot be validated: {error}")
    return Violation((), "schema", None, None, f"cannot be validated with this schema ({type(error).__name__})")


def _violations_of(failures: Iterable[Failure]) -> Iterator[Violation]:
    """Yield the violations that failures stand for, each once."""
    seen: set[tuple[Any, ...]] = set()
    for failure in failures:
        key = failure.key()
        if key not in seen:
            seen.add(key)
            path = tuple(reversed(failure.steps))
            yield Violation(
                path, failure.rule, failure.expected, failure.got, "", failure.known, failure.note, failure.choices,
                failure.cause, failure.branch, failure.name,
            )  # fmt: skip


def redact_violation(violation: Violation, redacted: Any) -> Violation:
    """Return a violation with what it has of the value as that is redacted."""
    got = redacted
    for step in violation.path:
        if got == MASK:
            break
        got = got[step]
    return replace(violation, got=got if violation.got is not None else None)


# --- misspelt properties ---------------------------------------------------------------------------------------------


def correct_names(violations: list[Violation]) -> list[Violation]:
    """
    Return the violations with each misspelt property as one: a missing one, and an unknown one with a similar name.

    If the schema does not forbid the unknown one, the missing one is reported, with what was probably meant for it.
    """
    missing = [one for one in violations if one.rule == "required"][:MAX_CORRECTED]
    unknown = {one.path: one for one in violations if one.rule in UNKNOWN_PROPERTY and one.path}
    corrected: dict[int, Violation | None] = {}
    for one in missing:
        name = one.expected[0]
        meant = close_matches(name, one.known, 1)
        other = unknown.pop((*one.path, *meant), None) if meant else None
        if other is not None:
            corrected[id(other)] = replace(other, known=(name, *(known for known in other.known if known != name)))
        corrected[id(one)] = None if other is not None else replace(one, known=(), meant="".join(meant))
    found = (corrected.get(id(one), one) for one in violations)
    return [one if one.rule != "required" else replace(one, known=()) for one in found if one is not None]
