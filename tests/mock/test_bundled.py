"""Each action of the bundled description: it prepares, documents itself, signs, and is served with a valid answer."""

from __future__ import annotations

import inspect
import pydoc
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import count
from typing import Any
from urllib.parse import quote

import pytest

from dynaclient import Action, Api, Client, load
from dynaclient.description.model import UNSET
from dynaclient.messages import Request, Response
from dynaclient.mock.state.inference import Role, Roles
from dynaclient.schema.references import value_at
from dynaclient.schema.samples import sample
from dynaclient.testing import RecordingTransport, response

pytestmark = pytest.mark.uncounted

API = load()
NAMES = list(API.actions)
ROLES = Roles(API, list(API.outlines()))
TOKEN = "the-token-of-the-tests"

_numbers = count(1)


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with Client.mock(API, validate_responses="raise") as made:
        yield made


# --- what an action is called with -----------------------------------------------------------------------------------


def _value(action: Action, name: str) -> Any:
    parameter = action.parameters[name]
    if parameter.schema.has_files:
        return b"a file"
    if parameter.location == "path" and parameter.schema.name == "id":
        return f"{next(_numbers):024x}"  # a parent of its own, so that the cases do not see each other's items
    return parameter.example if parameter.example is not UNSET else sample(parameter.schema)


def _arguments(action: Action, *, all_of_them: bool) -> dict[str, Any]:
    return {name: _value(action, name) for name, each in action.parameters.items() if all_of_them or each.required}


@cache
def _by_place(*acts: str) -> Mapping[str, Role]:
    """Return the actions that create, or list, by the collection in which they do: those with the fewest parents."""
    found = [each for each in ROLES.all() if each.behavior in acts]
    return {each.path_key: each for each in sorted(found, key=lambda each: -API.action(each.action).path.count("{"))}


MAKES = ("create", "put")
DEPLOYED = {"flowId": f"{1:024x}", "version": "a", "deviceIds": [f"{2:024x}"]}


def _ready(client: Client, action: Action, arguments: dict[str, Any]) -> None:
    """Have what the action is called with be there, and put its id into the arguments."""
    role = ROLES.of(action)
    if role.key and role.path_key in _by_place(*MAKES):
        arguments[role.key] = _created(client, role, arguments)
    if action.paginate.get("cursor") in arguments:
        arguments.update(_after_the_first(client, action, arguments))


def _created(client: Client, role: Role, known: Mapping[str, Any]) -> Any:
    """Make an item below the parents that are known, and give its id, as the answer or the list tells it."""
    for acts in (MAKES, ("list",)):
        action = API.action(_by_place(*acts)[role.path_key].action)
        wanted = _arguments(action, all_of_them=False)
        wanted.update({"deployment": DEPLOYED} if "deployment" in wanted else {})
        parents = {name: known[name] for name in wanted if action.parameters[name].location == "path"}
        answered = client.call(action.name, {**wanted, **parents})
        item = answered["items"][0] if "items" in answered else answered[0] if isinstance(answered, list) else answered
        item = item.get(action.mock.get("inside"), [item])[-1]
        if acts == ("list",) or not ("items" in answered or "response" in action.mock or "forEach" in action.mock):
            break
    return item.get(role.key, item.get("id", item.get("name")))


def _after_the_first(client: Client, action: Action, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Return arguments that ask for what follows the first item, whatever it is."""
    said = action.paginate
    required = {name: each for name, each in arguments.items() if action.parameters[name].required}
    first = value_at(client.call(action.name, required), said["items"])[0]
    return {said["cursor"]: value_at(first, said["key"]), said["filter"]["value"]: "*"}


# --- each action -----------------------------------------------------------------------------------------------------


@pytest.mark.filterwarnings("ignore:.*is deprecated:dynaclient.DynaclientWarning")
@pytest.mark.parametrize("all_of_them", [False, True], ids=["required", "all"])
@pytest.mark.parametrize("name", NAMES)
def test_each_action_is_served_with_a_valid_answer(client: Client, name: str, all_of_them: bool) -> None:
    action = API.action(name)
    arguments = _arguments(action, all_of_them=all_of_them)
    _ready(client, action, arguments)
    result = client.with_response.call(name, arguments)
    if action.stream:
        (kind,) = action.responses["200"].events
        assert [each.event for each in result] == [kind] * 2
        return
    described = action.response_for(result.status)
    assert result.status < 300
    assert "X-Mock" in result.headers
    assert described is not None
    assert described.schema is None or described.schema.is_valid(result.data)


@pytest.mark.parametrize(
    "name",
    [each for each in NAMES if (role := ROLES.of(API.action(each))).behavior == "read" and not role.is_single],
)
def test_each_item_that_was_made_can_be_read(client: Client, name: str) -> None:
    action = API.action(name)
    arguments = _arguments(action, all_of_them=False)
    _ready(client, action, arguments)
    found = client.call(name, arguments)
    assert arguments[ROLES.of(action).key] in found.values()


@pytest.mark.parametrize("name", [each for each in NAMES if API.action(each).body])
def test_each_body_that_is_wrong_is_refused_in_the_shape_of_the_errors(client: Client, name: str) -> None:
    action = API.action(name)
    assert action.body is not None
    wrong = 17 if action.body.schema.is_valid(["no", "such", "thing"]) else ["no", "such", "thing"]
    arguments = {**_arguments(action, all_of_them=False), action.body.name: wrong}
    with pytest.raises(Exception, match="400 Bad Request: ") as caught:
        client.with_options(validate="off").call(name, arguments)
    refused: Any = caught.value
    assert refused.body["problems"][0]["location"] == "body"


@pytest.mark.filterwarnings("ignore:.*is deprecated:dynaclient.DynaclientWarning")
@pytest.mark.parametrize("name", NAMES)
def test_each_action_prepares_the_request_that_it_describes(name: str) -> None:
    action = API.action(name)
    arguments = _arguments(action, all_of_them=True)
    request = _method(Client(API), action).prepare(**arguments)
    path = "".join(literal + (quote(str(arguments[each]), safe="") if each else "") for literal, each in action.pieces)
    assert (request.method, request.url.partition("?")[0]) == (action.method, f"https://api.losant.com{path}")
    assert (request.body is None) is not any(each.location in ("body", "part") for each in action.parameters.values())


@pytest.mark.parametrize("name", NAMES)
def test_each_action_documents_itself(name: str) -> None:
    action = API.action(name)
    method = _method(Client(API), action)
    told = pydoc.plain(pydoc.render_doc(method))
    assert " ".join(action.description.split()) in " ".join(told.split())
    assert [each for each in action.parameters if f" {each}" not in told] == []
    assert sorted(inspect.signature(method).parameters) == sorted(action.parameters)


@pytest.mark.parametrize("name", NAMES)
def test_each_action_shows_the_token_where_it_belongs_and_nowhere_else(name: str) -> None:
    action = API.action(name)
    seen: list[Request] = []

    def answering(request: Request) -> Response:
        seen.append(request)
        return response(None, 204) if action.stream else response({})

    client = Client(API, token=TOKEN, transport=RecordingTransport(answering), validate_responses="off")
    given = _method(client, action)(**_arguments(action, all_of_them=False))
    if action.stream:
        assert list(given) == []
    headers = dict(seen[0].headers.items())
    assert headers.pop("Authorization") == f"Bearer {TOKEN}"
    assert TOKEN not in f"{headers}{seen[0].url}{seen[0].body!r}"


def _method(client: Client, action: Action) -> Any:
    return client[action.resource][action.key]


def test_the_bundled_description_has_all_actions(client: Client) -> None:
    assert isinstance(client.api, Api)
    assert len(client.api.actions) == 380
