"""The response that a request prefers to that of its action: the store is neither read nor changed for it."""

from __future__ import annotations

from collections.abc import Iterator

from ..description.api import Api
from ..description.model import Action, ResponseDescription
from ..records import replace
from .exchange import GENERATED, MockResponse, Rejection
from .generating import example_response, generated_response
from .http.preferences import Preferences, with_applied
from .responding.named_examples import named_example, status_of
from .responding.responses import error_response
from .state.plans import Plan


def preferred_response(api: Api, plan: Plan, preferences: Preferences, seeds: Iterator[int]) -> MockResponse | None:
    """
    Return the response that a request prefers; None if it prefers none.

    Args:
        api: The description.
        plan: The plan of its action.
        preferences: What it prefers.
        seeds: The seeds of generated values, each of which is used once.

    Raises:
        Rejection: The action has no such response, or no such example.
        NoSample: No value can be generated.
        InvalidXML: No value can be written as XML.
    """
    code, name = preferences.code, preferences.example
    status, response = _declared(plan.action, code) if code else (plan.status, plan.action.response_for(plan.status))
    applied = [("code", code)] if code else []
    if name is not None:
        found = named_example(plan.action, name, response if code else None)
        return with_applied(replace(found, status=status) if code else found, *applied, ("example", name))
    if response is None or not (code or preferences.dynamic):
        return None
    if preferences.dynamic:
        generated = generated_response(status, response, next(seeds))
        return with_applied(generated, *applied, ("dynamic", "true"))
    return with_applied(_described(api, plan.action, status, response), *applied)


def _declared(action: Action, code: str) -> tuple[int, ResponseDescription]:
    """Return the status that is preferred, and its description."""
    is_range = code.endswith("X")
    response = action.responses.get(code) if is_range else action.response_for(int(code))
    if response is None:
        declared = ", ".join(action.responses) or "none"
        raise Rejection(400, f"{action.name} has no response {code}: the description has {declared}")
    return status_of(code), response


def _described(api: Api, action: Action, status: int, response: ResponseDescription) -> MockResponse:
    """Return a response with its example, else a generated one; an error has a message in it."""
    found = example_response(status, response)
    if found is None and status >= 400:
        error = error_response(api, action, Rejection(status, f"{action.name}: {status}, as the request prefers"))
        return replace(error, origin=GENERATED)
    return found or generated_response(status, response)
