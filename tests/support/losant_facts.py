"""
The published facts of the Losant API, which `api.json` must agree with.

Errors in them are corrected: `SCHEMA_CORRECTIONS`, `PATTERN_CORRECTIONS` and `ACTION_CORRECTIONS` have a row for each
error. Two oddities stay: `min` and `max` are not keywords of JSON Schema, so they limit nothing; and two patterns have
lookaheads, which only `api.json` must avoid.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from tests.support import DATA

FACTS_FOLDER = DATA / "losant"


@dataclass(frozen=True)
class Correction:
    """The correction of one error, in all schemas or actions that have it."""

    names: tuple[str, ...]
    """The schemas or actions."""
    path: tuple[str | int, ...]
    """The path to the error in them."""
    problem: str
    meaning: str
    correct: Callable[[Any], Any]
    """Returns the correct value for the published one."""


# --- schemas ---------------------------------------------------------------------------------------------------------

Schema = Any
"""A JSON Schema of draft 7, as plain data."""


def _move_into_properties(value: Schema) -> Schema:
    known = ("type", "properties")
    own = {key: member for key, member in value.items() if key in known}
    return {**own, "properties": {**value["properties"], **_omit(value, *known)}}


def _move_instance_nodes(value: Any) -> Any:
    nodes = value["customNodes"]
    return {**value, "customNodes": _omit(nodes, "instanceNodes"), "instanceNodes": nodes["instanceNodes"]}


def _omit(value: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {key: member for key, member in value.items() if key not in names}


def _properties_alone(name: str, *path: str) -> Correction:
    """Return the row for properties in place of a schema."""
    return Correction(
        (name,), path, "properties in place of a schema", "the schema has these properties",
        lambda value: {"properties": value},
    )  # fmt: skip


def _self_reference(name: str, item: str) -> Correction:
    """Return the row for a list whose items refer to the list itself."""
    path = ("properties", "items", "items")
    meaning = {"$ref": f"#/definitions/{item}"}
    return Correction((name,), path, "each item is the same list", f"each item is one {item}", lambda _: meaning)


_CONTEXT_VALUES = ("properties", "ctx", "patternProperties", "^[0-9a-zA-Z_-]{1,255}$", "anyOf")
_EACH = ("properties", "items", "items", "properties")

SCHEMA_CORRECTIONS = (
    # Invalid schemas.
    Correction(("instanceOrgPost",), ("properties", "members", "maxItems"),
         "the limit is a string", "the number in it", int),
    Correction(("orgInvites", "orgInvitesUser"), ("items",),
         "the schema of an item is in a map of properties", "it is the schema", lambda value: value["properties"]),
    Correction(("validateContextError", "validateContextSuccess"), _CONTEXT_VALUES,
         "the first alternative is a list of alternatives", "all are alternatives", lambda value: [*value[0], *value[1:]]),
    # References to the schema itself.
    _self_reference("instanceAuditLogs", "instanceAuditLog"),
    _self_reference("instanceOrgMembers", "instanceOrgMember"),
    # Properties at a location where they have no effect.
    _properties_alone("applicationJobLog", "properties", "input"),
    _properties_alone("applicationJobLog", "properties", "output"),
    _properties_alone("applicationJobLogs", *_EACH, "input"),
    _properties_alone("applicationJobLogs", *_EACH, "output"),
    _properties_alone("integration", "properties", "status"),
    _properties_alone("integrations", *_EACH, "status"),
    _properties_alone("credentialLinkedResources", "properties", "integrations", *_EACH, "status"),
    Correction(("resourceJobExecutionLogs",), ("items",),
         "four properties are siblings of `properties`", "they are members of it", _move_into_properties),
    Correction(("paletteResponse",), ("properties",),
         "`instanceNodes` is in the schema of `customNodes`", "it is a property of its own", _move_instance_nodes),
)  # fmt: skip

PATTERN_CORRECTIONS = {
    # Unescaped braces are an error for strict engines; they are literal.
    ".*{{.+}}.*": r".*\{\{.+\}\}.*",
}
"""The correct patterns for invalid ones, at any location."""


def published(kind: str) -> Any:
    """Return facts as they were published: `actions`, `schemas` or `examples`."""
    return json.loads(gzip.decompress((FACTS_FOLDER / f"{kind}.json.gz").read_bytes()))


def _replace(value: Any, path: tuple[str | int, ...], correct: Callable[[Any], Any]) -> Any:
    """Return a copy of a value with a corrected member."""
    if not path:
        return correct(value)
    copy = value.copy()
    copy[path[0]] = _replace(value[path[0]], path[1:], correct)
    return copy


def _correct(facts: dict[str, Any], corrections: tuple[Correction, ...]) -> dict[str, Any]:
    facts = dict(facts)
    for correction in corrections:
        for name in correction.names:
            facts[name] = _replace(facts[name], correction.path, correction.correct)
    return facts


@cache
def schemas() -> Any:
    """Return the corrected schemas by name; `#/definitions/NAME` refers to another of them."""
    return _shared(_correct(published("schemas"), SCHEMA_CORRECTIONS), {})


def _shared(value: Any, known: dict[str, Any]) -> Any:
    """Return a copy of schemas with corrected patterns; equal subschemas are one object, and are tested once."""
    if isinstance(value, list):
        return [_shared(item, known) for item in value]
    if not isinstance(value, dict):
        return value
    copy = {
        key: PATTERN_CORRECTIONS.get(member, member)
        if key == "pattern" and isinstance(member, str)
        else _shared(member, known)
        for key, member in value.items()
    }
    return known.setdefault(json.dumps(copy), copy)


def standalone(name: str) -> Schema:
    """Return a schema together with the definitions that it needs."""
    needed = dict.fromkeys(references(schemas()[name]))
    pending = list(needed)
    while pending:
        more = [other for other in references(schemas()[pending.pop()]) if other not in needed]
        needed |= dict.fromkeys(more)
        pending += more
    if not needed:
        return schemas()[name]
    definitions = {other: schemas()[other] for other in (name, *needed)}
    return {"definitions": definitions, "$ref": f"#/definitions/{name}"}


def references(schema: Schema) -> Iterator[str]:
    """Yield the names of the schemas that a schema refers to."""
    if isinstance(schema, dict) and isinstance(schema.get("$ref"), str):
        yield schema["$ref"].removeprefix("#/definitions/")
    if isinstance(schema, (list, dict)):
        for part in schema if isinstance(schema, list) else schema.values():
            yield from references(part)


def examples() -> dict[str, Any]:
    """Return an example for each schema that has one."""
    return dict(published("examples"))


# --- actions ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Parameter:
    """The facts of one parameter."""

    name: str
    location: str
    required: bool
    type: str
    """`string`, `boolean`, `array`, `object` or `file`; it may be empty if there is a schema."""
    schema: str
    """The name of its schema; empty if there is none."""
    limits: Mapping[str, Any]
    """Keywords of JSON Schema with their values: `enum`, `pattern`, `minLength`, `maxLength`."""
    values: Mapping[str, Any]
    """`default` and `example`, if it has them."""
    deprecated: bool
    since: str


@dataclass(frozen=True)
class Response:
    """The facts of a response: the name of its schema, or of those of the events of a stream."""

    schema: str
    events: Mapping[str, str]


@dataclass(frozen=True)
class Action:
    """The facts of one action."""

    name: str
    method: str
    path: str
    parameters: Mapping[str, Parameter]
    responses: Mapping[str, Response]
    """By status."""
    scopes: frozenset[str]
    stream: str
    since: str
    links: Mapping[str, str]


UNPUBLISHED = frozenset({"userOauthClient", "userOauthClients"})
"""Names of schemas that were never published: any value is valid."""

_LIMITS = ("enum", "pattern", "minLength", "maxLength")
_LOCATIONS = {"multipart": "part"}
"""Locations with other names in our descriptions."""


def _invalid_example(name: str, meaning: str, *actions: str) -> Correction:
    """Return the row for examples that are not among the allowed values of their parameter."""

    def correct(parameters: list[Any]) -> list[Any]:
        return [{**facts, "example": meaning} if facts["name"] == name else facts for facts in parameters]

    return Correction(actions, ("params",), f"the example of `{name}` is not an allowed value", meaning, correct)


def _missing_type(action: str, *names: str, meaning: str = "string") -> Correction:
    """Return the row for parameters of an action that have no type."""

    def correct(parameters: list[Any]) -> list[Any]:
        return [{"type": meaning, **facts} if facts["name"] in names else facts for facts in parameters]

    return Correction((action,), ("params",), f"{', '.join(names)} without a type", meaning, correct)


ACTION_CORRECTIONS = (
    _invalid_example(
        "filterField", "name", "applicationApiTokens.get", "deviceAttributes.get", "instanceApiTokens.get",
        "instanceCustomNodes.get", "instanceNotificationRules.get", "resourceJobs.get", "userApiTokens.get",
    ),
    _invalid_example("filterField", "version", "experienceVersions.get"),
    _invalid_example("sortField", "name", "deviceAttributes.get"),
    _missing_type("edgeDeployments.get", "filterEmpty"),
    _missing_type("file.move", "name", "parentDirectory"),
    _missing_type("privateFile.move", "name", "parentDirectory"),
    _missing_type("me.fetchRecentItems", "itemType"),
    _missing_type("notebook.cancelExecution", "executionId"),
    _missing_type("resourceJob.cancelExecution", "executionId"),
    _missing_type("userOauthClient.patch", "oauthClient", meaning="object"),
    _missing_type("userOauthClients.post", "oauthClient", meaning="object"),
    Correction(("instanceApiTokens.get", "userApiTokens.get"), ("responses", "200", "schema"),
         "a page of tokens is published as one token", "a page, as for `applicationApiTokens.get`", lambda _: "apiTokens"),
)  # fmt: skip


@cache
def actions() -> dict[str, Action]:
    """Return the corrected actions by full name, each with the facts of its resource."""
    facts = published("actions")
    flat = {
        f"{name}.{key}": {**action, "resource": resource}
        for name, resource in facts.items()
        for key, action in resource["actions"].items()
    }
    return {name: _action(name, action) for name, action in _correct(flat, ACTION_CORRECTIONS).items()}


def _action(name: str, facts: Mapping[str, Any]) -> Action:
    resource = facts["resource"]
    return Action(
        name=name, method=facts["method"], path=resource["path"] + facts["path"],
        parameters={parameter["name"]: _parameter(parameter) for parameter in (*resource["params"], *facts["params"])},
        responses={
            status: Response(_schema_name(response.get("schema")), response.get("events", {}))
            for status, response in facts["responses"].items()
        },
        scopes=frozenset(facts["scopes"]), stream=facts.get("stream", ""), since=resource.get("since", ""),
        links=resource.get("links", {}),
    )  # fmt: skip


def _parameter(facts: Mapping[str, Any]) -> Parameter:
    location = _LOCATIONS.get(facts["in"], facts["in"])
    return Parameter(
        name=facts["name"], location=location, required=location == "path" or facts.get("required", False),
        type=facts.get("type", ""),
        schema=_schema_name(facts.get("schema")), limits={key: facts[key] for key in _LIMITS if key in facts},
        values={key: facts[key] for key in ("default", "example") if key in facts},
        deprecated=facts.get("deprecated", False), since=facts.get("since", ""),
    )  # fmt: skip


def _schema_name(name: str | None) -> str:
    return "" if name is None or name in UNPUBLISHED else name
