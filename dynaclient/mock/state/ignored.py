"""What of a body changed nothing: names of what was sent, and does not come back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from ...schema.subschemas import child_views
from .members import Views, is_hidden, without_hidden

MOST = 50
"""How many names there are at most."""


def ignored_names(sent: Any, item: Any, views: Views, place: str = "body") -> tuple[str, ...]:
    """
    Return the names of what was sent and is not in an item, such as ``body.owner.id``.

    Args:
        sent: The item as it was sent; None if nothing was.
        item: The item as it is now.
        views: Its schemas: what they hide is not missed.
        place: Where the request has it.
    """
    return () if sent is None else tuple(islice(_lost(sent, item, views, place), MOST))


def _lost(sent: Any, item: Any, views: Views, path: str) -> Iterator[str]:
    if sent == item:
        return
    if isinstance(sent, Mapping) and isinstance(item, Mapping):
        for name, member in sent.items():
            if name in item:
                if member != item[name]:
                    yield from _lost(member, item[name], child_views(views, name), f"{path}.{name}")
            elif member is not None and not is_hidden(child_views(views, name)):  # null removes, as it should
                yield f"{path}.{name}"
    elif isinstance(sent, list) and isinstance(item, list) and len(item) == len(shown := without_hidden(sent, views)):
        for index, (member, own) in enumerate(zip(shown, item, strict=True)):
            if member != own and not is_hidden(child_views(views, index)):
                yield from _lost(member, own, child_views(views, index), f"{path}.{index}")
    else:
        yield path
