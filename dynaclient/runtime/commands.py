"""The output of a command that the user has named: without a shell, in limited time, of limited size."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, NamedTuple

SECONDS = 30.0
"""How long a command may take."""
MAX_BYTES = 64 * 1024
"""How much it may print."""
_GRACE = 1.0
"""Seconds to wait for the end of the output of a command that has ended: what it has started may still have it open."""
_POLL = 0.01


class CommandOutcome(NamedTuple):
    """How a command ended."""

    output: bytes
    errors: bytes
    """The beginning of what it printed to its standard error."""
    problem: str
    """Why its output is of no use, in words that do not contain it; empty if it is."""


def run_command(command: Sequence[str], folder: Path, *, seconds: float = SECONDS) -> CommandOutcome:
    """
    Run a command, and return what it printed.

    It is killed together with its children if it takes too long or prints too much. It has no terminal, and its
    standard input is empty.

    Args:
        command: The program, looked up in the path, and its arguments.
        folder: The folder that it runs in.
        seconds: How long it may take.
    """
    try:
        process = subprocess.Popen(  # noqa: S603 - the user's own file names it, and no shell reads it
            command, bufsize=0, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            start_new_session=True,
        )  # fmt: skip
    except (OSError, ValueError) as error:
        return CommandOutcome(b"", b"", f"cannot be started: {getattr(error, 'strerror', None) or 'not a command'}")
    try:
        return _outcome(process, seconds)
    finally:
        _kill(process)


def _outcome(process: subprocess.Popen[bytes], seconds: float) -> CommandOutcome:
    until = time.monotonic() + seconds
    output, errors = _Pipe(process.stdout), _Pipe(process.stderr)
    while process.poll() is None and time.monotonic() < until and not output.is_full:
        time.sleep(_POLL)
    is_late = process.poll() is None and not output.is_full
    _kill(process)
    for pipe in (output, errors):
        pipe.thread.join(_GRACE)
    return CommandOutcome(
        bytes(output.data), bytes(errors.data), _problem(process, output, seconds if is_late else None)
    )


def _problem(process: subprocess.Popen[bytes], output: _Pipe, late: float | None) -> str:
    if late is not None:
        return f"did not end within {late:g} seconds, and was killed"
    if output.is_full:
        return f"printed more than {MAX_BYTES // 1024} KiB"
    return f"ended with exit code {process.returncode}" if process.returncode else ""


def _kill(process: subprocess.Popen[bytes]) -> None:
    """Kill a command that runs, and its children: they are a session of their own."""
    if process.poll() is not None:
        return
    if sys.platform == "win32":  # pragma: no cover - depends on the system
        process.kill()
    else:
        with suppress(OSError):  # it has ended since
            os.killpg(process.pid, 9)
    process.wait()


class _Pipe:
    """What a command prints to a pipe, up to the limit; the rest is read and dropped."""

    def __init__(self, stream: IO[bytes] | None) -> None:
        self.data = bytearray()
        self.is_full = False
        """Whether there was more than the limit."""
        self.thread = threading.Thread(target=self._read, args=(stream,), name="dynaclient-command", daemon=True)
        self.thread.start()

    def _read(self, stream: IO[bytes]) -> None:
        with stream:
            while chunk := stream.read(MAX_BYTES):
                self.is_full = self.is_full or len(self.data) + len(chunk) > MAX_BYTES
                self.data += chunk[: MAX_BYTES - len(self.data)]
