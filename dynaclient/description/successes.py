"""Which of the responses of an action are successes: the one rule for types, help, streams and the mock server."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

Response = TypeVar("Response")


def successful(responses: Mapping[str, Response]) -> list[Response]:
    """
    Return the successful responses of an action.

    Beside a success, ``default`` describes the errors; it is the successful response only if no other is described.

    Args:
        responses: The responses by status, such as ``"200"``, ``"2XX"`` or ``"default"``.
    """
    found = [response for status, response in responses.items() if status.startswith("2")]
    return found or [response for status, response in responses.items() if status == "default"]
