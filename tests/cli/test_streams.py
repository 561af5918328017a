"""What the command line writes while it is received: streams, and all items of a list."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from dynaclient.cli import exit_codes
from dynaclient.cli.output import console
from dynaclient.cli.program import program
from tests.support.descriptions import describe, query
from tests.support.raw_server import RawServer, Received, raw_response
from tests.support.stream_server import Exchange, StreamServer

ME = [sys.executable, "-m", "dynaclient"]
PAGED = {
    "method": "GET",
    "parameters": {"page": query({"type": "integer"}), "perPage": query({"type": "integer"})},
    "paginate": {"style": "page", "page": "page", "size": "perPage", "items": "/items", "first": 0},
}
ACTIONS: dict[str, Any] = {
    "wrong": {"method": "GET", "paginate": {"style": "leaf"}},
    "watch": {
        "path": "/watch",
        "method": "GET",
        "responses": {"200": {"stream": "sse", "events": {"count": {"type": "integer"}}}},
    },
    "ask": {"path": "/ask", "method": "POST", "responses": {"200": {"stream": "sse", "end": "[DONE]"}}},
    "lines": {"path": "/lines", "method": "GET", "responses": {"200": {"stream": "ndjson"}}},
    "bytes": {"path": "/bytes", "method": "GET", "responses": {"200": {"stream": "bytes"}}},
    "get": {"method": "GET"},
    "list": PAGED,
}


@pytest.fixture
def api(tmp_path: Path) -> str:
    file = tmp_path / "api.json"
    file.write_text(json.dumps(describe(ACTIONS)))
    return str(file)


def run(*words: str) -> Result:
    return CliRunner().invoke(program, list(words))


def stream_of(*pieces: str | bytes, media: str = "text/event-stream") -> Callable[[Exchange], None]:
    def send(exchange: Exchange) -> None:
        exchange.send_head(media=media)
        for piece in pieces:
            exchange.send(piece)
        exchange.end()

    return send


# --- streams ---------------------------------------------------------------------------------------------------------


def test_each_event_is_a_line(api: str) -> None:
    stream = stream_of("retry: 0\n", "event: count\nid: 1\ndata: 1\n\n", "data: one\ndata: two\x1b\n\n")
    with StreamServer(stream, lambda exchange: exchange.respond(204)) as server:
        done = run("call", "--api", api, "--url", server.url, "things.watch")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        '{"event": "count", "data": 1, "id": "1"}',
        '{"event": "message", "data": "one\\ntwo\\u001b", "id": "1"}',
    ]


def test_each_line_is_a_line(api: str) -> None:
    with StreamServer(stream_of('{"é": 1}\n\n[2, "\\u2028"]\n')) as server:
        done = run("call", "--api", api, "--url", server.url, "things.lines")
    assert (done.exit_code, done.stdout) == (0, '{"é": 1}\n[2, "\\u2028"]\n')


def test_bytes_are_written_as_they_are(api: str) -> None:
    with StreamServer(stream_of(b"\x00\xff", b"\r\n")) as server:
        done = run("call", "--api", api, "--url", server.url, "things.bytes")
    assert (done.exit_code, done.stdout_bytes) == (0, b"\x00\xff\r\n")


def test_a_terminal_gets_no_bytes_and_the_server_no_request(api: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(console, "stdout_is_terminal", lambda: True)
    with StreamServer(stream_of(b"\x00")) as server:
        done = run("call", "--api", api, "--url", server.url, "things.bytes")
    assert (done.exit_code, server.requests) == (2, [])
    assert "things.bytes returns bytes, which a terminal cannot show; write them to a file" in done.stderr


def test_a_terminal_gets_lines_without_control_characters(api: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(console, "stdout_is_terminal", lambda: True)
    with StreamServer(stream_of('"\\u001b[2J"\n')) as server:
        assert run("call", "--api", api, "--url", server.url, "things.lines").stdout == '"\\u001b[2J"\n'


@pytest.mark.parametrize(("status", "code"), [(401, 4), (404, 4), (500, 5)])
def test_a_refused_stream_ends_like_any_call(api: str, status: int, code: int) -> None:
    with StreamServer(lambda exchange: exchange.respond(status)) as server:
        done = run("call", "--api", api, "--url", server.url, "things.ask")
    assert (done.exit_code, done.stdout) == (code, "")


def test_what_was_received_before_a_disconnect_is_written(api: str) -> None:
    def cut(exchange: Exchange) -> None:
        exchange.send_head()
        exchange.send("1\n2\n3")

    with StreamServer(cut) as server:
        done = run("call", "--api", api, "--url", server.url, "things.lines")
    assert (done.exit_code, done.stdout) == (6, "1\n2\n")
    assert done.stderr.startswith("dynaclient: things.lines: the stream was cut off")


@pytest.mark.parametrize("name", ["watch", "ask", "lines", "bytes"])
def test_a_dry_run_of_a_stream_shows_its_request(api: str, name: str) -> None:
    done = run("call", "--api", api, "--dry-run", f"things.{name}")
    assert done.stdout.startswith(f"{ACTIONS[name]['method']} https://api.example.com/things/{name}\n")
    assert (done.exit_code, done.stderr) == (0, "nothing was sent\n")


@pytest.mark.parametrize("name", ["watch", "ask", "lines"])
def test_the_stream_of_a_mock_server_ends(api: str, name: str) -> None:
    done = run("call", "--api", api, "--mock", f"things.{name}")
    assert (done.exit_code, len(done.stdout.splitlines())) == (0, 2)


# --- as they are received --------------------------------------------------------------------------------------------


class Numbers:
    """A stream that continues until its client has disconnected."""

    def __init__(self) -> None:
        self.may_go_on = threading.Event()
        self.left = threading.Event()

    def __call__(self, exchange: Exchange) -> None:
        exchange.send_head(media="application/x-ndjson")
        exchange.send("1\n")
        self.may_go_on.wait(10)
        try:
            for number in range(2, 10_000_000):
                exchange.send(f"{number}\n")
        except OSError:
            self.left.set()


def _begun(api: str, server: StreamServer) -> subprocess.Popen[bytes]:
    command = [*ME, "call", "--api", api, "--url", server.url, "things.lines"]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def test_each_line_is_written_when_it_is_received_and_an_interruption_prints_nothing(api: str) -> None:
    numbers = Numbers()
    with StreamServer(numbers) as server, _begun(api, server) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"1\n"  # the server sends no more before this was read
        process.send_signal(signal.SIGINT)
        _, message = process.communicate(timeout=10)
        assert (process.returncode, message) == (exit_codes.INTERRUPTED, b"")
        numbers.may_go_on.set()
        assert numbers.left.wait(10)


def test_a_reader_that_closes_the_pipe_ends_it_silently(api: str) -> None:
    numbers = Numbers()
    numbers.may_go_on.set()
    with StreamServer(numbers) as server, _begun(api, server) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline() == b"1\n"
        process.stdout.close()
        message = process.stderr.read()
        assert (process.wait(10), message) == (exit_codes.BROKEN_PIPE, b"")
        assert numbers.left.wait(10)


# --- all items -------------------------------------------------------------------------------------------------------


def _page(received: Received) -> bytes:
    """Respond with a page of two items, of five in all; with an error beyond."""
    number = int(received.target.rpartition("page=")[2] or 0) if "page=" in received.target else 0
    items = [{"n": n} for n in range(5)][number * 2 : number * 2 + 2]
    return raw_response(json.dumps({"items": items}).encode())


@pytest.mark.parametrize(
    ("words", "items", "requests"),
    [([], range(5), 4), (["--max-items", "3"], range(3), 2), (["--max-items", "0"], [], 0)],
)
def test_all_items_are_written_one_a_line(api: str, words: list[str], items: Any, requests: int) -> None:
    with RawServer(_page) as server:
        done = run("call", "--api", api, "--url", server.url, "--all", *words, "things.list", "perPage=2")
    assert (done.exit_code, [json.loads(line)["n"] for line in done.stdout.splitlines()]) == (0, list(items))
    assert len(server.requests) == requests


def test_the_items_before_an_error_are_written(api: str) -> None:
    def failing(received: Received) -> bytes:
        return raw_response(b"{}", status=403) if "page=1" in received.target else _page(received)

    with RawServer(failing) as server:
        done = run("call", "--api", api, "--url", server.url, "--all", "things.list")
    assert (done.exit_code, done.stdout) == (4, '{"n": 0}\n{"n": 1}\n')


def test_a_dry_run_of_all_items_shows_the_first_request(api: str) -> None:
    done = run("call", "--api", api, "--all", "--dry-run", "things.list")
    assert (done.exit_code, done.stdout.splitlines()[0]) == (0, "GET https://api.example.com/things")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["things.get", "--all"], "things.get does not return pages: omit --all"),
        (
            ["things.wrong", "--all"],
            "things.wrong does not return pages: its `paginate` was left out, since it is wrong: ",
        ),
        (["things.watch", "--all"], "things.watch does not return pages: omit --all"),
        (["things.list", "--all", "--with-response"], "omit --with-response"),
        (["things.list", "--max-items", "3"], "--max-items requires --all"),
        (["things.list", "--all", "--max-items", "-1"], "-1 is not in the range"),
        (["things.watch", "--with-response"], "things.watch returns a stream: omit --with-response"),
    ],
)
def test_options_that_contradict_each_other_are_refused(api: str, words: list[str], message: str) -> None:
    with RawServer() as server:
        done = run("call", "--api", api, "--url", server.url, *words)
    assert (done.exit_code, done.stdout, server.requests) == (2, "", [])
    assert message in done.stderr
