"""What a response asks for: the challenges of its WWW-Authenticate fields (RFC 9110, section 11.6.1)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from ..messages import Headers

_NAME = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_PIECE = re.compile(
    rf'\s*,*\s*(?:(?P<name>{_NAME})\s*=\s*(?:"(?P<quoted>(?:[^"\\]|\\.)*)"|(?P<plain>[^\s,"]+))(?=\s*(?:,|$))'
    rf"|(?P<scheme>{_NAME})(?=[\s,]|$)(?:\s+[A-Za-z0-9._~+/-]+=*(?=\s*(?:,|$)))?)"
)
"""A parameter, or the scheme that a challenge begins with, which may have one string in place of parameters."""


class Challenge(NamedTuple):
    """One challenge."""

    scheme: str
    """The authentication scheme, in lower case."""
    parameters: Mapping[str, str]
    """Its parameters; their names in lower case."""


def challenges_of(headers: Headers) -> list[Challenge]:
    """Return the challenges of a response, in order."""
    return parse_challenges(headers.get("WWW-Authenticate", ""))


def parse_challenges(value: str) -> list[Challenge]:
    """Return the challenges, or the credentials, in the value of a field; what cannot be read is left out."""
    found: list[Challenge] = []
    for piece in _PIECE.finditer(value):
        if piece["scheme"]:
            found.append(Challenge(piece["scheme"].lower(), {}))
        elif found:
            value = piece["plain"] if piece["quoted"] is None else re.sub(r"\\(.)", r"\1", piece["quoted"])
            found[-1] = found[-1]._replace(parameters={**found[-1].parameters, piece["name"].lower(): value})
    return found
