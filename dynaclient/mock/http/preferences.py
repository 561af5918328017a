"""What a request prefers (RFC 7240), and which of it was applied."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any

from ...messages import FIELD_NAME, HTTP_TOKEN, Headers
from ...records import dataclass, replace
from ...strings.expressions import expression
from ..exchange import Delivery, MockResponse, Rejection

MAX_WAIT = 30.0
"""The most seconds that a response is delayed for."""

_ELEMENT = expression(r'(?:"(?:[^"\\]|\\.?)*(?:"|$)|[^",])+')
_NAME = rf"\s*(?P<name>{HTTP_TOKEN})"
_MALFORMED = expression(_NAME)
_VALUE = rf'(?:"(?P<quoted>(?:[^"\\]|\\.)*)"|(?P<token>{HTTP_TOKEN}))\s*'
_PREFERENCE = expression(rf"{_NAME}\s*(?:=\s*(?:{_VALUE})?)?(?:;|$)")
_STATUS = expression(r"[2-5](?:[0-9]{2}|[Xx]{2})")
_ESCAPED = expression(r"\\(.)")
_TO_ESCAPE = expression(r'(["\\])')
_BACKSLASHED = r"\\\1"


def read_field(field: str) -> dict[str, str | None]:
    """
    Return the preferences of a `Prefer` field, by their names in lower case.

    The value of a preference without one is empty, and None if it is malformed. Of several with one name the first
    counts; parameters do not.
    """
    found: dict[str, str | None] = {}
    for element in _ELEMENT.findall(field):
        preference = _PREFERENCE.match(element) or _MALFORMED.match(element)
        if preference is not None:
            found.setdefault(preference["name"].lower(), _value(preference))
    return found


def _value(preference: re.Match[str]) -> str | None:
    if preference.re.groups == 1:
        return None
    quoted = preference["quoted"]
    return preference["token"] or "" if quoted is None else _ESCAPED.sub(r"\1", quoted)


@dataclass(frozen=True)
class Preferences:
    """Those preferences that this server applies."""

    code: str = ""
    """A status, ``404``, or a range of them, ``4XX``; empty for that of the action."""
    example: str | None = None
    """The name of an example."""
    dynamic: bool = False
    """Whether all is generated anew."""
    wait: float = 0.0
    """Seconds until the response is sent."""


NONE = Preferences()


def read_preferences(headers: Headers) -> Preferences:
    """
    Return what a request prefers.

    Raises:
        Rejection: The value of a preference that this server applies is not valid.
    """
    field = headers.get("Prefer", "")
    if not field:
        return NONE
    values = read_field(field)
    return Preferences(**{name: _read(name, values[name]) for name in _READERS if name in values})


def _read(name: str, value: str | None) -> Any:
    if value is None:
        raise Rejection(400, f'the preference {name} is malformed: write {name}=VALUE, or {name}="A VALUE"')
    return _READERS[name](value)


def _code(value: str) -> str:
    if not _STATUS.fullmatch(value):
        raise _rejection("code", value, "a status such as 404, or a range such as 4XX")
    return value.upper()


def _dynamic(value: str) -> bool:
    if value.lower() not in ("", "true", "false"):
        raise _rejection("dynamic", value, "true or false")
    return value.lower() != "false"


def _wait(value: str) -> float:
    try:
        seconds = float(value)
    except ValueError:
        seconds = math.nan
    if not seconds >= 0:
        raise _rejection("wait", value, f"a number of seconds, of which {MAX_WAIT:g} are waited for at most")
    return min(seconds, MAX_WAIT)


_READERS: dict[str, Callable[[str], Any]] = {"code": _code, "example": str, "dynamic": _dynamic, "wait": _wait}
"""Preference → how its value is read. All others are ignored: RFC 7240 wants that of unknown ones."""


def _rejection(name: str, value: str, expected: str) -> Rejection:
    return Rejection(400, f"the preference {name}={value[:80]!r} is not {expected}")


# --- the response ----------------------------------------------------------------------------------------------------


def with_applied(response: MockResponse, *preferences: tuple[str, str]) -> MockResponse:
    """Return a response that names these preferences as applied, after those that it names already."""
    written = ", ".join(f"{name}={_written(value)}" for name, value in preferences)
    return replace(response, headers=(*response.headers, ("Preference-Applied", written)))


def _written(value: str) -> str:
    """Return a value as a token, or else as a string; what no field can have in it is left out."""
    if FIELD_NAME.fullmatch(value):
        return value
    shown = "".join(filter(str.isprintable, value.encode("ascii", "ignore").decode()))
    return f'"{_TO_ESCAPE.sub(_BACKSLASHED, shown)}"'


def waited(response: MockResponse, preferences: Preferences) -> MockResponse:
    """Return a response that is sent after the preferred time."""
    if not preferences.wait:
        return response
    delivery = replace(response.delivery or Delivery(), delay=preferences.wait)
    return with_applied(replace(response, delivery=delivery), ("wait", f"{preferences.wait:g}"))
