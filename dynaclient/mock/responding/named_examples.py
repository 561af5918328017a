"""The named examples of responses: the first valid one is sent, or the one that a request prefers."""

from __future__ import annotations

from typing import Any

from ...description.model import Action, ResponseDescription
from ...description.named_examples import Example, examples_of
from ...errors import close_matches, did_you_mean
from ...records import replace
from ...runtime.media_types import is_json, is_xml, without_parameters
from ...schema.validation import Schema
from ...schema.xml_values import InvalidXML, read_xml
from ..exchange import EXAMPLE, MockResponse, Rejection
from .responses import data_response
from .success import success


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


def named_example(action: Action, name: str, only: ResponseDescription | None = None) -> MockResponse:
    """
    Return the response with the example of a name, which need not be valid.

    Args:
        action: The action.
        name: The name.
        only: The response that must have it; otherwise that of success comes first.

    Raises:
        Rejection: There is no such example.
    """
    chosen, described = success(action)
    ordered = sorted(action.responses.values(), key=lambda response: response is not described)
    names: list[str] = []
    for response in [only] if only is not None else ordered:
        for example in response.examples:
            if example.name == name:
                return _response(chosen if response is described else status_of(response.status), response, example)
            names.append(example.name)
    known = f"one of: {', '.join(dict.fromkeys(names))}" if names else "its responses have none"
    hint = did_you_mean(close_matches(name, names)) or known
    raise Rejection(400, f"{action.name} has no example {name!r:.100}: {hint}")


def status_of(status: str) -> int:
    """Return the status that stands for a key of `responses`."""
    return 500 if status == "default" else int(status.replace("X", "0"))


def _response(status: int, response: ResponseDescription, example: Example) -> MockResponse:
    media = example.media or next(iter(response.content), "application/json")
    return response_with(status, media, example.value, response.content.get(media))


def response_with(status: int, media: str, value: Any, schema: Schema | None = None) -> MockResponse:
    """Return a response whose body is an example."""
    if is_json(media) or not isinstance(value, str):
        return replace(data_response(status, value, without_parameters(media), schema), origin=EXAMPLE)
    return MockResponse(status, value.encode("utf-8", "replace"), media, origin=EXAMPLE)
