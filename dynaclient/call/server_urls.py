"""
The URL of a server with variables: a value fills its part of the template and changes no other.

A value that the description lists, as the default or in `enum`, is its author's, and is inserted as it is. Any other
one may come from the users of a program. In the host it consists of letters, digits and hyphens (and dots, if a value
of the description has one), in the port of digits, in the scheme it is http or https; after the first slash it is
quoted as one segment. Where a variable stands for more than one of these, such as the whole URL, only values of the
description are allowed: `url=…` sets another URL.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from urllib.parse import quote

from ..description.model import Server

_LABELS = re.compile(r"[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})*")
_PORT = re.compile(r"[0-9]{1,5}")
_AFTER_PORT = re.compile(r":[0-9]+$")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def expand_server(server: Server, values: Mapping[str, str]) -> str:
    """
    Return the URL of a server with its variables substituted; `normalize_base_url` validates the rest of it.

    Args:
        server: The server.
        values: The caller's values; a variable that has none has its default.

    Raises:
        KeyError: The template has a variable that is not described.
        ValueError: A value is not allowed; the message does not repeat it.
    """
    url = ""
    parts = server.parts
    for position, (name, literal) in enumerate(parts):
        if not name:
            url += literal
            continue
        described = server.variables[name]
        default, *allowed = described
        value = values.get(name, default)
        if allowed and value not in allowed:
            raise ValueError(f"the server variable {name!r} must be one of {', '.join(allowed)}")
        if value not in described:
            following = parts[position + 1][1] if position + 1 < len(parts) else ""
            value = _rule_for(url, following)(name, value, described)
        url += value
    return url


def _rule_for(before: str, after: str) -> Callable[[str, str, tuple[str, ...]], str]:
    """Return the rule for a value between these parts of the URL."""
    _, scheme_end, rest = before.partition("://")
    if not scheme_end:
        return _scheme if not before and after.startswith("://") else _several
    if "/" in rest:
        return _segment
    if rest.endswith(":"):
        return _port
    return _several if _AFTER_PORT.search(rest) else _host


def _several(name: str, _value: str, _described: tuple[str, ...]) -> str:
    raise ValueError(f"the server variable {name!r} is more than one part of the URL: pass another URL as url=…")


def _scheme(name: str, value: str, _: tuple[str, ...]) -> str:
    if value.lower() not in ("http", "https"):
        raise ValueError(f"the server variable {name!r} is the scheme of the URL: pass http or https")
    return value


def _host(name: str, value: str, described: tuple[str, ...]) -> str:
    dots = any("." in known for known in described)
    if not _LABELS.fullmatch(value) or ("." in value and not dots):
        characters = "letters, digits, hyphens and dots between them" if dots else "letters, digits and hyphens"
        raise ValueError(f"the server variable {name!r} is part of the host, which has only {characters}")
    return value


def _port(name: str, value: str, _: tuple[str, ...]) -> str:
    if not _PORT.fullmatch(value) or not 0 < int(value) <= 65535:
        raise ValueError(f"the server variable {name!r} is the port: pass a number from 1 to 65535")
    return value


def _segment(name: str, value: str, _: tuple[str, ...]) -> str:
    if not value or value in (".", "..") or _CONTROL.search(value):
        reason = "is a segment of the path: it is not empty, no dot segment, and has no control characters"
        raise ValueError(f"the server variable {name!r} {reason}")
    try:
        return quote(value, safe="")
    except UnicodeEncodeError:
        pass  # raised below, without the value
    raise ValueError(f"the server variable {name!r} has half of a surrogate pair")
