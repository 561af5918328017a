"""What is created, changed and removed here lies over the items of the real API, which stay as they are."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
import requests

from dynaclient import load
from dynaclient.messages import Limits, Request, Response
from dynaclient.mock import MockServer
from dynaclient.mock.exchange import MockRequest, Rejection
from dynaclient.mock.proxy import copying, upstream
from tests.mock.test_shallow import actions
from tests.support.mock_descriptions import PET, api_with, body, ok, path, pets
from tests.support.raw_server import RawServer, raw_response

PAGES: dict[str, dict[str, Any]] = {
    "whole": {},
    "numbered": {
        "parameters": {"page": {"in": "query", "schema": {"type": "integer"}}, "n": {"in": "query", "schema": {"type": "integer"}}},
        "paginate": {"style": "page", "page": "page", "size": "n", "first": 0, "items": "/items", "total": "/total"},
        "responses": ok({"type": "object", "properties": {"items": {"type": "array", "items": PET}, "total": {"type": "integer"}}}),
    },
    "linked": {
        "parameters": {"n": {"in": "query", "schema": {"type": "integer"}}},
        "paginate": {"style": "link", "size": "n", "items": "/items", "next": "/next"},
        "responses": ok({"type": "object", "properties": {"items": {"type": "array", "items": PET}, "next": {"type": ["string", "null"]}}}),
    },
}  # fmt: skip
"""Ways in which a list is returned."""


class Pair:
    """A real API with three pets, and a mock server in front of it."""

    def __init__(self, api: Any, **options: Any) -> None:
        self.real = MockServer(api).start()
        for name in ("a", "b", "c"):
            self.at(self.real, "POST", "/pets", {"name": name})
        self.here = MockServer(api, proxy=self.real.url, **options).start()

    def at(self, server: MockServer, method: str, target: str, sent: Any = None) -> Any:
        """Return the status and the data of a response."""
        response = requests.request(method, server.url + target, json=sent, timeout=10)
        return response.status_code, response.json() if response.content else None

    def __call__(self, method: str, target: str, sent: Any = None) -> Any:
        return self.at(self.here, method, target, sent)

    def names(self, target: str = "/pets") -> list[str]:
        """Return the names of the pets of a list."""
        data = self("GET", target)[1]
        return [pet["name"] for pet in (data if isinstance(data, list) else data["items"])]

    def close(self) -> None:
        """Close both servers."""
        self.here.close()
        self.real.close()


@pytest.fixture
def pair() -> Iterator[Pair]:
    made = Pair(pets())
    yield made
    made.close()


@pytest.mark.parametrize("listing", PAGES.values(), ids=PAGES)
def test_changes_are_seen_here_and_not_at_the_real_api(listing: dict[str, Any]) -> None:
    both = Pair(pets(listing))
    before = both.at(both.real, "GET", "/pets")
    try:
        assert both.names() == ["a", "b", "c"]
        assert both("PATCH", "/pets/2", {"kind": "dog"})[1]["kind"] == "dog"
        assert both("PUT", "/pets/3", {"name": "new c"})[0] == 200
        assert both("DELETE", "/pets/1")[0] == 204
        status, created = both("POST", "/pets", {"name": "d"})
        assert (status, created["id"] > 2_000_000_000) == (201, True)
        assert both.names() == ["b", "new c", "d"]
        assert both("GET", f"/pets/{created['id']}") == (200, created)
        assert both("GET", "/pets/2")[1]["kind"] == "dog"
        assert both("GET", "/pets/1")[0] == 404
        assert both.at(both.real, "GET", "/pets") == before
    finally:
        both.close()


def test_what_is_counted_removed_or_inside_an_item_here_is_that_of_both() -> None:
    described = pets()
    count = {"method": "GET", "path": "/pets/count", "responses": ok({"properties": {"count": {"type": "integer"}}})}
    some = {"kind": {"in": "query", "schema": {"type": "string"}}}
    many = {"type": "object", "properties": {"rows": {"type": "array", "items": {"type": "object"}}}}
    tag = {"petId": path({"type": "integer"})}
    inner = {"path": "/pets/{petId}/tags", "mock": {"inside": "tags"}}
    described["resources"]["more"] = {"actions": {
        "count": count, "some": {"method": "DELETE", "path": "/pets", "parameters": some, "responses": {"204": {}}},
        "many": {"method": "POST", "path": "/pets/batch", "parameters": {"pets": body(many)}, "responses": {"204": {}}},
        "tag": {"method": "POST", "parameters": {**tag, "tag": body({})}, "responses": ok({}), **inner, "mock": {"behavior": "create", "inside": "tags"}},
        "tags": {"method": "GET", "parameters": tag, "responses": ok({"type": "array"}), **inner, "mock": {"behavior": "list", "inside": "tags"}},
    }}  # fmt: skip
    both = Pair(described)
    try:
        assert both("GET", "/pets/count") == (200, {"count": 3})
        assert both("POST", "/pets/batch", {"rows": [{"name": "d"}, {"name": "e"}]})[0] == 204
        assert both("GET", "/pets/count") == (200, {"count": 5})
        both("PATCH", "/pets/2", {"kind": "dog"})
        assert both("DELETE", "/pets?kind=dog")[0] == 204
        assert (both.names(), both("GET", "/pets/count")[1]["count"]) == (["a", "c", "d", "e"], 4)
        both("POST", "/pets/1/tags", {"id": "old"})
        assert both("GET", "/pets/1/tags") == (200, [{"id": "old"}])
        assert both.at(both.real, "GET", "/pets/count")[1] == {"count": 3}
    finally:
        both.close()


@pytest.mark.parametrize("style", ["numbered", "linked"])
def test_the_pages_of_a_changed_list_are_those_of_all_its_items(style: str) -> None:
    both = Pair(pets(PAGES[style]))
    try:
        both("POST", "/pets", {"name": "d"})
        page = both("GET", "/pets?n=3")[1]
        assert [pet["name"] for pet in page["items"]] == ["a", "b", "c"]
        following = page["next"].removeprefix(both.here.url) if style == "linked" else "/pets?n=3&page=1"
        assert both.names(following) == ["d"]
    finally:
        both.close()


def test_pages_that_no_paginate_declares_are_turned_by_the_real_api() -> None:
    whole = {"in": "query", "schema": {"type": "integer"}}
    with closing(Pair(pets({"parameters": {"limit": whole, "offset": whole}}))) as pair:
        pair("PATCH", "/pets/2", {"name": "B"})
        assert pair.names("/pets?limit=1&offset=1") == ["B"]


def test_a_link_in_a_forwarded_page_leads_here() -> None:
    both = Pair(pets(PAGES["linked"]))
    try:
        assert both("GET", "/pets?n=2")[1]["next"].startswith(both.here.url)
        assert both("GET", "/pets?n=9")[1].get("next") is None
    finally:
        both.close()


def test_only_what_was_changed_is_answered_here(pair: Pair) -> None:
    pair("PATCH", "/pets/2", {"kind": "dog"})
    pair.at(pair.real, "PATCH", "/pets/3", {"kind": "cat"})
    pair.at(pair.real, "PATCH", "/pets/2", {"kind": "cat"})
    assert pair("GET", "/pets/3")[1]["kind"] == "cat"
    assert [pet.get("kind") for pet in pair("GET", "/pets")[1]] == [None, "dog", "cat"]


@pytest.mark.parametrize(("method", "sent"), [("PATCH", {"name": "x"}), ("DELETE", None), ("PUT", {"name": "x"})])
def test_what_neither_has_cannot_be_changed(pair: Pair, method: str, sent: Any) -> None:
    assert pair(method, "/pets/99", sent)[0] == 404


def test_writes_that_are_forwarded_leave_what_is_here_here() -> None:
    both = Pair(pets(), proxy_writes=True)
    try:
        assert both("POST", "/pets", {"name": "d"})[1]["id"] == 4
        assert both("PATCH", "/pets/4", {"kind": "dog"})[0] == 200
        assert both.at(both.real, "GET", "/pets/4")[1]["kind"] == "dog"
    finally:
        both.close()


def test_an_item_that_is_changed_at_its_flat_path_is_so_in_the_list_of_its_parent() -> None:
    api = api_with(actions())
    with MockServer(api) as real, MockServer(api, proxy=real.url) as here:
        requests.post(f"{real.url}/projects/1/tasks", json={"name": "a"}, timeout=10)
        found = []
        for method, sent in (("PATCH", {"name": "b"}), ("DELETE", None)):
            requests.request(method, f"{here.url}/tasks/1", json=sent, timeout=10).raise_for_status()
            lists = [requests.get(here.url + where, timeout=10).json() for where in ("/projects/1/tasks", "/tasks")]
            found.append([[task["name"] for task in listed] for listed in lists])
    assert found == [[["b"], ["b"]], [[], []]]


def test_what_waits_for_the_real_api_is_not_waited_for_and_leaves_nothing_after_a_reset(pair: Pair) -> None:
    calls = [("GET", "/pets/1", None), ("PATCH", "/pets/2", {"name": "new"}), ("GET", "/pets", None)]
    found: list[int] = []
    before = len(pair.real.requests())
    with pair.real.fail(delay=1):
        asking = [threading.Thread(target=lambda call=call: found.append(pair(*call)[0])) for call in calls]
        for thread in asking:
            thread.start()
        while len(pair.real.requests()) < before + len(calls):
            time.sleep(0.005)
        begin = time.perf_counter()
        pair.here.reset()
        assert time.perf_counter() - begin < 0.5
        for thread in asking:
            thread.join(10)
    assert (found, pair.here.requests(), pair.here.snapshot()) == ([503, 503, 503], [], {"collections": []})


def test_an_invalid_change_is_refused_here(pair: Pair) -> None:
    assert pair("PATCH", "/pets/2", ["no object"])[0] == 400
    assert pair("GET", "/pets/2?unknown=1")[0] == 400  # by the real API, which is a mock server too
    pair("PATCH", "/pets/2", {"kind": "dog"})
    assert "pet.get: 1 problem" in pair("GET", "/pets/2?unknown=1")[1]["message"]


# --- what is below an item -------------------------------------------------------------------------------------------

NESTED = {
    "farms": {"path": "/farms", "actions": {
        "get": {"method": "GET", "responses": ok({"type": "array", "items": PET})},
        "post": {"method": "POST", "parameters": {"farm": body({"type": "object"})}, "responses": ok(PET, "201")},
    }},
    "farm": {"path": "/farms/{farmId}", "parameters": {"farmId": path({"type": "integer"})}, "actions": {
        "get": {"method": "GET", "responses": ok(PET)},
        "photo": {"method": "GET", "path": "/photo", "responses": ok({"const": "generated"})},
    }},
    "pets": {"path": "/farms/{farmId}/pets", "parameters": {"farmId": path({"type": "integer"})}, "actions": {
        "get": {"method": "GET", "responses": ok({"type": "array", "items": PET})},
        "post": {"method": "POST", "parameters": {"pet": body({"type": "object"})}, "responses": ok(PET, "201")},
    }},
    "pet": {"path": "/farms/{farmId}/pets/{petId}", "parameters": {
        "farmId": path({"type": "integer"}), "petId": path({"type": "integer"}),
    }, "actions": {"get": {"method": "GET", "responses": ok(PET)}}},
}  # fmt: skip


def test_what_is_below_an_item_of_this_server_is_here_if_the_real_api_does_not_have_it() -> None:
    def respond(received: Any) -> bytes:
        known = {"/farms/1": b'{"id": 1, "name": "real"}', "/farms/1/pets": b'[{"id": 7, "name": "x"}]'}
        found = known.get(received.target)
        return raw_response(b"{}", status=404) if found is None else raw_response(found)

    api = {"dynaclient": 1, "server": "https://api.example.com", "resources": NESTED}
    with RawServer(respond) as real, MockServer(api, proxy=real.url) as here:

        def call(method: str, target: str, sent: Any = None) -> Any:
            response = requests.request(method, here.url + target, json=sent, timeout=10)
            return response.status_code, response.json()

        farm = call("POST", "/farms", {"name": "own"})[1]["id"]
        assert call("GET", f"/farms/{farm}/pets") == (200, [])
        pet = call("POST", f"/farms/{farm}/pets", {"name": "y"})[1]
        assert call("GET", f"/farms/{farm}/pets") == (200, [pet])
        assert call("GET", f"/farms/{farm}/photo") == (200, "generated")
        assert call("GET", f"/farms/{farm}/pets/5")[0] == 404
        assert call("GET", "/farms/1/pets") == (200, [{"id": 7, "name": "x"}])
        assert call("GET", "/farms/2/pets")[0] == 404
        assert call("GET", "/farms/2/photo")[0] == 404


# --- copies ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "listing"),
    [
        ("/pets?key=abc", {}),
        ("/pets?key=abc&page=1&n=2", PAGES["numbered"]),
    ],
)
def test_copies_are_requested_with_the_credentials_of_the_client(target: str, listing: dict[str, Any]) -> None:
    sent = raw_response(
        b'{"items": [{"id": 5, "name": "x"}, 6], "total": 2}' if listing else b'[{"id": 5, "name": "x"}]'
    )
    api = pets(listing, auth={"it": {"type": "apiKey", "in": "query", "name": "key"}})
    with RawServer(lambda _: sent) as real, MockServer(api, proxy=real.url) as here:
        headers = {"X-Own": "1", "If-None-Match": "x", "Cookie": "s=1"}
        requests.post(f"{here.url}/pets?key=abc", json={"name": "y"}, timeout=10)
        found = requests.get(here.url + target, headers=headers, timeout=10)
        assert found.status_code == 200
        last = real.requests[-1]
        assert "key=abc" in last.target
        assert not {"page=1", "n=2"} & set(last.target.replace("?", "&").split("&"))
        assert (last.value("X-Own"), last.value("Cookie"), last.value("If-None-Match")) == ("1", "s=1", "")


def test_a_copy_has_the_list_from_its_first_page_on_also_if_a_body_selects_that() -> None:
    api = pets()
    api["resources"]["pets"]["actions"]["search"] = {
        "method": "POST", "path": "/search", "readonly": True, "mock": {"behavior": "list", "collection": "/pets"},
        "parameters": {"q": body({"type": "object", "properties": {"page": {"type": "integer"}}})},
        "paginate": {"style": "page", "page": "/q/page", "first": 0, "items": "/items"},
        "responses": ok({"type": "object", "properties": {"items": {"type": "array", "items": PET}}}),
    }  # fmt: skip
    with RawServer(lambda _: raw_response(b'{"items": []}')) as real, MockServer(api, proxy=real.url) as here:
        requests.post(f"{here.url}/pets", json={"name": "y"}, timeout=10)
        requests.post(f"{here.url}/pets/search", json={"page": 4, "kind": "dog"}, timeout=10)
        assert real.requests[0].body == b'{"kind":"dog","page":0}'


def test_credentials_go_to_the_real_api_alone() -> None:
    api = pets(PAGES["linked"])
    api["resources"]["pets"]["actions"]["get"]["server"] = "https://elsewhere.example"
    api["resources"]["pet"]["actions"]["get"]["server"] = "https://elsewhere.example"
    sent = raw_response(b'{"items": [], "next": "http://127.0.0.1:9/pets"}')
    with RawServer(lambda _: sent) as real, MockServer(api, proxy=real.url) as here:
        requests.post(f"{here.url}/pets", json={"name": "y"}, timeout=10)
        requests.patch(f"{here.url}/pets/1", json={"name": "y"}, timeout=10)
        assert requests.get(f"{here.url}/pets", timeout=10).status_code == 502
        assert [received.target for received in real.requests] == ["/pets/1", "/pets"]
    caller = copying.Caller(load(api), "http://127.0.0.1:1", MockRequest("GET", "/pets"), (), lambda _: Response(200))
    with pytest.raises(Rejection, match="another origin"):
        caller.send(Request("GET", "http://127.0.0.1:9/pets", action="pets.get"), Limits())


@pytest.mark.parametrize(("is_readonly", "sent"), [(True, ["GET", "GET"]), (False, [])])
def test_a_copy_is_had_by_actions_that_change_nothing(is_readonly: bool, sent: list[str]) -> None:
    api = pets()
    searching = {"behavior": "list", "collection": "/pets"}
    result = {"type": "array", "items": PET}
    api["resources"]["pets"]["actions"]["find"] = {
        "method": "POST",
        "path": "/find",
        "mock": searching,
        "responses": ok(result),
    }
    for name in ("pets", "pet"):
        api["resources"][name]["actions"]["get"]["readonly"] = is_readonly
    with RawServer(lambda _: raw_response(b"[]")) as real, MockServer(api, proxy=real.url) as here:
        requests.post(f"{here.url}/pets", json={"name": "y"}, timeout=10)
        assert len(requests.post(f"{here.url}/pets/find", timeout=10).json()) == 1
        requests.delete(f"{here.url}/pets/5", timeout=10)
        assert [received.method for received in real.requests] == sent


SETTINGS = {"type": "object", "properties": {"colour": {"type": "string"}, "size": {"type": "integer"}}}


def _settings(**more: Any) -> dict[str, Any]:
    """Return a description with a single item, and the headers that its responses have."""
    sent = {"settings": body(SETTINGS)}
    return api_with(
        {
            "get": {"method": "GET", "path": "/settings", "responses": ok(SETTINGS, **more)},
            "patch": {"method": "PATCH", "path": "/settings", "parameters": sent, "responses": ok(SETTINGS)},
        }
    )


@pytest.mark.parametrize(("status", "changed"), [(200, 200), (404, 404)])
def test_a_single_item_is_copied_when_it_is_changed(status: int, changed: int) -> None:
    sent = raw_response(b'{"colour": "red", "size": 1}', status=status)
    with RawServer(lambda _: sent) as real, MockServer(_settings(), proxy=real.url) as here:
        assert requests.get(f"{here.url}/settings", timeout=10).headers["X-Mock"] == "proxied"
        response = requests.patch(f"{here.url}/settings", json={"size": 2}, timeout=10)
        assert response.status_code == changed
        read = requests.get(f"{here.url}/settings", timeout=10)
        assert read.headers["X-Mock"] == ("stored" if changed == 200 else "proxied")
        assert read.json() == {"colour": "red", "size": 2 if changed == 200 else 1}


@pytest.mark.parametrize(("condition", "status"), [('"real"', 200), ("*", 200), ('"other"', 412)])
def test_a_condition_of_the_first_change_is_that_of_the_real_item(condition: str, status: int) -> None:
    sent = raw_response(b'{"colour": "red"}').replace(b"\r\n\r\n", b'\r\nETag: "real"\r\n\r\n')
    api = _settings(headers={"ETag": {}})
    with RawServer(lambda _: sent) as real, MockServer(api, proxy=real.url) as here:
        for expected in (status, 412):  # the item that is stored here has another tag
            headers = {"If-Match": condition}
            response = requests.patch(f"{here.url}/settings", json={"size": 2}, headers=headers, timeout=10)
            assert response.status_code == (200 if condition == "*" else expected)


def test_what_is_below_an_item_that_was_removed_here_is_gone() -> None:
    resources = json.loads(json.dumps(NESTED))
    resources["farm"]["actions"]["delete"] = {"method": "DELETE", "responses": {"204": {}}}
    api = {"dynaclient": 1, "server": "https://api.example.com", "resources": resources}
    with RawServer(lambda _: raw_response(b'{"id": 1, "name": "x"}')) as real, MockServer(api, proxy=real.url) as here:
        assert requests.get(f"{here.url}/farms/1/pets/2", timeout=10).status_code == 200
        assert requests.delete(f"{here.url}/farms/1", timeout=10).status_code == 204
        assert requests.get(f"{here.url}/farms/1/pets/2", timeout=10).status_code == 404
        assert requests.get(f"{here.url}/farms/2/pets/2", timeout=10).status_code == 200


FAILURES = [
    (raw_response(b"{}", status=401), 401, "the real API responded with 401 to pet.get"),
    (raw_response(b"{}", status=503), 503, "the real API responded with 503 to pet.get"),
    (raw_response(b"nonsense"), 502, "the real API cannot be asked for what is there: pet.get: the response"),
    (b"", 502, "no response from the real API"),
]


@pytest.mark.parametrize(("sent", "status", "message"), FAILURES)
def test_a_copy_that_cannot_be_had_is_an_error(sent: bytes, status: int, message: str) -> None:
    with RawServer(lambda _: sent) as real, MockServer(pets(), proxy=real.url) as here:
        response = requests.patch(f"{here.url}/pets/1", json={}, timeout=10)
    assert response.status_code == status
    assert message in response.json()["message"]


def test_a_copy_that_is_too_large_is_an_error(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upstream, "MAX_READ", -1)
    status, error = pair("PATCH", "/pets/1", {})
    assert status == 502
    assert "is too large to be copied" in error["message"]


def test_a_response_that_is_no_item_is_not_copied() -> None:
    with RawServer(lambda _: raw_response(b"5")) as real, MockServer(pets(), proxy=real.url) as here:
        assert requests.patch(f"{here.url}/pets/1", json={}, timeout=10).status_code == 404


def test_a_list_is_copied_up_to_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copying, "MAX_ITEMS", 2)
    both = Pair(pets(PAGES["numbered"]))
    try:
        both("POST", "/pets", {"name": "d"})
        assert both.names() == ["a", "b", "d"]
    finally:
        both.close()


def test_items_with_an_envelope_and_lists_without_creation() -> None:
    one = {"type": "object", "properties": {"pet": PET}, "required": ["pet"]}
    listing = {
        "paginate": {"style": "cursor", "cursor": "after", "items": "/pets", "next": "/next"},
        "parameters": {"after": {"in": "query", "schema": {"type": "string"}}},
        "responses": ok({"type": "object", "properties": {"pets": {"type": "object", "additionalProperties": PET}, "next": {"type": "string"}}}),
        "method": "GET",
    }  # fmt: skip
    api = api_with({}, resource={})
    api["resources"] = {
        "pets": {"path": "/pets", "actions": {"get": listing}},
        "pet": {"path": "/pets/{petId}", "parameters": {"petId": path({"type": "integer"})}, "actions": {
            "get": {"method": "GET", "responses": ok(one)},
            "patch": {"method": "PATCH", "parameters": {"pet": body({"type": "object"})}, "responses": ok(one)},
        }},
    }  # fmt: skip
    known = {
        "/pets": b'{"pets": {"x": {"id": 5, "name": "x"}, "y": {"id": 6, "name": "y"}}}',
        "/pets/5": b'{"pet": {"id": 5, "name": "x"}}',
    }

    def respond(received: Any) -> bytes:
        found = known.get(received.target)
        return raw_response(b"{}", status=404) if found is None else raw_response(found)

    with RawServer(respond) as real, MockServer(api, proxy=real.url) as here:
        changed = requests.patch(f"{here.url}/pets/5", json={"kind": "dog"}, timeout=10)
        assert changed.json()["pet"]["kind"] == "dog"
        assert requests.patch(f"{here.url}/pets/9", json={"kind": "dog"}, timeout=10).status_code == 404
        names = requests.get(f"{here.url}/pets", timeout=10).json()["pets"]
        assert [(pet["name"], pet.get("kind")) for pet in names.values()] == [("x", "dog"), ("y", None)]
