"""Names as words: how a name of another format becomes an identifier, and which words it has."""

from __future__ import annotations

import re
import unicodedata

from ..runtime.cache import cache_short_strings
from ..strings.expressions import expression

MAX_NAME_LENGTH = 100
"""Characters of a name, at most: what is longer is cut."""

_PLAIN = expression(r"[A-Za-z][A-Za-z0-9_]*")
_RUNS = expression(r"[A-Za-z0-9]+")
_WORDS = expression(r"[A-Z]+(?![a-z])[a-z0-9]*|[A-Z]?[a-z0-9]+")
"""The words of an identifier: `snake_case` writes an underscore between them."""
_LEADING_CAPITALS = expression(r"[A-Z]+(?![a-z])(?=[A-Z0-9_]|$)|[A-Z]")
_VERSION = expression(r"[vV]\d+(?:[._-]\d+)*(?:[._-]?(?:alpha|beta|rc|preview)\d*)?|\d+(?:[.-]\d+)*", re.ASCII)
_NOT_ALPHANUMERIC = {code: None for code in range(128) if not chr(code).isalnum()}


def squash(name: str) -> str:
    """Return a name without case, underscores and other separators: what two names may not share."""
    return name.lower().translate(_NOT_ALPHANUMERIC)


@cache_short_strings(4096)
def camel_case(name: str) -> str:
    """
    Return a name as an identifier; empty if none of its characters can be in one.

    An identifier keeps its spelling, but for its first letter: ``core_v1``, ``CSIDriver`` → ``csiDriver``.
    Any other name is written in camelCase: ``get-pages`` → ``getPages``. What begins with a digit gets an ``n``.
    """
    return long_camel_case(name, MAX_NAME_LENGTH)


def long_camel_case(name: str, length: int = 3 * MAX_NAME_LENGTH) -> str:
    """Return a name as an identifier, as `camel_case` does, with more characters."""
    name = name[: 2 * length]
    if not _PLAIN.fullmatch(name):
        name = _join(_RUNS.findall(to_ascii(name)))
    return _lower_first(name[:length])


def to_ascii(name: str) -> str:
    """Return the letters of ASCII in a name, those under accents included."""
    if name.isascii():
        return name
    return unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()


def _join(runs: list[str]) -> str:
    joined = ""
    for run in runs:
        if joined and joined[-1].isdigit() and run[0].isdigit():
            joined += "_"  # 1.1 is not 11
        joined += run[0].upper() + run[1:] if joined else run
    return f"n{joined}" if joined[:1].isdigit() else joined


def _lower_first(name: str) -> str:
    if not name or name[0].islower():
        return name
    found = _LEADING_CAPITALS.match(name)
    return found[0].lower() + name[found.end() :] if found else name


def split_words(identifier: str) -> list[str]:
    """Return the words of an identifier as they are spelled: ``listCoreV1Pods`` → list, Core, V1, Pods."""
    return _WORDS.findall(identifier)


@cache_short_strings(4096)
def stem(word: str) -> str:
    """Return what the singular and the plural of a word have in common, in small letters."""
    word = word.lower()
    if is_plural(word):
        word = word[:-1]
        if word.endswith("ie"):
            return word[:-1]
    return f"{word[:-1]}i" if word.endswith("y") else word.removesuffix("e")


def is_plural(word: str) -> bool:
    """Return whether a word, in small letters, is a plural by its end."""
    return word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 2


def is_version(word: str) -> bool:
    """Return whether a segment of a path is a version: ``v1``, ``v2.1beta1``, ``2010-04-01``."""
    return _VERSION.fullmatch(word) is not None
