"""What `find` returns: a list of actions that shows itself as a table, and whose rows are called."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Any, SupportsIndex, overload

from ..description.model import Action
from ..description.spellings import argument_name, python_name
from ..errors import UnknownName, printable
from ..redaction import strips_traceback
from .resources import InstanceDoc, Shown

if TYPE_CHECKING:
    from ..runtime.page import Page

MIN_SUMMARY = 30
"""Characters that a summary has at least, also on a terminal that is too narrow for them."""
INDENT = 6
"""Characters before a summary that has a line of its own."""


class FoundAction(Shown, Action):
    """An action that a client has found: it is an `Action` in all respects, and called as the client's method is."""

    _client: Any
    _action: Action

    @strips_traceback
    def __call__(self, /, *positional: Any, **arguments: Any) -> Any:
        """Call the action."""
        return self._method(*positional, **arguments)

    @property
    def _method(self) -> Any:
        """The method of the client."""
        return self._client._resource(self.resource)[self.key]

    def __getattr__(self, name: str) -> Any:
        # Reached only for what an action does not have: `items`, `map` and the others.
        if name == "__signature__":
            from inspect import signature

            return signature(self._method)
        if name.startswith("_") and name not in ("__name__", "__qualname__"):
            raise UnknownName(f"The action has no {name!r:.100}", name)
        return getattr(self._method, name)

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *dir(self._method)})

    def __eq__(self, other: object) -> bool:
        return self._action is (other._action if isinstance(other, FoundAction) else other)

    def __hash__(self) -> int:
        return hash(self._action)

    def __reduce__(self) -> tuple[Any, ...]:
        return _found_again, (self._client, self.name)

    def _page(self) -> Page:
        from .methods import page

        return page(self._action, **self._method.__func__.page_options)

    __doc__ = InstanceDoc(__doc__, _page)


def found_action(client: Any, action: Action) -> FoundAction:
    """Return an action of a client as a row of what `find` returns."""
    found = FoundAction.__new__(FoundAction)
    vars(found).update(vars(action), _client=client, _action=action)
    return found


def _found_again(client: Any, name: str) -> FoundAction:
    return found_action(client, client.api.action(name))


class Found(list[Action]):
    """The actions that `find` returns, best match first: ``client.find("tokens")[0](applicationId=…)`` calls one."""

    left_out = 0
    """How many actions match, too, and are not in the list."""

    if TYPE_CHECKING:  # a list of actions for those who read it, and of these for those who call them

        def __iter__(self) -> Iterator[FoundAction]: ...

    @overload
    def __getitem__(self, index: SupportsIndex) -> FoundAction: ...

    @overload
    def __getitem__(self, index: slice) -> Found: ...

    def __getitem__(self, index: Any) -> Any:
        found = super().__getitem__(index)
        return Found(found) if isinstance(index, slice) else found

    @strips_traceback
    def to_frame(self, kind: str = "pandas") -> Any:
        """
        Return a frame with one row per action, best match first.

        Its columns are ``action`` (its name in Python), ``method``, ``path``, ``required`` (the names of the arguments
        that a call needs) and ``summary``.

        Args:
            kind: ``pandas`` or ``polars``.

        Raises:
            InvalidCall: The kind is neither of them.
            DynaclientError: The package is not installed.
        """
        from ..results.frames import frame_of

        rows = [
            {
                "action": python_name(action.name), "method": action.method, "path": action.path,
                "required": _required(action), "summary": _summary(action),
            }
            for action in self
        ]  # fmt: skip
        return frame_of(kind, rows, ("action", "method", "path", "required", "summary"))

    def __repr__(self) -> str:
        if not self:
            return "no actions found; client.api.actions has all of them"
        width = get_terminal_size().columns
        digits = len(str(len(self) - 1))
        calls = [f"{number:>{digits}}  {_call(action)}" for number, action in enumerate(self)]
        column = max((len(call) for call in calls if len(call) <= width // 2), default=0)
        rows = [_row(call, _summary(action), column, width) for call, action in zip(calls, self, strict=True)]
        return "\n".join([*rows, *self._note])

    def _repr_html_(self) -> str:
        from ..display.html import element, escaped, fragment, table

        if not self:
            return fragment(element("p", escaped(repr(self))))
        rows = (
            [
                str(number),
                element("code", escaped(python_name(action.name))),
                escaped(_required(action)),
                escaped(_summary(action)),
            ]
            for number, action in enumerate(self)
        )
        notes = (element("p", escaped(note)) for note in self._note)
        return fragment(table(["", "Action", "Required", "Summary"], rows), *notes)

    @property
    def _note(self) -> list[str]:
        """The line behind the table, if there is one."""
        from ..description.search import MOST

        total = len(self) + self.left_out
        known = f"{total} or more" if total >= MOST else str(total)
        return [f"… the best {len(self)} of {known}: search with more words"] if self.left_out else []


def _row(call: str, summary: str, column: int, width: int) -> str:
    """Return a row as a line; a call that is wider than its column is followed by another one with the summary."""
    from ..runtime.page import shorten

    start = f"{call:{column}}  " if len(call) <= column else f"{call}\n{'':{INDENT}}"
    room = width - (INDENT if "\n" in start else len(start))
    return f"{start}{shorten(summary, max(room, MIN_SUMMARY))}".rstrip()


def _call(action: Action) -> str:
    arguments = ", ".join(f"{name}=…" for name in _required_names(action))
    return printable(f"{python_name(action.name)}({arguments})")


def _required(action: Action) -> str:
    return ", ".join(_required_names(action))


def _required_names(action: Action) -> Sequence[str]:
    return [argument_name(parameter.name) for parameter in action.parameters.values() if parameter.required]


def _summary(action: Action) -> str:
    return printable(" ".join(action.summary.split()))
