"""The page on the mock server: its recipes run, and its tables have all keys, options and columns that there are."""

from __future__ import annotations

import inspect
import json
import re
import shlex
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import yaml

from dynaclient import Client, Conflict, lint
from dynaclient.cli.commands.mocking import mock_command
from dynaclient.mock import MockServer
from dynaclient.mock.http.hosts import Hosts
from tests.support import ROOT
from tests.support.pages import Page
from tests.support.pattern_oracles import find_node

pytest_plugins = "pytester"

PAGE = Page("docs/mock-server.md")
FIRST, PYTEST, STORED = PAGE.blocks("python")
INFERRED, PRINTED_IN_A_PAGE, KEPT = PAGE.blocks("text")
PATCH, SEED = PAGE.blocks("json")
(SCRIPT,) = PAGE.blocks("js")
COMPOSE, WORKFLOW = map(yaml.safe_load, PAGE.blocks("yaml"))
INSTRUCTIONS = [line.split(" ", 1) for line in PAGE.blocks("dockerfile")[0].splitlines()]
DOCKERFILE = dict(INSTRUCTIONS)
FILES = {"library.yaml": (ROOT / "examples" / "library.yaml").read_text(), "books.json": SEED, "mine.json": PATCH}
MOCK = json.loads((ROOT / "dynaclient" / "api.schema.json").read_text())["$defs"]["mock"]["properties"]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Change to a folder with the files that the recipes name."""
    for name, content in FILES.items():
        (tmp_path / name).write_text(content)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def section(title: str) -> str:
    """Return the part of the page below a heading, up to the next one."""
    return re.split(r"^#+ ", PAGE.text.partition(f"# {title}\n")[2], maxsplit=1, flags=re.MULTILINE)[0]


def column(text: str, number: int) -> set[str]:
    """Return what stands in a column of a table between backticks."""
    rows = [line.split("|")[1:] for line in text.splitlines() if line.startswith("| ")]
    return {name for row in rows for name in re.findall(r"`([^`]+)`", row[number])}


# --- Python ----------------------------------------------------------------------------------------------------------


def test_its_python_runs_and_prints_what_it_shows(capsys: pytest.CaptureFixture[str]) -> None:
    for code in (FIRST, STORED):
        PAGE.run(code, {})
    assert capsys.readouterr().out == KEPT


def test_its_recipe_for_pytest_passes(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, content in FILES.items():
        (pytester.path / name).write_text(content)
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    pytester.makepyfile(PYTEST)
    pytester.runpytest_inprocess("-p", "no:cacheprovider", "-p", "dynaclient").assert_outcomes(passed=2)


# --- what it says of the description ---------------------------------------------------------------------------------


def test_it_shows_what_is_inferred() -> None:
    server = MockServer("library.yaml")
    assert [str(role) for role in server.inferred()] == INFERRED.splitlines()


def test_its_patch_does_what_it_declares() -> None:
    assert lint("library.yaml", patch="mine.json") == []
    books = [{"title": "Emma", "author": "Jane Austen"}, {"title": "Dracula", "author": "Bram Stoker"}]
    with Client.mock("library.yaml", patch="mine.json", seed={"/books": books}) as client:
        assert [book["title"] for book in client.books.list(author="austen")["items"]] == ["Emma"]
        with pytest.raises(Conflict, match="title 'Emma' already exists"):
            client.books.add(title="Emma")


def test_its_table_has_all_keys_of_mock() -> None:
    assert column(section("The description overrides it").partition("| key of")[2], 0) == MOCK.keys() - {"$ref"}


def test_it_names_all_behaviors_and_facts() -> None:
    text = section("The description overrides it") + section("Several items, and logs")
    named = set(re.findall(r"`(\w+)`", text))
    assert set(MOCK["behavior"]["else"]["enum"]) <= named
    schema = json.loads((ROOT / "dynaclient" / "api.schema.json").read_text())
    assert set(schema["$defs"]["mockResponse"]["additionalProperties"]["enum"]) <= named


# --- commands --------------------------------------------------------------------------------------------------------


def commands() -> list[list[str]]:
    """Return the words of each command `dynaclient mock` of the page, without redirections."""
    code = [*PAGE.blocks("sh"), *(step.get("run", "") for step in WORKFLOW["jobs"]["test"]["steps"])]
    written = re.findall(r"`(dynaclient mock [^`]+)`", PAGE.text)
    lines = [line for block in code for line in block.splitlines() if line.startswith("dynaclient mock")]
    found = [shlex.split(line.partition(" 2> ")[0]) for line in (*lines, *written)]
    return [*found, json.loads(DOCKERFILE["CMD"])]


@pytest.mark.parametrize("words", commands(), ids=" ".join)
def test_its_commands_are_those_of_the_program(words: list[str], folder: Path) -> None:
    assert words[:2] == ["dynaclient", "mock"]
    context = mock_command.make_context("mock", words[2:])
    assert (folder / context.params["file"]).exists()


def test_its_table_has_all_options_and_arguments() -> None:
    table = section("Options").partition("`MockServer`")[2]
    known = {option for parameter in mock_command.params for option in parameter.opts if option.startswith("--")}
    assert {name.split()[0] for name in column(table, 0)} - {"FILE"} == known - {"--help"}
    arguments = {re.split("[=(]", name)[0] for name in column(table, 1)}
    assert arguments == inspect.signature(MockServer).parameters.keys()


def test_its_options_are_those_of_the_command() -> None:
    known = {option for parameter in mock_command.params for option in parameter.opts}
    others = section("json-server and Prism") + "".join(PAGE.blocks("yaml")) + "".join(PAGE.blocks("dockerfile"))
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", PAGE.text.replace(section("json-server and Prism"), "")))
    assert named - known <= set(re.findall(r"--[a-z-]+", others))


# --- containers and CI -----------------------------------------------------------------------------------------------


def test_its_dockerfile_has_what_its_command_needs() -> None:
    kinds = [kind for kind, _ in INSTRUCTIONS]
    assert kinds[0] == "FROM"
    assert kinds[-1] == "CMD"
    context = mock_command.make_context("mock", json.loads(DOCKERFILE["CMD"])[2:])
    assert {context.params["file"], context.params["seed"]} == set(DOCKERFILE["COPY"].split()[:-1])
    assert context.params["port"] == int(DOCKERFILE["EXPOSE"])
    assert f":{DOCKERFILE['EXPOSE']}/__mock/health" in DOCKERFILE["HEALTHCHECK"]


def test_other_containers_reach_it_by_its_name() -> None:
    services = COMPOSE["services"]
    context = mock_command.make_context("mock", json.loads(DOCKERFILE["CMD"])[2:])
    target = urlsplit(services["tests"]["environment"]["LIBRARY_URL"])
    assert target.hostname in services
    assert target.port == int(DOCKERFILE["EXPOSE"])
    assert Hosts(context.params["host"]).allow(target.netloc)
    assert services["tests"]["depends_on"].keys() <= services.keys()


def test_ci_waits_for_the_server_that_its_tests_call() -> None:
    steps = WORKFLOW["jobs"]["test"]["steps"]
    (started,) = (step["run"] for step in steps if "dynaclient mock" in step.get("run", ""))
    (url,) = (step["env"]["LIBRARY_URL"] for step in steps if "env" in step)
    assert f"{url}/__mock/health" in started
    assert f"--port {urlsplit(url).port} " in started


def test_its_script_controls_a_server() -> None:
    with MockServer("library.yaml") as server:
        words = [find_node(), "--input-type=module", "--eval", SCRIPT.replace("http://127.0.0.1:8080", server.url)]
        done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=60)
    assert (done.stdout, done.stderr) == (PRINTED_IN_A_PAGE, "")


# --- its form --------------------------------------------------------------------------------------------------------
