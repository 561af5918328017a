"""
Progress: how far a long job is, displayed to its user. The only module that imports rich.

::

    progress=False      displays nothing
    progress=True       shows a bar: of rich on a terminal, of ipywidgets in a notebook, which has a line that replaces
                        itself if that is not installed. Elsewhere, and without rich, it writes a line to standard error
                        every few seconds: ``devices.get: 4,200 of 100,000 rows, 12 failed, 350/s``
    progress=function   calls it with a `Snapshot`: at the beginning, at most ten times a second, and at the end

An exception of a function does not stop the job: the function is not called any more, and `Progress.end` raises the
exception when the job is done. Displaying a bar or a line never raises.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from time import monotonic
from typing import Any, Protocol

from ..display.bars import NotebookBar, notebook_bar
from ..errors import InvalidCall, Problem, printable
from ..records import dataclass

UPDATE_INTERVAL = 0.1
"""Seconds between two updates of a bar, and between two calls of a function."""
LINE_INTERVAL = 5.0
"""Seconds between two lines."""


@dataclass(frozen=True)
class Snapshot:
    """How far a job is."""

    what: str
    """What the job does, such as the action's name."""
    done: int
    """How many are done, including those that failed."""
    total: int | None
    """How many there are; None if that is not known."""
    failed: int
    """How many of those that are done failed."""
    unit: str
    """What is counted: ``rows``, ``items``, ``pages``, ``events`` or ``bytes``."""
    seconds: float
    """The time since the job began."""
    already: int = 0
    """How many were done by an earlier run."""

    @property
    def rate(self) -> float:
        """How many are done per second."""
        return (self.done - self.already) / self.seconds if self.seconds > 0 else 0.0

    def __str__(self) -> str:
        format_amount = _FORMATS.get(self.unit, _format_count)
        unit = "" if self.unit in _FORMATS else f" {self.unit}"
        done = format_amount(self.done)
        total = "" if self.total is None else f" of {format_amount(self.total)}"
        failed = f", {self.failed:,} failed" if self.failed else ""
        rate = f", {format_amount(self.rate)}/s" if self.rate else ""
        return f"{done}{total}{unit}{failed}{rate}"


def _format_count(number: float) -> str:
    return f"{number:,.0f}" if number >= 10 else f"{number:.1f}".removesuffix(".0")


def format_size(number: float) -> str:
    """Return a number of bytes with its unit: ``1.2 MB``, in steps of 1,000."""
    for unit in ("B", "kB", "MB", "GB"):
        if number < 999.5:
            return f"{number:.0f} {unit}" if unit == "B" or number >= 99.5 else f"{number:.1f} {unit}"
        number /= 1000
    return f"{number:,.1f} TB"


_FORMATS: dict[str, Callable[[float], str]] = {"bytes": format_size}
"""The units whose amounts are not formatted as plain numbers."""


class Display(Protocol):
    """Where progress is displayed."""

    interval: float
    """Seconds between two updates."""

    def show(self, snapshot: Snapshot) -> None:
        """Display how far the job is."""

    def end(self, snapshot: Snapshot) -> None:
        """Display how far the job came, and release the terminal."""


class Progress:
    """
    Counts what a job has done, and displays it from time to time. It is thread-safe.

    ::

        with Progress(True).begin("devices.get", 100_000, "rows") as progress:
            progress.advance()

    Args:
        option: False, True, or a function that takes a `Snapshot`.
        clock: A function that returns the time in seconds.

    Raises:
        InvalidCall: The option is none of these.
    """

    def __init__(self, option: Any = False, *, clock: Callable[[], float] = monotonic) -> None:
        if not (option is True or option is False or callable(option)):
            message = f"is of type {type(option).__name__}"
            hint = "pass False, True, or a function that takes a Snapshot"
            problem = Problem.in_call("call", "progress", (), "type", "bool", None, message, hint)
            raise InvalidCall("progress", [problem])
        self._option = option
        self._clock = clock
        self._count_lock = threading.Lock()
        self._display_lock = threading.Lock()
        self._display: Display | None = None
        self._next_update = 0.0
        self._started = 0.0
        self._what = ""
        self._unit = ""
        self._done = self._failed = self._already = 0
        self._total: int | None = None

    def begin(self, what: str, total: int | None = None, unit: str = "items", *, already: int = 0) -> Progress:
        """
        Begin a job, and return this object.

        Args:
            what: What the job does, such as the action's name.
            total: How many there are, if that is known.
            unit: What is counted.
            already: How many were done by an earlier run. They count as done, but not for the rate.
        """
        self._what, self._total, self._unit = what, total, unit
        self._done = self._already = already
        self._failed = 0
        self._started = self._clock()
        if self._option is not False:
            self._display = _display_for(self._option)
            self._update(self._display)
        return self

    def advance(self, count: int = 1) -> None:
        """Count so many more as done, whether they failed or not."""
        with self._count_lock:
            self._done += count
        if self._display is not None and self._clock() >= self._next_update:
            self._update(self._display)

    def failed(self, count: int = 1) -> None:
        """Count so many of those that are done as failed; the next update displays it."""
        with self._count_lock:
            self._failed += count

    def total(self, total: int | None) -> None:
        """Set how many there are."""
        with self._count_lock:
            self._total = total

    def end(self) -> None:
        """End the job, and raise the exception of the caller's function, if there was one."""
        display, self._display = self._display, None
        if display is not None:
            with self._display_lock:
                display.end(self.snapshot())

    def snapshot(self) -> Snapshot:
        """Return how far the job is."""
        with self._count_lock:
            seconds = self._clock() - self._started
            return Snapshot(
                self._what, self._done, self._total, self._failed, self._unit, seconds, already=self._already
            )

    def _update(self, display: Display) -> None:
        # If another thread is updating the display at this moment, that suffices.
        if self._display_lock.acquire(blocking=False):
            try:
                self._next_update = self._clock() + display.interval
                display.show(self.snapshot())
            finally:
                self._display_lock.release()

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        # The error that is being raised is more important than one of the progress display.
        with suppress(*[Exception] if kind else []):
            self.end()


def _display_for(option: Any) -> Display:
    if option is not True:
        return _FunctionDisplay(option)
    in_notebook = notebook_bar()
    if in_notebook is not None:
        return _NotebookDisplay(in_notebook)
    stream = sys.stderr
    is_terminal = stream is not None and _is_terminal(stream)
    return (_BarDisplay.create() if is_terminal else None) or _LineDisplay()


def _is_terminal(stream: Any) -> bool:
    with suppress(ValueError, AttributeError):  # closed, or not a file
        return bool(stream.isatty())
    return False


class _FunctionDisplay:
    """A function of the caller."""

    interval = UPDATE_INTERVAL

    def __init__(self, function: Callable[[Snapshot], Any]) -> None:
        self._function = function
        self._error: Exception | None = None

    def show(self, snapshot: Snapshot) -> None:
        if self._error is None:
            try:
                self._function(snapshot)
            except Exception as error:  # noqa: BLE001 - `end` raises it
                self._error = error

    def end(self, snapshot: Snapshot) -> None:
        self.show(snapshot)
        error, self._error = self._error, None
        if error is not None:
            raise error


class _LineDisplay:
    """Lines on standard error."""

    interval = LINE_INTERVAL

    def __init__(self) -> None:
        self._is_first = True

    def show(self, snapshot: Snapshot) -> None:
        if not self._is_first:  # at first nothing is done yet
            _write(f"{printable(snapshot.what)}: {snapshot}")
        self._is_first = False

    def end(self, snapshot: Snapshot) -> None:
        _write(f"{printable(snapshot.what)}: {_final(snapshot)}")


class _NotebookDisplay:
    """A bar in a notebook."""

    interval = UPDATE_INTERVAL

    def __init__(self, bar: NotebookBar) -> None:
        self._bar = bar

    def show(self, snapshot: Snapshot) -> None:
        self._bar.show(snapshot.what, str(snapshot), snapshot.done, snapshot.total)

    def end(self, snapshot: Snapshot) -> None:
        self.show(snapshot)
        self._bar.end(snapshot.what, _final(snapshot), failed=snapshot.failed > 0)


def _final(snapshot: Snapshot) -> str:
    return f"{snapshot}, {_format_duration(snapshot.seconds)} in total"


def _format_duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    if not minutes:
        return f"{seconds:.1f} s" if seconds < 9.95 else f"{rest} s"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min {rest} s"


def _write(line: str) -> None:
    with suppress(OSError, ValueError, AttributeError):  # closed, disconnected, or None
        sys.stderr.write(line + "\n")
        sys.stderr.flush()


class _BarDisplay:
    """A progress bar of rich. A process displays one at a time."""

    interval = UPDATE_INTERVAL
    _free = threading.Lock()

    def __init__(self, bar: Any) -> None:
        self._bar = bar
        self._task = bar.add_task("", total=None, summary="")

    @classmethod
    def create(cls) -> _BarDisplay | None:
        """Return a bar; None if rich is not installed, or if another bar has the terminal."""
        try:
            from rich.console import Console
            from rich.progress import BarColumn, TextColumn, TimeRemainingColumn
            from rich.progress import Progress as Bars
        except ImportError:
            return None
        if not cls._free.acquire(blocking=False):
            return None

        class Terminal(Console):
            def on_broken_pipe(self) -> None:
                # Rich would close standard output and end the process, just because standard error is closed.
                raise BrokenPipeError

        name = TextColumn("{task.description}", markup=False)
        summary = TextColumn("{task.fields[summary]}", markup=False)
        bars = Bars(
            name, BarColumn(), summary, TimeRemainingColumn(),
            console=Terminal(stderr=True),
            auto_refresh=False,  # every update draws it, so that it needs no thread
            redirect_stdout=_is_terminal(sys.stdout),  # output to a file or a pipe is not redirected
        )  # fmt: skip
        return cls(bars)

    def show(self, snapshot: Snapshot) -> None:
        with suppress(OSError, ValueError):
            self._bar.update(
                self._task,
                description=printable(snapshot.what),
                completed=snapshot.done,
                total=snapshot.total,
                summary=str(snapshot),
                refresh=True,
            )
            self._bar.start()  # does nothing if it has started

    def end(self, snapshot: Snapshot) -> None:
        try:
            self.show(snapshot)
            with suppress(OSError, ValueError):
                self._bar.stop()
        finally:
            self._free.release()
