"""The words of a command line in a locale that cannot decode them."""

from __future__ import annotations


def decoded(word: str) -> str:
    """
    Return a word of the command line as UTF-8, if it is that and the locale did not decode it.

    Python keeps the bytes that a locale such as C cannot decode as lone surrogates. The path of a file stays as it is.
    """
    try:
        return word.encode("utf-8", "surrogateescape").decode("utf-8")
    except UnicodeError:
        return word
