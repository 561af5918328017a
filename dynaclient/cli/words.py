r"""
Words of a command line → arguments of a call, and back.

::

    name=value              text; where JSON is due it is read as the schema has it: 5, true, null, […], {…}
    name:=JSON              any JSON value, as it is
    name=@FILE              the content of a file, where the description asks for a file or for a raw body
    name:=@FILE             JSON from a file
    body.path.to=value      one value inside; `list[0].key` and `list.0.key` for items of a list

A backslash takes the meaning from the character after it: ``labels.a\.b=1`` sets the property ``a.b``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from ..arguments import FORM, MULTIPART, is_json, media_of
from ..messages import MASK
from ..model import Action, Parameter
from ..response import NotStrict, decode
from ..schemas import below, parts_of

_WORD = re.compile(r"((?:[^\\=:]|\\.|:(?!=))+)(:=@|:=|=@|=)(.*)", re.DOTALL)
_STEP = re.compile(r"(?:\A|\.)((?:[^\\.\[\]]|\\.)+)|\[([0-9]{1,6})\]", re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_MEANINGFUL = re.compile(r"[\\=:.\[\]]")


class Misread(ValueError):
    """Words that cannot be read: what is wrong with each, one a line."""


@dataclass(frozen=True)
class Place:
    """Where a word's value goes."""

    action: Action
    parameter: Parameter | None
    """None where the action has no such parameter; the check will say so."""
    path: tuple[str | int, ...]
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
            return _decoded(text)
        except NotStrict:
            return text  # the check says what is due

    def below(self, step: str | int) -> Place:
        """Give the place of one property or item of it."""
        views = tuple(each for view in self.views for each in below(view, step))
        return Place(self.action, self.parameter, (*self.path, step), views, self.media)


def place_of(action: Action, name: str, media: str | None = None) -> Place:
    """Give the place of a whole argument, by its name in either spelling."""
    key = action.spellings.get(name)
    parameter = None if key is None else action.parameters[key]
    kind = media_of(action, media)
    if parameter is None:
        return Place(action, None, (), (), kind)
    schema = parameter.content.get(kind, parameter.schema) if parameter.location == "body" else parameter.schema
    return Place(action, parameter, (), (schema.view,), kind)


def _types_of(part: Mapping[str, Any]) -> Iterator[str]:
    said = part.get("type")
    if said is not None:
        yield from [said] if isinstance(said, str) else said
        return
    for each in [*part.get("enum", ()), *([part["const"]] if "const" in part else [])]:
        yield "string" if isinstance(each, str) else "other"


def _decoded(text: str) -> Any:
    return decode(text.encode("utf-8", "surrogatepass"))


# --- reading ---------------------------------------------------------------------------------------------------------


def arguments_of(action: Action, words: Iterable[str], media: str | None = None) -> dict[str, Any]:
    """
    Give the arguments that the words stand for, by the names of the description.

    Args:
        action: What is to be called.
        words: The words, in order: a later one may add to what an earlier one gave, but not replace it.
        media: The media type of the body, where it is not the first.

    Raises:
        Misread: With what is wrong with each word that cannot be read.
    """
    tree: dict[str, Any] = {}
    wrong: list[str] = []
    for word in words:
        try:
            _take(action, word, media, tree)
        except Misread as error:
            wrong.append(f"{_shown(action, word, media)!r} {error}")
    if wrong:
        raise Misread("\n".join(wrong))
    return tree


def _shown(action: Action, word: str, media: str | None) -> str:
    """Give a word as it may be shown: without its value where that is secret."""
    found = _WORD.fullmatch(word)
    parameter = place_of(action, re.split(r"[.\[]", found[1])[0], media).parameter if found else None
    return f"{found[1]}{found[2]}{MASK}" if found and parameter and parameter.holds_secrets else word[:80]


def _take(action: Action, word: str, media: str | None, tree: dict[str, Any]) -> None:
    found = _WORD.fullmatch(word)
    if found is None:
        raise Misread("is not of the form name=value, name:=JSON or name=@FILE")
    name, *rest = _steps(found[1])
    place = place_of(action, str(name), media)
    for step in rest:
        place = place.below(_index_or_name(place, step))
    key = place.parameter.name if place.parameter else str(name)
    _put(tree, (key, *place.path), _KINDS[found[2]](place, found[3]))


def _steps(text: str) -> list[str | int]:
    steps: list[str | int] = []
    at = 0
    while at < len(text):
        found = _STEP.match(text, at)
        if found is None or (not steps and found[1] is None):
            raise Misread(f"has no name where one is due: {text[:80]!r}")
        steps.append(int(found[2]) if found[1] is None else _ESCAPED.sub(r"\1", found[1]))
        at = found.end()
    return steps


def _index_or_name(place: Place, step: str | int) -> str | int:
    """In a list, ``.0`` means the same as ``[0]``."""
    is_list = isinstance(step, str) and "array" in place.types and "object" not in place.types
    return int(step) if is_list and str(step).isascii() and str(step).isdigit() else step


def _put(tree: dict[str, Any], steps: tuple[str | int, ...], value: Any) -> None:
    holder: Any = tree
    for step, following in pairwise(steps):
        holder = _member(holder, step, [] if isinstance(following, int) else {})
    if _has(holder, steps[-1]):
        told = f"gives {_spelled(steps)} a second time"
        raise Misread(f"{told}; a list is given as JSON, or item by item: {_spelled(steps)}[0]=…")
    _member(holder, steps[-1], value)


def _has(holder: Any, step: str | int) -> bool:
    if isinstance(holder, list):
        return isinstance(step, int) and step < len(holder)
    return isinstance(holder, dict) and step in holder


def _member(holder: Any, step: str | int, made: Any) -> Any:
    """Give one member of what is being made, put there first if it is new."""
    if isinstance(step, str) and isinstance(holder, dict):
        return holder.setdefault(step, made)
    if isinstance(step, int) and isinstance(holder, list):
        if step > len(holder):
            raise Misread(f"gives item {step} of a list that has {len(holder)} so far; give the items in order")
        holder += [made] if step == len(holder) else []
        return holder[step]
    raise Misread(f"goes into what is not {'a list' if isinstance(step, int) else 'an object'}")


# --- kinds of values -------------------------------------------------------------------------------------------------


def _text(place: Place, text: str) -> Any:
    return place.read(text)


def _json(_place: Place, text: str) -> Any:
    try:
        return _decoded(text)
    except NotStrict as error:
        told = str(error)
    raise Misread(f"holds what is no JSON: {told}; a text stands in quotes, or is given as name=text")


def _file(place: Place, name: str) -> Any:
    if place.parameter is None:
        return Path(name)  # the check says what the action takes
    if not place.takes_file:
        shown = MASK if place.parameter.holds_secrets else name[:40]
        raise Misread(f"gives a file where none is taken; the text itself is written name:='\"@{shown}\"'")
    return Path(name)


def _json_file(place: Place, name: str) -> Any:
    try:
        return _json(place, Path(name).read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        told = type(error).__name__
    raise Misread(f"names a file that cannot be read ({told})")


_KINDS: dict[str, Callable[[Place, str], Any]] = {"=": _text, ":=": _json, "=@": _file, ":=@": _json_file}
"""Each sign between name and value, and what gives the value."""


# --- and back --------------------------------------------------------------------------------------------------------


def words_of(action: Action, arguments: Mapping[str, Any]) -> list[str]:
    """Give words that stand for these arguments; objects in JSON bodies are given property by property."""
    words: list[str] = []
    for name, value in arguments.items():
        place = place_of(action, name)
        if isinstance(value, dict) and value and all(value) and place.is_json:
            words += [word(place.below(key), each) for key, each in value.items()]
        else:
            words.append(word(place, value))
    return words


def word(place: Place, value: Any) -> str:
    """Give the word that puts a value at a place."""
    name = place.parameter.name if place.parameter else ""
    where = _spelled((name, *place.path))
    if isinstance(value, Path):
        return f"{where}=@{value}"
    as_text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    read = "@" if as_text.startswith("@") else place.read(as_text)
    same = type(read) is type(value) and read == value
    return f"{where}={as_text}" if same else f"{where}:={json.dumps(value, ensure_ascii=False)}"


def _spelled(steps: tuple[str | int, ...]) -> str:
    pieces = (
        f"[{each}]" if isinstance(each, int) else "." + _MEANINGFUL.sub(lambda found: "\\" + found[0], each)
        for each in steps
    )
    return "".join(pieces)[1:]
