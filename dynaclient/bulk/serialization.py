"""Values and errors as JSON: how they are written to results and journals, and how errors are restored from it."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from typing import Any

from .. import errors
from ..errors import (
    ApiError,
    DeadlineExceeded,
    DescriptionError,
    DynaclientError,
    InvalidCall,
    NotAllowed,
    Problem,
    ScopeError,
    TransportError,
    UnknownName,
)
from ..messages import Headers
from ..schema.json_lines import plain_data

# --- members that may be bytes ---------------------------------------------------------------------------------------

_BASE64_NAMES = {"value": "base64", "body": "body_base64"}
"""Members that may be bytes, and the name of the member that has them in base64."""


def encode_member(name: str, value: Any) -> dict[str, Any]:
    """Return an object with one member: the value as JSON data, or bytes in base64 under another name."""
    if isinstance(value, (bytes, bytearray)):
        return {_BASE64_NAMES.get(name, name): base64.b64encode(value).decode("ascii")}
    return {name: plain_data(value)}


def _decode_member(name: str, data: Mapping[str, Any]) -> Any:
    encoded = data.get(_BASE64_NAMES.get(name, name))
    return data.get(name) if encoded is None or name not in _BASE64_NAMES else base64.b64decode(encoded)


# --- errors ----------------------------------------------------------------------------------------------------------


def format_error(error: DynaclientError | None) -> str:
    """Return an error as one line, its class and its message, problems first; an empty string for None."""
    if error is None:
        return ""
    lines = str(error).splitlines()
    if isinstance(error, InvalidCall):  # its first line is the same in each row, and tables cut the end of a cell
        lines = [*lines[1:], *lines[:1]]
    return f"{type(error).__name__}: {'; '.join(map(str.strip, lines))}"


def error_data(error: DynaclientError) -> dict[str, Any]:
    """
    Return an error as JSON data, with secrets redacted; see `restore_error`.

    ``kind`` is the name of its class and ``text`` its whole message; the other members are its attributes, by name.
    """
    kind = next(base for base in type(error).__mro__ if base in _CLASSES.values())
    data: dict[str, Any] = {"kind": kind.__name__, "text": str(error)}
    for name in _attribute_names(kind):
        if name in _OPTIONAL and name not in vars(error):
            continue  # the class has its value
        value = getattr(error, name)
        data.update(encode_member(name, list(map(_problem_data, value)) if name == "problems" else value))
    return data


def restore_error(data: Mapping[str, Any]) -> DynaclientError:
    """Return the error that `error_data` returned the data of: the same class, message and attributes."""
    kind = _CLASSES.get(str(data.get("kind")), DynaclientError)
    message = str(data.get("text", ""))
    error: DynaclientError = kind.__new__(kind, message)
    error.args = (message,)
    for name in _attribute_names(kind):
        if hasattr(kind, name) and name not in data and _BASE64_NAMES.get(name) not in data:
            continue
        setattr(error, name, _CONVERTERS.get(name, _unchanged)(_decode_member(name, data)))
    return error


def _attribute_names(kind: type) -> tuple[str, ...]:
    return tuple(name for base in reversed(kind.__mro__) for name in _ATTRIBUTES.get(base, ()))


def _unchanged(value: Any) -> Any:
    return value


_ONLY_IN_CALLS = ("location", "name", "path", "expected", "got")
_ONLY_IN_DESCRIPTIONS = ("pointer", "line")


def _problem_data(problem: Problem) -> dict[str, Any]:
    """Return a problem as JSON data, without the fields of the other kind of problem."""
    others = _ONLY_IN_CALLS if problem.pointer is not None else _ONLY_IN_DESCRIPTIONS
    return {name: value for name, value in vars(problem).items() if name not in others}


def _restore_problems(data: Any) -> tuple[Problem, ...]:
    return tuple(Problem(**{**fields, "path": tuple(fields.get("path", ()))}) for fields in data or ())


_CLASSES: dict[str, type[DynaclientError]] = {
    name: kind for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, DynaclientError)
}
"""The only classes that data can name."""
_OPTIONAL = frozenset({"code", "may_be_processed", "status", "headers", "body"})
"""Attributes that not each error has: otherwise its class has their value."""
_ATTRIBUTES: dict[type, tuple[str, ...]] = {
    DynaclientError: ("code", "may_be_processed"),
    DescriptionError: ("problems", "patch"),
    UnknownName: ("name", "suggestions"),
    InvalidCall: ("action", "problems"),
    ScopeError: ("action", "granted", "accepted"),
    TransportError: ("action", "attempts", "status", "headers", "body"),
    DeadlineExceeded: ("deadline", "elapsed"),
    NotAllowed: ("action",),
    ApiError: ("action", "status", "reason", "type", "message", "body", "headers", "attempts", "hint"),
}
"""The attributes of a class, besides its message and the attributes of its base classes."""
_CONVERTERS: dict[str, Callable[[Any], Any]] = {
    "problems": _restore_problems,
    "suggestions": lambda value: tuple(value or ()),
    "granted": lambda value: tuple(value or ()),
    "accepted": lambda value: tuple(value or ()),
    "headers": lambda value: Headers((value or {}).items()),
    "reason": lambda value: value or "",
    "hint": lambda value: value or "",
}
"""How attributes that are not JSON data are restored."""
