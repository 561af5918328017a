"""The URL of a description may have a secret in it: no command prints it, or writes it where others read it."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from dynaclient.cli.run.alias import list_aliases
from dynaclient.cli.run.alias_script import Alias, script_of
from dynaclient.runtime.paths import show_source
from tests.cli.conftest import Shell
from tests.support.descriptions import describe
from tests.support.raw_server import RawServer, raw_response

SECRET = "url-secret-1234"
API = describe(auth={"key": {"type": "bearer"}})

SHOWN = {
    "https://a.example/api.json": "https://a.example/api.json",
    "https://a.example/api.json?": "https://a.example/api.json?",
    f"https://a.example/api.json?key={SECRET}#x": "https://a.example/api.json?***",
    f"https://a.example/api.json#{SECRET}": "https://a.example/api.json#***",
    f"HTTPS://user:{SECRET}@a.example/api.json": "HTTPS://***@a.example/api.json",
    f"https://u:{SECRET}@a.example/?{SECRET}@": "https://***@a.example/?***",
    "/home/ann/what?.json": "/home/ann/what?.json",
}


@pytest.mark.parametrize("source", SHOWN)
def test_a_url_is_shown_without_what_may_be_a_secret(source: str) -> None:
    assert show_source(source) == SHOWN[source]


@pytest.fixture
def url() -> Iterator[str]:
    """Yield the URL of a description, with a secret."""
    with RawServer(lambda _: raw_response(json.dumps(API).encode())) as server:
        yield f"{server.url}/api.json?v=1&key={SECRET}"


COMMANDS: dict[str, tuple[list[str], int]] = {
    "doctor": (["doctor", "--url", "http://127.0.0.1:9", "--api", "{url}"], 6),
    "doctor as json": (["doctor", "--url", "http://127.0.0.1:9", "--api", "{url}", "-o", "json"], 6),
    "doctor with a profile": (["--profile", "own", "doctor", "--timeout", "1"], 6),
    "whoami": (["--profile", "own", "whoami"], 0),
    "whoami as json": (["--profile", "own", "whoami", "--json"], 0),
    "whoami with a description": (["whoami", "--api", "{url}"], 0),
    "profiles": (["profiles"], 0),
    "profiles as json": (["profiles", "--json"], 0),
    "another profile": (["--profile", "other", "things.get", "--api", "{url}"], 2),
    "another description": (["--profile", "own", "things.get", "--api", "a.json"], 2),
    "skill": (["skill", "--api", "{url}"], 0),
    "alias": (["alias", "pets", "--folder", ".", "--api", "{url}"], 2),
}


@pytest.mark.parametrize("case", COMMANDS)
def test_no_command_prints_the_secret(shell: Shell, url: str, case: str) -> None:
    for name, source in (("own", url), ("other", url.replace("/api.json", "/other.json"))):
        assert shell("login", "--profile", name, "--api", source, "--token-stdin", stdin="a-token-1").exit_code == 0
    words, code = COMMANDS[case]
    done = shell(*(word.format(url=url) for word in words), DYNACLIENT_API=url if case == "doctor" else "")
    assert (done.exit_code, SECRET in done.output) == (code, False), done.output


def test_the_list_of_aliases_has_no_secret(
    shell: Shell, tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path_factory.mktemp("bin")
    (folder / "pets").write_text(script_of(Alias("pets", f"https://a.example/?{SECRET}"), "/usr/bin/python3", "linux"))
    list_aliases(folder)
    assert capsys.readouterr().out == "pets  https://a.example/?***\n"
