"""The keys of parameters: their names in the request as far as these are identifiers, and no two that are the same."""

from __future__ import annotations

from collections.abc import Sequence

from ..runtime.cache import cache_short_strings
from ..strings.expressions import expression
from .words import MAX_NAME_LENGTH, squash, to_ascii

_PLAIN = expression(r"[A-Za-z][A-Za-z0-9_]*")
_NOT_IN_IDENTIFIERS = expression(r"[^A-Za-z0-9]+")
_SIGNS = (
    (expression(r"^\+(?=\w)"), "plus"),
    (expression(r"^-(?=\d)"), "minus"),
    (expression(r"<=?$"), "Before"),
    (expression(r">=?$"), "After"),
    (expression(r"!=?$"), "Not"),
)
"""Signs that distinguish one parameter from another: pattern → word."""
_ORDER = {location: rank for rank, location in enumerate(("path", "query", "body", "part", "header", "cookie"))}
"""Where two parameters have the same name, the first in this order keeps it."""


def parameter_keys(parameters: Sequence[tuple[str, str]]) -> list[str]:
    """
    Return the key of each parameter of an operation, from pairs of its name in the request and its location.

    The name is kept where it is an identifier. Of those with the same name in Python, the one in the path keeps it,
    then that in the query; the others get their location as an end: ``id`` and ``idQuery``.
    """
    keys = [parameter_key(wire) for wire, _ in parameters]
    squashed = [squash(key) for key in keys]
    taken = set(squashed)
    if len(taken) == len(keys):
        return keys
    owners: set[str] = set()
    numbers: dict[str, int] = {}
    for at in sorted(range(len(keys)), key=lambda at: _precedence(*parameters[at], keys[at])):
        if squashed[at] in owners:
            keys[at] = _other_key(keys[at], parameters[at][1], taken, numbers)
        owners.add(squashed[at])
    return keys


def _precedence(wire: str, location: str, key: str) -> tuple[int, bool]:
    return _ORDER.get(location, len(_ORDER)), wire != key


def _other_key(key: str, location: str, taken: set[str], numbers: dict[str, int]) -> str:
    ending = _NOT_IN_IDENTIFIERS.sub("", location[:MAX_NAME_LENGTH]).capitalize()
    name = found = f"{key}{ending}"
    squashed = squash(name)
    while squash(found) in taken:
        number = numbers[squashed] = numbers.get(squashed, 1) + 1
        found = f"{name}{number}"
    taken.add(squash(found))
    return found


@cache_short_strings(4096)
def parameter_key(wire: str) -> str:
    """Return the key of a parameter with this name in the request: ``per-page`` → ``per_page``, ``ids[]`` → ``ids``."""
    if len(wire) <= MAX_NAME_LENGTH and _PLAIN.fullmatch(wire):
        return wire
    name = wire[: 2 * MAX_NAME_LENGTH]
    for sign, word in _SIGNS:
        name = sign.sub(word, name)
    name = _NOT_IN_IDENTIFIERS.sub("_", to_ascii(name)).strip("_") or _code_points(wire)
    return (f"n{name}" if name[0].isdigit() else name)[:MAX_NAME_LENGTH]


def _code_points(wire: str) -> str:
    """Return a name in letters that no identifier may have by the numbers of its characters: they do not change."""
    return "_".join(f"u{ord(character):x}" for character in wire[:10]) or "unnamed"
