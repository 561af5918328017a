"""What stands in front of the API: by which names and from which pages it may be called, and files beside it."""

from __future__ import annotations

import logging

from ..records import replace
from .control.controlled import ControlledService
from .control.endpoints import Control
from .exchange import Handled, MockRequest, MockResponse
from .http.cors import Origins, is_preflight, preflight_response
from .http.files import Files, first_page, page
from .http.hosts import Hosts

MAX_REPORTED = 32
"""How many origins are reported at most: a request may have any."""

log = logging.getLogger("dynaclient.mock")


class Front:
    """
    Responds to each request: itself, or with what the service makes of it.

    Args:
        controlled: The API, and what tests look at and change.
        control: What is below ``/__mock/``.
        origins: The pages that may read responses.
        hosts: The names by which the server may be reached.
        files: Pages for a browser.
    """

    def __init__(
        self,
        controlled: ControlledService,
        control: Control,
        origins: Origins,
        hosts: Hosts,
        files: Files | None = None,
    ) -> None:
        self._controlled = controlled
        self._control = control
        self._origins = origins
        self._hosts = hosts
        self._files = files or {}
        self._reported: set[str] = set()

    def respond(self, request: MockRequest) -> MockResponse:
        """Return the response to a request, whatever the request is."""
        return self._marked(request, self._handled(request))

    def refuse(self, status: int, reason: str, request: MockRequest | None) -> MockResponse:
        """Return the response to a request that is refused before it is known what it is for, and record it."""
        if request is None:
            return self._controlled.refuse(status, reason)
        return self._marked(request, self._controlled.refused(status, reason, request))

    def _marked(self, request: MockRequest, handled: Handled) -> MockResponse:
        response = handled.response
        headers = (*response.headers, *marks(response))
        headers = (*headers, *self._origins.fields(request, headers))
        is_shown = response.is_logged and log.isEnabledFor(logging.INFO)
        target = self._controlled.service.shown_target(request, handled.action) if is_shown else ""
        self._report(request.headers.get("Origin", ""), request.headers.get("Host", ""))
        return replace(response, headers=headers, target=target)

    def _handled(self, request: MockRequest) -> Handled:
        host = request.headers.get("Host", "")
        if not self._hosts.allow(host):
            return Handled(self._controlled.refuse(421, _of_host(host)))
        if is_preflight(request):
            return Handled(self._preflight(request, request.headers["Origin"], host))
        found = page(self._files, request) if self._files else None
        if found is not None:
            return Handled(found)
        if self._control.is_for(request):
            return Handled(replace(self._control.respond(request), is_logged=False))  # the page asks each second
        handled = self._controlled.handle(request)
        if not handled.action and self._files and request.path == "/":
            return Handled(first_page(self._files))
        return handled

    def _preflight(self, request: MockRequest, origin: str, host: str) -> MockResponse:
        if self._origins.allow(origin, host):
            return preflight_response(request, self._controlled.service.methods_of(request.path))
        return self._controlled.refuse(403, _of_origin(origin))

    def _report(self, origin: str, host: str) -> None:
        """Log once that the pages of an origin cannot read what they receive: the browser does not show them why."""
        if not origin or origin in self._reported or len(self._reported) >= MAX_REPORTED:
            return
        if not self._origins.allow(origin, host):
            self._reported.add(origin)
            log.info("%s", _of_origin(origin))


def marks(response: MockResponse) -> list[tuple[str, str]]:
    """Return the headers for where the content of a response comes from, and which arguments changed nothing."""
    fields = [("X-Mock", response.origin)] if response.origin else []
    if response.ignored:
        fields.append(("X-Mock-Ignored", response.ignored_names))
    return fields


def _of_host(field: str) -> str:
    advice = (
        "call it by the URL that was printed, or start it with --allow-host and that name (allow_hosts of MockServer)"
    )
    return f"this server is not {field!r:.80}: {advice}"


def _of_origin(origin: str) -> str:
    advice = "start the server with --cors and that origin (cors of MockServer)"
    return f"pages of {origin!r:.80} may not read its responses: {advice}"
