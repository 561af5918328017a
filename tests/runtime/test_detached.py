"""Work that goes on without its caller."""

from __future__ import annotations

import asyncio
import threading
import time
from functools import partial
from typing import Any

import pytest

from dynaclient.runtime import backends, detached
from dynaclient.runtime.asyncio_backend import ASYNCIO
from dynaclient.runtime.backends import THREADS, WaitTimeout, run


def test_the_end_of_a_program_waits_for_it() -> None:
    done = threading.Event()

    async def work() -> None:
        time.sleep(0.1)
        done.set()

    with pytest.raises(WaitTimeout):
        run(THREADS.detach(work, 0.01))
    detached.wait_for_detached()
    assert done.is_set()
    assert not detached._running


def test_the_end_of_a_program_waits_for_some_seconds_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(detached, "SECONDS_AT_EXIT", 0.01)
    go_on = threading.Event()
    detached.start_detached(partial(go_on.wait, 5))  # type: ignore[arg-type] # its result is not used
    started = time.monotonic()
    detached.wait_for_detached()
    assert time.monotonic() - started < 2
    go_on.set()


def test_nothing_waits_for_a_thread_that_could_not_be_started(monkeypatch: pytest.MonkeyPatch) -> None:
    detached.wait_for_detached()

    def fail(*_: object) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(detached, "start_new_thread", fail)
    with pytest.raises(RuntimeError, match="can't start"):
        detached.start_detached(lambda: None)
    assert not detached._running


async def _fails() -> None:
    raise ValueError("as it is")


def test_an_error_of_it_is_raised_where_it_is_waited_for() -> None:
    with pytest.raises(ValueError, match="as it is"):
        run(THREADS.detach(_fails, 5))


def test_the_end_of_an_event_loop_cancels_it_and_reports_nothing() -> None:
    async def main() -> None:
        with pytest.raises(WaitTimeout):
            await ASYNCIO.detach(partial(asyncio.sleep, 60), 0.01)

    asyncio.run(main())


def test_nothing_waits_for_what_runs_in_the_parent_of_a_fork(monkeypatch: pytest.MonkeyPatch) -> None:
    go_on = threading.Event()
    detached.start_detached(partial(go_on.wait, 5))  # type: ignore[arg-type] # its result is not used
    monkeypatch.setattr("os.getpid", lambda: 0)
    started = time.monotonic()
    detached.wait_for_detached()
    assert time.monotonic() - started < 2
    go_on.set()


def test_a_thread_waits_in_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backends, "SLICE", 0.01)
    reports: list[Any] = []
    threading.Timer(0.1, lambda: reports[0]("arrived")).start()
    assert run(THREADS.wait_for_report(reports.append, 5)) == "arrived"


def test_a_thread_may_be_reported_to_by_two_threads_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    class Interrupted(list[Any]):
        """A list that another thread reports to while this one does."""

        def append(self, value: Any) -> None:
            if value == "first":
                reports[0]("second")
            super().append(value)

    def start(report: Any) -> None:
        reports.append(report)
        report("first")

    reports: list[Any] = []
    monkeypatch.setattr(backends, "list", Interrupted, raising=False)
    assert run(THREADS.wait_for_report(start, 5)) == "second"
