"""One request is forwarded to the real API, and its response becomes one of this server."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from copy import deepcopy
from typing import Any

from ...description.api import Api
from ...description.model import UNSET, Action
from ...messages import Headers, Request, Response
from ...records import replace
from ...runtime.media_types import is_json
from ...schema.references import value_at
from ..exchange import PROXIED, MockRequest, MockResponse, Rejection
from ..responding.responses import data_response, put
from .addresses import Addresses
from .copying import Caller
from .fields import Rename, forwarded_fields, is_loop, returned_fields
from .proxy import Proxy
from .upstream import Received


class Forwarder:
    """
    Forwards requests to the real API.

    Args:
        api: The description.
        proxy: The connections to the real API.
        front: Returns the origin of this server, which is known once it listens.
        aside: Makes the context in which a response of the real API is waited for.
    """

    def __init__(
        self,
        api: Api,
        proxy: Proxy,
        front: Callable[[], str],
        aside: Callable[[], AbstractContextManager[None]] = nullcontext,
    ) -> None:
        self._api = api
        self._addresses = Addresses(api, proxy.options.url)
        self._upstream = proxy.upstream
        self._front = front
        self._aside = aside
        self.base = self._addresses.base
        """The base URL of the real API."""
        self._via = proxy.name

    def forward(self, request: MockRequest, action: Action | None) -> tuple[Received, MockResponse]:
        """
        Return the response of the real API as it was received, and as it is returned to the client.

        Raises:
            Rejection: The request cannot be forwarded, or there is no response.
        """
        address = self._addresses.of(request, action)
        fields = Headers(self._fields(request))
        sent = Request(request.method, address.url, fields, request.body or None, action.name if action else "")
        received = self._send(sent, as_it_comes=action is not None and bool(action.stream))
        return received, self._returned(request, action, received)

    def caller(self, request: MockRequest) -> Caller:
        """
        Return a transport of requests to the real API with the credentials of this one.

        Raises:
            Rejection: The request has come through this server before.
        """
        return Caller(self._api, self._addresses.origin, request, tuple(self._fields(request)), self._delivered)

    def with_link(self, response: MockResponse, request: MockRequest, action: Action, value: Any) -> MockResponse:
        """
        Return a response whose URL of the next page, if that is in its body, leads here and not to the real API.

        Args:
            response: The response.
            request: The request.
            action: Its action.
            value: The value of the response.
        """
        pointer = str(action.paginate.get("next", ""))
        if action.paginate.get("style") != "link" or not pointer.startswith("/") or not is_json(response.media):
            return response
        link = value_at(value, pointer) if value is not UNSET else None
        renamed = self._renaming(request, action)(link) if isinstance(link, str) else link
        if renamed == link:
            return response
        return replace(response, body=data_response(200, put(deepcopy(value), pointer, renamed), "").body)

    def _fields(self, request: MockRequest) -> list[tuple[str, str]]:
        if is_loop(request, self._via):
            message = "this request has come through this mock server before: its proxy option leads to itself"
            raise Rejection(508, message)
        return forwarded_fields(request, self._via, self._front())

    def _delivered(self, request: Request) -> Response:
        received = self._send(request)
        if received.stream is not None:
            received.stream.close()
            raise Rejection(502, f"a response of the real API at {self._addresses.label} is too large to be copied")
        return received.response

    def _send(self, request: Request, *, as_it_comes: bool = False) -> Received:
        with self._aside():
            return self._upstream.send(request, as_it_comes=as_it_comes)

    def _returned(self, request: MockRequest, action: Action | None, received: Received) -> MockResponse:
        response, renaming = received.response, self._renaming(request, action)
        is_head = request.method == "HEAD"
        fields = returned_fields(response, renaming, is_encrypted=self._front().startswith("https:"), is_head=is_head)
        via = ("Via", ", ".join(filter(None, (response.headers.get("Via"), f"1.1 {self._via}"))))
        media = response.headers.get("Content-Type", "")
        stream = received.stream or ()
        return MockResponse(response.status, response.body, media, (*fields, via), stream, origin=PROXIED)

    def _renaming(self, request: MockRequest, action: Action | None) -> Rename:
        address = self._addresses.of(request, action)
        scheme, _, host = self._front().partition("://")
        front = f"{scheme}://{request.headers.get('Host', host)}"
        return lambda url: self._addresses.local(url, address, front)
