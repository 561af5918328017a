"""What is wrong with a file of profiles. No value of it is shown: it may be a secret where none should be."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from ..description.positions import Positions
from ..errors import Problem, close_matches, did_you_mean, list_some
from ..records import replace
from ..redaction import is_secret_name
from ..schema.references import format_pointer
from ..schema.validation import Validator
from ..schema.violations import UNKNOWN_PROPERTY, Violation

SCHEMA = Path(__file__).with_name("profiles.schema.json")
"""The JSON Schema of the file."""
_NO_SECRET = "a secret is not written into this file"  # noqa: S105 - that is a message


def profile_problems(document: Any, text: str) -> list[Problem]:
    """
    Return all problems of a file of profiles.

    Args:
        document: Its value.
        text: Its content, for the lines.
    """
    positions = Positions.of(text)
    found = {str(problem): problem for problem in _problems(document)}
    located = [replace(problem, line=positions.line(problem.pointer or "")) for problem in found.values()]
    return sorted([*located, *positions.duplicates], key=lambda problem: problem.line or 0)


def name_hint(name: str) -> str:
    """Return how the name of a profile is written; an empty string if it may be this one."""
    return next((problem.suggestion for problem in _problems({"profiles": {name: {}}})), "")


def _problems(document: Any) -> Iterator[Problem]:
    # Each command of a profile reads the file: the fast engine confirms it without the slow one.
    violations = [] if _validator().is_clearly_valid(document) else _validator().find_violations(document)
    yield from map(_problem_of, violations)
    if violations:
        return
    profiles = document.get("profiles", {})
    default = document.get("default")
    if default is not None and default not in profiles:
        hint = did_you_mean(close_matches(default, profiles)) or "write the name of one of `profiles`"
        yield Problem.in_description("/default", "default", "there is no profile with this name", hint)
    for name, profile in profiles.items():
        yield from _secrets_in_profile(profile, ("profiles", name))


@lru_cache(maxsize=1)
def _validator() -> Validator:
    return Validator(json.loads(SCHEMA.read_text("utf-8")))


def _problem_of(violation: Violation) -> Problem:
    pointer = format_pointer(violation.path)
    rule, message, hint = violation.rule, "", violation.note
    if rule in UNKNOWN_PROPERTY:
        name = str(violation.path[-1])
        rule, message = "unknown-key", f"`{name}` is not a key allowed here"
        hint = did_you_mean(close_matches(name, violation.known)) or f"allowed here: {list_some(violation.known)}"
    elif rule == "required":
        message = f"the required key `{violation.expected[0]}` is missing"
        hint = hint or "add it"
    elif rule == "enum":
        message, hint = "this is not one of the allowed values", f"use one of: {list_some(violation.expected)}"
    elif rule == "type":
        message = f"this is not of the type {violation.expected}"
        if _is_about_secret(hint) and isinstance(violation.got, (str, int)):
            rule, message = "secret", _NO_SECRET
    else:
        message = "this is not allowed here" if violation.name is None else "this name is not allowed"
    hint = hint[:1].lower() + hint[1:].rstrip(".")
    return Problem.in_description(pointer, rule, message, hint or f"see {SCHEMA.name}")


def _is_about_secret(note: str) -> bool:
    return "where the secret is" in note


def _secrets_in_profile(profile: Mapping[str, Any], path: tuple[str | int, ...]) -> Iterator[Problem]:
    """Yield a problem for each secret among values that are not for secrets."""
    hint = "remove it; `auth` has where credentials are from"
    yield from _secrets_in(profile.get("defaults", {}), (*path, "defaults"), hint)
    for scheme, source in profile.get("auth", {}).items():
        place = (*path, "auth", scheme)
        hint = 'name where it is, such as {"from": "env", "name": …}'
        yield from _secrets_in(source.get("arguments", {}), (*place, "arguments"), hint)
        yield from _secrets_in(source.get("parameters", {}), (*place, "parameters"), "use another key of the source")


def _secrets_in(value: Any, path: tuple[str | int, ...], hint: str) -> Iterator[Problem]:
    for key, member in _members(value):
        place = (*path, key)
        if isinstance(member, (str, int)) and is_secret_name(key) and not isinstance(member, bool):
            yield Problem.in_description(format_pointer(place), "secret", _NO_SECRET, hint)
        yield from _secrets_in(member, place, hint)


def _members(value: Any) -> Iterable[tuple[str | int, Any]]:
    if isinstance(value, Mapping):
        return value.items()
    return enumerate(value) if isinstance(value, list) else ()
