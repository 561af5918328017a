"""What can be wrong with what a description has for the mock server."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..errors import Problem, close_matches, did_you_mean
from .argument_paths import find_path
from .document import Node
from .model import Parameter


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
