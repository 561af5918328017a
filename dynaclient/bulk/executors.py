"""The pool that runs calls in a `concurrent.futures.Executor`: chunks of rows, and clients pickled to its workers."""

from __future__ import annotations

import hashlib
import pickle
import zlib
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from functools import partial
from typing import Any
from uuid import uuid4

from ..description.model import Action
from ..errors import DynaclientError, OutcomeUnknown, TransportError, invalid_option
from ..records import dataclass, field
from .outcomes import Outcome
from .pools import CallFunction, Completion, CompletionQueue, RowCall, failed_outcome, run_call

MAX_CACHED_CLIENTS = 4
"""Clients that a worker process keeps in memory."""


class ExecutorPool:
    """
    Runs calls in an executor: rows are submitted in chunks, and the rows of a chunk are called one after the other.

    A chunk that the executor loses is not submitted again: the rows of a worker that died get an outcome.
    """

    def __init__(self, executor: Executor, call: CallFunction, action: Action, concurrency: int, chunk: int) -> None:
        self.capacity = concurrency * chunk
        self.in_flight = 0
        self._executor = executor
        self._name = action.name
        self._can_retry = action.idempotent  # not with a key: another call has another key
        self._concurrency = concurrency
        self._chunk = chunk
        self._chunks_in_flight = 0
        self._futures: set[Future[Any]] = set()
        self._completions = CompletionQueue()
        self._in_process = isinstance(executor, ThreadPoolExecutor)
        self._call = call if self._in_process else PickledCall.of(call, action.name)

    @property
    def free_slots(self) -> int:
        """Rows that can start now."""
        return (self._concurrency - self._chunks_in_flight) * self._chunk

    def start(self, calls: Sequence[RowCall]) -> None:
        """Start calls, no more than there are free slots."""
        for first in range(0, len(calls), self._chunk):
            chunk = tuple(calls[first : first + self._chunk])
            self.in_flight += len(chunk)
            self._chunks_in_flight += 1
            numbers = tuple(row.number for row in chunk)
            future = self._submit(chunk)
            if isinstance(future, Completion):
                self._completions.put((numbers, future))
            else:
                self._futures.add(future)  # some executors cancel a future that nothing refers to
                future.add_done_callback(partial(self._on_done, numbers))

    async def wait(self, seconds: float | None) -> list[Completion]:
        """Wait until any chunk has ended, or for so many seconds, and return the completions."""
        completions = [self._completion(*item) for item in self._completions.get_all(seconds)]
        self.in_flight -= sum(completion.count for completion in completions)
        self._chunks_in_flight -= len(completions)
        return completions

    async def close(self, *, wait: bool) -> list[Completion]:
        """Return the completions; the executor is the caller's, and stays open."""
        completions = await self.wait(0)
        while wait and self.in_flight:
            completions += await self.wait(None)
        if isinstance(self._call, PickledCall):
            _cached_calls.pop(self._call.digest, None)  # if the executor has run it in this process
        return completions

    def _on_done(self, numbers: tuple[int, ...], future: Future[Any]) -> None:
        self._completions.put((numbers, future))

    def _submit(self, chunk: tuple[RowCall, ...]) -> Future[Any] | Completion:
        numbers = tuple(row.number for row in chunk)
        try:
            # Pickled here, so that arguments that cannot be pickled are reported before any call starts.
            # The UUID makes chunks distinct: some executors take equal submissions for one task.
            rows = chunk if self._in_process else pickle.dumps((uuid4().hex, chunk))
            return self._executor.submit(run_chunk, self._call, self._name, rows)
        except DynaclientError as error:
            return Completion(not_started=numbers, exception=error.with_traceback(None))
        except Exception as error:  # noqa: BLE001 - an executor may raise anything
            reason = f"{type(error).__name__}: {error}"
        message = f"{self._name}: the executor did not accept row {numbers[0]} and the rows after it ({reason})"
        hint = "with a journal, resume=True continues the run with another executor"
        return Completion(not_started=numbers, exception=DynaclientError(f"{message}; {hint}", code="executor"))

    def _completion(self, numbers: tuple[int, ...], ended: Future[Any] | Completion) -> Completion:
        if isinstance(ended, Completion):
            return ended
        self._futures.discard(ended)
        try:
            result: Completion = ended.result()
            if isinstance(result, Completion) and result.count == len(numbers):
                return result
            reason = f"it returned {type(result).__name__}"
        except BaseException as error:  # noqa: BLE001 - in some executors a cancelled future raises no Exception
            reason = type(error).__name__
        return Completion(tuple(failed_outcome(number, self._lost_error(reason)) for number in numbers))

    def _lost_error(self, reason: str) -> DynaclientError:
        message = f"the executor returned no result for the chunk of this row ({reason})"
        if self._can_retry:
            return TransportError(f"{message}; the call can be retried safely", self._name)
        hint = "the server may have processed the call: check before you send it again"
        return OutcomeUnknown(f"{message}; {hint}", self._name)


@dataclass(frozen=True)
class PickledCall:
    """A call function for worker processes. A worker unpickles it once, so that its connections stay open."""

    data: bytes = field(repr=False)
    digest: bytes

    @classmethod
    def of(cls, call: CallFunction, name: str) -> PickledCall:
        """Return the pickle of a call function; raise InvalidCall if it cannot be pickled."""
        try:
            data = zlib.compress(pickle.dumps(call), 1)
        except DynaclientError:
            raise
        except Exception as error:  # noqa: BLE001 - pickling may raise anything
            reason = f"{type(error).__name__}: {error}"
        else:
            return cls(data, hashlib.sha256(data).digest())
        hint = "use a transport and functions that can be pickled, or a ThreadPoolExecutor"
        raise invalid_option("executor", f"the client cannot be pickled ({reason})", hint, name)

    def __call__(self, name: str, arguments: Mapping[str, Any], key: str | None) -> Any:
        """Call an action, with the unpickled call function."""
        call = _cached_calls.get(self.digest)
        if call is None:
            call = pickle.loads(zlib.decompress(self.data))  # noqa: S301 - pickled by `of`, sent by the executor
            while len(_cached_calls) >= MAX_CACHED_CLIENTS:
                _cached_calls.pop(next(iter(_cached_calls)), None)
            _cached_calls[self.digest] = call
        return call(name, arguments, key)


_cached_calls: dict[bytes, CallFunction] = {}


def run_chunk(call: CallFunction, name: str, rows: bytes | tuple[RowCall, ...]) -> Completion:
    """Call an action for the rows of a chunk, one after the other; runs in a worker of the executor."""
    calls: tuple[RowCall, ...]
    calls = pickle.loads(rows)[1] if isinstance(rows, bytes) else rows  # noqa: S301 - pickled by `ExecutorPool`
    outcomes: list[Outcome] = []
    for index, row in enumerate(calls):
        completion = run_call(call, name, row)
        outcomes.extend(completion.outcomes)
        if completion.exception is not None:
            not_started = tuple(later.number for later in calls[index + 1 :])
            exception = _picklable(completion.exception, name)
            return Completion(tuple(outcomes), not_started, completion.unresolved, exception)
    return Completion(tuple(outcomes))


def _picklable(exception: BaseException, name: str) -> BaseException:
    """Return an exception if it can be pickled, otherwise an error that names its class."""
    try:
        pickle.loads(pickle.dumps(exception))  # noqa: S301 - pickled on this line
    except Exception:  # noqa: BLE001 - pickling may raise anything
        message = f"{name}: a call raised {type(exception).__name__}, which cannot be pickled"
        return DynaclientError(message, code="executor")
    return exception
