"""The kinds of credentials by the `type` of auth schemes, and how another one is added."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from ...errors import invalid_option
from .kind import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ...description.model import AuthScheme

MODULES: Mapping[str, str] = {
    "bearer": "bearer",
    "basic": "basic",
    "apiKey": "api_key",
    "digest": "digest",
    "mutualTLS": "mutual_tls",
    "awsSigv4": "aws_sigv4",
    "http": "http",
}
"""Type of an auth scheme → the module that has its row as ``KIND``. It is imported when it is first needed."""

_added: dict[str, Kind] = {}


def kind_of(scheme_type: str) -> Kind:
    """Return the kind for a type; raise InvalidCall for a type of a caller's that was not added."""
    module = MODULES.get(scheme_type)
    if module is not None:
        kind: Kind = import_module(f".{module}", __package__).KIND
        return kind
    if scheme_type in _added:
        return _added[scheme_type]
    hint = f'add it with dynaclient.auth.add_kind("{scheme_type}", …)'
    raise invalid_option("auth", f"the auth type {scheme_type!r:.40} is not known", hint)


def is_known(scheme_type: str) -> bool:
    """Return whether there is a kind for a type."""
    return scheme_type in MODULES or scheme_type in _added


def has_own_field(scheme_type: str) -> bool:
    """Return whether credentials of a type may have a field to themselves, unlike Authorization or a certificate."""
    return scheme_type == "apiKey" or scheme_type not in MODULES


def own_field(scheme: AuthScheme) -> tuple[str, str]:
    """
    Return the location and the name of the field that only a credential has; empty strings if there is none.

    The name of a header is in lower case.
    """
    if not (has_own_field(scheme.type) and is_known(scheme.type)):
        return "", ""
    location, field, _ = kind_of(scheme.type).sent_in(scheme)
    # That of a header may show the value as well, which no name of a header has.
    return location, field.partition(":")[0].lower() if location == "header" else field


def add_kind(scheme_type: str, kind: Kind) -> None:
    """
    Add a kind of credential for auth schemes of a type of your own, whose name begins with ``x-``.

    Args:
        scheme_type: The `type` of the schemes, such as ``x-sum``.
        kind: How their credentials are passed, sent and shown.
    """
    if not (isinstance(scheme_type, str) and scheme_type.startswith("x-")):
        raise invalid_option("scheme_type", "does not begin with x-", 'pass a name such as "x-sum"', "add_kind")
    if not isinstance(kind, Kind):
        raise invalid_option("kind", "is not a Kind", "pass dynaclient.auth.Kind(…)", "add_kind")
    from .callers_kind import checked

    _added[scheme_type] = checked(kind)
