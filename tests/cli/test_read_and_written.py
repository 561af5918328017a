"""A file that a command reads is not the one that it writes, under whichever name: it stays, and nothing is sent."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from dynaclient import Client, InvalidCall
from dynaclient.runtime.files import files_in, is_same_file
from dynaclient.testing import RecordingTransport
from tests.cli.conftest import Shell
from tests.support.descriptions import describe, query

UPLOAD = {"in": "body", "content": {"application/octet-stream": {"file": True}}}
DESCRIPTION = describe(
    {
        "get": {"method": "GET", "parameters": {"n": query()}},
        "put": {"method": "PUT", "parameters": {"n": query(), "file": UPLOAD}},
    }
)
MAP = "map things.get rows.ndjson"
REFUSED: dict[str, tuple[str, int, str]] = {
    "results": (f"{MAP} --results rows.ndjson", 3, "--results: is the file of the rows"),
    "another spelling": (f"{MAP} --results ./../here/rows.ndjson", 3, "--results: is the file of the rows"),
    "a hard link": (f"{MAP} --results hard.ndjson", 3, "--results: is the file of the rows"),
    "a link": ("map things.get link.ndjson --results rows.ndjson", 3, "--results: is the file of the rows"),
    "journal": (f"{MAP} --journal rows.ndjson", 3, "--journal: is the file of the rows"),
    "both": (f"{MAP} --journal new.ndjson --results ../here/new.ndjson", 3, "--results: is the journal"),
    "an upload of all rows": (
        "map things.put rows.ndjson --results up.csv file=@up.csv", 3, "--results: is a file that the calls read",
    ),
    "a journal that is the description": (f"{MAP} --journal api.json", 3, "--journal: is a file that the calls read"),
    "download": ("download things.put up.csv file=@./up.csv", 3, "is a file that the call reads, and would be replaced"),
    "download of the description": ("download things.get api.json", 3, "is a file that the call reads"),
    "download of a patch": ("--patch patch.json download things.get patch.json", 3, "is a file that the call reads"),
    "schema": ("schema -o api.json", 2, "is what is read, and would be replaced"),
    "schema of a patch": ("--patch patch.json schema -o patch.json", 2, "is what is read"),
    "schema of the profiles": ("schema --profiles -o profiles.json", 2, "is what is read"),
}  # fmt: skip


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """Return the files of the current folder, with their content."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("DYNACLIENT_API", "api.json")
    monkeypatch.setenv("DYNACLIENT_CONFIG", str(folder / "profiles.json"))
    Path("api.json").write_text(json.dumps(DESCRIPTION))
    Path("patch.json").write_text("{}")
    Path("profiles.json").write_text("{}")
    Path("rows.ndjson").write_text('{"n": "1"}\n')
    Path("hard.ndjson").hardlink_to("rows.ndjson")
    Path("link.ndjson").symlink_to("rows.ndjson")
    Path("up.csv").write_text("n\n1\n")
    return contents()


def contents() -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in Path().iterdir()}


@pytest.mark.parametrize("case", REFUSED)
def test_a_file_that_is_read_is_not_replaced(shell: Shell, here: dict[str, bytes], case: str) -> None:
    words, code, message = REFUSED[case]
    done = shell(*words.split())
    assert (done.exit_code, message in done.stderr) == (code, True), done.output
    assert contents() == here


def test_python_refuses_the_same_before_anything_is_sent(here: dict[str, bytes]) -> None:
    recording = RecordingTransport()
    with Client("api.json", transport=recording) as client, Path("rows.ndjson").open("a") as rows:
        things = client.things
        for results in ("rows.ndjson", rows):
            with pytest.raises(InvalidCall, match="results .option.: is the file of the rows"):
                things.get.map(Path("rows.ndjson"), results=results)
        with Path("up.csv").open("rb") as opened, Path("up.csv").open("ab") as written:
            for file, target in ((Path("up.csv"), "up.csv"), (opened, Path("./up.csv")), (opened, written)):
                with pytest.raises(InvalidCall, match="is a file that the call reads"):
                    things.put.download(target, file=file)
        assert things.get.map(Path("rows.ndjson"), results="rows.ndjson", dry_run=True).done == 1
    assert (recording.requests, contents()) == ([], here)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("api.json", "./api.json", True),
        ("new", "../here/new", True),
        ("new", "api.json", False),
        ("new", None, False),
        (os.devnull, os.devnull, False),
        ("a\0b", "a\0b", False),
        ("https://a.example/b", "api.json", False),
        (["api.json"], "api.json", False),
    ],
)
def test_two_names_of_a_file_are_recognized(here: dict[str, bytes], one: Any, other: Any, *, same: bool) -> None:
    assert "api.json" in here
    assert is_same_file(one, other) is same


def test_the_files_among_values_are_found() -> None:
    path = Path("a")
    assert list(files_in({"x": [path, "b", {"y": (path, 5)}], "z": b"c"})) == [path, path]
