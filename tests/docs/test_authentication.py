"""The examples of the pages on authentication, profiles and tokens, which share one description."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from google.oauth2.credentials import Credentials

import dynaclient
from dynaclient import Client, lint
from dynaclient.auth.kinds import rows
from dynaclient.auth.profile_sources import sources_of
from dynaclient.auth.profiles import load_profiles
from dynaclient.cli.program import COMMANDS, load_command
from dynaclient.mock import MockServer
from tests.support import ROOT
from tests.support.both_clients import backend_kind_fixture, with_both_clients
from tests.support.keys import KEYS, pem_of
from tests.support.pages import Page

backend_kind = backend_kind_fixture()
PAGE, PROFILE_PAGE, TOKEN_PAGE = (
    Page("docs/authentication.md"),
    Page("docs/profiles.md"),
    Page("docs/tokens.md"),
)
(OBTAIN,), (DESCRIPTION, PROFILES) = (map(json.loads, page.blocks("json")) for page in (PAGE, PROFILE_PAGE))
KEY_FILE = {
    "client_email": "robot@example.com", "token_uri": "https://login.example.com/token",
    "private_key": pem_of(KEYS["RSA"]),
}  # fmt: skip


class AzureCredential:
    """What stands for the credential of azure-identity, which would ask a server."""

    def get_token(self, *scopes: str) -> Any:
        """Return a token."""
        assert scopes == ("https://api.example.com/.default",)
        return type("AccessToken", (), {"token": "4f7a", "expires_on": 4_000_000_000})()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with the files of the page, which is the home as well."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.delenv("DYNACLIENT_CONFIG", raising=False)
    (tmp_path / "robot.pem").write_text(KEY_FILE["private_key"])
    (tmp_path / "account.json").write_text(json.dumps(KEY_FILE))
    (tmp_path / "workload.token").write_text("4f7a\n")
    (tmp_path / "config" / "dynaclient").mkdir(parents=True)
    (tmp_path / "config" / "dynaclient" / "profiles.json").write_text(json.dumps(PROFILES))
    return tmp_path


@pytest.fixture
def credentials_of_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """Replace what google-auth and azure-identity find on a machine that has been set up for them."""
    azure = ModuleType("azure.identity")
    azure.DefaultAzureCredential = AzureCredential  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "azure", ModuleType("azure"))
    monkeypatch.setitem(sys.modules, "azure.identity", azure)
    monkeypatch.setattr("google.auth.default", lambda: (Credentials("4f7a"), "project"))  # type: ignore[no-untyped-call]


@with_both_clients
@pytest.mark.usefixtures("home", "credentials_of_others")
def test_its_python_runs_and_prints_what_it_shows(
    backend_kind: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(dynaclient, "Client", Client)  # which is that of the backend
    monkeypatch.setattr(rows, "_added", {})
    names: dict[str, Any] = {}
    shown = []
    for page in (PAGE, PROFILE_PAGE, TOKEN_PAGE):
        for code in page.blocks("python"):
            page.run(code, names)
        shown += [block for block in page.blocks("text") if ": 1 problem" in block]
    assert capsys.readouterr().out == "".join(shown)


def test_its_descriptions_have_no_problems() -> None:
    names: dict[str, Any] = {}
    for code in PAGE.blocks("python")[:1]:
        PAGE.run(code, names)
    scheme = {"type": "bearer", "obtain": OBTAIN}
    assert [
        problem for problem in lint(names["pets"](user=scheme)) if (problem.pointer or "").startswith("/auth")
    ] == []


def test_its_profiles_are_valid(home: Path) -> None:
    profiles = load_profiles()
    assert profiles.default == "work"
    assert [list(sources_of(profile)) for profile in profiles.by_name.values()] == [["accessToken"], ["oauth"], ["key"]]


def test_the_description_of_its_profiles_has_what_they_name() -> None:
    assert lint(DESCRIPTION) == []
    named = {
        name for profile in PROFILES["profiles"].values() for name in profile["auth"] if profile["api"] != "losant"
    }
    assert named == DESCRIPTION["auth"].keys()


def test_its_commands_run(home: Path) -> None:
    (block,) = PROFILE_PAGE.blocks("sh")
    (home / "config" / "dynaclient" / "profiles.json").unlink()
    environment = {**os.environ, "HOME": str(home), "DYNACLIENT_TOKEN": ""}
    with MockServer(ROOT / "api.json", grants={"ann@example.com:correct horse": ["all.User"]}) as server:
        for line in block.replace("http://127.0.0.1:8080", server.url).splitlines():
            command = [sys.executable, "-m", *shlex.split(line)]
            done = subprocess.run(
                command,
                input="correct horse\n",
                capture_output=True,
                check=False,
                text=True,
                timeout=60,
                env=environment,
            )
            assert (done.returncode, "correct horse" in done.stdout + done.stderr) == (0, False), done.stderr
    assert load_profiles().by_name["losant"].auth["accessToken"]["from"] == "store"


def test_its_options_are_those_of_the_commands() -> None:
    section = PROFILE_PAGE.text.partition("## On the command line")[2].partition("\n## ")[0]
    options = {option for name in COMMANDS for one in load_command(name).params for option in one.opts}
    named = set(re.findall(r"--[a-z][a-z-]+", section)) - {"--output", "--grant", "--profile"}
    assert named <= options
