"""The command line of a package that ships a description: bound to it in every case."""

from __future__ import annotations

import json
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from dynaclient import __version__, cli
from dynaclient.cli.bound import COMMANDS, bound_program
from dynaclient.cli.program import program
from tests.cli.conftest import Recorder
from tests.support.descriptions import action, describe, query
from tests.support.raw_server import RawServer, raw_response

DESCRIPTION = describe(
    {"get": action({"limit": query({"type": "integer"}, required=True, example=5)}), "faulty": {"path": "/faulty"}},
    title="Things",
    auth={"token": {"type": "bearer"}},
)
Run = Callable[..., Result]


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the file of a description; the environment names one that does not exist."""
    monkeypatch.setenv("DYNACLIENT_API", "/no/such/file")
    path = tmp_path / "things.json"
    path.write_text(json.dumps(DESCRIPTION))
    return path


@pytest.fixture
def run(file: Path) -> Run:
    """Return a function that runs the program `things`."""
    return lambda *words, **more: CliRunner().invoke(bound_program(file, "things", "1.2"), list(words), **more)


def test_it_uses_its_own_description_whatever_the_environment_names(run: Run) -> None:
    assert run("list").stdout.splitlines()[0] == "things.get     GET    /things"


def test_its_example_for_the_shell_is_its_own_command(run: Run) -> None:
    assert "In the shell:\n    things things.get limit:=5\n" in run("describe", "things.get").stdout


OWN = {"THINGS_TOKEN": "abc", "THINGS_URL": "https://mine.example"}
OTHERS = {"DYNACLIENT_TOKEN": "abc", "DYNACLIENT_URL": "https://others.example", "THINGS_API": "/no/such/file"}


@pytest.mark.parametrize("words", [["call", "things.get"], ["things.get"], ["things", "get"]], ids=" ".join)
@pytest.mark.parametrize(
    ("variables", "host", "has_token"),
    [(OWN, "mine", True), (OTHERS, "api", False), ({**OTHERS, **OWN}, "mine", True)],
    ids=["own", "others", "both"],
)
def test_token_and_url_come_from_variables_of_its_own(
    run: Run, words: list[str], variables: dict[str, str], host: str, has_token: bool
) -> None:
    shown = run(*words, "limit=5", "--dry-run", env=variables).stdout
    assert shown.startswith(f"GET https://{host}.example")
    assert ("Authorization: Bearer ***" in shown) is has_token


def test_rows_are_called_with_its_own_token(run: Run, recorder: Recorder) -> None:
    variables = {"THINGS_TOKEN": "own", "DYNACLIENT_TOKEN": "others", "THINGS_URL": recorder.url}
    done = run("map", "things.get", "-", env=variables, input='{"limit": 5}\n')
    assert done.exit_code == 0
    assert b"Bearer own" in recorder.requests[0]


NAMING = {
    "help of an option": (["call", "--help"], "THINGS_URL"),
    "help of an action": (["things.get", "--help"], "THINGS_URL"),
    "help of an action below its resource": (["things", "get", "--help"], "THINGS_URL"),
    "curl": (["things.get", "limit=5", "--curl"], '"Authorization: Bearer $THINGS_TOKEN"'),
    "an error": (["things.get", "limit=5", "--url", "https://a:b@c.example"], "pass a credential with THINGS_TOKEN or"),
}


@pytest.mark.parametrize(("words", "text"), NAMING.values(), ids=NAMING)
def test_everything_that_it_prints_names_its_own_variables(run: Run, words: list[str], text: str) -> None:
    done = run(*words, env={"THINGS_TOKEN": "abc"})
    assert text in done.output
    assert "DYNACLIENT_" not in done.output


def test_a_refused_token_is_answered_with_its_own_variable(run: Run) -> None:
    with RawServer(lambda _: raw_response(b"", status=401)) as server:
        without = run("things.get", "limit=5", "--url", server.url)
        row = run("map", "things.get", "-", "--url", server.url, input='{"limit": 5}\n')
        refused = run("things.get", "limit=5", "--url", server.url, env={"THINGS_TOKEN": "abc"})
        advice = (
            f"no credential was sent; log in with `things login --url {server.url}`, set THINGS_TOKEN, or use --token"
        )
    assert advice in without.stderr
    assert advice in row.stdout
    assert "set the token with THINGS_TOKEN or --token-stdin." in refused.stderr


def test_it_calls_its_mock_server(run: Run) -> None:
    done = run("call", "--mock", "things.get", "limit=5", "--with-response")
    assert (done.exit_code, json.loads(done.stdout)["status"]) == (0, 204)


def test_it_serves_its_mock_server(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from dynaclient.mock import MockServer

    def interrupted(_: MockServer) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(MockServer, "serve_forever", interrupted)
    done = run("mock", "--port", "0")
    assert (done.exit_code, "1 action, 0 of which keep state" in done.stderr) == (0, True)


def test_its_copy_is_for_dynaclient(run: Run, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["/anywhere/things"])
    message = run("copy", str(tmp_path / "mine.json")).stderr
    copied = json.loads((tmp_path / "mine.json").read_text())
    assert copied == {"$schema": "api.schema.json", **json.loads(file.read_text())}
    assert f"try: dynaclient --api {tmp_path / 'mine.json'} list" in message


@pytest.mark.parametrize("option", ["--api", "--patch"])
@pytest.mark.parametrize("command", ["list", "help"])
@pytest.mark.parametrize("before", [True, False])
def test_another_description_is_refused_with_the_command_that_accepts_it(
    run: Run, file: Path, option: str, command: str, before: bool
) -> None:
    options = [option, str(file)]
    done = run(*options, command) if before else run(command, *options)
    assert (done.exit_code, done.stdout) == (2, "")
    assert f"{option}: things has its own description and does not accept another" in done.stderr
    assert "dynaclient --api FILE" in done.stderr


def test_its_mock_server_accepts_no_other_description(run: Run, file: Path) -> None:
    done = run("mock", str(file))
    assert (done.exit_code, "unexpected extra argument" in done.stderr) == (2, True)


ERRORS = {
    "an unknown name": (["describe", "nothing.at.all"], 2, "; `things list` prints all actions"),
    "wrong arguments": (["call", "things.get", "limit=5", "no=1"], 3, "with --extra and --header"),
    "an action with a problem": (["describe", "things.faulty"], 3, "`method` is missing"),
    "no server": (["call", "things.get", "limit=5", "--url", "http://127.0.0.1:9"], 6, "things.get"),
}


@pytest.mark.parametrize(("words", "code", "message"), ERRORS.values(), ids=ERRORS)
def test_errors_have_its_name_and_the_same_exit_codes(run: Run, words: list[str], code: int, message: str) -> None:
    done = run(*words)
    assert (done.exit_code, done.stderr.startswith("things: ")) == (code, True)
    assert message in done.stderr


def test_it_prints_its_version_and_that_of_the_library(run: Run, file: Path) -> None:
    assert run("--version").stdout == f"things 1.2 (dynaclient {__version__})\n"
    unnumbered = CliRunner().invoke(bound_program(file, "things", None), ["--version"])
    assert unnumbered.stdout == f"things (dynaclient {__version__})\n"


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_its_help_mentions_nothing_that_it_does_not_have(run: Run, command: str) -> None:
    output = run(*([command] if command else []), "--help").stdout
    assert "Examples:" not in output
    assert "--api" not in output
    assert "dynaclient" not in output.replace("dynaclient[docs]", "")


def test_the_program_for_any_description_is_not_changed(run: Run) -> None:
    run("list")
    command = program.commands["mock"]
    assert {"api", "patch", "file"} <= {parameter.name for parameter in command.params}
    assert "Examples:" in (command.epilog or "")
    assert set(COMMANDS) < set(program.commands)


def test_a_package_starts_it_with_one_function(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["/anywhere/things", "list"])
    with pytest.raises(SystemExit) as left:
        cli.main(file, name="things", version="1.2")
    assert (left.value.code, capsys.readouterr().out.split()[0]) == (0, "things.get")


def test_a_description_inside_an_archive_is_read_there(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "package.zip", "w") as archive:
        archive.writestr("api.json", json.dumps(DESCRIPTION))
    inside: Any = zipfile.Path(tmp_path / "package.zip", "api.json")
    assert CliRunner().invoke(bound_program(inside, "things", None), ["list"]).stdout.startswith("things.get ")


def test_without_click_the_message_has_the_name_of_the_package(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "click", None)
    assert cli.main(file, name="things") == 2
    assert capsys.readouterr().err.startswith("things: the command line needs its extra")


def test_it_consists_of_existing_commands() -> None:
    assert all(isinstance(program.commands[name], click.Command) for name in COMMANDS)


def test_its_actions_are_its_commands(run: Run) -> None:
    shown = run("things", "get", "limit=5", "--dry-run", "--url", "https://mine.example").stdout
    assert shown.startswith("GET https://mine.example/things?limit=5\n")
    output = run("--help").stdout
    assert "Resources of Things, with actions such as things.get:\n  things\n" in output
    assert "things things.get limit:=5 [NAME=VALUE]…" in run("things.get", "--help").stdout


@pytest.mark.parametrize("words", [["--api", "x", "list"], ["things.get", "--api", "x"], ["list", "--patch", "x"]])
def test_another_description_is_refused_in_any_position(run: Run, words: list[str]) -> None:
    done = run(*words)
    assert done.exit_code == 2
    assert "things has its own description and does not accept another; use dynaclient --api" in done.stderr


def test_an_unknown_command_is_reported_with_the_command_that_lists_all(run: Run) -> None:
    assert run("xylophone").stderr.endswith("'xylophone'; `things list` prints all actions [unknown-name]\n")


def test_a_shell_gets_the_candidates(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "_MY_THINGS_COMPLETE=zsh_complete" in run("completion", "zsh", prog_name="my-things").stdout
    environment = {"_MY_THINGS_COMPLETE": "zsh_complete", "COMP_LINE": "my-things things.get li"}
    output = run(prog_name="my-things", complete_var="_MY_THINGS_COMPLETE", env=environment).stdout
    assert output.split("\t")[0].strip() == "limit="
    options = {"_MY_THINGS_COMPLETE": "zsh_complete", "COMP_LINE": "my-things things.get --u"}
    output = run(prog_name="my-things", complete_var="_MY_THINGS_COMPLETE", env=options).stdout
    assert "else THINGS_URL or" in output
