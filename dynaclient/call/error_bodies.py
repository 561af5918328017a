"""
What the body of an error response reports, as far as the text of an error shows it.

APIs report errors in many shapes. Each is a row of a table here: the JSON pointers of a summary, of a type, of a list
of single problems, the elements of markup. The first row that fits a body counts; a body that fits none is shown by its
beginning. Everything is pure, and limited whatever the size of the body.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from html import unescape
from itertools import chain, islice
from typing import Any

from ..records import dataclass
from ..runtime.error_data import public_data
from ..runtime.media_types import without_parameters
from ..schema.references import value_at
from ..strings.counting import counted
from ..strings.expressions import expression
from ..strings.printing import cut_short

MAX_MESSAGE = 1000
"""Characters of a message, at most."""
MAX_TYPE = 200
"""Characters of a type, of a header that is shown, and of a single problem, at most."""
MAX_EXCERPT = 200
"""Characters of the beginning of a body, at most."""
MAX_PROBLEMS = 3
"""Single problems that a message lists; the others are counted."""
MAX_COUNTED = 1000
"""Single problems that are looked at."""
MARKUP_SIZE = 4096
"""Characters at the beginning of markup in which its message is looked for."""

_CONTROLS_TO_SPACES = dict.fromkeys((*range(32), *range(127, 160)), " ")

# --- the tables ------------------------------------------------------------------------------------------------------

SUMMARIES = (
    "/detail", "/title",  # RFC 9457
    "/message", "/Message", "/error/message", "/error_description", "/error_message", "/errorMessage", "/errorSummary",
    "/error/detail", "/error/description", "/error/reason", "/error/title", "/error",
    "/msg", "/reason", "/description", "/fault/faultstring", "/Fault/faultstring", "/fault/message",
    "/errors/message", "/status/message", "/meta/message", "/meta/error_message", "/statusMessage", "/faultstring",
)  # fmt: skip
"""Where bodies have a message for people, as JSON pointers; the first that leads to a string counts."""

TYPES = (
    "/type", "/__type", "/error/status", "/error/type", "/error/code", "/code", "/Code", "/errorCode", "/error_code",
    "/errors/0/code", "/errors/0/extensions/code", "/errors/0/type", "/error",
)  # fmt: skip
"""The same for the type of an error."""

PROBLEM_LISTS = (
    "/detail", "/errors", "/Errors", "/error/errors", "/error/details", "/details", "/message", "/error", "/violations",
    "/invalid-params", "/invalidParams", "/issues", "/fieldErrors", "/validation_errors", "/errorCauses", "/messages",
    "",
)  # fmt: skip
"""Where bodies list single problems. The first list with a string, or with an object that has one, counts."""

PROBLEM_OBJECTS = ("/errors", "/fieldErrors", "/validation_errors", "/error/errors", "/message", "/detail")
"""Where bodies have an object with the problems of each field by its name."""

PROBLEM_TEXTS = (
    "msg", "message", "Message", "detail", "title", "description", "error_description", "errorMessage", "reason",
    "errorSummary", "error", "text", "code",
)  # fmt: skip
"""The keys of the text of a single problem."""

TEXT_ENDINGS = ("message", "msg", "text", "detail", "details", "description", "reason")
"""Ends of other keys that may have it, in lower case: ``defaultMessage``."""

PROBLEM_PLACES = (
    "loc", "field", "path", "pointer", "param", "parameter", "property", "propertyName", "propertyPath", "attribute",
    "instancePath", "dataPath", "name", "location",
)  # fmt: skip
"""The keys of what a single problem is about, in either case: a string, or a list of keys and indexes."""
MAX_NESTED = 5
"""Objects inside each other in which the problems of fields are looked for."""

NO_TYPE = expression(
    r"about:blank|https?://(tools\.ietf|datatracker\.ietf|www\.rfc-editor|httpwg|developer\.mozilla)\.org/.*"
    r"|https?://httpstatuses\.(com|io)/.*"
)
"""Types that say no more than the status."""

MARKUP_MESSAGES = ("faultstring", "detail", "title", "message", "text", "reason", "description", "h1")
"""The elements of HTML and XML that have a message."""

MARKUP_TYPES = ("code", "faultcode")
"""The elements of XML that have a type."""

_TEXT_MEDIA = expression(r"text/.*|.*[/+](xml|json|yaml|x-yaml|javascript|x-www-form-urlencoded)")
"""The media types of text."""
_ELEMENTS = {
    name: expression(rf"<(?:[\w.-]+:)?{name}(?:\s[^<>]*)?>\s*(?:<!\[CDATA\[)?([^<>\]]+)", re.IGNORECASE)
    for name in (*MARKUP_MESSAGES, *MARKUP_TYPES)
}


# --- reports ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Report:
    """What a body reports."""

    type: str | None = None
    message: str | None = None
    excerpt: str = ""
    """The beginning of the body, or its type and size; empty if there is a message, or no body."""


def report_of(body: Any, pointers: Mapping[str, str], media: str = "") -> Report:
    """
    Return what a body reports.

    Args:
        body: The body as it is decoded, without what is sent or declared as a secret. What has the name of one is
            redacted here.
        pointers: The JSON pointers `type` and `message` of the description; the tables apply if they do not resolve.
            What they lead to is a message whatever its name: ``/errorKey``.
        media: Its media type.
    """
    found = {key: _declared(body, pointer) for key, pointer in pointers.items()}
    body = public_data(body)
    text = _text_of(body, media)
    message: str | None = found.get("message") or (
        _json_message(body) if text is None else _markup(text, MARKUP_MESSAGES)
    )
    kind = found.get("type") or (_json_type(body, message) if text is None else _markup(text, MARKUP_TYPES))
    if text is not None:
        message = message or excerpt(text) or None
    return Report(kind or None, message or None, "" if message else _beginning(body, media))


def excerpt(text: str, limit: int = MAX_EXCERPT) -> str:
    """Return the beginning of a string as one line that can be printed."""
    return cut_short(" ".join(text[: 4 * limit].translate(_CONTROLS_TO_SPACES).split()), limit)


def describe_body(body: bytes, media: str) -> str:
    """Return what the beginning of a body is: its title, its text, or its media type and size if it is not text."""
    text = _text_of(body, media)
    if text is None:
        return _size(body, media)
    title = _markup(text, MARKUP_MESSAGES)
    return f"its title is {title!r}" if title else f"it begins {excerpt(text)!r}"


def _declared(body: Any, pointer: str) -> str | None:
    """Return the string or number at a pointer of the description."""
    value = value_at(body, pointer)
    return _line(str(value), MAX_MESSAGE) if isinstance(value, (str, int, float)) else None


def _string_at(body: Any, pointer: str, limit: int) -> str:
    value = value_at(body, pointer)
    return _line(value, limit).strip() if isinstance(value, str) else ""


def _line(text: str, limit: int) -> str:
    """Return a string without control characters, cut at a limit."""
    return cut_short(text[: limit + 1].translate(_CONTROLS_TO_SPACES), limit)


# --- JSON ------------------------------------------------------------------------------------------------------------


def _json_message(body: Any) -> str:
    """Return the summary of a body, with its first single problems."""
    if not isinstance(body, (dict, list)):
        return ""
    summary = next(filter(None, (_string_at(body, pointer, MAX_MESSAGE) for pointer in SUMMARIES)), "")
    problems = [problem for problem in _problems(body) if problem != summary and not problem.endswith(f": {summary}")]
    listed = "; ".join(problems[:MAX_PROBLEMS])
    if len(problems) > MAX_PROBLEMS:
        listed = f"{listed}; … ({len(problems)} in all)"
    return ": ".join(filter(None, (summary, listed)))


def _json_type(body: Any, message: str | None) -> str:
    if not isinstance(body, (dict, list)):
        return ""
    types = (_string_at(body, pointer, MAX_TYPE) for pointer in TYPES)
    kind = next((kind for kind in types if kind and not NO_TYPE.fullmatch(kind)), "")
    # Of AWS's "com.amazonaws.example#ValidationException" the last part is the type; a URL is one as a whole.
    found = kind if "://" in kind else kind.rpartition("#")[2] or kind
    return "" if message and f"{message}: ".startswith(f"{found}: ") else found


def _problems(body: Any) -> list[str]:
    """Return the single problems that a body lists, each with what it is about."""
    for pointer in PROBLEM_LISTS:
        value = value_at(body, pointer)
        if isinstance(value, list):
            found = [problem for item in value[:MAX_COUNTED] for problem in _listed(item)]
        elif isinstance(value, dict) and pointer in PROBLEM_OBJECTS:
            found = [problem for name, item in islice(value.items(), MAX_COUNTED) for problem in _named(name, item)]
        else:
            continue
        if found:
            return found
    return []


def _listed(item: Any) -> Iterator[str]:
    """Yield the problem that an item of a list is, if it is one."""
    if isinstance(item, str) and item.strip():
        yield _line(item, MAX_TYPE).strip()
    elif isinstance(item, dict):
        others = (key for key in islice(item, MAX_COUNTED) if str(key).lower().endswith(TEXT_ENDINGS))
        texts = (item.get(key) for key in chain(PROBLEM_TEXTS, others))
        text = next((_line(text, MAX_TYPE).strip() for text in texts if isinstance(text, str) and text.strip()), "")
        if text:
            yield ": ".join(filter(None, (_place(item), text)))


def _named(name: Any, item: Any, depth: int = 0) -> Iterator[str]:
    """Yield the problems of a field, and of the fields in it."""
    field = _line(str(name), MAX_TYPE)
    prefix = f"{field}: "
    for single in (item if isinstance(item, list) else [item])[:MAX_COUNTED]:
        found = list(_listed(single))
        yield from (problem if problem.startswith(prefix) else f"{prefix}{problem}" for problem in found)
        if isinstance(single, dict) and not found and depth < MAX_NESTED:
            for inner, value in islice(single.items(), MAX_COUNTED):
                yield from _named(f"{field}.{inner}", value, depth + 1)


def _place(item: dict[str, Any]) -> str:
    """Return what a single problem is about."""
    source = item.get("source")
    folded = {str(key).lower(): value for key, value in islice(item.items(), MAX_COUNTED)}
    places = [folded.get(key.lower()) for key in PROBLEM_PLACES]
    if isinstance(source, dict):  # JSON:API
        places += [source.get("pointer"), source.get("parameter")]
    for place in places:
        if isinstance(place, list) and place and all(isinstance(step, (str, int)) for step in place):
            return _line(".".join(map(str, place[:20])), MAX_TYPE)
        if isinstance(place, str) and place.strip():
            return _line(place, MAX_TYPE).strip()
    return ""


# --- text ------------------------------------------------------------------------------------------------------------


def _text_of(body: Any, media: str) -> str | None:
    """Return the beginning of a body that is text; None if it is JSON, or not text."""
    if isinstance(body, str):
        return body[:MARKUP_SIZE]
    if not isinstance(body, bytes):
        return None
    plain = without_parameters(media)
    text = body[:MARKUP_SIZE].decode("utf-8", "replace").removeprefix("\ufeff")
    if _TEXT_MEDIA.fullmatch(plain):
        return text
    # A body of another type, or of none, counts as text if a terminal could print it.
    is_text = "\ufffd" not in text[:-1] and all(character.isprintable() or character in "\t\r\n" for character in text)
    return text if plain in ("", "application/octet-stream") and is_text else None


def _markup(text: str, names: Iterable[str]) -> str:
    """Return the content of the first of some elements; an empty string if the text is not markup, or has none."""
    if not text.lstrip().startswith("<"):
        return ""
    found = (_ELEMENTS[name].search(text) for name in names)
    return next(filter(None, (excerpt(unescape(match[1])) for match in found if match)), "")


def _beginning(body: Any, media: str) -> str:
    """Return the beginning of a body without a message, or its type and size."""
    if body is None:
        return ""
    if isinstance(body, bytes):
        return _size(body, media)
    pieces: list[str] = []
    for piece in json.JSONEncoder(ensure_ascii=False).iterencode(body):
        pieces.append(piece[:MAX_MESSAGE])
        if len(pieces) > MAX_MESSAGE:
            break
    return excerpt("".join(pieces))


def _size(body: bytes, media: str) -> str:
    kind = excerpt(media.partition(";")[0], MAX_TYPE) or "no media type"
    return f"{kind}, {counted(len(body), 'byte')}"
