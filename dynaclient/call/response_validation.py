"""Validate responses against the description: their media types, whether they have a body, and their values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..description.media_types import is_json
from ..description.model import Action
from ..errors import BadResponse, warn_caller
from ..messages import Response
from ..schema.validation import Schema
from .response import Clean, declared_type, has_body, is_shallow, plain_media, unchanged


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

    def validate(self, action: Action, response: Response, data: Any, attempts: int = 1) -> None:
        """Validate the response and the value of a call; BadResponse if the mode is ``raise``."""
        if self.is_silent(action.name) or not has_body(action, response):
            return
        described = action.response_for(response.status)
        content = described.content if described is not None else {}
        problem = self._label_problem(response, content)
        schema = _schema_for(response, content)
        if not response.body and data is None and schema is not None and not schema.is_valid(None):
            problem = f"it is empty, expected {next(iter(content))}"
        if problem:
            self.report(action, action.name, _subject(response), [problem], response, data, attempts)
        elif response.body:
            self._validate_value(action, response, schema, data, attempts)

    def validate_item(self, action: Action, response: Response, data: Any) -> None:
        """Validate one of the values of a stream against the schema of its status."""
        described = action.response_for(response.status)
        if not self.is_silent(action.name):
            self._validate_value(action, response, described.schema if described else None, data)

    def _validate_value(
        self, action: Action, response: Response, schema: Schema | None, data: Any, attempts: int = 1
    ) -> None:
        problems = [] if schema is None or isinstance(data, bytes) else find_problems(schema, data)
        if problems:
            self.report(action, action.name, _subject(response), problems, response, data, attempts)

    def _label_problem(self, response: Response, content: Mapping[str, Schema]) -> str:
        """Return what is wrong with the media type of a response; empty if it is declared, or missing."""
        media = response.headers.get("Content-Type", "")
        is_declared = declared_type(media, content) is not None or (is_json(media) and any(map(is_json, content)))
        if not (content and media and response.body) or is_declared:
            return ""
        return f"its media type is {plain_media(self.clean(media))[:80]}, expected {' or '.join(list(content)[:3])}"

    def is_silent(self, key: str) -> bool:
        """Return whether nothing would be reported: the mode is ``off``, or the same has been warned of."""
        return self.mode == "off" or (self.mode == "warn" and key in self.reported)

    def report(  # noqa: PLR0917 - what is reported, and of which response
        self,
        action: Action,
        key: str,
        subject: str,
        problems: Iterable[str],
        response: Response,
        data: Any,
        attempts: int = 1,
    ) -> None:
        """Raise, or warn of, what differs from its description; `key` is what is reported once."""
        message = self.clean(f"{subject} differs from its description: {'; '.join(problems)}")
        self.reported.add(key)
        if self.mode == "warn":
            warn_caller(f"{action.name}: {message}")
            return
        error = BadResponse(message, action.name, attempts)
        error.with_response(self.clean(response), may_be_processed=not action.idempotent)
        error.body = self.clean(data if is_shallow(data) else response.body)
        raise error


def find_problems(schema: Schema, data: Any) -> list[str]:
    """Return the first violations, each with the path to what the schema does not allow; none if the value is valid."""
    try:
        violations = () if schema.is_valid(data) else schema.find_violations(data)
    except RecursionError:
        return ["its data is nested too deeply to be validated"]
    return [
        f"{'/'.join(map(str, violation.path)) or 'its data'} does not satisfy {violation.rule}"
        for violation in [*violations][:5]
    ]


def _subject(response: Response) -> str:
    return f"the response ({response.status})"


def _schema_for(response: Response, content: Mapping[str, Schema]) -> Schema | None:
    """Return the schema of a body: that of its media type, or else the first one."""
    declared = declared_type(response.headers.get("Content-Type", ""), content)
    return content[declared] if declared is not None else next(iter(content.values()), None)
