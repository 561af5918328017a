"""
How the tests are run: all of them in two processes, some with no other beside them, some without counting lines.

What measures time would measure its neighbours too: a test marked `alone` waits until the others are through with what
they are at, and they wait until it is over.

Where it is counted which lines are run, everything takes several times as long. What makes a great many cases, whose
lines other tests reach too, is marked `uncounted`, and the finding of the tests is not counted either.
"""

from __future__ import annotations

import importlib
import os
import pkgutil
import tempfile
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from coverage import Coverage

try:
    import fcntl
except ImportError:  # this system has no such locks: there the tests are run one by one
    fcntl = None  # type: ignore[assignment]

PROCESSES = 2


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Give how many processes share the tests: where some were asked for by name, it is done by this one alone."""
    everything = config.args_source is pytest.Config.ArgsSource.TESTPATHS
    return PROCESSES if everything and fcntl else 0


def pytest_configure(config: pytest.Config) -> None:
    """Have a room, if this process is one of several."""
    if hasattr(config, "workerinput"):
        config.stash[ROOM] = Room(config.workerinput["testrunuid"])


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave nothing behind."""
    if ROOM in config.stash:
        config.stash[ROOM].close()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection() -> Generator[None, object, object]:
    """Find the tests, uncounted; but what a module does when it is imported is counted."""
    COUNTING.begin()
    if COUNTING.is_on:
        _import_everything()
    COUNTING.turn(on=False)
    return (yield)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Run a test: alone or beside others, counted or not."""
    COUNTING.turn(on=item.get_closest_marker("uncounted") is None)
    if ROOM not in item.config.stash:
        return (yield)
    with item.config.stash[ROOM].entered(alone=item.get_closest_marker("alone") is not None):
        return (yield)


class Room:
    """What the tests of several processes are run in: many at once, or one alone. It is kept by locks on a file."""

    def __init__(self, run: str) -> None:
        self._file = Path(tempfile.gettempdir()) / f"dynaclient-tests-{run}"
        self._descriptor = os.open(self._file, os.O_RDWR | os.O_CREAT, 0o600)

    @contextmanager
    def entered(self, *, alone: bool) -> Iterator[None]:
        """Be in the room; whoever waits until it is empty keeps the door meanwhile, so that nobody else comes in."""
        door, inside = 0, 1
        with self._locked(fcntl.LOCK_EX, door):
            self._lock(fcntl.LOCK_EX if alone else fcntl.LOCK_SH, inside)
        try:
            yield
        finally:
            self._lock(fcntl.LOCK_UN, inside)

    @contextmanager
    def _locked(self, how: int, byte: int) -> Iterator[None]:
        self._lock(how, byte)
        try:
            yield
        finally:
            self._lock(fcntl.LOCK_UN, byte)

    def _lock(self, how: int, byte: int) -> None:
        fcntl.lockf(self._descriptor, how, 1, byte)

    def close(self) -> None:
        """Have no room any more."""
        os.close(self._descriptor)
        self._file.unlink(missing_ok=True)


class Counting:
    """The counting of lines, if this process does it."""

    def __init__(self) -> None:
        self._coverage: Coverage | None = None
        self.is_on = False

    def begin(self) -> None:
        """Take over what counts: one of several processes begins to count twice, and only the later count is read."""
        self._coverage = Coverage.current()
        while (each := Coverage.current()) is not None:
            each.stop()
        self.turn(on=True)

    def turn(self, *, on: bool) -> None:
        """Count from now on, or do not."""
        if self._coverage is not None and on is not self.is_on:
            (self._coverage.start if on else self._coverage.stop)()
            self.is_on = on


ROOM = pytest.StashKey[Room]()
COUNTING = Counting()


def _import_everything() -> None:
    package = importlib.import_module("dynaclient")
    for each in pkgutil.walk_packages(package.__path__, "dynaclient."):
        if not each.name.endswith("__main__"):
            importlib.import_module(each.name)
