r"""
The assignments of a command line (``name=value``) → the arguments of a call, and back.

::

    name=value              a string; for other types it is read as the schema requires: 5, true, null, […], {…}.
                            Where a string is accepted, too, it is one, and a list or an object is refused
    name:=JSON              any JSON value, as it is
    name=@FILE              the content of a file, where the description expects a file or a raw body
    name:=@FILE             JSON from a file; - is the standard input, for name=@FILE too
    body.path.to=value      one value inside the body; `list[0].key` and `list.0.key` for items of a list

A backslash removes the special meaning of the next character: ``labels.a\.b=1`` sets the property ``a.b``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

from ...call.response import InvalidJSON
from ...call.targets import InvalidTarget, Target, find_target, parse_json_text, parse_path
from ...description.model import Action
from ...redaction import MASK, is_secret_name
from ...runtime.paths import reason_of
from ...schema.subschemas import combined_schemas, is_secret
from ...strings.encoding import utf8_problem
from ...strings.expressions import expression
from .decoding import decoded
from .options import STANDARD_INPUT
from .spelling import spell_path
from .standard_input import standard_input

_ASSIGNMENT = expression(r"((?:[^\\=:]|\\.|:(?!=))+)(:=@|:=|=@|=)(.*)", re.DOTALL)


class InvalidAssignment(ValueError):
    """Assignments that cannot be parsed: one problem per line."""


# --- parsing ---------------------------------------------------------------------------------------------------------


def parse_assignments(action: Action, words: Iterable[str], media: str | None = None) -> dict[str, Any]:
    """
    Return the arguments that the words assign, by the names of the description.

    Args:
        action: The action to call.
        words: The assignments, in order: a later one may add to the value of an earlier one, but not replace it.
        media: The media type of the body, if not the first.

    Raises:
        InvalidAssignment: With the problem of every word that cannot be parsed.
    """
    arguments: dict[str, Any] = {}
    problems: list[str] = []
    for word in words:
        try:
            _assign(action, word, media, arguments)
        except InvalidAssignment as error:
            problems.append(f"{_redacted(action, word, media)!r} {error}")
    if problems:
        raise InvalidAssignment("\n".join(problems))
    return arguments


def shown_assignment(action: Action, word: str, media: str | None = None) -> str:
    """Return a word for a message if it assigns a value to an argument that the action has; else an empty string."""
    match = _ASSIGNMENT.fullmatch(word)
    name = re.split(r"[.\[]", match[1])[0] if match else ""
    return _redacted(action, word, media) if find_target(action, name, media).parameter is not None else ""


def names_of_input(words: Iterable[str]) -> Iterator[str]:
    """Yield the names to which the words assign the standard input."""
    for word in words:
        match = _ASSIGNMENT.fullmatch(word)
        if match and match[2].endswith("@") and match[3] == STANDARD_INPUT:
            yield match[1]


def _redacted(action: Action, word: str, media: str | None) -> str:
    """Return a word for a message: without its value if that is secret, or has a part that is."""
    match = _ASSIGNMENT.fullmatch(word)
    if match is None:
        return word[:80]
    target = find_target(action, re.split(r"[.\[]", match[1])[0], media)
    if match[2].endswith("@") or target.parameter is None:
        with suppress(InvalidAssignment):  # which is what the message is about
            target = _resolve_path(action, decoded(match[1]), media)[1]
        is_masked = _is_secret_itself(target, match[1])
    else:
        is_masked = target.parameter.holds_secrets
    return f"{match[1]}{match[2]}{MASK}" if is_masked else word[:80]


def _is_secret_itself(target: Target, name: str) -> bool:
    """Return whether all of the value of a target is secret, and with it what seems to be the name of its file."""
    parameter = target.parameter
    if parameter is None or parameter.secret:
        return parameter is not None or is_secret_name(name)
    place = Target(target.action, parameter, (), (parameter.schema_for(target.media).view,), target.media)
    places = accumulate(target.path, Target.child, initial=place)
    return any(is_secret(part) for place in places for view in place.views for part in combined_schemas(view))


def _assign(action: Action, word: str, media: str | None, arguments: dict[str, Any]) -> None:
    match = _ASSIGNMENT.fullmatch(word)
    if match is None:
        raise InvalidAssignment("does not have the form name=value, name:=JSON or name=@FILE")
    name, target = _resolve_path(action, decoded(match[1]), media)
    key = target.parameter.name if target.parameter else name
    value = match[3] if match[2].endswith("@") else decoded(match[3])
    steps = (key, *target.path)
    _insert(arguments, steps, _VALUES[match[2]](target, value, match[1]), target)


def _resolve_path(action: Action, path: str, media: str | None) -> tuple[str, Target]:
    """Return the first name of a path, and the location that the path leads to."""
    try:
        name, *rest = parse_path(path)
    except InvalidTarget as error:
        message = str(error)
    else:
        return str(name), find_target(action, str(name), media).descend(tuple(rest))
    raise InvalidAssignment(message)


def _insert(arguments: dict[str, Any], steps: tuple[str | int, ...], value: Any, target: Target) -> None:
    parent: Any = arguments
    for step, following in pairwise(steps):
        parent = _member(parent, step, [] if isinstance(following, int) else {})
    if _has(parent, steps[-1]):
        path = spell_path(steps)
        raise InvalidAssignment(f"sets {path} a second time; {_advice_on_second(path, parent[steps[-1]], target)}")
    _member(parent, steps[-1], value)


def _advice_on_second(path: str, before: Any, target: Target) -> str:
    """Return what to do about a second value for a location; `before` is the first one."""
    if isinstance(before, dict):
        return f"omit one of them, or write {path} before its members, such as {path}.name=…"
    if "array" in target.types or not target.types:
        return f"write a list as JSON, or item by item: {path}[0]=…"
    return "omit one of them"


def _has(parent: Any, step: str | int) -> bool:
    if isinstance(parent, list):
        return isinstance(step, int) and step < len(parent)
    return isinstance(parent, dict) and step in parent


def _member(parent: Any, step: str | int, new: Any) -> Any:
    """Return a member of a value that is being assembled; add `new` if it does not exist."""
    if isinstance(step, str) and isinstance(parent, dict):
        return parent.setdefault(step, new)
    if isinstance(step, int) and isinstance(parent, list):
        if step > len(parent):
            raise InvalidAssignment(
                f"sets item {step} of a list that has {len(parent)} so far; write the items in order"
            )
        parent += [new] if step == len(parent) else []
        return parent[step]
    raise InvalidAssignment(f"sets a part of what is not {'a list' if isinstance(step, int) else 'an object'}")


# --- kinds of values -------------------------------------------------------------------------------------------------


def _string(target: Target, text: str, name: str) -> Any:
    value = target.parse(text)
    kind = _kind_of_either(target, text) if isinstance(value, str) else ""
    if kind:
        raise InvalidAssignment(
            f"is a string or {kind}, and both are accepted: write {name}:=JSON for {kind}, {name}:='\"…\"' for a string"
        )
    if isinstance(value, str) and "array" in target.types and _spells_several(target, text):
        shown = _shown(target, text)
        raise InvalidAssignment(f"is one value for a list: write {name}:='[{shown}]', or item by item: {name}[0]=…")
    return value


def _kind_of_either(target: Target, text: str) -> str:
    """Return what else a string spells that is accepted where strings are: an object or a list; empty if neither."""
    name, kind = {"{": ("object", "an object"), "[": ("array", "a list")}.get(text[:1], ("", ""))
    is_accepted = bool(kind) and target.is_json and (not target.types or name in target.types)
    return kind if is_accepted and _is_json(text) else ""


def _shown(target: Target, text: str) -> str:
    """Return a value for a message: redacted if it may be secret."""
    return MASK if target.parameter is not None and target.parameter.holds_secrets else text[:80]


def _shown_file(target: Target, file: str, name: str) -> str:
    """Return the name of a file for a message: redacted if it may be the value itself, and that is secret."""
    return MASK if _is_secret_itself(target, name) else file[:80]


def _spells_several(target: Target, text: str) -> bool:
    """Return whether a string would be a list in brackets, of items that are not strings."""
    items = target.child(0).types
    return "," in text and bool(items) and "string" not in items | target.types and _is_json(f"[{text}]")


def _is_json(text: str) -> bool:
    try:
        parse_json_text(text)
    except InvalidJSON:
        return False
    return True


def _json(_target: Target, text: str, name: str) -> Any:
    try:
        return parse_json_text(text)
    except InvalidJSON as error:
        message = str(error)
    raise InvalidAssignment(f"is not valid JSON: {message}; put a string in quotes, or write {name}=string")


def _file(target: Target, file: str, name: str) -> Any:
    _require_name(file, name)
    if target.parameter is not None and not target.takes_file:
        shown = _shown_file(target, file, name)
        string = f"the string itself as {name}:='\"@{shown}\"'"
        raise InvalidAssignment(
            f"passes a file where none is expected; write JSON that is in a file as {name}:=@{shown}, {string}"
        )
    # Where the action has no such parameter, validation reports what it accepts.
    return standard_input() if file == STANDARD_INPUT else Path(file)


def _require_name(file: str, name: str) -> None:
    if not file:
        raise InvalidAssignment(f"has no name of a file behind the @; a string that begins with it is {name}:='\"@…\"'")


def _json_file(target: Target, file: str, name: str) -> Any:
    _require_name(file, name)
    text = _read(file)
    try:
        return parse_json_text(text)
    except InvalidJSON as error:
        message = error.located(text)
    shown = "the standard input" if file == STANDARD_INPUT else _shown_file(target, file, name)
    raise InvalidAssignment(f"names {shown}, which is not valid JSON: {message}")


def _read(file: str) -> str:
    text, problem = read_text(file)
    if problem:
        raise InvalidAssignment(f"names a file that cannot be read: {problem}")
    return text


def read_text(file: str) -> tuple[str, str]:
    """Return the text of a file, or of the standard input, and why it cannot be read; the latter is empty if it can."""
    try:
        data = standard_input().read() if file == STANDARD_INPUT else Path(file).read_bytes()
    except OSError as error:
        return "", reason_of(error)
    problem = utf8_problem(data)
    return "" if problem else data.decode("utf-8-sig"), problem


_VALUES: dict[str, Callable[[Target, str, str], Any]] = {"=": _string, ":=": _json, "=@": _file, ":=@": _json_file}
"""The operators, and the functions that return the value, from what is behind the operator and the name before it."""


# --- formatting ------------------------------------------------------------------------------------------------------


def format_assignments(action: Action, arguments: Mapping[str, Any]) -> list[str]:
    """Return assignments of these arguments; one per property of an object in a JSON body."""
    words: list[str] = []
    for name, value in arguments.items():
        target = find_target(action, name)
        # A member of the body keeps its name: it is not written below that of the body.
        steps = (name,) if target.path or target.parameter is None else (target.parameter.name,)
        if isinstance(value, dict) and value and all(value) and target.is_json:
            words += [format_assignment((*steps, key), target.child(key), member) for key, member in value.items()]
        elif isinstance(value, list) and any(isinstance(item, Path) for item in value):
            words += [format_assignment((*steps, index), target.child(index), item) for index, item in enumerate(value)]
        else:
            words.append(format_assignment(steps, target, value))
    return words


def _is_refused(target: Target, value: Any) -> bool:
    return isinstance(value, str) and bool(_kind_of_either(target, value))


def format_assignment(steps: tuple[str | int, ...], target: Target, value: Any) -> str:
    """Return the assignment of a value to a location, which is reached by these steps."""
    path = spell_path(steps)
    if isinstance(value, Path):
        return f"{path}=@{value}"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    parsed = None if text.startswith("@") else target.parse(text)  # name=@… would be a file
    is_same = type(parsed) is type(value) and parsed == value and not _is_refused(target, value)
    return f"{path}={text}" if is_same else f"{path}:={json.dumps(value, ensure_ascii=False)}"
