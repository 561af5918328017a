"""Each action and each resource as a command: how it is found, what its help says, what goes wrong."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from dynaclient import load
from dynaclient.cli import exit_codes
from dynaclient.cli.arguments.connection import Source
from dynaclient.cli.program import program
from tests.support.descriptions import ID, describe, query
from tests.support.raw_server import RawServer

BUNDLED = load()
GET = {
    "method": "GET",
    "description": "Gets a thing. Whatever it is.",
    "parameters": {"size": query({"type": "integer"})},
}
NESTED: dict[str, Any] = {
    "dynaclient": 1,
    "title": "Shops\x1b",
    "resources": {
        "smallShops": {
            "path": "/shops",
            "description": "Small shops, each with shelves.",
            "actions": {"getAll": {**GET, "operationId": "listShops"}},
            "resources": {"topShelves": {"path": "/shelves", "actions": {"getAll": GET, "bad": {"path": "x"}}}},
        },
        "list": {"path": "/list", "actions": {"get": GET}},
    },
}


@pytest.fixture
def nested(tmp_path: Path) -> str:
    file = tmp_path / "nested.json"
    file.write_text(json.dumps(NESTED))
    return str(file)


def run(*words: str, **more: Any) -> Result:
    return CliRunner().invoke(program, list(words), prog_name="dynaclient", **more)


# --- how it is found -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "path"),
    [
        ("smallShops.getAll", "/shops"),
        ("listShops", "/shops"),
        ("call listShops", "/shops"),
        ("small_shops.get_all", "/shops"),
        ("smallShops getAll", "/shops"),
        ("small_shops get_all", "/shops"),
        ("smallShops topShelves getAll", "/shops/shelves"),
        ("small_shops.top_shelves get_all", "/shops/shelves"),
        ("small_shops.top_shelves.get_all", "/shops/shelves"),
        ("list.get", "/list"),
        ("call list.get", "/list"),
    ],
)
def test_an_action_is_a_command_in_either_spelling(nested: str, words: str, path: str) -> None:
    with RawServer() as server:
        done = run("--api", nested, *words.split(), "size=3", "--url", server.url)
    assert (done.exit_code, [request.target for request in server.requests]) == (0, [f"{path}?size=3"]), done.stderr


@pytest.mark.parametrize(
    ("words", "path"),
    [("play play", "/play"), ("play.play", "/play"), ("play stop", "/stop"), ("play rest play", "/rest/play")],
)
def test_a_resource_may_have_an_action_or_a_resource_of_its_own_name(tmp_path: Path, words: str, path: str) -> None:
    actions = {name: {**GET, "path": f"/{name}"} for name in ("play", "stop", "rest")}
    inner = {"rest": {"path": "/rest", "actions": {"play": actions["play"]}}}
    file = tmp_path / "play.json"
    file.write_text(json.dumps({"dynaclient": 1, "resources": {"play": {"actions": actions, "resources": inner}}}))
    done = run("--api", str(file), *words.split(), "--curl", "--url", "http://localhost")
    assert (done.exit_code, f"http://localhost{path}" in done.stdout) == (0, True), done.stderr


def test_a_python_keyword_is_a_name_like_any_other() -> None:
    assert "  import  " in run("applications", "--help").stdout
    assert "applications.import: POST /applications/import" in run("applications", "import", "--help").stdout


def test_a_command_of_the_program_wins_over_a_resource_of_its_name(nested: str) -> None:
    assert run("--api", nested, "list").stdout.startswith("smallShops.getAll")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("smalShops", "No command, resource or action 'smalShops'; did you mean small_shops?"),
        ("smallShops.getAl", "did you mean smallShops.getAll"),
        ("small_shops getAl", "did you mean smallShops.getAll?"),
        ("lits", "did you mean list"),
        ("xylophone", "'xylophone'; `dynaclient list --api {nested}` prints all actions"),
        ("xylophone.play now", "'xylophone.play'; `dynaclient list --api {nested}` prints all actions"),
    ],
)
def test_an_unknown_name_is_reported_with_similar_names(nested: str, words: str, message: str) -> None:
    done = run("--api", nested, *words.split())
    assert (done.exit_code, done.stdout) == (exit_codes.USAGE, "")
    assert message.replace("{nested}", nested) in done.stderr


def test_a_description_that_cannot_be_read_ends_with_three(tmp_path: Path) -> None:
    (tmp_path / "api.json").write_text("{")
    done = run("--api", str(tmp_path / "api.json"), "things.get")
    assert (done.exit_code, done.stdout) == (3, "")


def test_invalid_arguments_are_reported_and_nothing_is_sent(nested: str) -> None:
    with RawServer() as server:
        done = run("--api", nested, "list.get", "size=big", "nmae=1", "--url", server.url)
    assert (done.exit_code, server.requests) == (3, [])
    assert "2 problems, nothing was sent" in done.stderr


# --- what its help says ----------------------------------------------------------------------------------------------


def test_the_help_of_an_action_is_its_page_and_how_it_is_called_from_a_shell() -> None:
    output = run("application_api_tokens.get", "--help").stdout
    assert "Usage: dynaclient application_api_tokens.get [OPTIONS] [NAME=VALUE]…" in output
    assert f"applicationApiTokens.get applicationId={ID} [NAME=VALUE]…" in output
    parts = "sortField|Scopes (any one of these)|Responses|`--all` fetches further pages by|--dry-run|Values:"
    assert [part for part in parts.split("|") if part not in output] == []
    assert "client." not in output


def test_the_help_of_a_body_of_several_media_types_names_the_option_that_selects_one(tmp_path: Path) -> None:
    content = {"application/json": {"type": "object", "properties": {"a": {"type": "string"}}}, "text/plain": {}}
    post = {"method": "POST", "parameters": {"import": {"in": "body", "content": content}}}
    (tmp_path / "api.json").write_text(json.dumps(describe({"post": post})))
    output = run("--api", str(tmp_path / "api.json"), "things.post", "-h").stdout
    assert "Body: import (object)" in output
    assert "Sent as application/json; --content selects another: text/plain" in output


def test_no_line_of_a_page_is_longer_than_the_terminal_is_wide() -> None:
    output = run("devices.get", "--help", terminal_width=60).stdout.split("Values:")[0]
    commands = ("[NAME=VALUE]", " describe devices.get --path ")
    lines = [line for line in output.splitlines() if not any(part in line for part in commands)]
    assert [line for line in lines if len(line) > 60] == []


@pytest.mark.uncounted
def test_each_action_and_each_resource_has_a_help(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Source, "load", lambda _: BUNDLED)
    for name in BUNDLED.actions:
        done = run(name, "--help")
        assert (done.exit_code, f"{name}: " in done.stdout) == (0, True), name
    for name in BUNDLED.all_resources:
        assert run(name, "--help").exit_code == 0


def test_the_help_of_a_resource_lists_its_actions_and_the_resources_below(nested: str) -> None:
    output = run("--api", nested, "small_shops", "--help").stdout
    assert "Small shops, each with shelves." in output
    assert "  get_all      Gets a thing." in output
    assert "  top_shelves" in output


def test_an_action_that_cannot_be_called_is_listed_and_its_help_explains_why(nested: str) -> None:
    assert "bad      (cannot be called" in run("--api", nested, "smallShops", "topShelves", "-h").stdout
    done = run("--api", nested, "smallShops", "topShelves", "bad", "--help")
    assert (done.exit_code, "/resources/smallShops/resources/topShelves/actions/bad" in done.stderr) == (3, True)


def test_a_summary_is_wrapped_to_the_width_of_the_terminal(nested: str) -> None:
    output = run("--api", nested, "small_shops", "--help", terminal_width=26).stdout
    assert "  get_all      Gets a\n               thing.\n" in output


def test_the_help_of_the_program_names_the_resources(nested: str) -> None:
    output = run("--api", nested, "--help").stdout
    assert "Resources of Shops\\u001b, with actions such as smallShops.getAll:\n  small_shops, list\n" in output
    assert "    dynaclient smallShops.getAll --help             explain an action\n" in output
    assert "applications.get" not in output
    assert "    dynaclient applications.get --all -o table      all pages, as a table\n" in run("--help").stdout


def test_the_help_of_the_program_works_without_a_description(tmp_path: Path) -> None:
    (tmp_path / "api.json").write_text("{")
    done = run("--api", str(tmp_path / "api.json"), "--help")
    assert (done.exit_code, "Commands:" in done.stdout, "has 1 problem" in done.stdout) == (0, True, True)


def test_a_description_without_resources_has_a_help_too(tmp_path: Path) -> None:
    (tmp_path / "api.json").write_text('{"dynaclient": 1, "resources": {}}')
    assert "such as …:\n  none" in run("--api", str(tmp_path / "api.json"), "--help").stdout
