"""The way from a client to its mock server."""

from __future__ import annotations

import asyncio
import inspect
import threading
from typing import Any

import pytest

from dynaclient import AsyncClient, Client, InvalidCall, UnknownName
from dynaclient.mock import MockServer
from dynaclient.testing import RecordingTransport
from tests.support.mock_descriptions import pets

SEED = {"/pets": [{"id": 1, "name": "Rex"}]}


def test_a_client_of_a_mock_server_has_it_and_so_have_those_that_are_derived() -> None:
    with Client.mock(pets(), seed=SEED) as client:
        server = client.mock_server
        assert isinstance(server, MockServer)
        assert client.with_options(timeout=1).mock_server is client.with_response.mock_server is server
        assert "mock_server" in dir(client)
        client.pets.get()
        server.assert_called("pets.get", times=1)


def test_an_asynchronous_client_has_it_too() -> None:
    async def called() -> MockServer:
        async with AsyncClient.mock(pets(), seed=SEED) as client:
            assert (await client.pet.get(petId=1))["name"] == "Rex"
            return client.mock_server

    asyncio.run(called()).assert_called("pet.get", petId=1)


def test_another_client_has_none_and_says_how_to_get_one() -> None:
    client = Client(pets(), transport=RecordingTransport())
    with pytest.raises(UnknownName, match=r"The client has no mock server: only what Client.mock\(…\) returns has one"):
        _ = client.mock_server
    assert not hasattr(client, "mock_server")
    assert "mock_server" not in dir(client)
    assert "mock_server" not in dict(inspect.getmembers(client))


def test_a_resource_of_that_name_is_reached_as_others_with_a_name_of_ours() -> None:
    described = pets()
    described["resources"]["mock_server"] = described["resources"].pop("pets")
    client = Client(described, transport=RecordingTransport())
    assert client["mock_server"].get.action.path == "/pets"
    with pytest.raises(UnknownName):
        _ = client.mock_server


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            {"url": "http://a.example"},
            "url (option): is not an argument of this method — leave it out: it is that of the",
        ),
        ({"trust_env": True}, "trust_env (option): is not an argument of this method — leave it out: nothing of the"),
        (
            {"cors": ["http://a"]},
            "cors (option): is not an argument of this method — pass it to MockServer(api, cors=…)",
        ),
        (
            {"allow_hosts": "a"},
            "allow_hosts (option): is not an argument of this method — pass it to MockServer(api, allow",
        ),
        ({"sed": {}}, "sed (option): is not an argument of the client — did you mean seed?"),
        ({"zzz": 1}, "zzz (option): is not an argument of the client — see help(dynaclient.Client)"),
        ({"retries": -1}, "retries (option): is not a count"),
        ({"https": True, "ca": 5}, "ca (option): "),
    ],
)
def test_a_wrong_option_leaves_no_server_behind(options: Any, message: str) -> None:
    before = set(threading.enumerate())
    with pytest.raises(InvalidCall) as refused:
        Client.mock(pets(), **options)
    assert message in str(refused.value)
    assert set(threading.enumerate()) <= before


class OfTeam(Client):
    """A client with an option of its own."""

    def __init__(self, api: Any = None, *, team: str = "", **options: Any) -> None:
        super().__init__(api, **options)
        self.__dict__["team"] = team


def test_a_class_may_have_options_of_its_own() -> None:
    made: Any = OfTeam
    with made.mock(pets(), team="blue") as client:
        assert client.__dict__["team"] == "blue"
