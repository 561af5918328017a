from __future__ import annotations

import json
import logging
import threading
from pathlib import Path
from typing import Any

import pytest
import requests

from dynaclient import Client, DescriptionError, InvalidCall, load
from dynaclient.description.api import Api
from dynaclient.errors import DynaclientError, Problem
from dynaclient.mock import MockServer
from dynaclient.mock.control import watching
from dynaclient.mock.control.watching import Watcher
from tests.support.mock_descriptions import api_with, ok, pets


class Watched:
    """A description in a folder, and a watcher of it that looks when it is asked to."""

    def __init__(self, folder: Path, *patches: str) -> None:
        self.path = folder / "api.json"
        self.changes: list[Api] = []
        self.failures: list[str] = []
        self.write(pets())
        self.patches = [folder / name for name in patches]
        for patch in self.patches:
            patch.write_text("{}")
        api = load(self.path, patch=self.patches or None)
        self.watcher = Watcher(api, self.changes.append, self.failures.append)

    def write(self, description: Any) -> None:
        text = description if isinstance(description, str) else json.dumps(description)
        self.path.write_text(text)

    def looks(self, number: int = 1) -> tuple[list[str], list[str]]:
        """Return the titles that were noticed by now, and what failed."""
        for _ in range(number):
            self.watcher.look()
        return [api.title for api in self.changes], self.failures


def test_a_change_of_the_file_is_noticed_once(tmp_path: Path) -> None:
    watched = Watched(tmp_path)
    assert watched.looks(2) == ([], [])
    watched.write({**pets(), "title": "New"})
    assert watched.looks(2) == (["New"], [])


def test_patches_are_watched_too(tmp_path: Path) -> None:
    watched = Watched(tmp_path, "a.json", "b.yaml")
    watched.patches[1].write_text("title: Patched twice\n")
    assert watched.looks() == (["Patched twice"], [])
    watched.write({**pets(), "version": "2"})
    assert watched.looks()[0] == ["Patched twice"] * 2


def test_the_files_that_it_refers_to_are_watched_too(tmp_path: Path) -> None:
    paths = {
        "/pets": {
            "get": {
                "responses": {
                    "200": {"description": "a", "content": {"application/json": {"schema": {"$ref": "pet.json"}}}}
                }
            }
        }
    }
    (tmp_path / "pet.json").write_text('{"type": "object"}')
    (tmp_path / "openapi.json").write_text(
        json.dumps({"openapi": "3.1.0", "info": {"title": "A", "version": "1"}, "paths": paths})
    )
    api = load(tmp_path / "openapi.json")
    _ = list(api.actions.values())
    changes: list[Api] = []
    watcher = Watcher(api, changes.append, lambda _: None)
    (tmp_path / "pet.json").write_text('{"type": "object", "title": "Pet"}')
    watcher.look()
    assert len(changes) == 1


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ('{\n"dynaclient": 1,,\n}', "api.json:2: invalid JSON: "),
        ({"dynaclient": 1, "resources": 5}, "api.json:1: /resources: `resources` has to be"),
        ({**pets(), "dynaclient": 7}, "api.json:1: /dynaclient: "),
        (None, "api.json: the file was removed; put it back"),
    ],
)
def test_a_broken_file_changes_nothing_and_is_reported_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, written: Any, message: str
) -> None:
    watched = Watched(tmp_path)
    with caplog.at_level(logging.INFO, "dynaclient.mock"):
        watched.path.unlink() if written is None else watched.write(written)
        assert watched.looks() == ([], [])  # it may be half written
        changes, failures = watched.looks(3)
        assert (changes, [failure[: len(message)] for failure in failures]) == ([], [message])
        watched.write({**pets(), "title": "Repaired"})
        assert watched.looks()[0] == ["Repaired"]
    assert caplog.messages == [f"{failures[0]}; the description stays as it was", "api.json was read again"]


@pytest.mark.parametrize("name", ["api.json", "a.json"])
def test_a_file_that_is_removed_is_reported_until_it_is_back(tmp_path: Path, name: str) -> None:
    watched = Watched(tmp_path, "a.json")
    (tmp_path / name).unlink()
    message = f"{name}: the file was removed; put it back, or start the server with another path"
    assert watched.looks(3) == ([], [message])
    (tmp_path / name).write_text(json.dumps({**pets(), "title": "Back"}))
    assert watched.looks() == (["Back"], [message])


def test_a_file_that_is_being_written_is_not_reported(tmp_path: Path) -> None:
    watched = Watched(tmp_path)
    for text in ("", "{", json.dumps({**pets(), "title": "Whole"})):
        watched.write(text)
        found = watched.looks()
    assert found == (["Whole"], [])


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (DescriptionError([Problem.in_description("/a", "x", "is wrong", "fix it", 3)] * 2), "api.json:3: /a: is wrong — fix it (and 1 more)"),
        (DescriptionError([Problem.in_description("", "x", "is wrong")]), "api.json: is wrong"),
        (DynaclientError("the store is closed\nmore"), "api.json: the store is closed"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_one_line(error: DynaclientError, message: str) -> None:
    assert watching._first_problem(error, "/x/api.json") == message


@pytest.mark.parametrize("source", [pets(), load(pets()), "patched"])
def test_only_files_can_be_watched(source: Any, tmp_path: Path) -> None:
    if source == "patched":
        (tmp_path / "api.json").write_text(json.dumps(pets()))
        source = load(tmp_path / "api.json", patch={"title": "a"})
    with pytest.raises(InvalidCall, match=r"watch \(option\): needs a description that is a file — pass the path"):
        MockServer(source, watch=True)


def test_a_server_serves_the_new_description_and_keeps_everything_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "POLL", 0.01)
    path = tmp_path / "api.json"
    path.write_text(json.dumps(pets()))
    with MockServer(path, watch=True) as server:
        with Client(path, url=server.url) as client:
            client.pets.post(pet={"name": "Rex"})
        server.advance_clock(100)
        more = api_with({"do": {"method": "PURGE", "path": "/do", "responses": ok({"type": "object"})}})["resources"]
        both = {**pets(), "title": "New", "resources": {**pets()["resources"], **more}}
        path.write_text(json.dumps(both))
        _until(lambda: _health(server)["title"] == "New")
        assert requests.request("PURGE", f"{server.url}/do", timeout=10).status_code == 200
        assert requests.get(f"{server.url}/pets", timeout=10).json()[0]["name"] == "Rex"
        server.assert_called("pets.post", times=1)
        server.assert_called("things.do", times=1)
        assert server._issuer.clock.offset == 100
        path.write_text("{")
        _until(lambda: "problem" in _health(server))
        assert _health(server)["problem"].startswith("api.json:1: invalid JSON")
        assert requests.get(f"{server.url}/__mock/actions", timeout=10).json()["problem"] == _health(server)["problem"]
        path.write_text(json.dumps(both))
        _until(lambda: "problem" not in _health(server))
    assert not [thread for thread in threading.enumerate() if thread.name == "dynaclient-mock-watch"]
    server._describe(load(pets()))  # a change that is noticed while the server closes
    assert server._api.title == "New"


def _health(server: MockServer) -> Any:
    return requests.get(f"{server.url}/__mock/health", timeout=10).json()


def _until(is_so: Any) -> None:
    for _ in range(500):
        if is_so():
            return
        threading.Event().wait(0.02)
    raise AssertionError("it did not happen")
