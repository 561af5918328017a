"""The errors of an authorization server, and how its responses are written."""

from __future__ import annotations

import json
from typing import Any

from ..exchange import MockResponse

NO_STORE = (("Cache-Control", "no-store"), ("Pragma", "no-cache"))
"""The headers of each response that may have a token in it (RFC 6749, section 5.1)."""
CLIENT_CHALLENGE = ("WWW-Authenticate", 'Basic realm="mock", charset="UTF-8"')


class OAuthError(Exception):
    """Raised for a request that an endpoint refuses; `error` is a code of RFC 6749, section 5.2, or of an extension."""

    def __init__(self, error: str, description: str) -> None:
        super().__init__(description)
        self.error = error
        self.description = description


def error_response(error: OAuthError) -> MockResponse:
    """Return the response to a request that was refused (RFC 6749, section 5.2)."""
    if error.error == "invalid_client":
        return json_response(_data(error), 401, CLIENT_CHALLENGE)
    return json_response(_data(error), 400)


def _data(error: OAuthError) -> dict[str, str]:
    return {"error": error.error, "error_description": described(error)}


def described(error: OAuthError) -> str:
    """Return what a client is shown of an error: without the characters that RFC 6749 has no place for."""
    return "".join(character for character in error.description if " " <= character <= "~" and character not in '"\\')


def json_response(data: Any, status: int = 200, *headers: tuple[str, str]) -> MockResponse:
    """Return a response with JSON that nothing may store."""
    return MockResponse(status, json.dumps(data).encode(), "application/json", (*NO_STORE, *headers))
