"""The bundled description, which is edited by hand, against the published facts of the Losant API."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import islice
from typing import Any

import jsonschema
import jsonschema_rs
import pytest

from dynaclient import Api, format_description, lint, load
from dynaclient.description.model import UNSET, Action, Parameter, snake_case
from dynaclient.schema.references import at, pointer_of, tokens_of, walk
from dynaclient.schema.validation import Checker
from tests.support import ROOT
from tests.support import losant_facts as facts
from tests.support.broken_values import Place, Walker, constraints

pytestmark = pytest.mark.uncounted

FILE = ROOT / "api.json"
API = load(FILE)
ACTIONS = facts.actions()
COMMON = ("losantdomain", "_actions", "_links", "_embedded")


def _used_schemas() -> list[str]:
    """Give the names of the schemas that an action leads to."""
    answers = [each for action in ACTIONS.values() for each in action.answers.values()]
    named = {each.schema for action in ACTIONS.values() for each in action.parameters.values()}
    named |= {name for each in answers for name in (each.schema, *each.events.values())}
    waiting = list(named - {""})
    found = set(waiting)
    while waiting:
        more = set(facts.referred_to(facts.schemas()[waiting.pop()])) - found
        found |= more
        waiting += more
    return sorted(found)


USED = _used_schemas()
SCHEMAS = sorted({*USED, *(facts.schemas().keys() & API.schemas.keys())})
"""All that an action leads to has to be there; of what was published beside it, what is there has to be right."""


# --- the facts -------------------------------------------------------------------------------------------------------


def test_the_facts_are_all_there() -> None:
    resources = facts.published("actions")
    assert (len(resources), len(ACTIONS)) == (101, 380)
    assert (len(facts.schemas()), len(facts.examples())) == (335, 323)
    assert len(USED) == 302


@pytest.mark.parametrize("name", sorted(facts.schemas()))
def test_each_schema_is_in_order_once_it_is_mended(name: str) -> None:
    jsonschema.Draft7Validator.check_schema(facts.alone(name))
    assert not _faulty_patterns(facts.schemas()[name])


def _faulty_patterns(schema: Any) -> list[str]:
    found = []
    for each in _patterns(schema):
        try:
            jsonschema_rs.Draft7Validator({"pattern": each})
        except (ValueError, jsonschema_rs.ValidationError):
            found.append(each)
    return found


def _patterns(schema: Any) -> set[str]:
    found = set()
    for place, shape, value in walk((), "schema", schema):
        if shape == "schema" and isinstance(value, dict) and isinstance(value.get("pattern"), str):
            found.add(value["pattern"])
        elif shape == "schemas" and place[-1] == "patternProperties":
            found |= value.keys()
    return found


@pytest.mark.parametrize("mend", facts.SCHEMA_MENDS, ids=lambda mend: f"{mend.names[0]}-{mend.path[-1]}")
def test_each_mend_of_a_schema_changes_something(mend: facts.Mend) -> None:
    published = facts.published("schemas")
    for name in mend.names:
        there = at(published[name], tuple(map(str, mend.path)))
        assert mend.mended(there) != there


@pytest.mark.parametrize("mend", facts.ACTION_MENDS, ids=lambda mend: f"{mend.names[0]}-{mend.wrong[:20]}")
def test_each_mend_of_an_action_changes_something(mend: facts.Mend) -> None:
    published = facts.published("actions")
    for name in mend.names:
        resource, _, key = name.partition(".")
        there = at(published[resource]["actions"][key], tuple(map(str, mend.path)))
        assert mend.mended(there) != there


def test_each_example_of_a_parameter_is_one_of_its_values_once_it_is_mended() -> None:
    outside = [
        (action.name, each.name)
        for action in ACTIONS.values()
        for each in action.parameters.values()
        if {"example", "enum"} <= {*each.said, *each.limits} and str(each.said["example"]) not in each.limits["enum"]
    ]
    assert outside == []


# --- actions ---------------------------------------------------------------------------------------------------------


def test_the_actions_are_those_of_the_facts_and_no_others() -> None:
    assert sorted(API.actions) == sorted(ACTIONS)
    assert sorted(API.all_resources) == sorted(facts.published("actions"))


@pytest.mark.parametrize("name", list(ACTIONS))
def test_each_action_is_called_as_the_facts_say(name: str) -> None:
    fact, ours = ACTIONS[name], API.action(name)
    assert (ours.method, ours.path) == (fact.method, fact.path)
    assert (ours.since, dict(ours.links or {})) == (fact.since, fact.links)
    assert (len(ours.scopes), frozenset(ours.scopes)) == (len(fact.scopes), fact.scopes)
    assert ours.auth == (("accessToken",),)
    assert ours.auth_required is bool(fact.scopes)


@pytest.mark.parametrize("name", list(ACTIONS))
def test_each_action_takes_what_the_facts_say(name: str) -> None:
    fact, ours = ACTIONS[name], API.action(name)
    common = COMMON[:1] if fact.stream else COMMON
    assert sorted(ours.parameters) == sorted([*fact.parameters, *common])
    assert {each: _told(ours.parameters[each]) for each in fact.parameters} == {
        each: _wanted(parameter) for each, parameter in fact.parameters.items()
    }


def _told(ours: Parameter) -> dict[str, Any]:
    """Give what our description says of a parameter."""
    name = ours.schema.name if ours.schema.name in facts.schemas() else ""
    limits = {key: _plain(ours.schema.said(key)) for key in ("enum", "pattern", "minLength", "maxLength")}
    types = "file" if ours.schema.has_files else " ".join(sorted(ours.schema.types))
    return {
        "wire": ours.wire, "location": ours.location, "required": ours.required, "since": ours.since,
        "deprecated": bool(ours.deprecated), "schema": name, "type": "" if name else types,
        "limits": {} if name else {key: each for key, each in limits.items() if each is not None},
        "default": _exactly(ours.default), "example": _exactly(ours.example),
        "style": ours.style if ours.location == "query" else "",
    }  # fmt: skip


def _wanted(fact: facts.Parameter) -> dict[str, Any]:
    """Give the same, as the facts have it."""
    return {
        "wire": fact.name, "location": fact.location, "required": fact.required, "since": fact.since,
        "deprecated": fact.deprecated, "schema": fact.schema, "type": "" if fact.schema else fact.type,
        "limits": {} if fact.schema else {key: _plain(each) for key, each in fact.limits.items()},
        "default": _exactly(fact.said.get("default", UNSET)), "example": _exactly(fact.said.get("example", UNSET)),
        "style": _style(fact) if fact.location == "query" else "",
    }  # fmt: skip


def _style(fact: facts.Parameter) -> str:
    if fact.name == "query" and fact.type == "object":
        return "json"
    return "brackets" if fact.type in ("array", "object") or fact.schema else "form"


def _plain(value: Any) -> Any:
    r"""Give a limit as it is; `\d` is the same as `0-9` in a class."""
    return value.replace("\\d", "0-9") if isinstance(value, str) else value


def _exactly(value: Any) -> tuple[str, Any]:
    """Give a value with its type: 1 is not true."""
    return type(value).__name__, value


@pytest.mark.parametrize("name", list(ACTIONS))
def test_each_action_takes_what_all_actions_take(name: str) -> None:
    ours = API.action(name).parameters
    sent = {each: ours[each].preset for each in COMMON if each in ours}
    presets = {} if ACTIONS[name].stream else {"_actions": False, "_links": True, "_embedded": True}
    assert sent == {"losantdomain": UNSET, **presets}
    assert [ours[each].location for each in sent] == ["header", *["query"] * len(presets)]


@pytest.mark.parametrize("name", list(ACTIONS))
def test_each_action_answers_what_the_facts_say(name: str) -> None:
    fact, ours = ACTIONS[name], API.action(name)
    told = {status: (each.schema.name if each.schema else "") for status, each in ours.responses.items()}
    events = {name: each.name for answer in ours.responses.values() for name, each in answer.events.items()}
    assert told == {status: each.schema for status, each in fact.answers.items()}
    assert events == {name: each for answer in fact.answers.values() for name, each in answer.events.items()}
    assert "".join(each.stream for each in ours.responses.values()) == fact.stream


PAGED = ({"page", "perPage"}, {"limit", "offset"}, {"limit", "startingAfterId"})


@pytest.mark.parametrize("name", list(ACTIONS))
def test_each_action_that_gives_pages_says_so(name: str) -> None:
    ours = API.action(name)
    paged = any(each <= ours.parameters.keys() for each in PAGED)
    assert bool(ours.paginate) is paged


# --- prose -----------------------------------------------------------------------------------------------------------

_ARTICLES = frozenset({"a", "an", "the", "of", "this"})


def _says_nothing(name: str, description: str) -> bool:
    """Say whether a description is missing, or its name once more."""
    said = [each for each in re.findall(r"[a-z0-9]+", description.lower()) if each not in _ARTICLES]
    return said in ([], snake_case(name).strip("_").split("_"))


@pytest.mark.parametrize("name", sorted(API.all_resources))
def test_each_resource_is_described(name: str) -> None:
    assert not _says_nothing(name, API.resource(name).description)


@pytest.mark.parametrize("name", list(ACTIONS))
def test_each_action_is_described_with_all_that_it_takes_and_answers(name: str) -> None:
    ours = API.action(name)
    told = {ours.key: ours.description}
    told |= {f"parameter {each.name}": each.description for each in ours.parameters.values() if each.name != name}
    told |= {f"answer {status}": each.description for status, each in ours.responses.items()}
    assert [each for each, said in told.items() if _says_nothing(each.rpartition(" ")[2], said)] == []


@pytest.mark.parametrize(
    ("name", "description"), [("perPage", ""), ("perPage", "The per page."), ("deviceId", "Device ID"), ("_links", "Links.")]
)  # fmt: skip
def test_a_name_said_again_is_no_description(name: str, description: str) -> None:
    assert _says_nothing(name, description)
    assert not _says_nothing(name, "The most items that a page may hold.")


# --- schemas ---------------------------------------------------------------------------------------------------------

RANDOM = 60
"""How many random instances are made for each schema at full size, where every place of it is looked at, too."""

sizes = pytest.mark.parametrize("size", [RANDOM // 10, pytest.param(RANDOM, marks=pytest.mark.full)])

SLOW = 6
"""How many instances of each schema, valid and invalid ones, the slower engine is asked about."""


@dataclass
class Comparison:
    """What came of comparing one schema with the facts."""

    valid: int = 0
    invalid: int = 0
    differences: list[str] = field(default_factory=list)
    unbroken: list[str] = field(default_factory=list)
    """The constraints that no value broke in itself."""
    unreached: list[str] = field(default_factory=list)
    """The places at which no value made a valid instance."""
    sample: list[tuple[Any, bool]] = field(default_factory=list)
    """Some instances with the verdict of the facts."""


THEIRS = Walker(lambda reference: facts.schemas()[reference.removeprefix("#/definitions/")])
OURS = Walker(lambda reference: at(API.document, tokens_of(reference)))


Places = Iterator[tuple[Walker, Place]]


def _all_places(name: str, api: Api, ours: Walker, known: set[tuple[int, ...]] | None = None) -> Places:
    """Give the places of a schema, in the facts and in a description."""
    for walker, schemas in ((THEIRS, facts.schemas()), (ours, api.schemas)):
        yield from ((walker, each) for each in walker.places(schemas[name], known))


@cache
def _own_places() -> dict[str, list[tuple[Walker, Place]]]:
    """Give for each schema the places that are its own: those to which no schema leads that stands before it."""
    known = {THEIRS.key(facts.schemas()[name]) for name in SCHEMAS} | {OURS.key(API.schemas[name]) for name in SCHEMAS}
    return {name: list(_all_places(name, API, OURS, known)) for name in SCHEMAS}


@cache
def _compared(name: str, size: int) -> Comparison:
    places = _all_places(name, API, OURS) if size == RANDOM else _own_places()[name]
    return _comparison(name, API, places, size)


def _comparison(name: str, api: Api, places: Iterable[tuple[Walker, Place]], randoms: int) -> Comparison:
    """Compare the verdicts of the facts with those of a description, at places of either schema."""
    found = Comparison()
    fact = jsonschema_rs.Draft7Validator(facts.alone(name), validate_formats=False)
    checker = api.schema_at(("schemas", name)).checker
    for walker, place in places:
        _compare_at(place, walker, fact, checker, found)
    rng = random.Random(name)
    for _ in range(randoms):
        _compare(THEIRS.made([facts.schemas()[name]], rng), "a random one", fact, checker, found)
    found.sample = [*islice(_spread([each for each in found.sample if each[1]]), SLOW),
                    *islice(_spread([each for each in found.sample if not each[1]]), SLOW)]  # fmt: skip
    return found


def _checker(name: str) -> Checker:
    return API.schema_at(("schemas", name)).checker


def _spread(sample: list[tuple[Any, bool]]) -> Iterator[tuple[Any, bool]]:
    yield from sample[:: max(len(sample) // SLOW, 1)]


def _compare_at(place: Place, walker: Walker, fact: Any, checker: Checker, found: Comparison) -> None:
    unbroken = set(constraints(place.schema))
    reached = False
    for value in walker.values(place):
        reached |= _compare(place.instance(value), place.pointer, fact, checker, found)
        if unbroken:
            unbroken.difference_update(walker.broken(place.schema, value))
    found.unbroken += [f"{place.pointer}: {each}" for each in unbroken]
    found.unreached += [] if reached else [place.pointer]


def _compare(instance: Any, where: str, fact: Any, checker: Checker, found: Comparison) -> bool:
    valid = bool(fact.is_valid(instance))
    if checker.waves_through(instance) is not valid:
        told = "valid" if valid else "not valid"
        found.differences.append(f"{where}: {told} by the facts alone: {json.dumps(instance)[:200]}")
    found.valid += valid
    found.invalid += not valid
    if (found.valid if valid else found.invalid) % 40 == 1:
        found.sample.append((instance, valid))
    return valid


def test_all_schemas_that_an_action_leads_to_are_there() -> None:
    assert set(USED) - API.schemas.keys() == set()


@sizes
@pytest.mark.parametrize("name", SCHEMAS)
def test_each_schema_gives_the_verdicts_of_the_facts(name: str, size: int) -> None:
    found = _compared(name, size)
    assert found.differences[:5] == []
    assert found.valid > size // 2
    assert found.invalid > 5


@sizes
@pytest.mark.parametrize("name", SCHEMAS)
def test_each_constraint_of_each_schema_is_broken_in_itself(name: str, size: int) -> None:
    """In theirs and in ours; each at a place where an instance is valid otherwise."""
    found = _compared(name, size)
    assert found.unbroken == []
    assert found.unreached == []


@sizes
@pytest.mark.parametrize("name", SCHEMAS)
def test_the_slower_engine_gives_the_same_verdicts(name: str, size: int) -> None:
    fact = jsonschema.Draft7Validator(facts.alone(name))
    for instance, valid in _compared(name, size).sample:
        assert (not _checker(name).violations(instance)) is valid, instance
        # Python's `$` also matches before a new line at the end; that of JSON Schema does not.
        assert "\\n" in json.dumps(instance) or fact.is_valid(instance) is valid


SLIPS: tuple[tuple[str, str, Any], ...] = (
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
"""Slips that a hand may make in our description: the schema in which each shows, the place, and what is written there."""


@pytest.mark.parametrize(("name", "pointer", "written"), SLIPS)
def test_a_slip_in_our_schemas_is_seen(name: str, pointer: str, written: Any) -> None:
    *steps, last = tokens_of(pointer)
    patch: Any = {last: written}
    assert at(API.document, tuple(steps)).get(last) != written
    for step in reversed(steps):
        patch = {step: patch}
    slipped = load(API, patch=patch)
    ours = Walker(lambda reference: at(slipped.document, tokens_of(reference)))
    assert _comparison(name, slipped, _all_places(name, slipped, ours), RANDOM).differences


@sizes
def test_enough_instances_were_compared(size: int) -> None:
    found = [_compared(name, size) for name in SCHEMAS]
    valid, invalid = sum(each.valid for each in found), sum(each.invalid for each in found)
    least = 100_000 * size // RANDOM
    assert valid >= least
    assert invalid >= least


# --- examples --------------------------------------------------------------------------------------------------------

MENDED_EXAMPLES = {
    "applicationCloneDryRunResult": "its schema has `requiresJob`, the example `jobRequired`",
}
"""The examples that stand otherwise in our description, with the reason."""

EXAMPLES = sorted(facts.examples().keys() & set(SCHEMAS))


@pytest.mark.parametrize("name", EXAMPLES)
def test_each_example_is_shown_and_accepted(name: str) -> None:
    example, shown = facts.examples()[name], API.schemas[name]["examples"]
    checker = _checker(name)
    assert checker.accepts(example)
    assert all(map(checker.accepts, shown))
    assert (example in shown) is (name not in MENDED_EXAMPLES)


# --- the file --------------------------------------------------------------------------------------------------------


def _own_patterns() -> list[str]:
    of_parameters = [each.schema.raw for name in ACTIONS for each in API.action(name).parameters.values()]
    return sorted({pattern for each in (*API.schemas.values(), *of_parameters) for pattern in _patterns(each)})


@pytest.mark.parametrize("pattern", _own_patterns())
def test_each_pattern_runs_in_linear_time(pattern: str) -> None:
    assert not re.search(r"\(\?[=!<]|\\[1-9]", pattern)
    jsonschema_rs.Draft7Validator({"pattern": pattern}, pattern_options=jsonschema_rs.RegexOptions())


def test_the_file_is_in_order() -> None:
    assert lint(FILE) == []


def test_the_file_is_laid_out_as_all_descriptions() -> None:
    text = FILE.read_text("utf-8")
    assert format_description(text) == text


def test_the_file_is_not_too_large_to_be_edited() -> None:
    assert FILE.stat().st_size <= 1_200_000


# --- secrets ---------------------------------------------------------------------------------------------------------

SECRET_NAME = re.compile(
    r"password|passphrase|secret|token|privateKey|accountKey|accessKey|encryptionKey|authKey|apiKey|sslKey|keyJson|keyUri"
    r"|connectionString|connectionUri|recovery|community|SAMLResponse|twoFactorCode|verificationCode|signature",
    re.IGNORECASE,
)
"""How things are called that nobody else may know."""

NO_SECRETS = {
    "apiKeySid": "it says which key is meant; `apiKeySecret` proves it",
    "apiToken": "the body that an API token is made or changed with; `token` in it is secret",
    "apiTokenId": "it says which token is meant",
    "oauthToken": "the body that an OAuth token is made or changed with",
    "oauthTokenId": "it says which token is meant",
    "expUserTokenCutoff": "a time",
    "passwordLastUpdated": "a time",
    "tokenCutoff": "a time",
}
"""What is called like a secret and is none."""

ALSO_SECRET = (
    "/schemas/applicationKeyPostResponse/properties/key",
    "/schemas/deviceCredentials/properties/key",
    "/schemas/multiFactorAuthInfo/properties/key",
    "/schemas/websocketIntegration/properties/headers/items/properties/headerValue",
    "/schemas/deviceRecipeBulkCreate/properties/csvResult",
)
"""What is secret without being called so."""


def _members() -> Iterator[tuple[str, str, Any]]:
    """Give each property and each parameter: its pointer, its name and what is said of it."""
    for name, schema in API.schemas.items():
        for place, shape, value in walk(("schemas", name), "schema", schema):
            if shape == "schemas" and place[-1] == "properties":
                yield from ((pointer_of((*place, key)), key, each) for key, each in value.items())
    for parameter in (each for name in ACTIONS for each in API.action(name).parameters.values()):
        yield parameter.pointer, parameter.name, at(API.document, tokens_of(parameter.pointer))


def _may_hold_one(pointer: str, said: Any) -> bool:
    """Say whether what is called like a secret is a text, or may be one."""
    schema = API.schema_at(tokens_of(f"{pointer}/schema" if "in" in said else pointer))
    return not schema.types or bool(schema.types & {"string", "object", "array"})


def test_what_is_called_like_a_secret_is_one() -> None:
    called = [each for each in _members() if SECRET_NAME.search(each[1]) and each[1] not in NO_SECRETS]
    told = {pointer for pointer, _, said in called if not said.get("secret") and _may_hold_one(pointer, said)}
    assert sorted(told) == []


@pytest.mark.parametrize("pointer", ALSO_SECRET)
def test_what_is_secret_without_being_called_so_is_marked(pointer: str) -> None:
    assert at(API.document, tokens_of(pointer))["secret"] is True


@pytest.mark.parametrize("name", NO_SECRETS)
def test_what_is_called_like_a_secret_and_is_none_is_there(name: str) -> None:
    assert any(each == name and SECRET_NAME.search(name) for _, each, _ in _members())


def test_an_action_knows_of_the_secrets_that_it_takes() -> None:
    taking: list[Action] = [each for each in map(API.action, ACTIONS) if each.has_secrets]
    assert {"auth.authenticateUser", "me.changePassword", "credentials.post"} <= {each.name for each in taking}
