"""Pages for a browser that a mock server has besides the API."""

from __future__ import annotations

from collections.abc import Mapping

from ..exchange import MockRequest, MockResponse

Files = Mapping[str, tuple[str, bytes, tuple[tuple[str, str], ...]]]
"""Path → media type, content, and further headers."""


def page(files: Files, request: MockRequest) -> MockResponse | None:
    """Return the file that a request is for; a redirect if its path lacks the slash at its end; None if it is none."""
    if request.method not in ("GET", "HEAD"):
        return None
    if request.path in files:
        return MockResponse(200, files[request.path][1], files[request.path][0], files[request.path][2])
    return first_page(files) if f"{request.path}/" == next(iter(files), "") else None


def first_page(files: Files) -> MockResponse:
    """Return the redirect to the first file."""
    return MockResponse(307, headers=(("Location", next(iter(files))),))
