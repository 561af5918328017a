"""The candidates of completion; the shells themselves are tested in `test_terminal`."""

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
from dynaclient.cli.arguments.connection import Source
from dynaclient.cli.completion import candidates, shells
from dynaclient.cli.program import program
from tests.support.descriptions import describe, query
from tests.support.programs import require_programs

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
            "sortField": query({"enum": ["name", "size"]}), "all": query({"type": "boolean"}), "since": query({"type": "string"}, example="2020", examples={"a": {"value": "2021"}, "b": {"value": 5}}),
            "where": query({"type": "object", "properties": {"n": {}}}, style="json"), "shape": query({"type": "object", "properties": {"n": {}}}),
        }, "responses": {"200": {"schema": {"properties": {"id": {}, "owner": {"properties": {"name": {}}}}}}}},
        "post": {"method": "POST", "parameters": {"thing": {"in": "body", "schema": {"$ref": "#/schemas/thing"}, "required": True}, "upload": query()}},
        "form": {"method": "POST", "parameters": {"thing": {"in": "body", "content": {
            "multipart/form-data": {"properties": {"upload": {"file": True}}}, "application/json": {}}}}},
    },
    servers={"sandbox": "https://sandbox.example.com", "staging": {"url": "https://s.example.com", "description": "To test."}, "eu": "https://eu.example.com"},
    schemas={"thing": {"allOf": [THING, {"oneOf": [{"properties": {"more": {}}}]}]}, "inner": {"properties": {"deep": {"enum": ["x"]}}}},
)  # fmt: skip

Completing = Callable[..., list[tuple[str, ...]]]


@pytest.fixture
def completing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Completing:
    """Return a function that completes a line as a shell does."""
    monkeypatch.chdir(tmp_path)

    def complete(line: str, shell: str = "zsh", description: Any = DESCRIPTION) -> list[tuple[str, ...]]:
        api = load(description)
        monkeypatch.setattr(Source, "load", lambda _: api)
        monkeypatch.setenv("COMP_LINE", line)
        monkeypatch.setenv("COMP_BREAKS", BREAKS)
        monkeypatch.setenv("_DYNACLIENT_COMPLETE", f"{shell}_complete")
        done = CliRunner().invoke(program, prog_name="dynaclient", complete_var="_DYNACLIENT_COMPLETE")
        assert done.exit_code == 0, done.output
        return [tuple(line.split("\t")) for line in done.stdout.splitlines() if line]

    return complete


def values(completed: list[tuple[str, ...]]) -> list[str]:
    return [candidate[0] for candidate in completed]


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
        ("dynaclient things.get since=", ["since=2020", "since=2021"]),
        ("dynaclient things.get nothing=", []),
        ("dynaclient things.get .=", []),
        ("dynaclient call things.get --server s", ["sandbox", "staging"]),
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
        ("dynaclient things.get --output t", ["table", "tsv"]),
        ("dynaclient things.get --output=t", ["--output=table", "--output=tsv"]),
        ("dynaclient things.get -o csv --columns ", ["id", "owner", "owner.name"]),
        ("dynaclient call things.get --columns id,owner.", ["id,owner.name"]),
        ("dynaclient things.get --columns=id,o", ["--columns=id,owner", "--columns=id,owner.name"]),
        ("dynaclient things.post --columns ", []),
        ("dynaclient call nothing.at --columns i", []),
        ("dynaclient things.get --max", ["--max-items", "--max-events"]),
        ("dynaclient map things.get rows.csv --dr", ["--dry-run"]),
        ("dynaclient list --output ", ["json", "ndjson"]),
        ("dynaclient completion ", ["bash", "zsh", "fish"]),
        ("dynaclient nothing.at.all x", []),
        ("dynaclient things nothing x", []),
        ("dynaclient call nothing.at x", []),
    ],
)  # fmt: skip
def test_the_candidates_are_those_that_may_come_next(completing: Completing, line: str, next_: list[str]) -> None:
    completed = [value for value in values(completing(line)) if value not in program.commands]
    assert completed == next_


def test_the_commands_of_the_program_are_candidates(completing: Completing) -> None:
    assert values(completing("dynaclient d")) == ["demo", "describe", "diff", "docs", "doctor", "download"]


def test_a_name_is_completed_in_the_spelling_of_what_was_typed(completing: Completing) -> None:
    assert "applicationApiTokens" in values(completing("dynaclient applicationA", description=BUNDLED))
    assert "application_api_tokens" in values(completing("dynaclient application_", description=BUNDLED))
    assert "applicationApiTokens.get" in values(completing("dynaclient applicationApiTokens.g", description=BUNDLED))


def test_a_candidate_has_a_kind_and_a_description(completing: Completing) -> None:
    assert completing("dynaclient things.post thing.na") == [("thing.name=", "open", "What it is called.")]
    assert completing("dynaclient things.post thing.inner.deep=x") == [("thing.inner.deep=x", "plain", "")]
    assert completing("dynaclient things.g") == [("things.get", "plain", "Gets things.")]


def test_files_are_completed_after_an_at_sign_and_for_options(completing: Completing, tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "one.png").touch()
    (tmp_path / "phone.txt").touch()
    (tmp_path / ".hidden").touch()
    assert completing("dynaclient things.post upload=@ph") == [
        ("upload=@phone.txt", "plain", ""),
        ("upload=@photos/", "open", ""),
    ]
    assert values(completing("dynaclient things.post thing:=@")) == ["thing:=@phone.txt", "thing:=@photos/"]
    assert values(completing("dynaclient things.post upload=@photos/")) == ["upload=@photos/one.png"]
    assert values(completing(f"dynaclient things.post upload=@{tmp_path}/.h")) == [f"upload=@{tmp_path}/.hidden"]
    assert values(completing("dynaclient things.post upload=@no/such/")) == []
    assert values(completing("dynaclient --api pho")) == ["phone.txt", "photos/"]
    assert values(completing("dynaclient things.post upload=@/")) != []


IN_BASH: dict[str, list[tuple[str, ...]]] = {
    # line → value, kind and form of each candidate
    "things.get sortField=n": [("name", "plain", "")],
    "things.get sortF": [("sortField=", "open", "")],
    "things.post upload=@a": [("@a.txt", "plain", "")],
    "things.post 'upload=@a": [("upload=@a.txt", "plain", "quoted")],
    "things.post upload='@a": [("@a.txt", "plain", "quoted")],
    'things.post "upload=@my f': [("upload=@my folder/", "open", "quoted")],
    'things.post "upload=@my ': [("upload=@my folder/", "open", "quoted")],
    "things.post upload=@my\\ ": [("@my folder/", "open", "")],
    "things.post 'upload'=@my\\ f": [("@my folder/", "open", "")],
    'things.post "upload=@my folder/"': [('upload=@my folder/a"b', "plain", "")],
    'things.post "upload=@my folder/': [(r"upload=@my folder/a\"b", "plain", "quoted")],
    'things.post "upload=@my folder/a\\"': [(r"upload=@my folder/a\"b", "plain", "quoted")],
    '--api "my': [("my folder/", "open", "quoted")],
    "things.get kind=": [("big", "plain", ""), ("it's", "plain", ""), ("$x!", "plain", "")],
    "things.get kind='i": [("it'\\''s", "plain", "quoted")],
    "things.get 'kind=it'\\''": [("s", "plain", "quoted")],
    'things.get "kind=$': [("kind=\\$x\"'!'\"", "plain", "quoted")],
}


@pytest.mark.parametrize("line", IN_BASH)
def test_bash_gets_the_part_after_an_open_quote_or_the_last_word_break(
    completing: Completing, tmp_path: Path, line: str
) -> None:
    (tmp_path / "a.txt").touch()
    (tmp_path / "my folder").mkdir()
    (tmp_path / "my folder" / 'a"b').touch()
    kinds = query({"enum": ["", "big", "it's", "$x!"]})
    get = {"method": "GET", "parameters": {"kind": kinds, "sortField": query({"enum": ["name", "size"]})}}
    described = describe({"get": get, "post": {"method": "POST", "parameters": {"upload": query()}}})
    assert completing(f"dynaclient {line}", "bash", described) == IN_BASH[line]


def test_fish_gets_candidates_with_descriptions(completing: Completing) -> None:
    assert completing("dynaclient things.get since=", "fish") == [("since=2020",), ("since=2021",)]
    assert completing("dynaclient things.post thing.na", "fish") == [("thing.name=", "What it is called.")]


def test_a_value_with_line_breaks_or_control_characters_is_not_a_candidate(completing: Completing) -> None:
    hostile = {"enum": ["fine", "two\nlines", "tab\tbed", "\x1b[2J", "\u202eright"]}
    description = describe({"get": {"method": "GET", "parameters": {"kind": query(hostile)}}})
    assert values(completing("dynaclient things.get kind=", description=description)) == ["kind=fine"]


def test_a_value_that_would_be_a_file_is_not_a_candidate(completing: Completing) -> None:
    described = describe({"get": {"method": "GET", "parameters": {"q": query({"enum": ["@FILE", "plain"]})}}})
    assert values(completing("dynaclient things.get q=", description=described)) == ["q=plain"]


def test_the_number_of_candidates_is_limited(completing: Completing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(candidates, "MAX_CANDIDATES", 2)
    assert len(completing("dynaclient things.post thing.")) == 2


def test_there_are_no_candidates_if_the_description_cannot_be_read(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "api.json").write_text("{")
    for line in (
        "dynaclient thi",
        "dynaclient things.get x",
        "dynaclient call things.get x",
        "dynaclient call things.get --server s",
    ):
        environment = {
            "COMP_LINE": line,
            "_DYNACLIENT_COMPLETE": "zsh_complete",
            "DYNACLIENT_API": str(tmp_path / "api.json"),
        }
        done = CliRunner().invoke(program, prog_name="dynaclient", complete_var="_DYNACLIENT_COMPLETE", env=environment)
        assert (done.exit_code, done.stdout.strip()) == (0, "")


# --- the scripts -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("shell", shells.SHELLS)
def test_a_script_calls_this_program(shell: str) -> None:
    output = CliRunner().invoke(program, ["completion", shell], prog_name="dynaclient").stdout
    assert f"_DYNACLIENT_COMPLETE={shell}_complete" in output
    assert "%(" not in output


def test_bash_escapes_only_what_it_has_to() -> None:
    require_programs("bash")
    script = CliRunner().invoke(program, ["completion", "bash"], prog_name="dynaclient").stdout
    values = {"id,care": "id,care", "owner.name": "owner.name", "a b": r"a\ b", "$(x)": r"\$\(x\)", "a;b": r"a\;b"}
    code = f'{script}\ndynaclient() {{ printf %s "$PRINTED"; }}\n_dynaclient_completion dynaclient; printf "%s\\n" "${{COMPREPLY[@]}}"'
    # Without candidates, the program prints an empty line.
    for lines, replies in (([f"{value}\tplain\t\n" for value in values], list(values.values())), (["\n"], [""])):
        done = subprocess.run(
            ["bash", "--norc", "-c", f'{code}; echo "${{#COMPREPLY[@]}}"'],
            env={**os.environ, "PRINTED": "".join(lines)},
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout.splitlines() == [*replies, str(len([reply for reply in replies if reply]))]


def test_the_program_prints_candidates_for_a_shell(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "api.json").write_text(json.dumps(DESCRIPTION))
    environment = {
        **os.environ, "COMP_LINE": "dynaclient things.get sortField=n", "COMP_BREAKS": BREAKS,
        "_DYNACLIENT_COMPLETE": "bash_complete", "DYNACLIENT_API": str(tmp_path / "api.json"),
    }  # fmt: skip
    command = [sys.executable, "-c", "import sys; sys.argv[0] = 'dynaclient'; from dynaclient.cli import main; main()"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["name", "plain"]


def test_the_shells_are_registered_before_a_completion(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("_DYNACLIENT_COMPLETE", "zsh_complete")
    monkeypatch.setenv("COMP_LINE", "dynaclient demo")
    with pytest.raises(SystemExit) as left:
        cli.main()
    assert left.value.code == 0


def test_completion_imports_nothing_slow() -> None:
    code = (
        "import os, sys; os.environ.update(COMP_LINE='dynaclient devices.get sortField=n', _DYNACLIENT_COMPLETE='zsh_complete')\n"
        "from dynaclient.cli import main\n"
        "try: main()\n"
        "finally: print([name for name in ('requests', 'jsonschema', 'jsonref', 'rich', 'urllib3') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
