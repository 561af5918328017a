"""The columns that may be typed after --columns: the properties of the items that the description declares."""

from __future__ import annotations

from collections.abc import Iterator

from click.shell_completion import CompletionItem

from ...description.model import Action
from ...display.columns import title_of
from ...schema.references import Tokens, parse_pointer
from ...schema.validation import Schema
from ..output.columns import spelled, split_columns
from .candidates import MAX_CANDIDATES, OPEN

MAX_DEPTH = 3
"""Names in the longest path that is a candidate."""


def complete_columns(action: Action, incomplete: str) -> list[CompletionItem]:
    """Return the lists of columns that begin with what was typed, without those that have been chosen."""
    *chosen, typed = split_columns(incomplete)
    names = (name for name in _names_of_items(action) if name.startswith(typed) and name not in chosen)
    unique = list(dict.fromkeys(names))[:MAX_CANDIDATES]
    return [CompletionItem(",".join([*chosen, name]), OPEN) for name in unique]


def _names_of_items(action: Action) -> Iterator[str]:
    for status in sorted(action.responses):
        if status.startswith("2"):
            for schema in action.responses[status].described.content.values():
                yield from _names_at(schema, _items_of(schema, action), ())


def _items_of(schema: Schema, action: Action) -> Tokens | None:
    """Return the location of the schema of an item: of a page, of a list, or of the response itself."""
    location: Tokens | None = schema.tokens
    for step in parse_pointer(action.paginate.get("items") or ""):
        location = None if location is None else dict(schema.properties_at(location)).get(str(step))
    if location is None:
        return None
    items = schema.items_at(location)
    return location if items is None else items


def _names_at(schema: Schema, location: Tokens | None, path: tuple[str, ...]) -> Iterator[str]:
    if location is None or len(path) >= MAX_DEPTH:
        return
    for name, tokens in schema.properties_at(location):
        if name:
            yield spelled(title_of(*path, name))
            yield from _names_at(schema, tokens, (*path, name))
