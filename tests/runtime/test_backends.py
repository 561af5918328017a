"""How one waits: in a thread, and what comes one by one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

import pytest

from dynaclient import Limits, NotDelivered, Request, RequestsTransport
from dynaclient.http.codec import head_of
from dynaclient.runtime.backends import BlockingIterator, ManagedIterator, run
from tests.support.raw_server import RawServer


class Numbers(ManagedIterator[int]):
    """Counts to three."""

    known = "so"

    async def _steps(self) -> AsyncGenerator[int, None]:
        for each in (1, 2, 3):
            yield each


def test_a_thread_goes_through_steps() -> None:
    with BlockingIterator(Numbers()) as numbers:
        assert list(numbers) == [1, 2, 3]


def test_in_a_thread_steps_have_their_attributes_and_nothing_private() -> None:
    numbers = BlockingIterator(Numbers())
    assert (numbers.known, "known" in dir(numbers), "aclose" in dir(numbers)) == ("so", True, False)
    with pytest.raises(AttributeError):
        _ = numbers._private


class Ending(ManagedIterator[int]):
    """Remembers what it was ended with."""

    def __init__(self) -> None:
        super().__init__()
        self.ended_with: list[type[BaseException]] = []

    async def _steps(self) -> AsyncGenerator[int, None]:
        try:
            yield 1
        except BaseException as error:
            self.ended_with.append(type(error))
            raise


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (KeyboardInterrupt(), KeyboardInterrupt),
        (asyncio.CancelledError(), asyncio.CancelledError),
        (ValueError(), GeneratorExit),
        (GeneratorExit(), GeneratorExit),
    ],
    ids=repr,
)
def test_an_interruption_of_who_goes_through_steps_is_told_on_and_nothing_else(
    error: BaseException, told: type[BaseException]
) -> None:
    steps = Ending()

    def ends() -> None:
        with BlockingIterator(steps) as numbers:
            next(numbers)
            raise error

    with pytest.raises(type(error)) as caught:
        ends()
    assert (caught.value, steps.ended_with) == (error, [told])


def test_what_a_thread_cannot_wait_for_is_told() -> None:
    async def steps() -> None:
        await asyncio.sleep(0)

    under_way = steps()
    with pytest.raises(RuntimeError, match="AsyncClient can"):
        run(under_way)
    under_way.close()


@pytest.mark.parametrize("value", ["a\r\nX-More: b", "a\nb", "a\0b", "Łódź"])
def test_no_value_adds_a_line_to_the_head_of_a_request(value: str) -> None:
    with pytest.raises(NotDelivered, match="no head of a message") as caught:
        head_of("GET", "/x", "example.com", [("X-Value", value)])
    assert (caught.value.sent, caught.value.final) == (False, True)


def test_an_answer_without_a_body_has_no_pieces() -> None:
    async def pieces_of(server: RawServer) -> list[bytes]:
        answer = RequestsTransport().send(Request("GET", f"{server.url}/x"), Limits(stream=True))
        assert answer.pieces is not None
        return [each async for each in answer.pieces]

    with RawServer(lambda _: b"HTTP/1.1 204 No Content\r\n\r\n") as server:
        assert run(pieces_of(server)) == []
