"""What a mock server can be ordered to do, described in ``control.json`` like any other API: so it is validated."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

from ...call.arguments import validate_arguments
from ...description.api import Api
from ...errors import InvalidCall, Problem
from ...records import replace
from .faults import Order
from .names import pattern_of

PREFIX = "/__mock/"
"""What the paths of all endpoints begin with."""


@lru_cache(maxsize=1)
def control_api() -> Api:
    """Return the description of the endpoints."""
    return Api(json.loads((files("dynaclient.mock.control") / "control.json").read_text("utf-8")))


def problems_of(name: str, arguments: Mapping[str, Any]) -> tuple[Problem, ...]:
    """Return what is wrong with the arguments of an action in ``control.json``."""
    try:
        validate_arguments(control_api().action(name), arguments)
    except InvalidCall as error:
        return error.problems
    return ()


def order_of(api: Api, given: Mapping[str, Any], owner: str = "fail") -> Order:
    """
    Return how calls are to fail.

    Args:
        api: The description of the API whose calls fail.
        given: The members of an order as ``control.json`` has them; None for one that is left out.
        owner: The name of the method, for errors.

    Raises:
        InvalidCall: One of them is not valid, or nothing would fail.
        UnknownName: There is no such action.
    """
    passed = {name: value for name, value in given.items() if value is not None}
    problems = problems_of("faults.post", {"fault": passed})
    if problems:
        raise InvalidCall(owner, map(_of_member, problems))
    order = Order(**{_FIELDS.get(name, name): _whole(name, value) for name, value in passed.items()})
    contradictions = _contradictions(order)
    if contradictions:
        raise InvalidCall(owner, contradictions)
    return replace(order, action=pattern_of(api, order.action))


_FIELDS = {"retryAfter": "retry_after"}
"""The names of members in Python, where they are others."""


def _whole(name: str, value: Any) -> Any:
    """Return a member of an order, without a fraction where only integers are declared."""
    return int(value) if name in ("status", "cut", "times", "seed") else value


def _of_member(problem: Problem) -> Problem:
    """Return a problem of a member of an order as that of an argument."""
    name, *path = problem.path or (problem.name,)
    return replace(problem, location="option", name=_FIELDS.get(str(name), str(name)), path=tuple(path))


def _contradictions(order: Order) -> list[Problem]:
    if order.retry_after is not None and order.status is None:
        return [_problem("retry_after", "needs a status beside it", "pass status=429 or status=503 too")]
    if order.status is None and order.delivery is None:
        return [_problem("fault", "has nothing that fails", "pass a status, delay, cut, drip or drop")]
    return []


def _problem(name: str, message: str, hint: str) -> Problem:
    return Problem.in_call("option", name, (), "required", None, None, message, hint)
