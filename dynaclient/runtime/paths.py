"""Paths in errors: which are shown, which may be something else, such as a token, and why they cannot be used."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any

from ..strings.expressions import expression

if TYPE_CHECKING:
    from re import Match

_PATH = expression(
    r"(?:\.{1,2}[/\\]|~[/\\]).{0,240}"
    r"|(?:/(?-i:[a-z._-]{1,24})){1,12}/?|/"
    r"|[^\0-\x1f]{0,240}\.(?:json[5cl]?|ya?ml|toml|csv|tsv|ndjson|txt|xlsx?|parquet|feather|xml|db|sqlite3?|journal)",
    re.IGNORECASE,
)
_REMOTE = expression(r"\s*https?:[/\\]", re.IGNORECASE)
_URL = expression(r"[a-z][a-z0-9+.-]+:[/\\]|//|[^?]*\?[^?]*=|[^/\\]*:[^/\\]*@", re.IGNORECASE)
"""A path of Windows has one letter before the colon; `Path` makes one slash of two."""

_MAYBE_SECRET = expression(r"(?<=//)[^/?#\\]*@|[?#].+", re.DOTALL)
"""The user name, the query and the fragment of a URL."""

_FILE_URL = expression(r"file:(?://(?P<host>[^/?#@:]*))?(?P<path>/[^?#]*)", re.IGNORECASE)
_DRIVE = expression(r"\\[A-Za-z]:")


def show_path(argument: Any) -> str:
    """
    Return the name of a file for an error; an empty string if it may be a secret in the wrong argument.

    A string is shown if it looks like a path: it begins with ``./``, ``../`` or ``~/``, ends like a data file, or is
    one from the root, in small letters: a secret that begins with a slash has others too, or digits. A URL is never
    shown: it may have a password or a token in it.
    """
    if is_url(argument):
        return ""
    if isinstance(argument, str):
        return repr(argument) if _PATH.fullmatch(argument) else ""
    return repr(os.fspath(argument))[:250] if isinstance(argument, os.PathLike) else ""


def reason_of(error: Exception) -> str:
    """Return why a file cannot be used: in the words of the system where it has some, else the class of the error."""
    return getattr(error, "strerror", None) or type(error).__name__


def is_remote(source: Any) -> bool:
    """Return whether a source is the URL of a description; a `Path` never is."""
    return isinstance(source, str) and source.lstrip()[:4].lower() == "http" and _REMOTE.match(source) is not None


def show_source(source: Any) -> str:
    """Return the path or the URL of a description as it is shown: of a URL without what may be a secret."""
    return _MAYBE_SECRET.sub(_masked, source) if is_remote(source) else str(source)


def _masked(match: Match[str]) -> str:
    return "***@" if match[0].endswith("@") and match[0][0] not in "?#" else f"{match[0][0]}***"


def path_of_file_url(text: str, *, windows: bool = os.name == "nt") -> str:
    """
    Return the path that a URL with the scheme ``file`` is (RFC 8089); any other string as it is.

    Args:
        text: The URL, or a path.
        windows: Whether it is a path of Windows: with a drive, or of another machine.
    """
    match = _FILE_URL.fullmatch(text.strip())
    if match is None:
        return text
    from urllib.parse import unquote

    host, path = match["host"] or "", unquote(match["path"])
    if not windows:
        return path if host in ("", "localhost") else text
    path = path.replace("/", "\\")
    if host not in ("", "localhost"):
        return rf"\\{host}{path}"
    return path[1:] if _DRIVE.match(path) else path


def is_url(argument: Any) -> bool:
    """Return whether a path is a URL, with its scheme or without: it has two slashes, a query, or a user."""
    path = os.fspath(argument) if isinstance(argument, (str, os.PathLike)) else ""
    return isinstance(path, str) and _URL.match(path) is not None
