"""What the tests of the command line share."""

from __future__ import annotations

import json
import os
import re
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from dynaclient.cli.login import prompts
from dynaclient.cli.program import program as dynaclient


class Recorder:
    """A server that stores the bytes of every request and responds with no content."""

    def __init__(self) -> None:
        self.requests: list[bytes] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, connection.makefile("rb") as lines:
            while head := self._head(lines):
                length = re.search(rb"(?i)content-length: *([0-9]+)", head)
                boundary = re.search(rb"boundary=([0-9a-f]+)", head)
                whole = head + lines.read(int(length[1]) if length else 0)
                self.requests.append(whole.replace(boundary[1], b"boundary") if boundary else whole)
                connection.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")

    @staticmethod
    def _head(lines: Any) -> bytes:
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            line = lines.readline()
            if not line:
                return b""
            head += line
        return head

    def close(self) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    for name in ("API", "TOKEN", "URL", "SERVER", "PROFILE", "CONFIG"):
        monkeypatch.delenv(f"DYNACLIENT_{name}", raising=False)
    monkeypatch.delenv("NO_COLOR", raising=False)
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / "config"))
    monkeypatch.setenv("XDG_STATE_HOME", str(home / "state"))


@pytest.fixture
def recorder() -> Iterator[Recorder]:
    """Yield a server that stores requests."""
    server = Recorder()
    yield server
    server.close()


class Shell:
    """The program, run in this process with descriptions in a folder of their own."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.monkeypatch = monkeypatch
        self.typed: list[Any] = []
        """What is typed where it is not shown, in order, at a terminal."""

    def __call__(self, *words: str, stdin: str | bytes = "", program: Any = None, **variables: str) -> Result:
        """Run it with these words, standard input and environment variables."""
        whole = dynaclient if program is None else program
        return CliRunner().invoke(whole, list(words), input=stdin, env=variables, prog_name=whole.name)

    def at_a_terminal(self, *typed: Any) -> None:
        """Run it at a terminal from now on, where this is typed at hidden prompts; what a key raises is raised."""
        self.typed[:] = typed
        self.monkeypatch.setattr(prompts, "is_interactive", lambda: True)
        self.monkeypatch.setattr("getpass.getpass", self._hidden)

    def _hidden(self, prompt: str, *, stream: Any) -> str:
        stream.write(prompt)
        if not self.typed:
            raise EOFError
        typed = self.typed.pop(0)
        if isinstance(typed, BaseException):
            raise typed
        return str(typed)

    @property
    def config(self) -> Path:
        """The folder of the file of profiles."""
        return Path(os.environ["XDG_CONFIG_HOME"]) / "dynaclient"

    def profiles(self) -> Any:
        """Return the file of profiles."""
        path = self.config / "profiles.json"
        return json.loads(path.read_text()) if path.exists() else None

    def sessions(self) -> list[Path]:
        """Return the files of the store."""
        return sorted((Path(os.environ["XDG_STATE_HOME"]) / "dynaclient").glob("*.db"))


@pytest.fixture
def shell(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Shell:
    """Return the program, in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return Shell(monkeypatch)
