from __future__ import annotations

import base64
import gzip
import json
import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import requests
import vcr  # type: ignore[import-untyped]
from betamax import Betamax  # type: ignore[import-untyped]

from dynaclient import Client, DescriptionError
from dynaclient.mock import MockServer
from dynaclient.mock.control.seeds import read_seed
from tests.support.mock_control import Desk, toys
from tests.support.mock_descriptions import ERROR, PET, api_with, body, json_body, ok, path, pets

DESCRIPTION = toys(pets())


def seeded(data: Any, description: Any = DESCRIPTION) -> Desk:
    desk = Desk(description)
    desk.controlled.seed(read_seed(data))
    return desk


def refusal(data: Any, description: Any = DESCRIPTION) -> list[str]:
    """Return the lines of the error for a seed, of which nothing is stored."""
    desk = Desk(description)
    with pytest.raises(DescriptionError) as refused:
        desk.controlled.seed(read_seed(data))
    assert desk.controlled.snapshot() == {"collections": []}
    return str(refused.value).split("\n  ")


# --- by path ---------------------------------------------------------------------------------------------------------


def test_items_are_stored_by_the_paths_of_their_collections() -> None:
    desk = seeded(
        {"/pets": [{"id": 7, "name": "Rex"}, {"name": "Tom"}], "/pets/7/toys": [{"id": "ball"}], "/pets/8/toys/": []}
    )
    assert json_body(desk.send("GET", "/pets")) == [{"id": 7, "name": "Rex"}, {"id": 1, "name": "Tom"}]
    assert json_body(desk.send("GET", "/pets/7/toys")) == {"items": [{"id": "ball", "petId": 7}], "count": 1}
    assert json_body(desk.send("GET", "/pets/7/toys/ball")) == {"toy": {"id": "ball", "petId": 7}}
    assert json_body(desk.send("GET", "/pets/8/toys"))["items"] == []


def test_what_an_item_has_stays_as_it_is_and_what_it_lacks_is_generated_where_it_is_returned() -> None:
    item = {"id": 3, "age": 2}
    desk = seeded({"/pets": [item]})
    assert desk.controlled.snapshot()["collections"][0]["items"] == [item]
    assert json_body(desk.send("GET", "/pets/3")).keys() == {"id", "age", "name"}


def test_many_items_get_ids_of_their_own() -> None:
    desk = seeded({"/pets": [{"name": "a"} for _ in range(250)]})
    items = desk.controlled.snapshot()["collections"][0]["items"]
    assert len({item["id"] for item in items}) == 250


def test_an_item_replaces_the_one_with_its_id_and_others_stay() -> None:
    desk = seeded({"/pets": [{"id": 1, "name": "a"}, {"id": 2, "name": "b"}]})
    desk.controlled.seed({"/pets": [{"id": 1, "name": "c"}, {"name": "d"}]})
    assert [item["name"] for item in json_body(desk.send("GET", "/pets"))] == ["c", "b", "d"]


def test_a_path_has_its_parents_percent_encoded() -> None:
    box = {"box": path({"type": "string"})}
    code = {**box, "code": path({"type": "string"})}
    thing = {"type": "object", "properties": {"code": {"type": "string"}, "box": {"type": "string"}}}
    many = {"method": "GET", "path": "/boxes/{box}/things", "responses": ok({"type": "array", "items": thing})}
    add = {"method": "POST", "path": "/boxes/{box}/things", "responses": ok(thing, "201")}
    one = {"method": "GET", "path": "/boxes/{box}/things/{code}", "parameters": code, "responses": ok(thing)}
    described = api_with(
        {"many": {**many, "parameters": box}, "add": {**add, "parameters": {**box, "it": body(thing)}}, "one": one}
    )
    desk = seeded({"/boxes/a%2Fb%20c/things": [{"code": "x"}]}, described)
    assert json_body(desk.send("GET", "/boxes/a%2Fb%20c/things/x")) == {"code": "x", "box": "a/b c"}
    assert refusal({"/boxes/a%2Fb/things": [{"code": 5}]}, described)[1].startswith(
        "/boxes/a%2Fb/things[0].code (seed)"
    )


def test_a_pair_without_items_of_its_own_and_a_collection_that_is_only_put_to_are_seeded_too() -> None:
    thing = {"type": "object", "properties": {"name": {"type": "string"}}}
    name = {"name": path({"type": "string"})}
    actions = {
        "logs": {"method": "GET", "path": "/logs", "responses": ok({"type": "array", "items": thing})},
        "log": {"method": "POST", "path": "/logs", "parameters": {"it": body(thing)}, "responses": ok(thing, "201")},
        "setting": {"method": "GET", "path": "/settings/{name}", "parameters": name, "responses": ok(thing)},
        "set": {
            "method": "PUT",
            "path": "/settings/{name}",
            "parameters": {**name, "it": body(thing)},
            "responses": ok(thing),
        },
    }
    desk = seeded({"/logs": [{"name": "a"}, {"name": "a"}], "/settings": [{"name": "x"}]}, api_with(actions))
    assert [item["name"] for item in json_body(desk.send("GET", "/logs"))] == ["a", "a"]
    assert json_body(desk.send("GET", "/settings/x")) == {"name": "x"}


def test_a_list_that_only_grows_elsewhere_is_seeded_too() -> None:
    thing = {"type": "object", "properties": {"id": {"type": "string"}}}
    paginate = {"style": "page", "page": "number", "items": "/items"}
    listed = {"type": "object", "properties": {"items": {"type": "array", "items": thing}}}
    number = {"number": {"in": "query", "schema": {"type": "integer"}}}
    get = {"method": "GET", "path": "/events", "parameters": number, "paginate": paginate, "responses": ok(listed)}
    desk = seeded({"/events": [{"id": "a"}, {"id": "b"}]}, api_with({"get": get}))
    assert json_body(desk.send("GET", "/events")) == {"items": [{"id": "a"}, {"id": "b"}]}


def test_a_collection_that_the_description_declares_is_seeded_by_its_own_path() -> None:
    thing = {"type": "object", "properties": {"id": {"type": "string"}}}
    mock = {"collection": "/boxes"}
    actions = {
        "list": {"method": "GET", "path": "/search", "mock": mock, "responses": ok({"type": "array", "items": thing})},
        "add": {
            "method": "POST",
            "path": "/add",
            "mock": mock,
            "parameters": {"it": body(thing)},
            "responses": ok(thing, "201"),
        },
    }
    desk = seeded({"/boxes": [{"id": "a"}]}, api_with(actions))
    assert json_body(desk.send("GET", "/search")) == [{"id": "a"}]


def test_items_without_a_described_response_are_not_compared_with_anything() -> None:
    described = pets()
    for resource in described["resources"].values():
        for action in resource["actions"].values():
            del action["responses"]
    assert json_body(seeded({"/pets": [{"id": 1, "a": 5}]}, described).send("GET", "/pets")) == [{"id": 1, "a": 5}]


def test_a_member_that_only_requests_have_is_stored() -> None:
    described = pets()
    sent = {"type": "object", "properties": {"name": {"type": "string"}, "password": {"type": "string"}}}
    described["resources"]["pets"]["actions"]["post"]["parameters"]["pet"] = body(sent)
    desk = seeded({"/pets": [{"id": 1, "name": "a", "password": "b"}]}, described)
    assert desk.controlled.snapshot()["collections"][0]["items"][0]["password"] == "b"
    assert json_body(desk.send("GET", "/pets/1")) == {"id": 1, "name": "a"}


FLAT_TOYS = toys(pets())
"""Toys are created below a pet, and read, listed and deleted at a path without it."""
_TOY: dict[str, Any] = {"type": "object", "properties": {"id": {"type": "integer"}, "petId": {"type": "integer"}}}
FLAT_TOYS["resources"]["toys"]["actions"] = {
    "post": {"method": "POST", "parameters": {"toy": body(_TOY)}, "responses": ok(_TOY, "201")}
}
FLAT_TOYS["resources"]["toy"] = {"actions": {
    "all": {"method": "GET", "path": "/toys", "responses": ok({"type": "array", "items": _TOY})},
    "get": {"method": "GET", "path": "/toys/{toyId}", "parameters": {"toyId": path({"type": "integer"})}, "responses": ok(_TOY)},
}}  # fmt: skip
FLAT_TOYS["resources"]["more"] = {"actions": {
    name: {"method": method, "path": "/v1/me/more", "parameters": {"it": body(PET)} if method == "PATCH" else {}, "responses": ok(PET)}
    for name, method in (("get", "GET"), ("change", "PATCH"))
}}  # fmt: skip
REX = {"id": 7, "name": "Rex"}
NAMED: list[tuple[str, Any, Any, list[Any]]] = [
    # a description, a seed, and the parents and the items of the collections that it becomes
    ("a name", DESCRIPTION, {"pets": [REX]}, [([], [REX])]),
    ("the key that editors read", DESCRIPTION, {"$schema": "db.json", "pets": [REX]}, [([], [REX])]),
    ("the name of a single item with a longer path", FLAT_TOYS, {"more": REX}, [([], [REX])]),
    ("a name below parents", DESCRIPTION, {"toys": [{"id": "a", "petId": 7}, {"id": "a", "petId": 8}]},
     [(["7"], [{"id": "a", "petId": 7}]), (["8"], [{"id": "a", "petId": 8}])]),
    ("a path without the parents", FLAT_TOYS, {"/toys": [{"petId": 7}, {"id": 1, "petId": 8}, {"petId": 7}]},
     [(["7"], [{"id": 2, "petId": 7}, {"id": 3, "petId": 7}]), (["8"], [{"id": 1, "petId": 8}])]),
    ("the name of that", FLAT_TOYS, {"toys": [{"id": 5, "petId": 7}]}, [(["7"], [{"id": 5, "petId": 7}])]),
    ("new ids of all parents", FLAT_TOYS, {"/pets/7/toys": [{}], "/pets/8/toys": [{}]},
     [(["7"], [{"id": 1, "petId": 7}]), (["8"], [{"id": 2, "petId": 8}])]),
]  # fmt: skip


@pytest.mark.parametrize(("description", "data", "expected"), [row[1:] for row in NAMED], ids=[row[0] for row in NAMED])
def test_a_collection_may_be_named_and_items_name_their_parents(description: Any, data: Any, expected: Any) -> None:
    stored = seeded(data, description).controlled.snapshot()["collections"]
    assert [(found["parents"], found["items"]) for found in stored] == expected


def test_a_name_of_several_collections_is_refused() -> None:
    described = toys(pets())
    other: dict[str, Any] = {"path": "/shops/{shopId}/toys", "parameters": {"shopId": path({"type": "integer"})}}
    described["resources"]["others"] = {**described["resources"]["toys"], **other}
    described["resources"]["one"] = {
        **described["resources"]["toy"], "path": "/shops/{shopId}/toys/{toyId}",
        "parameters": {**other["parameters"], "toyId": path({"type": "string"})},
    }  # fmt: skip
    assert refusal({"pets": [], "toys": []}, described)[1:] == [
        "toys (seed): several collections end with this name — write the path of one: /pets/{petId}/toys, /shops/{shopId}/toys"
    ]


def test_a_single_item_that_is_named_has_to_name_its_parent() -> None:
    described = toys(pets())
    change = {"method": "PATCH", "parameters": {"it": body(PET)}}
    actions: dict[str, dict[str, Any]] = {"get": {"method": "GET"}, "change": change}
    described["resources"]["more"] = {
        "path": "/pets/{petId}/more", "parameters": {"petId": path({"type": "integer"})},
        "actions": {name: {**action, "responses": ok(PET)} for name, action in actions.items()},
    }  # fmt: skip
    assert refusal({"more": {"name": "a"}}, described)[1] == (
        "more (seed): is stored below another item, and has no petId — add petId, or write a path with the id: /pets/ID/more"
    )


@pytest.mark.parametrize(
    ("data", "lines"),
    [
        ({"/pet": []}, ["/pet (seed): the description has no collection with this path — did you mean /pets?"]),
        ({"/pets/1": []}, ["/pets/1 (seed): the description has no collection with this path — did you mean /pets?"]),
        ({"/x/y/z": []}, ["/x/y/z (seed): the description has no collection with this path — collections: /pets, /pets/{petId}/toys"]),
        ({"/pets/{petId}/toys": []}, ["/pets/{petId}/toys (seed): has a parameter in place of its value — write the id of the parent there"]),
        ({"/pets": {"id": 1}}, ["/pets (seed): has something that is not an item — write a list of objects"]),
        ({"/pets": [5]}, ["/pets (seed): has something that is not an item — write a list of objects"]),
        (
            {"/pets": [{"id": 1, "name": 5}, {"id": "x", "nam": "a"}, {"id": 1}], "/pets/1/toys": [{"id": "a", "petId": "b"}]},
            [
                "/pets[2].id (seed): has the same id as the item 0 — leave out one of them",
                "/pets[0].name (seed): expected type string, got 5 — pass a string",
                '/pets[1].id (seed): expected type integer, got "x" — pass an integer',
                "/pets[1].nam (seed): unknown property — did you mean name? known properties: ",
                '/pets/1/toys[0].petId (seed): expected type integer, got "b" — pass an integer',
            ],
        ),
        ({"pet": []}, ["seed (seed): this is not a seed — write the items by the paths"]),
        ({"$schema": "a", "pet": []}, ["seed (seed): this is not a seed — write the items by the paths"]),
        ({5: []}, ["seed (seed): "]),
        ({"pets": [5], "pet": []}, [
            "/pets (seed): has something that is not an item — write a list of objects",
            "pet (seed): the description has no collection with this path — did you mean /pets?",
        ]),
        ({"/toys": []}, ["/toys (seed): the description has no collection with this path — did you mean /pets/{petId}/toys?"]),
        ({"toys": [{"id": "ball"}, {"petId": True}, {"id": "ball", "petId": 1}, {"id": "ball", "petId": 1}]}, [
            "toys[3].id (seed): has the same id as the item 2 — leave out one of them",
            "toys[0] (seed): is stored below another item, and has no petId — add petId, or write a path with the id: /pets/ID/toys",
            "toys[1] (seed): is stored below another item, and has no petId — add petId, or ",
        ]),
        (5, ["seed (seed): this is not a seed — write the items by the paths"]),
        ({"/pets": [{"name": object()}]}, ["seed (seed): has a value that JSON cannot represent: it"]),
        ([5], ["seed (seed): no response in the recording has an item of a collection"]),
        ({"/pets": [{"id": True}]}, ["/pets[0].id (seed): expected type integer, got true — pass an integer"]),
        ({"/pets": [{"id": [1]}]}, ["/pets[0].id (seed): expected type integer, got [1] — pass an integer"]),
        ({"/pets": [{"id": {"a": 1}}]}, ["/pets[0].id (seed): expected type integer, got {"]),
        ({"/pets": [{"id": ""}]}, ['/pets[0].id (seed): expected type integer, got "" — pass an integer']),
        ({"/pets": [{"id": 1.5}]}, ["/pets[0].id (seed): expected type integer, got 1.5 — pass an integer"]),
        ({"/pets/1/toys": [{"id": ""}]}, ["/pets/1/toys[0].id (seed): is not an id — pass a string with something in it"]),
    ],
)  # fmt: skip
def test_all_problems_of_a_seed_are_reported_and_nothing_is_stored(data: Any, lines: list[str]) -> None:
    found = refusal(data)
    assert found[0] == f"The seed has {len(lines)} problem{'' if len(lines) == 1 else 's'}:"
    assert [line[: len(wanted)] for line, wanted in zip(found[1:], lines, strict=True)] == lines


@pytest.mark.parametrize(("given", "stored"), [(12.0, 12), (12, 12), (None, 1)])
def test_an_id_is_stored_as_it_is_returned(given: Any, stored: int) -> None:
    desk = seeded({"/pets": [{"id": given, "name": "a"}]})
    assert repr(desk.controlled.snapshot()["collections"][0]["items"][0]["id"]) == repr(stored)
    assert json_body(desk.send("GET", f"/pets/{stored}"))["name"] == "a"


def test_a_recording_of_nothing_is_a_seed_of_nothing() -> None:
    assert seeded([]).controlled.snapshot() == {"collections": []}


ME = {"type": "object", "properties": {"name": {"type": "string"}}}
SINGLE = api_with(
    {
        "get": {"method": "GET", "path": "/users/{user}/me", "parameters": {"user": path({"type": "string"})}, "responses": ok(ME)},
        "put": {"method": "PUT", "path": "/users/{user}/me", "parameters": {"user": path({"type": "string"}), "it": body(ME)}, "responses": ok(ME)},
    }
)  # fmt: skip


def test_a_single_item_is_seeded_by_its_path_and_restored() -> None:
    desk = seeded({"/users/a/me": {"name": "Rex"}}, SINGLE)
    assert json_body(desk.send("GET", "/users/a/me")) == {"name": "Rex"}
    snapshot = desk.controlled.snapshot()
    assert snapshot["collections"] == [{"collection": "/users/{user}/me", "parents": ["a"], "items": [{"name": "Rex"}]}]
    desk.send("PUT", "/users/a/me", {"name": "Tom"})
    desk.controlled.restore(snapshot)
    assert json_body(desk.send("GET", "/users/a/me")) == {"name": "Rex"}
    entry = {"request": {"method": "GET", "url": "/users/b/me"}, "response": {"status": 200, "body": {"name": "Max"}}}
    desk.controlled.seed([entry])
    assert json_body(desk.send("GET", "/users/b/me")) == {"name": "Max"}
    twice = {**snapshot["collections"][0], "items": [{}, {}]}
    with pytest.raises(DescriptionError, match=r"items\[1\] \(snapshot\): has the same id as the item 0"):
        desk.controlled.restore({"collections": [twice]})


@pytest.mark.parametrize(
    ("item", "message"),
    [
        ([{"name": "a"}], "/users/a/me (seed): is a single item, and this is not one — write an object"),
        ({"name": 5}, "/users/a/me.name (seed): expected type string, got 5 — pass a string"),
    ],
)
def test_a_single_item_that_is_not_valid_is_refused(item: Any, message: str) -> None:
    assert refusal({"/users/a/me": item}, SINGLE) == ["The seed has 1 problem:", message]


def test_an_id_that_no_request_could_have_is_a_problem_and_so_is_one_that_cannot_be_generated() -> None:
    described = pets()
    described["resources"]["pet"]["parameters"]["petId"] = path({"type": "integer", "minimum": 100})
    assert (
        refusal({"/pets": [{"id": 5}]}, described)[1]
        == "/pets[0].id (seed): 5 is less than the minimum of 100 — pass 100 or more"
    )
    described["resources"]["pet"]["parameters"]["petId"] = path({"type": "integer", "enum": [1]})
    assert (
        refusal({"/pets": [{"id": 1}, {}]}, described)[1]
        == "/pets.id (seed): no new id can be generated — write the ids of the items into the seed"
    )


def test_an_api_without_collections_has_nothing_to_seed() -> None:
    described = api_with({"do": {"method": "GET", "path": "/do", "responses": ok(ERROR)}})
    assert refusal({"/do": []}, described)[1].endswith("no collection with this path — it stores nothing")


# --- files -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "content"), [("a.json", '{"/pets": [{"id": 1}]}'), ("a.yaml", "/pets:\n- id: 1\n")])
def test_a_seed_is_read_from_a_file(tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / name).write_text(content)
    with Client.mock(DESCRIPTION, seed=tmp_path / name) as client:
        assert [pet["id"] for pet in client.pets.get()] == [1]
        assert client.mock_server.seed(str(tmp_path / name)) == 1


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        (
            "none.json",
            None,
            r"The seed has 1 problem:\n  seed \(seed\): the file '.*none.json' cannot be read \(No such file or directory\)",
        ),
        ("a.json", b"{\n{", r"The seed '.*a.json' has 1 problem:\n  / \(line 2\): invalid JSON"),
        ("a.json", b"\xff", r"The seed '.*a.json' has 1 problem:\n  /: the file is not UTF-8"),
        ("token", None, r"the file \(its name is not shown: it may be a token\) cannot be read"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, content: bytes | None, message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(DescriptionError, match=message):
        MockServer(DESCRIPTION, seed=name)


def test_a_file_has_a_limited_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dynaclient.mock.control.seeds.MAX_BYTES", 10)
    (tmp_path / "a.json").write_text('{"/pets": []}')
    with pytest.raises(DescriptionError, match="is larger than 0 MiB"):
        read_seed(tmp_path / "a.json")


# --- at the start ----------------------------------------------------------------------------------------------------


def test_a_server_whose_seed_is_not_valid_does_not_start() -> None:
    server = MockServer(DESCRIPTION, seed={"/pots": []})
    with pytest.raises(DescriptionError, match="did you mean /pets"):
        server.start()
    assert server._listener is None


def test_a_store_that_has_something_is_not_seeded_again(tmp_path: Path) -> None:
    for name, expected in (("Rex", "Rex"), ("Tom", "Max")):
        seed = {"/pets": [{"id": 1, "name": name}]}
        with Client.mock(DESCRIPTION, store=tmp_path / "state.db", seed=seed) as client:
            assert client.pet.get(petId=1)["name"] == expected
            client.pet.patch(petId=1, pet={"name": "Max"})


# --- recordings ------------------------------------------------------------------------------------------------------

REX, TOM = {"id": 1, "name": "Rex"}, {"id": 2, "name": "Tom", "age": 3}
BALL = {"id": "ball", "petId": 1}
EXCHANGES: list[tuple[str, str, int, Any]] = [
    ("GET", "https://api.example.com/pets?page=1", 200, [REX, TOM]),
    ("GET", "https://api.example.com/pets/1", 200, {**REX, "age": 9}),
    ("GET", "https://api.example.com/pets/1/toys/ball", 200, {"toy": {"id": "ball", "petId": 1}}),
    ("GET", "https://api.example.com/pets/2/toys", 200, {"items": [{"name": "x"}, 5], "count": 1}),
    ("GET", "https://api.example.com/pets/3", 404, {"type": "a", "message": "b"}),
    ("POST", "https://api.example.com/pets", 201, {"id": 4, "name": "x"}),
    ("GET", "https://cdn.example.com/page.css", 200, "a {}"),
]
"""Method, URL, status and the data of the response."""


def _list(exchanges: list[tuple[str, str, int, Any]], *, as_text: bool) -> Any:
    return [
        {"request": {"method": method, "url": url}, "response": {"status": status, "body": json.dumps(data) if as_text else data}}
        for method, url, status, data in exchanges
    ]  # fmt: skip


def _har(exchanges: list[tuple[str, str, int, Any]], *, in_base64: bool) -> Any:
    def content(data: Any) -> dict[str, Any]:
        text = json.dumps(data)
        return {"text": base64.b64encode(text.encode()).decode(), "encoding": "base64"} if in_base64 else {"text": text}

    entries = [
        {"request": {"method": method, "url": url}, "response": {"status": status, "content": content(data)}}
        for method, url, status, data in exchanges
    ]
    return {"log": {"version": "1.2", "entries": [*entries, {"pageref": "1"}]}}


def _cassette(exchanges: list[tuple[str, str, int, Any]], key: str, write: Any) -> Any:
    interactions = [
        {"request": {"method": method, "uri": url}, "response": {"status": {"code": status}, "body": write(json.dumps(data))}}
        for method, url, status, data in exchanges
    ]  # fmt: skip
    return {key: interactions, "version": 1}


def _compressed(text: str) -> dict[str, str]:
    return {"base64_string": base64.b64encode(gzip.compress(text.encode())).decode(), "encoding": "utf-8"}


@pytest.mark.parametrize(
    "recording",
    [
        _list(EXCHANGES, as_text=False),
        _list(EXCHANGES, as_text=True),
        _har(EXCHANGES, in_base64=False),
        _har(EXCHANGES, in_base64=True),
        _cassette(EXCHANGES, "interactions", lambda text: {"string": text}),
        _cassette(EXCHANGES, "http_interactions", lambda text: {"string": text, "encoding": "utf-8"}),
        _cassette(EXCHANGES, "http_interactions", _compressed),
    ],
)
def test_lists_and_items_of_a_recording_are_stored(recording: Any) -> None:
    desk = seeded(recording)
    assert json_body(desk.send("GET", "/pets")) == [{**REX, "age": 9}, TOM]
    assert json_body(desk.send("GET", "/pets/1/toys"))["items"] == [BALL]
    (other,) = json_body(desk.send("GET", "/pets/2/toys"))["items"]
    assert (other["name"], other["petId"]) == ("x", 2)


@pytest.mark.parametrize(
    "exchange",
    [
        ("GET", "https://a/pets", 500, []),
        ("GET", "https://a/pets", 200, "x"),
        ("GET", "https://a/pets", 200, {"a": 1}),
        ("GET", "https://a/pets/1/toys", 200, []),
        ("GET", "https://a/pets/1", 200, [1]),
        ("GET", "", 200, {}),
        ("GET", "http://[/pets", 200, [{"id": 1}]),
        ("GET", "https://a/pets/1", 200, None),
    ],
)
def test_a_recording_without_an_item_is_refused(exchange: tuple[str, str, int, Any]) -> None:
    lines = refusal(_list([exchange], as_text=False))
    assert (
        lines[1]
        == "seed (seed): no response in the recording has an item of a collection — record GET requests for lists and items, of this API"
    )


@pytest.mark.parametrize(
    "body", [{"text": "{"}, {"text": "x", "encoding": "base64"}, {"base64_string": "H4sA"}, {"string": 5}, "x", None]
)
def test_a_body_that_cannot_be_read_has_no_items(body: Any) -> None:
    entry = {"request": {"method": "GET", "url": "/pets"}, "response": {"status": 200, "content": body, "body": body}}
    for recording in ({"log": {"entries": [entry]}}, {"http_interactions": [entry]}):
        assert "no response in the recording" in refusal(recording)[1]


def test_items_of_real_servers_may_differ_from_the_description(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "dynaclient.mock"):
        desk = seeded(_list([("GET", "/pets", 200, [{"id": 1, "name": "Rex", "new": 1}])], as_text=False))
    assert caplog.messages == [
        "1 of the recorded values differ from the description, such as: /pets[0].new (seed): unknown property — "
        "known properties: id, name, kind, age, createdAt, updatedAt"
    ]
    assert json_body(desk.send("GET", "/pets/1")) == {"id": 1, "name": "Rex"}


def test_items_that_are_the_members_of_an_object_are_found() -> None:
    whole = {"type": "object", "properties": {"items": {"type": "object", "additionalProperties": PET}}}
    number = {"number": {"in": "query", "schema": {"type": "integer"}}}
    paginate = {"style": "page", "page": "number", "items": "/items"}
    described = pets({"paginate": paginate, "parameters": number, "responses": ok(whole)})
    desk = seeded(_list([("GET", "/pets", 200, {"items": {"1": REX, "2": TOM}})], as_text=False), described)
    assert json_body(desk.send("GET", "/pets/2")) == TOM


def test_an_item_without_its_id_has_that_of_the_path() -> None:
    desk = seeded(_list([("GET", "/pets/5", 200, {"name": "Rex"})], as_text=False))
    assert json_body(desk.send("GET", "/pets/5")) == {"id": 5, "name": "Rex"}


@pytest.fixture(scope="module")
def real() -> Any:
    with Client.mock(DESCRIPTION, seed={"/pets": [REX, TOM]}) as client:
        yield client.mock_server.url


def _by_vcr(url: str, folder: Path) -> Path:
    with vcr.use_cassette(str(folder / "cassette.yaml")):
        requests.get(f"{url}/pets", timeout=10)
    return folder / "cassette.yaml"


def _by_betamax(url: str, folder: Path) -> Path:
    session = requests.Session()
    with Betamax(session, cassette_library_dir=str(folder)).use_cassette("cassette"):
        session.get(f"{url}/pets", timeout=10)
    session.close()
    return folder / "cassette.json"


@pytest.mark.parametrize("record", [_by_vcr, _by_betamax])
def test_what_other_tools_record_is_a_seed(record: Any, real: str, tmp_path: Path) -> None:
    desk = seeded(record(real, tmp_path))
    assert json_body(desk.send("GET", "/pets")) == [REX, TOM]


def test_a_mapping_that_is_no_dict_is_a_seed() -> None:
    class Items(Mapping[str, Any]):
        def __getitem__(self, key: str) -> Any:
            return [{"id": 1}]

        def __iter__(self) -> Any:
            return iter(["/pets"])

        def __len__(self) -> int:
            return 1

    assert seeded(Items()).controlled.snapshot()["collections"][0]["items"] == [{"id": 1}]
