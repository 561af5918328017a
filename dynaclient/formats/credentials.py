"""Parameters that are the credential of an operation as well: the token of the client takes their place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .members import as_object
from .parameters import SourceParameter
from .security import OPTIONAL, Security

Credential = tuple[str, str]
"""Where a credential is in the request, and its name there."""


def without_credentials(
    security: Security, requirement: Any, declared: Sequence[SourceParameter]
) -> tuple[Any, list[SourceParameter]]:
    """
    Return the parameters of an operation that are not its credential, and what it requires.

    A parameter is, if it is where a scheme that the operation may use has its key. Where such a parameter is required,
    so is the scheme, although the document does not say so.
    """
    auth = security.root if requirement is None else requirement
    alternatives = auth if isinstance(auth, list) else [auth]
    keys = dict(_api_keys(security.schemes, alternatives))
    found = {parameter: keys.get(_credential(parameter.location, parameter.name)) for parameter in declared}
    required = {key for parameter, key in found.items() if key and parameter.value.get("required") is True}
    if required and OPTIONAL in alternatives:
        names = sorted(required)
        requirement = names[0] if len(names) == 1 else {"all": names}
    return requirement, [parameter for parameter, key in found.items() if not key]


def _api_keys(schemes: Mapping[str, Mapping[str, Any]], alternatives: list[Any]) -> Iterator[tuple[Credential, str]]:
    """Yield the keys that may be sent, each with the scheme that it is of: those of any scheme, if that is optional."""
    named = [name for entry in alternatives for name in _names(entry) if name in schemes]
    for name in schemes if alternatives == [OPTIONAL] else named:
        scheme = schemes[name]
        if scheme["type"] == "apiKey":
            yield _credential(scheme["in"], scheme["name"]), name


def _names(entry: Any) -> Iterator[str]:
    """Yield the schemes of an alternative: one, one with its scopes, or several."""
    if isinstance(entry, str):
        yield entry
    for name, value in as_object(entry).items():
        if name == "all":
            yield from (inner for member in value for inner in _names(member))
        else:
            yield name


def _credential(location: str, name: str) -> Credential:
    return location, name.lower() if location == "header" else name
