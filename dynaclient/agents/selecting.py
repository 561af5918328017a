"""
`select`: a JMESPath expression (https://jmespath.org) picks what of an answer is shown. It may use so much and no more.

An expression of 500 characters can ask for more than the memory holds: each of its steps counts what it makes.
"""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import Any

from ..errors import DynaclientError, InvalidCall, Problem
from ..redaction import strip_traceback

MAX_LENGTH = 500
"""Characters of an expression."""
MAX_SECONDS = 2.0
MAX_VALUES = 2_000_000
"""Values that an expression may make, and that its result may have."""
_CHARACTERS = 32
"""Characters that count as one value."""

Select = Callable[[Any], Any]


class _TooMuch(Exception):
    """The expression has made as much as it may."""


def compile_selection(expression: str, action: str) -> Select:
    """
    Return the function that applies a JMESPath expression to a value.

    Args:
        expression: The expression.
        action: The full name of the action, for errors.

    Raises:
        InvalidCall: It is not one, or too long.
    """
    if len(expression) > MAX_LENGTH:
        raise _problem(action, f"has {len(expression)} characters", f"use at most {MAX_LENGTH}")
    try:
        from jmespath import exceptions, parser
    except ImportError:
        raise DynaclientError("select needs the mcp extra: pip install 'dynaclient[mcp]'") from None
    try:
        tree = parser.Parser().parse(expression).parsed
    except (exceptions.JMESPathError, RecursionError) as error:
        reason = str(error).splitlines()[0][:200] if str(error) else "it is nested too deeply"
        strip_traceback(error)
    else:
        return lambda value: _apply(tree, value, action)
    raise _problem(action, f"is not a JMESPath expression: {reason}", "for example items[].name")


def _apply(tree: Any, value: Any, action: str) -> Any:
    from jmespath import exceptions

    try:
        result = _interpreter().visit(tree, value)
        _count(result)
        return result
    except (exceptions.JMESPathError, RecursionError, TypeError, ValueError, OverflowError) as error:
        reason = f"does not fit the answer: {str(error).splitlines()[0][:200] if str(error) else type(error).__name__}"
        strip_traceback(error)
    except _TooMuch:
        reason = "makes more of the answer than there is room for"
    raise DynaclientError(f"{action}: the answer has arrived, but select {reason}; leave it out to see the answer")


def _interpreter() -> Any:
    """Return an interpreter that stops an expression that takes too long, or makes too much."""
    from jmespath.visitor import TreeInterpreter

    class Limited(TreeInterpreter):
        _functions: Any

        def __init__(self) -> None:
            super().__init__()
            self._left = MAX_VALUES
            self._end = monotonic() + MAX_SECONDS

        def visit(self, node: Any, *args: Any, **kwargs: Any) -> Any:
            result = super().visit(node, *args, **kwargs)
            self._spend(1 + (len(result) if isinstance(result, (list, dict)) and node["type"] != "field" else 0))
            return result

        def visit_function_expression(self, node: Any, value: Any) -> Any:
            arguments = [self.visit(child, value) for child in node["children"]]
            self._spend(sum(map(_count, arguments)))
            if node["value"] == "join":
                self._spend(_length_joined(*arguments[:2]) // _CHARACTERS)
            result = self._functions.call_function(node["value"], arguments)
            self._spend(len(result) // _CHARACTERS if isinstance(result, str) else 0)
            return result

        def visit_comparator(self, node: Any, value: Any) -> Any:
            self._spend(sum(_count(self.visit(child, value)) for child in node["children"]))
            return super().visit_comparator(node, value)

        def _spend(self, values: int) -> None:
            self._left -= values
            if self._left < 0 or monotonic() > self._end:
                raise _TooMuch

    return Limited()


def _length_joined(glue: Any = "", strings: Any = ()) -> int:
    """Return the characters of strings that are joined."""
    return len(glue) * len(strings) if isinstance(glue, str) and isinstance(strings, list) else 0


def _count(value: Any) -> int:
    """Return how many values are in a value: one that is there twice counts twice; `_TooMuch` of too many."""
    left, pending = MAX_VALUES, [value]
    while pending:
        found = pending.pop()
        children = found.values() if isinstance(found, dict) else found if isinstance(found, list) else ()
        left -= len(children)
        if left < 0:
            raise _TooMuch
        pending.extend(children)
    return MAX_VALUES - left


def _problem(action: str, message: str, hint: str) -> InvalidCall:
    return InvalidCall(action, [Problem.in_call("call", "select", (), "select", "JMESPath", None, message, hint)])
