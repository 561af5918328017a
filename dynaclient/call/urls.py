"""
URLs: the path and the query of a request, and the base URL and the origin that it is sent to.

No value changes which path is requested. Each value is validated by itself, and the path is validated again as a whole,
segment by segment: two values side by side, each harmless, can form a dot segment.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

from ..description.model import Action, Parameter
from ..errors import Problem
from ..runtime.base_urls import has_dot_segment
from ..runtime.cache import cache_short_strings
from ..runtime.hosts import host_and_port
from ..schema.plain_data import EncodingError
from ..strings.expressions import expression
from .overwriting import is_preset, refuse_overwriting
from .plans import Plan, plain_text
from .problems import Problems
from .styles import encode_or_report, encode_undeclared

_CONTROL = expression(r"[\x00-\x1f\x7f-\x9f]")


# --- the path --------------------------------------------------------------------------------------------------------


def encode_path(plan: Plan, arguments: Mapping[str, Any], problems: Problems) -> str:
    """Return the path of a request, without the base URL; add a problem for each value that cannot be part of it."""
    parts: list[str] = []
    matrix: dict[str, str] = {}
    for literal, parameter, may_be_plain in plan.path:
        parts.append(literal)
        if parameter is not None:
            value = arguments[parameter.name]
            plain = plain_text(value) if may_be_plain else None
            encoded = plain or encode_path_value(parameter, value, problems)
            # Ids such as those of Azure begin with a slash themselves.
            parts.append(encoded[1:] if encoded[:1] == "/" and literal[-1:] == "/" else encoded)
            if parameter.style == "matrix":
                matrix[parameter.name] = parts[-1]
    if matrix:
        refuse_overwriting(plan.action, "path", arguments, matrix, problems, separator=";")
    path = "".join(parts)
    if not problems and ("." in path or "%" in path):
        _validate_segments(plan.action, path, problems)
    return path


def encode_path_value(parameter: Parameter, value: Any, problems: Problems) -> str:
    """Return a value as it is in the path; add a problem if it cannot be part of it."""
    encoded = encode_or_report(parameter, value, problems)
    if encoded is None:
        return ""
    if not encoded:
        if value != parameter.preset:  # otherwise the path of the description itself has an empty segment there
            problems.add(parameter, "is empty, which would change the path", "path", "pass a value")
    elif _CONTROL.search(unquote(encoded)):
        problems.add(parameter, "contains control characters", "path", "remove them")
    elif has_dot_segment(encoded):
        message = "contains a dot segment, plain or encoded, which would change the path"
        problems.add(parameter, message, "path", "pass the value of one path segment")
    elif parameter.allow_reserved and any(not segment for segment in encoded.removeprefix("/").split("/")):
        problems.add(parameter, "has an empty segment", "path", "remove slashes at its ends, and double slashes")
    return encoded


def _validate_segments(action: Action, path: str, problems: Problems) -> None:
    """Add a problem if the values form a dot segment together, as two dots do in ``{a}{b}``."""
    for segment in path.split("/")[1:]:
        if has_dot_segment(segment):
            names = [name for _, name in action.pieces if name]
            message = f"makes the path segment {unquote(segment)!r:.80}, which would change the path"
            for name in names[-1:]:
                problems.add(action.parameters[name], message, "path", "pass the value of one path segment")
            return


# --- the query -------------------------------------------------------------------------------------------------------


def encode_query(
    plan: Plan,
    arguments: Mapping[str, Any],
    undeclared: Mapping[str, Any],
    problems: Problems,
    keys: Collection[str] = (),
) -> str:
    """
    Return the query of a request; add a problem for each value that cannot be encoded, or writes one of `keys`.

    An argument overrides the undeclared value with its name, which overrides a preset.
    """
    written: dict[str, str] = {}
    is_plain = True
    declared = plan.query
    for name, value in arguments.items():
        if name in declared:
            parameter, beginning = declared[name]
            plain = plain_text(value) if beginning else None
            is_plain = is_plain and plain is not None
            encoded = encode_or_report(parameter, value, problems) if plain is None else beginning + plain
            written[name] = encoded or ""
    if undeclared:
        for name in list(written):
            wire = declared[name][0].wire
            if wire in undeclared and is_preset(declared[name][0], arguments[name]):
                del written[name]
            elif wire in undeclared:
                undeclared = {other: value for other, value in undeclared.items() if other != wire}
    if keys or not is_plain:
        refuse_overwriting(plan.action, "query", arguments, written, problems, undeclared=undeclared, keys=keys)
    pairs: Iterable[str] = written.values()
    if undeclared:
        for whole in [parameter for parameter, _ in declared.values() if parameter.content]:
            message = "is the whole query, beside which nothing can be sent"
            problems.add(whole, message, "query", "remove the undeclared values")
        pairs = [*pairs, *(_undeclared(str(name), value, problems) for name, value in undeclared.items())]
    return "&".join(pairs)


def _undeclared(name: str, value: Any, problems: Problems) -> str:
    try:
        return encode_undeclared(name, value)
    except EncodingError as error:
        message = error.reason
    expected = "a string, number, boolean or list"
    problems.append(Problem.in_call("query", name, (), "encodable", expected, None, message))
    return ""


# --- where a request is sent -----------------------------------------------------------------------------------------


def origin_of(url: str) -> tuple[str, str, int]:
    """Return the origin of a URL: scheme, host and port (RFC 6454, section 4)."""
    end = url.find("/", 8)
    return _origin_of(url if end < 0 else url[:end])


@cache_short_strings(256)
def _origin_of(front: str) -> tuple[str, str, int]:
    return (urlsplit(front).scheme, *host_and_port(front))
