"""
The published facts of the Losant API: what `api.json` has to say in its own words.

They are mended before they are given: `SCHEMA_MENDS`, `PATTERN_MENDS` and `ACTION_MENDS` have a row for each fault,
with what is wrong and what is meant. Two things look faulty and are left as they are. `min` and `max` are no keywords
of JSON Schema, so they limit nothing, as published. And the two patterns that look ahead say clearly what they mean;
only `api.json` has to do without.
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
class Mend:
    """One fault of the facts, wherever it was published."""

    names: tuple[str, ...]
    """The schemas or actions that have it."""
    path: tuple[str | int, ...]
    """Where in them it stands."""
    wrong: str
    meant: str
    mended: Callable[[Any], Any]
    """Gives what is meant for what stands there."""


# --- schemas ---------------------------------------------------------------------------------------------------------

Schema = Any
"""A JSON Schema of draft 7, as plain data."""


def _rest_within(value: Schema) -> Schema:
    known = ("type", "properties")
    own = {key: each for key, each in value.items() if key in known}
    return {**own, "properties": {**value["properties"], **_less(value, *known)}}


def _nodes_beside(value: Any) -> Any:
    nodes = value["customNodes"]
    return {**value, "customNodes": _less(nodes, "instanceNodes"), "instanceNodes": nodes["instanceNodes"]}


def _less(value: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {key: each for key, each in value.items() if key not in names}


def _properties_alone(name: str, *path: str) -> Mend:
    """Give the row for properties that stand where the schema that has them should."""
    return Mend(
        (name,), path, "the properties stand where a schema should", "they are its properties",
        lambda value: {"properties": value},
    )  # fmt: skip


def _of_themselves(name: str, item: str) -> Mend:
    """Give the row for a list whose items are such lists again."""
    place = ("properties", "items", "items")
    meant = {"$ref": f"#/definitions/{item}"}
    return Mend((name,), place, "each item is a list of the same kind", f"each is one {item}", lambda _: meant)


_CONTEXT_VALUES = ("properties", "ctx", "patternProperties", "^[0-9a-zA-Z_-]{1,255}$", "anyOf")
_EACH = ("properties", "items", "items", "properties")

SCHEMA_MENDS = (
    # Five are faulty in themselves.
    Mend(("instanceOrgPost",), ("properties", "members", "maxItems"),
         "the limit is a text", "the number that it spells", int),
    Mend(("orgInvites", "orgInvitesUser"), ("items",),
         "the schema of an item is given as the map of its properties", "it is the schema", lambda value: value["properties"]),
    Mend(("validateContextError", "validateContextSuccess"), _CONTEXT_VALUES,
         "the first alternative is a list of alternatives", "all are alternatives", lambda value: [*value[0], *value[1:]]),
    # Two refer to themselves.
    _of_themselves("instanceAuditLogs", "instanceAuditLog"),
    _of_themselves("instanceOrgMembers", "instanceOrgMember"),
    # Some have properties where the schema does not look for them.
    _properties_alone("applicationJobLog", "properties", "input"),
    _properties_alone("applicationJobLog", "properties", "output"),
    _properties_alone("applicationJobLogs", *_EACH, "input"),
    _properties_alone("applicationJobLogs", *_EACH, "output"),
    _properties_alone("integration", "properties", "status"),
    _properties_alone("integrations", *_EACH, "status"),
    _properties_alone("credentialLinkedResources", "properties", "integrations", *_EACH, "status"),
    Mend(("resourceJobExecutionLogs",), ("items",),
         "four properties stand beside `properties`", "they belong into it", _rest_within),
    Mend(("paletteResponse",), ("properties",),
         "`instanceNodes` stands within the schema of `customNodes`", "it is a property beside it", _nodes_beside),
)  # fmt: skip

PATTERN_MENDS = {
    # Braces that repeat nothing are an error to strict engines; they are meant as they stand.
    ".*{{.+}}.*": r".*\{\{.+\}\}.*",
}
"""For patterns that are faulty, wherever they stand: what is meant."""


def published(what: str) -> Any:
    """Give facts as they were published: `actions`, `schemas` or `examples`."""
    return json.loads(gzip.decompress((FACTS_FOLDER / f"{what}.json.gz").read_bytes()))


def _mend(value: Any, path: tuple[str | int, ...], mended: Callable[[Any], Any]) -> Any:
    """Give a copy of a value with something else at a place in it."""
    if not path:
        return mended(value)
    copy = value.copy()
    copy[path[0]] = _mend(value[path[0]], path[1:], mended)
    return copy


def _mended(facts: dict[str, Any], mends: tuple[Mend, ...]) -> dict[str, Any]:
    facts = dict(facts)
    for each in mends:
        for name in each.names:
            facts[name] = _mend(facts[name], each.path, each.mended)
    return facts


@cache
def schemas() -> Any:
    """Give the schemas by name, mended; `#/definitions/NAME` in one of them means another."""
    return _shared(_mended(published("schemas"), SCHEMA_MENDS), {})


def _shared(value: Any, known: dict[str, Any]) -> Any:
    """Give a copy of schemas with mended patterns; what is equal in it is one object, so that it is looked at once."""
    if isinstance(value, list):
        return [_shared(each, known) for each in value]
    if not isinstance(value, dict):
        return value
    copy = {
        key: PATTERN_MENDS.get(each, each) if key == "pattern" and isinstance(each, str) else _shared(each, known)
        for key, each in value.items()
    }
    return known.setdefault(json.dumps(copy), copy)


def alone(name: str) -> Schema:
    """Give a schema that stands by itself: with the definitions that it needs."""
    needed = dict.fromkeys(referred_to(schemas()[name]))
    waiting = list(needed)
    while waiting:
        more = [each for each in referred_to(schemas()[waiting.pop()]) if each not in needed]
        needed |= dict.fromkeys(more)
        waiting += more
    if not needed:
        return schemas()[name]
    definitions = {each: schemas()[each] for each in (name, *needed)}
    return {"definitions": definitions, "$ref": f"#/definitions/{name}"}


def referred_to(schema: Schema) -> Iterator[str]:
    """Give the names of the schemas that a schema refers to."""
    if isinstance(schema, list):
        for each in schema:
            yield from referred_to(each)
    elif isinstance(schema, dict):
        if isinstance(schema.get("$ref"), str):
            yield schema["$ref"].removeprefix("#/definitions/")
        for each in schema.values():
            yield from referred_to(each)


def examples() -> dict[str, Any]:
    """Give an example for each schema that has one."""
    found: dict[str, Any] = published("examples")
    return found


# --- actions ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Parameter:
    """What is published of one parameter."""

    name: str
    location: str
    required: bool
    type: str
    """`string`, `boolean`, `array`, `object` or `file`; it may be empty where there is a schema."""
    schema: str
    """The name of a schema; empty where there is none."""
    limits: Mapping[str, Any]
    """Keywords of JSON Schema with their values: `enum`, `pattern`, `minLength`, `maxLength`."""
    said: Mapping[str, Any]
    """`default` and `example`, where there is one."""
    deprecated: bool
    since: str


@dataclass(frozen=True)
class Answer:
    """What is published of an answer: the name of its schema, or those of the events that a stream brings."""

    schema: str
    events: Mapping[str, str]


@dataclass(frozen=True)
class Action:
    """What is published of one action."""

    name: str
    method: str
    path: str
    parameters: Mapping[str, Parameter]
    answers: Mapping[str, Answer]
    """By status."""
    scopes: frozenset[str]
    stream: str
    since: str
    links: Mapping[str, str]


NEVER_DESCRIBED = frozenset({"userOauthClient", "userOauthClients"})
"""Names of schemas that actions give, and that were never published: anything goes."""

_LIMITS = ("enum", "pattern", "minLength", "maxLength")
_PLACES = {"multipart": "part"}
"""Places that are called otherwise here."""


def _example(name: str, meant: str) -> Callable[[Any], Any]:
    def mended(parameters: list[Any]) -> list[Any]:
        return [{**each, "example": meant} if each["name"] == name else each for each in parameters]

    return mended


def _an_example_outside(name: str, meant: str, *actions: str) -> Mend:
    """Give the row for examples that are none of the values their parameter takes."""
    return Mend(actions, ("params",), f"the example of `{name}` is none of its values", meant, _example(name, meant))


def _typed(names: tuple[str, ...], kind: str) -> Callable[[Any], Any]:
    def mended(parameters: list[Any]) -> list[Any]:
        return [{"type": kind, **each} if each["name"] in names else each for each in parameters]

    return mended


def _without_a_type(action: str, *names: str, meant: str = "string") -> Mend:
    """Give the row for parameters of an action that have no type."""
    return Mend((action,), ("params",), f"{', '.join(names)} without a type", meant, _typed(names, meant))


ACTION_MENDS = (
    _an_example_outside(
        "filterField", "name", "applicationApiTokens.get", "deviceAttributes.get", "instanceApiTokens.get",
        "instanceCustomNodes.get", "instanceNotificationRules.get", "resourceJobs.get", "userApiTokens.get",
    ),
    _an_example_outside("filterField", "version", "experienceVersions.get"),
    _an_example_outside("sortField", "name", "deviceAttributes.get"),
    _without_a_type("edgeDeployments.get", "filterEmpty"),
    _without_a_type("file.move", "name", "parentDirectory"),
    _without_a_type("privateFile.move", "name", "parentDirectory"),
    _without_a_type("me.fetchRecentItems", "itemType"),
    _without_a_type("notebook.cancelExecution", "executionId"),
    _without_a_type("resourceJob.cancelExecution", "executionId"),
    _without_a_type("userOauthClient.patch", "oauthClient", meant="object"),
    _without_a_type("userOauthClients.post", "oauthClient", meant="object"),
    Mend(("instanceApiTokens.get", "userApiTokens.get"), ("responses", "200", "schema"),
         "a page of tokens is published as one token", "a page, as `applicationApiTokens.get` gives", lambda _: "apiTokens"),
)  # fmt: skip


@cache
def actions() -> dict[str, Action]:
    """Give the actions by full name, mended, each with what holds for all actions of its resource."""
    facts = published("actions")
    flat = {
        f"{name}.{key}": {**action, "resource": resource}
        for name, resource in facts.items()
        for key, action in resource["actions"].items()
    }
    return {name: _action(name, each) for name, each in _mended(flat, ACTION_MENDS).items()}


def _action(name: str, facts: Mapping[str, Any]) -> Action:
    resource = facts["resource"]
    return Action(
        name=name, method=facts["method"], path=resource["path"] + facts["path"],
        parameters={each["name"]: _parameter(each) for each in (*resource["params"], *facts["params"])},
        answers={
            status: Answer(_described(each.get("schema")), each.get("events", {}))
            for status, each in facts["responses"].items()
        },
        scopes=frozenset(facts["scopes"]), stream=facts.get("stream", ""), since=resource.get("since", ""),
        links=resource.get("links", {}),
    )  # fmt: skip


def _parameter(facts: Mapping[str, Any]) -> Parameter:
    location = _PLACES.get(facts["in"], facts["in"])
    return Parameter(
        name=facts["name"], location=location, required=location == "path" or facts.get("required", False),
        type=facts.get("type", ""),
        schema=_described(facts.get("schema")), limits={key: facts[key] for key in _LIMITS if key in facts},
        said={key: facts[key] for key in ("default", "example") if key in facts},
        deprecated=facts.get("deprecated", False), since=facts.get("since", ""),
    )  # fmt: skip


def _described(name: str | None) -> str:
    return "" if name is None or name in NEVER_DESCRIBED else name
