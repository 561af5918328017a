"""The command that --curl prints authenticates: curl runs it, and servers by other people judge what it sends."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from click.testing import CliRunner

from dynaclient.cli.program import program
from tests.support.auth_servers import Keys, httpbin, moto
from tests.support.descriptions import describe
from tests.support.programs import require_programs
from tests.support.raw_server import RawServer, Received


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    require_programs("curl")
    monkeypatch.chdir(tmp_path)


def command(auth: dict[str, Any], path: str, url: str, token: str, *, method: str = "GET", **top: Any) -> str:
    """Return what --curl prints."""
    actions = {"call": {"method": method, "parameters": {"Action": {"in": "query"}, "Version": {"in": "query"}}}}
    Path("api.json").write_text(json.dumps(describe(actions, {"path": path}, auth={"key": auth}, **top)))
    words = ["--api", "api.json", "things.call", "--curl", "--url", url]
    if path == "/":
        words += ["Action=GetCallerIdentity", "Version=2011-06-15"]
    done = CliRunner().invoke(program, words, prog_name="dynaclient", env={"DYNACLIENT_TOKEN": token})
    assert (done.exit_code, done.stderr) == (0, "nothing was sent\n"), done.output
    assert token.rpartition(":")[2] not in done.stdout.replace(path, "/")
    return done.stdout.rstrip()


def run_by_curl(printed: str, token: str) -> tuple[int, str]:
    """Return the status that curl receives, and the body."""
    done = subprocess.run(
        ["/bin/sh", "-c", f"{printed} --silent --max-time 10 --write-out '\\n%{{http_code}}'"],
        env={**os.environ, "DYNACLIENT_TOKEN": token}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    body, _, status = done.stdout.rpartition("\n")
    return int(status), body


# --- httpbin and moto ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def httpbin_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with httpbin(tmp_path_factory.mktemp("httpbin")) as url:
        yield url


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Keys]]:
    with moto(tmp_path_factory.mktemp("moto")) as (server, keys):
        yield server.url, keys


@pytest.mark.parametrize(
    ("auth", "path", "token"),
    [
        ({"type": "bearer"}, "/bearer", "abc"),
        ({"type": "basic"}, "/basic-auth/user/pass", "user:pass"),
        ({"type": "digest"}, "/digest-auth/auth/user/pass/MD5", "user:pass"),
        ({"type": "digest"}, "/digest-auth/auth/user/pass/SHA-256", "user:pass"),
    ],
)
def test_httpbin_accepts_what_curl_sends(auth: dict[str, Any], path: str, token: str, httpbin_url: str) -> None:
    printed = command(auth, path, httpbin_url, token)
    status, body = run_by_curl(printed, token)
    assert (status, json.loads(body)["authenticated"]) == (200, True)
    assert run_by_curl(printed, f"{token[:-1]}x")[0] == (200 if auth["type"] == "bearer" else 401)


def test_moto_accepts_what_curl_signs(services: tuple[str, Keys]) -> None:
    url, keys = services
    auth = {"type": "awsSigv4", "service": "sts", "region": "us-east-1"}
    token = f"{keys.key}:{keys.secret}"
    printed = command(auth, "/", url, token)
    assert "--aws-sigv4 aws:amz:us-east-1:sts" in printed
    assert "X-Amz-Date" not in printed
    status, body = run_by_curl(printed, token)
    assert (status, "user/ann" in body) == (200, True)
    assert run_by_curl(printed, f"{token[:-1]}{'a' if token[-1] != 'a' else 'b'}")[0] == 403


# --- what is sent ----------------------------------------------------------------------------------------------------

KEY = {"type": "apiKey", "in": "header", "name": "X-Key"}
SENT: list[tuple[dict[str, Any], str, str]] = [
    (KEY, "X-Key: a$b", "header"),
    ({**KEY, "name": "Authorization", "prefix": "Token "}, "Authorization: Token a$b", "header"),
    ({**KEY, "name": "X-`id`$HOME'", "prefix": "\"`id`' \\ "}, "X-`id`$HOME': \"`id`' \\ a$b", "header"),
    ({"type": "http", "scheme": "negotiate"}, "Authorization: negotiate a$b", "header"),
    ({"type": "http", "scheme": "$HOME`id`"}, "Authorization: $HOME`id` a$b", "header"),
    ({**KEY, "in": "query", "name": "key"}, "key=a$b", "query"),
    ({**KEY, "in": "query", "name": "@a=`id`$HOME +é"}, "@a=`id`$HOME +é=a$b", "query"),
]


@pytest.mark.parametrize(("auth", "expected", "place"), SENT)
def test_curl_sends_the_credential_where_the_client_does(auth: dict[str, Any], expected: str, place: str) -> None:
    with RawServer() as server:
        run_by_curl(command(auth, "/things", server.url, "a$b"), "a$b")
        (received,) = server.requests
    assert _sent(received, place) == expected


def _sent(received: Received, place: str) -> str:
    if place == "query":
        return unquote(received.target.partition("?")[2])
    fields = [f"{name}: {value}" for name, value in received.fields]
    return next(field for field in fields if field.endswith("a$b"))


def test_a_query_keeps_its_other_parameters() -> None:
    auth = {**KEY, "in": "query"}
    api = describe({"call": {"method": "GET", "parameters": {"q": {"in": "query"}}}}, auth={"key": auth})
    Path("api.json").write_text(json.dumps(api))
    words = ["--api", "api.json", "things.call", "q=a b", "--curl"]
    done = CliRunner().invoke(program, words, prog_name="dynaclient", env={"DYNACLIENT_TOKEN": "abc"})
    assert "'https://api.example.com/things?q=a%20b'" in done.stdout
    assert '--url-query "X-Key=$DYNACLIENT_TOKEN"' in done.stdout


def test_a_key_in_a_cookie_is_redacted_with_a_message() -> None:
    Path("api.json").write_text(json.dumps(describe(auth={"key": {**KEY, "in": "cookie"}})))
    words = ["--api", "api.json", "things.get", "--curl"]
    done = CliRunner().invoke(program, words, prog_name="dynaclient", env={"DYNACLIENT_TOKEN": "geheim"})
    assert "--header 'Cookie: ***'" in done.stdout
    assert done.stderr == "replace *** with the secret\nnothing was sent\n"


def test_another_server_gets_no_credential() -> None:
    api = describe(resource={"server": "https://other.example.com"}, auth={"key": {"type": "digest"}})
    Path("api.json").write_text(json.dumps(api))
    words = ["--api", "api.json", "things.get", "--curl"]
    done = CliRunner().invoke(program, words, prog_name="dynaclient", env={"DYNACLIENT_TOKEN": "user:geheim"})
    assert "TOKEN" not in done.stdout


def test_without_a_credential_there_is_none_in_the_command() -> None:
    Path("api.json").write_text(json.dumps(describe(auth={"key": {"type": "digest"}})))
    words = ["--api", "api.json", "things.get", "--curl"]
    done = CliRunner().invoke(program, words, prog_name="dynaclient", env={"DYNACLIENT_TOKEN": ""})
    assert "TOKEN" not in done.stdout
