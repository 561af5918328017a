"""A description whose file is read in parts is what the file said when it was loaded."""

from __future__ import annotations

import gc
import json
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import dynaclient
from dynaclient import Api, Client, DescriptionError, lint
from dynaclient.description import file_source, loading, translation_cache
from dynaclient.description.file_slices import facts_of, open_slices
from dynaclient.description.json_index import StoredIndex, make_index
from dynaclient.description.translation_cache import LATER
from dynaclient.testing import RecordingTransport, response
from tests.support.descriptions import describe

pytestmark = pytest.mark.skipif(not hasattr(os, "pread"), reason="this system cannot read a part of a file at a place")
ACTIONS = {"get": {"method": "GET", "path": "/old"}, "put": {"method": "PUT", "path": "/old"}}
DOCUMENT = describe(
    ACTIONS, resources={"things": {"path": "/t", "actions": ACTIONS}, "others": {"path": "/o", "actions": ACTIONS}}
)


@pytest.fixture
def file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """Return a file of which the cache has an index that is recognized by what the file is."""
    for module in (file_source, translation_cache):
        monkeypatch.setattr(module, "LARGE", 10)
    for name, seconds in (("DELAY", 0.0), ("STEP", 0.0), ("RESOLUTION", -(10**10))):
        monkeypatch.setattr(translation_cache, name, seconds)
    monkeypatch.setenv("DYNACLIENT_CACHE", str(tmp_path / "cache"))
    path = tmp_path / "api.json"
    path.write_text(json.dumps(DOCUMENT), "utf-8")
    load(path)
    LATER.finish()
    gc.collect()
    yield path
    LATER.finish()


def load(source: Path, **options: Any) -> Api:
    """Load a description that is not in use any more."""
    gc.collect()
    return dynaclient.load(source, **options)


def edit(path: Path) -> None:
    """Change a file in place, without another size or time of modification."""
    status = path.stat()
    path.write_text(path.read_text("utf-8").replace("/old", "/new"), "utf-8")
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def replace(path: Path) -> None:
    other = path.with_name("other.json")
    other.write_text(path.read_text("utf-8").replace("/old", "/new"), "utf-8")
    other.replace(path)


CHANGES: dict[str, tuple[Callable[[Path], object], bool]] = {
    "replaced": (replace, True),
    "removed": (Path.unlink, True),
    "renamed": (lambda path: path.rename(path.with_name("renamed.json")), True),
    "touched": (os.utime, True),
    "linked": (lambda path: path.with_name("link.json").hardlink_to(path), True),
    "made read-only": (lambda path: path.chmod(0o400), True),
    "edited in place": (edit, False),
    "truncated": (lambda path: path.write_text("", "utf-8"), False),
    "made longer": (lambda path: path.write_text(path.read_text("utf-8") + " ", "utf-8"), False),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_what_is_done_to_the_file_does_not_change_a_description_in_use(file: Path, name: str) -> None:
    change, is_same = CHANGES[name]
    api = load(file)
    assert api.action("things.get").path == "/t/old"
    change(file)
    if is_same:
        assert {api.action(f"{owner}.{key}").path for owner in ("things", "others") for key in ACTIONS} == {
            "/t/old",
            "/o/old",
        }
    else:
        with pytest.raises(DescriptionError, match="was changed while it was in use.*load it again"):
            api.action("others.get")
        assert api.action("things.get").path == "/t/old"


@pytest.mark.parametrize("change", [edit, replace])
def test_the_next_description_is_what_the_file_says_now(file: Path, change: Callable[[Path], None]) -> None:
    before = load(file)
    assert before.action("things.get").path == "/t/old"
    change(file)
    assert dynaclient.load(file).action("things.get").path == "/t/new"


def test_an_error_of_a_changed_file_leaves_a_call(file: Path) -> None:
    client = Client(file, transport=RecordingTransport(response({})))
    edit(file)
    with pytest.raises(DescriptionError, match="was changed while it was in use"):
        client.things.get()


def test_the_file_is_not_read_as_a_whole(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "_read_bytes", lambda _: pytest.fail("all of it is read"))
    api = load(file)
    assert [api.action(f"things.{key}").method for key in ACTIONS] == ["GET", "PUT"]


def test_a_description_is_freed_with_its_file(file: Path) -> None:
    folder = Path("/proc/self/fd")
    if not folder.exists():  # pragma: no cover - only Linux has it
        pytest.skip("this system does not show the files that are open")
    load(file)
    gc.collect()
    before = len(list(folder.iterdir()))
    clients = [Client(file, transport=RecordingTransport(response({}))) for _ in range(20)]
    assert len(list(folder.iterdir())) == before + 1
    del clients
    gc.collect()
    assert len(list(folder.iterdir())) == before


def test_lint_validates_what_is_known_to_be_sound(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = json.dumps(describe({"get": {"method": "got", "path": "/x"}})).encode()
    file.write_bytes(data)
    entry = translation_cache.CacheEntry.of(str(file))
    assert entry is not None
    made = make_index(data, is_sound=True, facts=entry.status)  # which it is not
    assert made is not None
    monkeypatch.setattr(translation_cache.CacheEntry, "index", lambda _: made)
    assert load(file)._parts.is_sound
    assert lint(file)
    assert [problem.message for problem in lint(file)] == [problem.message for problem in lint(json.loads(data))]


def test_an_index_of_other_facts_is_compared_with_the_content(file: Path) -> None:
    os.utime(file, ns=(1, 1))
    api = load(file)
    assert api.action("things.get").path == "/t/old"
    LATER.finish()
    entry = translation_cache.CacheEntry.of(str(file))
    assert entry is not None
    index = StoredIndex.read(entry.index())
    assert index is not None
    assert index.is_of(entry.status)


def test_threads_read_parts_at_once(file: Path) -> None:
    api = load(file)
    found: list[str] = []
    start = threading.Barrier(8)

    def look() -> None:
        start.wait()
        found.extend(api.action(f"{owner}.{key}").path for owner in ("things", "others") for key in ACTIONS)

    threads = [threading.Thread(target=look) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(set(found)) == ["/o/old", "/t/old"]


def test_a_system_that_cannot_read_parts_reads_all(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "pread")
    assert open_slices(str(file), facts_of(file.stat()), b"") is None
    assert load(file).action("others.put").path == "/o/old"
