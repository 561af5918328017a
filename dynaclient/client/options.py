"""The options of a client, and what is wrong with a value for one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..call.arguments import VALIDATION_MODES
from ..call.request import header_problem
from ..errors import close_matches, did_you_mean, invalid_option
from ..http.redirects import MAX_REDIRECTS
from ..http.sender import Options
from ..records import dataclass, field, replace
from ..runtime.backends import THREADS, Backend
from ..runtime.media_types import is_media_type
from ..runtime.option_rules import Rejection, boolean, plain_number, progress
from ..schema.plain_data import EncodingError, to_plain
from .allowance import Allowance

MOST_SECONDS = 1e9
"""About thirty years; to wait longer, pass None."""


@dataclass(frozen=True, eq=False, repr=False)
class Settings:
    """What a client and those derived from it may differ in."""

    options: Options = field(default_factory=Options)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    query: Mapping[str, Any] = field(default_factory=dict, repr=False)
    content: str | None = None
    validate: str = "raise"
    validate_responses: str = "off"
    defaults: Mapping[str, Any] = field(default_factory=dict, repr=False)
    full: bool = False
    max_items: int | None = None
    """The most items that `items` yields."""
    max_pages: int | None = None
    """The most pages that `pages` and `items` request."""
    progress: Any = False
    """Whether the progress of long work is shown; or a function that receives it."""
    reconnect: float | None = 300.0
    """Seconds without a connection after which an event stream ends; None for never."""
    allowance: Allowance | None = None
    """Which actions may be called; None for all."""


OPTION_NAMES = (
    "timeout",
    "connect_timeout",
    "read_timeout",
    "retries",
    "redirects",
    "max_response_bytes",
    "allow_http",
)
SETTING_NAMES = (
    "headers", "query", "content", "validate", "validate_responses", "max_items", "max_pages", "progress", "reconnect",
)  # fmt: skip


def changed(settings: Settings, **changes: Any) -> Settings:
    """Return changed settings; raise InvalidCall for a value that an option does not take."""
    changes = {name: plain_number(value) for name, value in changes.items()}
    for name, value in changes.items():
        rejection = _RULES[name](value)
        if rejection:
            raise invalid_option(name, *rejection, "Options")
    options = {name: changes.pop(name) for name in OPTION_NAMES if name in changes}
    if "timeout" in options:
        options["timeout_is_explicit"] = True
    if "headers" in changes:
        changes["headers"] = {**settings.headers, **(changes["headers"] or {})}
    if "query" in changes:
        values = {**settings.query, **_plain_query(changes["query"] or {})}
        changes["query"] = {name: value for name, value in values.items() if value is not None}
    return replace(settings, options=replace(settings.options, **options), **changes)


def _seconds(value: Any) -> Rejection:
    fine = isinstance(value, (int, float)) and not isinstance(value, bool) and 0 < value <= MOST_SECONDS
    return None if fine else ("is not a number of seconds", f"pass a number above 0, and at most {MOST_SECONDS:.0f}")


def _seconds_or_none(value: Any) -> Rejection:
    return None if value is None else _seconds(value)


def _count(value: Any) -> Rejection:
    fine = isinstance(value, int) and not isinstance(value, bool) and value >= 0
    return None if fine else ("is not a count", "pass a whole number, 0 or more")


def _count_or_none(value: Any) -> Rejection:
    return None if value is None else _count(value)


def _redirects(value: Any) -> Rejection:
    fine = _count(value) is None and value <= MAX_REDIRECTS
    return None if fine else ("is not a number of redirects", f"pass a whole number from 0 to {MAX_REDIRECTS}")


def _reconnect(value: Any) -> Rejection:
    rejection = None if value == 0 and not isinstance(value, bool) else _seconds_or_none(value)
    return rejection and (rejection[0], f"pass a number from 0 to {MOST_SECONDS:.0f}")


def _mode(value: Any) -> Rejection:
    if value in VALIDATION_MODES:
        return None
    # Only what cannot be a secret is shown.
    shown = f"{value}" if value is None or isinstance(value, bool) else f"of type {type(value).__name__}"
    meant = did_you_mean(close_matches(value, VALIDATION_MODES))
    hint = f"{meant} {'it is ' if meant else ''}one of: {', '.join(VALIDATION_MODES)}".strip()
    return f"is {shown}, which is not a mode of validation", hint


def _header_map(value: Any) -> Rejection:
    if value is None:
        return None
    if not isinstance(value, Mapping):
        return "is not a dict", "pass a dict of names and values"
    for name, header in value.items():
        problem = header_problem(name, header)
        if problem:
            return f"the header {str(name)[:60]!r} {problem}", "see RFC 9110, section 5"
    return None


def _query_map(value: Any) -> Rejection:
    fine = value is None or (isinstance(value, Mapping) and all(isinstance(name, str) for name in value))
    return None if fine else ("is not a dict with string keys", "pass a dict of names and values")


def _plain_query(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return query values as plain data, so that all that reads them later finds an end; None is left as it is."""
    plain = {}
    for name, value in values.items():
        try:
            plain[name] = to_plain(value)
        except (EncodingError, RecursionError) as error:
            found = error if isinstance(error, EncodingError) else EncodingError("is nested too deeply")
        else:
            continue
        hint = found.suggestion or "pass a string, a number, a boolean, or a list of them"
        raise invalid_option("query", f"has a value for {name[:60]!r} that {found.reason}", hint, "Options")
    return plain


def _media_type_or_none(value: Any) -> Rejection:
    fine = value is None or (isinstance(value, str) and is_media_type(value))
    return None if fine else ("is not a media type", 'pass a string such as "application/json"')


_CO_COROUTINE = 0x80
"""`inspect.CO_COROUTINE`, without the import of that module."""


# --- the options of the constructor ----------------------------------------------------------------------------------


def require_types(options: Mapping[str, Any], backend: Backend) -> None:
    """Raise InvalidCall if an option of the constructor of a client with this backend does not take its value."""
    for name, value in options.items():
        rejection = _CONSTRUCTION_RULES[name](value)
        if rejection:
            raise invalid_option(name, *rejection)
    if backend is THREADS and _is_awaited(options["transport"]):
        hint = "pass it to AsyncClient, or define send without async"
        raise invalid_option("transport", "has a send that is a coroutine function", hint)


def _transport(value: Any) -> Rejection:
    fine = value is None or callable(getattr(value, "send", None))
    return None if fine else ("is not a transport", "pass an object with send(request, limits)")


def _is_awaited(transport: Any) -> bool:
    send = getattr(transport, "send", None)
    code = getattr(send, "__code__", None)
    if code is not None:
        return bool(code.co_flags & _CO_COROUTINE)
    if send is None:
        return False
    from inspect import iscoroutinefunction  # which few clients need

    return iscoroutinefunction(send)


_CONSTRUCTION_RULES: dict[str, Callable[[Any], Rejection]] = {
    "lint": boolean,
    "transport": _transport,
}
"""Options that only the constructor has, and what rejects a value for one; others are checked where they are used."""

_RULES: dict[str, Callable[[Any], Rejection]] = {
    "timeout": _seconds_or_none,
    "connect_timeout": _seconds,
    "read_timeout": _seconds,
    "retries": _count,
    "redirects": _redirects,
    "max_response_bytes": _count_or_none,
    "allow_http": boolean,
    "validate": _mode,
    "validate_responses": _mode,
    "headers": _header_map,
    "query": _query_map,
    "content": _media_type_or_none,
    "max_items": _count_or_none,
    "max_pages": _count_or_none,
    "progress": progress,
    "reconnect": _reconnect,
}
"""Each option, and what rejects a value for it."""
