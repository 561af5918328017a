"""What the page on compatibility says is so, and its code does what it shows."""

from __future__ import annotations

import copy
import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from dynaclient import DescriptionError, load
from dynaclient.bulk.journal import VERSION
from dynaclient.cli.program import program
from dynaclient.description.diff.changes import SEVERITIES, differences, report
from dynaclient.description.document import format_schema
from dynaclient.description.model import OWN_NAMES
from tests.support import ROOT
from tests.support.descriptions import action, describe, query
from tests.support.pages import Page

PAGE = Page("docs/compatibility.md")
NAMED, COMPARED = PAGE.blocks("python")
LINES, PRINTED = PAGE.blocks("text")
PROJECT = (ROOT / "pyproject.toml").read_text(encoding="utf-8")


def listing(most: int, path: str, state: list[str], **more: Any) -> dict[str, Any]:
    """Return an action that lists things, as the page has it."""
    items = {"type": "object", "properties": {"state": {"enum": state}, **more}}
    answer = {"type": "object", "properties": {"items": {"type": "array", "items": items}}}
    return action(
        {"perPage": query({"type": "integer", "maximum": most})}, path=path, responses={"200": {"schema": answer}}
    )


def versions() -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the two descriptions that the page compares."""
    old = describe({"list": listing(1000, "", ["on"], owner=True)}, {"path": "/things"})
    new = describe({"list": listing(100, "", ["on", "lost"]), "find": action(path="/find")}, {"path": "/v2/things"})
    return old, new


def test_the_lines_that_it_shows_are_what_is_told() -> None:
    old, new = versions()
    assert report(differences(load(old), load(new))) == LINES.splitlines()


def test_it_explains_each_word_for_how_bad_a_difference_is() -> None:
    assert re.findall(r"^\| `(\w+)` \| ", PAGE.text, re.MULTILINE) == list(SEVERITIES)


def test_its_comparison_runs_and_prints_what_it_shows(capsys: pytest.CaptureFixture[str]) -> None:
    PAGE.run(COMPARED, {})
    assert capsys.readouterr().out == PRINTED


def test_its_command_prints_the_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name, version in zip(("old.json", "new.json"), versions(), strict=True):
        Path(name).write_text(json.dumps(version))
    (block,) = PAGE.blocks("sh")
    done = CliRunner().invoke(program, shlex.split(block)[1:])
    assert (done.exit_code, done.output) == (1, LINES)


def test_a_resource_with_a_name_of_our_own_is_reached_as_it_says(capsys: pytest.CaptureFixture[str]) -> None:
    PAGE.run(NAMED, {})
    assert "call.get" in capsys.readouterr().out


def test_it_names_all_names_of_our_own() -> None:
    told = PAGE.text.split("so are its own names:", 1)[1].split(". Those take precedence", 1)[0]
    assert tuple(re.findall(r"`(\w+)`", told)) == OWN_NAMES


def test_it_names_the_pythons_that_are_supported() -> None:
    classified = re.findall(r"Python :: (3\.\d+)", PROJECT)
    assert f"Python {', '.join(classified[:-1])} and {classified[-1]} are supported" in PAGE.text
    assert f'requires-python = ">={classified[0]}"' in PROJECT


def test_dependencies_have_lower_bounds_and_no_upper_ones() -> None:
    wanted = PROJECT.split("\ndependencies = [", 1)[1].split("\n]", 1)[0]
    assert re.findall(r'"[\w-]+([^"]*)"', wanted)
    assert all(re.fullmatch(r">=[\d.]+", each) for each in re.findall(r'"[\w-]+([^"]*)"', wanted))


def test_a_description_of_another_format_is_refused() -> None:
    with pytest.raises(DescriptionError, match="reads version 1"):
        load({**describe(), "dynaclient": 2})


def test_a_key_that_is_not_known_is_refused() -> None:
    with pytest.raises(DescriptionError, match="not a key allowed here"):
        _ = load(describe({"get": action(novelty=True)})).action("things.get")


def test_keys_that_begin_with_x_mean_nothing() -> None:
    extended = describe({"get": {**action({"a": {**query({"x-a": 1}), "x-b": 2}}), "x-c": {"$ref": "#/nowhere"}}})
    plain = describe({"get": action({"a": query({})})})
    assert differences(load(plain), load({**extended, "x-d": []})) == []
    assert format_schema()["patternProperties"] == {"^x-": True}


def test_journals_have_the_form_that_it_says() -> None:
    assert f"have format {VERSION}, which is recorded in the file" in PAGE.text


def test_a_renamed_schema_is_no_difference() -> None:
    old = describe({"get": action({"a": query({"$ref": "#/schemas/a"})})}, schemas={"a": {"type": "string"}})
    new = describe({"get": action({"a": query({"$ref": "#/schemas/b"})})}, schemas={"b": {"type": "string"}})
    assert differences(load(old), load(new)) == []


def test_the_two_harmless_things_that_it_calls_unclear_are() -> None:
    closed: dict[str, Any] = {"type": "object", "properties": {"a": True}, "additionalProperties": False}
    wider = copy.deepcopy(closed)
    wider["properties"]["b"] = {"type": "string"}
    answers = [load(describe({"get": action(responses={"200": {"schema": each}})})) for each in (closed, wider)]
    bodies = [
        load(describe({"get": {"method": "POST", "parameters": {"a": {"in": "body", "schema": {**each, "additionalProperties": True}}}}}))
        for each in (closed, wider)
    ]  # fmt: skip
    assert [each.severity for pair in (answers, bodies) for each in differences(*pair)] == ["unclear", "unclear"]
