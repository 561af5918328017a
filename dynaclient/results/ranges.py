"""What the headers of a response say about its bytes: length, range and validator (RFC 9110), digest (RFC 9530)."""

from __future__ import annotations

import base64
import hashlib
import re
from contextlib import suppress
from email.utils import parsedate_to_datetime

from ..messages import Headers, Response
from ..strings.expressions import expression

MIN_DATE_AGE = 60.0
"""Seconds from ``Last-Modified`` to ``Date`` that make the former a strong validator (RFC 9110, section 8.8.2.2)."""

_NUMBER = expression(r"[0-9]{1,18}")
_CONTENT_RANGE = expression(r"bytes +([0-9]{1,18})-([0-9]{1,18})/([0-9]{1,18}|\*)", re.IGNORECASE)
_UNSATISFIED_RANGE = expression(r"bytes +\*/([0-9]{1,18})", re.IGNORECASE)
_STRONG_ETAG = expression(r'"[!#-~]*"')
_DATE = expression(r"[A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2} GMT")
_DIGEST = expression(r"(?:^|[,\s])(sha-256|sha-512)=:([A-Za-z0-9+/]+={0,2}):")
_ALGORITHMS = {"sha-512": hashlib.sha512, "sha-256": hashlib.sha256}
"""The supported digests (RFC 9530, section 5), the stronger one first."""


def is_encoded(headers: Headers) -> bool:
    """Return whether the content is compressed: lengths, ranges and digests then are not those of the decoded bytes."""
    return headers.get("Content-Encoding", "").lower() not in ("", "identity")


def content_length(response: Response, method: str) -> int | None:
    """Return the length of the decoded body in bytes; None if it is not declared."""
    length = response.headers.get("Content-Length", "")
    empty = method == "HEAD" or response.status in (204, 205)
    if empty or is_encoded(response.headers) or "Transfer-Encoding" in response.headers:
        return None
    return int(length) if _NUMBER.fullmatch(length) else None


def strong_validator(response: Response) -> str | None:
    """Return the value for ``If-Range`` (RFC 9110, section 13.1.5); None if there is none, or no range can follow."""
    headers = response.headers
    accepts_ranges = headers.get("Accept-Ranges", "").lower() != "none"
    if response.status != 200 or not accepts_ranges or is_encoded(headers):
        return None
    if "ETag" in headers:
        etag = headers["ETag"]
        return etag if _STRONG_ETAG.fullmatch(etag) else None
    modified = headers.get("Last-Modified", "")
    return modified if _seconds_between(modified, headers.get("Date", "")) >= MIN_DATE_AGE else None


def _seconds_between(earlier: str, later: str) -> float:
    """Return the seconds between two dates of headers; 0 if one of them is not valid."""
    if _DATE.fullmatch(earlier) and _DATE.fullmatch(later):
        with suppress(ValueError):
            return (parsedate_to_datetime(later) - parsedate_to_datetime(earlier)).total_seconds()
    return 0.0


def has_validator(headers: Headers, validator: str) -> bool:
    """Return whether a part belongs to the same version: some servers ignore ``If-Range``. True if it does not say."""
    return headers.get("ETag" if validator.startswith('"') else "Last-Modified", validator) == validator


def content_range(headers: Headers) -> tuple[int, int, int | None]:
    """Return the start, the end (exclusive) and the total length of a part; an empty range if it is not valid."""
    match = _CONTENT_RANGE.fullmatch(headers.get("Content-Range", ""))
    if match is None:
        return 0, 0, None
    total = None if match[3] == "*" else int(match[3])
    end = int(match[2]) + 1
    return int(match[1]), end if total is None or end <= total else 0, total


def is_whole(headers: Headers) -> bool:
    """Return whether a part is the whole: from the first byte to the total length."""
    start, end, total = content_range(headers)
    return start == 0 and 0 < end == total


def unsatisfied_length(header: str) -> int | None:
    """Return the total length in the ``Content-Range`` of a 416 (RFC 9110, section 14.4); None if it has none."""
    match = _UNSATISFIED_RANGE.fullmatch(header)
    return None if match is None else int(match[1])


class Digest:
    """The digest that a response declares for its content, and that of the bytes so far."""

    def __init__(self, response: Response) -> None:
        self.name = ""
        """The algorithm; empty if no supported digest is declared."""
        self._expected = ""
        if is_encoded(response.headers):
            return
        # The Repr-Digest of a part, if the caller requested one, is that of the whole and not of this content.
        fields = ("Content-Digest",) if response.status == 206 else ("Repr-Digest", "Content-Digest")
        declared = dict(pair for field in fields for pair in _DIGEST.findall(response.headers.get(field, "")))
        self.name = next((name for name in _ALGORITHMS if name in declared), "")
        if self.name:
            self._hash = _ALGORITHMS[self.name]()
            self._expected = declared[self.name].rstrip("=")

    def update(self, piece: bytes) -> None:
        """Add a piece of the content."""
        if self.name:
            self._hash.update(piece)

    @property
    def matches(self) -> bool:
        """Whether the content has the declared digest; True if none is declared."""
        return not self.name or base64.b64encode(self._hash.digest()).decode().rstrip("=") == self._expected
