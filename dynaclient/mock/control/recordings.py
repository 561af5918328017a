"""
Real responses that were recorded: what lists and items of theirs a mock server can store.

A recording is a list of requests with their responses, a HAR file of a browser, or a cassette of VCR.py or betamax.
"""

from __future__ import annotations

import base64
import binascii
import gzip
import zlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from ...call.response import InvalidJSON, parse_json
from ...description.argument_paths import get_value
from ...messages import Headers
from ...records import dataclass
from ...schema.references import value_at
from ...schema.values import to_string
from ..exchange import MockRequest
from ..reading.decoding import decode_parameters
from ..responding.success import has_named_items, items_pointer
from ..service import Service
from ..state.plans import Plan


@dataclass(frozen=True)
class RecordedItem:
    """An item in a recorded response."""

    collection: str
    """The path of its collection, with the names of its parameters."""
    parents: tuple[str, ...]
    item: Mapping[str, Any]
    key: str = ""
    """Its id in the path of the request; empty if it was listed."""


def entries_of(data: Any) -> list[Mapping[str, Any]] | None:
    """Return requests and responses as JSON data, in one form; None if the data is not a recording."""
    if isinstance(data, list):
        return [_entry(item, "body", _as_it_is) for item in data if _is_entry(item)] if data else None
    for key, body, read in _FORMATS:
        found = get_value(data, key) if isinstance(data, Mapping) else None
        if isinstance(found, list):
            return [_entry(item, body, read) for item in found if _is_entry(item)]
    return None


def _is_entry(item: Any) -> bool:
    return isinstance(item, Mapping) and all(isinstance(item.get(key), Mapping) for key in ("request", "response"))


def _entry(item: Mapping[str, Any], body: str, read: Callable[[Any], Any]) -> Mapping[str, Any]:
    request, response = item["request"], item["response"]
    status = response.get("status")
    return {
        "method": str(request.get("method", "GET")).upper(),
        "url": str(request.get("url") or request.get("uri") or ""),
        "status": status.get("code") if isinstance(status, Mapping) else status,
        "body": read(response.get(body)),
    }


def _as_it_is(body: Any) -> Any:
    return _parsed(body.encode()) if isinstance(body, str) else body


def _content(body: Any) -> Any:
    """Return the data of a body that is described: as a string, or in base64, perhaps compressed."""
    if not isinstance(body, Mapping):
        return None
    data = body.get("text", body.get("string", body.get("base64_string", "")))
    data = data.encode("utf-8", "surrogateescape") if isinstance(data, str) else data
    try:
        if body.get("encoding") == "base64" or "base64_string" in body:
            data = base64.b64decode(data)
        data = gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data
    except (binascii.Error, OSError, EOFError, zlib.error, TypeError):
        return None
    return _parsed(data)


def _parsed(data: bytes) -> Any:
    try:
        return parse_json(data)
    except InvalidJSON:
        return None


_FORMATS: tuple[tuple[tuple[str, ...], str, Callable[[Any], Any]], ...] = (
    (("log", "entries"), "content", _content),  # HAR
    (("interactions",), "body", _content),  # VCR.py
    (("http_interactions",), "body", _content),  # betamax
)
"""Where a format has its entries, where a response has its body, and how that is read."""


def recorded_items(service: Service, entries: list[Mapping[str, Any]]) -> Iterator[RecordedItem]:
    """Yield the items of lists and of single items that were requested; other responses have none."""
    for entry in entries:
        status = entry["status"]
        if entry["method"] == "GET" and isinstance(status, int) and 200 <= status < 300 and entry["body"] is not None:
            yield from _items_in(service, entry)


def _items_in(service: Service, entry: Mapping[str, Any]) -> Iterator[RecordedItem]:
    try:
        url = urlsplit(entry["url"])
    except ValueError:
        return
    request = MockRequest("GET", url.path or "/", url.query, Headers())
    matches, _ = service.routes.find("GET", request.path)
    for match in matches:
        plan = service.planned(match.action)
        read = _READERS.get(plan.role.behavior) if plan is not None else None
        found = list(read(plan, entry["body"])) if plan is not None and read is not None else []
        if plan is None or not found:
            continue
        arguments = decode_parameters(plan.action, request, match.values).arguments
        parents = tuple(to_string(arguments.get(name, "")) for name in plan.parents)
        key = to_string(arguments[plan.role.key]) if plan.role.key in arguments else ""
        for item in found:
            yield RecordedItem(plan.role.collection, parents, item, key)
        return


def _listed(plan: Plan, body: Any) -> Iterator[Mapping[str, Any]]:
    found = value_at(body, items_pointer(plan.action) or "")
    items = list(found.values()) if has_named_items(plan.action) and isinstance(found, Mapping) else found
    yield from (item for item in items if isinstance(item, Mapping)) if isinstance(items, (list, tuple)) else ()


def _single(plan: Plan, body: Any) -> Iterator[Mapping[str, Any]]:
    item = body.get(plan.envelope) if plan.envelope and isinstance(body, Mapping) else body
    if isinstance(item, Mapping):
        yield item


_READERS: dict[str, Callable[[Plan, Any], Iterator[Mapping[str, Any]]]] = {"list": _listed, "read": _single}
"""The behaviors whose responses have items, and how these are read."""
