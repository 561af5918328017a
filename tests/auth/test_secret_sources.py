"""Sources of secrets: what the user's file names is read, within limits, and never shown."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from dynaclient import InvalidCall
from dynaclient.auth.secret_sources import is_secret_source, read_secret
from dynaclient.runtime import commands

CANARY = "s3cret-c4nary"


def read(source: dict[str, Any]) -> str:
    return read_secret(source, "the key of work").reveal()


def command(code: str) -> dict[str, Any]:
    return {"from": "command", "command": [sys.executable, "-c", code]}


def problem(source: dict[str, Any]) -> str:
    """Return the message of the error; it never has the secret in it."""
    with pytest.raises(InvalidCall) as caught:
        read(source)
    assert CANARY not in f"{caught.value} {caught.value.problems}"
    frames = []
    traceback = caught.value.__traceback__
    while traceback is not None:
        frames.append(traceback.tb_frame)
        traceback = traceback.tb_next
    assert not [
        frame for frame in frames if "dynaclient" in frame.f_globals["__name__"] and CANARY in str(frame.f_locals)
    ]
    return str(caught.value)


# --- environment, file -----------------------------------------------------------------------------------------------


def test_a_variable_has_the_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PETS_SECRET", CANARY)
    assert read({"from": "env", "name": "PETS_SECRET"}) == CANARY


@pytest.mark.parametrize(
    ("value", "message"),
    [(None, "PETS_SECRET is not set — set it"), ("", "what the environment variable has is empty")],
)
def test_a_variable_that_is_not_set_is_an_error(
    monkeypatch: pytest.MonkeyPatch, value: str | None, message: str
) -> None:
    monkeypatch.delenv("PETS_SECRET", raising=False)
    if value is not None:
        monkeypatch.setenv("PETS_SECRET", value)
    assert message in problem({"from": "env", "name": "PETS_SECRET"})


def save(path: Path, content: bytes = CANARY.encode() + b"\r\n", mode: int = 0o600) -> dict[str, Any]:
    path.write_bytes(content)
    path.chmod(mode)
    return {"from": "file", "path": str(path)}


def test_a_file_has_the_secret_without_the_line_break_at_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    save(tmp_path / "key")
    assert read({"from": "file", "path": "~/key"}) == CANARY
    assert read(save(tmp_path / "pem", b"-----BEGIN\nabc\n-----END\n")) == "-----BEGIN\nabc\n-----END"


def test_an_own_file_that_others_can_read_is_refused_with_the_command_to_run(tmp_path: Path) -> None:
    source = save(tmp_path / "a key", mode=0o640)
    assert f"can be read or changed by other users of this machine — chmod 600 '{tmp_path}/a key'" in problem(source)


def test_a_file_that_was_mounted_for_many_is_accepted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dynaclient.runtime.files._own_id", lambda: os.getuid() + 1)
    assert read(save(tmp_path / "key", mode=0o444)) == CANARY


def test_a_link_to_a_file_is_followed(tmp_path: Path) -> None:
    save(tmp_path / "..data")
    (tmp_path / "key").symlink_to("..data")  # as Kubernetes mounts secrets
    assert read({"from": "file", "path": str(tmp_path / "key")}) == CANARY


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"", "what the file has is empty"), (b"\n", "what the file has is empty"), (b"x" * 65_537, "is larger than 64 KiB"),
     (CANARY.encode() + b"\xff", "is not UTF-8")],
)  # fmt: skip
def test_a_file_that_has_no_secret_is_an_error(tmp_path: Path, content: bytes, message: str) -> None:
    assert message in problem(save(tmp_path / "key", content))


def test_only_a_file_is_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    found = [problem({"from": "file", "path": str(path)}) for path in (tmp_path / "none", tmp_path / "fifo", tmp_path)]
    assert ["No such file or directory" in found[0], "is not a regular file" in found[1]] == [True, True]
    assert "Is a directory" in found[2] or "is not a regular file" in found[2]


# --- command ---------------------------------------------------------------------------------------------------------


def test_a_command_prints_the_secret() -> None:
    assert read(command(f"print('{CANARY}')")) == CANARY


def test_a_command_gets_its_arguments_as_they_are_and_no_shell_reads_them() -> None:
    arguments = ["$HOME; echo x", "*", "", "a b"]
    source = {"from": "command", "command": [sys.executable, "-c", "import sys; print(sys.argv[1:])", *arguments]}
    assert read(source) == str(arguments)


def test_a_command_runs_in_the_home_with_no_input_and_no_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    code = "import os, sys; print(os.getcwd(), repr(sys.stdin.read()), os.getsid(0) == os.getpid())"
    assert read(command(code)) == f"{tmp_path} '' True"


def test_a_program_is_found_in_the_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    script = tmp_path / "get-key"
    script.write_text(f"#!/bin/sh\necho {CANARY}\n")
    script.chmod(0o700)
    assert read({"from": "command", "command": ["~/get-key"]}) == CANARY


def test_what_a_command_prints_to_its_standard_error_is_not_shown(capfd: pytest.CaptureFixture[str]) -> None:
    assert read(command(f"import sys; print('noise', file=sys.stderr); print('{CANARY}')")) == CANARY
    assert capfd.readouterr() == ("", "")


def test_a_command_that_fails_is_named_with_its_exit_code_and_its_error() -> None:
    shown = problem(command(f"import sys; print('{CANARY}'); print('no \\x1b[31mvault', file=sys.stderr); sys.exit(3)"))
    assert f"the key of work: the command {sys.executable!r} ended with exit code 3" in shown
    assert "it printed: no \\x1b[31mvault" in shown


def test_a_command_that_fails_without_a_word_can_be_run_by_hand() -> None:
    shown = problem(command(f"'{CANARY}'; import sys; sys.exit(1)"))
    assert f"ended with exit code 1 — run it yourself: {sys.executable} …" in shown


def test_a_command_that_is_killed_is_named_with_its_signal() -> None:
    assert "ended with exit code -9" in problem(command("import os; os.kill(os.getpid(), 9)"))


@pytest.mark.parametrize("program", ["no-such-program-anywhere", "/etc/hostname", "a\0b"])
def test_a_program_that_cannot_be_started_is_an_error(program: str) -> None:
    assert "cannot be started:" in problem({"from": "command", "command": [program]})


def test_a_command_that_prints_nothing_is_an_error() -> None:
    assert "what the command has is empty" in problem(command("print()"))
    assert "the output of" in problem(command(f"import sys; sys.stdout.buffer.write(b'\\xff{CANARY}')"))


def test_a_command_prints_up_to_64_kib() -> None:
    assert len(read(command("print('x' * 65535)"))) == 65535
    began = time.monotonic()
    assert "printed more than 64 KiB" in problem(command("while True: print('x' * 1000)"))
    assert time.monotonic() - began < 10


def test_a_command_may_print_any_amount_to_its_standard_error() -> None:
    assert read(command(f"import sys; sys.stderr.write('x' * 1_000_000); print('{CANARY}')")) == CANARY


def _is_alive(process: int) -> bool:
    status = Path(f"/proc/{process}/status")
    return status.exists() and "State:\tZ" not in status.read_text()


def test_a_command_that_takes_too_long_is_killed_with_its_children(tmp_path: Path) -> None:
    ids = tmp_path / "ids"
    script = f"sleep 60 & echo $$ $! > {ids}; wait"
    began = time.monotonic()
    outcome = commands.run_command(["sh", "-c", script], tmp_path, seconds=0.5)
    assert outcome.problem == "did not end within 0.5 seconds, and was killed"
    assert time.monotonic() - began < 5
    deadline = time.monotonic() + 5
    while any(map(_is_alive, map(int, ids.read_text().split()))) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not any(map(_is_alive, map(int, ids.read_text().split())))


def test_a_command_may_leave_something_running(tmp_path: Path) -> None:
    outcome = commands.run_command(["sh", "-c", "sleep 3 & echo secret"], tmp_path)
    assert [outcome.output, outcome.problem] == [b"secret\n", ""]


def test_a_command_is_killed_when_the_program_is_interrupted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = tmp_path / "ids"

    def interrupted(_: float) -> None:
        if ids.exists() and ids.read_text().strip():
            raise KeyboardInterrupt

    monkeypatch.setattr("time.sleep", interrupted)
    with pytest.raises(KeyboardInterrupt):
        commands.run_command(["sh", "-c", f"echo $$ > {ids}; sleep 60"], tmp_path)
    assert not _is_alive(int(ids.read_text()))


# --- terminal --------------------------------------------------------------------------------------------------------


class Terminal:
    """A standard input."""

    def __init__(self, *, is_terminal: bool) -> None:
        self._is_terminal = is_terminal

    def isatty(self) -> bool:
        return self._is_terminal


def test_a_person_is_asked_at_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def answer(text: str) -> str:
        asked.append(text)
        return CANARY

    monkeypatch.setattr(sys, "stdin", Terminal(is_terminal=True))
    monkeypatch.setattr("getpass.getpass", answer)
    assert [read({"from": "prompt"}), read({"from": "prompt", "text": "API key"})] == [CANARY, CANARY]
    assert asked == ["the key of work: ", "API key: "]


@pytest.mark.parametrize("stdin", [None, Terminal(is_terminal=False)])
def test_without_a_terminal_nothing_is_asked(monkeypatch: pytest.MonkeyPatch, stdin: Any) -> None:
    monkeypatch.setattr(sys, "stdin", stdin)
    assert "there is no terminal to ask at — use another source" in problem({"from": "prompt"})


@pytest.mark.parametrize(
    ("error", "reason"),
    [(EOFError(), "the input has ended"), (OSError(), "the terminal cannot hide what is typed")],
)
def test_what_is_not_typed_or_not_unseen_is_an_error(
    monkeypatch: pytest.MonkeyPatch, error: Exception, reason: str
) -> None:
    def fail(_: str) -> str:
        raise error

    monkeypatch.setattr(sys, "stdin", Terminal(is_terminal=True))
    monkeypatch.setattr("getpass.getpass", fail)
    assert reason in problem({"from": "prompt"})


def test_a_terminal_that_would_show_the_secret_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    import getpass

    def warn(_: str) -> str:
        import warnings

        warnings.warn("it is echoed", getpass.GetPassWarning, stacklevel=1)
        return CANARY

    monkeypatch.setattr(sys, "stdin", Terminal(is_terminal=True))
    monkeypatch.setattr("getpass.getpass", warn)
    assert "the terminal cannot hide what is typed" in problem({"from": "prompt"})


@pytest.mark.parametrize(
    ("value", "expected"),
    [({"from": "env", "name": "X"}, True), ({"from": "prompt"}, True), ({"from": 1, "to": 2}, False), ({"from": "store"}, False),
     ({}, False), ("env", False), ({"from": ["env"]}, False)],
)  # fmt: skip
def test_a_value_names_a_secret_or_is_one(value: Any, expected: bool) -> None:
    assert is_secret_source(value) is expected
