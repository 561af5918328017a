"""The transport for a session of the caller's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...messages import Limits, Request, Response
from ...redaction import strips_traceback
from ..proxies import secrets_of_proxies
from .blocking import HttpTransport

if TYPE_CHECKING:
    import requests

__all__ = ["RequestsTransport"]


class RequestsTransport(HttpTransport):
    """
    Sends requests through a `requests.Session` of yours; without one it is the same as `HttpTransport`.

    The deadline of a call is enforced only between the parts of a body, and responses are read as requests reads them.

    Args:
        session: The session, whose adapters, headers, auth, cookies, proxies and certificates are used.
        options: Those of `HttpTransport`, for a transport without a session.
    """

    def __init__(self, session: requests.Session | None = None, **options: Any) -> None:
        super().__init__(**options)
        self._callers_session = session

    @strips_traceback
    def __reduce__(self) -> tuple[Any, ...]:
        if self._callers_session is not None:
            raise TypeError("a client with session=… cannot be pickled: create it where it is used")
        return super().__reduce__()

    @property
    def secret_values(self) -> list[str]:
        """Each string that would reveal what it authenticates with at proxies."""
        own = () if self._callers_session is None else self._callers_session.proxies.values()
        return [*super().secret_values, *secrets_of_proxies(own)]

    def send(self, request: Request, limits: Limits) -> Response:
        """Send exactly this request once; return its complete response, or only its head if it is to be streamed."""
        if self._callers_session is None:
            return super().send(request, limits)
        return self._through_requests(self._callers_session).send(request, limits)
