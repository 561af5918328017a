"""Cells of IPython on a terminal that are interrupted: nothing more is sent, and what the user runs beside them goes on."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Iterator
from typing import Any

import pytest

from dynaclient import AsyncClient
from dynaclient.display.awaited import EndingRunner, end_when_interrupted, leave_when_interrupted
from dynaclient.testing import response
from tests.support.descriptions import action, describe, query
from tests.support.shells import Shell, shell_in

API = describe(
    {"get": action({"page": query({"type": "integer"})}, paginate={"style": "page", "page": "page", "items": ""})}
)

AWAITED = {
    "a call": "for number in range(9): await get(page=number)",
    "map": "await get.map(rows, concurrency=2)",
    "imap": "async for _ in get.imap(rows, concurrency=2): pass",
    "items": "async for _ in get.items(): pass",
    "a frame": "await get.items().to_frame()",
    "what is gathered": "await asyncio.gather(*(get(page=number) for number in range(9)))",
}


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    with shell_in(tmp_path_factory.mktemp("ipython")) as started:
        started.run("import asyncio\n%load_ext dynaclient")
        yield started


class Slow:
    """A server that takes its time; while it makes its fourth response, Ctrl-C is pressed."""

    def __init__(self) -> None:
        self.count = 0

    async def send(self, _request: Any, _limits: Any) -> Any:
        self.count += 1
        if self.count == 4:
            asyncio.get_running_loop().call_later(0.01, signal.raise_signal, signal.SIGINT)
            await asyncio.sleep(0.05)
        await asyncio.sleep(0.001)
        return response([{"id": self.count}])


@pytest.mark.parametrize("code", AWAITED.values(), ids=AWAITED)
def test_what_is_interrupted_does_not_go_on_with_the_next_await(shell: Shell, code: str) -> None:
    server = Slow()
    get = AsyncClient(API, transport=server).things.get
    shell.shell.push({"get": get, "rows": [{"page": number} for number in range(99)]})
    shown = shell.run(code)
    sent = server.count
    shell.run("await asyncio.sleep(0.1)")
    assert server.count == sent
    assert "CancelledError" in shown
    assert len(shown.splitlines()) <= 12


def test_what_runs_in_the_background_goes_on(shell: Shell) -> None:
    shell.run("kept = asyncio.ensure_future(asyncio.sleep(0.02, 'kept'))\nawait asyncio.sleep(0)")
    shell.shell.push({"get": AsyncClient(API, transport=Slow()).things.get})
    shell.run(AWAITED["a call"])
    shell.run("result = await kept")
    assert shell.shell.user_ns["result"] == "kept"


def test_an_interrupt_of_what_does_not_wait_is_one(shell: Shell) -> None:
    shown = shell.run("import signal\nawait asyncio.sleep(0)\nsignal.raise_signal(signal.SIGINT)")
    assert "KeyboardInterrupt" in shown
    assert shell.run("print(await asyncio.sleep(0, 7))") == "7\n"


def test_an_interrupt_behind_the_end_of_the_work_is_one() -> None:
    def interrupted(task: Any) -> None:
        task.get_loop().run_until_complete(task)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        EndingRunner(interrupted)(asyncio.sleep(0))


def test_the_runner_is_that_of_ipython_after_unloading(shell: Shell) -> None:
    end_when_interrupted(shell.shell)
    assert (type(shell.shell.loop_runner), str(shell.shell.loop_runner)) == (EndingRunner, "asyncio")
    own = shell.shell.loop_runner.runner
    assert not isinstance(own, EndingRunner)
    shell.run("%unload_ext dynaclient")
    assert shell.shell.loop_runner is own
    shell.run("%load_ext dynaclient")
    assert isinstance(shell.shell.loop_runner, EndingRunner)


def test_a_runner_that_the_user_has_chosen_stays(shell: Shell) -> None:
    shell.run("%autoawait sync")
    chosen = shell.shell.loop_runner
    end_when_interrupted(shell.shell)
    leave_when_interrupted(shell.shell)
    assert shell.shell.loop_runner is chosen
    shell.run("%autoawait asyncio")
