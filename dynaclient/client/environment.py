"""What the environment says of a client: the only place where its variables are read."""

from __future__ import annotations

import os
from dataclasses import dataclass

from ..messages import Secret

TOKEN = "DYNACLIENT_TOKEN"  # noqa: S105 - the name of the variable, not a token
URL = "DYNACLIENT_URL"
API = "DYNACLIENT_API"


@dataclass(frozen=True)
class Environment:
    """What `DYNACLIENT_TOKEN`, `DYNACLIENT_URL` and `DYNACLIENT_API` say; None where one is not set, or empty."""

    token: Secret | None
    url: str | None
    api: str | None
    """The path of a description."""


def environment() -> Environment:
    """Read the variables as they are now. Their names are fixed: no description can have another one read."""
    token = os.environ.get(TOKEN)
    return Environment(Secret(token) if token else None, os.environ.get(URL) or None, os.environ.get(API) or None)
