"""What descriptions say in words: what to use instead of something deprecated, and links."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .model import Parameter


def with_replacement(statement: str, deprecated: str | bool, end: str = "") -> str:
    """Return a statement that something is deprecated, with what to use instead if the description has that."""
    return f"{statement}: {deprecated}" if isinstance(deprecated, str) else f"{statement}{end}"


def named_links(links: Any) -> list[tuple[str, str]]:
    """Return the links of a `links`: each its name and its target."""
    entries = links.items() if isinstance(links, Mapping) else (("", value) for value in links or ())
    return [_named_link(name, value) for name, value in entries]


def _named_link(name: str, value: Any) -> tuple[str, str]:
    target = str(value.get("url") or value.get("href") or "") if isinstance(value, Mapping) else str(value)
    title = str(value.get("title") or "") if isinstance(value, Mapping) else ""
    return name or title or target, target


def whole_query_media(parameter: Parameter) -> str:
    """Return the media type of a parameter that is the whole query; an empty string if it is not that."""
    return next(iter(parameter.content), "") if parameter.location == "query" else ""
