"""
How the tests run: all of them in two processes, some alone, some without coverage.

A test that measures time is marked `alone`: it waits for the tests of the other process, and they wait for its end.

With coverage everything takes several times as long. Tests with very many cases, whose lines other tests cover too, are
marked `uncounted`; collection is not measured either.
"""

from __future__ import annotations

import gc
import importlib
import os
import pkgutil
import signal
import ssl
import sys
import tempfile
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import trustme
from coverage import Coverage

try:
    import fcntl
except ImportError:  # Windows has no such locks: there the tests run in one process
    fcntl = None  # type: ignore[assignment]

PROCESSES = 2
os.environ["DYNACLIENT_CACHE"] = ""  # no test writes to the cache of its user
signal.signal(signal.SIGINT, signal.default_int_handler)  # a job that a shell runs in the background ignores it


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Return the number of processes: one if tests are selected by name."""
    is_everything = config.args_source is pytest.Config.ArgsSource.TESTPATHS
    return PROCESSES if is_everything and fcntl else 0


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Return what gives each process its files."""
    from tests.support.scheduling import FileScheduling

    return FileScheduling(config, log)


def pytest_configure(config: pytest.Config) -> None:
    """Create the lock, if this process is one of several."""
    if hasattr(config, "workerinput"):
        config.stash[LOCK] = RunLock(config.workerinput["testrunuid"])


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove the lock."""
    if LOCK in config.stash:
        config.stash[LOCK].close()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection() -> Generator[None, object, object]:
    """Collect the tests, without coverage; importing the package is measured."""
    COVERAGE.begin()
    if COVERAGE.is_on:
        _import_everything()
    COVERAGE.turn(on=False)
    return (yield)


def pytest_collection_finish() -> None:
    """Leave the collected tests out of garbage collections: with thirty thousand of them each would take a second."""
    leave_out_of_collections()


def leave_out_of_collections() -> None:
    """Leave what there is now out of garbage collections."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Run a test: alone or not, with coverage or not."""
    if item.config.stash.get(LATEST, None) != item.path:
        item.config.stash[LATEST] = item.path
        leave_out_of_collections()  # what the tests of other files have left, which tests here would look through
    COVERAGE.turn(on=item.get_closest_marker("uncounted") is None)
    COVERAGE.pause()
    if LOCK not in item.config.stash:
        return (yield)
    with item.config.stash[LOCK].held(alone=item.get_closest_marker("alone") is not None):
        return (yield)


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtest_setup() -> Generator[None, object, object]:
    """Measure what is set up for a test."""
    with COVERAGE.resumed():
        return (yield)


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtest_call() -> Generator[None, object, object]:
    """Measure a test."""
    with COVERAGE.resumed():
        return (yield)


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtest_teardown() -> Generator[None, object, object]:
    """Measure what follows a test."""
    with COVERAGE.resumed():
        return (yield)


class RunLock:
    """A lock of several processes, on a file: shared by tests, or exclusive for one test."""

    def __init__(self, run: str) -> None:
        self._file = Path(tempfile.gettempdir()) / f"dynaclient-tests-{run}"
        self._descriptor = os.open(self._file, os.O_RDWR | os.O_CREAT, 0o600)

    @contextmanager
    def held(self, *, alone: bool) -> Iterator[None]:
        """Hold the lock; a test that waits for the exclusive lock prevents others from starting."""
        entry, running = 0, 1
        with self._locked(fcntl.LOCK_EX, entry):
            fcntl.lockf(self._descriptor, fcntl.LOCK_EX if alone else fcntl.LOCK_SH, 1, running)
        try:
            yield
        finally:
            fcntl.lockf(self._descriptor, fcntl.LOCK_UN, 1, running)

    @contextmanager
    def _locked(self, mode: int, byte: int) -> Iterator[None]:
        fcntl.lockf(self._descriptor, mode, 1, byte)
        try:
            yield
        finally:
            fcntl.lockf(self._descriptor, fcntl.LOCK_UN, 1, byte)

    def close(self) -> None:
        """Remove the file."""
        os.close(self._descriptor)
        self._file.unlink(missing_ok=True)


class CoverageSwitch:
    """Turns coverage on and off, if this process measures it."""

    def __init__(self) -> None:
        self._coverage: Coverage | None = None
        self._tracer: Any = None
        self.is_on = False

    def begin(self) -> None:
        """Stop all but the last `Coverage`: in one of several processes there are two, and only the last one is reported."""
        self._coverage = Coverage.current()
        while (current := Coverage.current()) is not None:
            current.stop()
        self.turn(on=True)

    def turn(self, *, on: bool) -> None:
        """Measure coverage from now on, or stop."""
        if self._coverage is not None and on is not self.is_on:
            (self._coverage.start if on else self._coverage.stop)()
            self.is_on = on
            self._tracer = sys.gettrace() if on else None

    def pause(self) -> None:
        """Measure nothing in this thread until `resumed`: what pytest itself does would take several times as long."""
        if self._tracer is not None:
            sys.settrace(None)

    @contextmanager
    def resumed(self) -> Iterator[None]:
        """Measure, if coverage is on."""
        if self._tracer is None:
            yield
            return
        sys.settrace(self._tracer)
        try:
            yield
        finally:
            sys.settrace(None)


LOCK = pytest.StashKey[RunLock]()
LATEST = pytest.StashKey[Path]()
"""The file of the latest test."""
COVERAGE = CoverageSwitch()


def _import_everything() -> None:
    package = importlib.import_module("dynaclient")
    for module in pkgutil.walk_packages(package.__path__, "dynaclient."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)


@pytest.fixture(scope="session")
def tls(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, str]:
    """Return the TLS context of a server on this machine, and its CA file."""
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1", "localhost", "slow.example", "far.example").configure_cert(context)
    ca = tmp_path_factory.mktemp("ca") / "ca.pem"
    authority.cert_pem.write_to_path(str(ca))
    return context, str(ca)
