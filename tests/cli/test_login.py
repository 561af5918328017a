"""`login` by an action of the API, and with a token that the user has: what is asked, refused, sent and kept."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dynaclient import load
from dynaclient.auth import profile_changes
from dynaclient.auth.store import Store
from dynaclient.auth.stored_tokens import StoredToken
from dynaclient.cli.bound import bound_program
from dynaclient.mock import MockServer
from dynaclient.runtime.backends import THREADS, run
from tests.cli.conftest import Shell
from tests.support.login_descriptions import BY_ACTION, login_description
from tests.support.raw_server import RawServer, raw_response

PASSWORD = "pw-5e1f"
GRANTS = {f"ann:{PASSWORD}": ["read", "write"], "key": ["read"], f"robot:{PASSWORD}": ["read"]}


def save(description: Any, name: str = "things.json") -> str:
    """Write a description, and return its absolute path."""
    Path(name).write_text(json.dumps(description))
    return str(Path(name).absolute())


@pytest.fixture
def server() -> Iterator[MockServer]:
    """Yield the API."""
    with MockServer(load(BY_ACTION), grants=GRANTS) as running:
        yield running


def stored(profile: str, scheme: str) -> StoredToken | None:
    """Return what is stored for a profile."""
    return run(Store(profile, scheme).read(THREADS, time.monotonic() + 5))


# --- an action -------------------------------------------------------------------------------------------------------


def test_it_takes_the_only_way_and_keeps_the_session(shell: Shell, server: MockServer) -> None:
    path = save(BY_ACTION)
    done = shell("login", "--api", path, "--url", server.url, "email=ann", stdin=f"{PASSWORD}\n")
    assert (done.exit_code, done.stdout) == (0, "")
    assert f"Logged in as ann at {server.url} (profile things, the default from now on)." in done.stderr
    profile = {"api": path, "url": server.url, "auth": {"session": {"from": "store", "as": "user"}}}
    again = shell("login", "--api", path, "--url", server.url, "email=ann", stdin=f"{PASSWORD}\n")
    assert "(profile things).\n" in again.stderr
    assert shell.profiles() == {"default": "things", "profiles": {"things": profile}}


def test_what_was_kept_is_used_by_the_next_command(shell: Shell, server: MockServer) -> None:
    shell("login", "--api", save(BY_ACTION), "--url", server.url, "email=ann", stdin=f"{PASSWORD}\n")
    done = shell("things.list")
    assert (done.exit_code, done.stdout) == (0, "[]\n")
    server.expire_tokens()
    assert shell("things.list").exit_code == 0
    assert [path.stat().st_mode & 0o777 for path in shell.sessions()] == [0o600]


def test_where_it_logs_in_is_printed_first_and_where_it_is_kept_after_success(shell: Shell, server: MockServer) -> None:
    shell.at_a_terminal(PASSWORD)
    done = shell("login", "--api", save(BY_ACTION), "--url", server.url, stdin="ann\n")
    place, asked, *_ = done.stderr.splitlines()
    assert place == f"Logs in at Things, {server.url}"
    assert asked.startswith("email (The address): password: The session goes into /")
    assert PASSWORD not in done.output


def test_a_login_that_fails_goes_nowhere(shell: Shell, server: MockServer) -> None:
    done = shell("login", "--api", save(BY_ACTION), "--url", server.url, "email=ann", stdin="wrong\n")
    assert done.exit_code == 4
    assert "The session goes into" not in done.stderr


def test_a_person_is_asked_again_after_a_mistake(shell: Shell, server: MockServer) -> None:
    shell.at_a_terminal("x", PASSWORD)
    done = shell("login", "--api", save(BY_ACTION), "--url", server.url, "days=2", stdin="ann\nann\n")
    assert "at least 2 characters" in done.stderr
    assert "Logged in as ann" in done.stderr


def test_an_argument_that_no_attempt_can_change_is_an_error_at_once(shell: Shell, server: MockServer) -> None:
    shell.at_a_terminal(PASSWORD, PASSWORD, PASSWORD)
    done = shell("login", "--api", save(BY_ACTION), "--url", server.url, "days=0", "email=ann")
    assert done.exit_code == 3
    assert "user.days (body): 0 is less than the minimum of 1" in done.stderr


def test_a_name_alone_asks_for_what_is_not_required(shell: Shell) -> None:
    with RawServer(lambda _: raw_response(b'{"token": "t"}')) as api:
        save(BY_ACTION)
        words = ["login", "--api", "things.json", "--url", api.url, "email=ann", "code", "days=3"]
        shell(*words, stdin=f"{PASSWORD}\n123456\n")
        sent = json.loads(api.requests[0].body)
    assert sent == {"email": "ann", "password": PASSWORD, "code": "123456", "days": 3}


def test_a_file_of_json_may_have_the_secrets(shell: Shell, server: MockServer) -> None:
    Path("user.json").write_text(json.dumps({"email": "ann", "password": PASSWORD}))
    done = shell("login", "--api", save(BY_ACTION), "--url", server.url, "user:=@user.json")
    assert done.exit_code == 0


def test_a_refused_login_lists_what_else_the_action_takes(shell: Shell, server: MockServer) -> None:
    done = shell("login", "--api", save(BY_ACTION), "--url", server.url, "email=ann", stdin="wrong\n")
    assert done.exit_code == 4
    assert "This login also takes code, days: NAME=VALUE passes one, NAME asks for it." in done.stderr
    assert (shell.profiles(), shell.sessions()) == (None, [])


def test_a_login_that_takes_no_more_lists_nothing(shell: Shell, server: MockServer) -> None:
    words = ["login", "--api", save(BY_ACTION), "--url", server.url, "email=ann", "days=1", "code"]
    done = shell(*words, stdin="wrong\n1\n")
    assert (done.exit_code, "also takes" in done.stderr) == (4, False)


REFUSED: dict[str, tuple[list[str], str, int, str]] = {
    # case → words, standard input, exit code, what is printed
    "a secret": (["password=hunter2", "email=a"], "", 2, "password is secret, and everyone on this machine can read a command line; write password alone"),
    "a secret as JSON": (['password:="hunter2"', "email=a"], "", 2, "password is secret"),
    "a secret inside the body": (['user:={"password": "hunter2"}'], "", 2, "user is secret"),
    "a secret by its path": (["user.password=hunter2"], "", 2, "user.password is secret"),
    "no secret": (["email=a"], "", 2, "password is secret, and the standard input has no line with it"),
    "no argument": ([], "hunter2\n", 2, "email is needed: write email=VALUE"),
    "an unknown name": (["email=a", "hunter2"], "", 2, "word 2 (not shown: it may be a secret) does not have the form NAME=VALUE; it has: email, password, code, days"),
    "a misspelt name": (["passwrod"], "", 2, "does not have the form NAME=VALUE; did you mean password?"),
    "a secret without a name": (["=hunter2"], "", 2, "word 1 (not shown: it may be a secret) does not have the form NAME=VALUE"),
    "a path that is none": (["a..b=hunter2"], "", 2, "a..b: "),
    "an unknown argument": (["pin=1", "email=a"], "hunter2\n", 2, "pin is not an argument of this login; it has: email, password"),
    "a misspelt argument": (["emial=a"], "hunter2\n", 2, "emial is not an argument of this login; did you mean email?"),
    "a value that is not JSON": (["days:=x"], "", 2, "is not valid JSON"),
    "not valid": (["email=a", "days=0"], "hunter2\n", 3, "0 is less than the minimum"),
    "scopes": (["--scope", "read"], "", 2, "--scope is for a login at an authorization server; user is with the action things.login"),
    "a client": (["--client-id", "x"], "", 2, "--client-id is for a login at an authorization server"),
    "another way": (["--as", "device"], "", 2, "--as device: that is not a way to log in; one of: user"),
    "a similar way": (["--as", "usr"], "", 2, "did you mean user?"),
}  # fmt: skip


@pytest.mark.parametrize(("words", "stdin", "code", "printed"), REFUSED.values(), ids=REFUSED)
def test_nothing_is_sent_or_kept_if(
    shell: Shell, server: MockServer, words: list[str], stdin: str, code: int, printed: str
) -> None:
    done = shell("login", "--api", save(BY_ACTION), "--url", server.url, *words, stdin=stdin)
    assert (done.exit_code, printed in done.stderr) == (code, True), done.stderr
    assert "hunter2" not in done.output
    assert (shell.profiles(), shell.sessions(), server.token_requests) == (None, [], 0)


def test_a_closed_standard_input_has_no_line(shell: Shell, server: MockServer, monkeypatch: pytest.MonkeyPatch) -> None:
    from dynaclient.cli.login import prompts

    monkeypatch.setattr("sys.stdin", None)
    assert prompts.is_interactive() is False
    with pytest.raises(Exception, match="the standard input has no line with it"):
        prompts.ask_hidden("password")


@pytest.mark.parametrize("hidden", [[], None], ids=["hidden", "shown"])
def test_the_end_of_the_input_ends_the_login(shell: Shell, server: MockServer, hidden: Any) -> None:
    shell.at_a_terminal()
    stdin = "ann\n" if hidden is not None else ""
    done = shell("login", "--api", save(BY_ACTION), "--url", server.url, stdin=stdin)
    assert (done.exit_code, "the input has ended" in done.stderr) == (2, True)


def test_the_next_login_takes_the_same_way_and_place(shell: Shell, server: MockServer) -> None:
    shell("login", "--api", save(BY_ACTION), "--url", server.url, "email=ann", stdin=f"{PASSWORD}\n")
    before = stored("things", "session")
    done = shell("login", "email=ann", stdin=f"{PASSWORD}\n")
    after = stored("things", "session")
    assert (done.exit_code, before is not None, after is not None) == (0, True, True)
    assert before is not None
    assert after is not None
    assert before.token.value != after.token.value


def test_a_profile_of_another_api_is_not_overwritten(shell: Shell, server: MockServer) -> None:
    shell("login", "--api", save(BY_ACTION), "--url", server.url, "email=ann", stdin=f"{PASSWORD}\n")
    before = shell.profiles()
    done = shell("login", "--profile", "things", "--api", save(BY_ACTION, "others.json"))
    assert done.exit_code == 2
    assert "the profile things is for /" in done.stderr
    assert "its credentials are not sent to another API; omit --api, or choose another profile" in done.stderr
    assert shell.profiles() == before


def test_a_token_of_the_environment_would_hide_the_new_profile(shell: Shell, server: MockServer) -> None:
    words = ["login", "--api", save(BY_ACTION), "--url", server.url, "email=ann"]
    done = shell(*words, stdin=f"{PASSWORD}\n", DYNACLIENT_TOKEN="t")
    hint = (
        "DYNACLIENT_TOKEN is set, and comes before a default profile: write dynaclient --profile things, or unset it."
    )
    assert done.stderr.splitlines()[-1] == hint


def test_patches_are_not_kept_and_that_is_printed(shell: Shell, server: MockServer) -> None:
    save({"title": "Other"}, "patch.json")
    words = ["login", "--api", save(BY_ACTION), "--patch", "patch.json", "--url", server.url, "email=ann"]
    assert (
        "The profile has no patches: pass --patch to other commands as well."
        in shell(*words, stdin=f"{PASSWORD}\n").stderr
    )


def test_an_api_that_does_not_return_who_one_is_has_logged_in(shell: Shell) -> None:
    def respond(received: Any) -> bytes:
        return raw_response(b'{"token": "t"}', status=200 if received.target == "/things/login" else 500)

    with RawServer(respond) as api:
        done = shell("login", "--api", save(BY_ACTION), "--url", api.url, "email=ann", stdin=f"{PASSWORD}\n")
    assert done.exit_code == 0
    assert "The API does not return who you are: things.me: 500" in done.stderr
    assert "Logged in at http://127.0.0.1:" in done.stderr


def test_the_url_of_the_environment_is_that_of_a_new_profile(shell: Shell, server: MockServer) -> None:
    words = ["login", "--profile", "p", "email=ann"]
    variables = {"DYNACLIENT_API": save(BY_ACTION), "DYNACLIENT_URL": server.url}
    assert shell(*words, stdin=f"{PASSWORD}\n", **variables).exit_code == 0
    assert shell.profiles()["profiles"]["p"]["url"] == server.url
    assert shell("things.list", DYNACLIENT_URL="http://127.0.0.1:9").exit_code != 0
    assert shell("--profile", "p", "things.list", DYNACLIENT_URL="http://127.0.0.1:9").exit_code == 0


SCHEMAS: dict[str, tuple[Any, list[str], str]] = {
    # case → schema of the body, words, what is sent
    "what is needed in each case": ({"allOf": [{"properties": {"a": {}}, "required": ["a"]}, True]}, ["a=1"], '{"a":"1"}'),
    "what is not described": ({"required": ["b"]}, ["b=1"], '{"b":"1"}'),
    "alternatives": ({"anyOf": [{"properties": {"c": {}}, "required": ["c"]}, {"properties": {"d": {}}}]}, ["c=1"], '{"c":"1"}'),
    "no members": ({"type": "string"}, ["it=x"], '"x"'),
    "a body like one of its members": ({"properties": {"it": {}, "q": {}}}, ["it.it=1", "it.q=2"], '{"it":"1","q":"2"}'),
}  # fmt: skip


@pytest.mark.parametrize(("schema", "words", "sent"), SCHEMAS.values(), ids=SCHEMAS)
def test_each_schema_of_a_body_has_a_form(shell: Shell, schema: Any, words: list[str], sent: str) -> None:
    api = json.loads(json.dumps(BY_ACTION))
    parameters = {"it": {"in": "body", "required": True, "schema": schema}, "q": {"in": "query", "required": True}}
    api["resources"]["things"]["actions"]["login"]["parameters"] = parameters
    with RawServer(lambda _: raw_response(b'{"token": "t"}')) as server:
        refused = shell("login", "--api", save(api), "--url", server.url, *words[:1], stdin="")
        assert (refused.exit_code, server.requests) == (2, [])
        shell("login", "--api", save(api), "--url", server.url, *words, "q=5")
        assert (server.requests[0].body.decode(), server.requests[0].target) == (sent, "/things/login?q=5")


def test_what_the_description_passes_is_not_asked_for(shell: Shell) -> None:
    api = json.loads(json.dumps(BY_ACTION))
    api["auth"]["session"]["obtain"]["user"]["arguments"] = {"email": "preset@example.com"}
    with RawServer(lambda _: raw_response(b'{"token": "t"}')) as server:
        assert shell("login", "--api", save(api), "--url", server.url, stdin=f"{PASSWORD}\n").exit_code == 0
        assert json.loads(server.requests[0].body) == {"email": "preset@example.com", "password": PASSWORD}


# --- which way -------------------------------------------------------------------------------------------------------

TWO_WAYS = login_description({
    "session": {"type": "bearer", "obtain": {
        "user": {"by": "action", "action": "things.login", "token": "/token", "description": "A user."},
        "usual": {"by": "action", "action": "things.login", "token": "/token"},
    }},
    "other": {"type": "bearer", "obtain": {"user": {"by": "action", "action": "things.login", "token": "/token"}}},
    "aws": {"type": "mutualTLS"},
    "own": {"type": "x-own"},
})  # fmt: skip


def test_several_ways_are_listed_and_none_is_taken(shell: Shell) -> None:
    done = shell("login", "--api", save(TWO_WAYS))
    assert done.exit_code == 2
    assert done.stderr.splitlines()[-4:] == [
        "Error: there are several ways to log in: choose one with --as",
        "  session.user  A user.",
        "  usual         with the action things.login",
        "  other.user    with the action things.login",
    ]


def test_a_person_chooses_one_of_several(shell: Shell, server: MockServer) -> None:
    shell.at_a_terminal(PASSWORD)
    done = shell("login", "--api", save(TWO_WAYS), "--url", server.url, "email=ann", stdin="s\n")
    assert "There are several ways to log in:" in done.stderr
    assert "write one of" not in done.stderr
    assert shell.profiles()["profiles"]["things"]["auth"] == {"session": {"from": "store", "as": "user"}}


@pytest.mark.parametrize("typed", ["", "x", "session.usr"])
def test_a_choice_that_is_none_is_asked_for_again(shell: Shell, server: MockServer, typed: str) -> None:
    shell.at_a_terminal(PASSWORD)
    done = shell("login", "--api", save(TWO_WAYS), "--url", server.url, "email=ann", stdin=f"{typed}\nother.user\n")
    assert "write one of: session.user, usual, other.user" in done.stderr
    assert "other" in shell.profiles()["profiles"]["things"]["auth"]


def test_a_name_of_several_ways_has_to_be_complete(shell: Shell) -> None:
    done = shell("login", "--api", save(TWO_WAYS), "--as", "user")
    assert (done.exit_code, "write one of: session.user, other.user" in done.stderr) == (2, True)


def test_a_description_without_auth_has_no_way(shell: Shell) -> None:
    done = shell("login", "--api", save(login_description({}) | {"auth": {}}))
    assert done.exit_code != 0
    done = shell("login", "--api", save({**BY_ACTION, "auth": {"cert": {"type": "mutualTLS"}}}))
    assert done.exit_code in (2, 3)


# --- another origin --------------------------------------------------------------------------------------------------


def test_a_login_at_another_server_is_confirmed_by_a_person(shell: Shell, server: MockServer) -> None:
    api = json.loads(json.dumps(BY_ACTION))
    api["resources"]["things"]["actions"]["login"]["server"] = server.url
    path = save(api)
    refused = shell("login", "--api", path, "email=ann", stdin=f"{PASSWORD}\n")
    assert (refused.exit_code, server.token_requests) == (2, 0)
    assert f"asks to log in at {server.url}; the API is at https://api.example.com." in refused.stderr
    shell.at_a_terminal(PASSWORD)
    denied = shell("login", "--api", path, "email=ann", stdin="\n")
    assert (denied.exit_code, server.token_requests) == (2, 0)
    assert "nothing was sent: the login was not confirmed" in denied.stderr
    shell("login", "--api", path, "email=ann", stdin="y\n")
    assert server.token_requests == 1
    assert shell.profiles()["profiles"]["things"]["trusted"] == [server.url]
    shell.typed[:] = [PASSWORD]
    assert "Go on?" not in shell("login", "--api", path, "email=ann").stderr


# --- a token that the user has ---------------------------------------------------------------------------------------


def _jwt(seconds: float) -> str:
    claims = base64.urlsafe_b64encode(json.dumps({"exp": time.time() + seconds}).encode()).rstrip(b"=").decode()
    return f"e30.{claims}.c2ln"


KINDS: dict[str, tuple[dict[str, Any], str, list[str]]] = {
    "bearer": ({"type": "bearer"}, "key", ["--token-stdin"]),
    "a key": ({"type": "apiKey", "in": "header", "name": "X-Key"}, "key", []),
    "a pair": ({"type": "basic"}, f"robot:{PASSWORD}", ["--token-stdin"]),
}


@pytest.mark.parametrize(("scheme", "token", "options"), KINDS.values(), ids=KINDS)
def test_a_token_of_the_standard_input_is_kept(
    shell: Shell, scheme: dict[str, Any], token: str, options: list[str]
) -> None:
    api = login_description({"it": scheme})
    with MockServer(load(api), grants=GRANTS) as server:
        done = shell("login", "--api", save(api), "--url", server.url, *options, stdin=f"{token}\n")
        assert (done.exit_code, shell("things.list").exit_code) == (0, 0)
    assert shell.profiles()["profiles"]["things"]["auth"] == {"it": {"from": "store"}}


def test_a_pair_is_typed_in_two_parts(shell: Shell) -> None:
    shell.at_a_terminal(PASSWORD)
    api = login_description({"it": {"type": "basic"}})
    with MockServer(load(api), grants=GRANTS) as server:
        assert shell("login", "--api", save(api), "--url", server.url, stdin="robot\n").exit_code == 0
        assert shell("things.list").exit_code == 0


def test_a_token_takes_the_place_of_a_login_if_it_is_passed(shell: Shell, server: MockServer) -> None:
    done = shell("login", "--api", save(BY_ACTION), "--url", server.url, "--token-stdin", stdin="key\n")
    assert done.exit_code == 0
    assert shell("things.list").exit_code == 0


def test_the_end_of_a_jwt_is_known(shell: Shell, server: MockServer) -> None:
    shell("login", "--api", save(BY_ACTION), "--url", server.url, "--token-stdin", stdin=_jwt(3600))
    found = stored("things", "session")
    assert found is not None
    assert found.expires == pytest.approx(time.time() + 3600, abs=60)


def test_a_token_that_cannot_be_sent_is_refused(shell: Shell, server: MockServer) -> None:
    done = shell("login", "--api", save(BY_ACTION), "--url", server.url, "--token-stdin", stdin="a b\n")
    assert (done.exit_code, shell.sessions()) == (3, [])
    assert "a token is a string of visible ASCII characters" in done.stderr


TYPED: dict[str, tuple[str, int, str]] = {
    # case → what is typed at the prompt, exit code, what is printed
    "nothing": ("", 2, "Error: Token for session: nothing was entered\n"),
    "two words": ("a b", 3, "  Token for session (login): a token is a string of visible ASCII characters, without spaces or line breaks — this one has white space inside: pass the token alone, without a word or a name beside it"),
    "a space at the end": ("key ", 3, "without spaces or line breaks — remove white space at its ends\n"),
    "a word before it": ("Bearer key", 3, "pass the token without the word Bearer"),
}  # fmt: skip


@pytest.mark.parametrize(("typed", "code", "printed"), TYPED.values(), ids=TYPED)
def test_what_is_wrong_with_a_token_names_the_prompt(shell: Shell, typed: str, code: int, printed: str) -> None:
    shell.at_a_terminal(typed)
    done = shell("login", "--api", save(login_description({"session": {"type": "bearer"}})))
    assert (done.exit_code, printed in done.stderr) == (code, True), done.stderr
    assert "DYNACLIENT_TOKEN" not in done.stderr


@pytest.mark.parametrize(
    ("word", "printed"),
    [
        ("email=hunter2", "omit email"),
        ("password:=hunter2", "omit password"),
        ("hunter2", "omit word 1 (not shown: it may be a secret)"),
        ("=hunter2", "omit word 1 (not shown: it may be a secret)"),
        ("aHVudGVyMg==", "omit word 1 (not shown: it may be a secret)"),
    ],
)
def test_a_token_takes_no_arguments(shell: Shell, server: MockServer, word: str, printed: str) -> None:
    done = shell("login", "--api", save(BY_ACTION), "--token-stdin", word, stdin="key\n")
    assert (done.exit_code, f"token takes no arguments: {printed}\n" in done.stderr) == (2, True), done.stderr
    assert "hunter2" not in done.output


def test_an_empty_standard_input_has_no_token(shell: Shell) -> None:
    done = shell("login", "--api", save(BY_ACTION), "--token-stdin")
    assert (done.exit_code, "no token on the standard input" in done.stderr) == (2, True)


# --- the names of profiles -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("api", "name"),
    [("Pet Shop (1).json", "pet-shop-1"), ("https://api.example.com/v1/openapi.json", "api-example-com")],
)
def test_a_profile_is_called_like_its_description(api: str, name: str) -> None:
    from dynaclient.cli.arguments.connection import Source
    from dynaclient.cli.login.plan import name_for

    assert name_for(Source(api), None) == (name, api)


NO_NAMES: dict[str, tuple[list[str], dict[str, str], str]] = {
    # case → words, variables, what is printed
    "a space": (["--profile", "my prof"], {}, "--profile: 'my prof' is not the name of a profile; write a name of"),
    "a folder": (["--profile", "../x"], {}, "--profile: '../x' is not"),
    "a quote": (["--profile", "it's"], {}, '--profile: "it\'s" is not'),
    "nothing": (["--profile", ""], {}, "the name is empty; write one, or omit the option"),
    "a variable": ([], {"DYNACLIENT_PROFILE": "my prof"}, "DYNACLIENT_PROFILE: 'my prof' is not the name"),
}


@pytest.mark.parametrize(("words", "variables", "printed"), NO_NAMES.values(), ids=NO_NAMES)
def test_what_cannot_be_the_name_of_a_profile_is_refused_before_a_secret_is_read(
    shell: Shell, server: MockServer, words: list[str], variables: dict[str, str], printed: str
) -> None:
    command = ["login", "--api", save(BY_ACTION), "--url", server.url, *words]
    done = shell(*command, "email=ann", stdin=f"{PASSWORD}\n", **variables)
    assert (done.exit_code, printed in done.stderr) == (2, True), done.stderr
    assert "Logs in at" not in done.stderr
    assert (shell.profiles(), shell.sessions(), server.token_requests) == (None, [], 0)


def test_a_session_that_no_profile_names_is_not_kept(
    shell: Shell, server: MockServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(profile_changes, "replace_file", fail)
    done = shell("login", "--api", save(BY_ACTION), "--url", server.url, "--token-stdin", stdin="key\n")
    assert (done.exit_code, "profiles.json cannot be written" in done.stderr) == (7, True)
    assert (shell.profiles(), shell.sessions(), "The session goes" in done.stderr) == (None, [], False)


def test_a_description_without_a_name_needs_one_for_the_profile(shell: Shell) -> None:
    done = shell("login", "--api", save(BY_ACTION, "ü.json"))
    assert (done.exit_code, "name the profile for" in done.stderr) == (2, True)


def test_the_bundled_description_has_its_own_name(shell: Shell, server: MockServer) -> None:
    api = load()
    with MockServer(api, grants={"ann@example.com:12345678": ["all.User"]}) as running:
        done = shell("login", "--as", "user", "--url", running.url, "email=ann@example.com", stdin="12345678\n")
        assert done.stderr.startswith(f"Logs in at Losant, {running.url}\n")
    assert "losant-accesstoken-" in done.stderr


# --- the command of a package ----------------------------------------------------------------------------------------


def test_a_package_has_profiles_of_its_own(shell: Shell, server: MockServer) -> None:
    things = bound_program(save(BY_ACTION), "things", "1.0")
    done = shell("login", "--url", server.url, "email=ann", stdin=f"{PASSWORD}\n", program=things)
    assert "Logged in as ann" in done.stderr
    profile = {"program": "things", "url": server.url, "auth": {"session": {"from": "store", "as": "user"}}}
    assert shell.profiles() == {"profiles": {"things": profile}}
    assert shell("things.list", program=things).exit_code == 0
    shell("login", "--profile", "second", "email=ann", stdin=f"{PASSWORD}\n", THINGS_URL=server.url, program=things)
    assert shell("--profile", "second", "things.list", program=things).exit_code == 0
    assert shell("things.list", program=things, THINGS_PROFILE="second").exit_code == 0
    assert shell("whoami", "--token", program=things).exit_code == 0


def test_no_other_program_uses_the_profile_of_a_package(shell: Shell, server: MockServer) -> None:
    path = save(BY_ACTION)
    things = bound_program(path, "things", "1.0")
    shell("login", "--url", server.url, "email=ann", stdin=f"{PASSWORD}\n", program=things)
    other = shell("--profile", "things", "--api", path, "things.list")
    assert (other.exit_code, "things --profile things COMMAND" in other.stderr) == (3, True)
    shell("login", "--profile", "mine", "--api", path, "--url", server.url, "email=ann", stdin=f"{PASSWORD}\n")
    mine = shell("--profile", "mine", "things.list", program=things)
    assert (
        mine.exit_code,
        "and not for things — log in with another one (things login --profile NAME)" in mine.stderr,
    ) == (3, True)
    assert shell("things.list", program=things).exit_code == 0


BOUND = {"an alias": ("a.json", True), "another alias": ("b.json", True), "a package": ("a.json", False)}
"""Program of the same name → its description, and whether it is an alias."""


@pytest.mark.parametrize("other", BOUND)
@pytest.mark.parametrize("owner", BOUND)
def test_a_session_is_for_one_of_the_programs_of_the_same_name(shell: Shell, owner: str, other: str) -> None:
    programs = {
        name: bound_program(save(BY_ACTION, file), "things", None, is_alias=is_alias)
        for name, (file, is_alias) in BOUND.items()
    }
    is_own = owner == other
    first = shell("login", "--token-stdin", stdin="token-of-owner", program=programs[owner])
    assert (first.exit_code, "Logged in" in first.stderr or "is stored" in first.stderr) == (0, True), first.stderr
    sent = shell("things.list", "--dry-run", "-v", program=programs[other])
    assert ("uthorization" in sent.output) == is_own, sent.output
    for words in (["--profile", "things", "things.list", "--dry-run"], ["login", "--token-stdin"]):
        done = shell(*words, stdin="token-of-other", program=programs[other])
        refused = "the profile things is for" in done.stderr and "choose another one with --profile" in done.stderr
        assert (done.exit_code, refused) == ((0, False) if is_own else (2, True)), done.stderr
    again = shell("login", "--profile", "mine", "--token-stdin", stdin="token-of-other", program=programs[other])
    assert again.exit_code == 0
    assert shell("--profile", "mine", "things.list", "--dry-run", program=programs[other]).exit_code == 0


def test_an_alias_uses_the_session_of_dynaclient_for_its_description(shell: Shell, server: MockServer) -> None:
    path = save(BY_ACTION)
    shell("login", "--api", "things.json", "--url", server.url, "email=ann", stdin=f"{PASSWORD}\n")
    things, second = (bound_program(path, name, None, is_alias=True) for name in ("things", "second"))
    assert shell("whoami", program=things).exit_code == 0
    again = shell("login", "email=ann", stdin=f"{PASSWORD}\n", program=things)
    assert (again.exit_code, list(shell.profiles()["profiles"])) == (0, ["things"]), again.stderr
    assert shell("--profile", "things", "things.list", program=second).exit_code == 0
    assert "session: logged in" in shell("profiles", program=second).stdout
    assert shell("logout", "--forget", program=things).exit_code == 0


def test_an_alias_names_the_login_that_works_where_the_profile_is_for_another_description(
    shell: Shell, server: MockServer
) -> None:
    save(BY_ACTION)
    shell("login", "--api", "things.json", "--url", server.url, "email=ann", stdin=f"{PASSWORD}\n")
    things = bound_program(save(BY_ACTION, "other.json"), "things", None, is_alias=True)
    refused = shell("login", program=things)
    advice = "(things login --profile NAME), or use it there: dynaclient --profile things COMMAND"
    assert (refused.exit_code, advice in refused.stderr) == (3, True), refused.stderr


def test_the_session_of_a_package_that_has_ended_names_its_own_command(shell: Shell, server: MockServer) -> None:
    things = bound_program(save(BY_ACTION), "things", "1.0")
    shell("login", "--url", server.url, "email=ann", stdin=f"{PASSWORD}\n", program=things)
    server.revoke_tokens()
    done = shell("things.list", program=things)
    assert (done.exit_code, "— things login --profile things" in done.stderr) == (3, True)
