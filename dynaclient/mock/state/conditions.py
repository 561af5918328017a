"""
Conditional requests (RFC 9110, section 13): `If-Match` and its like, `ETag` and `Last-Modified`.

They are for the collections whose description declares them: as a header of a response, or as a parameter of an action.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from email.utils import formatdate
from typing import Any

from ...description.model import Action
from ...description.successes import successful
from ...errors import Problem
from ...messages import Headers
from ...records import dataclass, replace
from ..exchange import MockRequest, MockResponse, Rejection
from ..header_values import parse_date, parse_etags
from .store import Entry

_ETAGS = frozenset({"etag", "if-match", "if-none-match"})
_DATES = frozenset({"last-modified", "if-modified-since", "if-unmodified-since"})
_REQUIRED = ("if-match", "if-unmodified-since")
"""Header parameters without which a request is refused with 428 where they are required."""


@dataclass(frozen=True)
class Conditions:
    """Which conditions the actions on an item declare."""

    etags: bool = False
    dates: bool = False

    def headers(self, entry: Entry) -> tuple[tuple[str, str], ...]:
        """Return the headers of a response with a stored item."""
        found = [("ETag", f'"{_tag(entry.item)}"')] if self.etags else []
        return (*found, *([("Last-Modified", formatdate(int(entry.changed), usegmt=True))] if self.dates else []))

    def check(self, entry: Entry | None, request: Headers, *, reads: bool) -> MockResponse | None:
        """
        Return the 304 to a request for an item that has not changed; None if the request goes on.

        Args:
            entry: The item; None if there is none.
            request: The headers of the request.
            reads: Whether the request only reads.

        Raises:
            Rejection: 412: the item is not as the request expects it.
        """
        if not self.etags and not self.dates:
            return None
        if not self._is_expected(entry, request):
            raise Rejection(412, "the item has changed since: read it again, and send what its response has")
        if self._is_changed(entry, request, reads=reads):
            return None
        if reads and entry is not None:
            return MockResponse(304, headers=self.headers(entry), origin=entry.origin)
        raise Rejection(412, "the item exists, or has not changed since")

    def tagged(self, response: MockResponse, request: MockRequest) -> MockResponse:
        """Return a response other than an item with the ETag of its body, or the 304 to a request that has it."""
        is_whole = request.method in ("GET", "HEAD") and response.status == 200 and not response.chunks
        if not self.etags or not is_whole:
            return response
        tag = hashlib.blake2b(response.body, digest_size=12).hexdigest()
        headers = (*response.headers, ("ETag", f'"{tag}"'))
        known = parse_etags(request.headers.get("If-None-Match"))
        if known.star_tag or known.contains_weak(tag):
            return MockResponse(304, headers=headers, origin=response.origin)
        return replace(response, headers=headers)

    def _is_expected(self, entry: Entry | None, request: Headers) -> bool:
        wanted = request.get("If-Match")
        if self.etags and wanted is not None:
            tags = parse_etags(wanted)
            return entry is not None and (tags.star_tag or tags.contains(_tag(entry.item)))
        limit = _seconds(request.get("If-Unmodified-Since")) if self.dates else None
        return limit is None or entry is None or int(entry.changed) <= limit

    def _is_changed(self, entry: Entry | None, request: Headers, *, reads: bool) -> bool:
        if entry is None:
            return True
        known = request.get("If-None-Match")
        if self.etags and known is not None:
            tags = parse_etags(known)
            return not tags.star_tag and not tags.contains_weak(_tag(entry.item))
        limit = _seconds(request.get("If-Modified-Since")) if self.dates and reads else None
        return limit is None or int(entry.changed) > limit


def conditions_of(actions: Iterable[Action]) -> Conditions:
    """Return the conditions that actions declare."""
    names = {name.lower() for action in actions for name in _declared(action)}
    return Conditions(not names.isdisjoint(_ETAGS), not names.isdisjoint(_DATES))


def _declared(action: Action) -> list[str]:
    found = [parameter.wire for parameter in action.parameters.values() if parameter.location == "header"]
    return found + [name for response in successful(action.responses) for name in response.described.headers]


def lacks_condition(action: Action, problems: Iterable[Problem], request: Headers) -> str:
    """
    Return the name of the condition without which the action is refused; empty if the request has it, or needs none.

    It is required if its parameter is, or if the action has a response for requests without it (428).

    Args:
        action: The action.
        problems: All problems of the request.
        request: Its headers.
    """
    known = {
        name: parameter.wire
        for name, parameter in action.parameters.items()
        if parameter.location == "header" and parameter.wire.lower() in _REQUIRED
    }
    lacking = [problem for problem in problems if problem.name in known and problem.rule == "required"]
    if lacking and len(lacking) == len(list(problems)):
        return known[lacking[0].name]
    is_sent = any(wire in request for wire in known.values())
    return next(iter(known.values()), "") if not list(problems) and not is_sent and "428" in action.responses else ""


def _seconds(written: str | None) -> float | None:
    date = parse_date(written)
    return None if date is None else date.timestamp()


def _tag(item: Mapping[str, Any]) -> str:
    written = json.dumps(item, sort_keys=True, ensure_ascii=True)
    return hashlib.blake2b(written.encode(), digest_size=12).hexdigest()
