"""The Tab key in IPython, with and without jedi."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dynaclient import Client
from dynaclient.completion.matcher import match, register
from tests.support.shells import COMPLETED, Shell, shell_in

SETUP = """
from dynaclient import AsyncClient, Client
client = Client(token="x", url="http://127.0.0.1:9")
"""


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    with shell_in(tmp_path_factory.mktemp("ipython")) as started:
        started.run(SETUP)
        yield started


@pytest.mark.parametrize("use_jedi", [True, False])
@pytest.mark.parametrize(("code", "expected"), COMPLETED.items())
def test_ipython_completes(shell: Shell, code: str, expected: list[str], use_jedi: bool) -> None:
    shell.shell.Completer.use_jedi = use_jedi
    assert shell.complete(code) == expected


def test_the_whole_line_is_looked_at(shell: Shell) -> None:
    assert shell.complete('client.devices.get(sortField="na', '", perPage=1)') == ['client.devices.get(sortField="name']


@pytest.mark.parametrize("use_jedi", [True, False])
def test_what_is_not_of_a_client_is_completed_as_always(shell: Shell, use_jedi: bool) -> None:
    shell.shell.Completer.use_jedi = use_jedi
    shell.run("numbers = [1]; own_filter = 'x'")
    assert "numbers.append" in shell.complete("numbers.app")
    assert "client.devices.get(filter=own_filter" in shell.complete("client.devices.get(filter=own_f")


@pytest.mark.parametrize("use_jedi", [True, False])
@pytest.mark.parametrize(
    "code",
    [
        "client.devices.get(filter='",
        "client.devices.post.map([], columns={'",
        "client.devices.post.map([], journal='",
        "client.devices.post.map('",
        "client.find(('",
    ],
)
def test_a_string_that_nothing_is_known_of_is_only_a_file(
    shell: Shell, code: str, use_jedi: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "rows.csv").touch()
    monkeypatch.chdir(tmp_path)
    shell.shell.Completer.use_jedi = use_jedi
    assert shell.complete(code) == [f"{code}rows.csv"]
    assert shell.complete(f"{code}row") == [f"{code}rows.csv"]
    assert shell.complete(f"{code}x") == []


@pytest.mark.parametrize(
    ("code", "expected"),
    [("client.devices.get(filter=own['", "one"), ("client.devices.get(filter=own.get('", "%cd"), ("print('", "%cd")],
)
def test_other_strings_are_completed_as_always(shell: Shell, code: str, expected: str) -> None:
    shell.run("own = {'one': 1}")
    assert f"{code}{expected}" in shell.complete(code)


@pytest.mark.parametrize(
    "code",
    [
        "Client.mock()",
        "Client(token='x').with_options(timeout=3)",
        "AsyncClient(token='x')",
        "__import__('pickle').loads(__import__('pickle').dumps(Client(token='x')))",
    ],
)
def test_any_client_that_is_made_registers_the_matcher_once(shell: Shell, code: str) -> None:
    shell.run("%reload_ext dynaclient\n%unload_ext dynaclient")
    assert shell.shell.Completer.custom_matchers == []
    shell.run(f"other = {code}\nagain = {code}")
    assert shell.shell.Completer.custom_matchers.count(match) == 1
    assert shell.complete("other.devices.get(per") == ["other.devices.get(perPage="]
    if code == "Client.mock()":
        shell.run("other.close(); again.close()")


def test_it_can_be_loaded_and_unloaded(shell: Shell) -> None:
    shell.run("%reload_ext dynaclient\n%unload_ext dynaclient")
    shell.run("import dynaclient; dynaclient.unload_ipython_extension(get_ipython())")
    assert match not in shell.shell.Completer.custom_matchers
    shell.run("%load_ext dynaclient")
    assert match in shell.shell.Completer.custom_matchers


def test_without_ipython_or_with_an_old_one_nothing_is_registered(monkeypatch: pytest.MonkeyPatch) -> None:
    class Old:
        class Completer:
            custom_matchers: list[Any] = []  # noqa: RUF012 - a list that is looked at below

    register()
    register(object())
    monkeypatch.delattr("IPython.core.completer.CompletionContext")
    register(Old())
    assert Old.Completer.custom_matchers == []


def test_a_profile_gives_a_client_that_is_completed(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "profiles.json"
    file.write_text('{"profiles": {"work": {"url": "http://127.0.0.1:9"}}}')
    monkeypatch.setenv("DYNACLIENT_CONFIG", str(file))
    shell.run("own = Client.from_profile('work')")
    assert shell.complete("own.devices.get(per") == ["own.devices.get(perPage="]


@pytest.mark.parametrize(
    "code",
    [
        "bad.things.broken(",
        "bad.things.broken.",
        "bad.call('things.broken', ",
        "bad.call('nothing', ",
        "client.devices.get(filter='\ud800",
    ],
)
def test_nothing_is_raised_while_one_types(
    shell: Shell, code: str, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    shell.shell.push({"bad": Client({"dynaclient": 1, "resources": {"things": {"actions": {"broken": {"x": 1}}}}})})
    with caplog.at_level(logging.DEBUG, "dynaclient"):
        shell.complete(code)
    assert capsys.readouterr() == ("", "")


def test_an_error_is_logged_for_those_who_look_for_it(
    shell: Shell, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> Any:
        raise LookupError("secret")

    monkeypatch.setattr("dynaclient.completion.matcher.candidates", fail)
    with caplog.at_level(logging.DEBUG, "dynaclient"):
        shell.complete("client.dev")
    assert "no completion: LookupError" in caplog.text
    assert "secret" not in caplog.text
