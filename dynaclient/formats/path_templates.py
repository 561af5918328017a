"""The path of an operation: its literals and variables, and the query that some documents write into it."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote_plus

from ..records import dataclass
from ..strings.expressions import expression

_PARTS = expression(r"(?P<path>(?:\{[^{}]*\}|[^?#])*)(?:\?(?P<query>(?:\{[^{}]*\}|[^#])*))?", re.DOTALL)
_VARIABLE = expression(r"\{([^{}]*)\}")
_UNSAFE = expression(r"[\s\x00-\x1f\x7f-\x9f{}?#]")
_IN_QUERY = "?&"
"""The operators of URI templates (RFC 6570, section 1.2) that write a query."""
_WRITTEN = ("/", ".")
"""Those that write themselves in front of the value."""


@dataclass(frozen=True, eq=False, repr=False)
class PathTemplate:
    """A path in parts."""

    pieces: tuple[tuple[str, str], ...]
    """Pairs of a literal and the name of the variable after it, which is empty at the end."""
    with_slashes: frozenset[str]
    """The variables whose values may have several segments (``{+name}`` or ``{name*}``)."""
    query: tuple[tuple[str, str], ...]
    """The names and values of a query that is written after the path."""

    @property
    def variables(self) -> list[str]:
        """The names of its variables, in order."""
        return [name for _, name in self.pieces if name]

    def written(self, keys: list[str]) -> str:
        """Return the path with these names of parameters for its variables."""
        names = iter(keys)
        return "".join(literal + (f"{{{next(names)}}}" if name else "") for literal, name in self.pieces)


def parse_path(path: str) -> PathTemplate:
    """Return the parts of a path; a fragment is left out, as no request has one."""
    match = _PARTS.match(path)
    parts = _VARIABLE.split(match["path"] if match else path)
    pieces: list[tuple[str, str]] = []
    with_slashes = set()
    literal = ""
    for index, part in enumerate(parts):
        if index % 2 == 0:
            literal += _UNSAFE.sub(lambda found: quote(found[0]), part)
        elif part[:1] not in _IN_QUERY:
            literal += part[0] if part[:1] in _WRITTEN else ""
            name = part[1:] if part[:1] in ("+", *_WRITTEN) else part
            if name.endswith("*") or part[:1] == "+":
                name = name.removesuffix("*")
                with_slashes.add(name)
            pieces.append((literal, name))
            literal = ""
    pieces.append((literal, ""))
    if not pieces[0][0].startswith("/"):
        pieces[0] = ("/" + pieces[0][0], pieces[0][1])
    query = match["query"] if match else None
    return PathTemplate(tuple(pieces), frozenset(with_slashes), tuple(_pairs(query or "")))


def _pairs(query: str) -> list[tuple[str, str]]:
    pairs = (pair.partition("=") for pair in query.split("&") if pair)
    return [(unquote_plus(name), unquote_plus(value)) for name, _, value in pairs if name]
