"""The command `mock`: what it prints, what ends it, and how it runs without a terminal."""

from __future__ import annotations

import io
import json
import logging
import os
import pty
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests
from click.testing import CliRunner, Result

from dynaclient.cli.output import console
from dynaclient.cli.program import program
from dynaclient.cli.run import mocking
from dynaclient.mock import MockServer
from tests.cli.conftest import Shell
from tests.support.mock_descriptions import pets

ME = [sys.executable, "-m", "dynaclient", "mock", "--port", "0"]
TIME = r"\d\d:\d\d:\d\d"


@pytest.fixture
def file(tmp_path: Path) -> str:
    """Return the path of a description."""
    path = tmp_path / "pets.json"
    path.write_text(json.dumps(pets(title="Pets", auth={"key": {"type": "apiKey", "in": "query", "name": "key"}})))
    return str(path)


@contextmanager
def served(file: str, *words: str, **options: Any) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Yield a process that serves, and its URL; kill it if it has not ended."""
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "stdin": subprocess.DEVNULL}
    with subprocess.Popen([*ME, file, *words], text=True, **{**streams, **options}) as process:
        try:
            assert process.stdout is not None
            yield process, process.stdout.readline().rstrip("\n")
        finally:
            process.kill()


def get(url: str, **options: Any) -> int:
    return requests.get(url, timeout=10, **options).status_code


def ended(process: subprocess.Popen[str], number: int = signal.SIGTERM) -> tuple[int, str, str]:
    """Return exit code and output of a process that a signal ends."""
    process.send_signal(number)
    out, err = process.communicate(timeout=10)
    return process.returncode, out or "", err or ""


# --- as a process ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_ends_it_as_it_should(file: str, number: int) -> None:
    # On one connection, for the lines of two may be in any order.
    with served(file, "--grant", "abc=") as (process, url), requests.Session() as session:
        assert [session.get(f"{url}{path}?key=abc", timeout=10).status_code for path in ("/pets", "/nothing")] == [
            200,
            404,
        ]
        code, out, err = ended(process, number)
    port = url.rpartition(":")[2]
    assert (code, out, url) == (0, "", f"http://127.0.0.1:{port}")
    lines = err.splitlines()
    assert lines[:4] == [
        "Pets: 6 actions, 6 of which keep state",
        f"Control page: http://127.0.0.1:{port}/__mock/",
        f"Log in with --issuer http://127.0.0.1:{port}/-/oauth",
        "Press Ctrl-C to stop.",
    ]
    assert re.fullmatch(rf"{TIME} GET /pets\?key=\*\*\* 200 \S+ \d+ bytes [\d.]+ ms", lines[4])
    assert re.fullmatch(rf"{TIME} GET /nothing\?… 404 - \d+ bytes [\d.]+ ms", lines[5])
    assert lines[6:] == ["stopped"]


def test_it_forwards_to_the_real_api_and_records_what_that_responds(file: str, tmp_path: Path) -> None:
    record = tmp_path / "seeds.json"
    with MockServer(file) as real, served(file, "--proxy", real.url, "--record", str(record)) as (process, url):
        assert requests.get(f"{url}/pets?key=abc", timeout=10).headers["X-Mock"] == "proxied"
        code, _, err = ended(process)
        assert (code, f"What is not here is forwarded to {real.url}\n" in err) == (0, True)
    assert [entry["request"]["url"] for entry in json.loads(record.read_text("utf-8"))] == ["/pets?key=***"]


def test_a_token_is_granted_its_scopes_once(shell: Shell, file: str) -> None:
    done = shell("mock", file, "--port", "0", "--grant", "hunter2=a", "--grant", "hunter2=b")
    assert (done.exit_code, "--grant was passed twice for the same token: omit one" in done.stderr) == (2, True)
    assert "hunter2" not in done.output


def test_with_nohup_it_outlives_its_terminal(file: str) -> None:
    ignoring = (
        "import os, signal, sys; signal.signal(signal.SIGHUP, signal.SIG_IGN); os.execv(sys.executable, sys.argv[1:])"
    )
    command = [sys.executable, "-c", ignoring, *ME, file, "--quiet"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        process.send_signal(signal.SIGHUP)
        assert get(f"{url}/pets?key=x") == 200
        code, _, err = ended(process)
    assert (code, "GET /pets" in err, err.endswith("stopped\n")) == (0, False, True)


def test_it_serves_on_when_the_standard_error_is_closed(file: str) -> None:
    with served(file) as (process, url):
        assert process.stderr is not None
        process.stderr.close()
        assert [get(f"{url}/pets?key=x") for _ in range(3)] == [200] * 3
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0


def test_it_needs_no_standard_streams(file: str) -> None:
    code = "import os, sys; [os.close(number) for number in (0, 1)]; os.execv(sys.executable, sys.argv[1:])"
    command = [sys.executable, "-c", code, *ME, file, "--store", f"{file}.db"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr is not None
            lines = [process.stderr.readline() for _ in range(4)]
            url = lines[1].split()[-1].removesuffix("/__mock/")
            made = requests.post(f"{url}/pets?key=x", json={"name": "Rex"}, timeout=10)
            assert (made.status_code, get(f"{url}/pets/{made.json()['id']}?key=x")) == (201, 200)
            process.send_signal(signal.SIGTERM)
            assert process.wait(10) == 0
        finally:
            process.kill()


@pytest.mark.parametrize(("variable", "coloured"), [("", True), ("NO_COLOR", False)])
def test_errors_are_in_colour_on_a_terminal(file: str, variable: str, coloured: bool) -> None:
    terminal, end = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", **({variable: "1"} if variable else {})}
    with served(file, stderr=end, env=environment) as (process, url):
        os.close(end)
        assert [get(f"{url}/pets?key=x"), get(f"{url}/nothing")] == [200, 404]
        process.send_signal(signal.SIGTERM)
        process.wait(10)
    written = b""
    try:
        while data := os.read(terminal, 65536):
            written += data
    except OSError:  # how Linux ends what is read from a terminal
        pass
    os.close(terminal)
    lines = {line.split()[2].decode(): line for line in written.splitlines() if b" GET " in line}
    assert (b"\x1b" in lines["/pets?key=***"], lines["/nothing"].startswith(b"\x1b[33m")) == (False, coloured)


# --- in this process -------------------------------------------------------------------------------------------------

Run = Callable[..., Result]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return a function that runs the program, in which this is done while the server serves."""

    def invoke(
        *words: str, serving: Callable[[MockServer], Any] = lambda _: signal.raise_signal(signal.SIGINT)
    ) -> Result:
        monkeypatch.setattr(MockServer, "serve_forever", serving)
        return CliRunner().invoke(program, ["mock", *words])

    return invoke


def test_what_was_inferred_is_printed_if_that_is_asked_for(run: Run, file: str) -> None:
    lines = run(file, "--port", "0", "--verbose").stderr.splitlines()
    assert lines[1:3] == ["  pets.get lists /pets, id: petId", "  pets.post creates in /pets, id: petId"]
    assert (len(lines), "pets.get" in run(file, "--port", "0").stderr) == (11, False)


def test_an_api_without_credentials_has_no_log_in(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "bare.json"
    path.write_text(
        json.dumps(
            {"dynaclient": 1, "version": "2", "resources": {"a": {"actions": {"b": {"method": "GET", "path": "/"}}}}}
        )
    )
    lines = run(str(path), "--port", "0").stderr.splitlines()
    assert ("1 action, 0 of which keep state" in lines[0], len(lines)) == (True, 4)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_is_handled_while_it_serves_and_as_before_after_that(run: Run, file: str, number: int) -> None:
    before = signal.getsignal(number)
    done = run(file, "--port", "0", serving=lambda _: signal.raise_signal(number))
    assert (done.exit_code, done.stderr.endswith("stopped\n")) == (0, True)
    assert signal.getsignal(number) == before


def test_a_second_signal_does_not_interrupt_the_end() -> None:
    stop = mocking._Stop()
    with pytest.raises(KeyboardInterrupt):
        stop(signal.SIGTERM, None)
    stop(signal.SIGTERM, None)


def test_outside_the_main_thread_signals_are_left_alone(file: str) -> None:
    seen = []

    def work() -> None:
        with mocking.until_stopped():
            seen.append(signal.getsignal(signal.SIGTERM))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [signal.getsignal(signal.SIGTERM)]


def test_a_signal_that_is_ignored_stays_so(run: Run, file: str) -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        done = run(file, "--port", "0", serving=lambda _: signal.raise_signal(signal.SIGHUP))
    finally:
        signal.signal(signal.SIGHUP, before)
    assert (done.exit_code, "stopped" in done.stderr) == (0, False)


@pytest.mark.parametrize(("words", "printed"), [((), True), (("--quiet",), False)])
def test_what_is_logged_is_printed_with_its_time(
    run: Run, file: str, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], printed: bool
) -> None:
    log = logging.getLogger("dynaclient.mock")
    before = log.level, log.propagate, list(log.handlers)
    monkeypatch.setattr(console, "stderr_is_terminal", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)

    def serving(_: MockServer) -> None:
        log.info("one\n\x1b two", extra={"status": 404})
        try:
            int("x")
        except ValueError:
            log.exception("it failed")

    err = run(file, "--port", "0", *words, serving=serving).stderr
    assert bool(re.search(rf"\n{TIME} one\\n\\u001b two\n", err)) == printed
    assert re.search(
        rf"\n{TIME} it failed\nTraceback \(most recent call last\):\n  File .*\nValueError: .*\n$", err, re.DOTALL
    )
    assert (log.level, log.propagate, log.handlers) == before


def test_a_standard_error_that_is_closed_is_not_written_to_any_more(monkeypatch: pytest.MonkeyPatch) -> None:
    discarded = []

    def fail(*_: Any) -> None:
        raise BrokenPipeError

    monkeypatch.setattr(console, "print_message", fail)
    monkeypatch.setattr(console, "discard_standard_error", lambda: discarded.append(True))
    mocking._print_message("x")
    assert discarded == [True]


WRONG: list[tuple[tuple[str, ...], str]] = [
    (("--cors", "app.example"), "--cors has 'app.example', which is not an origin — pass scheme, host and port alone"),
    (("--allow-host", "a/b"), "--allow-host has 'a/b', which is not a host name — pass names alone"),
    (("--port", "70000"), "70000 is not in the range"),
    (("--proxy", "ftp://a.example"), "--proxy is not of the form https://host — pass the URL of the real API"),
    (("--record", "seeds.json"), "--record needs a real API"),
    (("--proxy-writes",), "--proxy-writes needs a real API"),
]


@pytest.mark.parametrize(("words", "message"), WRONG)
def test_options_that_are_not_valid_are_refused(run: Run, file: str, words: tuple[str, ...], message: str) -> None:
    done = run(file, *words)
    assert (done.exit_code, message in done.stderr) == (2, True)


def test_the_options_are_those_of_the_server(run: Run, file: str) -> None:
    found = []

    def serving(server: MockServer) -> None:
        found.extend([server._origins.allow("https://app.example"), server._hosts.allow("a.example.com")])

    assert (
        run(
            file, "--port", "0", "--cors", "https://app.example", "--allow-host", ".example.com", serving=serving
        ).exit_code
        == 0
    )
    assert found == [True, True]


def test_a_token_of_a_grant_is_not_empty(file: str, run: Run) -> None:
    done = run(file, "--port", "0", "--grant", "=all.read")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "--grant expects TOKEN=SCOPE,…, and a token is empty" in done.stderr


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--record", "r.json"], "--record needs a real API — pass --proxy with its URL"),
        (["--proxy-writes"], "--proxy-writes needs a real API — pass --proxy with its URL"),
        (["--port", "80x"], "'80x' is not a valid integer."),
    ],
    ids=str,
)
def test_a_wrong_option_has_its_advice_for_a_shell(file: str, run: Run, words: list[str], message: str) -> None:
    done = run(file, "--port", "0", *words)
    assert (done.exit_code, message in done.stderr) == (2, True), done.stderr


def test_a_port_that_is_taken_is_named_with_what_to_do(file: str, run: Run) -> None:
    with MockServer(pets()) as server:
        port = server.url.rpartition(":")[2]
        done = run(file, "--port", port)
    assert (done.exit_code, done.stdout) == (3, "")
    assert f"cannot listen on 127.0.0.1:{port}: " in done.stderr
    assert "choose another port, such as 0 for any free one (--port 0)" in done.stderr


def test_lines_that_nothing_reads_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()
    monkeypatch.setattr(mocking, "PATIENCE", 0.05)
    with os.fdopen(reading, encoding="utf-8") as there, os.fdopen(writing, "w", encoding="utf-8") as here:
        monkeypatch.setattr(sys, "stderr", here)
        lines = mocking._Lines()
        for number in range(100_000):
            lines.emit(logging.makeLogRecord({"msg": f"line {number}", "created": 0}))
            if lines._left_out == 3:
                break
        assert number < 90_000
        read = os.read(reading, 1_000_000).decode()
        lines.emit(logging.makeLogRecord({"msg": "the last line", "created": 0}))
        here.close()
        assert re.fullmatch(
            r".*\d lines that nothing read are left out: 3\n\S+ the last line\n", there.read(), re.DOTALL
        )
        assert f"line {number - 3}\n" in read


def test_what_cannot_be_asked_accepts_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    assert console.stderr_accepts_more(0)
