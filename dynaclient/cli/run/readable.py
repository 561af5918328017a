"""What `--only` has to be to leave out the actions of a description that cannot be read."""

from __future__ import annotations

from ...description.api import Api
from ...errors import DescriptionError, Problem, list_some, printable
from ...records import replace
from ..arguments.decoding import quoted

MAX_PATTERNS = 8
"""Names, at most, that an error has for `--only`."""


def naming_readable(api: Api, error: DescriptionError) -> DescriptionError:
    """
    Return the error of a command with `--only`: of all actions that cannot be read, with the names of the others.

    Args:
        api: The description.
        error: The error that it has; it is returned as it is if no action has problems, or each has.
    """
    faulty: dict[str, tuple[Problem, ...]] = {}
    for name in api.actions:
        try:
            api.action(name)
        except DescriptionError as found:
            faulty[name] = found.problems
    patterns = _patterns(list(api.actions), set(faulty))
    if not faulty or not patterns:
        return error
    shown = " ".join(f"--only {quoted(pattern)}" for pattern in patterns[:MAX_PATTERNS])
    more = f" … ({len(patterns)} in all)" if len(patterns) > MAX_PATTERNS else ""
    first, *others = dict.fromkeys(problem for problems in faulty.values() for problem in problems)
    fix = first.suggestion or "fix it"
    hint = f"{fix}; or leave out what has problems: {shown}{more}"
    file = f" in {printable(api.source)}" if api.source else ""
    return DescriptionError(
        [replace(first, suggestion=hint), *others], f"The description of {list_some(faulty, 5)}{file}"
    )


def _patterns(names: list[str], faulty: set[str]) -> list[str]:
    """Return what fits all names but the faulty ones: resources as a whole where that is possible."""
    found: dict[str, None] = {}
    for name in names:
        if name in faulty or any(name.startswith(pattern[:-1]) for pattern in found if pattern.endswith("*")):
            continue
        resource = name.rpartition(".")[0]
        is_whole = not any(other.startswith(f"{resource}.") for other in faulty)
        found[f"{resource}.*" if is_whole else name] = None
    return list(found)
