"""Secrets and how they are redacted: in what is printed, logged, pickled and raised."""

from __future__ import annotations

import sys
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import wraps
from operator import is_
from types import FrameType
from typing import TYPE_CHECKING, Any, TypeVar, cast
from urllib.parse import unquote

from .strings.escapes import ESCAPED_LETTERS, ESCAPES, INCOMPLETE, MAX_ESCAPED_LENGTH, PLUS, Reading, readings
from .strings.expressions import expression

if TYPE_CHECKING:
    from re import Match

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
        "accesscode", "auth", "authcode", "authentication", "authorization", "authorizationcode", "bearer", "cookie",
        "credential", "hmac", "jwt", "key", "otp", "pass", "passcode", "passphrase", "passwd", "password", "pwd",
        "secret", "securitycode", "sessionid", "sid", "sig", "sign", "signature", "token", "verificationcode",
    }
)  # fmt: skip
"""An undeclared header or query value is secret if its name ends with one of these words."""
_ADDED = frozenset({"ed", "header", "md", "raw", "rsa", "sha", "string", "value"})
"""Words that change nothing at the end of a name: ``tokenValue``, ``X-Signature-Ed25519``."""
WHOLE_NAMES = {"session": True, "keys": False, "tokens": False, "signs": False, "passes": False, "keyvalue": False}
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
    "pass": frozenset({"boarding", "by", "day", "event", "first", "guest", "second", "season", "single", "travel"}),
    "sid": frozenset({"account", "call", "conference", "conversation", "message", "phone", "room", "user"}),
    "sign": frozenset({"call", "dollar", "minus", "plus", "road", "star", "traffic", "vital", "warning", "zodiac"}),
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
_PAIR = expression(r"(?<=[?&#])([^\s?&#=]+)=[^\s&#<>\"]*")
_WORD = expression(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")


def is_secret_name(name: Any) -> bool:
    """
    Return whether an undeclared header or query value of this name is secret: no description can mark it.

    The last word of the name decides, unless the word before it makes it innocent. In ``X-Api-Key``, ``apiKey2`` and
    ``auth[api_keys]`` it is ``key``.
    """
    words = words_of(str(name))
    whole = "".join(words).removeprefix("x")
    if not words or whole in WHOLE_NAMES:
        return WHOLE_NAMES.get(whole, False)
    while words[-1] in _ADDED and len(words) > 1:
        words.pop()
    last = words[-1] if words[-1] == "pass" else words[-1].removesuffix("s")
    before = "".join(words[-2:-1])
    if last in SECRET_WORDS:
        return before not in INNOCENT.get(last, ())
    if before + last in SECRET_WORDS:
        return True
    is_innocent = last.endswith("token") and _consists_of(last.removesuffix("token"), INNOCENT["token"])
    return last.endswith(_IN_ONE_WORD) and not is_innocent


def redact_by_name(value: Any, more: Container[str] = ()) -> Any:
    """
    Return a value with all members redacted, at any depth, that have the name of a secret: the same object if none has.

    Args:
        value: Plain data.
        more: Other names that are those of secrets there.
    """
    if isinstance(value, list):
        items = [redact_by_name(item, more) for item in value]
        return value if all(map(is_, items, value)) else items
    if not isinstance(value, Mapping):
        return value
    shown = {
        name: MASK if name in more or is_secret_name(name) else redact_by_name(member, more)
        for name, member in value.items()
    }
    return value if all(map(is_, shown.values(), value.values())) else shown


def redact_queries(text: str) -> str:
    """Return a string without the values in the queries of its URLs that are secret by their names: a signature."""
    return _PAIR.sub(_without_value, text)


def _without_value(match: Match[str]) -> str:
    return f"{match[1]}={MASK}" if is_secret_name(unquote(match[1])) else match[0]


def words_of(name: str) -> list[str]:
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

MIN_SECRET_LENGTH = 6
"""Characters of the shortest secret that is redacted in a response: a shorter one may be part of any word."""
MIN_CUT_LENGTH = 4
"""Characters of the shortest beginning of a secret that is redacted where a body is cut off."""
MAX_SCANNED = 256 * 1024
"""Characters of a string in which escaped letters are looked for: an encoder that escapes them is rare."""
MAX_READ = 4_000_000
"""Characters that are read without their escapes for one value; what may have a secret beyond that is redacted."""


class CutOff:
    """A string or bytes whose end is missing; `redact` returns it without what begins a secret there."""

    def __init__(self, data: Any) -> None:
        self.data = data


def redact(value: Any, secrets: Iterable[str]) -> Any:
    """
    Return plain data, a string, bytes, headers or a response with every occurrence of the secrets redacted.

    An occurrence is the secret itself or in base64, with any of its characters percent-encoded, escaped for JSON,
    Python or HTML, or several of these one inside the other; and a number with the same digits.
    """
    known = {secret for secret in secrets if len(secret) >= MIN_SECRET_LENGTH}
    if not known:
        return value.data if isinstance(value, CutOff) else value
    return _Redactor(known).redact(value)


class _Redactor:
    """Redacts some secrets in one value."""

    def __init__(self, secrets: set[str]) -> None:
        self._forms = sorted({form for secret in secrets for form in _forms_of(secret)}, key=len, reverse=True)
        # Encoders leave letters and digits as they are: without the longest run of them, a form can be ruled out.
        self._anchors: dict[str, list[str]] = {}
        for form in self._forms:
            self._anchors.setdefault(max(_ALPHANUMERIC.findall(form), key=len, default=""), []).append(form)
        self._shortest = len(self._forms[-1])
        self._reach = len(self._forms[0]) * MAX_ESCAPED_LENGTH
        self._escapes = (*ESCAPES, PLUS) if any(" " in form for form in self._forms) else ESCAPES
        self._numbers = {secret for secret in secrets if secret.lstrip("-")[:1].isdigit()}
        self._left = MAX_READ

    def redact(self, value: Any) -> Any:
        """Return a value with the secrets redacted."""
        redact_type = _REDACTIONS.get(type(value))
        if redact_type is not None:
            return redact_type(self, value)
        for kind, redact_kind in _REDACTIONS.items():
            if isinstance(value, kind):
                return redact_kind(self, value)
        with_parts = getattr(value, "with_parts", None)
        return value if with_parts is None else with_parts(self.redact)

    def string(self, text: str) -> str:
        """Return a string with the secrets redacted."""
        if len(text) < self._shortest:
            return text
        found = [anchor for anchor in self._anchors if anchor in text]
        for form in (form for anchor in found for form in self._anchors[anchor]):
            text = text.replace(form, MASK)
        is_plain = not ("%" in text or "\\" in text or "&" in text or ("+" in text and PLUS in self._escapes))
        return text if is_plain else self._without_escaped(text, found)

    def bytes(self, data: bytes) -> bytes:
        """Return bytes with the secrets redacted."""
        if len(data) < self._shortest:
            return data
        # Whatever the bytes are, they become the same ones again.
        text = data.decode("utf-8", "surrogateescape")
        redacted = self.string(text)
        return data if redacted is text else redacted.encode("utf-8", "surrogateescape")

    def number(self, value: Any) -> Any:
        """Return a number, redacted if it has the digits of a secret."""
        is_secret = self._numbers and not (isinstance(value, int) and value.bit_length() > _MAX_BITS)
        return MASK if is_secret and str(value) in self._numbers else value

    def cut_off(self, data: Any) -> Any:
        """Return a string or bytes with the secrets redacted, and with what begins one at its end."""
        data = self.redact(data)
        if isinstance(data, bytes):
            return self._without_end(data.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")
        return self._without_end(data) if isinstance(data, str) else data

    def _without_end(self, text: str) -> str:
        first = max(0, len(text) - self._reach)
        end = text[first:]
        begun = [
            reading.starts[position]
            for reading in (Reading(end, range(len(end) + 1)), *readings(end, self._escapes))
            for whole in (reading.text, INCOMPLETE.sub("", reading.text))
            for form in self._forms
            if (position := _beginning(form, whole)) is not None
        ]
        return text[: first + min(begun)] + MASK if begun else text

    def _without_escaped(self, text: str, anchors: list[str]) -> str:
        """Return a string that has some of the anchors without the secrets that are escaped in it."""
        everywhere = range(0, len(text), self._reach)
        spots = [spot for anchor in anchors for spot in (_positions(anchor, text) if anchor else everywhere)]
        for pattern in ESCAPED_LETTERS:
            if pattern.search(text, 0, MAX_SCANNED):
                spots += [match.start() for match in pattern.finditer(text)]
        return _mask(text, self._escaped(text, _around(spots, self._reach))) if spots else text

    def _escaped(self, text: str, places: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
        """Yield where an escaped secret is, in these parts of a string."""
        for begin, end in places:
            for reading in readings(text[begin:end], self._escapes):
                self._left -= len(reading.text)
                if self._left < 0:
                    yield begin, min(end, len(text))
                    break
                for form in self._forms:
                    for position in _positions(form, reading.text):
                        yield begin + reading.starts[position], begin + reading.starts[position + len(form)]


_ALPHANUMERIC = expression("[A-Za-z0-9]+")
_MAX_BITS = 1000
"""Bits of the largest integer that is compared: there is no password of so many digits."""
_REDACTIONS: dict[type, Callable[[_Redactor, Any], Any]] = {
    str: _Redactor.string,
    bytes: _Redactor.bytes,
    dict: lambda redactor, value: {redactor.redact(name): redactor.redact(item) for name, item in value.items()},
    list: lambda redactor, value: [redactor.redact(item) for item in value],
    tuple: lambda redactor, value: tuple(redactor.redact(item) for item in value),
    bool: lambda _, value: value,
    int: _Redactor.number,
    float: _Redactor.number,
    CutOff: lambda redactor, value: redactor.cut_off(value.data),
}
"""How a value of each type is redacted; other types have a method `with_parts` for it."""


def _forms_of(secret: str) -> Iterator[str]:
    """Yield a secret, and what it is in base64, with and without padding."""
    yield secret
    for encode in (b64encode, urlsafe_b64encode):
        form = encode(secret.encode("utf-8", "surrogatepass")).decode()
        yield from (form, form.rstrip("="))


def _positions(form: str, text: str) -> Iterator[int]:
    """Yield where a string is in another one."""
    position = text.find(form)
    while position >= 0:
        yield position
        position = text.find(form, position + len(form))


def _beginning(form: str, text: str) -> int | None:
    """Return where the beginning of a secret is at the end of a string; None if there is none."""
    position = text.find(form[:MIN_CUT_LENGTH], max(0, len(text) - len(form) + 1))
    while position >= 0 and not form.startswith(text[position:]):
        position = text.find(form[:MIN_CUT_LENGTH], position + 1)
    return position if position >= 0 else None


def _around(spots: list[int], reach: int) -> list[tuple[int, int]]:
    """Return the parts of a string up to a distance from these positions."""
    places: list[tuple[int, int]] = []
    for spot in sorted(spots):
        begin = max(0, spot - reach)
        if places and begin <= places[-1][1]:
            begin = places.pop()[0]
        places.append((begin, spot + reach))
    return places


def _mask(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Return a string with these parts of it redacted."""
    parts, last = [], 0
    for begin, end in sorted(spans):
        if begin >= last:
            parts += [text[last:begin], MASK]
        last = max(last, end)
    return "".join([*parts, text[last:]])


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
