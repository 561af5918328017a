"""Secrets and how they are redacted: in what is printed, logged, pickled and raised."""

from __future__ import annotations

import json
import os
import re
import sys
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import wraps
from types import FrameType
from typing import Any, TypeVar, cast
from urllib.parse import quote, quote_plus

MASK = "***"
"""The placeholder that replaces a secret wherever it is redacted."""


class Secret:
    """A string that is redacted wherever it is printed or formatted; only `reveal()` returns it."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """Return the string itself."""
        return self._value

    def __repr__(self) -> str:
        return f"Secret({MASK})"

    __str__ = __repr__

    def __format__(self, _: str) -> str:
        return repr(self)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash(self._value)

    def __reduce__(self) -> tuple[Any, ...]:
        raise TypeError("a Secret cannot be pickled: pickle or copy the client, and set the token of the copy")

    def __copy__(self) -> Secret:
        return self

    def __deepcopy__(self, _: Any) -> Secret:
        return self


# --- names -----------------------------------------------------------------------------------------------------------

SECRET_WORDS = frozenset(
    {
        "auth", "authentication", "authorization", "cookie", "credential", "jwt", "key", "otp", "passcode",
        "passphrase", "passwd", "password", "pwd", "secret", "sessionid", "sig", "signature", "token",
    }
)  # fmt: skip
"""An undeclared header or query value is secret if its name ends with one of these words."""
WHOLE_NAMES = {"session": True, "keys": False, "tokens": False}
"""Names that are secret or not, where a name that only ends with the same word is the opposite."""
_CURSORS_AND_COUNTS = frozenset(
    {
        "continuation", "continue", "cursor", "delta", "next", "page", "pagination", "paging", "prev", "previous",
        "resume", "resumption", "skip", "start", "sync",
        "budget", "cached", "completion", "count", "input", "max", "min", "num", "output", "prompt", "reasoning",
        "total",
    }
)  # fmt: skip
INNOCENT: Mapping[str, frozenset[str]] = {
    "key": frozenset(
        {
            "cache", "composite", "dedup", "deduplication", "end", "evaluated", "filter", "foreign", "group", "hash",
            "idempotency", "index", "issue", "last", "lookup", "next", "object", "order", "partition", "primary",
            "public", "range", "routing", "row", "search", "shard", "socket", "sort", "start", "surrogate", "unique",
        }
    ),
    "token": _CURSORS_AND_COUNTS | {"idempotency"},
}  # fmt: skip
"""Secret word → the words before it that make it innocent: ``sortKey``, ``nextPageToken``, ``max_tokens``."""

_IN_ONE_WORD = (
    "auth", "credential", "passwd", "password", "secret", "sessid", "sessionid", "signature", "token",
    *(f"{kind}key" for kind in (
        "access", "account", "api", "app", "auth", "client", "consumer", "developer", "encryption", "license", "master",
        "private", "secret", "service", "session", "shared", "signing", "ssh", "storage", "subscription",
    )),
)  # fmt: skip
"""The ends of words that are secret: ``privatetoken`` and ``apikey`` are, ``monkey`` is not."""
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")


def is_secret_name(name: Any) -> bool:
    """
    Return whether an undeclared header or query value of this name is secret: no description can mark it.

    The last word of the name decides, unless the word before it makes it innocent. In ``X-Api-Key``, ``apiKey2`` and
    ``auth[api_keys]`` it is ``key``.
    """
    words = _words_of(str(name))
    whole = "".join(words).removeprefix("x")
    if not words or whole in WHOLE_NAMES:
        return WHOLE_NAMES.get(whole, False)
    last, before = words[-1].removesuffix("s"), "".join(words[-2:-1])
    if last in SECRET_WORDS:
        return before not in INNOCENT.get(last, ())
    if before + last in SECRET_WORDS:
        return True
    is_innocent = last.endswith("token") and _consists_of(last.removesuffix("token"), INNOCENT["token"])
    return last.endswith(_IN_ONE_WORD) and not is_innocent


def redact_by_name(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return undeclared values, and the objects in them, with the secret ones redacted: the same object if none is."""
    shown = {
        name: MASK if is_secret_name(name) else redact_by_name(value) if isinstance(value, Mapping) else value
        for name, value in values.items()
    }
    return shown if any(shown[name] is not value for name, value in values.items()) else values


def _words_of(name: str) -> list[str]:
    """Return the words of a name in lower case, without numbers, and without a version at its end (``tokenV2``)."""
    found = [word.lower() for word in _WORD.findall(name)]
    words = [word for word in found if not word.isdigit()]
    if words and found[-1].isdigit():
        words[-1] = words[-1].removesuffix("v")
    return [word for word in words if word]


def _consists_of(string: str, words: Iterable[str]) -> bool:
    while string:
        word = max(filter(string.startswith, words), key=len, default="")
        if not word:
            return False
        string = string.removeprefix(word)
    return True


# --- values ----------------------------------------------------------------------------------------------------------

_PATH = re.compile(
    r"(?:\.{1,2}[/\\]|~[/\\]).{0,240}"
    r"|[^\0-\x1f]{0,240}\.(?:json[5cl]?|ya?ml|toml|csv|tsv|ndjson|txt|xlsx?|parquet|feather|xml|db|sqlite3?|journal)",
    re.IGNORECASE,
)


def show_path(argument: Any) -> str:
    """
    Return the name of a file for an error; an empty string if it may be a secret in the wrong argument.

    A string is shown if it looks like a path: it begins with ``./``, ``../`` or ``~/``, or ends like a data file.
    """
    if isinstance(argument, str):
        return repr(argument) if _PATH.fullmatch(argument) else ""
    return repr(os.fspath(argument))[:250] if isinstance(argument, os.PathLike) else ""


MIN_SECRET_LENGTH = 6
"""Characters of the shortest secret that is redacted in a response: a shorter one may be part of any word."""


def redact(value: Any, secrets: Iterable[str]) -> Any:
    """
    Return plain data, a string, bytes, headers or a response with every occurrence of the secrets redacted.

    An occurrence is the secret itself, or the secret percent-encoded, escaped for HTML, JSON or Python, or in base64.
    """
    forms = {form for secret in secrets if len(secret) >= MIN_SECRET_LENGTH for form in _encoded_forms(secret)}
    return _redact(value, sorted(forms, key=len, reverse=True)) if forms else value


def _encoded_forms(secret: str) -> set[str]:
    from html import escape

    once = quote(secret, safe="", errors="surrogatepass")
    base64 = {function(secret.encode("utf-8", "surrogatepass")).decode() for function in (b64encode, urlsafe_b64encode)}
    escaped = {
        json.dumps(secret)[1:-1],
        json.dumps(secret, ensure_ascii=False)[1:-1],
        escape(secret),
        repr(secret)[1:-1],
    }
    twice = {json.dumps(form)[1:-1] for form in escaped}
    percent = {once, quote(once, safe=""), quote_plus(secret, errors="surrogatepass")}
    return {secret, *percent, *escaped, *twice, *base64, *(form.rstrip("=") for form in base64)}


def _redact(value: Any, forms: list[str]) -> Any:
    for kind, redact_kind in _REDACTIONS:
        if isinstance(value, kind):
            return redact_kind(value, forms)
    with_parts = getattr(value, "with_parts", None)
    return value if with_parts is None else with_parts(lambda part: _redact(part, forms))


def _redact_string(value: str, forms: list[str]) -> str:
    for form in forms:
        value = value.replace(form, MASK)
    return value


def _redact_bytes(value: bytes, forms: list[str]) -> bytes:
    for form in forms:
        value = value.replace(form.encode("utf-8", "surrogatepass"), MASK.encode())
    return value


_REDACTIONS: tuple[tuple[type, Callable[[Any, list[str]], Any]], ...] = (
    (str, _redact_string),
    (bytes, _redact_bytes),
    (dict, lambda value, forms: {_redact(name, forms): _redact(member, forms) for name, member in value.items()}),
    (list, lambda value, forms: [_redact(item, forms) for item in value]),
    (tuple, lambda value, forms: tuple(_redact(item, forms) for item in value)),
)
"""How a value of each type is redacted; other types have a method `with_parts` for it."""


# --- what a traceback shows ------------------------------------------------------------------------------------------

_Function = TypeVar("_Function", bound=Callable[..., Any])


def strip_traceback(error: BaseException) -> None:
    """
    Remove the data of the call from an error: the local variables of its frames, and the errors of the layers below.

    Many tools show or store the local variables of the frames of a traceback. Files and lines of the frames stay.
    """
    _clear_frames(error)
    context = None if error.__suppress_context__ else error.__context__
    callers = set(frames_above(2))
    # An error that the caller is handling was caught in a frame that still runs; those of the layers below are dropped.
    while context is not None and not (context.__traceback__ and context.__traceback__.tb_frame in callers):
        context = context.__context__
    error.__context__ = context


def _clear_frames(error: BaseException) -> None:
    entry = error.__traceback__
    while entry is not None:
        with suppress(RuntimeError):  # the frame still runs, and is not ours to clear
            entry.tb_frame.clear()
        entry = entry.tb_next


def frames_above(depth: int) -> Iterator[FrameType]:
    """Yield the frames that called this function, from the one at this depth."""
    frame: FrameType | None = sys._getframe(depth)
    while frame is not None:
        yield frame
        frame = frame.f_back


def strips_traceback(function: _Function) -> _Function:
    """Return a function that raises the same errors without the data of the call; see `strip_traceback`."""

    @wraps(function)
    def called(*args: Any, **kwargs: Any) -> Any:
        try:
            return function(*args, **kwargs)
        except BaseException as error:
            strip_traceback(error)
            del args, kwargs
            raise

    return cast("_Function", called)
