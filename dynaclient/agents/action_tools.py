"""One tool for each action, for a chosen few: its arguments are those of the action."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from typing import Any

from ..description.model import Action
from ..errors import invalid_option
from ..strings.expressions import expression
from .argument_schemas import NAME, Detail, TooLarge, argument_schema
from .cleaning import shortened
from .lines import effect, may_overwrite
from .tools import Tool

MAX_NAME = 60
"""Characters of the name of a tool; a longer one ends with a digest."""
MAX_BYTES = 4096
"""The bytes of a tool as JSON."""
MAX_TEXT = 300
"""Characters of a description."""

LEVELS = (
    Detail(MAX_TEXT), Detail(120), Detail(60), Detail(30), Detail(30, 2), Detail(30, 1), Detail(30, 1, 20),
    Detail(20, 1, 10), Detail(20, 0, 10), Detail(0, 0, 5), Detail(0, 0, 0),
)  # fmt: skip
"""What is tried until a tool fits: descriptions become shorter first, then bodies less deep, then properties fewer."""

_OTHERS = expression(r"[^a-zA-Z0-9_-]")
_ADDED: Mapping[str, tuple[bool, Mapping[str, Any]]] = {
    "_select": (False, {"type": "string", "description": "A JMESPath expression: what of the response is returned."}),
    "_cursor": (
        False,
        {"type": "string", "description": "The cursor of the response before: what follows is returned."},
    ),
    "_max_items": (
        True,
        {"type": "integer", "minimum": 1, "maximum": 1000, "description": "Read on through pages, to so many items."},
    ),
}
"""The arguments that tools for reads have besides → whether only lists with pages have it, and its schema."""


def tool_name(action_name: str) -> str:
    """Return the name of the tool for an action: ``devices_get``, at most 60 characters."""
    name = _OTHERS.sub("_", action_name)
    if len(name) <= MAX_NAME:
        return name
    digest = sha256(action_name.encode()).hexdigest()[:8]
    return f"{name[: MAX_NAME - len(digest) - 1]}_{digest}"


def action_tools(actions: Iterable[Action]) -> list[Tool]:
    """
    Return a tool for each of these actions.

    Raises:
        InvalidCall: Two actions have the same name for their tools.
    """
    names: dict[str, str] = {}
    tools = []
    for action in actions:
        name = tool_name(action.name)
        other = names.setdefault(name, action.name)
        if other != action.name:
            message = f"{other} and {action.name} are both the tool {name}"
            raise invalid_option("tool", message, "choose only one of them", "The tools:")
        tools.append(action_tool(action))
    return tools


def action_tool(action: Action) -> Tool:
    """
    Return the tool for an action, with as much of its description as fits in `MAX_BYTES` of JSON.

    Its schema is a closed object with a property for each argument; the body is one of them. If not even the required
    arguments fit, it is open.
    """
    for detail in LEVELS:
        tool = _tool_with(action, detail)
        if tool is not None and len(_dump(tool.data)) <= MAX_BYTES:
            return tool
    anything = {"type": "object", "properties": {}, "additionalProperties": True}
    return _tool(action, anything, "`describe` has the arguments.")


def _dump(data: Any) -> bytes:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()


def _tool_with(action: Action, detail: Detail) -> Tool | None:
    """Return the tool with this much detail; None if an argument is far too large for that, or has too long a name."""
    required = [parameter for parameter in action.parameters.values() if parameter.required]
    optional = [parameter for parameter in action.parameters.values() if not parameter.required]
    shown = [parameter for parameter in optional if NAME.fullmatch(parameter.name)][: detail.optional]
    if not all(NAME.fullmatch(parameter.name) for parameter in required):
        return None
    try:
        properties = {parameter.name: argument_schema(parameter, detail) for parameter in (*required, *shown)}
    except TooLarge:
        return None
    schema = {
        "type": "object",
        "properties": {**dict(_added(action)), **properties},
        **({"required": [parameter.name for parameter in required]} if required else {}),
        "additionalProperties": False,
    }
    left_out = len(optional) - len(shown)
    return _tool(action, schema, f"{left_out} more arguments: `describe` has them." if left_out else "")


def _added(action: Action) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the arguments that the tool has besides those of the action."""
    for name, (is_for_pages, schema) in _ADDED.items():
        if action.readonly and (action.paginate or not is_for_pages):
            yield name, schema


def _tool(action: Action, schema: Mapping[str, Any], end: str) -> Tool:
    return Tool(
        name=tool_name(action.name),
        description=shortened(action.text or action.name, f"{effect(action)} {end}".strip(), MAX_TEXT),
        schema=schema,
        reads_only=action.readonly,
        destroys=may_overwrite(action),
        idempotent=action.idempotent,
        open_world=True,
        action=action.name,
    )
