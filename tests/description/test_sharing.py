"""One description for all who use it."""

from __future__ import annotations

import copy
import json
import os
import pickle
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from dynaclient import Api, AsyncClient, Client, load
from dynaclient.description import file_source
from dynaclient.description.text import parse_text
from dynaclient.testing import RecordingTransport
from tests.support.dropping import new_description


def test_all_clients_share_the_bundled_new_description() -> None:
    clients = [Client() for _ in range(50)]
    assert {id(client.api) for client in [*clients, AsyncClient()]} == {id(load())}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "api.json"
    path.write_text(json.dumps(new_description()), "utf-8")
    return path


SAME: dict[str, Callable[[Path], tuple[Any, Any]]] = {
    "the same file": lambda file: (load(file), load(str(file))),
    "the same dict": lambda file: (load(json.loads(file.read_text())), load(json.loads(file.read_text()))),
    "the same patches": lambda file: (
        load(file, patch=[{"title": "a"}, {"version": "1"}]),
        load(file, patch=({"title": "a"}, {"version": "1"})),
    ),
    "a patch of a loaded description": lambda file: (
        load(load(file), patch={"title": "a"}),
        load(load(file), patch={"title": "a"}),
    ),
    "a loaded description": lambda file: ((api := load(file)), load(api)),
    "a copy": lambda file: ((api := load(file)), copy.copy(api)),
    "a deep copy of a client": lambda file: ((client := Client(file)).api, copy.deepcopy(client).api),
    "a pickle": lambda file: ((api := load(file)), pickle.loads(pickle.dumps(api))),
    "two pickles of one that is gone": lambda file: (
        pickle.loads(data := pickle.dumps(load(file))),
        pickle.loads(data),
    ),
}
OTHER: dict[str, Callable[[Path], tuple[Any, Any]]] = {
    "a patch": lambda file: (load(file), load(file, patch={"title": "a"})),
    "another patch": lambda file: (load(file, patch={"title": "a"}), load(file, patch={"title": "b"})),
    "the patches in another order": lambda file: (
        load(file, patch=[{"title": "a"}, {"title": "b"}]),
        load(file, patch=[{"title": "b"}, {"title": "a"}]),
    ),
    "a file and its content": lambda file: (load(file), load(json.loads(file.read_text()))),
    "a file and its copy": lambda file: (load(file), load(_copied(file))),
    "keys in another order": lambda file: (
        load(json.loads(file.read_text())),
        load(dict(reversed(json.loads(file.read_text()).items()))),
    ),
    "a pickle of one that was not loaded": lambda _: ((api := Api(new_description())), pickle.loads(pickle.dumps(api))),
    "one that was not loaded": lambda _: (Api(new_description()), Api(new_description())),
}


def _copied(file: Path) -> Path:
    other = file.with_name("other.json")
    other.write_bytes(file.read_bytes())
    return other


@pytest.mark.parametrize("case", SAME)
def test_the_same_description_is_one_object(case: str, file: Path) -> None:
    one, other = SAME[case](file)
    assert one is other


@pytest.mark.parametrize("case", OTHER)
def test_another_description_is_another_object(case: str, file: Path) -> None:
    one, other = OTHER[case](file)
    assert one is not other


def test_an_edit_is_seen_although_time_and_size_stay_the_same(file: Path) -> None:
    before, status = load(file), file.stat()
    file.write_text(file.read_text().replace("Number", "Figure"))
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert (file.stat().st_size, file.stat().st_mtime_ns) == (status.st_size, status.st_mtime_ns)
    assert (before.title[:6], load(file).title[:6]) == ("Number", "Figure")


def test_many_threads_load_it_once(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[str] = []

    def slowly(text: str, name: str) -> Any:
        parsed.append(text)
        time.sleep(0.05)
        return parse_text(text, name)

    monkeypatch.setattr(file_source, "parse_text", slowly)
    with ThreadPoolExecutor(16) as executor:
        apis = list(executor.map(lambda _: load(file), range(16)))
    assert (len({id(api) for api in apis}), len(parsed)) == (1, 1)


def test_what_a_caller_does_with_an_example_changes_no_new_description() -> None:
    parameter = {"in": "body", "required": True, "example": {"tags": ["a"]}}
    actions = {"post": {"method": "POST", "path": "/", "parameters": {"thing": parameter}}}
    api = load({"dynaclient": 1, "server": "https://api.example.com", "resources": {"things": {"actions": actions}}})
    first = Client(api, transport=RecordingTransport()).things.post.example()
    first["thing"]["tags"].append("b")
    assert Client(api, transport=RecordingTransport()).things.post.example() == {"thing": {"tags": ["a"]}}
