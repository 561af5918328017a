"""
One `Action` → one method: its name, its signature and its page, all from the description.

To whoever asks (`help`, `inspect`, `unittest.mock`, `pickle`) a method is what Python's own bound methods are, to an
object that stands for its function; but it shows what it calls. Its page and its signature are made when they are
looked at, for most never are.
"""

from __future__ import annotations

import inspect
import keyword
from collections.abc import Callable, Iterable
from functools import lru_cache
from types import MethodType
from typing import TYPE_CHECKING, Any

from ..description.model import UNSET, Action, Parameter, snake_case
from ..errors import UnknownName, close_matches, printable, strip_traceback

if TYPE_CHECKING:
    from ..runtime.page import Page

_PYTHON_TYPES: dict[str, Any] = {
    "string": str, "integer": int, "number": float, "boolean": bool, "array": list, "object": dict, "null": None,
}  # fmt: skip

Run = Callable[[Action, "tuple[Any, ...]", "dict[str, Any]"], Any]
"""Is called with the action and the arguments."""


def make(owner: Any, action: Action, run: Run, **more: Any) -> Any:
    """
    Give the method that carries out an action.

    Args:
        owner: The resource that it is bound to.
        action: What it does.
        run: What is called with the action and the arguments.
        more: What it shows as attributes, such as ``prepare``.
    """
    return Method(owner, _Function(owner, action, run, more))


class _Function:
    """What stands for the function of a method."""

    def __init__(self, owner: Any, action: Action, run: Run, more: dict[str, Any]) -> None:
        name = snake_case(action.key)
        self.action = action
        self.client = owner._client
        self.run = run
        self.more = more
        self.__name__ = name
        self.__qualname__ = f"{action.resource}.{name}"

    def __call__(self, _owner: Any, /, *positional: Any, **arguments: Any) -> Any:
        return Method(_owner, self)(*positional, **arguments)

    @property
    def __doc__(self) -> str:  # type: ignore[override]
        return docstring(self.action, **self.shown_with)

    @property
    def shown_with(self) -> dict[str, Any]:
        """What its page tells beside its action, see `page`."""
        awaits = hasattr(type(self.client), "__aenter__")
        return {"common": self.client.api.common, "beside": tuple(self.more), "awaits": awaits}

    @property
    def __signature__(self) -> inspect.Signature:
        return _with_owner(signature(self.action))


class Method:
    """
    A method that is bound to its resource, and shows its action.

    Python's own cannot be derived from. So this one says of itself that it is one of those, and has all that they have.
    """

    __slots__ = ("__func__", "__self__", "__weakref__")

    def __init__(self, owner: Any, function: _Function) -> None:
        self.__self__ = owner
        self.__func__ = function

    @property  # type: ignore[misc]
    def __class__(self) -> Any:
        """What `isinstance` goes by."""
        return MethodType

    def __call__(self, /, *positional: Any, **arguments: Any) -> Any:
        """Carry the action out."""
        function = self.__func__
        try:
            return function.run(function.action, positional, arguments)
        except BaseException as error:
            strip_traceback(error)
            del self, function, positional, arguments
            raise

    @property
    def action(self) -> Action:
        """What the description says of it."""
        return self.__func__.action

    @property
    def __doc__(self) -> str:  # type: ignore[override]
        return self.__func__.__doc__

    def __getattr__(self, name: str) -> Any:
        function = self.__func__
        if name in function.more:
            return function.more[name]
        if name in ("__name__", "__qualname__", "__signature__"):
            return getattr(function, name)
        told = f"{function.__qualname__} has no {name!r:.100}"
        raise UnknownName(told, name, () if name.startswith("_") else close_matches(name, ["action", *function.more]))

    def __dir__(self) -> list[str]:
        return sorted({*dir(MethodType), "action", *self.__func__.more})

    def __eq__(self, other: object) -> bool:
        return type(other) is Method and other.__self__ is self.__self__ and other.action is self.action

    def __hash__(self) -> int:
        return hash((id(self.__self__), self.action))

    def __reduce__(self) -> tuple[Any, ...]:
        return getattr, (self.__self__, self.__name__)

    def __repr__(self) -> str:
        return printable(f"<dynaclient method {self.action.name}: {self.action.method} {self.action.path}>")

    # What notebooks ask for.

    def _repr_html_(self) -> str:
        return page(self.action, **self.__func__.shown_with).html()

    def _repr_markdown_(self) -> str:
        return page(self.action, **self.__func__.shown_with).markdown()


# --- the signature ---------------------------------------------------------------------------------------------------


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


# --- the page --------------------------------------------------------------------------------------------------------


def page(action: Action, common: Iterable[str] = (), beside: Iterable[str] = (), *, awaits: bool = False) -> Page:
    """
    Give the page of an action.

    Args:
        action: The action.
        common: The names of the parameters that most actions have (`Api.common`): they are only named.
        beside: What the method has beside being called.
        awaits: Whether its caller awaits calls.
    """
    from ..help.pages import action_page

    return action_page(action, common=common, beside=beside, awaits=awaits)


@lru_cache(maxsize=256)
def docstring(
    action: Action, common: tuple[str, ...] = (), beside: tuple[str, ...] = (), *, awaits: bool = False
) -> str:
    """Give the page of an action as plain text: what `help` shows. What it takes is told at `page`."""
    return page(action, common, beside, awaits=awaits).text()
