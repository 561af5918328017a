r"""
Escapes in a string: what it says without them, and where in it each character is written.

Servers copy what they received into JSON, HTML, URLs and logs, and into one inside the other. Encoders differ in what
they escape and how (``/`` or ``\/``, ``%2F`` or ``%2f``, ``&#39;`` or ``&apos;``), but all mean the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from .expressions import expression

MAX_LAYERS = 3
"""How many encodings inside each other are read: JSON in JSON in a URL."""
MAX_ESCAPED_LENGTH = 16
"""Characters that a single one becomes, at most."""


class Reading(NamedTuple):
    """A string without some of its escapes."""

    text: str
    starts: Sequence[int]
    """Where each of its characters begins in the original string, and where that ends."""


class Escape(NamedTuple):
    """A way to escape characters."""

    marker: str
    """The character with which each escape begins."""
    pattern: re.Pattern[str]
    decode: Callable[[str], str]
    """Returns the character of an escape; a string of another length if it has no meaning."""


def _decode_percent(escape: str) -> str:
    data = bytes.fromhex(escape.replace("%", ""))
    try:
        return data.decode("utf-8", "surrogatepass") if len(data) > 1 else data.decode("latin-1")
    except UnicodeDecodeError:
        return ""


def _decode_backslash(escape: str) -> str:
    kind, digits = escape[1], escape[2:].strip("{}")
    if not digits:
        return _CONTROLS.get(kind, kind)
    if kind.isdigit():
        return chr(int(escape[1:], 8))
    high, _, low = digits.partition("\\u")
    if low:
        return bytes.fromhex(high + low).decode("utf-16-be")
    return chr(min(int(digits, 16), 0x10FFFF))


_CONTROLS = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}


def _decode_reference(escape: str) -> str:
    from html import unescape

    return unescape(escape)


_HEX = "[0-9a-fA-F]"
_UTF8_REST = f"%[89abAB]{_HEX}"
_UTF8 = f"%[cdCD]{_HEX}{_UTF8_REST}|%[eE]{_HEX}(?:{_UTF8_REST}){{2}}|%[fF][0-7](?:{_UTF8_REST}){{3}}"
_SURROGATES = rf"u[dD][89abAB]{_HEX}{{2}}\\u[dD][c-fC-F]{_HEX}{{2}}"
_LETTER = "(?:3[0-9]|[46][1-9a-fA-F]|[57][0-9aA])"
_DECIMAL_LETTER = "(?:4[89]|5[0-7]|6[5-9]|[78][0-9]|90|9[7-9]|1[01][0-9]|12[0-2])"

ESCAPES = (
    Escape("%", expression(f"{_UTF8}|%{_HEX}{{2}}"), _decode_percent),
    Escape(
        "\\",
        expression(
            rf"\\(?:{_SURROGATES}|u{_HEX}{{4}}|u\{{{_HEX}{{1,6}}\}}|U{_HEX}{{8}}|x{_HEX}{{2}}|[0-3][0-7]{{2}}|[^uUx])",
            re.DOTALL,
        ),
        _decode_backslash,
    ),
    Escape(
        "&",
        expression(
            rf"&(?:#[0-9]{{1,7}}(?:;|(?![0-9;]|\Z))|#[xX]{_HEX}{{1,6}}(?:;|(?!{_HEX}|;|\Z))|[A-Za-z][A-Za-z0-9]{{1,31}};|amp|lt|gt|quot|apos)"
        ),
        _decode_reference,
    ),
)
PLUS = Escape("+", expression(r"\+"), lambda _: " ")
"""A space in a form, and in the query of many URLs."""

ESCAPED_LETTERS = tuple(
    map(expression, (f"%{_LETTER}", rf"\\u00{_LETTER}", rf"&#(?:[xX]0*{_LETTER}|0*{_DECIMAL_LETTER})"))
)
"""Find the escapes of ASCII letters and digits: an encoder writes them only if it escapes every character."""
INCOMPLETE = expression(
    rf"(?:%{_HEX}?|\\(?:u{_HEX}{{0,3}}|x{_HEX}?)?|&#?[A-Za-z0-9]{{0,8}}|[\x80-\xff\ud800-\udfff\ufffd]){{1,4}}\Z"
)
"""The beginning of an escape, or of a character in UTF-8, at the end of a string that is cut off."""


def readings(text: str, escapes: Sequence[Escape]) -> Iterator[Reading]:
    """Yield a string without the escapes of one kind, of one kind inside another, and so on."""
    pending = [(Reading(text, range(len(text) + 1)), 0)]
    seen = {text}
    while pending:
        reading, layers = pending.pop()
        for escape in escapes:
            inner = _unescape(reading, escape)
            if inner.text not in seen:
                seen.add(inner.text)
                yield inner
                pending += [(inner, layers + 1)] if layers + 1 < MAX_LAYERS else []


def _unescape(reading: Reading, escape: Escape) -> Reading:
    text, starts = reading
    if escape.marker not in text:
        return reading
    parts: list[str] = []
    positions: list[int] = []
    end = 0
    for match in escape.pattern.finditer(text):
        character = escape.decode(match[0])
        if len(character) == 1:
            parts += (text[end : match.start()], character)
            positions += starts[end : match.start() + 1]
            end = match.end()
    return Reading("".join([*parts, text[end:]]), [*positions, *starts[end:]])
