"""
From a request back to arguments: the inverse of `dynaclient.call.request`, a row for each style.

Texts stay texts: the checker reads them by their schemas, as it does for the client.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any
from urllib.parse import unquote, unquote_plus

from ..call.arguments import FORM, MULTIPART, is_json
from ..call.response import NotStrict, decode
from ..description.model import Action, Parameter
from ..errors import Problem, close_matches, did_you_mean
from ..schema.validation import below
from . import views, wire
from .exchange import Incoming

NOTHING: Any = type("Nothing", (), {"__repr__": lambda _: "NOTHING"})()
"""Stands for an argument that was not sent."""


class Undecodable(Exception):
    """Something in the request that cannot be read."""

    def __init__(self, rule: str, reason: str, suggestion: str) -> None:
        super().__init__(reason)
        self.rule = rule
        self.reason = reason
        self.suggestion = suggestion


@dataclass
class Decoded:
    """The arguments that a request carries, and what could not be read."""

    arguments: dict[str, Any] = field(default_factory=dict)
    media: str | None = None
    problems: list[Problem] = field(default_factory=list)


def decoded(action: Action, incoming: Incoming, in_path: Mapping[str, str], ignored: Iterable[str] = ()) -> Decoded:
    """
    Give the arguments that a request carries.

    Args:
        action: What the request is for.
        incoming: The request.
        in_path: What stands in the path for each path parameter, as it was written.
        ignored: Names in the query that are no arguments, such as that of a key.
    """
    found = Decoded()
    query = Pairs(incoming.query, "&", unquote_plus)
    cookies = Pairs(incoming.headers.get("Cookie", ""), ";", unquote)
    last: list[Parameter] = []
    for parameter in action.parameters.values():
        place = parameter.location
        if place == "path":
            _take(found, parameter, _PATH[parameter.style], in_path[parameter.name])
        elif place == "header" and parameter.wire in incoming.headers:
            _take(found, parameter, _HEADER[parameter.style], incoming.headers[parameter.wire])
        elif place == "query" and _takes_what_is_left(parameter):
            last.append(parameter)
        elif place in ("query", "cookie"):
            _take(found, parameter, _NAMED[parameter.style], query if place == "query" else cookies)
    for parameter in last:
        _take(found, parameter, _left, query)
    found.problems += _unknown(action, query.left(ignored))
    _body(found, action, incoming)
    return found


def _take(found: Decoded, parameter: Parameter, style: Callable[[Parameter, Any], Any], source: Any) -> None:
    try:
        value = style(parameter, source)
    except Undecodable as error:
        found.problems.append(_problem(parameter.location, parameter.name, error))
    except UnicodeDecodeError:
        found.problems.append(_problem(parameter.location, parameter.name, _not_text()))
    else:
        if value is not NOTHING:
            found.arguments[parameter.name] = value


def _problem(location: str, name: str, error: Undecodable) -> Problem:
    return Problem.in_call(location, name, (), error.rule, error.suggestion, None, error.reason, error.suggestion)


def _not_text() -> Undecodable:
    return Undecodable("encoding", "is not UTF-8 once it is decoded", "percent-encode the text's UTF-8 bytes")


def _unknown(action: Action, names: list[str]) -> list[Problem]:
    known = tuple(each.wire for each in action.parameters.values() if each.location == "query")
    listed = f"it takes: {', '.join(known)}" if known else "it takes none"
    told = f"{action.name} takes no such query parameter"
    return [
        Problem.in_call(
            "query", name[:200], (), "unknown", known, None, told, did_you_mean(close_matches(name, known)) or listed
        )
        for name in names
    ]


# --- names and values ------------------------------------------------------------------------------------------------


class Pairs:
    """Names with values as they were written, in a query, a form or cookies; what is taken is not left."""

    def __init__(self, written: str, between: str, decode_text: Callable[..., str]) -> None:
        self._decode = decode_text
        self._found: dict[str, list[str]] = {}
        for each in written.split(between) if written else ():
            name, _, value = each.strip().partition("=")
            if each.strip():
                self._found.setdefault(decode_text(name), []).append(value)
        self._left = dict.fromkeys(self._found)

    def text(self, written: str) -> str:
        """Give the text that was written; UnicodeDecodeError where it is none."""
        return self._decode(written, errors="strict")

    def take(self, name: str) -> list[str]:
        """Give the values of a name, as they were written."""
        self._left.pop(name, None)
        return self._found.get(name, [])

    def matching(self, pattern: re.Pattern[str]) -> list[tuple[re.Match[str], list[str]]]:
        """Give the values of each name that matches."""
        found = [(pattern.fullmatch(name), name) for name in self._found]
        return [(match, self.take(name)) for match, name in found if match]

    def left(self, besides: Iterable[str] = ()) -> list[str]:
        """Give the names that nobody took."""
        return [name for name in self._left if name not in set(besides)]


def _kind(parameter: Parameter, *, several: bool) -> str:
    """Give what a text stands for: ``array``, ``object`` or ``scalar``; where it may be either, `several` decides."""
    types = parameter.schema.types
    if types - {"array", "object", "null"} and not (several and types & {"array", "object"}):
        return "scalar"
    return "array" if "array" in types else "object" if "object" in types else "scalar"


def _as_object(texts: list[str]) -> dict[str, str]:
    """Give the object that was written as name, value, name, value."""
    if len(texts) % 2:
        raise Undecodable("style", "has a name without a value", "write name,value,name,value")
    return dict(zip(texts[::2], texts[1::2], strict=True))


def _as_pairs(parts: list[str], text: Callable[[str], str]) -> dict[str, str]:
    """Give the object that was written as name=value."""
    split = [each.partition("=") for each in parts]
    if any(not mark for _, mark, _ in split):
        raise Undecodable("style", "has a member that is not name=value", "write name=value")
    return {text(name): text(value) for name, _, value in split}


def _json_value(written: str) -> Any:
    try:
        return decode(written.encode("utf-8", "surrogateescape"))
    except NotStrict as error:
        reason = str(error)
    raise Undecodable("json", f"is no JSON: {reason}", "write the value as JSON text")


# --- styles: path and header -----------------------------------------------------------------------------------------

Text = Callable[[str], str]


def _strict(written: str) -> str:
    return unquote(written, errors="strict")


def _delimited(parameter: Parameter, written: str, between: str, text: Text) -> Any:
    """Read what `simple` and `label` write, less what stands before it."""
    inner = between if parameter.explode else ","
    kind = _kind(parameter, several=inner in written)
    if kind == "scalar":
        return text(written)
    parts = written.split(inner)
    if kind == "array":
        return [text(each) for each in parts]
    return _as_pairs(parts, text) if parameter.explode else _as_object([text(each) for each in parts])


def _simple_in_path(parameter: Parameter, written: str) -> Any:
    return _delimited(parameter, written, ",", _strict)


def _label(parameter: Parameter, written: str) -> Any:
    if not written.startswith("."):
        raise Undecodable("style", "does not begin with a dot", "write .value, as the style label has it")
    return _delimited(parameter, written[1:], ".", _strict)


def _matrix(parameter: Parameter, written: str) -> Any:
    first, *members = written.split(";")
    if first or not members:
        raise Undecodable("style", "does not begin with a semicolon", f"write ;{parameter.wire}=value")
    kind = _kind(parameter, several=len(members) > 1 or "," in written)
    if kind == "object" and parameter.explode:
        return _as_pairs(members, _strict)
    values = [value for name, _, value in (each.partition("=") for each in members) if _strict(name) == parameter.wire]
    if len(values) != len(members):
        raise Undecodable("style", "names another parameter", f"write ;{parameter.wire}=value")
    if kind == "scalar":
        return _strict(values[0])
    texts = [_strict(each) for each in (values if parameter.explode else values[0].split(","))]
    return texts if kind == "array" else _as_object(texts)


def _simple_in_header(parameter: Parameter, written: str) -> Any:
    return _delimited(parameter, written, ",", str.strip)


_PATH: dict[str, Callable[[Parameter, str], Any]] = {
    "simple": _simple_in_path,
    "label": _label,
    "matrix": _matrix,
    "json": lambda _, written: _json_value(_strict(written)),
}
"""Each style of a path parameter: what stands in the path → the value."""

_HEADER: dict[str, Callable[[Parameter, str], Any]] = {
    "simple": _simple_in_header,
    "json": lambda _, written: _json_value(written),
}
"""Each style of a header: its value → the value of the argument."""


# --- styles: query, cookie and form ----------------------------------------------------------------------------------


def _form(parameter: Parameter, pairs: Pairs) -> Any:
    if _takes_what_is_left(parameter):
        return _left(parameter, pairs)
    written = pairs.take(parameter.wire)
    if not written:
        return NOTHING
    kind = _kind(parameter, several=len(written) > 1 or (not parameter.explode and "," in written[0]))
    if kind == "scalar":
        texts = [pairs.text(each) for each in written]
        return texts[0] if len(texts) == 1 else texts
    parts = written if parameter.explode else [part for each in written for part in each.split(",")]
    texts = [pairs.text(each) for each in parts]
    return texts if kind == "array" else _as_object(texts)


def _joined(between: str) -> Callable[[Parameter, Pairs], Any]:
    delimiter = re.compile(between)

    def style(parameter: Parameter, pairs: Pairs) -> Any:
        written = pairs.take(parameter.wire)
        texts = [pairs.text(part) for each in written for part in delimiter.split(each)]
        if not written:
            return NOTHING
        return _as_object(texts) if _kind(parameter, several=True) == "object" else texts

    return style


def _deep_object(parameter: Parameter, pairs: Pairs) -> Any:
    found = pairs.matching(re.compile(re.escape(parameter.wire) + r"\[([^\]]*)\]"))
    return {match[1]: _single(pairs, written) for match, written in found} or NOTHING


def _single(pairs: Pairs, written: list[str]) -> Any:
    texts = [pairs.text(each) for each in written]
    return texts[0] if len(texts) == 1 else texts


def _brackets(parameter: Parameter, pairs: Pairs) -> Any:
    found = pairs.matching(re.compile(re.escape(parameter.wire) + r"((?:\[[^\]]*\])*)"))
    tree: Any = NOTHING
    for match, written in found:
        for each in written:
            tree = _planted(tree, match[1][1:-1].split("][") if match[1] else [], pairs.text(each))
    return NOTHING if tree is NOTHING else _grown(tree, [parameter.schema.view])


def _planted(tree: Any, steps: list[str], text: str) -> Any:
    """Give the tree with a text put at the end of these steps; an empty step is the next free one."""
    if not steps:
        if tree is not NOTHING:
            raise Undecodable("twice", "is given twice", "give it once")
        return text
    branches = {} if tree is NOTHING else tree
    if not isinstance(branches, dict):
        raise Undecodable("style", "has a value and members at once", "give the one or the other")
    step = steps[0] or str(len(branches))
    return {**branches, step: _planted(branches.get(step, NOTHING), steps[1:], text)}


def _grown(tree: Any, schemas: list[Any]) -> Any:
    """Give the tree with lists where the steps are numbers from 0, unless the schemas speak of objects only."""
    if not isinstance(tree, dict):
        return tree
    said = views.types(*schemas) & {"array", "object"}
    if said != {"object"} and set(tree) == {str(each) for each in range(len(tree))}:
        return [
            _grown(tree[str(index)], [one for each in schemas for one in below(each, index)])
            for index in range(len(tree))
        ]
    return {step: _grown(each, [one for view in schemas for one in below(view, step)]) for step, each in tree.items()}


def _json_named(parameter: Parameter, pairs: Pairs) -> Any:
    written = pairs.take(parameter.wire)
    if not written:
        return NOTHING
    if len(written) > 1:
        raise Undecodable("twice", "is given twice", "give it once")
    return _json_value(pairs.text(written[0]))


def _takes_what_is_left(parameter: Parameter) -> bool:
    """Say whether its members stand in the query by their own names, so that it takes what no other claims."""
    return parameter.style == "form" and parameter.explode and _kind(parameter, several=True) == "object"


def _left(parameter: Parameter, pairs: Pairs) -> Any:
    view = parameter.schema.view
    known = views.properties(view)
    names = [name for name in pairs.left() if name in known or views.is_open(view)]
    return {name: _single(pairs, pairs.take(name)) for name in names} or NOTHING


_NAMED: dict[str, Callable[[Parameter, Pairs], Any]] = {
    "form": _form,
    "spaceDelimited": _joined(r"%20|\+| "),
    "pipeDelimited": _joined(r"%7C|%7c|\|"),
    "deepObject": _deep_object,
    "brackets": _brackets,
    "json": _json_named,
}
"""Each style of a query parameter, a cookie or a member of a form: the pairs → the value, or `NOTHING`."""


# --- bodies ----------------------------------------------------------------------------------------------------------


def _body(found: Decoded, action: Action, incoming: Incoming) -> None:
    offered = tuple(action.body.content) or ("application/json",) if action.body else action.part_content
    place, name = ("body", action.body.name) if action.body else ("part" if action.parts else "body", "body")
    if not incoming.body:
        return
    try:
        sent = incoming.headers.get("Content-Type", "")
        found.media = _offered(action, offered, sent)
        _READERS.get(_plain(found.media), _json_body if is_json(found.media) else _raw_body)(found, action, incoming)
    except Undecodable as error:
        found.problems.append(_problem(place, name, error))


def _plain(media: str) -> str:
    return media.split(";", 1)[0].strip().lower()


def _offered(action: Action, offered: tuple[str, ...], sent: str) -> str:
    """Give which of the media types on offer was sent; the first where the request does not say."""
    if not offered:
        raise Undecodable("unknown", f"{action.name} takes no body", "leave it out")
    if not sent:
        return offered[0]
    for each in offered:
        if fnmatchcase(_plain(sent), _plain(each).replace("[", "[[]")):
            return each
    raise Undecodable("content", f"the body is not taken as {_plain(sent)!r:.100}", f"one of: {', '.join(offered)}")


def _json_body(found: Decoded, action: Action, incoming: Incoming) -> None:
    try:
        value = decode(incoming.body)
    except NotStrict as error:
        reason = str(error)
    else:
        return _spread(found, action, value)
    raise Undecodable("json", f"the body is no JSON: {reason}", "send JSON")


def _spread(found: Decoded, action: Action, value: Any) -> None:
    """Take the body as the argument that it is, or its members as those that they are."""
    if action.body is not None:
        found.arguments[action.body.name] = value
        return
    if not isinstance(value, dict):
        raise Undecodable("type", "the body is no object", "send an object with the members")
    by_wire = {each.wire: each.name for each in action.parts}
    for name, each in value.items():
        if name in by_wire:
            found.arguments[by_wire[name]] = each
        else:
            hint = did_you_mean(close_matches(name, by_wire)) or f"it takes: {', '.join(by_wire)}"
            told = f"{action.name} takes no such member of the body"
            found.problems.append(Problem.in_call("part", name[:200], (), "unknown", tuple(by_wire), None, told, hint))


def _form_body(found: Decoded, action: Action, incoming: Incoming) -> None:
    try:
        pairs = Pairs(incoming.body.decode("ascii"), "&", unquote_plus)
    except UnicodeDecodeError:
        raise _not_text() from None
    if action.body is None:
        parts = sorted(action.parts, key=_takes_what_is_left)
        for each in parts:
            _take(found, each, _NAMED[each.style], pairs)
        _spread(found, action, dict.fromkeys(pairs.left()))
        return
    try:
        written = {name: [pairs.text(each) for each in pairs.take(name)] for name in pairs.left()}
    except UnicodeDecodeError:
        raise _not_text() from None
    view = action.body.content[found.media or FORM].view
    found.arguments[action.body.name] = {name: _member(each, below(view, name)) for name, each in written.items()}


def _member(values: list[Any], schemas: list[Any]) -> Any:
    """Give the value of one name of a form: a list where the schemas say so, or where it is given several times."""
    said = views.types(*schemas)
    items = [one for each in schemas for one in below(each, 0)] if "array" in said else schemas
    read = [_member_value(each, items) for each in values]
    return read[0] if len(read) == 1 and "array" not in said else read


def _member_value(value: Any, schemas: list[Any]) -> Any:
    """Give what a text of a form stands for: lists and objects are written as JSON there."""
    if isinstance(value, str) and value[:1] in ("{", "[") and views.types(*schemas) & {"object", "array"}:
        try:
            return _json_value(value)
        except Undecodable:
            return value
    if isinstance(value, str):
        return views.typed(value, schemas)
    return value


def _multipart_body(found: Decoded, action: Action, incoming: Incoming) -> None:
    try:
        parts = wire.parse_multipart(incoming.body, incoming.headers.get("Content-Type", ""))
    except ValueError as error:
        reason = str(error)
    else:
        schemas = {each.wire: [each.schema.view] for each in action.parts}
        if action.body is not None:
            view = action.body.content[found.media or MULTIPART].view
            schemas = {name: below(view, name) for name in parts}
        return _spread(found, action, {name: _member(each, schemas.get(name, [])) for name, each in parts.items()})
    raise Undecodable("form", f"the body is no form: {reason}", "send multipart/form-data")


def _raw_body(found: Decoded, action: Action, incoming: Incoming) -> None:
    value: Any = incoming.body
    if _plain(incoming.headers.get("Content-Type", "")).startswith("text/"):
        value = incoming.body.decode("utf-8", "replace")
    found.arguments[action.body.name if action.body else action.parts[0].name] = value


_READERS: dict[str, Callable[[Decoded, Action, Incoming], None]] = {FORM: _form_body, MULTIPART: _multipart_body}
"""The media types that are not read as JSON or as they are."""
