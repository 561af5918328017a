"""How a notebook shows that a cell was interrupted: its kernel cancels what is awaited."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from dynaclient import AsyncClient
from dynaclient.testing import RecordingTransport, response
from tests.support.descriptions import action, describe, query

API = describe(
    {"get": action({"page": query({"type": "integer"})}, paginate={"style": "page", "page": "page", "items": ""})}
)
ROWS = [{"page": number} for number in range(9)]


async def _all(steps: Any) -> None:
    async for _ in steps:
        pass


async def _calls(get: Any) -> None:
    for number in range(9):
        await get(page=number)


AWAITED: dict[str, tuple[Callable[[Any], Any], str]] = {
    "a call": (_calls, ""),
    "map": (lambda get: get.map(ROWS, concurrency=1), "3 rows done, 0 failed"),
    "imap": (lambda get: _all(get.imap(ROWS, concurrency=1)), "3 rows done, 0 failed"),
    "items": (lambda get: _all(get.items()), "3 items received"),
    "a frame": (lambda get: get.items().to_frame(), "3 items received"),
}
"""What is awaited → what the interrupt says was done by then."""


def cancelled(run: Callable[[Any], Any]) -> BaseException:
    """Return the error of what is awaited, whose fourth request is cancelled."""
    count = iter(range(9))

    def respond(_: Any) -> Any:
        number = next(count)
        if number == 3:
            raise asyncio.CancelledError
        return response([{"id": number}])

    async def main() -> None:
        await run(AsyncClient(API, transport=RecordingTransport(respond)).things.get)

    with pytest.raises(asyncio.CancelledError) as caught:
        asyncio.run(main())
    return caught.value


@pytest.mark.parametrize(("run", "note"), AWAITED.values(), ids=AWAITED)
def test_a_cancelled_cell_is_shown_in_a_few_lines_with_what_was_done(
    run: Any, note: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dynaclient.display.shell.interactive_shell", object)
    shown = "\n".join(cancelled(run)._render_traceback_())  # type: ignore[attr-defined]
    assert "CancelledError" in shown
    assert note in shown
    assert "dynaclient/" not in shown
    assert len(shown.splitlines()) <= 12


@pytest.mark.parametrize("run", [run for run, _ in AWAITED.values()], ids=AWAITED)
def test_a_task_that_is_cancelled_elsewhere_stays_as_it_is(run: Any) -> None:
    error = cancelled(run)
    assert (hasattr(error, "_render_traceback_"), getattr(error, "__notes__", [])) == (False, [])
