"""What a response asks for: the challenges of its WWW-Authenticate fields (RFC 9110, section 11.6.1)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from ..messages import HTTP_TOKEN, Headers
from ..strings.expressions import expression

_BETWEEN = expression(r"[\s,]*")
_PARAMETER = expression(rf'({HTTP_TOKEN})[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))(?=[ \t]*(?:,|$))', re.DOTALL)
_SCHEME = expression(rf"({HTTP_TOKEN})(?=[ \t,]|$)(?:[ \t]+[A-Za-z0-9._~+/-]+=*(?=[ \t]*(?:,|$)))?")
"""The scheme that a challenge begins with, which may have one string in place of parameters."""


class Challenge(NamedTuple):
    """One challenge."""

    scheme: str
    """The authentication scheme, in lower case."""
    parameters: Mapping[str, str]
    """Its parameters; their names in lower case."""


def challenges_of(headers: Headers) -> list[Challenge]:
    """Return the challenges of a response, in order."""
    return parse_challenges(headers.get("WWW-Authenticate", ""))


def lacking_scope(headers: Headers) -> str | None:
    """Return the scope that a token lacks, by the response (RFC 6750, section 3.1); empty if it is not named."""
    if "insufficient_scope" not in headers.get("WWW-Authenticate", ""):
        return None
    found = [one.parameters for one in challenges_of(headers) if one.parameters.get("error") == "insufficient_scope"]
    return found[0].get("scope", "") if found else None


def parse_challenges(value: str) -> list[Challenge]:
    """Return the challenges, or the credentials, in the value of a field; what cannot be read is left out."""
    found: list[Challenge] = []
    parameters: dict[str, str] = {}  # in front of the first scheme: they belong to none
    position = 0
    while (position := _end(_BETWEEN, value, position)) < len(value):
        parameter = _PARAMETER.match(value, position)
        piece = parameter or _SCHEME.match(value, position)
        if piece is None:  # each part is looked at once, however the value was made
            comma = value.find(",", position)
            position = len(value) if comma < 0 else comma
            continue
        position = piece.end()
        if parameter is None:
            parameters = {}
            found.append(Challenge(piece[1].lower(), parameters))
        else:
            text = piece[3] if piece[2] is None else re.sub(r"\\(.)", r"\1", piece[2], flags=re.DOTALL)
            parameters.setdefault(piece[1].lower(), text)
    return found


def _end(pattern: re.Pattern[str], value: str, position: int) -> int:
    found = pattern.match(value, position)
    return found.end() if found else position
