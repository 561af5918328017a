"""Requests in the form of requests."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import requests
from requests.structures import CaseInsensitiveDict

from ...messages import Request
from ..codec.request_writer import header_fields, read_body


class NoCookies(requests.cookies.RequestsCookieJar):
    """A cookie jar that stays empty."""

    def extract_cookies(self, _response: Any, _request: Any) -> None:
        """Store none."""


class Fields(CaseInsensitiveDict[str]):
    """Header fields that are created and copied without a step for each field."""

    def __init__(self, fields: Iterable[tuple[str, str]] = ()) -> None:
        self._store: Any = {name.lower(): (name, value) for name, value in fields}

    def copy(self) -> Fields:
        """Return a copy."""
        return Fields(self._store.values())


NO_COOKIES = NoCookies()


def prepare(request: Request) -> requests.PreparedRequest:
    """
    Return the request in the form of requests, without its `PreparedRequest.prepare`.

    That would decode quoted dots in the path, read netrc, and cost as much as sending.
    """
    prepared = requests.PreparedRequest()
    prepared.method = request.method
    prepared.url = request.url
    prepared.headers = Fields(header_fields(request))
    body = request.body
    prepared.body = body if body is None or isinstance(body, bytes) else read_body(body)  # type: ignore[assignment]
    prepared._cookies = NO_COOKIES  # type: ignore[attr-defined]
    return prepared
