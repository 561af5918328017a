"""The skill for coding agents: its form, its size, and that what it teaches works."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from typing import Any

import click
import pytest
import yaml
from click.testing import CliRunner

from dynaclient import load
from dynaclient.cli.arguments.connection import Source
from dynaclient.cli.bound import bound_program
from dynaclient.cli.exit_codes import MEANINGS
from dynaclient.cli.program import program
from dynaclient.cli.run.skill import MAX_BYTES, skill_text
from dynaclient.codes.exit_codes import EXIT_CODES, NOT_WRITTEN
from tests.support.descriptions import action, describe, query
from tests.support.hostile_texts import PAYLOADS, planted
from tests.support.large_actions import WIDE

BUNDLED = load()


def parts_of(text: str) -> tuple[dict[str, Any], str]:
    """Return the front matter of a skill, which is as it has to be, and what follows it."""
    assert len(text.encode()) <= MAX_BYTES
    empty, matter, body = text.split("---\n", 2)
    found: dict[str, Any] = yaml.safe_load(matter)
    assert (empty, list(found)) == ("", ["name", "description"])
    name, description = found["name"], found["description"]
    assert 0 < len(name) <= 64
    assert all(part.isalnum() and part.isascii() and part == part.lower() for part in name.split("-"))
    assert 0 < len(description) <= 1024
    return found, body


def run(*words: str) -> str:
    done = CliRunner().invoke(program, list(words), prog_name="dynaclient")
    assert done.exit_code == 0, done.output
    return done.stdout


def examples_of(body: str) -> list[list[str]]:
    """Return the words of the command lines in the example, after the program."""
    return [shlex.split(line)[1:] for line in body.splitlines() if line.startswith("    ")]


def test_the_skill_teaches_the_order_of_work() -> None:
    matter, body = parts_of(run("skill"))
    assert matter["name"] == "losant-api"
    assert matter["description"].startswith(
        "Find, explain, preview and make calls of the Losant API on the command line."
    )
    assert body.startswith("\n# Losant: 380 actions\n\n1. Find: `dynaclient list WORDS | head -20`")
    assert [body.index(word) for word in ("list WORDS", "describe ACTION", "--dry-run", "without")] == sorted(
        body.index(word) for word in ("list WORDS", "describe ACTION", "--dry-run", "without")
    )


def test_its_commands_and_options_exist() -> None:
    _, body = parts_of(run("skill"))
    call = program.get_command(click.Context(program), "call")
    explain = program.get_command(click.Context(program), "describe")
    assert call is not None
    assert explain is not None
    known = {option for command in (call, explain) for parameter in command.params for option in parameter.opts}
    written = {word.strip("`.;,") for word in body.split() if word.strip("`").startswith("--")}
    assert written - {"--help"} <= known


def test_its_exit_codes_are_those_of_the_command_line() -> None:
    _, body = parts_of(run("skill"))
    listed = dict(re.findall(r"^- (\d+): (.+)$", body, re.MULTILINE))
    assert {0, *(code for _, code in EXIT_CODES), NOT_WRITTEN} == set(map(int, listed))
    assert all(MEANINGS[int(code)] == meaning for code, meaning in listed.items())


def test_its_example_works() -> None:
    _, body = parts_of(run("skill"))
    listed, explained, previewed = (run(*words) for words in examples_of(body))
    name = examples_of(body)[1][-1]
    assert f"{name} " in listed
    assert explained.startswith(f"{name}: GET /")
    assert previewed.startswith("GET https://api.losant.com/")


def described(tmp_path: Path, description: Any, name: str = "api.json") -> str:
    file = tmp_path / name
    file.write_text(json.dumps(description), "utf-8")
    return str(file)


ACTIONS = {
    "make": {"method": "POST", "parameters": {"a": query(required=True)}},
    "bad": {"path": "x"},
    "watch": action({"a": query(example="x", required=True)}, responses={"200": {"stream": "sse"}}),
    "all": action(),
    "get": action({"a": query({"type": "string"}, example="x y", required=True)}),
}


def test_the_example_of_another_description_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = described(tmp_path, describe(ACTIONS, title="Pets API 2"))
    monkeypatch.chdir(tmp_path)
    matter, body = parts_of(run("skill", "--api", "api.json"))
    assert matter["name"] == "pets-api-2-api"
    assert "calls of the Pets API 2 on" in matter["description"]
    assert f"In place of `dynaclient`, always write `dynaclient --api {file}`." in body
    monkeypatch.chdir("/")
    listed, explained, previewed = (run(*words) for words in examples_of(body))
    assert "things.get " in listed
    assert explained.startswith("things.get: GET")
    assert previewed.startswith("GET https://api.example.com/things?a=x")


def test_without_a_suitable_action_any_is_the_example(tmp_path: Path) -> None:
    file = described(tmp_path, describe({"bad": {"path": "x"}, "all": action()}))
    assert examples_of(parts_of(run("skill", "--api", file))[1])[2] == [
        "--api",
        file,
        "call",
        "things.all",
        "--dry-run",
    ]
    file = described(tmp_path, describe({"bad": {"path": "x"}}))
    assert "For example" not in run("skill", "--api", file)


def test_a_url_stays_as_it_is() -> None:
    assert "dynaclient --api https://a.example/x`." in skill_text(BUNDLED, Source("https://a.example/x"))


LONG: dict[str, tuple[dict[str, Any], int, str]] = {
    # top level, length of the path → what the skill has
    "a long path": ({"title": "T", "description": "D."}, 150, "    dynaclient describe things.get\n"),
    "a longer path": ({"title": "T", "description": "D."}, 500, "In place of `dynaclient`, always write"),
    "a long title and path": ({"title": WIDE, "description": WIDE}, 300, "In place of `dynaclient`, always write"),
    "a path that does not fit": ({"title": "T"}, 2000, "Before all, ask the user for the options"),
    "all of it": ({"title": WIDE, "description": WIDE}, 2000, "Before all, ask the user for the options"),
}


@pytest.mark.parametrize("case", LONG)
def test_the_skill_has_at_most_2_kib(case: str) -> None:
    top, length, shown = LONG[case]
    text = skill_text(load(describe(ACTIONS, **top)), Source("/" + "x" * length))
    parts_of(text)
    assert shown in text


@pytest.mark.parametrize("kind", PAYLOADS)
def test_no_text_of_a_description_leaves_its_place(kind: str) -> None:
    matter, body = parts_of(skill_text(load(planted(kind)), Source("api.json")))
    assert all(character.isprintable() for character in (str(matter) + body).replace("\n", ""))
    assert body.count("\n# ") == 1


def test_a_program_of_its_own_has_a_skill() -> None:
    things = bound_program(load(describe(ACTIONS)), "my-things", "1")
    done = CliRunner().invoke(things, ["skill"], prog_name="my-things")
    matter, body = parts_of(done.stdout)
    assert matter["name"] == "my-things-api"
    assert "`my-things list WORDS | head -20`" in body
    assert "    my-things call things.get 'a=x y' --dry-run\n" in body
    assert "dynaclient" not in done.stdout
