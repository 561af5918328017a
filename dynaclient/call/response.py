"""Read a response: its body becomes the value of the call, or an error with what the API reported."""

from __future__ import annotations

import codecs
import json
import math
from collections.abc import Callable, Iterable
from itertools import chain
from typing import Any

from ..description.api import Api
from ..description.model import Action, ResponseDescription
from ..description.successes import successful
from ..errors import ApiError, BadResponse, api_error_for
from ..messages import Response
from ..redaction import CutOff
from ..runtime.media_types import (
    KNOWN_CHARSETS,
    charset_of,
    is_html,
    is_json,
    is_xml,
    stream_advice,
    without_parameters,
)
from ..schema.plain_data import MAX_DEPTH
from ..schema.validation import Schema

BODILESS_STATUSES = (204, 205)
"""The statuses of success whose responses have no body."""
_BODILESS = frozenset(map(str, BODILESS_STATUSES))
MAX_EXPECTED = 3
"""Declared successes that a message lists."""

Clean = Callable[[Any], Any]
"""Returns plain data, a string, bytes, headers or a response with the secrets of a call redacted."""


def unchanged(value: Any) -> Any:
    """Return the value: a call without secrets."""
    return value.data if isinstance(value, CutOff) else value


# --- JSON ------------------------------------------------------------------------------------------------------------


class InvalidJSON(ValueError):
    """
    Text that is not JSON, though lenient decoders may accept it. The message is the reason.

    Args:
        reason: Why it is not.
        position: The character at which it is not, from 0; None if that is not known. The reason has it at its end.
    """

    def __init__(self, reason: str, position: int | None = None) -> None:
        super().__init__(reason)
        self.position = position

    def located(self, text: str) -> str:
        """Return the reason with the line and the column, both from 1, of the position in the text."""
        if self.position is None:
            return str(self)
        line = text.count("\n", 0, self.position) + 1
        column = self.position - text.rfind("\n", 0, self.position)
        return f"{str(self).rpartition(' at character ')[0]} at line {line}, column {column}"


def parse_json(body: bytes) -> Any:
    """
    Return the value of a JSON text (RFC 8259): strict UTF-8, with or without a byte order mark; integers are exact.

    Raises:
        InvalidJSON: The text is not JSON, has the same name twice in an object, a number that is NaN or too large for a
            float, or is nested too deeply.
    """
    position = None
    try:
        # Remove the byte order mark by hand: the codec "utf-8-sig" is slower.
        text = body.removeprefix(codecs.BOM_UTF8).decode("utf-8")
        if text[:1] in ("{", "["):  # without space before it, in fewer steps than `decode` takes
            value, end = _DECODER.raw_decode(text)
            if end == len(text) or not text[end:].strip(" \t\r\n"):
                return value
        return _DECODER.decode(text)
    except RecursionError:
        reason = "it is nested too deeply"
    except UnicodeDecodeError as error:
        reason = f"it is not UTF-8 at byte {error.start}"
    except json.JSONDecodeError as error:
        reason, position = f"{error.msg} at character {error.pos}", error.pos
    except InvalidJSON as error:
        reason = str(error)
    except ValueError:
        reason = "a number has too many digits"
    raise InvalidJSON(reason, position)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise InvalidJSON("an object has the same name twice")
    return members


def _constant(name: str) -> Any:
    raise InvalidJSON(f"{name} is not a JSON value")


def _float(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise InvalidJSON(f"the number {digits[:40]} is too large")
    return number


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_constant, parse_float=_float)


def _parse_body(media: str, body: bytes) -> Any:
    """Return the JSON value of a body; in another encoding than UTF-8 if its media type or its first bytes say so."""
    try:
        return parse_json(body)
    except InvalidJSON as error:
        reason = str(error)
    # RFC 8259 allows UTF-8 alone, but the RFCs before it allowed more, and some servers still send it.
    declared = charset_of(media)
    is_other = KNOWN_CHARSETS.fullmatch(declared) and declared not in ("utf-8", "utf8")
    charset = declared if is_other else json.detect_encoding(body)
    try:
        return parse_json(body.decode(charset).encode())
    except (UnicodeError, LookupError, InvalidJSON):
        pass
    raise InvalidJSON(reason)


# --- values ----------------------------------------------------------------------------------------------------------


def read_value(action: Action, response: Response, attempts: int, clean: Clean) -> Any:
    """
    Return the value of a response with a status of 2xx; None if it is empty.

    JSON becomes plain data, ``text/*`` a string, anything else bytes. The body is JSON if the response or its
    description declares that, and it is: the result of a call is not lost because of a wrong label.

    Args:
        action: The action that was called.
        response: Its response.
        attempts: How many times the request was sent.
        clean: Removes the secrets of the call from what an error has of the response.

    Raises:
        BadResponse: The body is not of the type that its ``Content-Type``, or the description, declares; or it is a
            page of a proxy or a login in place of a success.
    """
    if response.status in BODILESS_STATUSES or action.method == "HEAD":
        return None
    expected = _expected_of_page(action, response) if is_html(response.headers.get("Content-Type", "")) else ""
    if expected:
        problem = _other_type(response, expected)
        raise _bad_response(action, response, problem, attempts=attempts, clean=clean)
    try:
        return _value(action, response)
    except InvalidJSON as error:
        problem = _problem_of(error, response)
    raise _bad_response(action, response, problem, attempts=attempts, clean=clean)


def _expected_of_page(action: Action, response: Response) -> str:
    """
    Return what is declared in place of a page with an undeclared status of success; empty if it may be the result.

    Logins of networks and proxies respond with a page and a status of their own, and the API has done nothing. It may
    be the result if a success is declared whose media type is open, or HTML. JSON with the label of a page is not one.
    """
    declared = successful(action.responses)
    described = action.response_for(response.status)
    if described in declared or (described is not None and described.media_types):
        return ""
    media = response.headers.get("Content-Type", "")
    without_content = [not one.media_types and one.status not in _BODILESS for one in declared]
    may_be = any(without_content) or any(_may_be_page(media, one.media_types) for one in declared)
    is_page = response.body.removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"<")
    return "" if may_be or not is_page else " or ".join(map(_success, declared[:MAX_EXPECTED]))


def _may_be_page(media: str, content: Iterable[str]) -> bool:
    return declared_type(media, content) is not None or any(map(is_html, content))


def _success(described: ResponseDescription) -> str:
    """Return what a success is declared to be: ``201 with application/json``."""
    return f"{described.status} with {next(iter(described.media_types), 'no body')}"


def is_shallow(value: Any) -> bool:
    """Return whether a JSON value can be redacted, pickled and copied: nested no deeper than `MAX_DEPTH`."""
    level = [value] if isinstance(value, (dict, list)) else []
    for _ in range(MAX_DEPTH):
        children = chain.from_iterable(parent.values() if isinstance(parent, dict) else parent for parent in level)
        level = [child for child in children if isinstance(child, (dict, list))]
    return not level


def has_body(action: Action, response: Response) -> bool:
    """Return whether the status and the method allow a response to have a body."""
    return response.status not in BODILESS_STATUSES and action.method != "HEAD"


def _value(action: Action, response: Response) -> Any:
    """Return the value of a body; `InvalidJSON` if it is not the JSON that was declared."""
    media, body = response.headers.get("Content-Type", ""), response.body
    reason = ""
    if body and is_json(media):
        try:
            return _parse_body(media, body)
        except InvalidJSON as error:
            reason = str(error)
    described = action.response_for(response.status)
    if body and described is not None and is_xml(media) and (schema := _xml_schema(described, media)) is not None:
        return _read_xml(body, schema, media)
    declared = described.media_types if described is not None else ()
    expects_json = any(map(is_json, declared))
    if not (is_json(media) or (expects_json and declared_type(media, declared) is None)):
        return _decode(media, body) if body or media else None
    if not body:
        return None
    if not reason:
        try:
            return _parse_body(media, body)
        except InvalidJSON as error:
            reason = str(error)
    if declared and not expects_json:
        return _decode(declared[0], body)
    raise InvalidJSON(reason)


def _xml_schema(described: ResponseDescription, media: str) -> Schema | None:
    """Return the schema of an XML response, if it describes more than a string: then the body is read by it."""
    declared = declared_type(media, described.media_types)
    schema = described.content.get(declared) if declared is not None else None
    return schema if schema is not None and schema.is_structured else None


class _NotXML(InvalidJSON):
    """A body that is not the XML that was declared."""


def _read_xml(body: bytes, schema: Schema, media: str) -> Any:
    from ..schema.xml_values import InvalidXML, read_xml  # which few calls need

    try:
        return read_xml(body, schema.view, charset_of(media))
    except InvalidXML as error:
        reason = error.reason
    raise _NotXML(reason)


def declared_type(media: str, content: Iterable[str]) -> str | None:
    """Return which of the declared media types, or ranges such as ``text/*``, a media type is; None if it is none."""
    plain = without_parameters(media)
    ranges = (plain, f"{plain.partition('/')[0]}/*", "*/*") if plain else ()
    return next((declared for declared in content if without_parameters(declared) in ranges), None)


def _decode(media: str, body: bytes) -> Any:
    """Return a body that is not JSON: a string if its media type is ``text/*``, else bytes."""
    if not without_parameters(media).startswith("text/"):
        return body
    declared = charset_of(media)
    charset = declared if KNOWN_CHARSETS.fullmatch(declared) else "utf-8"
    try:
        return body.decode(charset)
    except (UnicodeError, LookupError):
        return body.decode("utf-8", "replace")


# --- errors ----------------------------------------------------------------------------------------------------------


def _problem_of(error: InvalidJSON, response: Response) -> str:
    """Return what a body is that is neither the JSON nor the XML which was declared."""
    if isinstance(error, _NotXML):
        return f"not valid XML: {error}"
    media = response.headers.get("Content-Type", "")
    return f"not valid JSON: {error}" if is_json(media) or not media else _other_type(response, "JSON")


def _other_type(response: Response, expected: str) -> str:
    media = response.headers.get("Content-Type", "")
    return f"{without_parameters(media)}, expected {expected}{stream_advice(media)}"


def _bad_response(action: Action, response: Response, problem: str, *, attempts: int, clean: Clean) -> BadResponse:
    """Return the error of a body that is not what was declared; `problem` is what it is."""
    response = clean(response)
    media = response.headers.get("Content-Type", "")
    message = f"the response ({response.status}) is {clean(problem)}"
    if not _secret_schemas(action, response):  # a body that cannot be parsed cannot be redacted by its schema
        from .error_bodies import describe_body

        message += f"; {describe_body(response.body, media)}"
    error = BadResponse(clean(message), action.name, attempts, code="response-unreadable")
    return error.with_response(response, may_be_processed=not action.idempotent)


def api_error(
    api: Api, action: Action, response: Response, *, url: str, attempts: int, hint: str, clean: Clean
) -> ApiError:
    """Return the error of a response whose status is not 2xx, to a request to this URL."""
    from .error_bodies import report_of  # which calls that succeed do not need
    from .error_text import details_of, notes_of, reason_of
    from .intermediaries import intermediary_of

    status, headers = response.status, clean(response.headers)
    body = _error_body(action, response)
    body = clean(body if response.complete else CutOff(body))
    for schema in _secret_schemas(action, response):
        body = schema.redact_secrets(body)
    report = report_of(body, api.errors, headers.get("Content-Type", ""))
    reason = reason_of(status, clean(response.reason))
    notes = notes_of(headers, report.message, attempts, clean(response.problem))
    other = intermediary_of(response, url)
    error = api_error_for(status)(
        action.name, status, type=report.type, message=report.message, body=body, headers=headers, attempts=attempts,
        reason=reason, details=details_of(status, reason, report, notes), hint=other.hint if other else hint,
    )  # fmt: skip
    if other is not None:
        error.code = other.code
    return error


def _error_in_xml(action: Action, response: Response, media: str) -> Any:
    """Return the body of an error: its value if it is described, else a string or bytes."""
    described = action.response_for(response.status)
    schema = None if described is None else _xml_schema(described, media)
    if schema is not None:
        try:
            value = _read_xml(response.body, schema, media)
        except InvalidJSON:
            pass
        else:
            return value if is_shallow(value) else _decode(media, response.body)
    return _decode(media, response.body)


def _error_body(action: Action, response: Response) -> Any:
    """Return the body of an error: JSON if it is, whatever its label, else a string or bytes; None if it is empty."""
    media, body = response.headers.get("Content-Type", ""), response.body
    if not body:
        return None
    if is_xml(media):
        return _error_in_xml(action, response, media)
    if is_json(media) or not media or body.lstrip()[:1] in (b"{", b"["):
        try:
            value = _parse_body(media, body)
        except InvalidJSON:
            pass
        else:
            return value if is_shallow(value) else body.decode("utf-8", "replace")
    return body.decode("utf-8", "replace") if is_json(media) or not media else _decode(media, body)


def _secret_schemas(action: Action, response: Response) -> list[Schema]:
    """Return the schemas of the body of a response that mark something in it secret."""
    described = action.response_for(response.status)
    schemas = described.content.values() if described is not None else ()
    return [schema for schema in schemas if schema.has_secrets]
