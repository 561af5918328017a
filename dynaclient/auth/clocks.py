"""Dates of responses: the clock of a server, and the ends of what it issues."""

from __future__ import annotations

from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..messages import Headers


def date_of(headers: Headers) -> datetime | None:
    """Return the time by the clock of a server, when it responded; None if that is not known."""
    date = _http_date(headers.get("Date", ""))
    return date if date is not None and date.tzinfo else None


def parse_date(text: str) -> datetime | None:
    """Return the moment of a date of HTTP, or of ISO 8601; in UTC if it has no time zone, None for anything else."""
    moment = _http_date(text) or _iso_date(text)
    return moment if moment is None or moment.tzinfo else moment.replace(tzinfo=timezone.utc)


def _http_date(text: str) -> datetime | None:
    try:
        return parsedate_to_datetime(text)
    except (TypeError, ValueError, OverflowError):
        return None


def _iso_date(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return None
