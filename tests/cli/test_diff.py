"""The command that lists the differences between two descriptions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from dynaclient.cli.program import program
from tests.support.descriptions import describe

GET: dict[str, Any] = {"method": "GET", "parameters": {"q": {"in": "query", "schema": {"maximum": 9}}}}
LESS: dict[str, Any] = {"method": "GET", "parameters": {"q": {"in": "query", "schema": {"maximum": 5}}}}
WORDS: dict[str, Any] = {**GET, "description": "Other words."}
OTHER: dict[str, Any] = {"method": "GET", "parameters": {"q": {"in": "query", "schema": {"maximum": 9}, "preset": 3}}}


def between(folder: Path, old: dict[str, Any], new: dict[str, Any], *options: str) -> Result:
    files = []
    for name, action in (("old", old), ("new", new)):
        file = folder / f"{name}.json"
        file.write_text(json.dumps(describe({"get": action})))
        files.append(str(file))
    return CliRunner().invoke(program, ["diff", *options, *files])


def test_a_breaking_change_is_printed_and_sets_the_exit_code(tmp_path: Path) -> None:
    done = between(tmp_path, GET, LESS)
    assert (done.exit_code, done.stdout.startswith("breaking: things.get parameters/q: maximum narrowed")) == (1, True)


def test_no_differences_are_reported_as_such(tmp_path: Path) -> None:
    done = between(tmp_path, GET, GET)
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", "no differences\n")


def test_differences_are_data(tmp_path: Path) -> None:
    done = between(tmp_path, GET, LESS, "--json")
    assert [change["severity"] for change in json.loads(done.stdout)] == ["breaking"]


@pytest.mark.parametrize(("options", "code"), [((), 0), (("--strict",), 1)])
def test_unclear_changes_count_with_strict(tmp_path: Path, options: tuple[str, ...], code: int) -> None:
    done = between(tmp_path, GET, OTHER, *options)
    assert (done.exit_code, "unclear" in done.stdout) == (code, True)


def test_changed_descriptions_are_listed_with_the_option(tmp_path: Path) -> None:
    done = between(tmp_path, GET, WORDS, "--texts")
    assert (done.exit_code, "description" in done.stdout) == (0, True)


def test_an_unreadable_description_is_reported(tmp_path: Path) -> None:
    (tmp_path / "broken.json").write_text("{")
    done = CliRunner().invoke(program, ["diff", str(tmp_path / "broken.json"), str(tmp_path / "broken.json")])
    assert (done.exit_code, "Traceback" in done.stderr) == (3, False), done.stderr
