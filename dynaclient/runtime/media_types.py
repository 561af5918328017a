"""Media types (RFC 9110, section 8.3.1) and ranges of them (section 12.5.1): which body a type stands for."""

from __future__ import annotations

from collections.abc import Iterable

from ..messages import HTTP_TOKEN
from ..strings.expressions import expression
from .cache import cache_short_strings

FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"
JSON = "application/json"
MERGE_PATCH = "application/merge-patch+json"
SSE = "text/event-stream"
JSON_SEQUENCE = "application/json-seq"
UNKNOWN = "application/octet-stream"
"""The media type of data about which nothing is known."""
STREAM_TYPES = {"sse": SSE, "ndjson": "application/x-ndjson", "json-seq": JSON_SEQUENCE, "bytes": UNKNOWN}
"""Kind of stream → the media type that it has where none is declared."""
FIXED_STREAM_TYPES = {kind: (STREAM_TYPES[kind],) for kind in ("sse", "json-seq")}
"""The media types that a kind of stream has, whether or not they are declared."""

_JSON_LINES = frozenset(
    f"application/{subtype}"
    for subtype in ("x-ndjson", "ndjson", "jsonl", "x-jsonlines", "json-lines", "x-json-stream")
)
_MEDIA_TYPE = expression(rf"{HTTP_TOKEN}/{HTTP_TOKEN}[ \t]*(?:;[\t -~]*)?")

KNOWN_CHARSETS = expression(
    r"utf-?(8|16|32)(-?[bl]e)?|us-ascii|latin-?1|(iso-8859|windows-125|euc|gb|big5|shift_jis)[0-9a-z-]*"
)
"""Charsets that are accepted. Python has many more codecs, and not all of them are harmless."""


def charset_of(media: str) -> str:
    """Return the `charset` of a media type in lower case; an empty string if it has none."""
    options = media.split(";")[1:]
    return next((option.strip()[8:].strip('"') for option in options if "charset=" in option.lower()), "").lower()


def is_media_type(text: str) -> bool:
    """Return whether a string has the form of a media type or of a range, and may be the value of a header."""
    return _MEDIA_TYPE.fullmatch(text) is not None


def without_parameters(media: str) -> str:
    """Return a media type in lower case and without parameters: ``text/HTML; charset=utf-8`` → ``text/html``."""
    return media.split(";", 1)[0].strip().lower()


@cache_short_strings(256)
def is_json(media: str) -> bool:
    """Return whether a media type is JSON (RFC 6839, section 3.1 for the suffix)."""
    plain = without_parameters(media)
    return plain in ("application/json", "text/json") or plain.endswith("+json")


def is_json_lines(media: str) -> bool:
    """Return whether a media type is that of one JSON value per line."""
    return without_parameters(media) in _JSON_LINES


def is_json_sequence(media: str) -> bool:
    """Return whether a media type is a JSON text sequence (RFC 7464; RFC 8091 for the suffix)."""
    plain = without_parameters(media)
    return plain == JSON_SEQUENCE or plain.endswith("+json-seq")


def is_xml(media: str) -> bool:
    """Return whether a media type is XML (RFC 7303)."""
    plain = without_parameters(media)
    return plain in ("application/xml", "text/xml") or plain.endswith("+xml")


def is_html(media: str) -> bool:
    """Return whether a media type is that of pages for browsers."""
    return without_parameters(media) in ("text/html", "application/xhtml+xml")


def has_members(media: str) -> bool:
    """Return whether an object of JSON Schema is written as it is in a media type: JSON, or XML."""
    return is_json(media) or is_xml(media)


def is_form(media: str) -> bool:
    """Return whether a media type is that of URL-encoded forms."""
    return without_parameters(media) == FORM


def is_multipart(media: str) -> bool:
    """Return whether a media type is ``multipart/form-data``, or another of the multipart types (RFC 2046)."""
    return without_parameters(media).startswith("multipart/")


def is_json_or_form(media: str) -> bool:
    """Return whether a media type is one in which members are written one by one: JSON, or a form."""
    return is_json(media) or is_form(media) or is_multipart(media)


def is_text(media: str) -> bool:
    """Return whether a media type is one of the ``text/*`` types."""
    return without_parameters(media).startswith("text/")


def is_range(media: str) -> bool:
    """Return whether this stands for many media types, as ``image/*`` and ``application/*+json`` do."""
    return "*" in media and "*" in without_parameters(media)


def allows(declared: str, media: str) -> bool:
    """Return whether a declared media type or range includes a media type; parameters do not count."""
    plain, wanted = without_parameters(declared), without_parameters(media)
    front, star, end = plain.partition("*")
    return plain in (wanted, "*/*") or (star != "" and wanted.startswith(front) and wanted.endswith(end))


def find_allowing(declared: Iterable[str], media: str) -> str | None:
    """Return the narrowest of the declared types that includes a media type: itself, then a range, then ``*/*``."""
    found = [offered for offered in declared if allows(offered, media)]
    return min(found, key=lambda offered: (offered != media, is_range(offered), offered == "*/*"), default=None)


def accept_header(declared: Iterable[str]) -> str:
    """Return the value of ``Accept`` for these media types (RFC 9110, section 12.5.1); empty if there are none."""
    return ", ".join(dict.fromkeys(media.split(";", 1)[0].strip() for media in declared))


def stream_advice(media: str) -> str:
    """Return what to do about a response that is a stream, which no one expected; empty if it is of another type."""
    kinds = {
        "sse": without_parameters(media) == SSE,
        "ndjson": is_json_lines(media),
        "json-seq": is_json_sequence(media),
    }
    kind = next((kind for kind, is_it in kinds.items() if is_it), "")
    where = "the response in the description, in a patch if it is imported"
    return kind and f'; it is a stream: add `"stream": "{kind}"` to {where}'
