"""What is said to be sound has no problem that building its actions would find, and is built to the same actions."""

from __future__ import annotations

import json
from typing import Any

import pytest

from dynaclient import Api, DescriptionError, load
from dynaclient.description.soundness import is_sound
from tests.description.test_lint import LINT_ONLY, OF_ALL_CALLS, PROBLEMS
from tests.support import ROOT
from tests.support.descriptions import action, describe, query

BUNDLED = json.loads((ROOT / "api.json").read_text("utf-8"))
PATTERN = {"type": "string", "pattern": "^a$"}
SOUND: dict[str, dict[str, Any]] = {
    "small": describe({"get": action({"q": query(PATTERN)}, responses={"200": {"schema": {"$ref": "#/schemas/a"}}})}, schemas={"a": PATTERN}),
    "not of any resource": {"dynaclient": 1, "resources": {}},
}  # fmt: skip
UNSOUND: dict[str, Any] = {
    "a schema that no action uses": describe(schemas={"a": {"type": "text"}}),
    "a schema of a response": describe({"get": action(responses={"200": {"schema": {"pattern": "("}}})}),
    "a server": describe(server={"url": 1}),
    "the servers": describe(servers=[]),
    "the errors": describe(errors={"type": 1}),
    "the auth schemes": describe(auth={"a": {"type": "unknown"}}),
    "the headers": describe(headers={"a": 1}),
    "the links": describe(links=1),
    "resources that cannot be read": {"dynaclient": 1, "resources": {"a": {"$ref": "#/none"}}},
    "another version": {"dynaclient": 2, "resources": {}},
}


def built(api: Api) -> dict[str, Any]:
    """Return what the actions are, as far as it can be compared; None for one that has problems."""
    found: dict[str, Any] = {}
    for name in api.actions:
        try:
            made = api.action(name)
        except DescriptionError:
            found[name] = None
        else:
            parameters = {
                key: (one.wire, one.location, one.required, one.style, repr(one.schema.raw))
                for key, one in made.parameters.items()
            }
            statuses = {key: sorted(one.described.content) for key, one in made.responses.items()}
            found[name] = (
                made.method,
                made.path,
                parameters,
                statuses,
                made.scopes,
                made.auth,
                made.headers,
                len(made.left_out),
            )
    return found


@pytest.mark.parametrize("name", [*SOUND, *(sorted(LINT_ONLY - {"an unknown method"}))])
def test_a_sound_description_is_built_as_if_that_were_not_known(name: str) -> None:
    description = SOUND[name] if name in SOUND else PROBLEMS[name][0]
    if name in SOUND:
        assert is_sound(description)
    if is_sound(description):
        assert built(Api(description, is_sound=True)) == built(load(description))
        assert not any(one is None or one[-1] for one in built(load(description)).values())


@pytest.mark.uncounted
def test_the_bundled_description_is_sound_and_built_as_if_that_were_not_known() -> None:
    assert is_sound(BUNDLED)
    assert built(Api(BUNDLED, is_sound=True)) == built(load(BUNDLED))


@pytest.mark.parametrize("name", [*UNSOUND, *sorted(set(PROBLEMS) - LINT_ONLY - OF_ALL_CALLS)])
def test_a_description_with_problems_is_not_sound(name: str) -> None:
    assert not is_sound(UNSOUND[name] if name in UNSOUND else PROBLEMS[name][0])


def test_the_work_is_done_in_parts() -> None:
    parts: list[None] = []
    assert is_sound(SOUND["small"], lambda: parts.append(None))
    assert len(parts) > 3


def test_a_sound_description_with_a_patch_is_validated_anew() -> None:
    api = Api(SOUND["small"], is_sound=True)
    patched = load(api, patch={"resources": {"things": {"actions": {"get": {"method": 1}}}}})
    with pytest.raises(DescriptionError, match="method"):
        patched.action("things.get")
