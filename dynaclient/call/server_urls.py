"""
The URL of a server with variables: a value fills its part of the template and changes no other.

A value that the description lists, as the default or in `enum`, is its author's, and is inserted as it is. Any other
one may come from the users of a program: it is the same part of the URL as the default, in the same form. In the host
it consists of letters, digits and hyphens (and dots between them, if the default has one or is the whole host), in the
port of digits, in the scheme it is http or https; in the path it is quoted, as one segment (as several, if the default
is several). It begins and ends with the dot, colon or slash that the default begins and ends with, as ``/v1`` and
``.example.com`` do.
Where the default is more than one of these parts, such as the whole URL, or does not show which part it is, only values
of the description are allowed: `url=…` sets another URL.

A variable without a default needs a value. Where it stands shows which part of the URL it is; at the beginning, it is
all of the URL up to the next part of the template, and so decides the host, as `url=…` does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple
from urllib.parse import quote

from ..description.model import Server
from ..runtime.base_urls import normalize_base_url
from ..strings.expressions import expression

_LABELS_PATTERN = r"[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})*"
_LABELS = expression(_LABELS_PATTERN)
_ORIGIN = expression(rf"(?i:https?)://{_LABELS_PATTERN}")
_PORT = expression(r"[0-9]{1,5}")
_AFTER_PORT = expression(r":[0-9]*$")
_END_OF_HOST = expression(r"[:/?#]")
_CONTROL = expression(r"[\x00-\x1f\x7f-\x9f]")
_DOMAIN = expression(r"[^.]*\.(?![^.]{1,3}\.[^.]{2}\Z)[^.]+(\.[^.]+)+")
"""The rest of a host that ends in a registered domain: ``-eu.example.com``, but not ``.com`` or ``.co.uk``."""


class _Gap(NamedTuple):
    """Where a variable is in a URL."""

    before: str
    """The URL up to it."""
    after: str
    """The rest of the URL; the values of variables there have not been validated yet."""
    default: str | None
    """None if the variable has none."""

    @property
    def rest(self) -> str:
        """The URL up to it, after the scheme."""
        return self.before.partition("://")[2]

    @property
    def is_whole_host(self) -> bool:
        """Whether nothing else is in the host; a port may follow."""
        return not self.rest and self.after[:1] in ("", "/", ":")

    @property
    def form(self) -> str:
        """The default; for a variable without one, a value of the part of the URL that it is by its position."""
        if self.default is not None:
            return self.default
        if "/" in self.rest:
            return ""
        return "443" if self.rest[-1:] == ":" else "a"


class MissingValue(ValueError):
    """A variable without a default has no value; the argument is its name."""


def expand_server(server: Server, values: Mapping[str, str]) -> str:
    """
    Return the URL of a server with its variables substituted; `normalize_base_url` validates the rest of it.

    Args:
        server: The server.
        values: The caller's values; a variable that has none has its default.

    Raises:
        KeyError: The template has a variable that is not described.
        MissingValue: A variable has neither a value nor a default.
        ValueError: A value is not allowed; the message does not repeat it.
    """
    for name in server.required_variables:
        if name not in values:
            raise MissingValue(name)
    chosen = [
        (values[name] if name in values else server.variables[name][0]) if name else literal
        for name, literal in server.parts
    ]
    url = ""
    for position, (name, _) in enumerate(server.parts):
        described = server.variables[name] if name else ()
        value = chosen[position]
        if described[1:] and value not in described[1:]:
            raise ValueError(f"the server variable {name!r} must be one of {', '.join(described[1:])}")
        if name and value not in described:
            gap = _Gap(url, "".join(chosen[position + 1 :]), described[0] if described else None)
            value = _rule_for(gap)(name, value, gap)
        url += value
    return url


def _rule_for(gap: _Gap) -> Callable[[str, str, _Gap], str]:
    """Return the rule for a value: what stands before it and its default show which part of the URL it is."""
    if "://" not in gap.before:
        at_front = _scheme if gap.after.startswith("://") else _several if gap.default is not None else _beginning
        return _several if gap.before else at_front
    rest, form = gap.rest, gap.form
    if "/" in rest or form.startswith("/"):
        return _path
    if _PORT.fullmatch(form.removeprefix(":")) and (rest[-1:] == ":") is not form.startswith(":"):
        return _port
    is_host = _LABELS.fullmatch(form.removeprefix(".").removesuffix("."))
    return _host if is_host and not _AFTER_PORT.search(rest) else _several


def _several(name: str, _value: str, _: _Gap) -> str:
    raise ValueError(f"the server variable {name!r} is more than one part of the URL: pass another URL as url=…")


def _scheme(name: str, value: str, _: _Gap) -> str:
    if value.lower() not in ("http", "https"):
        raise ValueError(f"the server variable {name!r} is the scheme of the URL: pass http or https")
    return value


def _beginning(name: str, value: str, gap: _Gap) -> str:
    try:
        url = normalize_base_url(value)
    except ValueError as error:
        reason = str(error)
    else:
        if gap.after[:1] in ("", "/") or _ORIGIN.fullmatch(url):
            return url
        reason = "is more than a scheme and the beginning of a host"
    raise ValueError(f"the server variable {name!r}, with which the URL begins, {reason}: pass https://host")


def _host(name: str, value: str, gap: _Gap) -> str:
    front, labels, back = _without_ends(name, value, ".", gap.form)
    dots = gap.is_whole_host or "." in gap.form[len(front) : len(gap.form) - len(back)]
    if not _LABELS.fullmatch(labels) or ("." in labels and not dots):
        characters = "letters, digits, hyphens and dots between them" if dots else "letters, digits and hyphens"
        raise ValueError(f"the server variable {name!r} is part of the host, which has only {characters}")
    before = front or gap.before.rpartition("/")[2]
    after = back + _END_OF_HOST.split(gap.after, maxsplit=1)[0]
    is_part_of_label = before[-1:] not in ("", ".") or after[:1] not in ("", ".")
    if is_part_of_label and not _DOMAIN.fullmatch(after):
        reason = "is part of the name of a domain, which another value would change: pass another URL as url=…"
        raise ValueError(f"the server variable {name!r} {reason}")
    return value


def _port(name: str, value: str, gap: _Gap) -> str:
    _, digits, _ = _without_ends(name, value, ":", gap.form)
    if not _PORT.fullmatch(digits) or not 0 < int(digits) <= 65535:
        raise ValueError(f"the server variable {name!r} is the port: pass a number from 1 to 65535")
    return value


def _path(name: str, value: str, gap: _Gap) -> str:
    front, path, back = _without_ends(name, value, "/", gap.form)
    has_several = "/" in gap.form[len(front) : len(gap.form) - len(back)]
    segments = path.split("/") if has_several else [path]
    return front + "/".join(_segment(name, segment) for segment in segments) + back


def _segment(name: str, value: str) -> str:
    if not value or value in (".", "..") or _CONTROL.search(value):
        reason = "is a segment of the path: it is not empty, no dot segment, and has no control characters"
        raise ValueError(f"the server variable {name!r} {reason}")
    try:
        return quote(value, safe="")
    except UnicodeEncodeError:
        pass  # raised below, without the value
    raise ValueError(f"the server variable {name!r} has half of a surrogate pair")


def _without_ends(name: str, value: str, delimiter: str, default: str) -> tuple[str, str, str]:
    """Return a value in three parts: the delimiter at its beginning, if the default has it there, and at its end."""
    front = delimiter if default.startswith(delimiter) else ""
    back = delimiter if default[len(front) :].endswith(delimiter) else ""
    for end, verb, has_it in ((front, "begins", value.startswith(front)), (back, "ends", value.endswith(back))):
        if not has_it:
            raise ValueError(f"the server variable {name!r} {verb} with {end!r}, as its default does")
    return front, value[len(front) : len(value) - len(back)], back
