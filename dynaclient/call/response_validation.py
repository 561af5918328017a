"""Validate responses against the description: their media types, whether they have a body, and their values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..description.model import Action
from ..errors import BadResponse, warn_caller
from ..messages import Response
from ..runtime.media_types import is_json, without_parameters
from ..schema.validation import Schema
from ..schema.violations import MAX_SECONDS, Violation
from .problems import difference
from .response import Clean, declared_type, has_body, is_shallow, unchanged

MAX_DIFFERENCES = 5
"""How many differences of a response from its description are reported."""
MAX_PIECE_SECONDS = 0.2
"""How long a piece of a stream may be validated: the event loop does nothing else until then."""
_DIFFERS = "differs from its description"


class ResponseValidator:
    """
    Validates responses against the description, and warns of each action once or raises.

    Args:
        mode: ``raise``, ``warn`` or ``off``: what happens if a response differs from its description.
        reported: The names of what has been reported; all clients derived from one share it.
        clean: Removes the secrets of the call from what is reported.
    """

    def __init__(self, mode: str, reported: set[str], clean: Clean = unchanged) -> None:
        self.mode = mode
        self.reported = reported
        self.clean = clean

    def with_clean(self, clean: Clean) -> ResponseValidator:
        """Return one with the same mode for another call, that shares what was reported."""
        return ResponseValidator(self.mode, self.reported, clean)

    def schema_to_explain(self, action: Action, response: Response, data: Any, attempts: int = 1) -> Schema | None:
        """
        Return the schema that the value of a call has to be validated against; None if it is valid, or never is.

        A media type that is not declared, and a body that is missing, are reported.
        """
        if self.is_silent(action.name) or not has_body(action, response):
            return None
        described = action.response_for(response.status)
        content = described.content if described is not None else {}
        problem = label_problem(response, content, self.clean) if response.body else ""
        schema = schema_for(response, content)
        if not response.body and data is None and schema is not None and not schema.is_valid(None):
            problem = f"it is empty, expected {next(iter(content))}"
        if problem:
            text = f"{_DIFFERS}: {problem}"
            self.report(action, action.name, subject_of(response), text, response, data, attempts)
        is_explained = not problem and response.body and schema is not None and not isinstance(data, bytes)
        return schema if is_explained and schema is not None and not schema.is_quickly_valid(data) else None

    def validate_item(self, action: Action, response: Response, data: Any) -> None:
        """Validate one of the values of a stream against the schema of its status."""
        described = action.response_for(response.status)
        schema = described.schema if described else None
        if schema is None or self.is_silent(action.name) or schema.is_quickly_valid(data):
            return
        text = describe_differences(schema, data, MAX_PIECE_SECONDS)
        self.report(action, action.name, subject_of(response), text, response, data)

    def is_silent(self, key: str) -> bool:
        """Return whether nothing would be reported: the mode is ``off``, or the same has been warned of."""
        return self.mode == "off" or (self.mode == "warn" and key in self.reported)

    def report(  # noqa: PLR0917 - what is reported, and of which response
        self,
        action: Action,
        key: str,
        subject: str,
        text: str,
        response: Response,
        data: Any,
        attempts: int = 1,
    ) -> None:
        """Raise, or warn of, a difference if it is described; `key` is what is reported once."""
        if not text:
            return
        message = self.clean(f"{subject} {text}")
        self.reported.add(key)
        if self.mode == "warn":
            warn_caller(f"{action.name}: {message}", _CODE)
            return
        error = BadResponse(message, action.name, attempts, code=_CODE)
        error.with_response(self.clean(response), may_be_processed=not action.idempotent)
        error.body = self.clean(data if is_shallow(data) else response.body)
        raise error


_CODE = "response-differs"


def describe_differences(schema: Schema, data: Any, seconds: float) -> str:
    """Return how a value differs from its schema, as far as is found within some seconds; empty if it does not."""
    try:
        violations = schema.find_violations(data, seconds=min(seconds, MAX_SECONDS), most=MAX_DIFFERENCES)
    except RecursionError:
        return "is nested too deeply to be validated"
    if violations and violations[0].rule == "time":
        return violations[0].message
    listed = "; ".join(f"{_place(violation) or 'its data'}: {difference(violation)}" for violation in violations)
    return f"{_DIFFERS}: {listed}" if listed else ""


def _place(violation: Violation) -> str:
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in violation.path)
    return "".join(steps).removeprefix(".")


def subject_of(response: Response) -> str:
    """Return what a response is called in a message."""
    return f"the response ({response.status})"


def label_problem(response: Response, content: Mapping[str, Schema], clean: Clean = unchanged) -> str:
    """Return what is wrong with the media type of a response; empty if it is declared, or missing."""
    media = response.headers.get("Content-Type", "")
    is_declared = declared_type(media, content) is not None or (is_json(media) and any(map(is_json, content)))
    if not (content and media) or is_declared:
        return ""
    return f"its media type is {without_parameters(clean(media))[:80]}, expected {' or '.join(list(content)[:3])}"


def schema_for(response: Response, content: Mapping[str, Schema]) -> Schema | None:
    """Return the schema of a body: that of its media type, or else the first one."""
    declared = declared_type(response.headers.get("Content-Type", ""), content)
    return content[declared] if declared is not None else next(iter(content.values()), None)
