"""Where an action has its idempotency key: in a header, a parameter, or a member of the body."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..errors import Problem, close_matches, did_you_mean
from ..records import replace
from ..runtime.media_types import is_form, is_json, is_multipart, is_xml
from .argument_paths import find_path, key_path
from .model import Action, Parameter

SAMPLE_KEY = "7a3f1c52-9d0e-4b6a-8f24-c0d9e1b7a865"
"""A key such as the client makes: a UUID."""


def key_problems(
    written: str, parameters: Mapping[str, Parameter], members: Mapping[str, Parameter], pointer: str
) -> Iterator[Problem]:
    """Yield the problem of a place where no key can be sent."""
    path = find_path(parameters, members, written)
    hint = "use a parameter that is not in the path, a member of a JSON body or a form, or a header"
    if path is None and written.startswith("/"):
        similar = did_you_mean(close_matches(written.split("/")[1], (*parameters, *members)))
        message = f"the action has no parameter {written!r:.80}, in which the key could be sent"
        yield Problem.in_description(pointer, "idempotencyKey", message, similar or hint)
    parameter = parameters[path[0]] if path else None
    if parameter is None or path is None:
        return
    if parameter.location == "path" or (len(path) == 1 and parameter.location == "body"):
        message = f"the parameter {parameter.name!r:.80} cannot be the key"
        yield Problem.in_description(pointer, "idempotencyKey", message, hint)
    elif len(path) > 1 and not all(map(_has_members, parameter.content)):
        message = f"not every media type of {parameter.name!r:.80} has members, one of which could be the key"
        yield Problem.in_description(pointer, "idempotencyKey", message, hint)


def key_advice(
    written: str, parameters: Mapping[str, Parameter], members: Mapping[str, Parameter], pointer: str
) -> Iterator[Problem]:
    """Yield a parameter whose schema does not allow the keys that the client makes, and a misspelt name of one."""
    path = find_path(parameters, members, written)
    if path is None:
        similar = close_matches(written, parameters) if written.isidentifier() else ()
        if similar:
            message = f"the action has no parameter {written!r:.80}, so the key is sent as a header of that name"
            yield Problem.in_description(pointer, "idempotencyKey", message, did_you_mean(similar))
        return
    named = [member for member in members.values() if path[1:] == (member.wire,)] if path[1:] else [parameters[path[0]]]
    for parameter in named:
        if not parameter.schema.problems() and not parameter.schema.is_valid(SAMPLE_KEY):
            message = f"the schema of {parameter.name!r:.80} does not allow the keys that the client makes"
            yield Problem.in_description(pointer, "idempotencyKey", message, f"allow one like {SAMPLE_KEY}")


def _has_members(media: str) -> bool:
    return is_json(media) or is_form(media) or is_multipart(media) or is_xml(media)


def without_required_key(
    written: str, parameters: Mapping[str, Parameter], members: Mapping[str, Parameter]
) -> tuple[dict[str, Parameter], dict[str, Parameter]]:
    """Return the parameters and the members of the body; what is the key need not be passed: the client makes it."""
    path = find_path(parameters, members, written) or ()
    wire = path[1:]
    return (
        {name: _optional(one) if path == (name,) else one for name, one in parameters.items()},
        {name: _optional(one) if wire == (one.wire,) else one for name, one in members.items()},
    )


def _optional(parameter: Parameter) -> Parameter:
    return replace(parameter, required=False) if parameter.required else parameter


def key_sentence(action: Action) -> str:
    """Return the sentence about the idempotency key of an action, in Markdown; an empty string if it has none."""
    if not action.idempotency_key:
        return ""
    if key_path(action) is None:
        return f"Each call has a random key in the header `{action.idempotency_key}`, so that it can be retried."
    return f"If `{action.idempotency_key}` is not passed, it is a random key, so that the call can be retried."
