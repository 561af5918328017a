"""Calls of the library's own methods with arguments that they do not have: an error of ours, with what to write."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from ..errors import InvalidCall, Problem

_Function = TypeVar("_Function", bound=Callable[..., Any])


def reports_misuse(example: str) -> Callable[[_Function], _Function]:
    """
    Return a decorator: a function that is called with other arguments than it takes raises `InvalidCall`.

    Args:
        example: How to write the call.
    """

    def decorate(function: _Function) -> _Function:
        @wraps(function)
        def called(*args: Any, **kwargs: Any) -> Any:
            try:
                return function(*args, **kwargs)
            except BaseException as error:
                # Only an error of the call itself was raised in this frame, and in none below it.
                is_misuse = isinstance(error, TypeError) and getattr(error.__traceback__, "tb_next", None) is None
                misuse = _misuse(function, args, kwargs, example) if is_misuse else None
                del args, kwargs  # this frame stays in the traceback
                if misuse is None:
                    raise
            raise misuse

        return cast("_Function", called)

    return decorate


def _misuse(function: Any, args: tuple[Any, ...], kwargs: dict[str, Any], example: str) -> InvalidCall:
    from inspect import signature

    reason = ""
    try:
        signature(function).bind(*args, **kwargs)
    except TypeError as error:
        reason = str(error)  # it has the names of arguments, and no value
    problem = Problem.in_call("call", "arguments", (), "keyword", "keywords", None, reason, f"write {example}")
    return InvalidCall(example.partition("(")[0], [problem])
