"""The commands that generate files from a description: documentation and type stubs."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from dynaclient.cli.program import program
from tests.support.descriptions import action, describe


@pytest.fixture
def api(tmp_path: Path) -> str:
    file = tmp_path / "api.json"
    file.write_text(json.dumps(describe()))
    return str(file)


def test_the_documentation_is_written_into_a_folder(api: str, tmp_path: Path) -> None:
    done = CliRunner().invoke(program, ["docs", "--api", api, str(tmp_path / "site")])
    assert (done.exit_code, done.stdout) == (0, "")
    assert {"mkdocs.yml", "docs/index.md", "docs/things.md", "docs/_schemas.md"} <= {
        path.relative_to(tmp_path / "site").as_posix() for path in (tmp_path / "site").rglob("*")
    }


@pytest.mark.parametrize("command", [["stubs"], ["docs"], ["copy"], ["import", "-o"]])
@pytest.mark.parametrize("url", ["https://h.example/api.json?token=hunter2", "http:hunter2@h.example/x"])
def test_a_url_is_no_target(
    command: list[str], url: str, api: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    more = [api] if command[0] == "import" else ["--api", api]
    done = CliRunner().invoke(program, [*command, url, *more])
    assert (done.exit_code, "as --api" in done.stderr, "hunter2" in done.output) == (2, True, False)
    assert [path.name for path in tmp_path.iterdir()] == ["api.json"]


def test_stubs_are_a_package(api: str, tmp_path: Path) -> None:
    done = CliRunner().invoke(program, ["stubs", "--api", api, str(tmp_path / "things_api")])
    assert (done.exit_code, done.stdout) == (0, "")
    assert "def get" in (tmp_path / "things_api" / "resources.pyi").read_text()


def test_stubs_may_be_those_of_some_actions(api: str, tmp_path: Path) -> None:
    folder = tmp_path / "things_api"
    done = CliRunner().invoke(
        program, ["stubs", "--api", api, "--only", "things.g*", "--only", "nothing.*", str(folder)]
    )
    assert (done.exit_code, "No action has a name like 'nothing.*'" in done.stderr, folder.exists()) == (2, True, False)
    done = CliRunner().invoke(program, ["stubs", "--api", api, "--only", "things.g*", str(folder)])
    assert (done.exit_code, "things.get" in (folder / "types.pyi").read_text()) == (0, True)


FAULTY: dict[str, Any] = {"path": "/faulty", "actions": {"get": action({"q": {"$ref": "#/none"}})}}
"""A resource whose only action cannot be read."""
INNER = {"inner": {"path": "/inner", "actions": {"get": action(), "add": {"method": "POST"}}}}
READABLE: dict[str, tuple[dict[str, Any], list[str], str]] = {
    # the resources, or all, the options, and how the error ends
    "all but the servers": (
        {"servers": 5, "resources": {"things": {"actions": {"get": action(path="/")}}}},
        [],
        ": expected type object, got 5 — see the description of this key in api.schema.json\n",
    ),
    "whole resources": (
        {"things": {"path": "/things", "actions": {"get": action()}, "resources": INNER}, "faulty": FAULTY},
        [],
        "; or leave out what has problems: --only 'things.*'\n",
    ),
    "actions": (
        {"things": {**FAULTY, "actions": {**FAULTY["actions"], "add": {"method": "POST"}}, "resources": INNER}},
        [],
        "; or leave out what has problems: --only things.add --only 'things.inner.*'\n",
    ),
    "many actions": (
        {"things": {**FAULTY, "actions": FAULTY["actions"] | {f"a{n}": action(path=f"/{n}") for n in range(9)}}},
        [],
        "--only things.a7 … (9 in all)\n",
    ),
    "none": ({"faulty": FAULTY}, [], "`$ref` '#/none' does not resolve\n"),
    "those that were chosen": (
        {"things": {"path": "/things", "actions": {"get": action()}}, "faulty": FAULTY},
        ["--only", "faulty.*"],
        "`$ref` '#/none' does not resolve\n",
    ),
}


@pytest.mark.parametrize("name", READABLE)
def test_the_error_of_stubs_names_what_can_be_read(name: str, tmp_path: Path) -> None:
    resources, options, end = READABLE[name]
    path = tmp_path / "api.json"
    path.write_text(json.dumps({"dynaclient": 1, "title": "A", "resources": resources, **resources}))
    done = CliRunner().invoke(program, ["stubs", "--api", str(path), *options, str(tmp_path / "out")])
    assert (done.exit_code, done.stderr.endswith(end)) == (3, True), done.stderr
    assert (f" in {path} has 1 problem" in done.stderr) is (name != "all but the servers")


def test_a_folder_that_cannot_be_written_is_reported(api: str, tmp_path: Path) -> None:
    done = CliRunner().invoke(program, ["docs", "--api", api, str(Path(api) / "site")])
    assert (done.exit_code, "cannot be written" in done.stderr) == (2, True)


GENERATED = {
    "docs": (["docs", "--api", "api.json", "out"], "mkdocs.yml"),
    "docs below": (["docs", "--api", "api.json", "out"], "docs/things.md"),
    "docs for agents": (["docs", "--format", "agents", "--api", "api.json", "out"], "llms.txt"),
    "stubs": (["stubs", "--api", "api.json", "out"], "__init__.py"),
    "man": (["man", "out"], "dynaclient.1"),
}
"""Command → its words, and one of the files that it writes."""


@pytest.mark.parametrize("kind", ["link", "dangling link", "FIFO"])
@pytest.mark.parametrize("command", GENERATED)
def test_nothing_is_written_through_a_link(
    command: str, kind: str, api: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    words, name = GENERATED[command]
    place, victim = Path("out", name), tmp_path / "victim"
    place.parent.mkdir(parents=True)
    if kind == "FIFO":
        os.mkfifo(place)
    else:
        place.symlink_to(victim)
    if kind == "link":
        victim.write_text("mine")
    done = CliRunner().invoke(program, words)
    assert (done.exit_code, f"{place} is a " in done.stderr, "nothing is written" in done.stderr) == (2, True, True)
    assert [path for path in Path("out").rglob("*") if not path.is_dir()] == [place]
    assert (victim.exists(), victim.exists() and victim.read_text()) == ((kind == "link"), kind == "link" and "mine")
