"""
`select`: a JMESPath expression (https://jmespath.org) picks what of a response is shown, and uses so much and no more.

An expression of 500 characters can ask for more than the memory holds: each of its steps counts what it makes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from re import IGNORECASE
from time import monotonic
from typing import Any
from warnings import catch_warnings, simplefilter

from ..errors import DynaclientError, InvalidCall, Problem, close_matches
from ..redaction import strip_traceback
from ..strings.expressions import expression

MAX_LENGTH = 500
"""Characters of an expression."""
MAX_SECONDS = 2.0
MAX_VALUES = 2_000_000
"""Values that an expression may make or look through, and that its result may have."""
_READ, _MADE, _SHOWN = 32, 2, 8
"""Characters that count as one value: of strings that are looked through, made, and part of the result."""
_STRUCTURES: Mapping[str, int] = {"multi_select_dict": 2, "multi_select_list": 1}
"""As how many more values each member of an object or a list counts, for what it takes of the memory."""
_STRUCTURED = (str, list, dict)
"""What takes long to compare."""
_SIMPLE = frozenset({int, float, bool, type(None)})
"""What has nothing in it."""
_STEPS = 100
"""Steps after which the time is looked at."""
_MAKERS = frozenset({"join", "to_string", "reverse"})
"""Functions that make strings."""

_TYPES = {"dict": "object", "list": "array", "str": "string", "NoneType": "null", "int": "number", "float": "number"}
"""Type in Python → in JSON: errors have either."""

_AROUND = expression(r"^(Invalid|Bad) jmespath expression: |(, for expression)?:$", IGNORECASE)
"""What is around the reason in errors of the parser."""

Select = Callable[[Any], Any]


class _TooMuch(Exception):
    """The expression has made as much as it may."""


class _Misfit(Exception):
    """The expression does not fit the value."""


def compile_selection(text: str, action: str) -> Select:
    """
    Return the function that applies a JMESPath expression to a value.

    Args:
        text: The expression.
        action: The full name of the action, for errors.

    Raises:
        InvalidCall: It is not one, or too long.
    """
    if len(text) > MAX_LENGTH:
        raise _problem(action, f"has {len(text)} characters", f"use at most {MAX_LENGTH}")
    try:
        from jmespath import exceptions, parser
    except ImportError:
        message = "select needs the mcp extra: pip install 'dynaclient[mcp]'"
        raise DynaclientError(message, code="extra-missing") from None
    try:
        with catch_warnings():
            simplefilter("ignore", PendingDeprecationWarning)  # of `a` for "a", which many write
            tree = parser.Parser().parse(text).parsed
        reason = _wrong_function(tree)
        if not reason:
            return lambda value: _apply(tree, value, action)
    except (exceptions.JMESPathError, RecursionError) as error:
        reason = "it is nested too deeply" if isinstance(error, RecursionError) else _first_line(error)
        strip_traceback(error)
    raise _problem(action, f"is not a JMESPath expression: {reason}", "for example items[].name")


def _wrong_function(tree: Any) -> str:
    """Return which function of an expression is not one, or has too few or too many arguments; empty if none."""
    from jmespath.functions import Functions

    table: Any = Functions.FUNCTION_TABLE
    pending = [tree]
    while pending:
        node = pending.pop()
        children = [child for child in node["children"] if isinstance(child, dict)]
        pending.extend(children)
        if node["type"] != "function_expression":
            continue
        name = node["value"]
        if name not in table:
            similar = ", ".join(close_matches(name, table) or sorted(table))
            return f"there is no function {name}(); there is {similar}"
        signature = table[name]["signature"]
        count, is_open = len(signature), bool(signature and signature[-1].get("variadic"))
        if len(children) < count or (len(children) > count and not is_open):
            return f"{name}() takes {count} argument{'s'[: count != 1]}{' or more' if is_open else ''}"
    return ""


def _apply(tree: Any, value: Any, action: str) -> Any:
    from jmespath import exceptions

    try:
        result = _interpreter().visit(tree, value)
        _count(result, _SHOWN, is_result=True)
        return result
    except _TooMuch:
        reason = "makes more of the response than there is room or time for"
    except exceptions.JMESPathTypeError as error:  # its own message has the value, which may be of any size
        actual = _TYPES.get(error.actual_type, error.actual_type)
        reason = f"does not fit: {error.function_name}() takes {_listed(error)}, and was passed {actual}"
        strip_traceback(error)
    except _Misfit as error:
        reason = f"does not fit: {error}"
        strip_traceback(error)
    except RecursionError as error:
        reason = "is nested too deeply"
        strip_traceback(error)
    except (TypeError, ValueError, OverflowError) as error:
        reason = "does not fit: it compares or computes what cannot be compared or computed"
        strip_traceback(error)
    message = f"{action}: the response has arrived, but select {reason}; leave it out to see the response"
    raise DynaclientError(message, code="select")


def _first_line(error: Exception) -> str:
    """Return the reason of an error, without the expression."""
    return _AROUND.sub("", str(error).partition("\n")[0])[:200].rstrip(".")


def _listed(error: Any) -> str:
    return " or ".join(map(str, error.expected_types))[:100]


class _Budget:
    """What an expression may still use."""

    def __init__(self) -> None:
        self._left = MAX_VALUES
        self._end = monotonic() + MAX_SECONDS
        self._steps = 0

    def begin(self, node: Any) -> None:
        """Count a step of the expression, and what it makes."""
        self._steps += 1
        if node["type"] in _STRUCTURES:
            self.spend(_STRUCTURES[node["type"]] * (2 + len(node["children"])))
        elif not self._steps % _STEPS:
            self.spend(0)

    def compare(self, left: Any, right: Any) -> None:
        """Count a comparison."""
        if isinstance(left, _STRUCTURED) and isinstance(right, _STRUCTURED):
            self.spend(_count(left, _READ) + _count(right, _READ))

    def call(self, name: str, arguments: list[Any]) -> None:
        """Count the call of a function."""
        characters = _MADE if name in _MAKERS else _READ
        self.spend(sum(_count(argument, characters) for argument in arguments))
        if name == "join":
            self.spend(_length_of_glue(*arguments[:2]) // _MADE)

    def spend(self, values: int) -> None:
        """Use some of it; _TooMuch if there is not so much, or no time."""
        self._left -= values
        if self._left < 0 or monotonic() > self._end:
            raise _TooMuch


def _interpreter() -> Any:
    """Return an interpreter that stops an expression that takes too long, or makes too much."""
    from jmespath.visitor import TreeInterpreter

    budget = _Budget()

    class Limited(TreeInterpreter):
        _functions: Any

        def visit(self, node: Any, *args: Any, **kwargs: Any) -> Any:
            budget.begin(node)
            return super().visit(node, *args, **kwargs)

        def visit_slice(self, node: Any, value: Any) -> Any:
            budget.spend(_length(value))
            return super().visit_slice(node, value)

        def visit_flatten(self, node: Any, value: Any) -> Any:
            base = self.visit(node["children"][0], value)
            budget.spend(sum(map(_length, base)) if isinstance(base, list) else 0)
            return super().visit_flatten(_evaluated(node, [base]), value)

        def visit_function_expression(self, node: Any, value: Any) -> Any:
            arguments = [self.visit(child, value) for child in node["children"]]
            budget.call(node["value"], arguments)
            return self._functions.call_function(node["value"], arguments)

        def visit_comparator(self, node: Any, value: Any) -> Any:
            sides = [self.visit(child, value) for child in node["children"]]
            budget.compare(*sides)
            return super().visit_comparator(_evaluated(node, sides), value)

    return Limited()


def _evaluated(node: Any, values: Iterable[Any]) -> Any:
    """Return a node of an expression whose parts have been evaluated."""
    return {**node, "children": [{"type": "literal", "value": value, "children": []} for value in values]}


def _length(value: Any) -> int:
    """Return how many values a value has, one below the other; 1 if it is not a list."""
    return len(value) if isinstance(value, list) else 1


def _length_of_glue(glue: Any = "", strings: Any = ()) -> int:
    """Return the characters of what is put between strings that are joined."""
    return len(glue) * len(strings) if isinstance(glue, str) and isinstance(strings, list) else 0


def _count(value: Any, characters: int, *, is_result: bool = False) -> int:
    """
    Return how many values are in a value: one that is there twice counts twice.

    Args:
        value: The value.
        characters: How many characters of a string count as one value.
        is_result: Whether it has to be JSON data: an expression is none.

    Raises:
        _TooMuch: There are too many.
        _Misfit: It is not JSON data.
    """
    left, pending = MAX_VALUES, [value]
    if isinstance(value, (int, float)):
        return 0  # of many values all are
    while pending:
        found = pending.pop()
        children: Any = ()
        if isinstance(found, str):
            left -= len(found) // characters
        elif isinstance(found, dict):
            children = found.values()
            left -= len(found) + sum(map(len, found)) // characters
        elif isinstance(found, list):
            children = found
            left -= len(found)
        elif is_result and not (found is None or isinstance(found, (int, float))):
            raise _Misfit("an expression after & is only for functions such as sort_by")
        if left < 0:
            raise _TooMuch
        if not _SIMPLE.issuperset(map(type, children)):
            pending.extend(children)
    return MAX_VALUES - left


def _problem(action: str, message: str, hint: str) -> InvalidCall:
    return InvalidCall(action, [Problem.in_call("call", "select", (), "select", "JMESPath", None, message, hint)])
