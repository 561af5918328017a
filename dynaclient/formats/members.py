"""Reads members of documents in which any value may stand anywhere: what has another type counts as missing."""

from __future__ import annotations

from typing import Any


def as_object(value: Any) -> dict[str, Any]:
    """Return an object as it is; an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def as_list(value: Any) -> list[Any]:
    """Return a list as it is; an empty one for anything else."""
    return value if isinstance(value, list) else []


def as_text(value: Any) -> str:
    """Return a string as it is; an empty one for anything else."""
    return value if isinstance(value, str) else ""


def named(value: Any) -> dict[str, Any]:
    """Return the members of an object whose keys are strings that are not empty: the names of something."""
    return {key: member for key, member in as_object(value).items() if isinstance(key, str) and key}


def strings(value: Any) -> list[str]:
    """Return the strings of a list."""
    return [item for item in as_list(value) if isinstance(item, str)]


def extensions(value: dict[str, Any], *keys: str) -> dict[str, Any]:
    """Return these members, where they have a value, as the object in which the description keeps them."""
    kept = {key: value[key] for key in keys if value.get(key) not in (None, [], {}, "")}
    return {"x-openapi": kept} if kept else {}


def links_to(docs: Any) -> dict[str, Any]:
    """Return the `links` of the description for an `externalDocs`; nothing if it has no URL."""
    url, title = as_text(as_object(docs).get("url")), as_text(as_object(docs).get("description"))
    return {"links": [{**({"title": title} if title else {}), "url": url}]} if url else {}
