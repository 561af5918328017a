"""Which profile and which token apply to a command: in one order, everywhere that calls are made."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from dynaclient.cli.bound import bound_program
from dynaclient.cli.completion import shells  # noqa: F401 - registers completion with click
from tests.cli.conftest import Recorder, Shell
from tests.support.descriptions import action, describe, query
from tests.support.raw_server import RawServer, raw_response

API = describe(
    {"get": action({"n": query({"type": "string"})}), "put": {"method": "PUT"}}, auth={"key": {"type": "bearer"}}
)
HEAVY = (
    "sqlite3",
    "webbrowser",
    "http.server",
    "getpass",
    "keyring",
    "jwt",
    "cryptography",
    "botocore",
    "dynaclient.cli.login",
)


@pytest.fixture
def profiles(shell: Shell, recorder: Recorder) -> Shell:
    """Return the program, with profiles whose credentials are in the environment, one of them the default."""
    Path("a.json").write_text(json.dumps(API))
    Path("b.json").write_text(json.dumps({**API, "title": "B"}))
    named = {
        name: {
            "api": str(Path(f"{name[0]}.json").absolute()), "url": f"{recorder.url}/{name}",
            "auth": {"key": {"from": "env", "name": f"KEY_{name.upper()}"}},
        }
        for name in ("a", "a2", "b")
    }  # fmt: skip
    named["a2"]["defaults"] = {"n": "of-the-profile"}
    named["b"]["auth"] = {}
    save(shell, {"default": "a", "profiles": named})
    return shell


def save(shell: Shell, document: Any) -> None:
    """Write the file of profiles."""
    shell.config.mkdir(parents=True, exist_ok=True)
    (shell.config / "profiles.json").write_text(json.dumps(document))
    (shell.config / "profiles.json").chmod(0o600)


KEYS = {"KEY_A": "token-a", "KEY_A2": "token-a2"}
ENV = {"DYNACLIENT_TOKEN": "token-env", "DYNACLIENT_API": "a.json"}
ORDER: dict[str, tuple[list[str], dict[str, str], str | None, str | None]] = {
    # case → words, variables, token that is sent, path of the URL before that of the action
    "the default profile": (["things.get"], {}, "token-a", "/a"),
    "a token of the environment before it": (["things.get", "--url", "{url}/x"], ENV, "token-env", "/x"),
    "a profile of the environment before that": (["things.get"], {**ENV, "DYNACLIENT_PROFILE": "a2"}, "token-a2", "/a2"),
    "the option before that": (["--profile", "a2", "things.get"], {**ENV, "DYNACLIENT_PROFILE": "a"}, "token-a2", "/a2"),
    "a token that is passed before all": (["--profile", "a2", "things.get", "--token-stdin"], ENV, "token-stdin", "/a2"),
    "a token that is passed to the default": (["things.get", "--token-stdin"], {}, "token-stdin", "/a"),
    "another url is not that of the default": (["things.get", "--url", "{url}/x"], {}, None, "/x"),
    "the same url is": (["things.get", "--url", "{url}/a/"], {}, "token-a", "/a"),
    "another url of a named profile": (["--profile", "a", "things.get", "--url", "{url}/x"], {}, "token-a", "/x"),
    "another api is not that of the default": (["--api", "b.json", "things.get", "--url", "{url}/x"], {}, None, "/x"),
    "the same api is": (["--api", "a.json", "things.get"], {}, "token-a", "/a"),
    "another api of the environment": (["things.get", "--url", "{url}/x"], {"DYNACLIENT_API": "b.json"}, None, "/x"),
    "the same api of the environment": (["things.get"], {"DYNACLIENT_API": "a.json"}, "token-a", "/a"),
    "an api before a profile of the environment": (["--api", "b.json", "things.get", "--url", "{url}/x"], {"DYNACLIENT_PROFILE": "a"}, None, "/x"),
    "a profile before the url of the environment": (["--profile", "a", "things.get"], {"DYNACLIENT_URL": "{url}/x"}, "token-a", "/a"),
    "a url of the environment before the default": (["things.get"], {"DYNACLIENT_URL": "{url}/x"}, None, "/x"),
    "a profile without credentials": (["--profile", "b", "things.get"], ENV, None, "/b"),
    "the command call": (["call", "--profile", "a2", "things.get"], {}, "token-a2", "/a2"),
    "the command map": (["map", "--profile", "a2", "things.get", "-"], {}, "token-a2", "/a2"),
    "a resource": (["--profile", "a2", "things", "get"], {}, "token-a2", "/a2"),
}  # fmt: skip


@pytest.mark.parametrize(("words", "variables", "token", "path"), ORDER.values(), ids=ORDER)
def test_one_order_holds_everywhere(
    profiles: Shell, recorder: Recorder, words: list[str], variables: dict[str, str], token: str | None, path: str
) -> None:
    filled = [word.replace("{url}", recorder.url) for word in words]
    environment = {name: value.replace("{url}", recorder.url) for name, value in variables.items()}
    stdin = "{}\n" if words[0] == "map" else "token-stdin\n"
    done = profiles(*filled, stdin=stdin, **KEYS, **environment)
    assert done.exit_code == 0, done.stderr
    head = recorder.requests[0].decode()
    assert head.startswith(f"GET {path}/things")
    assert (f"Authorization: Bearer {token}\r\n" in head) is (token is not None)
    assert ("Authorization" in head) is (token is not None)


def test_the_default_profile_applies_to_no_other_server(profiles: Shell) -> None:
    api = {**API, "servers": {"sandbox": {"url": "https://sandbox.example.com"}}}
    Path("a.json").write_text(json.dumps(api))
    shown = profiles("things.get", "--server", "sandbox", "--dry-run").stdout
    assert shown.startswith("GET https://sandbox.example.com/things\n")
    assert "Authorization" not in shown


def test_defaults_of_a_profile_are_passed_and_may_be_overridden(profiles: Shell, recorder: Recorder) -> None:
    profiles("--profile", "a2", "things.get", **KEYS)
    profiles("--profile", "a2", "things.get", "n=own", **KEYS)
    profiles("--profile", "a2", "things.put", **KEYS)
    assert [head.split()[1] for head in recorder.requests] == [
        b"/a2/things?n=of-the-profile", b"/a2/things?n=own", b"/a2/things",
    ]  # fmt: skip


def test_a_mock_server_needs_no_credential_of_the_profile(profiles: Shell) -> None:
    assert profiles("--profile", "a2", "things.get", "--mock").exit_code == 0


def test_the_description_is_that_of_the_profile(profiles: Shell) -> None:
    assert "things.get" in profiles("list").stdout
    assert "things.get" in profiles("list", "--profile", "b").stdout
    assert "Resources of B" in profiles("--profile", "b", "--help").stdout
    assert "things.get" not in profiles("list", DYNACLIENT_TOKEN="x").stdout


# --- dry runs --------------------------------------------------------------------------------------------------------


def test_a_dry_run_reads_no_credential(profiles: Shell, recorder: Recorder) -> None:
    done = profiles("--profile", "a2", "things.get", "--dry-run")
    assert done.stdout.startswith(f"GET {recorder.url}/a2/things?n=of-the-profile\n")
    assert "Authorization: Bearer ***" in done.stdout
    assert recorder.requests == []


def test_curl_reads_the_credential_from_a_command(profiles: Shell) -> None:
    done = profiles("--profile", "a", "things.get", "--curl")
    assert '--header "Authorization: Bearer $DYNACLIENT_TOKEN"' in done.stdout
    hint = 'the credential of the profile is put there by: export DYNACLIENT_TOKEN="$(dynaclient --profile a whoami --token)"'
    assert hint in done.stderr
    assert "is put there by" not in profiles("--profile", "b", "things.get", "--curl").stderr


def test_a_dry_run_shows_a_scheme_that_is_not_described(profiles: Shell) -> None:
    document = json.loads((profiles.config / "profiles.json").read_text())
    document["profiles"]["b"]["auth"] = {"kye": {"from": "env", "name": "K"}}
    save(profiles, document)
    done = profiles("--profile", "b", "things.get", "--dry-run")
    assert (done.exit_code, "'kye' is not an auth scheme of the description" in done.stderr) == (3, True)


def test_a_description_may_be_a_url(profiles: Shell) -> None:
    document = json.loads((profiles.config / "profiles.json").read_text())
    document["profiles"]["b"]["api"] = "https://example.com/b.json"
    save(profiles, {**document, "default": "b"})
    done = profiles("--profile", "b", "--api", "a.json", "things.get")
    assert (done.exit_code, "the profile b is for https://example.com/b.json" in done.stderr) == (2, True)
    assert profiles("--api", "a.json", "things.get", "--dry-run").exit_code == 0


# --- refusals --------------------------------------------------------------------------------------------------------

REFUSED: dict[str, tuple[list[str], dict[str, str], int, str]] = {
    "no such profile": (["--profile", "c", "things.get"], {}, 3, "there is no profile 'c'"),
    "no such profile in the environment": (["things.get"], {"DYNACLIENT_PROFILE": "c"}, 3, "there is no profile 'c'"),
    "another api": (["--profile", "a", "--api", "b.json", "things.get"], {}, 2, "its credentials are not sent to another API; omit --api, or choose another profile"),
    "no such profile, after the action": (["things.get", "--profile", "c"], {}, 3, "there is no profile 'c'"),
    "no secret": (["--profile", "a", "things.get"], {}, 3, "the environment variable KEY_A is not set"),
}  # fmt: skip


@pytest.mark.parametrize(("words", "variables", "code", "printed"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_apply_is_an_error(
    profiles: Shell, recorder: Recorder, words: list[str], variables: dict[str, str], code: int, printed: str
) -> None:
    done = profiles(*words, **variables)
    assert (done.exit_code, printed in done.stderr) == (code, True), done.stderr
    assert recorder.requests == []


def test_help_shows_what_is_wrong_with_the_profiles(profiles: Shell) -> None:
    save(profiles, {"default": "x", "profiles": {}})
    done = profiles("--help")
    assert (done.exit_code, "there is no profile with this name" in done.stdout) == (0, True)
    assert profiles("list").exit_code == 3
    assert profiles("list", "--api", "a.json").exit_code == 0
    assert profiles("lint", "a.json").exit_code == 0


# --- the command of a package ----------------------------------------------------------------------------------------


def test_a_package_reads_its_own_variable(profiles: Shell, recorder: Recorder) -> None:
    program = bound_program(str(Path("a.json").absolute()), "shop", "1.0")
    document = json.loads((profiles.config / "profiles.json").read_text())
    own = {"program": "shop", "url": f"{recorder.url}/own", "auth": {"key": {"from": "env", "name": "KEY_A"}}}
    document["profiles"]["own"] = own
    save(profiles, document)
    assert profiles("things.get", program=program, SHOP_PROFILE="own", **KEYS).exit_code == 0
    assert profiles("--profile", "own", "things.get", program=program, SHOP_TOKEN="x", **KEYS).exit_code == 0
    assert [b"GET /own/things" in head and b"token-a\r" in head for head in recorder.requests] == [True, True]
    ignored = profiles("things.get", "--dry-run", program=program, DYNACLIENT_PROFILE="own")
    assert "Authorization" not in ignored.stdout
    assert profiles("things.get", "--profile", "own", program=program, SHOP_TOKEN="x", **KEYS).exit_code == 0
    assert b"GET /own/things" in recorder.requests[-1]
    helped = profiles("--help", program=program).stdout
    assert ("SHOP_PROFILE" in helped, "DYNACLIENT" in helped) == (True, False)


# --- completion ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("dynaclient --profile a", ["a", "a2"]),
        ("dynaclient --profile x", []),
        ("dynaclient login --api ways.json --as ", ["user", "device"]),
        ("dynaclient login --api ways.json --as d", ["device"]),
        ("dynaclient --profile a things.g", ["things.get"]),
        ("dynaclient --profile nobody login --as ", []),
    ],
)
def test_names_of_profiles_and_ways_are_completed(profiles: Shell, line: str, found: list[str]) -> None:
    ways = {name: {"by": "action", "action": "things.get", "token": "/t"} for name in ("user", "device")}
    Path("ways.json").write_text(json.dumps({**API, "auth": {"key": {"type": "bearer", "obtain": ways}}}))
    done = profiles(_DYNACLIENT_COMPLETE="bash_complete", COMP_LINE=line, COMP_BREAKS="")
    assert [row.split("\t")[0] for row in done.stdout.splitlines() if row] == found


def test_broken_profiles_complete_nothing(profiles: Shell) -> None:
    (profiles.config / "profiles.json").write_text("{")
    done = profiles(_DYNACLIENT_COMPLETE="bash_complete", COMP_LINE="dynaclient --profile ", COMP_BREAKS="")
    assert (done.exit_code, done.stdout.strip()) == (0, "")


# --- cost ------------------------------------------------------------------------------------------------------------

PROBE = f"""
import atexit, sys
atexit.register(lambda: print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr))
from dynaclient.cli import main
main()
"""


@pytest.mark.parametrize(
    "words",
    [
        ["--version"],
        ["list"],
        ["--api", "a.json", "things.get"],
        ["--profile", "a", "things.get"],
        ["profiles", "--help"],
    ],
    ids=" ".join,
)
def test_a_command_loads_only_what_it_uses(profiles: Shell, recorder: Recorder, words: list[str]) -> None:
    command = [sys.executable, "-c", PROBE, *words]
    environment = {
        "XDG_CACHE_HOME": str(profiles.config),
        "XDG_CONFIG_HOME": str(profiles.config.parent),
        "PATH": "/usr/bin:/bin",
        **KEYS,
    }
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, env=environment)
    assert (done.returncode, done.stderr.splitlines()[-1]) == (0, "[]")


# --- what messages repeat --------------------------------------------------------------------------------------------

ADVISED: dict[str, tuple[list[str], str]] = {
    "api and url behind an action": (["things.get", "--api", "b.json", "--url", "{url}"], "`dynaclient login --api b.json --url {url}`"),
    "in front of it": (["--api", "b.json", "--url", "{url}", "things.get"], "`dynaclient login --api b.json --url {url}`"),
    "of call": (["call", "--api", "b.json", "things.get", "--url", "{url}"], "`dynaclient login --api b.json --url {url}`"),
    "of map": (["map", "--api", "b.json", "--url", "{url}", "things.get", "-"], "`dynaclient login --api b.json --url {url}`"),
    "a server": (["things.get", "--api", "b.json", "--server", "local"], "`dynaclient login --api b.json --server local`"),
    "a patch": (["things.get", "--api", "b.json", "--patch", "p.json", "--url", "{url}"], "login --api b.json --patch p.json --url {url}`"),
    "of whoami": (["whoami", "--api", "b.json", "--url", "{url}"], "— dynaclient login --api b.json --url {url}\n"),
    "of doctor": (["doctor", "--api", "b.json", "--url", "{url}"], "run dynaclient login --api b.json --url {url}, or set DYNACLIENT_TOKEN"),
    "a profile, which has its url": (["--profile", "b", "things.get", "--url", "{url}"], "`dynaclient login --profile b`"),
    "the default profile": (["things.get"], "`dynaclient login`"),
    "the default profile of an api": (["things.get", "--api", "a.json"], "`dynaclient login --profile a`"),
    "nothing was selected": (["things.get", "--api", "c.json"], "`dynaclient list --api c.json` prints all actions"),
}  # fmt: skip


@pytest.mark.parametrize(("words", "advised"), ADVISED.values(), ids=ADVISED)
def test_advice_is_for_the_api_that_the_command_line_selects(profiles: Shell, words: list[str], advised: str) -> None:
    with RawServer(lambda _: raw_response(status=401)) as api:
        servers = {"servers": {"local": {"url": api.url}}}
        Path("b.json").write_text(json.dumps({**API, "title": "B", **servers}))
        Path("c.json").write_text(json.dumps({**API, "resources": {}}))
        Path("p.json").write_text("{}")
        document = profiles.profiles()
        document["profiles"]["a"] |= {"url": api.url, "auth": {}}
        save(profiles, document)
        done = profiles(*(word.replace("{url}", api.url) for word in words), stdin="{}\n")
        assert advised.replace("{url}", api.url) in done.output


UNUSED = "not used: the default profile a, because DYNACLIENT_TOKEN is set"
PASSED_OVER: dict[str, tuple[list[str], dict[str, str], str]] = {
    "whoami": (["whoami", "--api", "a.json"], ENV, "not used       the default profile a, because DYNACLIENT_TOKEN is set"),
    "doctor": (["doctor"], ENV, UNUSED),
    "profiles": (["profiles"], ENV, UNUSED),
    "profiles where one is named": (["profiles"], {**ENV, "DYNACLIENT_PROFILE": "a"}, "yes\n"),
    "an unknown name": (["nosuch"], {"DYNACLIENT_TOKEN": "t"}, f"Losant, the bundled API; for yours pass --api FILE, or set DYNACLIENT_API; {UNUSED}."),
    "a list": (["list", "things"], {"DYNACLIENT_TOKEN": "t"}, f"of Losant, the bundled API; for yours pass --api FILE, or set DYNACLIENT_API; {UNUSED}"),
    "another api": (["whoami", "--api", "b.json"], ENV, "not used       the default profile a, which is for another API or URL"),
}  # fmt: skip


@pytest.mark.parametrize(("words", "variables", "printed"), PASSED_OVER.values(), ids=PASSED_OVER)
def test_a_default_profile_is_reported_that_a_token_replaces(
    profiles: Shell, words: list[str], variables: dict[str, str], printed: str
) -> None:
    assert printed in profiles(*words, **variables).output


def test_a_file_of_profiles_that_cannot_be_used_is_reported_where_a_token_replaces_it(profiles: Shell) -> None:
    save(profiles, {"profiles": []})
    printed = profiles("whoami", "--api", "b.json", **ENV).output
    assert "not used       the file of profiles, because DYNACLIENT_TOKEN is set; it cannot be used as it is" in printed


SEARCHED: dict[str, tuple[list[str], dict[str, str], str]] = {
    "the bundled one": (["nosuch"], {}, "Searched: Losant, the bundled API; for yours pass --api FILE, or set DYNACLIENT_API."),
    "a file": (["nosuch", "--api", "b.json"], {}, "Searched: B, of b.json."),
    "the variable": (["describe", "no.such"], {"DYNACLIENT_API": "b.json"}, "Searched: B, of DYNACLIENT_API."),
    "a profile": (["call", "--profile", "b", "no.such"], {}, "Searched: B, of the profile b."),
    "a list without matches": (["list", "--api", "b.json", "zebra"], {}, "no action matches in B, of b.json"),
    "a list": (["list", "device"], {}, "actions of Losant, the bundled API; for yours pass --api FILE, or set DYNACLIENT_API\n"),
    "a list of what the user has named": (["list"], {"DYNACLIENT_API": "b.json"}, ""),
}  # fmt: skip


@pytest.mark.parametrize(("words", "variables", "printed"), SEARCHED.values(), ids=SEARCHED)
def test_the_api_that_was_searched_is_named(
    profiles: Shell, words: list[str], variables: dict[str, str], printed: str
) -> None:
    save(profiles, {"profiles": profiles.profiles()["profiles"]})
    shown = profiles(*words, **variables).stderr
    assert printed in shown
    assert bool(printed) is bool(shown)


def test_no_api_is_named_where_there_is_only_one_or_none(shell: Shell) -> None:
    Path("broken.json").write_text("{")
    assert "Searched" not in shell("help", "nosuch", "--api", "broken.json").stderr
    assert "Searched" not in shell("describe", "applications.get", "--path", "nosuch").stderr
    shop = bound_program(API, "shop", None)
    assert "Searched" not in shell("nosuch", program=shop).stderr
    assert shell("list", "zebra", program=shop).stderr == "no action matches in API\n"
