"""The command `mcp`: what its options mean, which token protects it, and how it ends."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from dynaclient import DynaclientError, load
from dynaclient.agents.toolbox import Toolbox
from dynaclient.agents.wording import PERSON
from dynaclient.cli.bound import bound_program
from dynaclient.cli.commands.agents import PORT
from dynaclient.cli.program import program
from dynaclient.cli.run import agents
from dynaclient.cli.run.agents import MIN_TOKEN, Ending, http_token, is_local_address, listen, take_standard_output
from dynaclient.client import faces
from dynaclient.client.environment import MCP_TOKEN
from dynaclient.mock import MockServer
from tests.support import ROOT
from tests.support.agent_backend import described

LONG = "x" * MIN_TOKEN


@pytest.fixture(autouse=True)
def variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(MCP_TOKEN, raising=False)


class Served:
    """Stands for the server: it takes what it is to serve, and ends at once."""

    def __init__(self) -> None:
        self.toolbox: Any = None
        self.calls: list[tuple[str, tuple[Any, ...]]] = []
        self.options: dict[str, Any] = {}
        self.raises: BaseException | None = None

    def __call__(self, toolbox: Toolbox, **options: Any) -> Served:
        self.toolbox, self.options = toolbox, options
        return self

    async def serve_stdio(self, *given: Any) -> None:
        self._serve("stdio", given)

    async def serve_http(self, *given: Any) -> None:
        self._serve("http", given)

    def _serve(self, how: str, given: tuple[Any, ...]) -> None:
        self.calls.append((how, given))
        if self.raises is not None:
            raise self.raises


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Served:
    """Return what stands for the server, with the standard output as it is."""
    server = Served()
    monkeypatch.setattr(faces, "agent_server", server)
    monkeypatch.setattr(agents, "take_standard_output", lambda: 17)
    monkeypatch.setattr(agents, "listen", lambda *where: where)
    monkeypatch.setattr(logging.getLogger(), "handlers", [*logging.getLogger().handlers])
    return server


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "api.json"
    path.write_text(json.dumps(described("http://127.0.0.1:1")), "utf-8")
    return str(path)


def run(file: str, *words: str, **more: Any) -> Result:
    return CliRunner().invoke(program, ["mcp", "--api", file, *words], **more)


def test_it_serves_the_standard_streams(served: Served, file: str) -> None:
    result = run(file)
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")
    ((how, (output, ended)),) = served.calls
    assert (how, output, callable(ended), served.options) == ("stdio", 17, True, {"structured": False})
    assert [tool.name for tool in served.toolbox.tools] == ["find", "describe", "read", "preview"]


def test_a_program_that_is_bound_to_a_description_serves_it_too(served: Served) -> None:
    """What its tools say names its own command and variables."""
    api = {
        **described("http://127.0.0.1:1", {"get": {"method": "GET", "path": "/a"}}),
        "auth": {"key": {"type": "bearer"}},
    }
    with MockServer(load(api)) as server:
        bound = bound_program({**api, "server": server.url}, "my-shop", None)
        assert CliRunner().invoke(bound, ["mcp"]).exit_code == 0
        assert "log in, or set MY_SHOP_TOKEN" in CliRunner().invoke(bound, ["mcp", "--token-stdin"]).stderr
        text = asyncio.run(_text_of_read(served.toolbox))
    assert f"{PERSON} log in with `my-shop login`, or to set MY_SHOP_TOKEN" in text


async def _text_of_read(toolbox: Toolbox) -> str:
    result = await toolbox.call("read", {"action": "things.get"})
    await toolbox._client.close()
    return result.text


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["--http"], ("127.0.0.1", PORT, LONG, ())),
        (["--http", "0"], ("127.0.0.1", 0, LONG, ())),
        (["--http", "80", "--bind", "::1"], ("::1", 80, LONG, ())),
        (["--http", "0", "--bind", "0.0.0.0", "--host-name", "a", "--host-name", "b"], ("0.0.0.0", 0, LONG, ("a", "b"))),
    ],
    ids=str,
)  # fmt: skip
def test_it_serves_over_http(served: Served, file: str, words: list[str], expected: tuple[Any, ...]) -> None:
    assert run(file, *words, "--structured", env={MCP_TOKEN: LONG}).exit_code == 0
    ((how, (where, token, _, names)),) = served.calls
    assert (how, (*where, token, names)) == ("http", expected)
    assert served.options == {"structured": True}


@pytest.mark.parametrize(
    ("words", "names"),
    [
        (["--allow", "write"], ["find", "describe", "read", "preview", "write"]),
        (["--no-confirm", "--rate", "10"], ["find", "describe", "read", "preview"]),
        (["--rate", "100/minute", "--timeout", "5"], ["find", "describe", "read", "preview"]),
    ],
    ids=str,
)
def test_its_options_are_those_of_the_toolbox(served: Served, file: str, words: list[str], names: list[str]) -> None:
    assert run(file, *words).exit_code == 0
    assert [tool.name for tool in served.toolbox.tools] == names


def test_what_is_confirmed_is_chosen(served: Served, file: str) -> None:
    found = []
    for words in ([], ["--no-confirm"], ["--confirm", "all"]):
        run(file, *words)
        found.append(served.toolbox._caller.confirm)
    assert found == ["destructive", "never", "all"]


def test_a_token_does_not_come_from_a_standard_input_that_is_the_protocol(served: Served, file: str) -> None:
    result = run(file, "--token-stdin", input="token")
    assert result.exit_code == 2
    assert "--token-stdin: the standard input belongs to the protocol; log in, or set DYNACLIENT_TOKEN" in result.stderr


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--print"], "--print would do nothing without --install: add --install, or omit --print"),
        (
            ["--name", "a", "--yes"],
            "--name, --yes would do nothing without --install: add --install, or omit --name, --yes",
        ),
        (["--bind", "0.0.0.0"], "--bind would do nothing without --http: add --http, or omit --bind"),
        (["--host-name", "a"], "--host-name would do nothing without --http: add --http, or omit --host-name"),
        (["--only-tools"], "--only-tools would do nothing without --tool: add --tool, or omit --only-tools"),
        (["--many", "--install", "cursor"], "--many would do nothing without --tool: add --tool, or omit --many"),
        (["--log-values"], "--log-values would do nothing without --log: add --log, or omit --log-values"),
        (["--no-confirm", "--confirm", "all"], "--no-confirm asks nothing: omit --confirm"),
    ],
    ids=str,
)
def test_an_option_that_would_do_nothing_is_refused(served: Served, file: str, words: list[str], message: str) -> None:
    result = run(file, *words)
    assert (result.exit_code, served.calls) == (2, [])
    assert message in result.stderr


@pytest.mark.parametrize("words", [[], ["--http", "0"]], ids=str)
def test_it_stops_when_it_is_interrupted(served: Served, file: str, words: list[str]) -> None:
    served.raises = KeyboardInterrupt()
    result = run(file, *words, env={MCP_TOKEN: LONG})
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "stopped\n")


def test_what_libraries_log_cannot_control_a_terminal(served: Served, file: str, capsys: Any) -> None:
    root = logging.getLogger()
    before, root.handlers = root.handlers, []
    try:
        run(file)
        (handler,) = root.handlers
        record = logging.LogRecord("mcp", logging.WARNING, "", 0, "Host: %s", ("\x1b[31m\x9b",), None)
        assert handler.format(record) == "Host: \\u001b[31m\\u009b"
    finally:
        root.handlers = before


# --- the token -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "expected"),
    [("localhost", True), ("127.0.0.1", True), ("127.9.9.9", True), ("::1", True), ("0.0.0.0", False), ("::", False), ("10.0.0.1", False)],
)  # fmt: skip
def test_which_addresses_only_this_machine_reaches(address: str, expected: bool) -> None:
    assert is_local_address(address) is expected


def test_an_address_that_cannot_be_had_is_an_error_and_no_token_is_printed(
    served: Served, file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(agents, "listen", listen)
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        done = run(file, "--http", str(port))
    message = f"cannot listen on 127.0.0.1, port {port}: Address already in use; choose another one: --http 0"
    assert (done.exit_code, done.stderr.splitlines()[0].partition(": ")[2]) == (3, f"{message} [cannot-listen]")
    assert served.calls == []


def test_another_port_does_not_help_an_address_of_another_machine() -> None:
    with pytest.raises(DynaclientError, match="choose an address of this machine: --bind 127.0.0.1"):
        listen("192.0.2.1", 0)


def test_a_token_is_made_once_it_serves(served: Served, file: str) -> None:
    done = run(file, "--http", "0")
    ((_, (_, token, *_)),) = served.calls
    assert done.stderr == f"Hosts send: Authorization: Bearer {token}\n"


def test_an_address_is_a_number() -> None:
    with pytest.raises(click.UsageError, match="'example.com' is not an address: pass one such as 127.0.0.1"):
        is_local_address("example.com")


def test_a_token_comes_from_a_file_or_from_the_environment_or_is_to_be_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert http_token(None) == ""
    monkeypatch.setenv(MCP_TOKEN, "e" * MIN_TOKEN)
    assert http_token(None) == http_token(None, is_local=False) == "e" * MIN_TOKEN
    (tmp_path / "token").write_text(f" {LONG}\n", "utf-8")
    assert http_token(str(tmp_path / "token"), is_local=False) == LONG
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("token", [LONG[1:], "é" * MIN_TOKEN, f"{LONG} {LONG}", f"{LONG}\t", b"\xff" * 40], ids=ascii)
def test_a_token_that_protects_nothing_or_cannot_be_sent_is_refused(tmp_path: Path, token: str | bytes) -> None:
    (tmp_path / "token").write_bytes(
        token if isinstance(token, bytes) else f"{token}x\n".encode()[: -2 if len(token) < MIN_TOKEN else None]
    )
    with pytest.raises(
        click.UsageError, match="needs 22 characters or more, which are letters, digits or signs of ASCII"
    ):
        http_token(str(tmp_path / "token"))


def test_no_token_is_made_for_other_machines_nor_in_place_of_an_empty_file(tmp_path: Path) -> None:
    with pytest.raises(click.UsageError, match=f"with --token-file, or in {MCP_TOKEN}"):
        http_token(None, is_local=False)
    (tmp_path / "token").write_text("\n", "utf-8")
    with pytest.raises(click.UsageError, match="the file has no token"):
        http_token(str(tmp_path / "token"))


# --- the standard output, and the end --------------------------------------------------------------------------------


def test_what_is_printed_later_goes_to_the_standard_error() -> None:
    code = "import os; from dynaclient.cli.run.agents import take_standard_output as take; own = take(); print('later', flush=True); os.write(own, b'own')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert (done.stdout, done.stderr) == ("own", "later\n")


def test_the_standard_output_is_taken_once(capfd: pytest.CaptureFixture[str]) -> None:
    own = take_standard_output()
    try:
        os.write(1, b"printed")
        os.write(own, b"written")
        assert capfd.readouterr() == ("written", "printed")
    finally:
        os.dup2(own, 1)
        os.close(own)


def nothing() -> None:
    """Remove nothing."""


@pytest.fixture
def left(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return the exit codes with which the process was left."""
    codes: list[int] = []
    monkeypatch.setattr(os, "_exit", codes.append)
    monkeypatch.setattr(agents, "GRACE", 0.05)
    return codes


def test_it_ends_in_a_moment_and_removes_its_files_first(left: list[int]) -> None:
    cleaned: list[int] = []
    ending = Ending(lambda: cleaned.append(len(left)))
    ending.begin()
    ending.begin()
    time.sleep(0.3)
    assert (cleaned, left) == ([0], [0])


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_it_ends_even_if_its_files_cannot_be_removed(left: list[int]) -> None:
    def fail() -> None:
        raise OSError

    Ending(fail).begin()
    time.sleep(0.3)
    assert left == [0]


def test_a_program_that_ends_by_itself_is_left_alone(left: list[int]) -> None:
    Ending(nothing).complete()
    ending = Ending(nothing)
    ending.begin()
    ending.complete()
    time.sleep(0.2)
    assert left == []


def test_a_thread_that_was_started_meanwhile_does_not_hold_it_up(left: list[int]) -> None:
    ending = Ending(nothing)
    waiting = threading.Event()
    thread = threading.Thread(target=waiting.wait)
    thread.start()
    ending.begin()
    ending.complete()
    time.sleep(0.2)
    waiting.set()
    thread.join()
    assert left == [0]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
def test_a_signal_cancels_what_serves(
    left: list[int], number: signal.Signals, capsys: pytest.CaptureFixture[str]
) -> None:
    before = signal.getsignal(number)
    ends: list[str] = []

    async def serve() -> None:
        signal.raise_signal(number)
        try:
            await asyncio.sleep(10)
        except BaseException as error:
            ends.append(type(error).__name__)
            raise

    ending = Ending(nothing)
    ending.run(serve())
    assert signal.getsignal(number) is before
    time.sleep(0.2)
    assert (ends, left, capsys.readouterr().err) == (["CancelledError"], [0], "stopped\n")


def test_a_signal_before_anything_serves_interrupts_it(left: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    def run(main: Any) -> None:
        main.close()
        signal.raise_signal(signal.SIGTERM)

    monkeypatch.setattr(asyncio, "run", run)
    serving = asyncio.sleep(0)
    Ending(nothing).run(serving)
    serving.close()
    time.sleep(0.2)
    assert left == [0]


def test_what_is_stuck_when_a_signal_comes_is_left(left: list[int], capsys: pytest.CaptureFixture[str]) -> None:
    async def serve() -> None:
        signal.raise_signal(signal.SIGTERM)
        time.sleep(0.3)

    Ending(nothing).run(serve())
    assert (left, capsys.readouterr().err) == ([0], "stopped\n")


def test_only_the_main_thread_receives_signals(left: list[int]) -> None:
    before = signal.getsignal(signal.SIGTERM)
    seen: list[Any] = []

    async def serve() -> None:
        seen.append(signal.getsignal(signal.SIGTERM))

    thread = threading.Thread(target=lambda: Ending(nothing).run(serve()))
    thread.start()
    thread.join()
    assert seen == [before]
