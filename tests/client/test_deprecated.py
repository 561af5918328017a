"""Who calls what is on its way out is told once, at the line of the call, what to use in its place."""

from __future__ import annotations

import asyncio
import copy
import io
import pickle
import warnings
from collections.abc import Callable
from typing import Any

import pytest

from dynaclient import AsyncClient, Client, DynaclientWarning, InvalidCall
from dynaclient.testing import RecordingTransport, response
from tests.support.descriptions import action, client_of, describe, query

LIST = describe(
    {
        "get": action({"page": query(), "old": query(deprecated="Use `new`."), "oldId": query(deprecated="Drop it.", preset="x")}),
        "list": action(
            {"page": query({"type": "integer"})}, deprecated="Use `things.get`.",
            paginate={"style": "page", "page": "page", "items": "/items"},
        ),
        "follow": action(deprecated="Poll.", responses={"200": {"stream": "sse"}}),
    }
)  # fmt: skip
TOLD = "things.list is deprecated: Use `things.get`."


class Heard:
    """The warnings that came of something."""

    def __init__(self, doing: Callable[[], Any]) -> None:
        with warnings.catch_warnings(record=True) as found:
            warnings.simplefilter("always")
            doing()
        self.texts = [str(each.message) for each in found]
        self.files = {each.filename for each in found}
        self.kinds = {each.category for each in found}


def made(**options: Any) -> Client:
    return client_of(LIST, response({"items": []}), **options)[0]


def test_a_deprecated_action_warns_with_what_to_use() -> None:
    client = made()
    heard = Heard(client.things.list)
    assert (heard.texts, heard.files, heard.kinds) == ([TOLD], {__file__}, {DynaclientWarning})


def test_it_warns_once_for_all_clients_made_from_one() -> None:
    client = made()
    client_like_it = client.with_options(timeout=5)
    heard = Heard(lambda: [client.things.list(), client_like_it.things.list(), client.with_response.things.list()])
    assert heard.texts == [TOLD]


WAYS: dict[str, Callable[[Client], Any]] = {
    "called by its name": lambda client: client.call("things.list"),
    "prepared": lambda client: client.things.list.prepare(),
    "gone through by items": lambda client: list(client.things.list.items()),
    "gone through by pages": lambda client: list(client.things.list.pages()),
    "written to a file": lambda client: client.things.list.download(io.BytesIO()),
    "called for many rows": lambda client: client.things.list.map([{"page": number} for number in range(5)]),
    "called for rows one by one": lambda client: list(client.things.list.imap([{"page": 1}] * 3)),
}


@pytest.mark.parametrize("way", WAYS)
def test_it_warns_at_the_line_of_the_caller_however_it_is(way: str) -> None:
    client = made()
    heard = Heard(lambda: WAYS[way](client))
    assert (heard.texts, heard.files) == ([TOLD], {__file__})


def test_what_is_only_known_to_be_deprecated_warns_without_an_alternative() -> None:
    client, _ = client_of(describe({"get": action({"a": query(deprecated=True)}, deprecated=True)}))
    assert Heard(lambda: client.things.get(a=1)).texts == [
        "things.get is deprecated",
        "things.get: the argument a is deprecated",
    ]


@pytest.mark.parametrize(
    ("arguments", "names"),
    [
        ({"oldName": "x"}, ["oldName"]), ({"old_name": "x"}, ["oldName"]), ({"body": {"oldName": "x"}}, ["oldName"]),
        ({"name": "x"}, []), ({"body": {"name": "x"}}, []), ({"body": {"oldName": None}}, []),
    ],
)  # fmt: skip
def test_a_deprecated_member_of_a_body_warns_wherever_it_is_given(arguments: Any, names: list[str]) -> None:
    members = {"name": {}, "oldName": {"type": ["string", "null"], "deprecated": True}}
    body = {"in": "body", "spread": True, "schema": {"type": "object", "properties": members}}
    client, _ = client_of(describe({"post": {"method": "POST", "parameters": {"body": body}}}), response({}))
    heard = Heard(lambda: client.things.post(**arguments))
    assert heard.texts == [f"things.post: the argument {name} is deprecated" for name in names]


def test_what_is_not_deprecated_in_a_deprecated_resource_does_not_warn() -> None:
    client, _ = client_of(describe({"get": action(deprecated=False)}, {"deprecated": True}))
    assert Heard(client.things.get).texts == []


def test_a_deprecated_stream_warns_when_it_is_asked_for() -> None:
    client = made()
    assert Heard(lambda: client.things.follow().close()).texts == ["things.follow is deprecated: Poll."]


def test_looking_at_it_warns_of_nothing() -> None:
    client = made()
    assert Heard(lambda: [client.things.list.__doc__, client.find("list"), client.things.list.example()]).texts == []


def test_nothing_is_sent_twice() -> None:
    client, transport = client_of(LIST, response({}))
    with pytest.warns(DynaclientWarning):
        client.things.list()
    assert len(transport.requests) == 1


# --- parameters ------------------------------------------------------------------------------------------------------

PASSED: dict[str, tuple[Callable[[Client], Any], list[str]]] = {
    "none": (lambda client: client.things.get(page="1"), []),
    "one": (lambda client: client.things.get(old="1"), ["old"]),
    "in a dict": (lambda client: client.things.get({"old": "1"}), ["old"]),
    "in the Python spelling": (lambda client: client.things.get(old_id="1"), ["oldId"]),
    "None, which is none": (lambda client: client.things.get(old=None), []),
    "by a default of the client's": (lambda client: client.with_defaults(old="1").things.get(), ["old"]),
    "a default that is withdrawn": (lambda client: client.with_defaults(old="1").things.get(old=None), []),
    "several": (lambda client: client.things.get(old="1", oldId="2"), ["old", "oldId"]),
    "for many rows": (lambda client: client.things.get.map([{"old": "1"}, {"old": "2"}]), ["old"]),
    "twice": (lambda client: [client.things.get(old="1"), client.things.get(old="2")], ["old"]),
}


@pytest.mark.parametrize("case", PASSED)
def test_a_deprecated_argument_warns_where_it_is_given(case: str) -> None:
    call, names = PASSED[case]
    client = made()
    told = {"old": "Use `new`.", "oldId": "Drop it."}
    assert Heard(lambda: call(client)).texts == [
        f"things.get: the argument {name} is deprecated: {told[name]}" for name in names
    ]


def test_wrong_arguments_are_still_told() -> None:
    client = made()
    with pytest.warns(DynaclientWarning), pytest.raises(InvalidCall, match="no such"):
        client.things.list(nonsense=1)
    with pytest.raises(InvalidCall):
        client.things.get([], {})


# --- filters, event loops, copies ------------------------------------------------------------------------------------


def test_where_warnings_are_errors_each_call_is_one_and_nothing_is_sent() -> None:
    client, transport = client_of(LIST, response({}))
    with warnings.catch_warnings():
        warnings.simplefilter("error", DynaclientWarning)
        for _ in range(2):
            with pytest.raises(DynaclientWarning, match="things.list is deprecated"):
                client.things.list()
    assert transport.requests == []


def test_an_asynchronous_client_warns_where_the_call_is_written() -> None:
    client = AsyncClient(LIST, transport=RecordingTransport(response({"items": []})))

    async def call() -> None:
        await asyncio.gather(client.things.list(), client.things.list())
        await client.things.list.map([{"page": 1}, {"page": 2}])
        await client.things.get(old="1")

    heard = Heard(lambda: asyncio.run(call()))
    assert (heard.texts[:1], len(heard.texts), heard.files) == ([TOLD], 2, {__file__})


@pytest.mark.parametrize("again", [copy.copy, lambda client: pickle.loads(pickle.dumps(client))])
def test_a_client_made_again_does_not_tell_it_again(again: Callable[[Any], Any]) -> None:
    client = made()
    assert Heard(client.things.list).texts == [TOLD]
    assert Heard(again(client).things.list).texts == []


def test_another_client_tells_it_too() -> None:
    clients = made(), made()
    assert Heard(lambda: [each.things.list() for each in clients]).texts == [TOLD, TOLD]


def test_what_is_told_steers_no_terminal() -> None:
    client, _ = client_of(describe({"get": action(deprecated="\x1b[31mred")}))
    assert Heard(client.things.get).texts == [r"things.get is deprecated: \x1b[31mred"]
