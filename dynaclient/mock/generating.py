"""Responses that are made from the description alone: examples, else generated values."""

from __future__ import annotations

from itertools import chain

from ..description.model import ResponseDescription
from ..schema.samples import NoSample, sample, samples
from ..schema.validation import Schema
from ..schema.xml_values import InvalidXML
from .exchange import MockResponse
from .responding.named_examples import first_valid, response_with
from .responding.responses import data_response
from .responding.streams import stream_response
from .responding.success import data_media, success
from .state.plans import Plan


def generate_response(plan: Plan) -> MockResponse:
    """Return the response of an action that stores nothing: an example, or a generated one."""
    _, response = success(plan.action)
    if response is None or plan.status in (204, 205):
        return MockResponse(plan.status if response else 204)
    if response.stream:
        return stream_response(plan.status, response, _media(next(iter(response.content), "application/octet-stream")))
    if plan.schema is not None:
        return _sample_response(plan, response, plan.schema)
    media, schema = next(iter(response.content.items()), ("", None))
    for value in first_valid(response, media, None):
        return response_with(plan.status, _media(media), value)
    return MockResponse(plan.status, _plain(media, schema), _media(media)) if schema else MockResponse(plan.status)


def _sample_response(plan: Plan, response: ResponseDescription, schema: Schema) -> MockResponse:
    """Return the response with the first valid example, or else sample, that its media type can represent."""
    failure: Exception = NoSample(schema.pointer)
    for value in chain(first_valid(response, data_media(response), schema), samples(schema)):
        try:
            return data_response(plan.status, value, plan.media, schema)
        except InvalidXML as error:
            failure = error
    raise failure


def _plain(media: str, schema: Schema) -> bytes:
    value = sample(schema) if "string" in schema.types and not schema.has_files else "mock"
    return str(value).encode() if media.startswith("text/") else b"mock"


def _media(media: str) -> str:
    """Return a media type that can be sent, in place of a range."""
    return (
        media.replace("*/*", "application/octet-stream").replace("text/*", "text/plain").replace("/*", "/octet-stream")
    )
