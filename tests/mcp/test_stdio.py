"""The server over its standard streams: only the protocol is written, and it ends when it has to."""

from __future__ import annotations

import json
import signal
import textwrap
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support import ROOT
from tests.support.agent_backend import AgentBackend
from tests.support.agent_servers import Piped, served_over_pipes

NOISY = """
import sys, threading, time, warnings
class Noise:
    def find_spec(self, name, path=None, target=None):
        if name in ("mcp", "dynaclient.mcp.server", "jmespath"):
            print(f"noise while {name} is imported")
            sys.stdout.write("more noise\\n")
            sys.stdout.flush()
            warnings.warn("a warning")
            __import__("os").write(1, b"noise on the descriptor\\n")
        return None
sys.meta_path.insert(0, Noise())
"""
"""A module that Python imports when it starts: other modules print while they are imported later."""
BLOCKED = """
import threading, time
def block():
    time.sleep(600)
class Beginning:
    def find_spec(self, name, path=None, target=None):
        if name == "dynaclient.mcp.serving":
            threading.Thread(target=block).start()
        return None
__import__("sys").meta_path.insert(0, Beginning())
"""
"""A module that Python imports when it starts: the server will have a thread that never ends."""


def started(folder: Path, code: str) -> str:
    """Return the `PYTHONPATH` of a process that begins by running this code."""
    (folder / "sitecustomize.py").write_text(textwrap.dedent(code), "utf-8")
    return f"{folder}:{ROOT}"


def end(server: Piped) -> tuple[float, int | None, list[str], str]:
    """Close the input of a server; return the seconds until its end, its exit code, and what else it printed."""
    server.end_input()
    seconds = server.seconds_to_end()
    return seconds, server.process.returncode, *server.rest()


def is_message(line: str) -> bool:
    """Return whether a line is a message of JSON-RPC."""
    message = json.loads(line)
    return isinstance(message, dict) and message["jsonrpc"] == "2.0"


# --- what is written -------------------------------------------------------------------------------------------------


def test_only_messages_are_written_whatever_else_prints(description: Path, tmp_path: Path) -> None:
    with served_over_pipes(description, PYTHONPATH=started(tmp_path, NOISY)) as server:
        found = server.receive_answer(server.send("tools/call", name="find", arguments={"query": "things"}))
        listed = server.receive_answer(server.call("things.list", select="items[].id"))
        number = server.send("tools/call", name="read", arguments={"action": "things.list", "select": "items[].id"})
        selected = server.receive_answer(number)
        _, code, rest, error = end(server)
    assert "isError" in found["result"]
    assert listed["result"]["isError"] is True
    assert selected["result"]["content"][1]["text"] == "[0,1,2,3,4]"
    assert all(map(is_message, [*server.printed, *rest]))
    assert code == 0
    for printed in ("noise while mcp is imported", "more noise", "a warning", "noise on the descriptor"):
        assert printed in error


LINES = [
    "", "this is not JSON", "{", "[]", "[1, 2]", "null", "17", '"text"', "{}", '{"jsonrpc": "2.0"}', '{"jsonrpc": "1.0", "id": 9, "method": "ping"}',
    '{"jsonrpc": "2.0", "id": null, "method": "ping"}', '{"jsonrpc": "2.0", "id": {}, "method": 5}', '{"jsonrpc": "2.0", "id": 77, "result": {}}',
    '{"jsonrpc": "2.0", "method": "notifications/unknown"}', "[" * 100_000, "\x00\x01\u2028", "x" * 1_000_000,
]  # fmt: skip
"""What no host should write."""


def test_lines_that_are_no_messages_are_survived(description: Path) -> None:
    with served_over_pipes(description) as server:
        for line in LINES:
            server.write(line)
        server.process.stdin.buffer.write(b"\xff\xfe\xc3\n")  # type: ignore[union-attr]
        answer = server.receive_answer(server.send("tools/list"))
        _, code, rest, error = end(server)
    assert [tool["name"] for tool in answer["result"]["tools"]] == ["find", "describe", "read", "preview"]
    assert all(map(is_message, [*server.printed, *rest]))
    assert code == 0
    assert "Traceback" not in error


REQUESTS: list[tuple[str, dict[str, Any]]] = [
    ("no/such", {}),
    ("tools/call", {}),
    ("tools/call", {"name": 5}),
    ("tools/call", {"name": "read", "arguments": "text"}),
    ("resources/read", {"uri": "dynaclient://result/none"}),
    ("resources/read", {"uri": "file:///etc/passwd"}),
]
"""What there is no answer to."""


def test_a_request_that_cannot_be_answered_is_an_error(description: Path) -> None:
    with served_over_pipes(description) as server:
        for method, params in REQUESTS:
            answer = server.receive_answer(server.send(method, **params))
            assert answer["error"]["code"] in (-32601, -32602)
            assert "tools" in server.receive_answer(server.send("tools/list"))["result"]


# --- the end ---------------------------------------------------------------------------------------------------------


@pytest.mark.alone
def test_the_end_of_the_input_ends_it(description: Path) -> None:
    with served_over_pipes(description) as server:
        seconds, code, rest, error = end(server)
    assert (seconds < 1, code, rest, error) == (True, 0, [], "")


@pytest.mark.alone
def test_the_end_of_the_input_ends_a_call_that_runs(description: Path, backend: AgentBackend, tmp_path: Path) -> None:
    with served_over_pipes(description, "--log", str(tmp_path / "log")) as server:
        server.call("things.slow", seconds=20)
        _await(lambda: backend.requests)
        seconds, code, _, _ = end(server)
    assert (seconds < 1, code) == (True, 0)
    _await(lambda: backend.left_after)
    assert json.loads((tmp_path / "log").read_text("utf-8").splitlines()[-1])["outcome"] == "cancelled"


@pytest.mark.alone
@pytest.mark.parametrize("number", [None, signal.SIGINT, signal.SIGTERM], ids=["end of the input", "Ctrl-C", "SIGTERM"])
def test_a_thread_that_never_ends_does_not_hold_it_up(description: Path, tmp_path: Path, number: int | None) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    paths = {"PYTHONPATH": started(tmp_path, BLOCKED), "TMPDIR": str(folder)}
    with served_over_pipes(description, **paths) as server:
        server.receive_answer(server.call("things.large"))
        assert len(list(folder.iterdir())) == 1
        if number is None:
            server.end_input()
        else:
            server.process.send_signal(number)
        assert server.seconds_to_end() < 1.2
        _, error = server.rest()
    assert (server.process.returncode, error) == (0, "" if number is None else "stopped\n")
    assert list(folder.iterdir()) == []


@pytest.mark.alone
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
@pytest.mark.parametrize("runs", [False, True], ids=["idle", "a call runs"])
def test_a_signal_ends_it(description: Path, backend: AgentBackend, number: int, runs: bool) -> None:
    with served_over_pipes(description) as server:
        if runs:
            server.call("things.slow", seconds=20)
            _await(lambda: backend.requests)
        server.process.send_signal(number)
        assert server.seconds_to_end() < 1.2
        rest, error = server.rest()
    assert (server.process.returncode, rest, error) == (0, [], "stopped\n")


def _await(something: Callable[[], object], seconds: float = 10) -> None:
    """Wait until a function returns something."""
    until = time.monotonic() + seconds
    while not something():
        assert time.monotonic() < until
        time.sleep(0.01)


# --- several calls ---------------------------------------------------------------------------------------------------


@pytest.mark.alone
def test_a_call_that_is_cancelled_closes_its_connection_and_the_next_is_answered(
    description: Path, backend: AgentBackend
) -> None:
    with served_over_pipes(description) as server:
        number = server.call("things.slow", seconds=20)
        _await(lambda: backend.requests)
        begun = time.monotonic()
        server.notify("notifications/cancelled", requestId=number, reason="no longer wanted")
        _await(lambda: backend.left_after)
        closed_after = time.monotonic() - begun
        answer = server.receive_answer(server.call("things.get", thingId="a"))
    assert closed_after < 0.5
    assert answer["result"]["isError"] is False


@pytest.mark.alone
def test_a_slow_call_delays_no_other(description: Path, backend: AgentBackend) -> None:
    with served_over_pipes(description) as server:
        server.receive_answer(server.call("things.get", thingId="a"))
        slow = server.call("things.slow", seconds=4)
        _await(lambda: backend.requests[1:])
        seconds = []
        for _ in range(5):
            begun = time.monotonic()
            server.receive_answer(server.call("things.get", thingId="a"))
            seconds.append(time.monotonic() - begun)
        assert server.receive_answer(slow)["result"]["isError"] is False
    assert max(seconds) < 0.1


def test_progress_is_reported_if_it_is_asked_for(description: Path) -> None:
    with served_over_pipes(description) as server:
        server.receive_answer(server.call("things.lines"))
        silent = [message for line in server.printed if "method" in (message := json.loads(line))]
        number = server.call("things.lines", meta={"progressToken": "p"})
        messages = []
        while (message := server.receive()).get("id") != number:
            messages.append(message)
    assert silent == []
    params = [message["params"] for message in messages]
    assert [message["method"] for message in messages] == ["notifications/progress"] * 4
    assert params == [
        {"progressToken": "p", "progress": float(count), "message": "of a stream"} for count in (1, 2, 3, 4)
    ]
