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
from collections.abc import Callable, Iterable, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

from ..call.places import NoPlace, Place, decoded, place_of, steps_of
from ..call.response import NotStrict
from ..description.model import Action
from ..messages import MASK

_WORD = re.compile(r"((?:[^\\=:]|\\.|:(?!=))+)(:=@|:=|=@|=)(.*)", re.DOTALL)
_MEANINGFUL = re.compile(r"[\\=:.\[\]]")


class Misread(ValueError):
    """Words that cannot be read: what is wrong with each, one a line."""


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
    name, place = _place_at(action, found[1], media)
    key = place.parameter.name if place.parameter else name
    _put(tree, (key, *place.path), _KINDS[found[2]](place, found[3]))


def _place_at(action: Action, path: str, media: str | None) -> tuple[str, Place]:
    """Give the name that a path begins with, and the place that it leads to."""
    try:
        name, *rest = steps_of(path)
    except NoPlace as error:
        told = str(error)
    else:
        return str(name), place_of(action, str(name), media).at(tuple(rest))
    raise Misread(told)


def _put(tree: dict[str, Any], steps: tuple[str | int, ...], value: Any) -> None:
    holder: Any = tree
    for step, following in pairwise(steps):
        holder = _member(holder, step, [] if isinstance(following, int) else {})
    if _has(holder, steps[-1]):
        told = f"gives {spelled(steps)} a second time"
        raise Misread(f"{told}; a list is given as JSON, or item by item: {spelled(steps)}[0]=…")
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
        return decoded(text)
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
    where = spelled((name, *place.path))
    if isinstance(value, Path):
        return f"{where}=@{value}"
    as_text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    read = "@" if as_text.startswith("@") else place.read(as_text)
    same = type(read) is type(value) and read == value
    return f"{where}={as_text}" if same else f"{where}:={json.dumps(value, ensure_ascii=False)}"


def spelled(steps: tuple[str | int, ...]) -> str:
    """Give the text that names these steps."""
    pieces = (
        f"[{each}]" if isinstance(each, int) else "." + _MEANINGFUL.sub(lambda found: "\\" + found[0], each)
        for each in steps
    )
    return "".join(pieces)[1:]
