r"""
Targets: where a value goes in the arguments of a call, and what a string or the cell of a table means there.

A target is a parameter and a path into its value, written ``device.tags.0.key`` or ``device.tags[0].key``. A backslash
escapes the character after it: ``labels.a\.b`` is the property ``a.b`` of ``labels``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from ..description.model import UNSET, Action, Parameter
from ..records import dataclass
from ..runtime.media_types import MERGE_PATCH, is_form, is_json, is_multipart, is_xml, without_parameters
from ..schema.plain_data import FrameFloat, python_moment
from ..schema.subschemas import child_views, combined_schemas, named_schemas, types_of
from ..strings.expressions import expression
from .arguments import media_type_of
from .response import InvalidJSON, parse_json

_STEP = expression(r"(?:\A|(?!\A)\.)((?:[^\\.\[\]]|\\.)+)|\[([0-9]{1,6})\]", re.DOTALL)
_ESCAPED = expression(r"\\(.)", re.DOTALL)

ValuePath = tuple["str | int", ...]
"""A path into a value: names of properties, and indexes of lists."""


class InvalidTarget(ValueError):
    """A string that does not name a target."""


@dataclass(frozen=True)
class Target:
    """Where a value goes."""

    action: Action
    parameter: Parameter | None
    """None if the action has no such parameter, which validation reports."""
    path: ValuePath
    """The path inside the value of the parameter."""
    views: tuple[Any, ...]
    """The schemas that apply to it."""
    media: str
    """The media type of the action's body."""

    @property
    def types(self) -> frozenset[str]:
        """The JSON types that are allowed; empty if the schemas declare none."""
        return types_of(self.views)

    @property
    def is_json(self) -> bool:
        """Whether the value is sent as JSON, which distinguishes ``5`` from ``"5"``."""
        parameter = self.parameter
        if parameter is None:
            return False
        if parameter.location not in ("body", "part"):
            return parameter.style == "json"
        if is_json(self.media) or is_xml(self.media):
            return True
        # The members of a form are strings. What is nested deeper, or is a list or an object, is sent as JSON.
        return self._depth_in_form > 0 or (self._depth_in_form == 0 and self._is_container)

    @property
    def takes_file(self) -> bool:
        """Whether the value may be a file: a raw body, or a member that the schema declares as a file."""
        parameter = self.parameter
        if parameter is None or parameter.location not in ("body", "part") or is_json(self.media):
            return False
        if not self._is_in_form:
            return not self.path
        views = [*self.views, *child_views(self.views, 0)]
        return any(part.get("file") is True for view in views for part in combined_schemas(view))

    @property
    def takes_null(self) -> bool:
        """Whether None is null as in a call: of an argument that is a member of a JSON body, if it may be null."""
        parameter = self.parameter
        if parameter is None or not (parameter.spread or parameter.location == "part") or not is_json(self.media):
            return False
        is_argument = len(self.path) == (parameter.location == "body")
        may_be_null = not self.types or "null" in self.types or without_parameters(self.media) == MERGE_PATCH
        return is_argument and may_be_null

    @property
    def _is_in_form(self) -> bool:
        return is_form(self.media) or is_multipart(self.media)

    @property
    def _depth_in_form(self) -> int:
        if not self._is_in_form or self.parameter is None:
            return -1
        return len(self.path) - (self.parameter.location == "body")

    @property
    def _is_container(self) -> bool:
        return bool(self.types & {"array", "object"}) and "string" not in self.types

    def parse(self, text: str) -> Any:
        """
        Return the value of a string: the string itself, or what it spells if the schemas do not allow a string.

        That is any JSON value where the argument is sent as JSON, else a list or an object: validation turns the
        strings of a query into numbers.
        """
        return text if not self.types or "string" in self.types else self._spelled(text)

    def _spelled(self, text: str) -> Any:
        if self.is_json:
            return _json_or_string(text)
        return _container(text) if self.types & {"array", "object"} else text

    def child(self, step: str | int) -> Target:
        """Return the target of one property or item."""
        views = tuple(child_views(self.views, step))
        return Target(self.action, self.parameter, (*self.path, step), views, self.media)

    def descend(self, path: ValuePath) -> Target:
        """Return the target at the end of a path; in a list, ``.0`` means the same as ``[0]``."""
        target = self
        for step in path:
            target = target.child(target._index_or_name(step))
        return target

    def unknown_member(self, path: ValuePath) -> tuple[str, tuple[str, ...]] | None:
        """
        Return the first property on a path that no valid value has, and the names of those that it may have.

        None if there is none, or if that depends on more than the schemas of the properties themselves.
        """
        view = self.views[0] if len(self.views) == 1 else None
        for step in path:
            if not (isinstance(view, Mapping) and isinstance(step, str)):
                return None
            declared = view.get("properties") or {}
            if view.get("additionalProperties") is False and not named_schemas(view, step):
                return step, tuple(declared)
            view = declared.get(step)
        return None

    def _index_or_name(self, step: str | int) -> str | int:
        is_list = isinstance(step, str) and "array" in self.types and "object" not in self.types
        return int(step) if is_list and str(step).isascii() and str(step).isdigit() else step


def find_target(action: Action, name: str, media: str | None = None) -> Target:
    """Return the target of a whole argument, by its name in either spelling; of a member, inside the body."""
    key = action.spellings.get(name)
    parameter = None if key is None else action.parameters[key]
    kind = media_type_of(action, media)
    if parameter is None:
        by_wire = (key for key, member in action.members.items() if member.wire == name)
        member = action.member_spellings.get(name) or next(by_wire, None)
        if member is not None and action.body is not None:
            return find_target(action, action.body.name, media).child(action.members[member].wire)
        return Target(action, None, (), (), kind)
    return Target(action, parameter, (), (parameter.schema_for(kind).view,), kind)


def parse_path(text: str) -> ValuePath:
    """Return the steps of a path, the name of the parameter first; `InvalidTarget` if a name is missing."""
    steps: list[str | int] = []
    position = 0
    while position < len(text) or not steps:
        found = _STEP.match(text, position)
        if found is None or (not steps and found[1] is None):
            raise InvalidTarget(f"has no name where one is expected: {text[:80]!r}")
        steps.append(int(found[2]) if found[1] is None else _ESCAPED.sub(r"\1", found[1]))
        position = found.end()
    return tuple(steps)


def parse_json_text(text: str) -> Any:
    """Return the value of a JSON text; `InvalidJSON` if it is not valid."""
    return parse_json(text.encode("utf-8", "surrogatepass"))


def _json_or_string(text: str) -> Any:
    try:
        return parse_json_text(text)
    except InvalidJSON:
        return text  # validation reports what is expected


# --- cells of tables -------------------------------------------------------------------------------------------------


def read_cell(value: Any) -> Any:
    """Return the value of a cell as a plain Python value; UNSET if the cell is empty."""
    kind = type(value)
    if kind in _PLAIN:
        return value
    reader = _READERS.get(kind) or _PACKAGES.get(str(kind.__module__).partition(".")[0])
    return reader(value) if reader else value


def read_cell_or_null(value: Any) -> Any:
    """Return the value of a cell; None as null."""
    return None if value is None else read_cell(value)


def _number(value: Any) -> Any:
    return UNSET if value != value else value  # noqa: PLR0124 - true for NaN only


def _decimal(value: Decimal) -> Any:
    return UNSET if value.is_nan() else value


def _item(value: Any) -> Any:
    """Return an item of a list. None is null; an empty item is null too, so that the others keep their positions."""
    item = None if value is None else read_cell(value)
    return None if item is UNSET else item


def _members(value: dict[Any, Any]) -> Any:
    members = {key: None if member is None else read_cell(member) for key, member in value.items()}
    if UNSET not in members.values():
        return members
    return {key: member for key, member in members.items() if member is not UNSET}


def _numpy_value(value: Any) -> Any:
    kind = value.dtype.kind
    if kind in "mM":
        return [_item(item) for item in value] if value.ndim else _numpy_date(value)
    return read_cell(value.tolist()) if kind != "O" or value.ndim else value


def _numpy_date(value: Any) -> Any:
    """Return a date or a time; a duration as it is, as validation reports that it has no standard form."""
    if value != value:  # noqa: PLR0124 - true for NaT only
        return UNSET
    return value if value.dtype.kind == "m" else python_moment(value)


def _pandas_value(value: Any) -> Any:
    name = type(value).__name__
    if name in ("NAType", "NaTType"):
        return UNSET
    # Python's datetime has no nanoseconds: a timestamp with nanoseconds stays as it is, as `isoformat` shows them.
    return value.to_pydatetime() if name == "Timestamp" and not value.nanosecond else value


_PLAIN = frozenset({str, int, bool, bytes})
_READERS: dict[type, Callable[[Any], Any]] = {
    type(None): lambda _: UNSET,
    float: _number,
    Decimal: _decimal,
    list: lambda value: [_item(item) for item in value],
    tuple: lambda value: tuple(_item(item) for item in value),
    dict: _members,
}
_PACKAGES: dict[str, Callable[[Any], Any]] = {"numpy": _numpy_value, "pandas": _pandas_value}
"""How values are read, by type and by the package of the type; all others stay as they are."""


_FIRST_INEXACT_FLOAT = 2**53
"""From here on, not every whole number is a float."""


def read_frame_cell(value: Any) -> Any:
    """Return the value of a cell of a frame; a whole float as an integer, as gaps turn integers into floats there."""
    return _with_whole_numbers(read_cell(value))


def _with_whole_numbers(value: Any) -> Any:
    kind = type(value)
    if kind is float and value.is_integer():
        return int(value) if abs(value) < _FIRST_INEXACT_FLOAT else FrameFloat(value)
    if kind in (list, tuple):
        return kind(map(_with_whole_numbers, value))
    return {key: _with_whole_numbers(member) for key, member in value.items()} if kind is dict else value


def _string(text: Any) -> Any:
    return text or UNSET


def _string_reader(target: Target) -> Callable[[Any], Any]:
    """Return a function that reads a string as the number, boolean, null, list or object that it spells."""
    boolean = "boolean" in target.types

    def read(text: Any) -> Any:
        if not text:
            return UNSET
        if boolean and text.lower() in ("true", "false"):  # Python and spreadsheets write them with capitals
            return text.lower() == "true"
        return target._spelled(text)

    return read


def _container(text: str) -> Any:
    value = _json_or_string(text) if text[:1] in ("[", "{") else text
    return value if isinstance(value, (list, dict)) else text


def text_cell_reader(target: Target) -> Callable[[Any], Any]:
    """Return a function that reads a cell of a table of strings: what the string means, by the types of its target."""
    return _string_reader(target) if target.types and "string" not in target.types else _string
