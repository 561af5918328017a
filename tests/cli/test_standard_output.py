"""A standard output that cannot be written to: a full disk, a closed one. No traceback, and what was called is named."""

from __future__ import annotations

import errno
import io
import json
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from dynaclient import cli
from dynaclient.cli.exit_codes import BROKEN_PIPE, INTERRUPTED
from dynaclient.codes.exit_codes import NOT_WRITTEN
from tests.support.descriptions import describe, query
from tests.support.raw_server import RawServer, raw_response

ACTIONS: dict[str, Any] = {
    "get": {"method": "GET"},
    "post": {"method": "POST", "parameters": {"n": query({"type": "integer"})}},
    "list": {
        "method": "GET",
        "parameters": {"page": query({"type": "integer"})},
        "paginate": {"style": "page", "page": "page", "items": "", "first": 0},
    },
    "lines": {"path": "/lines", "method": "GET", "responses": {"200": {"stream": "ndjson"}}},
}
WITHOUT_CALLS = ("list", "--help", "list --help", "--version", "describe things.get", "things.post --dry-run")
CALLS = (
    "things.get", "things.post", "things.get -o csv", "things.get -o yaml", "things.get --raw", "things.list --all",
    "things.lines", "things.lines --raw",
)  # fmt: skip
"""Each way in which the result of a call is written."""


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DYNACLIENT_API", "api.json")
    Path("api.json").write_text(json.dumps(describe(ACTIONS)))
    Path("rows.csv").write_text("n\n1\n2\n")


@pytest.fixture
def url() -> Iterator[str]:
    with RawServer(lambda _: raw_response(b'[{"a": 1}]\n')) as server:
        yield server.url


def _closed() -> None:
    return None


class _FullDisk(io.FileIO):
    """A file on a disk that is full, until its descriptor is made that of something else."""

    def write(self, data: Any) -> int:
        if stat.S_ISREG(os.fstat(self.fileno()).st_mode):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return super().write(data)


def _full() -> Any:
    return io.TextIOWrapper(io.BufferedWriter(_FullDisk("full", "w")), encoding="utf-8")


def _unbuffered() -> Any:
    return io.TextIOWrapper(_FullDisk("full", "w"), encoding="utf-8", write_through=True)  # as for PYTHONUNBUFFERED


@pytest.fixture(params=[_full, _unbuffered, _closed])
def run(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[Any, str]]:
    def run(words: str) -> tuple[Any, str]:
        monkeypatch.setattr(sys, "argv", ["dynaclient", *words.split()])
        monkeypatch.setattr(sys, "stdout", request.param())
        with pytest.raises(SystemExit) as left:
            cli.main()
        sys.stdout.close()
        return left.value.code, capsys.readouterr().err

    return run


@pytest.mark.parametrize("words", WITHOUT_CALLS)
def test_what_cannot_be_written_is_one_line(run: Callable[..., Any], words: str) -> None:
    code, message = run(words)
    assert (code, message.count("\n")) == (NOT_WRITTEN, 1)
    assert message.startswith("dynaclient: the output cannot be written: ")
    assert message.endswith(
        (": it is closed [output-not-written]\n", ": No space left on device [output-not-written]\n")
    )


@pytest.mark.parametrize("words", CALLS)
def test_the_action_that_was_called_is_named(run: Callable[..., Any], words: str, url: str) -> None:
    code, message = run(f"{words} --url {url}")
    assert (code, message.count("\n")) == (NOT_WRITTEN, 1)
    assert message.endswith(f"; {words.split(maxsplit=1)[0]} was called [output-not-written]\n")


@pytest.mark.parametrize(
    ("options", "more"),
    [
        ("", " when it was ended: look before you call these rows again"),
        ("--journal run.sqlite", " when it was ended: continue with --resume"),
        ("--dry-run", "; nothing was sent"),
    ],
)
def test_the_rows_that_were_called_are_counted(run: Callable[..., Any], options: str, more: str, url: str) -> None:
    code, message = run(f"map things.post rows.csv --concurrency 1 --url {url} {options}")
    summary, problem = message.splitlines()
    assert (code, problem.startswith("dynaclient: the output cannot be written")) == (NOT_WRITTEN, True)
    assert summary.startswith("1 ")
    assert summary.endswith(more)


def test_messages_that_cannot_be_written_are_lost(monkeypatch: pytest.MonkeyPatch, run: Callable[..., Any]) -> None:
    with _full() as messages:
        monkeypatch.setattr(sys, "stderr", messages)
        assert run("list")[0] == NOT_WRITTEN
        assert run("list --no-such-option")[0] == 2


@pytest.mark.parametrize(
    ("name", "words", "code"), [("stdin", "list", 0), ("stdout", "list", NOT_WRITTEN), ("stderr", "things.nope", 2)]
)
def test_a_stream_that_the_parent_process_has_closed_is_replaced(
    monkeypatch: pytest.MonkeyPatch, name: str, words: str, code: int
) -> None:
    monkeypatch.setattr(sys, name, None)
    monkeypatch.setattr(sys, "argv", ["shop", words])
    with pytest.raises(SystemExit) as ended:
        cli.run_program("api.json", "shop")
    getattr(sys, name).close()
    assert ended.value.code == code


@pytest.mark.parametrize("words", ["list", "--help"])
def test_a_reader_that_has_closed_the_pipe_is_no_error(
    words: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _left_with_closed_pipe(words, monkeypatch, capsys) == (BROKEN_PIPE, "")


def _left_with_closed_pipe(
    words: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> tuple[Any, str]:
    """Return the exit code, and what is printed on the standard error, where nobody reads the standard output."""
    reader, writer = os.pipe()
    os.close(reader)
    monkeypatch.setattr(sys, "argv", ["dynaclient", *words.split()])
    monkeypatch.setattr(sys, "stdout", os.fdopen(writer, "w", encoding="utf-8"))
    with pytest.raises(SystemExit) as left:
        cli.main()
    sys.stdout.close()
    return left.value.code, capsys.readouterr().err


CALLED = "the reader closed the output; things.post was called\n"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("things.get", ""),
        ("things.post", CALLED),
        (
            "things.post --input inputs.ndjson",
            "call 1 of 2 (line 1 of --input) found the output closed by its reader, and the remaining ones were not "
            f"made:\n{CALLED}",
        ),
        (
            "map things.post row.csv",
            "1 done, 0 failed, 0 unknown, 0 in flight when it was ended: look before you call these rows again\n",
        ),
        (
            "map things.post row.csv --journal run.sqlite",
            "1 done, 0 failed, 0 unknown, 0 in flight when it was ended: continue with --resume\n",
        ),
    ],
)
def test_what_was_called_is_reported_if_the_reader_has_closed_the_pipe(
    words: str, message: str, url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("inputs.ndjson").write_text("{}\n{}\n")
    Path("row.csv").write_text("n\n1\n")
    assert _left_with_closed_pipe(f"{words} --url {url}", monkeypatch, capsys) == (BROKEN_PIPE, message)


def test_a_command_whose_messages_nobody_reads_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    monkeypatch.setattr(sys, "argv", ["dynaclient", "lint", "api.json"])
    with os.fdopen(writer, "w", encoding="utf-8") as messages:
        monkeypatch.setattr(sys, "stderr", messages)
        with pytest.raises(SystemExit) as left:
            cli.main()
    assert left.value.code == 0


# --- Ctrl-C ----------------------------------------------------------------------------------------------------------

LOOK = "interrupted: the server may have processed things.post; look before you repeat it\n"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("things.get", ""),
        ("things.post", LOOK),
        ("download things.post saved", LOOK),
        (
            "things.post --input inputs.ndjson",
            f"call 1 of 2 (line 1 of --input) was interrupted, and the remaining ones were not made:\n{LOOK}",
        ),
        (
            "map things.post rows.csv",
            "0 done, 0 failed, 0 unknown, 2 in flight when it was ended: look before you call these rows again\n",
        ),
    ],
)
def test_what_an_interrupted_call_may_have_done_is_reported(words: str, message: str) -> None:
    Path("inputs.ndjson").write_text("{}\n{}\n")
    received: list[bool] = []

    def wait(_: Any) -> bytes:
        received.append(True)
        time.sleep(2)
        return raw_response(b"[]")

    with RawServer(wait) as server:
        command = [sys.executable, "-m", "dynaclient", *words.split(), "--url", server.url]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
            while not received:
                time.sleep(0.01)
            process.send_signal(signal.SIGINT)
            written = process.communicate(timeout=10)
    assert (process.returncode, written) == (INTERRUPTED, ("", message))
