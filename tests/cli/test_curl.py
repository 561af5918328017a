"""A call as a curl command: curl sends what the client would send."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from multipart import MultipartParser  # of the package `multipart`

from dynaclient.cli.program import program
from tests.support.descriptions import describe, query
from tests.support.programs import require_programs
from tests.support.raw_server import RawServer, Received

KINDS = ["application/json", "application/x-www-form-urlencoded", "multipart/form-data"]
FILE = {"type": "string", "file": True}
ACTIONS: dict[str, Any] = {
    "get": {"method": "GET", "parameters": {"filter": query(), "X": {"in": "header", "name": "X-Note"}}},
    "head": {"method": "HEAD"},
    "delete": {"method": "DELETE", "path": "/{id}", "parameters": {"id": {"in": "path"}}},
    "post": {
        "method": "POST", "content": KINDS,
        "parameters": {"a": {"in": "part"}, "b": {"in": "part", "schema": {"type": "object"}}, "file": {"in": "part", "schema": FILE}},
    },
    "put": {"method": "PUT", "parameters": {"data": {"in": "body", "content": {"application/octet-stream": FILE, "text/plain": {}}}}},
    "patch": {"method": "PATCH", "parameters": {"secret": {"in": "header", "name": "X-Key", "secret": True}}},
}  # fmt: skip
NASTY = 'it\'s "so"; $HOME `id` \\ é @x'


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    auth = {"key": {"type": "bearer"}, "login": {"type": "basic"}}
    (tmp_path / "api.json").write_text(json.dumps(describe(ACTIONS, auth={"key": auth["key"]})))
    (tmp_path / "basic.json").write_text(json.dumps(describe(ACTIONS, auth={"login": auth["login"]})))
    (tmp_path / "na;me \"'.bin").write_bytes(bytes(range(256)))
    (tmp_path / "-").write_bytes(b"dash")
    monkeypatch.setenv("DYNACLIENT_API", str(tmp_path / "api.json"))
    monkeypatch.chdir(tmp_path)


def run(*words: str, **more: Any) -> Result:
    return CliRunner().invoke(program, list(words), prog_name="dynaclient", **more)


def parts_of(received: Received) -> list[tuple[str, str | None, str | None, bytes]]:
    (kind,) = received.values("Content-Type")
    match = re.search(r"boundary=(\S+)", kind)
    assert match is not None
    import io

    parser = MultipartParser(io.BytesIO(received.body), match[1])
    return [(part.name, part.filename, part.headers.get("Content-Type"), part.raw) for part in parser]


def comparable(received: Received) -> tuple[Any, ...]:
    """Return what has to be the same."""
    kind = (received.values("Content-Type") or [""])[0].partition(";")[0]
    body = parts_of(received) if kind == "multipart/form-data" else received.body
    headers = {name: received.values(name) for name in ("Authorization", "Accept-Version", "X-Note", "Host")}
    return received.head.split(b"\r\n", 1)[0], kind, body, headers


CALLS = [
    ["things.get", f"filter={NASTY}", f"X={NASTY.replace('é', 'e')}"],
    ["things.get", "X="],
    ["things.head"],
    ["things.delete", "id=[1]{2}/3?"],
    ["things.post", f"a={NASTY}", 'b:={"c": [1, "é"]}'],
    ["things.post", "--content", KINDS[1], f"a={NASTY}", "b:={\"c\": 1}"],
    ["things.post", "--content", KINDS[2], f"a={NASTY}", "b:={\"c\": 1}", "file=@na;me \"'.bin"],
    ["things.put", "data=@na;me \"'.bin"],
    ["things.put", "data=@-"],
    ["things.put", "--content", "text/plain", f"data={NASTY}"],
]  # fmt: skip


@pytest.fixture
def servers() -> Iterator[tuple[RawServer, RawServer]]:
    """Yield a server for the requests of the client, and one for those of curl."""
    require_programs("curl")
    with RawServer() as ours, RawServer() as theirs:
        yield ours, theirs


@pytest.mark.parametrize("words", CALLS, ids=lambda words: " ".join(words)[:40])
def test_what_curl_sends_is_what_the_client_sends(words: list[str], servers: tuple[RawServer, RawServer]) -> None:
    ours, theirs = servers
    environment = {"DYNACLIENT_TOKEN": "t0ken"}
    assert run(*words, "--url", ours.url, env=environment).exit_code == 0
    shown = run(*words, "--curl", "--url", theirs.url, env=environment)
    assert (shown.exit_code, shown.stderr) == (0, "nothing was sent\n")
    assert "t0ken" not in shown.stdout
    done = subprocess.run(
        ["/bin/sh", "-c", f"{shown.stdout.rstrip()} --silent --max-time 10"],
        env={**os.environ, **environment}, capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert [str(comparable(request)).replace(theirs.url[7:], ours.url[7:]) for request in theirs.requests] == [
        str(comparable(request)) for request in ours.requests
    ]


def test_user_name_and_password_are_passed_to_curl(servers: tuple[RawServer, RawServer]) -> None:
    _, theirs = servers
    environment = {"DYNACLIENT_TOKEN": "me:geheim", "DYNACLIENT_API": "basic.json"}
    shown = run("things.get", "--curl", "--url", theirs.url, env=environment).stdout
    assert "geheim" not in shown
    subprocess.run(["/bin/sh", "-c", f"{shown.rstrip()} --silent"], env={**os.environ, **environment}, check=True)
    assert theirs.requests[0].values("Authorization") == ["Basic bWU6Z2VoZWlt"]


def test_other_secrets_are_redacted_with_a_message() -> None:
    done = run("things.patch", "secret=geheim", "--curl", "--url", "https://api.example.com")
    assert "geheim" not in done.stdout
    assert "--header 'X-Key: ***'" in done.stdout
    assert done.stderr == "replace *** with the secret\nnothing was sent\n"


def test_several_calls_are_printed_one_after_the_other() -> None:
    Path("two.ndjson").write_text('{"filter": "a"}\n{"filter": "b"}\n')
    done = run("things.get", "--input", "two.ndjson", "--curl", "--url", "https://api.example.com")
    assert re.findall(r"filter=(\w)", done.stdout) == ["a", "b"]
