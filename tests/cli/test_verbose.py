"""What -v and -vv print: attempts, waits, redirects, headers and how a command connects; never a secret."""

from __future__ import annotations

import json
import logging
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from dynaclient import load
from dynaclient.cli.arguments.options import shows_progress
from dynaclient.cli.bound import bound_program
from dynaclient.cli.output import console
from dynaclient.cli.program import program
from dynaclient.mock import MockServer
from dynaclient.testing import reset_retry_state
from tests.cli.conftest import Shell
from tests.support.descriptions import action, describe, query
from tests.support.raw_server import RawServer, raw_response

TOKEN = "geheim-token-71"
API = describe(
    {
        "get": action({"key": query(secret=True), "n": query({"type": "integer"})}),
        "list": {**action({"page": query({"type": "integer"})}, paginate={"style": "page", "page": "page", "items": "/items", "first": 0}), "path": "/list"},
        "post": {"method": "POST", "parameters": {"thing": {"in": "body", "schema": {"type": "object", "properties": {"name": {"type": "string"}}}}}},
    },
    {"auth": "own"},
    auth={"own": {"type": "bearer"}},
)  # fmt: skip


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    (tmp_path / "api.json").write_text(json.dumps(API))
    monkeypatch.setenv("DYNACLIENT_API", str(tmp_path / "api.json"))
    monkeypatch.setenv("DYNACLIENT_TOKEN", TOKEN)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("random.random", lambda: 0.0)
    reset_retry_state()
    yield
    reset_retry_state()


@pytest.fixture
def server() -> Iterator[MockServer]:
    with MockServer(load(API), grants={TOKEN: ["*"]}).start() as server:
        yield server


def run(*words: str, **more: object) -> Result:
    return CliRunner().invoke(program, list(words), **more)  # type: ignore[arg-type]


def shown(done: Result) -> str:
    """Return the messages, with the same times, ports and hosts in each run."""
    return re.sub(r"127\.0\.0\.1:\d+", "HOST", re.sub(r"in 0\.0\d\d s", "in 0 s", done.stderr))


def test_a_line_for_each_attempt_and_wait_is_printed(server: MockServer) -> None:
    server.fail("things.get", status=429, retry_after=1, times=1)
    server.fail("things.get", status=503, times=1)
    done = run("things.get", "n=5", f"key={TOKEN}", "-v", "--url", server.url)
    assert (done.exit_code, TOKEN in done.output) == (0, False)
    assert shown(done) == (
        "GET http://HOST/things?key=***&n=5: 429 in 0 s, attempt 1, request id mock-1\n"
        "things.get: retry in 1.000 s, attempt 2: the status was 429, and Retry-After asks for the wait\n"
        "GET http://HOST/things?key=***&n=5: 503 in 0 s, attempt 2, request id mock-2\n"
        "things.get: retry in 0 s, attempt 3: the status was 503\n"
        "GET http://HOST/things?key=***&n=5: 200 in 0 s, attempt 3, request id mock-3\n"
    )


NOT_RETRIED: dict[str, tuple[list[str], dict[str, Any], str]] = {
    "a wait beyond the timeout": (["things.get"], {"status": 429, "retry_after": 400}, "things.get: not retried: Retry-After asks for 400 s, and the call has 60 s left of its timeout"),
    "a short timeout": (["things.get", "--timeout", "0.5"], {"status": 503, "retry_after": 1}, "Retry-After asks for 1 s, and the call has 0."),
    "a post": (["things.post", "thing.name=x"], {"status": 503}, "things.post: not retried: a POST might be carried out twice"),
    "the last attempt": (["things.get"], {"status": 503}, "things.get: not retried: it was attempt 3 of 3"),
}  # fmt: skip


@pytest.mark.parametrize(("words", "fault", "line"), NOT_RETRIED.values(), ids=NOT_RETRIED)
def test_why_a_call_is_not_retried_is_printed(
    server: MockServer, words: list[str], fault: dict[str, Any], line: str
) -> None:
    server.fail(words[0], **fault)
    done = run(*words, "-v", "--url", server.url)
    assert (done.exit_code in (4, 5), done.stderr.count("not retried"), line in done.stderr) == (True, 1, True)


def test_a_download_that_is_cut_off_is_printed(server: MockServer) -> None:
    server.fail("things.get", cut=1, times=1)
    done = run("download", "things.get", "x", "n=5", "-v", "--url", server.url)
    assert done.exit_code == 0, done.output
    assert "\nthings.get: cut off after 1 bytes: all of it is requested\n" in done.stderr


def test_a_connection_that_is_cut_is_printed_with_its_reason(server: MockServer) -> None:
    server.fail("things.get", drop=True, times=1)
    done = run("things.get", "-v", "--url", server.url)
    first, retry, last = done.stderr.splitlines()
    assert re.search(r"/things: attempt 1 failed after 0\.\d+ s: .*clos", first)
    assert retry.startswith("things.get: retry in 0.000 s, attempt 2: ")
    assert ": 200 in " in last


def test_all_pages_are_printed_and_a_failure_ends_with_the_whole_response(server: MockServer) -> None:
    server.fail("things.list", status=404, times=1)
    done = run("things.list", "--all", "-v", "--url", server.url)
    lines = done.stderr.splitlines()
    assert (done.exit_code, ": 404 in " in lines[0], "HTTP 404" in lines) == (4, True, True)


def test_two_vs_print_headers_the_beginning_of_errors_and_the_connection() -> None:
    body = json.dumps({"message": f"no {TOKEN}\n\x1b[2J", "more": "x" * 3000}).encode()
    refusals = iter([raw_response(body, status=503), raw_response(b'{"whole": true}')])
    with RawServer(lambda _: next(refusals)) as server:
        done = run("things.get", "-vv", "--url", server.url, "--header", "X-Mine:1")
    lines = shown(done).splitlines()
    assert lines[:4] == [
        "* server: http://HOST",
        "* profile: none",
        "* credential: own (bearer), from the environment variable DYNACLIENT_TOKEN",
        "* proxy: none",
    ]
    assert {"> X-Mine: 1", "> Authorization: Bearer ***", "< Content-Type: application/json", "< "} <= set(lines)
    (beginning,) = [line for line in lines if line.startswith('< {"message"')]
    assert beginning.startswith('< {"message": "no ***\\n\\u001b[2J", "more": "xxx')
    assert (len(beginning) < 2100, TOKEN in done.output, "whole" in done.stderr) == (True, False, False)


@pytest.mark.parametrize(("size", "copies"), [(10, [1, 1]), (3000, [1, 2])])
def test_two_vs_print_the_response_of_an_error_once_if_the_log_has_all_of_it(size: int, copies: list[int]) -> None:
    body = json.dumps({"message": "not here", "more": "x" * size, "end": 1}).encode()
    with RawServer(lambda _: raw_response(body, status=404)) as server:
        done = [run("things.get", option, "--url", server.url) for option in ("-v", "-vv")]
    assert [one.stderr.count('"message": "not here"') for one in done] == copies
    assert all("\nHTTP 404\n" in one.stderr and '"end": 1' in one.stderr for one in done)


@pytest.mark.parametrize("option", ["-v", "-vv"])
def test_the_response_of_an_error_has_no_signature(option: str) -> None:
    head = (
        b"HTTP/1.1 302 Found\r\nLocation: https://b.example/o?X-Amz-Signature=SIGNED&n=1\r\nContent-Length: 0\r\n\r\n"
    )
    with RawServer(lambda _: head) as server:
        done = run("things.get", option, "--url", server.url)
    assert "Location: https://b.example/o?X-Amz-Signature=***&n=1" in done.stderr
    assert "SIGNED" not in done.output


def test_a_body_cannot_forge_a_line() -> None:
    with RawServer(lambda _: raw_response(b"a\nGET /forged: 200\r\x1b[2J", status=400, media="text/plain")) as server:
        lines = run("things.get", "-vv", "--url", server.url).stderr.splitlines()
    assert "< GET /forged: 200\\u000d\\u001b[2J" in lines


CONNECTIONS: dict[str, tuple[list[str], dict[str, str], str]] = {
    "no credential": (["--url", "http://127.0.0.1:9"], {"DYNACLIENT_TOKEN": ""}, "* credential: none\n"),
    "a mock server": (["--mock"], {}, "* mock server: of this command\n"),
    "the standard input": (["--token-stdin", "--url", "http://127.0.0.1:9"], {}, "own (bearer), from --token-stdin\n"),
    "a proxy": (["--url", "https://a.invalid", "--timeout", "0.5"], {"HTTPS_PROXY": "http://me:geheim@127.0.0.1:9"}, "* proxy: 127.0.0.1:9 (from HTTPS_PROXY)\n"),
    "a wrong proxy": (["--url", "https://a.invalid", "--timeout", "0.5"], {"HTTPS_PROXY": "gopher://geheim"}, "* proxy: the URL of the proxy (from HTTPS_PROXY) is not valid\n"),
}  # fmt: skip


@pytest.mark.parametrize(("words", "variables", "line"), CONNECTIONS.values(), ids=CONNECTIONS)
def test_what_a_command_connects_with_is_printed(words: list[str], variables: dict[str, str], line: str) -> None:
    done = run("things.get", *words, "-vv", env=variables, input="geheim-1\n")
    assert line in done.stderr
    assert "geheim" not in done.output


def test_a_profile_is_named(shell: Shell) -> None:
    shell.config.mkdir(parents=True)
    profile = {
        "api": str(Path("api.json").resolve()),
        "url": "http://127.0.0.1:9",
        "auth": {"own": {"from": "env", "name": "OWN"}},
    }
    (shell.config / "profiles.json").write_text(json.dumps({"profiles": {"work": profile}}))
    done = shell("--profile", "work", "things.get", "-vv", OWN="geheim-1")
    assert "* profile: work\n* credential: own (bearer), from --profile work\n" in done.stderr
    assert "geheim" not in done.output


def test_rows_downloads_and_bound_programs_have_it_too(server: MockServer) -> None:
    Path("rows.csv").write_text("n\n1\n2\n")
    bound = bound_program("api.json", "shop", None)
    commands = [["map", "things.get", "rows.csv"], ["download", "things.get", "saved"], ["call", "things.get"]]
    for command in commands:
        lines = run(*command, "-v", "--url", server.url).stderr.splitlines()
        assert sum(": 200 in " in line for line in lines) == (2 if command[0] == "map" else 1)
    done = CliRunner().invoke(bound, ["things.get", "-v", "--url", server.url], env={"SHOP_TOKEN": TOKEN})
    assert ": 200 in " in done.stderr


def test_nothing_is_printed_without_it_and_after_it(server: MockServer) -> None:
    logger = logging.getLogger("dynaclient")
    before = logger.level, list(logger.handlers)
    run("things.get", "-vv", "--url", server.url)
    assert (logger.level, list(logger.handlers)) == before
    assert run("things.get", "--url", server.url).stderr == ""


def test_the_log_of_a_mock_server_is_not_printed() -> None:
    lines = run("things.get", "--mock", "-v").stderr.splitlines()
    assert len(lines) == 1


def test_progress_does_not_mix_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(console, "stderr_is_terminal", lambda: True)
    monkeypatch.setattr(console, "stdout_is_pipe", lambda: False)
    seen: list[bool] = []
    command = click.Command("x", callback=lambda: seen.append(shows_progress(None)))
    for level in (0, 1):
        with click.Context(command) as context:
            context.meta["dynaclient.verbose"] = level
            context.invoke(command)
    assert (seen, shows_progress(None), shows_progress(True)) == ([True, False], True, True)


def test_threads_print_whole_entries(server: MockServer) -> None:
    Path("rows.csv").write_text("n\n" + "1\n" * 30)
    lines = run("map", "things.get", "rows.csv", "-vv", "--url", server.url, "--concurrency", "8").stderr.splitlines()
    starts = [number for number, line in enumerate(lines) if ": 200 in " in line]
    assert len(starts) == 30
    assert {lines[start + 1] for start in starts} == {"> Authorization: Bearer ***"}


@pytest.mark.parametrize("words", [["things.post", "thing.name=a", "-v"], ["map", "things.post", "rows.csv", "-v"]])
def test_without_a_reader_of_its_messages_a_command_goes_on(
    tmp_path: Path, server: MockServer, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    (tmp_path / "rows.csv").write_text("thing.name\na\nb\n")
    command = [sys.executable, "-m", "dynaclient", *words, "--url", server.url]
    reader, writer = os.pipe()
    os.close(reader)
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=writer, text=True, check=False)
    finally:
        os.close(writer)
    assert (done.returncode, len(server.requests())) == (0, len(done.stdout.splitlines()) if "map" in words else 1)
    assert done.stdout


@pytest.mark.parametrize("option", ["--dry-run", "--curl"])
def test_a_dry_run_has_no_attempt(option: str) -> None:
    done = run("things.get", "n=1", option, "-vv")
    assert (done.exit_code, "server: https://api.example.com" in done.stderr) == (0, True)
    assert not re.search(r"attempt|\b204\b", done.output)
