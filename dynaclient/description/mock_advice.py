"""What can be wrong with what a description has for the mock server."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..errors import Problem, close_matches, did_you_mean
from ..schema.subschemas import child_schemas, combined_schemas, distinct_schemas
from .argument_paths import find_path
from .document import Node
from .model import Parameter, ResponseDescription


def mock_advice(node: Node, parameters: Mapping[str, Parameter], members: Mapping[str, Parameter]) -> Iterator[Problem]:
    """Yield the arguments that the `mock` of an action names and the action does not have."""
    for name in _arguments(node.get("mock") or {}):
        if find_path(parameters, members, name) is None:
            hint = did_you_mean(close_matches(name, (*parameters, *members))) or "use the name of a parameter"
            yield Problem.in_description(
                f"{node.pointer}/mock", "mock", f"the action has no parameter {name!r:.100}", hint
            )


def _arguments(mock: Mapping[str, Any]) -> Iterator[str]:
    yield from mock.get("filter", {})
    for source in mock.get("values", {}).values():
        found = source.get("argument", ()) if isinstance(source, Mapping) else source
        yield from [found] if isinstance(found, str) else found


# --- properties of items ---------------------------------------------------------------------------------------------


def item_advice(node: Node, responses: Mapping[str, ResponseDescription]) -> Iterator[Problem]:
    """
    Yield the properties that the `mock` of an action names, and its response has only under a similar name.

    Others are left alone: an item may have what this response does not show, and what does not list items shows none.
    """
    mock = node.get("mock") or {}
    wanted = list(dict.fromkeys(_properties(mock))) if mock.get("behavior", "list") == "list" else []
    declared = _declared(responses) if wanted else set()
    for name in wanted:
        first = name.partition(".")[0]
        alike = sorted(other for other in declared if abs(len(other) - len(first)) <= _MISTYPED)
        near = [] if _leads_to(first, declared) else close_matches(first, alike)
        if near:
            message = f"the items of the response have no property {first!r:.100}"
            yield Problem.in_description(f"{node.pointer}/mock", "mock", message, did_you_mean(near))


def _properties(mock: Mapping[str, Any]) -> Iterator[str]:
    """Yield the properties that items are selected and sorted by; dots lead into objects."""
    for meaning in mock.get("filter", {}).values():
        yield from meaning if isinstance(meaning, Mapping) else ()
    sort = mock.get("sort", ())
    yield from (name.removeprefix("-") for name in ([sort] if isinstance(sort, str) else sort))
    yield from [mock["time"]] if "time" in mock else ()
    yield from mock.get("unique", ())


def _declared(responses: Mapping[str, ResponseDescription]) -> set[str]:
    """Return the properties of a successful response, of what is in it, and of the items of lists among these."""
    success = [response for status, response in responses.items() if status.startswith("2")]
    views = [schema.view for response in success for schema in response.content.values()]
    found: set[str] = set()
    for _ in range(_LEVELS):
        steps = [(view, step) for view in views for step in _steps_in(view)]
        found.update(step for _, step in steps if isinstance(step, str))
        views = distinct_schemas(child for view, step in steps for child in child_schemas(view, step))
    return found


def _steps_in(view: Any) -> list[str | int]:
    """Return the names of the properties of what a schema describes, and 0 for the items of it if it is a list."""
    return [0, *(name for schema in combined_schemas(view) for name in schema.get("properties") or ())]


_MISTYPED = 2
"""How many letters a misspelt name has more or less, at most: others are other names."""
_LEVELS = 4
"""How deep a response is looked through: an item may be in a list in an object."""


def _leads_to(name: str, declared: set[str]) -> bool:
    """Return whether a name is declared, or the singular of a list, perhaps with the name of a member after it."""
    return name in declared or any(other[-1:] == "s" and name.startswith(other[:-1]) for other in declared)
