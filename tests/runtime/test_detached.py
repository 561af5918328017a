"""Work that goes on without its caller."""

from __future__ import annotations

import threading
import time

import pytest

from dynaclient.runtime import detached
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

    def work() -> None:
        go_on.wait(5)

    detached.start_detached(work)
    started = time.monotonic()
    detached.wait_for_detached()
    assert time.monotonic() - started < 2
    go_on.set()


def test_nothing_waits_for_a_thread_that_could_not_be_started(monkeypatch: pytest.MonkeyPatch) -> None:
    detached.wait_for_detached()

    def fail(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", fail)
    with pytest.raises(RuntimeError, match="can't start"):
        detached.start_detached(lambda: None)
    assert not detached._running
