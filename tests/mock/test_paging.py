"""What the mock server answers page by page is gone through whole: each style, in threads and in an event loop."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from dynaclient import AsyncClient, Client, InvalidCall
from dynaclient.mock import MockServer
from dynaclient.results.progress import Snapshot
from tests.support.descriptions import query
from tests.support.memory import traced
from tests.support.mock_descriptions import PET, ok, pets

WHOLE = {"type": "integer"}
TEXT = {"type": "string"}
PETS = {"type": "array", "items": PET}
TOLD: dict[str, dict[str, Any]] = {
    "total": {"totalCount": WHOLE},
    "hasMore": {"hasMore": {"type": "boolean"}},
    "next": {"next": TEXT},
}
POINTERS = {"total": "/totalCount", "hasMore": "/hasMore", "next": "/next"}
CASES: dict[str, tuple[dict[str, Any], str]] = {
    # how pages are turned, and what stands beside the items
    "page": ({"style": "page", "page": "number"}, ""),
    "page, total": ({"style": "page", "page": "number", "first": 1}, "total"),
    "page, hasMore": ({"style": "page", "page": "number", "first": 1}, "hasMore"),
    "page, total in a header": ({"style": "page", "page": "number", "first": 1, "total": "header:X-Total-Count"}, ""),
    "page, hasMore in a header": ({"style": "page", "page": "number", "first": 1, "hasMore": "header:X-More"}, ""),
    "offset": ({"style": "offset", "offset": "skip"}, ""),
    "offset, total": ({"style": "offset", "offset": "skip"}, "total"),
    "cursor": ({"style": "cursor", "cursor": "token"}, "next"),
    "keyset": ({"style": "keyset", "cursor": "after", "key": "/id"}, ""),
    "keyset, hasMore": ({"style": "keyset", "cursor": "after", "key": "/id"}, "hasMore"),
    "link": ({"style": "link"}, "next"),
    "link in the header": ({"style": "link", "next": "header"}, ""),
    "cursor in a header": ({"style": "cursor", "cursor": "token", "next": "header:Next-Token"}, ""),
}
NAMES = [f"pet {number}" for number in range(34)]


def described(case: str, **more: Any) -> dict[str, Any]:
    """Return a description with a collection whose list is turned so."""
    turned, told = CASES[case]
    size = "limit" if turned["style"] == "offset" else "size"
    paginate = {**turned, size: "per", "items": "/items", **({told: POINTERS[told]} if told else {})}
    shape = {"type": "object", "properties": {"items": PETS, **TOLD.get(told, {})}}
    parameters = {"number": query(WHOLE), "skip": query(WHOLE), "token": query(TEXT), "after": query(WHOLE)}
    return pets(
        {"paginate": paginate, "parameters": {**parameters, "per": query(WHOLE)}, "responses": ok(shape)}, **more
    )


@contextmanager
def filled(description: Mapping[str, Any], **options: Any) -> Iterator[str]:
    """Yield the URL of a mock server in which the pets were created."""
    with MockServer(description) as server:
        with Client(description, url=server.url, **options) as client:
            for name in NAMES:
                client.pets.post(pet={"name": name})
        yield server.url


def in_threads(description: Any, url: str, choose: Callable[[Any], Any], **options: Any) -> list[Any]:
    """Go through what is chosen of a `Client`."""
    with Client(description, url=url, **options) as client:
        return list(choose(client))


def in_a_loop(description: Any, url: str, choose: Callable[[Any], Any], **options: Any) -> list[Any]:
    """Go through what is chosen of an `AsyncClient`."""

    async def gone_through() -> list[Any]:
        async with AsyncClient(description, url=url, **options) as client:
            return [each async for each in choose(client)]

    return asyncio.run(gone_through())


Way = Callable[..., list[Any]]
BOTH = pytest.mark.parametrize("way", [in_threads, in_a_loop])


def names(items: list[Any]) -> list[str]:
    """Return the names of pets."""
    return [each["name"] for each in items]


@BOTH
@pytest.mark.parametrize("case", CASES)
def test_every_item_that_was_created_comes_once(case: str, way: Way) -> None:
    description = described(case)
    with filled(description) as url:
        assert names(way(description, url, lambda client: client.pets.get.items(per=10))) == NAMES
        pages = way(description, url, lambda client: client.pets.get.pages(per=10))
        assert [len(each["items"]) for each in pages] == [10, 10, 10, 4]


def test_facts_of_a_page_are_sent_in_the_headers_that_declare_them() -> None:
    paginate = {
        "style": "page", "page": "number", "size": "per", "total": "header:X-Total-Count", "hasMore": "header:X-More",
    }  # fmt: skip
    more = {"paginate": paginate, "parameters": {"number": query(WHOLE), "per": query(WHOLE)}, "responses": ok(PETS)}
    description = pets(more)
    with filled(description) as url, Client(description, url=url) as client:
        items = client.pets.get.items(per=30)
        assert (len(list(items)), items.total) == (34, 34)
        results = [client.with_response.pets.get(per=30, number=number) for number in range(2)]
    assert [(one.headers["X-Total-Count"], one.headers["X-More"]) for one in results] == [
        ("34", "true"),
        ("34", "false"),
    ]


@BOTH
@pytest.mark.parametrize("case", CASES)
def test_a_walk_goes_on_where_another_one_stood(case: str, way: Way) -> None:
    description = described(case)
    with filled(description) as url, Client(description, url=url) as client:
        items = client.pets.get.items(per=10)
        came = [next(items) for _ in range(20)]
        rest = way(description, url, lambda other: other.pets.get.items(per=10).resume(items.cursor))
    assert names(came + rest) == NAMES


@BOTH
def test_options_limit_a_walk_and_show_it(way: Way) -> None:
    description, told = described("page, total"), []

    def tell(snapshot: Snapshot) -> None:
        told.append((snapshot.done, snapshot.total, snapshot.unit))

    with filled(description) as url:

        def chosen(client: Any) -> Any:
            return client.with_options(max_items=12, progress=tell).with_response.pets.get.pages(per=10)

        pages = way(description, url, chosen)
    assert [(each.status, len(each.data["items"])) for each in pages] == [(200, 10), (200, 10)]
    assert told[-1] == (12, 12, "items")


@BOTH
@pytest.mark.parametrize("case", ["link", "link in the header"])
def test_a_credential_goes_along_with_every_link_and_stands_in_none(case: str, way: Way) -> None:
    scheme = {"key": {"type": "apiKey", "in": "query", "name": "key"}}
    description = described(case, auth=scheme)
    with filled(description, token="s3cret") as url, Client(description, url=url, token="s3cret") as one:
        pages = one.pets.get.pages(per=10)
        next(pages)
        assert "s3cret" not in json.dumps(pages.cursor)
        assert len(way(description, url, lambda client: client.pets.get.items(per=10), token="s3cret")) == len(NAMES)


@BOTH
def test_a_position_of_another_list_is_refused(way: Way) -> None:
    description = described("link")
    with pytest.raises(InvalidCall, match="leads to another origin"):
        way(description, "http://127.0.0.1:9", lambda client: client.pets.get.items().resume({"url": "http://x/"}))


# --- many --------------------------------------------------------------------------------------------------------------

SERVE = """
import json, sys
from dynaclient.mock import MockServer
description, store = json.load(open(sys.argv[1])), sys.argv[2]
with MockServer(description, store=store) as server:
    print(server.url, flush=True)
    sys.stdin.read()
"""


@contextmanager
def with_many(description: Mapping[str, Any], count: int, where: Path) -> Iterator[str]:
    """Yield the URL of a mock server in a process of its own, which has so many pets."""
    (where / "api.json").write_text(json.dumps(description))
    store = where / "store"
    with MockServer(description, store=store) as server, Client(description, url=server.url) as client:
        first = client.pets.post(pet={"name": "pet"})["id"]
    with sqlite3.connect(store) as connection:  # one by one it takes minutes
        place = connection.execute("SELECT collection, scope, item FROM dynaclient_items").fetchone()
        connection.executemany(
            "INSERT INTO dynaclient_items (collection, scope, id, item) VALUES (?, ?, ?, ?)",
            ((*place[:2], str(each), json.dumps({**json.loads(place[2]), "id": each})) for each in range(first + 1, first + count)),
        )  # fmt: skip
    connection.close()
    command = [sys.executable, "-c", SERVE, str(where / "api.json"), str(store)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        process.communicate("")


def counted_in_threads(description: Any, url: str, size: int) -> int:
    """Return how many items a `Client` goes through, each the one after the one before."""
    with Client(description, url=url, timeout=None) as client:
        count = 0
        for count, each in enumerate(client.pets.get.items(per=size), 1):
            assert each["id"] == count
        return count


def counted_in_a_loop(description: Any, url: str, size: int) -> int:
    """Return how many items an `AsyncClient` goes through, each the one after the one before."""

    async def counted() -> int:
        count = 0
        async with AsyncClient(description, url=url, timeout=None) as client:
            async for each in client.pets.get.items(per=size):
                count += 1
                assert each["id"] == count
        return count

    return asyncio.run(counted())


def growth_over(count: int, size: int, way: Callable[[Any, str, int], int], where: Path) -> int:
    """Return by how many bytes this process grows, at most, by going through so many items."""
    description = described("cursor")
    with with_many(description, count, where) as url, traced() as memory:
        assert way(description, url, size) == count
        return memory.peak()


def test_10_000_items_of_a_server_come_in_constant_memory(tmp_path: Path) -> None:
    assert growth_over(10_000, 500, counted_in_threads, tmp_path) < 3_500_000


@pytest.mark.full
@pytest.mark.parametrize("way", [counted_in_threads, counted_in_a_loop])
def test_100_000_items_of_a_server_come_in_constant_memory(way: Callable[[Any, str, int], int], tmp_path: Path) -> None:
    # Kept, they would take 40 MB. The pages are long, for the mock server reads all items for each of them.
    assert growth_over(100_000, 2500, way, tmp_path) < 6_000_000


NAMED = {"type": "object", "additionalProperties": PET}


@BOTH
@pytest.mark.parametrize("case", [case for case in CASES if "keyset" not in case])
def test_items_that_are_members_of_an_object_come_with_their_names(case: str, way: Way) -> None:
    description = described(case)
    get = description["resources"]["pets"]["actions"]["get"]
    get["responses"]["200"]["schema"]["properties"]["items"] = NAMED
    with filled(description) as url:
        pairs = way(description, url, lambda client: client.pets.get.items(per=10))
        assert [item["name"] for _, item in pairs] == NAMES
        assert [name for name, _ in pairs] == [str(item["id"]) for _, item in pairs]


def test_an_object_of_items_begins_with_an_example_or_a_generated_item() -> None:
    for more, expected in (
        ({}, None),
        ({"examples": {"a": {"value": {"items": {"rex": {"id": 5, "name": "Rex"}}}}}}, "Rex"),
    ):
        listing = {
            "paginate": {"style": "page", "page": "number", "items": "/items"},
            "parameters": {"number": query(WHOLE)},
        }
        schema = {"type": "object", "properties": {"items": NAMED}}
        description = {
            "dynaclient": 1,
            "resources": {
                "pets": {
                    "path": "/pets",
                    "actions": {"get": {"method": "GET", **listing, "responses": {"200": {"schema": schema, **more}}}},
                }
            },
        }
        with MockServer(description) as server, Client(description, url=server.url) as client:
            ((_, item),) = client.pets.get.items()
            assert expected in (None, item["name"])
            assert isinstance(item, dict)


def test_items_without_ids_are_named_by_their_number() -> None:
    schema = {
        "type": "object",
        "properties": {
            "items": {
                "type": "object",
                "additionalProperties": {"type": "object", "properties": {"note": TEXT}, "additionalProperties": False},
            }
        },
    }
    get = {
        "method": "GET", "paginate": {"style": "page", "page": "number", "size": "per", "items": "/items"},
        "parameters": {"number": query(WHOLE), "per": query(WHOLE)}, "responses": ok(schema),
    }  # fmt: skip
    post = {"method": "POST", "parameters": {"note": {"in": "part"}}}
    description = {"dynaclient": 1, "resources": {"notes": {"path": "/notes", "actions": {"get": get, "post": post}}}}
    with MockServer(description) as server, Client(description, url=server.url) as client:
        for note in "abc":
            client.notes.post(note=note)
        assert [item["note"] for _, item in client.notes.get.items(per=2)] == ["a", "b", "c"]
