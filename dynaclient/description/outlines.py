"""What is known of resources and actions without building them: names, and outlines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from ..records import dataclass
from ..schema.references import Tokens, locate_members, resolve_pointer
from .model import first_sentence, on_one_line

Members = Mapping[str, Tokens]
"""The members of an object of the description: key → location."""


@dataclass(frozen=True, eq=False, repr=False)
class Outline:
    """What is known of an action without building it."""

    name: str
    method: str
    path: str
    summary: str
    has_mock: bool = False
    """Whether the description has a `mock` for it or for its resources."""
    deprecated: str | bool = ""
    """What to use instead; True if it is deprecated, and that is all that is known."""


def names_at(document: Any, tokens: Tokens | None) -> Iterable[str]:
    """Return the keys of the object at a location, including those of the target of its `$ref`."""
    if tokens is None:
        return ()
    value = resolve_pointer(document, tokens)
    return value if isinstance(value, dict) and "$ref" not in value else locate_members(document, tokens)


def value_of(document: Any, locations: Members, key: str) -> Any:
    """Return the unresolved value of one member."""
    return resolve_pointer(document, locations[key]) if key in locations else None


def action_members(document: Any, resource: Members, key: str) -> Members:
    """Return the locations of the members of an action; empty if the action cannot be read."""
    try:
        return locate_members(document, locate_members(document, resource["actions"])[key])
    except LookupError:
        return {}


def parameter_names(document: Any, locations: Members) -> Iterator[str]:
    """Yield the names of the parameters of a resource or an action; none if they cannot be read."""
    try:
        yield from names_at(document, locations.get("parameters"))
    except LookupError:
        return


def variable_names(document: Any, locations: Members) -> Iterator[str]:
    """Yield the names of the variables of a `server`; none if it has none, or if they cannot be read."""
    try:
        server = locations.get("server")
        if server is not None and not isinstance(resolve_pointer(document, server), str):
            yield from names_at(document, locate_members(document, server).get("variables"))
    except LookupError:
        return


def actions_at(name: str, outlines: Iterable[Outline]) -> tuple[str, ...]:
    """Return the full name of the first action with a method and a path, which are written `GET /pets`."""
    method, _, path = name.partition(" ")
    sought = (method.upper(), path)
    found = (one.name for one in outlines if (one.method, one.path) == sought) if path.startswith("/") else ()
    return tuple(islice(found, 1))


def has_mock(action: Members, levels: tuple[Members, ...]) -> bool:
    """Return whether an action or one of its resources has a `mock`."""
    return any("mock" in locations for locations in (action, *levels))


def read_outline(document: Any, name: str, action: Members, levels: tuple[Members, ...]) -> Outline | None:
    """Return the outline of an action; None if references have to be resolved for it."""
    method, absolute_path, own_path, description, summary = (
        value_of(document, action, key) for key in ("method", "absolutePath", "path", "description", "summary")
    )
    paths = [*(value_of(document, level, "path") for level in levels), own_path]
    marks = [value_of(document, members, "deprecated") for members in (action, *reversed(levels))]
    deprecated = next((mark for mark in marks if mark is not None), "")
    if not isinstance(method, str) or not isinstance(deprecated, (str, bool)):
        return None
    if not all(isinstance(value, (str, type(None))) for value in (absolute_path, description, summary, *paths)):
        return None
    path = absolute_path if absolute_path is not None else "".join(part or "" for part in paths)
    first = on_one_line(summary or "") or first_sentence(description or "")
    return Outline(name, method, path, first, has_mock(action, levels), deprecated or "")
