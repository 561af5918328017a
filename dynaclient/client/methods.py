"""
One `Action` becomes one method, with a name, a signature and a docstring from the description.

To `help`, `inspect`, `unittest.mock` and `pickle` a method is one of Python's bound methods, and its function an
object of ours. Page and signature are made when first used, for most never are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property
from types import MethodType
from typing import TYPE_CHECKING, Any

from ..description.model import Action
from ..description.spellings import snake_case
from ..display.interrupts import shorten_interrupt
from ..errors import UnknownName, close_matches, printable
from ..redaction import strip_traceback

if TYPE_CHECKING:
    from inspect import Signature

    from ..runtime.page import Page

Run = Callable[[Action, "tuple[Any, ...]", "dict[str, Any]"], Any]
"""Makes the call: takes the action, the positional arguments and the keyword arguments."""


def make(owner: Any, action: Action, run: Run, **more: Any) -> Any:
    """
    Return the method for an action.

    Args:
        owner: The resource that the method is bound to.
        action: The action to call.
        run: Makes the call.
        more: Its attributes, such as ``prepare``.
    """
    return Method(owner, _Function(owner, action, run, more))


class _Function:
    """The function of a bound method (``__func__``)."""

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

    @cached_property
    def __doc__(self) -> str:  # type: ignore[override]
        return docstring(self.action, **self.page_options)

    @property
    def page_options(self) -> dict[str, Any]:
        """What its page shows beside the action; see `page`."""
        awaits = hasattr(type(self.client), "__aenter__")
        return {"common": self.client.api.common, "beside": tuple(self.more), "awaits": awaits}

    @cached_property
    def __signature__(self) -> Signature:
        from .method_signatures import signature_with_owner

        return signature_with_owner(self.action)


class Method:
    """
    A method that is bound to its resource, and has its action as an attribute.

    Python's bound methods cannot be subclassed. So this class reports theirs as its own, and has all their attributes.
    """

    __slots__ = ("__func__", "__self__", "__weakref__")

    def __init__(self, owner: Any, function: _Function) -> None:
        self.__self__ = owner
        self.__func__ = function

    @property  # type: ignore[misc]
    def __class__(self) -> Any:
        """The class that `isinstance` sees."""
        return MethodType

    def __call__(self, /, *positional: Any, **arguments: Any) -> Any:
        """Call the action."""
        function = self.__func__
        try:
            return function.run(function.action, positional, arguments)
        except BaseException as error:
            strip_traceback(error)
            shorten_interrupt(error)
            del self, function, positional, arguments
            raise

    @property
    def action(self) -> Action:
        """The action as the description has it."""
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
        similar = () if name.startswith("_") else close_matches(name, ["action", *function.more])
        has_none = name in ("items", "pages") and not function.action.stream
        reason = f": {wrong_paginate(function.action) or _NO_PAGES}" if has_none else ""
        raise UnknownName(f"{function.__qualname__} has no {name!r:.100}{reason}", name, similar)

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

    # Notebooks.

    def _repr_html_(self) -> str:
        return page(self.action, **self.__func__.page_options).html()

    def _repr_markdown_(self) -> str:
        return page(self.action, **self.__func__.page_options).markdown()


_NO_PAGES = (
    "the description declares no pages of this action; add `paginate` to it, in a patch if it is imported, or try"
    " `dynaclient import --infer-pages`"
)


def wrong_paginate(action: Action) -> str:
    """Return what is wrong with the `paginate` of an action, which was left out; an empty string if it was not."""
    if not action.wrong_pages:
        return ""
    what = printable(action.wrong_pages)
    return f"its `paginate` was left out, since it is wrong: {what}; fix it (`dynaclient lint` has the place)"


# --- the page --------------------------------------------------------------------------------------------------------


def page(action: Action, common: Iterable[str] = (), beside: Iterable[str] = (), *, awaits: bool = False) -> Page:
    """
    Return the page of an action.

    Args:
        action: The action.
        common: The names of the parameters that most actions have (`Api.common`), which the page only names.
        beside: The attributes that the method has besides being called.
        awaits: Whether calls are awaited.
    """
    from ..help.pages import action_page

    return action_page(action, common=common, extras=beside, awaits=awaits)


def docstring(
    action: Action, common: tuple[str, ...] = (), beside: tuple[str, ...] = (), *, awaits: bool = False
) -> str:
    """Return the page of an action as plain text, as `help` shows it; see `page` for the arguments."""
    return page(action, common, beside, awaits=awaits).text()
