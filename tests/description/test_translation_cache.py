"""What is kept of descriptions: it counts for the content that it was made of, and for nothing else."""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest
import yaml

import dynaclient
from dynaclient import Api, DescriptionError, lint
from dynaclient.description import file_source, sharing, stored, translation_cache
from dynaclient.description.sharing import digest
from dynaclient.description.text import parse_text
from dynaclient.description.translation_cache import LATER
from dynaclient.formats.lazy import plain
from dynaclient.runtime import cache_folder
from tests.description.test_loading import write
from tests.support.descriptions import describe
from tests.support.openapi_documents import openapi, operation
from tests.support.standin_format import MADE, register, standin


def load(source: Any = None, **options: Any) -> Api:
    """Load a description that is not in use any more."""
    gc.collect()
    return dynaclient.load(source, **options)


@pytest.fixture(autouse=True)
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """Yield the folder of the cache, which does not exist yet."""
    register(monkeypatch)
    folder = tmp_path / "cache"
    monkeypatch.setenv("DYNACLIENT_CACHE", str(folder))
    monkeypatch.setattr(translation_cache, "LARGE", 10)
    monkeypatch.setattr(translation_cache, "DELAY", 0.0)
    yield folder
    LATER.finish()


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the names of the files that were parsed."""
    names: list[str] = []

    def counted(text: str, name: str) -> Any:
        names.append(Path(name).name)
        return parse_text(text, name)

    monkeypatch.setattr(file_source, "parse_text", counted)
    return names


def age(file: Path, seconds: float = 10) -> Path:
    """Have a file changed some time ago, so that its times can be relied on."""
    past = time.time_ns() - int(seconds * 1e9)
    os.utime(file, ns=(past, past))
    return file


FULL = {
    "standin": 1,
    "title": "Ünicode \ud800",
    "calls": {"get": {"method": "GET", "path": "/a", "loss": 1}, "post": {"method": "got", "path": "/b"}},
    "schemas": {"a": {"type": "string"}, "b/~": True},
}


@pytest.mark.parametrize("name", ["api.json", "api.yaml"])
def test_what_is_kept_is_the_same_description(name: str, tmp_path: Path, parsed: list[str]) -> None:
    document = {**FULL, "title": "A"} if name == "api.yaml" else FULL
    file = write(tmp_path / name, document)
    api = load(file)
    before = (plain(api.document), api.notes(), lint(file), api.action("id_get").path)
    LATER.finish()
    del api
    MADE.clear()
    parsed.clear()
    api = load(file)
    assert (parsed, list(api.actions)) == ([], ["things.get", "things.post"])
    assert api.action("id_get").path == before[3]
    assert (plain(api.document), api.notes(), lint(file)) == before[:3]
    assert MADE == []
    with pytest.raises(DescriptionError) as caught:
        api.action("things.post")
    assert [(problem.pointer, problem.line is None) for problem in caught.value.problems] == [
        ("/calls/post/method", False)
    ]
    assert api.translation is not None
    assert api.translation.format == "Stand-in 1"
    with pytest.raises(AttributeError):
        _ = api.translation.other  # type: ignore[attr-defined]


def test_a_file_that_was_missing_is_read_when_it_is_there(tmp_path: Path) -> None:
    parameters = [{"$ref": "p.yaml#/p"}, {"$ref": "folder#/p"}]
    file = age(write(tmp_path / "api.yaml", openapi({"/a": {"get": operation(*parameters)}})))
    messages = []
    for _ in range(2):
        with pytest.raises(DescriptionError) as caught:
            load(file).action("op")
        messages.append([problem.message for problem in caught.value.problems])
    assert messages[0] == messages[1]
    assert ["there is no such file" in message for message in messages[0]] == [True, True]
    missing = load(file)
    write(tmp_path / "p.yaml", {"p": {"in": "query", "name": "q"}})
    write(tmp_path / "folder", {"p": {"in": "query", "name": "r"}})
    assert list(load(file).action("op").parameters) == ["q", "r"]
    assert load(file) is not missing


def test_a_file_that_is_not_referred_to_any_more_does_not_count(tmp_path: Path, parsed: list[str]) -> None:
    file = age(write(tmp_path / "api.yaml", openapi({"/a": {"get": operation({"$ref": "p.yaml#/p"})}})))
    write(tmp_path / "p.yaml", {"p": {"$ref": "q.yaml#/q"}})
    write(tmp_path / "q.yaml", {"q": {"in": "query", "name": "q"}})
    assert list(load(file).action("op").parameters) == ["q"]
    write(tmp_path / "p.yaml", {"p": {"in": "query", "name": "p"}})
    (tmp_path / "q.yaml").unlink()
    assert list(load(file).action("op").parameters) == ["p"]
    gc.collect()
    parsed.clear()
    assert list(load(file).action("op").parameters) == ["p"]
    assert parsed == []


@pytest.mark.parametrize("change", ["", "another description", "not YAML: ]"])
def test_problems_of_what_is_kept_point_into_the_source(change: str, tmp_path: Path, parsed: list[str]) -> None:
    body = {"oneOf": [{"type": "integer"}, {"pattern": "("}], "nullable": True}
    document = openapi({"/a": {"post": operation(requestBody={"content": {"application/json": {"schema": body}}})}})
    file = write(tmp_path / "api.yaml", document)
    before = load(file).action("op").problems
    assert before[0].pointer == "/paths/~1a/post/requestBody/content/application~1json/schema/oneOf/1/pattern"
    api = load(file)
    assert parsed == ["api.yaml"]
    if change:
        file.write_text(change, "utf-8")
    found = api.action("op").problems
    assert found[0].message == before[0].message
    assert (found[0].pointer == before[0].pointer) is (not change)


def test_a_description_in_yaml_is_kept_at_once(tmp_path: Path, parsed: list[str]) -> None:
    resources = {"a": {"path": "/a", "resources": {"b": {"path": "/b", "actions": {"get": {"method": "GET"}}}}}}
    odd = {"c": {"path": "/c", "actions": {"$ref": "#/x-actions"}}, "d": {"$ref": "#/resources/c"}}
    document = {**describe(), "resources": {**resources, **odd}, "x-actions": {"get": {"method": "GET"}}}
    file = write(tmp_path / "api.yaml", document)
    assert load(file).document == document
    api = load(file)
    assert (parsed, api.document) == (["api.yaml"], document)
    assert [api.action(name).path for name in api.actions] == ["/a/b", "/c", "/c"]
    assert api.translation is None


def test_problems_have_pointers_when_the_source_is_gone(tmp_path: Path) -> None:
    file = write(tmp_path / "api.yaml", openapi({"/a": {"get": operation({"$ref": "#/none"})}}))
    load(file)
    LATER.finish()
    api = load(file)
    file.unlink()
    with pytest.raises(DescriptionError) as caught:
        api.action("op")
    assert [problem.pointer for problem in caught.value.problems] == ["/paths/~1a/get/parameters/0"]


def test_a_translated_one_stays_usable_while_it_is_kept(tmp_path: Path) -> None:
    api = load(write(tmp_path / "api.json", standin()))
    LATER.finish()
    assert api.action("things.get").path == "/t/a"
    assert MADE.count("get") == 2  # what is made to be kept is not kept in memory


def test_a_patch_and_options_are_applied_to_what_is_kept(tmp_path: Path, parsed: list[str]) -> None:
    file = write(tmp_path / "api.yaml", standin())
    load(file)
    assert load(file, patch={"title": "B"}).title == "B"
    assert parsed == ["api.yaml"]


SMALL: dict[str, Callable[[Path], Any]] = {
    "a small file in JSON": lambda folder: write(folder / "a.json", {"standin": 1}),
    "a dict": lambda _: standin(),
    "one in the own format": lambda folder: write(folder / "b.json", describe(description="x" * 100)),
}


@pytest.mark.parametrize("case", SMALL)
def test_what_loads_fast_is_not_kept(case: str, tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(translation_cache, "LARGE", 50)
    source = SMALL[case](tmp_path)
    load(source)
    LATER.finish()
    assert not folder.exists()


def test_nothing_is_kept_if_the_variable_is_empty(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, parsed: list[str]
) -> None:
    monkeypatch.setenv("DYNACLIENT_CACHE", "")
    file = write(tmp_path / "api.yaml", standin())
    load(file)
    load(file)
    assert (len(parsed), cache_folder.cache_size(), cache_folder.clear_cache()) == (2, (0, 0), (0, 0))


# --- when it counts


def test_the_content_decides_and_not_the_times_alone(tmp_path: Path, parsed: list[str]) -> None:
    file = age(write(tmp_path / "api.yaml", standin(title="a")))
    status = file.stat()
    load(file)
    file.write_text(file.read_text().replace("title: a", "title: b"))
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert load(file).title == "b"
    assert len(parsed) == 2


def test_a_digest_is_not_computed_again_where_the_file_is_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, parsed: list[str]
) -> None:
    monkeypatch.setattr(translation_cache, "RESOLUTION", 0)
    file = age(write(tmp_path / "api.yaml", standin()))
    load(file)
    monkeypatch.setattr(sharing, "digest", lambda _: pytest.fail("it was read"))
    api = load(file)
    assert (parsed, api.action("things.get").path) == (["api.yaml"], "/t/a")


def test_a_file_that_has_just_changed_is_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, parsed: list[str], folder: Path
) -> None:
    monkeypatch.setattr(translation_cache, "RESOLUTION", 3600 * 10**9)  # however busy this machine is
    file = write(tmp_path / "api.yaml", standin())
    load(file)
    load(file)
    assert parsed == ["api.yaml"]  # its content was kept
    assert [path for path in folder.iterdir() if "status" in path.name] == []


def test_a_touched_file_is_hashed_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, parsed: list[str]) -> None:
    monkeypatch.setattr(translation_cache, "RESOLUTION", 0)
    file = write(tmp_path / "api.yaml", standin())
    load(file)
    age(file)
    hashed: list[int] = []

    def counted(data: bytes) -> bytes:
        hashed.append(1)
        return digest(data)

    monkeypatch.setattr(sharing, "digest", counted)
    load(file)
    load(file)
    assert (hashed, parsed) == ([1], ["api.yaml"])


def test_a_file_that_changes_while_it_is_loaded_is_kept_for_its_own_content(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    monkeypatch.setattr(translation_cache, "RESOLUTION", 0)
    file = write(tmp_path / "api.yaml", standin(title="a"))
    load(file)
    for path in folder.iterdir():
        if "status" not in path.name:
            path.unlink()
    source = file_source.FileSource(str(file), file.read_bytes, bytes.decode)
    file.write_text(file.read_text().replace("title: a", "title: b"))
    document = source.document()
    source.keep(document)
    assert (document["title"], load(file).title) == ("b", "b")


def test_a_changed_other_file_counts(tmp_path: Path, parsed: list[str]) -> None:
    write(tmp_path / "get.json", {"method": "GET", "path": "/old"})
    file = write(tmp_path / "api.yaml", {"standin": 1, "calls": {"get": {"$ref": "get.json"}}})
    load(file)
    assert load(file).action("things.get").path == "/t/old"
    assert parsed == ["api.yaml"]
    write(tmp_path / "get.json", {"method": "GET", "path": "/new"})
    assert load(file).action("things.get").path == "/t/new"
    assert parsed == ["api.yaml", "api.yaml"]


def test_other_code_does_not_use_what_this_code_has_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, parsed: list[str]
) -> None:
    file = write(tmp_path / "api.yaml", standin())
    load(file)
    monkeypatch.setattr(translation_cache, "_importer", lambda: "another release")
    load(file)
    assert len(parsed) == 2


def test_code_in_an_archive_is_known_by_its_release(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(translation_cache, "__file__", "/archive.zip/dynaclient/description/translation_cache.py")
    assert translation_cache._importer().splitlines()[1:] == ["formats", "description", "schema"]


# --- what is damaged, and what is not ours


def data_file(folder: Path) -> Path:
    return next(path for path in folder.iterdir() if "status" not in path.name)


def _cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-1])


def _flip(position: int) -> Callable[[Path], None]:
    def flip(file: Path) -> None:
        data = bytearray(file.read_bytes())
        data[position] ^= 1
        file.write_bytes(data)

    return flip


def _index(text: bytes) -> Callable[[Path], None]:
    """Replace the content by another one whose checksum is right."""

    def replace(file: Path) -> None:
        content = b"%012d" % len(text) + text
        file.write_bytes(stored.MAGIC + b"%012d" % crc32(content) + content)

    return replace


def _replaced_by_a_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


DAMAGES: dict[str, Callable[[Path], None]] = {
    "cut off": _cut,
    "empty": lambda file: os.truncate(file, 0),
    "a bit in its beginning": _flip(0),
    "a bit in its checksum": _flip(30),
    "a bit in its index": _flip(100),
    "a bit at its end": _flip(-1),
    "not JSON": _index(b"{"),
    "not an object": _index(b"[]"),
    "without facts": _index(b"{}"),
    "too deep": _index(b"[" * 100_000),
    "facts of another kind": _index(b'{"facts": {"content": 5}, "document": 5, "tables": 7}'),
    "a folder": _replaced_by_a_folder,
}


@pytest.mark.parametrize("case", DAMAGES)
def test_a_damaged_file_is_ignored_and_written_again(
    case: str, tmp_path: Path, folder: Path, parsed: list[str]
) -> None:
    file = write(tmp_path / "api.yaml", standin())
    load(file)
    DAMAGES[case](data_file(folder))
    assert load(file).action("things.get").path == "/t/a"
    assert len(parsed) == 2
    if case != "a folder":
        load(file)
        assert len(parsed) == 2


@pytest.mark.parametrize("text", ["", "x", "1 2 3 4 5 zz", "1 2 3 4 5 " + "z" * 64, "ÿ"])
def test_a_damaged_status_is_ignored(
    text: str, tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, parsed: list[str]
) -> None:
    monkeypatch.setattr(translation_cache, "RESOLUTION", 0)
    file = age(write(tmp_path / "api.yaml", standin()))
    load(file)
    status = next(path for path in folder.iterdir() if "status" in path.name)
    content = status.read_text().rpartition(" ")
    status.write_text(text.replace("1 2 3 4 5", content[0]), "latin-1")
    assert load(file).action("things.get").path == "/t/a"
    assert parsed == ["api.yaml"]


def test_a_description_that_cannot_be_kept_is_usable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> bytes:
        raise RecursionError

    monkeypatch.setattr(translation_cache, "to_bytes", fail)
    assert load(write(tmp_path / "api.yaml", standin())).action("things.get").path == "/t/a"


def test_resources_of_other_kinds_are_kept_as_they_are() -> None:
    document = {"dynaclient": 1, "resources": {"a": 5, "b": {"actions": []}}, "schemas": [], "title": "x"}
    found = stored.read_facts(stored.to_bytes(document, dict))
    assert found is not None
    assert found[1]() == document


def test_what_is_kept_can_be_kept_again(tmp_path: Path, folder: Path) -> None:
    load(write(tmp_path / "api.yaml", {**FULL, "title": "A"}))
    data = data_file(folder).read_bytes()
    found = stored.read_facts(data)
    assert found is not None
    assert stored.to_bytes(found[1](), lambda: found[0]) == data


# --- its folder


def test_only_its_owner_can_read_the_folder_and_its_files(tmp_path: Path, folder: Path) -> None:
    load(write(tmp_path / "api.yaml", standin()))
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}


def _open_to_others(folder: Path, _: Path) -> None:
    folder.mkdir(mode=0o755)
    folder.chmod(0o755)


def _linked(folder: Path, other: Path) -> None:
    other.mkdir(mode=0o700)
    folder.symlink_to(other)


FOLDERS: dict[str, Callable[[Path, Path], Any]] = {
    "others may read it": _open_to_others,
    "it is a link": _linked,
    "it is a file": lambda folder, _: folder.write_text(""),
    "it cannot be created": lambda folder, _: folder.symlink_to(folder),
}


@pytest.mark.parametrize("case", FOLDERS)
def test_another_folder_is_not_used(case: str, tmp_path: Path, folder: Path, parsed: list[str]) -> None:
    FOLDERS[case](folder, tmp_path / "other")
    file = write(tmp_path / "api.yaml", standin())
    load(file)
    load(file)
    assert len(parsed) == 2
    assert [path.name for path in (tmp_path / "other").glob("*")] == []
    assert cache_folder.cache_size() == (0, 0)


def test_the_folder_of_another_user_is_not_used(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load(write(tmp_path / "api.yaml", standin()))
    monkeypatch.setattr("dynaclient.runtime.files._own_id", lambda: 12_345)
    assert cache_folder.read_cached(data_file(folder).stem) is None
    assert cache_folder.write_cached("x", b"") is False
    assert cache_folder.clear_cache() == (0, 0)


def _replaced_by_a_link(file: Path, other: Path) -> None:
    file.replace(other)
    file.symlink_to(other)


def _replaced_by_a_fifo(file: Path, _: Path) -> None:
    file.unlink()
    os.mkfifo(file)


FOREIGN: dict[str, Callable[[Path, Path], Any]] = {
    "a link": _replaced_by_a_link,
    "a second name": os.link,
    "a FIFO": _replaced_by_a_fifo,
}


@pytest.mark.parametrize("case", FOREIGN)
def test_what_is_no_regular_file_of_ours_is_not_read_but_replaced(
    case: str, tmp_path: Path, folder: Path, parsed: list[str]
) -> None:
    file = write(tmp_path / "api.yaml", standin())
    load(file)
    other = tmp_path / "other"
    FOREIGN[case](data_file(folder), other)
    before = other.read_bytes() if other.exists() else b""
    load(file)
    assert len(parsed) == 2
    assert data_file(folder).is_file()
    assert not data_file(folder).is_symlink()
    assert before == (other.read_bytes() if other.exists() else b"")


def test_the_oldest_files_are_removed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(4):
        cache_folder.write_cached(f"f{number}", b"x" * 100)
        age(folder / f"f{number}.cached", 100 - number)
    (folder / "old.part").write_bytes(b"")
    age(folder / "old.part", 10_000)
    (folder / "not ours").write_bytes(b"x" * 1000)
    monkeypatch.setattr(cache_folder, "MAX_BYTES", 250)
    cache_folder.write_cached("f4", b"x" * 100)
    assert sorted(path.name for path in folder.iterdir()) == ["f3.cached", "f4.cached", "not ours"]
    assert cache_folder.write_cached("f5", b"x" * 300) is False
    assert (cache_folder.cache_size(), cache_folder.clear_cache()) == ((2, 200), (2, 200))
    assert [path.name for path in folder.iterdir()] == ["not ours"]


def test_processes_and_threads_may_keep_the_same_at_once(folder: Path) -> None:
    def write_and_read(number: int) -> bool:
        data = bytes([number]) * 100_000
        written = cache_folder.write_cached("same", data)
        found = cache_folder.read_cached("same")
        return written and found is not None and len(set(found)) == 1

    with ThreadPoolExecutor(8) as executor:
        assert all(executor.map(write_and_read, range(64)))
    assert [path.name for path in folder.iterdir()] == ["same.cached"]


def test_the_folder_is_that_of_the_user(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("DYNACLIENT_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert cache_folder.cache_folder() == tmp_path / "xdg" / "dynaclient"
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")  # no path of the specification
    monkeypatch.setenv("HOME", str(tmp_path))
    assert cache_folder.cache_folder() == tmp_path / ".cache" / "dynaclient"

    def homeless(*_: Any) -> Path:
        raise RuntimeError

    monkeypatch.setattr(Path, "home", homeless)
    assert cache_folder.cache_folder() is None


def test_what_cannot_be_read_is_not_there(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> Any:
        raise PermissionError

    cache_folder.write_cached("a", b"")
    with monkeypatch.context() as patched:
        patched.setattr(cache_folder, "_read_own", fail)
        assert cache_folder.read_cached("a") is None
    monkeypatch.setattr(cache_folder, "find_status", fail)
    assert cache_folder.read_cached("a") is None
    monkeypatch.setenv("DYNACLIENT_CACHE", "")
    assert cache_folder.read_cached("a") is None


def test_a_name_that_is_no_file_name_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    assert cache_folder.read_cached("a\0b") is None
    assert cache_folder.write_cached("a\0b", b"") is False
    monkeypatch.setenv("DYNACLIENT_CACHE", "/dev/null/x")
    assert cache_folder.write_cached("a", b"") is False


# --- later


PROGRAM = """
import sys
sys.path.insert(0, {root!r})
import pytest
from tests.support import standin_format
from dynaclient.description import translation_cache
translation_cache.LARGE = 10
patch = pytest.MonkeyPatch()
standin_format.register(patch)
from dynaclient import Client
def main():
    assert Client({file!r}).things.get.action.path == "/t/a"
main()
print(standin_format.MADE)
"""


def test_a_large_file_in_json_is_kept_when_the_program_ends(tmp_path: Path, folder: Path) -> None:
    file = write(tmp_path / "api.json", standin())
    root = str(Path(__file__).parent.parent.parent)
    code = PROGRAM.format(root=root, file=str(file))
    outputs = [subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True) for _ in "12"]
    assert [output.stdout.strip() for output in outputs] == ["['get']", "[]"]
    assert [output.stderr for output in outputs] == ["", ""]


def test_it_is_kept_by_a_thread_some_time_later(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(translation_cache, "STEP", 0.0)
    load(write(tmp_path / "api.json", standin()))
    load(write(tmp_path / "other.json", standin()))
    deadline = time.monotonic() + 20
    while len(list(folder.glob("*"))) < 2 and time.monotonic() < deadline:
        time.sleep(0.01)
    LATER.finish()
    assert len([path for path in folder.iterdir() if "status" not in path.name]) == 2


def test_one_thread_keeps_what_comes_while_it_runs(folder: Path) -> None:
    begun, goes_on, done = threading.Event(), threading.Event(), []

    def first(_: Callable[[], None]) -> None:
        begun.set()
        goes_on.wait(20)

    LATER.add(first)
    assert begun.wait(20)
    thread = LATER._thread
    LATER.add(lambda _: done.append(threading.current_thread()))
    goes_on.set()
    LATER.finish()
    assert done == [thread]


def test_the_end_of_a_program_waits_for_some_seconds_at_most(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(translation_cache, "DELAY", 60.0)
    monkeypatch.setattr(translation_cache, "END_SECONDS", -1.0)
    monkeypatch.setattr("threading.Thread.join", lambda self, _: _join(self, 10))
    load(write(tmp_path / "api.json", standin()))
    LATER.finish()
    assert not folder.exists()


_join = threading.Thread.join


def test_where_no_thread_can_be_started_nothing_is_kept(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: Any) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr("threading.Thread.start", fail)
    load(write(tmp_path / "api.json", standin()))
    LATER.finish()
    assert not folder.exists()


def test_a_file_that_is_not_there_has_no_entry(tmp_path: Path) -> None:
    assert translation_cache.CacheEntry.of(str(tmp_path / "none.yaml")) is None
    assert translation_cache.CacheEntry.of("a\0b.yaml") is None


def test_json_that_yaml_would_read_too_is_the_same(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(translation_cache, "LARGE", 10_000)
    file = tmp_path / "api.yaml"
    file.write_text(json.dumps(standin()))
    assert yaml.safe_load(file.read_text()) == standin()
    load(file)
    LATER.finish()
    assert list(load(file).actions) == ["things.get", "things.post"]
    assert not folder.exists()  # it is small
