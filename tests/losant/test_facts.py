"""The bundled description agrees with the published facts of the Losant API."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import jsonschema
import jsonschema_rs
import pytest

from dynaclient import Api, format_description, lint, load
from dynaclient.description.model import UNSET, Parameter
from dynaclient.description.spellings import snake_case
from dynaclient.schema.references import format_pointer, parse_pointer, resolve_pointer, walk
from dynaclient.schema.validation import Validator
from tests.support import ROOT
from tests.support import losant_facts as facts
from tests.support.boundary_values import Location, Walker, constraints

pytestmark = pytest.mark.uncounted

FILE = ROOT / "api.json"
API = load(FILE)
ACTIONS = facts.actions()
COMMON = ("losantdomain", "_actions", "_links", "_embedded")


def _used_schemas() -> list[str]:
    """Return the names of the schemas that an action refers to."""
    responses = [response for action in ACTIONS.values() for response in action.responses.values()]
    names = {parameter.schema for action in ACTIONS.values() for parameter in action.parameters.values()}
    names |= {name for response in responses for name in (response.schema, *response.events.values())}
    pending = list(names - {""})
    found = set(pending)
    while pending:
        more = set(facts.references(facts.schemas()[pending.pop()])) - found
        found |= more
        pending += more
    return sorted(found)


USED = _used_schemas()
SCHEMAS = sorted({*USED, *(facts.schemas().keys() & API.schemas.keys())})
"""All schemas that an action refers to, and other published schemas that we have too."""


# --- the facts -------------------------------------------------------------------------------------------------------


def test_the_facts_are_complete() -> None:
    resources = facts.published("actions")
    assert (len(resources), len(ACTIONS)) == (101, 380)
    assert (len(facts.schemas()), len(facts.examples())) == (335, 323)
    assert len(USED) == 302


@pytest.mark.parametrize("name", sorted(facts.schemas()))
def test_each_corrected_schema_is_valid(name: str) -> None:
    jsonschema.Draft7Validator.check_schema(facts.standalone(name))
    assert not _invalid_patterns(facts.schemas()[name])


def _invalid_patterns(schema: Any) -> list[str]:
    invalid = []
    for pattern in _patterns(schema):
        try:
            jsonschema_rs.Draft7Validator({"pattern": pattern})
        except (ValueError, jsonschema_rs.ValidationError):
            invalid.append(pattern)
    return invalid


def _patterns(schema: Any) -> set[str]:
    found = set()
    for pointer, shape, value in walk((), "schema", schema):
        if shape == "schema" and isinstance(value, dict) and isinstance(value.get("pattern"), str):
            found.add(value["pattern"])
        elif shape == "schemas" and pointer[-1] == "patternProperties":
            found |= value.keys()
    return found


CORRECTIONS = (*facts.SCHEMA_CORRECTIONS, *facts.ACTION_CORRECTIONS)


@pytest.mark.parametrize("correction", CORRECTIONS, ids=lambda row: f"{row.names[0]}-{row.path[-1]}-{row.problem[:20]}")
def test_each_correction_changes_something(correction: facts.Correction) -> None:
    schemas, resources = facts.published("schemas"), facts.published("actions")
    for name in correction.names:
        resource, _, key = name.partition(".")
        whole = resources[resource]["actions"][key] if key else schemas[name]
        published = resolve_pointer(whole, tuple(map(str, correction.path)))
        assert correction.correct(published) != published


def test_each_corrected_example_of_a_parameter_is_an_allowed_value() -> None:
    parameters = [parameter for action in ACTIONS.values() for parameter in action.parameters.values()]
    limited = [
        (fact.values["example"], fact.limits["enum"])
        for fact in parameters
        if "example" in fact.values and "enum" in fact.limits
    ]
    assert [example for example, allowed in limited if str(example) not in allowed] == []


# --- actions ---------------------------------------------------------------------------------------------------------


def test_the_actions_are_those_of_the_facts() -> None:
    assert sorted(API.actions) == sorted(ACTIONS)
    assert sorted(API.all_resources) == sorted(facts.published("actions"))


@pytest.mark.parametrize("name", list(ACTIONS))
def test_each_action_has_the_method_path_and_scopes_of_the_facts(name: str) -> None:
    fact, ours = ACTIONS[name], API.action(name)
    assert (ours.method, ours.path) == (fact.method, fact.path)
    assert (ours.since, dict(ours.links or {})) == (fact.since, fact.links)
    assert (len(ours.scopes), frozenset(ours.scopes)) == (len(fact.scopes), fact.scopes)
    assert ours.auth == (("accessToken",),)
    assert ours.auth_required is bool(fact.scopes)


@pytest.mark.parametrize("name", list(ACTIONS))
def test_each_action_has_the_parameters_of_the_facts(name: str) -> None:
    fact, ours = ACTIONS[name], API.action(name)
    common = COMMON[:1] if fact.stream else COMMON
    assert sorted(ours.parameters) == sorted([*fact.parameters, *common])
    for parameter in fact.parameters.values():
        assert _described(ours.parameters[parameter.name]) == _expected(parameter)


def _described(ours: Parameter) -> dict[str, Any]:
    """Return the facts of a parameter of our description."""
    name = ours.schema.name if ours.schema.name in facts.schemas() else ""
    limits = {key: _plain(ours.schema.get_keyword(key)) for key in ("enum", "pattern", "minLength", "maxLength")}
    types = "file" if ours.schema.has_files else " ".join(sorted(ours.schema.types))
    return {
        "wire": ours.wire, "location": ours.location, "required": ours.required, "since": ours.since,
        "deprecated": bool(ours.deprecated), "schema": name, "type": "" if name else types,
        "limits": {} if name else {key: limit for key, limit in limits.items() if limit is not None},
        "default": _typed(ours.default), "example": _typed(ours.example),
        "style": ours.style if ours.location == "query" else "",
    }  # fmt: skip


def _expected(fact: facts.Parameter) -> dict[str, Any]:
    """Return the published facts of a parameter, in the same form."""
    return {
        "wire": fact.name, "location": fact.location, "required": fact.required, "since": fact.since,
        "deprecated": fact.deprecated, "schema": fact.schema, "type": "" if fact.schema else fact.type,
        "limits": {} if fact.schema else {key: _plain(limit) for key, limit in fact.limits.items()},
        "default": _typed(fact.values.get("default", UNSET)), "example": _typed(fact.values.get("example", UNSET)),
        "style": _style(fact) if fact.location == "query" else "",
    }  # fmt: skip


def _style(fact: facts.Parameter) -> str:
    if fact.name == "query" and fact.type == "object":
        return "json"
    return "brackets" if fact.type in ("array", "object") or fact.schema else "form"


def _plain(value: Any) -> Any:
    r"""Return a limit with `0-9` for `\d`, which is the same in a class."""
    return value.replace("\\d", "0-9") if isinstance(value, str) else value


def _typed(value: Any) -> tuple[str, Any]:
    """Return a value with its type, because 1 == True."""
    return type(value).__name__, value


@pytest.mark.parametrize("name", list(ACTIONS))
def test_each_action_has_the_common_parameters(name: str) -> None:
    ours = API.action(name).parameters
    sent = {name: ours[name].preset for name in COMMON if name in ours}
    presets = {} if ACTIONS[name].stream else {"_actions": False, "_links": True, "_embedded": True}
    assert sent == {"losantdomain": UNSET, **presets}
    assert [ours[name].location for name in sent] == ["header", *["query"] * len(presets)]


@pytest.mark.parametrize("name", list(ACTIONS))
def test_each_action_has_the_responses_of_the_facts(name: str) -> None:
    fact, ours = ACTIONS[name], API.action(name)
    schemas = {status: (response.schema.name if response.schema else "") for status, response in ours.responses.items()}
    events = [(name, schema.name) for response in ours.responses.values() for name, schema in response.events.items()]
    assert schemas == {status: response.schema for status, response in fact.responses.items()}
    assert events == [event for response in fact.responses.values() for event in response.events.items()]
    assert "".join(response.stream for response in ours.responses.values()) == fact.stream


PAGED = ({"page", "perPage"}, {"limit", "offset"}, {"limit", "startingAfterId"})


@pytest.mark.parametrize("name", list(ACTIONS))
def test_each_action_with_pages_declares_its_pagination(name: str) -> None:
    ours = API.action(name)
    has_pages = any(names <= ours.parameters.keys() for names in PAGED)
    assert bool(ours.paginate) is has_pages


# --- descriptions ----------------------------------------------------------------------------------------------------

_ARTICLES = frozenset({"a", "an", "the", "of", "this"})


def _is_empty(name: str, description: str) -> bool:
    """Return whether a description is missing, or only repeats the name."""
    words = [word for word in re.findall(r"[a-z0-9]+", description.lower()) if word not in _ARTICLES]
    return words in ([], snake_case(name).strip("_").split("_"))


@pytest.mark.parametrize("name", sorted(API.all_resources))
def test_each_resource_is_described(name: str) -> None:
    assert not _is_empty(name, API.resource(name).description)


@pytest.mark.parametrize("name", list(ACTIONS))
def test_each_action_parameter_and_response_is_described(name: str) -> None:
    ours = API.action(name)
    described: dict[str, Any] = {ours.key: ours}
    described |= {f"parameter {parameter.name}": parameter for parameter in ours.parameters.values()}
    described |= {f"response {status}": response for status, response in ours.responses.items()}
    assert [key for key, part in described.items() if _is_empty(key.rpartition(" ")[2], part.description)] == []


@pytest.mark.parametrize(
    ("name", "description"), [("perPage", ""), ("perPage", "The per page."), ("deviceId", "Device ID"), ("_links", "Links.")]
)  # fmt: skip
def test_a_repeated_name_is_not_a_description(name: str, description: str) -> None:
    assert _is_empty(name, description)
    assert not _is_empty(name, "The most items of a page.")


# --- schemas ---------------------------------------------------------------------------------------------------------

RANDOM = 60
"""How many random instances of each schema are compared at full size, which also includes each location of it."""

sizes = pytest.mark.parametrize("size", [RANDOM // 10, pytest.param(RANDOM, marks=pytest.mark.full)])

SLOW = 6
"""How many valid and how many invalid instances of each schema the slower engine validates."""


@dataclass
class Comparison:
    """The result of the comparison of one schema with the facts."""

    valid: int = 0
    invalid: int = 0
    differences: list[str] = field(default_factory=list)
    satisfied: list[str] = field(default_factory=list)
    """The constraints that each value satisfied."""
    unreached: list[str] = field(default_factory=list)
    """The locations at which no value led to a valid instance."""
    sample: list[tuple[Any, bool]] = field(default_factory=list)
    """Some instances, and whether they are valid by the facts."""


THEIRS = Walker(lambda reference: facts.schemas()[reference.removeprefix("#/definitions/")])
OURS = Walker(lambda reference: resolve_pointer(API.document, parse_pointer(reference)))
Locations = Iterator[tuple[Walker, Location]]


def _all_locations(name: str, api: Api, ours: Walker, known: set[tuple[int, ...]] | None = None) -> Locations:
    """Yield the locations of a schema, in the facts and in a description."""
    for walker, schemas in ((THEIRS, facts.schemas()), (ours, api.schemas)):
        yield from ((walker, location) for location in walker.locations(schemas[name], known))


@cache
def _own_locations() -> dict[str, list[tuple[Walker, Location]]]:
    """Return for each schema the locations that no schema before it refers to."""
    known = {THEIRS.key(facts.schemas()[name]) for name in SCHEMAS} | {OURS.key(API.schemas[name]) for name in SCHEMAS}
    return {name: list(_all_locations(name, API, OURS, known)) for name in SCHEMAS}


@cache
def _comparison(name: str, size: int) -> Comparison:
    locations = _all_locations(name, API, OURS) if size == RANDOM else _own_locations()[name]
    return _compare_schemas(name, API, locations, size)


def _compare_schemas(name: str, api: Api, locations: Iterable[tuple[Walker, Location]], randoms: int) -> Comparison:
    """Compare which values are valid by the facts and by a description, at locations of both schemas."""
    found = Comparison()
    fact = jsonschema_rs.Draft7Validator(facts.standalone(name), validate_formats=False)
    validator = api.schema_at(("schemas", name)).validator
    for walker, location in locations:
        _compare_at(location, walker, fact, validator, found)
    rng = random.Random(name)
    for _ in range(randoms):
        _compare(THEIRS.generate([facts.schemas()[name]], rng), "random", fact, validator, found)
    by_validity = [[row for row in found.sample if row[1] is valid] for valid in (True, False)]
    found.sample = [row for rows in by_validity for row in rows[:: max(len(rows) // SLOW, 1)][:SLOW]]
    return found


def _validator(name: str) -> Validator:
    return API.schema_at(("schemas", name)).validator


def _compare_at(location: Location, walker: Walker, fact: Any, validator: Validator, found: Comparison) -> None:
    satisfied = set(constraints(location.schema))
    reached = False
    for value in walker.values(location):
        reached |= _compare(location.instance(value), location.pointer, fact, validator, found)
        if satisfied:
            satisfied.difference_update(walker.unsatisfied(location.schema, value))
    found.satisfied += [f"{location.pointer}: {constraint}" for constraint in satisfied]
    found.unreached += [] if reached else [location.pointer]


def _compare(instance: Any, pointer: str, fact: Any, validator: Validator, found: Comparison) -> bool:
    valid = bool(fact.is_valid(instance))
    if validator.is_clearly_valid(instance) is not valid:
        verdict = "valid" if valid else "invalid"
        found.differences.append(f"{pointer}: {verdict} by the facts alone: {json.dumps(instance)[:200]}")
    found.valid += valid
    found.invalid += not valid
    if (found.valid if valid else found.invalid) % 40 == 1:
        found.sample.append((instance, valid))
    return valid


def test_all_schemas_that_an_action_refers_to_exist() -> None:
    assert set(USED) - API.schemas.keys() == set()


@sizes
@pytest.mark.parametrize("name", SCHEMAS)
def test_each_schema_accepts_the_same_values_as_the_facts(name: str, size: int) -> None:
    found = _comparison(name, size)
    assert found.differences[:5] == []
    assert found.valid > size // 2
    assert found.invalid > 5


@sizes
@pytest.mark.parametrize("name", SCHEMAS)
def test_each_constraint_of_each_schema_is_tested(name: str, size: int) -> None:
    """In both schemas, each with an instance that is valid otherwise."""
    found = _comparison(name, size)
    assert found.satisfied == []
    assert found.unreached == []


@sizes
@pytest.mark.parametrize("name", SCHEMAS)
def test_the_slower_engine_accepts_the_same_values(name: str, size: int) -> None:
    fact = jsonschema.Draft7Validator(facts.standalone(name))
    for instance, valid in _comparison(name, size).sample:
        assert (not _validator(name).find_violations(instance)) is valid, instance
        # Python's `$` also matches before a line break at the end; that of JSON Schema does not.
        assert "\\n" in json.dumps(instance) or fact.is_valid(instance) is valid


MISTAKES: tuple[tuple[str, str, Any], ...] = (
    ("devicePost", "/schemas/name/maxLength", 256),
    ("devicePost", "/schemas/name/minLength", 0),
    ("devicePost", "/schemas/devicePost/additionalProperties", True),
    ("devicePost", "/schemas/devicePost/properties/nmae", {"type": "string"}),
    ("devicePost", "/schemas/keyName/pattern", "^[0-9a-zA-Z_.-]{1,255}$"),
    ("device", "/schemas/id/pattern", "^[A-Fa-f0-9]{23,24}$"),
    ("device", "/schemas/id/type", ["string", "null"]),
    ("flowPost", "/schemas/flowTriggerTimer/properties/type/enum", ["timer", "timre"]),
    ("mePatch", "/schemas/newPassword/allOf", []),
)
"""Mistakes that could be made in our description: the schema that shows each, the pointer, and the wrong value."""


@pytest.mark.parametrize(("name", "pointer", "value"), MISTAKES)
def test_a_mistake_in_our_schemas_is_found(name: str, pointer: str, value: Any) -> None:
    *steps, last = parse_pointer(pointer)
    patch: Any = {last: value}
    assert resolve_pointer(API.document, tuple(steps)).get(last) != value
    for step in reversed(steps):
        patch = {step: patch}
    changed = load(API, patch=patch)
    ours = Walker(lambda reference: resolve_pointer(changed.document, parse_pointer(reference)))
    assert _compare_schemas(name, changed, _all_locations(name, changed, ours), RANDOM).differences


@sizes
def test_enough_instances_were_compared(size: int) -> None:
    comparisons = [_comparison(name, size) for name in SCHEMAS]
    least = 100_000 * size // RANDOM
    assert sum(comparison.valid for comparison in comparisons) >= least
    assert sum(comparison.invalid for comparison in comparisons) >= least


# --- examples --------------------------------------------------------------------------------------------------------

CORRECTED_EXAMPLES = {
    "applicationCloneDryRunResult": "its schema has `requiresJob`, the example `jobRequired`",
    "deviceAttributes": "its item refers to an example that there is not",
}
"""The examples that differ in our description, with the reason."""

EXAMPLES = sorted(facts.examples().keys() & set(SCHEMAS))


@pytest.mark.parametrize("name", EXAMPLES)
def test_each_example_is_in_our_description_and_valid(name: str) -> None:
    example, shown = facts.examples()[name], API.schemas[name]["examples"]
    validator = _validator(name)
    assert validator.is_valid(example)
    assert all(map(validator.is_valid, shown))
    assert (example in shown) is (name not in CORRECTED_EXAMPLES)


# --- the file --------------------------------------------------------------------------------------------------------


def _own_patterns() -> list[str]:
    of_parameters = [parameter.schema.raw for name in ACTIONS for parameter in API.action(name).parameters.values()]
    return sorted({pattern for schema in (*API.schemas.values(), *of_parameters) for pattern in _patterns(schema)})


@pytest.mark.parametrize("pattern", _own_patterns())
def test_each_pattern_can_be_matched_in_linear_time(pattern: str) -> None:
    assert not re.search(r"\(\?[=!<]|\\[1-9]", pattern)
    jsonschema_rs.Draft7Validator({"pattern": pattern}, pattern_options=jsonschema_rs.RegexOptions())


def test_the_file_has_no_problems() -> None:
    assert lint(FILE) == []


def test_the_file_is_formatted() -> None:
    text = FILE.read_text("utf-8")
    assert format_description(text) == text


def test_the_file_is_not_too_large_for_editors() -> None:
    assert FILE.stat().st_size <= 1_200_000


# --- secrets ---------------------------------------------------------------------------------------------------------

SECRET_NAME = re.compile(
    r"password|passphrase|secret|token|privateKey|accountKey|accessKey|encryptionKey|authKey|apiKey|sslKey|keyJson|keyUri"
    r"|connectionString|connectionUri|recovery|community|SAMLResponse|twoFactorCode|verificationCode|signature",
    re.IGNORECASE,
)
"""Names of secret values."""

NO_SECRETS = {
    "apiKeySid": "an identifier; `apiKeySecret` is the secret",
    "apiToken": "the body for a new or changed API token; only `token` in it is secret",
    "apiTokenId": "an identifier",
    "oauthToken": "the body for a new or changed OAuth token",
    "oauthTokenId": "an identifier",
    "expUserTokenCutoff": "a time",
    "passwordLastUpdated": "a time",
    "tokenCutoff": "a time",
}
"""Names that match, but are not of secrets."""

ALSO_SECRET = (
    "/schemas/applicationKeyPostResponse/properties/key",
    "/schemas/deviceCredentials/properties/key",
    "/schemas/multiFactorAuthInfo/properties/key",
    "/schemas/websocketIntegration/properties/headers/items/properties/headerValue",
    "/schemas/deviceRecipeBulkCreate/properties/csvResult",
)
"""Secrets whose names do not match."""


def _members() -> Iterator[tuple[str, str, Any]]:
    """Yield the pointer, the name and the schema of each property, and those of each parameter with its description."""
    for name, schema in API.schemas.items():
        for tokens, shape, value in walk(("schemas", name), "schema", schema):
            if shape == "schemas" and tokens[-1] == "properties":
                yield from ((format_pointer((*tokens, key)), key, member) for key, member in value.items())
    for parameter in (parameter for name in ACTIONS for parameter in API.action(name).parameters.values()):
        yield parameter.pointer, parameter.name, resolve_pointer(API.document, parse_pointer(parameter.pointer))


def _can_be_secret(pointer: str, member: Any) -> bool:
    """Return whether a property or a parameter can be or contain a string."""
    schema = API.schema_at(parse_pointer(f"{pointer}/schema" if "in" in member else pointer))
    return not schema.types or bool(schema.types & {"string", "object", "array"})


def test_members_with_the_name_of_a_secret_are_secret() -> None:
    named = [row for row in _members() if SECRET_NAME.search(row[1]) and row[1] not in NO_SECRETS]
    public = {pointer for pointer, _, member in named if not member.get("secret") and _can_be_secret(pointer, member)}
    assert sorted(public) == []


@pytest.mark.parametrize("pointer", ALSO_SECRET)
def test_secrets_with_other_names_are_secret(pointer: str) -> None:
    assert resolve_pointer(API.document, parse_pointer(pointer))["secret"] is True


@pytest.mark.parametrize("name", NO_SECRETS)
def test_each_exception_for_the_name_of_a_secret_is_used(name: str) -> None:
    assert any(member == name and SECRET_NAME.search(name) for _, member, _ in _members())


def test_an_action_reports_whether_it_has_secret_parameters() -> None:
    names = {name for name in ACTIONS if API.action(name).has_secrets}
    assert {"auth.authenticateUser", "me.changePassword", "credentials.post"} <= names
