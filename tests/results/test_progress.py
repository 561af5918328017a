"""Progress: how it is displayed, and that it never stops the job."""

from __future__ import annotations

import builtins
import io
import os
import pty
import subprocess
import sys
import threading
import timeit
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr
from typing import Any

import pytest

from dynaclient import InvalidCall
from dynaclient.errors import DynaclientError
from dynaclient.results.progress import Progress, Snapshot, format_size


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class Terminal(io.StringIO):
    """A stream that claims to be a terminal, and records what it shows."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "200")


@contextmanager
def on_terminal() -> Iterator[Terminal]:
    """Replace standard error by a terminal, and yield it."""
    terminal = Terminal()
    with redirect_stderr(terminal):
        yield terminal


def work(progress: Progress, clock: Clock, *seconds: float) -> None:
    """Advance by one after every one of these durations."""
    for duration in seconds:
        clock.now += duration
        progress.advance()


# --- snapshots -------------------------------------------------------------------------------------------------------

FORMATTED: list[tuple[Snapshot, str]] = [
    (Snapshot("a", 4200, 100_000, 12, "rows", 12.0), "4,200 of 100,000 rows, 12 failed, 350/s"),
    (Snapshot("a", 4200, None, 0, "items", 12.0), "4,200 items, 350/s"),
    (Snapshot("a", 0, 5, 0, "pages", 1.0), "0 of 5 pages"),
    (Snapshot("a", 5, 5, 0, "pages", 0.0), "5 of 5 pages"),
    (Snapshot("a", 5, 5, 0, "pages", 2.0), "5 of 5 pages, 2.5/s"),
    (Snapshot("a", 2, 5, 0, "pages", 0.4), "2 of 5 pages, 5/s"),
    (Snapshot("a", 110, 200, 0, "rows", 10.0, already=100), "110 of 200 rows, 1/s"),
    (Snapshot("a", 2_500_000, 2_000_000_000, 0, "bytes", 10.0), "2.5 MB of 2.0 GB, 250 kB/s"),
    (Snapshot("a", 2_500, None, 0, "bytes", 0.0), "2.5 kB"),
]


@pytest.mark.parametrize(("snapshot", "formatted"), FORMATTED)
def test_a_snapshot_is_formatted_as_a_line(snapshot: Snapshot, formatted: str) -> None:
    assert str(snapshot) == formatted


SIZES = [
    (0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (99_449, "99.4 kB"), (99_500, "100 kB"), (999_499, "999 kB"),
    (999_500, "1.0 MB"), (1_500_000_000, "1.5 GB"), (2_000_000_000_000, "2.0 TB"), (5e15, "5,000.0 TB"),
]  # fmt: skip


@pytest.mark.parametrize(("number", "formatted"), SIZES)
def test_bytes_are_formatted_as_sizes(number: float, formatted: str) -> None:
    assert format_size(number) == formatted


# --- a function ------------------------------------------------------------------------------------------------------


def test_a_function_is_called_at_the_beginning_and_at_the_end(clock: Clock) -> None:
    snapshots: list[Snapshot] = []
    with Progress(snapshots.append, clock=clock).begin("things.get", 2, "rows") as progress:
        work(progress, clock, 0.01, 0.01)
    assert [snapshot.done for snapshot in snapshots] == [0, 2]
    assert snapshots[0] == Snapshot("things.get", 0, 2, 0, "rows", 0.0)


def test_a_function_is_called_ten_times_a_second_at_most(clock: Clock) -> None:
    snapshots: list[Snapshot] = []
    with Progress(snapshots.append, clock=clock).begin("things.get") as progress:
        work(progress, clock, *[1 / 1024] * 1024)
    assert 10 <= len(snapshots) <= 12
    assert (snapshots[-1].done, snapshots[-1].seconds) == (1024, 1.0)


def test_a_snapshot_has_the_failures_and_the_total(clock: Clock) -> None:
    snapshots: list[Snapshot] = []
    with Progress(snapshots.append, clock=clock).begin("things.get", already=5) as progress:
        progress.total(20)
        progress.failed(2)
        progress.failed()
        progress.advance(10)
    assert snapshots[-1] == Snapshot("things.get", 15, 20, 3, "items", 0.0, already=5)


def test_a_progress_can_be_reused(clock: Clock) -> None:
    snapshots: list[Snapshot] = []
    progress = Progress(snapshots.append, clock=clock)
    for name in ("a", "b"):
        with progress.begin(name, 5):
            progress.failed()
            progress.advance()
    assert [(snapshot.what, snapshot.done, snapshot.failed) for snapshot in snapshots] == [
        ("a", 0, 0),
        ("a", 1, 1),
        ("b", 0, 0),
        ("b", 1, 1),
    ]


def test_an_error_of_a_function_is_raised_when_the_job_is_done(clock: Clock) -> None:
    calls: list[int] = []

    def broken(snapshot: Snapshot) -> None:
        calls.append(snapshot.done)
        raise KeyError("mine")

    progress = Progress(broken, clock=clock).begin("things.get")
    work(progress, clock, 1, 1, 1)
    with pytest.raises(KeyError, match="mine"):
        progress.end()
    assert (calls, progress.snapshot().done) == ([0], 3)


def test_an_error_of_a_function_at_the_end_is_raised_too() -> None:
    def broken(snapshot: Snapshot) -> None:
        if snapshot.done:
            raise KeyError("mine")

    progress = Progress(broken).begin("things.get")
    progress.advance()
    with pytest.raises(KeyError, match="mine"):
        progress.end()


def test_an_interrupt_in_a_function_is_raised_immediately(clock: Clock) -> None:
    def interrupted(_: Snapshot) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Progress(interrupted, clock=clock).begin("things.get")


def test_an_error_of_a_function_does_not_replace_that_of_the_job() -> None:
    def broken(_: Snapshot) -> None:
        raise KeyError("mine")

    with pytest.raises(DynaclientError, match="the job"), Progress(broken).begin("things.get"):
        raise DynaclientError("the job")


def test_ending_twice_reports_once() -> None:
    snapshots: list[Snapshot] = []
    progress = Progress(snapshots.append).begin("things.get")
    progress.end()
    progress.end()
    assert len(snapshots) == 2


def test_concurrent_threads_lose_no_count() -> None:
    snapshots: list[Snapshot] = []
    is_running = threading.Event()

    def observe(snapshot: Snapshot) -> None:
        assert not is_running.is_set()
        is_running.set()
        snapshots.append(snapshot)
        is_running.clear()

    def count() -> None:
        for _ in range(2000):
            progress.advance()
            progress.failed()

    with Progress(observe, clock=Ticking()).begin("things.get") as progress:
        threads = [threading.Thread(target=count) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert (snapshots[-1].done, snapshots[-1].failed) == (8000, 8000)
    assert [snapshot.done for snapshot in snapshots] == sorted(snapshot.done for snapshot in snapshots)


class Ticking:
    """A clock that advances by more than the interval with every call."""

    now = 0.0

    def __call__(self) -> float:
        self.now += 1.0
        return self.now


def test_a_thread_that_updates_the_display_does_not_block_the_others(clock: Clock) -> None:
    calls: list[int] = []

    def observe(snapshot: Snapshot) -> None:
        calls.append(snapshot.done)
        if snapshot.done == 1:
            work(progress, clock, 1)  # as another thread would

    progress = Progress(observe, clock=clock).begin("things.get")
    work(progress, clock, 1, 1)
    assert calls == [0, 1, 3]


# --- no display ------------------------------------------------------------------------------------------------------


def test_nothing_is_displayed_by_default(clock: Clock, capsys: pytest.CaptureFixture[str]) -> None:
    with Progress(clock=clock).begin("things.get", 3) as progress:
        work(progress, clock, 10, 10)
    assert capsys.readouterr().err == ""
    assert progress.snapshot().done == 2


@pytest.mark.parametrize("option", [None, 1, "rich", [True]])
def test_an_invalid_option_is_an_error(option: Any) -> None:
    with pytest.raises(InvalidCall, match="pass False, True, or a function that takes a Snapshot"):
        Progress(option)


@pytest.mark.parametrize("option", [False, lambda _: None], ids=["silent", "function"])
def test_counting_is_fast(option: Any) -> None:
    progress = Progress(option, clock=Clock()).begin("things.get")
    assert min(timeit.repeat(progress.advance, number=2000, repeat=10)) / 2000 < 20e-6


# --- lines -----------------------------------------------------------------------------------------------------------


def test_without_a_terminal_there_is_a_line_every_few_seconds_and_one_at_the_end(
    clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    with Progress(True, clock=clock).begin("things.get", 20, "rows") as progress:
        progress.failed()
        work(progress, clock, *[1.0] * 13)
    assert capsys.readouterr().err.splitlines() == [
        "things.get: 5 of 20 rows, 1 failed, 1/s",
        "things.get: 10 of 20 rows, 1 failed, 1/s",
        "things.get: 13 of 20 rows, 1 failed, 1/s, 13 s in total",
    ]


DURATIONS = [(0.0, "0.0 s"), (2.34, "2.3 s"), (9.96, "10 s"), (59.4, "59 s"), (59.96, "1 min 0 s"), (3600.0, "1 h 0 min"), (9000.0, "2 h 30 min")]  # fmt: skip


@pytest.mark.parametrize(("seconds", "formatted"), DURATIONS)
def test_the_last_line_has_the_duration(
    clock: Clock, capsys: pytest.CaptureFixture[str], seconds: float, formatted: str
) -> None:
    with Progress(True, clock=clock).begin("things.get"):
        clock.now += seconds
    assert capsys.readouterr().err == f"things.get: 0 items, {formatted} in total\n"


def test_a_name_cannot_control_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    with Progress(True).begin("things\x1b[2J\r\u202eget"):
        pass
    assert capsys.readouterr().err.startswith("things\\x1b[2J\\r\\u202eget: 0 items")


def closed() -> io.StringIO:
    stream = io.StringIO()
    stream.close()
    return stream


class Gone(io.StringIO):
    """A standard error whose reader has disconnected."""

    def write(self, _: str) -> int:
        raise BrokenPipeError


class GoneTerminal(Gone, Terminal):
    pass


@pytest.mark.parametrize(
    "stream", [None, closed(), Gone(), object(), GoneTerminal()], ids=lambda stream: type(stream).__name__
)
def test_a_broken_standard_error_does_not_stop_the_job(
    clock: Clock, monkeypatch: pytest.MonkeyPatch, stream: Any
) -> None:
    monkeypatch.setattr(sys, "stderr", stream)
    with Progress(True, clock=clock).begin("things.get") as progress:
        work(progress, clock, 10, 10)
    assert progress.snapshot().done == 2


# --- a bar -----------------------------------------------------------------------------------------------------------


def test_on_a_terminal_there_is_a_bar(clock: Clock) -> None:
    with on_terminal() as terminal, Progress(True, clock=clock).begin("things.get", 4, "rows") as progress:
        work(progress, clock, 0.2, 0.2)
    output = terminal.getvalue()
    assert "━" in output
    assert "things.get" in output
    assert "1 of 4 rows, 5/s" in output


def test_a_bar_interprets_no_markup_and_no_control_characters(clock: Clock) -> None:
    with on_terminal() as terminal, Progress(True, clock=clock).begin("[red]thi\x1b[2Jngs[/red]", None, "[bold]rows"):
        pass
    assert "[red]thi\\x1b[2Jngs[/red]" in terminal.getvalue()
    assert "0 [bold]rows" in terminal.getvalue()


def test_a_bar_restores_the_terminal(clock: Clock) -> None:
    with on_terminal() as terminal:
        with pytest.raises(DynaclientError), Progress(True, clock=clock).begin("things.get"):
            raise DynaclientError("the job")
        assert sys.stderr is terminal
    assert terminal.getvalue().count("\x1b[?25l") == terminal.getvalue().count("\x1b[?25h") == 1


def test_a_second_concurrent_bar_falls_back_to_lines(clock: Clock) -> None:
    with on_terminal() as terminal, Progress(True, clock=clock).begin("one"):
        with Progress(True, clock=clock).begin("two"):
            pass
        assert "two: 0 items, 0.0 s in total" in terminal.getvalue()
    with on_terminal() as terminal, Progress(True, clock=clock).begin("three"):
        pass
    assert "three: 0 items" not in terminal.getvalue()
    assert "three" in terminal.getvalue()


def test_without_rich_a_terminal_gets_lines(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without_rich(name: str, *given: Any) -> Any:
        if name.startswith("rich"):
            raise ImportError(name)
        return real(name, *given)

    monkeypatch.setattr(builtins, "__import__", without_rich)
    with on_terminal() as terminal, Progress(True, clock=clock).begin("things.get"):
        pass
    assert terminal.getvalue() == "things.get: 0 items, 0.0 s in total\n"


BAR = """
from dynaclient.results.progress import Progress
with Progress(True).begin("things.get", 2, "rows") as progress:
    progress.advance()
    print("between")
"""


def test_a_real_terminal_shows_a_bar_and_gets_its_cursor_back() -> None:
    own, its = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-c", BAR], stderr=its, stdout=subprocess.PIPE, env={**os.environ, "TERM": "xterm"}
    ) as process:
        printed, _ = process.communicate(timeout=30)
    output = os.read(own, 100_000).decode()
    os.close(own)
    os.close(its)
    assert printed == b"between\n"
    assert "1 of 2 rows" in output
    assert output.rindex("\x1b[?25h") > output.rindex("\x1b[?25l")


def test_rich_is_imported_only_for_a_bar() -> None:
    code = (
        "import sys; from dynaclient.results.progress import Progress; Progress(True).begin('a').end(); "
        "print('rich' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
