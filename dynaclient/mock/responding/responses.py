"""What is sent is valid: each response is validated with its schema, and repaired or replaced if it is not valid."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterable, Mapping
from typing import Any

from ...description.api import Api
from ...description.model import Action
from ...errors import Problem
from ...records import replace
from ...runtime.media_types import JSON, is_xml, without_parameters
from ...schema.excerpts import unwrap_literal
from ...schema.references import parse_pointer
from ...schema.samples import NoSample, declared_samples, generate_value, sample
from ...schema.subschemas import listed_schemas, required_names
from ...schema.validation import Schema
from ...schema.violations import Violation
from ...schema.xml_values import InvalidXML, write_xml
from .. import schema_views
from ..exchange import EXAMPLE, GENERATED, MockResponse, Rejection
from .success import data_schema

REPAIRS = 8
"""How often a value is repaired and validated again."""

TYPES = {
    400: "BadRequest", 401: "Unauthorized", 403: "Forbidden", 404: "NotFound", 405: "MethodNotAllowed",
    408: "RequestTimeout", 409: "Conflict", 410: "Gone", 412: "PreconditionFailed", 413: "PayloadTooLarge",
    415: "UnsupportedMediaType", 417: "ExpectationFailed", 421: "MisdirectedRequest", 422: "UnprocessableContent",
    428: "PreconditionRequired", 429: "TooManyRequests", 431: "HeaderFieldsTooLarge", 500: "ServerError",
    501: "NotImplemented", 502: "BadGateway", 503: "ServiceUnavailable", 504: "GatewayTimeout",
    505: "VersionNotSupported",
}  # fmt: skip
"""The type of an error by its status."""

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def data_response(
    status: int, value: Any, media: str, schema: Schema | None = None, headers: tuple[tuple[str, str], ...] = ()
) -> MockResponse:
    """Return a response with a value as JSON, or as XML by its schema."""
    if is_xml(media):
        return MockResponse(status, write_xml(value, schema.view if schema else {}).encode(), media, headers)
    return MockResponse(status, _to_json(value), media or JSON, headers)


def _to_json(value: Any) -> bytes:
    try:
        return _encode(value).encode()
    except UnicodeEncodeError:  # surrogates without their other half: they come back as they were sent
        return json.dumps(value, separators=(",", ":")).encode()


# --- valid values ----------------------------------------------------------------------------------------------------


def conforming(schema: Schema, value: Any) -> Any:
    """
    Return the value so that its schema accepts it: undeclared properties dropped, required ones filled in.

    What is `writeOnly` is dropped too. Strings that stand for numbers get the declared type, as ids that are kept as
    strings do, and numbers too. Where that does not help, return an example or a generated value; raise NoSample if
    there is neither.
    """
    value = schema.without_hidden(value)
    if schema.is_valid(value):
        return value
    value = schema_views.coerced_by(schema, value)
    repaired = _repaired(schema, value)
    return repaired[0] if repaired else _merged(schema, sample(schema), value)


def sampled(schema: Schema) -> tuple[Any, str]:
    """Return a value that satisfies a schema, and where it comes from; raise NoSample if there is none."""
    for example in declared_samples(schema):
        return example, EXAMPLE
    return sample(schema), GENERATED


def _merged(schema: Schema, generated: Any, value: Any) -> Any:
    """Return a generated value with as many members of the invalid value as the schema accepts, and as few others."""
    if isinstance(generated, dict) and isinstance(value, Mapping):
        others = [name for name in generated if name not in value]
        for name, member in value.items():
            if schema.is_valid({**generated, name: member}):
                generated = {**generated, name: member}
        for name in others:
            less = {key: member for key, member in generated.items() if key != name}
            generated = less if schema.is_valid(less) else generated
    return generated


def _repaired(schema: Schema, value: Any) -> list[Any]:
    """Return the repaired value as the only item of a list; an empty list if it cannot be repaired."""
    both = [copy.deepcopy(value), value]  # what is repaired, and as it was
    for seed in range(REPAIRS):
        violations = schema.validator.find_violations(both[0])
        if not violations:
            return both[:1]
        for violation in violations:
            placed = replace(violation, path=(0, *violation.path))
            repair = _choose if violation.choices else _REPAIRS.get(violation.rule, _replace)
            try:
                repair({"items": schema.view}, both, placed, seed)
            except (NoSample, LookupError, TypeError):
                return []
    return []


def _at(value: Any, path: Iterable[Any]) -> Any:
    for step in path:
        value = value[step]
    return value


def _drop(_view: Any, value: Any, violation: Violation, _seed: int) -> None:
    _at(value, violation.path[:-1]).pop(violation.path[-1], None)


def _drop_items(_view: Any, value: Any, violation: Violation, _seed: int) -> None:
    """Remove an item, and all after it: their violations follow."""
    del _at(value, violation.path[:-1])[violation.path[-1] :]


def _fill(view: Any, value: Any, violation: Violation, seed: int) -> None:
    target = _at(value, violation.path)
    for name in violation.expected:
        target[name] = generate_value(schema_views.at_path(view, (*violation.path, name)), seed)


def _choose(view: Any, value: Any, violation: Violation, seed: int) -> None:
    """
    Fill in what an alternative requires; in the next repair, what the next one does, then also what tells it apart.

    The first is the one that declares most of the members.
    """
    schemas = [part for schema in schema_views.at_path(view, violation.path) for part in schema_views.parts(schema)]
    found = [one for part in schemas for key in ("anyOf", "oneOf") for one in listed_schemas(part, key)]
    try:
        was = _at(value, (1, *violation.path[1:]))
    except (LookupError, TypeError):  # it was filled in
        was = None
    if not isinstance(was, Mapping) or seed >= 2 * len(found):
        _replace(view, value, violation, seed)
        return
    found.sort(key=lambda schema: len(was.keys() - schema_views.properties(schema).keys()))
    chosen = found[seed % len(found)]
    names = list(required_names(chosen))
    names += [] if seed < len(found) else _tags(chosen)
    filled = {name: generate_value(schema_views.at_path(chosen, (name,))) for name in names if name not in was}
    _at(value, violation.path[:-1])[violation.path[-1]] = {**copy.deepcopy(was), **filled}


def _tags(view: Any) -> list[str]:
    """Return the properties that have one value only."""
    declared = schema_views.properties(view).items()
    return [
        name
        for name, schemas in declared
        if any("const" in one or len(unwrap_literal(one.get("enum", ()))) == 1 for one in schemas)
    ]


def _replace(view: Any, value: Any, violation: Violation, seed: int) -> None:
    """Replace the invalid value with null if it may be that, else a generated one; in the last repairs, remove it."""
    parent, last = _at(value, violation.path[:-1]), violation.path[-1]
    if parent is value:
        raise LookupError("nothing would be left of the whole value")
    schemas = schema_views.at_path(view, violation.path)
    if seed > REPAIRS // 2 and isinstance(parent, dict):
        parent.pop(last, None)
    else:
        parent[last] = None if seed == 0 and "null" in schema_views.types(*schemas) else generate_value(schemas, seed)


_REPAIRS = {
    "additionalProperties": _drop,
    "unevaluatedProperties": _drop,
    "items": _drop_items,
    "additionalItems": _drop_items,
    "unevaluatedItems": _drop_items,
    "required": _fill,
    "anyOf": _choose,
    "oneOf": _choose,
}
"""How a value is repaired, by the keyword that it does not satisfy. For all others it is replaced."""


def put(body: Any, pointer: str, value: Any) -> Any:
    """Return the body with a value set at a JSON Pointer; objects on the way are created."""
    steps = parse_pointer(pointer)
    if not steps:
        return value
    root = body if isinstance(body, dict) else {}
    target = root
    for step in steps[:-1]:
        if not isinstance(target.get(step), dict):
            target[step] = {}
        target = target[step]
    target[steps[-1]] = value
    return root


# --- errors ----------------------------------------------------------------------------------------------------------


def error_response(api: Api, action: Action | None, rejection: Rejection) -> MockResponse:
    """
    Return the error response for a rejection, in the description's own format for errors.

    Where an action does not declare the status, but a near one, it is that: many have 422 for what others have 400 for.
    """
    rejection = _as_declared(action, rejection) if action else rejection
    response = action.response_for(rejection.status) if action else None
    media, schema = data_schema(response)
    if response is not None and response.content and not media:
        other = without_parameters(next(iter(response.content)))
        return MockResponse(rejection.status, rejection.message.encode(), other, rejection.headers)
    body = error_body(api, schema, rejection)
    if body is None:
        return MockResponse(rejection.status, b"", "", rejection.headers)
    try:
        return data_response(rejection.status, body, media, schema, rejection.headers)
    except InvalidXML:
        message = rejection.message.encode("utf-8", "replace")
    return MockResponse(rejection.status, message, "text/plain;charset=utf-8", rejection.headers)


_NEAR = {400: (422,), 409: (422, 400)}
"""Statuses, and those that are as good where these are declared instead."""


def _as_declared(action: Action, rejection: Rejection) -> Rejection:
    near = () if action.response_for(rejection.status) else _NEAR.get(rejection.status, ())
    status = next((status for status in near if str(status) in action.responses), rejection.status)
    return Rejection(status, rejection.message, rejection.problems, rejection.headers)


def error_body(api: Api, schema: Schema | None, rejection: Rejection) -> Any:
    """Return the body of an error, with as much detail as its schema allows; None if no body is valid."""
    brief = _with_message(api, schema, {}, rejection)
    detailed = {**brief, "problems": list(map(problem_data, rejection.problems))} if rejection.problems else brief
    if schema is None:
        return detailed
    candidates = [detailed, brief]
    try:
        candidates.append(_with_message(api, schema, sample(schema), rejection))
        valid = next((body for body in candidates if schema.is_valid(body)), None)
        return valid or conforming(schema, candidates[-1])
    except NoSample:
        return next((body for body in candidates if schema.is_valid(body)), None)


def problem_data(problem: Problem) -> dict[str, Any]:
    """Return a problem of a request as JSON data."""
    return {
        "location": problem.location, "name": problem.name, "path": list(problem.path), "rule": problem.rule,
        "message": problem.message, "suggestion": problem.suggestion,
    }  # fmt: skip


def _with_message(api: Api, schema: Schema | None, body: Any, rejection: Rejection) -> Any:
    """Return the body with the error's type and message at their pointers."""
    message = "; ".join([rejection.message, *map(str, rejection.problems)])
    values = {"type": TYPES.get(rejection.status, "Error"), "message": message}
    pointers = dict(api.errors) or _guessed_pointers(schema)
    body = copy.deepcopy(body)
    for key, pointer in pointers.items():
        body = put(body, pointer, values.get(key, ""))
    declared = schema_views.properties(schema.view) if schema else {}
    for name in ("status", "statusCode", "code"):
        is_number = name in declared and schema_views.types(*declared[name]) & {"integer", "number"}
        if is_number and isinstance(body, Mapping):
            body = put(body, f"/{name}", rejection.status)
    return body


_USUAL_NAMES = {
    "type": ("type", "error", "code", "name", "title"),
    "message": ("message", "detail", "error_description", "description", "error", "msg", "title"),
}
"""The usual names of an error's type and message, for descriptions without `errors`."""


def _guessed_pointers(schema: Schema | None) -> dict[str, str]:
    declared = schema_views.properties(schema.view) if schema else {}
    strings = {name for name, schemas in declared.items() if "string" in schema_views.types(*schemas)}
    if not strings:
        return {"type": "/type", "message": "/message"}
    pointers: dict[str, str] = {}
    for key in ("message", "type"):
        name = next((name for name in _USUAL_NAMES[key] if name in strings and f"/{name}" not in pointers.values()), "")
        if name:
            pointers[key] = f"/{name}"
    return pointers
