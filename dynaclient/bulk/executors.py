"""
What makes many calls at once: threads, or any executor. What is done about their outcomes is in `bulk`.

An engine is told to begin calls, and asked what came of them. It never decides what is called, or called again.
"""

from __future__ import annotations

import hashlib
import pickle
import zlib
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextvars import Context, copy_context
from dataclasses import dataclass, field
from functools import partial
from queue import Empty, SimpleQueue
from threading import Thread, current_thread
from time import monotonic
from typing import Any, Protocol
from uuid import uuid4

from ..description.model import Action
from ..errors import DynaclientError, OutcomeUnknown, TransportError, invalid_option
from .outcomes import Outcome

Call = Callable[[str, Mapping[str, Any], "str | None"], Any]
"""Calls an action by its full name, with its arguments and with an idempotency key if the journal gives one."""
LOOK = 0.5
"""Seconds after which one that waits looks up: where signals do not reach a thread that waits, they do then."""
CARRIED = 4
"""Clients that a worker process keeps."""


@dataclass(frozen=True)
class Work:
    """One call to make."""

    number: int
    arguments: Mapping[str, Any]
    key: str | None = None


@dataclass(frozen=True)
class Ended:
    """What came of calls that were begun."""

    outcomes: tuple[Outcome, ...] = ()
    unsent: tuple[int, ...] = ()
    """Rows whose calls certainly did not begin."""
    left: tuple[int, ...] = ()
    """Rows of which nothing is known but that their calls began."""
    bug: BaseException | None = None
    """What is no outcome, and ends the run."""

    @property
    def count(self) -> int:
        """How many rows it is about."""
        return len(self.outcomes) + len(self.unsent) + len(self.left)


class Engine(Protocol):
    """Makes calls."""

    under_way: int
    """Rows that were begun and of which nothing has been told yet."""

    @property
    def capacity(self) -> int:
        """Rows that may be under way."""

    @property
    def room(self) -> int:
        """Rows that can begin now."""

    def begin(self, rows: Sequence[Work]) -> None:
        """Begin the calls of these rows, of which there are no more than there is room for."""

    async def ended(self, seconds: float | None) -> list[Ended]:
        """Wait until any call has ended, or for so many seconds, and give what has ended."""

    async def close(self, *, patient: bool) -> list[Ended]:
        """
        Let go of what it holds, and give what has ended.

        Args:
            patient: Let the calls under way come to their end. Otherwise they are cancelled or, where that cannot be,
                nobody waits for them.
        """


def attempt(call: Call, name: str, work: Work) -> Ended:
    """Make one call; whatever it raises is told."""
    try:
        value = call(name, work.arguments, work.key)
    except DynaclientError as error:
        return Ended((failed(work.number, error),))
    except BaseException as error:  # noqa: BLE001 - raised again by who asked for the call
        return Ended(left=(work.number,), bug=error)
    return Ended((Outcome(work.number, value=value),))


def failed(number: int, error: DynaclientError) -> Outcome:
    """Give the outcome of a row whose call raised this; it holds on to no frame."""
    return Outcome(number, error=error.with_traceback(None))


class _Arriving:
    """What ends in other threads, for the one thread that waits."""

    def __init__(self) -> None:
        self._ended: SimpleQueue[Any] = SimpleQueue()
        self.put = self._ended.put

    def take(self, seconds: float | None) -> list[Any]:
        """Wait for the first, or for so many seconds, and give all that is there."""
        until = float("inf") if seconds is None else monotonic() + seconds
        found: list[Any] = []
        while not found:
            left = until - monotonic()
            try:
                found.append(self._ended.get(timeout=min(LOOK, max(0.0, left))))
            except Empty:
                if left <= LOOK:
                    break
        while not self._ended.empty():  # nobody else takes from it
            found.append(self._ended.get())
        return found


# --- threads ---------------------------------------------------------------------------------------------------------


class Threads:
    """
    Makes calls in threads of its own, which are made as they are needed.

    They do not keep a program from its end: one that is interrupted does not wait for servers.
    """

    def __init__(self, call: Call, action: Action, concurrency: int) -> None:
        self.capacity = concurrency
        self.under_way = 0
        self._call = call
        self._name = action.name
        self._threads: list[Thread] = []
        self._begun: SimpleQueue[tuple[Context, Work] | None] = SimpleQueue()
        self._arriving = _Arriving()

    @property
    def room(self) -> int:
        """Rows that can begin now."""
        return self.capacity - self.under_way

    def begin(self, rows: Sequence[Work]) -> None:
        """Begin the calls of these rows."""
        for each in rows:
            # What belongs to the caller's context, such as a span that is being traced, is there in the thread too.
            self._begun.put((copy_context(), each))
        self.under_way += len(rows)
        while len(self._threads) < self.under_way:
            self._threads.append(Thread(target=self._serve, name="dynaclient-map", daemon=True))
            self._threads[-1].start()

    async def ended(self, seconds: float | None) -> list[Ended]:
        """Wait until any call has ended, or for so many seconds, and give what has ended."""
        found: list[Ended] = self._arriving.take(seconds)
        self.under_way -= len(found)
        return found

    async def close(self, *, patient: bool) -> list[Ended]:
        """End the threads, and give what has ended."""
        for _ in self._threads:
            self._begun.put(None)
        found = await self.ended(0)
        # What is not closed by hand may be collected in any thread; one of these would wait for itself.
        patient = patient and current_thread() not in self._threads
        while patient and self.under_way:
            found += await self.ended(None)
        return found

    def _serve(self) -> None:
        while (given := self._begun.get()) is not None:
            context, work = given
            self._arriving.put(context.run(attempt, self._call, self._name, work))
            del given, context, work


# --- executors -------------------------------------------------------------------------------------------------------


class Chunks:
    """
    Makes calls by an executor: several rows go there at once, and are called one after the other.

    What an executor does not answer for is not repeated here: the rows of a worker that died are outcomes.
    """

    def __init__(self, executor: Executor, call: Call, action: Action, concurrency: int, chunk: int) -> None:
        self.capacity = concurrency * chunk
        self.under_way = 0
        self._executor = executor
        self._name = action.name
        self._repeatable = action.idempotent  # a key is another one in another call
        self._concurrency = concurrency
        self._chunk = chunk
        self._chunks = 0
        self._futures: set[Future[Any]] = set()
        self._arriving = _Arriving()
        self._here = isinstance(executor, ThreadPoolExecutor)
        self._call = call if self._here else _Carried.of(call, action.name)

    @property
    def room(self) -> int:
        """Rows that can begin now."""
        return (self._concurrency - self._chunks) * self._chunk

    def begin(self, rows: Sequence[Work]) -> None:
        """Begin the calls of these rows."""
        for start in range(0, len(rows), self._chunk):
            chunk = tuple(rows[start : start + self._chunk])
            self.under_way += len(chunk)
            self._chunks += 1
            numbers = tuple(each.number for each in chunk)
            future = self._submitted(chunk)
            if isinstance(future, Ended):
                self._arriving.put((numbers, future))
            else:
                self._futures.add(future)  # some executors give up what nobody holds
                future.add_done_callback(partial(self._hear, numbers))

    async def ended(self, seconds: float | None) -> list[Ended]:
        """Wait until any chunk has ended, or for so many seconds, and give what has ended."""
        found = [self._ended(*each) for each in self._arriving.take(seconds)]
        self.under_way -= sum(each.count for each in found)
        self._chunks -= len(found)
        return found

    async def close(self, *, patient: bool) -> list[Ended]:
        """Give what has ended; the executor is the caller's, and stays open."""
        found = await self.ended(0)
        while patient and self.under_way:
            found += await self.ended(None)
        return found

    def _hear(self, numbers: tuple[int, ...], future: Future[Any]) -> None:
        self._arriving.put((numbers, future))

    def _submitted(self, chunk: tuple[Work, ...]) -> Future[Any] | Ended:
        numbers = tuple(each.number for each in chunk)
        try:
            # Pickled here, so that what cannot be is told before anything begins.
            # The first of the pair is there because some executors take what looks alike for one and the same task.
            rows = chunk if self._here else pickle.dumps((uuid4().hex, chunk))
            return self._executor.submit(call_rows, self._call, self._name, rows)
        except DynaclientError as error:
            return Ended(unsent=numbers, bug=error.with_traceback(None))
        except Exception as error:  # noqa: BLE001 - an executor may raise anything
            reason = f"{type(error).__name__}: {error}"
        told = f"{self._name}: the executor took no more rows from {numbers[0]} on ({reason})"
        return Ended(unsent=numbers, bug=DynaclientError(told))

    def _ended(self, numbers: tuple[int, ...], over: Future[Any] | Ended) -> Ended:
        if isinstance(over, Ended):
            return over
        self._futures.discard(over)
        try:
            given: Ended = over.result()
            if isinstance(given, Ended) and given.count == len(numbers):
                return given
            reason = f"it gave {type(given).__name__}"
        except BaseException as error:  # noqa: BLE001 - a cancelled one raises what is no Exception in some executors
            reason = type(error).__name__
        return Ended(tuple(failed(each, self._lost(reason)) for each in numbers))

    def _lost(self, reason: str) -> DynaclientError:
        told = f"the executor has no answer for the rows that this one went out with ({reason})"
        if self._repeatable:
            return TransportError(f"{told}; it may be repeated", self._name)
        return OutcomeUnknown(f"{told}; it may have been carried out, so look before repeating it", self._name)


@dataclass(frozen=True)
class _Carried:
    """What calls, as it travels to worker processes; each of them unpacks it once, and so keeps its connections."""

    packed: bytes = field(repr=False)
    identity: bytes

    @classmethod
    def of(cls, call: Call, name: str) -> _Carried:
        try:
            packed = zlib.compress(pickle.dumps(call), 1)
        except DynaclientError:
            raise
        except Exception as error:  # noqa: BLE001 - anything may be raised while something is pickled
            reason = f"{type(error).__name__}: {error}"
        else:
            return cls(packed, hashlib.sha256(packed).digest())
        raise invalid_option(
            "executor", f"the client cannot travel ({reason})", "see what Client says of pickles", name
        )

    def __call__(self, name: str, arguments: Mapping[str, Any], key: str | None) -> Any:
        call = _unpacked.get(self.identity)
        if call is None:
            call = pickle.loads(zlib.decompress(self.packed))  # noqa: S301 - packed by `of`, carried by the executor
            while len(_unpacked) >= CARRIED:
                _unpacked.pop(next(iter(_unpacked)), None)
            _unpacked[self.identity] = call
        return call(name, arguments, key)


_unpacked: dict[bytes, Call] = {}


def call_rows(call: Call, name: str, rows: bytes | tuple[Work, ...]) -> Ended:
    """Call an action for some rows, one after the other: what an executor's worker does."""
    works: tuple[Work, ...] = pickle.loads(rows)[1] if isinstance(rows, bytes) else rows  # noqa: S301 - see `Chunks`
    outcomes: list[Outcome] = []
    for place, each in enumerate(works):
        ended = attempt(call, name, each)
        outcomes.extend(ended.outcomes)
        if ended.bug is not None:
            unsent = tuple(later.number for later in works[place + 1 :])
            return Ended(tuple(outcomes), unsent, ended.left, _carried_bug(ended.bug, name))
    return Ended(tuple(outcomes))


def _carried_bug(bug: BaseException, name: str) -> BaseException:
    """Give what was raised if it can travel, else what tells of it."""
    try:
        pickle.loads(pickle.dumps(bug))  # noqa: S301 - made in this line
    except Exception:  # noqa: BLE001 - anything may be raised while something is pickled
        return DynaclientError(f"{name}: a call ended with {type(bug).__name__}")
    return bug
