"""What of a client travels, and how: in pickles, in copies, to other processes."""

from __future__ import annotations

import copy
import functools
import multiprocessing
import pickle
import threading
from collections.abc import Callable
from typing import Any

import pytest

from dynaclient import Client, InvalidCall
from dynaclient.messages import Headers
from dynaclient.testing import RecordingTransport
from tests.support.descriptions import action, describe
from tests.support.raw_server import RawServer

TOKEN = "hunter2hunter2"
AUTH = {"a": {"type": "bearer"}, "b": {"type": "apiKey", "in": "header", "name": "X-Own"}}
BOTH = {"all": ["a", "b"]}
SECRET = {
    "q": {"in": "query"},
    "pin": {"in": "query", "secret": True},
    "deep": {"in": "query", "schema": {"items": {"secret": True}}},
}
MEMBERS = {"type": "object", "properties": {"code": {"type": "string", "secret": True}, "size": {"type": "string"}}}
POST = {"method": "POST", "parameters": {"thing": {"in": "body", "spread": True, "schema": MEMBERS}}}
DESCRIPTION = describe({"get": action(SECRET, auth=["a", BOTH]), "post": POST}, auth=AUTH)

PROTOCOLS = range(pickle.HIGHEST_PROTOCOL + 1)


def pickled_by(protocol: int) -> Callable[[Any], Any]:
    return lambda thing: pickle.loads(pickle.dumps(thing, protocol))


WAYS: list[Callable[[Any], Any]] = [copy.copy, copy.deepcopy, *map(pickled_by, PROTOCOLS)]
ways = pytest.mark.parametrize("again", WAYS, ids=["copy", "deepcopy", *(f"protocol {each}" for each in PROTOCOLS)])


def source() -> str:
    return TOKEN


class Source:
    """A source of tokens with a lock, that travels by what it was made of."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.lock = threading.Lock()

    def __reduce__(self) -> Any:
        return Source, (self.name,)

    def __call__(self) -> str:
        with self.lock:
            return f"{self.name}-{TOKEN}"


class Locked:
    """One that cannot be pickled, and shows all it has."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.text = TOKEN

    def __repr__(self) -> str:
        return self.text

    def __call__(self) -> str:
        return self.text


def authorizations(client: Client, server: RawServer) -> list[str]:
    """Give what a call of the client proves itself with."""
    client.things.get()
    return [value for name, value in server.requests[-1].fields if name in ("Authorization", "X-Own")]


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, lambda client: pickle.loads(pickle.dumps(client))])
def test_a_copy_calls_the_mock_server_for_actions_with_servers_of_their_own(copied: Callable[[Client], Client]) -> None:
    described = describe({"get": action(server="https://other.example.com")})
    with Client.mock(described) as client:
        made = copied(client)
        assert made.things.get.prepare().url.startswith(client.mock_server.url)


BASIC = {"a": {"type": "basic"}, "b": {"type": "apiKey", "in": "query", "name": "key"}}


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, lambda client: pickle.loads(pickle.dumps(client))])
@pytest.mark.parametrize("auth", [{"a": {"type": "bearer"}}, BASIC, {}])
def test_a_copy_of_a_client_of_a_mock_server_has_its_token(copied: Callable[[Client], Client], auth: Any) -> None:
    described = describe({"get": action(auth=[*auth])} if auth else {"get": action()}, auth=auth)
    with Client.mock(described, strict=False) as client:
        value = client.things.get()
        assert copied(client).things.get() == value
        assert copied(copied(client)).with_options(timeout=5).things.get() == value


@pytest.mark.parametrize("copied", [copy.copy, lambda client: pickle.loads(pickle.dumps(client))])
@pytest.mark.parametrize(
    "options", [{"token": TOKEN}, {"token": source}, {"grants": {TOKEN: ["*"]}}], ids=["token", "source", "grants"]
)
def test_a_token_of_the_caller_stays_behind_in_a_copy_for_a_mock_server(
    copied: Callable[[Client], Client], options: Any
) -> None:
    with Client.mock(describe(auth={"a": {"type": "bearer"}}), **options) as client:
        assert copied(client).token is None
        assert copied(Client(client.api, token="x", url="http://127.0.0.1:9")).token is None


# --- credentials -----------------------------------------------------------------------------------------------------


@ways
def test_a_literal_token_stays_behind_and_its_source_travels(again: Callable[[Any], Any]) -> None:
    with RawServer() as server:
        made = again(Client(DESCRIPTION, token={"a": source, "b": TOKEN}, url=server.url, trust_env=False))
        assert authorizations(made, server) == [f"Bearer {TOKEN}"]
        made.close()


@ways
def test_without_a_source_no_credential_is_sent(again: Callable[[Any], Any]) -> None:
    with RawServer() as server:
        made = again(Client(DESCRIPTION, token=TOKEN, url=server.url, trust_env=False))
        assert (made.token, authorizations(made, server)) == (None, [])
        made.close()


@ways
def test_a_source_may_be_an_object(again: Callable[[Any], Any]) -> None:
    with RawServer() as server:
        made = again(Client(DESCRIPTION, token=Source("mine"), url=server.url, trust_env=False))
        assert authorizations(made, server) == [f"Bearer mine-{TOKEN}"]
        made.close()


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_what_a_source_gave_stays_behind(protocol: int) -> None:
    client = Client(DESCRIPTION, token={"a": source, "b": TOKEN}, transport=RecordingTransport())
    client.things.get()
    assert client.token is not None
    held = [
        client,
        client.things,
        client.things.get,
        client.with_options(timeout=5),
        functools.partial(client.things.get),
    ]
    assert [each for each in held if TOKEN.encode() in pickle.dumps(each, protocol)] == []


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("token", [lambda: TOKEN, Locked(), Locked().__call__])
def test_a_source_that_cannot_be_pickled_is_told(token: Any, protocol: int) -> None:
    client = Client(DESCRIPTION, token=token, transport=RecordingTransport())
    with pytest.raises(InvalidCall, match="the function that returns the token is pickled .* cannot be") as caught:
        pickle.dumps(client, protocol)
    assert isinstance(caught.value, TypeError)
    assert TOKEN not in str(caught.value)


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy])
def test_a_source_that_cannot_be_pickled_is_there_in_a_copy(copied: Callable[[Client], Client]) -> None:
    with RawServer() as server:
        made = copied(Client(DESCRIPTION, token=Locked(), url=server.url, trust_env=False))
        assert authorizations(made, server) == [f"Bearer {TOKEN}"]
        made.close()


# --- all else --------------------------------------------------------------------------------------------------------


@ways
def test_arguments_and_headers_that_are_secret_stay_behind(again: Callable[[Any], Any]) -> None:
    client = Client(DESCRIPTION, transport=RecordingTransport())
    named = client.with_options(headers={"X-Api-Key": TOKEN, "X-Team": "blue"}, query={"api_key": TOKEN, "a": "b"})
    made = again(named.with_defaults(q="1", pin=TOKEN, deep=[TOKEN], code=TOKEN, size="5"))
    assert made.things.post.prepare().body == b'{"size":"5"}'
    request = made.things.get.prepare()
    assert request.url == "https://api.example.com/things?q=1&a=b"
    assert dict(request.headers) == {"X-Team": "blue"}


@ways
def test_an_action_with_problems_keeps_no_client_from_its_defaults(again: Callable[[Any], Any]) -> None:
    broken = {"method": "GET", "parameters": {"only": {"in": "query", "schema": {"$ref": "#/nope"}}}}
    description = describe({"bad": broken, "get": action(SECRET), "post": POST})
    client = Client(description, transport=RecordingTransport())
    with pytest.raises(InvalidCall, match="no action has such an argument"):
        client.with_defaults(sise="5")
    made = again(client.with_defaults(size="5", pin=TOKEN, only=TOKEN))
    assert made.things.post.prepare().body == b'{"size":"5"}'
    assert dict(made._settings.defaults) == {"size": "5"}  # whether the other one is secret is not known


@ways
def test_locks_and_connections_are_made_anew(again: Callable[[Any], Any]) -> None:
    with RawServer() as server, Client(DESCRIPTION, url=server.url, trust_env=False) as client:
        client.things.get()
        made = again(client)
        assert made._shared._lock is not client._shared._lock
        assert made._shared.credentials._lock is not client._shared.credentials._lock
        assert made.things.get.submit().result(5) == {}
        made.close()


@ways
def test_schemas_are_there_again(again: Callable[[Any], Any]) -> None:
    checked = describe({"get": action({"q": {"in": "query", "schema": {"pattern": "^a+$"}}})})
    made = again(Client(checked, transport=RecordingTransport()))
    with pytest.raises(InvalidCall, match="does not match the pattern"):
        made.things.get(q="b")
    assert made.things.get(q="aa") == {}


@pytest.mark.parametrize("copied", [copy.deepcopy, pickled_by(4)])
def test_a_proxy_with_a_password_does_not_travel(copied: Callable[[Any], Any]) -> None:
    client = Client(DESCRIPTION, proxy=f"http://me:{TOKEN}@127.0.0.1:9")
    with pytest.raises(TypeError, match="proxy has a password"):
        copied(client)
    assert copied(Client(DESCRIPTION, proxy="http://127.0.0.1:9"))


def _call(client: Client) -> Any:
    return client.things.get(q="spawned"), repr(client.token)


def test_a_client_goes_to_a_process_that_is_spawned() -> None:
    with RawServer() as server:
        client = Client(DESCRIPTION, token=source, url=server.url, trust_env=False)
        with multiprocessing.get_context("spawn").Pool(1) as processes:
            assert processes.apply(_call, (client,)) == ({}, "Secret(***)")
        assert [each.values("Authorization") for each in server.requests] == [[f"Bearer {TOKEN}"]]


# --- messages --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_request_without_secrets_travels_whole(protocol: int) -> None:
    crumbs = describe({"get": action({"crumb": {"in": "cookie"}, "head": {"in": "header", "name": "X-Head"}})})
    request = Client(crumbs).things.get.prepare(crumb="a", head="b")
    assert pickled_by(protocol)(request) == request


URLS_IN_HEADERS = {
    "Location": (
        "https://a.example/x?a=1&X-Amz-Signature=abc#frag",
        "https://a.example/x?a=1&X-Amz-Signature=***#frag",
    ),
    "Content-Location": ("/x?sig=abc%3D", "/x?sig=***"),
    "Refresh": ("5; url=/x?access%5Ftoken=abc", "5; url=/x?access%5Ftoken=***"),
    "Link": ('</x?token=abc>; rel="next", </y?page=2>', '</x?token=***>; rel="next", </y?page=2>'),
    "X-Other": ("/x?sig=abc", "/x?sig=abc"),
}
"""Header → its value, and what is shown of it."""


@pytest.mark.parametrize("name", URLS_IN_HEADERS)
def test_a_secret_in_a_url_of_a_header_is_not_shown(name: str) -> None:
    value, shown = URLS_IN_HEADERS[name]
    headers = Headers([(name, value)])
    assert (headers[name], headers.redacted()) == (value, {name: shown})
    assert dict(pickled_by(4)(headers)) == {name: shown}


def test_headers_travel_with_masks_and_copy_as_they_are() -> None:
    headers = Headers([("Set-Cookie", TOKEN), ("Authorization", TOKEN), ("A", "1")])
    assert dict(pickled_by(4)(headers)) == {"Set-Cookie": "***", "Authorization": "***", "A": "1"}
    assert copy.copy(headers) is copy.deepcopy(headers) is headers
    assert repr(headers.with_redacted(["a"])) == "Headers({'Set-Cookie': '***', 'Authorization': '***', 'A': '***'})"
