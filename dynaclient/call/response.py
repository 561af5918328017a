"""Read a response: its body becomes the value of the call, or an error with what the API reported."""

from __future__ import annotations

import codecs
import json
import math
import re
from collections.abc import Iterable
from typing import Any

from ..description.api import Api
from ..description.media_types import is_json
from ..description.model import Action, ResponseDescription
from ..errors import BadResponse, api_error_for, warn_caller
from ..messages import Response
from ..schema.references import parse_pointer, resolve_pointer
from ..schema.violations import Violation

_CHARSETS = re.compile(r"utf-?(8|16|32)|us-ascii|latin-?1|(iso-8859|windows-125|euc|gb|big5|shift_jis)[0-9a-z-]*")
"""Charsets that are accepted. Python has many more codecs, and not all of them are harmless."""
MAX_EXCERPT = 200
"""Characters of an unusable body that an error shows."""

_TITLE = re.compile(r"<title>([^<]+)</title>", re.IGNORECASE)
_CONTROLS_TO_SPACES = dict.fromkeys((*range(32), *range(127, 160)), " ")


# --- JSON ------------------------------------------------------------------------------------------------------------


class InvalidJSON(ValueError):
    """Text that is not JSON, though lenient decoders may accept it. The message is the reason."""


def parse_json(body: bytes) -> Any:
    """
    Return the value of a JSON text (RFC 8259): strict UTF-8, with or without a byte order mark; integers are exact.

    Raises:
        InvalidJSON: The text is not JSON, has the same name twice in an object, a number that is NaN or too large for a
            float, or is nested too deeply.
    """
    try:
        # Remove the byte order mark by hand: the codec "utf-8-sig" is slower.
        return _DECODER.decode(body.removeprefix(codecs.BOM_UTF8).decode("utf-8"))
    except RecursionError:
        reason = "it is nested too deeply"
    except UnicodeDecodeError as error:
        reason = f"it is not UTF-8 at byte {error.start}"
    except json.JSONDecodeError as error:
        reason = f"{error.msg} at character {error.pos}"
    except InvalidJSON as error:
        reason = str(error)
    except ValueError:
        reason = "a number has too many digits"
    raise InvalidJSON(reason)


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


# --- values ----------------------------------------------------------------------------------------------------------


def read_response(api: Api, action: Action, response: Response, *, attempts: int = 1, hint: str = "") -> Any:
    """
    Return the value of a call: JSON as plain data, ``text/*`` as a string, anything else as bytes; None if it is empty.

    Raises:
        ApiError: The status is not 2xx.
        BadResponse: The body is not of the type that its ``Content-Type``, or the description, declares.
    """
    if not 200 <= response.status < 300:
        raise _api_error(api, action, response, attempts=attempts, hint=hint)
    if response.status in (204, 205) or action.method == "HEAD":
        return None
    described = action.response_for(response.status)
    return _value(action, response, described, attempts)


def _value(action: Action, response: Response, described: ResponseDescription | None, attempts: int) -> Any:
    media = response.headers.get("Content-Type", "")
    expects_json = described is not None and any(is_json(declared) for declared in described.content)
    if not response.body and not (is_json(media) or expects_json):
        return None if not media else _decode(media, response.body)
    if is_json(media) or (expects_json and not media):
        try:
            return parse_json(response.body)
        except InvalidJSON as error:
            problem = f"not valid JSON: {error}" if response.body else "empty, expected JSON"
    elif expects_json and described is not None and _plain_media(media) not in map(_plain_media, described.content):
        problem = f"{_plain_media(media) or 'without a media type'}, expected JSON"
    else:
        return _decode(media, response.body)
    excerpt = f"; it begins {_excerpt(response.body)!r}" if response.body else ""
    raise BadResponse(f"the response ({response.status}) is {problem}{excerpt}", action.name, attempts)


def _plain_media(media: str) -> str:
    return media.split(";", 1)[0].strip().lower()


def _decode(media: str, body: bytes) -> Any:
    """Return a body that is not JSON: a string if its media type is ``text/*``, else bytes."""
    if not _plain_media(media).startswith("text/"):
        return body
    options = media.split(";")[1:]
    declared = next((option.strip()[8:].strip('"') for option in options if "charset=" in option.lower()), "").lower()
    charset = declared if _CHARSETS.fullmatch(declared) else "utf-8"
    try:
        return body.decode(charset)
    except (UnicodeError, LookupError):
        return body.decode("utf-8", "replace")


def _excerpt(body: bytes) -> str:
    text = body[: 4 * MAX_EXCERPT].decode("utf-8", "replace").translate(_CONTROLS_TO_SPACES)
    return " ".join(text.split())[:MAX_EXCERPT]


# --- errors ----------------------------------------------------------------------------------------------------------


def _api_error(api: Api, action: Action, response: Response, *, attempts: int, hint: str) -> Exception:
    """Return the error of a response whose status is not 2xx."""
    body = _error_body(response)
    details = {key: _detail(body, pointer) for key, pointer in api.errors.items()}
    message = details.get("message")
    if message is None and isinstance(body, str):
        message = _title(body) or _excerpt(response.body)
    return api_error_for(response.status)(
        action.name, response.status, type=details.get("type"), message=message, body=body,
        headers=response.headers, attempts=attempts, hint=hint,
    )  # fmt: skip


def _error_body(response: Response) -> Any:
    media = response.headers.get("Content-Type", "")
    if not response.body:
        return None
    if is_json(media) or not media:
        try:
            return parse_json(response.body)
        except InvalidJSON:
            return response.body.decode("utf-8", "replace")
    return _decode(media, response.body)


def _detail(body: Any, pointer: str) -> str | None:
    try:
        value = resolve_pointer(body, parse_pointer(pointer))
    except LookupError:
        return None
    return str(value).translate(_CONTROLS_TO_SPACES) if isinstance(value, (str, int, float)) else None


def _title(text: str) -> str:
    """Return the title of an HTML page; an empty string if the text is not a page, or has no title."""
    found = _TITLE.search(text, 0, 4096)
    if found is None:
        return ""
    from html import unescape

    return _excerpt(unescape(found[1]).encode("utf-8", "replace"))


# --- validation ------------------------------------------------------------------------------------------------------


class ResponseValidator:
    """
    Validates values of responses against the description, and warns of each action once or raises.

    Args:
        mode: ``raise``, ``warn`` or ``off``: what happens if a schema does not allow a value.
        reported: The names of what has been reported; all clients derived from one share it.
    """

    def __init__(self, mode: str, reported: set[str]) -> None:
        self.mode = mode
        self.reported = reported

    def validate(self, action: Action, response: Response, data: Any) -> None:
        """Validate the value of a call against the schema of its status; BadResponse if the mode is ``raise``."""
        described = action.response_for(response.status)
        schema = described.schema if described else None
        if self.mode == "off" or schema is None or data is None or isinstance(data, bytes):
            return
        if action.name in self.reported and self.mode == "warn":
            return
        if schema.is_valid(data):
            return
        self.report(action, action.name, f"the response ({response.status})", schema.find_violations(data))

    def report(self, action: Action, key: str, subject: str, violations: Iterable[Violation]) -> None:
        """Raise, or warn of, a value that its schema does not allow; `key` is what is reported once."""
        listed = "; ".join(
            f"{'/'.join(map(str, violation.path)) or 'its data'} does not satisfy {violation.rule}"
            for violation in [*violations][:5]
        )
        message = f"{subject} differs from its description: {listed}"
        self.reported.add(key)
        if self.mode == "raise":
            raise BadResponse(message, action.name)
        warn_caller(f"{action.name}: {message}")
