r"""
Places: where a value goes in the arguments of a call, and what a text or a table's cell means there.

A place is named by a parameter and the way into its value: ``device.tags.0.key``, or ``device.tags[0].key``. A
backslash takes the meaning from the character after it: ``labels.a\.b`` is the property ``a.b`` of ``labels``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ..description.model import UNSET, Action, Parameter
from ..schema.references import plain
from ..schema.validation import below, parts_of
from .arguments import FORM, MULTIPART, is_json, media_of
from .response import NotStrict, decode

_STEP = re.compile(r"(?:\A|(?!\A)\.)((?:[^\\.\[\]]|\\.)+)|\[([0-9]{1,6})\]", re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)

ManagedIterator = tuple["str | int", ...]
"""The way into a value: names of properties, and positions in lists."""


class NoPlace(ValueError):
    """A text that names no place."""


@dataclass(frozen=True)
class Place:
    """Where a value goes."""

    action: Action
    parameter: Parameter | None
    """None where the action has no such parameter; the check will say so."""
    path: ManagedIterator
    """The way to it inside the parameter's value."""
    views: tuple[Any, ...]
    """The schemas that speak of it."""
    media: str
    """The media type of the action's body."""

    @property
    def types(self) -> set[str]:
        """The JSON types that it may have; empty where nothing is said."""
        return {each for view in self.views for part in parts_of(view) for each in _types_of(part)}

    @property
    def is_json(self) -> bool:
        """Whether what stands there is written as JSON, so that ``5`` and ``"5"`` are two things."""
        parameter = self.parameter
        if parameter is None:
            return False
        if parameter.location not in ("body", "part"):
            return parameter.style == "json"
        if is_json(self.media):
            return True
        # A form has texts at its top; what is deeper, or is a list or an object, is written as JSON.
        return self._depth_in_form > 0 or (self._depth_in_form == 0 and self._is_container)

    @property
    def takes_file(self) -> bool:
        """Whether a file may stand there: a raw body, or a member that is described as one."""
        parameter = self.parameter
        if parameter is None or parameter.location not in ("body", "part") or is_json(self.media):
            return False
        if self.media not in (FORM, MULTIPART):
            return not self.path
        views = [*self.views, *(items for view in self.views for items in below(view, 0))]
        return any(part.get("file") is True for view in views for part in parts_of(view))

    @property
    def _depth_in_form(self) -> int:
        if self.media not in (FORM, MULTIPART) or self.parameter is None:
            return -1
        return len(self.path) - (self.parameter.location == "body")

    @property
    def _is_container(self) -> bool:
        return bool(self.types & {"array", "object"}) and "string" not in self.types

    def read(self, text: str) -> Any:
        """Give what a text means there: as the schema has it where that is no text, else the text."""
        if not self.is_json or not self.types or "string" in self.types:
            return text
        try:
            return decoded(text)
        except NotStrict:
            return text  # the check says what is due

    def below(self, step: str | int) -> Place:
        """Give the place of one property or item of it."""
        views = tuple(each for view in self.views for each in below(view, step))
        return Place(self.action, self.parameter, (*self.path, step), views, self.media)

    def at(self, steps: ManagedIterator) -> Place:
        """Give the place that these steps lead to; in a list, ``.0`` means the same as ``[0]``."""
        place = self
        for step in steps:
            place = place.below(place._index_or_name(step))
        return place

    def _index_or_name(self, step: str | int) -> str | int:
        is_list = isinstance(step, str) and "array" in self.types and "object" not in self.types
        return int(step) if is_list and str(step).isascii() and str(step).isdigit() else step


def place_of(action: Action, name: str, media: str | None = None) -> Place:
    """Give the place of a whole argument, by its name in either spelling."""
    key = action.spellings.get(name)
    parameter = None if key is None else action.parameters[key]
    kind = media_of(action, media)
    if parameter is None:
        return Place(action, None, (), (), kind)
    schema = parameter.content.get(kind, parameter.schema) if parameter.location == "body" else parameter.schema
    return Place(action, parameter, (), (schema.view,), kind)


def steps_of(text: str) -> ManagedIterator:
    """Give the steps that a text names, the parameter's name first; `NoPlace` where a name is missing."""
    steps: list[str | int] = []
    at = 0
    while at < len(text) or not steps:
        found = _STEP.match(text, at)
        if found is None or (not steps and found[1] is None):
            raise NoPlace(f"has no name where one is due: {text[:80]!r}")
        steps.append(int(found[2]) if found[1] is None else _ESCAPED.sub(r"\1", found[1]))
        at = found.end()
    return tuple(steps)


def decoded(text: str) -> Any:
    """Give what a JSON text says; `NotStrict` where it is none."""
    return decode(text.encode("utf-8", "surrogatepass"))


def _types_of(part: Mapping[str, Any]) -> Iterator[str]:
    said = part.get("type")
    if said is not None:
        yield from [said] if isinstance(said, str) else said
        return
    for each in [*plain(part.get("enum", ())), *([plain(part["const"])] if "const" in part else [])]:
        yield _TYPE_NAMES.get(type(each), "object")


_TYPE_NAMES = {
    str: "string", bool: "boolean", int: "integer", float: "number", list: "array", type(None): "null",
}  # fmt: skip
"""What JSON Schema calls each kind of value."""


# --- cells -----------------------------------------------------------------------------------------------------------


def cell(value: Any) -> Any:
    """Give what a cell holds as a plain value of Python, and UNSET where it holds nothing."""
    kind = type(value)
    if kind in _PLAIN:
        return value
    reading = _KINDS.get(kind) or _PACKAGES.get(str(kind.__module__).partition(".")[0])
    return reading(value) if reading else value


def _same(value: Any) -> Any:
    return value


def _number(value: Any) -> Any:
    return UNSET if value != value else value  # noqa: PLR0124 - which is what NaN is


def _decimal(value: Decimal) -> Any:
    return UNSET if value.is_nan() else value


def _inner(value: Any) -> Any:
    """Inside a value None is null; what is absent in a list is null too, so that the others keep their places."""
    made = None if value is None else cell(value)
    return None if made is UNSET else made


def _members(value: dict[Any, Any]) -> Any:
    made = {key: None if each is None else cell(each) for key, each in value.items()}
    return {key: each for key, each in made.items() if each is not UNSET} if UNSET in made.values() else made


def _of_numpy(value: Any) -> Any:
    kind = value.dtype.kind
    if kind in "mM":
        return [_inner(each) for each in value] if value.ndim else _date_of_numpy(value)
    return cell(value.tolist()) if kind != "O" or value.ndim else value


def _date_of_numpy(value: Any) -> Any:
    """Give a date or a time; as its text where Python's has too few digits or years. A duration stays what it is."""
    if value != value:  # noqa: PLR0124 - NaT
        return UNSET
    if value.dtype.kind == "m":
        return value  # the check says that it has no standard form
    made = value.item()
    if isinstance(made, int):
        short = value.astype("datetime64[us]")
        made = short.item() if short == value else made
    return str(value) if isinstance(made, int) else made


def _of_pandas(value: Any) -> Any:
    name = type(value).__name__
    if name in ("NAType", "NaTType"):
        return UNSET
    # Python's own have no nanoseconds; where there are any, its text shall show them.
    return value.to_pydatetime() if name == "Timestamp" and not value.nanosecond else value


_PLAIN = frozenset({str, int, bool, bytes})
_KINDS: dict[type, Callable[[Any], Any]] = {
    type(None): lambda _: UNSET,
    float: _number,
    Decimal: _decimal,
    list: lambda value: [_inner(each) for each in value],
    tuple: lambda value: tuple(_inner(each) for each in value),
    dict: _members,
}
_PACKAGES: dict[str, Callable[[Any], Any]] = {"numpy": _of_numpy, "pandas": _of_pandas}
"""How values are read by their type, and by the package that their type is of; all others are what they are."""


def _whole(value: Any) -> Any:
    """Give a whole float as an integer: of integers with gaps pandas makes floats."""
    made = cell(value)
    return int(made) if type(made) is float and made.is_integer() else made


def _text(text: Any) -> Any:
    return text or UNSET


def _typed(place: Place) -> Callable[[Any], Any]:
    """Give what reads a text where no text is due: as the number, boolean, null, list or object that it spells."""
    spelled = _json if place.is_json else _container if place.types & {"array", "object"} else _same
    whole = _takes_only_whole(place)
    boolean = "boolean" in place.types

    def read(text: Any) -> Any:
        if not text:
            return UNSET
        if boolean and text.lower() in ("true", "false"):  # Python and spreadsheets write them with capitals
            return text.lower() == "true"
        if whole and "." in text:
            return _without_point(text)
        return spelled(text)

    return read


def _json(text: str) -> Any:
    try:
        return decoded(text)
    except NotStrict:
        return text  # the check says what is due


def _container(text: str) -> Any:
    made = _json(text) if text[0] in "[{" else text
    return made if isinstance(made, (list, dict)) else text


def _without_point(text: str) -> Any:
    made = _json(text)
    return int(made) if isinstance(made, float) and made.is_integer() else made


def _takes_only_whole(place: Place) -> bool:
    return "integer" in place.types and not place.types & {"number", "string"}


def reading_at(place: Place, texts: bool) -> Callable[[Any], Any]:
    """Give what reads a cell for this place; `texts` says that each cell is a text, whatever it stands for."""
    if texts:
        return _typed(place) if place.types and "string" not in place.types else _text
    return _whole if _takes_only_whole(place) else cell
