"""Coroutines and iterators in a thread."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

import pytest

from dynaclient import Limits, NotDelivered, Request, RequestsTransport
from dynaclient.http.request_writer import encode_head
from dynaclient.runtime.backends import BlockingIterator, ManagedIterator, run
from tests.support.raw_server import RawServer


class Numbers(ManagedIterator[int]):
    """Counts to three."""

    known = "so"

    async def _generate(self) -> AsyncGenerator[int, None]:
        for number in (1, 2, 3):
            yield number


def test_a_thread_can_iterate() -> None:
    with BlockingIterator(Numbers()) as numbers:
        assert list(numbers) == [1, 2, 3]


def test_a_blocking_iterator_has_the_public_attributes() -> None:
    numbers = BlockingIterator(Numbers())
    assert (numbers.known, "known" in dir(numbers), "aclose" in dir(numbers)) == ("so", True, False)
    with pytest.raises(AttributeError):
        _ = numbers._private


class Ending(ManagedIterator[int]):
    """Records the error that ended it."""

    def __init__(self) -> None:
        super().__init__()
        self.ended_with: list[type[BaseException]] = []

    async def _generate(self) -> AsyncGenerator[int, None]:
        try:
            yield 1
        except BaseException as error:
            self.ended_with.append(type(error))
            raise


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (KeyboardInterrupt(), KeyboardInterrupt),
        (asyncio.CancelledError(), asyncio.CancelledError),
        (ValueError(), GeneratorExit),
        (GeneratorExit(), GeneratorExit),
    ],
    ids=repr,
)
def test_an_interrupt_of_the_caller_is_raised_in_the_generator(
    error: BaseException, expected: type[BaseException]
) -> None:
    steps = Ending()

    def iterate() -> None:
        with BlockingIterator(steps) as numbers:
            next(numbers)
            raise error

    with pytest.raises(type(error)) as caught:
        iterate()
    assert (caught.value, steps.ended_with) == (error, [expected])


def test_a_coroutine_that_suspends_is_an_error_in_a_thread() -> None:
    async def steps() -> None:
        await asyncio.sleep(0)

    coroutine = steps()
    with pytest.raises(RuntimeError, match="use AsyncClient"):
        run(coroutine)
    coroutine.close()


@pytest.mark.parametrize("value", ["a\r\nX-More: b", "a\nb", "a\0b", "Łódź"])
def test_no_value_adds_a_line_to_the_head_of_a_request(value: str) -> None:
    with pytest.raises(NotDelivered, match="not allowed in its head") as caught:
        encode_head("GET", "/x", "example.com", [("X-Value", value)])
    assert (caught.value.sent, caught.value.final) == (False, True)


def test_a_response_without_a_body_has_no_parts() -> None:
    async def parts_of(server: RawServer) -> list[bytes]:
        response = RequestsTransport().send(Request("GET", f"{server.url}/x"), Limits(stream=True))
        assert response.pieces is not None
        return [part async for part in response.pieces]

    with RawServer(lambda _: b"HTTP/1.1 204 No Content\r\n\r\n") as server:
        assert run(parts_of(server)) == []
