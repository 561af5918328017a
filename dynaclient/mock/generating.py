"""Responses that are made from the description alone: examples, else generated values."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from typing import Any

from ..description.model import ResponseDescription
from ..records import replace
from ..runtime.media_types import without_parameters
from ..schema.samples import NoSample, declared_samples, generated_samples, sample, varied_sample
from ..schema.validation import Schema
from ..schema.xml_values import InvalidXML
from .exchange import EXAMPLE, GENERATED, MockResponse
from .responding.named_examples import first_valid, response_with
from .responding.responses import data_response
from .responding.streams import stream_response
from .responding.success import data_media
from .state.plans import Plan

_WITHOUT_BODY = (204, 205, 304)


def generate_response(plan: Plan) -> MockResponse:
    """Return the response of an action that stores nothing: an example, or a generated one."""
    response = plan.action.response_for(plan.status)
    if response is None:
        return MockResponse(204, origin=GENERATED)
    return example_response(plan.status, response) or generated_response(plan.status, response)


def example_response(status: int, response: ResponseDescription) -> MockResponse | None:
    """Return the response with its first valid example; None if it has none, or has its content in a stream."""
    if status in _WITHOUT_BODY or response.stream:
        return None
    media = data_media(response)
    if media:
        schema = response.content[media]
        with suppress(InvalidXML, NoSample):
            values = [*first_valid(response, media, schema), *declared_samples(schema)]
            return _first_writable(status, values, media, schema, EXAMPLE)
        return None
    media = next(iter(response.content), "")
    return next((response_with(status, _sendable(media), value) for value in first_valid(response, media, None)), None)


def generated_response(status: int, response: ResponseDescription, seed: int = 0) -> MockResponse:
    """
    Return the response with generated values.

    Args:
        status: The status.
        response: What the description has about it.
        seed: Another number makes other values; 0 simple ones.
    """
    if status in _WITHOUT_BODY or not (response.content or response.stream):
        return MockResponse(status, origin=GENERATED)
    generate = partial(varied_sample, seed=seed) if seed else sample
    first, schema = next(iter(response.content.items()), ("application/octet-stream", None))
    if response.stream:
        return replace(stream_response(status, response, _sendable(first), generate), origin=GENERATED)
    media = data_media(response)
    if media:
        schema = response.content[media]
        return _first_writable(status, generated_samples(schema, seed=seed), media, schema, GENERATED)
    content = _plain(first, schema, generate) if schema is not None else b""
    return MockResponse(status, content, _sendable(first), origin=GENERATED)


def _first_writable(status: int, values: Iterable[Any], media: str, schema: Schema, origin: str) -> MockResponse:
    """Return the response with the first of these values that its media type can represent."""
    failure: Exception = NoSample(schema.pointer)
    for value in values:
        try:
            return replace(data_response(status, value, without_parameters(media), schema), origin=origin)
        except InvalidXML as error:
            failure = error
    raise failure


def _plain(media: str, schema: Schema, generate: Callable[[Schema], Any]) -> bytes:
    value = generate(schema) if "string" in schema.types and not schema.has_files else "mock"
    return str(value).encode() if media.startswith("text/") else b"mock"


def _sendable(media: str) -> str:
    """Return a media type that can be sent, in place of a range."""
    return (
        media.replace("*/*", "application/octet-stream").replace("text/*", "text/plain").replace("/*", "/octet-stream")
    )
