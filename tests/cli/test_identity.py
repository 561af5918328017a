"""`whoami`, `logout`, `profiles`: who one is at which API, why, where that is kept, and what is left of it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dynaclient import load
from dynaclient.cli.bound import bound_program
from dynaclient.mock import MockServer
from tests.cli.conftest import Shell
from tests.support.login_descriptions import BY_ACTION, BY_OAUTH, login_description
from tests.support.raw_server import RawServer, raw_response

PASSWORD = "pw-5e1f"
GRANTS = {f"ann:{PASSWORD}": ["read", "write"], "key-91c": ["read"], "robot:s3cret": ["read"]}


@pytest.fixture
def server() -> Iterator[MockServer]:
    """Yield the API."""
    with MockServer(load(BY_ACTION), grants=GRANTS) as running:
        yield running


@pytest.fixture
def path(shell: Shell, server: MockServer) -> str:
    """Return the description, for which a user has logged in."""
    file = Path("things.json")
    file.write_text(json.dumps(BY_ACTION))
    done = shell("login", "--api", str(file), "--url", server.url, "email=ann", stdin=f"{PASSWORD}\n")
    assert done.exit_code == 0, done.stderr
    return str(file.absolute())


@pytest.fixture
def oauth(shell: Shell) -> Iterator[MockServer]:
    """Yield an API at whose authorization server a user has logged in."""
    Path("oauth.json").write_text(json.dumps(BY_OAUTH))
    with MockServer(load(BY_OAUTH), grants=GRANTS, approve_all=True) as running:
        place = ["--api", "oauth.json", "--url", running.url, "--issuer", running.issuer]
        done = shell("login", *place, "--as", "tv", "--client-id", "cli", "--scope", "read")
        assert done.exit_code == 0, done.stderr
        yield running


def write(shell: Shell, document: Any) -> None:
    """Write the file of profiles."""
    shell.config.mkdir(parents=True, exist_ok=True)
    file = shell.config / "profiles.json"
    file.write_text(json.dumps(document))
    file.chmod(0o600)


# --- whoami ----------------------------------------------------------------------------------------------------------


def test_it_prints_who_where_until_when_and_why(shell: Shell, oauth: MockServer) -> None:
    lines = dict(re.split(r" {2,}", line, maxsplit=1) for line in shell("whoami").stdout.splitlines())
    until, kept = lines.pop("valid until"), lines.pop("kept in")
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d{4} \(in 60 min\)", until)
    assert kept == f"{shell.sessions()[0]} (0600)"
    assert lines == {
        "profile": "oauth", "API": "Things", "description": str(Path("oauth.json").absolute()), "URL": oauth.url,
        "who": "ann", "auth scheme": "oauth", "issuer": oauth.issuer, "logged in by": "tv", "client": "cli",
        "scopes": "read", "refresh token": "file", "because of": f"the default profile of {shell.config}/profiles.json",
    }  # fmt: skip


@pytest.mark.parametrize(("seconds", "left"), [(90, "90 s"), (900, "15 min"), (7200 * 3, "6 h"), (86400 * 9, "9 d")])
def test_the_rest_of_the_time_is_printed_in_one_unit(shell: Shell, seconds: int, left: str) -> None:
    with MockServer(load(BY_OAUTH), approve_all=True, ttl=seconds) as api:
        Path("oauth.json").write_text(json.dumps(BY_OAUTH))
        place = ["--api", "oauth.json", "--url", api.url, "--issuer", api.issuer]
        shell("login", *place, "--as", "tv", "--client-id", "cli")
        assert f"(in {left})" in shell("whoami").stdout


def test_a_token_that_is_over_and_cannot_be_renewed_is_one(shell: Shell) -> None:
    with RawServer(lambda _: raw_response(b'{"token": "t", "lasts": 0, "name": "a"}')) as api:
        Path("things.json").write_text(json.dumps(BY_ACTION))
        shell("login", "--api", "things.json", "--url", api.url, "email=a", stdin="password\n")
        done = shell("whoami")
    assert (done.exit_code, "(over)" in done.stdout) == (3, True)
    assert "— dynaclient login --profile things" in done.stderr


def test_json_has_the_same_and_no_secret(shell: Shell, path: str) -> None:
    token = shell("whoami", "--token").stdout.strip()
    found = json.loads(shell("--profile", "things", "whoami", "--json", DYNACLIENT_TOKEN="key-91c").stdout)
    assert (found["profile"], found["who"], found["because"]) == ("things", "ann", "--profile things")
    assert found["unused"] == ["the environment variable DYNACLIENT_TOKEN"]
    assert not any(secret in json.dumps(found) for secret in (token, "key-91c", PASSWORD))


def test_the_token_alone_is_for_scripts(shell: Shell, path: str, server: MockServer) -> None:
    token = shell("whoami", "--token")
    assert re.fullmatch(r"\S{20,}\n", token.stdout)
    used = shell("--api", path, "things.list", "--url", server.url, DYNACLIENT_TOKEN=token.stdout.strip())
    assert used.exit_code == 0
    server.expire_tokens()
    assert shell("--profile", "things", "things.list").exit_code == 0
    assert shell("whoami", "--token").stdout != token.stdout


def test_a_pair_is_printed_as_one(shell: Shell) -> None:
    api = login_description({"it": {"type": "basic"}})
    Path("basic.json").write_text(json.dumps(api))
    with MockServer(load(api), grants=GRANTS) as running:
        words = ["login", "--api", "basic.json", "--url", running.url, "--token-stdin"]
        shell(*words, stdin="robot:s3cret\n")
        assert shell("whoami", "--token").stdout == "robot:s3cret\n"
        found = shell("whoami").stdout
    assert ("logged in by   token" in found, "who " in found) == (True, False)


def test_a_token_of_the_environment_is_one_too(shell: Shell, path: str, server: MockServer) -> None:
    variables = {"DYNACLIENT_API": path, "DYNACLIENT_URL": server.url, "DYNACLIENT_TOKEN": "key-91c"}
    found = shell("whoami", **variables).stdout
    assert "kept in        the environment variable DYNACLIENT_TOKEN\n" in found
    assert "because of     the environment variable DYNACLIENT_TOKEN\n" in found
    assert ("key-91c" in found, "who            ann" in found) == (False, True)
    assert shell("whoami", "--token", **variables).stdout == "key-91c\n"


@pytest.mark.parametrize("options", [[], ["--token"]], ids=["facts", "token"])
def test_nobody_is_an_error_with_the_command_to_run(shell: Shell, options: list[str]) -> None:
    done = shell("whoami", *options)
    assert done.exit_code == 3
    assert "no token and no profile was chosen — dynaclient login" in done.stderr


def test_a_session_that_has_ended_is_an_error_with_the_command_to_run(
    shell: Shell, path: str, server: MockServer
) -> None:
    server.revoke_tokens()
    done = shell("whoami")
    assert (done.exit_code, "kept in " in done.stdout) == (3, True)
    assert "the session has ended" in done.stderr
    assert "— dynaclient login --profile things" in done.stderr


ANONYMOUS = login_description({"key": {"type": "bearer"}, "other": {"type": "bearer"}})
"""An API with no action that returns who one is."""
STORED, UNSET = {"from": "store"}, {"from": "env", "name": "KEY"}
USABLE: dict[str, tuple[dict[str, Any], int, str]] = {
    "no session": ({"key": STORED}, 3, "no session is stored for 'key' of the profile 'p' — dynaclient login --profile p"),
    "no variable": ({"key": UNSET}, 3, "key of the profile p: the environment variable KEY is not set — set it"),
    "neither": ({"key": STORED, "other": UNSET}, 3, "no session is stored for 'key'"),
    "one of two": ({"key": STORED, "other": {"from": "prompt"}}, 0, ""),
}  # fmt: skip


@pytest.mark.parametrize(("auth", "code", "printed"), USABLE.values(), ids=USABLE)
def test_a_profile_without_a_credential_is_an_error_where_no_action_returns_who(
    shell: Shell, auth: dict[str, Any], code: int, printed: str
) -> None:
    Path("things.json").write_text(json.dumps(ANONYMOUS))
    write(shell, {"profiles": {"p": {"api": str(Path("things.json").absolute()), "auth": auth}}})
    done = shell("--profile", "p", "whoami")
    assert (done.exit_code, printed in done.stderr) == (code, True), done.stderr


def test_a_session_that_is_over_is_an_error_where_no_action_returns_who(shell: Shell) -> None:
    api = {**BY_ACTION, "auth": {name: {**scheme} for name, scheme in BY_ACTION["auth"].items()}}
    for scheme in api["auth"].values():
        scheme.pop("whoami", None)
    Path("things.json").write_text(json.dumps(api))
    with RawServer(lambda _: raw_response(b'{"token": "t", "lasts": 0}')) as server:
        shell("login", "--api", "things.json", "--url", server.url, "email=a", stdin="password\n")
        done = shell("whoami")
    assert (done.exit_code, "(over)" in done.stdout) == (3, True)
    assert "— dynaclient login --profile things" in done.stderr


@pytest.mark.parametrize("data", [b"{}", b'{"name": null}', b'{"name": 7}', b"[]"])
def test_a_response_without_a_name_is_nobody(shell: Shell, data: bytes) -> None:
    with RawServer(lambda received: raw_response(b'{"token": "t"}' if "login" in received.target else data)) as api:
        Path("things.json").write_text(json.dumps(BY_ACTION))
        done = shell("login", "--api", "things.json", "--url", api.url, "email=a", stdin="password\n")
        found = shell("whoami")
    assert (done.exit_code, found.exit_code) == (0, 0)
    assert ("Logged in as 7 at" in done.stderr) is (b"7" in data)


PLACES: dict[str, tuple[dict[str, Any], str]] = {
    "a variable": ({"from": "env", "name": "KEY"}, "kept in        the environment variable KEY"),
    "a file": ({"from": "file", "path": "/k"}, "kept in        the file /k"),
    "a command": ({"from": "command", "command": ["pass", "show"]}, "kept in        the output of pass"),
    "a prompt": ({"from": "prompt"}, "kept in        nothing: it is asked for when it is needed"),
    "a grant": ({"by": "clientCredentials", "client_id": "x", "scopes": ["a", "b"]}, "kept in        obtained by clientCredentials when it is needed\nscopes         a, b"),
    "a session": ({"from": "store"}, "kept in        nowhere: not logged in"),
}  # fmt: skip


MISSING: dict[str, tuple[dict[str, Any], str]] = {
    "a variable that is not set": ({"from": "env", "name": "KEY"}, "missing        session of the profile p: the environment variable KEY is not set — set it"),
    "a secret that is not there": ({"by": "clientCredentials", "client_id": "x", "client_secret": {"from": "file", "path": "/k"}}, "missing        client_secret of the profile p: /k cannot be read"),
}  # fmt: skip


@pytest.mark.parametrize(("source", "printed"), MISSING.values(), ids=MISSING)
def test_a_secret_that_is_not_there_is_reported_without_a_call(
    shell: Shell, source: dict[str, Any], printed: str
) -> None:
    Path("things.json").write_text(json.dumps(BY_ACTION))
    write(shell, {"profiles": {"p": {"api": str(Path("things.json").absolute()), "auth": {"session": source}}}})
    assert printed in shell("--profile", "p", "whoami").stdout


@pytest.mark.parametrize(("source", "printed"), PLACES.values(), ids=PLACES)
def test_each_place_of_a_credential_is_named(shell: Shell, source: dict[str, Any], printed: str) -> None:
    Path("things.json").write_text(json.dumps(BY_ACTION))
    write(shell, {"profiles": {"p": {"api": str(Path("things.json").absolute()), "auth": {"session": source}}}})
    done = shell("--profile", "p", "whoami", "--api", "things.json")
    assert printed in done.stdout
    assert done.exit_code != 0
    listed = shell("profiles").stdout
    assert printed.splitlines()[0][15:] in listed or "session: logged out" in listed


def test_a_credential_and_json_are_two_things(shell: Shell) -> None:
    done = shell("whoami", "--token", "--json")
    assert (done.exit_code, "--token prints the credential alone: omit --json" in done.stderr) == (2, True)


# --- profiles --------------------------------------------------------------------------------------------------------


def test_the_table_has_each_profile(shell: Shell, path: str, server: MockServer) -> None:
    lines = shell("profiles").stdout.splitlines()
    assert lines[0].split() == ["name", "api", "url", "credentials", "default"]
    assert lines[1].split("  ") == ["things", path, server.url, "session: logged in", "yes"]
    shell("logout")
    (found,) = json.loads(shell("profiles", "--json").stdout)
    assert found == {
        "name": "things",
        "api": path,
        "url": server.url,
        "credentials": "session: logged out",
        "default": True,
    }


def test_without_profiles_the_command_that_adds_one_is_printed(shell: Shell) -> None:
    done = shell("profiles")
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", "no profiles; `dynaclient login` adds one\n")


def test_a_package_lists_its_own_profiles(shell: Shell, path: str, server: MockServer) -> None:
    things = bound_program(path, "shop", "1.0")
    assert "no profiles; `shop login` adds one" in shell("profiles", program=things).stderr
    shell("login", "--url", server.url, "email=ann", stdin=f"{PASSWORD}\n", program=things)
    (found,) = json.loads(shell("profiles", "--json", program=things).stdout)
    assert (found["name"], found["api"], found["default"]) == ("shop", "shop", True)
    assert [row["name"] for row in json.loads(shell("profiles", "--json").stdout)] == ["things", "shop"]
    assert "shop: logged out" in shell("logout", program=things).stderr


# --- logout ----------------------------------------------------------------------------------------------------------


def test_it_removes_the_session_and_leaves_the_profile(shell: Shell, path: str) -> None:
    before = shell.profiles()
    assert shell("logout").stderr == "things: logged out (session)\n"
    assert (shell.sessions(), shell.profiles()) == ([], before)
    assert shell("logout").stderr == "things: was not logged in (session)\n"
    done = shell("things.list")
    assert (done.exit_code, "— dynaclient login --profile things" in done.stderr) == (3, True)


def test_a_session_is_revoked_at_its_server_if_that_is_asked_for(shell: Shell, oauth: MockServer) -> None:
    token = shell("whoami", "--token").stdout.strip()
    assert shell("logout", "--revoke").stderr == "oauth: oauth is revoked\noauth: logged out (oauth)\n"
    place = {"DYNACLIENT_API": "oauth.json", "DYNACLIENT_URL": oauth.url}
    assert shell("things.list", **place, DYNACLIENT_TOKEN=token).exit_code == 4


def test_what_no_server_can_revoke_is_removed(shell: Shell, path: str) -> None:
    first, second = shell("logout", "--revoke").stderr.splitlines()
    assert first == "things: no authorization server can revoke session: it ends by itself"
    assert second == "things: logged out (session)"


def test_nothing_is_removed_if_the_server_refuses_to_revoke_it(shell: Shell, oauth: MockServer) -> None:
    oauth.close()
    done = shell("logout", "--revoke")
    assert (done.exit_code, len(shell.sessions())) == (6, 1)


def test_a_scheme_that_is_not_described_any_more_is_removed(shell: Shell, oauth: MockServer) -> None:
    Path("oauth.json").write_text(json.dumps(BY_ACTION))
    done = shell("logout", "--revoke")
    assert "the description has no auth scheme oauth any more, so that it is not revoked" in done.stderr
    assert shell.sessions() == []


def test_nothing_to_revoke_is_nothing_to_remove(shell: Shell, oauth: MockServer) -> None:
    shell("logout")
    assert shell("logout", "--revoke").stderr == "oauth: was not logged in (oauth)\n"


def test_what_is_left_is_printed(shell: Shell, path: str) -> None:
    auth = {"session": {"from": "store"}, "key": {"from": "env", "name": "KEY"}}
    write(shell, {"profiles": {"things": {"api": path, "auth": auth}}, "default": "things"})
    done = shell("logout", DYNACLIENT_TOKEN="t")
    assert done.stderr.splitlines() == [
        "things: logged out (session)",
        "things: key stays as the profile has it: the environment variable KEY",
        "DYNACLIENT_TOKEN is still set: it authenticates what uses no profile",
    ]


def test_all_profiles_are_logged_out_at_once(shell: Shell, path: str, oauth: MockServer) -> None:
    assert len(shell.sessions()) == 2
    assert shell("logout", "--all").stderr == "things: logged out (session)\noauth: logged out (oauth)\n"
    assert shell.sessions() == []


ENDED: dict[str, tuple[list[str], dict[str, str], list[str], int]] = {
    # case → words, variables, profiles that are logged out, exit code
    "the default": ([], {}, ["work"], 0),
    "the description of the default": (["--api", "a.json"], {}, ["work"], 0),
    "the same in the environment": ([], {"DYNACLIENT_API": "a.json"}, ["work"], 0),
    "another description": (["--api", "b.json"], {}, ["b"], 0),
    "another one of the environment": ([], {"DYNACLIENT_API": "b.json"}, ["b"], 0),
    "a description that no profile is for": (["--api", "c.json"], {}, [], 3),
    "the profile of another description": (["--profile", "b", "--api", "a.json"], {}, [], 2),
    "one of the environment": (["--api", "a.json"], {"DYNACLIENT_PROFILE": "b"}, [], 2),
    "all of a description": (["--all", "--api", "b.json"], {}, ["b"], 0),
}


@pytest.mark.parametrize("case", ENDED)
def test_the_session_of_another_description_goes_on(shell: Shell, case: str) -> None:
    for name in "abc":
        Path(f"{name}.json").write_text(json.dumps({**BY_ACTION, "title": name}))
    for words in (["--profile", "work", "--api", "a.json"], ["--api", "b.json"]):
        assert shell("login", *words, "--token-stdin", stdin="a-token-1").exit_code == 0
    words, variables, ended, code = ENDED[case]
    done = shell("logout", *words, **variables)
    assert (done.exit_code, [line for line in done.stderr.splitlines() if "logged out" in line]) == (
        code, [f"{name}: logged out (session)" for name in ended],
    ), done.stderr  # fmt: skip
    assert len(shell.sessions()) == 2 - len(ended)


def test_the_profile_of_a_package_is_revoked_by_its_own_command(shell: Shell, oauth: MockServer) -> None:
    shop = bound_program("oauth.json", "shop", "1.0")
    shell("login", "--url", oauth.url, "--issuer", oauth.issuer, "--as", "tv", "--client-id", "c", program=shop)
    done = shell("logout", "--all", "--revoke")
    assert (done.exit_code, "shop --profile shop COMMAND" in done.stderr) == (3, True)
    assert "shop: oauth is revoked" in shell("logout", "--all", "--revoke", program=shop).stderr
    assert "is of the command shop" in shell("--profile", "shop", "logout").stderr


def test_without_a_default_profile_one_has_to_be_named(shell: Shell) -> None:
    done = shell("logout")
    assert (done.exit_code, "write --profile NAME, or --all" in done.stderr) == (3, True)


@pytest.mark.parametrize(("words", "left"), [([], ["oauth"]), (["--all"], [])])
def test_a_profile_is_removed_only_if_that_is_said(
    shell: Shell, path: str, oauth: MockServer, words: list[str], left: list[str]
) -> None:
    assert sorted(shell.profiles()["profiles"]) == ["oauth", "things"]
    done = shell("--profile", "things", "logout", "--forget", *words)
    assert (done.exit_code, "things: the profile is removed\n" in done.stderr) == (0, True)
    assert list(shell.profiles().get("profiles", {})) == left
    assert "default" not in shell.profiles()
    assert shell("logout", "--forget", "--profile", "things").exit_code == 3


def test_a_secret_that_a_profile_only_names_stays_where_it_is(shell: Shell) -> None:
    write(shell, {"profiles": {"p": {"api": "losant", "auth": {"accessToken": {"from": "env", "name": "KEY"}}}}})
    printed = shell("--profile", "p", "logout", "--forget").stderr
    assert "p: accessToken is not kept here: the environment variable KEY\n" in printed
    assert shell.profiles()["profiles"] == {}
