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
) | {"x-shared": action(), "pagniation": {"a": 1}}


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
    "a key of the top": (
        {"sever": "https://x.example"},
        ["/sever: `sever` is not a key allowed here — did you mean server or"],
    ),
    "a key of another format": (
        {"paths": {"/items": {"get": {}}}},
        [
            "/paths: ",
            "— write `resources.NAME.actions.NAME`; a patch is in this format, whatever",
            "`dynaclient import`",
        ],
    ),
    "actions of no resource": ({"actions": {"get": None}}, ["/actions: ", "— write `resources.NAME.actions`; a patch"]),
    "a key of nothing": ({"zzz": 1}, ["/zzz: `zzz` is not a key allowed here — allowed here: $schema, dynaclient, "]),
    "a key of a resource": (things(actons={}), ["/resources/things/actons: ", "did you mean actions?"]),
    "a key of an action": (things(actions={"get": {"metod": "GET"}}), ["/things/actions/get/metod: ", "mean method?"]),
    "a key of a new action": (
        things(actions={"new": {**ADDED, "sumary": ""}}),
        ["/new/sumary: ", "did you mean summary?"],
    ),
    "a key of a parameter": (things(parameters={"id": {"in": "query", "shema": {}}}), ["/id/shema: ", "mean schema?"]),
    "a key beside a reference": (
        things(actions={"shared": {"$ref": "#/x-shared", "pth": ""}}),
        ["/pth: ", "mean path?"],
    ),
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
    "what has no meaning": things(actions={"get": {"x-note": 1, "zzz": None}}) | {"x-note": {"a": 1}, "zzz": None},
    "a key that is there": {"pagniation": {"a": 2}},
    "no shape of ours": things(actions={"get": {"parameters": {"$ref": "#/none"}}}),
}


@pytest.mark.parametrize(("patch", "parts"), WRONG.values(), ids=WRONG)
def test_a_change_of_what_is_not_there_is_refused(patch: dict[str, Any], parts: list[str]) -> None:
    with pytest.raises(DescriptionError) as caught:
        load(DOCUMENT, patch=[{}, patch])
    message = str(caught.value)
    assert message.startswith("The patch has 1 problem:")
    assert all(part in message for part in parts), message
    rule = "unknown-key" if "is not a key" in message else "patch"
    assert (caught.value.patch, [problem.rule for problem in caught.value.problems]) == ("a patch", [rule])


@pytest.mark.parametrize("patch", RIGHT.values(), ids=RIGHT)
def test_any_other_patch_is_applied(patch: dict[str, Any]) -> None:
    assert load(DOCUMENT, patch=patch).document != DOCUMENT


def test_a_patch_may_change_what_an_earlier_one_has_added() -> None:
    patches = [things(actions={"new": ADDED}), things(actions={"new": NOTE})]
    assert load(DOCUMENT, patch=patches).action("things.new").description == "A note."
