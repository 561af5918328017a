"""The named examples of responses: the first valid one is sent, or the one that a request prefers (RFC 7240)."""

from __future__ import annotations

import re
from typing import Any

from ...description.model import Action, ResponseDescription
from ...description.named_examples import Example, examples_of
from ...errors import close_matches, did_you_mean
from ...runtime.media_types import is_json, is_xml, without_parameters
from ...schema.validation import Schema
from ...schema.xml_values import InvalidXML, read_xml
from ...strings.expressions import expression
from ..exchange import MockRequest, MockResponse, Rejection
from .responses import data_response
from .success import success

_PREFERENCE = expression(r'(?:^|[,;])\s*example\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,;"]+))', re.IGNORECASE)


def first_valid(response: ResponseDescription, media: str, schema: Schema | None) -> list[Any]:
    """Return the value of the first example of a media type that is valid, as a list; an empty one if there is none."""
    for example in examples_of(response.examples, response.content, media):
        for value in _values(example.value, media, schema):
            if schema is None or schema.is_valid(value):
                return [value]
    return []


def _values(value: Any, media: str, schema: Schema | None) -> list[Any]:
    """Return the value of an example as a list; one that is written as XML is read, and none if it is not XML."""
    if schema is None or not is_xml(media) or not isinstance(value, str):
        return [value]
    try:
        return [read_xml(value, schema.view)]
    except InvalidXML:
        return []


def preferred_response(action: Action, request: MockRequest) -> MockResponse | None:
    """
    Return the response with the example that a request prefers: ``Prefer: example=NAME``; None if it prefers none.

    It need not be valid. Where an action has examples, but not this one, the request is rejected.
    """
    preference = _PREFERENCE.search(request.headers.get("Prefer", ""))
    if preference is None:
        return None
    name = preference[2] if preference[1] is None else re.sub(r"\\(.)", r"\1", preference[1])
    chosen, described = success(action)
    ordered = sorted(action.responses.values(), key=lambda response: response is not described)
    names: list[str] = []
    for response in ordered:
        for example in response.examples:
            if example.name == name:
                return _response(chosen if response is described else _status(response.status), response, example)
            names.append(example.name)
    if not names:
        return None
    hint = did_you_mean(close_matches(name, names)) or f"one of: {', '.join(dict.fromkeys(names))}"
    raise Rejection(400, f"{action.name} has no example {name!r:.100}: {hint}")


def _status(status: str) -> int:
    return 500 if status == "default" else int(status.replace("X", "0"))


def _response(status: int, response: ResponseDescription, example: Example) -> MockResponse:
    media = example.media or next(iter(response.content), "application/json")
    return response_with(status, media, example.value, response.content.get(media))


def response_with(status: int, media: str, value: Any, schema: Schema | None = None) -> MockResponse:
    """Return a response whose body is an example."""
    if is_json(media) or not isinstance(value, str):
        return data_response(status, value, without_parameters(media), schema)
    return MockResponse(status, value.encode("utf-8", "replace"), media)
