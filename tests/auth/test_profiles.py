"""Profiles: the file is the user's own, has no secret in it, and is changed as a whole."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from dynaclient import DescriptionError, InvalidCall
from dynaclient.auth import profile_changes
from dynaclient.auth.profile_changes import change_profiles, update_profile
from dynaclient.auth.profile_choice import Variable, choose
from dynaclient.auth.profile_rules import SCHEMA
from dynaclient.auth.profiles import Profile, Profiles, load_profiles, profiles_path

CANARY = "s3cret-c4nary"
WORK: dict[str, Any] = {
    "api": "losant",
    "url": "https://api.losant.com",
    "auth": {"accessToken": {"from": "store", "as": "user", "scopes": ["all.User"]}},
    "defaults": {"applicationId": "575ec8687ae143cd83dc4a97"},
    "issuer": "https://login.example.com",
    "trusted": ["https://login.example.com"],
    "redirect": "http://localhost:8400/callback",
    "store": "keyring",
    "server": "sandbox",
    "description": "My work.",
    "x-note": 1,
}
EVERYTHING: dict[str, Any] = {
    "$schema": "profiles.schema.json",
    "default": "work",
    "x-other": {"kept": [True]},
    "profiles": {
        "work": WORK,
        "ci": {
            "api": "pets.json",
            "auth": {
                "oauth": {
                    "by": "clientCredentials",
                    "issuer": "https://login.example.com",
                    "client_id": "ci",
                    "client_secret": {"from": "env", "name": "PETS_SECRET"},
                    "parameters": {"audience": "https://api.example.com"},
                },
                "login": {
                    "by": "action",
                    "action": "auth.login",
                    "arguments": {"email": "ann@example.com", "password": {"from": "prompt", "text": "Password"}, "n": [1]},
                },
            },
        },
        "vault": {
            "api": "https://api.example.com/openapi.json",
            "auth": {"key": {"from": "command", "command": ["op", "read", "op://x/y"]}, "other": {"from": "file", "path": "~/.key"}},
        },
    },
}  # fmt: skip


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "dynaclient" / "profiles.json"


def save(path: Path, document: Any, mode: int = 0o600) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text(document if isinstance(document, str) else json.dumps(document, indent=2))
    path.chmod(mode)
    return path


def content(path: Path) -> Any:
    return json.loads(path.read_text())


# --- where it is -----------------------------------------------------------------------------------------------------


def test_the_file_is_in_the_folder_of_the_user(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("DYNACLIENT_CONFIG", raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert profiles_path() == tmp_path / "dynaclient" / "profiles.json"


@pytest.mark.parametrize("named", ["/etc/my.json", "~/my.json"])
def test_a_variable_may_name_the_file(monkeypatch: pytest.MonkeyPatch, named: str) -> None:
    monkeypatch.setenv("HOME", "/home/ann")
    monkeypatch.setenv("DYNACLIENT_CONFIG", named)
    assert str(profiles_path()) == named.replace("~", "/home/ann")


@pytest.mark.parametrize("named", ["profiles.json", "./profiles.json", "../x.json", "~ann/x.json"])
def test_no_file_of_the_working_directory_is_read(monkeypatch: pytest.MonkeyPatch, named: str) -> None:
    monkeypatch.setenv("DYNACLIENT_CONFIG", named)
    with pytest.raises(InvalidCall, match="the path in DYNACLIENT_CONFIG is relative — write an absolute path"):
        load_profiles()


def test_without_a_file_there_are_no_profiles(path: Path) -> None:
    profiles = load_profiles(path)
    assert [profiles.default, dict(profiles.by_name), profiles.path] == [None, {}, path]


# --- what is in it ---------------------------------------------------------------------------------------------------


def test_a_profile_has_what_the_file_has(path: Path) -> None:
    found = load_profiles(save(path, EVERYTHING))["work"]
    assert vars(found) == {
        **{key: value for key, value in WORK.items() if key not in ("description", "x-note")},
        "name": "work",
        "api": None,
        "program": None,
        "trusted": ("https://login.example.com",),
    }


def test_an_empty_profile_has_defaults(path: Path) -> None:
    found = load_profiles(save(path, {"profiles": {"a": {}}}))["a"]
    assert vars(found) == vars(Profile("a"))


@pytest.mark.parametrize(
    ("api", "expected"),
    [("pets.json", "{folder}/pets.json"), ("../pets.json", "{folder}/../pets.json"), ("/x/pets.json", "/x/pets.json"),
     ("~/pets.json", "/home/ann/pets.json"), ("HTTPS://x.example/a", "HTTPS://x.example/a"), ("losant", None)],
)  # fmt: skip
def test_a_description_is_found_from_the_folder_of_the_file(
    path: Path, monkeypatch: pytest.MonkeyPatch, api: str, expected: str | None
) -> None:
    monkeypatch.setenv("HOME", "/home/ann")
    found = load_profiles(save(path, {"profiles": {"a": {"api": api}}}))["a"].api
    assert found == (expected and expected.format(folder=path.parent))


@pytest.mark.parametrize(
    ("name", "hint"),
    [("wrok", "did you mean work?"), ("x", "there are: work, ci, vault; `dynaclient login --profile x` adds one")],
)
def test_an_unknown_profile_is_an_error_with_those_there_are(path: Path, name: str, hint: str) -> None:
    with pytest.raises(InvalidCall) as caught:
        _ = load_profiles(save(path, EVERYTHING))[name]
    assert f"there is no profile '{name}'" in str(caught.value)
    assert hint in str(caught.value)


def test_of_no_file_no_profile_can_be_used(path: Path) -> None:
    with pytest.raises(InvalidCall, match=f"there is no profile 'x' — {path} has none yet"):
        _ = load_profiles(path)["x"]


def test_the_schema_is_a_schema_and_allows_what_is_shown() -> None:
    schema = content(SCHEMA)
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(EVERYTHING)


# --- what is wrong with it -------------------------------------------------------------------------------------------

SOURCES = 'name where the secret is: {"from": "env", "name": …}, {"from": "file", "path": …}, {"from": "command", '
ONE = "/profiles/a"
WRONG: list[tuple[Any, str, str]] = [
    ({"auth": {"k": CANARY}}, f"{ONE}/auth/k (line 5)", f"a secret is not written into this file — {SOURCES}"),
    ({"auth": {"k": 7}}, f"{ONE}/auth/k", "a secret is not written into this file"),
    ({"auth": {"k": [CANARY]}}, f"{ONE}/auth/k", "this is not of the type object — name where the secret is"),
    ({"auth": {"k": {}}}, f"{ONE}/auth/k", "the required key `from` is missing — name where the secret is"),
    (
        {"auth": {"k": {"from": CANARY}}},
        f"{ONE}/auth/k/from",
        "not one of the allowed values — use one of: store, env, file",
    ),
    ({"auth": {"k": {"from": "literal", "value": CANARY}}}, f"{ONE}/auth/k/from", "not one of the allowed values"),
    (
        {"auth": {"k": {"from": "env", "nmae": "X"}}},
        f"{ONE}/auth/k/nmae",
        "`nmae` is not a key allowed here — did you mean name?",
    ),
    ({"auth": {"k": {"from": "env", "name": "$X"}}}, f"{ONE}/auth/k/name", "write the name of an environment variable"),
    (
        {"auth": {"k": {"from": "file", "path": "key.txt"}}},
        f"{ONE}/auth/k/path",
        "write an absolute path, or one that begins",
    ),
    (
        {"auth": {"k": {"from": "command", "command": "op read"}}},
        f"{ONE}/auth/k/command",
        "write a list: the name of a program",
    ),
    ({"auth": {"k": {"from": "command", "command": ["./op"]}}}, f"{ONE}/auth/k/command/0", "its name in the path"),
    ({"auth": {"k": {"from": "command", "command": ["bin/op"]}}}, f"{ONE}/auth/k/command/0", "its name in the path"),
    ({"auth": {"k": {"from": "command", "command": []}}}, f"{ONE}/auth/k/command", "write a list"),
    ({"auth": {"k": {"by": "clientCredentials", "client_secret": CANARY}}}, f"{ONE}/auth/k/client_secret", SOURCES),
    ({"auth": {"k": {"by": "implicit"}}}, f"{ONE}/auth/k/by", "use one of: clientCredentials"),
    (
        {"auth": {"k": {"by": "action", "arguments": {"password": CANARY}}}},
        f"{ONE}/auth/k/arguments/password",
        "a secret is not",
    ),
    (
        {"auth": {"k": {"by": "clientCredentials", "parameters": {"api_key": CANARY}}}},
        f"{ONE}/auth/k/parameters/api_key",
        "a secret",
    ),
    ({"defaults": {"apiKey": CANARY}}, f"{ONE}/defaults/apiKey (line 5)", "`auth` has where credentials are from"),
    ({"defaults": {"a": [{"token": CANARY}]}}, f"{ONE}/defaults/a/0/token", "a secret is not written"),
    (
        {"url": f"https://ann:{CANARY}@x.example"},
        f"{ONE}/url",
        "write a URL such as https://api.example.com, without a user",
    ),
    ({"url": f"https://x.example/?key={CANARY}"}, f"{ONE}/url", "this is not allowed here"),
    ({"issuer": "http://login.example.com"}, f"{ONE}/issuer", "write a URL that begins with https://"),
    ({"trusted": "https://x.example"}, f"{ONE}/trusted", "this is not of the type array — see profiles.schema.json"),
    ({"redirect": "https://evil.example/"}, f"{ONE}/redirect", "write a URL of this machine"),
    ({"store": "plain"}, f"{ONE}/store", "use one of: file, keyring"),
    ({"urll": "x"}, f"{ONE}/urll", "did you mean url?"),
]


@pytest.mark.parametrize(("values", "place", "message"), WRONG, ids=[str(place) for _, place, _ in WRONG])
def test_a_problem_has_its_place_and_shows_no_value(path: Path, values: Any, place: str, message: str) -> None:
    with pytest.raises(DescriptionError) as caught:
        load_profiles(save(path, {"profiles": {"a": values}}))
    shown = str(caught.value)
    assert f"{path} has 1 problem:\n  {place}" in shown
    assert message in shown
    assert CANARY not in shown + repr(caught.value.problems)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('{"profiles": {', "/: invalid JSON: expected a name or `}`, but it ends here, column 15"),
        ("[]", "/ (line 1): this is not of the type object"),
        ("default: work", "/ (line 1): invalid JSON"),
        ('{"profiles": {"a": {},\n"a": {}}}', "/profiles/a (line 2): the key `a` is in this object twice"),
        ('{\n"default": "wrok", "profiles": {"work": {}}}', "/default (line 2): there is no profile with this name — did you mean work?"),
        ('{"default": "x"}', "/default (line 1): there is no profile with this name — write the name of one of `profiles`"),
        ('{"profiles": {"a b": {}}}', "/profiles (line 1): this name is not allowed — write a name of letters"),
        ('{"profiles": {"-a": {}}}', "/profiles (line 1): this name is not allowed"),
        ("[" * 100_000, "/: nested more than"),
        ('{"a": 1e999}', "/ (line 1): invalid JSON"),
    ],
)  # fmt: skip
def test_a_file_that_makes_no_sense_is_an_error(path: Path, text: str, problem: str) -> None:
    with pytest.raises(DescriptionError) as caught:
        load_profiles(save(path, text))
    assert problem.replace("/: invalid JSON: exp", "/ (line 1): invalid JSON: exp") in str(caught.value)


def test_a_file_that_is_not_utf_8_is_an_error(path: Path) -> None:
    save(path, "")
    path.write_bytes(b'{"default": "\xff"}')
    with pytest.raises(DescriptionError, match="the file is not UTF-8"):
        load_profiles(path)


def test_a_byte_order_mark_is_ignored(path: Path) -> None:
    save(path, "\ufeff" + json.dumps(EVERYTHING))
    assert load_profiles(path).default == "work"


@pytest.mark.parametrize("mode", [0o620, 0o602, 0o666])
def test_a_file_that_others_can_change_is_refused_with_the_command_to_run(path: Path, mode: int) -> None:
    save(path, EVERYTHING, mode)
    with pytest.raises(InvalidCall, match=f"can be changed by other users of this machine — chmod go-w {path}"):
        load_profiles(path)


def test_a_file_that_others_can_read_is_accepted(path: Path) -> None:
    assert load_profiles(save(path, EVERYTHING, 0o644)).default == "work"


def test_a_file_of_another_user_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save(path, EVERYTHING)
    monkeypatch.setattr("dynaclient.auth.profiles.is_own", lambda _: False)
    monkeypatch.setattr("dynaclient.auth.profiles._ROOT", -1)
    with pytest.raises(InvalidCall, match="belongs to another user"):
        load_profiles(path)


def test_a_file_of_the_administrator_is_accepted(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save(path, EVERYTHING)
    monkeypatch.setattr("dynaclient.auth.profiles.is_own", lambda _: False)
    monkeypatch.setattr("dynaclient.auth.profiles._ROOT", path.stat().st_uid)
    assert load_profiles(path).default == "work"


def test_what_is_not_a_file_is_refused(path: Path) -> None:
    path.mkdir(parents=True)
    with pytest.raises(InvalidCall, match=r"cannot be read: Is a directory|is not a regular file"):
        load_profiles(path)


def test_a_file_has_a_limit(path: Path) -> None:
    save(path, " " * (1024 * 1024 + 1))
    with pytest.raises(InvalidCall, match="is larger than 1024 KiB"):
        load_profiles(path)


# --- changes ---------------------------------------------------------------------------------------------------------


def test_a_change_keeps_all_else(path: Path) -> None:
    save(path, EVERYTHING)
    update_profile(
        "work", {"issuer": "https://other.example", "redirect": None, "auth": {"key": {"from": "store"}}}, path
    )
    found = content(path)
    expected = {**WORK, "issuer": "https://other.example", "auth": {**WORK["auth"], "key": {"from": "store"}}}
    del expected["redirect"]
    assert found == {**EVERYTHING, "profiles": {**EVERYTHING["profiles"], "work": expected}}
    assert list(found) == list(EVERYTHING)


def test_the_first_profile_creates_the_file_and_is_the_default(path: Path) -> None:
    before = os.umask(0)
    try:
        update_profile("work", {"api": "losant", "auth": {"accessToken": {"from": "store"}}}, path)
    finally:
        os.umask(before)
    update_profile("other", {"url": "https://x.example"}, path)
    assert path.read_text() == (
        '{\n  "profiles": {\n    "work": {"api": "losant", "auth": {"accessToken": {"from": "store"}}},\n'
        '    "other": {"url": "https://x.example"}\n  },\n  "default": "work"\n}\n'
    )
    assert [stat.S_IMODE(each.stat().st_mode) for each in (path, path.parent)] == [0o600, 0o700]


def test_nothing_invalid_is_written(path: Path) -> None:
    save(path, EVERYTHING)
    before = path.read_bytes()
    with pytest.raises(DescriptionError, match="a secret is not written into this file"):
        update_profile("work", {"auth": {"accessToken": CANARY}}, path)
    assert [path.read_bytes(), list(path.parent.iterdir())] == [before, [path]]


def test_an_invalid_file_is_not_changed(path: Path) -> None:
    save(path, "{")
    with pytest.raises(DescriptionError):
        update_profile("work", {}, path)
    assert path.read_text() == "{"


def test_a_symbolic_link_to_the_file_stays_one(path: Path) -> None:
    path.parent.mkdir()
    real = save(path.with_name("dotfiles.json"), EVERYTHING)
    path.symlink_to(real)
    update_profile("new", {}, path)
    assert path.is_symlink()
    assert "new" in content(real)["profiles"]


def test_a_change_at_the_same_moment_is_not_lost(path: Path) -> None:
    save(path, EVERYTHING)
    others = iter(["one", "two"])

    def change(document: dict[str, Any]) -> None:
        name = next(others, None)
        if name is not None:
            update_profile(name, {}, path)
        document["profiles"]["mine"] = {}

    change_profiles(change, path)
    assert list(content(path)["profiles"]) == ["work", "ci", "vault", "one", "two", "mine"]


def test_a_file_that_changes_all_the_time_is_an_error(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save(path, EVERYTHING)
    count = 0

    def change(_: dict[str, Any]) -> None:
        nonlocal count
        count += 1
        save(path, {"x-count": count})

    with pytest.raises(InvalidCall, match="is changed by another process all the time"):
        change_profiles(change, path)


def test_a_file_that_cannot_be_written_is_an_error(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(profile_changes, "replace_file", fail)
    with pytest.raises(InvalidCall, match="cannot be written: No space left on device") as caught:
        update_profile("a", {}, path)
    assert caught.value.code == "file-not-written"


def test_the_profile_of_a_package_does_not_become_the_default(path: Path) -> None:
    update_profile("shop", {"program": "shop"}, path)
    assert "default" not in content(path)
    update_profile("mine", {"api": "losant"}, path)
    update_profile("other", {"api": "losant"}, path)
    assert content(path)["default"] == "mine"


def test_the_profile_of_an_alias_has_the_description_too(path: Path) -> None:
    profile = load_profiles(save(path, {"profiles": {"shop": {"program": "shop", "api": "shop.json"}}}))["shop"]
    assert (profile.program, profile.api) == ("shop", str(path.parent / "shop.json"))


# --- which one applies -----------------------------------------------------------------------------------------------

LISTED = Profiles(Path("/c/profiles.json"), "b", {name: Profile(name) for name in "abc"})
OTHER = "the default profile b, which is for another API or URL"
P, T = "the environment variable DYNACLIENT_PROFILE", "the environment variable DYNACLIENT_TOKEN"
CHOICES: list[tuple[dict[str, Any], str | None, bool, str, tuple[str, ...]]] = [
    ({}, "b", False, "the default profile of /c/profiles.json", ()),
    (
        {"is_elsewhere": lambda profile: profile.name == "b"},
        None,
        False,
        "no token and no profile was chosen",
        (OTHER,),
    ),
    ({"token": "t"}, None, True, T, ()),
    ({"profile": "a"}, "a", False, P, ()),
    ({"profile": "a", "token": "t"}, "a", False, P, (T,)),
    ({"option": "c"}, "c", False, "--profile c", ()),
    ({"option": "c", "profile": "a", "token": "t"}, "c", False, "--profile c", (P, T)),
    ({"option": "c", "is_elsewhere": lambda _: True}, "c", False, "--profile c", ()),
    ({"has_token": True}, None, False, "the token that was passed", ()),
    ({"has_token": True, "token": "t"}, None, False, "the token that was passed", (T,)),
    ({"has_token": True, "option": "c", "profile": "a"}, "c", False, "the token that was passed", (P,)),
    ({"has_token": True, "profile": "a"}, "a", False, "the token that was passed", ()),
]


@pytest.mark.parametrize(("given", "name", "has_token", "reason", "unused"), CHOICES)
def test_the_order_is_the_documented_one(
    given: dict[str, Any], name: str | None, has_token: bool, reason: str, unused: tuple[str, ...]
) -> None:
    variables = [Variable(f"DYNACLIENT_{key.upper()}", given.get(key)) for key in ("profile", "token")]
    options = {key: value for key, value in given.items() if key not in ("profile", "token")}
    found = choose(lambda: LISTED, *variables, **options)
    assert [found.profile and found.profile.name, found.token is not None] == [name, has_token]
    assert [found.reason, found.unused] == [reason, unused]


def test_a_token_of_the_environment_needs_no_file() -> None:
    def load() -> Profiles:
        raise AssertionError

    found = choose(load, Variable("P", ""), Variable("T", "token"))
    assert found.token is not None
    assert found.token.reveal() == "token"


def test_without_any_profile_nothing_applies() -> None:
    found = choose(lambda: Profiles(Path()), Variable("P", None), Variable("T", None))
    assert [found.profile, found.token, found.reason] == [None, None, "no token and no profile was chosen"]
