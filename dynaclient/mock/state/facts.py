"""Where a response has what was done: how many items, which, and that it succeeded."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from ...records import dataclass, field
from ...schema.references import format_pointer
from ...schema.validation import Schema
from .. import schema_views
from ..responding.responses import put

_COUNTS = frozenset(
    [
        "count", "total", "totalcount", "matched", "affected", "processed", "succeeded", "removed", "deleted",
        "updated", "modified", "changed", "restored", "created", "inserted", "added", "number", "n",
    ]
)  # fmt: skip
_FAILED = frozenset(["failed", "failures", "errors", "rejected"])
_SKIPPED = frozenset(["skipped", "unchanged"])
_SUCCEEDED = frozenset(["success", "succeeded", "ok", "acknowledged", "successful", "deleted", "removed", "done"])
"""Names of numbers that count items, of those of items that could not be treated, or were not, and of booleans."""


@dataclass(frozen=True)
class Done:
    """What an action did."""

    items: list[dict[str, Any]] = field(default_factory=list)
    """The items that were selected, removed, changed or added."""
    ids: list[str] = field(default_factory=list)
    """Their ids."""
    values: list[Any] = field(default_factory=list)
    """The values of a property that they have, each once."""
    missing: list[str] = field(default_factory=list)
    """The ids of others that are asked for and not there."""


FACTS: dict[str, Callable[[Done], Any]] = {
    "count": lambda done: len(done.items),
    "failed": lambda done: len(done.missing),
    "none": lambda _: 0,
    "success": lambda _: True,
    "item": lambda done: next(iter(done.items), None),
    "items": lambda done: done.items,
    "id": lambda done: next(iter(done.ids), None),
    "ids": lambda done: done.ids,
    "values": lambda done: done.values,
    "bytes": lambda done: sum(len(json.dumps(item)) for item in done.items),
}
"""What a response may have: a word of `response` in a `mock`, or ``none``, and its value. What is None is left out."""


def infer_facts(schema: Schema | None) -> dict[str, str]:
    """Return the places of facts in a response that follow from its schema: JSON Pointer → fact."""
    if schema is None:
        return {}
    types = schema_views.types(schema.view)
    if types & {"integer", "number"}:
        return {"": "count"}
    declared = schema_views.properties(schema.view)
    return {format_pointer((name,)): fact for name, fact in _facts(declared)}


def _facts(declared: Mapping[str, list[Any]]) -> Iterator[tuple[str, str]]:
    for name, schemas in declared.items():
        types, normal = schema_views.types(*schemas), schema_views.normalized(name)
        if types & {"integer", "number"}:
            fact = _fact_of_number(normal, declared)
        elif "boolean" in types:
            fact = "success" if normal in _SUCCEEDED else ""
        else:
            fact = "ids" if "array" in types and normal.endswith("ids") else ""
        if fact:
            yield name, fact


def _fact_of_number(name: str, declared: Iterable[str]) -> str:
    """Return what a number of this name has; an item that fails is counted once, where a response has two numbers."""
    stem = name.removesuffix("count")
    if stem in _SKIPPED:
        fails = any(schema_views.normalized(other).removesuffix("count") in _FAILED for other in declared)
        return "none" if fails else "failed"
    return "failed" if stem in _FAILED else "count" if _counts(name) else ""


def _counts(name: str) -> bool:
    return name in _COUNTS or name.endswith("count") or name.startswith("numberof")


def with_facts(body: Any, places: Mapping[str, str], done: Done) -> Any:
    """Return the body of a response with the facts at their places."""
    for pointer, fact in places.items():
        value = FACTS[fact](done)
        if value is not None:
            body = put(body, pointer, value)
    return body
