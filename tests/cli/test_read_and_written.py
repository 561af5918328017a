"""A file that a command reads is not the one that it writes, under whichever name: it stays, and nothing is sent."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest

from dynaclient import Client, InvalidCall
from dynaclient.cli.arguments.options import OutputType
from dynaclient.cli.output.files import is_standard_output, leads_to
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


REDIRECTED = {
    "download things.get link": "or `call` the action, and redirect its output with >",
    "schema -o out.txt": "write - for it",
    "copy link": "pass the path of another file",
}


@pytest.mark.parametrize("words", REDIRECTED)
def test_the_file_that_the_output_is_redirected_to_is_not_replaced(here: dict[str, bytes], words: str) -> None:
    Path("out.txt").write_text("before\n")
    Path("link").symlink_to("out.txt")
    command = [sys.executable, "-m", "dynaclient", *words.split()]
    with Path("out.txt").open("a") as output:
        done = subprocess.run(command, stdout=output, stderr=subprocess.PIPE, text=True, check=False)
    message = f"{words.rsplit(maxsplit=1)[-1]} is where the standard output goes: "
    assert (done.returncode, message in done.stderr, REDIRECTED[words] in done.stderr) == (2, True, True), done.stderr
    assert contents() == {**here, "out.txt": b"before\n", "link": b"before\n"}


def test_only_the_same_file_is_the_output_and_a_pipe_is_not_replaced(
    here: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert here
    os.mkfifo("pipe")
    Path("link to pipe").symlink_to("pipe")
    pipe, link, file, other = (Path(name).stat() for name in ("pipe", "link to pipe", "hard.ndjson", "up.csv"))
    cases = ((link, pipe), (file, Path("rows.ndjson").stat()), (other, file))
    assert [leads_to(*case, replaced=False) for case in cases] == [True, True, False]
    assert [leads_to(*case, replaced=True) for case in cases] == [False, True, False]
    with Path("up.csv").open("a") as output:
        monkeypatch.setattr("sys.stdout", output)
        found = [is_standard_output(name) for name in ("up.csv", "api.json", "missing", "a\0b")]
        for option, advice in ((OutputType(), "pass the path"), (OutputType(allow_dash=True), "write - for it")):
            with pytest.raises(click.BadParameter, match=f"up.csv is where the standard output goes: {advice}"):
                option.convert("up.csv", None, None)
    assert found == [True, False, False, False]


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
