"""
Progress: how far a long job has come, shown to whoever waits for it; the only door to rich.

::

    progress=False      nothing is shown
    progress=True       on the standard error: a bar on a terminal; elsewhere, and where rich is not installed, a line
                        now and then: ``devices.get: 4,200 of 100,000 rows, 12 failed, 350/s``
    progress=function   called with a `Snapshot`: at the beginning, at most ten times a second, and at the end

What a function raises does not break the job: it is not called again, and `Progress.end` raises it when the job is
done. Showing a bar or a line never raises.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic
from typing import Any, Protocol

from ..errors import InvalidCall, Problem, printable

OFTEN = 0.1
"""Seconds between two looks at a bar, and between two calls of a function."""
SELDOM = 5.0
"""Seconds between two lines."""


@dataclass(frozen=True)
class Snapshot:
    """How far a job has come."""

    what: str
    """What is being done, such as the action's name."""
    done: int
    """How many have ended, those that failed among them."""
    total: int | None
    """How many there are; None where nobody knows."""
    failed: int
    """How many of those that have ended failed."""
    unit: str
    """What is counted: ``rows``, ``items``, ``pages``, ``events`` or ``bytes``."""
    seconds: float
    """How long it has been going on."""
    already: int = 0
    """How many had ended before it began, in an earlier run."""

    @property
    def rate(self) -> float:
        """How many end in a second."""
        return (self.done - self.already) / self.seconds if self.seconds > 0 else 0.0

    def __str__(self) -> str:
        amount = _AMOUNTS.get(self.unit, _count)
        unit = "" if self.unit in _AMOUNTS else f" {self.unit}"
        told = amount(self.done) if self.total is None else f"{amount(self.done)} of {amount(self.total)}"
        failed = f", {self.failed:,} failed" if self.failed else ""
        rate = f", {amount(self.rate)}/s" if self.rate else ""
        return f"{told}{unit}{failed}{rate}"


def _count(number: float) -> str:
    return f"{number:,.0f}" if number >= 10 else f"{number:.1f}".removesuffix(".0")


def size(number: float) -> str:
    """Give a number of bytes as people read it: ``1.2 MB``, in steps of 1,000."""
    for unit in ("B", "kB", "MB", "GB"):
        if number < 999.5:
            return f"{number:.0f} {unit}" if unit == "B" or number >= 99.5 else f"{number:.1f} {unit}"
        number /= 1000
    return f"{number:,.1f} TB"


_AMOUNTS: dict[str, Callable[[float], str]] = {"bytes": size}
"""Units whose amounts are not written as numbers."""


class Shown(Protocol):
    """Where progress is seen."""

    interval: float
    """Seconds between two looks."""

    def show(self, snapshot: Snapshot) -> None:
        """Show how far it has come."""

    def end(self, snapshot: Snapshot) -> None:
        """Show how far it came, and let go of the terminal."""


class Progress:
    """
    Counts what a job has done, and shows it now and then; threads may share it.

    ::

        with Progress(True).begin("devices.get", 100_000, "rows") as progress:
            progress.advance()

    Args:
        option: False, True, or a function that takes a `Snapshot`.
        clock: What gives the time in seconds.

    Raises:
        InvalidCall: The option is none of these.
    """

    def __init__(self, option: Any = False, *, clock: Callable[[], float] = monotonic) -> None:
        if not (option is True or option is False or callable(option)):
            told = f"is a {type(option).__name__}"
            hint = "give False, True, or a function that takes a Snapshot"
            raise InvalidCall("progress", [Problem.in_call("call", "progress", (), "type", "bool", None, told, hint)])
        self._option = option
        self._clock = clock
        self._counting = threading.Lock()
        self._telling = threading.Lock()
        self._shown: Shown | None = None
        self._due = 0.0
        self._begun = 0.0
        self._what = ""
        self._unit = ""
        self._done = self._failed = self._already = 0
        self._total: int | None = None

    def begin(self, what: str, total: int | None = None, unit: str = "items", *, already: int = 0) -> Progress:
        """
        Begin a job, and give this progress itself.

        Args:
            what: What is being done, such as the action's name.
            total: How many there are, if that is known.
            unit: What is counted.
            already: How many had ended in an earlier run; they count as done, but not for the rate.
        """
        self._what, self._total, self._unit = what, total, unit
        self._done = self._already = already
        self._failed = 0
        self._begun = self._clock()
        if self._option is not False:
            self._shown = _shown_by(self._option)
            self._tell(self._shown)
        return self

    def advance(self, count: int = 1) -> None:
        """Count so many more that have ended, whether they failed or not."""
        with self._counting:
            self._done += count
        if self._shown is not None and self._clock() >= self._due:
            self._tell(self._shown)

    def failed(self, count: int = 1) -> None:
        """Count so many of those that have ended as failed; it is seen when it is next shown."""
        with self._counting:
            self._failed += count

    def total(self, total: int | None) -> None:
        """Say how many there are, once it is known."""
        with self._counting:
            self._total = total

    def end(self) -> None:
        """End the job, and raise what the caller's function raised, if it did."""
        shown, self._shown = self._shown, None
        if shown is not None:
            with self._telling:
                shown.end(self.snapshot())

    def snapshot(self) -> Snapshot:
        """Give how far it has come."""
        with self._counting:
            seconds = self._clock() - self._begun
            return Snapshot(
                self._what, self._done, self._total, self._failed, self._unit, seconds, already=self._already
            )

    def _tell(self, shown: Shown) -> None:
        # Another thread that is telling tells it well enough.
        if self._telling.acquire(blocking=False):
            try:
                self._due = self._clock() + shown.interval
                shown.show(self.snapshot())
            finally:
                self._telling.release()

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        # An error that is under way tells more than one of the function that shows progress.
        with suppress(*[Exception] if kind else []):
            self.end()


def _shown_by(option: Any) -> Shown:
    if option is not True:
        return _Function(option)
    stream = sys.stderr
    on_terminal = stream is not None and _is_terminal(stream)
    return (_Bar.made() if on_terminal else None) or _Lines()


def _is_terminal(stream: Any) -> bool:
    with suppress(ValueError, AttributeError):  # closed, or no file at all
        return bool(stream.isatty())
    return False


class _Function:
    """A function of the caller's."""

    interval = OFTEN

    def __init__(self, function: Callable[[Snapshot], Any]) -> None:
        self._function = function
        self._raised: Exception | None = None

    def show(self, snapshot: Snapshot) -> None:
        if self._raised is None:
            try:
                self._function(snapshot)
            except Exception as error:  # noqa: BLE001 - `end` raises it
                self._raised = error

    def end(self, snapshot: Snapshot) -> None:
        self.show(snapshot)
        raised, self._raised = self._raised, None
        if raised is not None:
            raise raised


class _Lines:
    """Lines on the standard error."""

    interval = SELDOM

    def __init__(self) -> None:
        self._is_first = True

    def show(self, snapshot: Snapshot) -> None:
        if not self._is_first:  # that nothing is done yet is no news
            _write(f"{printable(snapshot.what)}: {snapshot}")
        self._is_first = False

    def end(self, snapshot: Snapshot) -> None:
        _write(f"{printable(snapshot.what)}: {snapshot}, {_duration(snapshot.seconds)} in all")


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    if not minutes:
        return f"{seconds:.1f} s" if seconds < 9.95 else f"{rest} s"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min {rest} s"


def _write(line: str) -> None:
    with suppress(OSError, ValueError, AttributeError):  # closed, gone, or not there
        sys.stderr.write(line + "\n")
        sys.stderr.flush()


class _Bar:
    """A bar of rich's; a process shows one at a time."""

    interval = OFTEN
    _free = threading.Lock()

    def __init__(self, bar: Any) -> None:
        self._bar = bar
        self._task = bar.add_task("", total=None, told="")

    @classmethod
    def made(cls) -> _Bar | None:
        """Give a bar; None where rich is not installed, or where another bar has the terminal."""
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
                # Rich would close the standard output and end the process, where only nobody looks any more.
                raise BrokenPipeError

        name = TextColumn("{task.description}", markup=False)
        told = TextColumn("{task.fields[told]}", markup=False)
        bars = Bars(
            name, BarColumn(), told, TimeRemainingColumn(),
            console=Terminal(stderr=True),
            auto_refresh=False,  # it is drawn when it is told, so that it needs no thread
            redirect_stdout=_is_terminal(sys.stdout),  # what is printed into a file or a pipe has to get there
        )  # fmt: skip
        return cls(bars)

    def show(self, snapshot: Snapshot) -> None:
        with suppress(OSError, ValueError):
            self._bar.update(
                self._task,
                description=printable(snapshot.what),
                completed=snapshot.done,
                total=snapshot.total,
                told=str(snapshot),
                refresh=True,
            )
            self._bar.start()  # the first time

    def end(self, snapshot: Snapshot) -> None:
        try:
            self.show(snapshot)
            with suppress(OSError, ValueError):
                self._bar.stop()
        finally:
            self._free.release()
