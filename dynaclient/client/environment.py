"""The environment variables that configure a client; they are read here and nowhere else."""

from __future__ import annotations

import os
from dataclasses import dataclass

from ..redaction import Secret

TOKEN = "DYNACLIENT_TOKEN"  # noqa: S105 - the name of the variable, not a token
URL = "DYNACLIENT_URL"
API = "DYNACLIENT_API"


@dataclass(frozen=True)
class Environment:
    """The values of `DYNACLIENT_TOKEN`, `DYNACLIENT_URL` and `DYNACLIENT_API`; None for one that is unset or empty."""

    token: Secret | None
    url: str | None
    api: str | None
    """The path of a description."""


def environment() -> Environment:
    """Return the variables as they are now. Their names are fixed: no description can have another one read."""
    token = os.environ.get(TOKEN)
    return Environment(Secret(token) if token else None, os.environ.get(URL) or None, os.environ.get(API) or None)
