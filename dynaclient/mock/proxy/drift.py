"""How a response of the real API differs from its description."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from ...call.problems import difference, has_words
from ...call.response import is_shallow, read_value, unchanged
from ...call.response_validation import MAX_DIFFERENCES, label_problem, schema_for
from ...description.model import UNSET, Action
from ...errors import BadResponse, Problem, printable
from ...messages import Response
from ...schema.validation import Schema
from ...schema.violations import MAX_SECONDS, Violation

MAX_SHOWN = 3
"""Problems that the header field lists; the others are counted."""
MAX_LENGTH = 80
"""Characters of one of them."""
_RESPONSE = "response"
"""The location of the problems of responses."""


def compare(action: Action, response: Response, *, is_whole: bool) -> tuple[Any, tuple[Problem, ...]]:
    """
    Return the value of a response, and how it differs from the description.

    Args:
        action: The action that was called.
        response: The response of the real API.
        is_whole: Whether it has its body; else only its status and its media type are compared.

    Returns:
        Plain data, a string or bytes, and `UNSET` if there is no body or it cannot be read; and the differences.
        Values of the response are not part of them.
    """
    described = action.response_for(response.status)
    value, problems = _value(action, response) if is_whole and response.body else (UNSET, ())
    if described is None:
        known = ", ".join(action.responses)
        undescribed = _problem("status", "status", f"{response.status} is not described", f"described: {known}")
        return value, ((undescribed, *problems) if action.responses else problems)
    label = label_problem(response, described.content) if response.body or not is_whole else ""
    if label:
        return value, (_problem("Content-Type", "content", label),)
    schema = schema_for(response, described.content)
    if is_whole and schema is not None:
        problems += _differences(schema, value, is_empty=not response.body)
    return value, problems


def _value(action: Action, response: Response) -> tuple[Any, tuple[Problem, ...]]:
    try:
        value = read_value(action, response, 1, unchanged)
    except BadResponse:
        return UNSET, (_problem("body", "json", "is not what its Content-Type declares"),)
    return (value, ()) if is_shallow(value) else (UNSET, (_problem("body", "depth", "is nested too deeply"),))


def _differences(schema: Schema, value: Any, *, is_empty: bool) -> tuple[Problem, ...]:
    if value is UNSET:
        is_missing = is_empty and not schema.is_valid(None)
        return (_problem("body", "empty", "is empty"),) if is_missing else ()
    if isinstance(value, bytes) or schema.is_clearly_valid(value):
        return ()
    violations = schema.find_violations(value, seconds=MAX_SECONDS, most=MAX_DIFFERENCES)
    return tuple(map(_difference, violations))


def _difference(violation: Violation) -> Problem:
    expected = json.dumps(violation.expected, ensure_ascii=False, default=str)
    message = difference(violation)
    hint = f"described: {expected}" if len(expected) <= MAX_LENGTH and not has_words(violation.rule) else ""
    return Problem.in_call(_RESPONSE, "body", violation.path, violation.rule, violation.expected, None, message, hint)


def _problem(name: str, rule: str, message: str, hint: str = "") -> Problem:
    return Problem.in_call(_RESPONSE, name, (), rule, None, None, message, hint)


def undescribed(message: str) -> Problem:
    """Return the problem of a request that the description has no action for."""
    return Problem.in_call("request", "path", (), "undescribed", None, None, message)


# --- shown -----------------------------------------------------------------------------------------------------------


def brief(problem: Problem) -> str:
    """Return a problem in one line without any value: ``response body.items.0.age: type``."""
    place = ".".join([problem.name, *map(str, problem.path)])
    side = problem.location if problem.location in (_RESPONSE, "request") else f"request {problem.location}"
    return printable(f"{side} {place}"[:MAX_LENGTH] + f": {problem.rule}")


def summary(problems: Iterable[Problem]) -> str:
    """Return the value of the header field that shows problems: how many, and the first of them; ASCII."""
    found = list(map(brief, problems))
    more = ["…"] if len(found) > MAX_SHOWN else []
    listed = "; ".join([str(len(found)), *found[:MAX_SHOWN], *more])
    return listed.replace("…", "...").encode("ascii", "replace").decode()
