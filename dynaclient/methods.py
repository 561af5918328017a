"""
One `Action` → one method: its name, its signature and its docstring, all from the description.

A method is bound to its resource as Python's own are, to an object that stands for its function. (By itself, a callable
object would show no signature in `help`, and what is not bound could not be pickled.)
"""

from __future__ import annotations

import inspect
import keyword
import textwrap
from collections.abc import Callable, Iterator
from functools import lru_cache
from types import MethodType
from typing import Any

from .errors import forget, printable
from .model import UNSET, Action, Parameter, ResponseDescription, snake

WIDTH = 100
_PYTHON_TYPES: dict[str, Any] = {
    "string": str, "integer": int, "number": float, "boolean": bool, "array": list, "object": dict, "null": None,
}  # fmt: skip


def make(owner: Any, action: Action, run: Callable[[Action, tuple[Any, ...], dict[str, Any]], Any], **more: Any) -> Any:
    """
    Give the method that carries out an action.

    Args:
        owner: The object that it is bound to.
        action: What it does.
        run: What is called with the action and the arguments.
        more: What it shows as attributes, such as ``prepare``.
    """
    return MethodType(_Function(action, run, more), owner)


class _Function:
    """What a method calls. Its page and its signature are made when they are looked at, for most never are."""

    def __init__(self, action: Action, run: Callable[..., Any], more: dict[str, Any]) -> None:
        name = snake(action.key)
        self.action = action
        self._run = run
        self.__dict__.update(more, __name__=name, __qualname__=f"{action.resource}.{name}")

    def __call__(self, _owner: Any, /, *positional: Any, **arguments: Any) -> Any:
        try:
            return self._run(self.action, positional, arguments)
        except BaseException as error:
            forget(error)
            del self, _owner, positional, arguments
            raise

    @property
    def __doc__(self) -> str:  # type: ignore[override]
        return docstring(self.action)

    @property
    def __signature__(self) -> inspect.Signature:
        return _with_owner(signature(self.action))


def _with_owner(shown: inspect.Signature) -> inspect.Signature:
    """`inspect` cuts the first parameter off a bound method's signature."""
    name = "self"
    while name in shown.parameters:
        name += "_"
    first = inspect.Parameter(name, inspect.Parameter.POSITIONAL_ONLY)
    return shown.replace(parameters=[first, *shown.parameters.values()])


@lru_cache(maxsize=4096)
def signature(action: Action) -> inspect.Signature:
    """Give the signature of an action: its parameters by keyword, the required ones first."""
    ordered = sorted(action.parameters.values(), key=lambda each: not each.required)
    return inspect.Signature([_shown_parameter(each) for each in ordered])


def _shown_parameter(parameter: Parameter) -> inspect.Parameter:
    name = f"{parameter.name}_" if keyword.iskeyword(parameter.name) else parameter.name
    default = inspect.Parameter.empty if parameter.required else None if parameter.preset is UNSET else parameter.preset
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=_annotation(parameter))


def _annotation(parameter: Parameter) -> Any:
    types = [_PYTHON_TYPES[each] for each in sorted(parameter.schema.types) if each in _PYTHON_TYPES]
    return types[0] if len(types) == 1 else Any


@lru_cache(maxsize=4096)
def docstring(action: Action) -> str:
    """Give the page that `help` shows: what it does, how it is called, what it takes, needs and answers."""
    lines = "\n\n".join("\n".join(each) for each in _sections(action)).expandtabs().splitlines()
    # Whoever wrote the description steers no terminal.
    return "\n".join(map(printable, lines))


def _sections(action: Action) -> Iterator[list[str]]:
    yield [action.description.strip() or f"{action.method} {action.path}"]
    if action.deprecated:
        yield [f"Deprecated: {action.deprecated}"]
    yield [f"{action.name}: {action.method} {action.path}"]
    if action.parameters:
        yield ["Parameters:", *(line for each in action.parameters.values() for line in _parameter_lines(each))]
    yield ["Scopes, any one of:" if action.scopes else "Scopes: none needed", *_scope_lines(action)]
    if action.responses:
        yield ["Responses:", *(_response_line(each) for each in action.responses.values())]


def _parameter_lines(parameter: Parameter) -> list[str]:
    facts = [parameter.type, parameter.location, "required" if parameter.required else ""]
    for key in ("default", "preset", "example"):
        value = getattr(parameter, key)
        if value is not UNSET and parameter.location != "body":
            facts.append(f"{'sent unless given' if key == 'preset' else key} {value!r:.60}")
    accepted = ", ".join(map(str, parameter.accepted))
    facts.append(f"one of {accepted}" if accepted else "")
    facts.append(f"since {parameter.since}" if parameter.since else "")
    head = f"    {parameter.name} ({'; '.join(each for each in facts if each)})"
    told = " ".join(parameter.description.split())
    lines = textwrap.wrap(head, WIDTH, subsequent_indent="        ", break_on_hyphens=False)
    return lines + textwrap.wrap(told, WIDTH, initial_indent="        ", subsequent_indent="        ")


def _scope_lines(action: Action) -> list[str]:
    listed = ", ".join(each if isinstance(each, str) else " + ".join(each) for each in action.scopes)
    return textwrap.wrap(listed, WIDTH, initial_indent="    ", subsequent_indent="    ", break_on_hyphens=False)


def _response_line(response: ResponseDescription) -> str:
    told = ". ".join(each for each in (response.type, " ".join(response.description.split())) if each)
    return f"    {response.status}: {told}"
