"""
Run the code of a page in order, as its reader does: in one folder, with Python and a shell.

- A block with a title (```` ```json title="pets.json" ````) is a file, which is written.
- ``python`` runs with the names of the blocks before it; ``sh`` runs in bash.
- ``text`` directly after either is its whole output. ``…`` in it stands for whatever is there.
- Servers that a shell starts with ``&`` run until the end of the page. Ports 8080 to 8089 become free ones.
- ``pip install`` does nothing here; the names of extras are compared with those of the package elsewhere.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from dynaclient.cli.program import program
from tests.support import ROOT
from tests.support.pages import Block, Page
from tests.support.programs import require_programs

PRELUDE = "pip() { :; }\n"
_PORT = re.compile(r"\b808\d\b")
_SHELL = re.compile(r"[|<>&;$`]")
"""What only a shell understands."""
_VARIABLES = ("DYNACLIENT_API", "DYNACLIENT_URL", "DYNACLIENT_TOKEN")


@dataclass(frozen=True)
class Story:
    """How the code of a page is run: in a folder with these files, without some languages, with these programs."""

    files: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()
    programs: tuple[str, ...] = ()


def run_story(
    page: Page, story: Story, folder: Path, patch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> int:
    """Run the blocks of a page in a folder, and return how many were run."""
    require_programs(*story.programs)
    for file in story.files:
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / file, folder / file)
    patch.chdir(folder)
    patch.syspath_prepend(folder)  # for the packages that a page writes
    set_environment(folder, patch)
    ports = Ports()
    names: dict[str, Any] = {"__name__": "page"}
    count = 0
    with background_processes() as shells, modules_of(folder):
        for block in page.story():
            code = ports.replace(block.code)
            if block.language in story.apart:
                continue
            if block.file:
                (folder / block.file).parent.mkdir(parents=True, exist_ok=True)
                (folder / block.file).write_text(code, encoding="utf-8")
            elif block.language == "python":
                page.run(code, names)
                require_output(block, capsys.readouterr().out, ports)
            elif block.language == "sh":
                with patch.context() as block_patch:  # a variable is exported to the end of the block
                    for name in _VARIABLES:
                        block_patch.setenv(name, "")
                        block_patch.delenv(name)
                    require_output(block, run_shell(code, folder, shells), ports)
            else:
                continue
            count += 1
    return count


def set_environment(folder: Path, patch: pytest.MonkeyPatch) -> None:
    """Have programs find no configuration but that in the folder, and the command of this installation first."""
    for name in [name for name in os.environ if name.startswith("DYNACLIENT_") and name != "DYNACLIENT_CACHE"]:
        patch.delenv(name)
    patch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        patch.setenv(name, str(folder / ".home"))
    patch.setenv("PYTEST_ADDOPTS", "-p no:cacheprovider")
    patch.setenv("COLUMNS", "100")


def require_output(block: Block, printed: str, ports: Ports) -> None:
    """Fail if a block has printed something else than the page shows."""
    if block.output is not None:
        shown = ".*".join(map(re.escape, ports.replace(block.output).rstrip("\n").split("…")))
        assert re.fullmatch(shown, printed.rstrip("\n")), (
            f"{block.code}\nprinted:\n{printed}\nthe page shows:\n{block.output}"
        )


def run_shell(code: str, folder: Path, shells: list[int]) -> str:
    """Run lines, and return what they print: in this process if they are plain calls of the command, else in bash."""
    words = [shlex.split(line, comments=True) for line in code.replace("\\\n", "").splitlines()]
    commands = [line for line in words if line]
    plain = not _SHELL.search(code) and all(line[0] in ("dynaclient", "export", "unset") for line in commands)
    return "".join(map(run_line, commands)) if plain else run_bash(code, folder, shells)


def run_line(words: list[str]) -> str:
    """Run one line that needs no shell, and return what it prints."""
    match words:
        case ["dynaclient", *arguments]:
            done = CliRunner().invoke(program, arguments, prog_name="dynaclient")
            assert done.exit_code == 0, f"{words}\n{done.output}"
            return done.output
        case ["export", *variables]:
            os.environ.update(dict(variable.split("=", 1) for variable in variables))
        case [_, *names]:
            for name in names:
                os.environ.pop(name, None)
    return ""


def run_bash(code: str, folder: Path, shells: list[int]) -> str:
    """Run lines in bash, and return what they print; wait for the servers that they start."""
    log = folder / ".home" / f"shell-{len(shells)}.log"
    log.parent.mkdir(exist_ok=True)
    with log.open("w", encoding="utf-8") as output:
        shell = subprocess.Popen(
            ["bash", "-euo", "pipefail", "-c", PRELUDE + code],
            cwd=folder, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
        shells.append(shell.pid)
        status = shell.wait(timeout=120)
    printed = log.read_text(encoding="utf-8")
    assert status == 0, f"{code}\n{printed}"
    for port in re.findall(r"--port (\d+).*&$", code, re.MULTILINE):
        wait_for(int(port))
    return printed


@contextmanager
def modules_of(folder: Path) -> Iterator[None]:
    """Remove what was imported from a folder by the end: its name may be that of another page's package."""
    try:
        yield
    finally:
        for name, module in list(sys.modules.items()):
            if str(getattr(module, "__file__", None)).startswith(str(folder)):
                del sys.modules[name]


@contextmanager
def background_processes() -> Iterator[list[int]]:
    """Yield a list of sessions; end what still runs in them."""
    sessions: list[int] = []
    try:
        yield sessions
    finally:
        for session in sessions:
            with suppress(ProcessLookupError):  # nothing of it runs any more
                os.killpg(session, signal.SIGTERM)


class Ports:
    """Free ports in place of those of a page."""

    def __init__(self) -> None:
        self._free: dict[str, str] = {}

    def replace(self, text: str) -> str:
        """Return a string with the free ports."""
        return _PORT.sub(lambda found: self._free.setdefault(found[0], str(free_port())), text)


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def wait_for(port: int, seconds: float = 20) -> None:
    """Wait until something listens on a port of this machine."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    pytest.fail(f"nothing listens on port {port}")
