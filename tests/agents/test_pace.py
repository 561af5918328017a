"""How many calls are sent: 8 at once, as many per second as is allowed, and so many in all; others wait, or are told when."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from dynaclient import AsyncClient, Client, InvalidCall, NotDelivered, NotFound
from dynaclient.agents import pace
from dynaclient.agents.pace import CONCURRENCY, NotSent, Pace
from dynaclient.agents.toolbox import Toolbox
from dynaclient.testing import RecordingTransport, response
from tests.support.descriptions import describe, query
from tests.support.toolboxes import recorded_agent, requests_of

PAGES = {"style": "cursor", "cursor": "after", "items": "/items", "next": "/next"}
API = describe(
    {
        "get": {"method": "GET", "parameters": {"n": query({"type": "integer"})}},
        "list": {"method": "GET", "path": "/list", "parameters": {"after": query()}, "paginate": PAGES},
    }
)


class Gate:
    """A transport whose requests wait until it is opened."""

    def __init__(self) -> None:
        self.waiting = self.most = self.sent = 0
        self._opened = asyncio.Event()

    async def send(self, *_: Any) -> Any:
        """Return an empty response, once it is opened."""
        self.waiting += 1
        self.most = max(self.most, self.waiting)
        self.sent += 1
        try:
            await self._opened.wait()
        finally:
            self.waiting -= 1
        return response({})

    def open(self) -> None:
        """Let all requests go on."""
        self._opened.set()


async def settled() -> None:
    """Run what can run now."""
    for _ in range(50):
        await asyncio.sleep(0)


def with_gate(use: Callable[[Gate, Callable[[], Awaitable[Any]]], Awaitable[None]], **options: Any) -> None:
    """Run a function with a transport that waits, and a function that makes a call through it."""

    async def run() -> None:
        gate = Gate()
        toolbox = Toolbox(AsyncClient(API, transport=gate), **options)
        await use(gate, lambda: toolbox.call("read", {"action": "things.get"}))
        toolbox.close()

    asyncio.run(run())


def start(count: int, call: Callable[[], Awaitable[Any]]) -> list[asyncio.Future[Any]]:
    return [asyncio.ensure_future(call()) for _ in range(count)]


# --- at once ---------------------------------------------------------------------------------------------------------


def test_8_calls_are_sent_at_once_and_the_others_wait_for_their_turn() -> None:
    async def use(gate: Gate, call: Callable[[], Awaitable[Any]]) -> None:
        calls = start(30, call)
        await settled()
        assert gate.waiting == CONCURRENCY
        gate.open()
        results = await asyncio.gather(*calls)
        assert (gate.most, gate.sent) == (CONCURRENCY, 30)
        assert not any(result.is_error for result in results)

    with_gate(use)


def test_a_call_whose_turn_does_not_come_in_time_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "MAX_WAIT", 0.05)

    async def use(gate: Gate, call: Callable[[], Awaitable[Any]]) -> None:
        calls = start(CONCURRENCY, call)
        await settled()
        result = await call()
        assert (result.is_error, result.text) == (
            True, "things.get was not sent: 8 calls have not ended yet; wait for one of them",
        )  # fmt: skip
        gate.open()
        await asyncio.gather(*calls)
        assert not (await call()).is_error
        assert gate.sent == CONCURRENCY + 1

    with_gate(use)


@pytest.mark.parametrize("moment", range(4))
def test_a_call_that_is_cancelled_while_it_waits_takes_no_turn(moment: int) -> None:
    """Also if it is cancelled in the moment in which its turn comes: no turn is lost."""

    async def use(gate: Gate, call: Callable[[], Awaitable[Any]]) -> None:
        calls = start(CONCURRENCY, call)
        await settled()
        waiting = start(20, call)
        await settled()
        if moment:
            gate.open()
            for _ in range(moment - 1):
                await asyncio.sleep(0)
        for one in waiting:
            one.cancel()
        gate.open()
        await asyncio.gather(*calls, *waiting, return_exceptions=True)
        assert gate.sent <= CONCURRENCY * 2
        results = await asyncio.gather(*start(CONCURRENCY * 2, call))
        assert not any(result.is_error for result in results)

    with_gate(use, max_calls=1000)


def test_a_turn_that_comes_as_it_is_no_longer_waited_for_is_given_back() -> None:
    async def run() -> None:
        limits = Pace()
        turns = [limits.turn() for _ in range(CONCURRENCY)]
        for turn in turns:
            await turn.__aenter__()
        waiting = asyncio.ensure_future(limits.turn().__aenter__())
        await settled()
        await turns[0].__aexit__(None, None, None)  # its turn comes now, and it is cancelled before it goes on
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.wait([waiting])
        await settled()
        await asyncio.wait_for(limits.turn().__aenter__(), 1)

    asyncio.run(run())


# --- per second ------------------------------------------------------------------------------------------------------


def test_calls_wait_as_the_rate_requires() -> None:
    async def use(gate: Gate, call: Callable[[], Awaitable[Any]]) -> None:
        gate.open()
        loop = asyncio.get_running_loop()
        begun = loop.time()
        results = await asyncio.gather(*start(4, call))
        assert not any(result.is_error for result in results)
        assert loop.time() - begun >= 0.9  # two at once, and two a second later

    with_gate(use, rate="2/second")


def test_a_call_that_would_wait_too_long_is_told_for_how_long() -> None:
    with recorded_agent(API, rate="1/hour") as agent:
        assert not agent.call("things.get").is_error
        result = agent.call("things.get")
    head, _, seconds = result.text.partition("wait for ")
    assert (result.is_error, head) == (True, "things.get was not sent: too many calls were sent just now; ")
    assert 3500 <= int(seconds.removesuffix(" seconds")) <= 3600
    assert len(requests_of(agent)) == 1


def test_a_call_that_waits_for_the_rate_can_be_cancelled() -> None:
    async def use(gate: Gate, call: Callable[[], Awaitable[Any]]) -> None:
        gate.open()
        await call()
        waiting = asyncio.ensure_future(call())
        await asyncio.sleep(0.05)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        assert gate.sent == 1

    with_gate(use, rate="1/second")


# --- in all ----------------------------------------------------------------------------------------------------------

COUNTED: dict[str, tuple[Any, dict[str, Any], int]] = {
    # what the server does, the arguments of the tool, how many calls are left of 2
    "a success": (response({}), {"action": "things.get"}, 1),
    "an error of the API": (response({}, 404), {"action": "things.get"}, 1),
    "no response": (NotDelivered("it broke", sent=False), {"action": "things.get"}, 1),
    "several pages": (
        lambda request: response({"items": [1], "next": None if "after" in request.url else "b"}),
        {"action": "things.list", "max_items": 9}, 1,
    ),
    "a call that is not valid": (response({}), {"action": "things.get", "arguments": {"n": "x"}}, 2),
    "an action that there is not": (response({}), {"action": "things.gett"}, 2),
    "one that is not allowed": (response({}), {"action": "things.none"}, 2),
}  # fmt: skip


@pytest.mark.parametrize("name", COUNTED)
def test_what_is_sent_counts_and_what_is_not_does_not(name: str) -> None:
    returned, arguments, left = COUNTED[name]
    with recorded_agent(API, returned, max_calls=2) as agent:
        agent("read", arguments)
        sent = len(requests_of(agent))
        results = [agent.call("things.get") for _ in range(3)]
    refused = [result for result in results if result.text.startswith("things.get was not sent: this server")]
    assert len(results) - len(refused) == left
    assert len(requests_of(agent)) == sent + left


def test_further_calls_are_refused_and_a_person_can_allow_more() -> None:
    with recorded_agent(API, max_calls=2) as agent:
        agent.call("things.get")
        agent.call("things.get")
        result = agent.call("things.get")
        assert result.text == (
            "things.get was not sent: this server may send 2 calls in all, and has; a person can allow more"
        )
        assert not agent("find", {"query": "things"}).is_error  # which sends nothing
        assert not agent("preview", {"action": "things.get"}).is_error


def test_a_call_that_is_cancelled_while_it_waits_does_not_count() -> None:
    async def use(gate: Gate, call: Callable[[], Awaitable[Any]]) -> None:
        calls = start(CONCURRENCY, call)
        await settled()
        waiting = asyncio.ensure_future(call())
        await settled()
        waiting.cancel()
        await asyncio.wait([waiting])
        gate.open()
        await asyncio.gather(*calls)
        assert not (await call()).is_error
        assert (await call()).is_error
        assert gate.sent == CONCURRENCY + 1

    with_gate(use, max_calls=CONCURRENCY + 1)


@pytest.mark.parametrize("error", [NotFound("a", 404), InvalidCall("a", []), ZeroDivisionError()])
def test_a_turn_ends_with_any_error(error: Exception) -> None:
    async def run() -> None:
        limits = Pace(most=20)
        for _ in range(20):
            with pytest.raises(type(error)):
                async with limits.turn():
                    raise error
        if isinstance(error, InvalidCall):
            async with limits.turn():
                return
        with pytest.raises(NotSent):
            async with limits.turn():
                pass

    asyncio.run(run())


@pytest.mark.parametrize(
    "options",
    [
        {"max_calls": 0},
        {"max_calls": -1},
        {"max_calls": True},
        {"max_calls": 1.5},
        {"rate": 0},
        {"rate": "fast"},
        {"rate": True},
    ],
)
def test_a_limit_that_is_not_one_is_an_error_at_the_start(options: dict[str, Any]) -> None:
    with pytest.raises(InvalidCall):
        Toolbox(Client(API, transport=RecordingTransport()), **options)
