"""Read: a response becomes the value of the call, or an error that says what the API said."""

from __future__ import annotations

import codecs
import json
import math
import re
from typing import Any

from ..description.api import Api
from ..description.model import Action, ResponseDescription
from ..errors import BadResponse, api_error_for, warn_caller
from ..messages import Response
from ..schema.references import at, tokens_of
from .arguments import is_json

_CHARSETS = re.compile(r"utf-?(8|16|32)|us-ascii|latin-?1|(iso-8859|windows-125|euc|gb|big5|shift_jis)[0-9a-z-]*")
"""Charsets that texts are sent in; Python knows many more codecs, not all of which are harmless."""
SHOWN = 200
"""How many characters of an unusable answer an error shows."""

_TITLE = re.compile(r"<title>([^<]+)</title>", re.IGNORECASE)
_PRINTABLE_GAP = dict.fromkeys((*range(32), *range(127, 160)), " ")


class NotStrict(ValueError):
    """Text that many decoders take for JSON, and that is none."""


def decode(body: bytes) -> Any:
    """
    Give what a JSON text says (RFC 8259): strict UTF-8, a mark of the byte order tolerated, integers exact.

    `NotStrict` where a name stands twice in an object, where a number is none (NaN) or too large for a float, where it
    is nested too deeply, or where it is no JSON at all.
    """
    try:
        # Without its mark of the byte order; "utf-8-sig" is slower.
        return _DECODER.decode(body.removeprefix(codecs.BOM_UTF8).decode("utf-8"))
    except RecursionError:
        told = "it is nested too deeply"
    except UnicodeDecodeError as error:
        told = f"it is not UTF-8 at byte {error.start}"
    except json.JSONDecodeError as error:
        told = f"{error.msg} at character {error.pos}"
    except NotStrict as error:
        told = str(error)
    except ValueError:
        told = "a number has more digits than can be read"
    raise NotStrict(told)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise NotStrict("a name stands twice in an object")
    return made


def _constant(name: str) -> Any:
    raise NotStrict(f"{name} is no JSON value")


def _float(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise NotStrict(f"the number {digits[:40]} is too large")
    return number


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_constant, parse_float=_float)


def read(api: Api, action: Action, response: Response, *, attempts: int = 1, hint: str = "") -> Any:
    """
    Give the value of a call: JSON as plain data, ``text/*`` as text, else bytes; None where there is no content.

    Raises:
        ApiError: The status is not 2xx.
        BadResponse: The body is not what it says it is, or not what the description says it is.
    """
    if not 200 <= response.status < 300:
        raise error_of(api, action, response, attempts=attempts, hint=hint)
    if response.status in (204, 205) or action.method == "HEAD":
        return None
    described = action.response_for(response.status)
    return _value(action, response, described, attempts)


def _value(action: Action, response: Response, described: ResponseDescription | None, attempts: int) -> Any:
    media = response.headers.get("Content-Type", "")
    wants_json = described is not None and any(is_json(each) for each in described.content)
    if not response.body and not (is_json(media) or wants_json):
        return None if not media else _other(media, response.body)
    if is_json(media) or (wants_json and not media):
        try:
            return decode(response.body)
        except NotStrict as error:
            said = f"no JSON: {error}" if response.body else "empty where JSON is due"
            told = f"the answer ({response.status}) is {said}"
    elif wants_json and described is not None and _plain_media(media) not in map(_plain_media, described.content):
        told = f"the answer ({response.status}) is {_plain_media(media) or 'nothing'} where JSON is due"
    else:
        return _other(media, response.body)
    begins = f"; it begins {_beginning(response.body)!r}" if response.body else ""
    raise BadResponse(f"{told}{begins}", action.name, attempts)


def _plain_media(media: str) -> str:
    return media.split(";", 1)[0].strip().lower()


def _other(media: str, body: bytes) -> Any:
    if not _plain_media(media).startswith("text/"):
        return body
    said = next(
        (each.strip()[8:].strip('"') for each in media.split(";")[1:] if "charset=" in each.lower()), ""
    ).lower()
    charset = said if _CHARSETS.fullmatch(said) else "utf-8"
    try:
        return body.decode(charset)
    except (UnicodeError, LookupError):
        return body.decode("utf-8", "replace")


def _beginning(body: bytes) -> str:
    text = body[: 4 * SHOWN].decode("utf-8", "replace").translate(_PRINTABLE_GAP)
    return " ".join(text.split())[:SHOWN]


def _title(text: str) -> str:
    """Give the title of a page for people; nothing where the text is no page, or has none."""
    found = _TITLE.search(text, 0, 4096)
    if found is None:
        return ""
    from html import unescape

    return _beginning(unescape(found[1]).encode("utf-8", "replace"))


def error_of(api: Api, action: Action, response: Response, *, attempts: int = 1, hint: str = "") -> Exception:
    """Give the error that an answer outside 2xx is raised as."""
    body = _error_body(response)
    said = {key: _pointed(body, pointer) for key, pointer in api.errors.items()}
    message = said.get("message")
    if message is None and isinstance(body, str):
        message = _title(body) or _beginning(response.body)
    return api_error_for(response.status)(
        action.name, response.status, type=said.get("type"), message=message, body=body,
        headers=response.headers, attempts=attempts, hint=hint,
    )  # fmt: skip


def _error_body(response: Response) -> Any:
    media = response.headers.get("Content-Type", "")
    if not response.body:
        return None
    if is_json(media) or not media:
        try:
            return decode(response.body)
        except NotStrict:
            return response.body.decode("utf-8", "replace")
    return _other(media, response.body)


def _pointed(body: Any, pointer: str) -> str | None:
    try:
        found = at(body, tokens_of(pointer))
    except LookupError:
        return None
    return str(found).translate(_PRINTABLE_GAP) if isinstance(found, (str, int, float)) else None


class Drift:
    """Tells where answers differ from their description: once for each action."""

    def __init__(self, mode: str, told: set[str]) -> None:
        self.mode = mode
        self._told = told

    def look(self, action: Action, response: Response, data: Any) -> None:
        """Compare the value of a call with the schema that its status has; BadResponse if the dial says ``raise``."""
        described = action.response_for(response.status)
        schema = described.schema if described else None
        if self.mode == "off" or schema is None or data is None or isinstance(data, bytes):
            return
        if action.name in self._told and self.mode == "warn":
            return
        if schema.accepts(data):
            return
        broken = schema.violations(data)
        told = f"the answer ({response.status}) differs from its description: " + "; ".join(
            f"{'/'.join(map(str, each.path)) or 'its top'} breaks {each.rule}" for each in broken[:5]
        )
        self._told.add(action.name)
        if self.mode == "raise":
            raise BadResponse(told, action.name)
        warn_caller(f"{action.name}: {told}")
