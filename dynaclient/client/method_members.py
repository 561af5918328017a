"""
What a method has besides being called, as `help`, IPython and editors show it: with a signature, and an example.

Both are made when first looked at: every method has these members, and of nearly all no one ever asks.
"""

from __future__ import annotations

from collections.abc import Callable
from types import FunctionType
from typing import TYPE_CHECKING, Any

from ..description.model import Action
from ..description.spellings import argument_name, snake_case
from ..display.interrupts import shorten_interrupt
from ..errors import printable
from ..strings.expressions import expression

if TYPE_CHECKING:
    from inspect import Signature

_PAGED = """It takes the arguments of the call, and fetches nothing until you iterate over what it returns. That has
`total`, `cursor` with `resume(cursor)`, and `to_frame()`, which fetches the rest as a frame of pandas or polars."""
_ROWS = """`rows` is the path of a .csv, .tsv, .ndjson or .jsonl file, an iterable of dicts, or a frame of pandas or
polars. Each row is one call: its columns are named like the arguments, or by a path inside one (`device.name`).

Options:
{options}"""
DOCUMENTS: dict[str, tuple[str, str, str]] = {
    "prepare": (
        "Return the request that a call would send, without credentials. Nothing is sent.",
        "It takes the arguments of the call, and validates them.",
        "request = {call}",
    ),
    "example": (
        "Return the fewest arguments that are valid, as a dict.",
        "They come from the examples and the schemas of the description. Nothing is sent.",
        "arguments = {call}",
    ),
    "items": ("Iterate over the items of the list, page after page.", _PAGED, "{awaited}for item in {call}: …"),
    "pages": (
        "Iterate over the pages of the list, each as a call returns it.", _PAGED, "{awaited}for page in {call}: …",
    ),
    "download": (
        "Write the body of the response to a path or a file object, and return a `Download`.",
        "The rest are the arguments of the call. What was cut off is fetched from where it ended. A path gets the file "
        "once it is complete.",
        "{wait}{call}",
    ),
    "submit": (
        "Call in a background thread, and return a `Future`.",
        "It takes the arguments of the call and, last, a callback if wanted: it is called with an error and a result, "
        "one of which is None.",
        "future = {call}",
    ),
    "map": (
        "Call the action for each row of a table, and return all `Outcomes`.",
        _ROWS,
        "outcomes = {wait}{call}",
    ),
    "imap": (
        "Call the action for each row of a table, and yield each `Outcome`.",
        _ROWS,
        "{awaited}for outcome in {call}: …",
    ),
}  # fmt: skip
"""Name → what it does, what to know of it, and an example."""
_TAKE_ROWS = ("map", "imap")
_CODE = expression("`([^`]+)`")


class MethodMember:
    """
    A function that is an attribute of a method, such as ``client.devices.get.items``.

    To `inspect`, `help` and `unittest.mock` it is one of Python's functions, whose attributes it has.
    """

    __slots__ = ("__weakref__", "_action", "_awaits", "_function", "_name")

    def __init__(self, name: str, function: Callable[..., Any], action: Action, *, awaits: bool) -> None:
        self._name = name
        self._function = function
        self._action = action
        self._awaits = awaits

    @property  # type: ignore[misc]
    def __class__(self) -> Any:
        """The class that `isinstance` sees."""
        return FunctionType

    def __call__(self, /, *positional: Any, **arguments: Any) -> Any:
        """Call it."""
        try:
            return self._function(*positional, **arguments)
        except BaseException as error:
            shorten_interrupt(error)
            del self, positional, arguments
            raise

    @property
    def __doc__(self) -> str:  # type: ignore[override]
        first, more, example = DOCUMENTS[self._name]
        awaited, wait = ("async ", "await ") if self._awaits else ("", "")
        example = example.format(call=self._example_call(), awaited=awaited, wait=wait)
        more = more.format(options=_options()) if self._name in _TAKE_ROWS else more
        prose = _CODE.sub(r"``\1``", f"{first}\n\n{more}")
        return "\n".join(map(printable, f"{prose}\n\nExample::\n\n    {example}".split("\n")))

    def _example_call(self) -> str:
        from ..help.calls import method_name

        parameters = self._action.parameters.values()
        required = [f"{argument_name(parameter.name)}=…" for parameter in parameters if parameter.required]
        first = {"map": ["'rows.csv'"], "imap": ["'rows.csv'"], "download": ["'file'", *required], "example": []}
        return f"{method_name(self._action.name)}.{self._name}({', '.join(first.get(self._name, required))})"

    @property
    def __signature__(self) -> Signature:
        from inspect import Parameter, Signature

        from .method_signatures import signature

        if self._name == "example":
            return Signature()
        if self._name in _TAKE_ROWS:
            from ..bulk.options import BulkOptions
            from ..records import fields

            rows = Parameter("rows", Parameter.POSITIONAL_OR_KEYWORD)
            options = [
                Parameter(option.name, Parameter.KEYWORD_ONLY, default=option.default) for option in fields(BulkOptions)
            ]
            return Signature([rows, *options])
        of_call = list(signature(self._action).parameters.values())
        if self._name == "download":
            return Signature([Parameter("target", Parameter.POSITIONAL_ONLY), *of_call])
        return Signature(of_call)

    def __getattr__(self, name: str) -> Any:
        if name == "__name__":
            return self._name
        if name == "__qualname__":  # which a class body cannot define as a property
            return f"{self._action.resource}.{snake_case(self._action.key)}.{self._name}"
        return getattr(self._function, name)

    def __repr__(self) -> str:
        return printable(f"<dynaclient method {self.__qualname__}: {DOCUMENTS[self._name][0]}>")


def _options() -> str:
    from ..bulk.options import MEANINGS

    return "\n".join(f"    {name}: {meaning}" for name, meaning in MEANINGS.items())
