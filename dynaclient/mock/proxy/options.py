"""The options of a proxy, checked before anything is opened."""

from __future__ import annotations

import os

from ...description.api import Api
from ...errors import invalid_option
from ...records import dataclass
from .addresses import Addresses


@dataclass(frozen=True)
class ProxyOptions:
    """What is forwarded where, and what is recorded."""

    url: str
    """The base URL of the real API, with its base path."""
    record: str | os.PathLike[str] | None = None
    """The file in which responses are recorded."""
    forwards_writes: bool = False
    """Whether requests are forwarded that may change something."""
    strict: bool = False
    """Whether requests that are not valid are rejected, not forwarded."""


def proxy_options(
    api: Api, proxy: str | None, record: str | os.PathLike[str] | None, *, writes: bool = False, strict: bool = False
) -> ProxyOptions | None:
    """
    Return the options of a proxy; None if there is to be none.

    Raises:
        InvalidCall: The URL is not valid, or another option needs one.
    """
    if proxy is not None:
        return ProxyOptions(Addresses(api, proxy).base, record, writes, strict)
    needing = "record" if record is not None else "proxy_writes" if writes else ""
    if needing:
        raise invalid_option(needing, "needs a real API", "pass proxy=… with its URL", "MockServer")
    return None
