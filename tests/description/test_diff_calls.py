"""
What is called safe, tried with calls: random descriptions, a random change of each, and random calls.

If no difference concerns a program, each call that the old description builds is built by the new one; if nothing on
the wire differs either, with the same bytes.
"""

from __future__ import annotations

import copy
import json
import random
import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dynaclient import Client, DescriptionError, InvalidCall, load
from dynaclient.description.diff.changes import SAFE, Difference, differences
from dynaclient.description.rules import FIXED_EXPLODE, STYLES
from dynaclient.messages import Request
from tests.support.descriptions import describe

Rng = random.Random
SCHEMAS: list[Any] = [
    True, {"type": "integer"}, {"type": "integer", "minimum": 1}, {"type": "integer", "exclusiveMinimum": 0, "maximum": 3},
    {"type": "number", "multipleOf": 0.5}, {"type": "boolean"}, {"type": "string"}, {"type": "string", "maxLength": 2}, {"enum": ["a", "b|c"]}, {"enum": [1, "1"]},
    {"type": ["string", "integer"]}, {"type": "array"}, {"type": "array", "items": {"type": "integer"}}, {"type": "array", "items": {"enum": ["a", "b"]}, "maxItems": 1},
    {"type": "object"}, {"type": "object", "properties": {"a": {"type": "integer"}}, "additionalProperties": False},
    {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "string"}}}, {"type": "array", "items": {"type": "array"}},
]  # fmt: skip
VALUES: list[Any] = [
    0, 1, 2, 3, -4, 0.5, 1.5, 1e22, True, False, None, "", "a", "b", "ab", "b|c", ".", "..", "a/b", "x y", "é", "1", "true", "2.0", "1e+5", "a,b", "a.b", "[", "%2e", ";x",
    [], ["a"], ["a", "b"], [1, 2], [""], ["a|b"], ["a b", "c"], ["a,b"], ["a.b", "c"], [[1], [2]], [None], [True],
    {}, {"a": 1}, {"a": "x|y"}, {"a": 1, "b": [1, 2]}, {"a[b": 1}, {"a": ["x", "y"]}, {"a": None}, {"a": {"b": 1}}, {"a.b": "c,d"},
]  # fmt: skip
MEDIA = ["application/json", "application/x-www-form-urlencoded", "application/merge+json"]
PATHS = ["/{p}", "/.{p}", "/x{p}", "/{p}.json", "/a/{p}/b", "/{p}{r}", "/{r}/{p}"]


def a_parameter(rng: Rng, location: str) -> dict[str, Any]:
    made: dict[str, Any] = {"in": location, "schema": rng.choice(SCHEMAS)}
    for key in rng.sample(sorted(KEYS), rng.choice([0, 1, 1, 2])):
        set_key(rng, made, key)
    return made


KEYS: dict[str, Callable[[Rng, dict[str, Any]], Any]] = {
    "style": lambda rng, made: rng.choice(STYLES[made["in"]] or ("",)),
    "explode": lambda rng, made: FIXED_EXPLODE.get(made.get("style", ""), rng.random() < 0.5),
    "allowReserved": lambda rng, _: rng.random() < 0.5,
    "name": lambda rng, _: rng.choice(["n", "m", "n-m"]),
    "schema": lambda rng, _: rng.choice(SCHEMAS),
    "required": lambda rng, made: made["in"] == "path" or rng.random() < 0.3,
    "preset": lambda rng, _: rng.choice([1, "a", ["a"]]),
    "in": lambda rng, made: made["in"] if made["in"] in ("path", "part") else rng.choice(["query", "header", "cookie"]),
    "description": lambda *_: "Other words.",
}


def set_key(rng: Rng, made: dict[str, Any], key: str) -> None:
    made[key] = KEYS[key](rng, made)
    if made["in"] != "path":
        made.pop("allowReserved", None)
    if made["in"] != "query" and made.get("style") not in STYLES[made["in"]]:
        made.pop("style", None)
    if "style" in made and made["style"] in FIXED_EXPLODE:
        made["explode"] = FIXED_EXPLODE[made["style"]]


def an_action(rng: Rng) -> dict[str, Any]:
    names = {"q": "query", "h": rng.choice(["header", "cookie"]), "p": "path", "r": "path"}
    parameters = {name: a_parameter(rng, location) for name, location in names.items()}
    made = {"method": "POST", "path": rng.choice(PATHS), "parameters": parameters}
    body = rng.random()
    if body < 0.3:
        made["parameters"] = {**parameters, **{name: a_parameter(rng, "part") for name in ("s", "t")}}
        made["content"] = rng.sample(MEDIA, 2)
    elif body < 0.6:
        content = {media: rng.choice(SCHEMAS) for media in rng.sample(MEDIA, 2)}
        made["parameters"] = {**parameters, "b": {"in": "body", "content": content}}
    return made


def changed(rng: Rng, old: dict[str, Any]) -> dict[str, Any]:
    new = copy.deepcopy(old)
    for _ in range(rng.choice([1, 1, 2])):
        rng.choice(CHANGES)(rng, new)
    return new


def change_a_key(rng: Rng, new: dict[str, Any]) -> None:
    made = rng.choice(list(new["parameters"].values()))
    if made["in"] == "body":
        made["content"] = {media: rng.choice(SCHEMAS) for media in rng.sample(MEDIA, 2)}
    else:
        set_key(rng, made, rng.choice(sorted(KEYS)))


def remove_a_key(rng: Rng, new: dict[str, Any]) -> None:
    made = rng.choice(list(new["parameters"].values()))
    made.pop(rng.choice([key for key in made if key not in ("in", "content")] or [""]), None)


def change_the_path(rng: Rng, new: dict[str, Any]) -> None:
    new["path"] = rng.choice(PATHS)


def change_the_order(rng: Rng, new: dict[str, Any]) -> None:
    new["parameters"] = dict(rng.sample(list(new["parameters"].items()), len(new["parameters"])))


def change_the_content(rng: Rng, new: dict[str, Any]) -> None:
    if "content" in new:
        new["content"] = rng.sample(MEDIA, rng.choice([1, 2]))


def change_the_parameters(rng: Rng, new: dict[str, Any]) -> None:
    if rng.random() < 0.5:
        new["parameters"]["e"] = a_parameter(rng, "query")
    else:
        new["parameters"].pop(rng.choice(list(new["parameters"])))


CHANGES = (
    change_a_key, change_a_key, change_a_key, change_a_key, remove_a_key, change_the_path, change_the_order,
    change_the_content, change_the_parameters,
)  # fmt: skip


def without_spare_paths(made: dict[str, Any]) -> dict[str, Any]:
    """Return an action without the path parameters that its path does not have."""
    kept = {
        name: parameter
        for name, parameter in made["parameters"].items()
        if parameter["in"] != "path" or f"{{{name}}}" in made["path"]
    }
    return {**made, "parameters": kept}


def built(client: Client, arguments: dict[str, Any], media: str | None) -> Request | None:
    """Return the request of a call, or None if the call is refused."""
    try:
        request: Request = client.with_options(content=media).things.post.prepare(**arguments)
    except InvalidCall:
        return None
    return request


def bytes_of(request: Request) -> tuple[Any, ...]:
    return request.method, request.url, sorted(request.headers.items()), request.body


def check_calls(seed: int) -> str:
    """Compare two random versions of an action, call them, and return how far that went."""
    rng = random.Random(seed)
    actions = [an_action(rng)]
    actions.append(changed(rng, actions[0]))
    try:
        versions = [load(describe({"post": without_spare_paths(made)})) for made in actions]
        old, new = (api.action("things.post") for api in versions)
    except DescriptionError:
        return "not a description"
    found = differences(*versions)
    if any(difference.severity != SAFE for difference in found):
        return "not safe"
    clients = [Client(api) for api in versions]
    count = 0
    for _ in range(40):
        names = [name for name, parameter in old.parameters.items() if parameter.required or rng.random() < 0.5]
        arguments = {name: rng.choice(VALUES) for name in names}
        media = rng.choice([None, *(old.body.content if old.body else old.part_content)])
        before = built(clients[0], arguments, media)
        if before is not None:
            count += 1
            compare(found, before, built(clients[1], arguments, media), arguments)
    return "called" if count and new else "nothing to call"


WHOLE = re.compile(r"[0-9]\.0\b|[0-9]e\+?[0-9]", re.IGNORECASE)
"""A whole number with a fraction or an exponent: it is written without where only integers are declared."""


def compare(found: list[Difference], before: Request, after: Request | None, arguments: dict[str, Any]) -> None:
    """Fail if a call that was built is refused, or is written otherwise, though nothing says so."""
    assert after is not None, arguments
    if all(difference.rule != "wire changed" for difference in found) and not WHOLE.search(json.dumps(arguments)):
        assert bytes_of(before) == bytes_of(after), arguments


@pytest.mark.uncounted
@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**48))
def test_a_call_is_built_and_written_as_before_if_no_difference_says_otherwise(seed: int) -> None:
    check_calls(seed)


def test_many_of_the_random_changes_are_safe_and_called() -> None:
    outcomes = [check_calls(seed) for seed in range(60)]
    assert outcomes.count("called") >= 5
    assert outcomes.count("not safe") >= 5


@pytest.mark.full
def test_many_calls_are_built_and_written_as_before() -> None:
    for seed in range(2_500):
        check_calls(seed)
