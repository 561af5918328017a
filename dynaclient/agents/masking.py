"""What an agent does not get to see of an answer: secrets of the API, hidden members, and credentials."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any, NamedTuple

from ..call.response import declared_type
from ..description.model import Action, ResponseDescription
from ..messages import Result
from ..redaction import MASK
from ..schema.validation import Schema
from .parts import to_json

MAX_LEVELS = 200
"""How deep hidden members are looked for; what is deeper is left out."""


class Masked(NamedTuple):
    """An answer as an agent may see it."""

    value: Any
    has_secrets: bool
    """Whether something is redacted that the description marks secret."""
    text: str = ""
    """The value as JSON, see `parts.to_json`; empty if it has not been written."""


def masked(action: Action, result: Result, hidden: Collection[str], clean: Callable[[Any], Any]) -> Masked:
    """
    Return the value of a response without secrets.

    This is done before anything is selected of it: a selection could rename a member, sort by it, or compare it.

    Args:
        action: The action that was called.
        result: Its result.
        hidden: The names of members that are left out.
        clean: Removes the credentials of the call, which some servers return.
    """
    value = result.data
    for schema in _schemas(action, result):
        value = schema.redact_secrets(value)
    has_secrets = value is not result.data
    if hidden:
        value = _without(value, frozenset(hidden))
    value, text = _cleaned(value, clean)
    return Masked(value, has_secrets, text)


def masked_item(action: Action, status: int, name: str | None, value: Any, clean: Callable[[Any], Any]) -> Any:
    """Return one of the values of a stream, or the data of an event of a name, without secrets."""
    described = action.response_for(status)
    schema = described.event_schema(name) if described and name is not None else described and described.schema
    return _cleaned(schema.redact_secrets(value) if schema else value, clean)[0]


def _cleaned(value: Any, clean: Callable[[Any], Any]) -> tuple[Any, str]:
    """Return a value without credentials, and it as JSON if it has none; else an empty string."""
    if not isinstance(value, (dict, list)):
        return clean(value), ""
    text = to_json(value)  # a search through one string is much faster than through each of a large answer
    return (value, text) if clean(text) == text else (clean(value), "")


def response_schema(action: Action, result: Result) -> Schema | None:
    """Return the schema of a response, by its status and its media type; None if it is not described."""
    described = action.response_for(result.status)
    content = described.content if described else {}
    media = declared_type(result.headers.get("Content-Type", ""), content)
    return content[media] if media is not None else None


def _schemas(action: Action, result: Result) -> Iterator[Schema]:
    """Yield the schemas that mark secrets of a response: its own, or all of success if it is not described."""
    own = response_schema(action, result)
    found = [own] if own is not None else _of_success(action)
    yield from (schema for schema in found if schema.has_secrets)


def _of_success(action: Action) -> list[Schema]:
    def is_success(response: ResponseDescription) -> bool:
        return response.status.startswith("2") or response.status == "default"

    return [
        schema for response in action.responses.values() if is_success(response) for schema in response.content.values()
    ]


def _without(value: Any, names: frozenset[str], level: int = 0) -> Any:
    if level > MAX_LEVELS:
        return None
    if isinstance(value, dict):
        return {name: _without(item, names, level + 1) for name, item in value.items() if name not in names}
    return [_without(item, names, level + 1) for item in value] if isinstance(value, list) else value


def redacted_arguments(action: Action, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the arguments of a call with what is marked secret redacted."""
    shown: dict[str, Any] = {}
    for spelling, value in arguments.items():
        parameter = action.parameters.get(action.spellings.get(spelling, ""))
        for schema in parameter.schemas if parameter is not None else ():
            value = schema.redact_secrets(value)  # noqa: PLW2901 - by each of them
        shown[spelling] = MASK if parameter is not None and parameter.secret else value
    return shown
