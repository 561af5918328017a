"""What a file brings with it: other files, a cache, the lines of its problems."""

from __future__ import annotations

import gc
import json
import os
import threading
from pathlib import Path
from typing import Any

import pytest
import yaml

from dynaclient import DescriptionError, lint, load
from dynaclient.description import loading as description_loading
from dynaclient.description import other_files, text
from dynaclient.description.sharing import Content
from dynaclient.description.source_lines import MANY, SourceLines, lines_in
from dynaclient.errors import Problem
from dynaclient.formats.translation import Options
from dynaclient.runtime.collector import paused_collector
from tests.support.descriptions import describe
from tests.support.standin_format import MADE, register, standin


@pytest.fixture(autouse=True)
def standin_format(monkeypatch: pytest.MonkeyPatch) -> None:
    register(monkeypatch)


def write(path: Path, document: Any) -> Path:
    """Write a document as JSON or YAML, as the name of the file is."""
    path.parent.mkdir(parents=True, exist_ok=True)
    is_yaml = path.suffix in (".yaml", ".yml")
    path.write_text(yaml.dump(document, sort_keys=False) if is_yaml else json.dumps(document, indent=1))
    return path


# --- other formats


@pytest.mark.parametrize("name", ["api.json", "api.yaml"])
def test_a_document_of_another_format_is_translated_lazily(name: str, tmp_path: Path) -> None:
    api = load(write(tmp_path / name, standin()))
    assert (list(api.actions), MADE) == (["things.get", "things.post"], [])
    assert api.action("things.get").path == "/t/a"
    assert api.action("id_post").path == "/t/b"
    assert MADE == ["get", "post"]


def test_a_patched_one_is_translated_lazily_too(tmp_path: Path) -> None:
    file = write(tmp_path / "api.json", standin())
    api = load(file, patch={"resources": {"others": {"path": "/o", "actions": {"get": {"method": "GET"}}}}})
    assert MADE == []
    assert {api.action("things.get").path, api.action("others.get").path} == {"/t/a", "/o"}
    assert load(file, patch={"title": "A"}).action("id_post").path == "/t/b"
    assert load(load(file), patch={"title": "B"}).translation is not None


def test_a_patch_may_replace_all_of_it(tmp_path: Path) -> None:
    file = write(tmp_path / "api.json", standin())
    with pytest.raises(DescriptionError, match="JSON object"):
        load(file, patch=write(tmp_path / "patch.json", []))


def test_options_are_part_of_what_makes_it_the_same(tmp_path: Path) -> None:
    file = write(tmp_path / "api.json", standin())
    named = description_loading.load(file, options=Options(names={"get": "fetch"}))
    assert list(named.actions) == ["things.fetch", "things.post"]
    assert named is not load(file)
    assert named is description_loading.load(file, options=Options(names={"get": "fetch"}))
    based = description_loading.load(file, options=Options(base_url="https://a.example/b.json"))
    assert based.server is not None
    assert based.server.template == "https://a.example/b.json"


def test_notes_are_in_the_source_with_their_lines(tmp_path: Path) -> None:
    calls = {"get": {"method": "GET", "path": "/a", "loss": 1}}
    file = write(tmp_path / "api.yaml", {"standin": 1, "calls": calls})
    [note] = load(file).notes()
    assert (note.pointer, note.line) == ("/calls/get/loss", 6)
    assert [problem for problem in lint(file) if problem.rule == "loss"] == [note]
    assert load(describe()).notes() == []


# --- the lines of problems

BROKEN = {"get": {"method": "got"}}


@pytest.mark.parametrize("name", ["api.json", "api.yaml"])
def test_a_problem_of_an_action_has_its_line(name: str, tmp_path: Path) -> None:
    file = write(tmp_path / name, describe(BROKEN))
    with pytest.raises(DescriptionError) as caught:
        load(file).action("things.get")
    [problem] = caught.value.problems
    assert "method" in file.read_text().splitlines()[(problem.line or 0) - 1]
    assert f"(line {problem.line})" in str(caught.value)


@pytest.mark.parametrize("name", ["api.json", "api.yaml"])
def test_a_problem_of_a_translated_action_is_shown_in_its_source(name: str, tmp_path: Path) -> None:
    file = write(tmp_path / name, {"standin": 1, "calls": BROKEN})
    with pytest.raises(DescriptionError) as caught:
        load(file).action("things.get")
    [problem] = caught.value.problems
    assert problem.pointer == "/calls/get/method"
    assert "got" in file.read_text().splitlines()[(problem.line or 0) - 1]
    assert problem in lint(file)


def test_a_problem_of_the_top_level_has_its_line(tmp_path: Path) -> None:
    file = write(tmp_path / "api.json", {"resources": {}, "dynaclient": 2})
    with pytest.raises(DescriptionError) as caught:
        load(file)
    assert [problem.line for problem in caught.value.problems] == [3]


def test_there_are_no_lines_once_the_file_has_changed(tmp_path: Path) -> None:
    file = write(tmp_path / "api.json", describe(BROKEN))
    api = load(file)
    file.write_text(f"\n{file.read_text()}")
    with pytest.raises(DescriptionError) as caught:
        api.action("things.get")
    assert [problem.line for problem in caught.value.problems] == [None]
    file.unlink()
    with pytest.raises(DescriptionError):
        api.action("things.get")


@pytest.mark.parametrize("name", ["api.json", "api.yaml"])
def test_the_lines_of_many_problems_are_found_at_once(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = {f"a{number}": {"method": 5} for number in range(20)}
    file = write(tmp_path / name, describe(broken))
    texts: list[str | None] = []
    read = SourceLines._text

    def counted(lines: SourceLines, part: str) -> str | None:
        texts.append(read(lines, part))
        return texts[-1]

    monkeypatch.setattr(SourceLines, "_text", counted)
    api, lines = load(file), file.read_text().splitlines()
    for key in broken:
        with pytest.raises(DescriptionError) as caught:
            api.action(f"things.{key}")
        for problem in caught.value.problems:
            found = lines[(problem.line or 0) - 1]
            assert "method" in found or key in found
    assert len(texts) == MANY


def test_a_problem_keeps_the_line_that_it_has() -> None:
    found = SourceLines("x.json", Content.of(b"{}")).located([Problem.in_description("/a", "a", "m", line=7)])
    assert [problem.line for problem in found] == [7]


def test_lines_in_a_text() -> None:
    found = lines_in(
        '{"a/b": [1,\n{"c\\n~": 2}],\n"d": 1, "d":\n{"e": 2}}',
        "x.json",
        ["/a~1b/1/c\n~0", "/d/e", "/d", "/no", "/a~1b/0/x"],
    )
    assert found == {"/a~1b/1/c\n~0": 2, "/d/e": 4, "/d": 3, "/no": 1, "/a~1b/0/x": 1}
    assert lines_in('\n\n{"a": 1, "b": ]', "x.json", ["/a", "/b"]) == {"/a": 3, "/b": 3}
    assert lines_in('{"a" 1', "x.json", ["/a"]) == {"/a": 1}
    assert lines_in(None, "x.json", ["/a"]) == {}
    assert lines_in("[" * 100_000, "x.json", ["/0/0"]) == {"/0/0": 1}
    assert lines_in("", "x.json", ["/0/0"]) == {"/0/0": 1}


NOT_STORED = {
    '{"standin": 1,\n "a": "1e999", "b": 1e999}': (
        2,
        "`1e999` is larger than any number that can be stored, column 21",
    ),
    '{"standin": 1, "a": ["\\"NaN", 1.5, 2, -1.8e308]}': (1, "`-1.8e308` is larger"),
    '{"standin": 1,\n\n"a": NaN}': (3, "NaN is not a JSON value, column 6"),
    '{"standin": 1, "a": "x",\n"b": -Infinity}': (2, "-Infinity is not a JSON value, column 6"),
    '{"standin": 1, "a": [1,\n' + "9" * 5_000 + "]}": (2, "limit"),
}


IN_YAML = [content for content, (_, message) in NOT_STORED.items() if "JSON value" not in message]
"""The others are strings there."""


@pytest.mark.parametrize(
    ("name", "content"),
    [*(("a.json", content) for content in NOT_STORED), *(("a.yaml", content) for content in IN_YAML)],
)
def test_a_number_that_cannot_be_stored_is_a_problem_of_its_line(content: str, name: str, tmp_path: Path) -> None:
    line, message = NOT_STORED[content]
    file = tmp_path / name
    file.write_text(content)
    with pytest.raises(DescriptionError) as caught:
        load(file)
    [problem] = caught.value.problems
    assert problem.line == line
    assert message in problem.message


# --- other files


def referring(reference: str) -> dict[str, Any]:
    return {"standin": 1, "calls": {"get": {"$ref": reference}}}


FILES = ["parts/get.json", "parts/get.yaml", "get.json", "./parts/../parts/get.yml", "a%20b/get.json"]


@pytest.mark.parametrize("name", FILES)
def test_a_reference_to_a_file_below_the_folder_is_followed(name: str, tmp_path: Path) -> None:
    write(tmp_path / name.replace("%20", " "), {"x": {"method": "GET", "path": "/other"}})
    file = write(tmp_path / "api.json", referring(f"{name}#/x"))
    assert load(file).action("things.get").path == "/t/other"
    assert lint(file) == []


def test_a_reference_in_another_file_is_followed_from_there(tmp_path: Path) -> None:
    write(tmp_path / "a/b/one.json", {"$ref": "../two.yaml#/x"})
    write(tmp_path / "a/two.yaml", {"x": {"method": "GET", "path": "/two"}})
    assert load(write(tmp_path / "api.json", referring("a/b/one.json"))).action("things.get").path == "/t/two"


def test_a_problem_in_another_file_is_shown_there(tmp_path: Path) -> None:
    write(tmp_path / "parts/get.json", {"x": {"path": "/a", "method": "got"}})
    with pytest.raises(DescriptionError) as caught:
        load(write(tmp_path / "api.json", referring("parts/get.json#/x"))).action("things.get")
    assert [(problem.pointer, problem.line) for problem in caught.value.problems] == [("parts/get.json#/x/method", 4)]


@pytest.mark.parametrize("name", ["b.json", "b.yaml"])
def test_a_key_that_is_in_another_file_twice_is_a_problem_there(name: str, tmp_path: Path) -> None:
    part = tmp_path / name
    part.write_text('{"x": {"method": "GET",\n"path": "/a",\n"path": "/b"}}')
    api = load(write(tmp_path / "api.json", referring(f"{name}#/x")))
    assert [(problem.pointer, problem.line, problem.rule) for problem in lint(api)] == [
        (f"{name}#/x/path", 3, "duplicate-key")
    ]
    part.write_text("{}")
    assert lint(api) == []
    part.unlink()
    assert lint(api) == []


def test_a_problem_in_another_file_that_is_gone_has_no_line(tmp_path: Path) -> None:
    part = write(tmp_path / "parts/get.json", {"x": {"path": "/a", "method": "got"}})
    api = load(write(tmp_path / "api.json", referring("parts/get.json#/x")))
    api.notes()
    part.unlink()
    problems = [problem for problem in lint(api) if problem.rule == "pattern"]
    assert [(problem.pointer, problem.line) for problem in problems] == [("parts/get.json#/x/method", None)]


def outside(tmp_path: Path) -> Path:
    """Return a folder, with a file beside it that may not be read, and links to that."""
    secret = write(tmp_path / "secret.json", {"method": "GET", "path": "/secret"})
    folder = tmp_path / "apis"
    folder.mkdir()
    (folder / "link.json").symlink_to(secret)
    (folder / "up").symlink_to(tmp_path)
    (folder / "circle.json").symlink_to(folder / "circle.json")
    (folder / "sub").mkdir()
    os.mkfifo(folder / "fifo.json")
    return folder


REFUSED = {
    "../secret.json": "only files in the folder",
    "sub/../../secret.json": "only files in the folder",
    "%2e%2e/secret.json": "only files in the folder",
    "link.json": "only files in the folder",
    "up/secret.json": "only files in the folder",
    "/etc/hostname": "only files in the folder",
    "file:///etc/hostname": "only files in the folder",
    "http://127.0.0.1:9/x.json": "only files in the folder",
    "//127.0.0.1/x.json": "only files in the folder",
    "circle.json": "",
    "none.json": "there is no such file",
    "sub": "it is not a regular file",
    "fifo.json": "it is not a regular file",
    "a%00b.json": "",
    "x" * 5_000: "",
    "bad.json": "bad.json, line 1: invalid JSON",
    "bad.yaml": "bad.yaml, line 1: invalid YAML",
    "latin.json": "not UTF-8",
}


@pytest.mark.parametrize("name", REFUSED)
def test_no_other_file_is_read(name: str, tmp_path: Path) -> None:
    folder = outside(tmp_path)
    for bad in ("bad.json", "bad.yaml"):
        (folder / bad).write_text('{"a": [1, }')
    (folder / "latin.json").write_bytes(b"\xff")
    api = load(write(folder / "api.json", referring(name)))
    notes = api.notes()
    assert len(notes) == 1
    assert REFUSED[name] in notes[0].message
    assert api.action("things.get").path == "/t/"


def test_a_dict_and_a_download_read_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "get.json", {"method": "GET", "path": "/other"})
    monkeypatch.chdir(tmp_path)
    data = json.dumps(referring("get.json")).encode()
    for source in (referring("get.json"), description_loading.Downloaded("https://a.example/api.json", data)):
        assert ["other files are only read" in note.message for note in load(source).notes()] == [True]


def referring_in(folder: Path, path: str, **more: Any) -> Path:
    """Return a description in a folder that refers to a file below it, in which there is this path."""
    write(folder / "parts/get.json", {"method": "GET", "path": path})
    return write(folder / "api.json", referring("parts/get.json") | more)


def test_files_are_the_same_in_another_working_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = referring_in(tmp_path / "other", "/other", title="Other")
    referring_in(tmp_path / "own", "/own", loss=1)
    monkeypatch.chdir(tmp_path / "own")
    api = load("api.json")
    monkeypatch.chdir(other.parent)
    assert api.action("things.get").path == "/t/own"
    assert (api.source, api.path) == ("api.json", str(tmp_path / "own/api.json"))


def test_problems_are_those_of_the_file_in_another_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = {"get": {"method": "GOT", "path": "/"}}
    write(tmp_path / "own/api.json", {"standin": 1, "calls": calls})
    (tmp_path / "api.json").write_text('{"standin": 1, "standin": 1, "calls": {}}')
    monkeypatch.chdir(tmp_path / "own")
    api = load("api.json")
    monkeypatch.chdir(tmp_path)
    assert [(problem.pointer, problem.line) for problem in lint(api)] == [("/calls/get/method", 5)]


@pytest.mark.parametrize("patch", [None, {"title": "A"}])
def test_the_same_content_in_another_folder_has_its_own_files(
    patch: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    apis = []
    for name in ("one", "two"):
        referring_in(tmp_path / name, f"/{name}")
        monkeypatch.chdir(tmp_path / name)
        apis.append(load("api.json", patch=patch))
    assert [api.action("things.get").path for api in apis] == ["/t/one", "/t/two"]


def test_a_working_directory_that_is_gone_is_no_other_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = referring_in(tmp_path / "own", "/own")
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert load(file).action("things.get").path == "/t/own"
    with pytest.raises(DescriptionError, match="no such file"):
        load("api.json")


def test_the_other_files_are_limited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = {f"c{number}": {"$ref": f"c{number}.json"} for number in range(4)}
    for name in calls:
        write(tmp_path / f"{name}.json", {"method": "GET", "path": "/other"})
    file = write(tmp_path / "api.json", {"standin": 1, "calls": calls})
    monkeypatch.setattr(other_files, "MAX_FILES", 2)
    assert {note.message for note in load(file).notes()} == {"more than 2 files are referred to"}
    monkeypatch.setattr(other_files, "MAX_FILES", 9)
    monkeypatch.setattr(other_files, "MAX_BYTES", 50)
    file = write(tmp_path / "api2.json", {"standin": 1, "calls": calls})
    assert {note.message for note in load(file).notes()} == {"the files that are referred to are larger than 0 MiB"}


def test_a_file_that_cannot_be_read_is_noted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "get.json", {})

    def broken(*_: Any) -> Any:
        raise PermissionError(13, "Permission denied")

    file = write(tmp_path / "api.json", referring("get.json"))
    api = load(file)
    monkeypatch.setattr(Path, "is_file", broken)
    assert [note.message for note in api.notes()] == ["the file cannot be read (Permission denied)"]


def test_a_changed_other_file_makes_another_description(tmp_path: Path) -> None:
    part = write(tmp_path / "get.json", {"method": "GET", "path": "/old"})
    file = write(tmp_path / "api.json", referring("get.json"))
    old = load(file)
    assert load(file) is old
    assert old.action("things.get").path == "/t/old"
    assert load(file) is old
    write(part, {"method": "GET", "path": "/new"})
    new = load(file)
    assert new.action("things.get").path == "/t/new"
    assert load(file) is new
    part.unlink()
    assert load(file) is not new


# --- the collector


def test_the_collector_is_paused_while_a_large_text_is_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[bool] = []
    monkeypatch.setattr(text, "_parse_json", lambda _: seen.append(gc.isenabled()))
    text.parse_text("{}")
    text.parse_text("{}" + " " * text.LARGE)
    assert (seen, gc.isenabled()) == ([True, False], True)


def test_pauses_of_threads_overlap() -> None:
    inside, may_end = threading.Event(), threading.Event()

    def pause() -> None:
        with paused_collector:
            inside.set()
            may_end.wait(10)

    thread = threading.Thread(target=pause)
    with paused_collector:
        thread.start()
        inside.wait(10)
    assert not gc.isenabled()
    may_end.set()
    thread.join()
    assert gc.isenabled()


def test_a_collector_that_is_off_stays_off_and_what_is_frozen_stays_so() -> None:
    gc.disable()
    with paused_collector:
        pass
    assert not gc.isenabled()
    gc.enable()
    gc.freeze()
    with paused_collector:
        pass
    frozen = gc.get_freeze_count()
    gc.unfreeze()
    with paused_collector:
        pass
    thawed = gc.get_freeze_count()
    gc.freeze()  # as it was: the collected tests are frozen
    assert (frozen > 0, thawed) == (True, 0)


# --- what has a problem is named -------------------------------------------------------------------------------------

DANGLING = {"resources": {"things": {"actions": {"get": {"parameters": {"$ref": "#/none"}}}}}}
NAMED: dict[str, tuple[Any, list[Any], str]] = {
    "JSON": ("bad.json", [], "The description bad.json has 1 problem"),
    "rows": ("rows.csv", [], "The description rows.csv has 1 problem"),
    "YAML": ("bad.yaml", [], "The description bad.yaml has 1 problem"),
    "not UTF-8": ("latin.json", [], "The description latin.json has 1 problem"),
    "top level": ("old.json", [], "The description old.json has 1 problem"),
    "a download": (
        description_loading.Downloaded("https://a.example/api.json", b"{"),
        [],
        "The description https://a.example/api.json has 1 problem",
    ),
    "a patch": ("api.json", ["fine.json", "bad.json"], "The patch bad.json has 1 problem"),
    "what a patch changes": (
        "api.json",
        ["fine.json", "gone.json"],
        "The patch gone.json has 1 problem:\n  /resources/things/actions/gt: the resource 'things' has no action 'gt' that "
        "could be changed — did you mean get? Else remove it from the patch, or give it `method` and `path` if it is new",
    ),
    "a patched top level": ("api.json", ["old.json"], "The description api.json with old.json has 1 problem"),
    "a dict as patch": ("api.json", [{"dynaclient": 2}], "The description api.json with a patch has 1 problem"),
    "a dict": ({"dynaclient": 2}, [], "The description has "),
    "an action": ("dangling.json", [], "The description of things.get in dangling.json has 2 problems"),
    "an action of a dict": (describe() | DANGLING, [], "The description of things.get has 2 problems"),
    "a name": ("a\x1b.json", [], "The description a\\x1b.json has 1 problem"),
}


@pytest.mark.parametrize(("source", "patches", "message"), NAMED.values(), ids=NAMED)
def test_an_error_names_the_file_that_has_the_problem(
    source: Any, patches: list[Any], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("bad.json", "a\x1b.json"):
        Path(name).write_text("{")
    Path("rows.csv").write_text("a,b")
    Path("bad.yaml").write_text("a: [")
    Path("latin.json").write_bytes(b"\xff")
    files: dict[str, dict[str, Any]] = {"api": {}, "old": {"dynaclient": 2}, "dangling": DANGLING}
    for name, more in files.items():
        write(Path(f"{name}.json"), describe() | more)
    write(Path("fine.json"), {})
    write(Path("gone.json"), {"resources": {"things": {"actions": {"gt": {"summary": "A"}}}}})
    with pytest.raises(DescriptionError) as caught:
        load(source, patch=patches or None).action("things.get")
    assert str(caught.value).startswith(message)
