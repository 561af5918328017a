"""What actions can be found by: it is read from the description, or from what is known of it at a glance."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..errors import DescriptionError
from ..formats.glances import Glance, first_of, name_of_schema
from ..formats.lazy import LazyDict
from ..formats.members import as_text
from ..schema.references import Tokens, locate_members, parse_pointer, resolve_pointer
from .model import first_sentence
from .outlines import Members, names_at, value_of
from .search import Entry

MAX_SEARCHED = 300
"""Characters of a summary and of a description that are searched."""


def search_entries(document: Any, resource_name: str, levels: tuple[Members, ...]) -> Iterator[Entry]:
    """
    Yield what the actions of a resource can be found by, without making them.

    Args:
        document: The description.
        resource_name: The full name of the resource.
        levels: The resources on the path to it, outermost first.
    """
    resource = levels[-1]
    base = "".join(as_text(value_of(document, level, "path")) for level in levels)
    about = as_text(value_of(document, resource, "description"))[:MAX_SEARCHED]
    actions = value_of(document, resource, "actions")
    glances = actions.glances() if isinstance(actions, LazyDict) else {}
    for key in names_at(document, resource.get("actions")):
        known = glances.get(key) or _glance(document, actions, (*resource["actions"], key), base)
        summary = (known.summary or first_sentence(known.description[: 2 * MAX_SEARCHED]))[:MAX_SEARCHED]
        description = known.description.removeprefix(summary)[:MAX_SEARCHED]
        further = (about, known.tags, *known.names)
        yield Entry(f"{resource_name}.{key}", known.method, known.path, summary, description, further)


def _glance(document: Any, actions: Any, tokens: Tokens, base: str) -> Glance:
    """
    Return what is known of an action; nothing if its description has problems.

    Args:
        document: The description.
        actions: The actions of its resource.
        tokens: Where the action is.
        base: The path of its resource.
    """
    try:
        key = tokens[-1]
        action = actions.peek(key) if isinstance(actions, LazyDict) and key in actions else actions.get(key)
        if action is None or "$ref" in action:
            locations = locate_members(document, locate_members(document, tokens[:-1])[key])
            action = {name: resolve_pointer(document, location) for name, location in locations.items()}
        text, parameters, responses = action.get, action.get("parameters") or {}, action.get("responses") or {}
        if "$ref" in parameters:
            parameters = {name: {} for name in names_at(document, parse_pointer(parameters["$ref"]))}
        bodies = [value for value in parameters.values() if value.get("in") == "body"]
        bodies += [responses[status] for status in responses if status[:1] == "2"]
        schemas = (body.get("schema") or first_of(body.get("content")) for body in bodies)
        return Glance(
            text("method", "").upper(),
            text("absolutePath") or base + text("path", ""),
            text("summary", "").strip(),
            text("description", "").strip(),
            " ".join(text("tags", ())),
            [*parameters, *filter(None, map(name_of_schema, schemas))],
        )
    except (LookupError, TypeError, AttributeError, DescriptionError):
        return Glance()
