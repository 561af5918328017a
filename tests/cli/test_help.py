"""`help` explains codes, commands, resources and actions; and each message shows its code."""

from __future__ import annotations

import json
from pathlib import Path

import click
import pytest
from click.shell_completion import ShellComplete
from click.testing import CliRunner, Result

from dynaclient.cli.bound import bound_program
from dynaclient.cli.exit_codes import MEANINGS, MEANINGS_WHEN_BOUND
from dynaclient.cli.output import console
from dynaclient.cli.program import program
from dynaclient.codes.catalogue import entries
from tests.support import ROOT
from tests.support.descriptions import action, describe, query

ENTRIES = entries()
SHOP = describe({"get": action({"kind": query({"enum": ["cat"]}), "size": query({"type": "integer"})})}, title="Shop")


@pytest.fixture
def shop(tmp_path: Path) -> str:
    path = tmp_path / "api.json"
    path.write_text(json.dumps(SHOP))
    return str(path)


def run(*words: str, of: click.Group = program) -> Result:
    return CliRunner().invoke(of, words, prog_name=of.name)


def test_each_code_has_help() -> None:
    shown = {code: run("help", code).stdout for entry in ENTRIES for code in entry.codes}
    titles = {code: f"{', '.join(entry.codes)}: {entry.title}" for entry in ENTRIES for code in entry.codes}
    assert [code for code, text in shown.items() if titles[code] not in text] == []


def test_the_help_of_a_code_has_the_cause_and_what_to_do_with_short_lines() -> None:
    lines = run("help", "tls-untrusted").stdout.splitlines()
    assert lines[0] == "tls-untrusted: The certificate of the server is not trusted"
    assert [line for line in lines if line and line[0] != " "][2:4] == [
        "of a proxy that looks into TLS. Nothing was sent.",
        "In a shell",
    ]
    assert "    ConnectError; the command line exits with 6" in lines
    assert max(map(len, lines)) <= 100


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("invalid-call", "    enum             The value is not one of the allowed values"),
        ("description-error", "    paginate           The pages are described with something that is not there"),
        ("paginate", "    DescriptionError; the command line exits with 3, `lint` with 1"),
        ("deprecated", "    DynaclientWarning"),
        ("[enum]", "enum, const: The value is not one of the allowed values"),
    ],
)
def test_the_help_of_a_code_has_what_belongs_to_it(code: str, line: str) -> None:
    assert line in run("help", code).stdout.splitlines()


def test_help_without_a_topic_lists_all_codes_by_group() -> None:
    lines = run("help").stdout.splitlines()
    assert {entry.code for entry in ENTRIES} <= {line.split()[0] for line in lines if line.startswith("    ")}
    assert [line for line in lines if line.startswith(("Errors", "Warnings"))] == ["Errors", "Warnings"]


@pytest.mark.parametrize(
    ("words", "begin"),
    [
        (["map"], "Usage: dynaclient map [OPTIONS]"),
        (["help"], "Usage: dynaclient help [OPTIONS]"),
        (["things.get"], "Usage: dynaclient things.get"),
        (["things", "get"], "Usage: dynaclient things.get"),
        (["things"], "Usage: dynaclient things"),
    ],
)
def test_help_of_a_command_is_the_help_that_it_prints_itself(shop: str, words: list[str], begin: str) -> None:
    done = run("--api", shop, "help", *words)
    assert done.stdout.startswith(begin)
    assert done.stdout.split() == run("--api", shop, ".".join(words), "--help").stdout.split()


@pytest.mark.parametrize(
    ("status", "code"),
    [
        ("301", "redirected"),
        ("404", "not-found"),
        ("422", "api-error"),
        ("429", "rate-limited"),
        ("503", "server-error"),
    ],
)
def test_a_status_is_explained_by_its_code(status: str, code: str) -> None:
    assert run("help", status).stdout == run("help", code).stdout


def test_a_name_that_is_a_command_and_a_code_is_explained_as_both() -> None:
    shown = run("help", "mock").stdout
    assert shown.index("Usage: dynaclient mock") < shown.index("\nmock: The mock server is described with")


@pytest.mark.parametrize(
    ("topic", "message"),
    [
        ("tls-e", "'tls-e'; did you mean tls-expired or tls-expected? [unknown-name]"),
        ("requird", "'requird'; did you mean required? [unknown-name]"),
        ("mpa", "'mpa'; did you mean map or man or mcp? [unknown-name]"),
        ("zzzzzz", "'zzzzzz'; `dynaclient help` prints all codes [unknown-name]"),
        ("200", "'200'; `dynaclient help` prints all codes [unknown-name]"),
        ("600", "'600'; `dynaclient help` prints all codes [unknown-name]"),
        ("999", "'999'; `dynaclient help` prints all codes [unknown-name]"),
        ("things.gett", "'things.gett'; did you mean things.get? [unknown-name]"),
    ],
)
def test_an_unknown_topic_has_similar_ones(shop: str, topic: str, message: str) -> None:
    done = run("--api", shop, "help", topic)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.splitlines()[0] == f"dynaclient: No code, command, resource or action {message}"


def test_codes_are_explained_although_the_description_is_broken(tmp_path: Path) -> None:
    (tmp_path / "api.json").write_text("{,}")
    path = str(tmp_path / "api.json")
    assert run("--api", path, "help", "json").exit_code == 0
    done = run("--api", path, "help", "jsn")
    assert "No code or command 'jsn', and the description cannot be loaded; did you mean" in done.stderr


def test_a_program_of_its_own_has_help_with_its_name_and_variables(shop: str) -> None:
    bound = bound_program(shop, "my-shop", None)
    assert "Log in with `my-shop login`, set `MY_SHOP_TOKEN`" in run("help", "unauthorized", of=bound).stdout
    page = " ".join(run("help", "unknown-name", of=bound).stdout.split())
    assert "`dynaclient` takes a description of your own with `--api FILE`" in page
    assert "--api" not in run("help", "file", of=bound).stdout
    assert "`my-shop help CODE` shows" in run("help", of=bound).stdout
    assert run("help", "lint", of=bound).exit_code == 2
    assert "`dynaclient lint api.json` reports pointers" in run("help", "login-response", of=bound).stdout


def test_topics_are_completed(shop: str) -> None:
    completion = ShellComplete(program, {}, "dynaclient", "_DYNACLIENT_COMPLETE")
    assert {item.value for item in completion.get_completions(["--api", shop, "help"], "tls-ex")} == {
        "tls-expired",
        "tls-expected",
    }
    found = [item.value for item in completion.get_completions(["--api", shop, "help"], "th")]
    assert found == ["things"]


# --- the code of a message


def test_a_message_ends_its_first_line_with_the_code(shop: str) -> None:
    first, *rest = run("--api", shop, "things.get", "kind=dog").stderr.splitlines()
    assert first == "dynaclient: things.get: 1 problem, nothing was sent [invalid-call]"
    assert len(rest) == 1


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["things.get", "kind=dog"], "enum"),
        (["things.get", "kind=dog", "size=x"], "invalid-call"),
        (["things.gett"], "unknown-name"),
    ],
)
def test_a_terminal_shows_which_help_there_is(
    shop: str, words: list[str], code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(console, "stderr_is_terminal", lambda: True)
    assert run("--api", shop, *words).stderr.splitlines()[-1] == f"more: dynaclient help {code}"


def test_lint_shows_the_rule_of_each_problem(tmp_path: Path) -> None:
    path = tmp_path / "api.json"
    path.write_text(json.dumps(describe({"get": action(pth="/a")})))
    assert run("lint", str(path)).stdout.endswith("did you mean path? [unknown-key]\n")


def test_the_page_of_the_command_line_has_the_exit_codes_with_the_same_words() -> None:
    rows = "".join(f"| {code} | {meaning} |\n" for code, meaning in MEANINGS.items())
    assert f"code | meaning |\n|---|---|\n{rows}\n" in (ROOT / "docs/command-line.md").read_text("utf-8")


def test_the_help_has_all_exit_codes() -> None:
    for whole, meanings in ((program, MEANINGS), (bound_program(describe(), "shop", None), MEANINGS_WHEN_BOUND)):
        shown = run("--help", of=whole).stdout.partition("Exit codes:\n")[2]
        words = " ".join(f"{code} {meaning}" for code, meaning in meanings.items()).replace("`", "")
        assert " ".join(shown.split()) == words
        assert max(map(len, shown.splitlines())) <= 79
