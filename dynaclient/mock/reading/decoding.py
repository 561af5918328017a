"""
From a request to the arguments in its path, query, headers and cookies: the inverse of `call.styles`.

There is one row for each style. Strings stay strings: validation coerces them by their schemas, as for the client.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import unquote, unquote_plus

from ...call.response import InvalidJSON, parse_json
from ...description.model import Action, Parameter
from ...errors import Problem, close_matches, did_you_mean, list_some
from ...records import dataclass, field
from ...schema.subschemas import child_views
from .. import schema_views
from ..exchange import MockRequest

LEVELS = 64
"""The most levels of brackets in a name."""

NOT_SENT: Any = type("Nothing", (), {"__repr__": lambda _: "NOTHING"})()
"""The value of an argument that was not sent."""


class DecodingError(Exception):
    """Raised for a part of the request that cannot be decoded."""

    def __init__(self, rule: str, reason: str, suggestion: str) -> None:
        super().__init__(reason)
        self.rule = rule
        self.reason = reason
        self.suggestion = suggestion


@dataclass
class DecodedArguments:
    """The arguments of a request, and the problems of those that could not be decoded."""

    arguments: dict[str, Any] = field(default_factory=dict)
    media: str | None = None
    problems: list[Problem] = field(default_factory=list)


def decode_parameters(
    action: Action, request: MockRequest, in_path: Mapping[str, str], ignored: Iterable[str] = ()
) -> DecodedArguments:
    """
    Return the arguments of a request.

    Args:
        action: The action that the request calls.
        request: The request.
        in_path: The value of each path parameter, still percent-encoded.
        ignored: Names in the query that are not arguments, such as that of an API key.
    """
    found = DecodedArguments()
    query = Pairs(request.query, "&", unquote_plus)
    cookies = Pairs(request.headers.get("Cookie", ""), ";", unquote)
    last: list[Parameter] = []
    for parameter in action.parameters.values():
        location = parameter.location
        if location == "path":
            take_into(found, parameter, _PATH[parameter.style], in_path[parameter.name])
        elif location == "header" and parameter.wire in request.headers:
            take_into(found, parameter, _HEADER[parameter.style], request.headers[parameter.wire])
        elif location == "query" and parameter.content:
            take_into(found, parameter, _whole_query, query)
        elif location == "query" and takes_remaining_names(parameter):
            last.append(parameter)
        elif location in ("query", "cookie"):
            take_into(found, parameter, STYLES_OF_PAIRS[parameter.style], query if location == "query" else cookies)
    for parameter in last:
        take_into(found, parameter, _remaining, query)
    unknown = query.left(ignored)
    if unknown:
        found.problems += _unknown(action, unknown)
    return found


def take_into(
    found: DecodedArguments, parameter: Parameter, style: Callable[[Parameter, Any], Any], source: Any
) -> None:
    """Add the value of a parameter, if it was sent, or the problem with it."""
    try:
        value = style(parameter, source)
    except DecodingError as error:
        found.problems.append(problem_of(parameter.location, parameter.name, error))
    except UnicodeDecodeError:
        found.problems.append(problem_of(parameter.location, parameter.name, not_utf8()))
    else:
        if value is not NOT_SENT:
            found.arguments[parameter.name] = value


def problem_of(location: str, name: str, error: DecodingError) -> Problem:
    """Return a decoding error as a problem of an argument."""
    return Problem.in_call(location, name, (), error.rule, error.suggestion, None, error.reason, error.suggestion)


def not_utf8() -> DecodingError:
    """Return the error for a value that is not UTF-8."""
    return DecodingError(
        "encoding", "is not UTF-8 after percent-decoding", "percent-encode the UTF-8 bytes of the string"
    )


def _unknown(action: Action, names: list[str]) -> list[Problem]:
    known = tuple(parameter.wire for parameter in action.parameters.values() if parameter.location == "query")
    listed = f"known: {list_some(known)}" if known else "it has none"
    message = f"{action.name} has no such query parameter"
    return [
        Problem.in_call(
            "query", name[:200], (), "unknown", known, None, message, did_you_mean(close_matches(name, known)) or listed
        )
        for name in names
    ]


# --- names and values ------------------------------------------------------------------------------------------------


class Pairs:
    """The names and encoded values of a query, a form or cookies; `left` lists the names that were not taken."""

    def __init__(self, encoded: str, between: str, decode: Callable[..., str]) -> None:
        self._decode = decode
        self._encoded = encoded
        self._found: dict[str, list[str]] = {}
        for pair in encoded.split(between) if encoded else ():
            name, _, value = pair.strip().partition("=")
            if pair.strip():
                self._found.setdefault(decode(name), []).append(value)
        self._left = dict.fromkeys(self._found)

    @property
    def whole(self) -> str:
        """All of it, decoded; raise UnicodeDecodeError if it is not UTF-8."""
        return self.text(self._encoded)

    def text(self, encoded: str) -> str:
        """Return a decoded value; raise UnicodeDecodeError if it is not UTF-8."""
        return self._decode(encoded, errors="strict")

    def take(self, name: str) -> list[str]:
        """Return the encoded values of a name."""
        self._left.pop(name, None)
        return self._found.get(name, [])

    def matching(self, pattern: re.Pattern[str]) -> list[tuple[re.Match[str], list[str]]]:
        """Return the match and the encoded values of each name that matches."""
        found = [(pattern.fullmatch(name), name) for name in self._found]
        return [(match, self.take(name)) for match, name in found if match]

    def left(self, ignored: Iterable[str] = ()) -> list[str]:
        """Return the names that were not taken."""
        return [name for name in self._left if name not in set(ignored)]


def _kind(parameter: Parameter, *, several: bool) -> str:
    """Return ``array``, ``object`` or ``scalar``; where the schema allows both, `several` decides."""
    types = parameter.schema.types
    if types - {"array", "object", "null"} and not (several and types & {"array", "object"}):
        return "scalar"
    return "array" if "array" in types else "object" if "object" in types else "scalar"


def _as_object(strings: list[str]) -> dict[str, str]:
    """Return the object of a list of names and values in turn."""
    if len(strings) % 2:
        raise DecodingError("style", "has a name without a value", "write name,value,name,value")
    return dict(zip(strings[::2], strings[1::2], strict=True))


def _as_pairs(parts: list[str], decode: Callable[[str], str]) -> dict[str, str]:
    """Return the object of a list of ``name=value``."""
    split = [part.partition("=") for part in parts]
    if any(not mark for _, mark, _ in split):
        raise DecodingError("style", "has a member that is not name=value", "write name=value")
    return {decode(name): decode(value) for name, _, value in split}


def json_value_of(encoded: str) -> Any:
    """Return the value of JSON text; raise DecodingError if it is not JSON."""
    try:
        return parse_json(encoded.encode("utf-8", "surrogateescape"))
    except InvalidJSON as error:
        reason = str(error)
    raise DecodingError("json", f"is not JSON: {reason}", "send the value as JSON")


# --- styles: path and header -----------------------------------------------------------------------------------------

Decode = Callable[[str], str]


def _strict(encoded: str) -> str:
    return unquote(encoded, errors="strict")


def _delimited(parameter: Parameter, encoded: str, between: str, decode: Decode) -> Any:
    """Decode the styles `simple` and `label`, without their prefix."""
    inner = between if parameter.explode else ","
    kind = _kind(parameter, several=inner in encoded)
    if kind == "scalar":
        return decode(encoded)
    parts = encoded.split(inner)
    if kind == "array":
        return [decode(part) for part in parts]
    return _as_pairs(parts, decode) if parameter.explode else _as_object([decode(part) for part in parts])


def _simple_in_path(parameter: Parameter, encoded: str) -> Any:
    return _delimited(parameter, encoded, ",", _strict)


def _label(parameter: Parameter, encoded: str) -> Any:
    if not encoded.startswith("."):
        raise DecodingError("style", "does not begin with a dot", "send .value, as the style label requires")
    return _delimited(parameter, encoded[1:], ".", _strict)


def _matrix(parameter: Parameter, encoded: str) -> Any:
    first, *members = encoded.split(";")
    if first or not members:
        raise DecodingError("style", "does not begin with a semicolon", f"write ;{parameter.wire}=value")
    kind = _kind(parameter, several=len(members) > 1 or "," in encoded)
    if kind == "object" and parameter.explode:
        return _as_pairs(members, _strict)
    values = [
        value for name, _, value in (member.partition("=") for member in members) if _strict(name) == parameter.wire
    ]
    if len(values) != len(members):
        raise DecodingError("style", "names another parameter", f"write ;{parameter.wire}=value")
    if kind == "scalar":
        return _strict(values[0])
    strings = [_strict(value) for value in (values if parameter.explode else values[0].split(","))]
    return strings if kind == "array" else _as_object(strings)


def _simple_in_header(parameter: Parameter, encoded: str) -> Any:
    return _delimited(parameter, encoded, ",", str.strip)


_PATH: dict[str, Callable[[Parameter, str], Any]] = {
    "simple": _simple_in_path,
    "label": _label,
    "matrix": _matrix,
    "json": lambda _, encoded: json_value_of(_strict(encoded)),
}
"""Each style of a path parameter: how a segment becomes the value."""

_HEADER: dict[str, Callable[[Parameter, str], Any]] = {
    "simple": _simple_in_header,
    "json": lambda _, encoded: json_value_of(encoded),
}
"""Each style of a header: how the field's value becomes the argument's."""


# --- styles: query, cookie and form ----------------------------------------------------------------------------------


def _form(parameter: Parameter, pairs: Pairs) -> Any:
    if takes_remaining_names(parameter):
        return _remaining(parameter, pairs)
    encoded = pairs.take(parameter.wire)
    if not encoded:
        return NOT_SENT
    kind = _kind(parameter, several=len(encoded) > 1 or (not parameter.explode and "," in encoded[0]))
    if kind == "scalar":
        return _single(pairs, encoded)
    parts = encoded if parameter.explode else [part for value in encoded for part in value.split(",")]
    strings = [pairs.text(part) for part in parts]
    return strings if kind == "array" else _as_object(strings)


def _joined(between: str) -> Callable[[Parameter, Pairs], Any]:
    delimiter = re.compile(between)

    def style(parameter: Parameter, pairs: Pairs) -> Any:
        encoded = pairs.take(parameter.wire)
        strings = [pairs.text(part) for value in encoded for part in delimiter.split(value)]
        if not encoded:
            return NOT_SENT
        return _as_object(strings) if _kind(parameter, several=True) == "object" else strings

    return style


def _deep_object(parameter: Parameter, pairs: Pairs) -> Any:
    found = pairs.matching(re.compile(re.escape(parameter.wire) + r"\[([^\]]*)\]"))
    return {match[1]: _single(pairs, encoded) for match, encoded in found} or NOT_SENT


def _single(pairs: Pairs, encoded: list[str]) -> Any:
    strings = [pairs.text(value) for value in encoded]
    return strings[0] if len(strings) == 1 else strings


def _brackets(parameter: Parameter, pairs: Pairs) -> Any:
    found = pairs.matching(re.compile(re.escape(parameter.wire) + r"((?:\[[^\]]*\])*)"))
    tree: dict[str, Any] = {}
    for match, encoded in found:
        steps = ["value", *(match[1][1:-1].split("][") if match[1] else [])]
        if len(steps) > LEVELS:
            raise DecodingError("style", f"has more than {LEVELS} levels", "send fewer")
        for value in encoded:
            _insert(tree, steps, pairs.text(value))
    return _with_lists(tree["value"], [parameter.schema.view]) if tree else NOT_SENT


def _insert(branches: dict[str, Any], steps: list[str], string: str) -> None:
    """Add a string to the list of those with the same keys; an empty key is the next free index."""
    *outer, last = steps
    leaf: Any = branches
    for step in outer:
        leaf = leaf.setdefault(step or str(len(leaf)), {})
        if isinstance(leaf, list):
            raise _value_and_members()
    leaf = leaf.setdefault(last or str(len(leaf)), [])
    if isinstance(leaf, dict):
        raise _value_and_members()
    leaf.append(string)


def _value_and_members() -> DecodingError:
    return DecodingError("style", "has both a value and members", "send the one or the other")


def _with_lists(tree: Any, schemas: list[Any]) -> Any:
    """
    Return the tree with lists where the keys are indexes from 0, unless the schemas allow only objects.

    A name that was sent several times is a list too, as the usual readers of this style have it.
    """
    types = schema_views.types(*schemas)
    if isinstance(tree, list):
        if len(tree) > 1 and types and "array" not in types:
            raise DecodingError("twice", "was sent twice", "send it once")
        return tree[0] if len(tree) == 1 else tree
    if types & {"array", "object"} != {"object"} and tree.keys() == set(map(str, range(len(tree)))):
        return [_with_lists(tree[str(index)], child_views(schemas, index)) for index in range(len(tree))]
    return {key: _with_lists(branch, child_views(schemas, key)) for key, branch in tree.items()}


def _json_named(parameter: Parameter, pairs: Pairs) -> Any:
    encoded = pairs.take(parameter.wire)
    if not encoded:
        return NOT_SENT
    if len(encoded) > 1:
        raise DecodingError("twice", "was sent twice", "send it once")
    return json_value_of(pairs.text(encoded[0]))


def _whole_query(parameter: Parameter, pairs: Pairs) -> Any:
    names = pairs.left()
    encoded = {name: pairs.take(name) for name in names}
    if parameter.style == "json":
        return json_value_of(pairs.whole) if pairs.whole else NOT_SENT
    return {name: _single(pairs, values) for name, values in encoded.items()} or NOT_SENT


def takes_remaining_names(parameter: Parameter) -> bool:
    """Return whether its members have names of their own in the query: it takes those that no other parameter takes."""
    return parameter.style == "form" and parameter.explode and _kind(parameter, several=True) == "object"


def _remaining(parameter: Parameter, pairs: Pairs) -> Any:
    view = parameter.schema.view
    known = schema_views.properties(view)
    names = [name for name in pairs.left() if name in known or schema_views.is_open(view)]
    return {name: _single(pairs, pairs.take(name)) for name in names} or NOT_SENT


STYLES_OF_PAIRS: dict[str, Callable[[Parameter, Pairs], Any]] = {
    "form": _form,
    "spaceDelimited": _joined(r"%20|\+| "),
    "pipeDelimited": _joined(r"%7C|%7c|\|"),
    "tabDelimited": _joined("%09"),
    "deepObject": _deep_object,
    "brackets": _brackets,
    "json": _json_named,
}
"""Each style of a query parameter, a cookie or a member of a form: the pairs → the value, or `NOT_SENT`."""
