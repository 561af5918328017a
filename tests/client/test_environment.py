"""What the environment says of a client, and what it cannot say."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import dynaclient
from dynaclient import Client, DescriptionError, InvalidCall, Secret
from dynaclient.cli.program import program
from dynaclient.client.environment import API, SERVER, TOKEN, URL, environment, variable
from dynaclient.testing import RecordingTransport
from tests.http.test_sender import Seen
from tests.support.both_clients import backend_kind_fixture, with_both_clients
from tests.support.descriptions import describe

backend_kind = backend_kind_fixture()

AUTH = {"key": {"type": "bearer"}}
BASIC = {"login": {"type": "basic"}}


@pytest.fixture(autouse=True)
def empty(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (TOKEN, URL, SERVER, API):
        monkeypatch.delenv(name, raising=False)


def sent(*given: Any, **options: Any) -> tuple[str, str]:
    """Give where a call of a client from the environment goes, and what it proves itself with."""
    seen = Seen()
    Client.from_env(*given, transport=seen, **options).things.get()
    return seen.requests[0].url, seen.requests[0].headers.get("Authorization", "none")


def test_the_token_the_url_and_the_description_come_from_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "mine.json").write_text(json.dumps(describe(auth=AUTH)))
    monkeypatch.setenv(TOKEN, "abc")
    monkeypatch.setenv(URL, "https://mine.example/v1")
    monkeypatch.setenv(API, str(tmp_path / "mine.json"))
    assert sent() == ("https://mine.example/v1/things", "Bearer abc")


def test_with_nothing_in_it_the_client_is_as_ever() -> None:
    assert Client.from_env().api.title == "Losant"
    assert sent(describe(auth=AUTH)) == ("https://api.example.com/things", "none")


def test_what_is_given_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(TOKEN, "abc")
    monkeypatch.setenv(URL, "https://mine.example")
    monkeypatch.setenv(API, "/no/such/file")
    assert sent(describe(auth=AUTH), token="def", url="https://other.example") == (
        "https://other.example/things",
        "Bearer def",
    )
    assert sent(api=describe(auth=AUTH), token=None, url=None) == ("https://api.example.com/things", "none")


def test_a_patch_is_laid_over_it() -> None:
    patched = Client.from_env(describe(), patch={"title": "Mine"}, transport=RecordingTransport())
    assert patched.api.title == "Mine"


SANDBOX = describe(auth=AUTH, servers={"sandbox": "https://sandbox.example"})


def test_the_server_may_be_chosen_by_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(TOKEN, "abc")
    monkeypatch.setenv(SERVER, "sandbox")
    assert sent(SANDBOX) == ("https://sandbox.example/things", "Bearer abc")
    assert sent(SANDBOX, server=None) == ("https://api.example.com/things", "Bearer abc")
    assert sent(SANDBOX, url="https://other.example")[0] == "https://other.example/things"
    monkeypatch.setenv(URL, "https://mine.example")
    with pytest.raises(InvalidCall, match="choose a server by server=… or by url=…"):
        Client.from_env(SANDBOX)
    assert sent(SANDBOX, server="sandbox")[0] == "https://sandbox.example/things"


@pytest.mark.parametrize("name", [TOKEN, URL, SERVER, API])
def test_an_empty_variable_is_as_good_as_none(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "")
    said = environment()
    assert (said.token, said.url, said.server, said.api) == (None, None, None, None)


def test_user_and_password_are_one_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(TOKEN, "Aladdin:open sesame")
    assert sent(describe(auth=BASIC))[1] == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="  # RFC 7617, section 2


def test_an_api_without_credentials_gets_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(TOKEN, "abc")
    assert sent(describe())[1] == "none"


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        (TOKEN, "a b", "DYNACLIENT_TOKEN (environment variable): a token is"),
        (URL, "ftp://a.b", "DYNACLIENT_URL (environment variable): is not of the form"),
        (SERVER, "none", "DYNACLIENT_SERVER (environment variable): 'none' is not one of"),
    ],
)
def test_what_it_has_is_reported_by_its_name(
    name: str, value: str, problem: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(InvalidCall, match=re.escape(problem)) as caught:
        Client.from_env(describe(auth=AUTH))
    assert (caught.value.__cause__, caught.value.__suppress_context__ or caught.value.__context__ is None) == (
        None,
        True,
    )
    option = {TOKEN: "token", URL: "url", SERVER: "server"}[name]
    with pytest.raises(InvalidCall, match=rf"{option} \(option\): "):
        Client.from_env(describe(auth=AUTH), **{option: value})
    monkeypatch.delenv(name)
    with pytest.raises(InvalidCall, match=rf"{option} \(option\): "):
        Client.from_env(describe(auth=AUTH), **{option: value})
    with pytest.raises(InvalidCall, match=r"timeout \(option\): "):
        Client.from_env(describe(), url="https://a.b", timeout=-1)


@pytest.mark.parametrize(
    ("name", "value", "error"),
    [
        (TOKEN, "hunter2 hunter3", InvalidCall),
        (URL, "https://me:hunter2@a.b", InvalidCall),
        (API, "hunter2", DescriptionError),
    ],
)
def test_what_cannot_be_used_is_refused_without_echo(
    name: str, value: str, error: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(error) as caught:
        Client.from_env(None if name == API else describe(auth=AUTH))
    assert "hunter2" not in str(caught.value)


def test_what_it_says_shows_no_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(TOKEN, "hunter2")
    assert "hunter2" not in repr(environment())
    assert environment().token == Secret("hunter2")


# --- descriptions ----------------------------------------------------------------------------------------------------

SPELLINGS = [
    "$HUNTER",
    "${HUNTER}",
    "{HUNTER}",
    "%HUNTER%",
    "%(HUNTER)s",
    "env:HUNTER",
    "$(echo $HUNTER)",
    "{{ env.HUNTER }}",
    "~",
]


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_no_description_can_have_a_variable_read(spelling: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUNTER", "hunter2")
    monkeypatch.setenv("HOME", "hunter2")
    parameters = {
        "q": {"in": "query", "preset": spelling, "default": spelling, "example": spelling},
        "c": {"in": "cookie", "name": "c", "preset": spelling},
    }
    described = describe(
        {"get": {"method": "GET", "parameters": parameters, "description": spelling}}, title=spelling, headers={"X-Own": spelling},
        auth={"key": {"type": "bearer", "description": spelling}},
    )  # fmt: skip
    seen = Seen()
    client = Client(described, token="abc", transport=seen)
    client.things.get()
    request = seen.requests[0]
    assert "hunter2" not in f"{request.url} {dict(request.headers)} {client!r} {client.things.get.__doc__}"
    assert request.headers["X-Own"] == spelling


def test_its_variables_are_read_in_one_place() -> None:
    package = Path(dynaclient.__file__).parent
    texts = {each.relative_to(package).as_posix(): each.read_text() for each in package.rglob("*.py")}
    readers = {name for name, text in texts.items() if "environ" in text.replace("environment", "")}
    # The others read what all programs read: proxies and certificates; whether colours are wanted; what a shell asks.
    assert readers == {
        "client/environment.py",
        "http/proxies.py",
        "cli/output/console.py",
        "cli/completion/shells.py",
        "cli/__init__.py",
        "render/skeleton.py",  # in the tests of a new package
        "runtime/cache_folder.py",  # where files are kept, by the library and not by a client
        "runtime/user_folders.py",
        "auth/profiles.py",  # which file has the profiles of the user
        "cli/doctor/surroundings.py",  # which variables are set, to list them
        "cli/login/browser.py",  # whether there is a screen
        "cli/run/alias.py",  # which shell the user has
        "cli/run/mcp_hosts.py",  # where agent hosts have their configurations
        "auth/secret_sources.py",  # the variables that a profile of the user names
    }
    # All others use `variable`, but for two docstrings: a program of another name has variables of its own.
    named = {name for name, text in texts.items() if "DYNACLIENT_" in text}
    assert named == {
        "client/environment.py",
        "client/base.py",
        "cli/commands/descriptions.py",
        "cli/commands/importing.py",
        "runtime/cache_folder.py",
        "auth/profiles.py",
    }


NAMES = {
    "dynaclient": "DYNACLIENT_TOKEN",
    "shop": "SHOP_TOKEN",
    "my-shop": "MY_SHOP_TOKEN",
    "my_shop2": "MY_SHOP2_TOKEN",
    "My.Shop": "MY_SHOP_TOKEN",
    "7shop": "_7SHOP_TOKEN",
    "café": "CAF__TOKEN",
}


@pytest.mark.parametrize(("program", "name"), NAMES.items())
def test_the_variables_of_a_program_are_named_after_it(program: str, name: str) -> None:
    assert variable("TOKEN", program) == name


@with_both_clients
def test_a_client_for_a_program_reads_its_variables_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(TOKEN, "abc")
    monkeypatch.setenv(URL, "https://mine.example")
    monkeypatch.setenv("MY_SHOP_URL", "https://shop.example")
    seen = RecordingTransport()
    Client.from_env(describe(auth=AUTH), program="my-shop", transport=seen).things.get()
    monkeypatch.setenv("MY_SHOP_TOKEN", "def")
    Client.from_env(describe(auth=AUTH), program="my-shop", transport=seen).things.get()
    assert [request.url for request in seen.requests] == ["https://shop.example/things"] * 2
    assert ["Authorization" in request.headers for request in seen.requests] == [False, True]


@with_both_clients
@pytest.mark.parametrize(
    ("program", "problem"),
    [
        ("my-shop", "api (option): is left out, so MY_SHOP_TOKEN would be sent to the API of the bundled description"),
        ("my-shop", "write from_env(\"api.json\", program='my-shop'), or set MY_SHOP_API"),
        ("dynaclient-shop", "so DYNACLIENT_SHOP_TOKEN would be sent"),
        ("", "program (option): is not the name of a program"),
        (None, "program (option): is not the name of a program"),
    ],
)
def test_the_token_of_a_program_is_not_for_the_bundled_description(
    program: Any, problem: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("MY_SHOP_TOKEN", "def")
    for options in ({}, {"api": None}, {"patch": {"title": "Mine"}}):
        with pytest.raises(InvalidCall, match=re.escape(problem)):
            Client.from_env(program=program, transport=RecordingTransport(), **options)
    (tmp_path / "mine.json").write_text(json.dumps(describe(auth=AUTH)))
    monkeypatch.setenv("MY_SHOP_API", str(tmp_path / "mine.json"))
    assert sent(program="my-shop") == ("https://api.example.com/things", "Bearer def")
    assert sent(describe(), program="dynaclient")[1] == "none"


# --- the command line ------------------------------------------------------------------------------------------------


def test_the_command_line_reads_the_same(tmp_path: Path) -> None:
    (tmp_path / "mine.json").write_text(json.dumps(describe(auth=AUTH)))
    variables = {API: str(tmp_path / "mine.json"), URL: "https://mine.example", TOKEN: "abc"}
    shown = CliRunner().invoke(program, ["call", "things.get", "--dry-run"], env=variables)
    assert shown.stdout.splitlines()[:2] == ["GET https://mine.example/things", "Authorization: Bearer ***"]


def test_what_stands_on_the_command_line_wins(tmp_path: Path) -> None:
    (tmp_path / "mine.json").write_text(json.dumps(describe()))
    variables = {API: "/no/such/file", URL: "https://mine.example"}
    words = ["call", "--api", str(tmp_path / "mine.json"), "--url", "https://other.example", "things.get", "--dry-run"]
    assert CliRunner().invoke(program, words, env=variables).stdout.startswith("GET https://other.example/things\n")


def test_the_command_line_chooses_a_server(tmp_path: Path) -> None:
    (tmp_path / "mine.json").write_text(json.dumps(SANDBOX))
    words = ["call", "--api", str(tmp_path / "mine.json"), "things.get", "--dry-run"]
    for more, variables in (
        (["--server", "sandbox"], {}),
        (["--server", "sandbox"], {URL: "https://a.b"}),
        ([], {SERVER: "sandbox"}),
    ):
        shown = CliRunner().invoke(program, [*words, *more], env=variables)
        assert shown.stdout.startswith("GET https://sandbox.example/things\n")
    wrong = CliRunner().invoke(program, [*words, "--server", "sandbix"])
    assert (wrong.exit_code, "did you mean sandbox" in wrong.stderr) == (3, True)
    both = CliRunner().invoke(program, [*words, "--server", "sandbox", "--url", "https://a.b"])
    assert "choose a server by --server or by --url, not by both" in both.stderr


def test_the_command_line_sets_the_variables_of_a_server(tmp_path: Path) -> None:
    server = {"url": "{endpoint}/{version}", "variables": {"endpoint": {}, "version": {"default": "v1"}}}
    (tmp_path / "mine.json").write_text(json.dumps(describe(server=server)))
    words = ["call", "--api", str(tmp_path / "mine.json"), "things.get", "--dry-run", "--variable", "version=v2"]
    shown = CliRunner().invoke(program, [*words, "--variable", "endpoint=https://mine.example/a=b"])
    assert shown.stdout.startswith("GET https://mine.example/a=b/v2/things\n")
    missing = CliRunner().invoke(program, words)
    assert (missing.exit_code, "pass --variable NAME=VALUE with it, or --url" in missing.stderr) == (3, True)


def test_a_description_that_is_not_there_is_told() -> None:
    done = CliRunner().invoke(program, ["list"], env={API: "/no/such/file"})
    assert (done.exit_code, "no such file" in done.stderr) == (3, True)
