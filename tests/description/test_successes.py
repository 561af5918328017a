"""Which responses are successes: beside one that is declared, `default` describes the errors, wherever it matters."""

from __future__ import annotations

from typing import Any

import pytest

from dynaclient import Api, load
from dynaclient.description.successes import successful
from dynaclient.help.pages import PYTHON, action_page
from dynaclient.mock.state.conditions import Conditions, conditions_of
from dynaclient.records import replace
from dynaclient.render.stubs import stubs
from tests.support.descriptions import action, describe

IN_FULL = replace(PYTHON, responses=True)
JSON = {"schema": {"type": "object", "properties": {"reason": {"type": "string"}}}}
DEFAULT = {"content": {"application/json": JSON["schema"]}, "headers": {"ETag": {}}}
CASES: dict[str, tuple[dict[str, Any], list[str]]] = {
    "beside a success": ({"default": DEFAULT, "200": {"schema": {"type": "string"}}}, ["200"]),
    "beside a range": ({"default": DEFAULT, "2XX": {"schema": {"type": "string"}}}, ["2XX"]),
    "beside an error": ({"default": DEFAULT, "404": {"schema": {"type": "string"}}}, ["default"]),
    "alone": ({"default": DEFAULT}, ["default"]),
    "none": ({"404": {}}, []),
}


def described(responses: dict[str, Any]) -> Api:
    return load(describe({"get": action(responses=responses)}))


@pytest.mark.parametrize(("responses", "expected"), CASES.values(), ids=CASES)
def test_default_is_a_success_only_if_no_other_is_declared(responses: dict[str, Any], expected: list[str]) -> None:
    found = described(responses).action("things.get")
    is_default = expected == ["default"]
    assert [response.status for response in successful(found.responses)] == expected
    assert ("reason" in stubs(described(responses))["types.pyi"]) is is_default
    assert ("Response default" in action_page(found, wording=IN_FULL).text()) is is_default
    assert conditions_of([found]) == Conditions(etags=is_default, dates=False)


def test_an_error_that_is_a_stream_makes_no_stream_of_a_success() -> None:
    stream = {"stream": "ndjson"}
    assert described({"200": JSON, "default": stream}).action("things.get").stream == ""
    assert described({"default": stream}).action("things.get").stream == "ndjson"
