"""The command line as a user sees it: typed into real shells in a real terminal (tmux), and read from its screen."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from dynaclient import Client, load
from dynaclient.mock import MockServer
from tests.support.descriptions import describe, query
from tests.support.pages import Page
from tests.support.programs import require_programs
from tests.support.raw_server import RawServer, Received, raw_response
from tests.support.stream_server import StreamServer

PATIENCE = 20.0
READY = "ready> "
SHELLS = {
    "bash": ("bash --norc --noprofile", 'eval "$(dynaclient completion bash)"'),
    "zsh": ("zsh -f", 'eval "$(dynaclient completion zsh)"'),
    "fish": ("fish --no-config --private", "dynaclient completion fish | source"),
}
"""Each shell: how it is started without settings of the user, and what loads completion into it."""
PROMPTS = {
    "bash": f"PS1='{READY}'",
    "zsh": f"PROMPT='{READY}'",
    "fish": f"function fish_prompt; echo -n '{READY}'; end; set fish_greeting",
}
ITEMS = [{"id": str(number), "name": f"thing {number}", "note": "n" * 70, "size": number} for number in range(40)]
ACTIONS: dict[str, Any] = {
    "get": {"method": "GET", "parameters": {"n": query({"type": "integer"})}},
    "list": {
        "method": "GET", "path": "/list",
        "parameters": {"page": query({"type": "integer"}), "sortField": query({"enum": ["name", "nothing", "size"]}), "sortOrder": query()},
        "paginate": {"style": "page", "page": "page", "items": "/items", "first": 0, "total": "/total"},
    },
    "hostile": {"method": "GET", "parameters": {"kind": query({"enum": ["$(touch owned);`touch owned` 'x\"&|>owned"]})}},
    "watch": {"method": "GET", "path": "/watch", "responses": {"200": {"stream": "sse"}}},
}  # fmt: skip


class Terminal:
    """A shell in a tmux window: what is typed into it, and what is on its screen."""

    def __init__(self, folder: Path, shell: str, columns: int = 100) -> None:
        # The path of a test is too long for a socket.
        self._socket = Path(tempfile.gettempdir()) / f"dynaclient-{uuid4().hex[:12]}"
        self._shell = shell
        self._columns = columns
        self._folder = folder

    def open(self) -> None:
        """Start it, with only a prompt on the screen."""
        command, _ = SHELLS[self._shell]
        environment = {**os.environ, "TERM": "xterm-256color", "LANG": "C.UTF-8"}
        environment["PATH"] = f"{self._folder}{os.pathsep}{environment['PATH']}"
        self._run("new-session", "-d", "-x", str(self._columns), "-y", "40", command, environment=environment)
        self.type(PROMPTS[self._shell])
        self.see(re.compile(f"^{READY.strip()}$", re.MULTILINE))
        self.type("clear")

    def _run(self, *words: str, environment: Any = None, stdin: str | None = None) -> str:
        command = ["tmux", "-S", str(self._socket), "-f", os.devnull, *words]
        done = subprocess.run(
            command, capture_output=True, text=True, check=True, env=environment, timeout=PATIENCE, input=stdin
        )
        return done.stdout

    def type(self, text: str, *keys: str) -> None:
        """Type a line; or a string, and keys by their tmux names."""
        self._run("send-keys", "-l", text)
        self._run("send-keys", *(keys or ("Enter",)))

    def type_secret(self, text: str) -> None:
        """Type a line that is no argument of any command."""
        self._run("load-buffer", "-", stdin=text)
        self._run("paste-buffer", "-d")
        self.press("Enter")

    def press(self, *keys: str) -> None:
        """Press keys, by their tmux names."""
        self._run("send-keys", *keys)

    def screen(self, *, colours: bool = False) -> str:
        """Return the screen."""
        return self._run("capture-pane", "-p", *(["-e"] if colours else []))

    def see(self, wanted: str | re.Pattern[str], *, seconds: float = PATIENCE) -> str:
        """Wait until something is on the screen, and return the screen."""
        until = time.monotonic() + seconds
        while True:
            seen = self.screen()
            if wanted in seen if isinstance(wanted, str) else wanted.search(seen):
                return seen
            assert time.monotonic() < until, f"{wanted!r} is not on the screen:\n{seen}"
            time.sleep(0.05)

    def close(self) -> None:
        subprocess.run(
            ["tmux", "-S", str(self._socket), "kill-server"], capture_output=True, check=False, timeout=PATIENCE
        )
        self._socket.unlink(missing_ok=True)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with the program and a description in it."""
    (tmp_path / "api.json").write_text(json.dumps(describe(ACTIONS)))
    monkeypatch.setenv("DYNACLIENT_API", str(tmp_path / "api.json"))
    program = tmp_path / "dynaclient"
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m dynaclient "$@"\n')
    program.chmod(0o755)
    monkeypatch.chdir(tmp_path)
    return tmp_path


Opening = Callable[..., Terminal]


@pytest.fixture
def opening(folder: Path) -> Iterator[Opening]:
    """Yield a function that opens a terminal."""
    require_programs("tmux")
    opened: list[Terminal] = []

    def open_(shell: str = "bash", columns: int = 100) -> Terminal:
        opened.append(Terminal(folder, shell, columns))  # so that it is closed even if opening it fails
        opened[-1].open()
        return opened[-1]

    yield open_
    for terminal in opened:
        terminal.close()


# --- completion ------------------------------------------------------------------------------------------------------


@pytest.mark.uncounted
@pytest.mark.parametrize("shell", SHELLS)
def test_a_shell_completes_actions_arguments_and_values(opening: Opening, folder: Path, shell: str) -> None:
    require_programs(shell)
    (folder / "photo of me.png").touch()
    (folder / "numbers.json").touch()
    terminal = opening(shell)
    terminal.type(SHELLS[shell][1])
    terminal.type("echo $((40+2))-is-there" if shell != "fish" else "echo (math 40+2)-is-there")
    terminal.see("42-is-there")
    terminal.type("dynaclient thi", "Tab")
    terminal.see(f"{READY}dynaclient things")
    terminal.press("C-u")
    terminal.type("dynaclient things.l", "Tab")
    terminal.see(f"{READY}dynaclient things.list")
    terminal.type("sortF", "Tab")
    terminal.see("things.list sortField=")
    terminal.type("nam", "Tab")
    terminal.see("things.list sortField=name")
    terminal.press("C-u")
    terminal.type("dynaclient things.get n:=@num", "Tab")
    terminal.see("n:=@numbers.json")
    terminal.press("C-u")
    terminal.type("dynaclient things.get without", "Tab")  # there are no candidates
    terminal.type("=unchanged", "Space")
    terminal.see("things.get without=unchanged")
    terminal.press("C-u")
    terminal.type("dynaclient things.list sortField=", "Tab", "Tab")
    seen = terminal.see(re.compile(r"nothing.*size", re.DOTALL))
    assert "Traceback" not in seen


@pytest.mark.uncounted
@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("quote", ["'", '"'])
def test_what_is_typed_in_quotes_is_completed_inside_of_them(
    opening: Opening, folder: Path, shell: str, quote: str
) -> None:
    require_programs(shell)
    (folder / "my numbers.json").touch()
    terminal = opening(shell)
    terminal.type(SHELLS[shell][1])
    terminal.type(f"dynaclient things.list {quote}sortField=na", "Tab")
    terminal.see(f"things.list {quote}sortField=name{quote}")
    terminal.press("C-u")
    terminal.type(f"dynaclient --api {quote}my num", "Tab")
    terminal.see(f"--api {quote}my numbers.json{quote}")


@pytest.mark.uncounted
@pytest.mark.parametrize("shell", SHELLS)
def test_a_completed_string_of_a_description_is_never_run_as_a_command(
    opening: Opening, folder: Path, shell: str
) -> None:
    require_programs(shell)
    terminal = opening(shell)
    terminal.type(SHELLS[shell][1])
    with RawServer() as server:
        terminal.type(f"dynaclient things.hostile --url {server.url} kind=", "Tab")
        terminal.see("touch")
        terminal.press("Enter")
        terminal.see("{}")
        assert not (folder / "owned").exists()
        assert len(server.requests) == 1


# --- the screen ------------------------------------------------------------------------------------------------------


def slowly(received: Received) -> bytes:
    page = int(received.target.split("page=")[1].partition("&")[0]) if "page=" in received.target else 0
    time.sleep(0.2)
    return raw_response(json.dumps({"items": ITEMS[10 * page : 10 * page + 10], "total": len(ITEMS)}).encode())


@pytest.mark.uncounted
def test_colours_are_for_the_terminal_alone(opening: Opening) -> None:
    terminal = opening()
    with RawServer(lambda _: raw_response(b'{"name": "warm"}')) as server:
        terminal.type(f"dynaclient things.get --url {server.url}; echo over")
        terminal.see(re.compile("^over", re.MULTILINE))
        assert "\x1b[32m" in terminal.screen(colours=True)
        terminal.type("clear")
        terminal.type(f"dynaclient things.get --url {server.url} | cat; echo over")
        terminal.see(re.compile("^over", re.MULTILINE))
        assert '"name": "warm"' in terminal.screen()
        assert "\x1b[32m" not in terminal.screen(colours=True)


@pytest.mark.uncounted
def test_a_table_of_all_pages_fits_after_its_progress(opening: Opening) -> None:
    terminal = opening(columns=70)
    with RawServer(slowly) as server:
        terminal.type(f"dynaclient things.list --all -o table --url {server.url}; echo over")
        terminal.see(re.compile(r"things\.list.*\d+ of 40 items"))
        seen = terminal.see(re.compile("^over", re.MULTILINE))
    assert max(len(line) for line in seen.splitlines()) <= 70
    assert re.search(r"^39 +thing 39 +n+… +39$", seen, re.MULTILINE)


@pytest.mark.uncounted
def test_ctrl_c_ends_a_stream_silently(opening: Opening) -> None:
    over = threading.Event()

    def say(exchange: Any) -> None:
        exchange.send_head()
        exchange.send("data: first\n\n")
        over.wait(PATIENCE)

    terminal = opening()
    with StreamServer(say) as server:
        terminal.type(f"dynaclient things.watch --url {server.url}; echo left with $?")
        terminal.see('"data": "first"')
        terminal.press("C-c")
        seen = terminal.see("left with 130")
        over.set()
    assert "Traceback" not in seen
    assert "Error" not in seen


@pytest.mark.uncounted
def test_a_reader_that_closes_the_pipe_ends_a_list_silently(opening: Opening) -> None:
    def pages(received: Received) -> bytes:
        return raw_response(json.dumps({"items": ITEMS * 250, "total": 10**9}).encode())

    terminal = opening()
    with RawServer(pages) as server:
        command = f"dynaclient things.list --all --max-items 10000 --url {server.url}"
        terminal.type(f'{command} | head -1 | cut -c 1-20; echo left with "${{PIPESTATUS[*]}}"')
        seen = terminal.see("left with 141 0 0")
    assert '{"id": "0", "name":' in seen
    assert not re.search(r"\d items", seen)
    assert "Traceback" not in seen
    assert "BrokenPipe" not in seen


# --- logging in ------------------------------------------------------------------------------------------------------


class CommandLines:
    """The command lines of all processes of the machine, read all the time from ``with`` to its end."""

    def __init__(self) -> None:
        self.seen: set[bytes] = set()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def _watch(self) -> None:
        while not self._over.wait(0.01):
            for path in Path("/proc").glob("[0-9]*/cmdline"):
                with suppress(OSError):
                    self.seen.add(path.read_bytes())

    def __enter__(self) -> CommandLines:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()


USER, PASSWORD = "ann@example.com", "correct horse 7d1e"


@pytest.mark.uncounted
def test_from_nothing_to_a_table_it_takes_three_commands(opening: Opening, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first installs it, which `.ci/run` does; the others are typed as the page has them."""
    (block,) = [block for block in Page("docs/start.md").blocks("text") if block.startswith("pip install")]
    install, log_in, show = block.splitlines()
    assert (install, log_in) == ("pip install '.[cli]'", "dynaclient login")
    monkeypatch.delenv("DYNACLIENT_API")
    with (
        MockServer(load(), grants={f"{USER}:{PASSWORD}": ["*"], "t": ["*"]}).start() as server,
        Client(url=server.url, token="t", trust_env=False) as client,
        CommandLines() as command_lines,
    ):
        for number in range(120):
            client.applications.post(application={"name": f"{'Green' if number % 4 else 'White'}house {number}"})
        monkeypatch.setenv("DYNACLIENT_URL", server.url)  # in place of that of the API
        terminal = opening(columns=140)
        terminal.type(log_in)
        terminal.see("Which one:")
        terminal.type("user")
        terminal.see("email (Address")
        terminal.type(USER)
        terminal.see("password (The")
        terminal.type_secret(PASSWORD)
        assert PASSWORD not in terminal.see("Logged in as ")
        terminal.type("clear")
        terminal.type(f"{show} | tee table.txt | tail -5; history > history.txt; echo over")
        terminal.see(re.compile("^over", re.MULTILINE))
        terminal.type("dynaclient whoami --token > token.txt; echo again")
        terminal.see(re.compile("^again", re.MULTILINE))
    title, *rows = Path("table.txt").read_text().splitlines()
    assert title.split()[:2] == ["id", "name"]
    assert (len(rows), sum("Greenhouse" in row for row in rows)) == (90, 90)
    seen, history = b"\n".join(command_lines.seen), Path("history.txt").read_text()
    for secret in (PASSWORD, Path("token.txt").read_text().strip()):
        assert len(secret) > 10
        assert (secret.encode() in seen, secret in history) == (False, False)
    assert (b"login" in seen, "dynaclient login" in history) == (True, True)


@pytest.mark.uncounted
def test_ctrl_c_ends_a_login_that_waits_for_the_browser(opening: Opening, folder: Path) -> None:
    auth = {"oauth": {"type": "bearer"}}
    (folder / "oauth.json").write_text(json.dumps(describe(ACTIONS, auth=auth)))
    with MockServer(load(describe(ACTIONS, auth=auth))) as server:
        terminal = opening()
        place = f"--api oauth.json --url {server.url} --issuer {server.issuer} --client-id cli --as browser"
        terminal.type(f"dynaclient login {place}; echo left with $?")
        terminal.see("Log in here, in a browser of this machine:")
        terminal.press("C-c")
        seen = terminal.see("left with 130")
    assert "Traceback" not in seen


@pytest.mark.uncounted
@pytest.mark.parametrize("keys", ["C-c", "C-d"])
def test_a_prompt_that_is_left_ends_the_login(opening: Opening, keys: str) -> None:
    terminal = opening()
    terminal.type("unset DYNACLIENT_API; dynaclient login --as user --url http://127.0.0.1:9; echo left with $?")
    terminal.see("email (Address")
    terminal.press(keys)
    seen = terminal.see(f"left with {130 if keys == 'C-c' else 2}")
    assert "Traceback" not in seen
