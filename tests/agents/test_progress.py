"""Progress: at most so often, at least so often, and always more than before."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from dynaclient.agents import progress
from dynaclient.agents.progress import Progress, no_report


class Reports:
    """What was reported."""

    def __init__(self) -> None:
        self.received: list[tuple[float, float | None, str]] = []

    async def __call__(self, done: float, total: float | None, message: str) -> None:
        self.received.append((done, total, message))

    @property
    def numbers(self) -> list[float]:
        """How far it was said to be each time."""
        return [done for done, _, _ in self.received]


pytestmark = pytest.mark.alone  # they measure time


@pytest.fixture(autouse=True)
def pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "LEAST_PAUSE", 0.05)
    monkeypatch.setattr(progress, "MOST_PAUSE", 0.15)


def run(steps: list[tuple[float, float]], after: float = 0.0, send: Any = None) -> Reports:
    """Report after each pause that so many are done, with a further pause at the end; return what is received."""
    reports = Reports()

    async def main() -> None:
        call = Progress(send or reports)
        async with call.kept_alive():
            for pause, done in steps:
                await asyncio.sleep(pause)
                await call.report(done, 100, "items")
            await asyncio.sleep(after)

    asyncio.run(main())
    return reports


def test_a_call_that_ends_soon_reports_nothing() -> None:
    assert run([(0.0, 1)]).received == []


def test_reports_come_at_most_so_often() -> None:
    reports = run([(0.06, 1), (0.0, 2), (0.0, 3), (0.06, 4)])
    assert reports.received == [(1, 100, "items"), (4, 100, "items")]


def test_a_call_that_waits_says_so_again_and_again() -> None:
    reports = run([], after=0.5)
    assert len(reports.received) in (2, 3)
    assert reports.numbers == sorted(set(reports.numbers))
    assert {(total, message) for _, total, message in reports.received} == {(None, "waiting for 0 seconds")}


def test_what_is_reported_while_it_waits_is_more_than_before_and_less_than_the_next_item() -> None:
    numbers = run([(0.06, 5), (0.4, 6)]).numbers
    assert numbers == sorted(set(numbers))
    assert (numbers[0], numbers[-1]) == (5, 6)
    assert all(5 < number < 6 for number in numbers[1:-1])
    assert len(numbers) in (3, 4)


def test_a_number_that_grows_no_more_is_reported_as_a_little_more() -> None:
    assert run([(0.06, 5), (0.06, 5), (0.06, 3)]).numbers == pytest.approx(
        [5, 5 + progress.STEP, 5 + 2 * progress.STEP]
    )


def test_nothing_is_reported_after_the_end() -> None:
    reports = Reports()

    async def main() -> None:
        async with Progress(reports).kept_alive():
            pass
        await asyncio.sleep(0.3)

    asyncio.run(main())
    assert reports.received == []


def test_a_host_that_takes_no_reports_does_not_end_the_call() -> None:
    received: list[float] = []

    async def fail(done: float, *_: Any) -> None:
        received.append(done)
        raise ConnectionError

    run([(0.06, 1), (0.06, 2)], after=0.3, send=fail)
    run([], after=0.5, send=fail)
    assert len(received) == 2


def test_reports_that_are_not_asked_for_start_no_task() -> None:
    async def main() -> int:
        call = Progress(no_report)
        async with call.kept_alive():
            await asyncio.sleep(0.06)
            await call.report(1, None, "items")
            return len(asyncio.all_tasks())

    assert asyncio.run(main()) == 1
