"""The options of the mock server: the types that they take, and what to pass instead of others."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ..errors import invalid_option
from ..runtime.option_rules import Rejection, boolean

MAX_TTL = 10 * 365 * 24 * 3600
"""The most seconds for which tokens are valid."""


def require_options(**options: Any) -> None:
    """Raise InvalidCall for the first of these options that does not take its value."""
    for name, value in options.items():
        rejection = _RULES[name](value)
        if rejection:
            raise invalid_option(name, *rejection, "MockServer")


def granted_scopes(grants: Mapping[str, Iterable[str]] | None) -> dict[str, tuple[str, ...]] | None:
    """Return the scopes of each token: one, or an iterable of them; raise InvalidCall for anything else."""
    if grants is None:
        return None
    if not isinstance(grants, Mapping) or not all(isinstance(token, str) for token in grants):
        hint = 'pass a dict of tokens with their scopes: {"token": ["all.*"]}, or None for any token'
        raise invalid_option("grants", "is not a dict whose keys are tokens", hint, "MockServer")
    found = {token: (scopes,) if isinstance(scopes, str) else _tuple_of(scopes) for token, scopes in grants.items()}
    if not all(isinstance(scope, str) for scopes in found.values() for scope in scopes):
        hint = 'pass a list of strings for each token, such as {"token": ["read", "write"]}; [] is none, ["*"] is all'
        raise invalid_option("grants", "has a token whose scopes are not strings", hint, "MockServer")
    return found


def _tuple_of(scopes: Any) -> tuple[Any, ...]:
    """Return the items of an iterable; of anything else itself, which is refused."""
    return tuple(scopes) if isinstance(scopes, Iterable) and not isinstance(scopes, Mapping) else (scopes,)


def _lifetime(value: Any) -> Rejection:
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    fine = value is None or (is_number and 0 < value <= MAX_TTL)
    return None if fine else ("is not a positive number of seconds", "pass 3600 for an hour")


def _host(value: Any) -> Rejection:
    fine = isinstance(value, str) and value and value.isprintable()
    hint = "pass 127.0.0.1, or 0.0.0.0 for all addresses of this machine"
    return None if fine else ("is not an address", hint)


def _port(value: Any) -> Rejection:
    fine = isinstance(value, int) and not isinstance(value, bool)
    return None if fine else ("is not an integer", "pass 8080, or 0 for any free port")


def _store(value: Any) -> Rejection:
    return None if _is_path(value) else ("is not the path of a file", 'pass a path, or ":memory:" to keep nothing')


def _record(value: Any) -> Rejection:
    return None if value is None or _is_path(value) else ("is not the path of a file", "pass the path of a JSON file")


def _is_path(value: Any) -> bool:
    return isinstance(value, (str, os.PathLike))


def _files(value: Any) -> Rejection:
    hint = 'pass a dict such as {"/": ("text/html", b"…", ())}'
    return None if value is None or isinstance(value, Mapping) else ("is not a dict of paths", hint)


def _strings(value: Any) -> Rejection:
    return None if isinstance(value, Iterable) else ("is not a list of strings", "pass a string, or a list of them")


_RULES: dict[str, Callable[[Any], Rejection]] = {
    "store": _store,
    "host": _host,
    "port": _port,
    "files": _files,
    "ttl": _lifetime,
    "approve_all": boolean,
    "https": boolean,
    "cors": _strings,
    "allow_hosts": _strings,
    "strict": boolean,
    "watch": boolean,
    "record": _record,
    "proxy_writes": boolean,
}
"""Options, and what rejects a value for one; others are checked where they are used."""
