from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from dynaclient import Action, Api, Client, load
from dynaclient.mock.samples import sample
from dynaclient.model import UNSET

API = load()
MADE = {"applicationId": "575ec8687ae143cd83dc4a97", "apiTokenId": "575ec7417ae143cd83dc4a95"}
ITEMS = {
    "application.": ("applications.post", "application"),
    "applicationApiToken.": ("applicationApiTokens.post", "apiToken"),
}


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with Client.mock(API, check_responses="raise") as made:
        yield made


def _value(action: Action, name: str) -> Any:
    parameter = action.parameters[name]
    if parameter.schema.has_files:
        return b"a file"
    return parameter.example if parameter.example is not UNSET else sample(parameter.schema)


def _arguments(action: Action, *, all_of_them: bool) -> dict[str, Any]:
    return {name: _value(action, name) for name, each in action.parameters.items() if all_of_them or each.required}


@pytest.mark.parametrize("all_of_them", [False, True], ids=["required", "all"])
@pytest.mark.parametrize("name", list(API.actions))
def test_each_action_is_served_with_a_valid_answer(client: Client, name: str, all_of_them: bool) -> None:
    action = API.action(name)
    arguments = _arguments(action, all_of_them=all_of_them)
    if action.path.endswith("Id}"):
        _create(client, action, arguments)
    result = client.with_response.call(name, arguments)
    described = action.response_for(result.status)
    assert described is not None
    assert described.schema is None or described.schema.accepts(result.data)


def _create(client: Client, action: Action, arguments: dict[str, Any]) -> None:
    """Have an item there for the action, under the id that it is called with."""
    creation, body = next(each for front, each in ITEMS.items() if action.name.startswith(front))
    wanted = {name: value for name, value in arguments.items() if name in API.action(creation).parameters}
    made = client.call(creation, {**wanted, body: sample(API.action(creation).parameters[body].schema)})
    arguments[action.pieces[-2][1]] = made["id"]


@pytest.mark.parametrize("name", [each for each in API.actions if API.action(each).body])
def test_each_body_that_is_wrong_is_refused_in_the_shape_of_the_errors(client: Client, name: str) -> None:
    action = API.action(name)
    assert action.body is not None
    arguments = {**_arguments(action, all_of_them=False), action.body.name: ["no", "such", "thing"]}
    with pytest.raises(Exception, match="400 BadRequest") as caught:
        client.with_options(check="off").call(name, arguments)
    refused: Any = caught.value
    assert refused.body["problems"][0]["location"] == "body"


def test_the_bundled_description_has_actions(client: Client) -> None:
    assert isinstance(client.api, Api)
    assert len(client.api.actions) >= 36
