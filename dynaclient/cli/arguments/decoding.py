"""The words of a command line in a locale that cannot decode them."""

from __future__ import annotations

import shlex
import sys


def decoded(word: str) -> str:
    """
    Return a word of the command line as UTF-8, if it is that and the locale did not decode it.

    Python keeps the bytes that a locale such as C cannot decode as lone surrogates. The path of a file stays as it is.
    """
    try:
        return word.encode("utf-8", "surrogateescape").decode("utf-8")
    except UnicodeError:
        return word


def quoted(word: str) -> str:
    """
    Return a word for a command that is pasted into a shell; `decoded`, if it can be printed so.

    Any other word, such as a name of a file that is not UTF-8, is written as ``$'…'`` with its bytes.
    """
    shown = decoded(word)
    try:
        shown.encode(sys.stderr.encoding or "utf-8")
    except UnicodeEncodeError:
        data = word.encode("utf-8", "surrogateescape")
    else:
        return shlex.quote(shown)
    escaped = (chr(byte) if chr(byte) in _PLAIN else f"\\x{byte:02x}" for byte in data)
    return f"$'{''.join(escaped)}'"


_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:,=@+ ")
"""What needs no escape there."""
