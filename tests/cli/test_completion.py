"""What the shells are told may come next; how they ask is tried in `test_terminal`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from dynaclient import cli, load
from dynaclient.cli import candidates, completion
from dynaclient.cli.commands import program
from dynaclient.cli.connection import Source
from tests.support.descriptions import describe, query

BUNDLED = load()
BREAKS = " \t\n\"'@><=;|&(:"
THING = {
    "type": "object",
    "properties": {
        "name": {"type": "string", "description": "What it is called. Always."},
        "kind": {"enum": ["big", "small", 5, None]},
        "on": {"type": "boolean"},
        "a.b": {"type": "string"},
        "": {"type": "string"},
        "inner": {"$ref": "#/schemas/inner"},
        "tags": {"type": "array", "items": {"type": "object", "properties": {"key": {"const": 1}}}},
        "plain": True,
    },
}
DESCRIPTION = describe(
    {
        "get": {"method": "GET", "description": "Gets\tthings.", "parameters": {
            "sortField": query({"enum": ["name", "size"]}), "all": query({"type": "boolean"}), "since": query({"type": "string"}, example="2020"),
            "where": query({"type": "object", "properties": {"n": {}}}, style="json"), "shape": query({"type": "object", "properties": {"n": {}}}),
        }},
        "post": {"method": "POST", "parameters": {"thing": {"in": "body", "schema": {"$ref": "#/schemas/thing"}, "required": True}, "upload": query()}},
        "form": {"method": "POST", "parameters": {"thing": {"in": "body", "content": {
            "multipart/form-data": {"properties": {"upload": {"file": True}}}, "application/json": {}}}}},
    },
    schemas={"thing": {"allOf": [THING, {"oneOf": [{"properties": {"more": {}}}]}]}, "inner": {"properties": {"deep": {"enum": ["x"]}}}},
)  # fmt: skip

Asking = Callable[..., list[tuple[str, ...]]]


@pytest.fixture
def asking(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Asking:
    """Give what completes a line as a shell of some kind would have it completed."""
    monkeypatch.chdir(tmp_path)

    def ask(line: str, shell: str = "zsh", description: Any = DESCRIPTION) -> list[tuple[str, ...]]:
        api = load(description)
        monkeypatch.setattr(Source, "load", lambda _: api)
        monkeypatch.setenv("COMP_LINE", line)
        monkeypatch.setenv("COMP_BREAKS", BREAKS)
        monkeypatch.setenv("_DYNACLIENT_COMPLETE", f"{shell}_complete")
        done = CliRunner().invoke(program, prog_name="dynaclient", complete_var="_DYNACLIENT_COMPLETE")
        assert done.exit_code == 0, done.output
        return [tuple(each.split("\t")) for each in done.stdout.splitlines() if each]

    return ask


def values(found: list[tuple[str, ...]]) -> list[str]:
    return [each[0] for each in found]


# --- what may come next ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "next_"),
    [
        ("dynaclient th", ["things"]),
        ("dynaclient things.", ["things.get", "things.post", "things.form"]),
        ("dynaclient things ", ["get", "post", "form"]),
        ("dynaclient things ge", ["get"]),
        ("dynaclient call things.p", ["things.post"]),
        ("dynaclient describe things.g", ["things.get"]),
        ("dynaclient map things.g", ["things.get"]),
        ("dynaclient things.get so", ["sortField="]),
        ("dynaclient things.get sort_", ["sort_field="]),
        ("dynaclient things get so", ["sortField="]),
        ("dynaclient call things.get so", ["sortField="]),
        ("dynaclient things.get sortField=name ", ["all=", "since=", "where.", "shape="]),
        ("dynaclient things.get sortField=", ["sortField=name", "sortField=size"]),
        ("dynaclient things.get sort_field=s", ["sort_field=size"]),
        ("dynaclient things.get all=", ["all=true", "all=false"]),
        ("dynaclient things.get since=", ["since=2020"]),
        ("dynaclient things.get nothing=", []),
        ("dynaclient things.get .=", []),
        ("dynaclient things.post ", ["thing.", "upload="]),
        ("dynaclient things.post thing.", ["thing.name=", "thing.kind=", "thing.on=", r"thing.a\.b=", "thing.inner.", "thing.tags=", "thing.plain=", "thing.more="]),
        ("dynaclient things.post thing.name=a thing.n", []),
        ("dynaclient things.post thing.kind=", ["thing.kind=big", "thing.kind=small", "thing.kind=5"]),
        ("dynaclient things.post thing.kind:=", ["thing.kind:=big", "thing.kind:=small", "thing.kind:=5"]),
        ("dynaclient things.post thing.inner.", ["thing.inner.deep="]),
        ("dynaclient things.post thing.inner.deep=", ["thing.inner.deep=x"]),
        ("dynaclient things.post thing.tags[0].", ["thing.tags[0].key="]),
        ("dynaclient things.post thing.tags.0.", ["thing.tags.0.key="]),
        ("dynaclient things.post thing.nothing.", []),
        ("dynaclient things.post nothing.", []),
        ("dynaclient things.form thing.", ["thing.upload="]),
        ("dynaclient things.get --ou", ["--output"]),
        ("dynaclient things.get --output t", ["table"]),
        ("dynaclient things.get --output=t", ["--output=table"]),
        ("dynaclient completion ", ["bash", "zsh", "fish"]),
        ("dynaclient nothing.at.all x", []),
        ("dynaclient things nothing x", []),
        ("dynaclient call nothing.at x", []),
    ],
)  # fmt: skip
def test_what_may_come_next(asking: Asking, line: str, next_: list[str]) -> None:
    found = [each for each in values(asking(line)) if each not in program.commands]
    assert found == next_


def test_the_commands_of_the_program_come_too(asking: Asking) -> None:
    assert values(asking("dynaclient d")) == ["demo", "describe", "diff", "docs", "download"]


def test_a_resource_that_is_written_otherwise_is_found_as_it_was_begun(asking: Asking) -> None:
    assert "applicationApiTokens" in values(asking("dynaclient applicationA", description=BUNDLED))
    assert "application_api_tokens" in values(asking("dynaclient application_", description=BUNDLED))
    assert "applicationApiTokens.get" in values(asking("dynaclient applicationApiTokens.g", description=BUNDLED))


def test_what_is_still_being_typed_is_open_and_says_what_it_is(asking: Asking) -> None:
    assert asking("dynaclient things.post thing.na") == [("thing.name=", "open", "What it is called.")]
    assert asking("dynaclient things.post thing.inner.deep=x") == [("thing.inner.deep=x", "plain", "")]
    assert asking("dynaclient things.g") == [("things.get", "plain", "Gets things.")]


def test_files_come_after_an_at_and_where_an_option_takes_one(asking: Asking, tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "one.png").touch()
    (tmp_path / "phone.txt").touch()
    (tmp_path / ".hidden").touch()
    assert asking("dynaclient things.post upload=@ph") == [
        ("upload=@phone.txt", "plain", ""),
        ("upload=@photos/", "open", ""),
    ]
    assert values(asking("dynaclient things.post thing:=@")) == ["thing:=@phone.txt", "thing:=@photos/"]
    assert values(asking("dynaclient things.post upload=@photos/")) == ["upload=@photos/one.png"]
    assert values(asking(f"dynaclient things.post upload=@{tmp_path}/.h")) == [f"upload=@{tmp_path}/.hidden"]
    assert values(asking("dynaclient things.post upload=@no/such/")) == []
    assert values(asking("dynaclient --api pho")) == ["phone.txt", "photos/"]
    assert values(asking("dynaclient things.post upload=@/")) != []


def test_bash_is_told_what_follows_the_last_character_that_breaks_its_words(asking: Asking, tmp_path: Path) -> None:
    (tmp_path / "a.txt").touch()
    assert values(asking("dynaclient things.get sortField=n", "bash")) == ["name"]
    assert values(asking("dynaclient things.get sortF", "bash")) == ["sortField="]
    assert values(asking("dynaclient things.post upload=@a", "bash")) == ["@a.txt"]


def test_fish_is_told_each_with_what_it_is(asking: Asking) -> None:
    assert asking("dynaclient things.get since=", "fish") == [("since=2020",)]
    assert asking("dynaclient things.post thing.na", "fish") == [("thing.name=", "What it is called.")]


def test_what_would_be_several_lines_or_steer_a_terminal_is_not_given(asking: Asking) -> None:
    hostile = {"enum": ["fine", "two\nlines", "tab\tbed", "\x1b[2J", "\u202eright"]}
    description = describe({"get": {"method": "GET", "parameters": {"kind": query(hostile)}}})
    assert values(asking("dynaclient things.get kind=", description=description)) == ["kind=fine"]


def test_no_more_are_given_than_anyone_looks_at(asking: Asking, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(candidates, "MOST", 2)
    assert len(asking("dynaclient things.post thing.")) == 2


def test_nothing_comes_where_the_description_cannot_be_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "api.json").write_text("{")
    for line in ("dynaclient thi", "dynaclient things.get x", "dynaclient call things.get x"):
        environment = {
            "COMP_LINE": line,
            "_DYNACLIENT_COMPLETE": "zsh_complete",
            "DYNACLIENT_API": str(tmp_path / "api.json"),
        }
        done = CliRunner().invoke(program, prog_name="dynaclient", complete_var="_DYNACLIENT_COMPLETE", env=environment)
        assert (done.exit_code, done.stdout.strip()) == (0, "")


# --- the scripts -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("shell", completion.SHELLS)
def test_a_script_asks_this_program(shell: str) -> None:
    told = CliRunner().invoke(program, ["completion", shell], prog_name="dynaclient").stdout
    assert f"_DYNACLIENT_COMPLETE={shell}_complete" in told
    assert "%(" not in told


def test_the_program_answers_when_a_shell_asks(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "api.json").write_text(json.dumps(DESCRIPTION))
    environment = {
        **os.environ, "COMP_LINE": "dynaclient things.get sortField=n", "COMP_BREAKS": BREAKS,
        "_DYNACLIENT_COMPLETE": "bash_complete", "DYNACLIENT_API": str(tmp_path / "api.json"),
    }  # fmt: skip
    command = [sys.executable, "-c", "import sys; sys.argv[0] = 'dynaclient'; from dynaclient.cli import main; main()"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["name", "plain"]


def test_how_shells_are_talked_with_is_known_when_one_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("_DYNACLIENT_COMPLETE", "zsh_complete")
    monkeypatch.setenv("COMP_LINE", "dynaclient demo")
    with pytest.raises(SystemExit) as left:
        cli.main()
    assert left.value.code == 0


def test_completion_imports_nothing_that_takes_long() -> None:
    code = (
        "import os, sys; os.environ.update(COMP_LINE='dynaclient devices.get sortField=n', _DYNACLIENT_COMPLETE='zsh_complete')\n"
        "from dynaclient.cli import main\n"
        "try: main()\n"
        "finally: print([each for each in ('requests', 'jsonschema', 'jsonref', 'rich', 'urllib3') if each in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
