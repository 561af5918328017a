"""The page about agents: its entries are those that are written, and its files those that hosts read."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest

from dynaclient.cli.arguments.options import create_parameters
from dynaclient.cli.commands.agents import HTTP_OPTIONS, TOOLBOX_OPTIONS, mcp_command
from dynaclient.cli.run.mcp_hosts import HOSTS, Machine, create_entry
from tests.support import ROOT
from tests.support.pages import Page

PAGE = Page("docs/agents.md")
JSON, VSCODE = PAGE.blocks("json")
(CODEX,) = PAGE.blocks("toml")
SNIPPETS = {"claude-code": JSON, "claude-desktop": JSON, "cursor": JSON, "vscode": VSCODE, "codex": CODEX}
MACHINE = Machine(Path("/home/me"), "linux", {}, ("/home/me/.local/bin/dynaclient",))
ROWS = {row[0]: row[1:] for row in re.findall(r"^\| `([a-z-]+)` \| (.*) \| (.*?) ?\|$", PAGE.text, re.MULTILINE)}


@pytest.mark.parametrize("name", HOSTS)
def test_an_entry_is_what_is_written(name: str) -> None:
    host = HOSTS[name]
    entry = create_entry(host, "books", ["mcp", "--api", "/home/me/books.json"], MACHINE)
    assert SNIPPETS[name] == host.format.snippet(host.key, "books", entry) + "\n"


@pytest.mark.parametrize("name", HOSTS)
def test_the_table_has_the_files_of_a_host(name: str) -> None:
    user, project = ROWS[name]
    assert project == (f"`{HOSTS[name].project}`" if HOSTS[name].project else "")
    for platform, places in HOSTS[name].user.items():
        folder, _, file = places[-1].rpartition("/")
        if platform == "win32" and "AppData" in folder:
            folder = folder.replace("~/AppData/Roaming", "%APPDATA%").replace("/", "\\")
        assert f"`{folder}/{file}`" == user or (f"`{folder}`" in user and user.startswith(f"`{file}` in "))


def test_its_commands_name_hosts_that_there_are() -> None:
    lines = [shlex.split(line) for block in PAGE.blocks("sh") for line in block.splitlines()]
    hosts = [words[words.index("--install") + 1] for words in lines if "--install" in words]
    assert len(hosts) == 3
    assert set(hosts) <= set(HOSTS)


@pytest.mark.parametrize(("code", "printed"), list(zip(PAGE.blocks("python"), PAGE.blocks("text"), strict=True)))
def test_its_python_prints_what_is_shown(
    code: str, printed: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    PAGE.run(code, {"__name__": "page"})
    assert capsys.readouterr().out == printed


def test_its_options_are_those_of_the_command() -> None:
    known = {option for parameter in mcp_command.params for option in parameter.opts}
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", PAGE.text))
    assert named - known <= {"--dry-run", "--format"}  # of other commands
    assert {option for parameter in (*TOOLBOX_OPTIONS, *HTTP_OPTIONS) for option in options_of(parameter)} <= named


def options_of(decorator: Any) -> list[str]:
    (parameter,) = create_parameters(decorator)
    return parameter.opts
