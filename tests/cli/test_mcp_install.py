"""`mcp --install`: the options of the command line become the entry of a host."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dynaclient.cli.program import program
from tests.support.descriptions import describe


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr("pathlib.Path.home", lambda: tmp_path)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "api.json").write_text(json.dumps(describe(title="Pet Shop & more")))


def run(*words: str) -> Result:
    return CliRunner().invoke(program, words, prog_name="dynaclient")


ENTRIES: dict[str, tuple[list[str], list[str]]] = {
    "nothing more": (["mcp", "--api", "api.json"], ["--api", "{0}/api.json"]),
    "the description before the command": (["--api", "api.json", "mcp"], ["--api", "{0}/api.json"]),
    "what may be called": (
        ["mcp", "--api", "api.json", "--allow", "write", "--allow", "things.*", "--deny", "things.get", "--tool", "things.*"],
        ["--api", "{0}/api.json", "--allow", "write", "--allow", "things.*", "--deny", "things.get", "--tool", "things.*"],
    ),
    "flags and numbers": (
        ["mcp", "--api", "api.json", "--no-confirm", "--max-calls", "9", "--structured", "--files", "."],
        ["--api", "{0}/api.json", "--no-confirm", "--max-calls", "9", "--files", "{0}", "--structured"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("words", "expected"), ENTRIES.values(), ids=ENTRIES)
def test_the_entry_has_the_options_of_the_server(tmp_path: Path, words: list[str], expected: list[str]) -> None:
    done = run(*words, "--install", "cursor", "--yes", "--name", "shop")
    assert done.exit_code == 0, done.output
    entry = json.loads((tmp_path / ".cursor/mcp.json").read_text())["mcpServers"]["shop"]
    words_behind = entry["args"][entry["args"].index("mcp") + 1 :]  # before it is how Python finds the program
    assert sorted(words_behind) == sorted(word.format(tmp_path) for word in expected)


FROM_VARIABLES: dict[str, tuple[dict[str, str], list[str], list[str]]] = {
    "the description": ({"API": "api.json"}, [], ["--api", "{0}/api.json"]),
    "where it is": (
        {"API": "api.json", "URL": "http://127.0.0.1:9"}, [], ["--api", "{0}/api.json", "--url", "http://127.0.0.1:9"],
    ),
    "a server by its name": ({"API": "api.json", "SERVER": "one"}, [], ["--api", "{0}/api.json", "--server", "one"]),
    "not what the options replace": (
        {"API": "other.json", "URL": "http://127.0.0.1:9"}, ["--api", "api.json", "--url", "http://127.0.0.1:8"],
        ["--api", "{0}/api.json", "--url", "http://127.0.0.1:8"],
    ),
    "not the place that a profile has": (
        {"PROFILE": "work", "API": "other.json", "URL": "http://127.0.0.1:9"}, [], ["--profile", "work"],
    ),
    "nor a profile that is named": ({"PROFILE": "other"}, ["--profile", "work"], ["--profile", "work"]),
}  # fmt: skip


@pytest.mark.parametrize(("variables", "words", "expected"), FROM_VARIABLES.values(), ids=FROM_VARIABLES)
def test_the_entry_has_what_the_variables_select(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], words: list[str], expected: list[str]
) -> None:
    config = Path(os.environ["XDG_CONFIG_HOME"]) / "dynaclient"
    config.mkdir(parents=True)
    file = config / "profiles.json"
    file.write_text(json.dumps({"profiles": {name: {"api": str(tmp_path / "api.json")} for name in ("work", "other")}}))
    file.chmod(0o600)
    for name, value in variables.items():
        monkeypatch.setenv(f"DYNACLIENT_{name}", value)
    done = run("mcp", *words, "--install", "cursor", "--yes", "--name", "shop")
    assert done.exit_code == 0, done.output
    entry = json.loads((tmp_path / ".cursor/mcp.json").read_text())["mcpServers"]["shop"]
    assert entry["args"][entry["args"].index("mcp") + 1 :] == [word.format(tmp_path) for word in expected]


def test_a_variable_with_a_secret_is_not_written_by_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DYNACLIENT_URL", "http://127.0.0.1:9/?key=hunter2")
    done = run("mcp", "--api", "api.json", "--install", "cursor", "--yes")
    assert (done.exit_code, "DYNACLIENT_URL may have a secret in it: pass --url" in done.stderr) == (2, True)
    assert "hunter2" not in done.output
    assert not (tmp_path / ".cursor").exists()


def test_its_name_is_that_of_the_api(tmp_path: Path) -> None:
    assert run("mcp", "--api", "api.json", "--install", "cursor", "--yes").exit_code == 0
    assert list(json.loads((tmp_path / ".cursor/mcp.json").read_text())["mcpServers"]) == ["pet-shop-more"]


def test_print_changes_nothing(tmp_path: Path) -> None:
    done = run("mcp", "--api", "api.json", "--install", "vscode", "--print")
    assert "pet-shop-more" in json.loads(done.stdout)["servers"]
    assert {path.name for path in tmp_path.iterdir()} == {"api.json"}


REFUSED: dict[str, tuple[list[str], str]] = {
    "another host": (["--install", "cursr"], "did you mean cursor?"),
    "HTTP": (["--install", "cursor", "--http", "1"], "omit --http"),
    "names of this machine": (["--install", "cursor", "--host-name", "a"], "omit --http, and what it needs"),
    "a token on the standard input": (["--install", "cursor", "--token-stdin"], "omit --http, and what it needs"),
    "a misspelt pattern": (["--install", "cursor", "--allow", "thngs.*"], "matches no action"),
    "a misspelt tool": (["--install", "cursor", "--tool", "thngs.*"], "did you mean things?"),
    "nobody to ask": (["--install", "cursor"], "pass --yes"),
}  # fmt: skip


@pytest.mark.parametrize(("words", "told"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_an_entry_is_refused(tmp_path: Path, words: list[str], told: str) -> None:
    done = run("mcp", "--api", "api.json", *words)
    assert done.exit_code in (2, 3)
    assert told in done.stderr
    assert {path.name for path in tmp_path.iterdir()} == {"api.json"}
