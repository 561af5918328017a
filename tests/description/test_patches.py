"""What a patch changes has to be there: what is misspelt, or gone in a new version, is named as such."""

from __future__ import annotations

from typing import Any

import pytest

from dynaclient import DescriptionError, load
from tests.support.descriptions import action, describe, query

INNER = {"resources": {"inner": {"path": "/inner", "actions": {"get": action()}}}, "parameters": {"id": query()}}
DOCUMENT = describe(
    {"get": action({"limit": query()}), "shared": {"$ref": "#/x-shared"}},
    INNER,
    parameters={"trace": query()},
) | {"x-shared": action()}


def things(**changes: Any) -> dict[str, Any]:
    return {"resources": {"things": changes}}


NOTE = {"description": "A note."}
ADDED = {"method": "GET", "path": "/new"}
WRONG: dict[str, tuple[dict[str, Any], list[str]]] = {
    "an action": (things(actions={"gte": NOTE}), ["the resource 'things' has no action 'gte'", "did you mean get?"]),
    "an action like no other": (things(actions={"remove": NOTE}), ["— remove it from the patch, or give it `method`"]),
    "an action without a method": (things(actions={"remove": {"path": "/a"}}), ["no action 'remove'"]),
    "a resource": ({"resources": {"thinks": NOTE}}, ["the description has no resource 'thinks'", "mean things?"]),
    "an action of no resource": (
        {"resources": {"others": {"actions": {"get": NOTE}}}},
        ["/resources/others/actions/get: the resource 'others' has no action 'get'"],
    ),
    "an inner resource": (things(resources={"iner": NOTE}), ["the resource 'things' has no resource 'iner'", "inner?"]),
    "an inner action": (things(resources={"inner": {"actions": {"post": NOTE}}}), ["'inner' has no action 'post'"]),
    "a parameter": (
        things(actions={"get": {"parameters": {"limt": NOTE}}}),
        ["the action 'get' has no parameter 'limt'", "did you mean limit?", "give it `in` if it is new"],
    ),
    "an inherited parameter": (things(actions={"get": {"parameters": {"id": NOTE}}}), ["no parameter 'id'"]),
    "a parameter of a new action": (
        things(actions={"new": {**ADDED, "parameters": {"q": NOTE}}}),
        ["no parameter 'q'"],
    ),
    "a parameter of a resource": (things(parameters={"ids": NOTE}), ["the resource 'things' has no parameter 'ids'"]),
    "a shared parameter": ({"parameters": {"tracing": NOTE}}, ["the description has no parameter 'tracing'"]),
}
RIGHT: dict[str, dict[str, Any]] = {
    "changes": things(
        **NOTE,
        actions={"get": {**NOTE, "parameters": {"limit": NOTE}}},
        resources={"inner": {"actions": {"get": NOTE}}},
    ),
    "removals": things(actions={"gone": None, "get": {"parameters": {"limit": None, "gone": None}}}),
    "additions": things(actions={"new": {**ADDED, "parameters": {"q": query()}}}, resources={"new": {"actions": {}}})
    | {"parameters": {"new": query()}},
    "a new resource": {"resources": {"others": {"path": "/o", "actions": {"get": ADDED}}}},
    "what is elsewhere": things(actions={"shared": {"parameters": {"any": NOTE}}, "other": {"$ref": "#/x-shared"}}),
    "another kind": {"resources": {"things": {"parameters": 5}}, "parameters": None, "title": "A"},
    "no shape of ours": things(actions={"get": {"parameters": {"$ref": "#/none"}}}),
}


@pytest.mark.parametrize(("patch", "parts"), WRONG.values(), ids=WRONG)
def test_a_change_of_what_is_not_there_is_refused(patch: dict[str, Any], parts: list[str]) -> None:
    with pytest.raises(DescriptionError) as caught:
        load(DOCUMENT, patch=[{}, patch])
    message = str(caught.value)
    assert message.startswith("The patch has 1 problem:")
    assert all(part in message for part in parts), message
    assert (caught.value.patch, [problem.rule for problem in caught.value.problems]) == ("a patch", ["patch"])


@pytest.mark.parametrize("patch", RIGHT.values(), ids=RIGHT)
def test_any_other_patch_is_applied(patch: dict[str, Any]) -> None:
    assert load(DOCUMENT, patch=patch).document != DOCUMENT


def test_a_patch_may_change_what_an_earlier_one_has_added() -> None:
    patches = [things(actions={"new": ADDED}), things(actions={"new": NOTE})]
    assert load(DOCUMENT, patch=patches).action("things.new").description == "A note."
