"""Coroutines and iterators in a thread."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator, Callable, Iterator
from typing import Any

import pytest

from dynaclient import BadResponse, DynaclientError, Headers, HttpTransport, Limits, NotDelivered, NotFound, Request
from dynaclient.http.codec.request_writer import encode_head
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


# --- after an error --------------------------------------------------------------------------------------------------


class Unprintable(Exception):
    """An exception of a caller whose constructor takes more than its message."""

    def __init__(self, code: int, *, reason: str) -> None:
        super().__init__(f"{code} {reason}")

    def __copy__(self) -> Unprintable:
        raise TypeError("some packages register how exceptions are copied")


class Failing(ManagedIterator[int]):
    """Yields 1, then fails; a further generator, if it can continue, yields the rest."""

    def __init__(self, error: BaseException, *, continues: bool = False) -> None:
        super().__init__()
        self._error = error
        self._continues = continues
        self._numbers: Iterator[int | BaseException] = iter([1, error, 2, 3])

    def _can_continue(self) -> bool:
        return self._continues

    async def _generate(self) -> AsyncGenerator[int, None]:
        for number in self._numbers:
            if isinstance(number, BaseException):
                raise number
            yield number


def outcomes_of(steps: ManagedIterator[int], count: int) -> list[Any]:
    """Return what so many steps return or raise."""
    return [_outcome(lambda: run(anext(steps))) for _ in range(count)]


def _outcome(step: Callable[[], Any]) -> Any:
    try:
        return step()
    except BaseException as error:  # noqa: BLE001 - the test inspects it
        return error


FAILED = "this iterator has failed: "
ANOTHER = "; start another one"
ERRORS: list[tuple[BaseException, type[BaseException], str]] = [
    (BadResponse("cut off", "a.b", 2), BadResponse, f"{FAILED}a.b: cut off (after 2 attempts){ANOTHER}"),
    (NotFound("a.b", 404, message="no"), NotFound, f"{FAILED}a.b: 404: no{ANOTHER}"),
    (ValueError("row 3"), ValueError, f"{FAILED}row 3{ANOTHER}"),
    (LookupError(), LookupError, f"{FAILED}{ANOTHER}"),
    (Unprintable(3, reason="odd"), DynaclientError, f"{FAILED}Unprintable{ANOTHER}"),
    (KeyboardInterrupt(), DynaclientError, f"{FAILED}it was interrupted (KeyboardInterrupt){ANOTHER}"),
    (asyncio.CancelledError(), DynaclientError, f"{FAILED}it was interrupted (CancelledError){ANOTHER}"),
]  # fmt: skip


@pytest.mark.parametrize(("error", "kind", "message"), ERRORS, ids=[type(row[0]).__name__ for row in ERRORS])
def test_after_an_error_each_step_raises_one_of_the_same_kind(
    error: BaseException, kind: type[BaseException], message: str
) -> None:
    first, raised, *further = outcomes_of(Failing(error), 4)
    assert (first, raised) == (1, error)
    assert [(type(failure), str(failure)) for failure in further] == [(kind, message)] * 2
    assert further[0] is not further[1]


def test_the_error_of_a_further_step_has_the_attributes_of_the_first() -> None:
    *_, again = outcomes_of(Failing(NotFound("a.b", 404, body={"a": 1})), 3)
    assert (again.status, again.body, again.__cause__, again.__context__) == (404, {"a": 1}, None, None)


@pytest.mark.parametrize("error", [row[0] for row in ERRORS], ids=[type(row[0]).__name__ for row in ERRORS])
def test_an_iterator_that_can_continue_yields_the_rest_after_any_error(error: BaseException) -> None:
    *yielded, end, after = outcomes_of(Failing(error, continues=True), 6)
    assert yielded == [1, error, 2, 3]
    assert [type(end), type(after)] == [StopAsyncIteration, StopAsyncIteration]


@pytest.mark.parametrize("steps", [0, 1, 2])
def test_an_iterator_that_was_closed_is_at_its_end(steps: int) -> None:
    numbers = Failing(BadResponse("cut off"), continues=True)
    outcomes_of(numbers, steps)
    run(numbers.aclose())
    run(numbers.aclose())
    assert list(BlockingIterator(numbers)) == []


def test_closing_does_not_make_a_failed_iterator_look_complete() -> None:
    numbers = BlockingIterator(Failing(BadResponse("cut off")))
    with numbers, pytest.raises(BadResponse):
        list(numbers)
    with pytest.raises(BadResponse, match="this iterator has failed: cut off"):
        next(numbers)


class Waiting(ManagedIterator[int]):
    """Waits until it is allowed to go on."""

    def __init__(self) -> None:
        super().__init__()
        self.is_waiting = threading.Event()
        self.may_go_on = threading.Event()

    async def _generate(self) -> AsyncGenerator[int, None]:
        self.is_waiting.set()
        self.may_go_on.wait(10)
        yield 1
        yield 2


@pytest.mark.parametrize("use", [next, lambda numbers: numbers.close()], ids=["next", "close"])
def test_two_threads_cannot_use_an_iterator_together_and_neither_breaks_it(use: Callable[[Any], Any]) -> None:
    steps = Waiting()
    numbers = BlockingIterator(steps)
    received: list[int] = []
    thread = threading.Thread(target=lambda: received.append(next(numbers)))
    thread.start()
    steps.is_waiting.wait(10)
    with pytest.raises(DynaclientError, match="another thread or task waits for its next item; use it in one of them"):
        use(numbers)
    steps.may_go_on.set()
    thread.join(10)
    assert [*received, *numbers] == [1, 2]


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
        encode_head(Request("GET", "http://h/x", Headers([("X-Value", value)])), "/x", "example.com")
    assert (caught.value.sent, caught.value.final) == (False, True)


def test_a_response_without_a_body_has_no_parts() -> None:
    async def parts_of(server: RawServer) -> list[bytes]:
        response = HttpTransport().send(Request("GET", f"{server.url}/x"), Limits(stream=True))
        assert response.pieces is not None
        return [part async for part in response.pieces]

    with RawServer(lambda _: b"HTTP/1.1 204 No Content\r\n\r\n") as server:
        assert run(parts_of(server)) == []
