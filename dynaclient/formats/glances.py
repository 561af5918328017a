"""What is known of an action at a glance, as the source has it: it is read without translating the operation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple


class Glance(NamedTuple):
    """What is known of an action at a glance."""

    method: str = ""
    path: str = ""
    summary: str = ""
    description: str = ""
    tags: str = ""
    names: Sequence[str] = ()
    """The names of its parameters, and of the schemas that it sends and receives."""


def name_of_schema(schema: Any) -> str:
    """Return the name of a schema, or of that of its items; an empty string if it has none."""
    return name_of_target(schema) or name_of_target(schema.get("items")) if isinstance(schema, dict) else ""


def name_of_target(value: Any) -> str:
    """Return the last name in a reference; an empty string for anything else."""
    target = value.get("$ref") if isinstance(value, dict) else None
    return target.rpartition("/")[2] if isinstance(target, str) else ""


def first_of(content: Any) -> Any:
    """Return what is in the content of a body or of a response for the first media type; None if it has none."""
    return next(iter(content.values()), None) if isinstance(content, dict) else None
