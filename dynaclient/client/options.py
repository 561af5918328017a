"""What a client and those made from it may differ in: each option, and what is wrong with a value for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Optional

from ..call.arguments import VALIDATION_MODES
from ..call.request import header_problem
from ..errors import close_matches, did_you_mean, invalid_option
from ..http.redirects import MOST as MOST_REDIRECTS
from ..http.sender import Options

MOST_SECONDS = 1e9
"""About thirty years; to wait longer, give None."""


@dataclass(frozen=True, eq=False, repr=False)
class Settings:
    """What a client and those made from it may differ in."""

    options: Options = field(default_factory=Options)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    query: Mapping[str, Any] = field(default_factory=dict, repr=False)
    content: str | None = None
    validate: str = "raise"
    validate_responses: str = "off"
    defaults: Mapping[str, Any] = field(default_factory=dict, repr=False)
    full: bool = False
    max_items: int | None = None
    """Items that `items` gives at most."""
    max_pages: int | None = None
    """Pages that `pages` and `items` turn at most."""
    progress: Any = False
    """Whether long work shows how far it is; or a function that is told."""
    reconnect: float | None = 300.0
    """Seconds without a connection after which an event stream is given up; None for never."""


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
    """Give settings with some of them changed; InvalidCall where there is no such option, or no such value for it."""
    for name, value in changes.items():
        if name not in _RULES:
            close = close_matches(name, _RULES)
            raise invalid_option(
                name, "there is no such option", did_you_mean(close) or f"one of: {', '.join(_RULES)}", "Options"
            )
        faulty = _RULES[name](value)
        if faulty:
            raise invalid_option(name, faulty[0], faulty[1], "Options")
    options = {name: changes.pop(name) for name in OPTION_NAMES if name in changes}
    if "timeout" in options:
        options["timed"] = True
    for name in ("headers", "query"):
        if name in changes:
            changes[name] = {**getattr(settings, name), **changes[name]}
    return replace(settings, options=replace(settings.options, **options), **changes)


Faulty = Optional["tuple[str, str]"]


def _seconds(value: Any) -> Faulty:
    fine = isinstance(value, (int, float)) and not isinstance(value, bool) and 0 < value <= MOST_SECONDS
    return None if fine else ("is no number of seconds", f"give a number above 0, and at most {MOST_SECONDS:.0f}")


def _seconds_or_none(value: Any) -> Faulty:
    return None if value is None else _seconds(value)


def _count(value: Any) -> Faulty:
    fine = isinstance(value, int) and not isinstance(value, bool) and value >= 0
    return None if fine else ("is no count", "give a whole number, 0 or more")


def _count_or_none(value: Any) -> Faulty:
    return None if value is None else _count(value)


def _redirects(value: Any) -> Faulty:
    fine = _count(value) is None and value <= MOST_REDIRECTS
    return None if fine else ("is no number of redirects", f"give a whole number from 0 to {MOST_REDIRECTS}")


def _switch(value: Any) -> Faulty:
    return None if isinstance(value, bool) else ("is neither True nor False", "give True or False")


def _patience(value: Any) -> Faulty:
    return None if value == 0 and not isinstance(value, bool) else _seconds_or_none(value)


def _progress(value: Any) -> Faulty:
    fine = isinstance(value, bool) or callable(value)
    return None if fine else ("is neither True nor False, nor a function", "give True, or a function that is told")


def _mode(value: Any) -> Faulty:
    return None if value in VALIDATION_MODES else ("is not known", f"one of: {', '.join(VALIDATION_MODES)}")


def _header_map(value: Any) -> Faulty:
    if not isinstance(value, Mapping):
        return "is no dict", "give a dict of names and values"
    for name, each in value.items():
        told = header_problem(name, each)
        if told:
            return f"the header {str(name)[:60]!r} {told}", "see RFC 9110, section 5"
    return None


def _query_map(value: Any) -> Faulty:
    fine = isinstance(value, Mapping) and all(isinstance(name, str) for name in value)
    return None if fine else ("is no dict by names", "give a dict of names and values")


def _text_or_none(value: Any) -> Faulty:
    return (
        None if value is None or isinstance(value, str) else ("is no media type", 'give a text like "application/json"')
    )


_RULES: dict[str, Callable[[Any], Faulty]] = {
    "timeout": _seconds_or_none,
    "connect_timeout": _seconds,
    "read_timeout": _seconds,
    "retries": _count,
    "redirects": _redirects,
    "max_response_bytes": _count_or_none,
    "allow_http": _switch,
    "validate": _mode,
    "validate_responses": _mode,
    "headers": _header_map,
    "query": _query_map,
    "content": _text_or_none,
    "max_items": _count_or_none,
    "max_pages": _count_or_none,
    "progress": _progress,
    "reconnect": _patience,
}
"""Each option: what is wrong with a value for it, and what to give instead; None where nothing is."""
