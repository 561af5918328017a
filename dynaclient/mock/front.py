"""What stands in front of the API: by which names it may be reached, and the pages for a browser beside it."""

from __future__ import annotations

from .exchange import MockRequest, MockResponse
from .http.files import Files, first_page, is_own_host, page
from .service import Service


class Front:
    """Responds to each request: itself, or with what the service makes of it."""

    def __init__(self, service: Service, files: Files | None = None, host: str = "") -> None:
        self._service = service
        self._files = files or {}
        self._host = host

    def respond(self, request: MockRequest) -> MockResponse:
        """Return the response to a request, whatever the request is."""
        if self._files:
            field = request.headers.get("Host", "")
            if field and not is_own_host(field, self._host):
                return self._service.refuse(421, f"this server is not {field!r:.80}: open the URL that was printed")
            found = page(self._files, request)
            if found is not None:
                return found
        handled = self._service.handle(request)
        if not handled.action and self._files and request.path == "/":
            return first_page(self._files)
        return handled.response
