"""
The idempotency key of an operation: the parameter, or the member of its body, of which the source says that it is one.

Only what the caller may leave out is made by the client: what is required has a meaning that the caller has to know.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from ..messages import METHODS_WITHOUT_EFFECT
from ..schema.references import format_pointer
from ..strings.expressions import expression
from .bodies import Entry
from .body_members import only_members
from .context import Context
from .members import as_object, as_text
from .operations import SourceOperation
from .parameters import SourceParameter
from .schema_facts import ObjectMembers
from .words import squash

_SURE = "idempotencykey"
_LIKELY = frozenset({"clienttoken", "clientrequesttoken", "requestid", "idempotencytoken"})
_SAYS_SO = expression(r"idempoten(?!tly)|\bunique request ID\b.*\b(retry|ignore)", re.IGNORECASE | re.DOTALL)
"""What is written of a key: the second is the text of Google's AIP-155."""
_KEY_LENGTH = 36
_RANDOM_FORMATS = frozenset({"", "uuid", "uuid4"})


def needs_key(method: str) -> bool:
    """Return whether a method may have an effect, so that a repeated request has to be recognized."""
    return method.upper() not in METHODS_WITHOUT_EFFECT


def key_argument(
    context: Context, operation: SourceOperation, entries: Mapping[str, Entry], declared: Sequence[SourceParameter]
) -> str:
    """
    Return the name of the parameter that is the idempotency key, or the pointer to the member of a body; else "".

    Args:
        context: The translation.
        operation: The operation.
        entries: The parameters of the action by their keys.
        declared: The parameters of the source.
    """
    by_wire = {(parameter.name, parameter.location): parameter for parameter in declared}
    for key, entry in entries.items():
        if entry.location == "part":
            source, schema = entry.value, entry.value.get("schema")
        elif entry.location in ("query", "header") and (entry.name, entry.location) in by_wire:
            parameter = by_wire[entry.name, entry.location]
            source, schema = parameter.value, context.look_up(parameter.value.get("schema"), parameter.schema_place)[0]
        else:
            continue
        if source.get("required") is not True and is_key(entry.name, source.get("description"), schema):
            return key
    body = next((key for key, entry in entries.items() if entry.location == "body"), None)
    members = only_members(context, operation, declared) if body is not None else None
    name = _key_member(context, members) if members is not None else None
    return "" if body is None or name is None else format_pointer((body, name))


def _key_member(context: Context, members: ObjectMembers) -> str | None:
    for name, (schema, place) in members.schemas.items():
        found = as_object(context.look_up(schema, place)[0])
        description = as_object(schema).get("description", found.get("description"))
        if name not in members.required and found.get("readOnly") is not True and is_key(name, description, found):
            return name
    return None


def is_key(name: str, description: Any, schema: Any) -> bool:
    """
    Return whether a value is certainly an idempotency key that may be any UUID.

    Args:
        name: Its name in the request.
        description: What is written about it.
        schema: Its schema, without references.
    """
    plain = squash(name)
    is_named = plain == _SURE or (plain in _LIKELY and _SAYS_SO.search(as_text(description)) is not None)
    return is_named and _allows_keys(as_object(schema))


def _allows_keys(schema: dict[str, Any]) -> bool:
    is_string = schema.get("type", "string") in ("string", ["string", "null"])
    if not is_string or not {"enum", "const", "$ref"}.isdisjoint(schema):
        return False
    if "pattern" in schema or as_text(schema.get("format")) not in _RANDOM_FORMATS:
        return False
    bounds = schema.get("minLength", 0), schema.get("maxLength", _KEY_LENGTH)
    return all(isinstance(bound, int) for bound in bounds) and bounds[0] <= _KEY_LENGTH <= bounds[1]
