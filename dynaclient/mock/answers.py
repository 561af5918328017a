"""What goes out is valid: each answer is checked against its schema, and mended or replaced if it does not fit."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterable, Mapping
from typing import Any

from ..description.api import Api
from ..description.model import Action
from ..errors import Problem
from ..schema.references import tokens_of
from ..schema.samples import NoSample, made_from, sample
from ..schema.validation import Schema, Violation
from . import views
from .exchange import Answer, Refused
from .shapes import json_schema

JSON = "application/json"
MENDINGS = 8
"""How often a value is looked at again after it was mended."""

TYPES = {
    400: "BadRequest", 401: "Unauthorized", 403: "Forbidden", 404: "NotFound", 405: "MethodNotAllowed",
    409: "Conflict", 413: "PayloadTooLarge", 500: "ServerError",
}  # fmt: skip
"""What an error is called that is answered with a status."""

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def json_answer(status: int, value: Any, media: str = JSON, headers: tuple[tuple[str, str], ...] = ()) -> Answer:
    """Give an answer with a JSON body."""
    return Answer(status, _encode(value).encode("utf-8", "replace"), media or JSON, headers)


# --- values that fit -------------------------------------------------------------------------------------------------


def fitting(schema: Schema, value: Any) -> Any:
    """
    Give the value as its schema wants it: undeclared properties dropped, required ones filled in.

    Where that does not help, an example or a made value is given instead; `NoSample` where there is none either.
    """
    if schema.accepts(value):
        return value
    mended = _mended(schema, copy.deepcopy(value))
    return mended[0] if mended else _laid_over(schema, sample(schema), value)


def _laid_over(schema: Schema, made: Any, value: Any) -> Any:
    """Give a made value with as much of the value that does not fit as it takes."""
    if isinstance(made, dict) and isinstance(value, Mapping):
        for name, each in value.items():
            if schema.accepts({**made, name: each}):
                made = {**made, name: each}
    return made


def _mended(schema: Schema, value: Any) -> list[Any]:
    """Give the value mended, as the only item of a list; an empty list where it cannot be."""
    for seed in range(MENDINGS):
        broken = schema.checker.violations(value)
        if not broken:
            return [value]
        if any(not each.path and each.rule not in _MENDERS for each in broken):
            return []
        for each in broken:
            try:
                _MENDERS.get(each.rule, _replace)(schema.view, value, each, seed)
            except (NoSample, LookupError, TypeError):
                return []
    return []


def _at(value: Any, path: Iterable[Any]) -> Any:
    for step in path:
        value = value[step]
    return value


def _drop(_view: Any, value: Any, violation: Violation, _seed: int) -> None:
    _at(value, violation.path[:-1]).pop(violation.path[-1], None)


def _drop_undeclared(view: Any, value: Any, violation: Violation, _seed: int) -> None:
    declared = views.properties(*views.along(view, violation.path))
    held = _at(value, violation.path)
    for name in [each for each in held if each not in declared]:
        del held[name]


def _fill(view: Any, value: Any, violation: Violation, seed: int) -> None:
    held = _at(value, violation.path)
    for name in violation.expected:
        if name not in held:
            held[name] = made_from(views.along(view, (*violation.path, name)), seed)


def _replace(view: Any, value: Any, violation: Violation, seed: int) -> None:
    """Put a made value in place of the faulty one, or leave it out at the last."""
    holder, last = _at(value, violation.path[:-1]), violation.path[-1]
    if seed > MENDINGS // 2 and isinstance(holder, dict):
        holder.pop(last, None)
    else:
        holder[last] = made_from(views.along(view, violation.path), seed)


_MENDERS = {
    "additionalProperties": _drop,
    "unevaluatedProperties": _drop_undeclared,
    "required": _fill,
}
"""For a rule that is broken: what mends the value. All others replace it."""


def put(body: Any, pointer: str, value: Any) -> Any:
    """Give the body with a value put where a pointer says; objects on the way are made."""
    steps = tokens_of(pointer)
    if not steps:
        return value
    held = body if isinstance(body, dict) else {}
    into = held
    for each in steps[:-1]:
        if not isinstance(into.get(each), dict):
            into[each] = {}
        into = into[each]
    into[steps[-1]] = value
    return held


# --- errors ----------------------------------------------------------------------------------------------------------


def error_answer(api: Api, action: Action | None, invalid_option: Refused) -> Answer:
    """Give the answer that says what is wrong, in the description's own shape for errors."""
    response = action.response_for(invalid_option.status) if action else None
    media, schema = json_schema(response)
    if response is not None and response.content and not media:
        other = next(iter(response.content)).partition(";")[0]
        return Answer(invalid_option.status, invalid_option.message.encode(), other, invalid_option.headers)
    body = error_body(api, schema, invalid_option)
    return Answer(invalid_option.status, b"", "", invalid_option.headers) if body is None else json_answer(
        invalid_option.status, body, media, invalid_option.headers
    )  # fmt: skip


def error_body(api: Api, schema: Schema | None, invalid_option: Refused) -> Any:
    """Give the body of an error; it says all that its schema has room for. None where nothing fits the schema."""
    said = _said(api, schema, {}, invalid_option)
    listed = (
        {**said, "problems": [_listed(each) for each in invalid_option.problems]} if invalid_option.problems else said
    )
    if schema is None:
        return listed
    candidates = [listed, said]
    try:
        candidates.append(_said(api, schema, sample(schema), invalid_option))
        return next((each for each in candidates if schema.accepts(each)), None) or fitting(schema, candidates[-1])
    except NoSample:
        return next((each for each in candidates if schema.accepts(each)), None)


def _listed(problem: Problem) -> dict[str, Any]:
    return {
        "location": problem.location, "name": problem.name, "path": list(problem.path), "rule": problem.rule,
        "message": problem.message, "suggestion": problem.suggestion,
    }  # fmt: skip


def _said(api: Api, schema: Schema | None, body: Any, invalid_option: Refused) -> Any:
    """Give the body with type and message at the places for them."""
    message = "; ".join([invalid_option.message, *map(str, invalid_option.problems)])
    words = {"type": TYPES.get(invalid_option.status, "Error"), "message": message}
    pointers = dict(api.errors) or _guessed(schema)
    body = copy.deepcopy(body)
    for key, pointer in pointers.items():
        body = put(body, pointer, words.get(key, ""))
    declared = views.properties(schema.view) if schema else {}
    for name in ("status", "statusCode", "code"):
        if isinstance(body, Mapping) and name in declared and views.types(*declared[name]) & {"integer", "number"}:
            body = put(body, f"/{name}", invalid_option.status)
    return body


_PLACES = {
    "type": ("type", "error", "code", "name", "title"),
    "message": ("message", "detail", "error_description", "description", "error", "msg", "title"),
}
"""Where an error usually keeps its type and its message, for descriptions that do not say."""


def _guessed(schema: Schema | None) -> dict[str, str]:
    declared = views.properties(schema.view) if schema else {}
    texts = {name for name, each in declared.items() if "string" in views.types(*each)}
    if not texts:
        return {"type": "/type", "message": "/message"}
    found: dict[str, str] = {}
    for key in ("message", "type"):
        name = next((each for each in _PLACES[key] if each in texts and f"/{each}" not in found.values()), "")
        if name:
            found[key] = f"/{name}"
    return found
