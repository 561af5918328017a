"""What an agent does not get to see of a response: secrets of the API, hidden members, and credentials."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from ..call.response import declared_type
from ..description.model import Action, Parameter, ResponseDescription
from ..description.secret_values import redacted_argument
from ..messages import Result
from ..redaction import MASK
from ..schema.validation import Schema
from .parts import to_json

MAX_LEVELS = 200
"""How deep hidden members are looked for; what is deeper is left out."""

Clean = Callable[[Any], Any]
"""Removes the credentials of a call, which some servers return."""


class Removed(NamedTuple):
    """What is removed from each response, besides what its description marks."""

    hidden: frozenset[str]
    """The names of members that are left out."""
    clean: Clean
    """Removes the credentials of the call."""


class Masked(NamedTuple):
    """The data of a response as an agent may see it."""

    value: Any
    has_secrets: bool
    """Whether something is redacted that the description marks."""
    text: str = ""
    """The value as JSON, see `parts.to_json`; empty if it has not been written."""


def masked(action: Action, result: Result, removed: Removed) -> Masked:
    """
    Return the value of a response without secrets.

    This is done before anything is selected of it: a selection could rename a member, sort by it, or compare it.

    Args:
        action: The action that was called.
        result: Its result.
        removed: What else is removed.
    """
    described = action.response_for(result.status)
    if result.data is None:
        return Masked(None, has_secrets=False)
    if described is not None and _has_lost_schemas(described):
        return _of_unknown_shape(result.data, described.described.all, removed)
    own = response_schema(action, result)
    if own is None and isinstance(result.data, (str, bytes)):
        return _of_unknown_shape(result.data, _of_success_or_default(action), removed)
    return _of_shape(result.data, [own] if own is not None else _of_success_or_default(action), removed)


def masked_item(action: Action, status: int, name: str | None, value: Any, removed: Removed) -> Masked:
    """
    Return one of the values of a stream without secrets.

    Args:
        action: The action that was called.
        status: The status of its response.
        name: The name of the event; None if it is a line. An event that is not described may be any that is.
        value: The value.
        removed: What else is removed.
    """
    described = action.response_for(status)
    if described is None:
        return _of_shape(value, (), removed)
    if _has_lost_schemas(described):
        return _of_unknown_shape(value, described.described.all, removed)
    found = described.schema if name is None else described.event_schema(name)
    if found is None:
        return _of_shape(value, described.events.values(), removed)
    return _of_shape(value, [found], removed)


def masked_error(action: Action, status: int, body: Any) -> Any:
    """
    Return the body of an error without what the description marks.

    The client has redacted what the schema of this status marks secret. Of an error without a schema that may be the
    item that was to be returned, with all of its members.
    """
    described = action.response_for(status)
    if described is not None and _has_lost_schemas(described):
        return MASK if _marking(described.described.all) else body
    own = () if described is None else tuple(described.content.values())
    for schema in _marking(own or _of_success_or_default(action)):
        redacted = schema.redact_withheld(body)
        body = body if redacted == MASK else redacted  # of another shape, such as a message
    return body


def response_schema(action: Action, result: Result) -> Schema | None:
    """Return the schema of a response, by its status and its media type; None if it is not described."""
    described = action.response_for(result.status)
    content = described.content if described else {}
    media = declared_type(result.headers.get("Content-Type", ""), content)
    return content[media] if media is not None else None


def _of_shape(value: Any, schemas: Iterable[Schema], removed: Removed) -> Masked:
    shown = value
    for schema in _marking(schemas):
        shown = schema.redact_withheld(shown)
    has_secrets = shown is not value
    if removed.hidden:
        shown = _without(shown, removed.hidden)
    shown, text = _cleaned(shown, removed.clean)
    return Masked(shown, has_secrets, text)


def _of_unknown_shape(value: Any, schemas: Iterable[Schema], removed: Removed) -> Masked:
    """Return a value in which a secret may be anywhere: nothing of it if the schemas mark any."""
    if _marking(schemas):
        return Masked(MASK, has_secrets=True)
    return Masked(_cleaned(value, removed.clean)[0], has_secrets=False)


def _cleaned(value: Any, clean: Clean) -> tuple[Any, str]:
    """Return a value without credentials, and it as JSON if it has none; else an empty string."""
    if not isinstance(value, (dict, list)):
        return clean(value), ""
    text = to_json(value)  # a search through one string is much faster than through each of a large one
    return (value, text) if clean(text) == text else (clean(value), "")


def _marking(schemas: Iterable[Schema]) -> tuple[Schema, ...]:
    """Return those of some schemas that mark something."""
    return tuple(schema for schema in schemas if schema.has_secrets or schema.hides_members)


def _has_lost_schemas(described: ResponseDescription) -> bool:
    """Return whether the schemas of a response cannot be used, because one of them has problems."""
    return described.content is not described.described.content


def _of_success_or_default(action: Action) -> list[Schema]:
    """Return the schemas that may apply where none is declared: those of success, and `default` even beside these."""
    return [
        schema
        for response in action.responses.values()
        if response.status.startswith("2") or response.status == "default"
        for schema in response.content.values()
    ]


def _without(value: Any, names: frozenset[str], level: int = 0) -> Any:
    if level > MAX_LEVELS:
        return None
    if isinstance(value, dict):
        return {name: _without(item, names, level + 1) for name, item in value.items() if name not in names}
    return [_without(item, names, level + 1) for item in value] if isinstance(value, list) else value


# --- arguments -------------------------------------------------------------------------------------------------------


def argument_of(action: Action, spelling: str) -> tuple[Parameter, str] | None:
    """
    Return the parameter that an argument is, and an empty string, or the name of the member of the body that it is.

    None if the action has no argument of this name.
    """
    name = action.spellings.get(spelling)
    if name is not None:
        return action.parameters[name], ""
    member = action.member_spellings.get(spelling)
    return None if member is None or action.body is None else (action.body, action.members[member].wire)


def redacted_arguments(action: Action, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
    """
    Return the arguments of a call with what is marked secret redacted.

    So is an argument that the action does not have: it is not sent, and may be a secret with a misspelt name.
    """
    return {spelling: _redacted_argument(action, spelling, value) for spelling, value in arguments.items()}


def _redacted_argument(action: Action, spelling: str, value: Any) -> Any:
    found = argument_of(action, spelling)
    if found is None:
        return MASK
    parameter, member = found
    shown = redacted_argument(parameter, {member: value} if member else value)
    return shown[member] if member and shown != MASK else shown
